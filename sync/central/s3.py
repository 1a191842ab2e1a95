"""An S3-compatible object store: files grow and are hashed on this machine's disk, then go over with their Content-MD5.

Only what every such store has is used: PUT, GET, HEAD, DELETE. Neither If-None-Match nor object lock is relied on: a file is named by its
content, so a second PUT of it changes nothing, and what comes back is hashed again. A part that grew on another web worker's disk is
not seen here: that file starts anew, which costs time and nothing else; let the proxy send a station to the same machine.
"""

import base64
import hashlib
import logging
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final, Protocol, cast

import botocore.session
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

from station.domain.errors import StationError
from sync.central.configuration import S3Place
from sync.central.objects import AT_ONCE, DirectoryObjects, HashMismatch, Piece, WrongOffset, failing

logger = logging.getLogger(__name__)

_PIECE_BYTES: Final = 256 * 1024
_CONNECT_S: Final = 5
_READ_S: Final = 30


class _Body(Protocol):
    """An answer's body, read in pieces."""

    def iter_chunks(self, chunk_size: int) -> Iterator[bytes]:
        """The pieces."""


class _Client(Protocol):
    """The calls that are used. The library makes them at run time, so no type checker sees them."""

    def create_bucket(self, **call: Any) -> dict[str, Any]:
        """Make."""

    def put_object(self, **call: Any) -> dict[str, Any]:
        """Store."""

    def get_object(self, **call: Any) -> dict[str, Any]:
        """Fetch."""

    def head_object(self, **call: Any) -> dict[str, Any]:
        """Ask."""

    def delete_object(self, **call: Any) -> dict[str, Any]:
        """Remove."""


class S3Objects:
    """See the contract, sync.central.objects.Objects."""

    def __init__(self, place: S3Place, growing: Path) -> None:
        """`growing`: a folder of this machine for files that are not whole yet."""
        self._growing = DirectoryObjects(growing)
        self._bucket = place.bucket
        self._client = _client(place)

    def make_bucket(self) -> None:
        """For a new store; harmless when it is there. Raises StationError `central.objects`."""
        with _answered():
            self._client.create_bucket(Bucket=self._bucket)

    def size(self, station_id: str, sha256: str) -> int:
        """See the contract."""
        return self._growing.size(station_id, sha256) or self._held(station_id, sha256) or 0

    def growing(self, station_id: str, sha256: str) -> int:
        """See the contract."""
        return self._growing.size(station_id, sha256)

    def is_complete(self, station_id: str, sha256: str) -> bool:
        """See the contract."""
        return self._held(station_id, sha256) is not None

    def append(self, station_id: str, sha256: str, offset: int, data: bytes) -> int:
        """See the contract."""
        if offset and not self._growing.size(station_id, sha256):
            raise WrongOffset(self._held(station_id, sha256) or 0)
        return self._growing.append(station_id, sha256, offset, data)

    def finish(self, station_id: str, sha256: str) -> None:
        """See the contract. The store checks the MD5 of what reaches it; ours is made of the bytes that were just hashed."""
        if not self._growing.size(station_id, sha256):
            if self._held(station_id, sha256) is None:
                raise HashMismatch(sha256)
            return
        self._growing.finish(station_id, sha256)
        try:
            with self._growing.path(station_id, sha256).open("rb") as file, _answered():
                md5 = base64.b64encode(hashlib.file_digest(file, _md5).digest()).decode()
                file.seek(0)
                self._client.put_object(Bucket=self._bucket, Key=_key(station_id, sha256), Body=file, ContentMD5=md5)
        except FileNotFoundError:
            return  # another sender of the same file was quicker, and it lies in the store
        self._growing.take_away(station_id, sha256)

    def take(self, station_id: str, pieces: Sequence[Piece]) -> list[int]:
        """See the contract. What is whole here goes over before this returns."""
        held = self._growing.take(station_id, pieces)
        for number, piece in enumerate(pieces):
            if held[number] == piece.size:
                self.finish(station_id, piece.sha256)
            elif not piece.data and not held[number]:
                held[number] = self._held(station_id, piece.sha256) or 0
        return held

    def read(self, station_id: str, sha256: str) -> bytes:
        """See the contract."""
        data = b"".join(self._pieces(station_id, sha256))
        if hashlib.sha256(data).hexdigest() != sha256:
            self._forget(station_id, sha256)
            raise HashMismatch(sha256)
        return data

    def check(self, station_id: str, sha256: str) -> bool:
        """See the contract."""
        digest = hashlib.sha256()
        try:
            for piece in self._pieces(station_id, sha256):
                digest.update(piece)
        except FileNotFoundError:
            return False
        if digest.hexdigest() != sha256:
            self._forget(station_id, sha256)
            return False
        return True

    def keep(self, station_id: str, files: Sequence[str]) -> list[str]:
        """See the contract. That it survives is the store's business since `finish`."""
        with ThreadPoolExecutor(AT_ONCE) as side_by_side:
            return failing(side_by_side.map(lambda sha256: (sha256, self.check(station_id, sha256)), files))

    def _held(self, station_id: str, sha256: str) -> int | None:
        """Its size in the store; None: it is not there."""
        try:
            with _answered():
                return int(self._client.head_object(Bucket=self._bucket, Key=_key(station_id, sha256))["ContentLength"])
        except FileNotFoundError:
            return None

    def _pieces(self, station_id: str, sha256: str) -> Iterator[bytes]:
        with _answered():
            body = cast(_Body, self._client.get_object(Bucket=self._bucket, Key=_key(station_id, sha256))["Body"])
            yield from body.iter_chunks(_PIECE_BYTES)

    def _forget(self, station_id: str, sha256: str) -> None:
        logger.error("the object store holds a damaged file of %s: %s", station_id, sha256[:12])
        with _answered():
            self._client.delete_object(Bucket=self._bucket, Key=_key(station_id, sha256))


def _client(place: S3Place) -> _Client:
    """Addressed by path, as every such store understands; no checksums but those we name: older stores refuse the others."""
    config = Config(
        signature_version="s3v4",
        s3={"addressing_style": "path", "payload_signing_enabled": False},
        request_checksum_calculation="when_required",
        response_checksum_validation="when_required",
        connect_timeout=_CONNECT_S,
        read_timeout=_READ_S,
        retries={"mode": "standard", "max_attempts": 2},
        max_pool_connections=16,
        proxies={},
    )
    client = botocore.session.get_session().create_client(
        "s3", region_name=place.region, endpoint_url=place.endpoint, aws_access_key_id=place.access_key,
        aws_secret_access_key=place.secret_key(), config=config, verify=str(place.authority) if place.authority else None,
    )  # fmt: skip
    return cast(_Client, client)


@contextmanager
def _answered() -> Iterator[None]:
    """The library's failures as ours: FileNotFoundError, or StationError `central.objects` without what it quotes."""
    try:
        yield
    except ClientError as error:
        answer = error.response
        status, code = answer["ResponseMetadata"].get("HTTPStatusCode"), str(answer["Error"].get("Code"))
        if status == 404 and code in ("404", "NoSuchKey"):
            raise FileNotFoundError from error
        raise StationError("central.objects", reason=f"{status} {code}") from error
    except BotoCoreError as error:
        raise StationError("central.objects", reason=type(error).__name__) from error


def _md5() -> "hashlib._Hash":
    return hashlib.md5(usedforsecurity=False)  # the protocol's own check of a transfer; what proves content is SHA-256


def _key(station_id: str, sha256: str) -> str:
    return f"{station_id}/{sha256[:2]}/{sha256}"
