"""Sealing: approved entries, their pages' keys and images become a folder that anybody may carry and nobody can read or change."""

import base64
import contextlib
import dataclasses
import datetime
import hashlib
import os
import secrets
import shutil
from pathlib import Path
from typing import Any

from station.domain.actions import SALT_BYTES, Signer, canonical
from station.domain.batch import BatchContents, SealedImage
from station.domain.codec import to_json
from station.domain.durable import fsync_folder, full_disk_reported, write_durably
from station.domain.errors import StationError
from station.domain.ids import BatchName, OfficeId, StationId
from station.signing.certificates import check_certificate
from station.signing.province import Province
from station.signing.revocations import NOBODY, Revocations
from sync.envelope.sealed_part import CENTRAL, ESCROW, info_for, pack, seal
from sync.protocol.documents import name_of, sign_body
from sync.protocol.limits import BATCH_FORMAT, PROTOCOL, SEALED_FORMAT
from sync.protocol.manifest import ENTRY_FILES, parse_manifest

MAKING = ".making-"
PREPARED = ".part"

FileEntry = dict[str, str | int]
"""One line of the manifest's list of files."""


def seal_batch(
    folder: Path,
    contents: BatchContents,
    *,
    approver: Signer,
    station: Signer,
    station_id: StationId,
    office_id: OfficeId,
    province: Province,
    revocations: Revocations = NOBODY,
) -> BatchName:
    """Write the batch durably into `folder / <name>.part` and return its name; releasing it to a sender is a rename.

    Raises StationError `approval.no-certificate`, `approval.certificate-invalid` or `approval.certificate-revoked` before anything is
    written, `envelope.damaged` when a sealed image is not what its name says, `store.disk-full`; `token.*` when the approver's key does not
    sign.
    """
    approver_key_id = _require_certificates(approver, station, province, revocations)
    folder.mkdir(parents=True, exist_ok=True)
    making = folder / f"{MAKING}{secrets.token_hex(8)}"
    try:
        with full_disk_reported(folder):
            hashes, sealed_value = _sealed_value(contents)
            files = _write_files(making, contents, sealed_value, station_id, province)
            body = _body(contents, hashes, files) | {
                "realm": province.realm, "station_id": station_id, "office_id": office_id,
                "approver": {"user_id": approver.user_id, "key_id": approver_key_id},
            }  # fmt: skip
            manifest = canonical({"body": body, "signatures": [sign_body(body, "approver", approver), sign_body(body, "station", station)]})
            name = parse_manifest(manifest).name  # what this station could not read itself never leaves it
            write_durably(making / "manifest.json", manifest)
            making.rename(folder / f"{name}{PREPARED}")
            fsync_folder(folder)
    except BaseException:
        shutil.rmtree(making, ignore_errors=True)
        raise
    return name


def _require_certificates(approver: Signer, station: Signer, province: Province, revocations: Revocations) -> str:
    """The id of the approver's certified key."""
    now = datetime.datetime.now(datetime.UTC)
    key_id = ""
    for signer, role in ((station, "station"), (approver, "supervisor")):
        if signer.certificate is None:
            raise StationError("approval.no-certificate", user=signer.user_id)
        key_id = check_certificate(signer.certificate, province.root_certificate, at=now, role=role, revocations=revocations).key_id
    return key_id


def _write_files(
    making: Path, contents: BatchContents, sealed_value: dict[str, Any], station_id: str, province: Province
) -> list[FileEntry]:
    """Write the two sealed parts and the images; return their lines for the manifest."""
    (making / "images").mkdir(parents=True)
    packed = pack(sealed_value)
    files: list[FileEntry] = []
    for role, recipient, key in (("entries", CENTRAL, province.central_public_key), ("escrow", ESCROW, province.escrow_public_key)):
        sealed = seal(packed, key, info_for(province.realm, station_id, contents.seq, recipient))
        write_durably(making / ENTRY_FILES[role], sealed)
        files.append({"name": ENTRY_FILES[role], "role": role, "sha256": name_of(sealed), "size": len(sealed)})
    for image in {image.name: image for image in contents.images.values()}.values():
        place_image(image, making / "images" / image.name)
        files.append({"name": f"images/{image.name}", "role": "image", "sha256": image.name, "size": image.size})
    fsync_folder(making / "images")
    return files


def _body(contents: BatchContents, hashes: list[str], files: list[FileEntry]) -> dict[str, Any]:
    """The part of the manifest's body that follows from the contents."""
    volume = contents.volume
    return {
        "type": "batch", "format": BATCH_FORMAT, "protocol": PROTOCOL,
        "seq": contents.seq, "previous": contents.previous,
        "volume": {"volume_id": volume.volume_id, "kind": volume.kind, "year": volume.year, "number": volume.number},
        "log_head": {"seq": contents.log_head.seq, "hash": contents.log_head.hash},
        "forms": [to_json(form) for form in sorted({entry.form for entry in contents.entries}, key=str)],
        "entries": [
            {"entry_id": entry.entry_id, "revision": entry.revision, "hash": hashed}
            for entry, hashed in zip(contents.entries, hashes, strict=True)
        ],
        "files": files,
        "approved_at": contents.approved_at,
    }  # fmt: skip


def _sealed_value(contents: BatchContents) -> tuple[list[str], dict[str, Any]]:
    """(salted hash of each entry, what is sealed). A page's source name stays at the station: it may name people."""
    hashes, entries = [], []
    for entry in contents.entries:
        salt, value = secrets.token_bytes(SALT_BYTES), to_json(entry)
        hashes.append(entry_hash(salt, value))
        entries.append({"salt": base64.b64encode(salt).decode(), "entry": value})
    pages = {page.page_id: to_json(dataclasses.replace(page, source_name="")) for page in contents.pages}
    keys = {page_id: base64.b64encode(contents.page_keys[page_id]).decode() for page_id in pages}
    return hashes, {"format": SEALED_FORMAT, "entries": entries, "pages": list(pages.values()), "page_keys": keys}


def entry_hash(salt: bytes, entry: Any) -> str:
    """SHA-256 of salt and canonical entry: proof to whoever holds the sealed part, no help to whoever guesses names."""
    return hashlib.sha256(salt + canonical(entry)).hexdigest()


def place_image(image: SealedImage, target: Path) -> None:
    """A hard link of the store's sealed file, or a flushed copy where links fail (other disk, FAT stick).

    Raises StationError `envelope.damaged` when the file is not what its name says: better now than after a week of sending.
    """
    try:
        with image.path.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
        size = image.path.stat().st_size
    except FileNotFoundError as error:
        raise StationError("envelope.damaged", batch="", reason=f"image {image.name[:12]} is missing") from error
    if digest != image.name or size != image.size:
        raise StationError("envelope.damaged", batch="", reason=f"image {image.name[:12]} was changed")
    with contextlib.suppress(OSError):
        os.link(image.path, target)
        return
    shutil.copyfile(image.path, target)
    with target.open("rb+") as copied:
        os.fsync(copied.fileno())
