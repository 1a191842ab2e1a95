"""Sending that a person can watch and stop at any byte: the same loop over a transport that counts, and looks whether it is to stop.

Stopping costs nothing: what the central has, it keeps, and the next call goes on from there (PROTOCOL.md §4).
"""

import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from types import TracebackType
from typing import Final, Generic, TypeVar

import httpx

from station.signing.province import Province
from sync.client.bucket import Profile
from sync.client.delivery import Progress
from sync.client.patience import Pace
from sync.client.sending import SendReport, send_waiting

_NAP_S: Final = 0.2
_LOOK_S: Final = 0.1
"""How often it is asked whether to stop while the central says nothing."""

T = TypeVar("T")


class Stopped(Exception):
    """Somebody wants it to end; the batches stay in the outbox."""


class WatchedTransport(httpx.BaseTransport):
    """Passes on to `inner`; tells every piece of a request's body, raises Stopped once `stop` says so, in a silence of the central too."""

    def __init__(self, stop: Callable[[], bool], on_bytes: Callable[[int], None], inner: httpx.BaseTransport | None = None) -> None:
        self._stop = stop
        self._on_bytes = on_bytes
        self._inner = inner or httpx.HTTPTransport(trust_env=False)
        self._under_way: _Call[httpx.Response] | _Call[bytes | None] | None = None

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Raises Stopped, and what `inner` raises."""
        self.require_going()
        if isinstance(request.stream, httpx.SyncByteStream):
            request.stream = _Watched(request.stream, self)
        response = self._waited_for(_Call(lambda: self._inner.handle_request(request)))
        if isinstance(response.stream, httpx.SyncByteStream):
            response.stream = _Answer(response.stream, self)
        return response

    def close(self) -> None:
        """Close `inner`, or leave that to the call that is still waiting for the central."""
        if self._under_way is None or not self._under_way.leave(self._inner.close):
            self._inner.close()

    def require_going(self) -> None:
        """Raise Stopped when it is to end."""
        if self._stop():
            raise Stopped

    @property
    def waits(self) -> bool:
        """Whether a call is under way that nobody waits for any more."""
        return self._under_way is not None and not self._under_way.ended.is_set()

    def passed(self, count: int) -> None:
        """So many bytes went to the network."""
        self._on_bytes(count)

    def chunks(self, stream: httpx.SyncByteStream) -> Iterator[bytes]:
        """The pieces of an answer, each waited for as long as nobody wants it to stop."""
        pieces = iter(stream)
        while (piece := self._waited_for(_Call(lambda: next(pieces, None)))) is not None:
            yield piece

    def _waited_for(self, call: "_Call[T]") -> T:
        self._under_way = call  # type: ignore[assignment]
        while not call.ended.wait(_LOOK_S):
            self.require_going()
        self._under_way = None
        return call.result()


class _Call(Generic[T]):
    """One wait for the network on a thread of its own: a silent central blocks that one, not the person who presses Stop.

    A call that nobody waits for any more ends with the time limit of its socket, and then does what it was left with.
    """

    def __init__(self, work: Callable[[], T]) -> None:
        self.ended = threading.Event()
        self._found: list[T] = []
        self._error: BaseException | None = None
        self._lock = threading.Lock()
        self._afterwards: Callable[[], None] | None = None
        threading.Thread(target=self._run, args=(work,), name="network", daemon=True).start()

    def result(self) -> T:
        """What came, or raise what went wrong; after `ended`."""
        if self._error is not None:
            raise self._error
        return self._found[0]

    def leave(self, afterwards: Callable[[], None]) -> bool:
        """Have `afterwards` done when it ends; False when it has ended already."""
        with self._lock:
            if self.ended.is_set():
                return False
            self._afterwards = afterwards
            return True

    def _run(self, work: Callable[[], T]) -> None:
        with self:
            self._found.append(work())

    def __enter__(self) -> None:
        """On the call's own thread."""

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> bool:
        """What went wrong is raised where the answer is waited for, whatever it is."""
        self._error = error
        with self._lock:
            self.ended.set()
        if self._afterwards is not None:
            self._afterwards()
        return True


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


class _Answer(httpx.SyncByteStream):
    def __init__(self, stream: httpx.SyncByteStream, transport: WatchedTransport) -> None:
        self._stream, self._transport = stream, transport

    def __iter__(self) -> Iterator[bytes]:
        return self._transport.chunks(self._stream)

    def close(self) -> None:
        """Unless a thread still reads it: then the transport's end closes it."""
        if not self._transport.waits:
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
    profile: Profile | None = None,
    sleep: Callable[[float], None] = time.sleep,
) -> SendReport | None:
    """`send_waiting`, watched; None when it was stopped. A stop is noticed within a fifth of a second."""
    transport = WatchedTransport(stop, on_bytes, inner)

    def nap(seconds: float) -> None:
        until = time.monotonic() + seconds
        while (left := until - time.monotonic()) > 0:
            transport.require_going()
            sleep(min(left, _NAP_S))

    try:
        return send_waiting(
            outbox_folder, central_url, province, transport=transport, profile=profile, on_progress=on_progress, pace=pace, sleep=nap
        )
    except Stopped:
        return None
