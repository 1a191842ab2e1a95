"""The manifest of a batch (PROTOCOL.md §2.2): what may be known about it without opening it."""

from dataclasses import dataclass
from typing import Annotated, Any, Final, Literal

from pydantic import Field, StringConstraints, ValidationError, model_validator

from station.domain.actions import canonical
from station.domain.errors import StationError
from station.domain.ids import BatchName
from sync.protocol.documents import Count, Hex64, Id, Seq, Wire, WireSignature, name_of, parse_canonical
from sync.protocol.limits import BATCH_FORMAT, ENTRIES, FILE_BYTES, FILES, MANIFEST_BYTES

FileRole = Literal["entries", "escrow", "image"]
ENTRY_FILES = {"entries": "entries.central", "escrow": "entries.escrow"}
_BEFORE_BODY: Final = b'{"body":'


class VolumeRef(Wire):
    """The register book or box."""

    volume_id: Id
    kind: Annotated[str, StringConstraints(max_length=20)]
    year: int
    number: Annotated[str, StringConstraints(max_length=40)]


class LogHead(Wire):
    """Where the station's action log ended when the batch was made."""

    seq: Count
    hash: Hex64


class FormUse(Wire):
    """A form definition that entries of the batch were captured under."""

    form_id: Id
    version: str
    definition_hash: Hex64


class EntryRef(Wire):
    """One entry of the sealed part: id, revision and salted hash."""

    entry_id: Id
    revision: Seq
    hash: Hex64


class FileRef(Wire):
    """One file of the batch folder; `sha256` is its name on the wire."""

    name: Annotated[str, StringConstraints(pattern=r"^(entries\.(central|escrow)|images/[0-9a-f]{64})$")]
    role: FileRole
    sha256: Hex64
    size: Annotated[int, Field(ge=1, le=FILE_BYTES)]

    @model_validator(mode="after")
    def _name_follows_role(self) -> "FileRef":
        if self.name != ENTRY_FILES.get(self.role, f"images/{self.sha256}"):
            raise ValueError("a file's name does not follow from its role")
        return self


class Approver(Wire):
    """Who approved."""

    user_id: Id
    key_id: Hex64


class ManifestBody(Wire):
    """The signed part."""

    type: Literal["batch"]
    format: Literal[1]
    protocol: Literal[1]
    realm: Annotated[str, StringConstraints(min_length=1, max_length=100)]
    station_id: Id
    office_id: Annotated[str, StringConstraints(min_length=1, max_length=100)]
    seq: Seq
    previous: Hex64 | None
    volume: VolumeRef
    log_head: LogHead
    forms: list[FormUse]
    entries: Annotated[list[EntryRef], Field(min_length=1, max_length=ENTRIES)]
    files: Annotated[list[FileRef], Field(min_length=2, max_length=FILES)]
    approver: Approver
    approved_at: str

    @model_validator(mode="after")
    def _lists_hold_together(self) -> "ManifestBody":
        if sorted(file.role for file in self.files if file.role != "image") != ["entries", "escrow"]:
            raise ValueError("exactly one entries and one escrow file")
        if len({file.sha256 for file in self.files}) != len(self.files):
            raise ValueError("a file is listed twice")
        if len({entry.entry_id for entry in self.entries}) != len(self.entries):
            raise ValueError("an entry is listed twice")
        return self

    def file(self, role: FileRole) -> FileRef:
        """The one file of role `entries` or `escrow`."""
        return next(file for file in self.files if file.role == role)

    @property
    def images(self) -> list[FileRef]:
        """The sealed images."""
        return [file for file in self.files if file.role == "image"]


class _Document(Wire):
    body: ManifestBody
    signatures: Annotated[list[WireSignature], Field(min_length=1, max_length=4)]


@dataclass(frozen=True)
class Manifest:
    """A manifest as it came, parsed; its signatures are not checked yet (sync.envelope.verify_manifest does)."""

    name: BatchName
    body: ManifestBody
    signatures: tuple[WireSignature, ...]
    signed: bytes
    """The canonical body as it came, unknown fields included: what the signatures cover."""
    data: bytes

    def signature(self, by: str) -> WireSignature | None:
        """The first signature by `approver` or `station`."""
        return next((signature for signature in self.signatures if signature.by == by), None)


def parse_manifest(data: bytes) -> Manifest:
    """Parse; raise StationError `envelope.damaged` for anything that is not a manifest of this version."""
    name = BatchName(name_of(data))
    try:
        value = parse_canonical(data, MANIFEST_BYTES)
        document = _Document.model_validate(value)
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False, include_context=False)[0]
        where = ".".join(str(part) for part in first["loc"])
        raise StationError("envelope.damaged", batch=name[:12], reason=f"manifest: {where or 'root'}: {first['type']}") from error
    except ValueError as error:
        raise StationError("envelope.damaged", batch=name[:12], reason="the manifest is not canonical JSON") from error
    return Manifest(name, document.body, tuple(document.signatures), _signed(value, data), data)


def _signed(value: dict[str, Any], data: bytes) -> bytes:
    """The canonical body. The whole is canonical already: what stands around the body is cut off, where that is all there is."""
    if value.keys() != {"body", "signatures"}:
        return canonical(value["body"])
    return data[len(_BEFORE_BODY) : -len(b',"signatures":%b}' % canonical(value["signatures"]))]


__all__ = ["BATCH_FORMAT", "EntryRef", "FileRef", "Manifest", "ManifestBody", "parse_manifest"]
