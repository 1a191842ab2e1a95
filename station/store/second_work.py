"""Who may lend a second or third hand to what, and what was counted, without opening entries one by one."""

from collections.abc import Sequence
from typing import Final

from station.domain.codec import from_json
from station.domain.ids import EntryId, UserId, VolumeId
from station.domain.keying_plan import Compared, Marks
from station.domain.states import EntryState
from station.store.database import Database

_CANDIDATES_MAX: Final = 200
"""The newest settled entries are enough to draw one from."""
_NOT_TOUCHED: Final = "NOT EXISTS (SELECT 1 FROM json_each(body, '$.touched_by') AS hand WHERE hand.value = ?1)"
_ONLY_SECOND: Final = "EXISTS (SELECT 1 FROM json_each(body, '$.second.hands') AS hand WHERE hand.value = ?1)"


class StoredSecondWork:
    """Implements the workflow's ports `SecondWork`, `Known` and `SecondHand`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def waiting(self, volume_id: VolumeId, state: EntryState, user_id: UserId) -> list[EntryId]:
        """Entries that wait for a second keying or a decision and in which this person may lend a hand, in the order of making."""
        may = f"({_NOT_TOUCHED} OR {_ONLY_SECOND})" if state is EntryState.SECOND else _NOT_TOUCHED
        rows = self._database.rows(
            f"SELECT entry_id FROM entry WHERE volume_id = ?2 AND state = ?3 AND {may} ORDER BY made", (user_id, volume_id, state.value)
        )
        return [EntryId(entry_id) for (entry_id,) in rows]

    def waits_for(self, user_id: UserId) -> bool:
        """Whether anything at all waits in which this person may lend a hand; looks no further than the first."""
        found = self._database.one(
            f"SELECT 1 FROM entry WHERE state IN ('second', 'differing') AND ({_NOT_TOUCHED} OR {_ONLY_SECOND}) LIMIT 1", (user_id,)
        )
        return found is not None

    def candidates(self, volume_id: VolumeId, user_id: UserId, *, settled: bool = True) -> list[EntryId]:
        """Finished entries that this person never had a hand in and never answered, the newest first; `settled`: keyed twice."""
        twice = " AND body ->> '$.second.settled' = 1 AND body -> '$.second.fields' <> '[]'" if settled else ""
        rows = self._database.rows(
            "SELECT entry_id FROM entry WHERE volume_id = ?2 AND state IN ('checked', 'approved', 'received', 'complete')"
            f"{twice} AND body ->> '$.second.decided_by' IS NOT ?1"
            f" AND {_NOT_TOUCHED} AND NOT EXISTS"
            " (SELECT 1 FROM action WHERE subject = entry_id AND kind = 'known.answered' AND user_id = ?1)"
            " ORDER BY made DESC LIMIT ?3",
            (user_id, volume_id, _CANDIDATES_MAX),
        )
        return [EntryId(entry_id) for (entry_id,) in rows]

    def keyed_and_answered(self, volume_id: VolumeId, user_id: UserId) -> tuple[int, int]:
        """(entries of the volume that this person keyed a second time, entries with a known answer that they keyed)."""
        rows = self._database.rows(
            "SELECT action.kind, count(DISTINCT subject) FROM entry JOIN action ON subject = entry_id WHERE volume_id = ?1 AND user_id = ?2"
            " AND kind IN ('entry.second-keyed', 'known.answered') AND body -> '$.second' IS NOT NULL GROUP BY action.kind",
            (volume_id, user_id),
        )
        counted = dict(rows)
        return counted.get("entry.second-keyed", 0), counted.get("known.answered", 0)

    def compared(self, volume_id: VolumeId) -> Compared:
        """What the second keyings of a volume were held against its first: as they were keyed, whatever was decided."""
        row = self._database.one(
            "SELECT count(DISTINCT subject), sum((SELECT count(*) FROM json_each(body, '$.fields'))),"
            " sum(json_array_length(body, '$.differing')) FROM action JOIN payload USING (seq)"
            " WHERE kind = 'entry.second-keyed' AND subject IN (SELECT entry_id FROM entry WHERE volume_id = ?)",
            (volume_id,),
        )
        return Compared(*(int(count or 0) for count in row or (0, 0, 0)))

    def marks(self, volume_id: VolumeId | None = None) -> Sequence[Marks]:
        """Everything that was ever counted, of one volume or all, summed by hand, person and kind of field."""
        of_one = " WHERE marks.entry_id IN (SELECT entry_id FROM entry WHERE volume_id = ?)" if volume_id is not None else ""
        rows = self._database.rows(
            "SELECT said.value ->> 'hand', said.value ->> 'by', said.value ->> 'group', said.value ->> 'by_risk',"
            " sum(said.value ->> 'counted'), sum(said.value ->> 'wrong')"
            f" FROM marks, json_each(marks.body) AS said{of_one} GROUP BY 1, 2, 3, 4",
            (volume_id,) if volume_id is not None else (),
        )
        columns = ("hand", "by", "group", "by_risk", "counted", "wrong")
        return [from_json(Marks, {**dict(zip(columns, row, strict=True)), "by_risk": bool(row[3])}) for row in rows]
