"""What a person typed and has not keyed yet, as rows: one per entry and person. Not in the log; gone when the entry is keyed."""

import json
from typing import Any

from station.domain.ids import EntryId, UserId
from station.store.database import Database


class StoredDrafts:
    """Implements the workflow's port `Drafts`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def keep(self, entry_id: EntryId, user_id: UserId, body: dict[str, Any], at: str) -> None:
        """Put the draft in place of the one before; durable on return. `at` is UTC. Raises StationError `store.disk-full`."""
        text = json.dumps(body, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        with self._database.transaction():
            self._database.execute(
                "INSERT INTO draft (entry_id, user_id, at, body) VALUES (?, ?, ?, ?)"
                " ON CONFLICT (entry_id, user_id) DO UPDATE SET at = excluded.at, body = excluded.body",
                (entry_id, user_id, at, text),
            )

    def draft(self, entry_id: EntryId, user_id: UserId) -> dict[str, Any] | None:
        """What this person left in this entry, or None."""
        text = self._database.value("SELECT body FROM draft WHERE entry_id = ? AND user_id = ?", (entry_id, user_id))
        if text is None:
            return None
        body: dict[str, Any] = json.loads(text)
        return body

    def drop(self, entry_id: EntryId, user_id: UserId | None = None) -> None:
        """Remove this person's draft of the entry, or everybody's; harmless when there is none."""
        with self._database.transaction():
            self._database.execute("DELETE FROM draft WHERE entry_id = ? AND (? IS NULL OR user_id = ?)", (entry_id, user_id, user_id))

    def entries(self, user_id: UserId) -> list[EntryId]:
        """Entries of which this person has a draft, the newest first."""
        rows = self._database.rows("SELECT entry_id FROM draft WHERE user_id = ? ORDER BY at DESC, entry_id", (user_id,))
        return [EntryId(entry_id) for (entry_id,) in rows]
