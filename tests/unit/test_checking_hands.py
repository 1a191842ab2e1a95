"""What each key does to an entry: taking, leaving, undoing, moving; and what bad typing gets."""

import unicodedata

import pytest

from station.domain.record import ValueSource, ValueState
from station.forms.types import normalise_items
from tests.checking_desk import an_entry, hands_over, load_boats
from ui.checking import wording
from ui.checking.shown import PASTE_MAX, committed, list_line


@pytest.fixture(scope="module")
def boats():
    return load_boats()


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
