"""head.json: the signed head of the log, outside the database, so that an old database put back or a lost WAL is noticed. FORMAT.md §5."""

import base64
import datetime
import json
import logging
import time
from pathlib import Path
from typing import Any, Final

from station.domain.actions import EMPTY_HEAD, Head, Signature, canonical
from station.domain.durable import write_durably
from station.domain.errors import StationError
from station.signing.keys import verify
from station.signing.signer import KeySigner
from station.store.database import Database

log = logging.getLogger(__name__)

_NAME: Final = "head.json"
_VERSION: Final = 1
_INTERVAL_S: Final = 1.0


class HeadFile:
    """Writes the head after appends and compares it with the database at opening."""

    def __init__(self, folder: Path, store_id: str, signer: KeySigner) -> None:
        self._path = folder / _NAME
        self._store_id = store_id
        self._signer = signer
        self._pending: Head | None = None
        self._written_at = float("-inf")

    def note(self, head: Head) -> None:
        """The log has a new head: write it now, or with a later one if the last was written less than a second ago."""
        self._pending = head
        if time.monotonic() - self._written_at >= _INTERVAL_S:
            try:
                self.flush()
            except StationError as error:
                # the action itself is durable; the file follows with the next one or at closing
                log.warning("head not written: %s", error.code)

    def flush(self) -> None:
        """Write what is pending. Raises StationError `store.disk-full`; it stays pending then."""
        if self._pending is None:
            return
        head, at = self._pending, datetime.datetime.now(datetime.UTC).isoformat(timespec="milliseconds")
        signature = self._signer.sign(_message(self._store_id, head, at))
        value = {
            "version": _VERSION, "store": self._store_id, "seq": head.seq, "hash": head.hash, "at": at,
            "key_id": signature.key_id, "algorithm": signature.algorithm, "signature": base64.b64encode(signature.value).decode(),
        }  # fmt: skip
        write_durably(self._path, json.dumps(value, indent=2).encode())
        self._pending, self._written_at = None, time.monotonic()

    def text(self, head: Head) -> str:
        """The signed head as a printed sheet carries it: version, store, number, hash, time, algorithm, signature; blanks between."""
        at = datetime.datetime.now(datetime.UTC).isoformat(timespec="milliseconds")
        signature = self._signer.sign(_message(self._store_id, head, at))
        value = base64.b64encode(signature.value).decode()
        return f"station-head {_VERSION} {self._store_id} {head.seq} {head.hash} {at} {signature.algorithm} {value}"

    def fault(self, database: Database) -> str:
        """Why file and database do not belong together; empty when they do."""
        try:
            head = self._read()
        except (OSError, ValueError, KeyError, TypeError):
            return "head.json is missing or malformed"
        if head is None:
            return "head.json is not signed by this station"
        if head == EMPTY_HEAD:
            return ""
        row = database.one("SELECT hash FROM action WHERE seq = ?", (head.seq,))
        if row is None:
            return f"the log ends before action {head.seq}, which head.json has seen: an old database or a lost write-ahead log"
        if row[0] != head.hash:
            return f"action {head.seq} is not the one that head.json has seen"
        return ""

    def _read(self) -> Head | None:
        value: dict[str, Any] = json.loads(self._path.read_bytes())
        head = Head(int(value["seq"]), str(value["hash"]))
        signature = Signature(str(value["key_id"]), str(value["algorithm"]), base64.b64decode(value["signature"]))
        message = _message(self._store_id, head, str(value["at"]))
        return head if verify(self._signer.public_key, signature, message) else None


def _message(store_id: str, head: Head, at: str) -> bytes:
    return b"station head 1:" + canonical([store_id, head.seq, head.hash, at])
