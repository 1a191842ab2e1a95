"""The print layouts of every edition of every form: only known fields and wordings, and everything on the paper."""

from pathlib import Path
from random import Random

import pytest
from rapidfuzz import fuzz

from station.domain.text import fold
from station.forms.definition import FaceLayout, FormDefinition
from station.forms.fields import find_field
from station.forms.library import FormLibrary
from station.forms.loader import load_forms
from station.practice.entries import Numbering, truth
from station.practice.pens import pick_hand, pick_machine
from station.practice.render import DPI, Print, render_face
from station.practice.specimens import year_within
from station.practice.split import split_parts

ROOT = Path(__file__).resolve().parents[2]
LIBRARY = load_forms(ROOT / "resources" / "forms", ROOT / "resources" / "reference")
EDITIONS = [f"{form.id}/{edition}" for form in LIBRARY.forms for edition in LIBRARY.editions(form.id)]
APART = {"ghiChu", "trangSo", "noiDangKy", "ngayDangKy", "ghi_chu"}
"""Fields that editions set where there is room; their labels are printed once."""

ONE_LINE_PX = 80
SHORT = 8
"""So few letters are compared exactly."""


@pytest.fixture(scope="module")
def library() -> FormLibrary:
    return LIBRARY


def faces(library: FormLibrary, name: str) -> list[tuple[FormDefinition, int, FaceLayout]]:
    form_id, edition = name.split("/")
    form, layout = library.form(form_id), library.editions(form_id)[edition]
    return [(form, number, face) for number, face in enumerate(layout.faces, start=1)]


def bare(label: str) -> str:
    return label.strip().rstrip(":").strip()


@pytest.mark.parametrize("form_id", EDITIONS)
def test_a_layout_places_every_field_of_its_face_once(library, form_id):
    for form, number, face in faces(library, form_id):
        placed = [part.field for line in face.lines for part in line.parts] + sorted({tick.field for tick in face.ticks})
        assert sorted(placed) == sorted(field.id for field in form.fields if field.face == number)


@pytest.mark.parametrize("form_id", EDITIONS)
def test_a_layout_prints_only_labels_that_the_form_knows(library, form_id):
    for form, _, face in faces(library, form_id):
        for line in face.lines:
            for part in line.parts:
                assert not part.label or bare(part.label) in find_field(form, part.field).printed, part.label
        for tick in face.ticks:
            assert tick.label in find_field(form, tick.field).options[tick.value]


@pytest.mark.parametrize("form_id", EDITIONS)
def test_a_layout_follows_the_order_of_the_fields(library, form_id):
    """Labels that are printed more than once are told apart by that order; stamped signature blocks and notes stand elsewhere."""
    for form, number, face in faces(library, form_id):
        order = [field.id for field in form.fields if field.face == number and field.printed and not field.below]
        placed = [part.field for line in face.lines for part in line.parts if part.field in order]
        assert [name for name in placed if name not in APART] == [name for name in order if name not in APART]


@pytest.mark.parametrize("form_id", EDITIONS)
def test_a_layout_prints_the_anchors_of_its_face_and_nothing_that_is_refused(library, form_id):
    for form, number, face in faces(library, form_id):
        words = [text.text for text in face.texts] + [part.label for line in face.lines for part in line.parts]
        words += [tick.label for tick in face.ticks]
        definition = form.faces[number - 1]
        for anchor in definition.anchors:
            assert any(anchor in text for text in words), anchor
        for refused in definition.refuse:
            assert not any(refused in text for text in words), refused


@pytest.mark.parametrize("form_id", EDITIONS)
def test_no_words_of_an_edition_are_near_to_what_its_form_refuses(library, form_id):
    """Readers compare without marks and forgive a letter or two: what is refused must be farther off than that."""
    for form, number, face in faces(library, form_id):
        words = [text.text for text in face.texts] + [part.label for line in face.lines for part in line.parts]
        printed = [letters(word) for word in " . ".join([*words, *(tick.label for tick in face.ticks)]).split()]
        for refused in form.faces[number - 1].refuse:
            wanted = letters(refused)
            if len(wanted) > SHORT:
                assert nearest(wanted, printed) < 93, refused


def nearest(wanted: str, words: list[str]) -> float:
    """Similarity of the most similar run of letters that begins with a word, 0..100."""
    runs = ["".join(words[at:])[: len(wanted) + more] for at in range(len(words)) for more in (-2, -1, 0, 1, 2)]
    return max(fuzz.ratio(wanted, run) for run in runs)


def letters(text: str) -> str:
    return "".join(letter for letter in fold(text) if letter.isalnum())


def test_every_form_has_three_editions(library):
    assert {form.id: sorted(library.editions(form.id)) for form in library.forms} == {form.id: ["1", "2", "3"] for form in library.forms}


@pytest.mark.parametrize("form_id", EDITIONS)
def test_everything_written_stays_on_the_paper_and_apart(library, form_id):
    """Tried with the faces of the side of the split that the edition belongs to."""
    edition = form_id.split("/")[1]
    side = next(side for side in split_parts().values() if edition in side.editions)
    seed = len(form_id) % 2
    random = Random(seed)
    by_hand = library.editions(form_id.split("/")[0])[edition].filled == "hand"
    pen = pick_hand(side.hand_faces, random) if by_hand else pick_machine(side.machine_faces, random)
    printed = Print(side.printed_faces[seed], pick_hand(side.hand_faces, random), pick_machine(side.machine_faces, random))
    for form, number, face in faces(library, form_id):
        written = truth(form, seed, Numbering(year_within(form, random), "01", 4 + seed))
        drawn = render_face(form.faces[number - 1], face, written, pen=pen, random=random, form_print=printed)
        ids = {part.field for line in face.lines for part in line.parts}
        assert {name for name in ids if name in written and written[name].text} == set(drawn.boxes) - {t.field for t in face.ticks}
        height, width = drawn.image.shape[:2]
        for name, box in drawn.boxes.items():
            assert box.x > 0, name
            assert box.y > 0, name
            assert box.right < width - 2 * DPI / 25.4, name
            assert box.bottom < height - 3 * DPI / 25.4, name
        # the box around a value of several lines holds the printed words between them as well
        apart = [(name, box) for name, box in drawn.boxes.items() if box.h < ONE_LINE_PX]
        for at, (name, box) in enumerate(apart):
            for other, its in apart[at + 1 :]:
                assert overlap(box, its) < 0.25 * min(box.w * box.h, its.w * its.h), (name, other)


def overlap(a, b) -> int:
    return max(0, min(a.right, b.right) - max(a.x, b.x)) * max(0, min(a.bottom, b.bottom) - max(a.y, b.y))
