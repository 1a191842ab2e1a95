"""The ledger's mind, without a widget: what is shown, what may be done, what becomes of a key."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from station.domain.errors import StationError
from station.domain.findings import Finding, Severity
from station.domain.ids import EntryId, UserId, VolumeId
from station.domain.ledger import Account, Dossier, Number
from station.domain.record import Volume
from station.domain.roles import Role
from station.domain.states import ActionKind, VolumeState, next_volume_state
from station.workflow.closing import (
    Closed,
    account_for,
    close_volume,
    describe_volume,
    last_closing,
    ledger_of,
    list_dossier,
    reopen_volume,
    take_back_account,
)
from station.workflow.ledger import Ledger, LineState, name_of, opened_on
from ui.bootstrap import Station
from ui.changes import ENTRIES, PAGES, VOLUMES, Changed, Changes
from ui.tasks import Tasks

SHOWN = PAGES | ENTRIES | VOLUMES


@dataclass(frozen=True)
class Looked:
    """A ledger with how it was closed, and what the next dossier's first page would be."""

    ledger: Ledger
    closed: Closed | None
    names: Mapping[UserId, str]
    """User → name."""
    next_page: int
    """Place of the first page that is in no dossier; 0 when there is none."""
    office_today: tuple[str, ...] = ()
    """What the commune of its office is called today; several where it was divided."""


class LedgerPresenter:
    """One volume's ledger at a time."""

    def __init__(self, tasks: Tasks, changes: Changes, role: Role, go: Callable[[str, object], None]) -> None:
        self._tasks, self._role, self._go = tasks, role, go
        self._listeners: list[Callable[[], None]] = []
        self._volume_id: VolumeId | None = None
        self.looked: Looked | None = None
        """None while it is being looked up."""
        self.trouble: StationError | None = None
        changes.listen(self._changed)

    def listen(self, listener: Callable[[], None]) -> None:
        """Call `listener` when something to be shown has changed."""
        self._listeners.append(listener)

    def begin(self, volume_id: VolumeId) -> None:
        """Show this volume's."""
        self._volume_id, self.looked, self.trouble = volume_id, None, None
        self._tell()
        self._refresh()

    def leave(self) -> None:
        """Nothing is shown any more."""
        self._volume_id, self.looked = None, None

    # ---- what may be done -----------------------------------------------------------------------------------------------------------

    def may(self, kind: ActionKind) -> bool:
        """Whether this person may do it to the volume as it is."""
        return self.looked is not None and next_volume_state(self.looked.ledger.volume.state, kind, self._role) is not None

    @property
    def is_closed(self) -> bool:
        """Whether the volume shown is closed."""
        return self.looked is not None and self.looked.ledger.volume.state is VolumeState.CLOSED

    @property
    def to_reason(self) -> list[Finding]:
        """Findings that may stand, each with a reason to be given at closing."""
        return [each for each in self.looked.ledger.findings if each.severity is Severity.WARNING] if self.looked is not None else []

    def next_open(self, after: int) -> int | None:
        """Row of the next number behind this row that nothing is said of; from the top again at the end."""
        lines = self.looked.ledger.lines if self.looked is not None else ()
        open_rows = [row for row, line in enumerate(lines) if line.state in (LineState.OPEN, LineState.CONTRADICTED)]
        return next((row for row in open_rows if row > after), open_rows[0] if open_rows else None)

    def row_of(self, finding: Finding) -> int | None:
        """Row of the first number that a finding is about."""
        lines = self.looked.ledger.lines if self.looked is not None else ()
        first = finding.path.partition("-")[0].partition("/")[0]
        year = finding.path.rpartition("/")[2] if "/" in finding.path else ""
        wanted = f"{first}/{year}" if year else first
        return next((row for row, line in enumerate(lines) if str(line.number) == wanted), None)

    # ---- what is done ---------------------------------------------------------------------------------------------------------------

    def open_entry(self, row: int) -> None:
        """Go to the entry of a number: a clerk where it is worked on, others where it can be looked up."""
        entries = self._entries(row)
        if entries:
            self._go("checking" if self._role is Role.CLERK else "search", entries[0])

    def account(self, numbers: Sequence[Number], account: Account, reason: str) -> None:
        """Say why these numbers have no entry."""
        self._do(lambda station, volume_id: account_for(station.desk, station.store.ledger, volume_id, numbers, account, reason))

    def take_back(self, numbers: Sequence[Number]) -> None:
        """Say nothing of these numbers any more."""
        self._do(lambda station, volume_id: take_back_account(station.desk, station.store.ledger, volume_id, numbers))

    def describe(self, volume: Volume) -> None:
        """Keep what the cover says."""
        self._do(lambda station, volume_id: describe_volume(station.desk, volume))

    def list_dossier(self, dossier: Dossier) -> None:
        """Keep a dossier's list of papers."""
        self._do(lambda station, volume_id: list_dossier(station.desk, volume_id, dossier))

    def close(self, reasons: Mapping[str, str]) -> None:
        """Close the volume; `reasons` by `name_of`."""
        self._do(lambda station, volume_id: close_volume(station.desk, station.store.ledger, volume_id, reasons))

    def close_with(self, reason: str) -> None:
        """Close it, with one reason for everything that may stand."""
        self.close({name_of(finding): reason for finding in self.to_reason})

    def reopen(self, reason: str) -> None:
        """Open the closed volume again."""
        self._do(lambda station, volume_id: reopen_volume(station.desk, station.store.ledger, volume_id, reason))

    # ---- inside ---------------------------------------------------------------------------------------------------------------------

    def _entries(self, row: int) -> tuple[EntryId, ...]:
        lines = self.looked.ledger.lines if self.looked is not None else ()
        return lines[row].entries if 0 <= row < len(lines) else ()

    def _do(self, act: Callable[[Station, VolumeId], object]) -> None:
        volume_id = self._volume_id
        if volume_id is None:
            return
        self.trouble = None
        self._tasks.change(lambda station: act(station, volume_id), None, self._failed, changed=VOLUMES)

    def _failed(self, error: StationError) -> None:
        self.trouble = error
        self._tell()

    def _changed(self, changed: Changed) -> None:
        if changed & SHOWN and self._volume_id is not None:
            self._refresh()

    def _refresh(self) -> None:
        volume_id = self._volume_id
        if volume_id is None:
            return

        def here(found: Looked) -> None:
            if self._volume_id == volume_id:
                self.looked = found
                self._tell()

        self._tasks.query(lambda station: looked(station, volume_id), here, self._failed)

    def _tell(self) -> None:
        for listener in tuple(self._listeners):
            listener()


def looked(station: Station, volume_id: VolumeId) -> Looked:
    """Look it up. For the store lane."""
    ledger = ledger_of(station.desk, station.store.ledger, volume_id)
    names = {user.user_id: user.name for user in station.store.users()}
    last = max((line.dossier.first_page for line in ledger.lines if line.dossier), default=0)
    free = [place for place in station.store.ledger.page_places(volume_id) if place > last] if ledger.is_box else []
    today = station.desk.forms.gazetteer.today(ledger.volume.office, opened_on(ledger.volume))
    closed = last_closing(station.desk, volume_id)
    return Looked(ledger, closed, names, free[0] if free else 0, tuple(place.path for place in today))
