"""One released batch folder as the sender sees it: its manifest, its files, the answers that came back, the notes about attempts."""

import datetime
import hashlib
import json
import shutil
from dataclasses import dataclass
from pathlib import Path

from station.domain.durable import fsync_folder, write_durably
from station.domain.errors import StationError
from sync.protocol.limits import MANIFEST_BYTES
from sync.protocol.manifest import ENTRY_FILES, FileRef, Manifest, parse_manifest
from sync.protocol.receipts import STAGES, Stage, verify_receipt, verify_refusal


@dataclass(frozen=True)
class Parcel:
    """A batch on its way."""

    folder: Path

    def manifest(self) -> Manifest:
        """Parsed, and named as its folder; raise StationError `envelope.damaged` otherwise. Signatures are the receiver's business."""
        try:
            with (self.folder / "manifest.json").open("rb") as file:
                data = file.read(MANIFEST_BYTES + 1)
        except OSError as error:
            raise self._damaged("the manifest is missing") from error
        if hashlib.sha256(data).hexdigest() != self.folder.name:
            raise self._damaged("the manifest was changed")
        return parse_manifest(data)

    def path(self, file: FileRef) -> Path:
        """Where a file of the manifest lies."""
        return self.folder / file.name

    def require_size(self, file: FileRef) -> None:
        """Raise StationError `envelope.damaged` unless the file is there in full length."""
        path = self.path(file)
        if not path.is_file() or path.stat().st_size != file.size:
            raise self._damaged(f"{file.name[:19]} is missing or of another size")

    def require_whole(self, file: FileRef) -> None:
        """Raise StationError `envelope.damaged` unless the file's hash is the manifest's."""
        self.require_size(file)
        with self.path(file).open("rb") as content:
            if hashlib.file_digest(content, "sha256").hexdigest() != file.sha256:
                raise self._damaged(f"{file.name[:19]} was changed")

    def receipt(self, stage: Stage) -> bytes | None:
        """The bytes of a stored receipt, unchecked."""
        return _read(self.folder / "receipts" / f"{stage}.json")

    def refusal(self) -> bytes | None:
        """The bytes of a stored refusal, unchecked."""
        return _read(self.folder / "refused.json")

    @property
    def waits(self) -> bool:
        """Whether there is anything left to send, as far as the files' names tell."""
        return self.receipt("complete") is None and self.refusal() is None

    def drop_false_answers(self, root_certificate: bytes) -> list[str]:
        """Rename answers that prove nothing (damaged on disk, laid there by somebody) to *.damaged: the central is asked again.

        Returns the names of those found. Raises StationError `envelope.damaged` when the manifest is not whole either.
        """
        found = self.false_answers(root_certificate)
        for name in found:
            path = self._answers[name]
            path.replace(path.with_suffix(".damaged"))
        return found

    def false_answers(self, root_certificate: bytes) -> list[str]:
        """Names of the answers that prove nothing. Raises as `drop_false_answers`."""
        kept = {name: _read(path) for name, path in self._answers.items()}
        return [name for name, data in kept.items() if data is not None and not self._proves(name, data, root_certificate)]

    @property
    def notes_are_torn(self) -> bool:
        """Whether attempts.json is there and cannot be read: the count begins anew, nothing else is lost."""
        notes = _read(self.folder / "attempts.json")
        if notes is None:
            return False
        try:
            json.loads(notes)["count"]
        except (ValueError, KeyError, TypeError):
            return True
        return False

    @property
    def _answers(self) -> dict[str, Path]:
        return {name: self.folder / "receipts" / f"{name}.json" for name in STAGES} | {"refused": self.folder / "refused.json"}

    def _proves(self, name: str, data: bytes, root_certificate: bytes) -> bool:
        manifest = self.manifest()
        try:
            if name == "refused":
                verify_refusal(data, manifest, root_certificate)
            else:
                verify_receipt(data, manifest, "complete" if name == "complete" else "entries", root_certificate)
        except StationError:
            return False
        return True

    @property
    def is_cleared(self) -> bool:
        """Whether the outbox has given up its copy because the log holds the `complete` receipt."""
        return not (self.folder / ENTRY_FILES["entries"]).exists()

    def keep_receipt(self, stage: Stage, data: bytes) -> None:
        """Store a verified receipt durably."""
        folder = self.folder / "receipts"
        folder.mkdir(exist_ok=True)
        fsync_folder(self.folder)
        write_durably(folder / f"{stage}.json", data)

    def keep_refusal(self, data: bytes) -> None:
        """Store a verified refusal durably."""
        write_durably(self.folder / "refused.json", data)

    def note_attempt(self, trouble: StationError | None) -> None:
        """Count an attempt and keep how it ended: what the desk shows beside the batch."""
        count = 0
        notes = _read(self.folder / "attempts.json")
        if notes is not None:
            try:
                count = int(json.loads(notes)["count"])
            except (ValueError, KeyError, TypeError):
                count = 0  # a note that cannot be read is worth no failure
        now = datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds")
        note = {
            "count": count + 1,
            "last_at": now,
            "code": trouble.code if trouble else "",
            "sentence": trouble.sentence() if trouble else "",
            "sentence_en": trouble.sentence("en") if trouble else "",
        }
        write_durably(self.folder / "attempts.json", json.dumps(note, ensure_ascii=False, indent=1).encode())

    def clear(self) -> None:
        """Drop what the central has: images and sealed parts."""
        shutil.rmtree(self.folder / "images", ignore_errors=True)
        for path in self.folder.glob("entries.*"):
            path.unlink(missing_ok=True)

    def _damaged(self, reason: str) -> StationError:
        return StationError("envelope.damaged", batch=self.folder.name[:12], reason=reason)


def _read(path: Path) -> bytes | None:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return None
