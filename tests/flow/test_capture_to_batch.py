"""Stories over a real store, without Qt and without an engine: what happens between the paper and the sealed batch."""

import dataclasses

import pytest

from station.domain.errors import StationError
from station.domain.ids import EntryId, OfficeId, UserId
from station.domain.record import PageReading, PageState, ValueSource, ValueState
from station.domain.roles import Actor, Role
from station.domain.states import EntryState
from station.signing.signer import KeySigner
from station.workflow.approval import approve, return_entry
from station.workflow.capture import UNSORTED, capture_page, open_volume
from station.workflow.checking import Keyed, finish_checking, key_fields
from station.workflow.desk import Desk
from station.workflow.reading import read_waiting
from tests.flow.conftest import Office, TableReader, birth, page, read, replaced


def override_all(desk: Desk, entry_id: EntryId) -> dict[str, str]:
    return {finding.rule: "đúng như trên giấy" for finding in desk.records.entry(entry_id).findings}


def checked(desk: Desk, office: Office, reader: TableReader, *names: str) -> list[EntryId]:
    """Capture, read and check one certificate a name."""
    office.captured(desk, reader, *names)
    read_waiting(desk, reader)
    entries = [entry.entry_id for entry in desk.records.entries()]
    for entry_id in entries:
        finish_checking(desk, entry_id, override_all(desk, entry_id))
    return entries


def test_a_page_becomes_an_entry_that_is_checked_approved_and_sealed(office: Office, reader: TableReader) -> None:
    with office.desk() as desk:
        (entry_id,) = checked(desk, office, reader, "Hoa")
        volume = desk.records.volumes()[0]
    with office.desk("supervisor") as desk:
        approved = approve(desk, office.reviews, volume.volume_id, office.outbox, office.station_id)
        entry = desk.records.entry(entry_id)
    assert (entry.state, entry.batch) == (EntryState.APPROVED, approved.batch.name)
    assert (office.folder / "outbox" / approved.batch.name / "manifest.json").is_file()


def test_the_same_file_twice_is_one_page(office: Office, reader: TableReader) -> None:
    with office.desk() as desk:
        volume = office.captured(desk, reader, "Hoa")
        assert capture_page(desk, volume, page("Hoa")) is None
        assert len(desk.records.pages()) == 1


def test_a_second_volume_of_the_same_number_is_refused(office: Office, reader: TableReader) -> None:
    with office.desk() as desk:
        office.captured(desk, reader)
        with pytest.raises(StationError) as refused:
            open_volume(desk, office_id=OfficeId("99001"), kind="KS", year=2018, number="01")
    assert refused.value.code == "volume.duplicate"


def test_a_volume_of_a_kind_without_forms_is_refused(office: Office) -> None:
    with office.desk() as desk, pytest.raises(StationError) as refused:
        open_volume(desk, office_id=OfficeId("99001"), kind="XX", year=2018, number="01")
    assert refused.value.code == "forms.unknown"


def test_a_page_of_another_kind_is_kept_as_unknown_and_goes_no_further(office: Office, reader: TableReader) -> None:
    with office.desk() as desk:
        volume = open_volume(desk, office_id=OfficeId("99001"), kind=UNSORTED, year=2026, number="01")
        capture_page(desk, volume, page("thư"))
        report = read_waiting(desk, reader)
        (kept,) = desk.records.pages()
        assert (report.unknown, kept.state, desk.records.entries()) == (1, PageState.UNKNOWN, [])
        assert desk.images.open(kept.page_id) == page("thư").content


def test_one_page_that_cannot_be_read_does_not_hold_up_the_next(office: Office, reader: TableReader) -> None:
    with office.desk() as desk:
        office.captured(desk, reader, "Hoa", "Mai")
        reader.fails(page("Hoa"), StationError("reading.worker-died"))
        report = read_waiting(desk, reader)
        (job,) = desk.jobs.all()
        assert (report.read, len(report.failed), job.last_error) == (1, 1, "reading.worker-died")
        assert len(desk.records.entries()) == 0, "the page behind it may be the second face of the same paper"


def test_a_page_that_fails_three_times_waits_for_a_person_and_lets_the_others_pass(office: Office, reader: TableReader) -> None:
    with office.desk() as desk:
        office.captured(desk, reader, "Hoa", "Mai")
        reader.fails(page("Hoa"), StationError("reading.timeout", limit_s=1))
        for _ in range(4):
            read_waiting(desk, reader)
        (job,) = desk.jobs.all()
        assert (job.state, job.attempts) == ("needs-person", 3)
        assert len(desk.records.entries()) == 1


def test_the_two_faces_of_a_land_certificate_become_one_entry(office: Office, reader: TableReader) -> None:
    with office.desk() as desk:
        volume = open_volume(desk, office_id=OfficeId("99001"), kind="GCN", year=2016, number="01")
        for face in (1, 2):
            capture_page(desk, volume, page(f"mặt {face}"))
            reader.knows(page(f"mặt {face}"), PageReading("land_certificate_2014", face, {"so_thua": read(str(face))}))
        read_waiting(desk, reader)
        (entry,) = desk.records.entries()
        assert entry.pages == tuple(kept.page_id for kept in desk.records.pages())


def test_what_a_clerk_keys_stands_beside_the_reading_with_its_source(office: Office, reader: TableReader) -> None:
    with office.desk() as desk:
        office.captured(desk, reader, "Hoa")
        read_waiting(desk, reader)
        entry = key_fields(
            desk, desk.records.entries()[0].entry_id, {"nksHoTen": Keyed("Nguyễn Thị  Hoà"), "nksQueQuan": Keyed("", ValueState.BLANK)}
        )
    assert (entry.fields["nksHoTen"].value, entry.fields["nksHoTen"].source) == ("Nguyễn Thị Hoà", ValueSource.KEYED)
    assert entry.fields["nksNgaySinh"].source is ValueSource.READING


def test_words_that_differ_from_figures_must_be_mended_or_overridden(office: Office, reader: TableReader) -> None:
    with office.desk() as desk:
        office.captured(desk, reader, "Hoa")
        reader.knows(page("Hoa"), replaced(birth("Hoa"), nksNgaySinh=read("03/03/2018", "03.03.2018")))
        read_waiting(desk, reader)
        entry_id = desk.records.entries()[0].entry_id
        with pytest.raises(StationError) as refused:
            finish_checking(desk, entry_id)
        assert refused.value.code == "checking.open-findings"
        entry = finish_checking(desk, entry_id, override_all(desk, entry_id))
    assert entry.state is EntryState.CHECKED
    assert set(entry.overrides.values()) == {"đúng như trên giấy"}


def test_a_field_that_the_form_has_not_cannot_be_keyed(office: Office, reader: TableReader) -> None:
    with office.desk() as desk:
        office.captured(desk, reader, "Hoa")
        read_waiting(desk, reader)
        with pytest.raises(StationError) as refused:
            key_fields(desk, desk.records.entries()[0].entry_id, {"chieuDai": Keyed("12")})
    assert refused.value.code == "checking.unknown-field"


def test_a_text_that_is_no_date_stands_as_keyed_with_a_finding(office: Office, reader: TableReader) -> None:
    with office.desk() as desk:
        office.captured(desk, reader, "Hoa")
        read_waiting(desk, reader)
        entry = key_fields(desk, desk.records.entries()[0].entry_id, {"nksNgaySinh": Keyed("không rõ ngày")})
    assert (entry.fields["nksNgaySinh"].text, entry.fields["nksNgaySinh"].state) == ("không rõ ngày", ValueState.READ)
    assert any(finding.path == "nksNgaySinh" for finding in entry.findings)


def test_a_clerk_cannot_approve(office: Office, reader: TableReader) -> None:
    with office.desk() as desk:
        checked(desk, office, reader, "Hoa")
        with pytest.raises(StationError):
            approve(desk, office.reviews, desk.records.volumes()[0].volume_id, office.outbox, office.station_id)
        assert office.outbox.prepared() == []


def test_a_supervisor_without_a_certificate_cannot_approve_and_nothing_changes(office: Office, reader: TableReader) -> None:
    with office.desk() as desk:
        (entry_id,) = checked(desk, office, reader, "Hoa")
    with office.desk("deputy") as desk:
        with pytest.raises(StationError) as refused:
            approve(desk, office.reviews, desk.records.volumes()[0].volume_id, office.outbox, office.station_id)
        assert refused.value.code == "approval.no-certificate"
        assert desk.records.entry(entry_id).state is EntryState.CHECKED


def test_nothing_checked_is_nothing_to_approve(office: Office, reader: TableReader) -> None:
    with office.desk() as desk:
        volume = office.captured(desk, reader, "Hoa")
    with office.desk("supervisor") as desk, pytest.raises(StationError) as refused:
        approve(desk, office.reviews, volume.volume_id, office.outbox, office.station_id)
    assert refused.value.code == "approval.nothing"


def test_a_returned_entry_goes_back_to_the_clerk_with_the_reason_and_comes_again(office: Office, reader: TableReader) -> None:
    with office.desk() as desk:
        (entry_id,) = checked(desk, office, reader, "Hoa")
    with office.desk("supervisor") as desk:
        entry = return_entry(desk, entry_id, "Ngày đăng ký mờ, xem lại")
        assert (entry.state, entry.return_reason) == (EntryState.RETURNED, "Ngày đăng ký mờ, xem lại")
    with office.desk() as desk:
        assert finish_checking(desk, entry_id, override_all(desk, entry_id)).state is EntryState.CHECKED


def test_batches_of_a_station_are_numbered_and_chained(office: Office, reader: TableReader) -> None:
    with office.desk() as desk:
        first, second = checked(desk, office, reader, "Hoa", "Mai")
        volume = desk.records.volumes()[0]
    with office.desk("supervisor") as desk:
        one = approve(desk, office.reviews, volume.volume_id, office.outbox, office.station_id, [first]).batch
        two = approve(desk, office.reviews, volume.volume_id, office.outbox, office.station_id, [second]).batch
    assert (one.seq, two.seq, two.previous) == (1, 2, one.name)


def test_a_supervisor_cannot_key(office: Office, reader: TableReader) -> None:
    with office.desk() as desk:
        office.captured(desk, reader, "Hoa")
        read_waiting(desk, reader)
        entry_id = desk.records.entries()[0].entry_id
    with office.desk("supervisor") as desk, pytest.raises(StationError) as refused:
        key_fields(desk, entry_id, {"nksHoTen": Keyed("Lê Thị Mơ")})
    assert refused.value.code == "workflow.not-allowed"


def test_a_clerk_who_was_made_supervisor_cannot_approve_what_they_checked_before(office: Office, reader: TableReader) -> None:
    with office.desk() as desk:
        (entry_id,) = checked(desk, office, reader, "Hoa")
        assert isinstance(desk.signer, KeySigner)
        certificate = office.province.issue(desk.signer.public_key, "clerk", "supervisor", "99001")
        signer = KeySigner(UserId("clerk"), desk.signer.key, certificate)
        promoted = dataclasses.replace(desk, actor=Actor(Role.SUPERVISOR, UserId("clerk")), signer=signer)
        with pytest.raises(StationError) as refused:
            approve(promoted, office.reviews, desk.records.volumes()[0].volume_id, office.outbox, office.station_id)
        assert refused.value.code == "approval.four-eyes"
        assert desk.records.entry(entry_id).state is EntryState.CHECKED
