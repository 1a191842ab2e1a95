"""Where files lie at the central: one small contract, and a directory as its first implementation (an S3-compatible store: s3.py).

A file belongs to a station and is named by its SHA-256. It grows by appending; its size is the truth about how much of it arrived. It is
complete only once its whole content was hashed. Images stay ciphertext; nothing here can open them.
What is complete may still be in memory alone: no disk is waited for while files arrive, for their sender keeps them. `keep` waits, for all
files of a batch at once, and hashes each again; only then does anybody get a receipt.
"""

import contextlib
import functools
import hashlib
import os
import sys
import threading
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Protocol

from filelock import FileLock

from station.domain.durable import fsync_folder, full_disk_reported
from station.domain.errors import StationError

PASSING: Final = ("central.objects", "store.disk-full")
"""Failures that pass, and that no file or batch is to blame for: who asked comes again, and no person is called."""


_FOR_GROUP: Final = 0o660
"""Web workers and openers have accounts of their own and one group."""
AT_ONCE: Final = 8
"""Files of a batch that are flushed and hashed side by side: the disk has work while another is hashed."""


@dataclass(frozen=True)
class Piece:
    """Bytes of a file: where they belong, and how long the whole is."""

    sha256: str
    offset: int
    size: int
    data: bytes | memoryview


class WrongOffset(Exception):
    """Somebody else appended, or less arrived than the sender thinks."""

    def __init__(self, size: int) -> None:
        """`size`: the bytes held."""
        super().__init__(size)
        self.size = size


class HashMismatch(Exception):
    """The bytes that arrived are not the file that was announced; they are gone, the size is 0 again."""


class Objects(Protocol):
    """Append, finish, read; every implementation passes tests/contract/test_objects.py."""

    def size(self, station_id: str, sha256: str) -> int:
        """Bytes held, complete or not; 0 for an unknown file."""

    def growing(self, station_id: str, sha256: str) -> int:
        """Bytes held of a file that is not complete; 0 when there is none. Never asks another machine."""

    def is_complete(self, station_id: str, sha256: str) -> bool:
        """Whether the whole file was received and hashed."""

    def append(self, station_id: str, sha256: str, offset: int, data: bytes) -> int:
        """Append at `offset`; the size after it. Raises WrongOffset, or StationError `store.disk-full`, as any of these `central.objects`.

        That a file is complete is known by whoever asks (the table `stored_file`): a store need not look again before each piece.
        """

    def finish(self, station_id: str, sha256: str) -> None:
        """Hash the whole file and call it complete; harmless when it is. Raises HashMismatch."""

    def take(self, station_id: str, pieces: Sequence[Piece]) -> list[int]:
        """Append each piece where it fits, and finish the files that are there to their last byte; how many bytes of each are held then.

        `size`: it is complete. 0, after its last byte came: it was not what its name says, and is gone. A piece that does not fit, or is
        empty, changes nothing else.
        """

    def read(self, station_id: str, sha256: str) -> bytes:
        """The content, hashed again. Raises HashMismatch (and forgets the file), FileNotFoundError."""

    def check(self, station_id: str, sha256: str) -> bool:
        """Whether the file is complete and its content, hashed again now, is whole; forgets a damaged one so that it is asked for again."""

    def keep(self, station_id: str, files: Sequence[str]) -> list[str]:
        """From here on these survive a power cut, and `check` holds for each; those for which it does not."""


def failing(check: Iterable[tuple[str, bool]]) -> list[str]:
    """Names of those that do not hold."""
    return [name for name, holds in check if not holds]


class DirectoryObjects:
    """Files under one folder: `<station>/<first two digits>/<sha256>`, with `.part` while they grow."""

    def __init__(self, folder: Path) -> None:
        """The folder is made when needed."""
        self._folder = folder

    def size(self, station_id: str, sha256: str) -> int:
        """See the contract."""
        path = self._path(station_id, sha256)
        for candidate in (path, _part(path), path):  # the last: it may get its name between the first two looks
            try:
                return candidate.stat().st_size
            except FileNotFoundError:
                continue
        return 0

    def growing(self, station_id: str, sha256: str) -> int:
        """See the contract."""
        try:
            return _part(self._path(station_id, sha256)).stat().st_size
        except FileNotFoundError:
            return 0

    def is_complete(self, station_id: str, sha256: str) -> bool:
        """See the contract."""
        return self._path(station_id, sha256).exists()

    def append(self, station_id: str, sha256: str, offset: int, data: bytes) -> int:
        """See the contract. The lock is held for this piece only: a sender that hangs blocks nobody."""
        path = self._path(station_id, sha256)
        with self._locked(path), full_disk_reported(path):
            held = self.size(station_id, sha256)
            if held != offset or path.exists():
                raise WrongOffset(held)
            _append(path, data)
            return offset + len(data)

    def finish(self, station_id: str, sha256: str) -> None:
        """See the contract. The hash of the whole is what makes a tail that a power cut tore harmless."""
        path = self._path(station_id, sha256)
        with self._locked(path), full_disk_reported(path):
            if not path.exists() and not _named(path):
                raise HashMismatch(sha256)

    def take(self, station_id: str, pieces: Sequence[Piece]) -> list[int]:
        """See the contract."""
        if not pieces:
            return []
        paths = [self._path(station_id, piece.sha256) for piece in pieces]
        with self._locked(paths[0]), full_disk_reported(paths[0]):
            return [_taken(path, piece) for path, piece in zip(paths, pieces, strict=True)]

    def read(self, station_id: str, sha256: str) -> bytes:
        """See the contract."""
        data = self._path(station_id, sha256).read_bytes()
        if hashlib.sha256(data).hexdigest() != sha256:
            self._forget(station_id, sha256)
            raise HashMismatch(sha256)
        return data

    def check(self, station_id: str, sha256: str) -> bool:
        """See the contract. Streams: an image need not fit into memory."""
        return self._holds(station_id, sha256, flush=False)

    def keep(self, station_id: str, files: Sequence[str]) -> list[str]:
        """See the contract: files first, then the folders that name them."""
        folders = {folder for sha256 in files for folder in self._path(station_id, sha256).parents[:3]}
        try:
            with ThreadPoolExecutor(AT_ONCE) as side_by_side:
                lacking = failing(side_by_side.map(lambda sha256: (sha256, self._holds(station_id, sha256, flush=True)), files))
                list(side_by_side.map(fsync_folder, filter(Path.is_dir, folders)))
        except OSError as error:  # the disk says that it lost something: nobody gets a receipt for that
            raise StationError("central.objects", reason=error.strerror or type(error).__name__) from error
        return lacking

    def _holds(self, station_id: str, sha256: str, *, flush: bool) -> bool:
        path = self._path(station_id, sha256)
        try:
            if flush:
                _flush(path)
            with path.open("rb") as file:
                whole = hashlib.file_digest(file, "sha256").hexdigest() == sha256
        except FileNotFoundError:
            return False
        if not whole:
            self._forget(station_id, sha256)
        return whole

    def _forget(self, station_id: str, sha256: str) -> None:
        path = self._path(station_id, sha256)
        with self._locked(path):
            path.unlink(missing_ok=True)

    def path(self, station_id: str, sha256: str) -> Path:
        """Where a complete file lies."""
        return self._path(station_id, sha256)

    def take_away(self, station_id: str, sha256: str) -> None:
        """It lies elsewhere now."""
        self._forget(station_id, sha256)

    def _path(self, station_id: str, sha256: str) -> Path:
        """Names were checked by the protocol's models; checked once more where they become paths."""
        if not (len(sha256) == 64 and sha256.isalnum() and station_id and not station_id.startswith(".") and "/" not in station_id):
            raise StationError("envelope.damaged", batch="", reason="not a file name")
        # ":" may stand in an id and not in a Windows file name
        return self._folder / station_id.replace(":", "_") / sha256[:2] / sha256

    @contextlib.contextmanager
    def _locked(self, path: Path) -> Iterator[None]:
        """One lock for all files of a station, which has one sender as a rule: among threads first, where waiting costs nothing."""
        path.parent.mkdir(parents=True, exist_ok=True)
        folder = path.parent.parent
        with _among_threads[hash(folder) % len(_among_threads)], _among_processes(folder):
            yield


_among_threads: Final = [threading.Lock() for _ in range(64)]


@functools.lru_cache(maxsize=1024)
def _among_processes(folder: Path) -> FileLock:
    """Kept: making one costs more than all else that is done to a small file."""
    return FileLock(folder / ".lock", mode=_FOR_GROUP)


def _part(path: Path) -> Path:
    return path.with_name(f"{path.name}.part")


def _flush(path: Path) -> None:
    descriptor = os.open(path, os.O_RDWR if sys.platform == "win32" else os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _append(path: Path, data: bytes | memoryview) -> None:
    with _part(path).open("ab") as file:
        file.write(data)


def _taken(path: Path, piece: Piece) -> int:
    """Under the station's lock; bytes held after it."""
    if path.exists():
        return path.stat().st_size  # more or less than announced, where a manifest lies about it
    path.parent.mkdir(exist_ok=True)
    part = _part(path)
    held = part.stat().st_size if part.exists() else 0
    if held == piece.offset == 0 and len(piece.data) == piece.size:  # whole: hashed as it came, it need not be read back
        if hashlib.sha256(piece.data).hexdigest() != piece.sha256:
            return 0
        part.write_bytes(piece.data)
        part.replace(path)
        return piece.size
    if held == piece.offset and piece.data:
        _append(path, piece.data)
        held += len(piece.data)
    if held < piece.size:
        return held
    return piece.size if _named(path) else 0


def _named(path: Path) -> bool:
    """Give a file that is there to its last byte its name, if that is its hash; else it is gone."""
    part = _part(path)
    try:
        with part.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
    except FileNotFoundError:
        return False
    if digest != path.name:
        part.unlink()
        return False
    part.replace(path)
    return True
