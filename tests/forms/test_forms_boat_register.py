"""A register that no code has heard of works by its folder alone."""

import datetime
import pickle

from station.domain.record import FieldValue, PageReading, Reading, ValueSource, ValueState
from station.forms.assembly import assemble
from station.forms.check import check_entry
from station.forms.entry_values import keyed_value, read_values
from station.forms.types import normalise_items

TODAY = datetime.date(2026, 1, 1)
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
    "loai_thuyen": "Ghe bầu",
    "khoang[0].ten": "khoang mũi",
    "khoang[0].rong": "12,5",
    "khoang[1].ten": "khoang lái",
    "khoang[1].rong": "8",
}


def entry(boats, **changes):
    form = boats.form("boat_register")
    typed = {**SOUND, **changes}
    return {path: keyed_value(form, boats, path, text) for path, text in typed.items() if text is not None}


def found(boats, fields):
    return [(finding.rule, finding.path) for finding in check_entry(boats.form("boat_register"), boats, fields, TODAY)]


def page(face, form_id="boat_register", **texts):
    readings = {path: Reading(text, text, ValueState.READ, 0.9) for path, text in texts.items()}
    return PageReading(form_id, face, readings)


def test_sound_entry_gives_no_finding(boats):
    assert found(boats, entry(boats)) == []


def test_each_broken_rule_speaks_at_its_field(boats):
    assert found(boats, entry(boats, ngay_ha_thuy="01/02/2017")) == [("tb.launch_words", "ngay_ha_thuy")]
    assert found(boats, entry(boats, ngay_vao_so="01/01/2018", so_dang_ky="7/2018")) == [("tb.launched_first", "ngay_vao_so")]
    assert found(boats, entry(boats, so_dang_ky="7/2018")) == [("tb.number_year", "so_dang_ky")]
    assert found(boats, entry(boats, dien_tich_boong="30")) == [("tb.holds_fill_the_deck", "dien_tich_boong")]
    assert found(boats, {**entry(boats), "chu[1].ho_ten": entry(boats)["chu[0].ho_ten"]}) == [("tb.owners_differ", "chu[0].ho_ten")]


def test_findings_come_in_the_order_of_the_paper_in_both_languages(boats):
    fields = entry(boats, so_dang_ky=None, dien_tich_boong="30", loai_thuyen=None)
    findings = check_entry(boats.form("boat_register"), boats, fields, TODAY)
    assert [finding.path for finding in findings] == ["so_dang_ky", "dien_tich_boong", "loai_thuyen"]
    assert all(finding.message.vi and finding.message.en and finding.message.vi != finding.message.en for finding in findings)


def test_rule_is_silent_while_a_field_is_blank_absent_or_unreadable(boats):
    for state in (ValueState.BLANK, ValueState.ABSENT, ValueState.UNREADABLE):
        fields = {**entry(boats, ngay_ha_thuy="01/02/2017"), "ha_thuy_chu": FieldValue("", "", state, ValueSource.READING)}
        assert found(boats, fields) == []


def test_keyed_value_that_is_no_value_of_its_type_is_kept_and_noted(boats):
    fields = entry(boats, ngay_ha_thuy="hôm qua")
    assert (fields["ngay_ha_thuy"].value, fields["ngay_ha_thuy"].state) == ("hôm qua", ValueState.READ)
    assert found(boats, fields) == [("form.ngay_ha_thuy", "ngay_ha_thuy")]


def test_list_line_becomes_indexed_fields(boats):
    form = boats.form("boat_register")
    items = normalise_items("khoang mũi 12,5 m²; khoang lái: 8 m²", boats.field(form, "khoang"), boats.lexicons)
    assert {path: part.normalised.value for path, part in items.items()} == {
        "khoang[0].ten": "khoang mũi",
        "khoang[0].rong": "12.5",
        "khoang[1].ten": "khoang lái",
        "khoang[1].rong": "8",
    }


def test_two_faces_become_one_entry_with_pages_counted(boats):
    (assembled,) = assemble(boats, [("a", page(1, ten_thuyen="Sao Hôm")), ("b", page(2, dien_tich_boong="20.5"))])
    assert assembled.page_keys == ("a", "b")
    assert {path: reading.page for path, reading in assembled.fields.items()} == {"ten_thuyen": 1, "dien_tich_boong": 2}
    assert assembled.findings == ()


def test_repeated_face_begins_a_new_entry_and_missing_faces_are_found(boats):
    first, second = assemble(boats, [("a", page(1)), ("b", page(1)), ("c", page(2))])
    assert (first.page_keys, second.page_keys) == (("a",), ("b", "c"))
    assert [finding.rule for finding in first.findings] == ["assembly.face-missing.2"]
    assert second.findings == ()


def test_second_face_before_a_first_one_stays_alone(boats):
    assert [item.page_keys for item in assemble(boats, [("a", page(2)), ("b", page(1)), ("c", page(2))])] == [("a",), ("b", "c")]


def test_unknown_page_makes_no_entry_and_parts_two_faces(boats):
    pages = [("a", page(1)), ("x", PageReading(None)), ("b", page(2))]
    assert [item.page_keys for item in assemble(boats, pages)] == [("a",), ("b",)]
    assert assemble(boats, [("x", PageReading(None))]) == []


def test_assembly_invents_no_field(boats):
    (assembled,) = assemble(boats, [("a", page(2, dien_tich_boong="20.5"))])
    assert list(assembled.fields) == ["dien_tich_boong"]


def test_readings_become_values_with_their_codes(boats):
    readings = {"chu[0].quoc_tich": Reading("Lao", "Lào", ValueState.READ, 0.8), "no_such_field": Reading("x", "x", ValueState.READ, 0.5)}
    values = read_values(boats.form("boat_register"), boats, readings)
    assert list(values) == ["chu[0].quoc_tich"]
    assert (values["chu[0].quoc_tich"].code, values["chu[0].quoc_tich"].text) == ("LAO", "Lao")


def test_library_goes_to_a_worker_process_unharmed(boats):
    copy = pickle.loads(pickle.dumps(boats))
    form = copy.form("boat_register")
    assert copy.ref(form) == boats.ref(boats.form("boat_register"))
    assert copy.lexicon("nationalities").find("Lào").item.code == "LAO"
    assert copy.layout("boat_register") == boats.layout("boat_register")
