"""Counting over the projections and the log, without reading bodies: figures for screens stay quick with ten thousand entries."""

import datetime
from collections.abc import Collection

from station.domain.ids import UserId, VolumeId
from station.domain.quality import Quality
from station.domain.record import PageState
from station.domain.states import ActionKind, EntryState
from station.store.database import Database


class Tallies:
    """Implements the workflow's port `Tallies`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def pages(self) -> dict[tuple[VolumeId, PageState], int]:
        """Pages by volume and state."""
        rows = self._database.rows("SELECT volume_id, state, count(*) FROM page GROUP BY volume_id, state")
        return {(VolumeId(volume), PageState(state)): count for volume, state, count in rows}

    def entries(self) -> dict[tuple[VolumeId, EntryState], int]:
        """Entries by volume and state."""
        rows = self._database.rows("SELECT volume_id, state, count(*) FROM entry GROUP BY volume_id, state")
        return {(VolumeId(volume), EntryState(state)): count for volume, state, count in rows}

    def done_since(self, user_id: UserId, kinds: Collection[ActionKind], since: datetime.datetime) -> int:
        """To how many subjects this person did one of these since then. The log is in order of time: only its end is read."""
        before = self._newest_before(since)
        marks = ", ".join("?" for _ in kinds)
        counted = self._database.value(
            f"SELECT count(DISTINCT subject) FROM action WHERE seq > ? AND user_id = ? AND kind IN ({marks})",
            (before, user_id, *(kind.value for kind in kinds)),
        )
        return int(counted or 0)

    def quality(self, since: datetime.datetime, until: datetime.datetime) -> Quality:
        """Of one span. Opens the bodies of the entries finished in it, a few tens of microseconds each: ask by the day."""
        span = (self._newest_before(since), self._newest_before(until))
        entries, overridden = self._database.one(
            f"{_FINISHED} SELECT count(*), sum(body -> 'overrides' <> '{{}}') FROM finished", span
        ) or (0, 0)
        fields, keyed = self._database.one(
            f"{_FINISHED} SELECT count(*), sum(field.value ->> 'source' = 'keyed')"
            " FROM finished, json_each(finished.body, '$.fields') AS field WHERE field.value ->> 'text' <> ''",
            span,
        ) or (0, 0)
        returned = self._database.value(
            "SELECT count(DISTINCT subject) FROM action WHERE seq > ? AND seq <= ? AND kind = 'entry.returned'", span
        )
        return Quality(entries or 0, fields or 0, keyed or 0, overridden or 0, returned or 0)

    def _newest_before(self, moment: datetime.datetime) -> int:
        """Number of the newest action before then. The log is in order of time: its end is searched first."""
        at = moment.astimezone(datetime.UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
        return int(self._database.value("SELECT seq FROM action WHERE at < ? ORDER BY seq DESC LIMIT 1", (at,)) or 0)


_FINISHED = (
    "WITH finished AS (SELECT body FROM entry WHERE entry_id IN"
    " (SELECT subject FROM action WHERE seq > ? AND seq <= ? AND kind = 'entry.checked') AND state NOT IN ('read', 'withdrawn'))"
)
