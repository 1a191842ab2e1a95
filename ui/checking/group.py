"""Group check without its looks: many strips that were read as one value, which are struck out, and what became of it. No Qt."""

from collections.abc import Callable

from station.domain.errors import StationError
from station.domain.ids import EntryId, VolumeId
from station.workflow.group_check import GroupDone, Member, find_group, settle_group
from ui.bootstrap import Station
from ui.changes import ENTRIES
from ui.tasks import Tasks


class GroupPresenter:
    """One group at a time."""

    def __init__(self, tasks: Tasks) -> None:
        self._tasks = tasks
        self._listeners: list[Callable[[], None]] = []
        self.path, self.value = "", ""
        self.members: list[Member] | None = None
        """None while they are being looked for."""
        self.struck: set[EntryId] = set()
        self.done: GroupDone | None = None
        self.trouble: StationError | None = None

    def listen(self, listener: Callable[[], None]) -> None:
        """Call `listener` when something to be shown has changed."""
        self._listeners.append(listener)

    def begin(self, volume_id: VolumeId, form_id: str, path: str, value: str) -> None:
        """Look for the entries of the volume in which this field was read as `value`."""
        self.path, self.value, self.members, self.struck, self.done, self.trouble = path, value, None, set(), None, None
        self._tell()

        def found(members: list[Member]) -> None:
            if (path, value) == (self.path, self.value):
                self.members = members
                self._tell()

        self._tasks.query(lambda station: find_group(station.desk, volume_id, form_id, path, value), found, self._failed)

    def strike(self, entry_id: EntryId) -> None:
        """Strike a strip out, or take the stroke back."""
        self.struck ^= {entry_id}
        self._tell()

    def confirm(self) -> None:
        """Key the value where it stands; what is struck out waits for a person."""
        members, struck, path = self.members, frozenset(self.struck), self.path
        if members and self.done is None:

            def settle(station: Station) -> GroupDone:
                return settle_group(station.desk, path, members, struck)

            self._tasks.change(settle, self._settled, self._failed, changed=ENTRIES)

    def _settled(self, done: GroupDone) -> None:
        self.done = done
        self._tell()

    def _failed(self, error: StationError) -> None:
        self.trouble = error
        self.members = self.members or []
        self._tell()

    def _tell(self) -> None:
        for listener in tuple(self._listeners):
            listener()
