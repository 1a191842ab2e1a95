"""Sending that a person can watch and stop at any byte: the same loop over a transport that counts, and looks whether it is to stop.

Stopping costs nothing: what the central has, it keeps, and the next call goes on from there (PROTOCOL.md §4).
"""

import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

import httpx

from station.signing.province import Province
from sync.client.delivery import Progress
from sync.client.patience import Pace
from sync.client.sending import SendReport, send_waiting

_NAP_S: Final = 0.2


class Stopped(Exception):
    """Somebody wants it to end; the batches stay in the outbox."""


class WatchedTransport(httpx.BaseTransport):
    """Passes on to `inner`; tells every piece of a request's body, raises Stopped once `stop` says so."""

    def __init__(self, stop: Callable[[], bool], on_bytes: Callable[[int], None], inner: httpx.BaseTransport | None = None) -> None:
        self._stop = stop
        self._on_bytes = on_bytes
        self._inner = inner or httpx.HTTPTransport(trust_env=False)

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Raises Stopped, and what `inner` raises."""
        self.require_going()
        if isinstance(request.stream, httpx.SyncByteStream):
            request.stream = _Watched(request.stream, self)
        return self._inner.handle_request(request)

    def close(self) -> None:
        """Close `inner`."""
        self._inner.close()

    def require_going(self) -> None:
        """Raise Stopped when it is to end."""
        if self._stop():
            raise Stopped

    def passed(self, count: int) -> None:
        """So many bytes went to the network."""
        self._on_bytes(count)


class _Watched(httpx.SyncByteStream):
    def __init__(self, stream: httpx.SyncByteStream, transport: WatchedTransport) -> None:
        self._stream, self._transport = stream, transport

    def __iter__(self) -> Iterator[bytes]:
        for chunk in self._stream:
            self._transport.require_going()
            yield chunk
            self._transport.passed(len(chunk))

    def close(self) -> None:
        self._stream.close()


def send_until_stopped(
    outbox_folder: Path,
    central_url: str,
    province: Province,
    *,
    stop: Callable[[], bool],
    on_bytes: Callable[[int], None] = lambda _: None,
    on_progress: Progress | None = None,
    pace: Pace | None = None,
    inner: httpx.BaseTransport | None = None,
    sleep: Callable[[float], None] = time.sleep,
) -> SendReport | None:
    """`send_waiting`, watched; None when it was stopped. A stop is noticed within a piece of 64 kB, a nap, or an answer of the central."""
    transport = WatchedTransport(stop, on_bytes, inner)

    def nap(seconds: float) -> None:
        until = time.monotonic() + seconds
        while (left := until - time.monotonic()) > 0:
            transport.require_going()
            sleep(min(left, _NAP_S))

    try:
        return send_waiting(outbox_folder, central_url, province, transport=transport, on_progress=on_progress, pace=pace, sleep=nap)
    except Stopped:
        return None
