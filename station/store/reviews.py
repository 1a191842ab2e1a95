"""What a supervisor's look needs of many entries at once: bodies, what the reading proposed, who did what. Two statements a portion."""

import json
from collections.abc import Sequence
from typing import Any, Final

from station.domain.codec import from_json
from station.domain.ids import EntryId, UserId, VolumeId
from station.domain.record import Entry
from station.domain.review import Act, Looked
from station.domain.states import ActionKind, EntryState
from station.store.database import Database

_ACTS: Final = (ActionKind.ENTRY_KEYED, ActionKind.ENTRY_CHECKED, ActionKind.ENTRY_RETURNED, ActionKind.ENTRY_REOPENED)


class StoredReviews:
    """Implements the workflow's port `Reviews`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def newest(self, volume_id: VolumeId, state: EntryState, without: UserId | None = None) -> dict[EntryId, int]:
        """Entry id → number of the newest action about it, in the order of making: another number, another look. Opens no entry.

        `without`: not those that this person has keyed or checked.
        """
        untouched = " AND ? NOT IN (SELECT value FROM json_each(body, '$.touched_by'))" if without is not None else ""
        rows = self._database.rows(
            "SELECT entry_id, (SELECT max(seq) FROM action WHERE subject = entry_id) FROM entry"
            f" WHERE volume_id = ? AND state = ?{untouched} ORDER BY made",
            (volume_id, state.value, *([without] if without is not None else [])),
        )
        return {EntryId(entry_id): seq or 0 for entry_id, seq in rows}

    def looked(self, entry_ids: Sequence[EntryId]) -> list[Looked]:
        """These entries with what was proposed and done, in the order asked for; those that are gone are left out."""
        marks = ", ".join("?" for _ in entry_ids)
        bodies = dict(self._database.rows(f"SELECT entry_id, body FROM entry WHERE entry_id IN ({marks})", tuple(entry_ids)))
        proposed: dict[str, dict[str, Any]] = {}
        acts: dict[str, list[Act]] = {}
        rows = self._database.rows(
            "SELECT subject, kind, user_id, at, CASE WHEN kind = 'entry.read' THEN body ->> 'fields'"
            " WHEN kind IN ('entry.returned', 'entry.reopened') THEN body ->> 'reason' END"
            f" FROM action LEFT JOIN payload USING (seq) WHERE subject IN ({marks}) ORDER BY seq",
            tuple(entry_ids),
        )
        for subject, kind, user_id, at, said in rows:
            if kind == ActionKind.ENTRY_READ:
                proposed[subject] = json.loads(said) if said else {}
            elif kind in _ACTS:
                acts.setdefault(subject, []).append(Act(ActionKind(kind), UserId(user_id), at, said or ""))
        return [
            Looked(from_json(Entry, json.loads(bodies[entry_id])), proposed.get(entry_id, {}), tuple(acts.get(entry_id, ())))
            for entry_id in entry_ids
            if entry_id in bodies
        ]
