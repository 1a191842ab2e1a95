"""Who is let in now: what one worker takes at once, of one station and of all. State of this process alone; nothing is kept.

Bodies that fall silent give way: when there are too many, the one that has been silent longest ends, and what it brought is kept. So ten
thousand open uploads cost their senders a new request, and nobody else anything.
"""

import asyncio
import math
import shutil
import time
from collections import OrderedDict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from sync.central.configuration import Quotas
from sync.central.metrics import UPLOADS_ENDED, UPLOADS_OPEN
from sync.central.troubles import TroubleError
from sync.protocol.limits import STATION_HEADER

_STATIONS_KEPT: Final = 20_000
_LOOK_AGAIN_S: Final = 2.0
_DISK_RETRY_S: Final = 60
_NEVER: Final = (float("-inf"), 0)
"""When the disk was looked at, and what was free."""


@dataclass(eq=False)
class Upload:
    """One body on its way."""

    station: str
    waiting: asyncio.Timeout | None = None
    is_ended: bool = False

    def end(self) -> None:
        """As if its sender had been silent for too long."""
        self.is_ended = True
        if self.waiting is not None:
            self.waiting.reschedule(0)


@dataclass
class _Tokens:
    left: float
    at: float = field(default_factory=time.monotonic)


class Admission:
    """On the event loop of one worker: no locks."""

    def __init__(self, quotas: Quotas, growing: Path) -> None:
        """`growing`: the folder whose disk the uploads fill."""
        self.quotas = quotas
        self._folder = growing
        self._tokens: OrderedDict[str, _Tokens] = OrderedDict()
        self._uploads: OrderedDict[Upload, None] = OrderedDict()
        self._of_station: dict[str, OrderedDict[Upload, None]] = {}
        self._free: tuple[float, int] = _NEVER

    def require_turn(self, station: str) -> None:
        """One request of this station. Raises TroubleError `quota`, which says when to come again."""
        tokens = self._tokens.pop(station, None) or _Tokens(self.quotas.requests_at_once)
        self._tokens[station] = tokens
        if len(self._tokens) > _STATIONS_KEPT:
            self._tokens.popitem(last=False)
        now = time.monotonic()
        tokens.left = min(self.quotas.requests_at_once, tokens.left + (now - tokens.at) * self.quotas.requests_a_second)
        tokens.at = now
        if tokens.left < 1:
            seconds = math.ceil((1 - tokens.left) / self.quotas.requests_a_second)
            raise TroubleError("quota", headers={"Retry-After": str(seconds)})
        tokens.left -= 1

    def require_room(self) -> None:
        """Raises TroubleError `busy` while the disk is nearly full: before it is, so that what is here can still be finished."""
        looked_at, free = self._free
        if time.monotonic() - looked_at > _LOOK_AGAIN_S:
            self._folder.mkdir(parents=True, exist_ok=True)
            free = shutil.disk_usage(self._folder).free
            self._free = (time.monotonic(), free)
        if free < self.quotas.free_bytes:
            raise TroubleError("busy", headers={"Retry-After": str(_DISK_RETRY_S)})

    def look_again(self) -> None:
        """At the disk, before the next piece."""
        self._free = _NEVER

    @contextmanager
    def upload(self, station: str) -> Iterator[Upload]:
        """A body begins; others give way where there are too many."""
        upload = Upload(station)
        mine = self._of_station.setdefault(station, OrderedDict())
        self._uploads[upload] = mine[upload] = None
        if len(mine) > self.quotas.uploads_a_station:
            self._give_way(next(iter(mine)))
        if len(self._uploads) > self.quotas.uploads:
            self._give_way(next(iter(self._uploads)))
        UPLOADS_OPEN.set(len(self._uploads))
        try:
            yield upload
        finally:
            self._remove(upload)

    def stirred(self, upload: Upload) -> None:
        """A piece of it came: others have been silent longer."""
        if not upload.is_ended:
            self._uploads.move_to_end(upload)
            self._of_station[upload.station].move_to_end(upload)

    def _give_way(self, upload: Upload) -> None:
        UPLOADS_ENDED.inc()
        self._remove(upload)
        upload.end()

    def _remove(self, upload: Upload) -> None:
        self._uploads.pop(upload, None)
        mine = self._of_station.get(upload.station, OrderedDict())
        mine.pop(upload, None)
        if not mine:
            self._of_station.pop(upload.station, None)
        UPLOADS_OPEN.set(len(self._uploads))


class Turnstile:
    """ASGI middleware, behind the gate: each station's turn."""

    def __init__(self, app: ASGIApp, admission: Admission) -> None:
        """`admission`: of this worker."""
        self._app = app
        self._admission = admission

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let through, or answer the trouble."""
        if scope["type"] == "http":
            try:
                self._admission.require_turn(Headers(scope=scope).get(STATION_HEADER, ""))
            except TroubleError as trouble:
                await trouble.response()(scope, receive, send)
                return
        await self._app(scope, receive, send)
