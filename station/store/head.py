"""The signed head of the log, outside the database, so that an old database put back or a lost WAL is noticed. FORMAT.md §5.

head.json is flushed and so at most a second old; head.last follows every append in place, unflushed: a kill keeps it, a power cut may not.
"""

import base64
import datetime
import json
import logging
import os
import time
from pathlib import Path
from typing import Any, Final

from station.domain.actions import EMPTY_HEAD, Head, Signature, canonical
from station.domain.durable import open_private, write_durably
from station.domain.errors import StationError
from station.signing.keys import verify
from station.signing.signer import KeySigner
from station.store.database import Database

log = logging.getLogger(__name__)

_NAME: Final = "head.json"
_LAST: Final = "head.last"
_LAST_BYTES: Final = 1024
"""Written in one piece of one length, over what was there."""
_VERSION: Final = 1
_INTERVAL_S: Final = 1.0


class HeadFile:
    """Writes the head after appends and compares it with the database at opening."""

    def __init__(self, folder: Path, store_id: str, signer: KeySigner) -> None:
        self._path = folder / _NAME
        self._last_path = folder / _LAST
        self._store_id = store_id
        self._signer = signer
        self._pending: Head | None = None
        self._written_at = float("-inf")
        self.seen = 0
        """The last action that the file has seen, once `fault` has read it."""

    def note(self, head: Head) -> None:
        """The log has a new head: write it now, or with a later one if the last was written less than a second ago."""
        self._pending = head
        self._write_last(head)
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
        write_durably(self._path, json.dumps(self._signed(self._pending), indent=2).encode())
        self._pending, self._written_at = None, time.monotonic()

    def text(self, head: Head) -> str:
        """The signed head as a printed sheet carries it: version, store, number, hash, time, algorithm, signature; blanks between."""
        signed = self._signed(head)
        return " ".join(
            ("station-head", *(str(signed[name]) for name in ("version", "store", "seq", "hash", "at", "algorithm", "signature")))
        )

    def fault(self, database: Database) -> str:
        """Why file and database do not belong together; empty when they do."""
        try:
            head = self._read(self._path)
        except (OSError, ValueError, KeyError, TypeError):
            return "head.json is missing or malformed"
        if head is None:
            return "head.json is not signed by this station"
        self.seen = head.seq
        return _unseen(database, head, _NAME) or self._fault_of_last(database, head)

    def last_fault(self) -> str:
        """Why head.last cannot be used; empty when it can, or when there is none. A torn one is what a power cut leaves: no evidence."""
        try:
            whole = self._read(self._last_path) is not None
        except FileNotFoundError:
            return ""
        except (OSError, ValueError, KeyError, TypeError):
            whole = False
        return "" if whole else "head.last was torn or changed: the last second before it cannot be vouched for"

    def _fault_of_last(self, database: Database, flushed: Head) -> str:
        if self.last_fault() or not self._last_path.exists():
            return ""
        head = self._read(self._last_path)
        return _unseen(database, head, _LAST) if head is not None and head.seq > flushed.seq else ""

    def _write_last(self, head: Head) -> None:
        data = json.dumps(self._signed(head)).encode().ljust(_LAST_BYTES)
        try:
            descriptor = open_private(self._last_path, os.O_WRONLY)
            try:
                os.write(descriptor, data)
            finally:
                os.close(descriptor)
        except OSError as error:
            log.warning("head.last not written: %s", error.strerror)

    def _signed(self, head: Head) -> dict[str, Any]:
        at = datetime.datetime.now(datetime.UTC).isoformat(timespec="milliseconds")
        signature = self._signer.sign(_message(self._store_id, head, at))
        return {
            "version": _VERSION, "store": self._store_id, "seq": head.seq, "hash": head.hash, "at": at,
            "key_id": signature.key_id, "algorithm": signature.algorithm, "signature": base64.b64encode(signature.value).decode(),
        }  # fmt: skip

    def _read(self, path: Path) -> Head | None:
        value: dict[str, Any] = json.loads(path.read_bytes())
        head = Head(int(value["seq"]), str(value["hash"]))
        signature = Signature(str(value["key_id"]), str(value["algorithm"]), base64.b64decode(value["signature"]))
        message = _message(self._store_id, head, str(value["at"]))
        return head if verify(self._signer.public_key, signature, message) else None


def _unseen(database: Database, head: Head, where: str) -> str:
    if head == EMPTY_HEAD:
        return ""
    row = database.one("SELECT hash FROM action WHERE seq = ?", (head.seq,))
    if row is None:
        return f"the log ends before action {head.seq}, which {where} has seen: an old database or a lost write-ahead log"
    return "" if row[0] == head.hash else f"action {head.seq} is not the one that {where} has seen"


def _message(store_id: str, head: Head, at: str) -> bytes:
    return b"station head 1:" + canonical([store_id, head.seq, head.hash, at])
