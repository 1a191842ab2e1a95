"""The central's HTTP face (PROTOCOL.md §4): batches. A stateless web worker: holds no key; knows the province's public side only."""

import asyncio
import contextlib
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
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from station.domain.errors import StationError
from station.signing.province import Province
from sync.central import receive
from sync.central.admission import Turnstile
from sync.central.database import Connection
from sync.central.enrolling import enrol, enrolled, renew
from sync.central.files import bundle, file
from sync.central.gate import Gate
from sync.central.hello import feed, hello
from sync.central.metrics import Counted
from sync.central.objects import PASSING
from sync.central.requests import Central, body_of, central_of, station_of
from sync.central.troubles import TroubleError
from sync.envelope.opening import verify_station
from sync.protocol.documents import name_of
from sync.protocol.limits import BATCH_HEADER, MANIFEST_BYTES
from sync.protocol.manifest import Manifest, parse_manifest
from sync.protocol.messages import Announced
from sync.protocol.receipts import STAGES, moment

logger = logging.getLogger(__name__)

_ANSWER_WAIT_S: Final = 2.0


def make_app(central: Central) -> Starlette:
    """The application over these parts."""

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        central.pool.open(wait=False)
        listening = asyncio.create_task(central.bell.listen())
        yield
        listening.cancel()
        central.pool.close()

    routes = [
        Route("/v1/hello", hello, methods=["GET", "POST"]),
        Route("/v1/feed", feed),
        Route("/v1/enrolments", enrol, methods=["POST"]),
        Route("/v1/enrolments/{id}", enrolled, methods=["GET"]),
        Route("/v1/renewals", renew, methods=["POST"]),
        Route("/v1/renewals/{id}", enrolled, methods=["GET"]),
        Route("/v1/batches", _announce, methods=["POST"]),
        Route("/v1/batches/{name}/files", bundle, methods=["POST"]),
        Route("/v1/batches/{name}/files/{sha256}", file, methods=["HEAD", "PATCH"]),
        Route("/v1/batches/{name}/commit/{stage}", _commit, methods=["GET", "POST"]),
    ]
    handlers = {
        TroubleError: _trouble, psycopg.OperationalError: _no_database, PoolTimeout: _no_database, StationError: _failure,
        404: _not_found, 405: _not_found,
    }  # fmt: skip
    gate = [Middleware(Gate, central=central)] if central.transport_root is not None else []
    middleware = [Middleware(Counted), Middleware(Turnstile, admission=central.admission, is_proxied=bool(gate)), *gate]
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
        urgent = central.images.giving_way() if stage == "entries" else contextlib.nullcontext()
        with central.bell.awaited(name) as rung, urgent:
            await central.database(enqueue)
            deadline = asyncio.get_running_loop().time() + _ANSWER_WAIT_S
            queued = True
            while answer is None and queued and asyncio.get_running_loop().time() < deadline:
                await rung()
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
