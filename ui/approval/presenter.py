"""What the approval desk does, without a widget: work lists, the numbers, the points to look at, approve, return."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Protocol

from station.domain.errors import StationError
from station.domain.findings import Text
from station.domain.ids import EntryId, PageId, VolumeId
from station.domain.text import clean
from station.workflow.approval import Approved, approve, return_entry
from station.workflow.worklists import Figures, Point, Reviewed, WorkList, figures, look_over, work_lists
from ui.changes import BATCHES, ENTRIES, VOLUMES, Changed
from ui.tasks import Tasks

PORTION: Final = 50
"""Entries looked over at a time: other desks' questions to the store go in between."""

REASON_MISSING = Text("Chọn hoặc gõ lý do trả lại.", "Choose or type a reason.")
NOT_LOOKED_OVER = Text(
    "Đang xem lại các mục; phê duyệt được khi đã xem hết.", "Entries are still being looked over; approve when that is done."
)
NOTHING_OF_YOURS = Text(
    "Mọi mục trong danh sách này đều do chính anh/chị nhập hoặc kiểm tra; người khác phải phê duyệt.",
    "You keyed or checked every entry of this list; somebody else has to approve it.",
)
APPROVED = Text("Đã phê duyệt {count} mục thành lô số {seq}.", "Approved {count} entries as batch {seq}.")
HELD_BACK = Text(
    "Giữ lại {count} mục do chính anh/chị nhập hoặc kiểm tra: người khác phải phê duyệt.",
    "{count} entries stay on the list because you keyed or checked them: somebody else has to approve them.",
)
RETURNED = Text("Đã trả lại mục {number}: {reason}", "Entry {number} returned: {reason}")


@dataclass(frozen=True)
class Line:
    """One row of the desk's table: a point of an entry, or an entry without any."""

    item: Reviewed
    point: Point | None

    @property
    def page_id(self) -> PageId | None:
        """The page that the point's field stands on; the entry's first page for the rest."""
        pages = self.item.entry.pages
        number = self.point.value.page if self.point is not None and self.point.value is not None else 1
        return pages[number - 1] if 0 < number <= len(pages) else (pages[0] if pages else None)


class View(Protocol):
    """What the page can show."""

    def show_lists(self, lists: Sequence[WorkList], chosen: int) -> None:
        """The work lists; `chosen` -1 when there is none."""

    def show_progress(self, done: int, total: int) -> None:
        """How many entries of the chosen list have been looked over."""

    def show_review(self, numbers: Figures, lines: Sequence[Line]) -> None:
        """The chosen list, looked over."""

    def show_sentence(self, said: Sequence[tuple[Text, dict[str, object]]], *, trouble: bool) -> None:
        """What was done, or what is in the way."""

    def show_failure(self, error: StationError) -> None:
        """Why it did not go."""


class Approval:
    """One approval desk's mind."""

    view: View

    def __init__(self, tasks: Tasks) -> None:
        self._tasks = tasks
        self._lists: list[WorkList] = []
        self._chosen: VolumeId | None = None
        self._asked: tuple[EntryId, ...] = ()
        self._reviewed: list[Reviewed] = []
        self._round = 0
        self._all_lines = False
        self._acting = False

    @property
    def ready(self) -> bool:
        """Whether the chosen list has been looked over to its end and nothing is being written."""
        return bool(self._asked) and len(self._reviewed) >= len(self._asked) and not self._acting

    @property
    def acting(self) -> bool:
        """Whether an approval is being sealed."""
        return self._acting

    def refresh(self) -> None:
        """Look at the work lists again; what was chosen stays chosen."""
        self._tasks.query(lambda station: work_lists(station.desk), self._listed, self.view.show_failure)

    def changed(self, changed: Changed) -> None:
        """Somebody wrote; look again where it concerns this desk."""
        if not self._acting and changed & (ENTRIES | BATCHES | VOLUMES):
            self.refresh()

    def choose(self, index: int) -> None:
        """Take a work list in hand."""
        if 0 <= index < len(self._lists) and self._lists[index].volume.volume_id != self._chosen:
            self._begin(self._lists[index])

    def show_all(self, wanted: bool) -> None:
        """List entries without a point too."""
        self._all_lines = wanted
        self._show()

    def approve(self) -> None:
        """Approve what was looked over and may be approved by this person; entries that came later wait for the next time."""
        if not self.ready:
            if self._asked and not self._acting:
                self.view.show_sentence([(NOT_LOOKED_OVER, {})], trouble=True)
            return
        if all(item.held_back for item in self._reviewed):
            self.view.show_sentence([(NOTHING_OF_YOURS, {})], trouble=True)
            return
        volume_id, entry_ids = self._chosen, [item.entry.entry_id for item in self._reviewed]
        assert volume_id is not None
        self._acting = True
        self._show()
        self._tasks.change(
            lambda station: approve(station.desk, volume_id, station.outbox, station.station_id, entry_ids),
            self._approved,
            self._failed,
            changed=ENTRIES | BATCHES,
        )

    def give_back(self, item: Reviewed, reason: Text | str) -> None:
        """Return one entry; the log keeps the reason in Vietnamese, or as typed."""
        said = clean(reason.vi if isinstance(reason, Text) else reason)
        if not said:
            self.view.show_sentence([(REASON_MISSING, {})], trouble=True)
            return
        if self._acting:
            return
        shown = reason if isinstance(reason, Text) else Text(said, said)
        entry_id = item.entry.entry_id
        self._tasks.change(
            lambda station: return_entry(station.desk, entry_id, said),
            lambda _: self._returned(item, shown),
            self._failed,
            changed=ENTRIES,
        )

    # ---- answers ------------------------------------------------------------------------------------------------------------

    def _listed(self, lists: list[WorkList]) -> None:
        self._lists = lists
        found = next((work for work in lists if work.volume.volume_id == self._chosen), None)
        chosen = found or (lists[0] if lists else None)
        self.view.show_lists(lists, lists.index(chosen) if chosen is not None else -1)
        if chosen is None:
            self._chosen, self._asked, self._reviewed = None, (), []
            self._round += 1
            self._show()
        elif found is None or chosen.entry_ids != self._asked:
            self._begin(chosen)

    def _begin(self, work: WorkList) -> None:
        """Look a list over; entries already looked over and still on it are kept when they did not leave it meanwhile."""
        still = set(work.entry_ids)
        same = work.volume.volume_id == self._chosen
        self._reviewed = [item for item in self._reviewed if item.entry.entry_id in still] if same else []
        self._chosen, self._asked = work.volume.volume_id, work.entry_ids
        self._round += 1
        self._go_on(self._round)

    def _go_on(self, turn: int) -> None:
        if turn != self._round:
            return
        known = {item.entry.entry_id for item in self._reviewed}
        left = [entry_id for entry_id in self._asked if entry_id not in known]
        self.view.show_progress(len(self._asked) - len(left), len(self._asked))
        if not left:
            self._show()
            return
        portion = left[:PORTION]

        def looked(found: list[Reviewed]) -> None:
            if turn == self._round:
                gone = set(portion) - {item.entry.entry_id for item in found}
                self._asked = tuple(entry_id for entry_id in self._asked if entry_id not in gone)
                self._reviewed += found
                self._go_on(turn)

        self._tasks.query(lambda station: look_over(station.desk, portion), looked, self.view.show_failure)

    def _approved(self, approved: Approved) -> None:
        self._acting = False
        self._chosen, self._asked, self._reviewed = None, (), []
        said: list[tuple[Text, dict[str, object]]] = [(APPROVED, {"count": len(approved.batch.entries), "seq": approved.batch.seq})]
        if approved.held_back:
            said.append((HELD_BACK, {"count": len(approved.held_back)}))
        self.view.show_sentence(said, trouble=False)
        self.refresh()

    def _returned(self, item: Reviewed, reason: Text) -> None:
        self.view.show_sentence([(RETURNED, {"number": item.number or item.entry.entry_id[-8:], "reason": reason})], trouble=False)
        self._reviewed = [kept for kept in self._reviewed if kept is not item]
        self._asked = tuple(entry_id for entry_id in self._asked if entry_id != item.entry.entry_id)
        self._show()

    def _failed(self, error: StationError) -> None:
        self._acting = False
        self.view.show_failure(error)
        self.refresh()
        self._show()

    def _show(self) -> None:
        """Numbers and lines of ten thousand entries take a moment: they are made on the store lane."""
        reviewed, everything, turn = tuple(self._reviewed), self._all_lines, self._round

        def made(shown: tuple[Figures, list[Line]]) -> None:
            if turn == self._round:
                self.view.show_review(*shown)

        self._tasks.query(lambda _: (figures(reviewed), lines_of(reviewed, everything=everything)), made, self.view.show_failure)


def lines_of(reviewed: Sequence[Reviewed], *, everything: bool) -> list[Line]:
    """One line a point; entries without one only when everything is wanted, or because somebody else has to approve them."""
    return [Line(item, point) for item in reviewed for point in (item.points or ((None,) if everything or item.held_back else ()))]
