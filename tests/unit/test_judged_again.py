"""A sheet judges after every key only what the key touched: it must say what judging the whole entry anew says."""

import datetime
import random

import pytest

from station.domain.ids import EntryId, VolumeId
from station.domain.record import Entry, FieldValue, ValueState
from station.domain.states import EntryState
from station.forms.check import Checks, check_entry
from station.forms.library import FormLibrary
from station.workflow import attention
from station.workflow.attention import Judged, grounds_of
from tests.checking_desk import an_entry, as_read, load_boats
from ui import bootstrap
from ui.checking.sheet import Sheet

_TEXTS = (
    "", "Nguyễn Văn Hải", "Lê Thị Bưởi", "Nam", "Nữ", "Kinh", "Việt Nam", "Lào", "01/02/2003", "05/02/2018", "31/02/2003", "2003",
    "ngày một", "Ngày một tháng hai năm hai nghìn không trăm linh ba", "7/2019", "12", "079203000123", "20,5", "20,5 m²",
    "Đất ở 200 m²; đất vườn 150 m²", "khoang mũi 12,5 m²", "khoang mũi 12,5 m²; khoang lái 8 m²", "không", "-/-",
    "xã Yên Thượng, huyện Cao Phong, tỉnh Hòa Bình", "???",
)  # fmt: skip
_KEYS = 60


def _drawn(forms: FormLibrary, form_id: str, dice: random.Random) -> Entry:
    form = forms.form(form_id)
    fields = {field.id: as_read(forms, form, field.id, dice.choice(_TEXTS)) for field in form.fields if dice.random() < 0.8}
    return Entry(EntryId("e1"), VolumeId("v1"), forms.ref(form), (), EntryState.READ, 1, fields)


def _say_the_same(sheet: Sheet) -> None:
    whole = check_entry(sheet.form, sheet.library, sheet.values)
    assert [finding for finding in sheet.findings if finding in whole] == list(whole)
    assert sheet.grounds == grounds_of(sheet.form, sheet.library, sheet.values, whole, vouched=sheet.words.vouch, before=sheet.before)


def _key(sheet: Sheet, path: str, text: str, dice: random.Random) -> None:
    act = dice.random()
    if act < 0.7:
        sheet.take(path, text)
    elif act < 0.8:
        sheet.leave_unreadable(path, "mờ")
    elif act < 0.9:
        sheet.undo()
    else:
        sheet.redo()


@pytest.mark.parametrize("form_id", ["boat_register", *sorted(form.id for form in bootstrap.forms().forms)])
def test_after_every_key_the_same_is_said_as_of_the_whole_entry(form_id):
    dice = random.Random(form_id)
    forms = load_boats() if form_id == "boat_register" else bootstrap.forms()
    entry = an_entry(forms) if form_id == "boat_register" else _drawn(forms, form_id, dice)
    judged = Judged.of(entry, forms.form(form_id), forms, {})
    sheet = Sheet(forms.form(form_id), forms, entry, judged=judged)
    _say_the_same(sheet)
    for _ in range(_KEYS):
        _key(sheet, dice.choice(sheet.paths), dice.choice(_TEXTS), dice)
        _say_the_same(sheet)


def test_an_entry_judged_before_it_is_shown_is_not_weighed_again(monkeypatch):
    boats = load_boats()
    entry = an_entry(boats)
    judged = Judged.of(entry, boats.form("boat_register"), boats, {})
    weighed = []
    monkeypatch.setattr(
        attention, "_weigh", lambda field, *rest, **named: weighed.append(field.id) or attention.Ground(attention.Need.NOTHING)
    )
    Sheet(boats.form("boat_register"), boats, entry, judged=judged)
    assert not weighed
    Sheet(boats.form("boat_register"), boats, entry)
    assert weighed


def test_a_word_keyed_in_the_volume_meanwhile_vouches_from_the_next_key_on():
    boats = load_boats()
    sheet = Sheet(boats.form("boat_register"), boats, an_entry(boats))
    assert "ten_thuyen" in sheet.open_paths
    sheet.words.learn(sheet.form, {"ten_thuyen": "Sao Hôm"})
    sheet.take("so_dang_ky", "8/2019")
    assert "ten_thuyen" not in sheet.open_paths
    _say_the_same(sheet)


def test_a_value_replaced_by_one_that_is_equal_is_judged_as_before():
    boats = load_boats()
    sheet = Sheet(boats.form("boat_register"), boats, an_entry(boats))
    sheet.take("ngay_ha_thuy", "05/02/2018")
    broken = sheet.findings_at("ngay_ha_thuy") + sheet.findings_at("ha_thuy_chu")
    sheet.take("ngay_ha_thuy", "01/02/2018")
    assert broken and not sheet.findings_at("ngay_ha_thuy") and not sheet.findings_at("ha_thuy_chu")
    sheet.leave_unreadable("ngay_ha_thuy", "mờ")
    value = sheet.values["ngay_ha_thuy"]
    assert isinstance(value, FieldValue) and value.state is ValueState.UNREADABLE
    _say_the_same(sheet)


def test_a_part_of_a_list_that_changes_alone_breaks_the_rule_of_its_list():
    boats = load_boats()
    form, fields = boats.form("boat_register"), an_entry(boats).fields
    checks = Checks(form, boats)
    assert checks.of(fields) == check_entry(form, boats, fields)
    other = {**fields, "khoang[0].rong": as_read(boats, form, "khoang[0].rong", "99")}
    assert checks.of(other) == check_entry(form, boats, other) != check_entry(form, boats, fields)
    assert checks.of(fields) == check_entry(form, boats, fields)


def test_another_day_judges_everything_anew():
    forms = bootstrap.forms()
    form = forms.form("birth_certificate")
    fields = {field.id: as_read(forms, form, field.id, "05/02/2018") for field in form.fields if field.type == "date"}
    checks = Checks(form, forms)
    early = datetime.date(2017, 1, 1)
    assert checks.of(fields, early) == check_entry(form, forms, fields, early) != checks.of(fields)
