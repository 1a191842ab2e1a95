"""Hello and the feed (PROTOCOL.md §4): whether the two can talk, where the station stands, what the central has to say to it."""

import base64
import datetime
from typing import Final

from pydantic import ValidationError
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from station.domain.errors import StationError
from station.signing.province import Province
from sync.central.database import Connection
from sync.central.feed import items_after
from sync.central.requests import body_of, central_of, station_of
from sync.central.standing import Met, meet
from sync.central.troubles import TroubleError
from sync.protocol.clocks import CLOCK_MAX
from sync.protocol.heads import ShownHead, verify_head
from sync.protocol.limits import (
    BUNDLE_BYTES,
    FILE_BYTES,
    FILES,
    HELLO_BYTES,
    MANIFEST_BYTES,
    PATCH_BYTES,
    PROTOCOL_MAX,
    PROTOCOL_MIN,
    STATION_HEADER,
)
from sync.protocol.messages import FeedPage, Greeting, Hello, Limits, VersionRange
from sync.protocol.receipts import moment

_NUMBER_DIGITS: Final = 15


async def hello(request: Request) -> Response:
    """GET: what is spoken here. POST: the same to a station that says who it is."""
    central, now = central_of(request), datetime.datetime.now(datetime.UTC)
    met, station = Met(), request.headers.get(STATION_HEADER, "")
    if request.method == "POST":
        greeting = _greeting(await body_of(request, HELLO_BYTES))
        _require_talk(greeting, now)
        head = await run_in_threadpool(_head, central.province, station, greeting, now)

        def work(connection: Connection) -> Met:
            return meet(connection, station, head, carried=greeting.carried, nonce=greeting.nonce)

        met = await central.database(work)
    signed_time = await central.database(_signed_time)
    answer = Hello(
        protocol=VersionRange(min=PROTOCOL_MIN, max=PROTOCOL_MAX),
        realm=central.province.realm,
        time=now.isoformat(timespec="milliseconds"),
        limits=Limits(
            manifest_bytes=MANIFEST_BYTES,
            file_bytes=FILE_BYTES,
            patch_bytes=PATCH_BYTES,
            files=FILES,
            bundle_bytes=BUNDLE_BYTES,
            bytes_per_s=central.admission.quotas.bytes_a_second,
        ),
        signed_time=signed_time,
        state=met.state,
        feed=met.feed,
    )
    return JSONResponse(answer.model_dump())


def _greeting(data: bytes) -> Greeting:
    try:
        return Greeting.model_validate_json(data)
    except ValidationError as error:
        raise TroubleError("greeting") from error


def _require_talk(greeting: Greeting, now: datetime.datetime) -> None:
    """Versions and clocks: raise TroubleError `version`, `clock`, `greeting`."""
    if greeting.protocol.min > PROTOCOL_MAX or greeting.protocol.max < PROTOCOL_MIN:
        raise TroubleError("version", {"min": PROTOCOL_MIN, "max": PROTOCOL_MAX})
    theirs = moment(greeting.time)
    if theirs is None:
        raise TroubleError("greeting")
    if abs(theirs - now) > CLOCK_MAX:
        raise TroubleError("clock", {"time": now.isoformat(timespec="seconds")})


def _head(province: Province, station: str, greeting: Greeting, now: datetime.datetime) -> ShownHead | None:
    """The head shown, if this station signed it. Raises TroubleError `station`."""
    if greeting.head is None:
        return None
    try:
        head = verify_head(base64.b64decode(greeting.head), province.realm, province.root_certificate, now)
    except StationError as error:
        raise TroubleError("station", {"reason": error.code}) from error
    if head.body.station_id != station:
        raise TroubleError("station")
    return head


def _signed_time(connection: Connection) -> str | None:
    row = connection.execute("SELECT document FROM clock").fetchone()
    return base64.b64encode(bytes(row[0])).decode() if row else None


async def feed(request: Request) -> Response:
    """What comes after the item that the station has."""
    central, station = central_of(request), station_of(request)
    after = request.query_params.get("after", "")
    if not after.isdecimal() or len(after) > _NUMBER_DIGITS:
        raise TroubleError("unknown")
    items = await central.database(lambda connection: items_after(connection, station, int(after)))
    return JSONResponse(FeedPage(items=[base64.b64encode(item).decode() for item in items]).model_dump())
