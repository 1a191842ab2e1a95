"""One reading of one card, from switching the chip on to the verdicts; on a thread of its own, so that a silent chip never holds its asker.

connect → EF.CardAccess → PACE or BAC → EF.SOD, EF.COM → the data groups that the SOD lists → active and chip authentication → verdicts
"""

import collections
import datetime
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from types import TracebackType
from typing import Final

from station.domain.errors import StationError
from station.domain.identification import CardReading, Verdict
from station.idcard.access import open_chip
from station.idcard.access_data import Password
from station.idcard.apdu import SHORT_LE
from station.idcard.capabilities import answer_size
from station.idcard.chip import Chip
from station.idcard.contents import read_contents
from station.idcard.findings import cross_checks
from station.idcard.mrz import Mrz
from station.idcard.proving import prove_chip
from station.idcard.reader import Connection, Reader
from station.idcard.trust import Issuer, TrustStore
from station.idcard.verdicts import NO_SIGNER, Proofs, judge

DEADLINE_S: Final = 60.0
"""A card at the slowest pace seen (60 ms an APDU, short APDUs, a portrait of 30 kB) takes about 15 s."""
_LOOK_S: Final = 0.02
_WIND_UP_S: Final = 0.5
_PATIENCE_S: Final = 1.0


@dataclass(frozen=True)
class Progress:
    """How far a reading is. `step`: connect, access, a file (`EF.SOD`, `DG2`…), chip, verdicts."""

    step: str
    done: int = 0
    """Bytes of the file."""
    total: int = 0
    """Bytes of the file; 0 for a step that is no file."""


def read_card(
    reader: Reader,
    password: Password,
    trust: TrustStore,
    *,
    progress: Callable[[Progress], None] | None = None,
    cancelled: Callable[[], bool] | None = None,
    deadline_s: float = DEADLINE_S,
    now: datetime.datetime | None = None,
) -> CardReading:
    """Read and judge the card that lies on `reader`. Blocks; `progress` and `cancelled` are called on the calling thread.

    Returns moments after `cancelled` says yes and within `deadline_s`, even when chip or driver are silent for ever; they are then
    left alone on their thread, and the chip is switched off as soon as it speaks again.
    Raises StationError `card.*`; nothing of what was read outlives it. `now` is the clock to judge by (default: this PC's).
    """
    session = _Session(reader, password, trust, now or datetime.datetime.now(datetime.UTC), time.monotonic() + deadline_s)
    try:
        while not session.ended.wait(_LOOK_S):
            session.tell(progress)
            if cancelled is not None and cancelled():
                raise session.abandon(StationError("card.cancelled"))
            if time.monotonic() >= session.deadline:
                raise session.abandon(StationError("card.silent", limit_s=f"{deadline_s:g}"))
        session.tell(progress)
        return session.result()
    finally:
        # Also when a callback raises or somebody interrupts: the chip is not read on behind their backs.
        session.let_go()


class _Session:
    """The thread and what passes between it and its asker."""

    def __init__(self, reader: Reader, password: Password, trust: TrustStore, now: datetime.datetime, deadline: float) -> None:
        self._reader, self._password, self._trust, self._now = reader, password, trust, now
        self.deadline = deadline
        self.ended = threading.Event()
        # Not a queue to be waited on: waking the asker at every command would cost more than the command.
        self._reports: collections.deque[Progress] = collections.deque()
        self._readings: list[CardReading] = []
        self._error: BaseException | None = None
        self._ended_by: StationError | None = None
        self._thread = threading.Thread(target=self._run, name="card", daemon=True)
        self._thread.start()

    def tell(self, progress: Callable[[Progress], None] | None) -> None:
        """Hand on what came since the last time."""
        while self._reports:
            report = self._reports.popleft()
            if progress is not None:
                progress(report)

    def let_go(self) -> None:
        """Nobody waits for it any more; without effect on one that has ended."""
        self._ended_by = self._ended_by or StationError("card.cancelled")

    def result(self) -> CardReading:
        """What it came to, or raise what went wrong."""
        if self._error is not None:
            raise self._error
        return self._readings.pop()

    def abandon(self, reason: StationError) -> StationError:
        """End it: between two commands at once; a chip that keeps silent is left to its thread after a moment."""
        self._ended_by = reason
        self._thread.join(_WIND_UP_S)
        return reason

    def _run(self) -> None:
        with self:
            started = time.monotonic()
            reading = self._read(started)
            self._readings.append(reading)

    def __enter__(self) -> None:
        """On the session's own thread."""

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> bool:
        """What went wrong is raised where the reading is waited for, whatever it is."""
        self._error = error
        self.ended.set()
        return True

    def _check(self) -> None:
        if self._ended_by is not None:
            raise self._ended_by

    def _read(self, started: float) -> CardReading:
        self._reports.append(Progress("connect"))
        connection = self._connect()
        chip = Chip(connection, check=self._check)
        try:
            return self._read_from(chip, connection, started, extended=True)
        except StationError as error:
            if error.code != "card.removed" or not chip.last_was_extended:
                raise
        finally:
            connection.close()
        # The reader may have given up on a long command: once more, with short ones.
        return self._read_short(started)

    def _read_short(self, started: float) -> CardReading:
        try:
            connection = self._reader.connect()
        except StationError as error:
            raise StationError("card.removed") from error
        try:
            return self._read_from(Chip(connection, check=self._check), connection, started, extended=False)
        finally:
            connection.close()

    def _connect(self) -> Connection:
        """The chip, as soon as its reader is ready: right after a card is laid down it may still say that there is none."""
        patience = time.monotonic() + _PATIENCE_S
        while True:
            self._check()
            try:
                return self._reader.connect()
            except StationError as error:
                if error.code not in ("card.none", "card.reader-busy") or time.monotonic() > patience:
                    raise
            time.sleep(_LOOK_S)

    def _read_from(self, chip: Chip, connection: Connection, started: float, *, extended: bool) -> CardReading:
        self._reports.append(Progress("access"))
        size = answer_size(chip, connection.atr) if extended else SHORT_LE
        opened = open_chip(chip, self._password)
        contents = read_contents(chip, size, lambda name, done, total: self._reports.append(Progress(name, done, total)))
        self._reports.append(Progress("chip"))
        proof = prove_chip(chip, contents)
        self._reports.append(Progress("verdicts"))
        today = self._now.astimezone().date()
        signer = contents.security_object.signer
        issuer = Issuer(Verdict(None, NO_SIGNER)) if signer is None else self._trust.judge(signer, self._now)
        verdicts = judge(
            Proofs(
                issuer=issuer.verdict,
                issuer_country=issuer.country,
                signed=contents.security_object.signature_holds,
                altered=contents.altered,
                unread=contents.unread,
                chip=proof.ok,
                chip_why=proof.why,
                zone=contents.zone,
                today=today,
            )
        )
        return CardReading(
            access=opened.access,
            reader=self._reader.name,
            mrz=_fields(contents.zone),
            civil=contents.civil,
            portrait=contents.portrait,
            verdicts=verdicts,
            findings=(*contents.findings, *cross_checks(opened, self._password, contents, today), *issuer.findings),
            sod=contents.sod,
            seconds=time.monotonic() - started,
            apdus=chip.apdus,
        )


def _fields(zone: Mrz) -> dict[str, str]:
    names = ("number", "optional", "birth_date", "sex", "expiry_date", "nationality", "name")
    return {name: getattr(zone, name) for name in names}
