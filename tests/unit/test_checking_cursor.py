"""Where the cursor of the desk Kiểm tra stops and where not: an invented register as it was read."""

import pytest

from station.domain.geometry import Box
from station.domain.record import FieldValue, ValueSource, ValueState
from station.workflow.attention import Need, grounds_of
from tests.checking_desk import an_entry, hands_over, load_boats
from ui.checking.sheet import Sheet


@pytest.fixture(scope="module")
def boats():
    return load_boats()


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


def test_free_words_that_nobody_has_keyed_are_visited_but_a_list_item_read_exactly_is_not(boats):
    entry = an_entry(boats)
    sheet = Sheet(boats.of_ref(entry.form), boats, entry)
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


def test_words_in_a_list_need_a_person_until_people_have_keyed_them_in_any_of_its_items(boats):
    entry = an_entry(boats)
    form = boats.of_ref(entry.form)
    sheet = Sheet(form, boats, entry)
    assert sheet.needs["khoang"] is Need.UNSURE
    sheet.words.learn(form, {"khoang[4].ten": "khoang mũi", "khoang[0].ten": "khoang lái"})
    assert Sheet(form, boats, entry, words=sheet.words).needs["khoang"] is Need.NOTHING


def blank(box=None):
    return FieldValue("", "", ValueState.BLANK, ValueSource.READING, confidence=0.9, box=box)


@pytest.mark.parametrize(
    ("box", "need"), [(Box(10, 10, 300, 40), Need.NOTHING), (None, Need.NOTHING), (Box(10, 10, 14, 51), Need.NOT_FOUND)]
)
def test_a_blank_line_is_passed_by_when_there_was_room_for_a_word_to_be_seen(boats, box, need):
    entry = an_entry(boats)
    entry.fields["chu[1].quoc_tich"] = blank(box)
    assert Sheet(boats.of_ref(entry.form), boats, entry).needs["chu[1].quoc_tich"] is need


def test_that_no_box_was_found_ticked_is_no_statement_that_none_is(boats):
    entry = an_entry(boats)
    form = boats.of_ref(entry.form)
    fields = tuple(each.model_copy(update={"required": False}) if each.type == "tick" else each for each in form.fields)
    entry.fields["loai_thuyen"] = blank(Box(10, 10, 300, 40))
    grounds = grounds_of(form.model_copy(update={"fields": list(fields)}), boats, entry.fields, [])
    assert grounds["loai_thuyen"].need is Need.NOT_FOUND


def test_a_list_of_which_a_part_came_out_empty_is_visited(boats):
    hands = hands_over(boats)
    hands.sheet.entry.fields["khoang[1].rong"] = blank()
    assert Sheet(hands.sheet.form, boats, hands.sheet.entry, words=hands.sheet.words).needs["khoang"] is Need.UNSURE


def test_the_first_row_of_a_table_that_was_not_found_is_looked_for_and_the_next_ones_are_not(boats):
    entry = an_entry(boats)
    form = boats.of_ref(entry.form)
    for path in ("chu[1].ho_ten", "chu[1].quoc_tich"):
        entry.fields[path] = FieldValue("", "", ValueState.ABSENT, ValueSource.READING, confidence=0.0)
    assert {Sheet(form, boats, entry).needs[path] for path in ("chu[1].ho_ten", "chu[1].quoc_tich")} == {Need.NOT_FOUND}
    for path in ("chu[0].ho_ten", "chu[0].quoc_tich"):
        entry.fields[path] = FieldValue("", "", ValueState.BLANK, ValueSource.KEYED)
    assert {Sheet(form, boats, entry).needs[path] for path in ("chu[1].ho_ten", "chu[1].quoc_tich")} == {Need.NOTHING}


def test_a_comma_where_nobody_writes_one_is_visited(boats):
    sheet = hands_over(boats, ha_thuy_chu="Ngày một tháng hai năm, hai nghìn không trăm mười tám").sheet
    assert sheet.needs["ha_thuy_chu"] is Need.UNSURE
