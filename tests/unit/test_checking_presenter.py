"""The desk Kiểm tra without its looks: an invented register under a clerk's keys; drafts, finishing, and what bad input gets."""

import dataclasses
import unicodedata
from pathlib import Path

import pytest

from station.domain.ids import EntryId, VolumeId
from station.domain.record import Entry, FieldValue, ValueSource, ValueState
from station.domain.states import EntryState
from station.forms.entry_values import keyed_value
from station.forms.loader import load_forms
from station.forms.types import normalise_items
from station.workflow.attention import LOOK_AGAIN, Need
from station.workflow.checking import finish_checking, key_fields
from station.workflow.drafts import restore_draft
from station.workflow.group_check import find_group, settle_group
from tests.flow.conftest import Office, forms, office, province, reader  # noqa: F401
from tests.seated import fill, seated
from tests.ui.immediate import ImmediateTasks
from ui.checking import wording
from ui.checking.hands import Hands
from ui.checking.presenter import CheckingPresenter
from ui.checking.sheet import Sheet
from ui.checking.shown import PASTE_MAX, committed, list_line

ROOT = Path(__file__).resolve().parents[2]
SOUND = {
    "so_dang_ky": "7/2019",
    "ngay_vao_so": "02/03/2019",
    "ten_thuyen": "Sao Hôm",
    "ngay_ha_thuy": "01/02/2018",
    "ha_thuy_chu": "Ngày một tháng hai năm hai nghìn không trăm mười tám",
    "chu[0].ho_ten": "Lê Thị Bưởi",
    "chu[0].quoc_tich": "Việt Nam",
    "chu[1].ho_ten": "Phan Văn Cam",
    "chu[1].quoc_tich": "Lào",
    "dien_tich_boong": "20,5",
    "khoang": "khoang mũi 12,5 m²; khoang lái 8 m²",
    "loai_thuyen": "Ghe bầu",
}


@pytest.fixture(scope="module")
def boats():
    return load_forms(ROOT / "tests" / "forms", ROOT / "resources" / "reference")


def an_entry(boats, confidence=0.99, state=EntryState.READ, **changes) -> Entry:
    """A boat as it was read: every value with this confidence; None: the field was not there."""
    form = boats.form("boat_register")
    fields: dict[str, FieldValue] = {}
    for path, text in {**SOUND, **changes}.items():
        if text is None:
            continue
        fields[path] = _read(keyed_value(form, boats, path, text), confidence)
        definition = boats.field(form, path)
        if definition.type == "list":
            for name, part in normalise_items(text, definition, boats.lexicons).items():
                fields[name] = FieldValue(
                    part.text, part.normalised.value, part.normalised.state, ValueSource.READING, confidence=confidence
                )
    return Entry(EntryId("e1"), VolumeId("v1"), boats.ref(form), (), state, 1, fields)


def _read(value: FieldValue, confidence: float) -> FieldValue:
    return dataclasses.replace(value, source=ValueSource.READING, confidence=confidence)


def hands_over(boats, **changes) -> Hands:
    entry = an_entry(boats, **changes)
    return Hands(Sheet(boats.of_ref(entry.form), boats, entry))


# where the cursor stops


def test_only_names_and_figures_without_a_witness_need_a_person_in_a_sound_entry(boats):
    hands = hands_over(boats)
    assert hands.sheet.open_paths == ["ngay_vao_so", "chu[0].ho_ten", "chu[1].ho_ten"]
    assert {hands.sheet.needs[path] for path in hands.sheet.open_paths} == {Need.UNWITNESSED}


def test_a_date_that_its_words_confirm_needs_nobody_and_without_words_it_is_a_suggestion(boats):
    assert hands_over(boats).sheet.needs["ngay_ha_thuy"] is Need.NOTHING
    alone = hands_over(boats, ha_thuy_chu=None).sheet
    assert alone.suggestion("ngay_ha_thuy") == "01/02/2018" and alone.shown("ngay_ha_thuy") == ""


def test_both_witnesses_are_visited_when_they_contradict_each_other(boats):
    sheet = hands_over(boats, ngay_ha_thuy="05/02/2018").sheet
    assert {sheet.needs["ngay_ha_thuy"], sheet.needs["ha_thuy_chu"]} == {Need.FINDING}


def test_what_was_read_with_little_confidence_is_visited_but_a_list_item_read_exactly_is_not(boats):
    sheet = hands_over(boats, confidence=0.5).sheet
    assert sheet.needs["ten_thuyen"] is Need.UNSURE and sheet.shown("ten_thuyen") == "Sao Hôm"
    assert sheet.needs["chu[0].quoc_tich"] is Need.NOTHING and sheet.needs["loai_thuyen"] is Need.NOTHING


def test_a_required_field_that_is_empty_is_visited_an_optional_one_is_not(boats):
    sheet = hands_over(boats, ten_thuyen=None, dien_tich_boong=None, khoang=None).sheet
    assert sheet.needs["ten_thuyen"] is Need.MISSING and sheet.needs["dien_tich_boong"] is Need.NOTHING


def test_what_could_not_be_read_is_visited(boats):
    entry = an_entry(boats)
    entry.fields["ten_thuyen"] = FieldValue("", "", ValueState.UNREADABLE, ValueSource.READING, confidence=0.0)
    entry.fields["chu[1].quoc_tich"] = FieldValue("", "", ValueState.UNREADABLE, ValueSource.KEYED)
    sheet = Sheet(boats.of_ref(entry.form), boats, entry)
    assert sheet.needs["ten_thuyen"] is Need.UNREADABLE and sheet.needs["chu[1].quoc_tich"] is Need.NOTHING


def test_every_field_is_visited_when_the_clerk_says_so(boats):
    hands = hands_over(boats)
    hands.visit_every_field(True)
    hands.go_to("so_dang_ky")
    visited = []
    while hands.path not in visited and len(visited) < 20:
        visited.append(hands.path)
        hands.take_suggestion()
        hands.enter(hands.input)
    assert visited == hands.sheet.paths


# keys


def test_enter_never_takes_a_suggestion_that_nobody_took(boats):
    hands = hands_over(boats)
    assert hands.path == "ngay_vao_so" and hands.input == ""
    assert hands.enter("") is False and hands.message is wording.EMPTY_SURE and hands.path == "ngay_vao_so"
    assert hands.enter("") is True
    assert hands.sheet.state("ngay_vao_so") is ValueState.BLANK


def test_one_key_takes_the_suggestion_and_enter_goes_on(boats):
    hands = hands_over(boats)
    for _ in range(3):
        assert hands.take_suggestion() != ""
        assert hands.enter(hands.input)
    assert hands.is_done and hands.message is wording.NONE_LEFT
    assert hands.sheet.keyed()["ngay_vao_so"].text == "02/03/2019" and hands.sheet.values["chu[0].ho_ten"].source is ValueSource.KEYED


def test_dates_typed_run_together_stand_with_strokes_once_they_are_taken(boats):
    hands = hands_over(boats)
    hands.typing("02032019")
    assert hands.input == "02032019"
    hands.enter("02032019")
    assert hands.sheet.shown("ngay_vao_so") == "02/03/2019"


def test_a_list_item_is_taken_from_its_beginning_without_marks(boats):
    hands = hands_over(boats)
    hands.go_to("chu[1].quoc_tich")
    hands.enter("la")
    assert hands.sheet.shown("chu[1].quoc_tich") in ("Lào", "la")
    hands.go_to("loai_thuyen")
    hands.enter("thuyen t")
    assert hands.sheet.shown("loai_thuyen") == "Thuyền thúng" and hands.sheet.values["loai_thuyen"].code == "1"


def test_typing_over_a_list_changes_its_items(boats):
    hands = hands_over(boats)
    hands.go_to("khoang")
    hands.enter("khoang mũi 20,5 m²")
    keyed = hands.sheet.keyed()
    assert keyed["khoang[0].rong"].text == "20,5" and keyed["khoang[1].rong"].state is ValueState.BLANK
    assert [finding.rule for finding in hands.sheet.findings] == []


def test_a_list_read_as_items_alone_is_one_line_that_comes_apart_again(boats):
    definition = boats.field(boats.form("boat_register"), "khoang")
    line = list_line(definition, [{"ten": "khoang mũi", "rong": "12.5"}, {"ten": "khoang lái", "rong": "8"}])
    parts = normalise_items(line, definition, boats.lexicons)
    assert [part.normalised.value for part in parts.values()] == ["khoang mũi", "12.5", "khoang lái", "8"]


def test_a_field_comes_back_when_another_ones_change_breaks_a_rule_there(boats):
    hands = hands_over(boats)
    while not hands.is_done:
        hands.take_suggestion()
        hands.enter(hands.input)
    hands.go_to("ngay_ha_thuy")
    hands.enter("01/02/2020")
    assert "ha_thuy_chu" in hands.sheet.open_paths and not hands.is_done


def test_back_goes_to_what_was_worked_on(boats):
    hands = hands_over(boats)
    hands.take_suggestion()
    hands.enter(hands.input)
    assert hands.path == "chu[0].ho_ten"
    hands.back()
    assert hands.path == "ngay_vao_so"


def test_leaving_a_field_takes_along_what_was_typed(boats):
    hands = hands_over(boats)
    hands.typing("03/03/2019")
    hands.go_to("ten_thuyen")
    assert hands.sheet.shown("ngay_vao_so") == "03/03/2019"


def test_undo_and_redo_go_across_fields(boats):
    hands = hands_over(boats)
    for text in ("03/03/2019", "Lê Thị Bường"):
        hands.enter(text)
    hands.undo()
    assert hands.path == "chu[0].ho_ten" and hands.sheet.suggestion("chu[0].ho_ten") == "Lê Thị Bưởi"
    hands.undo()
    assert hands.path == "ngay_vao_so" and not hands.sheet.typed
    hands.undo()
    assert hands.message is wording.NOTHING_TO_UNDO
    hands.redo()
    hands.redo()
    assert hands.sheet.shown("chu[0].ho_ten") == "Lê Thị Bường"
    hands.redo()
    assert hands.message is wording.NOTHING_TO_REDO


def test_alt_and_a_digit_jump_to_the_blocks_first_open_field(boats):
    hands = hands_over(boats)
    hands.jump_to_block(2)
    assert hands.path == "chu[0].ho_ten"
    hands.jump_to_block(3)
    assert hands.path == "dien_tich_boong"
    hands.jump_to_block(9)
    assert hands.path == "dien_tich_boong"


def test_ditto_puts_the_value_of_the_entry_before_into_the_input(boats):
    hands = hands_over(boats)
    assert hands.ditto() == "" and hands.message is wording.NOTHING_BEFORE
    hands.before = an_entry(boats, ngay_vao_so="05/03/2019").fields
    assert hands.ditto() == "05/03/2019" and not hands.sheet.typed


def test_a_field_left_as_unreadable_keeps_the_reason_and_gives_it_for_the_missing_value(boats):
    hands = hands_over(boats, ten_thuyen=None)
    hands.go_to("ten_thuyen")
    hands.leave_unreadable("rách")
    assert hands.sheet.state("ten_thuyen") is ValueState.UNREADABLE and hands.sheet.note("ten_thuyen") == "rách"
    assert not hands.sheet.is_open("ten_thuyen")


def test_a_note_leaves_the_value_as_it_is(boats):
    hands = hands_over(boats)
    hands.go_to("ten_thuyen")
    hands.put_note("viết đè")
    assert hands.sheet.note("ten_thuyen") == "viết đè" and hands.sheet.shown("ten_thuyen") == "Sao Hôm"


def test_a_note_on_a_suggestion_does_not_confirm_it(boats):
    hands = hands_over(boats)
    hands.put_note("mực nhoè")
    assert hands.sheet.is_open("ngay_vao_so") or hands.sheet.suggestion("ngay_vao_so")


def test_unchanged_values_keep_the_text_as_printed(boats):
    hands = hands_over(boats, ngay_vao_so="ngày 02 tháng 03 năm 2019")
    assert hands.take_suggestion() == "02/03/2019"
    hands.enter(hands.input)
    assert hands.sheet.keyed()["ngay_vao_so"].text == "ngày 02 tháng 03 năm 2019"


def test_decomposed_letters_become_whole_ones_when_they_are_taken(boats):
    hands = hands_over(boats)
    hands.go_to("chu[0].ho_ten")
    hands.enter(unicodedata.normalize("NFD", "Nguyễn Thị Hường"))
    assert hands.sheet.keyed()["chu[0].ho_ten"].text == "Nguyễn Thị Hường"


def test_a_megabyte_of_pasted_text_is_refused_in_a_sentence(boats):
    hands = hands_over(boats)
    assert hands.enter("ễ" * 1_000_000) is False
    assert len(hands.input) == PASTE_MAX and hands.message is not None and not hands.sheet.typed


@pytest.mark.parametrize("typed", ["31/02/2019", "năm con gà", "۱۲/۰۳", "99999999"])
def test_what_is_no_date_stays_as_typed_and_is_a_finding(boats, typed):
    hands = hands_over(boats)
    hands.enter(typed)
    assert hands.sheet.shown("ngay_vao_so") == typed and hands.sheet.findings_at("ngay_vao_so")


def test_committing_nothing_is_nothing(boats):
    definition = boats.field(boats.form("boat_register"), "loai_thuyen")
    assert committed(definition, boats, "  \u00a0 ") == ""


# the entry and the store


@pytest.fixture
def desk(office):  # noqa: F811
    with seated(office) as station:
        yield station


def presenter_of(station) -> CheckingPresenter:
    tasks = ImmediateTasks(station)
    made = CheckingPresenter(tasks, tasks.changes)
    made.activate()
    return made


def confirm_all(presenter: CheckingPresenter) -> None:
    """Take every suggestion and every value that needs a person."""
    hands = presenter.hands
    for _ in range(80):
        if hands.is_done:
            return
        hands.take_suggestion()
        hands.enter(hands.input)
    raise AssertionError(f"still open: {hands.sheet.open_paths}")


def finish_whole(presenter: CheckingPresenter) -> None:
    confirm_all(presenter)
    presenter.finish()
    while presenter.reasons is not None and presenter.reasons.next_error is not None:
        presenter.give_reason(wording.OVERRIDE_REASONS[0].vi)


def test_an_empty_desk_says_what_to_do_first(desk):
    assert presenter_of(desk).message is wording.NO_VOLUME


def test_the_first_waiting_entry_opens_and_finishing_opens_the_next_until_the_volume_is_done(desk):
    ids = fill(desk, ["An", "Bình"])
    presenter = presenter_of(desk)
    assert presenter.entry_id == ids[0] and presenter.place == 1
    finish_whole(presenter)
    assert presenter.entry_id == ids[1]
    finish_whole(presenter)
    assert presenter.entry_id is None and presenter.message in (wording.VOLUME_DONE, wording.NO_VOLUME)
    assert {desk.desk.records.entry(entry_id).state for entry_id in ids} == {EntryState.CHECKED}


def test_finishing_goes_to_what_was_not_seen_instead(desk):
    fill(desk, ["An"])
    presenter = presenter_of(desk)
    first = presenter.hands.sheet.open_paths[0]
    presenter.hands.go_to(presenter.hands.sheet.paths[-1])
    presenter.finish()
    assert presenter.hands.path == first and "ô chưa xem" in presenter.hands.message.vi


def test_errors_that_stand_need_a_reason_each_and_the_reasons_reach_the_supervisor(desk):
    [entry_id] = fill(desk, ["An"])
    presenter = presenter_of(desk)
    assert presenter.hands.sheet.errors
    finish_whole(presenter)
    overrides = desk.desk.records.entry(entry_id).overrides
    assert overrides and set(overrides.values()) == {"Đúng như trên giấy"}


def test_what_is_typed_is_a_draft_and_comes_back_after_a_kill(desk):
    [entry_id] = fill(desk, ["An"])
    presenter = presenter_of(desk)
    first = presenter.hands.path
    presenter.hands.enter("Trần Thị Mây")
    following = presenter.hands.path
    presenter.hands.typing("dở da")
    presenter.save()
    head = desk.desk.log.head()
    again = presenter_of(desk)
    assert again.hands.path == following and again.hands.input == "dở da" and again.hands.message is wording.RESTORED
    assert again.hands.sheet.keyed()[first].text == "Trần Thị Mây"
    assert desk.desk.log.head() == head and restore_draft(desk.desk, desk.store.drafts, entry_id) is not None


def test_a_draft_goes_when_the_entry_is_finished(desk):
    [entry_id] = fill(desk, ["An"])
    presenter = presenter_of(desk)
    presenter.hands.typing("dở da")
    presenter.save()
    presenter.hands.undo()
    finish_whole(presenter)
    assert desk.store.drafts.entries(desk.desk.actor.user_id) == []
    assert restore_draft(desk.desk, desk.store.drafts, entry_id) is None


def test_saving_twice_writes_once(desk, monkeypatch):
    fill(desk, ["An"])
    presenter = presenter_of(desk)
    written = []
    keep = desk.store.drafts.keep
    monkeypatch.setattr(desk.store.drafts, "keep", lambda *args: (written.append(args), keep(*args)))
    presenter.hands.typing("dở")
    presenter.save()
    presenter.save()
    assert len(written) == 1


def test_going_to_another_entry_keeps_what_was_typed_in_this_one(desk):
    ids = fill(desk, ["An", "Bình"])
    presenter = presenter_of(desk)
    presenter.hands.enter("Trần Thị Mây")
    presenter.open_neighbour(1)
    assert presenter.entry_id == ids[1]
    presenter.open_neighbour(-1)
    assert presenter.entry_id == ids[0] and presenter.hands.sheet.typed


def test_an_entry_that_somebody_changed_meanwhile_is_not_written_over_and_nothing_typed_is_lost(desk):
    [entry_id] = fill(desk, ["An"])
    presenter = presenter_of(desk)
    confirm_all(presenter)
    typed = dict(presenter.hands.sheet.typed)
    entry = desk.desk.records.entry(entry_id)
    key_fields(desk.desk, entry_id, {})
    assert entry.revision == 1
    presenter.finish()
    while presenter.reasons is not None and presenter.reasons.next_error is not None:
        presenter.give_reason("đúng")
    assert presenter.trouble.code == "workflow.not-allowed" and presenter.hands.sheet.typed == typed
    finish_whole(presenter)
    assert desk.desk.records.entry(entry_id).state is EntryState.CHECKED


def test_an_entry_finished_elsewhere_is_a_sentence(desk):
    [entry_id] = fill(desk, ["An"])
    presenter = presenter_of(desk)
    entry = desk.desk.records.entry(entry_id)
    finish_checking(desk.desk, entry_id, {finding.rule: "đúng" for finding in entry.findings})
    finish_whole(presenter)
    assert presenter.trouble.code == "workflow.not-allowed"


def test_an_entry_whose_form_is_gone_is_a_sentence_and_stays(desk):
    ids = fill(desk, ["An", "Bình"])
    without = dataclasses.replace(
        desk, desk=dataclasses.replace(desk.desk, forms=load_forms(ROOT / "tests/forms", ROOT / "resources/reference"))
    )
    presenter = presenter_of(without)
    assert presenter.trouble.code == "forms.unknown" and presenter.hands is None
    presenter.open_neighbour(1)
    assert presenter.entry_id == ids[1] and presenter.trouble.code == "forms.unknown"
    assert {desk.desk.records.entry(entry_id).state for entry_id in ids} == {EntryState.READ}


def test_words_keyed_in_one_entry_are_offered_in_the_next(desk):
    fill(desk, ["An", "Bình"])
    presenter = presenter_of(desk)
    hands = presenter.hands
    name = next(path for path in hands.sheet.paths if hands.sheet.definition(path).type == "person_name")
    hands.go_to(name)
    hands.enter("Nguyễn Văn Hải")
    finish_whole(presenter)
    presenter.hands.go_to(name)
    assert "Nguyễn Văn Hải" in [offer.text for offer in presenter.hands.offers("nguyen van h")]


def test_words_of_finished_entries_are_learned_when_the_volume_is_opened(desk):
    fill(desk, ["An", "Bình"])
    presenter = presenter_of(desk)
    finish_whole(presenter)
    fresh = presenter_of(desk)
    name = next(path for path in fresh.hands.sheet.paths if fresh.hands.sheet.definition(path).type == "person_name")
    fresh.hands.go_to(name)
    assert "Nguyễn Thị An" in [offer.text for offer in fresh.hands.offers("nguyen thi a")]


# group check


def with_box(desk, entry_id, path):
    """Readings of the fake reader have no place on the page; give one."""
    from_store = desk.desk.records.entry(entry_id)
    return from_store.fields[path]


def test_a_group_check_confirms_what_stands_and_sends_back_what_is_struck_out(desk, monkeypatch):
    ids = fill(desk, ["An", "Bình", "Cúc"])
    volume = desk.desk.records.entry(ids[0]).volume_id
    form = desk.desk.records.entry(ids[0]).form.form_id
    path = next(field.id for field in desk.desk.forms.form(form).fields if field.lexicon == "sexes")
    from station.workflow import group_check  # noqa: PLC0415

    monkeypatch.setattr(group_check, "_member", _member_without_place)
    members = find_group(desk.desk, volume, form, path, "Nữ")
    assert [member.entry_id for member in members] == ids
    done = settle_group(desk.desk, path, members, {ids[1]})
    assert (done.confirmed, done.struck_out, done.passed_over) == (2, 1, 0)
    struck = desk.desk.records.entry(ids[1]).fields[path]
    assert struck.state is ValueState.UNREADABLE and struck.note == LOOK_AGAIN
    presenter = presenter_of(desk)
    presenter.open(ids[1])
    assert presenter.hands.sheet.needs[path] is Need.STRUCK_OUT
    presenter.hands.go_to(path)
    presenter.hands.enter("Nam")
    assert presenter.hands.sheet.note(path) == "" and not presenter.hands.sheet.is_open(path)


def _member_without_place(entry, form_id, path, value):
    from station.domain.geometry import Box  # noqa: PLC0415
    from station.workflow.group_check import Member  # noqa: PLC0415

    return Member(entry.entry_id, entry.pages[0], Box(1, 1, 2, 2), entry.fields[path].text)


# what bears witness


def test_a_line_that_the_reading_did_not_find_is_visited(boats):
    entry = an_entry(boats)
    entry.fields["dien_tich_boong"] = FieldValue("", "", ValueState.ABSENT, ValueSource.READING, confidence=0.0)
    sheet = Sheet(boats.of_ref(entry.form), boats, entry)
    assert sheet.needs["dien_tich_boong"] is Need.NOT_FOUND


def test_free_words_need_a_person_until_people_have_keyed_the_same_in_this_volume(boats):
    entry = an_entry(boats, confidence=0.95)
    sheet = Sheet(boats.of_ref(entry.form), boats, entry)
    assert sheet.needs["ten_thuyen"] is Need.UNSURE
    sheet.words.note(sheet.definition("ten_thuyen"), "Sao Hôm")
    again = Sheet(boats.of_ref(entry.form), boats, entry, words=sheet.words)
    assert again.needs["ten_thuyen"] is Need.NOTHING


def test_words_that_mean_the_figures_but_are_misspelt_are_visited(boats):
    sheet = hands_over(boats, ha_thuy_chu="Ngày một tháng hại năm hai nghìn không trăm mười tám").sheet
    assert sheet.needs["ngay_ha_thuy"] is Need.NOTHING and sheet.needs["ha_thuy_chu"] is Need.UNSURE


@pytest.mark.parametrize(
    "words", ["ngày một tháng hai năm hai nghìn không trăm mười tám", "(Ngày một, tháng hai, năm hai nghìn không trăm mười tám)"]
)
def test_brackets_commas_and_capitals_make_no_misspelling(boats, words):
    assert hands_over(boats, ha_thuy_chu=words).sheet.needs["ha_thuy_chu"] is Need.NOTHING
