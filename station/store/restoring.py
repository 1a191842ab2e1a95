"""A generation of a backup made a store's folder again. Every byte is hashed on its way; what the medium lost is named."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

from station.domain.durable import full_disk_reported
from station.domain.errors import StationError
from station.domain.findings import Text
from station.store.backup_folder import BackupFolder, Generation, KeptFile
from station.store.creation import made_beside, require_free
from station.store.disk import require_local
from station.store.medium import chunks_of, medium_errors, put

Tell = Callable[[int, int, Text], None]
Stop = Callable[[], bool]

_TELL: Final = Text("Đang chép về máy", "Copying to this PC")


def restore(
    backup: BackupFolder, generation: Generation, target: Path, *, prove: Callable[[Path], None], tell: Tell, stop: Stop
) -> list[str]:
    """Make `target`, which must not exist or be empty, the store as it was; return what is lost, one sentence each.

    `prove` gets the finished folder before it has its name: whoever restores opens it there with their password or code. When it raises,
    or at a kill, nothing is left at `target`. Raises StationError `store.exists`, `store.folder-not-empty`, `store.network-folder`,
    `store.disk-full`, `backup.changed` (a part without which there is no store), `backup.medium-gone`, `backup.stopped`.
    """
    require_free(target)
    target.parent.mkdir(parents=True, exist_ok=True)
    require_local(target.parent)
    with made_beside(target) as beside, full_disk_reported(target):
        restore_files(backup, generation, beside)
        lost = list(_restore_images(backup, generation, beside, tell, stop))
        prove(beside)
    return lost


def restore_files(backup: BackupFolder, generation: Generation, folder: Path) -> None:
    """Everything but the images. Raises StationError `backup.changed`, `backup.medium-gone`."""
    (folder / "images").mkdir(exist_ok=True)
    sealed = {name for name, _ in generation.images}
    for file in generation.files:
        if not sealed.issuperset(file.pieces):
            path = folder / file.path
            path.parent.mkdir(parents=True, exist_ok=True)
            _join(backup, file, path)


def _join(backup: BackupFolder, file: KeptFile, path: Path) -> None:
    for piece in file.pieces:
        if not backup.is_whole(piece):
            raise StationError("backup.changed", name=f"{file.path} ({piece[:12]})")
    _, size = put(path, _pieces(backup, file))
    if size != file.size:
        raise StationError("backup.changed", name=file.path)


def _pieces(backup: BackupFolder, file: KeptFile) -> Iterator[bytes]:
    for piece in file.pieces:
        with medium_errors(backup.folder):
            yield from chunks_of(backup.path(piece))


def _restore_images(backup: BackupFolder, generation: Generation, folder: Path, tell: Tell, stop: Stop) -> Iterator[str]:
    """The images, then the outbox's names for them: a hard link where the disk has such, as when the batch was sealed."""
    total = len(generation.images)
    for number, (name, size) in enumerate(generation.images):
        if stop():
            raise StationError("backup.stopped")
        tell(number, total, _TELL)
        path = folder / "images" / name[:2] / name
        path.parent.mkdir(exist_ok=True)
        if not backup.has(name, size) or put(path, _image(backup, name))[0] != name:
            path.unlink(missing_ok=True)
            yield f"the image {name[:12]} is missing on the medium or was changed there"
    sealed = {name for name, _ in generation.images}
    for file in generation.files:
        if file.pieces and sealed.issuperset(file.pieces):
            source, path = folder / "images" / file.pieces[0][:2] / file.pieces[0], folder / file.path
            path.parent.mkdir(parents=True, exist_ok=True)
            if source.exists():
                _link(source, path)


def _image(backup: BackupFolder, name: str) -> Iterator[bytes]:
    with medium_errors(backup.folder):
        yield from chunks_of(backup.path(name))


def _link(source: Path, path: Path) -> None:
    try:
        os.link(source, path)
    except OSError:
        put(path, chunks_of(source))
