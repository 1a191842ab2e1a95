"""The store at one moment, for a backup: a consistent copy of the database by a connection of its own, and the small files beside it."""

from dataclasses import dataclass
from pathlib import Path
from typing import Final

from station.domain.actions import EMPTY_HEAD, Head
from station.domain.durable import full_disk_reported
from station.store.crypto import subkeys
from station.store.database import Database
from station.store.manifest import StoreFacts
from station.store.slots import Unlocked

WORK_FOLDER: Final = "backing-up"
"""In the store, on the local disk: the snapshot, then the restored copy that is audited. Encrypted with the store's key."""

_PLAIN_FILES: Final = ("store.json", "province.json")
_IMAGES: Final = "SELECT image_name, json_extract(body, '$.size') FROM page WHERE page_id NOT IN (SELECT page_id FROM erased_image)"


@dataclass(frozen=True, repr=False)
class BackupSource:
    """What a backup needs of an open store; `Store.backup_source` gives it. Holds keys: drop it when the store is closed."""

    folder: Path
    facts: StoreFacts
    unlocked: Unlocked


@dataclass(frozen=True)
class Snapshot:
    """The store at one moment: the database lies in the work folder, the rest is small enough for memory."""

    head: Head
    images: list[tuple[str, int]]
    batches: list[str]
    plain: dict[str, bytes]

    @classmethod
    def taken(cls, source: BackupSource, work: Path) -> "Snapshot":
        """head.json first: it may lag behind the database, never run ahead of it. Slots last: one without a row opens nothing."""
        plain = {"head.json": (source.folder / "head.json").read_bytes()}
        key = subkeys(source.unlocked.data_key, source.facts.store_id).database
        database, copy = Database(source.folder, key), Database(work, key)
        try:
            with full_disk_reported(work):
                database.copy_to(copy)
            row = copy.one("SELECT seq, hash FROM action ORDER BY seq DESC LIMIT 1")
            images = copy.rows(_IMAGES)
            batches = [name for (name,) in copy.rows("SELECT name FROM batch")]
        finally:
            copy.close()
            database.close()
        for path in (source.folder / name for name in _PLAIN_FILES):
            if path.exists():
                plain[path.name] = path.read_bytes()
        plain |= {f"slots/{path.name}": path.read_bytes() for path in sorted((source.folder / "slots").glob("*.json"))}
        return cls(Head(*row) if row else EMPTY_HEAD, [(name, size) for name, size in images], batches, plain)
