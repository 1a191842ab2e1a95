"""Pages that are scanned again, set aside and taken back: nothing keyed is lost, entries follow the paper, and the log verifies."""

import dataclasses
from collections.abc import Iterator

import pytest

from station.domain.errors import StationError
from station.domain.geometry import Box
from station.domain.ids import OfficeId, PageId
from station.domain.record import AsideReason, Entry, Page, PageReading, PageState, Volume
from station.domain.states import ActionKind, EntryState
from station.store.audit import audit
from station.store.projections import fill_paper_order
from station.workflow.approval import approve, return_entry
from station.workflow.capture import capture_page, open_volume
from station.workflow.checking import Keyed, finish_checking, key_fields
from station.workflow.desk import Desk
from station.workflow.drafts import Draft, keep_draft
from station.workflow.feeding import keep_sheet
from station.workflow.reading import read_waiting
from station.workflow.reading_shares import keep_outcomes, take_share
from station.workflow.setting_aside import set_aside, take_back
from tests.flow.conftest import Office, TableReader, birth, page, read, replaced
from tests.seated import reviews_of, seated
from ui.bootstrap import Station


@pytest.fixture
def clerk(office: Office) -> Iterator[Station]:
    """The clerk's open store; whatever a story did to it, it verifies in the end."""
    with seated(office) as station:
        yield station
        assert audit(station.store, None).faults == []


def births(desk: Desk, reader: TableReader, *names: str) -> Volume:
    volume = open_volume(desk, office_id=OfficeId("99001"), kind="KS", year=2018, number="01")
    for name in names:
        capture_page(desk, volume, page(name))
        reader.knows(page(name), birth(name))
    read_waiting(desk, reader)
    return volume


def land(desk: Desk, reader: TableReader, *faces: tuple[str, int]) -> Volume:
    """Land certificates of two faces, sheet by sheet."""
    volume = open_volume(desk, office_id=OfficeId("99001"), kind="GCN", year=2016, number="01")
    for name, face in faces:
        capture_page(desk, volume, page(name))
        reader.knows(page(name), land_face(name, face))
    read_waiting(desk, reader)
    return volume


def land_face(name: str, face: int) -> PageReading:
    return PageReading("land_certificate_2014", face, {"so_thua": read(name)})


def rescan(desk: Desk, volume: Volume, old: Page, name: str) -> Page:
    return keep_sheet(desk, volume, page(name), in_place_of=old.page_id).page


def names(desk: Desk) -> list[str]:
    return [entry.fields["nksHoTen"].value for entry in desk.records.entries()]


def papers(desk: Desk, volume: Volume) -> list[list[int]]:
    """The ordinals of each entry's pages, in the order of the paper."""
    entries = [[desk.records.page(page_id) for page_id in entry.pages] for entry in desk.records.entries(volume.volume_id)]
    return [[page.ordinal for page in pages] for pages in sorted(entries, key=lambda pages: pages[0].paper_order)]


def refused(code: str) -> pytest.RaisesExc[StationError]:
    return pytest.raises(StationError, check=lambda error: error.code == code)


# ---- what is refused ----------------------------------------------------------------------------------------------------------------


def test_a_page_of_a_signed_entry_stays(office: Office, reader: TableReader) -> None:
    with seated(office) as station:
        volume = births(station.desk, reader, "Hoa")
        (entry,) = station.desk.records.entries()
        finish_checking(station.desk, entry.entry_id, {finding.rule: "đúng" for finding in entry.findings})
    with seated(office, "supervisor") as station:
        approve(station.desk, reviews_of(station), volume.volume_id, station.outbox, station.station_id)
    with seated(office) as station:
        (kept,) = station.desk.records.pages()
        with refused("capture.page-sealed"):
            set_aside(station.desk, kept.page_id, AsideReason.BLANK)
        with refused("capture.page-sealed"):
            rescan(station.desk, volume, kept, "Hoa 2")
        with pytest.raises(StationError):
            station.desk.act(ActionKind.PAGE_SET_ASIDE, kept.page_id, {"reason": "rescanned", "by": None})
        assert [page.state for page in station.desk.records.pages()] == [PageState.READ]
        assert audit(station.store, None).faults == []


@pytest.mark.parametrize("work", ["keyed", "checked", "typed"])
def test_a_page_is_not_set_aside_from_under_somebodys_work(clerk: Station, reader: TableReader, work: str) -> None:
    births(clerk.desk, reader, "Hoa")
    (entry,) = clerk.desk.records.entries()
    if work == "keyed":
        key_fields(clerk.desk, entry.entry_id, {"nksQueQuan": Keyed("Nam Đàn")})
    elif work == "checked":
        finish_checking(clerk.desk, entry.entry_id, {finding.rule: "đúng" for finding in entry.findings})
    else:
        keep_draft(clerk.desk, clerk.store.drafts, entry.entry_id, Draft(open_field="nksHoTen", open_text="Ng"))
    before = clerk.desk.log.head()
    with refused("capture.page-in-use"):
        set_aside(clerk.desk, entry.pages[0], AsideReason.FED_TWICE)
    assert clerk.desk.log.head() == before


def test_a_page_is_set_aside_once_and_taken_back_once(clerk: Station, reader: TableReader) -> None:
    births(clerk.desk, reader, "Hoa")
    (kept,) = clerk.desk.records.pages()
    with refused("workflow.not-allowed"):
        take_back(clerk.desk, kept.page_id)
    set_aside(clerk.desk, kept.page_id, AsideReason.BLANK)
    with refused("workflow.not-allowed"):
        set_aside(clerk.desk, kept.page_id, AsideReason.BLANK)


def test_a_page_that_was_replaced_is_not_replaced_again(clerk: Station, reader: TableReader) -> None:
    volume = births(clerk.desk, reader, "Hoa")
    (old,) = clerk.desk.records.pages()
    rescan(clerk.desk, volume, old, "Hoa 2")
    with refused("workflow.not-allowed"):
        rescan(clerk.desk, volume, old, "Hoa 3")
    assert len(clerk.desk.records.pages()) == 2


@pytest.mark.parametrize("by", ["unknown", "itself", "elsewhere"])
def test_only_a_page_of_the_same_place_may_stand_in(clerk: Station, reader: TableReader, by: str) -> None:
    births(clerk.desk, reader, "Hoa", "Mai")
    first, second = clerk.desk.records.pages()
    named = {"unknown": PageId("nobody"), "itself": first.page_id, "elsewhere": second.page_id}[by]
    with pytest.raises(StationError):
        clerk.desk.act(ActionKind.PAGE_SET_ASIDE, first.page_id, {"reason": "rescanned", "by": named})


def test_only_a_clerk_sets_pages_aside(office: Office, reader: TableReader) -> None:
    with seated(office) as station:
        births(station.desk, reader)
        capture_page(station.desk, station.desk.records.volumes()[0], page("Hoa"))
    with seated(office, "supervisor") as station:
        (kept,) = station.desk.records.pages()
        with refused("workflow.not-allowed"):
            set_aside(station.desk, kept.page_id, AsideReason.BLANK)


# ---- a rescan has the place of the old page ---------------------------------------------------------------------------------------------


def test_a_page_that_waits_and_is_scanned_again_is_never_read(clerk: Station, reader: TableReader) -> None:
    volume = births(clerk.desk, reader)
    capture_page(clerk.desk, volume, page("mờ"))
    (old,) = clerk.desk.records.pages()
    rescan(clerk.desk, volume, old, "Hoa")
    reader.knows(page("Hoa"), birth("Hoa"))
    report = read_waiting(clerk.desk, reader)
    assert (report.read, names(clerk.desk)) == (1, ["Nguyễn Thị Hoa"])
    assert clerk.desk.images.open(old.page_id) == page("mờ").content
    assert clerk.desk.records.page(old.page_id).state is PageState.SET_ASIDE


def test_an_entry_nobody_worked_on_is_read_anew_from_the_new_page(clerk: Station, reader: TableReader) -> None:
    volume = births(clerk.desk, reader, "Hao", "Mai")
    before = [entry.entry_id for entry in clerk.desk.records.entries()]
    new = rescan(clerk.desk, volume, clerk.desk.records.pages()[0], "Hoa")
    assert names(clerk.desk) == ["Nguyễn Thị Hao", "Nguyễn Thị Mai"], "until the new page is read"
    reader.knows(page("Hoa"), birth("Hoa"))
    read_waiting(clerk.desk, reader)
    entries = clerk.desk.records.entries()
    assert (names(clerk.desk), [entry.entry_id for entry in entries]) == (["Nguyễn Thị Hoa", "Nguyễn Thị Mai"], before)
    assert entries[0].pages == (new.page_id,)


def test_the_second_face_scanned_again_stays_the_second_face(clerk: Station, reader: TableReader) -> None:
    volume = land(clerk.desk, reader, ("1a", 1), ("1b", 2), ("2a", 1), ("2b", 2))
    reader.knows(page("1b mới"), land_face("1b mới", 2))
    rescan(clerk.desk, volume, clerk.desk.records.pages()[1], "1b mới")
    read_waiting(clerk.desk, reader)
    assert papers(clerk.desk, volume) == [[1, 5], [3, 4]]


def test_a_face_that_could_not_be_known_finds_its_paper_when_it_is_scanned_again(clerk: Station, reader: TableReader) -> None:
    volume = open_volume(clerk.desk, office_id=OfficeId("99001"), kind="GCN", year=2016, number="01")
    for name, face in (("1a", 1), ("mờ", None), ("2a", 1), ("2b", 2)):
        capture_page(clerk.desk, volume, page(name))
        reader.knows(page(name), land_face(name, face) if face else PageReading(None))
    read_waiting(clerk.desk, reader)
    assert papers(clerk.desk, volume) == [[1], [3, 4]]
    rescan(clerk.desk, volume, clerk.desk.records.pages()[1], "1b")
    reader.knows(page("1b"), land_face("1b", 2))
    read_waiting(clerk.desk, reader)
    assert papers(clerk.desk, volume) == [[1, 5], [3, 4]]
    (entry,) = (
        entry for entry in clerk.desk.records.entries() if len(entry.pages) == 2 and clerk.desk.records.page(entry.pages[0]).ordinal == 1
    )
    assert not any(finding.rule.startswith("assembly.") for finding in entry.findings)


def test_a_second_face_fed_on_another_day_joins_its_first(clerk: Station, reader: TableReader) -> None:
    volume = land(clerk.desk, reader, ("1a", 1))
    capture_page(clerk.desk, volume, page("1b"))
    reader.knows(page("1b"), land_face("1b", 2))
    read_waiting(clerk.desk, reader)
    assert papers(clerk.desk, volume) == [[1, 2]]


def test_what_somebody_worked_on_stays_as_it_is_when_its_other_face_comes_late(clerk: Station, reader: TableReader) -> None:
    volume = land(clerk.desk, reader, ("1a", 1))
    (entry,) = clerk.desk.records.entries()
    key_fields(clerk.desk, entry.entry_id, {"so_thua": Keyed("77")})
    capture_page(clerk.desk, volume, page("1b"))
    reader.knows(page("1b"), land_face("1b", 2))
    read_waiting(clerk.desk, reader)
    assert clerk.desk.records.entry(entry.entry_id).fields["so_thua"].value == "77"
    assert papers(clerk.desk, volume) == [[1], [2]]


def test_a_new_scan_of_another_form_makes_another_entry(clerk: Station, reader: TableReader) -> None:
    volume = births(clerk.desk, reader, "Hoa")
    reader.knows(page("khác"), PageReading("land_certificate_2014"))
    rescan(clerk.desk, volume, clerk.desk.records.pages()[0], "khác")
    read_waiting(clerk.desk, reader)
    assert [entry.form.form_id for entry in clerk.desk.records.entries()] == ["land_certificate_2014"]


def worked_on(clerk: Station, reader: TableReader) -> tuple[Volume, Entry]:
    """An entry with a keyed value and a read one that has a frame."""
    volume = open_volume(clerk.desk, office_id=OfficeId("99001"), kind="KS", year=2018, number="01")
    capture_page(clerk.desk, volume, page("Hao"))
    reader.knows(page("Hao"), framed("Hao", 10))
    read_waiting(clerk.desk, reader)
    (entry,) = clerk.desk.records.entries()
    return volume, key_fields(clerk.desk, entry.entry_id, {"nksHoTen": Keyed("Nguyễn Thị Hảo")})


def framed(name: str, x: int) -> PageReading:
    reading = birth(name)
    return replaced(reading, nksHoTen=dataclasses.replace(reading.fields["nksHoTen"], box=Box(x, 0, 5, 5)))


def keep_as_returned(office: Office) -> None:
    with seated(office) as station:
        (entry,) = station.desk.records.entries()
        finish_checking(station.desk, entry.entry_id, {finding.rule: "đúng" for finding in entry.findings})
    with seated(office, "supervisor") as station:
        return_entry(station.desk, station.desk.records.entries()[0].entry_id, "Ảnh không đọc được, cần quét lại")


def test_what_was_keyed_stays_and_its_frame_moves_to_the_new_scan(clerk: Station, reader: TableReader) -> None:
    volume, entry = worked_on(clerk, reader)
    reader.knows(page("Hao rõ"), framed("Hào", 90))
    new = rescan(clerk.desk, volume, clerk.desk.records.pages()[0], "Hao rõ")
    read_waiting(clerk.desk, reader)
    now = clerk.desk.records.entry(entry.entry_id)
    assert (now.pages, now.state) == ((new.page_id,), EntryState.READ)
    assert (now.fields["nksHoTen"].value, now.fields["nksHoTen"].box) == ("Nguyễn Thị Hảo", Box(90, 0, 5, 5))
    assert now.touched_by == entry.touched_by


def test_a_new_scan_that_cannot_be_read_still_becomes_the_page_of_what_was_keyed(clerk: Station, reader: TableReader) -> None:
    volume, entry = worked_on(clerk, reader)
    new = rescan(clerk.desk, volume, clerk.desk.records.pages()[0], "chưa biết")
    read_waiting(clerk.desk, reader)
    now = clerk.desk.records.entry(entry.entry_id)
    assert (now.pages, now.fields["nksHoTen"].value, now.fields["nksHoTen"].box) == ((new.page_id,), "Nguyễn Thị Hảo", None)


def test_what_is_typed_and_not_keyed_stays_with_its_entry(clerk: Station, reader: TableReader) -> None:
    volume = births(clerk.desk, reader, "Hao")
    (entry,) = clerk.desk.records.entries()
    keep_draft(clerk.desk, clerk.store.drafts, entry.entry_id, Draft(open_field="nksHoTen", open_text="Ng"))
    rescan(clerk.desk, volume, clerk.desk.records.pages()[0], "khác")
    reader.knows(page("khác"), PageReading("land_certificate_2014"))
    read_waiting(clerk.desk, reader)
    assert clerk.store.drafts.draft(entry.entry_id, clerk.desk.actor.user_id) is not None
    assert clerk.desk.records.entry(entry.entry_id).fields["nksHoTen"].value == "Nguyễn Thị Hao"


def test_an_entry_returned_for_its_picture_gets_the_new_one_and_is_checked_again(office: Office, reader: TableReader) -> None:
    with seated(office) as station:
        volume = births(station.desk, reader, "Hoa")
    keep_as_returned(office)
    with seated(office) as station:
        new = rescan(station.desk, volume, station.desk.records.pages()[0], "Hoa rõ")
        reader.knows(page("Hoa rõ"), birth("Hoa"))
        read_waiting(station.desk, reader)
        (entry,) = station.desk.records.entries()
        assert (entry.state, entry.pages, entry.return_reason) == (
            EntryState.RETURNED, (new.page_id,), "Ảnh không đọc được, cần quét lại",
        )  # fmt: skip
        finish_checking(station.desk, entry.entry_id, {finding.rule: "đúng" for finding in entry.findings})
    with seated(office, "supervisor") as station:
        approved = approve(station.desk, reviews_of(station), volume.volume_id, station.outbox, station.station_id)
        assert approved.batch.entries == (entry.entry_id,)
        assert audit(station.store, None).faults == []


def test_a_checked_entry_is_checked_again_on_its_new_picture(clerk: Station, reader: TableReader) -> None:
    volume = births(clerk.desk, reader, "Hoa")
    (entry,) = clerk.desk.records.entries()
    finish_checking(clerk.desk, entry.entry_id, {finding.rule: "đúng" for finding in entry.findings})
    rescan(clerk.desk, volume, clerk.desk.records.pages()[0], "Hoa rõ")
    reader.knows(page("Hoa rõ"), birth("Hoa"))
    assert clerk.desk.records.entry(entry.entry_id).state is EntryState.CHECKED, "until the new page is read"
    read_waiting(clerk.desk, reader)
    assert clerk.desk.records.entry(entry.entry_id).state is EntryState.READ


# ---- set aside without a new scan ------------------------------------------------------------------------------------------------------


def test_a_page_set_aside_takes_its_entry_with_it_and_brings_it_back(clerk: Station, reader: TableReader) -> None:
    births(clerk.desk, reader, "Hoa", "Mai")
    twice = clerk.desk.records.pages()[1]
    aside = set_aside(clerk.desk, twice.page_id, AsideReason.FED_TWICE)
    assert (aside.state, names(clerk.desk)) == (PageState.SET_ASIDE, ["Nguyễn Thị Hoa"])
    assert clerk.desk.images.open(twice.page_id) == page("Mai").content
    assert take_back(clerk.desk, twice.page_id).state is PageState.READ
    assert names(clerk.desk) == ["Nguyễn Thị Hoa", "Nguyễn Thị Mai"]


def test_a_waiting_page_set_aside_is_not_read_until_it_is_taken_back(clerk: Station, reader: TableReader) -> None:
    volume = births(clerk.desk, reader)
    capture_page(clerk.desk, volume, page("Hoa"))
    reader.knows(page("Hoa"), birth("Hoa"))
    (waiting,) = clerk.desk.records.pages()
    set_aside(clerk.desk, waiting.page_id, AsideReason.UNUSABLE)
    assert read_waiting(clerk.desk, reader).read == 0
    take_back(clerk.desk, waiting.page_id)
    assert (read_waiting(clerk.desk, reader).read, names(clerk.desk)) == (1, ["Nguyễn Thị Hoa"])


def test_a_page_set_aside_while_it_is_being_read_elsewhere_stays_aside(clerk: Station, reader: TableReader) -> None:
    volume = births(clerk.desk, reader)
    capture_page(clerk.desk, volume, page("Hoa"))
    share = take_share(clerk.desk, 8, ())
    set_aside(clerk.desk, share.pages[0][0], AsideReason.BLANK)
    report = keep_outcomes(clerk.desk, [(share.pages[0][0], birth("Hoa"))])
    assert (report.read, clerk.desk.records.entries()) == (0, [])


def test_a_blank_between_two_faces_leaves_and_the_faces_meet(clerk: Station, reader: TableReader) -> None:
    volume = open_volume(clerk.desk, office_id=OfficeId("99001"), kind="GCN", year=2016, number="01")
    for name, face in (("1a", 1), ("trắng", None), ("1b", 2)):
        capture_page(clerk.desk, volume, page(name))
        reader.knows(page(name), land_face(name, face) if face else PageReading(None))
    read_waiting(clerk.desk, reader)
    assert papers(clerk.desk, volume) == [[1], [3]]
    set_aside(clerk.desk, clerk.desk.records.pages()[1].page_id, AsideReason.BLANK)
    assert papers(clerk.desk, volume) == [[1, 3]]


def test_one_face_set_aside_leaves_the_other_with_a_finding(clerk: Station, reader: TableReader) -> None:
    volume = land(clerk.desk, reader, ("1a", 1), ("1b", 2))
    set_aside(clerk.desk, clerk.desk.records.pages()[1].page_id, AsideReason.UNUSABLE)
    (entry,) = clerk.desk.records.entries()
    assert papers(clerk.desk, volume) == [[1]]
    assert "assembly.face-missing.2" in {finding.rule for finding in entry.findings}


def test_a_page_set_aside_may_be_scanned_in_its_place_later(clerk: Station, reader: TableReader) -> None:
    volume = land(clerk.desk, reader, ("1a", 1), ("1b", 2), ("2a", 1), ("2b", 2))
    bad = clerk.desk.records.pages()[1]
    set_aside(clerk.desk, bad.page_id, AsideReason.UNUSABLE)
    reader.knows(page("1b mới"), land_face("1b mới", 2))
    new = rescan(clerk.desk, volume, bad, "1b mới")
    read_waiting(clerk.desk, reader)
    assert papers(clerk.desk, volume) == [[1, 5], [3, 4]]
    aside = clerk.desk.records.page(bad.page_id).aside
    assert aside is not None and (aside.reason, aside.by, aside.was) == (AsideReason.RESCANNED, new.page_id, PageState.READ)


@pytest.mark.parametrize("already_read", [True, False])
def test_taking_a_replaced_page_back_sets_the_new_one_aside(clerk: Station, reader: TableReader, already_read: bool) -> None:
    volume = births(clerk.desk, reader, "Hoa")
    (old,) = clerk.desk.records.pages()
    new = rescan(clerk.desk, volume, old, "Hao")
    reader.knows(page("Hao"), birth("Hao"))
    if already_read:
        read_waiting(clerk.desk, reader)
    take_back(clerk.desk, old.page_id)
    assert read_waiting(clerk.desk, reader).read == 0
    (entry,) = clerk.desk.records.entries()
    assert (entry.pages, names(clerk.desk)) == ((old.page_id,), ["Nguyễn Thị Hoa"])
    assert clerk.desk.records.page(new.page_id).aside is not None
    take_back(clerk.desk, new.page_id)
    read_waiting(clerk.desk, reader)
    assert names(clerk.desk) == ["Nguyễn Thị Hao"]


def test_only_the_pages_that_stand_go_into_a_batch(office: Office, reader: TableReader) -> None:
    with seated(office) as station:
        volume = births(station.desk, reader, "Hao", "Mai")
        new = rescan(station.desk, volume, station.desk.records.pages()[0], "Hoa")
        reader.knows(page("Hoa"), birth("Hoa"))
        read_waiting(station.desk, reader)
        set_aside(station.desk, station.desk.records.pages()[1].page_id, AsideReason.OTHER_VOLUME)
        for entry in station.desk.records.entries():
            finish_checking(station.desk, entry.entry_id, {finding.rule: "đúng" for finding in entry.findings})
    with seated(office, "supervisor") as station:
        approve(station.desk, reviews_of(station), volume.volume_id, station.outbox, station.station_id)
        assert [entry.pages for entry in station.desk.records.entries(state=EntryState.APPROVED)] == [(new.page_id,)]
        assert audit(station.store, None).faults == []


def test_everything_is_as_it_was_after_folding_the_log_again(clerk: Station, reader: TableReader) -> None:
    volume = births(clerk.desk, reader, "Hao", "Mai", "Lan")
    pages = clerk.desk.records.pages()
    reader.knows(page("Hoa"), birth("Hoa"))
    rescan(clerk.desk, volume, pages[0], "Hoa")
    set_aside(clerk.desk, pages[1].page_id, AsideReason.BLANK)
    take_back(clerk.desk, pages[1].page_id)
    set_aside(clerk.desk, pages[2].page_id, AsideReason.FED_TWICE)
    read_waiting(clerk.desk, reader)
    before = (clerk.desk.records.pages(), clerk.desk.records.entries(), clerk.desk.jobs.all())
    clerk.store.rebuild_projections()
    assert (clerk.desk.records.pages(), clerk.desk.records.entries(), clerk.desk.jobs.all()) == before


def test_an_old_page_from_before_the_schema_step_is_whole_afterwards(clerk: Station, reader: TableReader) -> None:
    """Bodies of older stores lack the new facts; the step writes them anew, so that verify-store finds nothing."""
    births(clerk.desk, reader, "Hoa", "Mai")
    clerk.store.database.execute("UPDATE page SET body = json_remove(body, '$.place', '$.aside'), ordinal = 0, place = 0, entry_id = NULL")
    assert audit(clerk.store, None).faults
    with clerk.store.database.transaction():
        fill_paper_order(clerk.store.database)
