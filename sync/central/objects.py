"""Where files lie at the central: one small contract, and a directory as its first implementation (an S3-compatible store: s3.py).

A file belongs to a station and is named by its SHA-256. It grows by appending; its size is the truth about how much of it arrived. It is
complete only once its whole content was hashed. Images stay ciphertext; nothing here can open them.
"""

import hashlib
import os
from pathlib import Path
from typing import Final, Protocol

from filelock import FileLock

from station.domain.durable import fsync_folder, full_disk_reported
from station.domain.errors import StationError

PASSING: Final = ("central.objects", "store.disk-full")
"""Failures that pass, and that no file or batch is to blame for: who asked comes again, and no person is called."""


_FOR_GROUP: Final = 0o660
"""Web workers and openers have accounts of their own and one group."""


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
        """Flush, hash the whole file and call it complete; harmless when it is. Raises HashMismatch."""

    def read(self, station_id: str, sha256: str) -> bytes:
        """The content, hashed again. Raises HashMismatch (and forgets the file), FileNotFoundError."""

    def check(self, station_id: str, sha256: str) -> bool:
        """Whether the file is complete and its content, hashed again now, is whole; forgets a damaged one so that it is asked for again."""


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
        path.parent.mkdir(parents=True, exist_ok=True)
        with self._locked(path), full_disk_reported(path):
            held = self.size(station_id, sha256)
            if held != offset or path.exists():
                raise WrongOffset(held)
            with _part(path).open("ab") as file:
                file.write(data)
            return offset + len(data)

    def finish(self, station_id: str, sha256: str) -> None:
        """See the contract. The hash of the flushed file is what makes a tail that a power cut tore harmless."""
        path = self._path(station_id, sha256)
        path.parent.mkdir(parents=True, exist_ok=True)
        with self._locked(path), full_disk_reported(path):
            if path.exists():
                return
            part = _part(path)
            if not part.exists():
                raise HashMismatch(sha256)
            with part.open("rb+") as file:
                os.fsync(file.fileno())
                digest = hashlib.file_digest(file, "sha256").hexdigest()
            if digest != sha256:
                part.unlink()
                raise HashMismatch(sha256)
            part.replace(path)
            fsync_folder(path.parent)

    def read(self, station_id: str, sha256: str) -> bytes:
        """See the contract."""
        data = self._path(station_id, sha256).read_bytes()
        if hashlib.sha256(data).hexdigest() != sha256:
            self._forget(station_id, sha256)
            raise HashMismatch(sha256)
        return data

    def check(self, station_id: str, sha256: str) -> bool:
        """See the contract. Streams: an image need not fit into memory."""
        try:
            with self._path(station_id, sha256).open("rb") as file:
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

    def _locked(self, path: Path) -> FileLock:
        return FileLock(path.parent.parent / f".{path.parent.name}.lock", mode=_FOR_GROUP)


def _part(path: Path) -> Path:
    return path.with_name(f"{path.name}.part")
