"""The help page of a form: made from any definition, with its figures where they were measured."""

import tomllib
from datetime import date
from pathlib import Path
from typing import get_args

import pytest

from station.forms.definition import FieldTypeName
from station.forms.loader import load_forms
from tests.bench.keystrokes import Cost, figures_toml
from ui.help.form_page import KINDS, NOT_MEASURED, form_page, forms_page, how_to_type
from ui.help.measured import FILE_NAME, measured
from ui.language import Language, set_language, tr
from ui.resources import RESOURCES

LIBRARY = load_forms(RESOURCES / "forms", RESOURCES / "reference")
FORMS = LIBRARY.forms


@pytest.fixture(autouse=True)
def speaks_vietnamese():
    set_language(Language.VI)
    yield
    set_language(Language.VI)


def page_of(form, figures=None) -> str:
    return form_page(form, LIBRARY.lexicons, figures)


def write_figures(folder: Path, text: str) -> None:
    (folder / "x" / "1").mkdir(parents=True)
    (folder / "x" / "1" / FILE_NAME).write_text(text, encoding="utf-8")


# ---- figures --------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("text", ["", "no toml [", "seed = 7", 'conditions = 3\nmeasured_on = "x"', "conditions = [{condition = 1}]"])
def test_a_spoilt_file_of_figures_is_no_figures(tmp_path, text):
    write_figures(tmp_path, text)
    assert measured("x", "1", tmp_path) is None


def test_a_form_without_a_file_is_not_measured(tmp_path):
    assert measured("x", "1", tmp_path) is None
    assert tr(NOT_MEASURED) in page_of(FORMS[0], None)


def test_what_the_bench_writes_the_page_shows(tmp_path):
    cost = Cost(entries=2, keys=30, looks=10, plain_keys=400, plain_looks=40, left_wrong=1)
    text = figures_toml({"poor": cost}, 'python -m x "y"', 7, "machine: two cores", date(2026, 11, 22))
    assert tomllib.loads(text)["seed"] == 7
    write_figures(tmp_path, text)
    found = measured("x", "1", tmp_path)
    assert found is not None
    assert found.conditions[0].share == pytest.approx(0.075)
    shown = page_of(FORMS[0], found)
    for words in ("7,5 %", "22/11/2026", "15,0", "machine: two cores", "python -m x &quot;y&quot;"):
        assert words in shown


@pytest.mark.parametrize("form", FORMS, ids=lambda form: f"{form.id}-{form.version}")
def test_the_figures_beside_a_form_can_be_read(form):
    beside = (RESOURCES / "forms" / form.id / form.version / FILE_NAME).exists()
    assert (measured(form.id, form.version) is not None) == beside


# ---- the page -------------------------------------------------------------------------------------------------------------------


def test_every_type_of_the_registry_says_how_it_is_typed():
    assert set(KINDS) == set(get_args(FieldTypeName))


@pytest.mark.parametrize("language", list(Language))
@pytest.mark.parametrize("form", FORMS, ids=lambda form: f"{form.id}-{form.version}")
def test_a_page_tells_every_field_in_the_order_of_the_paper_and_every_rule_with_its_source(form, language):
    set_language(language)
    page = page_of(form)
    fields = page[page.index("<table") : page.index("</table>")]
    at = 0
    for field in form.fields:
        at = fields.index(f"<td>{tr(field.label.text).replace(chr(39), '&#x27;')}</td>", at)
    for rule in form.rules:
        assert tr(rule.message.text).replace("'", "&#x27;") in page
        assert rule.source.split("<")[0] in page


def test_words_of_a_definition_are_no_markup():
    form = FORMS[0].model_copy(update={"basis": "<b>x</b> & y"})
    assert "&lt;b&gt;x&lt;/b&gt; &amp; y" in page_of(form)


def test_a_field_with_few_values_names_them():
    sexes = next(field for form in FORMS for field in form.fields if field.lexicon == "sexes")
    assert "Nam" in how_to_type(sexes, LIBRARY.lexicons)


def test_all_forms_are_linked_to_their_pages():
    page = forms_page(FORMS)
    assert all(f'href="form:{form.id}/{form.version}"' in page for form in FORMS)


def test_no_form_is_named_in_the_code_of_help():
    code = "".join(path.read_text(encoding="utf-8") for path in (RESOURCES.parent / "ui" / "help").glob("*.py"))
    assert [form.id for form in FORMS if form.id in code] == []
