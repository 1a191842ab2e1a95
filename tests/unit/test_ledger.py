"""The ledger of an invented register: every number accounted for once, closed only when balanced, and never by a scan of its entries."""

import dataclasses

import pytest

from station.domain.codec import to_json
from station.domain.errors import StationError
from station.domain.findings import Severity
from station.domain.ids import EntryId, new_id
from station.domain.ledger import Account, Dossier, ListedPaper, Number, parse_number, parse_spans, spans_text
from station.domain.record import FieldValue, Shelf, Span, ValueSource, ValueState
from station.domain.roles import STATION
from station.domain.states import ActionKind, VolumeState
from station.forms.gazetteer import Gazetteer
from station.store.audit import audit
from station.workflow.capture import find_volume, open_volume
from station.workflow.closing import (
    account_for,
    close_volume,
    describe_volume,
    last_closing,
    ledger_of,
    list_dossier,
    reopen_volume,
    settle_numbering,
    take_back_account,
    unlist_dossier,
)
from station.workflow.desk import Desk
from station.workflow.ledger import LineState, name_of, numbering, ranges
from tests.checking_desk import ROOT, load_boats
from tests.store_factories import CLERK, READING, SUPERVISOR, Office, copy_store, make_staffed_store, open_store, signer_of

SCHOOL = "UBND xã Suối Mây, huyện Đá Trắng, tỉnh Cao Sơn"


def refused(code):
    return pytest.raises(StationError, check=lambda error: error.code == code)


def number(count, suffix="", year=2019):
    return Number(year, count, suffix)


class Harbour(Office):
    """An office that keeps a boat register: nothing in the code has heard of it."""

    def __init__(self, store):
        super().__init__(store)
        self.forms = load_boats()

    def desk(self, actor=CLERK):
        store = self.store
        return Desk(actor, signer_of(store, actor), store.log, store.records, store.images, store.jobs, self.forms)

    def register(self, *spans, number="01", year=2019, office="", kind="TB"):
        spans = [Span(*span) if isinstance(span, tuple) else span for span in spans]
        office_id = self.store.facts.office_id
        return open_volume(self.desk(), office_id=office_id, kind=kind, year=year, number=number, office=office, spans=spans)

    def boat(self, volume, text, checked=True):
        """An entry that bears this number, with a page of its own."""
        page = self.read(self.capture(volume), "boat_register")
        state = ValueState.READ if text else ValueState.BLANK
        field = FieldValue(text, text, state, ValueSource.READING)
        entry_id = EntryId(new_id())
        payload = {
            "volume_id": volume.volume_id, "form": to_json(self.forms.ref(self.forms.form("boat_register"))), "pages": [page.page_id],
            "fields": {"so_dang_ky": to_json(field)}, "findings": [],
        }  # fmt: skip
        self.act(ActionKind.ENTRY_READ, entry_id, payload, READING)
        if checked:
            self.check(self.store.records.entry(entry_id))
        return self.store.records.entry(entry_id)

    def renumber(self, entry, text):
        field = FieldValue(text, text, ValueState.READ, ValueSource.KEYED)
        self.act(ActionKind.ENTRY_KEYED, entry.entry_id, {"fields": {"so_dang_ky": to_json(field)}, "findings": []})

    def ledger(self, volume):
        return ledger_of(self.desk(), self.store.ledger, volume.volume_id)

    def states(self, volume):
        return {str(line.number): line.state.value for line in self.ledger(volume).lines}

    def findings(self, volume):
        return {name_of(finding) for finding in self.ledger(volume).findings}

    def account(self, volume, numbers, account=Account.SKIPPED, reason="sổ gốc bỏ qua"):
        account_for(self.desk(), self.store.ledger, volume.volume_id, numbers, account, reason)

    def close(self, volume, **reasons):
        return close_volume(self.desk(SUPERVISOR), self.store.ledger, volume.volume_id, reasons)


@pytest.fixture(scope="module")
def master(tmp_path_factory):
    folder = tmp_path_factory.mktemp("harbour") / "store"
    make_staffed_store(folder)
    return folder


@pytest.fixture
def harbour(master, tmp_path):
    with open_store(copy_store(master, tmp_path / "store")) as store:
        yield Harbour(store)
        assert audit(store, None).faults == []


@pytest.mark.parametrize(
    ("text", "understood"),
    [
        ("12/2018", "12/2018"), ("012/2018", "12/2018"), ("12", "12/2019"), ("12a/2018", "12a/2018"), ("12 B", "12b/2019"),
        (" 7/2018 ", "7/2018"), ("00", None), ("0/2018", None), ("", None), ("hai", None), ("12/18", None), ("12-14", None),
        ("123456", None), ("CH03730", None), ("12bisx/2018", None),
    ],
)  # fmt: skip
def test_a_written_number_is_understood_or_left_alone(text, understood):
    found = parse_number(text, 2019)
    assert (None if found is None else str(found)) == understood


def test_runs_are_written_as_people_write_them():
    assert ranges([number(3), number(1), number(2), number(5), number(5, "a"), number(6, year=2020)]) == [
        "1-3/2019", "5/2019", "5a/2019", "6/2020",
    ]  # fmt: skip
    assert ranges([]) == []


def test_the_form_s_data_alone_says_what_numbers_a_register(harbour):
    assert numbering(harbour.forms, "TB") == (("boat_register/1", "so_dang_ky"),)
    volume = harbour.register((2019, 1, 3))
    harbour.boat(volume, "2/2019")
    harbour.boat(volume, "3/2019", checked=False)
    assert harbour.states(volume) == {"1/2019": "open", "2/2019": "entered", "3/2019": "in-work"}
    assert harbour.findings(volume) == {"ledger.gap 1/2019", "ledger.in-work 3/2019"}


def test_each_account_is_an_action_with_who_and_why_and_can_be_taken_back(harbour):
    volume = harbour.register((2019, 1, 4))
    for count, account in enumerate(Account, start=1):
        harbour.account(volume, [number(count)], account, "trang rách")
    assert harbour.states(volume) == {
        "1/2019": "unreadable", "2/2019": "cancelled", "3/2019": "page-missing", "4/2019": "skipped",
    }  # fmt: skip
    said = harbour.ledger(volume).lines[0].accounted
    assert (said.by, said.reason) == (CLERK.user_id, "trang rách") and said.at.startswith("20")
    assert take_back_account(harbour.desk(), harbour.store.ledger, volume.volume_id, [number(2), number(9)]) == 1
    assert harbour.states(volume)["2/2019"] == "open"
    harbour.account(volume, [number(1)], Account.CANCELLED, "gạch chéo cả trang")
    assert harbour.states(volume)["1/2019"] == "cancelled"
    assert len([action for action in harbour.store.log.actions(volume.volume_id) if action.kind is ActionKind.NUMBERS_ACCOUNTED]) == 5


def test_an_account_needs_a_reason_and_a_number_without_an_entry(harbour):
    volume = harbour.register((2019, 1, 2))
    harbour.boat(volume, "2/2019")
    with refused("ledger.no-reason"):
        harbour.account(volume, [number(1)], reason="  ")
    with refused("ledger.has-entry"):
        harbour.account(volume, [number(1), number(2)])
    assert harbour.states(volume) == {"1/2019": "open", "2/2019": "entered"}
    with refused("workflow.not-allowed"):
        account_for(harbour.desk(SUPERVISOR), harbour.store.ledger, volume.volume_id, [number(1)], Account.SKIPPED, "x")


def test_an_entry_that_comes_after_its_number_was_accounted_for_is_a_contradiction(harbour):
    volume = harbour.register((2019, 1, 1))
    harbour.account(volume, [number(1)])
    harbour.boat(volume, "1/2019")
    assert harbour.findings(volume) == {"ledger.contradicted 1/2019"}
    with refused("ledger.not-balanced"):
        harbour.close(volume)


def test_two_entries_of_one_number_are_found_and_may_stand_with_a_reason(harbour):
    volume = harbour.register((2019, 1, 1))
    first = harbour.boat(volume, "1/2019")
    second = harbour.boat(volume, "1/2019")
    (line,) = harbour.ledger(volume).lines
    assert line.state is LineState.TWICE and line.entries == (first.entry_id, second.entry_id)
    with refused("ledger.not-balanced"):
        harbour.close(volume)
    harbour.close(volume, **{"ledger.twice 1/2019": "sổ gốc ghi trùng hai việc"})
    assert harbour.store.records.volume(volume.volume_id).state is VolumeState.CLOSED


def test_numbers_outside_the_range_and_entries_without_a_number_are_found(harbour):
    volume = harbour.register((2019, 1, 2))
    for text in ("1/2019", "2/2019", "2a/2019", "9/2019", "1/2020"):
        harbour.boat(volume, text)
    harbour.boat(volume, "")
    assert harbour.findings(volume) == {"ledger.outside 9/2019", "ledger.outside 1/2020", "ledger.unnumbered"}
    assert harbour.states(volume)["2a/2019"] == "entered"


def test_a_number_without_its_year_is_of_the_span_that_has_it(harbour):
    volume = harbour.register((2019, 90, 99), (2020, 1, 3))
    harbour.boat(volume, "95")
    harbour.boat(volume, "2")
    assert harbour.ledger(volume).line(number(95)).state is LineState.ENTERED
    assert harbour.ledger(volume).line(number(2, year=2020)).state is LineState.ENTERED


def test_a_number_keyed_anew_moves_at_once(harbour):
    volume = harbour.register((2019, 1, 2))
    entry = harbour.boat(volume, "1/2019", checked=False)
    harbour.renumber(entry, "2/2019")
    assert harbour.states(volume) == {"1/2019": "open", "2/2019": "in-work"}


def test_a_withdrawn_entry_bears_no_number(harbour):
    volume = harbour.register((2019, 1, 1))
    entry = harbour.boat(volume, "1/2019", checked=False)
    harbour.withdraw(entry)
    assert harbour.states(volume) == {"1/2019": "open"}


def test_pages_that_wait_and_a_range_that_nobody_said_hinder_closing(harbour):
    volume = harbour.register()
    harbour.capture(volume)
    harbour.read(harbour.capture(volume), "boat_register")
    harbour.read(harbour.capture(volume), None)
    found = {name_of(finding): finding.severity for finding in harbour.ledger(volume).findings}
    assert found == {
        "ledger.no-range": Severity.ERROR, "ledger.unread": Severity.ERROR, "ledger.loose": Severity.ERROR,
        "ledger.unknown": Severity.WARNING,
    }  # fmt: skip
    with refused("ledger.not-balanced"):
        harbour.close(volume, **dict.fromkeys(found, "để nguyên"))


def test_a_balanced_volume_is_closed_and_then_neither_pages_nor_numbers_change(harbour):
    volume = harbour.register((2019, 1, 2))
    entry = harbour.boat(volume, "1/2019")
    page = harbour.store.records.pages(volume.volume_id)[0]
    harbour.account(volume, [number(2)], Account.PAGE_MISSING, "trang bị xé")
    with refused("workflow.not-allowed"):
        close_volume(harbour.desk(), harbour.store.ledger, volume.volume_id, {})
    assert harbour.close(volume).volume.state is VolumeState.CLOSED
    closed = last_closing(harbour.desk(), volume.volume_id)
    assert closed.by == SUPERVISOR.user_id
    assert closed.closing.counts == {"entered": 1, "page-missing": 1}
    assert closed.closing.accounts == {"entered": ("1/2019",), "page-missing": ("2/2019",)}
    for forbidden in (
        lambda: harbour.capture(volume),
        lambda: harbour.boat(volume, "1/2019"),
        lambda: harbour.account(volume, [number(2)]),
        lambda: take_back_account(harbour.desk(), harbour.store.ledger, volume.volume_id, [number(2)]),
        lambda: describe_volume(harbour.desk(), dataclasses.replace(volume, spans=(Span(2019, 1, 9),))),
        lambda: harbour.renumber(entry, "2/2019"),
        lambda: harbour.set_aside(page),
        lambda: harbour.close(volume),
    ):
        with refused("volume.closed"):
            forbidden()
    harbour.key(entry)
    assert harbour.states(volume) == {"1/2019": "in-work", "2/2019": "page-missing"}


def test_reopening_is_the_supervisor_s_needs_a_reason_and_lets_work_go_on(harbour):
    volume = harbour.register((2019, 1, 1))
    harbour.boat(volume, "1/2019")
    harbour.close(volume)
    with refused("ledger.no-reason"):
        reopen_volume(harbour.desk(SUPERVISOR), harbour.store.ledger, volume.volume_id, "")
    with refused("workflow.not-allowed"):
        reopen_volume(harbour.desk(), harbour.store.ledger, volume.volume_id, "sót một trang")
    reopen_volume(harbour.desk(SUPERVISOR), harbour.store.ledger, volume.volume_id, "sót một trang")
    assert last_closing(harbour.desk(), volume.volume_id) is None
    harbour.capture(volume)


def test_entries_erased_after_closing_stay_accounted_for(harbour):
    volume = harbour.register((2019, 1, 1))
    entry = harbour.boat(volume, "1/2019")
    harbour.close(volume)
    subjects = (entry.entry_id, *entry.pages)
    actions = [action.action_id for subject in subjects for action in harbour.store.log.actions(subject)]
    harbour.store.erase_payloads(actions, "đã đến hạn", STATION)
    assert harbour.states(volume) == {"1/2019": "entered"} and harbour.findings(volume) == set()


def test_books_of_one_office_and_year_must_not_overlap_nor_leave_a_gap_between_them(harbour):
    first = harbour.register((2019, 1, 10), office=SCHOOL)
    harbour.register((2019, 9, 20), number="02", office=SCHOOL)
    harbour.register((2019, 25, 30), number="03", office=SCHOOL)
    elsewhere = harbour.register((2019, 1, 30), number="01", office="UBND xã Đồi Gió, huyện Đá Trắng, tỉnh Cao Sơn")
    overlap = [finding for finding in harbour.ledger(first).findings if finding.rule == "ledger.overlap"]
    assert [(finding.path, finding.severity) for finding in overlap] == [("9-10/2019", Severity.WARNING)]
    assert overlap[0].message.vi == "TB 02/2019 cũng có số 9-10/2019: hai quyển không được trùng số."
    assert "ledger.overlap" not in " ".join(harbour.findings(elsewhere))
    second = find_volume(harbour.desk(), kind="TB", year=2019, number="02", office=SCHOOL)
    assert "ledger.between 21-24/2019" in harbour.findings(second)


def test_the_same_number_of_two_offices_of_their_day_is_no_duplicate(harbour):
    harbour.register((2019, 1, 1), office=SCHOOL)
    harbour.register((2019, 1, 1), office="UBND xã Đồi Gió")
    with refused("volume.duplicate"):
        harbour.register((2019, 1, 1), office=SCHOOL.upper())
    assert find_volume(harbour.desk(), kind="TB", year=2019, number="01").office == SCHOOL
    assert find_volume(harbour.desk(), kind="TB", year=2019, number="01", office="UBND xã Đồi Gió").office == "UBND xã Đồi Gió"
    assert find_volume(harbour.desk(), kind="TB", year=2019, number="01", office="") is None


@pytest.mark.parametrize(
    "spans", [[(2019, 0, 3)], [(2019, 4, 3)], [(2019, 1, 30_000)], [(2019, 1, 5), (2019, 5, 9)]], ids=str
)  # fmt: skip
def test_a_range_that_cannot_be_is_refused(harbour, spans):
    with refused("ledger.wrong-range"):
        harbour.register(*spans)
    assert harbour.store.records.volumes() == []


def test_a_volume_is_described_and_its_numbers_follow(harbour):
    volume = harbour.register()
    harbour.boat(volume, "95")
    described = dataclasses.replace(
        volume, office=f" {SCHOOL} ", spans=(Span(2018, 90, 99),), closing_count=9, shelf=Shelf("Kho 1", "A", "3", "17")
    )  # fmt: skip
    describe_volume(harbour.desk(), described)
    kept = harbour.store.records.volume(volume.volume_id)
    assert (kept.office, kept.shelf.box, kept.numbered_by) == (SCHOOL, "17", volume.numbered_by)
    assert harbour.ledger(kept).line(number(95, year=2018)).state is LineState.ENTERED
    assert "ledger.closing-count" in harbour.findings(kept)
    before = harbour.store.log.head()
    describe_volume(harbour.desk(), kept)
    assert harbour.store.log.head() == before


def test_a_volume_of_an_older_program_learns_what_numbers_it(harbour):
    volume = harbour.register((2019, 1, 1))
    old = dataclasses.replace(volume, volume_id=type(volume.volume_id)(new_id()), number="07", numbered_by=())
    harbour.act(ActionKind.VOLUME_OPENED, old.volume_id, {"volume": to_json(old)})
    harbour.boat(old, "1/2019")
    assert harbour.store.ledger.numbered(old.volume_id) == []
    assert settle_numbering(harbour.desk()) == 1 and settle_numbering(harbour.desk()) == 0
    assert harbour.states(old) == {"1/2019": "entered"}


def test_a_box_counts_dossiers_their_papers_and_their_pages(harbour):
    box = harbour.register((0, 1, 3), kind="CPL", office=SCHOOL)
    entries = [harbour.boat(box, "") for _ in range(3)]
    desk, papers = harbour.desk(), (ListedPaper("Giấy chứng nhận", 1), ListedPaper("Đơn đăng ký", 1))
    list_dossier(desk, box.volume_id, Dossier(1, "Hộ bà Lò Thị Mây", papers, first_page=1))
    list_dossier(desk, box.volume_id, Dossier(2, "Hộ ông Vàng A Páo", papers, first_page=3))
    lines = {str(line.number): line for line in harbour.ledger(box).lines}
    assert {key: line.state.value for key, line in lines.items()} == {"1": "entered", "2": "entered", "3": "open"}
    assert lines["1"].entries == (entries[0].entry_id, entries[1].entry_id)
    assert harbour.findings(box) == {"ledger.gap 3", "ledger.dossier-pages 2"}
    told = next(finding for finding in harbour.ledger(box).findings if finding.rule == "ledger.dossier-pages")
    assert told.message.vi == "Hồ sơ 2: mục lục ghi 2 trang, đã quét 1."
    unlist_dossier(desk, box.volume_id, 2)
    assert harbour.states(box)["2"] == "open"
    list_dossier(desk, box.volume_id, Dossier(1, "", (), first_page=2))
    assert "ledger.before-dossiers" in harbour.findings(box)
    with refused("ledger.wrong-range"):
        list_dossier(desk, box.volume_id, Dossier(0))


def test_many_gaps_are_told_one_by_one_only_up_to_a_point(harbour):
    volume = harbour.register((2019, 1, 200))
    harbour.account(volume, [number(count) for count in range(2, 200, 2)])
    gaps = [finding for finding in harbour.ledger(volume).findings if finding.rule.startswith("ledger.gap")]
    assert len(gaps) == 51 and gaps[-1].message.vi == "Từ số 101/2019: còn 50 khoảng trống nữa."


@pytest.mark.parametrize(
    ("text", "spans"),
    [
        ("1-250", "1-250/2019"), ("1 - 250/2018", "1-250/2018"), ("180–212/2018; 1-40/2019", "180-212/2018; 1-40/2019"), ("", ""),
    ],
)  # fmt: skip
def test_ranges_are_read_and_written(text, spans):
    assert spans_text(parse_spans(text, 2019)) == spans


@pytest.mark.parametrize("text", ["12", "a-b", "1-2-3", "1-2/18"])
def test_what_is_no_range_is_named(text):
    with pytest.raises(ValueError, match=text):
        parse_spans(text, 2019)


def test_an_office_that_the_list_does_not_know_is_a_reason_to_look_and_no_more(harbour):
    library = load_boats()
    library.gazetteer = Gazetteer(ROOT / "resources" / "places" / "communes.csv")
    harbour.forms = library
    known = harbour.register((2019, 1, 1), office="UBND xã Thạnh Phú, huyện Cờ Đỏ, thành phố Cần Thơ")
    unknown = harbour.register((2019, 1, 1), office="UBND xã Thanh Phu Dong, huyện Cờ Đỏ, thành phố Cần Thơ", number="02")
    invented = harbour.register((2019, 1, 1), office=SCHOOL, number="03")
    told = {volume.number: "ledger.office" in harbour.findings(volume) for volume in (known, unknown, invented)}
    assert told == {"01": False, "02": True, "03": False}


def test_every_finding_speaks_both_languages(harbour):
    volume = harbour.register((2019, 1, 3))
    harbour.boat(volume, "9/2019")
    harbour.capture(volume)
    for finding in harbour.ledger(volume).findings:
        assert finding.message.vi and finding.message.en and finding.message.vi != finding.message.en
        assert "{" not in finding.message.vi + finding.message.en


def test_ten_thousand_numbers_open_no_entry(harbour, monkeypatch):
    volume = harbour.register((2019, 1, 10_000))
    harbour.boat(volume, "5/2019")
    monkeypatch.setattr("station.store.records.StoredRecords.entry", None)
    monkeypatch.setattr("station.store.records.StoredRecords.entries", None)
    statements = []
    asked = harbour.store.database.rows
    monkeypatch.setattr(
        harbour.store.database, "rows", lambda statement, parameters=(): statements.append(statement) or asked(statement, parameters)
    )
    assert len(harbour.ledger(volume).lines) == 10_000
    assert len(statements) < 12 and not any("body" in statement and "FROM entry" in statement for statement in statements)
