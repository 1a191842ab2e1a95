"""What the central said about an entry: findings of its feed (sync/PROTOCOL.md §2.6), as the log has them. They change nothing."""

import json
from collections.abc import Iterator
from typing import Any

from station.domain.findings import Text
from station.domain.ids import EntryId, StationId
from station.domain.states import ActionKind
from station.store.database import Database


def said_of(database: Database, station_id: StationId, entry_id: EntryId) -> list[tuple[str, Text]]:
    """(field, sentence) in the order in which it was said, of the newest revision that it spoke of; no field: the entry as a whole."""
    rows = database.rows(
        "SELECT payload.body FROM action JOIN payload USING (seq) WHERE action.subject = ? AND action.kind = ?"
        " AND json_extract(payload.body, '$.kind') = 'finding' AND json_extract(payload.body, '$.content.entry_id') = ?"
        " ORDER BY action.seq",
        (station_id, ActionKind.FEED_ABSORBED.value, entry_id),
    )
    contents = [json.loads(body)["content"] for (body,) in rows]
    newest = max((_revision(content) for content in contents), default=0)
    return [said for content in contents if _revision(content) == newest for said in _findings(content.get("findings"))]


def _revision(content: dict[str, Any]) -> int:
    revision = content.get("revision")
    return revision if isinstance(revision, int) else 0


def _findings(found: object) -> Iterator[tuple[str, Text]]:
    """What came over the wire may be anything; what says nothing is passed over."""
    for one in found if isinstance(found, list) else ():
        path, vi, en = (one.get(part) for part in ("field", "vi", "en")) if isinstance(one, dict) else (None, None, None)
        words = [word for word in (vi, en) if isinstance(word, str) and word]
        if words:
            yield path if isinstance(path, str) else "", Text(words[0], words[-1])
