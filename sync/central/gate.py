"""The gate behind the proxy (PROTOCOL.md §8.1): whose TLS certificate it is, whether it is still good, and for whom it may speak."""

import datetime
import logging
from typing import Final
from urllib.parse import unquote_to_bytes

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.types import ASGIApp, Receive, Scope, Send

from station.domain.errors import StationError
from station.signing.transport import COURIER, STATION, TransportFacts, check_transport, der_of_pem
from sync.central.database import Connection
from sync.central.ledger import note
from sync.central.requests import Central
from sync.central.troubles import TroubleError
from sync.protocol.limits import CERTIFICATE_HEADER, STATION_HEADER, VERIFIED_HEADER

logger = logging.getLogger(__name__)

_OPEN: Final = "/v1/enrolments"
_PEM_MAX: Final = 16 * 1024


class Gate:
    """ASGI middleware; stands only where a proxy does."""

    def __init__(self, app: ASGIApp, central: Central) -> None:
        """`central` has a transport root."""
        self._app = app
        self._central = central

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let through, or answer the trouble."""
        if scope["type"] == "http" and not _is_open(scope["path"]):
            try:
                await self._require(Request(scope))
            except TroubleError as trouble:
                await trouble.response()(scope, receive, send)
                return
        await self._app(scope, receive, send)

    async def _require(self, request: Request) -> None:
        """Raises TroubleError `certificate`, `revoked`, `station`."""
        facts = await run_in_threadpool(self._facts, request)
        await self._central.database(lambda connection: _require_good(connection, facts))
        if facts.role == STATION and request.headers.get(STATION_HEADER, "") != facts.holder:
            raise TroubleError("station")

    def _facts(self, request: Request) -> TransportFacts:
        escaped = request.headers.get(CERTIFICATE_HEADER, "")
        if request.headers.get(VERIFIED_HEADER) != "SUCCESS" or not escaped or len(escaped) > _PEM_MAX:
            raise TroubleError("certificate")
        root = self._central.transport_root
        assert root is not None
        try:
            facts = check_transport(der_of_pem(unquote_to_bytes(escaped)), root, datetime.datetime.now(datetime.UTC))
        except StationError as error:
            raise TroubleError("certificate") from error
        if facts.role not in (STATION, COURIER) or facts.realm != self._central.province.realm:
            raise TroubleError("certificate")
        return facts


def _is_open(path: str) -> bool:
    return path == _OPEN or path.startswith(f"{_OPEN}/")


def _require_good(connection: Connection, facts: TransportFacts) -> None:
    row = connection.execute(
        "SELECT revoked_at IS NOT NULL FROM transport_certificate WHERE station_id = %s AND fingerprint = %s",
        (facts.holder, facts.fingerprint),
    ).fetchone()
    if row is None or row[0]:
        note(connection, facts.holder, "shut-out", None, "revoked" if row else "unknown certificate")
        connection.commit()
        logger.warning("station %s: its certificate is %s", facts.holder, "revoked" if row else "not known")
        raise TroubleError("revoked" if row else "certificate")
