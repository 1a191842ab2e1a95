"""Opening: whose manifest it is, and what lies in the sealed part. Used by the central's opener; the manifest check by everybody."""

import base64
import binascii
import datetime
from dataclasses import dataclass
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from station.domain.codec import from_json
from station.domain.errors import StationError
from station.domain.ids import PageId
from station.domain.record import Entry, Page
from station.signing.certificates import CertificateFacts, check_certificate
from station.signing.keys import verify
from station.signing.reasons import other_office, other_realm
from station.signing.revocations import NOBODY, Revocations
from sync.envelope.sealed_part import CENTRAL, info_for, unseal
from sync.envelope.sealing import entry_hash
from sync.protocol.documents import Base64, name_of
from sync.protocol.manifest import Manifest

PAGE_KEY_BYTES = 32


@dataclass(frozen=True)
class OpenedBatch:
    """A batch in clear: in memory only."""

    manifest: Manifest
    entries: tuple[Entry, ...]
    pages: tuple[Page, ...]
    page_keys: dict[PageId, bytes]


class _SealedEntry(BaseModel):
    model_config = ConfigDict(strict=True)
    salt: Base64
    entry: dict[str, Any]


class _Sealed(BaseModel):
    model_config = ConfigDict(strict=True)
    format: Literal[1]
    entries: Annotated[list[_SealedEntry], Field(min_length=1)]
    pages: list[dict[str, Any]]
    page_keys: dict[str, Base64]


def verify_manifest(manifest: Manifest, root_certificate: bytes, at: datetime.datetime, revocations: Revocations = NOBODY) -> Manifest:
    """The manifest, once both signatures hold and both certificates are the realm's, for their roles and this office, at `at`.

    Raises StationError `envelope.signature`, `approval.no-certificate`, `approval.certificate-invalid` or `approval.certificate-revoked`.
    """
    verify_station(manifest, root_certificate, at, revocations)
    approver = _verify_signature(manifest, "approver", "supervisor", root_certificate, at, revocations)
    body = manifest.body
    if (approver.user_id, approver.key_id) != (body.approver.user_id, body.approver.key_id):
        raise StationError("envelope.signature", batch=manifest.name[:12], reason="the approver's certificate is somebody else's")
    if approver.office_id != body.office_id:
        raise StationError("approval.certificate-invalid", user=approver.user_id, reason=other_office(approver.office_id))
    return manifest


def verify_station(manifest: Manifest, root_certificate: bytes, at: datetime.datetime, revocations: Revocations = NOBODY) -> None:
    """The station's half of `verify_manifest`: whether this machine may announce anything at all."""
    station = _verify_signature(manifest, "station", "station", root_certificate, at, revocations)
    if station.user_id != manifest.body.station_id or station.office_id != manifest.body.office_id:
        raise StationError("envelope.signature", batch=manifest.name[:12], reason="the station's certificate is another station's")


def _verify_signature(
    manifest: Manifest, by: str, role: str, root: bytes, at: datetime.datetime, revocations: Revocations
) -> CertificateFacts:
    signature = manifest.signature(by)
    if signature is None or not signature.certificate_der:
        raise StationError("approval.no-certificate", user=manifest.body.approver.user_id if by == "approver" else manifest.body.station_id)
    facts = check_certificate(signature.certificate_der, root, at=at, role=role, revocations=revocations)
    if facts.realm != manifest.body.realm:
        raise StationError("approval.certificate-invalid", user=facts.user_id, reason=other_realm(facts.realm, manifest.body.realm))
    if not verify(facts.public_key, signature.detached, manifest.signed):
        raise StationError("envelope.signature", batch=manifest.name[:12], reason=f"signature of the {by}")
    return facts


def open_batch(manifest: Manifest, sealed_entries: bytes, private_key: bytes, *, recipient: str = CENTRAL) -> OpenedBatch:
    """Open the sealed part with the key of `recipient` (`central` or `escrow`) and hold it against the manifest.

    The manifest's signatures are `verify_manifest`'s business. Raises StationError `envelope.damaged` or `envelope.wrong-key`.
    """
    body = manifest.body
    if name_of(sealed_entries) != body.file("entries" if recipient == CENTRAL else "escrow").sha256:
        raise _damaged(manifest, "the sealed part is not the manifest's")
    info = info_for(body.realm, body.station_id, body.seq, recipient)
    value = unseal(sealed_entries, private_key, info, manifest.name)
    try:
        sealed = _Sealed.model_validate(value)
        entries = tuple(from_json(Entry, item.entry) for item in sealed.entries)
        pages = tuple(from_json(Page, page) for page in sealed.pages)
        keys = {PageId(page_id): base64.b64decode(key, validate=True) for page_id, key in sealed.page_keys.items()}
    except (ValidationError, binascii.Error) as error:
        raise _damaged(manifest, "the sealed part is not of this format") from error
    hashes = [entry_hash(base64.b64decode(item.salt), item.entry) for item in sealed.entries]
    _hold_against(manifest, entries, hashes, pages, keys)
    return OpenedBatch(manifest, entries, pages, keys)


def _hold_against(
    manifest: Manifest, entries: tuple[Entry, ...], hashes: list[str], pages: tuple[Page, ...], keys: dict[PageId, bytes]
) -> None:
    body = manifest.body
    found = [(entry.entry_id, entry.revision, hashed) for entry, hashed in zip(entries, hashes, strict=True)]
    if found != [(entry.entry_id, entry.revision, entry.hash) for entry in body.entries]:
        raise _damaged(manifest, "the entries are not those of the manifest")
    if any(entry.volume_id != body.volume.volume_id for entry in entries):
        raise _damaged(manifest, "an entry belongs to another volume")
    used = {page_id for entry in entries for page_id in entry.pages}
    if {page.page_id for page in pages} != used or set(keys) != used or any(len(key) != PAGE_KEY_BYTES for key in keys.values()):
        raise _damaged(manifest, "pages and keys are not those of the entries")
    if {page.image_name: page.size for page in pages} != {image.sha256: image.size for image in body.images}:
        raise _damaged(manifest, "images are not those of the pages")


def _damaged(manifest: Manifest, reason: str) -> StationError:
    return StationError("envelope.damaged", batch=manifest.name[:12], reason=reason)
