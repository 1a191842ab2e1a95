"""What the retention rule asks of the rows: which entries are at the central for how long, and everything that is about them."""

import json
from collections.abc import Collection
from typing import Final

from station.domain.ids import ActionId, EntryId, PageId, VolumeId
from station.store.database import Database

_OPEN: Final = "volume_id IN (SELECT volume_id FROM volume WHERE body ->> 'state' IS NOT 'closed')"
_COMPLETE: Final = (
    "FROM entry WHERE state = 'complete' AND EXISTS"
    " (SELECT 1 FROM action WHERE subject = entry.body ->> 'batch' AND kind = 'batch.completed' AND at < ?) AND"
)
_COMPLETE_BEFORE: Final = f"SELECT entry_id {_COMPLETE} NOT {_OPEN} ORDER BY made"
_IN_OPEN_VOLUMES: Final = f"SELECT count(*) {_COMPLETE} {_OPEN}"
_ONLY_OF: Final = (
    "WITH chosen AS (SELECT value AS entry_id FROM json_each(?)),"
    " named AS (SELECT page.value AS page_id, entry.entry_id FROM entry, json_each(entry.body -> '$.pages') AS page"
    "  WHERE entry.volume_id IN (SELECT volume_id FROM entry JOIN chosen USING (entry_id)))"
    " SELECT page_id FROM page WHERE page_id IN (SELECT page_id FROM named JOIN chosen USING (entry_id))"
    " AND page_id NOT IN (SELECT page_id FROM named WHERE entry_id NOT IN (SELECT entry_id FROM chosen)) ORDER BY made"
)
_WITH_PICTURE: Final = (
    "SELECT page_id FROM page WHERE page_id IN (SELECT value FROM json_each(?))"
    " AND page_id NOT IN (SELECT page_id FROM erased_image) ORDER BY made"
)
_FINISHED: Final = (
    "WITH chosen AS (SELECT value AS entry_id FROM json_each(?))"
    " SELECT volume_id FROM volume WHERE volume_id IN (SELECT volume_id FROM entry JOIN chosen USING (entry_id))"
    " AND NOT EXISTS (SELECT 1 FROM entry WHERE entry.volume_id = volume.volume_id AND entry_id NOT IN (SELECT entry_id FROM chosen))"
    " AND NOT EXISTS (SELECT 1 FROM page WHERE page.volume_id = volume.volume_id AND state = 'captured') ORDER BY made"
)
_LEFT: Final = (
    "SELECT page_id FROM page WHERE volume_id IN (SELECT value FROM json_each(?))"
    " AND (entry_id IS NULL OR state = 'set-aside') ORDER BY made"
)
_SAID: Final = (
    "SELECT action_id FROM action JOIN payload USING (seq) WHERE subject IN (SELECT value FROM json_each(?))"
    " AND kind NOT IN ('payload.erased', 'images.erased') ORDER BY seq"
)
_WITHDRAWN: Final = (
    "SELECT DISTINCT subject FROM action JOIN payload USING (seq) WHERE kind = 'entry.read' AND subject IN"
    " (SELECT subject FROM action WHERE kind = 'entry.withdrawn') AND body ->> 'volume_id' IN (SELECT value FROM json_each(?))"
)


class StoredRetention:
    """Implements the workflow's port `Retention`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def complete_before(self, moment: str) -> list[EntryId]:
        """Entries of closed volumes whose batch had its `complete` receipt logged before `moment` (UTC, ISO 8601)."""
        return [EntryId(entry_id) for (entry_id,) in self._database.rows(_COMPLETE_BEFORE, (moment,))]

    def in_open_volumes(self, moment: str) -> int:
        """How many entries are complete for as long and wait for the closing of their volume."""
        return int(self._database.value(_IN_OPEN_VOLUMES, (moment,)))

    def pages_only_of(self, entry_ids: Collection[EntryId]) -> list[PageId]:
        """Pages that these entries name and no other entry does."""
        return [PageId(page_id) for (page_id,) in self._database.rows(_ONLY_OF, (_list(entry_ids),))]

    def with_picture(self, page_ids: Collection[PageId]) -> list[PageId]:
        """Those of these pages whose picture is there."""
        return [PageId(page_id) for (page_id,) in self._database.rows(_WITH_PICTURE, (_list(page_ids),))]

    def finished_volumes(self, entry_ids: Collection[EntryId]) -> list[VolumeId]:
        """Volumes that have entries among these, and none besides, and no page that waits to be read."""
        return [VolumeId(volume_id) for (volume_id,) in self._database.rows(_FINISHED, (_list(entry_ids),))]

    def left_pages(self, volume_ids: Collection[VolumeId]) -> list[PageId]:
        """Pages of these volumes that no entry names: set aside, unknown."""
        return [PageId(page_id) for (page_id,) in self._database.rows(_LEFT, (_list(volume_ids),))]

    def said_about(self, subjects: Collection[str]) -> list[ActionId]:
        """Actions about these subjects whose payload is there."""
        return [ActionId(action_id) for (action_id,) in self._database.rows(_SAID, (_list(subjects),))]

    def withdrawn_in(self, volume_ids: Collection[VolumeId]) -> list[EntryId]:
        """Entries of these volumes that are shown no more though the log still has their words."""
        return [EntryId(entry_id) for (entry_id,) in self._database.rows(_WITHDRAWN, (_list(volume_ids),))]


def _list(ids: Collection[str]) -> str:
    return json.dumps(sorted(ids))
