"""What a person must not be shown at any desk: entries of others that wait for a second keying or a decision, while that may be theirs.

Who keys blind could look the first keying up, who decides could see whose value is whose, and who can look up what is given with a known
answer would be measured as perfect. Their own desk shows them the paper; everything else shows them such an entry as if it were not there.
"""

from typing import Protocol

from station.domain.errors import StationError
from station.domain.ids import EntryId, UserId
from station.domain.record import Entry
from station.domain.rights import Right, may
from station.domain.second_keying import Blind
from station.domain.states import EntryState
from station.workflow.desk import Desk
from station.workflow.known_answers import Known, Truth, mixed_in
from station.workflow.second_keying import SecondWork


class SecondHand(SecondWork, Known, Protocol):
    """What waits for a second hand, and where answers are known."""

    def waits_for(self, user_id: UserId) -> bool:
        """Whether anything at all waits in which this person may lend a hand."""


class Sight:
    """Of whoever has the store open.

    What is given with a known answer is looked up when the person is first shown anything, and whenever their list of second keyings is
    made (`look_again`): only what is in a list can be told from its neighbours. It costs a look at every entry that waits.
    """

    def __init__(self, desk: Desk, work: SecondHand, truth: Truth | None = None) -> None:
        self._desk, self._work, self._truth = desk, work, truth
        self._lends = any(may(desk.actor.role, right) for right in (Right.SECOND_KEY, Right.DECIDE))
        self._blind: Blind | None = None

    def blind(self) -> Blind | None:
        """To what this person is blind; None for somebody who neither keys a second time nor decides."""
        if self._lends and self._blind is None:
            self.look_again()
        return self._blind

    def look_again(self) -> None:
        """What is given may have changed."""
        if self._lends:
            self._blind = Blind(self._desk.actor.user_id, self._given())

    @property
    def leaves_out(self) -> bool:
        """Whether something waits that this person is not shown: told whatever is searched for, or it would be an answer."""
        return self._lends and self._work.waits_for(self._desk.actor.user_id)

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

    def _given(self) -> frozenset[EntryId]:
        given: set[EntryId] = set()
        if may(self._desk.actor.role, Right.SECOND_KEY):
            for volume in self._desk.records.volumes():
                waiting = self._work.waiting(volume.volume_id, EntryState.SECOND, self._desk.actor.user_id)
                given |= set(mixed_in(self._desk, self._work, volume.volume_id, waiting, self._truth)) - set(waiting)
        return frozenset(given)
