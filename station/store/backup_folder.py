"""The backup of one store on a medium: objects named by their hash, and one list for each generation. FORMAT.md §7.

    station-backup-<store id>/
        objects/<2 hex>/<64 hex>              sealed images, pieces of databases, slots: written once, shared by all generations
        generations/<head's seq>-<UTC>.json   what the store was made of; a generation exists exactly when its list does

A list is written last and removed first, so a kill or a pulled stick at any point leaves every generation that was there.
"""

import contextlib
import json
import logging
import re
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final

from station.domain.actions import Head
from station.domain.errors import StationError
from station.domain.ids import OfficeId, StationId
from station.store.medium import digest_of, flush, medium_errors, put

log = logging.getLogger(__name__)

VERSION: Final = 1
PREFIX: Final = "station-backup-"
PIECE_BYTES: Final = 1 << 30
"""FAT32 holds no file of 4 GiB: a large database lies in pieces."""
_OBJECT: Final = re.compile(r"[0-9a-f]{64}")
_LIST: Final = re.compile(r"\d{10}-\d{8}T\d{6}Z\.json")


@dataclass(frozen=True)
class KeptFile:
    """One file of the store as a generation has it."""

    path: str
    """Within the store, with forward slashes."""
    size: int
    pieces: tuple[str, ...]
    """Names of the objects that make it up, in order."""


@dataclass(frozen=True)
class Generation:
    """The store as it was once."""

    store_id: str
    station_id: StationId
    office_id: OfficeId
    realm: str
    made_at: str
    """UTC, ISO 8601."""
    schema: int
    head: Head
    files: tuple[KeptFile, ...]
    images: tuple[tuple[str, int], ...]
    """(name, size) of every sealed image that a page names."""

    @property
    def name(self) -> str:
        """Sorts by what the log had come to, never by a clock alone."""
        return f"{self.head.seq:010d}-{self.made_at[:19].replace('-', '').replace(':', '')}Z"

    def objects(self) -> set[str]:
        """Everything it needs."""
        return {piece for file in self.files for piece in file.pieces} | {name for name, _ in self.images}


class BackupFolder:
    """One store's backup. Every method raises StationError `backup.full`, `backup.read-only`, `backup.medium-gone` as the medium does."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    @classmethod
    def on(cls, root: Path, store_id: str) -> "BackupFolder":
        """The backup of this store on a medium, whether it is there or not."""
        return cls(root / f"{PREFIX}{store_id}")

    def make(self) -> None:
        """Make the folders that are lacking."""
        with medium_errors(self.folder):
            for name in ("objects", "generations"):
                (self.folder / name).mkdir(parents=True, exist_ok=True)

    def generations(self) -> list[Generation]:
        """Every generation with a whole list, the oldest first; a list that is damaged is logged and left out."""
        found = []
        with medium_errors(self.folder):
            lists = sorted(path for path in self._lists.glob("*.json") if _LIST.fullmatch(path.name))
            for path in lists:
                generation = _read(path.read_bytes())
                if generation is None:
                    log.warning("damaged list of a backup: %s", path.name)
                else:
                    found.append(generation)
        return found

    def path(self, name: str) -> Path:
        """Where an object lies."""
        return self.folder / "objects" / name[:2] / name

    def has(self, name: str, size: int) -> bool:
        """Whether an object is there in full length."""
        with medium_errors(self.folder), contextlib.suppress(FileNotFoundError):
            return self.path(name).stat().st_size == size
        return False

    def add(self, chunks: Iterator[bytes], name: str) -> None:
        """Write an object whose hash is known; raise StationError `backup.changed` when the bytes are others. Not flushed."""
        path = self.path(name)
        with medium_errors(self.folder):
            path.parent.mkdir(exist_ok=True)
            digest, _ = put(path, chunks)
            if digest != name:
                path.unlink()
                raise StationError("backup.changed", name=name[:12])

    def is_whole(self, name: str) -> bool:
        """Read an object back from the medium and compare; False when it is gone or other bytes."""
        try:
            with medium_errors(self.folder):
                return digest_of(self.path(name), from_medium=True) == name
        except StationError:
            if not self.folder.is_dir():
                raise
            return False

    def commit(self, generation: Generation) -> None:
        """From here on the generation exists: everything is flushed, then its list is written and flushed."""
        value = {"version": VERSION, **asdict(generation)}
        with medium_errors(self.folder):
            flush(self.folder)
            put(self._lists / f"{generation.name}.json", iter([json.dumps(value, separators=(",", ":")).encode()]))
            flush(self.folder)

    def forget(self, generations: Iterable[Generation]) -> int:
        """Remove these, then what no other needs; how many files went."""
        with medium_errors(self.folder):
            for generation in generations:
                (self._lists / f"{generation.name}.json").unlink(missing_ok=True)
            flush(self.folder)
        return self.sweep()

    def sweep(self) -> int:
        """Remove objects that no generation needs and half files; how many. Never while there is a list that cannot be read."""
        with medium_errors(self.folder):
            lists = [path for path in self._lists.glob("*.json") if _LIST.fullmatch(path.name)]
            generations = self.generations()
            if len(lists) != len(generations):
                return 0
            needed: set[str] = set()
            for generation in generations:
                needed |= generation.objects()
            gone = 0
            for path in (*(self.folder / "objects").glob("*/*"), *self._lists.glob(".*.tmp")):
                if path.name not in needed and (_OBJECT.fullmatch(path.name) or path.name.endswith(".tmp")):
                    path.unlink()
                    gone += 1
        return gone

    @property
    def _lists(self) -> Path:
        return self.folder / "generations"


def backups_at(place: Path) -> list[BackupFolder]:
    """Every backup on a medium; `place` may be the medium, or a backup's folder itself. Raises StationError `backup.not-found`."""
    with medium_errors(place):
        candidates = [place, *sorted(place.glob(f"{PREFIX}*"))] if place.is_dir() else []
        found = [BackupFolder(path) for path in candidates if path.name.startswith(PREFIX) and (path / "generations").is_dir()]
    if not found:
        raise StationError("backup.not-found", path=str(place))
    return found


def _read(data: bytes) -> Generation | None:
    try:
        value: Any = json.loads(data)
        if value.pop("version") != VERSION:
            return None
        value["head"] = Head(**value["head"])
        value["files"] = tuple(KeptFile(item["path"], item["size"], tuple(item["pieces"])) for item in value["files"])
        value["images"] = tuple((str(name), int(size)) for name, size in value["images"])
        generation = Generation(**value)
    except (ValueError, KeyError, TypeError, AttributeError):
        return None
    names = generation.objects()
    return generation if all(_OBJECT.fullmatch(name) for name in names) and all(_inside(file.path) for file in generation.files) else None


def _inside(path: str) -> bool:
    """A list that somebody laid on the medium must not write outside the store."""
    return not path.startswith(("/", "\\")) and ":" not in path and ".." not in path.replace("\\", "/").split("/")
