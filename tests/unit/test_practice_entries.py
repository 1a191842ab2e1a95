import datetime
from pathlib import Path

import pytest

from station.domain.findings import Severity
from station.domain.record import FieldValue, ValueSource, ValueState
from station.forms.check import check_entry
from station.forms.fields import find_field
from station.forms.library import FormLibrary
from station.forms.loader import load_forms
from station.forms.types import normalise, normalise_items
from station.practice.entries import Numbering, scored, truth

ROOT = Path(__file__).resolve().parents[2]
YEARS = {
    "birth_certificate": 2018, "birth_extract": 2019, "birth_register_2006": 2009, "birth_register_2016": 2017, "death_extract": 2020,
    "death_register_2016": 2018, "land_certificate_1993": 1998, "land_certificate_2003": 2007, "land_certificate_2014": 2016,
    "land_certificate_2024": 2025, "marriage_certificate": 2021, "marriage_register_2016": 2016,
}  # fmt: skip
"""Every form with a year in which it was used."""


@pytest.fixture(scope="module")
def library() -> FormLibrary:
    return load_forms(ROOT / "resources" / "forms", ROOT / "resources" / "reference")


def entries(library, form_id, count=60):
    form = library.form(form_id)
    return form, [truth(form, 11, Numbering(YEARS[form_id], "01", number)) for number in range(1, count + 1)]


def test_every_form_that_ships_is_tried_here(library):
    assert sorted(YEARS) == sorted(form.id for form in library.forms)


@pytest.mark.parametrize("form_id", YEARS)
def test_truth_names_only_fields_that_the_form_has(library, form_id):
    form, all_fields = entries(library, form_id)
    for fields in all_fields:
        assert all(find_field(form, name) for name in fields)


@pytest.mark.parametrize("form_id", YEARS)
def test_truth_knows_every_field_of_the_form(library, form_id):
    form, all_fields = entries(library, form_id)
    seen = set().union(*all_fields)
    assert {field.id for field in form.fields} <= seen


@pytest.mark.parametrize("form_id", YEARS)
def test_truth_is_the_same_for_the_same_seed_and_another_for_another(library, form_id):
    form = library.form(form_id)
    at = Numbering(2018, "01", 5)
    assert truth(form, 1, at) == truth(form, 1, at)
    assert truth(form, 1, at) != truth(form, 2, at)
    assert truth(form, 1, at) != truth(form, 1, Numbering(2018, "01", 6))


@pytest.mark.parametrize("form_id", YEARS)
def test_truth_values_are_what_the_types_make_of_the_printed_text(library, form_id):
    form, all_fields = entries(library, form_id)
    for fields in all_fields:
        for name, written in fields.items():
            field = find_field(form, name)
            if field.type == "list":
                parts = normalise_items(written.text, field, library.lexicons)
                assert {part: item.normalised.value for part, item in parts.items()} == {part: fields[part].value for part in parts}
            else:
                normal = normalise(written.text, field, library.lexicons)
                assert (name, normal.value, normal.findings) == (name, written.value, ())


@pytest.mark.parametrize("form_id", YEARS)
def test_truth_breaks_no_rule_that_stops_an_entry(library, form_id):
    form, all_fields = entries(library, form_id)
    for fields in all_fields:
        values = {
            name: FieldValue(written.text, written.value, ValueState.READ if written.text else ValueState.BLANK, ValueSource.READING)
            for name, written in scored(form, fields).items()
        }
        found = check_entry(form, library, values, datetime.date(2026, 1, 1))
        assert [finding for finding in found if finding.severity is Severity.ERROR] == []


def test_register_numbers_run_with_the_days_of_the_year(library):
    form = library.form("birth_register_2016")
    days = [truth(form, 3, Numbering(2017, "01", number))["ngayDangKy"].value for number in range(1, 100)]
    in_order = [datetime.datetime.strptime(day, "%d.%m.%Y").date() for day in days]
    assert in_order == sorted(in_order)
    assert truth(form, 3, Numbering(2017, "01", 42))["so"].value == "42/2017"
    assert truth(form, 3, Numbering(2017, "01", 42))["quyenSo"].value == "01/2017"


def test_scored_fields_leave_out_the_whole_lines_of_lists(library):
    form, all_fields = entries(library, "land_certificate_2014", 1)
    fields = scored(form, all_fields[0])
    assert "purpose" not in fields
    assert "purpose[0].ten_in" in fields
