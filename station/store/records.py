"""Reading the projections back as domain values. Implements the workflow's port `Records`; writes nothing."""

import json
from collections.abc import Sequence
from typing import Any, TypeVar

from station.domain.codec import from_json
from station.domain.errors import StationError
from station.domain.ids import EntryId, PageId, VolumeId
from station.domain.record import Batch, Entry, FormRef, Page, PageState, ValueSource, ValueState, Volume
from station.domain.states import EntryState
from station.store.database import Database

_T = TypeVar("_T")


class StoredRecords:
    """Volumes, pages, entries and batches in order of making."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def volumes(self) -> list[Volume]:
        """Every volume."""
        return self._all(Volume, "SELECT body FROM volume ORDER BY made")

    def volume(self, volume_id: VolumeId) -> Volume:
        """Raises StationError `store.unknown-item`."""
        return self._one(Volume, "volume", "SELECT body FROM volume WHERE volume_id = ?", volume_id)

    def page(self, page_id: PageId) -> Page:
        """Raises StationError `store.unknown-item`."""
        return self._one(Page, "page", "SELECT body FROM page WHERE page_id = ?", page_id)

    def pages(self, volume_id: VolumeId | None = None, state: PageState | None = None) -> list[Page]:
        """Those of a volume and in a state, where given."""
        where, parameters = _where(volume_id=volume_id, state=state)
        return self._all(Page, f"SELECT body FROM page{where} ORDER BY made", parameters)

    def page_from(self, volume_id: VolumeId, source_hash: str) -> PageId | None:
        """The page that was captured from a file with this SHA-256, if the volume has it already."""
        found = self._database.value("SELECT page_id FROM page WHERE volume_id = ? AND source_hash = ?", (volume_id, source_hash))
        return None if found is None else PageId(found)

    def entry(self, entry_id: EntryId) -> Entry:
        """Raises StationError `store.unknown-item`."""
        return self._one(Entry, "entry", "SELECT body FROM entry WHERE entry_id = ?", entry_id)

    def entries(self, volume_id: VolumeId | None = None, state: EntryState | None = None) -> list[Entry]:
        """Those of a volume and in a state, where given."""
        where, parameters = _where(volume_id=volume_id, state=state)
        return self._all(Entry, f"SELECT body FROM entry{where} ORDER BY made", parameters)

    def entry_ids(self, volume_id: VolumeId | None = None, state: EntryState | None = None) -> list[EntryId]:
        """The ids of `entries`, without opening one of them."""
        where, parameters = _where(volume_id=volume_id, state=state)
        return [EntryId(entry_id) for (entry_id,) in self._database.rows(f"SELECT entry_id FROM entry{where} ORDER BY made", parameters)]

    def entry_before(self, entry_id: EntryId) -> Entry | None:
        """The entry made before this one in its volume; None for the first and for one that is not there."""
        here = self._database.one("SELECT volume_id, made FROM entry WHERE entry_id = ?", (entry_id,))
        if here is None:
            return None
        # by state, so that each is one step down the index, however many entries the volume has
        nearest = " UNION ALL ".join(
            f"SELECT max(made) AS at FROM entry WHERE volume_id = ?1 AND made < ?2 AND state = ?{at}"
            for at in range(3, 3 + len(EntryState))
        )
        found = self._all(
            Entry,
            f"SELECT body FROM entry WHERE made = (SELECT max(at) FROM ({nearest}))",
            (*here, *(state.value for state in EntryState)),
        )
        return found[0] if found else None

    def keyed_texts(self, entry_ids: Sequence[EntryId]) -> list[tuple[FormRef, dict[str, str]]]:
        """What persons keyed in these entries, each with its form: field id → value that is not empty. Opens no entry whole."""
        marks = ", ".join("?" for _ in entry_ids)
        rows = self._database.rows(
            f"SELECT body -> '$.form', body -> '$.fields' FROM entry WHERE entry_id IN ({marks}) ORDER BY made", tuple(entry_ids)
        )
        return [(from_json(FormRef, json.loads(form)), _keyed(json.loads(fields))) for form, fields in rows]

    def batches(self) -> list[Batch]:
        """Every batch with its receipts, byte for byte."""
        receipts: dict[str, dict[str, bytes]] = {}
        for name, stage, body in self._database.rows("SELECT name, stage, body FROM receipt"):
            receipts.setdefault(name, {})[stage] = body
        found = []
        for (body,) in self._database.rows("SELECT body FROM batch ORDER BY made"):
            value = json.loads(body)
            found.append(from_json(Batch, {**value, "receipts": receipts.get(value["name"], {})}))
        return found

    def _all(self, kind: type[_T], statement: str, parameters: tuple[object, ...] = ()) -> list[_T]:
        return [from_json(kind, json.loads(body)) for (body,) in self._database.rows(statement, parameters)]

    def _one(self, kind: type[_T], name: str, statement: str, item: str) -> _T:
        body = self._database.value(statement, (item,))
        if body is None:
            raise StationError("store.unknown-item", kind=name, id=item)
        return from_json(kind, json.loads(body))


def _keyed(fields: dict[str, dict[str, Any]]) -> dict[str, str]:
    return {
        path: str(value["value"])
        for path, value in fields.items()
        if value["state"] == ValueState.READ.value and value["source"] != ValueSource.READING.value and value["value"]
    }


def _where(**wanted: Any) -> tuple[str, tuple[object, ...]]:
    given = {column: str(value) for column, value in wanted.items() if value is not None}
    return (" WHERE " + " AND ".join(f"{column} = ?" for column in given) if given else ""), tuple(given.values())
