"""Sending what waits in an outbox: hello, the words of all batches by their numbers, then their images. Needs no key of the store."""

import contextlib
import datetime
import logging
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import httpx
from filelock import FileLock, Timeout

from station.domain.errors import StationError
from station.domain.ids import BatchName
from station.signing.province import Province
from sync.client.bucket import Bucket, Profile
from sync.client.delivery import CallEnds, Delivery, Progress, StationEnds
from sync.client.line import Line
from sync.client.meeting import Meeting
from sync.client.outbox import released
from sync.client.parcel import Parcel
from sync.client.patience import Pace
from sync.client.post import stations_with_heads
from sync.protocol.manifest import Manifest
from sync.protocol.messages import Limits

logger = logging.getLogger(__name__)

LOCK_NAME = ".sending.lock"

Outcome = Literal["complete", "refused", "waiting"]


@dataclass(frozen=True)
class Sent:
    """How one batch fared."""

    name: BatchName
    outcome: Outcome
    """`waiting`: it stays in the outbox; `trouble` says why."""
    trouble: StationError | None = None


@dataclass(frozen=True)
class SendReport:
    """What one call did. `stopped` is the trouble that ended it early, or kept a station's batches here; those behind it were not tried."""

    batches: tuple[Sent, ...] = ()
    stopped: StationError | None = None
    bytes_sent: int = 0
    """Body bytes handed to the network, repeats included."""
    clock_off: datetime.timedelta | None = None
    """This PC's clock minus the central's; None when it did not say."""
    feed_trouble: StationError | None = None
    """Why what the central has to say did not come whole; it holds up no batch."""

    def having(self, outcome: str) -> list[BatchName]:
        """Names of the batches with this outcome."""
        return [sent.name for sent in self.batches if sent.outcome == outcome]


@dataclass
class _Call:
    line: Line
    outbox: Path
    province: Province
    pace: Pace
    sleep: Callable[[float], None]
    on_progress: Progress | None
    batches: list[Sent]
    meeting: Meeting
    stopped: StationError | None = None
    feed_trouble: StationError | None = None

    @property
    def report(self) -> SendReport:
        return SendReport(tuple(self.batches), self.stopped, self.line.bytes_sent, self.meeting.clock_off, self.feed_trouble)


def send_waiting(
    outbox_folder: Path,
    central_url: str,
    province: Province,
    *,
    carried: bool = False,
    transport: httpx.BaseTransport | None = None,
    profile: Profile | None = None,
    on_progress: Progress | None = None,
    pace: Pace | None = None,
    sleep: Callable[[float], None] = time.sleep,
) -> SendReport:
    """Send every released batch that has neither its `complete` receipt nor a refusal, and bring the feed; return how it went.

    `carried`: the folder is a stick, not the station's own outbox. `profile`: how much of the line to take when.
    `on_progress(batch name, bytes at the central, bytes in all)`.
    A second sender on the same outbox ends at once with `sending.busy`.
    """
    if not outbox_folder.is_dir():
        return SendReport()
    try:
        bucket = Bucket(profile or Profile())
        with FileLock(outbox_folder / LOCK_NAME, timeout=0), Line(central_url, transport, bucket, sleep) as line:
            pace = pace or Pace()
            meeting = Meeting(line, outbox_folder, province, pace, sleep, carried)
            call = _Call(line, outbox_folder, province, pace, sleep, on_progress, [], meeting)
            _send_all(call)
            return call.report
    except Timeout:
        return SendReport(stopped=StationError("sending.busy", path=str(outbox_folder)))


def _send_all(call: _Call) -> None:
    by_station: dict[str, list[tuple[Parcel, Manifest]]] = {station_id: [] for station_id in stations_with_heads(call.outbox)}
    for parcel, manifest in _waiting(call):
        by_station.setdefault(manifest.body.station_id, []).append((parcel, manifest))
    try:
        met = [(station_id, limits) for station_id in sorted(by_station) if (limits := _meet(call, station_id)) is not None]
        worded: list[Delivery] = []
        for station_id, limits in met:
            worded += _send_words(call, limits, by_station[station_id])
        _send_images(call, worded)
    except CallEnds as end:
        if any(by_station.values()):
            call.stopped = end.trouble
        else:  # nothing waits: what the central has to say is fetched the next time
            call.feed_trouble = end.trouble
        logger.warning("sending to the central stopped: %s", end.trouble.code)


def _waiting(call: _Call) -> list[tuple[Parcel, Manifest]]:
    """Batches to send by station and number; those that are damaged are noted."""
    waiting = []
    for parcel in released(call.outbox):
        if not parcel.waits and parcel.is_cleared:
            continue
        try:
            if false := parcel.drop_false_answers(call.province.root_certificate):
                logger.warning("batch %s: asked again, these answers prove nothing: %s", parcel.folder.name[:12], ", ".join(false))
            if not parcel.waits:
                continue
            waiting.append((parcel, parcel.manifest()))
        except StationError as error:
            _note(call, parcel, "waiting", error)
    return sorted(waiting, key=lambda pair: (pair[1].body.station_id, pair[1].body.seq))


def _meet(call: _Call, station_id: str) -> Limits | None:
    """Hello and the feed of one station; None when it cannot go on, which stops no other. Raises CallEnds."""
    try:
        hello = call.meeting.hello(station_id)
    except StationEnds as end:
        _station_ends(call, end.trouble)
        return None
    call.line.bucket.cap = hello.limits.bytes_per_s
    call.feed_trouble = call.meeting.take_feed(station_id, hello) or call.feed_trouble
    return hello.limits


def _send_words(call: _Call, limits: Limits, parcels: list[tuple[Parcel, Manifest]]) -> list[Delivery]:
    """The deliveries whose words are at the central."""
    worded = []
    for parcel, manifest in parcels:
        root = call.province.root_certificate
        delivery = Delivery(parcel, manifest, call.line, root, limits, call.pace, call.on_progress, call.sleep)
        try:
            if _one(call, delivery, delivery.send_words, ends=False):
                worded.append(delivery)
        except StationEnds as end:
            _station_ends(call, end.trouble)
            break
    return worded


def _send_images(call: _Call, worded: list[Delivery]) -> None:
    ended: set[str] = set()
    for delivery in worded:
        station_id = delivery.manifest.body.station_id
        if station_id in ended:
            continue
        try:
            _one(call, delivery, delivery.send_images, ends=True)
        except StationEnds as end:
            _station_ends(call, end.trouble)
            ended.add(station_id)


def _station_ends(call: _Call, trouble: StationError) -> None:
    call.stopped = call.stopped or trouble
    logger.warning("a station's batches stay here: %s", trouble.code)


def _one(call: _Call, delivery: Delivery, send: Callable[[], None], *, ends: bool) -> bool:
    """One step of one batch; its own trouble is noted and the next one goes. `ends`: the batch is done after it.

    Raises StationEnds and CallEnds for trouble that others would meet too.
    """
    parcel = delivery.parcel
    call.line.station_id = delivery.manifest.body.station_id
    try:
        send()
    except StationError as error:
        _note(call, parcel, "refused" if error.code == "sending.refused" else "waiting", error)
    except (CallEnds, StationEnds) as end:
        _note(call, parcel, "waiting", end.trouble)
        raise
    except OSError as error:  # the network's are httpx's; this is the disk or a stick that was pulled out
        trouble = StationError("envelope.damaged", batch=delivery.manifest.name[:12], reason=f"cannot be read: {error.strerror}")
        _note(call, parcel, "waiting", trouble)
    else:
        if ends:
            _note(call, parcel, "complete", None)
        return True
    return False


def _note(call: _Call, parcel: Parcel, outcome: Outcome, trouble: StationError | None) -> None:
    with contextlib.suppress(OSError):
        parcel.note_attempt(trouble)
    call.batches.append(Sent(BatchName(parcel.folder.name), outcome, trouble))
    logger.info("batch %s: %s", parcel.folder.name[:12], trouble.code if trouble else "complete")
