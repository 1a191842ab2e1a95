"""One printed line of several items, with what engines make of seals and specks around them."""

import pytest

from station.forms.types import normalise_items
from ui import bootstrap


@pytest.fixture(scope="module")
def library():
    return bootstrap.forms()


def parts(library, name, text):
    form = library.form("land_certificate_2024")
    field = next(field for field in form.fields if field.id == name)
    return [part.normalised.value for part in normalise_items(text, field, library.lexicons).values()]


@pytest.mark.parametrize(
    ("line", "values"),
    [
        ("Đất ở tại nông thôn (ONT): 387,5 m²", ["Đất ở tại nông thôn", "387.5"]),
        ("Đất ở tại nông thôn (ONT): 387,5 m² G", ["Đất ở tại nông thôn", "387.5"]),
        ("Đất ở tại nông thôn (ONT): 248,3 n", ["Đất ở tại nông thôn", "248.3"]),
        ("Đất trồng cây lâu năm S (CLN): '3386,7 m² N ễ D", ["Đất trồng cây lâu năm", "3386.7"]),
        ("Đất ở tại nông thôn (ONT): 2o7,6 m²", ["Đất ở tại nông thôn", "207.6"]),
        ("Đất ở tại nông thôn200 m²", ["Đất ở tại nông thôn", "200"]),
        ("Đất ở tại nông thôn (ONT):S387,5 m²", ["Đất ở tại nông thôn (ONT):S", "387.5"]),
        ("Đất ở tại nông thôn So7,6 m²", ["Đất ở tại nông thôn So7,6 m²", ""]),
        ("Đất ở tại nông thôn S1l,5 m²", ["Đất ở tại nông thôn S1l,5 m²", ""]),
        (
            "Đất ở tại nông thôn 139,5 m²; đất trồng cây lâu năm 20 m² ỹ Ị",
            ["Đất ở tại nông thôn", "139.5", "Đất trồng cây lâu năm", "20"],
        ),
    ],
)
def test_areas_are_parted_from_their_names_and_from_scraps(library, line, values):
    assert parts(library, "purpose", line) == values


@pytest.mark.parametrize(
    ("line", "values"),
    [
        ("Đất ở: Lâu dài; Đất rừng sản xuất: Đến ngày 23/11/2065", ["Đất ở", "Lâu dài", "Đất rừng sản xuất", "Đến ngày 23/11/2065"]),
        ("Đất ở: Lâu dài; Đất rừng sản xuất Đến ngày 23/11/2065 s", ["Đất ở", "Lâu dài", "Đất rừng sản xuất", "Đến ngày 23/11/2065"]),
        ("Đất trồng cây lâu năm. Lâu dài", ["Đất trồng cây lâu năm", "Lâu dài"]),
        ("Đất ở: 50 năm", ["Đất ở", "50 năm"]),
        ("Lâu dài", ["", "Lâu dài"]),
    ],
)
def test_a_term_is_told_from_its_purpose_though_the_colon_was_not_read(library, line, values):
    assert parts(library, "thoi_han", line) == values


@pytest.mark.parametrize(
    ("line", "term"),
    [
        ("Lâu dài 5", "Lâu dài"),
        ("la Đến ngày 17/09/2071", "Đến ngày 17/09/2071"),
        ("Đến ngày 17/09/2071 ị s", "Đến ngày 17/09/2071"),
        ("Đến ngày 17/09/2071 theo quyết định", "Đến ngày 17/09/2071 theo quyết định"),
    ],
)
def test_terms_are_parted_from_scraps(library, line, term):
    assert parts(library, "thoi_han", line)[-1] == term
