"""What every request to the central is read with: the parts behind it, whose it is, its body within a limit."""

import asyncio
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from typing import Final, TypeVar, cast

from psycopg_pool import ConnectionPool
from starlette.concurrency import run_in_threadpool
from starlette.requests import ClientDisconnect, Request

from station.signing.province import Province
from sync.central.admission import Admission
from sync.central.database import Connection
from sync.central.objects import Objects
from sync.central.troubles import TroubleError
from sync.protocol.limits import PROTOCOL_MAX, PROTOCOL_MIN, STATION_HEADER, VERSION_HEADER

_SILENCE_S: Final = 60.0

_T = TypeVar("_T")


@dataclass(frozen=True)
class Central:
    """What a web worker works with."""

    province: Province
    objects: Objects
    pool: ConnectionPool[Connection]
    admission: Admission
    transport_root: bytes | None = None
    """DER; where there is one, requests come through the proxy and name their client's certificate. None: loopback, for practice."""

    async def database(self, work: Callable[[Connection], _T]) -> _T:
        """Run `work` with a connection of the pool, off the event loop."""

        def borrow() -> _T:
            with self.pool.connection() as connection:
                return work(connection)

        return await run_in_threadpool(borrow)


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
    stream, admission = request.stream(), central_of(request).admission
    with admission.upload(request.headers.get(STATION_HEADER, "")) as upload:
        while True:
            async with asyncio.timeout(_SILENCE_S) as upload.waiting:
                try:
                    piece = await anext(stream)
                except StopAsyncIteration:
                    return
            upload.waiting = None
            if upload.is_ended:
                raise TimeoutError
            admission.stirred(upload)
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
        raise TroubleError("busy") from None
    return bytes(data)
