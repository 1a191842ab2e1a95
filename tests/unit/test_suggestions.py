"""What can stand in a field instead of being typed, found without marks; and what a text costs in Telex keys."""

import dataclasses
from pathlib import Path

import pytest

from station.domain.record import FieldValue, ValueSource, ValueState
from station.forms.entry_values import keyed_value
from station.forms.loader import load_forms
from station.workflow.suggestions import OFFERED_MAX, Origin, offers, only_match, witnesses
from station.workflow.volume_words import VolumeWords
from tests.bench.telex import telex_keys

ROOT = Path(__file__).resolve().parents[2]
NAME, OTHER_NAME, NATION, KIND = "chu[0].ho_ten", "chu[1].ho_ten", "chu[0].quoc_tich", "loai_thuyen"


@pytest.fixture(scope="module")
def boats():
    return load_forms(ROOT / "tests" / "forms", ROOT / "resources" / "reference")


@pytest.fixture
def form(boats):
    return boats.form("boat_register")


def field(form, path):
    return next(definition for definition in form.fields if definition.id == path)


def values(boats, form, **typed) -> dict[str, FieldValue]:
    return {path: keyed_value(form, boats, path, text) for path, text in typed.items()}


def texts(found) -> list[str]:
    return [offer.text for offer in found]


def words(form, *names) -> VolumeWords:
    made = VolumeWords()
    for name in names:
        made.note(field(form, NAME), name)
    return made


@pytest.mark.parametrize("typed", ["nguyen van h", "NGUYEN VAN H", "Nguyễn Văn H", "van hai", "hai", "ng v h"])
def test_a_name_of_the_volume_is_found_without_marks_by_the_beginnings_of_its_words(boats, form, typed):
    found = offers(field(form, NAME), form, boats, {}, words(form, "Nguyễn Văn Hải", "Trần Thị Mây"), typed)
    assert texts(found) == ["Nguyễn Văn Hải"] and found[0].origin is Origin.VOLUME


@pytest.mark.parametrize("typed", ["guyen", "nguyen hai van", "x", "   ", "nguyễn văn hải hải"])
def test_what_no_name_begins_with_finds_nothing(boats, form, typed):
    found = offers(field(form, NAME), form, boats, {}, words(form, "Nguyễn Văn Hải"), typed)
    assert found == []


def test_names_of_the_same_entry_come_before_those_of_the_volume(boats, form):
    fields = values(boats, form, **{OTHER_NAME: "Nguyễn Văn Hùng"})
    found = offers(field(form, NAME), form, boats, fields, words(form, "Nguyễn Văn Hải"), "nguyen van h")
    assert [(offer.text, offer.origin) for offer in found] == [("Nguyễn Văn Hùng", Origin.ENTRY), ("Nguyễn Văn Hải", Origin.VOLUME)]


def test_what_was_seen_more_often_comes_first(boats, form):
    found = offers(field(form, NAME), form, boats, {}, words(form, "Lê Hà", "Lê Hoa", "Lê Hoa"), "le h")
    assert texts(found) == ["Lê Hoa", "Lê Hà"]


def test_a_misread_name_finds_the_one_that_comes_close(boats, form):
    read = FieldValue("Nguyen Vàn Hài", "Nguyen Vàn Hài", ValueState.READ, ValueSource.READING, confidence=0.5)
    found = offers(field(form, NAME), form, boats, {NAME: read}, words(form, "Nguyễn Văn Hải", "Trần Thị Mây"))
    assert texts(found) == ["Nguyen Vàn Hài", "Nguyễn Văn Hải"]


def test_items_of_the_reference_list_are_found_by_their_beginning(boats, form):
    assert "Việt Nam" in texts(offers(field(form, NATION), form, boats, {}, VolumeWords(), "viet"))


def test_a_tick_is_found_by_its_code_and_by_its_label(boats, form):
    assert texts(offers(field(form, KIND), form, boats, {}, VolumeWords(), "2")) == ["Ghe bầu"]
    assert texts(offers(field(form, KIND), form, boats, {}, VolumeWords(), "ghe")) == ["Ghe bầu"]


def test_there_are_never_more_offers_than_fit(boats, form):
    many = words(form, *(f"Lê Văn {chr(65 + number)}" for number in range(26)))
    assert len(offers(field(form, NAME), form, boats, {}, many, "le")) == OFFERED_MAX


def test_a_pasted_book_has_no_completions_and_is_never_learned(boats, form):
    made = words(form, "a " * 100_000)
    assert offers(field(form, NAME), form, boats, {}, made, "a " * 500_000) == [] == offers(field(form, NAME), form, boats, {}, made, "a")


def test_only_what_a_person_vouched_for_is_learned(boats, form):
    keyed = keyed_value(form, boats, NAME, "Lê Thị Bưởi")
    made = VolumeWords()
    made.add(
        form, {NAME: dataclasses.replace(keyed, source=ValueSource.READING), OTHER_NAME: keyed_value(form, boats, OTHER_NAME, "Phan Cam")}
    )
    assert texts(offers(field(form, NAME), form, boats, {}, made, "le")) == []
    assert texts(offers(field(form, NAME), form, boats, {}, made, "phan")) == ["Phan Cam"]


def test_words_and_figures_suggest_each_other(boats, form):
    fields = values(boats, form, ngay_ha_thuy="01/02/2018", ha_thuy_chu="Ngày ba tháng hai năm hai nghìn không trăm mười tám")
    assert witnesses(field(form, "ngay_ha_thuy"), form, fields) == ["03.02.2018"]
    assert witnesses(field(form, "ha_thuy_chu"), form, fields) == ["Ngày một tháng hai năm hai nghìn không trăm mười tám"]


def test_words_that_mean_nothing_suggest_nothing(boats, form):
    fields = values(boats, form, ha_thuy_chu="con gà", ngay_ha_thuy="35 tuổi")
    assert witnesses(field(form, "ngay_ha_thuy"), form, fields) == [] == witnesses(field(form, "ha_thuy_chu"), form, fields)


@pytest.mark.parametrize(("typed", "meant"), [("thuyền t", "Thuyền thúng"), ("g", "Ghe bầu"), ("x", ""), ("", ""), ("Ghe bầu", "")])
def test_the_beginning_of_one_item_alone_means_that_item(boats, form, typed, meant):
    assert only_match(typed, field(form, KIND), boats) == meant


@pytest.mark.parametrize(
    ("typed", "keys"), [("an", 2), ("An", 3), ("â", 2), ("đ", 2), ("ế", 3), ("ươ", 3), ("ường", 6), ("Đường", 9), ("12 a", 4)]
)
def test_telex_keys_are_counted_as_they_are_typed(typed, keys):
    assert telex_keys(typed) == keys


def test_names_of_the_communes_other_volumes_come_after_those_of_this_one_and_vouch_for_nothing(boats, form):
    own = words(form, "Nguyễn Văn Hải")
    own.elsewhere = words(form, "Nguyễn Văn Hùng", "Nguyễn Văn Hải")
    found = offers(field(form, NAME), form, boats, {}, own, "nguyen van h")
    assert [(offer.text, offer.origin) for offer in found] == [("Nguyễn Văn Hải", Origin.VOLUME), ("Nguyễn Văn Hùng", Origin.COMMUNE)]
    assert not own.vouch(field(form, NAME), "Nguyễn Văn Hùng")
