"""The print layouts of the three forms: only known fields and wordings, and everything on the paper."""

from pathlib import Path
from random import Random

import pytest

from station.forms.definition import FaceLayout, FormDefinition
from station.forms.fields import find_field
from station.forms.library import FormLibrary
from station.forms.loader import load_forms
from station.practice.entries import Numbering, truth
from station.practice.fonts import FACES
from station.practice.render import DPI, Pen, render_face

ROOT = Path(__file__).resolve().parents[2]
FORMS = ("birth_certificate", "birth_register_2016", "land_certificate_2014")


@pytest.fixture(scope="module")
def library() -> FormLibrary:
    return load_forms(ROOT / "resources" / "forms", ROOT / "resources" / "reference")


def faces(library: FormLibrary, form_id: str) -> list[tuple[FormDefinition, int, FaceLayout]]:
    form, layout = library.form(form_id), library.layout(form_id)
    assert layout is not None
    return [(form, number, face) for number, face in enumerate(layout.faces, start=1)]


def bare(label: str) -> str:
    return label.strip().rstrip(":").strip()


@pytest.mark.parametrize("form_id", FORMS)
def test_a_layout_places_every_field_of_its_face_once(library, form_id):
    for form, number, face in faces(library, form_id):
        placed = [part.field for line in face.lines for part in line.parts] + sorted({tick.field for tick in face.ticks})
        assert sorted(placed) == sorted(field.id for field in form.fields if field.face == number)


@pytest.mark.parametrize("form_id", FORMS)
def test_a_layout_prints_only_labels_that_the_form_knows(library, form_id):
    for form, _, face in faces(library, form_id):
        for line in face.lines:
            for part in line.parts:
                assert not part.label or bare(part.label) in find_field(form, part.field).printed, part.label
        for tick in face.ticks:
            assert tick.label in find_field(form, tick.field).options[tick.value]


@pytest.mark.parametrize("form_id", FORMS)
def test_a_layout_follows_the_order_of_the_fields(library, form_id):
    """Labels that are printed more than once are told apart by that order; stamped signature blocks and notes stand elsewhere."""
    for form, number, face in faces(library, form_id):
        order = [field.id for field in form.fields if field.face == number and field.printed and not field.below]
        placed = [part.field for line in face.lines for part in line.parts if part.field in order]
        apart = {"ghiChu", "trangSo", "noiDangKy", "ngayDangKy"}
        assert [name for name in placed if name not in apart] == [name for name in order if name not in apart]


@pytest.mark.parametrize("form_id", FORMS)
def test_a_layout_prints_the_anchors_of_its_face_and_nothing_that_is_refused(library, form_id):
    for form, number, face in faces(library, form_id):
        words = [text.text for text in face.texts] + [part.label for line in face.lines for part in line.parts]
        words += [tick.label for tick in face.ticks]
        definition = form.faces[number - 1]
        for anchor in definition.anchors:
            assert any(anchor in text for text in words), anchor
        for refused in definition.refuse:
            assert not any(refused in text for text in words), refused


@pytest.mark.parametrize("type_face", FACES)
@pytest.mark.parametrize("form_id", FORMS)
def test_everything_written_stays_on_the_paper_and_apart(library, form_id, type_face):
    for form, number, face in faces(library, form_id):
        definition = form.faces[number - 1]
        fields = truth(form, 2, Numbering(2018, "01", 4))
        drawn = render_face(definition, face, fields, pen=Pen(type_face), random=Random(1))
        ids = {part.field for line in face.lines for part in line.parts}
        assert {name for name in ids if name in fields and fields[name].text} == set(drawn.boxes) - {tick.field for tick in face.ticks}
        for box in drawn.boxes.values():
            assert box.x > 0
            assert box.y > 0
            assert box.right < definition.width_mm * DPI / 25.4 - 40
            assert box.bottom < definition.height_mm * DPI / 25.4 - 40
