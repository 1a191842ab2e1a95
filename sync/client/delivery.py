"""Delivering one batch, words first, images later: announce, send what is lacking, commit. PROTOCOL.md §4 from the station's side."""

import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from station.domain.errors import StationError
from sync.client.line import Line, LinkFault, Reply
from sync.client.parcel import Parcel
from sync.client.patience import Pace, Patience
from sync.protocol.bundle import HEAD_BYTES, frame_head
from sync.protocol.limits import BATCH_HEADER, HASH_MISMATCH, LENGTH_HEADER, MIB, OFFSET_HEADER
from sync.protocol.manifest import FileRef, Manifest
from sync.protocol.messages import Announced, Bundled, Limits, Trouble, Want
from sync.protocol.receipts import Stage, verify_receipt, verify_refusal

_CHUNK_BYTES: Final = 64 * 1024
_ROUNDS: Final = 4
"""How often a commit may answer that something is lacking: once is normal after damage at the central, more is not."""
_RESTARTS: Final = 3
_BUNDLE_BYTES: Final = 2 * MIB
"""Of small files that go together: on a slow line a request should not take all morning."""
_BUNDLE_FILES: Final = 500

Progress = Callable[[str, int, int], None]
"""(batch name, bytes of the batch at the central, bytes of the batch)."""


class StationEnds(Exception):
    """Trouble that every batch of this station would meet."""

    def __init__(self, trouble: StationError) -> None:
        """`trouble` is what to report."""
        super().__init__(trouble.code)
        self.trouble = trouble


class CallEnds(Exception):
    """Trouble that the other batches would meet too."""

    def __init__(self, trouble: StationError) -> None:
        """`trouble` is what to report."""
        super().__init__(trouble.code)
        self.trouble = trouble


@dataclass
class Delivery:
    """One batch on one line."""

    parcel: Parcel
    manifest: Manifest
    line: Line
    root_certificate: bytes
    limits: Limits
    pace: Pace
    on_progress: Progress | None = None
    sleep: Callable[[float], None] = time.sleep

    def __post_init__(self) -> None:
        """Fresh patience for each batch."""
        self._patience = Patience(self.pace, self.pace.tries, self.sleep)
        self._files = {file.sha256: file for file in self.manifest.body.files}
        self._lacking: dict[str, int] = {}
        self._restarts: dict[str, int] = {}
        self._path = f"/v1/batches/{self.manifest.name}"

    def send_words(self) -> None:
        """Until the `entries` receipt lies in the folder.

        Raises StationError for this batch alone (refused, damaged, held, not answered yet), StationEnds for trouble that all of its
        station would meet, CallEnds for trouble that all would meet.
        """
        announced = self._announce()
        self._take_wants(announced.want)
        if announced.state == "announced" or self.parcel.receipt("entries") is None:
            for _ in range(_ROUNDS):
                self._upload_lacking([file.sha256 for file in self.manifest.body.files if file.role != "image"])
                if self._commit("entries"):
                    return
            raise self._lacks_for_ever("entries")

    def send_images(self) -> None:
        """After the words: until the `complete` receipt lies in the folder. Images go in the order in which the central needs them.

        Raises as `send_words`.
        """
        for _ in range(_ROUNDS):
            if self._commit("complete"):  # asked before anything is sent: the answer says what is lacking, most needed first
                return
            self._upload_lacking(list(self._lacking))
        if not self._commit("complete"):
            raise self._lacks_for_ever("complete")

    def _announce(self) -> Announced:
        reply = self._ask("POST", "/v1/batches", self.manifest.data, {BATCH_HEADER: self.manifest.name})
        while reply.status == HASH_MISMATCH:  # changed on its way
            self._failed(self.line.nonsense("the manifest arrives changed"))
            reply = self._ask("POST", "/v1/batches", self.manifest.data, {BATCH_HEADER: self.manifest.name})
        if reply.status != 200:
            raise self._refused_unsigned(reply)
        self._patience.progressed()
        announced = self._parsed(reply)
        if announced.batch != self.manifest.name:
            raise CallEnds(self.line.nonsense("an answer about another batch"))
        return announced

    def _parsed(self, reply: Reply) -> Announced:
        try:
            return self.line.parsed(Announced, reply)
        except StationError as error:
            raise CallEnds(error) from error

    def _take_wants(self, wants: list[Want] | tuple[Want, ...]) -> None:
        for want in wants:
            file = self._files.get(want.sha256)
            if file is None or want.offset > file.size:
                raise CallEnds(self.line.nonsense("it wants what is not in the batch"))
        self._lacking = {want.sha256: want.offset for want in wants}
        self._tell()

    def _upload_lacking(self, names: list[str]) -> None:
        """In this order: small ones together where the central takes bundles, the others one by one."""
        while waiting := [self._files[name] for name in names if name in self._lacking]:
            together = self._first_bundle(waiting)
            if together:
                self._send_bundle(together)
            else:
                self._upload(waiting[0])

    def _first_bundle(self, waiting: list[FileRef]) -> list[FileRef]:
        """Those in front that fit into one body; none where the first fills more than that, or the central takes no bundles."""
        limit, together = min(self.limits.bundle_bytes or 0, _BUNDLE_BYTES), []
        for file in waiting[:_BUNDLE_FILES]:
            limit -= HEAD_BYTES + file.size - self._lacking[file.sha256]
            if limit < 0:
                break
            together.append(file)
        return together

    def _send_bundle(self, files: list[FileRef]) -> None:
        """Of each what is lacking; then what the central holds is known, and what is whole there is lacking no more."""
        parts = [(file, self._lacking[file.sha256]) for file in files]
        for file, _ in parts:
            self.parcel.require_size(file)
        length = sum(HEAD_BYTES + file.size - offset for file, offset in parts)
        try:
            reply = self.line.put("POST", f"{self._path}/files", self._framed(parts), length)
        except LinkFault as fault:
            self._failed(fault.trouble, fault.retry_after_s)
            self._ask_held(files)
        except StationError as error:
            raise CallEnds(error) from error
        else:
            if reply.status == 400 and self._trouble(reply).code == "bundle":  # changed on its way
                self._failed(self.line.nonsense("a bundle arrives changed"))
                self._ask_held(files)
            else:
                self._take_held(files, reply, was_sent=True)

    def _ask_held(self, files: list[FileRef]) -> None:
        """After a cut: frames of no length ask."""
        question = b"".join(frame_head(file.sha256, 0, 0) for file in files)
        reply = self._ask("POST", f"{self._path}/files", question)
        while reply.status == 400 and self._trouble(reply).code == "bundle":
            self._failed(self.line.nonsense("a question arrives changed"))
            reply = self._ask("POST", f"{self._path}/files", question)
        self._take_held(files, reply, was_sent=False)

    def _take_held(self, files: list[FileRef], reply: Reply, *, was_sent: bool) -> None:
        if reply.status != 200:
            raise self._refused_unsigned(reply)
        try:
            held = {one.sha256: one.offset for one in self.line.parsed(Bundled, reply).held}
        except StationError as error:
            raise CallEnds(error) from error
        before = sum(self._lacking[file.sha256] for file in files)
        for file in files:
            offset = held.get(file.sha256)
            if offset is None or offset > file.size:
                raise CallEnds(self.line.nonsense("no proper offset"))
            self._lacking[file.sha256] = offset
            if offset == 0 and was_sent:
                self._starts_over(file)
        if sum(held[file.sha256] for file in files) > before:
            self._patience.progressed()
        elif was_sent:
            self._failed(self.line.nonsense("offsets do not agree"))
        for file in files:
            if held[file.sha256] == file.size:
                del self._lacking[file.sha256]
        self._tell()

    def _starts_over(self, file: FileRef) -> None:
        """It arrived changed. Raises StationError when it is damaged here, CallEnds when that happens again and again."""
        self._restarts[file.sha256] = self._restarts.get(file.sha256, 0) + 1
        self.parcel.require_whole(file)
        if self._restarts[file.sha256] > _RESTARTS:
            raise CallEnds(self.line.nonsense("a whole file is called damaged"))

    def _framed(self, parts: list[tuple[FileRef, int]]) -> Iterator[bytes]:
        for file, offset in parts:
            length = file.size - offset
            head = frame_head(file.sha256, offset, length)
            for chunk in _chunks(self.parcel.path(file), offset, length):
                yield head + chunk
                head = b""

    def _lacks_for_ever(self, stage: Stage) -> StationError:
        return StationError("sending.held", batch=self.manifest.name[:12], reason=f"{stage}: files are lacking again and again")

    def _upload(self, file: FileRef) -> None:
        """Send one file from where the central has it to its end."""
        offset: int | None = self._lacking[file.sha256]
        while offset is None or offset < file.size:
            self.parcel.require_size(file)
            known = self._lacking[file.sha256]
            if offset is None:
                offset = self._offset(file)
                if offset > known:
                    self._patience.progressed()
            else:
                offset = self._patch(file, offset)
                if offset == 0:
                    self._starts_over(file)
            if offset is not None:
                self._lacking[file.sha256] = offset
                self._tell()
        del self._lacking[file.sha256]

    def _patch(self, file: FileRef, offset: int) -> int | None:
        """One PATCH; the offset after it, 0 to start again, None when the central must be asked."""
        length = min(file.size - offset, self.limits.patch_bytes)
        chunks = _chunks(self.parcel.path(file), offset, length)
        try:
            reply = self.line.put("PATCH", f"{self._path}/files/{file.sha256}", chunks, length, {OFFSET_HEADER: str(offset)})
        except LinkFault as fault:
            self._failed(fault.trouble, fault.retry_after_s)
            return None
        except StationError as error:
            raise CallEnds(error) from error
        if reply.status == 204:
            if reply.number(OFFSET_HEADER) != offset + length:
                raise CallEnds(self.line.nonsense("a wrong offset after a file"))
            self._patience.progressed()
            return offset + length
        if reply.status == 409:
            self._failed(self.line.nonsense("offsets do not agree"))
            return None
        if reply.status == HASH_MISMATCH:
            return 0
        raise self._refused_unsigned(reply)

    def _offset(self, file: FileRef) -> int:
        reply = self._ask("HEAD", f"{self._path}/files/{file.sha256}")
        offset = reply.number(OFFSET_HEADER)
        if reply.status != 200 or offset is None or offset > file.size or reply.number(LENGTH_HEADER) != file.size:
            raise CallEnds(self.line.nonsense("no proper offset"))
        return offset

    def _commit(self, stage: Stage) -> bool:
        """True once the receipt lies in the folder; False when files are lacking."""
        waiting = Patience(self.pace, self.pace.waits, self.sleep)
        while True:
            reply = self._ask("POST", f"{self._path}/commit/{stage}", b"")
            if reply.status == 200:
                self._keep_receipt(stage, reply.body)
                return True
            if reply.status == 422:
                self._keep_refusal(reply.body)
            if reply.status == 202:
                waiting.failed(StationError("sending.waiting", batch=self.manifest.name[:12]), reply.retry_after_s)
            elif reply.status == 409:
                trouble = self._trouble(reply)
                if trouble.code != "lacking" or not trouble.want:
                    raise self._held(trouble)
                self._take_wants(trouble.want)
                return False
            else:
                raise self._refused_unsigned(reply)

    def _keep_receipt(self, stage: Stage, data: bytes) -> None:
        try:
            verify_receipt(data, self.manifest, stage, self.root_certificate)
        except StationError as error:
            raise CallEnds(error) from error
        self.parcel.keep_receipt(stage, data)
        self._patience.progressed()

    def _keep_refusal(self, data: bytes) -> None:
        try:
            refusal = verify_refusal(data, self.manifest, self.root_certificate)
        except StationError as error:
            raise CallEnds(error) from error
        self.parcel.keep_refusal(data)
        raise StationError("sending.refused", batch=self.manifest.name[:12], reason=refusal.vi)

    def _ask(self, method: str, path: str, content: bytes | None = None, headers: Mapping[str, str] | None = None) -> Reply:
        """An exchange that may be repeated without harm, repeated while there is patience."""
        while True:
            try:
                return self.line.ask(method, path, content, headers)
            except LinkFault as fault:
                self._failed(fault.trouble, fault.retry_after_s)
            except StationError as error:
                raise CallEnds(error) from error

    def _failed(self, trouble: StationError, at_least_s: float = 0.0) -> None:
        try:
            self._patience.failed(trouble, at_least_s)
        except StationError as error:
            raise CallEnds(error) from error

    def _trouble(self, reply: Reply) -> Trouble:
        try:
            return self.line.parsed(Trouble, reply)
        except StationError as error:
            raise CallEnds(error) from error

    def _refused_unsigned(self, reply: Reply) -> StationError | StationEnds | CallEnds:
        """What an unsigned "no" means: it may hold this batch up or end the call, never return entries."""
        trouble = self._trouble(reply)
        if reply.status == 426:
            return CallEnds(StationError("sending.version", theirs=trouble.en, ours=1))
        if reply.status == 403 or trouble.code == "quarantined":
            return StationEnds(self._held(trouble))
        if reply.status in (400, 409, 413, 503):
            return self._held(trouble)
        return CallEnds(self.line.nonsense(f"status {reply.status}"))

    def _held(self, trouble: Trouble) -> StationError:
        return StationError("sending.held", batch=self.manifest.name[:12], reason=f"{trouble.code}: {trouble.vi}"[:500])

    def _tell(self) -> None:
        if self.on_progress is not None:
            total = sum(file.size for file in self.manifest.body.files)
            left = sum(self._files[sha256].size - offset for sha256, offset in self._lacking.items())
            self.on_progress(self.manifest.name, total - left, total)


def _chunks(path: Path, offset: int, length: int) -> Iterator[bytes]:
    with path.open("rb") as file:
        file.seek(offset)
        while length > 0:
            chunk = file.read(min(_CHUNK_BYTES, length))
            if not chunk:
                return
            length -= len(chunk)
            yield chunk
