"""The requests of enrolment and renewal (PROTOCOL.md §8.2, §8.3). The web worker notes them; a person at the province decides."""

import asyncio
import base64
import logging
from typing import Final
from urllib.parse import unquote_to_bytes

from pydantic import ValidationError
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from station.domain.errors import StationError
from station.signing.transport import TransportRequest, facts_of_pem, read_request
from sync.central import enrolment
from sync.central.database import Connection
from sync.central.requests import body_of, central_of, station_of
from sync.central.troubles import TroubleError
from sync.protocol.enrolling import Asked, Enrolled, EnrolmentAsked, RenewalAsked, read_enrolment
from sync.protocol.limits import CERTIFICATE_HEADER, ENROLMENT_BYTES

logger = logging.getLogger(__name__)

_WRONG_CODE_S: Final = 1.0
"""What a wrong code costs: with 100 random bits nobody gets far."""


async def enrol(request: Request) -> Response:
    """A machine with a one-time code."""
    central, station = central_of(request), station_of(request)
    data = await body_of(request, ENROLMENT_BYTES)
    asked, wanted = await run_in_threadpool(_read, data)
    if (asked.station_id, wanted.holder, wanted.office_id) != (station, station, asked.office_id):
        raise TroubleError("enrolment")

    def work(connection: Connection) -> str | None:
        return enrolment.ask(
            connection, asked.code, asked.station_id, asked.office_id, asked.label, wanted.data, base64.b64decode(asked.signing_key)
        )

    number = await central.database(work)
    if number is None:
        logger.warning("station %s: a wrong enrolment code", station)
        await asyncio.sleep(_WRONG_CODE_S)
        raise TroubleError("code")
    return JSONResponse(Asked(id=number).model_dump(), 202)


async def renew(request: Request) -> Response:
    """A machine with a certificate that ends soon; the gate has looked at it."""
    central, station = central_of(request), station_of(request)
    if central.transport_root is None:
        raise TroubleError("unknown")
    data = await body_of(request, ENROLMENT_BYTES)
    holder = facts_of_pem(unquote_to_bytes(request.headers[CERTIFICATE_HEADER]))
    try:
        wanted = read_request(base64.b64decode(RenewalAsked.model_validate_json(data).request))
    except (ValidationError, StationError) as error:
        raise TroubleError("enrolment") from error
    if not wanted.holder == holder.holder == station:
        raise TroubleError("enrolment")
    number = await central.database(
        lambda connection: enrolment.ask_renewal(connection, station, holder.role, holder.office_id, wanted.data)
    )
    return JSONResponse(Asked(id=number).model_dump(), 202)


async def enrolled(request: Request) -> Response:
    """What was decided."""
    central, station = central_of(request), station_of(request)
    number = request.path_params["id"]
    found = await central.database(lambda connection: enrolment.decision(connection, station, number))
    if found is None:
        raise TroubleError("unknown")
    state, transport, signing = found
    if state == "refused":
        raise TroubleError("not-approved")
    if transport is None:
        return JSONResponse(Asked(id=number).model_dump(), 202)
    answer = Enrolled(
        transport=base64.b64encode(transport).decode(), signing=base64.b64encode(signing).decode() if signing is not None else None
    )
    return JSONResponse(answer.model_dump())


def _read(data: bytes) -> tuple[EnrolmentAsked, TransportRequest]:
    try:
        asked = read_enrolment(data)
        return asked, read_request(base64.b64decode(asked.request))
    except (ValueError, StationError) as error:
        raise TroubleError("enrolment") from error
