"""Counting over the projections and the log, without reading bodies: figures for screens stay quick with ten thousand entries."""

import datetime
from collections.abc import Collection

from station.domain.ids import UserId, VolumeId
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
        at = since.astimezone(datetime.UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
        before = self._database.value("SELECT seq FROM action WHERE at < ? ORDER BY seq DESC LIMIT 1", (at,)) or 0
        marks = ", ".join("?" for _ in kinds)
        counted = self._database.value(
            f"SELECT count(DISTINCT subject) FROM action WHERE seq > ? AND user_id = ? AND kind IN ({marks})",
            (before, user_id, *(kind.value for kind in kinds)),
        )
        return int(counted or 0)
