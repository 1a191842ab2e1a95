"""A photo of a card: its code first, else the three lines of its back, whichever way it lies; nothing where the digits do not fit."""

import io

import cv2
import numpy as np
import pytest
import zxingcpp
from PIL import Image

from ocr.card_picture import mended, read_card_picture
from ocr.decode import ColourImage
from ocr.engines.tesseract import make
from station.domain.errors import StationError
from tests.card_pictures import back_of_card, photographed, zone
from tests.ui.immediate import NowProgress
from ui.applicant.picture import is_card_code, key_in, picture_reader, zone_fits

CODE = "099190123456||Lò Thị Mây|02031990|Nữ|Suối Mây, Đá Trắng, Cao Sơn|05062021"


@pytest.fixture(scope="module")
def engine():
    return make()


def read(picture: ColourImage, engine):
    return read_card_picture(picture, fits=zone_fits, is_code=is_card_code, engine=engine)


def with_code(text: str, side: int = 300) -> ColourImage:
    """A card's front: a code on a plain ground."""
    code = zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat.QRCode)
    drawn = cv2.resize(np.asarray(zxingcpp.write_barcode_to_image(code, scale=4)), (side, side), interpolation=cv2.INTER_NEAREST)
    picture = np.full((700, 1100, 3), 225, np.uint8)
    picture[60 : 60 + side, 700 : 700 + side] = drawn[:, :, None] if drawn.ndim == 2 else drawn
    return picture


@pytest.mark.parametrize(
    "seen",
    [{}, {"turn": 180}, {"turn": 90}, {"turn": 270}, {"turn": 7, "dim": 0.5}, {"aside": 0.08, "noise": 8}, {"blur": 1.5}, {"width": 1000}],
)
def test_the_lines_that_open_the_chip_are_read_however_the_card_lies(engine, seen):
    lines = zone()
    assert read(photographed(back_of_card(lines), **seen), engine).lines[:2] == lines[:2]


def test_a_code_is_taken_before_the_lines(engine):
    found = read(with_code(CODE), engine)
    assert found.code == CODE and found.lines == ()


def test_the_code_of_another_paper_is_passed_over(engine):
    assert read(with_code("AA 00123456|CN-1|2015"), engine).code == ""


def test_lines_whose_digits_do_not_fit_are_no_zone(engine):
    first, second, third = zone()
    assert read(photographed(back_of_card((first.replace("190123456", "190123455"), second, third))), engine).lines == ()


@pytest.mark.parametrize("picture", [np.zeros((4, 4, 3), np.uint8), np.full((900, 1200, 3), 255, np.uint8)])
def test_a_picture_of_nothing_gives_nothing(engine, picture):
    found = read(picture, engine)
    assert (found.code, found.lines) == ("", ())


def test_noise_gives_nothing(engine):
    noise = np.random.default_rng(3).integers(0, 255, (700, 1000, 3)).astype(np.uint8)
    assert read(noise, engine).lines == ()


def test_it_stops_when_asked_to(engine):
    picture = photographed(back_of_card(zone()))
    found = read_card_picture(picture, fits=zone_fits, is_code=is_card_code, cancelled=lambda: True, engine=engine)
    assert found.lines == ()


def test_from_a_file_to_what_stands_in_the_line(tmp_path):
    path = tmp_path / "the.jpg"
    path.write_bytes(cv2.imencode(".jpg", with_code(CODE))[1].tobytes())
    assert picture_reader(path)(NowProgress(None)) == CODE


def test_a_missing_file_and_a_broken_picture_each_get_a_sentence(tmp_path):
    with pytest.raises(StationError) as missing:
        picture_reader(tmp_path / "none.jpg")(NowProgress(None))
    buffer = io.BytesIO()
    Image.new("RGB", (400, 300), (200, 200, 200)).save(buffer, "JPEG")
    with pytest.raises(StationError) as broken:
        key_in(buffer.getvalue()[:200], NowProgress(None))
    assert (missing.value.code, broken.value.code) == ("capture.unreadable-file", "reading.unreadable-image")


@pytest.mark.parametrize(
    ("read_as", "place", "meant"),
    [
        ("1DVNM19O1234569O99190123456<5", 0, "IDVNM1901234569099190123456<<5"),
        ("IDVNM1901234569099190123456<<<<5", 0, "IDVNM1901234569099190123456<<5"),
        ("9003O26F30O3024VNM<<<<<<<<O", 1, "9003026F3003024VNM<<<<<<<<<<<0"),
        ("LO<<TH1<MAY<<<<<KK<<<C<<<", 2, "LO<<THI<MAY<<<<<<<<<<<<<<<<<<<"),
        ("", 0, "<" * 30),
        ("A" * 60, 2, "A" * 30),
    ],
)
def test_signs_that_look_alike_are_told_apart_by_their_place(read_as, place, meant):
    assert mended(read_as, place) == meant
