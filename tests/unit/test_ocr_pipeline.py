"""One page from bytes to fields. The form is an invented boat register that exists as a folder alone; its pages are drawn."""

import io
from pathlib import Path
from random import Random

import numpy as np
import pytest
from PIL import Image

from ocr import pipeline
from ocr.engines.null import NullEngine
from ocr.engines.registry import make_engine
from ocr.page import Sheet
from ocr.pipeline import read_page_image
from ocr.upright import Standing
from station.domain.errors import StationError
from station.domain.record import ValueState
from station.domain.text import fold
from station.forms.gazetteer import Place
from station.forms.library import FormLibrary, LoadedForm
from station.forms.loader import load_forms
from station.practice.degrade import degrade
from station.practice.entries import Numbering, scored, truth
from station.practice.letter import LETTER_FACE, letter_layout
from station.practice.people import PRACTICE_OFFICE
from station.practice.render import Pen, render_face
from station.practice.specimens import draw_specimens
from tests.faulty import engines as faulty
from ui import bootstrap

REPOSITORY = Path(__file__).parents[2]
REFERENCE = REPOSITORY / "resources" / "reference"
PALE = 0.3
"""So much of its blackness is left to print that has faded."""


@pytest.fixture(scope="module")
def boats():
    return load_forms(REPOSITORY / "tests" / "forms", REFERENCE)


@pytest.fixture(scope="module")
def shipped():
    return load_forms(REPOSITORY / "resources" / "forms", REFERENCE)


@pytest.fixture(scope="module")
def tesseract():
    return make_engine("tesseract")


@pytest.fixture(scope="module")
def boat(boats):
    """Face 1 of a boat's entry: the drawn page, where its values stand, and what they are."""
    form = boats.form("boat_register")
    written = truth(form, 3, Numbering(2018, "01", 12))
    drawn = render_face(form.faces[0], boats.layout(form.id).faces[0], written, pen=Pen(), random=Random(1))
    on_face = {field.id for field in form.fields if field.face == 1}
    return drawn, {name: value for name, value in scored(form, written).items() if name in on_face}


@pytest.fixture(scope="module")
def photo(boat):
    """The page as a telephone sees it, stored on its side with an EXIF note."""
    seed = next(seed for seed in range(20) if b"Exif" in degrade(boat[0].image, "phone", Random(seed)).content[:64])
    return degrade(boat[0].image, "phone", Random(seed))


@pytest.fixture(scope="module")
def photo_reading(boats, photo, tesseract):
    return read_page_image(photo.content, boats, tesseract)


def jpeg(pixels):
    buffer = io.BytesIO()
    Image.fromarray(pixels).save(buffer, "JPEG", quality=90)
    return buffer.getvalue()


def share_right(reading, fields):
    right = [name for name, value in fields.items() if value.text and name in reading.fields and reading.fields[name].value == value.value]
    return len(right) / sum(bool(value.text) for value in fields.values())


def test_an_invented_form_is_read_by_its_folder_alone(photo_reading, boat):
    assert (photo_reading.form_id, photo_reading.face, photo_reading.findings) == ("boat_register", 1, ())
    assert share_right(photo_reading, boat[1]) >= 0.7


def test_boxes_lie_on_the_original_after_exif(photo_reading, photo, boat):
    compared = 0
    for name, drawn in boat[0].boxes.items():
        read = photo_reading.fields.get(name)
        if read is None or read.state is not ValueState.READ or read.box is None:
            continue
        there = photo.place(drawn)
        x, y = there.centre
        assert read.box.x <= x <= read.box.right and read.box.y <= y <= read.box.bottom, name
        assert read.box.right <= photo.width and read.box.bottom <= photo.height
        compared += 1
    assert compared >= 5


def test_a_page_upside_down_is_turned_and_its_boxes_turned_back(boats, boat, tesseract):
    drawn, fields = boat
    image = np.ascontiguousarray(np.rot90(drawn.image, 2))
    reading = read_page_image(jpeg(image), boats, tesseract)
    assert reading.form_id == "boat_register"
    assert share_right(reading, fields) >= 0.8
    height, width = image.shape[:2]
    box = drawn.boxes["ten_thuyen"]
    x, y = width - box.centre[0], height - box.centre[1]
    found = reading.fields["ten_thuyen"].box
    assert found.x <= x <= found.right and found.y <= y <= found.bottom


def test_labels_much_paler_than_what_was_filled_in_are_read_all_the_same(boats, boat, tesseract):
    drawn, fields = boat
    pale = (255 - (255 - drawn.image.astype(float)) * PALE).astype(np.uint8)
    for box in drawn.boxes.values():
        written = slice(box.y, box.bottom), slice(box.x, box.right)
        pale[written] = drawn.image[written]
    reading = read_page_image(jpeg(pale), boats, tesseract)
    assert reading.form_id == "boat_register"
    assert share_right(reading, fields) >= 0.7


def test_a_page_of_another_kind_is_unknown_with_a_finding(shipped, tesseract):
    letter = render_face(LETTER_FACE, letter_layout(PRACTICE_OFFICE), {}, pen=Pen(), random=Random(2))
    reading = read_page_image(jpeg(letter.image), shipped, tesseract)
    assert (reading.form_id, reading.fields) == (None, {})
    assert [finding.rule for finding in reading.findings] == ["reading.unknown-form"]


def test_a_form_of_another_kind_of_book_is_kept_out(boats, boat, tesseract):
    reading = read_page_image(jpeg(boat[0].image), boats, tesseract, kind="KS")
    assert reading.form_id is None
    assert [finding.rule for finding in reading.findings] == ["reading.other-kind"]


def test_a_page_that_fits_two_forms_alike_is_left_to_a_person(boats, boat, tesseract):
    form = boats.form("boat_register")
    twin = form.model_copy(update={"id": "boat_register_twin"})
    twins = FormLibrary([LoadedForm(form, "0" * 64), LoadedForm(twin, "1" * 64)], boats.lexicons)
    reading = read_page_image(jpeg(boat[0].image), twins, tesseract)
    assert (reading.form_id, reading.fields) == (None, {})
    assert [finding.rule for finding in reading.findings] == ["reading.undecided-form"]
    assert read_page_image(jpeg(boat[0].image), twins, tesseract, form_id="boat_register").form_id == "boat_register"


def blank_page():
    return jpeg(np.full((1400, 1000, 3), 250, np.uint8))


def test_the_null_engine_leaves_a_page_unknown(boats):
    reading = read_page_image(blank_page(), boats, NullEngine())
    assert (reading.form_id, reading.fields) == (None, {})


def test_the_null_engine_leaves_every_field_of_a_named_form_to_a_person(boats):
    reading = read_page_image(blank_page(), boats, NullEngine(), form_id="boat_register")
    assert reading.form_id == "boat_register"
    assert {field.state for field in reading.fields.values()} == {ValueState.UNREADABLE}
    assert {field.box for field in reading.fields.values()} == {None}
    assert [finding.rule for finding in reading.findings] == ["reading.form-not-confirmed"]


def test_an_unknown_form_is_a_failure(boats):
    with pytest.raises(StationError) as caught:
        read_page_image(blank_page(), boats, NullEngine(), form_id="airship_register")
    assert caught.value.code == "forms.unknown"


@pytest.mark.parametrize("size", [(1, 1), (1, 900), (900, 1), (30, 30)])
def test_a_tiny_image_is_no_trouble(boats, size):
    assert read_page_image(jpeg(np.zeros((*size, 3), np.uint8)), boats, NullEngine()).form_id is None


def test_an_engine_that_lies_cannot_break_the_page(boats):
    reading = read_page_image(blank_page(), boats, faulty.lying(), form_id="boat_register")
    for field in reading.fields.values():
        assert 0 <= field.confidence <= 1
        assert not any(ord(letter) < 32 or 0xD800 <= ord(letter) < 0xF900 for letter in field.text + field.value)
        assert field.box is None or (field.box.right <= 1000 and field.box.bottom <= 1400)


def test_an_engine_that_miscounts_is_a_failure(boats, boat):
    with pytest.raises(StationError) as caught:
        read_page_image(jpeg(boat[0].image), boats, faulty.Miscounting(), form_id="boat_register")
    assert caught.value.code == "reading.engine-failed"


def test_units_are_written_as_the_gazetteer_has_them_and_the_text_as_read_stays_beside():
    other = Place(("Xã Suối Mây", "Huyện Đà Trắng", "Tỉnh Cao Sơn"), None, None)
    library = bootstrap.forms((other,))
    drawn = draw_specimens(library, "tuning", forms=["birth_extract"], conditions=["clean"], papers=1, seed=1)
    page = next(page for page in drawn if "huyện Đá Trắng" in page.fields["noiDangKy"].value)
    read = read_page_image(page.content, library, make_engine("best"), form_id="birth_extract").fields["noiDangKy"]
    assert "huyện Đá Trắng" in read.text and read.value == page.fields["noiDangKy"].value.replace("Đá", "Đà")


def test_without_its_list_of_places_a_page_is_read_all_the_same(boats, boat, tmp_path):
    (tmp_path / "communes.csv").write_text("commune,district\nXã", encoding="utf-8")
    library = load_forms(REPOSITORY / "tests" / "forms", REFERENCE, places=tmp_path / "communes.csv")
    reading = read_page_image(jpeg(boat[0].image), library, NullEngine(), form_id="boat_register")
    assert reading.form_id == "boat_register"
    assert "reading.no-gazetteer" in [finding.rule for finding in reading.findings]


@pytest.mark.parametrize(("turn", "by_a_scrap"), [(1, 0), (3, 0), (1, 180)])
def test_a_cover_on_its_side_with_too_few_lines_for_the_engine_is_read_upright(shipped, tesseract, monkeypatch, turn, by_a_scrap):
    monkeypatch.setattr("ocr.pipeline._upside_down", lambda page: by_a_scrap)
    cover = next(draw_specimens(shipped, "tuning", forms=["land_certificate_2003"], conditions=["clean"], papers=1, seed=3))
    with Image.open(io.BytesIO(cover.content)) as picture:
        turned = np.rot90(np.asarray(picture.convert("RGB")), turn)
    reading = read_page_image(jpeg(turned), shipped, tesseract)
    assert (reading.form_id, reading.face) == ("land_certificate_2003", 1)


def parted(look):
    """Its left and its right half, whatever stands on them."""
    start, end, end_below, start_below = look.sheet.corners
    middle, below = (start + end) / 2, (start_below + end_below) / 2
    return Sheet(np.array([start, middle, below, start_below])), Sheet(np.array([middle, end, end_below, below]))


@pytest.mark.parametrize("turn", [1, 3])
def test_a_page_on_its_side_of_which_but_a_half_tells_so_is_read_whole(shipped, tesseract, monkeypatch, turn):
    page = next(draw_specimens(shipped, "tuning", forms=["birth_certificate"], conditions=["clean"], papers=1, seed=3))
    with Image.open(io.BytesIO(page.content)) as picture:
        turned = np.rot90(np.asarray(picture.convert("RGB")), turn)
    by_engine = pipeline._turn_by
    monkeypatch.setattr("ocr.papers.halves_of", parted)
    monkeypatch.setattr("ocr.laying.standing_of", lambda ink, size: Standing(0, is_sure=False))
    monkeypatch.setattr("ocr.pipeline._turn_by", lambda engine, clean: 0 if np.argmax(clean.image.shape) else by_engine(engine, clean))
    reading = read_page_image(jpeg(turned), shipped, tesseract)
    assert (reading.form_id, reading.part, len(reading.others)) == ("birth_certificate", "", 0)
    for name in ("so", "nksHoTen", "meHoTen", "nguoiKy"):
        assert fold(reading.fields[name].value) == fold(page.fields[name].value)


def test_a_cover_of_which_seals_hide_the_title_is_known_with_its_seals(shipped, tesseract, monkeypatch):
    cover = next(draw_specimens(shipped, "tuning", forms=["land_certificate_2003"], conditions=["clean"], papers=1, seed=3))
    monkeypatch.setattr("ocr.tone.seal_mask", lambda redness, strong: np.full_like(redness, 255))
    monkeypatch.setattr("ocr.tone._print_under", lambda seals, redness, strong: np.zeros_like(seals))
    reading = read_page_image(cover.content, shipped, tesseract)
    assert (reading.form_id, reading.face) == ("land_certificate_2003", 1)
