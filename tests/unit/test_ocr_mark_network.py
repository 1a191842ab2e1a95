"""The network for marks, told where each letter stands by the network for lines: which marks it sees, on lines drawn here."""

import itertools
from dataclasses import replace

import numpy as np
import pytest

from ocr import line_network, mark_network
from ocr.engines.contract import CropText
from ocr.fields import _not_agreed, _read_by_lines, _Value
from ocr.line_network import LineNetwork
from ocr.mark_network import LETTERS, SHAPES, TONES, network
from ocr.pieces import Cut
from ocr.told_marks import Seen, is_doubted, letters_along, looks_with_networks
from ocr.values import judge
from ocr.witnesses import Witness
from station.domain.errors import StationError
from station.forms.definition import Bilingual, FieldDefinition
from tests.unit.test_ocr_told_marks import all_ways, drawn_steps, likeliest, line_of, steps_of


def seen_of(*lines):
    return Seen(steps_of(*lines), columns_of(*lines))


def columns_of(*lines):
    return network().columns_of([[Cut(line, line) for line in lines]])[0]


def marks_seen(text, *lines):
    """What the network for marks says; the network for lines comes before it."""
    return looks_with_networks(text, [], seen_of(*lines))[1]


@pytest.mark.parametrize("face", ["Tinos-Regular", "Arimo-Regular", "Cousine-Regular", "Tinos-Bold"])
@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("NGUYỄN THỊ HẰNG", "NGUYÊN THI HÃNG"),
        ("MẪN MÃN TRẮNG TRĂNG", "MÃN MẪN TRĂNG TRẮNG"),
        ("Đinh Thị Dự", "Dinh Thi Đu"),
        ("xã Thượng Lâm", "xa Thường Lấm"),
    ],
)
def test_it_sees_the_marks_whatever_marks_were_read(written, read, face):
    assert likeliest(marks_seen(read, line_of(written, face=face))) == written


def test_the_letters_of_every_line_of_a_value_are_looked_at_where_they_stand():
    lines = line_of("thôn Đồng Giếng"), line_of("xã Suối Mây")
    assert likeliest(marks_seen("thon Dong Gieng xa Suoi May", *lines)) == "thôn Đồng Giếng xã Suối Mây"


def test_signs_that_bear_no_marks_are_what_they_are():
    told = marks_seen("125 m² đất", line_of("125 m² đất"))
    assert likeliest(told) == "125 m² đất"
    assert told.choices[4] == (("²", 0.0),)
    assert len(dict(told.choices[-2])) == 18


def test_nothing_is_told_of_a_text_that_does_not_stand_there():
    looks = [CropText("HẰNG", 0.9), CropText("HẰNG", 0.9, choices=((("H", 0.0),),) * 4)]
    assert looks_with_networks("Phường Bến Thành Quận Nhất", looks, seen_of(line_of("HẰNG MẪN TRẮNG"))) == looks[1:]


@pytest.mark.parametrize("shape", [(1, 1), (1, 40), (40, 1), (40, 3), (300, 8), (12, 30_000)])
@pytest.mark.parametrize("shade", [0, 128, 255])
def test_crops_of_any_shape_are_looked_at(shape, shade):
    seen = seen_of(np.full(shape, shade, np.uint8))
    assert len(seen.columns.of_steps) == len(seen.steps)
    places = range(len(seen.steps))
    for shares, count in zip(network().shares(seen.columns, places, [0] * len(places)), (len(SHAPES), len(TONES)), strict=True):
        assert shares.shape == (len(places), count)
        assert np.exp(shares).sum(axis=1) == pytest.approx(1.0, abs=1e-4)


NAME, MISREAD = "Nghiêm Thị Thanh Hằng", "Nghiêm Thị Thành Hằng"


@pytest.mark.parametrize(
    ("read", "doubted"),
    [
        (NAME, False),
        (MISREAD, True),
        ("Nghiềm Thị Thanh Hằng", True),
        ("Nghiêm Thị Thanh Hăng", True),
        ("Nghïêm Thị Thanh Hằng", False),
        ("Quách Đình", False),
    ],
)
def test_marks_that_it_clearly_sees_otherwise_are_doubted(read, doubted):
    assert is_doubted(read, seen_of(line_of(NAME))) is doubted


def test_without_it_nothing_is_doubted():
    assert not is_doubted(MISREAD, Seen(steps_of(line_of(NAME))))


def test_what_all_others_agree_on_is_looked_at_again_where_it_is_doubted(monkeypatch):
    monkeypatch.setattr(line_network.LineNetwork, "read", lambda *_: CropText(MISREAD, 0.99, "lines"))
    image, name = line_of(NAME), FieldDefinition(id="f", type="person_name", label=Bilingual(vi="f", en="f"), block="b")

    def value(read):
        return _Value(name, [], [image], Witness(read, 0.95), cuts=[Cut(image, image)])

    alike, unlike = value(MISREAD), value(NAME)
    _read_by_lines([alike, unlike])
    assert (alike.seen.is_doubted, unlike.seen.is_doubted) == (True, False)
    assert _not_agreed([alike]) == [alike]
    looks = [Witness(MISREAD, 0.95, "tesseract")] * 2
    assert judge(looks, name, {}, own=alike.own, seen=alike.seen).text == NAME
    assert judge(looks, name, {}, own=alike.own, seen=replace(alike.seen, is_doubted=False)).text == MISREAD


def test_a_value_without_a_crop_has_one_step_of_nothing():
    assert len(columns_of().of_steps) == len(steps_of()) == 1


@pytest.mark.parametrize("content", [None, b"", b"no model"])
def test_a_missing_or_damaged_model_is_told(tmp_path, monkeypatch, content):
    if content is not None:
        (tmp_path / "marks.npz").write_bytes(content)
    monkeypatch.setattr(line_network, "FOLDER", tmp_path)
    with pytest.raises(StationError, match="engine-missing"):
        network.__wrapped__()


def test_every_letter_that_may_bear_marks_is_placed_with_what_it_bears():
    letters = letters_along("Đà Mường", steps_of(line_of("Đà Mường")))
    assert [(LETTERS[each.letter], SHAPES[each.shape], TONES[each.tone]) for each in letters] == [
        ("D", "đ", ""),
        ("a", "", "\u0300"),
        ("u", "\u031b", ""),
        ("o", "\u031b", "\u0300"),
    ]
    places = [each.place for each in letters]
    assert places == sorted(places)


@pytest.mark.parametrize("text", ["aba", "ad", "aa"])
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_a_letter_stands_where_it_does_on_the_mean_of_all_ways_to_lay_a_text(monkeypatch, text, seed):
    signs = ("a", "á", "b", "d")
    monkeypatch.setattr("ocr.told_marks.network", lambda: LineNetwork({}, signs))
    monkeypatch.setattr("ocr.told_marks._UNLIKE", -100.0)
    steps = drawn_steps(6, len(signs) + 1, seed)
    shares = np.exp(steps.astype(np.float64))
    likely = {"a": shares[:, 0] + shares[:, 1], "b": shares[:, 2], "d": shares[:, 3], None: shares[:, 4]}
    whole, placed = np.zeros(len(text)), np.zeros(len(text))
    for way in all_ways(text, len(steps)):
        share = np.prod([likely[None if at is None else text[at]][step] for step, at in enumerate(way)])
        for step, at in enumerate(way):
            if at is not None:
                whole[at] += share
                placed[at] += share * step
    wanted = [place for place, sign in zip(placed / whole, text, strict=True) if sign == "a"]
    assert [each.place for each in letters_along(text, steps)] == pytest.approx(wanted)


def test_its_layers_weigh_windows_as_sums_over_their_pixels():
    """Compared with every window written out."""
    random = np.random.default_rng(5)
    features, weights = random.standard_normal((7, 8, 2)).astype(np.float32), random.standard_normal((5, 10, 3)).astype(np.float32)
    edged = np.pad(features, ((2, 2), (2, 2), (0, 0)))
    looked = mark_network._looked(features, weights, 5, 2)
    assert looked.shape == (4, 4, 3)
    for row, column in itertools.product(range(4), range(4)):
        window = edged[2 * row : 2 * row + 5, 2 * column : 2 * column + 5].reshape(5, 10)
        assert looked[row, column] == pytest.approx(np.einsum("yx,yxo->o", window, weights), abs=1e-4)
