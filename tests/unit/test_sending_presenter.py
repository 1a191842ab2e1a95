"""The sending desk, without Qt: what is where, sending, stopping, answers absorbed, addresses that are missing, rate and time left."""

import contextlib
import datetime
import json
import shutil
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from station.domain.errors import StationError
from station.domain.findings import Text
from station.domain.ids import BatchName, UserId
from station.domain.states import EntryState
from station.signing.signer import KeySigner
from station.workflow.approval import approve
from sync.client.parcel import Parcel
from sync.client.sending import SendReport, Sent
from sync.protocol.receipts import Answer, make_receipt, make_refusal
from tests.flow.conftest import Office, forms, office, province  # noqa: F401
from tests.seated import check, fill, reviews_of, seated
from tests.sync.factories import received_now
from tests.ui.immediate import ImmediateTasks
from ui.bootstrap import Station, outbox_folder
from ui.changes import SETTINGS
from ui.language import plural
from ui.sending import presenter as desk
from ui.sending.courier import OutboxCourier
from ui.sending.parcels import ANSWER_DAMAGED, FOLDER_LOST, Parcels, Where, parcels
from ui.sending.presenter import Gauge, Sending, Step


class Shown:
    """What the page would show."""

    def __init__(self) -> None:
        self.found: Parcels | None = None
        self.steps: list[Step | None] = []
        self.said: list[tuple[Text, dict[str, object]]] = []
        self.trouble = False
        self.failures: list[StationError] = []
        self.addresses = 0

    def show_parcels(self, found: Parcels) -> None:
        self.found = found

    def show_step(self, step: Step | None) -> None:
        self.steps.append(step)

    def show_address(self) -> None:
        self.addresses += 1

    def show_sentence(self, said: list[tuple[Text, dict[str, object]]], *, trouble: bool) -> None:
        self.said, self.trouble = list(said), trouble

    def show_failure(self, error: StationError) -> None:
        self.failures.append(error)


@dataclass
class FakeCourier:
    """A sender that does as it is told."""

    work: Callable[[Callable[[], bool], Callable[[int], None], Callable[[str, int, int], None]], SendReport | None]
    address: str = "https://central.example"
    practises: bool = False
    opened: list[str] = field(default_factory=list)

    def central(self) -> AbstractContextManager[str]:
        @contextlib.contextmanager
        def open_it() -> Iterator[str]:
            self.opened.append("opened")
            yield self.address or "http://127.0.0.1:1"
            self.opened.append("closed")

        return open_it()

    def waiting_bytes(self) -> int:
        return 1000

    def send(self, url: str, stop, on_bytes, on_progress) -> SendReport | None:
        return self.work(stop, on_bytes, on_progress)


def sit_down(station: Station, courier: FakeCourier, cancel_after: int | None = None) -> tuple[Sending, Shown, ImmediateTasks]:
    tasks, shown = ImmediateTasks(station, cancel_after=cancel_after), Shown()
    sending = Sending(tasks, courier)
    sending.view = shown
    tasks.changes.listen(sending.changed)
    sending.refresh()
    return sending, shown, tasks


def nothing(stop, on_bytes, on_progress) -> SendReport:
    return SendReport()


@pytest.fixture
def sealed(office: Office) -> Iterator[Station]:  # noqa: F811
    """A batch that waits, and an entry nobody has checked."""
    with seated(office) as station:
        check(station, fill(station, ["Hoa"], "01"))
        fill(station, ["Mai"], "02")
    with seated(office, "supervisor") as station:
        approve(station.desk, reviews_of(station), station.desk.records.volumes()[0].volume_id, station.outbox, station.station_id)
        yield station


def parcel_of(station: Station) -> Parcel:
    return Parcel(outbox_folder(station.folder) / station.desk.records.batches()[0].name)


def answer(office: Office, station: Station, stage: str) -> None:  # noqa: F811
    """The central's true answer, laid into the outbox as the sender does."""
    parcel, public = parcel_of(station), office.province.public
    signer = KeySigner(UserId("central"), office.province.receipt_key, public.receipt_certificate)
    about = Answer(public.realm, 7, received_now())
    if stage == "refused":
        parcel.keep_refusal(
            make_refusal(parcel.manifest(), "duplicate", "Mục đã có ở trung tâm.", "The entry is there already.", about, signer)
        )
    else:
        parcel.keep_receipt(stage, make_receipt(parcel.manifest(), stage, about, signer))


def test_a_batch_that_waits_is_on_this_pc_alone(sealed: Station) -> None:
    _, shown, _ = sit_down(sealed, FakeCourier(nothing))
    assert shown.found is not None
    [row] = shown.found.rows
    assert (row.where, row.receipt, row.entries, row.said) == (Where.HERE, "", 1, None) and row.size > 0
    assert (shown.found.unapproved, shown.found.waiting, shown.found.without_images) == (1, 1, 0)


def test_receipts_say_how_far_a_batch_is(office: Office, sealed: Station) -> None:  # noqa: F811
    answer(office, sealed, "entries")
    [row] = parcels(sealed).rows
    assert (row.where, row.receipt) == (Where.WORDS, "7") and row.received_at is not None
    answer(office, sealed, "complete")
    [row] = parcels(sealed).rows
    assert (row.where, row.receipt) == (Where.CENTRAL, "7") and parcels(sealed).to_send == []


def test_a_refusal_is_said_in_the_centrals_words(office: Office, sealed: Station) -> None:  # noqa: F811
    answer(office, sealed, "refused")
    [row] = parcels(sealed).rows
    assert (row.where, row.said) == (Where.REFUSED, Text("Mục đã có ở trung tâm.", "The entry is there already."))


def test_a_forged_refusal_says_nothing(sealed: Station) -> None:
    parcel_of(sealed).keep_refusal(b'{"body": {"vi": "x"}}')
    assert parcels(sealed).rows[0].where is Where.HERE


def test_the_last_attempt_is_said_in_both_languages(sealed: Station) -> None:
    parcel_of(sealed).note_attempt(StationError("sending.unreachable", url="https://central.example"))
    said = parcels(sealed).rows[0].said
    assert said is not None and "https://central.example" in said.vi and "https://central.example" in said.en
    old = {"sentence": "Không nối được", "code": "sending.unreachable"}
    (parcel_of(sealed).folder / "attempts.json").write_text(json.dumps(old))
    said = parcels(sealed).rows[0].said
    assert said is not None and "cannot be reached" in said.en and "{" not in said.en
    (parcel_of(sealed).folder / "attempts.json").write_text("[]")
    assert parcels(sealed).rows[0].said is None


def test_every_receipt_of_a_batch_is_told(office: Office, sealed: Station) -> None:  # noqa: F811
    answer(office, sealed, "entries")
    answer(office, sealed, "complete")
    [row] = parcels(sealed).rows
    assert [(one.stage, one.number) for one in row.receipts] == [("entries", "7"), ("complete", "7")]


@pytest.mark.parametrize("stage", ["entries", "complete"])
def test_a_receipt_damaged_on_the_disk_proves_nothing_and_says_what_to_do(office: Office, sealed: Station, stage: str) -> None:  # noqa: F811
    answer(office, sealed, stage)
    path = parcel_of(sealed).folder / "receipts" / f"{stage}.json"
    path.write_bytes(path.read_bytes()[:-9])
    [row] = parcels(sealed).rows
    assert (row.where, row.receipt, row.said) == (Where.HERE, "", ANSWER_DAMAGED)


def test_a_batch_whose_folder_was_deleted_is_lost_and_does_not_wait(sealed: Station) -> None:
    shutil.rmtree(parcel_of(sealed).folder)
    found = parcels(sealed)
    assert (found.rows[0].where, found.rows[0].said, found.to_send) == (Where.LOST, FOLDER_LOST, [])


def test_the_address_is_read_again_when_the_settings_change(sealed: Station, tmp_path: Path) -> None:
    addresses = ["", "https://new.example"]
    courier = OutboxCourier(tmp_path, practises=False, read_address=lambda: addresses[0])
    sending, shown, tasks = sit_down(sealed, courier)  # type: ignore[arg-type]
    assert sending.address == ""
    addresses.pop(0)
    tasks.changes.announce(SETTINGS)
    assert sending.address == "https://new.example" and shown.addresses == 1

    def faulty() -> str:
        raise StationError("settings.faulty", faults="x")

    assert OutboxCourier(tmp_path, practises=False, read_address=faulty).address == ""


def test_in_a_silence_it_is_said_that_the_central_is_waited_for(sealed: Station) -> None:
    ticked: list[Step | None] = []

    def work(stop, on_bytes, on_progress) -> SendReport:
        on_progress("b", 0, 1000)
        sending.tick()
        ticked.append(shown.steps[-1])
        return SendReport()

    sending, shown, _ = sit_down(sealed, FakeCourier(work))
    sending.tick()
    assert shown.steps == []
    sending.send()
    assert ticked[0] is not None and ticked[0].doing is desk.SILENT and ticked[0].left_s is None


def test_sending_shows_steps_absorbs_the_answers_and_says_what_it_did(office: Office, sealed: Station) -> None:  # noqa: F811
    def work(stop, on_bytes, on_progress) -> SendReport:
        on_bytes(400)
        on_progress("b", 400, 1000)
        on_bytes(600)
        on_progress("b", 1000, 1000)
        answer(office, sealed, "complete")
        return SendReport((Sent(BatchName("b"), "complete"),))

    sending, shown, _ = sit_down(sealed, FakeCourier(work))
    sending.send()
    steps = [step for step in shown.steps if step is not None]
    assert [step.done for step in steps] == [0, 400, 400, 1000, 1000] and steps[-1].total == 1000 and shown.steps[-1] is None
    assert shown.said == [(plural(desk.ALL_SENT, 1), {"count": 1})] and not shown.trouble and not sending.sends
    assert sealed.desk.records.entries(state=EntryState.COMPLETE) and shown.found is not None and shown.found.to_send == []


def test_stopping_is_no_trouble(sealed: Station) -> None:
    def work(stop, on_bytes, on_progress) -> SendReport | None:
        for _ in range(100):
            if stop():
                return None
            on_bytes(1)
        raise AssertionError("not stopped")

    sending, shown, _ = sit_down(sealed, FakeCourier(work), cancel_after=3)
    sending.send()
    assert shown.said == [(desk.STOPPED, {})] and not shown.trouble and not sending.sends
    assert shown.found is not None and len(shown.found.to_send) == 1


def test_without_an_address_the_batches_stay(sealed: Station) -> None:
    sending, shown, _ = sit_down(sealed, FakeCourier(nothing, address=""))
    sending.send()
    assert shown.said == [(desk.NO_ADDRESS, {})] and shown.trouble and not sending.sends


def test_a_practice_office_opens_its_own_central_and_closes_it(sealed: Station) -> None:
    courier = FakeCourier(nothing, address="", practises=True)
    sending, shown, _ = sit_down(sealed, courier)
    assert sending.practises
    sending.send()
    assert courier.opened == ["opened", "closed"] and shown.steps[0] is not None and shown.steps[0].doing is desk.OPENING


def test_nothing_is_sent_when_nothing_waits(office: Office) -> None:  # noqa: F811
    with seated(office) as station:
        courier = FakeCourier(nothing, address="", practises=True)
        sending, shown, _ = sit_down(station, courier)
        sending.send()
        assert shown.said == [(desk.NOTHING_WAITS, {})] and courier.opened == []


def test_the_central_is_asked_what_it_has_to_say_also_when_nothing_waits(office: Office) -> None:  # noqa: F811
    with seated(office) as station:
        courier = FakeCourier(nothing)
        sending, shown, _ = sit_down(station, courier)
        sending.send()
        assert courier.opened == ["opened", "closed"] and shown.said == [(desk.NOTHING_WAITS, {})]


def test_what_waits_goes_onto_a_stick_and_what_came_back_into_the_store(office: Office, sealed: Station, tmp_path: Path) -> None:  # noqa: F811
    stick = tmp_path / "stick"
    courier = OutboxCourier(sealed.folder, False, str)
    sending, shown, _ = sit_down(sealed, courier)
    sending.carry_out(stick)
    assert shown.said[0][1] == {"count": 1} and not sending.sends
    answer(office, sealed, "entries")
    parcel = parcel_of(sealed)
    (stick / "outbox" / parcel.folder.name / "receipts").mkdir()
    (parcel.folder / "receipts/entries.json").rename(stick / "outbox" / parcel.folder.name / "receipts/entries.json")
    sending.bring_back(stick)
    assert shown.said[0] == (desk.FROM_STICK, {"answers": 1, "items": 0})
    assert "entries" in sealed.desk.records.batches()[0].receipts
    sending.bring_back(stick)
    assert shown.said[0][0] is desk.NOTHING_CAME


@pytest.mark.parametrize(("minutes", "text"), [(-12, desk.CLOCK_SLOW), (12, desk.CLOCK_FAST), (3, None)])
def test_clock_that_is_off_is_said(sealed: Station, minutes: int, text: Text | None) -> None:
    report = SendReport((Sent(BatchName("a"), "complete"),), clock_off=datetime.timedelta(minutes=minutes))
    sending, shown, _ = sit_down(sealed, FakeCourier(lambda *_: report))
    sending.send()
    assert [said for said in shown.said if said[0] in (desk.CLOCK_SLOW, desk.CLOCK_FAST)] == ([(text, {"minutes": 12})] if text else [])


def test_stick_that_cannot_be_written_is_one_sentence(sealed: Station, tmp_path: Path) -> None:
    (tmp_path / "stick").write_text("a file")
    sending, shown, _ = sit_down(sealed, OutboxCourier(sealed.folder, False, str))
    sending.carry_out(tmp_path / "stick")
    assert shown.failures[-1].code == "export.folder" and not sending.sends


def test_trouble_that_ends_the_call_is_shown_as_its_sentence(sealed: Station) -> None:
    trouble = StationError("sending.unreachable", url="https://central.example")
    sending, shown, _ = sit_down(sealed, FakeCourier(lambda *_: SendReport(stopped=trouble)))
    sending.send()
    assert shown.failures == [trouble] and not sending.sends


def test_a_failure_of_the_lane_leaves_the_desk_usable(sealed: Station) -> None:
    def work(*_: object) -> SendReport:
        raise StationError("central.start", reason="x", log="y")

    sending, shown, _ = sit_down(sealed, FakeCourier(work))
    sending.send()
    assert [error.code for error in shown.failures] == ["central.start"] and not sending.sends and shown.steps[-1] is None


def test_refused_and_waiting_batches_are_counted_in_words(sealed: Station) -> None:
    report = SendReport((Sent(BatchName("a"), "complete"), Sent(BatchName("b"), "refused"), Sent(BatchName("c"), "waiting")))
    sending, shown, _ = sit_down(sealed, FakeCourier(lambda *_: report))
    sending.send()
    assert [text.vi for text, _ in shown.said] == [desk.ALL_SENT.vi, desk.SOME_REFUSED.vi, desk.SOME_WAIT.vi] and shown.trouble


def test_the_rate_is_of_the_last_moments_and_tells_the_time_left() -> None:
    now = [0.0]
    gauge = Gauge(lambda: now[0])
    assert gauge.rate() == 0
    for _ in range(4):
        now[0] += 1
        gauge.passed(1000)
    assert gauge.rate() == 1000
    now[0] += 60
    assert gauge.rate() == 0
    assert Step(250, 1000, 250.0, desk.SENDING).left_s == 3
    assert Step(250, 1000, 0.0, desk.SENDING).left_s is None and Step(0, 0, 9.0, desk.SENDING).left_s is None
