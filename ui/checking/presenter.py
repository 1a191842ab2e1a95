"""The desk Kiểm tra without its looks: what waits, which entry is open, and how it gets back into the store. No Qt.

What the keys do within an entry is in hands.py, looking elsewhere and coming back in place.py. The page calls the verbs here and there and,
when it hears, shows what they say. Opening the next entry asks the store for that entry alone, however many the volume has.
"""

import contextlib
from collections.abc import Callable, Sequence
from typing import Final

from station.domain.errors import StationError
from station.domain.findings import Text
from station.domain.ids import EntryId, PageId, VolumeId
from station.domain.states import EntryState
from station.domain.text import clean
from station.workflow.drafts import Draft, actions_of, keep_draft
from ui.bootstrap import Station
from ui.changes import ENTRIES, Changed, Changes
from ui.checking import wording
from ui.checking.finder import Finder
from ui.checking.group import GroupPresenter
from ui.checking.hands import Hands
from ui.checking.learning import Learning
from ui.checking.place import Place, form_of
from ui.checking.reasons import Reasons, reasons_at_fields
from ui.checking.sheet import field_of
from ui.checking.work_list import Opened, Shelf, first_pages
from ui.checking.works import CLERKS_WORK, Work
from ui.checking.writing import Outcome, Writing, writing_of
from ui.page_images import PageImages
from ui.related.presenter import Relatives
from ui.tasks import Tasks

_STAYS_MS: Final = 150
"""Who turns pages faster looks for one, and is told of no duplicates on the way."""


class CheckingPresenter:
    """One clerk at the desk. For the thread of the window only."""

    def __init__(self, tasks: Tasks, changes: Changes | None = None, works: Sequence[Work] = CLERKS_WORK) -> None:
        """`works`: what this person may do here, the usual first."""
        self._tasks = tasks
        self.works = tuple(works)
        self.work = self.works[0]
        """What the person does now."""
        self.images = PageImages(tasks)
        self.group = GroupPresenter(tasks)
        self.finder = Finder(tasks)
        self.related = Relatives(tasks)
        self._listeners: list[Callable[[], None]] = []
        self._list_listeners: list[Callable[[], None]] = []
        self.shelves: list[Shelf] = []
        self.volume_id: VolumeId | None = None
        self.waiting: list[EntryId] = []
        """Ids of the volume's work list."""
        self.entry_id: EntryId | None = None
        self.hands: Hands | None = None
        """The open entry; None while there is none or when its form is gone."""
        self.message: Text | None = None
        """What the desk says when no entry is open."""
        self.trouble: StationError | None = None
        """Why an entry cannot be shown or was not written."""
        self.reasons: Reasons | None = None
        """Set while the desk asks why errors may stand."""
        self.pages_near: list[PageId] = []
        """The first pages of the next entries and of the one before: worth having ready, the likeliest first."""
        self.is_finishing = False
        """Whether the person waits for the entry to be written."""
        self.left: Place | None = None
        """Where the clerk was before looking at something that was found."""
        self._learning = Learning(tasks)
        self._every_field = False
        self._actions = 0
        self._kept = b""
        """The draft that the store has, in canonical form."""
        self._wanted: EntryId | None = None
        self._ahead: Opened | None = None
        """The next entry of the work list, fetched before it is asked for."""
        self._writes = 0
        self._behind: list[Callable[[], None]] = []
        """What the person need not wait for: it begins when the entry before them is painted."""
        if changes is not None:
            changes.listen(self._heard)

    def listen(self, listener: Callable[[], None]) -> None:
        """Call `listener` whenever another entry, or another state of it, is to be shown."""
        self._listeners.append(listener)

    def listen_to_list(self, listener: Callable[[], None]) -> None:
        """Call `listener` when what waits has changed: the entry before the clerk, and what is being typed, has not."""
        self._list_listeners.append(listener)

    # what waits

    def activate(self) -> None:
        """The desk is shown: see what waits; an entry that is open stays open, fetched anew if somebody changed it meanwhile."""
        work = self.work
        self._tasks.query(work.shelves, lambda found: self._shelves_known(found, work))
        self._look_whether_changed()

    def _look_whether_changed(self) -> None:
        entry_id = self.entry_id
        if entry_id is None or self.hands is None or self.is_finishing:
            return

        def counted(actions: int) -> None:
            if self.entry_id == entry_id and not self.is_finishing and actions != self._actions:
                self.reopen()

        self._tasks.query(lambda station: actions_of(station.desk, entry_id), counted, lambda error: None)

    def choose_volume(self, volume_id: VolumeId) -> None:
        """Open the first entry of the volume that waits."""
        work = self.work
        self._tasks.query(lambda station: work.waiting(station, volume_id), lambda ids: self._volume_known(volume_id, ids, work))

    def choose_work(self, work: Work) -> None:
        """Do something else at this desk; what is typed stays as its draft."""
        if work is self.work or self.is_writing:
            return
        self.save()
        self._clear()
        self._ahead = None
        self.work, self.left, self.waiting, self.shelves = work, None, [], []
        self._tell()
        self.activate()

    def open(self, entry_id: EntryId, path: str = "") -> None:
        """Show one entry, at a field if one is named, whichever volume it is in; what is typed in the one before stays as its draft."""
        self.left = None
        self._open(entry_id, path)

    def reopen(self) -> None:
        """Fetch the open entry as it is now, with what is typed as its draft, and stand at the same field."""
        if self.entry_id is not None:
            self._open(self.entry_id, self.hands.path if self.hands is not None else "")

    def open_neighbour(self, by: int) -> None:
        """The entry `by` places further in the work list; this one is not finished by it."""
        at = self.waiting.index(self.entry_id) + by if self.entry_id in self.waiting else -1
        if not 0 <= at < len(self.waiting):
            return
        if self._ahead is not None and self._ahead.entry.entry_id == self.waiting[at]:
            self.save()
            self.left = None
            self._show_ahead(self._ahead)
            self._look_whether_changed()
        else:
            self.open(self.waiting[at])

    # looking elsewhere

    def look_at(self, entry_id: EntryId, path: str) -> None:
        """Open what was found; `look_back` returns to where the clerk is now, with the text that stands open there."""
        if self.hands is None or self.entry_id is None:
            self.open(entry_id, path)
        elif entry_id == self.entry_id:
            at = self.hands.look_elsewhere(field_of(self.hands.sheet, path))
            self.left = self.left or Place(entry_id, self.hands, self._actions, self._kept, at)
            self._tell()
        else:
            self.save()
            at = self.hands.path, self.hands.open_text
            self.left = self.left or Place(entry_id=self.entry_id, hands=self.hands, actions=self._actions, kept=self._kept, at=at)
            self._open(entry_id, path)

    def look_back(self) -> bool:
        """Return to where `look_at` left; False when nobody looks elsewhere."""
        left, self.left = self.left, None
        if left is None:
            return False
        if left.entry_id == self.entry_id and left.hands is self.hands:
            left.hands.look_back(left.at)
            self._tell()
            return True
        self.save()
        self._wanted = left.entry_id
        self._tasks.query(
            lambda station: actions_of(station.desk, left.entry_id), lambda actions: self._returned(left, actions), self._entry_failed
        )
        return True

    def _returned(self, left: Place, actions: int) -> None:
        if self._wanted != left.entry_id:
            return
        if actions != left.actions:
            # somebody changed it meanwhile: as it is now, with what was typed as its draft
            self._open(left.entry_id)
            return
        self._put_back(left)

    def _put_back(self, left: Place) -> None:
        self._clear()
        self.entry_id, self.hands, self._actions, self._kept = left.entry_id, left.hands, left.actions, left.kept
        self._look_ahead()
        self._tell()

    def _open(self, entry_id: EntryId, path: str = "") -> None:
        self.save()
        self._wanted = entry_id
        work = self.work
        self._tasks.query(lambda station: work.open(station, entry_id), lambda opened: self._entry_known(opened, path), self._entry_failed)

    @property
    def is_locked(self) -> bool:
        """Whether the open entry may be looked at only: it is approved, or on its way."""
        return self.hands is not None and self.hands.sheet.entry.state not in _KEYABLE

    @property
    def place(self) -> int:
        """Place of the open entry in the work list, from 1; 0 when it is not in it."""
        return self.waiting.index(self.entry_id) + 1 if self.entry_id in self.waiting else 0

    # finishing

    @property
    def is_writing(self) -> bool:
        """Whether an entry that was finished is still on its way to the disk; the person may be at the next one already."""
        return self._writes > 0

    def finish(self) -> None:
        """Ctrl+Enter: finish the entry and open the next; unseen fields, errors without a reason, duplicates not looked at come first."""
        hands = self.hands
        if hands is None or self.is_finishing or self.is_locked:
            return
        if hands.may_finish():
            given = self.reasons.given if self.reasons else {}
            self.reasons = Reasons(hands.sheet.errors, {**reasons_at_fields(hands.sheet), **given})
            if self.reasons.next_error is None:
                self._write(hands, self.reasons)
                return
        self._tell()

    def give_reason(self, reason: str) -> None:
        """Say why the error asked about may stand; after the last one the entry is finished."""
        if self.reasons is not None and self.reasons.next_error is not None and clean(reason):
            self.reasons.given[self.reasons.next_error.rule] = clean(reason)
            self.finish()

    def mend(self) -> None:
        """Give no reason: go to the field of the error instead."""
        if self.reasons is not None and self.hands is not None:
            error = self.reasons.next_error
            self.reasons = None
            if error is not None:
                self.hands.go_to(field_of(self.hands.sheet, error.path))
            self._tell()

    # drafts

    def save(self) -> None:
        """Put what is typed into the store, if the store does not have it yet. Called every second, and when the desk is left."""
        self._begin_what_waits()
        hands, entry_id = self.hands, self.entry_id
        if hands is None or entry_id is None or self.is_finishing or self.is_locked:
            return
        draft = hands.draft(self._actions)
        form = form_of(draft)
        if form == self._kept:
            return
        before, self._kept = self._kept, form
        self.related.ask(entry_id, dict(hands.sheet.values))

        def failed(error: StationError) -> None:
            if self.entry_id == entry_id:
                self._kept, self.trouble = before, error
                self._tell()

        self._tasks.change(
            lambda station: keep_draft(station.desk, station.store.drafts, entry_id, draft), None, failed, changed=Changed.NOTHING
        )

    # how it goes

    def _tell(self) -> None:
        for listener in tuple(self._listeners):
            listener()

    def _tell_list(self) -> None:
        for listener in tuple(self._list_listeners):
            listener()

    def _heard(self, changed: Changed) -> None:
        if ENTRIES in changed and not self.is_finishing:
            self.activate()

    def _shelves_known(self, found: list[Shelf], work: Work) -> None:
        if work is not self.work:
            return
        self.shelves = found
        known = [shelf.volume.volume_id for shelf in found]
        if self.entry_id is None and self._wanted is None:
            if known:
                self.choose_volume(self.volume_id if self.volume_id in known else known[0])
            else:
                self.message = wording.nothing_waits(is_first=work.is_first, alone=len(self.works) == 1)
                self._tell()
        volume_id = self.volume_id
        counted = next((shelf.waiting for shelf in found if shelf.volume.volume_id == volume_id), 0)
        if volume_id is not None and self.entry_id is not None and counted != len(self.waiting):
            self._ask_list(volume_id)
        self._tell_list()

    def _volume_known(self, volume_id: VolumeId, ids: list[EntryId], work: Work) -> None:
        if work is not self.work:
            return
        self._enter_volume(volume_id)
        self.waiting = ids
        if ids:
            self.open(ids[0])
        else:
            self._clear()
            self.message = wording.VOLUME_DONE
            self._tell()

    def _enter_volume(self, volume_id: VolumeId) -> None:
        if volume_id != self.volume_id:
            self.volume_id, self.waiting = volume_id, []
            self._learning.enter(volume_id)

    def _entry_known(self, opened: Opened, path: str = "") -> None:
        if opened.entry.entry_id != self._wanted:
            return
        self._clear()
        volume_id, self.entry_id = opened.entry.volume_id, opened.entry.entry_id
        if volume_id != self.volume_id:
            self._enter_volume(volume_id)
            self._ask_list(volume_id)
        sheet = self.work.sheet(opened, self._learning.words)
        self.hands = Hands(sheet, opened.before, self._every_field)
        self._actions = opened.actions
        if opened.draft is not None:
            self.hands.restore(opened.draft)
            self.hands.message = wording.RESTORED if opened.draft.actions == opened.actions else wording.CHANGED_SINCE
            self._kept = form_of(self.hands.draft(self._actions))
        if path:
            self.hands.go_to(field_of(sheet, path))
        if self.is_locked:
            self.hands.message = wording.ASKED if opened.asked else wording.LOCKED
        self._when_painted(self._look_ahead)
        self._tell()
        self._tasks.after_paint(self._begin_what_waits)
        self._tasks.after_paint(lambda: self._look_around(opened.entry.entry_id), _STAYS_MS)

    def _look_around(self, entry_id: EntryId) -> None:
        if self.entry_id == entry_id and self.hands is not None:
            self.related.ask(entry_id, dict(self.hands.sheet.values))

    def _ask_list(self, volume_id: VolumeId) -> None:
        work = self.work
        self._tasks.query(lambda station: work.waiting(station, volume_id), lambda ids: self._list_known(volume_id, ids))

    def _list_known(self, volume_id: VolumeId, ids: list[EntryId]) -> None:
        if volume_id == self.volume_id:
            self.waiting = ids
            self._look_ahead()
            self._tell_list()

    def _look_ahead(self) -> None:
        at, work = self.place, self.work
        if not at:
            return
        following, near = self.waiting[at : at + 1], [*self.waiting[at : at + 2], *self.waiting[max(0, at - 2) : at - 1]]

        def fetch(station: Station) -> tuple[list[PageId], Opened | None]:
            with contextlib.suppress(StationError):
                return first_pages(station, near), work.open(station, following[0]) if following else None
            return first_pages(station, near), None

        self._tasks.query(fetch, lambda found: self._near_known(*found, work))

    def _near_known(self, page_ids: list[PageId], opened: Opened | None, work: Work) -> None:
        if work is self.work:
            self.pages_near, self._ahead = page_ids, opened
            self._tell_list()

    def _entry_failed(self, error: StationError) -> None:
        wanted = self._wanted
        self._clear()
        self.entry_id, self.trouble = wanted, error
        self._tell()

    def _clear(self) -> None:
        if self.hands is not None:
            self._every_field = self.hands.every_field
        self._wanted = self.entry_id = self.hands = None
        self.trouble = self.message = self.reasons = None
        self._kept = form_of(Draft())

    def _write(self, hands: Hands, reasons: Reasons) -> None:
        """Hand the entry to the store. The next one comes up at once where it is known and nothing is left to be asked about this one."""
        assert self.entry_id is not None
        place = Place(self.entry_id, hands, self._actions, self._kept, (hands.path, hands.open_text))
        after = self.waiting[self.place] if 0 < self.place < len(self.waiting) else None
        ahead = self._ahead if self.left is None else None
        writing = writing_of(place, self.work, self.related, dict(reasons.given), after, ahead)
        if writing.known is not None and self.related.unseen:
            self.related.demand()
            self._tell()
            return
        self._writes += 1
        self.is_finishing = writing.ahead is None
        if writing.shown_meanwhile is None:
            self._send(writing)
            self._tell()
            return
        self._take_from_list(place.entry_id)
        self._when_painted(lambda: self._send(writing))
        self._show_ahead(writing.shown_meanwhile)

    def _send(self, writing: Writing) -> None:
        self._tasks.change(
            writing.write, lambda outcome: self._written(writing, outcome), lambda error: self._not_written(writing, error), changed=ENTRIES
        )

    def _when_painted(self, act: Callable[[], None]) -> None:
        self._behind.append(act)

    def _begin_what_waits(self) -> None:
        """In the order of asking; a draft never overtakes it."""
        waiting, self._behind = self._behind, []
        for act in waiting:
            act()

    def _written(self, writing: Writing, outcome: Outcome) -> None:
        self._writes -= 1
        after, entry_id = writing.after, writing.place.entry_id
        self.is_finishing = False
        if outcome.asked:
            self._bring_back(writing)
            self.related.take(entry_id, writing.values, list(outcome.asked))
            self.finish()
            return
        if writing.ahead is not None:
            if outcome.following is not None and self.entry_id == after:
                self.reopen()
            return
        self._take_from_list(entry_id)
        self._clear()
        if self.look_back():
            return
        if outcome.following is not None:
            self._show_ahead(outcome.following)
        elif after is not None:
            self.open(after)
        elif self.waiting:
            self.open(self.waiting[0])
        else:
            self.message = wording.VOLUME_DONE
            self._tell()

    def _take_from_list(self, entry_id: EntryId) -> None:
        self.waiting = [waiting for waiting in self.waiting if waiting != entry_id]

    def _show_ahead(self, opened: Opened) -> None:
        self._clear()
        self._wanted = opened.entry.entry_id
        self._entry_known(opened)

    def _not_written(self, writing: Writing, error: StationError) -> None:
        """Back to the entry, as it stood under the hands, reasons and all; fetched anew where somebody else changed it."""
        self._writes -= 1
        self.is_finishing = False
        place = writing.place
        self._bring_back(writing)
        self.trouble = error
        self._tell()

        def counted(actions: int) -> None:
            if actions != place.actions and self.entry_id == place.entry_id:
                self._reload(place.entry_id, error)

        self._tasks.query(lambda station: actions_of(station.desk, place.entry_id), counted, lambda again: None)

    def _bring_back(self, writing: Writing) -> None:
        """The entry before its person once more, with what is typed in the next kept as that one's draft."""
        place = writing.place
        if self.entry_id != place.entry_id:
            self.save()
            self._put_back(place)
        self.reasons = Reasons(place.hands.sheet.errors, dict(writing.reasons))
        if self.volume_id is not None:
            self._ask_list(self.volume_id)

    def _reload(self, entry_id: EntryId, error: StationError) -> None:
        """What is typed is put away as the entry's draft, and the entry is fetched as it is now."""
        self.save()
        self._wanted = entry_id

        def known(opened: Opened) -> None:
            self._entry_known(opened)
            self.trouble = error
            self._tell()

        work = self.work
        self._tasks.query(lambda station: work.open(station, entry_id), known, self._entry_failed)


_KEYABLE: Final = frozenset({EntryState.READ, EntryState.RETURNED, EntryState.CHECKED, EntryState.SECOND, EntryState.DIFFERING})
