"""From outbox to rows: the real sender and the real central over loopback and PostgreSQL."""

import dataclasses
import hashlib
import json
import logging
import shutil
import threading
import time
from pathlib import Path

import httpx
import pytest
from filelock import FileLock

from station.domain.errors import StationError
from station.domain.ids import StationId
from sync.central import app
from sync.central.database import connect
from sync.central.ledger import history
from sync.central.needs import ask_for_image
from sync.central.rows import approved_rows
from sync.client.delivery import Delivery
from sync.client.parcel import Parcel
from sync.client.sending import LOCK_NAME, SendReport, send_waiting
from sync.protocol.bundle import Unpacking
from tests.sync.factories import MARKED_NAME, Office
from tests.sync.live import QUICK, LiveCentral

HELLO_BYTES = 300
"""At the most, without a head."""


def send(office: Office, central: LiveCentral, folder: Path | None = None, **options: object) -> SendReport:
    return send_waiting(folder or office.outbox_folder, central.url, office.province.public, pace=QUICK, **options)  # type: ignore[arg-type]


def receipts(office: Office, name: str) -> dict[str, bytes]:
    return {path.stem: path.read_bytes() for path in (office.outbox_folder / name / "receipts").glob("*.json")}


def payload_size(office: Office, name: str) -> int:
    return sum(file.size for file in Parcel(office.outbox_folder / name).manifest().body.files)


def test_rows_equal_the_approved_entries_field_by_field(office: Office, central: LiveCentral) -> None:
    contents = office.contents(entries=3, pages_each=2)
    name = office.seal(contents)
    report = send(office, central)
    assert (report.having("complete"), report.stopped) == ([name], None)
    rows = approved_rows(central.database_url, office.station_id)
    assert {row.entry_id: row.fields for row in rows} == {entry.entry_id: entry.fields for entry in contents.entries}
    assert {(row.revision, row.batch, row.approved_by, row.form_id) for row in rows} == {(1, name, "lanh.dao", "birth_register_2016")}
    assert approved_rows(central.database_url, "another-station") == []


def test_images_and_page_keys_arrive_as_they_were(office: Office, central: LiveCentral) -> None:
    contents = office.contents()
    office.seal(contents)
    send(office, central)
    for page in contents.pages:
        assert central.objects.read(office.station_id, page.image_name) == contents.images[page.page_id].path.read_bytes()
    keys = dict(central.ask("SELECT page_id, key FROM page_key WHERE station_id = %s", office.station_id))
    assert keys == dict(contents.page_keys)


def test_answers_come_back_to_the_outbox(office: Office, central: LiveCentral) -> None:
    name = office.seal()
    send(office, central)
    assert [(batch, stage) for batch, stage, _ in office.outbox.answers()] == [(name, "entries"), (name, "complete")]
    with connect(central.database_url) as connection:
        assert [event for event, _, _ in history(connection, office.station_id)] == ["announced", "received", "complete"]


def test_sent_batch_is_not_sent_again(office: Office, central: LiveCentral) -> None:
    office.seal()
    send(office, central)
    assert send(office, central) == SendReport()


def test_empty_or_missing_outbox_is_nothing_to_send(office: Office) -> None:
    assert send_waiting(office.outbox_folder, "http://127.0.0.1:9", office.province.public) == SendReport()
    office.outbox_folder.mkdir()
    assert send_waiting(office.outbox_folder, "http://127.0.0.1:9", office.province.public) == SendReport()


def test_prepared_batch_is_invisible_to_the_sender(office: Office, central: LiveCentral) -> None:
    office.outbox.prepare(office.contents(), office.supervisor)
    assert send(office, central) == SendReport()


def test_replayed_batch_gets_the_same_receipts_byte_for_byte(office: Office, central: LiveCentral) -> None:
    name = office.seal()
    send(office, central)
    first = receipts(office, name)
    shutil.rmtree(office.outbox_folder / name / "receipts")
    report = send(office, central)
    assert report.having("complete") == [name]
    assert receipts(office, name) == first
    assert set(first) == {"entries", "complete"}
    assert 0 < report.bytes_sent - len(Parcel(office.outbox_folder / name).manifest().data) < HELLO_BYTES
    assert len(approved_rows(central.database_url)) == 2


def test_words_are_safe_before_the_first_image(office: Office, central: LiveCentral) -> None:
    """With every image missing the `entries` receipt comes all the same; the batch waits for the rest."""
    name = office.seal()
    shutil.move(office.outbox_folder / name / "images", office.folder / "away")
    report = send(office, central)
    assert [sent.trouble.code for sent in report.batches if sent.trouble] == ["envelope.damaged"]
    assert set(receipts(office, name)) == {"entries"}
    assert len(approved_rows(central.database_url)) == 2
    shutil.move(office.folder / "away", office.outbox_folder / name / "images")
    assert send(office, central).having("complete") == [name]


def test_batches_go_in_the_order_of_their_numbers(office: Office, central: LiveCentral) -> None:
    names = [office.seal(entries=1) for _ in range(4)]
    assert [sent.name for sent in send(office, central).batches] == names


def test_words_of_every_batch_are_there_before_the_first_image(office: Office, central: LiveCentral) -> None:
    """Whatever stops the line during the images: every word is at the central."""
    names = [office.seal(entries=1, image_bytes=400_000) for _ in range(3)]
    report = send(office, central, transport=CuttingTransport(after=100_000))
    assert report.stopped is not None
    assert [set(receipts(office, name)) for name in names] == [{"entries"}] * 3
    assert len(approved_rows(central.database_url)) == 3


def test_images_that_are_needed_most_come_first(office: Office, central: LiveCentral) -> None:
    """Those a person asked for, then those of entries with findings, then the rest."""
    contents = office.contents(entries=4, image_bytes=60_000)
    plain, doubtful = dataclasses.replace(contents.entries[0], findings=()), contents.entries[1]
    others = tuple(dataclasses.replace(entry, findings=()) for entry in contents.entries[2:])
    name = office.seal(dataclasses.replace(contents, entries=(plain, doubtful, *others)))
    sent_in_order: list[str] = []
    report = send(office, central, transport=CuttingTransport(after=20_000))
    assert report.stopped is not None
    wanted = contents.images[others[1].pages[0]].name
    with connect(central.database_url) as connection:
        ask_for_image(connection, office.station_id, wanted)

    class Watching(httpx.HTTPTransport):
        def handle_request(self, request: httpx.Request) -> httpx.Response:
            if request.url.path.endswith("/files"):
                body = b"".join(request.stream)
                request.stream = httpx.ByteStream(body)
                unpacking = Unpacking()
                unpacking.feed(body)
                sent_in_order.extend(frame.sha256 for frame in unpacking.frames())
            return super().handle_request(request)

    assert send(office, central, transport=Watching()).having("complete") == [name]
    order = list(dict.fromkeys(sent_in_order))
    assert order[:2] == [wanted, contents.images[doubtful.pages[0]].name]
    assert len(order) == 4


def test_stick_of_several_stations_is_sent_for_each(office: Office, central: LiveCentral) -> None:
    other = Office(office.province, office.folder / "other")
    names = {office.seal(), other.seal()}
    shutil.copytree(other.outbox_folder, office.outbox_folder, dirs_exist_ok=True)
    assert set(send(office, central).having("complete")) == names
    assert {row.station_id for row in approved_rows(central.database_url)} == {office.station_id, other.station_id}


def test_interrupted_image_goes_on_where_it_stopped(office: Office, central: LiveCentral) -> None:
    """The link ends inside a 1 MB image; the next call sends the rest only."""
    name = office.seal(entries=1, image_bytes=1_000_000)
    image = Parcel(office.outbox_folder / name).manifest().body.images[0]
    with_fault = CuttingTransport(after=600_000)
    report = send(office, central, transport=with_fault)
    assert report.stopped is not None
    assert report.stopped.code == "sending.unreachable"
    central_has = _kept_of(central, office.station_id, image.sha256)
    assert 0 < central_has < image.size
    report = send(office, central)
    assert report.having("complete") == [name]
    manifest_bytes = len(Parcel(office.outbox_folder / name).manifest().data)
    # the central may have kept more than it had when we looked: what was on its way at the cut
    assert manifest_bytes < report.bytes_sent <= manifest_bytes + image.size - central_has + HELLO_BYTES


def _kept_of(central: LiveCentral, station_id: StationId, sha256: str) -> int:
    """How much of an image the central has; it writes in a process of its own, a moment after the station has lost it."""
    until = time.monotonic() + 10
    while not (size := central.objects.size(station_id, sha256)) and time.monotonic() < until:
        time.sleep(0.02)
    return size


class CuttingTransport(httpx.HTTPTransport):
    """A link that carries so many body bytes in all and is dead from then on."""

    def __init__(self, after: int) -> None:
        super().__init__()
        self.left = after

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        if self.left <= 0:
            raise httpx.ConnectError("dead")
        stream = request.stream

        def cut():
            for chunk in stream:
                self.left -= len(chunk)
                if self.left <= 0:
                    raise httpx.WriteError("cut")
                yield chunk

        request.stream = IteratorStream(cut())
        return super().handle_request(request)


class IteratorStream(httpx.SyncByteStream):
    def __init__(self, chunks) -> None:
        self.chunks = chunks

    def __iter__(self):
        return self.chunks


def test_two_senders_on_one_outbox_do_not_both_send(office: Office, central: LiveCentral) -> None:
    office.seal()
    with FileLock(office.outbox_folder / LOCK_NAME):
        report = send(office, central)
    assert report.stopped is not None
    assert report.stopped.code == "sending.busy"
    assert report.batches == ()


def test_two_copies_of_a_stick_sent_at_once_have_one_effect(office: Office, central: LiveCentral) -> None:
    names = [office.seal(entries=2, image_bytes=300_000) for _ in range(3)]
    copies = [office.folder / f"stick-{number}" for number in range(2)]
    for copy in copies:
        shutil.copytree(office.outbox_folder, copy)
    reports: list[SendReport] = []
    threads = [threading.Thread(target=lambda folder=copy: reports.append(send(office, central, folder))) for copy in copies]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    # each may have been told to wait while the other was ahead; another call ends it
    for copy in copies:
        send(office, central, copy)
    assert len(approved_rows(central.database_url)) == 6
    for name in names:
        first, second = (sorted(path.read_bytes() for path in (copy / name / "receipts").iterdir()) for copy in copies)
        assert first == second
        assert len(first) == 2


def test_progress_ends_at_the_whole_batch(office: Office, central: LiveCentral) -> None:
    name = office.seal(image_bytes=200_000)
    told: list[tuple[str, int, int]] = []
    send(office, central, on_progress=lambda *step: told.append(step))
    total = payload_size(office, name)
    assert told[0] == (name, 0, total)
    assert told[-1] == (name, total, total)
    assert [done for _, done, _ in told] == sorted(done for _, done, _ in told)


def test_marked_name_is_nowhere_but_in_the_database(office: Office, central: LiveCentral, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    office.seal()
    send(office, central)
    assert central.ask("SELECT count(*) FROM entry WHERE fields::text LIKE %s", f"%{MARKED_NAME}%") == [(2,)]
    files = [path for folder in (central.objects_folder, office.outbox_folder) for path in folder.rglob("*") if path.is_file()]
    assert len(files) > 8
    assert not [path for path in files if MARKED_NAME.encode() in path.read_bytes()]
    assert MARKED_NAME not in caplog.text


def test_missing_opener_leaves_the_batch_waiting_and_the_next_call_finishes(
    office: Office, database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(app, "_ANSWER_WAIT_S", 0.1)
    name = office.seal()
    central = LiveCentral(database_url, tmp_path / "central", office)
    central.opens = False
    impatient = type(QUICK)(tries=4, base_s=0.001, cap_s=0.01, waits=1)
    with central:
        report = send_waiting(office.outbox_folder, central.url, office.province.public, pace=impatient)
        assert [sent.trouble.code for sent in report.batches if sent.trouble] == ["sending.waiting"]
        assert central.open_once() == 1
    central.opens = True
    with central:
        assert send(office, central).having("complete") == [name]


def test_image_damaged_at_the_central_is_asked_for_again(office: Office, database_url: str, tmp_path: Path) -> None:
    name = office.seal(image_bytes=50_000)
    image = Parcel(office.outbox_folder / name).manifest().body.images[0]
    central = LiveCentral(database_url, tmp_path / "central", office)
    damaged = False

    def damage_once(_: str, done: int, total: int) -> None:
        nonlocal damaged
        if done == total and not damaged:
            damaged = True
            path = next(path for path in central.objects_folder.rglob(image.sha256))
            path.write_bytes(bytes(image.size))

    with central:
        report = send(office, central, on_progress=damage_once)
        if report.having("waiting"):  # told "not yet" while the opener asked for it again
            report = send(office, central)
        assert report.having("complete") == [name]
    assert damaged
    assert central.objects.check(office.station_id, image.sha256)
    assert hashlib.sha256(central.objects.read(office.station_id, image.sha256)).hexdigest() == image.sha256


def test_attempts_are_counted_beside_the_batch(office: Office, central: LiveCentral) -> None:
    name = office.seal()
    dead = httpx.MockTransport(lambda request: answer(503, b'{"code": "busy"}') if request.url.path != "/v1/hello" else hello(central))
    for _ in range(2):
        send(office, central, transport=dead)
    note = json.loads((office.outbox_folder / name / "attempts.json").read_text())
    assert (note["count"], note["code"]) == (2, "sending.unreachable")
    send(office, central)
    note = json.loads((office.outbox_folder / name / "attempts.json").read_text())
    assert (note["count"], note["code"]) == (3, "")


def hello(central: LiveCentral) -> httpx.Response:
    return answer(200, httpx.get(f"{central.url}/v1/hello", trust_env=False).content)


def answer(status: int, body: bytes) -> httpx.Response:
    return httpx.Response(status, stream=httpx.ByteStream(body))


@pytest.mark.parametrize("step", ["send_words", "send_images"])
def test_defect_in_the_sender_is_never_noted_as_success(
    office: Office, central: LiveCentral, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    name = office.seal()

    def broken(_: Delivery) -> None:
        raise RuntimeError("a bug")

    monkeypatch.setattr(Delivery, step, broken)
    with pytest.raises(RuntimeError):
        send(office, central)
    assert not (office.outbox_folder / name / "attempts.json").exists()


@pytest.mark.parametrize("file", ["manifest.json", "entries.central", "entries.escrow", "image"])
def test_batch_changed_by_one_byte_is_kept_and_the_next_one_goes(office: Office, central: LiveCentral, file: str) -> None:
    changed, whole = office.seal(), office.seal()
    folder = office.outbox_folder / changed
    path = next((folder / "images").iterdir()) if file == "image" else folder / file
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.unlink()  # the store's own file is the same inode
    path.write_bytes(data)
    report = send(office, central)
    assert report.having("complete") == [whole]
    assert [(sent.name, sent.trouble.code) for sent in report.batches if sent.trouble] == [(changed, "envelope.damaged")]
    assert path.read_bytes() == data
    assert isinstance(StationError("envelope.damaged", batch="", reason="").sentence(), str)
    held = {row.batch for row in approved_rows(central.database_url)}
    assert held == ({changed, whole} if file == "image" else {whole})


@pytest.mark.parametrize(("waited", "order"), [("20 s", ["received", "damaged"]), ("40 s", ["damaged", "received"])])
def test_words_overtake_images_and_never_for_ever(
    database_url: str, office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, waited: str, order: list[str]
) -> None:
    """The images are lacking here: the ledger says `damaged` when it is their turn."""
    monkeypatch.setattr(app, "_ANSWER_WAIT_S", 0.01)
    central = LiveCentral(database_url, tmp_path / "central", office)
    central.opens = False
    with central:
        names = [office.seal(), office.seal()]
        send_waiting(office.outbox_folder, central.url, office.province.public, pace=type(QUICK)(tries=2, base_s=0, cap_s=0, waits=1))
        with connect(database_url) as owner:
            owner.execute(
                "UPDATE batch SET state = 'received', queued = 'complete', queued_at = now() - %s::interval WHERE name = %s",
                (waited, names[0]),
            )
            owner.execute("UPDATE batch SET queued = 'entries', queued_at = now() WHERE name = %s", (names[1],))
        assert central.open_once() == 2
    assert [event for (event,) in central.ask("SELECT event FROM ledger WHERE event <> 'announced' ORDER BY seq")] == order
