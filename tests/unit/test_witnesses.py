"""Who speaks for a value that was read, who against it, and which of them are one: an invented boat register."""

import dataclasses
import datetime
from pathlib import Path

import pytest

from station.domain.geometry import Box
from station.domain.record import FieldValue, ValueSource, ValueState, Voice
from station.forms.entry_values import keyed_value
from station.forms.loader import load_forms
from station.forms.testimony import Statement, Verdict, Witness, grounds
from station.forms.types import normalise_items
from station.forms.witnesses import Paper, statements, written_on
from station.workflow.attention import Need, needs

ROOT = Path(__file__).resolve().parents[2]
TODAY = datetime.date(2026, 11, 28)
WORDS = "Ngày một tháng hai năm hai nghìn không trăm mười tám"


@pytest.fixture(scope="module")
def boats():
    return load_forms(ROOT / "tests" / "forms", ROOT / "resources" / "reference")


def said(network, value, text=None, confidence=0.95):
    return Voice(network, value if text is None else text, value, confidence)


def read(boats, path, text, *voices, box=None) -> FieldValue:
    value = keyed_value(boats.form("boat_register"), boats, path, text)
    return dataclasses.replace(value, source=ValueSource.READING, confidence=0.95, voices=voices, box=box)


def heard(boats, fields, *, before=None, keyed=lambda field, text: False, today=TODAY):
    return statements(Paper(boats.form("boat_register"), boats, fields, before or {}, keyed, today))


def verdicts(found):
    return {(each.witness, each.verdict) for each in found}


FOR, AGAINST = Verdict.FOR, Verdict.AGAINST


def test_two_looks_of_one_network_are_one_witness(boats):
    fields = {"so_dang_ky": read(boats, "so_dang_ky", "7/2019", said("tesseract", "7/2019"), said("tesseract", "7/2019"))}
    found = heard(boats, fields)["so_dang_ky"]
    assert verdicts(found) == {(Witness.NETWORK, FOR)} and len(grounds(found)) == 1


def test_another_network_that_reads_the_same_is_a_second_witness(boats):
    fields = {"so_dang_ky": read(boats, "so_dang_ky", "7/2019", said("tesseract", "7/2019"), said("ppocr", "7/2019"))}
    assert len(grounds(heard(boats, fields)["so_dang_ky"])) == 2


def test_another_network_that_surely_reads_otherwise_speaks_against_and_then_nobody_stands_for_it(boats):
    fields = {"so_dang_ky": read(boats, "so_dang_ky", "7/2019", said("tesseract", "7/2019"), said("ppocr", "1/2019"))}
    found = heard(boats, fields)["so_dang_ky"]
    assert Statement(Witness.SECOND_NETWORK, AGAINST, "1/2019") in found and grounds(found) == frozenset()


def test_an_unsure_objection_is_silence(boats):
    fields = {"so_dang_ky": read(boats, "so_dang_ky", "7/2019", said("tesseract", "7/2019"), said("ppocr", "1/2019", confidence=0.3))}
    assert verdicts(heard(boats, fields)["so_dang_ky"]) == {(Witness.NETWORK, FOR)}


def test_a_value_that_no_look_of_the_network_for_words_had_is_vouched_for_by_the_other_alone(boats):
    fields = {"so_dang_ky": read(boats, "so_dang_ky", "7/2019", said("tesseract", "1/2019"), said("ppocr", "7/2019"))}
    assert grounds(heard(boats, fields)["so_dang_ky"]) == frozenset({"second-network"})


def test_a_network_whose_looks_differ_is_no_witness(boats):
    looks = said("tesseract", "7/2019"), said("tesseract", "1/2019"), said("ppocr", "7/2019")
    fields = {"so_dang_ky": read(boats, "so_dang_ky", "7/2019", *looks)}
    assert grounds(heard(boats, fields)["so_dang_ky"]) == frozenset({"second-network"})


@pytest.mark.parametrize(
    ("text", "speaks"),
    [("2007", True), ("năm 2007", True), ("sinh năm 2007", True), ("ngàu Ø1 đáng 06 năm 2007", False), ("1 2007", False)],
)
def test_a_year_beside_which_something_stands_that_was_not_understood_is_vouched_for_by_no_engine(boats, text, speaks):
    value = dataclasses.replace(
        read(boats, "ngay_vao_so", "2007", said("tesseract", "2007", text), said("ppocr", "2007", "2007")), text=text
    )  # fmt: skip
    assert (len(grounds(heard(boats, {"ngay_vao_so": value})["ngay_vao_so"])) == 2) is speaks


def test_a_year_that_one_look_saw_alone_and_another_with_more_is_vouched_for_by_no_engine(boats):
    looks = said("tesseract", "2008", "2á nắn: ,nà Ø2 năm 2008"), said("tesseract", "2008", "02 năm 2008"), said("ppocr", "2008")
    fields = {"ngay_vao_so": read(boats, "ngay_vao_so", "2008", *looks)}
    assert grounds(heard(boats, fields)["ngay_vao_so"]) == frozenset()


@pytest.mark.parametrize(
    ("text", "other", "grounds_found"),
    [
        ("Lâu dài", "Lu dai", 1),  # letters are missing
        ("Lâu dài", "Lau dai", 2),
        ("Đến ngày 15/06/2064", "Dên ngay 15/06/2064", 2),
        ("Đến ngày 20/8/2064", "Den ngay 2/08/2064", 1),  # the same figures, another day
        ("Đến ngày 15/06/2064", "Dn nga 15/06/2064", 2),  # letters are missing beside figures
        ("Đến ngày 15/06/2064", "Tu ngay 15/06/2064", 1),  # another word
        ("Đến ngày 15/06/2064", "n 15/06/2064", 1),
        ("14 giờ 39 phút", "14 gio 39 phut", 2),
        ("14 giờ 39 phút ngày 3", "14 gio 39 phut ngay 3", 1),  # the line goes on
        ("Lâu đài", "Lau dai", 1),  # a castle
        ("Hai Sáng", "Hai Sang", 1),  # base letters tell a part of other words
    ],
)
def test_base_letters_tell_all_of_terms_and_hours(boats, text, other, grounds_found):
    fields = {"ten_thuyen": read(boats, "ten_thuyen", text, said("tesseract", text), said("ppocr", other))}
    assert len(grounds(heard(boats, fields)["ten_thuyen"])) == grounds_found


def test_of_an_item_that_one_look_did_not_have_nobody_knows_which_it_is(boats):
    line = read(boats, "khoang", "khoang mũi 12,5 m²")
    part = read(boats, "khoang[0].rong", "12,5", said("tesseract", "12.5"), said("tesseract", ""), said("ppocr", "12.5"))
    found = heard(boats, {"khoang": line, "khoang[0].rong": part})["khoang[0].rong"]
    assert grounds(found) == frozenset({"second-network"})


def test_words_and_figures_vouch_for_each_other(boats):
    fields = {
        "ngay_ha_thuy": read(boats, "ngay_ha_thuy", "01/02/2018", said("tesseract", "01.02.2018")),
        "ha_thuy_chu": read(boats, "ha_thuy_chu", WORDS, said("tesseract", WORDS)),
    }
    found = heard(boats, fields)
    assert {len(grounds(found[path])) for path in fields} == {2}


def test_a_sum_vouches_for_total_and_parts_but_not_for_the_names_beside_them(boats):
    form = boats.form("boat_register")
    line = read(boats, "khoang", "khoang mũi 12,5 m²; khoang lái 8 m²")
    fields = {"dien_tich_boong": read(boats, "dien_tich_boong", "20,5"), "khoang": line}
    for name, part in normalise_items(line.text, boats.field(form, "khoang"), boats.lexicons).items():
        fields[name] = read(boats, name, part.text)
    found = heard(boats, fields)
    assert (Witness.SUM, FOR) in verdicts(found["dien_tich_boong"]) & verdicts(found["khoang[0].rong"])
    assert (Witness.SUM, FOR) not in verdicts(found["khoang[0].ten"])


def test_a_sum_that_holds_only_within_its_tolerance_vouches_for_nothing(boats):
    line = read(boats, "khoang", "khoang mũi 12,5 m²; khoang lái 8 m²")
    fields = {"dien_tich_boong": read(boats, "dien_tich_boong", "20,8"), "khoang": line}
    for name, part in normalise_items(line.text, boats.field(boats.form("boat_register"), "khoang"), boats.lexicons).items():
        fields[name] = read(boats, name, part.text)
    assert (Witness.SUM, FOR) not in verdicts(heard(boats, fields)["dien_tich_boong"])


def test_the_same_whole_date_elsewhere_on_the_paper_is_a_witness_the_same_ink_read_twice_is_none(boats):
    here, there = Box(100, 100, 200, 30), Box(100, 400, 200, 30)
    fields = {
        "ngay_vao_so": read(boats, "ngay_vao_so", "01/02/2018", box=here),
        "ngay_ha_thuy": read(boats, "ngay_ha_thuy", "01/02/2018", box=there),
    }
    assert (Witness.REPEATED, FOR) in verdicts(heard(boats, fields)["ngay_vao_so"])
    fields["ngay_ha_thuy"] = dataclasses.replace(fields["ngay_ha_thuy"], box=here)
    assert (Witness.REPEATED, FOR) not in verdicts(heard(boats, fields)["ngay_vao_so"])


def test_a_name_that_stands_twice_is_told_and_still_has_no_witness(boats):
    fields = {
        path: read(boats, path, "Lê Thị Bưởi", box=Box(100, 100 + 300 * at, 200, 30))
        for at, path in enumerate(("chu[0].ho_ten", "chu[1].ho_ten"))
    }
    assert (Witness.REPEATED, FOR) in verdicts(heard(boats, fields)["chu[0].ho_ten"])
    needed = needs(boats.form("boat_register"), boats, fields, [])
    assert {needed[path] for path in fields} == {Need.UNWITNESSED}


@pytest.mark.parametrize(("before", "speaks"), [("6/2019", True), ("5/2019", False), ("6/2018", False), ("7/2019", False)])
def test_a_number_that_follows_the_entry_before_is_vouched_for(boats, before, speaks):
    fields = {"so_dang_ky": read(boats, "so_dang_ky", "7/2019")}
    found = heard(boats, fields, before={"so_dang_ky": read(boats, "so_dang_ky", before)})["so_dang_ky"]
    assert ((Witness.CONTINUITY, FOR) in verdicts(found)) is speaks


@pytest.mark.parametrize(("nation", "speaks"), [("Việt Nam", True), ("Viêt Nam", False), ("Lào", False)])
def test_a_list_vouches_for_an_item_read_exactly_to_which_no_other_comes_near(boats, nation, speaks):
    fields = {"chu[0].quoc_tich": read(boats, "chu[0].quoc_tich", nation)}
    assert ((Witness.CLOSED_LIST, FOR) in verdicts(heard(boats, fields)["chu[0].quoc_tich"])) is speaks


def test_base_letters_alone_vouch_for_no_word(boats):
    fields = {"ten_thuyen": read(boats, "ten_thuyen", "Sao Hôm", said("tesseract", "Sao Hôm"), said("ppocr", "Sao Hom"))}
    found = heard(boats, fields)["ten_thuyen"]
    assert (Witness.BASE_LETTERS, FOR) in verdicts(found) and len(grounds(found)) == 1


def test_what_people_keyed_before_vouches_for_words_and_never_for_a_name(boats):
    fields = {"ten_thuyen": read(boats, "ten_thuyen", "Sao Hôm"), "chu[0].ho_ten": read(boats, "chu[0].ho_ten", "Lê Thị Bưởi")}
    found = heard(boats, fields, keyed=lambda field, text: True)
    assert (Witness.KEYED_BEFORE, FOR) in verdicts(found["ten_thuyen"])
    assert (Witness.KEYED_BEFORE, FOR) not in verdicts(found["chu[0].ho_ten"])


def test_a_list_and_earlier_entries_are_both_known_beforehand_and_stand_on_one_ground():
    known = (Statement(Witness.KEYED_BEFORE, FOR), Statement(Witness.GAZETTEER, FOR))
    assert len(grounds(known)) == 1


def test_a_number_picked_out_of_a_sentence_is_vouched_for_by_no_engine(boats):
    line = "Đá Trắng, ngày 25 tháng 11 năm 1998"
    value = dataclasses.replace(
        read(boats, "dien_tich_boong", "25", said("tesseract", "25", line), said("ppocr", "25", line)), text=line
    )  # fmt: skip
    assert heard(boats, {"dien_tich_boong": value})["dien_tich_boong"] == ()


def test_a_mark_is_trusted_when_the_other_boxes_were_seen_and_are_clean(boats):
    ticked = read(boats, "loai_thuyen", "Ghe bầu", said("frame", "2", confidence=0.3), said("frame", "1", confidence=0.01))
    assert len(grounds(heard(boats, {"loai_thuyen": ticked})["loai_thuyen"])) == 2
    for voices in ((said("frame", "2", confidence=0.3),), (said("frame", "2", confidence=0.3), said("frame", "1", confidence=0.08))):
        doubtful = dataclasses.replace(ticked, voices=voices)
        assert len(grounds(heard(boats, {"loai_thuyen": doubtful})["loai_thuyen"])) == 1


def test_a_code_that_differs_speaks_against(boats):
    fields = {"so_dang_ky": read(boats, "so_dang_ky", "7/2019", said("tesseract", "7/2019"), said("code", "8/2019"))}
    assert grounds(heard(boats, fields)["so_dang_ky"]) == frozenset()


def test_nobody_is_asked_about_what_a_person_keyed_or_what_is_blank(boats):
    keyed = keyed_value(boats.form("boat_register"), boats, "so_dang_ky", "7/2019")
    blank = FieldValue("", "", ValueState.BLANK, ValueSource.READING)
    assert heard(boats, {"so_dang_ky": keyed, "ten_thuyen": blank}) == {}


def test_a_reading_of_an_older_station_has_one_witness(boats):
    assert len(grounds(heard(boats, {"so_dang_ky": read(boats, "so_dang_ky", "7/2019")})["so_dang_ky"])) == 1


def test_a_paper_was_written_on_its_latest_day_that_is_not_to_come(boats):
    fields = {"ngay_vao_so": read(boats, "ngay_vao_so", "02/03/2019"), "ngay_ha_thuy": read(boats, "ngay_ha_thuy", "01/02/2099")}
    assert written_on(fields, TODAY) == datetime.date(2019, 3, 2)
    assert written_on({}, TODAY) == TODAY


def test_of_two_lines_with_one_label_of_which_one_was_found_nobody_knows_which_was_read(boats):
    spoken = said("tesseract", "Việt Nam"), said("ppocr", "Việt Nam")
    fields = {"chu[0].quoc_tich": read(boats, "chu[0].quoc_tich", "Việt Nam", *spoken)}
    assert (Witness.SECOND_NETWORK, FOR) in verdicts(heard(boats, fields)["chu[0].quoc_tich"])
    fields["chu[1].quoc_tich"] = FieldValue("", "", ValueState.ABSENT, ValueSource.READING)
    assert (Witness.SECOND_NETWORK, FOR) not in verdicts(heard(boats, fields)["chu[0].quoc_tich"])
