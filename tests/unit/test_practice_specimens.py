"""Pages for measuring: every form and condition, truth with its boxes, each side with its own editions and faces, equal for equal seeds."""

import io
from functools import cache
from pathlib import Path
from random import Random

import numpy as np
import pytest
from PIL import Image, ImageOps

from station.domain.errors import StationError
from station.forms.fields import find_field
from station.forms.loader import load_forms
from station.practice.people import PRACTICE_OFFICE
from station.practice.specimens import draw_specimens, draw_strays, year_within
from station.practice.split import split_parts
from station.practice.strays import stray_papers

ROOT = Path(__file__).resolve().parents[2]
TUNING, HELD_BACK = 7, 500_007


@pytest.fixture(scope="module")
def library():
    return load_forms(ROOT / "resources" / "forms", ROOT / "resources" / "reference")


@pytest.fixture(scope="module")
def drawn(library):
    """Pages are slow to draw, so that tests share them."""

    @cache
    def pages(form, condition="clean", papers=1, part="tuning", seed=TUNING):
        return list(draw_specimens(library, part, forms=[form], conditions=[condition], papers=papers, seed=seed))

    return pages


@pytest.mark.parametrize(("part", "seed"), [("tuning", HELD_BACK), ("held-back", TUNING), ("tuning", 0)])
def test_a_seed_of_the_other_side_is_refused(drawn, part, seed):
    with pytest.raises(ValueError, match="seeds of"):
        drawn("birth_extract", part=part, seed=seed)
    with pytest.raises(ValueError, match="seeds of"):
        list(draw_strays(part, conditions=["clean"], papers=1, seed=seed))


def test_a_form_that_is_not_there_is_a_failure(drawn):
    with pytest.raises(StationError) as failure:
        drawn("no_such_form")
    assert failure.value.code == "forms.unknown"


def test_each_side_shows_its_own_editions_in_turn(drawn):
    assert [page.edition for page in drawn("birth_extract", papers=3)] == ["1", "2", "1"]
    assert {page.edition for page in drawn("birth_extract", papers=1, part="held-back", seed=HELD_BACK)} == {"3"}


def test_every_face_of_a_paper_comes_with_its_own_fields(drawn, library):
    pages = drawn("land_certificate_2003")
    form = library.form("land_certificate_2003")
    assert [page.face for page in pages] == [1, 2, 3]
    for page in pages:
        assert page.fields
        for name in page.fields:
            assert find_field(form, name).face == page.face


@pytest.mark.parametrize(
    ("form", "condition"), [("death_extract", "poor"), ("land_certificate_2024", "phone"), ("birth_register_2006", "clean")]
)
def test_what_is_printed_stands_where_its_box_is(drawn, form, condition):
    for page in drawn(form, condition):
        with Image.open(io.BytesIO(page.content)) as picture:
            grey = np.asarray(ImageOps.exif_transpose(picture).convert("L")).astype(int)
        for name, field in page.fields.items():
            assert (field.box is not None) is bool(field.text), name
            if field.box:
                inside = grey[field.box.y : field.box.bottom, field.box.x : field.box.right]
                assert inside.size, name
                assert inside.min() < np.median(inside) - 25, name


def test_who_wrote_a_value_is_known(drawn):
    cover, content, last = drawn("land_certificate_2003")
    assert cover.filled == "hand"
    assert cover.fields["so_phat_hanh"].filled == "machine"
    assert content.fields["so_to"].filled == "hand"
    assert (last.fields["nguoi_ky"].filled, last.fields["so_vao_so"].filled) == ("machine", "hand")


def test_equal_seeds_draw_equal_pages_and_others_draw_others(drawn, library):
    first, other = drawn("birth_extract")[0], drawn("birth_extract", seed=TUNING + 1)[0]
    again = next(draw_specimens(library, "tuning", forms=["birth_extract"], conditions=["clean"], papers=1, seed=TUNING))
    assert first == again
    assert first.content != other.content


def test_papers_of_other_kinds_are_of_no_form(library):
    pages = list(draw_strays("held-back", conditions=["clean"], papers=5, seed=HELD_BACK))
    assert [page.edition for page in pages] == [kind.name for kind in stray_papers(PRACTICE_OFFICE)]
    assert all(page.form_id is None and not page.fields and len(page.content) > 5_000 for page in pages)


def test_years_lie_within_the_use_of_the_form(library):
    for form in library.forms:
        years = {year_within(form, Random(seed)) for seed in range(60)}
        assert form.valid_from.year <= min(years)
        assert max(years) <= (form.valid_to.year if form.valid_to else 2025)


def test_wear_is_that_of_the_side_and_condition(drawn):
    ranges = split_parts()["held-back"].conditions["poor"]
    for page in drawn("death_extract", "poor", part="held-back", seed=HELD_BACK):
        assert ranges.dpi[0] <= page.wear.dpi <= ranges.dpi[1]
        assert page.wear.surroundings == "lid-black"
