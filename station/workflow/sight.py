"""What a person must not be shown at any desk: entries of others that wait for a second keying or a decision, while that may be theirs.

Who keys blind could look the first keying up, who decides could see whose value is whose, and who can look up what is given with a known
answer would be measured as perfect. Their own desk shows them the paper; everything else shows them such an entry as if it were not there.
"""

from typing import Protocol

from station.domain.errors import StationError
from station.domain.ids import EntryId
from station.domain.record import Entry
from station.domain.rights import Right, may
from station.domain.second_keying import Blind
from station.domain.states import EntryState
from station.workflow.desk import Desk
from station.workflow.known_answers import Known, Truth, mixed_in
from station.workflow.second_keying import SecondWork


class SecondHand(SecondWork, Known, Protocol):
    """What waits for a second hand, and where answers are known."""


class Sight:
    """Of whoever has the store open. Looked up again when the log has grown, never while nothing happens."""

    def __init__(self, desk: Desk, work: SecondHand, truth: Truth | None = None) -> None:
        self._desk, self._work, self._truth = desk, work, truth
        self._known: tuple[int, Blind | None] = (-1, None)
        self._waiting = False

    def blind(self) -> Blind | None:
        """To what this person is blind; None for somebody who neither keys a second time nor decides."""
        if not any(may(self._desk.actor.role, right) for right in (Right.SECOND_KEY, Right.DECIDE)):
            return None
        seq = self._desk.log.head().seq
        if self._known[0] != seq:
            self._known = seq, self._look()
        return self._known[1]

    @property
    def leaves_out(self) -> bool:
        """Whether something waits that this person is not shown: told whatever is searched for, or it would be an answer."""
        return self.blind() is not None and self._waiting

    def hides(self, entry: Entry) -> bool:
        """Whether nothing that stands in the entry may be shown."""
        blind = self.blind()
        return blind is not None and blind.to(entry)

    def entry(self, entry_id: EntryId) -> Entry:
        """An entry to be shown. Raises StationError `second.blind` where it must not be, `store.unknown-item`."""
        entry = self._desk.records.entry(entry_id)
        if self.hides(entry):
            raise StationError("second.blind", entry=entry_id)
        return entry

    def _look(self) -> Blind:
        user_id, role = self._desk.actor.user_id, self._desk.actor.role
        given: set[EntryId] = set()
        self._waiting = False
        for volume in self._desk.records.volumes():
            second, differing = (
                self._work.waiting(volume.volume_id, state, user_id) for state in (EntryState.SECOND, EntryState.DIFFERING)
            )
            self._waiting |= bool(second or differing)
            if may(role, Right.SECOND_KEY):
                given |= set(mixed_in(self._desk, self._work, volume.volume_id, second, self._truth)) - set(second)
        return Blind(user_id, frozenset(given))
