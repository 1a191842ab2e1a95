"""What the central found about entries, and which of it waits for an answer: rows of `entry.questioned`, as the log has them."""

import json
from typing import Any, Final

from station.domain.codec import from_json
from station.domain.findings import Finding
from station.domain.ids import EntryId, VolumeId
from station.domain.questions import Question
from station.store.database import Database

SCHEMA: Final = (
    """CREATE TABLE question (
  made      INTEGER PRIMARY KEY,
  entry_id  TEXT NOT NULL,
  volume_id TEXT NOT NULL,
  revision  INTEGER NOT NULL,
  answered  INTEGER NOT NULL DEFAULT 0,
  body      TEXT NOT NULL
) STRICT""",
    "CREATE INDEX question_by_entry ON question (entry_id, made)",
    "CREATE INDEX question_waiting ON question (volume_id, made, entry_id) WHERE answered = 0",
)
"""Stands in schema.sql too."""

UPHELD: Final = 1
CHANGED: Final = 2
"""Opened again, or sent back."""


class StoredQuestions:
    """Implements the workflow's port `Questions`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def waiting(self, volume_id: VolumeId) -> list[EntryId]:
        """Entries of the volume with a question that nobody has answered, those asked first in front. Opens none."""
        rows = self._database.rows(
            "SELECT entry_id FROM question WHERE volume_id = ? AND answered = 0 GROUP BY entry_id ORDER BY min(made)", (volume_id,)
        )
        return [EntryId(entry_id) for (entry_id,) in rows]

    def counts(self) -> dict[VolumeId, int]:
        """How many entries wait for an answer, of every volume that has any."""
        rows = self._database.rows("SELECT volume_id, count(DISTINCT entry_id) FROM question WHERE answered = 0 GROUP BY volume_id")
        return {VolumeId(volume_id): count for volume_id, count in rows}

    def upheld(self) -> dict[VolumeId, int]:
        """How many entries a person let stand as they are, of every volume that has any."""
        rows = self._database.rows(
            "SELECT volume_id, count(DISTINCT entry_id) FROM question WHERE answered = ? GROUP BY volume_id", (UPHELD,)
        )
        return {VolumeId(volume_id): count for volume_id, count in rows}

    def about(self, entry_id: EntryId) -> list[Question]:
        """Everything that was ever asked about the entry, in the order of asking."""
        rows = self._database.rows("SELECT revision, answered, body FROM question WHERE entry_id = ? ORDER BY made", (entry_id,))
        return [
            Question(revision, tuple(from_json(Finding, one) for one in json.loads(body)), is_answered=bool(answered))
            for revision, answered, body in rows
        ]


def put_question(database: Database, made: int, entry_id: str, volume_id: str, revision: int, payload: Any) -> None:
    """Within a transaction of the caller, as the others."""
    body = json.dumps(payload["findings"], ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    database.execute(
        "INSERT INTO question (made, entry_id, volume_id, revision, body) VALUES (?, ?, ?, ?, ?)",
        (made, entry_id, volume_id, revision, body),
    )


def close_questions(database: Database, entry_id: str, answer: int) -> bool:
    """Whether any was open. `answer`: UPHELD or CHANGED."""
    closed: int = database.execute("UPDATE question SET answered = ? WHERE entry_id = ? AND answered = 0", (answer, entry_id)).rowcount
    return closed > 0


def drop_questions(database: Database, entry_id: str) -> None:
    """Of an entry that was erased."""
    database.execute("DELETE FROM question WHERE entry_id = ?", (entry_id,))
