"""Who is let in now: what one worker has under way at once, of one sender and of all. State of this process alone; nothing is kept.

It stands before everything else, so that what is refused costs next to nothing. Bodies that fall silent give way: when there are too many
requests, the one whose sender has been silent longest ends, and what it brought is kept. So ten thousand open uploads cost their senders a
new request, and nobody else anything. Where nobody is silent, whoever comes too much has to come again.
"""

import asyncio
import contextlib
import hashlib
import math
import shutil
import time
from collections import OrderedDict
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from sync.central.configuration import Quotas
from sync.central.metrics import UPLOADS_ENDED, UPLOADS_OPEN
from sync.central.troubles import HANG_UP, TroubleError
from sync.protocol.limits import CERTIFICATE_HEADER, STATION_HEADER, VERIFIED_HEADER

_SENDERS_KEPT: Final = 20_000
_LOOK_AGAIN_S: Final = 2.0
_DISK_RETRY_S: Final = 60
_NEVER: Final = (float("-inf"), 0)
"""When the disk was looked at, and what was free."""
_VISIT: Final = "station.visit"
NOBODY: Final = ""
"""Who shows no certificate where the others do: whoever wants to be enrolled. Has no share of its own; the proxy counts addresses."""


@dataclass(eq=False)
class Visit:
    """One request under way."""

    sender: str
    silence: asyncio.Timeout | None = None
    """While its sender is waited for."""
    has_left: bool = False


@dataclass
class _Share:
    """What is under way of one sender, or of all."""

    visits: int = 0
    silent: OrderedDict[Visit, None] = field(default_factory=OrderedDict)
    """Silent for longest first."""


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
        self._all = _Share()
        self._of: dict[str, _Share] = {}
        self._free: tuple[float, int] = _NEVER

    def require_turn(self, sender: str) -> None:
        """One request of this sender. Raises TroubleError `quota`, which says when to come again."""
        tokens = self._tokens.pop(sender, None) or _Tokens(self.quotas.requests_at_once)
        self._tokens[sender] = tokens
        if len(self._tokens) > _SENDERS_KEPT:
            self._tokens.popitem(last=False)
        now = time.monotonic()
        tokens.left = min(self.quotas.requests_at_once, tokens.left + (now - tokens.at) * self.quotas.requests_a_second)
        tokens.at = now
        if tokens.left < 1:
            seconds = math.ceil((1 - tokens.left) / self.quotas.requests_a_second)
            raise TroubleError("quota", headers={"Retry-After": str(seconds), **HANG_UP})
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

    def enter(self, sender: str) -> Visit:
        """A request begins; a silent one gives way where there are too many. Raises TroubleError `quota`, `busy` where none is silent."""
        share = self._of.get(sender)
        if share is not None and share.visits >= self.quotas.uploads_a_station and not self._gave_way(share):
            raise TroubleError("quota", headers={"Retry-After": "1", **HANG_UP})
        if self._all.visits >= self.quotas.uploads and not self._gave_way(self._all):
            raise TroubleError("busy", headers=HANG_UP)
        self._all.visits += 1
        if sender != NOBODY:
            self._of.setdefault(sender, _Share()).visits += 1
        UPLOADS_OPEN.set(self._all.visits)
        return Visit(sender)

    def leave(self, visit: Visit) -> None:
        """It is over; harmless when it gave way before."""
        if visit.has_left:
            return
        visit.has_left = True
        self._all.visits -= 1
        share = self._of.get(visit.sender)
        if share is not None:
            share.visits -= 1
            if not share.visits:
                del self._of[visit.sender]
        UPLOADS_OPEN.set(self._all.visits)

    @contextlib.contextmanager
    def silent(self, visit: Visit, silence: asyncio.Timeout) -> Iterator[None]:
        """Its sender is waited for: `silence` ends at once when others need its place. Raises TimeoutError when that came too late."""
        visit.silence = silence
        for share in self._shares(visit):
            share.silent[visit] = None
        try:
            yield
        finally:
            for share in self._shares(visit):
                share.silent.pop(visit, None)
        if visit.has_left:
            raise TimeoutError

    def _shares(self, visit: Visit) -> list[_Share]:
        mine = self._of.get(visit.sender)
        return [self._all] if mine is None else [self._all, mine]

    def _gave_way(self, share: _Share) -> bool:
        if not share.silent:
            return False
        visit = next(iter(share.silent))
        for each in self._shares(visit):
            each.silent.pop(visit, None)
        self.leave(visit)
        UPLOADS_ENDED.inc()
        if visit.silence is not None and not visit.silence.expired():
            visit.silence.reschedule(0)
        return True


class Turnstile:
    """ASGI middleware, before the gate: each sender's turn. Behind a proxy a sender is a certificate that it vouches for."""

    def __init__(self, app: ASGIApp, admission: Admission, *, is_proxied: bool) -> None:
        """`admission`: of this worker."""
        self._app = app
        self._admission = admission
        self._is_proxied = is_proxied

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let through, or answer the trouble."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        sender = self._sender(Headers(scope=scope))
        try:
            if sender != NOBODY:
                self._admission.require_turn(sender)
            visit = self._admission.enter(sender)
        except TroubleError as trouble:
            await trouble.response()(scope, receive, send)
            return
        scope[_VISIT] = visit
        try:
            await self._app(scope, receive, send)
        finally:
            self._admission.leave(visit)

    def _sender(self, headers: Headers) -> str:
        if not self._is_proxied:
            return headers.get(STATION_HEADER, NOBODY)
        if headers.get(VERIFIED_HEADER) != "SUCCESS":
            return NOBODY
        return hashlib.sha256(headers.get(CERTIFICATE_HEADER, "").encode("latin-1")).hexdigest()


def visit_of(scope: Scope) -> Visit:
    """The request's place."""
    visit: Visit = scope[_VISIT]
    return visit
