"""Sealing and opening: what goes in comes out for the right key only, and one changed byte is noticed by somebody."""

import datetime
import json
import random
from pathlib import Path

import pytest

from station.domain.actions import canonical
from station.domain.codec import to_json
from station.domain.errors import StationError
from station.domain.states import EntryState
from station.signing.province import PracticeProvince
from sync.envelope import open_batch, seal_batch, verify_manifest
from sync.envelope.sealed_part import pack, seal, unseal
from sync.protocol.documents import sign_body
from sync.protocol.manifest import parse_manifest
from tests.sync.factories import MARKED_NAME, Office

NOW = datetime.datetime.now(datetime.UTC)


def read_batch(office: Office, name: str) -> tuple[bytes, bytes]:
    folder = office.outbox_folder / name
    return (folder / "manifest.json").read_bytes(), (folder / "entries.central").read_bytes()


def resigned(office: Office, manifest: bytes, **body_changes: object) -> bytes:
    """A manifest with another body, signed again by the same hands: what a broken or hostile station could make."""
    body = json.loads(manifest)["body"] | body_changes
    return canonical(
        {"body": body, "signatures": [sign_body(body, "approver", office.supervisor), sign_body(body, "station", office.station)]}
    )


def verified(office: Office, manifest: bytes, at: datetime.datetime = NOW):
    return verify_manifest(parse_manifest(manifest), office.province.public.root_certificate, at)


def test_opened_batch_equals_what_was_sealed(office: Office) -> None:
    contents = office.contents(entries=3, pages_each=2)
    name = office.seal(contents)
    manifest, sealed = read_batch(office, name)
    opened = open_batch(parse_manifest(manifest), sealed, office.province.central_private_key)
    assert [to_json(entry) for entry in opened.entries] == [to_json(entry) for entry in contents.entries]
    assert opened.page_keys == contents.page_keys
    assert {page.image_name for page in opened.pages} == {image.name for image in contents.images.values()}
    assert verified(office, manifest).name == name


def test_escrow_opens_the_same_batch(office: Office) -> None:
    contents = office.contents()
    folder = office.outbox_folder / office.seal(contents)
    manifest, sealed = (folder / "manifest.json").read_bytes(), (folder / "entries.escrow").read_bytes()
    assert open_batch(parse_manifest(manifest), sealed, office.province.escrow_private_key, recipient="escrow").entries == contents.entries


def test_name_of_a_page_file_stays_at_the_station(office: Office) -> None:
    manifest, sealed = read_batch(office, office.seal())
    assert {page.source_name for page in open_batch(parse_manifest(manifest), sealed, office.province.central_private_key).pages} == {""}


def test_marked_name_is_nowhere_in_the_batch_folder(office: Office) -> None:
    folder = office.outbox_folder / office.seal()
    files = [path for path in folder.rglob("*") if path.is_file()]
    assert len(files) == 5
    for path in files:
        assert MARKED_NAME.encode() not in path.read_bytes()
        assert MARKED_NAME.encode("utf-16-le") not in path.read_bytes()


def test_images_are_the_same_bytes_as_in_the_store(office: Office) -> None:
    contents = office.contents()
    folder = office.outbox_folder / office.seal(contents)
    for image in contents.images.values():
        assert (folder / "images" / image.name).samefile(image.path)


def test_images_are_copied_where_links_fail(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    def no_links(*_: object) -> None:
        raise OSError("no links here")

    monkeypatch.setattr("os.link", no_links)
    contents = office.contents()
    folder = office.outbox_folder / office.seal(contents)
    for image in contents.images.values():
        assert (folder / "images" / image.name).read_bytes() == image.path.read_bytes()
        assert not (folder / "images" / image.name).samefile(image.path)


@pytest.mark.parametrize("file", ["manifest.json", "entries.central"])
def test_every_changed_byte_is_noticed(office: Office, file: str) -> None:
    folder = office.outbox_folder / office.seal()
    original = (folder / file).read_bytes()
    dice = random.Random(11)
    for position in [0, len(original) - 1, *(dice.randrange(len(original)) for _ in range(60))]:
        changed = bytearray(original)
        changed[position] ^= 1 << dice.randrange(8)
        (folder / file).write_bytes(changed)
        manifest, sealed = read_batch(office, folder.name)
        with pytest.raises(StationError):
            verified(office, manifest)
            open_batch(parse_manifest(manifest), sealed, office.province.central_private_key)


def test_wrong_key_opens_nothing(office: Office) -> None:
    manifest, sealed = read_batch(office, office.seal())
    with pytest.raises(StationError) as caught:
        open_batch(parse_manifest(manifest), sealed, bytes(range(32)))
    assert caught.value.code == "envelope.wrong-key"


def test_sealed_part_of_another_number_does_not_open(office: Office) -> None:
    manifest, sealed = read_batch(office, office.seal())
    with pytest.raises(StationError) as caught:
        open_batch(parse_manifest(resigned(office, manifest, seq=2, previous="0" * 64)), sealed, office.province.central_private_key)
    assert caught.value.code == "envelope.wrong-key"


def test_zip_bomb_in_a_sealed_part_is_refused(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sync.envelope.sealed_part.UNPACKED_BYTES", 1_000)
    sealed = seal(pack({"a": "x" * 100_000}), office.province.public.central_public_key, b"info")
    with pytest.raises(StationError) as caught:
        unseal(sealed, office.province.central_private_key, b"info", "b" * 64)
    assert caught.value.code == "envelope.damaged"


def test_entry_missing_from_the_sealed_part_is_noticed(office: Office) -> None:
    manifest, sealed = read_batch(office, office.seal())
    entries = json.loads(manifest)["body"]["entries"]
    entries[0]["hash"] = "0" * 64
    with pytest.raises(StationError) as caught:
        open_batch(parse_manifest(resigned(office, manifest, entries=entries)), sealed, office.province.central_private_key)
    assert caught.value.code == "envelope.damaged"


@pytest.mark.parametrize("who", ["supervisor", "station"])
def test_signer_without_a_certificate_seals_nothing(office: Office, who: str) -> None:
    nobody = office.signer("khong.co", None)
    hands = {"approver": office.supervisor, "station": office.station} | {"approver" if who == "supervisor" else "station": nobody}
    with pytest.raises(StationError) as caught:
        seal_batch(
            office.outbox_folder, office.contents(), station_id=office.station_id, office_id=office.office_id,
            province=office.province.public, **hands,
        )  # fmt: skip
    assert caught.value.code == "approval.no-certificate"
    assert not office.outbox_folder.exists()


@pytest.mark.parametrize("role", ["clerk", "station"])
def test_approver_with_another_roles_certificate_seals_nothing(office: Office, role: str) -> None:
    with pytest.raises(StationError) as caught:
        office.outbox.prepare(office.contents(), office.signer("can.bo", role))
    assert caught.value.code == "approval.certificate-invalid"
    assert not office.outbox_folder.exists()


def test_changed_image_is_noticed_before_anything_is_prepared(office: Office) -> None:
    contents = office.contents()
    path = next(iter(contents.images.values())).path
    path.write_bytes(path.read_bytes()[:-1] + b"\x00\x01")
    with pytest.raises(StationError) as caught:
        office.outbox.prepare(contents, office.supervisor)
    assert caught.value.code == "envelope.damaged"
    assert list(office.outbox_folder.iterdir()) == []


def test_manifest_of_another_province_is_refused(office: Office, tmp_path: Path) -> None:
    other = PracticeProvince.create(tmp_path / "other", "Tỉnh Khác")
    manifest, _ = read_batch(office, office.seal())
    with pytest.raises(StationError) as caught:
        verify_manifest(parse_manifest(manifest), other.public.root_certificate, NOW)
    assert caught.value.code == "approval.certificate-invalid"


def test_manifest_signed_by_a_clerk_is_refused(office: Office) -> None:
    manifest, _ = read_batch(office, office.seal())
    office.supervisor = office.signer("lanh.dao", "clerk")
    with pytest.raises(StationError) as caught:
        verified(office, resigned(office, manifest))
    assert caught.value.code == "approval.certificate-invalid"


def test_manifest_without_the_approvers_signature_is_refused(office: Office) -> None:
    value = json.loads(read_batch(office, office.seal())[0])
    value["signatures"] = [signature for signature in value["signatures"] if signature["by"] == "station"]
    with pytest.raises(StationError) as caught:
        verified(office, canonical(value))
    assert caught.value.code == "approval.no-certificate"


def test_manifest_of_another_offices_supervisor_is_refused(office: Office) -> None:
    manifest, _ = read_batch(office, office.seal())
    office.supervisor = office.signer("lanh.dao", "supervisor", office_id="xa-khac")
    body = json.loads(manifest)["body"]
    approver = {"user_id": "lanh.dao", "key_id": office.supervisor.key_id}
    with pytest.raises(StationError) as caught:
        verified(office, resigned(office, manifest, approver=approver, files=body["files"]))
    assert caught.value.code == "approval.certificate-invalid"


def test_manifest_is_refused_outside_the_certificates_time(office: Office) -> None:
    manifest, _ = read_batch(office, office.seal())
    with pytest.raises(StationError) as caught:
        verified(office, manifest, NOW + datetime.timedelta(days=4000))
    assert caught.value.code == "approval.certificate-invalid"


def test_manifest_of_a_revoked_approver_is_refused_and_an_earlier_one_holds(office: Office) -> None:
    manifest, _ = read_batch(office, office.seal())
    root, revoked_at = office.province.public.root_certificate, NOW + datetime.timedelta(hours=1)
    office.province.revoke("lanh.dao", office.office_id, at=revoked_at)
    listed = office.province.revocations()
    assert verify_manifest(parse_manifest(manifest), root, NOW, listed).body.approver.user_id == "lanh.dao"
    with pytest.raises(StationError) as caught:
        verify_manifest(parse_manifest(manifest), root, revoked_at, listed)
    assert caught.value.code == "approval.certificate-revoked"


@pytest.mark.parametrize(
    "changes",
    [
        {"format": 2}, {"seq": 0}, {"seq": "1"}, {"station_id": "../../etc"}, {"files": []}, {"entries": []}, {"previous": "x"},
        {"type": "receipt"},
        {"files": [{"name": "images/../../x", "role": "image", "sha256": "a" * 64, "size": 1}] * 3},
    ],
)  # fmt: skip
def test_manifest_of_another_shape_is_refused(office: Office, changes: dict[str, object]) -> None:
    manifest, _ = read_batch(office, office.seal())
    with pytest.raises(StationError) as caught:
        verified(office, resigned(office, manifest, **changes))
    assert caught.value.code == "envelope.damaged"


@pytest.mark.parametrize("data", [b"", b"[]", b"{}", b"null", b"[" * 100_000, b'{"body": 1}', b"\xff\xfe", b"<html>"])
def test_rubbish_is_not_a_manifest(office: Office, data: bytes) -> None:
    with pytest.raises(StationError) as caught:
        verified(office, data)
    assert caught.value.code == "envelope.damaged"


def test_manifest_in_another_spelling_is_refused(office: Office) -> None:
    manifest, _ = read_batch(office, office.seal())
    with pytest.raises(StationError):
        verified(office, json.dumps(json.loads(manifest), indent=1).encode())


def test_fields_of_a_later_version_are_covered_by_the_signature_and_kept(office: Office) -> None:
    manifest, _ = read_batch(office, office.seal())
    later = resigned(office, manifest, weather="rain")
    assert verified(office, later).data == later
    with pytest.raises(StationError):
        verified(office, later.replace(b"rain", b"snow"))


def test_field_beside_the_body_is_passed_over(office: Office) -> None:
    manifest, _ = read_batch(office, office.seal())
    later = canonical(json.loads(manifest) | {"a": 1, "z": [2]})
    assert verified(office, later).signed == parse_manifest(manifest).signed == canonical(json.loads(manifest)["body"])


def test_state_of_an_entry_is_sealed_as_it_was(office: Office) -> None:
    manifest, sealed = read_batch(office, office.seal(state=EntryState.READ))
    assert {entry.state for entry in open_batch(parse_manifest(manifest), sealed, office.province.central_private_key).entries} == {
        EntryState.READ
    }
