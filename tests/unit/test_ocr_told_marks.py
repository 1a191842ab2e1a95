"""The network for lines, told the letters of a line: which marks it sees on them, on drawn lines and on rows of shares made up here."""

import itertools

import cv2
import numpy as np
import pytest

from ocr import line_network
from ocr.engines.contract import CropText
from ocr.line_network import LineNetwork, network
from ocr.pieces import Cut
from ocr.told_marks import likelihood, marks_told
from station.domain.errors import StationError
from tests.unit.ocr_drawing import leaders, paper, write

SCALE, SIZE_PX, BASELINE = 2, 34, 48
"""An x of 16 px, as the reading brings all writing to, drawn twice as large and brought down as pages are."""


def line_of(text, *, face="Tinos-Regular", ink=20):
    line = paper(1400, 68 * SCALE)
    end = write(line, text, 20 * SCALE, BASELINE * SCALE, SIZE_PX * SCALE, face=face, ink=ink)
    return cv2.resize(line[:, : end + 20 * SCALE], None, fx=1 / SCALE, fy=1 / SCALE, interpolation=cv2.INTER_AREA)


def likeliest(told):
    choices = iter(told.choices)
    return "".join(sign if sign == " " else next(choices)[0][0] for sign in told.text)


def steps_of(*lines):
    return network().steps_of([[Cut(line, line) for line in lines]])[0]


@pytest.mark.parametrize("grain", [0, 1.5, 5])
@pytest.mark.parametrize("above", [0, 20])
@pytest.mark.parametrize("ink", [20, 120])
def test_grains_of_the_paper_are_not_taken_for_ink_where_little_is_written(grain, above, ink):
    """Behind a short value stands nothing, and along the middle of a crop that is too high too."""
    line = np.pad(line_of("TRỊNH THỊ KIM CẨM TÚ", ink=ink), ((above, 0), (0, 200)), mode="edge")
    line = np.clip(line + np.random.default_rng(5).normal(0, grain, line.shape), 0, 255).astype(np.uint8)
    assert network().read(steps_of(line)).text == "TRỊNH THỊ KIM CẨM TÚ"


@pytest.mark.parametrize("face", ["Tinos-Regular", "Arimo-Regular", "Cousine-Regular", "Tinos-Bold"])
@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("NGUYỄN THỊ HẰNG", "NGUYÊN THI HÃNG"),
        ("MẪN MÃN TRẮNG TRĂNG", "MÃN MẪN TRĂNG TRẮNG"),
        ("Ung thư phổi", "Ủng thư phôi"),
        ("xã Thượng Lâm", "xa Thường Lấm"),
        ("Y THIH ÊÑUÔL", "Y THIH ENUÔL"),
    ],
)
def test_it_sees_the_marks_whatever_marks_were_read(written, read, face):
    assert likeliest(marks_told(read, steps_of(line_of(written, face=face)))) == written


@pytest.mark.parametrize(
    ("text", "letter", "face", "drop"),
    [
        ("PHẠM THỊ DUYÊN", "Ê", "Tinos-Regular", 8),
        ("LÒ THI HUÊ", "Ê", "Tinos-Regular", 12),
        ("NGUYỄN VĂN AN", "A", "Tinos-Bold", 8),
        ("TRẦN THU HÀ", "U", "Arimo-Regular", 8),
        ("VI VĂN TO", "O", "Tinos-Bold", 8),
    ],
)
def test_a_leader_dot_that_stayed_below_a_letter_is_told_by_those_that_went(text, letter, face, drop):
    """Seen without them it is a dấu nặng."""
    at, height = text.rindex(letter), (1400, 68 * SCALE)
    line, dots = paper(*height), paper(*height)
    before, behind = (write(paper(*height), text[:end], 20 * SCALE, BASELINE * SCALE, SIZE_PX * SCALE, face=face) for end in (at, at + 1))
    end = write(line, text, 20 * SCALE, BASELINE * SCALE, SIZE_PX * SCALE, face=face)
    leaders(dots, 8, end + 20, BASELINE * SCALE + drop, pitch=21)
    stayed = dots.copy()
    stayed[:, : before + 1], stayed[:, behind - 1 :] = 255, 255
    image, uncleaned = (
        cv2.resize(np.minimum(line, more)[:, : end + 20 * SCALE], None, fx=1 / SCALE, fy=1 / SCALE, interpolation=cv2.INTER_AREA)
        for more in (stayed, dots)
    )
    assert likeliest(marks_told(text, network().steps_of([[Cut(image, uncleaned)]])[0])) == text
    assert likeliest(marks_told(text, steps_of(image))) != text


def test_pale_print_is_read_like_any_other():
    assert likeliest(marks_told("HÃNG", steps_of(line_of("HẰNG", ink=170)))) == "HẰNG"


def test_the_lines_of_a_value_are_one_text():
    steps = steps_of(line_of("thôn Đồng Giếng"), line_of("xã Suối Mây"))
    assert likeliest(marks_told("thon Dong Gieng xa Suoi May", steps)).lower() == "thôn đồng giếng xã suối mây"


def test_capitals_stay_capitals_and_signs_are_what_they_are():
    told = marks_told("125 m² đất", steps_of(line_of("125 m² đất")))
    assert likeliest(told) == "125 m² đất"
    assert len(told.choices) == len("125m²đất")
    assert told.choices[4] == (("²", 0.0),)


def test_every_variant_of_a_letter_has_its_cost():
    told = marks_told("HÃNG", steps_of(line_of("HẰNG")))
    assert [name for name, _ in told.choices[0]] == ["H"]
    costs = dict(told.choices[1])
    assert len(costs) == 18
    assert costs["Ằ"] < min(costs["Ã"], costs["Ă"]) - 10


def test_nothing_is_told_of_a_text_that_does_not_stand_there():
    assert marks_told("Phường Bến Thành Quận Nhất", steps_of(line_of("HẰNG MẪN TRẮNG"))).choices == ()


def test_nothing_is_told_of_more_signs_than_there_are_steps():
    assert marks_told("a" * 400, steps_of(line_of("Ung"))).choices == ()


def test_nothing_is_told_of_no_text():
    assert marks_told("", steps_of(line_of("Ung"))).choices == ()


def test_no_crop_has_no_writing():
    assert marks_told("Ung", steps_of()).choices == ()


def test_lines_of_all_lengths_go_through_together_as_each_alone():
    lines = [line_of("thôn " + "Suối Mây " * (at % 5)) for at in range(20)]
    together = network().steps_of([[Cut(line, line)] for line in lines])
    assert len(together) == len(lines)
    for line, steps in zip(lines, together, strict=True):
        assert np.exp(steps) == pytest.approx(np.exp(steps_of(line)), abs=1e-4)


@pytest.mark.parametrize("shape", [(1, 1), (1, 40), (40, 1), (40, 3), (300, 8), (12, 30_000)])
@pytest.mark.parametrize("shade", [0, 128, 255])
def test_crops_of_any_shape_are_looked_at(shape, shade):
    steps = steps_of(np.full(shape, shade, np.uint8))
    assert steps.shape[1] == len(network().signs) + 1
    assert np.isfinite(steps).all()


@pytest.mark.parametrize("content", [None, b"", b"no model"])
def test_a_missing_or_damaged_model_is_told(tmp_path, monkeypatch, content):
    if content is not None:
        (tmp_path / "weights.npz").write_bytes(content)
        (tmp_path / "signs.txt").write_text("a\n", "utf-8")
    monkeypatch.setattr(line_network, "FOLDER", tmp_path)
    with pytest.raises(StationError, match="engine-missing"):
        network.__wrapped__()


def drawn_steps(count, signs, seed):
    shares = np.random.default_rng(seed).standard_normal((count, signs)) * 2
    return (shares - np.logaddexp.reduce(shares, axis=1)[:, None]).astype(np.float32)


def all_ways(text, count):
    """Every way to lay a text along so many steps: for each step a sign or None, equal signs parted by one None at least."""
    for way in itertools.product((None, *range(len(text))), repeat=count):
        runs = [place for place, _ in itertools.groupby(way)]
        signs = [place for place in runs if place is not None]
        parted = all(text[one] != text[other] for one, other in itertools.pairwise(runs) if None not in (one, other))
        if signs == list(range(len(text))) and parted:
            yield way


@pytest.mark.parametrize("text", ["đa", "ab", "bab", "bb", "abd"])
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_costs_are_those_of_all_ways_to_lay_a_text(monkeypatch, text, seed):
    """Compared with every way written out, for the one letter of a text that has variants; a text of one variant each is all of it."""
    signs = ("a", "á", "b", "d") if "đ" not in text else ("a", "đ", "b", "á")
    monkeypatch.setattr("ocr.told_marks.network", lambda: LineNetwork({}, signs))
    monkeypatch.setattr("ocr.told_marks._UNLIKE", -100.0)
    steps = drawn_steps(6, len(signs) + 1, seed)
    told = marks_told(text, steps)
    place = text.find("a")
    if place < 0:
        assert told.choices == ((("b", 0.0),),) * 2
        return
    totals = {}
    for variant in ("a", "á"):
        spelled = [*text]
        spelled[place] = variant
        totals[variant] = np.logaddexp.reduce(
            [
                sum(float(row[len(signs) if at is None else signs.index(spelled[at])]) for row, at in zip(steps, way, strict=True))
                for way in all_ways(text, len(steps))
            ]
        )
    whole = np.logaddexp(*totals.values())
    assert dict(told.choices[place]) == pytest.approx({name: min(10 * (whole - total), 150) for name, total in totals.items()}, abs=0.01)


def test_the_likelihood_of_a_text_does_not_depend_on_its_marks():
    steps = steps_of(line_of("NGUYỄN THỊ HẰNG"))
    assert likelihood("NGUYÊN THI HÃNG", steps) == pytest.approx(likelihood("NGUYỄN THỊ HẰNG", steps))
    assert likelihood("NGUYỄN THỊ HẰNG", steps) > likelihood("NGUYỄN THỊ HỒNG", steps) + 4
    assert likelihood("N" * 1000, steps) == likelihood("", steps) == -np.inf


def test_what_the_network_would_read_itself():
    read = network().read(steps_of(line_of("NGUYỄN THỊ HẰNG")))
    assert (read.text, read.network) == ("NGUYỄN THỊ HẰNG", "lines")
    assert read.confidence > 0.9
    assert network().read(steps_of()) == CropText("", 0.0, "lines")


def test_lines_of_one_value_are_read_one_behind_the_other():
    assert network().read(steps_of(line_of("THÔN HẠ"), line_of("XÃ ĐÔNG"))).text == "THÔN HẠ XÃ ĐÔNG"


def test_the_network_for_lines_has_little_to_say_about_the_tilde_of_an_n_that_few_lines_taught_it():
    told = marks_told("Y THIH ÊNUÔL", steps_of(line_of("Y THIH ÊNUÔL")))
    costs = dict(told.choices["YTHIHÊNUÔL".index("N")])
    assert set(costs) == {"N", "Ñ"}
    assert costs["N"] < costs["Ñ"] <= 15
