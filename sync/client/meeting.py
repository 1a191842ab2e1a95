"""Meeting the central before anything is sent: hello with the station's head, the central's time, the feed. PROTOCOL.md §4."""

import base64
import datetime
import logging
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from station.domain.durable import write_durably
from station.domain.errors import StationError
from station.signing.province import Province
from sync.client.delivery import CallEnds, StationEnds
from sync.client.line import Line, LinkFault, Model, Reply
from sync.client.patience import Pace, Patience
from sync.client.post import FeedFolder, head_of
from sync.envelope.feed_item import verify_item
from sync.protocol.clocks import CLOCK_WARN, verify_time
from sync.protocol.limits import PROTOCOL_MAX, PROTOCOL_MIN
from sync.protocol.messages import FeedPage, Greeting, Hello, Trouble, VersionRange
from sync.protocol.receipts import moment

logger = logging.getLogger(__name__)

TIME_FILE: Final = "central.json"
_PAGES: Final = 1000
"""Of the feed in one call: more is no feed but a flood."""


@dataclass
class Meeting:
    """One station's hello on one line."""

    line: Line
    folder: Path
    """The outbox."""
    province: Province
    pace: Pace
    sleep: Callable[[float], None]
    carried: bool
    clock_off: datetime.timedelta | None = None
    """This PC's clock minus the central's, once it answered."""

    def hello(self, station_id: str) -> Hello:
        """Whether the two can talk. Raises StationEnds for what concerns this station alone, CallEnds otherwise."""
        self.line.station_id = station_id
        head, nonce = head_of(self.folder, station_id), None
        while True:
            reply = self._ask("POST", "/v1/hello", self._greeting(head, nonce))
            if reply.status == 200:
                break
            trouble = self._parsed(Trouble, reply)
            if trouble.code == "again" and trouble.nonce is not None and nonce is None:
                nonce = trouble.nonce
                continue
            raise self._refused(reply, trouble)
        hello = self._parsed(Hello, reply)
        self._require_ours(hello)
        self._take_time(hello)
        return hello

    def take_feed(self, station_id: str, hello: Hello) -> StationError | None:
        """Fetch what is new; return the trouble, if there was any: it holds up no batch."""
        feed = FeedFolder(self.folder, station_id)
        try:
            for _ in range(_PAGES):
                after = feed.newest()
                if after >= hello.feed or not self._take_page(feed, after):
                    return None
        except StationError as error:
            logger.warning("the feed is left for the next time: %s", error.code)
            return error
        return None

    def _take_page(self, feed: FeedFolder, after: int) -> bool:
        """Whether something came."""
        reply = self._ask("GET", f"/v1/feed?after={after}")
        if reply.status != 200:
            raise self.line.nonsense(f"status {reply.status} for the feed")
        page = self.line.parsed(FeedPage, reply)
        for ordinal, item in enumerate(page.items, start=after + 1):
            data = base64.b64decode(item)
            found = verify_item(data, self.province.realm, self.province.root_certificate)
            if (found.station_id, found.number) != (feed.station_id, ordinal):
                raise StationError("sending.feed", number=found.number, reason="it is not the next one")
            feed.keep(ordinal, data)
        return bool(page.items)

    def _greeting(self, head: bytes | None, nonce: str | None) -> bytes:
        now = datetime.datetime.now(datetime.UTC).isoformat(timespec="milliseconds")
        return Greeting(
            protocol=VersionRange(min=PROTOCOL_MIN, max=PROTOCOL_MAX),
            time=now,
            head=base64.b64encode(head).decode() if head is not None else None,
            carried=self.carried,
            nonce=nonce,
        ).model_dump_json().encode()  # fmt: skip

    def _refused(self, reply: Reply, trouble: Trouble) -> CallEnds | StationEnds:
        if reply.status == 426:
            return CallEnds(StationError("sending.version", theirs=trouble.en, ours=PROTOCOL_MAX))
        if trouble.code == "clock":
            return CallEnds(StationError("sending.clock", url=self.line.url))
        if trouble.code == "head":
            return StationEnds(StationError("sending.quarantined", station=self.line.station_id))
        if trouble.code == "revoked":
            return StationEnds(StationError("sending.revoked", station=self.line.station_id))
        if reply.status == 403:
            return StationEnds(StationError("sending.not-known", station=self.line.station_id, reason=trouble.code))
        return CallEnds(self.line.nonsense(f"status {reply.status} at hello"))

    def _require_ours(self, hello: Hello) -> None:
        theirs = hello.protocol
        if theirs.min > PROTOCOL_MAX or theirs.max < PROTOCOL_MIN:
            raise CallEnds(StationError("sending.version", theirs=f"{theirs.min}–{theirs.max}", ours=f"{PROTOCOL_MIN}–{PROTOCOL_MAX}"))
        if hello.realm != self.province.realm:
            raise CallEnds(StationError("sending.realm", url=self.line.url, theirs=hello.realm[:60], ours=self.province.realm))

    def _take_time(self, hello: Hello) -> None:
        """Keep the newest time that the central signed; note how far this PC's clock is off."""
        told = moment(hello.time)
        if told is not None:
            self.clock_off = datetime.datetime.now(datetime.UTC) - told
            if abs(self.clock_off) > CLOCK_WARN:
                logger.warning("the clocks are %.0f s apart", self.clock_off.total_seconds())
        if hello.signed_time is not None:
            data = base64.b64decode(hello.signed_time)
            at, known = verify_time(data, self.province.realm, self.province.root_certificate), central_time(self.folder, self.province)
            if at is not None and (known is None or at > known):
                write_durably(self.folder / TIME_FILE, data)

    def _ask(self, method: str, path: str, content: bytes | None = None) -> Reply:
        patience = Patience(self.pace, self.pace.tries, self.sleep)
        while True:
            try:
                return self.line.ask(method, path, content)
            except LinkFault as fault:
                try:
                    patience.failed(fault.trouble, fault.retry_after_s)
                except StationError as error:
                    raise CallEnds(error) from error
            except StationError as error:
                raise CallEnds(error) from error

    def _parsed(self, model: type[Model], reply: Reply) -> Model:
        try:
            return self.line.parsed(model, reply)
        except StationError as error:
            raise CallEnds(error) from error


def central_time(outbox: Path, province: Province) -> datetime.datetime | None:
    """The newest moment that the central vouched for: it is not earlier than that."""
    try:
        data = (outbox / TIME_FILE).read_bytes()
    except OSError:
        return None
    return verify_time(data, province.realm, province.root_certificate)
