"""Quotas and back-pressure: who sends too much is told when to come again, silence gives way, and nobody else waits."""

import asyncio
import socket
import time
from pathlib import Path

import httpx
import pytest
from prometheus_client import REGISTRY, generate_latest
from starlette.responses import Response
from starlette.types import Message, Receive, Scope, Send

from sync.central.admission import Admission, Turnstile, visit_of
from sync.central.configuration import Quotas
from sync.central.database import connect
from sync.central.metrics import Standing
from sync.central.receive import ATTEMPTS_MAX
from sync.central.troubles import TroubleError
from sync.client.parcel import Parcel
from sync.client.sending import send_waiting
from tests.sync.factories import MARKED_NAME, Office, make_office
from tests.sync.live import QUICK, LiveCentral


def test_station_beyond_its_rate_is_told_when_to_come_again_and_others_are_let_in(tmp_path: Path) -> None:
    admission = Admission(Quotas(requests_a_second=0.1, requests_at_once=3), tmp_path)
    for _ in range(3):
        admission.require_turn("a")
    with pytest.raises(TroubleError) as caught:
        admission.require_turn("a")
    assert (caught.value.status, caught.value.headers) == (429, {"Retry-After": "10", "Connection": "close"})
    admission.require_turn("b")


def test_rate_is_made_good_by_waiting(tmp_path: Path) -> None:
    admission = Admission(Quotas(requests_a_second=100, requests_at_once=1), tmp_path)
    admission.require_turn("a")
    time.sleep(0.02)
    admission.require_turn("a")


async def waiting(admission: Admission, sender: str, for_s: float) -> str:
    """A request whose sender says nothing for so long: `heard`, `gave way`, or the code of its refusal."""
    try:
        visit = admission.enter(sender)
    except TroubleError as trouble:
        return trouble.code
    try:
        async with asyncio.timeout(60) as silence:
            with admission.silent(visit, silence):
                await asyncio.sleep(for_s)
    except TimeoutError:
        return "gave way"
    else:
        return "heard"
    finally:
        admission.leave(visit)


@pytest.mark.parametrize(("senders", "quotas"), [(1, Quotas(uploads_a_station=3)), (9, Quotas(uploads=3))])
def test_body_silent_for_longest_gives_way(tmp_path: Path, senders: int, quotas: Quotas) -> None:
    """Of the sender's, and of all; one that has stirred stays, whenever it began."""

    async def work() -> list[str]:
        admission = Admission(quotas, tmp_path)

        async def stirring() -> str:
            visit = admission.enter("s0")
            for _ in range(2):  # two pieces; the second silence begins after the others'
                async with asyncio.timeout(60) as silence:
                    with admission.silent(visit, silence):
                        await asyncio.sleep(0.02)
            admission.leave(visit)
            return "heard"

        first = [stirring(), *(waiting(admission, f"s{number % senders}", 0.2) for number in (1, 2))]
        begun = [asyncio.create_task(each) for each in first]
        await asyncio.sleep(0.03)
        begun += [asyncio.create_task(waiting(admission, f"s{number % senders}", 0.01)) for number in (3, 4)]
        return list(await asyncio.gather(*begun))

    assert asyncio.run(work()) == ["heard", "gave way", "gave way", "heard", "heard"]


@pytest.mark.parametrize(("quotas", "code"), [(Quotas(uploads_a_station=2), "quota"), (Quotas(uploads=2), "busy")])
def test_where_nobody_is_silent_whoever_comes_too_much_comes_again(tmp_path: Path, quotas: Quotas, code: str) -> None:
    """What the central works on is never thrown away for what comes later."""
    admission = Admission(quotas, tmp_path)
    worked_on = [admission.enter("a") for _ in range(2)]
    with pytest.raises(TroubleError) as caught:
        admission.enter("a")
    assert (caught.value.code, caught.value.headers["Connection"]) == (code, "close")
    for visit in worked_on:
        admission.leave(visit)
        admission.leave(visit)
    assert asyncio.run(waiting(admission, "a", 0.0)) == "heard"


def test_share_is_the_certificates_behind_a_proxy_and_is_looked_at_before_anything_else(tmp_path: Path) -> None:
    """Whatever station is named; whoever shows none has no share. What is refused never reaches the gate."""
    reached: list[str] = []

    async def ask(turnstile: Turnstile, certificate: str | None, station: str) -> int:
        headers = [(b"sync-station", station.encode())]
        if certificate is not None:
            headers += [(b"x-client-verified", b"SUCCESS"), (b"x-client-certificate", certificate.encode())]
        statuses: list[int] = []

        async def send(message: Message) -> None:
            statuses.append(message.get("status", 0))

        async def receive() -> Message:
            raise AssertionError("nobody reads the body")

        await turnstile({"type": "http", "headers": headers}, receive, send)
        return statuses[0]

    async def inner(scope: Scope, receive: Receive, send: Send) -> None:
        reached.append(visit_of(scope).sender)
        await asyncio.sleep(0.01)
        await Response(status_code=204)(scope, receive, send)

    async def work() -> list[int]:
        turnstile = Turnstile(inner, Admission(Quotas(uploads_a_station=2), tmp_path), is_proxied=True)
        asked = [("one", "a"), ("one", "b"), ("one", "c"), ("other", "a"), (None, "a"), (None, "a"), (None, "a")]
        return list(await asyncio.gather(*(ask(turnstile, *each) for each in asked)))

    assert asyncio.run(work()) == [204, 204, 429, 204, 204, 204, 204]
    assert len(reached) == 6 and len(set(reached)) == 3


def test_sender_waits_as_long_as_it_is_told(central: LiveCentral, office: Office) -> None:
    central.admission.quotas = Quotas(requests_a_second=5, requests_at_once=3, free_bytes=0)
    name = office.seal(entries=1)
    waits: list[float] = []

    def sleep(seconds: float) -> None:
        waits.append(seconds)
        time.sleep(min(seconds, 0.3))

    slow = type(QUICK)(tries=6, base_s=0.001, cap_s=5, waits=20)
    report = send_waiting(office.outbox_folder, central.url, office.province.public, pace=slow, sleep=sleep)
    assert report.having("complete") == [name], (report, waits)
    assert waits and max(waits) >= 1


def announce(central: LiveCentral, office: Office, **changes: object) -> httpx.Response:
    manifest = Parcel(office.outbox_folder / office.seal(**changes)).manifest()
    headers = {"Sync-Version": "1", "Sync-Station": office.station_id}
    return httpx.post(f"{central.url}/v1/batches", content=manifest.data, headers=headers, trust_env=False)


def test_station_with_too_much_under_way_announces_no_more_until_it_is_done(central: LiveCentral, office: Office) -> None:
    central.admission.quotas = Quotas(open_bytes=60_000, free_bytes=0)
    assert announce(central, office, entries=1, image_bytes=40_000).status_code == 200
    answer = announce(central, office, entries=1, image_bytes=40_000)
    assert (answer.status_code, answer.json()["code"], answer.headers["Retry-After"]) == (429, "quota", "300")
    assert central.ask("SELECT count(*) FROM batch") == [(1,)]


def test_opener_far_behind_takes_no_new_batch_and_still_finishes_what_is_there(central: LiveCentral, office: Office) -> None:
    for _ in range(2):
        assert announce(central, office, entries=1).status_code == 200
    with connect(central.database_url) as owner:
        owner.execute("UPDATE batch SET queued = 'entries', queued_at = now(), attempts = %s", (ATTEMPTS_MAX,))
    central.admission.quotas = Quotas(queue=1, free_bytes=0)
    answer = announce(central, office, entries=1)
    assert (answer.status_code, answer.json()["code"], answer.headers["Retry-After"]) == (503, "busy", "30")
    with connect(central.database_url) as owner:
        owner.execute("UPDATE batch SET queued = NULL, attempts = 0")
    report = send_waiting(office.outbox_folder, central.url, office.province.public, pace=QUICK)
    assert len(report.having("complete")) == 3


def test_disk_nearly_full_takes_no_more_and_loses_nothing(central: LiveCentral, office: Office) -> None:
    name = office.seal(entries=1)
    central.admission.quotas = Quotas(free_bytes=1 << 60)
    assert send_waiting(office.outbox_folder, central.url, office.province.public, pace=QUICK).having("complete") == []
    central.admission.quotas = Quotas(free_bytes=0)
    central.admission.look_again()
    assert send_waiting(office.outbox_folder, central.url, office.province.public, pace=QUICK).having("complete") == [name]


@pytest.mark.parametrize("count", [250, pytest.param(10_000, marks=pytest.mark.full)])
def test_open_uploads_hold_up_nobody(central: LiveCentral, office: Office, tmp_path: Path, count: int) -> None:
    """So many connections of one station that stop inside an upload: another station's batch goes through, and this one's own too."""
    central.admission.quotas = Quotas(requests_a_second=50, requests_at_once=200, free_bytes=0)
    name = office.seal(entries=1, image_bytes=50_000)
    manifest = Parcel(office.outbox_folder / name).manifest()
    headers = {"Sync-Version": "1", "Sync-Station": office.station_id}
    assert httpx.post(f"{central.url}/v1/batches", content=manifest.data, headers=headers, trust_env=False).status_code == 200
    hanging = []
    for _ in range(count):
        connection = socket.create_connection(("127.0.0.1", central.port), timeout=30)
        head = f"PATCH /v1/batches/{name}/files/{manifest.body.images[0].sha256} HTTP/1.1\r\nHost: x\r\nSync-Version: 1\r\n"
        head += f"Sync-Station: {office.station_id}\r\nUpload-Offset: 0\r\nContent-Length: 50000\r\n\r\n"
        connection.sendall(head.encode() + b"x" * 100)
        hanging.append(connection)
    other = make_office(tmp_path / "other", province=office.province)
    behind = other.seal()
    assert send_waiting(other.outbox_folder, central.url, other.province.public, pace=QUICK).having("complete") == [behind]
    deadline = time.monotonic() + 30
    while not (sent := send_waiting(office.outbox_folder, central.url, office.province.public, pace=QUICK).having("complete")):
        assert time.monotonic() < deadline
    for connection in hanging:
        connection.close()
    assert sent == [name]


def test_metrics_tell_of_the_queue_and_name_nobody(central: LiveCentral, office: Office) -> None:
    office.seal()
    office.seal(touched_by=frozenset({"lanh.dao"}))
    send_waiting(office.outbox_folder, central.url, office.province.public, pace=QUICK)
    told = generate_latest(REGISTRY).decode()
    for line in ('central_batches_total{outcome="complete"}', 'central_batches_total{outcome="refused"}', "central_received_bytes_total",
                 'central_requests_total{endpoint="bundle",method="POST",status="200"}'):  # fmt: skip
        assert line in told
    assert office.station_id not in told and MARKED_NAME not in told
    with connect(central.database_url) as owner:
        owner.execute("UPDATE batch SET queued = 'complete', queued_at = now(), attempts = %s", (ATTEMPTS_MAX,))
        owner.execute("UPDATE station SET state = 'quarantined'")
    standing = {family.name: family.samples[0].value for family in Standing(lambda: connect(central.database_url), ATTEMPTS_MAX).collect()}
    assert standing == {"central_database_up": 1, "central_queue_batches": 0, "central_queue_oldest_seconds": 0,
                        "central_needs_person_batches": 2, "central_quarantined_stations": 1}  # fmt: skip


def test_metrics_without_a_database_say_so() -> None:
    nowhere = Standing(lambda: connect("host=/nowhere"), ATTEMPTS_MAX)
    assert [(family.name, family.samples[0].value) for family in nowhere.collect()] == [("central_database_up", 0.0)]
