"""Group check without its looks: fifty strips at a time that were read as one value, which are struck out, and what became of it. No Qt."""

from collections.abc import Callable
from typing import Final

from station.domain.errors import StationError
from station.domain.ids import EntryId, VolumeId
from station.workflow.group_check import GROUP_SIZE, GroupDone, Member, find_group, settle_group
from ui.bootstrap import Station
from ui.changes import ENTRIES
from ui.checking.work_list import waiting_ids
from ui.tasks import Tasks

_PORTION: Final = 400
"""Entries asked for at a time: some 20 ms of the store."""


class GroupPresenter:
    """One group at a time."""

    def __init__(self, tasks: Tasks) -> None:
        self._tasks = tasks
        self._listeners: list[Callable[[], None]] = []
        self._turn = 0
        """Counts the groups begun: answers about one that was left are dropped."""
        self._form_id = ""
        self._ids: list[EntryId] = []
        """Entries not looked through yet."""
        self._found: list[Member] = []
        """Found and not on the screen yet."""
        self.path, self.value = "", ""
        self.members: list[Member] | None = None
        """What is on the screen; None while it is being looked for."""
        self.struck: set[EntryId] = set()
        self.done = GroupDone()
        """What was settled since the group was begun."""
        self.is_settling = False
        self.trouble: StationError | None = None

    def listen(self, listener: Callable[[], None]) -> None:
        """Call `listener` when something to be shown has changed."""
        self._listeners.append(listener)

    @property
    def has_settled(self) -> bool:
        """Whether entries were changed."""
        return self.done != GroupDone()

    def begin(self, volume_id: VolumeId, form_id: str, path: str, value: str) -> None:
        """Look for the entries of the volume that wait for a clerk and in which this field was read as `value`."""
        self._turn += 1
        self._form_id, self.path, self.value = form_id, path, value
        self._ids, self._found, self.members = [], [], None
        self.struck, self.done, self.trouble, self.is_settling = set(), GroupDone(), None, False
        turn = self._turn

        def known(ids: list[EntryId]) -> None:
            if turn == self._turn:
                self._ids = ids
                self._look_on()

        self._tell()
        self._tasks.query(lambda station: waiting_ids(station, volume_id), known, self._failed)

    def strike(self, entry_id: EntryId) -> None:
        """Strike a strip out, or take the stroke back."""
        if not self.is_settling:
            self.struck ^= {entry_id}
            self._tell()

    def confirm(self) -> None:
        """Key the value where it stands; what is struck out waits for a person. The next strips come after it."""
        members, struck, path = self.members, frozenset(self.struck), self.path
        if not members or self.is_settling:
            return
        self.is_settling, self.trouble = True, None

        def settle(station: Station) -> GroupDone:
            return settle_group(station.desk, path, members, struck)

        self._tell()
        self._tasks.change(settle, self._settled, self._failed, changed=ENTRIES)

    def _look_on(self) -> None:
        """Fill the next screen, portion by portion, behind whatever else is asked for."""
        if len(self._found) >= GROUP_SIZE or not self._ids:
            self.members, self._found = self._found[:GROUP_SIZE], self._found[GROUP_SIZE:]
            self._tell()
            return
        portion, self._ids = self._ids[:_PORTION], self._ids[_PORTION:]
        form_id, path, value, turn = self._form_id, self.path, self.value, self._turn

        def found(members: list[Member]) -> None:
            if turn == self._turn:
                self._found += members
                self._look_on()

        self._tasks.query(lambda station: find_group(station.desk, portion, form_id, path, value), found, self._failed)

    def _settled(self, done: GroupDone) -> None:
        self.done = self.done.and_then(done)
        self.struck, self.members, self.is_settling = set(), None, False
        self._tell()
        self._look_on()

    def _failed(self, error: StationError) -> None:
        self.trouble, self.is_settling = error, False
        self.members = self.members or []
        self._tell()

    def _tell(self) -> None:
        for listener in tuple(self._listeners):
            listener()
