"""Sending that is stopped by hand: nothing is lost, nothing is sent again, and a nap between tries is no trap."""

import contextlib
import socket
import ssl
import threading
import time

import httpx
import pytest

from station.domain.errors import StationError
from sync.client.outbox import released
from sync.client.parcel import Parcel
from sync.client.patience import Pace
from sync.client.sending import send_waiting
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


class SilentCentral:
    """Takes the call and says nothing, or stops in the middle of its answer."""

    def __init__(self, begins: bytes = b"") -> None:
        self._begins = begins
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._listener.getsockname()[1]}"
        self.called = threading.Event()
        self._held: list[socket.socket] = []
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                connection, _ = self._listener.accept()
                self._held.append(connection)
                connection.recv(65536)
                connection.sendall(self._begins)
                self.called.set()

    def close(self) -> None:
        self._listener.close()
        for connection in self._held:
            connection.close()


@pytest.mark.parametrize("begins", [b"", b"HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n{"], ids=["silent", "silent in the middle"])
def test_stop_is_obeyed_while_the_central_says_nothing(office: Office, begins: bytes) -> None:
    office.seal()
    central = SilentCentral(begins)
    asked: list[int] = []

    def stop() -> bool:
        asked.append(1)
        return central.called.is_set() and len(asked) > 5

    try:
        assert send_until_stopped(office.outbox_folder, central.url, office.province.public, stop=stop) is None
        # at once: long before the 30 s for which the line itself would have waited for the silent one
        assert len(asked) < 100
        assert [parcel.waits for parcel in released(office.outbox_folder)] == [True]
    finally:
        central.close()


def test_a_central_that_cannot_prove_who_it_is_gets_nothing_and_is_not_asked_again(office: Office) -> None:
    office.seal()
    asked: list[int] = []

    def untrusted(request: httpx.Request) -> httpx.Response:
        asked.append(1)
        raise httpx.ConnectError("tls") from ssl.SSLCertVerificationError("self-signed certificate")

    report = send_until_stopped(
        office.outbox_folder, "https://central.test", office.province.public, stop=lambda: False, inner=httpx.MockTransport(untrusted)
    )
    assert report is not None and report.stopped is not None and report.stopped.code == "sending.certificate" and len(asked) == 1


@pytest.mark.parametrize("stage", ["entries", "complete"])
def test_a_receipt_damaged_on_the_disk_is_fetched_again(office: Office, central: LiveCentral, stage: str) -> None:
    name = office.seal()
    parcel = Parcel(office.outbox_folder / name)
    send_waiting(office.outbox_folder, central.url, office.province.public, pace=QUICK)
    whole = parcel.receipt(stage)  # type: ignore[arg-type]
    (parcel.folder / "receipts" / f"{stage}.json").write_bytes(b"\x00" * 40)
    again = send_waiting(office.outbox_folder, central.url, office.province.public, pace=QUICK)
    assert again.having("complete") in ([name], []) and parcel.receipt(stage) in (whole, None)  # type: ignore[arg-type]
    assert not parcel.waits and list(office.outbox.answers())[-1] == (name, "complete", parcel.receipt("complete"))
