"""The central's HTTP face (PROTOCOL.md §4): batches. A stateless web worker: holds no key; knows the province's public side only."""

import asyncio
import datetime
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Final

import psycopg
from psycopg_pool import PoolTimeout
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.middleware import Middleware
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from station.domain.errors import StationError
from station.signing.province import Province
from sync.central import receive
from sync.central.admission import Turnstile
from sync.central.database import Connection
from sync.central.enrolling import enrol, enrolled, renew
from sync.central.gate import Gate
from sync.central.hello import feed, hello
from sync.central.metrics import RECEIVED_BYTES, Counted
from sync.central.objects import PASSING, HashMismatch, Objects, WrongOffset
from sync.central.requests import Central, body_of, central_of, pieces_of, station_of
from sync.central.troubles import TroubleError
from sync.envelope.opening import verify_station
from sync.protocol.documents import name_of
from sync.protocol.limits import BATCH_HEADER, LENGTH_HEADER, MANIFEST_BYTES, OFFSET_HEADER, PATCH_BYTES
from sync.protocol.manifest import Manifest, parse_manifest
from sync.protocol.messages import Announced
from sync.protocol.receipts import STAGES, moment

logger = logging.getLogger(__name__)

_PIECE_BYTES: Final = 256 * 1024
"""What is appended at once: what a cut loses at most is less than this, and a piece costs one lock and one write."""
_ANSWER_WAIT_S: Final = 2.0
_POLL_S: Final = 0.04


def make_app(central: Central) -> Starlette:
    """The application over these parts."""

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        central.pool.open(wait=False)
        yield
        central.pool.close()

    routes = [
        Route("/v1/hello", hello, methods=["GET", "POST"]),
        Route("/v1/feed", feed),
        Route("/v1/enrolments", enrol, methods=["POST"]),
        Route("/v1/enrolments/{id}", enrolled, methods=["GET"]),
        Route("/v1/renewals", renew, methods=["POST"]),
        Route("/v1/renewals/{id}", enrolled, methods=["GET"]),
        Route("/v1/batches", _announce, methods=["POST"]),
        Route("/v1/batches/{name}/files/{sha256}", _file, methods=["HEAD", "PATCH"]),
        Route("/v1/batches/{name}/commit/{stage}", _commit, methods=["GET", "POST"]),
    ]
    handlers = {
        TroubleError: _trouble, psycopg.OperationalError: _no_database, PoolTimeout: _no_database, StationError: _failure,
        404: _not_found, 405: _not_found,
    }  # fmt: skip
    gate = [Middleware(Gate, central=central)] if central.transport_root is not None else []
    middleware = [Middleware(Counted), *gate, Middleware(Turnstile, admission=central.admission)]
    app = Starlette(routes=routes, exception_handlers=handlers, lifespan=lifespan, middleware=middleware)
    app.state.central = central
    return app


async def _announce(request: Request) -> Response:
    central, station = central_of(request), station_of(request)
    data = await body_of(request, MANIFEST_BYTES)
    if request.headers.get(BATCH_HEADER, name_of(data)) != name_of(data):
        raise TroubleError("hash")  # changed on its way: another name would pass for another batch under this number
    manifest = await run_in_threadpool(_announceable, central.province, data)
    if manifest.body.station_id != station:
        raise TroubleError("station")

    def work(connection: Connection) -> Announced:
        return receive.announce(connection, central.objects, manifest, central.admission.quotas)

    return JSONResponse((await central.database(work)).model_dump())


def _announceable(province: Province, data: bytes) -> Manifest:
    """The manifest, if a station of this province signed it; the rest is the opener's to judge."""
    try:
        manifest = parse_manifest(data)
    except StationError as error:
        raise TroubleError("manifest", {"reason": str(error.details.get("reason", ""))}) from error
    if manifest.body.realm != province.realm:
        raise TroubleError("realm")
    now = datetime.datetime.now(datetime.UTC)
    try:
        verify_station(manifest, province.root_certificate, min(moment(manifest.body.approved_at) or now, now))
    except StationError as error:
        raise TroubleError("station", {"reason": error.code}) from error
    return manifest


async def _file(request: Request) -> Response:
    central, station = central_of(request), station_of(request)
    name, sha256 = request.path_params["name"], request.path_params["sha256"]
    size, is_stored = await central.database(lambda connection: receive.announced_file(connection, station, name, sha256))
    if is_stored:
        held = {OFFSET_HEADER: str(size), LENGTH_HEADER: str(size)}
        if request.method == "PATCH" and request.headers.get(OFFSET_HEADER) != str(size):
            raise TroubleError("offset", headers=held)
        return Response(status_code=200 if request.method == "HEAD" else 204, headers=held)
    if request.method == "HEAD":
        offset = await run_in_threadpool(central.objects.size, station, sha256)
        if offset >= size and not await _finished(central, station, sha256, size):
            offset = 0
        return Response(headers={OFFSET_HEADER: str(offset), LENGTH_HEADER: str(size)})
    central.admission.require_room()
    offset = await _append(request, central.objects, station, sha256, size)
    if offset == size and not await _finished(central, station, sha256, size):
        raise TroubleError("hash", headers={OFFSET_HEADER: "0"})
    return Response(status_code=204, headers={OFFSET_HEADER: str(offset)})


async def _finished(central: Central, station: str, sha256: str, size: int) -> bool:
    """Whether the file, of which every byte is there, is the one announced; then it is noted."""
    try:
        await run_in_threadpool(central.objects.finish, station, sha256)
    except HashMismatch:
        return False
    await central.database(lambda connection: receive.note_stored(connection, station, sha256, size))
    return True


async def _append(request: Request, objects: Objects, station: str, sha256: str, size: int) -> int:
    """Append the body at the offset that the sender names; what arrived before a cut is kept. Return the size after it."""
    claimed = request.headers.get(OFFSET_HEADER, "")
    if not claimed.isdecimal() or len(claimed) > 18:
        raise TroubleError("offset", headers={OFFSET_HEADER: str(await run_in_threadpool(objects.size, station, sha256))})
    offset, received = int(claimed), 0
    buffer = bytearray()

    async def flush() -> None:
        nonlocal offset
        try:
            offset = await run_in_threadpool(objects.append, station, sha256, offset, bytes(buffer))
        except WrongOffset as wrong:
            raise TroubleError("offset", headers={OFFSET_HEADER: str(wrong.size)}) from None
        RECEIVED_BYTES.inc(len(buffer))
        buffer.clear()

    try:
        async for piece in pieces_of(request):
            received += len(piece)
            if int(claimed) + received > size or received > PATCH_BYTES:
                raise TroubleError("too-large")
            buffer += piece
            if len(buffer) >= _PIECE_BYTES:
                await flush()
    except (ClientDisconnect, TimeoutError):
        await flush()
        raise TroubleError("busy") from None
    await flush()  # also when nothing came: an offset is checked in any case
    return offset


async def _commit(request: Request) -> Response:
    central, station = central_of(request), station_of(request)
    name, stage = request.path_params["name"], request.path_params["stage"]
    if stage not in STAGES:
        raise TroubleError("unknown")

    def stored(connection: Connection) -> tuple[receive.StoredAnswer | None, bool]:
        return receive.stored_answer(connection, station, name, stage)

    def enqueue(connection: Connection) -> None:
        receive.enqueue(connection, central.objects, station, name, stage)

    answer, _ = await central.database(stored)
    if answer is None and request.method == "POST":
        await central.database(enqueue)
        deadline = asyncio.get_running_loop().time() + _ANSWER_WAIT_S
        queued = True
        while answer is None and queued and asyncio.get_running_loop().time() < deadline:
            await asyncio.sleep(_POLL_S)
            answer, queued = await central.database(stored)
        if answer is None and not queued:
            await central.database(enqueue)  # it put the batch back: something is lacking, and this says what
    if answer is None:
        return Response(status_code=202, headers={"Retry-After": "1"})
    return Response(answer.document, status_code=422 if answer.stage == "refused" else 200, media_type="application/json")


def _trouble(_: Request, error: Exception) -> Response:
    assert isinstance(error, TroubleError)
    return error.response()


def _no_database(request: Request, error: Exception) -> Response:
    """Type only: a driver's message may hold the address and its password."""
    logger.warning("the web worker has no database: %s", type(error).__name__)
    return _trouble(request, TroubleError("busy"))


def _failure(request: Request, error: Exception) -> Response:
    assert isinstance(error, StationError)
    logger.error("a request failed: %s", error.code)
    return _trouble(request, TroubleError("busy" if error.code in PASSING else "internal"))


def _not_found(request: Request, _: Exception) -> Response:
    return _trouble(request, TroubleError("unknown"))
