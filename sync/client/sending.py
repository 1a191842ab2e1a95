"""Sending what waits in an outbox: one write–read loop over the batches in order of their numbers. Needs no key of the store."""

import contextlib
import logging
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

import httpx
from filelock import FileLock, Timeout

from station.domain.errors import StationError
from station.domain.ids import BatchName
from station.signing.province import Province
from sync.client.delivery import CallEnds, Delivery, Progress
from sync.client.line import Line, LinkFault, Reply
from sync.client.outbox import released
from sync.client.parcel import Parcel
from sync.client.patience import Pace, Patience
from sync.protocol.limits import PROTOCOL_MAX, PROTOCOL_MIN
from sync.protocol.manifest import Manifest
from sync.protocol.messages import Hello

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
    """What one call did. `stopped` is the trouble that ended it early; batches behind it were not tried."""

    batches: tuple[Sent, ...] = ()
    stopped: StationError | None = None
    bytes_sent: int = 0
    """Body bytes handed to the network, repeats included."""

    def having(self, outcome: str) -> list[BatchName]:
        """Names of the batches with this outcome."""
        return [sent.name for sent in self.batches if sent.outcome == outcome]


@dataclass
class _Call:
    line: Line
    province: Province
    pace: Pace
    sleep: Callable[[float], None]
    on_progress: Progress | None
    batches: list[Sent] = field(default_factory=list)


def send_waiting(
    outbox_folder: Path,
    central_url: str,
    province: Province,
    *,
    transport: httpx.BaseTransport | None = None,
    on_progress: Progress | None = None,
    pace: Pace | None = None,
    sleep: Callable[[float], None] = time.sleep,
) -> SendReport:
    """Send every released batch that has neither its `complete` receipt nor a refusal; return how it went, trouble included.

    `on_progress(batch name, bytes at the central, bytes in all)`. A second sender on the same outbox ends at once with `sending.busy`.
    """
    if not outbox_folder.is_dir():
        return SendReport()
    try:
        with FileLock(outbox_folder / LOCK_NAME, timeout=0):
            return _send_all(outbox_folder, central_url, province, transport, on_progress, pace or Pace(), sleep)
    except Timeout:
        return SendReport(stopped=StationError("sending.busy", path=str(outbox_folder)))


def _send_all(
    folder: Path, url: str, province: Province, transport: httpx.BaseTransport | None, on_progress: Progress | None, pace: Pace,
    sleep: Callable[[float], None],
) -> SendReport:  # fmt: skip
    waiting, damaged = _waiting(folder, province.root_certificate)
    if not waiting:
        return SendReport(tuple(damaged))
    stopped: StationError | None = None
    with Line(url, transport) as line:
        call = _Call(line, province, pace, sleep, on_progress, damaged)
        try:
            hello = _hello(call)
            for parcel, manifest in waiting:
                _send_one(call, hello, parcel, manifest)
        except CallEnds as end:
            stopped = end.trouble
            logger.warning("sending to the central stopped: %s", stopped.code)
        return SendReport(tuple(call.batches), stopped, line.bytes_sent)


def _waiting(folder: Path, root_certificate: bytes) -> tuple[list[tuple[Parcel, Manifest]], list[Sent]]:
    """(batches to send by station and number, batches that are damaged)."""
    waiting, damaged = [], []
    for parcel in released(folder):
        if not parcel.waits and parcel.is_cleared:
            continue
        try:
            if false := parcel.drop_false_answers(root_certificate):
                logger.warning("batch %s: asked again, these answers prove nothing: %s", parcel.folder.name[:12], ", ".join(false))
            if not parcel.waits:
                continue
            waiting.append((parcel, parcel.manifest()))
        except StationError as error:
            parcel.note_attempt(error)
            damaged.append(Sent(BatchName(parcel.folder.name), "waiting", error))
    return sorted(waiting, key=lambda pair: (pair[1].body.station_id, pair[1].body.seq)), damaged


def _hello(call: _Call) -> Hello:
    """Whether the two can talk at all; raise CallEnds otherwise."""
    patience = Patience(call.pace, call.pace.tries, call.sleep)
    try:
        hello = call.line.parsed(Hello, _patient(call.line, patience))
    except StationError as error:
        raise CallEnds(error) from error
    theirs = hello.protocol
    if theirs.min > PROTOCOL_MAX or theirs.max < PROTOCOL_MIN:
        raise CallEnds(StationError("sending.version", theirs=f"{theirs.min}–{theirs.max}", ours=f"{PROTOCOL_MIN}–{PROTOCOL_MAX}"))
    if hello.realm != call.province.realm:
        raise CallEnds(StationError("sending.realm", url=call.line.url, theirs=hello.realm[:60], ours=call.province.realm))
    return hello


def _patient(line: Line, patience: Patience) -> Reply:
    while True:
        try:
            return line.ask("GET", "/v1/hello")
        except LinkFault as fault:
            patience.failed(fault.trouble, fault.retry_after_s)


def _send_one(call: _Call, hello: Hello, parcel: Parcel, manifest: Manifest) -> None:
    """One batch; its own trouble is noted and the next one goes. Raises CallEnds for trouble that the next would meet too."""
    call.line.station_id = manifest.body.station_id
    delivery = Delivery(parcel, manifest, call.line, call.province.root_certificate, hello.limits, call.pace, call.on_progress, call.sleep)
    try:
        delivery.run()
    except StationError as error:
        _note(call, parcel, "refused" if error.code == "sending.refused" else "waiting", error)
    except CallEnds as end:
        _note(call, parcel, "waiting", end.trouble)
        raise
    except OSError as error:  # the network's are httpx's; this is the disk or a stick that was pulled out
        trouble = StationError("envelope.damaged", batch=manifest.name[:12], reason=f"cannot be read: {error.strerror}")
        _note(call, parcel, "waiting", trouble)
    else:
        _note(call, parcel, "complete", None)


def _note(call: _Call, parcel: Parcel, outcome: Outcome, trouble: StationError | None) -> None:
    with contextlib.suppress(OSError):
        parcel.note_attempt(trouble)
    call.batches.append(Sent(BatchName(parcel.folder.name), outcome, trouble))
    logger.info("batch %s: %s", parcel.folder.name[:12], trouble.code if trouble else "complete")
