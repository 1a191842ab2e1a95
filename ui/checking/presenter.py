"""The desk Kiểm tra without its looks: what waits, which entry is open, and how it gets back into the store. No Qt.

What the keys do within an entry is in hands.py, looking elsewhere and coming back in place.py. The page calls the verbs here and there and,
when it hears, shows what they say. Opening the next entry asks the store for that entry alone, however many the volume has.
"""

import contextlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Final

from station.domain.actions import canonical
from station.domain.codec import to_json
from station.domain.errors import StationError
from station.domain.findings import Finding, Text
from station.domain.ids import EntryId, PageId, VolumeId
from station.domain.record import ValueState
from station.domain.states import EntryState
from station.domain.text import clean
from station.workflow.drafts import Draft, actions_of, keep_draft
from station.workflow.relatives import Relative
from station.workflow.volume_words import VolumeWords
from ui.bootstrap import Station
from ui.changes import ENTRIES, Changed, Changes
from ui.checking import wording
from ui.checking.finder import Finder
from ui.checking.group import GroupPresenter
from ui.checking.hands import Hands
from ui.checking.place import Place
from ui.checking.sheet import Sheet, field_of
from ui.checking.work_list import (
    WORD_SLICE,
    Opened,
    Shelf,
    first_pages,
    vouched_elsewhere,
    vouched_ids,
    words_of,
)
from ui.checking.works import CLERKS_WORK, Work
from ui.page_images import PageImages
from ui.related.presenter import Relatives, related_to
from ui.tasks import Tasks


@dataclass
class Reasons:
    """Errors that stand, and why: each needs a reason before the entry can be finished."""

    errors: list[Finding]
    given: dict[str, str] = field(default_factory=dict)

    @property
    def next_error(self) -> Finding | None:
        """The first error without a reason."""
        return next((error for error in self.errors if error.rule not in self.given), None)


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
        self.left: Place | None = None
        """Where the clerk was before looking at something that was found."""
        self._words = VolumeWords()
        self._every_field = False
        self._actions = 0
        self._kept = b""
        """The draft that the store has, in canonical form."""
        self._wanted: EntryId | None = None
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
        if work is self.work or self.is_finishing:
            return
        self.save()
        self._clear()
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
        if 0 <= at < len(self.waiting):
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

    def finish(self) -> None:
        """Ctrl+Enter: finish the entry and open the next; unseen fields, errors without a reason, duplicates not looked at come first."""
        hands = self.hands
        if hands is None or self.is_finishing or self.is_locked:
            return
        if hands.may_finish():
            given = self.reasons.given if self.reasons else {}
            self.reasons = Reasons(hands.sheet.errors, {**_reasons_at_fields(hands.sheet), **given})
            if self.reasons.next_error is None:
                self._write(hands, self.reasons)
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
        hands, entry_id = self.hands, self.entry_id
        if hands is None or entry_id is None or self.is_finishing or self.is_locked:
            return
        draft = hands.draft(self._actions)
        form = _form_of(draft)
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
                self.message = wording.NO_VOLUME if work.is_first else wording.NO_SECOND
                self._tell()
        volume_id = self.volume_id
        counted = next((shelf.waiting for shelf in found if shelf.volume.volume_id == volume_id), 0)
        if volume_id is not None and self.entry_id is not None and counted != len(self.waiting):
            self._tasks.query(lambda station: work.waiting(station, volume_id), lambda ids: self._list_known(volume_id, ids))
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
            elsewhere = VolumeWords()
            self.volume_id, self._words, self.waiting = volume_id, VolumeWords(elsewhere=elsewhere), []
            own = self._words
            self._tasks.query(lambda station: vouched_ids(station, volume_id), lambda ids: self._learn(volume_id, ids, own))
            self._tasks.query(lambda station: vouched_elsewhere(station, volume_id), lambda ids: self._learn(volume_id, ids, elsewhere))

    def _learn(self, volume_id: VolumeId, ids: list[EntryId], into: VolumeWords) -> None:
        """Look through entries' words slice by slice, behind whatever the clerk asks for meanwhile."""
        if not ids or volume_id != self.volume_id:
            return

        def learned(found: VolumeWords) -> None:
            if volume_id == self.volume_id:
                into.absorb(found)
                self._learn(volume_id, ids[WORD_SLICE:], into)

        self._tasks.query(lambda station: words_of(station, ids[:WORD_SLICE]), learned)

    def _entry_known(self, opened: Opened, path: str = "") -> None:
        if opened.entry.entry_id != self._wanted:
            return
        self._clear()
        volume_id, self.entry_id = opened.entry.volume_id, opened.entry.entry_id
        if volume_id != self.volume_id:
            self._enter_volume(volume_id)
            work = self.work
            self._tasks.query(lambda station: work.waiting(station, volume_id), lambda ids: self._list_known(volume_id, ids))
        sheet = self.work.sheet(opened, self._words)
        self.hands = Hands(sheet, opened.before, self._every_field)
        self._actions = opened.actions
        if opened.draft is not None:
            self.hands.restore(opened.draft)
            self.hands.message = wording.RESTORED if opened.draft.actions == opened.actions else wording.CHANGED_SINCE
            self._kept = _form_of(self.hands.draft(self._actions))
        if path:
            self.hands.go_to(field_of(sheet, path))
        if self.is_locked:
            self.hands.message = wording.LOCKED
        self.related.ask(self.entry_id, dict(sheet.values))
        self._look_ahead()
        self._tell()

    def _list_known(self, volume_id: VolumeId, ids: list[EntryId]) -> None:
        if volume_id == self.volume_id:
            self.waiting = ids
            self._look_ahead()
            self._tell_list()

    def _look_ahead(self) -> None:
        at = self.place
        if at:
            near = [*self.waiting[at : at + 2], *self.waiting[max(0, at - 2) : at - 1]]
            self._tasks.query(lambda station: first_pages(station, near), self._near_known)

    def _near_known(self, page_ids: list[PageId]) -> None:
        self.pages_near = page_ids
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
        self._kept = _form_of(Draft())

    def _write(self, hands: Hands, reasons: Reasons) -> None:
        entry_id, actions, work = self.entry_id, self._actions, self.work
        assert entry_id is not None
        typed, given, values, related = hands.sheet.keyed(), dict(reasons.given), dict(hands.sheet.values), self.related
        known = related.is_answer_for(entry_id, values)
        if known and related.unseen:
            related.demand()
            return
        after = self.waiting[self.place] if 0 < self.place < len(self.waiting) else None
        self.is_finishing = True

        def finish(station: Station) -> Opened | list[Relative] | None:
            # what is related to the last letters typed is asked in the same turn: a duplicate of a value that is gone is nobody's question
            found = [] if known else related_to(station, entry_id, values)
            if any(one.is_asked for one in found):
                return found
            work.finish(station, entry_id, typed, given, actions)
            if after is not None:
                # in the same turn of the lane: the clerk waits for it
                with contextlib.suppress(StationError):
                    return work.open(station, after)
            return None

        def done(opened: Opened | list[Relative] | None) -> None:
            if isinstance(opened, list):
                self.is_finishing = False
                related.take(entry_id, values, opened)
                self.finish()
                return
            self._clear()
            self.waiting = [waiting for waiting in self.waiting if waiting != entry_id]
            self.is_finishing = False
            if self.look_back():
                return
            if opened is not None:
                self._wanted = after
                self._entry_known(opened)
            elif after is not None:
                self.open(after)
            elif self.waiting:
                self.open(self.waiting[0])
            else:
                self.message = wording.VOLUME_DONE
                self._tell()

        def failed(error: StationError) -> None:
            self.is_finishing, self.reasons = False, None
            self._reload(entry_id, error)

        self._tasks.change(finish, done, failed, changed=ENTRIES)

    def _reload(self, entry_id: EntryId, error: StationError) -> None:
        """The entry was not written: what is typed is put away as its draft, and the entry is fetched as it is now."""
        self.save()
        self._wanted = entry_id

        def known(opened: Opened) -> None:
            self._entry_known(opened)
            self.trouble = error
            self._tell()

        work = self.work
        self._tasks.query(lambda station: work.open(station, entry_id), known, self._entry_failed)


_KEYABLE: Final = frozenset({EntryState.READ, EntryState.RETURNED, EntryState.CHECKED, EntryState.SECOND, EntryState.DIFFERING})


def _form_of(draft: Draft) -> bytes:
    """Equal drafts have equal forms; those with nothing to lose are all alike."""
    return b"" if draft.is_empty else canonical(to_json(draft))


def _reasons_at_fields(sheet: Sheet) -> dict[str, str]:
    """A field that a person left as unreadable says why it is missing: nobody is asked twice."""
    return {
        error.rule: sheet.note(error.path)
        for error in sheet.errors
        if error.path in sheet.paths and sheet.state(error.path) is ValueState.UNREADABLE and sheet.note(error.path)
    }
