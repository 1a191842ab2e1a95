"""Which pages are one paper: faces that follow each other, and faces that lie open on one image."""

import pytest

from station.domain.record import PageReading, Reading, ValueState
from station.forms.assembly import assemble
from ui import bootstrap

LAND = "land_certificate_2003"
BIRTH = "birth_certificate"


def page(form_id, face, *others):
    """A page with one field that tells which face it is of."""
    return PageReading(form_id, face, {f"of_{face}": Reading(str(face), str(face), ValueState.READ, 0.9)}, others=others)


@pytest.fixture(scope="module")
def library():
    return bootstrap.forms()


@pytest.fixture(autouse=True)
def any_field(monkeypatch):
    monkeypatch.setattr("station.forms.assembly.position", lambda form, name: name)


def made(library, *pages):
    """Entries as (keys, field → page), with the codes of their findings."""
    entries = assemble(library, [(f"k{number}", reading) for number, reading in enumerate(pages, start=1)])
    return [(entry.page_keys, {name: value.page for name, value in entry.fields.items()}) for entry in entries], [
        {finding.rule for finding in entry.findings} for entry in entries
    ]


def test_faces_that_rise_are_one_paper(library):
    entries, told = made(library, page(LAND, 1), page(LAND, 2), page(LAND, 3), page(LAND, 1))
    assert [keys for keys, _ in entries] == [("k1", "k2", "k3"), ("k4",)]
    assert entries[0][1] == {"of_1": 1, "of_2": 2, "of_3": 3}
    assert told[0] == set() and "assembly.face-missing.2" in told[1]


@pytest.mark.parametrize("outer_first", [True, False])
def test_an_open_sheet_shows_faces_in_any_order(library, outer_first):
    outer, inner = page(LAND, 3, page(LAND, 1)), page(LAND, 2)
    entries, told = made(library, *((outer, inner) if outer_first else (inner, outer)))
    first, second = (1, 2) if outer_first else (2, 1)
    assert entries == [(("k1", "k2"), {"of_1": first, "of_3": first, "of_2": second})]
    assert told == [set()]


def test_an_open_sheet_of_the_next_paper_begins_the_next_entry(library):
    sheet = page(LAND, 1, page(LAND, 3))
    entries, _ = made(library, sheet, page(LAND, 2), sheet, page(LAND, 2))
    assert [keys for keys, _ in entries] == [("k1", "k2"), ("k3", "k4")]


@pytest.mark.parametrize("other", [page(BIRTH, 1), page(LAND, 1)])
def test_another_paper_on_the_image_is_told_and_not_mixed_in(library, other):
    entries, told = made(library, page(LAND, 1, other), page(LAND, 2), page(LAND, 3))
    assert entries == [(("k1", "k2", "k3"), {"of_1": 1, "of_2": 2, "of_3": 3})]
    assert told == [{"assembly.more-on-image"}]


def test_what_is_no_form_on_the_image_is_not_told(library):
    assert made(library, page(BIRTH, 1, PageReading(None)))[1] == [set()]
