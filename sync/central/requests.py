"""What every request to the central is read with: the parts behind it, whose it is, its body within a limit."""

import asyncio
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from typing import Final, TypeVar, cast

import psycopg
from psycopg_pool import ConnectionPool
from starlette.concurrency import run_in_threadpool
from starlette.requests import ClientDisconnect, Request

from station.signing.province import Province
from sync.central.admission import Admission, visit_of
from sync.central.bell import Bell
from sync.central.database import Connection
from sync.central.lane import Lane
from sync.central.objects import Objects
from sync.central.troubles import HANG_UP, TroubleError
from sync.protocol.limits import PROTOCOL_MAX, PROTOCOL_MIN, STATION_HEADER, VERSION_HEADER

_SILENCE_S: Final = 60.0
_IMAGES_AT_ONCE: Final = 4

_T = TypeVar("_T")


@dataclass(frozen=True)
class Central:
    """What a web worker works with."""

    province: Province
    objects: Objects
    pool: ConnectionPool[Connection]
    admission: Admission
    bell: Bell
    transport_root: bytes | None = None
    """DER; where there is one, requests come through the proxy and name their client's certificate. None: loopback, for practice."""

    images: Lane = field(default_factory=lambda: Lane(_IMAGES_AT_ONCE))
    """The lane of what is long and can wait: threads and connections are left for words and receipts."""

    async def database(self, work: Callable[[Connection], _T]) -> _T:
        """Run `work` with a connection of the pool, off the event loop."""
        return await run_in_threadpool(self.borrowed, work)

    def borrowed(self, work: Callable[[Connection], _T]) -> _T:
        """Run `work` with a connection of the pool. Every request may be repeated, so `work` is done again where the first was dead."""
        with self.pool.connection() as connection:
            try:
                return work(connection)
            except psycopg.OperationalError:
                if not connection.broken:
                    raise
        self.pool.check()
        with self.pool.connection() as connection:
            return work(connection)


def central_of(request: Request) -> Central:
    """The parts behind the application."""
    return cast(Central, request.app.state.central)


def station_of(request: Request) -> str:
    """Whose request it is; raise TroubleError `version` for another protocol."""
    if request.headers.get(VERSION_HEADER) not in {str(version) for version in range(PROTOCOL_MIN, PROTOCOL_MAX + 1)}:
        raise TroubleError("version", {"min": PROTOCOL_MIN, "max": PROTOCOL_MAX})
    return request.headers.get(STATION_HEADER, "")


async def pieces_of(request: Request) -> AsyncIterator[bytes]:
    """The body as it arrives; raise TimeoutError after too long a silence, which is shorter where many wait."""
    stream, admission, visit = request.stream(), central_of(request).admission, visit_of(request.scope)
    while True:
        async with asyncio.timeout(_SILENCE_S) as silence:
            with admission.silent(visit, silence):
                try:
                    piece = await anext(stream)
                except StopAsyncIteration:
                    return
        yield piece


async def body_of(request: Request, limit: int) -> bytes:
    """The whole body; raise TroubleError `too-large`, `busy` when it does not come to its end."""
    data = bytearray()
    try:
        async for piece in pieces_of(request):
            data += piece
            if len(data) > limit:
                raise TroubleError("too-large")
    except (ClientDisconnect, TimeoutError):
        raise TroubleError("busy", headers=HANG_UP) from None
    return bytes(data)
