"""What counts as the same when two people key one field, and which fields are key fields. On a register that the product does not know."""

import pytest

from station.domain.record import FieldValue, ValueSource, ValueState
from station.forms.entry_values import keyed_value
from station.forms.sameness import differing, key_fields, lines_to_key, said_at
from station.workflow.checking import Keyed, typed_value
from tests.checking_desk import load_boats


@pytest.fixture(scope="module")
def boats():
    return load_boats()


def differ(boats, path, one, other):
    form = boats.form("boat_register")
    first, second = (
        {path: typed_value(form, boats, path, Keyed("", text) if isinstance(text, ValueState) else Keyed(text), None)}
        for text in (one, other)
    )
    return bool(differing(form, boats, first, second, (path,)))


SAME = [
    ("chu[0].ho_ten", "Lê Thị Hoà", "LÊ THỊ HÒA"),
    ("chu[0].ho_ten", "Lê Thị Thuý", "Lê  Thị Thúy"),
    ("ten_thuyen", "Sao Hôm, số 2", "sao hôm - số 2"),
    ("ngay_vao_so", "02/03/2019", "2.3.2019"),
    ("ha_thuy_chu", "Ngày một tháng hai năm hai nghìn không trăm mười tám", "mồng một tháng hai năm hai ngàn không trăm mười tám"),
    ("dien_tich_boong", "20,50", "20.5 m²"),
    ("so_dang_ky", "07/2019", "7/2019"),
    ("khoang", "khoang mũi 12,5 m²; khoang lái 8 m²", "khoang mũi: 12,5m2; Khoang lái: 8m2"),
    ("ten_thuyen", ValueState.BLANK, ValueState.ABSENT),
    ("ten_thuyen", ValueState.UNREADABLE, ValueState.UNREADABLE),
]
OTHER = [
    ("chu[0].ho_ten", "Lê Thị Hòa", "Lê Thị Hoa"),
    ("chu[0].ho_ten", "Lê Thị Đào", "Lê Thị Dào"),
    ("ngay_vao_so", "02/03/2019", "03/02/2019"),
    ("dien_tich_boong", "20,5", "205"),
    ("khoang", "khoang mũi 12,5 m²; khoang lái 8 m²", "khoang mũi 12,5 m²"),
    ("ten_thuyen", "Sao Hôm", ValueState.BLANK),
    ("ten_thuyen", "Sao Hôm", ValueState.UNREADABLE),
    ("ten_thuyen", ValueState.BLANK, ValueState.UNREADABLE),
]


@pytest.mark.parametrize(("path", "one", "other"), SAME)
def test_these_are_the_same(boats, path, one, other):
    assert not differ(boats, path, one, other)


@pytest.mark.parametrize(("path", "one", "other"), OTHER)
def test_these_are_not(boats, path, one, other):
    assert differ(boats, path, one, other)


def test_a_field_nobody_has_a_value_for_says_what_a_blank_one_says(boats):
    form = boats.form("boat_register")
    field = boats.field(form, "ten_thuyen")
    blank = FieldValue("", "", ValueState.BLANK, ValueSource.KEYED)
    assert said_at(form, boats, {}, field) == said_at(form, boats, {"ten_thuyen": blank}, field)


def test_a_read_list_is_compared_by_its_items(boats):
    form = boats.form("boat_register")
    line = {"khoang": keyed_value(form, boats, "khoang", "khoang mũi 12,5 m²")}
    items = {"khoang[0].ten": keyed_value(form, boats, "khoang[0].ten", "khoang mũi"),
             "khoang[0].rong": keyed_value(form, boats, "khoang[0].rong", "12,5")}  # fmt: skip
    assert not differing(form, boats, line, items, ("khoang",))


def test_key_fields_say_who_and_which(boats):
    form = boats.form("boat_register")
    assert key_fields(form) == {"so_dang_ky", "ngay_vao_so", "ten_thuyen", "chu[0].ho_ten", "loai_thuyen"}


def test_rows_behind_the_first_empty_one_are_nobodys_to_look_for(boats):
    form = boats.form("boat_register")
    lines = lines_to_key(form, {})
    assert "chu[0].ho_ten" in lines and "chu[1].ho_ten" not in lines
    there = {"chu[0].ho_ten": FieldValue("Lê Thị Bưởi", "Lê Thị Bưởi", ValueState.READ, ValueSource.KEYED)}
    assert "chu[1].ho_ten" in lines_to_key(form, there)
