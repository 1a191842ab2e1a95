"""The contract of station.workflow.ports.Outbox: a batch exists exactly when it was released, and only true answers come back."""

import json
from pathlib import Path

import pytest

from station.domain.actions import canonical
from station.domain.errors import StationError
from station.domain.ids import BatchName
from station.signing.signer import KeySigner
from station.workflow.ports import Outbox
from sync.client.parcel import Parcel
from sync.protocol.receipts import Answer, make_receipt, make_refusal
from tests.sync.factories import Office, make_office, received_now


@pytest.fixture
def office(tmp_path: Path) -> Office:
    return make_office(tmp_path)


@pytest.fixture(params=["folder"])
def outbox(office: Office) -> Outbox:
    """Every implementation; today the folder alone."""
    return office.outbox


def central_signer(office: Office) -> KeySigner:
    return KeySigner("central", office.province.receipt_key, office.province.public.receipt_certificate)


def answered(office: Office, name: BatchName, stage: str, by: KeySigner | None = None) -> bytes:
    """The central's answer, put into the batch folder as the sender does."""
    parcel = Parcel(office.outbox_folder / name)
    manifest, answer = parcel.manifest(), Answer(office.province.public.realm, 1, received_now())
    signer = by or central_signer(office)
    if stage == "refused":
        data = make_refusal(manifest, "four-eyes", "Người duyệt đã nhập mục này.", "The approver keyed it.", answer, signer)
        parcel.keep_refusal(data)
    else:
        data = make_receipt(manifest, stage, answer, signer)
        parcel.keep_receipt(stage, data)
    return data


def test_empty_outbox_has_nothing(outbox: Outbox) -> None:
    assert outbox.prepared() == []
    assert list(outbox.answers()) == []


def test_prepared_batch_waits_for_its_release(office: Office, outbox: Outbox) -> None:
    name = outbox.prepare(office.contents(), office.supervisor)
    assert outbox.prepared() == [name]
    outbox.release(name)
    assert outbox.prepared() == []


def test_release_may_be_repeated(office: Office, outbox: Outbox) -> None:
    name = outbox.prepare(office.contents(), office.supervisor)
    outbox.release(name)
    outbox.release(name)
    assert outbox.prepared() == []


def test_release_of_a_batch_that_is_not_there_is_a_failure(outbox: Outbox) -> None:
    with pytest.raises(StationError):
        outbox.release(BatchName("0" * 64))


def test_discarded_batch_is_gone(office: Office, outbox: Outbox) -> None:
    name = outbox.prepare(office.contents(), office.supervisor)
    outbox.discard(name)
    outbox.discard(name)
    assert outbox.prepared() == []


def test_discard_never_touches_a_released_batch(office: Office, outbox: Outbox) -> None:
    name = outbox.prepare(office.contents(), office.supervisor)
    outbox.release(name)
    outbox.discard(name)
    outbox.release(name)


def test_litter_of_a_crash_is_swept(office: Office, outbox: Outbox) -> None:
    name = outbox.prepare(office.contents(), office.supervisor)
    litter = office.outbox_folder / ".making-0011"
    litter.mkdir()
    (litter / "entries.central").write_bytes(b"half")
    assert outbox.prepared() == [name]
    assert not litter.exists()


@pytest.mark.parametrize("stage", ["entries", "complete"])
def test_true_receipt_comes_back_byte_for_byte(office: Office, outbox: Outbox, stage: str) -> None:
    name = office.seal()
    data = answered(office, name, stage)
    assert list(outbox.answers()) == [(name, stage, data)]


def test_refusal_comes_back_as_its_sentence(office: Office, outbox: Outbox) -> None:
    name = office.seal()
    answered(office, name, "refused")
    assert list(outbox.answers()) == [(name, "refused", "Người duyệt đã nhập mục này.".encode())]


def test_answer_signed_by_anybody_else_does_not_come_back(office: Office, outbox: Outbox) -> None:
    name = office.seal()
    answered(office, name, "complete", by=office.supervisor)
    answered(office, name, "refused", by=office.station)
    assert list(outbox.answers()) == []


def test_receipt_of_one_batch_does_not_count_for_another(office: Office, outbox: Outbox) -> None:
    first, second = office.seal(), office.seal()
    data = answered(office, first, "complete")
    Parcel(office.outbox_folder / second).keep_receipt("complete", data)
    assert [name for name, _, _ in outbox.answers()] == [first]


def test_changed_receipt_does_not_come_back(office: Office, outbox: Outbox) -> None:
    name = office.seal()
    value = json.loads(answered(office, name, "entries"))
    value["body"]["stage"] = "complete"
    Parcel(office.outbox_folder / name).keep_receipt("complete", canonical(value))
    assert [stage for _, stage, _ in outbox.answers()] == ["entries"]


def test_clearing_keeps_manifest_and_receipts(office: Office, outbox: Outbox) -> None:
    name = office.seal()
    data = answered(office, name, "complete")
    outbox.clear_sent(name)
    outbox.clear_sent(name)
    assert list(outbox.answers()) == [(name, "complete", data)]
    left = sorted(path.name for path in (office.outbox_folder / name).iterdir())
    assert left == ["manifest.json", "receipts"]


def test_clearing_without_a_complete_receipt_drops_nothing(office: Office, outbox: Outbox) -> None:
    name = office.seal()
    answered(office, name, "entries")
    outbox.clear_sent(name)
    assert (office.outbox_folder / name / "images").is_dir()


def test_clearing_leaves_the_stores_own_images(office: Office, outbox: Outbox) -> None:
    contents = office.contents()
    name = office.seal(contents)
    answered(office, name, "complete")
    outbox.clear_sent(name)
    assert all(image.path.exists() for image in contents.images.values())
