"""What the section Kế hoạch does, without a widget: what of each volume is keyed again, and how often whom that proved wrong."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Protocol

from station.domain.errors import StationError
from station.domain.findings import Text
from station.domain.keying_plan import KeyingPlan, PlanKind
from station.domain.record import Volume
from station.domain.rights import RIGHTS, Right, may
from station.domain.roles import Role
from station.domain.states import EntryState
from station.domain.text import clean
from station.store.tallies import Tallies
from station.workflow.keying_plans import plan_of, set_plan, waive
from ui.changes import ENTRIES, VOLUMES, Changed, Changes
from ui.rates import Rate, rates_of
from ui.tasks import Tasks

if TYPE_CHECKING:
    from ui.bootstrap import Station

SET: Final = Text("Đã đặt kế hoạch cho {volume}.", "{volume} is planned.")
WAIVED: Final = Text(
    "Đã bỏ nhập lần hai của {count} mục ở {volume}.", "Second keying of {count} {count:entry|entries} of {volume} is waived."
)
REASON_MISSING: Final = Text("Ghi lý do bỏ nhập lần hai.", "Say why second keying is waived.")
_KEYING: Final = frozenset({Right.KEY, Right.SECOND_KEY})


@dataclass(frozen=True)
class Planned:
    """One volume with its plan."""

    volume: Volume
    name: str
    plan: KeyingPlan | None
    """None: as the office's setting and the forms say."""
    second: int
    """Entries that wait to be keyed again."""
    differing: int
    """Entries that wait for a third person."""


@dataclass(frozen=True)
class Shown:
    """Everything the page shows."""

    volumes: tuple[Planned, ...] = ()
    rates: tuple[Rate, ...] = ()
    message: Text | None = None
    trouble: StationError | None = None


class View(Protocol):
    """What the page can show."""

    def show_state(self, shown: Shown) -> None:
        """All of it."""


class PlanPresenter:
    """One section's mind."""

    def __init__(self, tasks: Tasks, changes: Changes, role: Role) -> None:
        self._tasks = tasks
        self.may_change = may(role, Right.PLAN)
        self.shown = Shown()
        self.view: View | None = None
        changes.listen(self._changed)

    def refresh(self) -> None:
        """Look again; what was said stays said."""
        self._tasks.query(_looked, lambda found: self._show(Shown(*found, self.shown.message, self.shown.trouble)))

    def set(self, planned: Planned, plan: KeyingPlan) -> None:
        """Plan a volume."""
        volume_id = planned.volume.volume_id
        self._tasks.change(
            lambda station: set_plan(station.desk, volume_id, plan, _keyers(station)),
            lambda _: self._say(SET.filled(volume=planned.name)), self._fail, changed=VOLUMES,
        )  # fmt: skip

    def waive(self, planned: Planned, reason: str) -> None:
        """Let everything of a volume pass that waits to be keyed again."""
        said, volume_id = clean(reason), planned.volume.volume_id
        if not said:
            self._say(REASON_MISSING)
            return

        def let_pass(station: "Station") -> int:
            waiting = station.desk.records.entry_ids(volume_id, EntryState.SECOND)
            for entry_id in waiting:
                waive(station.desk, entry_id, said)
            return len(waiting)

        self._tasks.change(let_pass, lambda count: self._say(WAIVED.filled(count=count, volume=planned.name)), self._fail, changed=ENTRIES)

    def _changed(self, changed: Changed) -> None:
        if changed & (VOLUMES | ENTRIES) and self.view is not None:
            self.refresh()

    def _say(self, message: Text) -> None:
        self._show(Shown(self.shown.volumes, self.shown.rates, message))

    def _fail(self, error: StationError) -> None:
        self._show(Shown(self.shown.volumes, self.shown.rates, None, error))

    def _show(self, shown: Shown) -> None:
        self.shown = shown
        if self.view is not None:
            self.view.show_state(shown)


def _keyers(station: "Station") -> int:
    return sum(bool(_KEYING & RIGHTS[user.role]) for user in station.store.users())


def _looked(station: "Station") -> tuple[tuple[Planned, ...], tuple[Rate, ...]]:
    counted = Tallies(station.store.database).entries()
    volumes = tuple(
        Planned(
            volume,
            volume.title or f"{volume.kind} {volume.number}/{volume.year}",
            plan_of(station.desk, volume.volume_id),
            counted.get((volume.volume_id, EntryState.SECOND), 0),
            counted.get((volume.volume_id, EntryState.DIFFERING), 0),
        )
        for volume in station.desk.records.volumes()
    )
    return volumes, rates_of(station)


KINDS: Final[dict[PlanKind, Text]] = {
    PlanKind.NONE: Text("không nhập lần hai", "nothing"),
    PlanKind.KEY_FIELDS: Text("các ô chính", "key fields"),
    PlanKind.ALL: Text("mọi ô", "everything"),
    PlanKind.SAMPLE: Text("mẫu", "a sample"),
    PlanKind.RISK: Text("theo rủi ro", "by risk"),
}
