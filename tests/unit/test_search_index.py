"""The search index: names found with and without marks, ranks, filters, kept with the log, gone with an erasure, deaf to odd questions."""

import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from station.domain.actions import NewAction
from station.domain.record import FieldValue, ValueSource, ValueState
from station.domain.roles import STATION
from station.domain.search import ASKED_LETTERS_MAX, WORDS_MAX, Asked, Line, Question
from station.domain.states import ActionKind, EntryState
from station.domain.text import fold
from station.store.audit import audit
from station.store.migrations import migrate
from station.store.search_words import Match, matches, words
from station.store.store import Store
from tests.store_factories import SUPERVISOR, Office, a_field, a_volume, make_staffed_store, open_store
from tests.unit.test_store_erasure import decrypted
from tests.unit.test_store_migrations import as_schema_2

FORM = {
    "form_id": "birth_register_2016", "version": "1", "kind": "KS", "persons": {}, "case_persons": [], "number": "", "numbering": [],
}  # fmt: skip
TONES = ("", "\u0300", "\u0301", "\u0309", "\u0303", "\u0323")
VOWELS = "aăâeêioôơuưy"
WORDS_OF_NAMES = ("Nguyễn", "Nguyên", "Ngu", "Thị", "Thì", "Đặng", "Dang", "Văn", "Vân", "Á", "A", "Êa", "12", "1", "Hoà", "Hòa")


@pytest.fixture(scope="module")
def made(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("search") / "store"
    make_staffed_store(folder)
    return folder


@pytest.fixture(scope="module")
def shared(made):
    """One store with a small book, for tests that only ask."""
    with open_store(made) as store:
        office = Office(store)
        births = office.open_volume(a_volume("01"))
        page = office.read(office.capture(births))
        names = ["Đặng Thị Thúy Hoà", "Dương Văn Đường", "Nguyễn Văn An", "Nguyễn Thị Ân", "Lê Vũ", "An Thị Nguyễn Văn"]
        for name in names:
            office.make_entry(page, {"nksHoTen": a_field(name), "so": a_field("12/2018"), "meHoTen": a_field("Êa Kmút Y Mlô")})
        yield store


@pytest.fixture
def store(tmp_path):
    make_staffed_store(tmp_path / "store")
    with open_store(tmp_path / "store", "minh") as opened:
        yield opened


def names(store: Store, text: str, **filters: object) -> list[str]:
    return [found.texts["nksHoTen"] for found in store.search.find(Asked(text, **filters))]


def test_every_vowel_with_every_tone_in_both_spellings_is_found_without_marks(store):
    office = Office(store)
    page = office.read(office.capture(office.open_volume()))
    syllables = [unicodedata.normalize(form, f"m{vowel}{tone}t") for vowel in VOWELS for tone in TONES for form in ("NFC", "NFD")]
    entry = office.make_entry(page, {f"f{number}": a_field(text) for number, text in enumerate(syllables)})
    assert len(set(syllables)) == 144 - 6  # a bare a, e, i, o, u, y has one spelling
    for text in syllables:
        for asked in (text, fold(text), text.upper()):
            assert [found.entry_id for found in store.search.find(Asked(asked))] == [entry.entry_id], (text, asked)


@pytest.mark.parametrize(
    "asked", ["đặng", "Đặng", "dang", "DANG", "đang", "ĐẶNG THỊ", "dang thi thuy", "thuý hòa", "thúy hoà", "thuy ho", "Đăng Thi"]
)
def test_names_meet_with_and_without_marks_and_both_places_of_the_tone(shared, asked):
    assert "Đặng Thị Thúy Hoà" in names(shared, asked)


def test_two_letter_names_are_found(shared):
    assert names(shared, "lê vũ") == ["Lê Vũ"] and names(shared, "le vu") == ["Lê Vũ"]


def test_what_bears_the_marks_as_typed_comes_first(shared):
    assert names(shared, "đường")[0] == names(shared, "duong van duong ")[0] == "Dương Văn Đường"
    assert names(shared, "ân")[0] == "Nguyễn Thị Ân"
    assert names(shared, "an ")[0] != "Nguyễn Thị Ân" and "Nguyễn Thị Ân" in names(shared, "an ")


def test_marks_count_before_the_word_has_ended_however_many_newer_entries_are_without(store):
    office = Office(store)
    page = office.read(office.capture(office.open_volume()))
    for name in ("Lò Hoà", "Lò Thị Hoàng", *["Lò Văn Hoa"] * 9):
        office.make_entry(page, {"nksHoTen": a_field(name)})
    assert [names(store, asked, limit=4)[0] for asked in ("hoà", "lò hoà", "hoa", "hoàn")] == [
        "Lò Hoà",
        "Lò Hoà",
        "Lò Văn Hoa",
        "Lò Thị Hoàng",
    ]


def test_words_side_by_side_come_before_words_anywhere(shared):
    assert names(shared, "nguyễn văn an") == ["Nguyễn Văn An", "An Thị Nguyễn Văn"]


def test_the_last_word_may_be_unfinished_until_a_space_ends_it(shared):
    assert "Nguyễn Văn An" in names(shared, "nguyễn v") and names(shared, "nguyễn v ") == []


def test_the_volume_and_numbers_with_strokes_are_found(shared):
    assert len(names(shared, "12/2018")) == 6 and len(names(shared, "ks 2016")) == 6


def test_nothing_is_found_for_words_that_are_not_there(shared):
    assert names(shared, "nguyễn không có") == []


@pytest.mark.parametrize("asked", ["", "   ", '"', "-- ''", "*", "( ) ; %_", "\x00", "́̀"])
def test_a_question_without_a_letter_finds_nothing(shared, asked):
    assert names(shared, asked) == []


@pytest.mark.parametrize(
    "asked",
    ['le" OR "a', "marked : le", "NEAR(le vu)", "le AND vu", "^le", "le*", "-le", "le'; DROP TABLE search", "{folded} : le", "le\x00vu"],
)
def test_operators_of_the_index_are_plain_words(shared, asked):
    names(shared, asked)
    assert names(shared, "le vu") == ["Lê Vũ"]


@given(st.text())
def test_no_text_breaks_a_question(shared, text):
    shared.search.find(Asked(text, limit=5))


def test_a_pasted_megabyte_is_cut(shared):
    pasted = "lê vũ " * 200_000
    assert names(shared, pasted) == ["Lê Vũ"] and len(Question.of(pasted).parts) == WORDS_MAX
    assert len(Question.of("x" * 10**6).parts[0]) == ASKED_LETTERS_MAX


def test_filters_narrow_by_kind_year_and_state(store):
    office = Office(store)
    old, new = office.open_volume(a_volume("01")), office.open_volume(a_volume("02"))
    first = office.finished_entry(old)
    office.make_entry(office.read(office.capture(new)))
    assert len(store.search.find(Asked("nguyen"))) == 2
    assert [found.entry_id for found in store.search.find(Asked("nguyen", state=EntryState.CHECKED))] == [first.entry_id]
    assert len(store.search.find(Asked("nguyen", kind="KS", year=2016))) == 2
    assert store.search.find(Asked("nguyen", kind="GCN")) == store.search.find(Asked("nguyen", year=1999)) == []
    assert store.search.kinds_and_years() == (["KS"], [2016])


def test_a_question_about_one_volume_is_answered_from_it_alone(store):
    office = Office(store)
    volumes = [office.open_volume(a_volume(number)) for number in ("01", "02")]
    made = [office.make_entry(office.read(office.capture(volume)), {"nksHoTen": a_field("Lò Văn Ẩn")}) for volume in volumes]
    found = store.search.find(Asked("lo van an", volume_id=volumes[1].volume_id))
    assert [one.entry_id for one in found] == [made[1].entry_id]


def test_a_question_that_nobody_waits_for_ends_in_the_midst_of_its_work(store):
    looks = iter([False, False, True])
    endless = "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT max(i) FROM n"
    assert store.database.rows_unless(lambda: next(looks), endless) == [] and next(looks, None) is None
    assert store.database.rows("SELECT 1") == [(1,)], "what comes after is not broken off"
    Office(store).finished_entry(Office(store).open_volume())
    assert store.search.find(Asked("nguyen"), lambda: True) == [] and len(store.search.find(Asked("nguyen"))) == 1


@pytest.mark.parametrize("place", ["Suối Mây", "suoi may ", "xã suối mây", "mây, huyện đá", "đá trắng ", "thon 5 xa", "5", "may, h"])
def test_a_place_is_found_by_words_side_by_side(store, place):
    office, facts = Office(store), {**FORM, "places": ["noiDangKy"]}
    office.store.log.append([NewAction(ActionKind.FORMS_KNOWN, "station-1", STATION, {"forms": [facts]})])
    page = office.read(office.capture(office.open_volume()))
    for name, where in (
        ("Lê Vũ", "Thôn 5, xã Suối Mây, huyện Đá Trắng"),
        ("Lê Mây", "Thôn Mai, xã Đá Suối, huyện Trắng Má"),
        ("Lê Ân", ""),
    ):
        office.make_entry(page, {"nksHoTen": a_field(name), "noiDangKy": a_field(where)})
    assert names(store, "lê ", place=place) == ["Lê Vũ"]


def test_no_more_is_returned_than_asked_for(shared):
    assert len(shared.search.find(Asked("12/2018", limit=3))) == 3


def test_the_answer_names_the_field(shared):
    [found] = shared.search.find(Asked("lê vũ"))
    assert found.path == "nksHoTen" and found.volume is not None
    assert {found.path for found in shared.search.find(Asked("kmut y m"))} == {"meHoTen"}
    assert {found.path for found in shared.search.find(Asked("ks 2016"))} == {""}


def test_the_field_with_the_marks_as_typed_is_named_before_its_bare_twin(store):
    office = Office(store)
    fields = {"a": a_field("Dương"), "b": a_field("Đường"), "c": FieldValue("", "", ValueState.BLANK, ValueSource.KEYED)}
    office.make_entry(office.read(office.capture(office.open_volume())), fields)
    assert [store.search.find(Asked(text))[0].path for text in ("đường", "dương", "duong", "ks")] == ["b", "a", "a", ""]


def test_a_value_is_found_as_printed_and_as_normalised(store):
    office = Office(store)
    value = FieldValue("ngày 2 tháng 3", "02.03.2018", ValueState.READ, ValueSource.READING)
    office.make_entry(office.read(office.capture(office.open_volume())), {"a": a_field("Lê Vũ"), "ngay": value})
    assert [store.search.find(Asked(text))[0].path for text in ("ngày 2", "02.03.2018", "02/03/2018")] == ["ngay"] * 3


def test_a_keyed_value_is_found_at_once_and_the_old_one_no_more(store):
    office = Office(store)
    entry = office.make_entry(office.read(office.capture(office.open_volume())), {"nksHoTen": a_field("Trần Bảo")})
    store.rebuild_projections()
    assert names(store, "tran bao") == ["Trần Bảo"]
    office.key(entry, "Phạm Quý")
    assert names(store, "tran bao") == [] and names(store, "pham quy") == ["Phạm Quý"]


def test_an_act_that_is_not_allowed_leaves_the_index_as_it_was(store):
    office = Office(store)
    entry = office.finished_entry(office.open_volume())
    with pytest.raises(Exception, match="not-allowed"):
        office.key(entry, "Phạm Quý", by=SUPERVISOR)
    assert names(store, "pham quy") == [] and len(names(store, "nguyễn văn an")) == 1


def test_rebuilding_makes_the_index_anew_and_an_audit_compares_it(store):
    office = Office(store)
    office.finished_entry(office.open_volume())
    store.database.execute("UPDATE search SET words = 'khac'")
    assert any(fault.startswith("search") for fault in audit(store, None).faults)
    store.rebuild_projections()
    assert audit(store, None).faults == [] and len(names(store, "nguyen van an")) == 1


def test_a_store_of_the_schema_before_gets_its_index(store):
    office = Office(store)
    office.finished_entry(office.open_volume())
    as_schema_2(store.database)
    migrate(store.database)
    assert len(names(store, "nguyễn văn an")) == 1 and audit(store, None).faults == []


def test_erased_words_are_gone_from_the_index_and_from_the_bytes_of_the_disk(store):
    office = Office(store)
    volume = office.open_volume()
    page = office.read(office.capture(volume))
    for _ in range(30):
        office.make_entry(page, {"nksHoTen": a_field("Quách Tĩnh")})
    entry = office.make_entry(page, {"nksHoTen": a_field("Xqzwk Zyxqk")})
    for number in range(3):
        office.key(entry, f"Xqzwk Zyxqk{number}")
    store.database.fold_wal()
    assert b"xqzwk" in decrypted(store) and len(names(store, "zyxqk")) == 1
    ids = [action.action_id for action in store.log.actions(entry.entry_id)]
    store.erase_payloads(ids, "hết hạn lưu", STATION)
    assert names(store, "xqzwk") == [] and len(names(store, "quach tinh", limit=50)) == 30
    assert b"qzwk" not in decrypted(store).lower() and b"yxqk" not in decrypted(store).lower()
    assert audit(store, None).faults == []


def test_the_words_of_an_erased_volume_leave_with_it(store):
    office = Office(store)
    volume = office.open_volume()
    office.finished_entry(volume)
    assert len(names(store, "ks 2016")) == 1
    store.erase_payloads([action.action_id for action in store.log.actions(volume.volume_id)], "x", STATION)
    assert names(store, "ks 2016") == [] and store.search.find(Asked("nguyen"))[0].volume is None
    assert audit(store, None).faults == []


def test_the_marked_spelling_keeps_letters_apart_that_folding_joins():
    spelt = [Line.of(text).marked for text in ("Hoà", "hòa", "hoa", "đ", "d")]
    assert spelt[0] == spelt[1] and len(set(spelt)) == 4


def test_a_comma_is_no_part_of_the_word_before_it():
    assert Line.of("thôn Thuận, xã Hoà.") == Line.of("thôn thuận xã hòa")
    assert Question.of("thuận").rank([Line.of("thôn Thuận, xã Mây")]) == 0 < Question.of("thuẫn").rank([Line.of("thôn Thuận, xã Mây")])


@pytest.mark.parametrize(
    ("asked", "text", "rank"),
    [
        ("nguyễn văn a", "Nguyễn Văn An", 0), ("nguyễ", "Nguyễn Văn An", 0), ("nguyê", "Nguyễn", 0), ("nguyế", "Nguyễn", 2),
        ("nguye", "Nguyễn", 2), ("an nguyễn", "Nguyễn Văn An", 1), ("nguyen van an", "Nguyễn Văn An", 2), ("an van", "Nguyễn Văn An", 3),
        ("an ", "Nguyễn Văn Anh", 4), ("02/03/2018", "02.03.2018", 2), ("", "", 0),
    ],
)  # fmt: skip
def test_marks_and_neighbours_rank(asked, text, rank):
    question = Question.of(asked)
    assert not question.asks or question.rank([Line.of(text)]) == rank


@given(
    st.lists(st.lists(st.sampled_from(WORDS_OF_NAMES), min_size=1, max_size=5), min_size=1, max_size=12),
    st.lists(st.sampled_from(WORDS_OF_NAMES), min_size=1, max_size=4), st.integers(0, 4), st.booleans(),
)  # fmt: skip
def test_what_a_row_is_seen_to_hold_is_what_the_index_finds(shared, names, asked, cut, space):
    """A narrower question is answered from the rows of a wider one, by looking at their words: that must be what FTS5 would say."""
    text = " ".join(asked)
    text = f"{text} " if space else (text[: len(text) - cut] if cut < len(asked[-1]) else text)
    question = Question.of(text)
    if not question.asks:
        return
    rows = {2_000_000 + at: words([" ".join(name)]) for at, name in enumerate(names)}
    with shared.database.rehearsal():
        for made, said in rows.items():
            shared.database.execute("INSERT INTO search (rowid, words, tags) VALUES (?, ?, '')", (made, said))
        found = {}
        for match in matches(question):
            pattern = " AND ' ' || words GLOB ?" if match.glob else ""
            asked_for = (match.match, *([match.glob] if match.glob else []))
            hits = shared.database.rows(f"SELECT rowid FROM search WHERE search MATCH ?{pattern} AND rowid >= 2000000", asked_for)
            found[match] = {made for (made,) in hits}
    for match, hits in found.items():
        assert hits == {made for made, said in rows.items() if match.holds(said)}, match
        for wider, more in found.items():
            assert not match.is_within(wider) or hits <= more


def test_under_a_filter_answers_and_their_order_are_those_of_asking_every_question(shared, monkeypatch):
    texts = ["Nguyễn Văn", "nguyen van", "Đặng Thị Th", "an thi", "Lê V", "Nguyễn Thị Â", "dang thi thuy hoa"]
    for limit in (1, 2, 3, 30):
        asked = [Asked(text, limit=limit, kind="KS") for text in texts]
        sparing = [[found.entry_id for found in shared.search.find(one)] for one in asked]
        assert all(sparing[:2])
        with monkeypatch.context() as patch:
            patch.setattr(Match, "is_within", lambda self, other: False)
            assert sparing == [[found.entry_id for found in shared.search.find(one)] for one in asked]
