"""Hello: a station that goes on is greeted; an old folder, a second one and a forged head are noticed before anything is sent."""

import base64
import datetime
import json
import shutil
from pathlib import Path

import httpx
import pytest

from station.domain.ids import StationId
from station.signing.province import PracticeProvince
from station.signing.signer import KeySigner
from sync.central.conflicts import lift_quarantine
from sync.central.database import connect
from sync.central.ledger import history
from sync.central.rows import approved_rows
from sync.central.standing import judged
from sync.client.meeting import TIME_FILE, central_time
from sync.client.post import head_of
from sync.client.sending import SendReport, send_waiting
from sync.protocol.clocks import make_time
from sync.protocol.heads import LogPoint, parse_head
from tests.sync.factories import Office
from tests.sync.live import QUICK, LiveCentral


def send(office: Office, central: LiveCentral, **options: object) -> SendReport:
    return send_waiting(office.outbox_folder, central.url, office.province.public, pace=QUICK, **options)  # type: ignore[arg-type]


def greeting(office: Office, **changes: object) -> dict[str, object]:
    head = head_of(office.outbox_folder, office.station_id)
    now = datetime.datetime.now(datetime.UTC).isoformat()
    return {
        "protocol": {"min": 1, "max": 1}, "time": now, "head": base64.b64encode(head).decode() if head else None, "carried": False,
        "nonce": None,
    } | changes  # fmt: skip


def say_hello(central: LiveCentral, office: Office, said: object, station: str | None = None) -> httpx.Response:
    headers = {"Sync-Station": station or office.station_id}
    body = said if isinstance(said, bytes) else json.dumps(said).encode()
    return httpx.post(f"{central.url}/v1/hello", content=body, headers=headers, trust_env=False)


def state(central: LiveCentral) -> str:
    [(found,)] = central.ask("SELECT state FROM station")
    return found


@pytest.fixture
def known(office: Office, central: LiveCentral) -> Office:
    """A station whose head the central has seen, at row 20."""
    for _ in range(2):
        office.grow()
        office.show()
    assert send(office, central).stopped is None
    return office


def test_station_that_goes_on_is_greeted_each_time(known: Office, central: LiveCentral) -> None:
    for _ in range(3):
        known.grow()
        known.show()
        name = known.seal()
        assert send(known, central).having("complete") == [name]
    assert central.ask("SELECT seq, hash FROM station_head") == [(50, known.log[-1])]
    assert state(central) == "active"


def test_head_that_says_the_same_is_not_written_again(known: Office) -> None:
    path = known.outbox_folder / "heads" / f"{known.station_id}.json"
    before = path.read_bytes()
    known.show()
    assert path.read_bytes() == before


def test_old_folder_put_back_is_quarantined_at_hello_and_sends_nothing(known: Office, central: LiveCentral, tmp_path: Path) -> None:
    shutil.copytree(known.outbox_folder, tmp_path / "old")
    was = list(known.log)
    known.grow(40)
    known.show()
    send(known, central)
    shutil.rmtree(known.outbox_folder)
    shutil.copytree(tmp_path / "old", known.outbox_folder)
    known.log = was
    known.grow(5)
    known.show()
    known.seal()
    report = send(known, central)
    assert report.stopped is not None and report.stopped.code == "sending.quarantined"
    assert (report.batches, state(central)) == ((), "quarantined")
    with connect(central.database_url) as connection:
        assert ("head", None, "behind: 25 after 60") in history(connection, known.station_id)
    assert central.ask("SELECT count(*) FROM batch") == [(0,)]
    assert central.ask("SELECT seq FROM head_evidence") == [(25,)]


def test_second_copy_that_went_further_is_noticed_by_its_trail(known: Office, central: LiveCentral, tmp_path: Path) -> None:
    shutil.copytree(known.outbox_folder, tmp_path / "clone")
    was = list(known.log)
    known.grow(10)
    known.show()
    send(known, central)
    shutil.rmtree(known.outbox_folder)
    shutil.copytree(tmp_path / "clone", known.outbox_folder)
    known.log = was
    known.grow(30)
    known.show()
    assert send(known, central).stopped is not None
    assert state(central) == "quarantined"


def test_repeated_hello_quarantines_nobody(known: Office, central: LiveCentral) -> None:
    """A network that delivers an old request again cannot know the nonce, and a nonce is used once."""
    old = greeting(known)
    known.grow()
    known.show()
    send(known, central)
    first = say_hello(central, known, old)
    assert (first.status_code, first.json()["code"]) == (409, "again")
    second = say_hello(central, known, old | {"nonce": "0" * 32})
    assert second.json()["code"] == "again"
    assert say_hello(central, known, old | {"nonce": first.json()["nonce"]}).json()["code"] == "again", "that nonce is stale"
    assert state(central) == "active"
    assert say_hello(central, known, greeting(known)).status_code == 200


def test_older_head_on_a_stick_is_an_older_letter(known: Office, central: LiveCentral) -> None:
    old = greeting(known, carried=True)
    known.grow()
    known.show()
    send(known, central)
    assert say_hello(central, known, old).status_code == 200
    assert central.ask("SELECT seq FROM station_head") == [(30,)]


def test_person_lifts_the_quarantine_and_the_feed_tells_where_to_go_on(known: Office, central: LiveCentral) -> None:
    first = known.seal()
    send(known, central)
    known.log = known.log[:12]
    known.grow(3)
    known.show()
    assert send(known, central).stopped is not None
    with connect(central.database_url) as connection:
        lift_quarantine(connection, known.station_id, "province")
    assert state(central) == "active"
    assert central.ask("SELECT kind, content FROM feed") == [("numbering", {"seq": 1, "previous": first})]
    behind = known.seal()
    assert send(known, central).having("complete") == [behind]
    assert {row.batch for row in approved_rows(central.database_url)} == {first, behind}


def test_quarantined_station_hears_it_and_nothing_new_is_taken(known: Office, central: LiveCentral) -> None:
    with connect(central.database_url) as connection:
        connection.execute("UPDATE station SET state = 'quarantined'")
    assert say_hello(central, known, greeting(known)).json()["state"] == "quarantined"
    known.seal()
    stopped = send(known, central).stopped
    assert stopped is not None and "quarantined" in str(stopped)


def test_revoked_station_ends_at_hello(known: Office, central: LiveCentral) -> None:
    with connect(central.database_url) as connection:
        connection.execute("UPDATE station SET state = 'revoked'")
    known.seal()
    report = send(known, central)
    assert report.stopped is not None and report.stopped.code == "sending.revoked"
    assert central.ask("SELECT count(*) FROM batch") == [(0,)]


def test_one_station_on_a_stick_that_is_shut_out_holds_up_no_other(known: Office, central: LiveCentral, tmp_path: Path) -> None:
    other = Office(known.province, known.folder / "other", station_id=StationId("0-other"))
    name = other.seal()
    (other.outbox_folder / name).rename(known.outbox_folder / name)
    with connect(central.database_url) as connection:
        connection.execute("UPDATE station SET state = 'revoked'")
    known.seal()
    report = send(known, central, carried=True)
    assert report.stopped is not None and report.having("complete") == [name]


@pytest.mark.parametrize("by", ["another station", "a clerk", "another province", "nobody"])
def test_head_that_the_station_did_not_sign_is_refused_and_quarantines_nobody(
    known: Office, central: LiveCentral, tmp_path: Path, by: str
) -> None:
    province = PracticeProvince.create(tmp_path / "other", "Tỉnh Khác") if by == "another province" else known.province
    forger = Office(province, tmp_path / "forger", station_id=known.station_id)
    if by == "another station":
        forger.outbox._station = forger.signer("someone-else", "station")
    elif by == "a clerk":
        forger.outbox._station = forger.signer(known.station_id, "clerk")
    forger.grow(3)
    forger.show()
    said = greeting(forger)
    if by == "nobody":
        data = json.loads(base64.b64decode(str(greeting(known)["head"])))
        data["body"]["log"]["seq"] = 5
        said["head"] = base64.b64encode(json.dumps(data, separators=(",", ":"), sort_keys=True).encode()).decode()
    answer = say_hello(central, known, said)
    assert (answer.status_code, answer.json()["code"]) == (403, "station")
    assert state(central) == "active"


@pytest.mark.parametrize("body", [
    b"", b"[]", b"{}", b"\xff" * 50, b"[" * 90_000, b'{"protocol": {"min": 1, "max": 1}, "time": "yesterday"}',
    json.dumps({"protocol": {"min": 1, "max": 1}, "time": "2026-01-01T00:00:00+00:00", "nonce": "'; DROP TABLE station; --"}).encode(),
])  # fmt: skip
def test_rubbish_for_a_greeting_is_refused(central: LiveCentral, office: Office, body: bytes) -> None:
    answer = say_hello(central, office, body)
    assert (answer.status_code, answer.json()["code"]) == (400, "greeting")
    assert say_hello(central, office, b" " * 200_000).status_code == 413


@pytest.mark.parametrize(("off", "code"), [(365, "clock"), (-365, "clock"), (2, "clock"), (-0.9, None), (0.9, None)])
def test_clock_that_is_far_off_is_told_before_anything_is_judged_by_it(
    central: LiveCentral, office: Office, off: float, code: str | None
) -> None:
    at = datetime.datetime.now(datetime.UTC) + datetime.timedelta(days=off)
    answer = say_hello(central, office, greeting(office, time=at.isoformat()))
    assert answer.json().get("code") == code and answer.status_code == (409 if code else 200)


def test_other_versions_of_a_greeting_are_told_what_is_spoken(central: LiveCentral, office: Office) -> None:
    answer = say_hello(central, office, greeting(office, protocol={"min": 2, "max": 9}))
    assert (answer.status_code, answer.json()["min"], answer.json()["max"]) == (426, 1, 1)


def test_sender_is_told_that_its_clock_is_wrong(office: Office) -> None:
    office.seal()
    refused = httpx.MockTransport(lambda _: httpx.Response(409, stream=httpx.ByteStream(b'{"code": "clock", "vi": "x", "en": "x"}')))
    report = send_waiting(office.outbox_folder, "http://central.example", office.province.public, transport=refused, pace=QUICK)
    assert report.stopped is not None and report.stopped.code == "sending.clock"


def test_time_that_the_central_signed_is_kept_and_never_goes_back(known: Office, central: LiveCentral) -> None:
    known.seal()
    report = send(known, central)
    assert report.clock_off is not None and abs(report.clock_off) < datetime.timedelta(seconds=20)
    at = central_time(known.outbox_folder, known.province.public)
    assert at is not None and abs(at - datetime.datetime.now(datetime.UTC)) < datetime.timedelta(minutes=2)
    later = at + datetime.timedelta(days=3)
    signer = KeySigner("central", known.province.receipt_key, known.province.public.receipt_certificate)  # type: ignore[arg-type]
    (known.outbox_folder / TIME_FILE).write_bytes(make_time(known.province.public.realm, later, signer))
    send(known, central)
    assert central_time(known.outbox_folder, known.province.public) == later
    (known.outbox_folder / TIME_FILE).write_bytes(b"tomorrow")
    assert central_time(known.outbox_folder, known.province.public) is None
    send(known, central)
    assert central_time(known.outbox_folder, known.province.public) is not None


def test_what_two_heads_say_of_each_other(known: Office) -> None:
    data = head_of(known.outbox_folder, known.station_id)
    assert data is not None
    head, other = parse_head(data), "f" * 64
    at = {seq: LogPoint(seq=seq, hash=known.log[seq - 1]) for seq in (10, 15, 20)}
    assert judged(head, at[20]) == "on"
    assert judged(head, at[10]) == "on", "it is in the trail"
    assert judged(head, at[15]) == "fork", "this store never showed that one"
    assert judged(head, LogPoint(seq=5, hash=other)) == "on", "older than the trail reaches"
    assert judged(head, LogPoint(seq=20, hash=other)) == "fork"
    assert judged(head, LogPoint(seq=21, hash=other)) == "behind"
