"""Making a backup while people work: a snapshot by SQLite's backup interface, new images only, read back and restored before it counts.

It has a connection of its own and may run on any thread; the store's connection goes on writing beside it. FORMAT.md §7.
"""

import contextlib
import datetime
import hashlib
import shutil
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from station.domain.durable import full_disk_reported, make_private_folder
from station.domain.errors import StationError
from station.domain.findings import Text
from station.store.audit import AuditReport, Examined, SeenHead, examine
from station.store.backup_folder import PIECE_BYTES, BackupFolder, Generation, KeptFile
from station.store.database import NAME, SCHEMA_VERSION
from station.store.medium import chunks_of, digest_of, flush, free_mib, medium_errors
from station.store.restoring import Stop, Tell, restore_files
from station.store.snapshot import WORK_FOLDER, BackupSource, Snapshot

GENERATIONS_LEAST: Final = 2

_MIB: Final = 1 << 20
_SPARE_MIB: Final = 16
_COPYING = Text("Đang chép", "Copying")
_READING_BACK = Text("Đang đọc lại", "Reading back")
_RESTORING = Text("Đang khôi phục thử", "Restoring in rehearsal")


@dataclass(frozen=True)
class BackupReport:
    """What a backup did."""

    generation: Generation
    folder: Path
    """On the medium."""
    added: int
    """Files that the medium did not have yet."""
    added_bytes: int
    kept: int
    """Generations there are now."""
    audit: AuditReport
    """Of the copy restored from the medium; clean, otherwise the backup would not have been kept."""
    faults: list[str] = field(default_factory=list)
    """Images that could not be taken along because they are damaged or missing on this PC."""


def make_backup(source: BackupSource, root: Path, *, keep: int, tell: Tell, stop: Stop = lambda: False) -> BackupReport:
    """Add a generation to the backup on the medium at `root` and forget all but the newest `keep`.

    A generation counts once everything of it was read back, restored into a temporary folder and audited there. Whatever fails, whenever it
    is killed or stopped: the generations of before stay whole. Raises StationError `backup.inside-store`, `backup.full`,
    `backup.read-only`, `backup.medium-gone`, `backup.not-whole`, `backup.stopped`, `store.disk-full`.
    """
    if root.resolve().is_relative_to(source.folder.resolve()):
        raise StationError("backup.inside-store", path=str(root))
    if not root.is_dir():
        raise StationError("backup.medium-gone", path=str(root), reason="no such folder")
    with _work_folder(source) as work:
        return _made(source, BackupFolder.on(root, source.facts.store_id), work, max(keep, GENERATIONS_LEAST), tell, stop)


def verify_generation(
    source: BackupSource, backup: BackupFolder, generation: Generation, *, tell: Tell, stop: Stop = lambda: False
) -> AuditReport:
    """Restore a generation into a temporary folder and audit all of it, every image read from the medium and opened with its key."""
    with _work_folder(source) as work:
        return _rehearsed(source, backup, generation, work, tell, stop, images=True)


def audit_beside(
    source: BackupSource, province_root: bytes | None, *, seen: Sequence[SeenHead] = (), tell: Tell, stop: Stop = lambda: False
) -> AuditReport:
    """Audit a snapshot of the store while people work in it, with the images where they lie. On any thread, as a backup."""
    with _work_folder(source) as work:
        snapshot = Snapshot.taken(source, work)
        for name, data in snapshot.plain.items():
            (work / name).parent.mkdir(exist_ok=True)
            (work / name).write_bytes(data)
        with Examined.of_copy(work, source.unlocked, images=source.folder / "images") as examined:
            return examine(examined, province_root, seen=seen, tell=tell, stop=stop)


@contextlib.contextmanager
def _work_folder(source: BackupSource) -> Iterator[Path]:
    work = source.folder / WORK_FOLDER
    shutil.rmtree(work, ignore_errors=True)
    with full_disk_reported(source.folder):
        make_private_folder(work)
    try:
        yield work
    finally:
        shutil.rmtree(work, ignore_errors=True)


def _made(source: BackupSource, backup: BackupFolder, work: Path, keep: int, tell: Tell, stop: Stop) -> BackupReport:
    backup.make()
    before = backup.generations()
    trusted: set[str] = set().union(*(generation.objects() for generation in before)) if before else set()
    snapshot = Snapshot.taken(source, work)
    objects = _Objects(backup, trusted, tell, stop)
    images, faults = objects.images(source.folder / "images", snapshot.images)
    sealed = {name for name, _ in images}
    files = [*objects.database(work / NAME), *objects.plain(snapshot.plain), *objects.outbox(source.folder, snapshot.batches, sealed)]
    (work / NAME).unlink()
    generation = Generation(
        store_id=source.facts.store_id, station_id=source.facts.station_id, office_id=source.facts.office_id, realm=source.facts.realm,
        made_at=datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds"), schema=SCHEMA_VERSION, head=snapshot.head,
        files=tuple(files), images=tuple(images),
    )  # fmt: skip
    objects.read_back()
    report = _rehearsed(source, backup, generation, work, tell, stop, images=False)
    if report.faults:
        raise StationError("backup.not-whole", reason=report.faults[0])
    backup.commit(generation)
    generations = backup.generations()
    if not faults:
        backup.forget(generations[:-keep])
    return BackupReport(
        generation, backup.folder, len(objects.added), objects.added_bytes, min(keep, len(generations)) if not faults else len(generations),
        report, faults,
    )  # fmt: skip


def _rehearsed(
    source: BackupSource, backup: BackupFolder, generation: Generation, work: Path, tell: Tell, stop: Stop, *, images: bool
) -> AuditReport:
    folder = work / "restored"
    folder.mkdir()
    tell(0, 0, _RESTORING)
    with full_disk_reported(source.folder):
        restore_files(backup, generation, folder)
    with Examined.of_copy(folder, source.unlocked, images=backup.folder / "objects") as examined:
        return examine(examined, None, images=images, tell=tell, stop=stop)


class _Objects:
    """What is put on the medium, and what was new there."""

    def __init__(self, backup: BackupFolder, trusted: set[str], tell: Tell, stop: Stop) -> None:
        self._backup = backup
        self._trusted = trusted
        """Objects of generations that were read back once; others of the same name may be torn."""
        self._tell = tell
        self._stop = stop
        self.added: dict[str, int] = {}

    @property
    def added_bytes(self) -> int:
        return sum(self.added.values())

    def images(self, folder: Path, wanted: list[tuple[str, int]]) -> tuple[list[tuple[str, int]], list[str]]:
        """(the images that are on the medium now, a sentence for each that is not)."""
        lacking = sum(size for name, size in wanted if not self._backup.has(name, size))
        self._require_room(lacking)
        taken, faults = [], []
        for number, (name, size) in enumerate(wanted):
            self._tell(number, len(wanted), _COPYING)
            try:
                self._add(name, size, lambda name=name: chunks_of(folder / name[:2] / name))  # type: ignore[misc]
                taken.append((name, size))
            except StationError as error:
                if error.code != "backup.changed":
                    raise
                faults.append(f"the image {name[:12]} is missing or changed on this PC")
        return taken, faults

    def database(self, path: Path) -> Iterator[KeptFile]:
        """The snapshot, in pieces."""
        size, pieces = path.stat().st_size, []
        self._require_room(size)
        for start in range(0, size, PIECE_BYTES):
            length = min(PIECE_BYTES, size - start)
            digest = hashlib.sha256()
            for chunk in chunks_of(path, start, length):
                digest.update(chunk)
            name = digest.hexdigest()
            self._add(name, length, lambda start=start, length=length: chunks_of(path, start, length))  # type: ignore[misc]
            pieces.append(name)
        yield KeptFile(NAME, size, tuple(pieces))

    def plain(self, files: dict[str, bytes]) -> Iterator[KeptFile]:
        """Small files."""
        for path, data in files.items():
            name = hashlib.sha256(data).hexdigest()
            self._add(name, len(data), lambda data=data: iter([data]))  # type: ignore[misc]
            yield KeptFile(path, len(data), (name,))

    def outbox(self, store: Path, batches: list[str], sealed: set[str]) -> Iterator[KeptFile]:
        """The folders of batches that the snapshot's log knows; their images are objects already."""
        for batch in batches:
            for folder in (store / "outbox" / batch, store / "outbox" / f"{batch}.part"):
                for path in sorted(folder.rglob("*")):
                    if path.is_file() and not path.name.endswith(".tmp"):
                        within = path.relative_to(store).as_posix()
                        if path.parent.name == "images" and path.name in sealed:
                            yield KeptFile(within, path.stat().st_size, (path.name,))
                        else:
                            name, size = digest_of(path), path.stat().st_size
                            self._add(name, size, lambda path=path: chunks_of(path))  # type: ignore[misc]
                            yield KeptFile(within, size, (name,))

    def read_back(self) -> None:
        """Everything new comes back from the medium as it was written; raise StationError `backup.changed`."""
        with medium_errors(self._backup.folder):
            flush(self._backup.folder)
        for number, name in enumerate(self.added):
            self._go_on()
            self._tell(number, len(self.added), _READING_BACK)
            if not self._backup.is_whole(name):
                raise StationError("backup.changed", name=name[:12])

    def _add(self, name: str, size: int, content: Callable[[], Iterator[bytes]]) -> None:
        self._go_on()
        there = self._backup.has(name, size)
        if there and (name in self._trusted or name in self.added or self._backup.is_whole(name)):
            return
        self._backup.add(_local(content()), name)
        self.added[name] = size

    def _go_on(self) -> None:
        if self._stop():
            raise StationError("backup.stopped")

    def _require_room(self, size: int) -> None:
        free = free_mib(self._backup.folder)
        if size // _MIB + _SPARE_MIB > free:
            raise StationError("backup.full", path=str(self._backup.folder.parent), free_mb=free)


def _local(chunks: Iterator[bytes]) -> Iterator[bytes]:
    """Errors of this PC's disk stay apart from the medium's: a file that is gone is one that does not have the bytes it should."""
    try:
        yield from chunks
    except FileNotFoundError as error:
        raise StationError("backup.changed", name=Path(error.filename).name[:12]) from error
    except OSError as error:
        raise StationError("store.damaged", reason=f"the disk: {error.strerror}") from error
