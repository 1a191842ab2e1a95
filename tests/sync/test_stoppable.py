"""Sending that is stopped by hand: nothing is lost, nothing is sent again, and a nap between tries is no trap."""

import time

import httpx
import pytest

from station.domain.errors import StationError
from sync.client.parcel import Parcel
from sync.client.patience import Pace
from sync.client.stoppable import Stopped, WatchedTransport, send_until_stopped
from tests.sync.factories import Office
from tests.sync.live import QUICK, LiveCentral


def test_it_is_stopped_in_the_middle_of_a_file_and_goes_on_from_there(office: Office, central: LiveCentral) -> None:
    name = office.seal(office.contents(entries=2, image_bytes=600_000))
    payload = sum(file.size for file in Parcel(office.outbox_folder / name).manifest().body.files)
    sent: list[int] = []
    first = send_until_stopped(
        office.outbox_folder, central.url, office.province.public, stop=lambda: sum(sent) > payload // 2, on_bytes=sent.append, pace=QUICK
    )
    assert first is None and payload // 2 < sum(sent) < payload
    again: list[int] = []
    second = send_until_stopped(
        office.outbox_folder, central.url, office.province.public, stop=lambda: False, on_bytes=again.append, pace=QUICK
    )
    assert second is not None and second.having("complete") == [name]
    manifest = (office.outbox_folder / name / "manifest.json").stat().st_size
    assert sum(sent) + sum(again) < payload + 2 * manifest + 200_000


def test_stopped_before_it_began_it_asks_nobody(office: Office) -> None:
    office.seal()

    def nobody(request: httpx.Request) -> httpx.Response:
        raise AssertionError("asked")

    stopped = send_until_stopped(
        office.outbox_folder, "http://central.test", office.province.public, stop=lambda: True, inner=httpx.MockTransport(nobody)
    )
    assert stopped is None


def test_a_nap_between_two_tries_ends_when_it_is_to_stop(office: Office) -> None:
    office.seal()
    asked: list[float] = []

    def down(request: httpx.Request) -> httpx.Response:
        asked.append(time.monotonic())
        raise httpx.ConnectError("down")

    patient = Pace(tries=9, base_s=3600.0, cap_s=3600.0)
    report = send_until_stopped(
        office.outbox_folder, "http://central.test", office.province.public, stop=lambda: bool(asked), inner=httpx.MockTransport(down),
        pace=patient, sleep=lambda _: None,
    )  # fmt: skip
    assert report is None and len(asked) == 1


def test_trouble_is_reported_as_ever(office: Office) -> None:
    office.seal()
    report = send_until_stopped(
        office.outbox_folder, "http://central.test", office.province.public, stop=lambda: False, pace=QUICK,
        inner=httpx.MockTransport(lambda request: httpx.Response(200, stream=httpx.ByteStream(b"<html>"))),
    )  # fmt: skip
    assert report is not None and isinstance(report.stopped, StationError) and report.stopped.code == "sending.nonsense"


def test_another_exception_is_no_stop() -> None:
    def broken(request: httpx.Request) -> httpx.Response:
        raise ZeroDivisionError

    transport = WatchedTransport(lambda: False, lambda _: None, httpx.MockTransport(broken))
    with pytest.raises(ZeroDivisionError):
        transport.handle_request(httpx.Request("GET", "http://central.test"))
    with pytest.raises(Stopped):
        WatchedTransport(lambda: True, lambda _: None).require_going()
