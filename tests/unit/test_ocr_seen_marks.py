"""The network for marks: what it sees on drawn words, and that it weighs only what looks have named."""

import hashlib
from dataclasses import replace

import cv2
import numpy as np
import pytest

from ocr.engines.contract import CropText
from ocr.marks import with_guesses, with_voted_marks, words_to_see
from ocr.seen_marks import HEADS, MODEL, Picture, bears, cost_of, network
from station.domain.geometry import Box
from tests.unit.ocr_drawing import paper, write

SCALE, SIZE_PX, BASELINE = 2, 34, 48
"""An x of 16 px, as the reading brings all writing to, drawn twice as large and brought down as pages are."""


def picture(word, *, face="Tinos-Regular"):
    """A word on its line."""
    line = paper(400 * SCALE, 68 * SCALE)
    end = write(line, word, 40 * SCALE, BASELINE * SCALE, SIZE_PX * SCALE, face=face) // SCALE
    small = cv2.resize(line, None, fx=1 / SCALE, fy=1 / SCALE, interpolation=cv2.INTER_AREA)
    return Picture(small, small, Box(40, 14, end - 40, 44))


def likeliest(costs):
    return tuple(int(np.argmin(part)) for part in costs)


def look(text, **named):
    choices = tuple(tuple(sorted(named.get(sign, {sign: 1.0}).items(), key=lambda choice: choice[1])) for sign in text if sign != " ")
    return CropText(text, 0.9, "tesseract", choices)


def costs_of(word):
    """As if the network were quite sure that this word stands there."""
    return tuple(
        tuple(0.1 if at == max(mark, 0) else 60.0 for at in range(len(head))) for head, mark in zip(HEADS, bears(word), strict=True)
    )


@pytest.mark.parametrize(
    ("word", "told"),
    [
        ("HẰNG", (1, 1, -1, -1, -1, -1)),
        ("Nguyễn", (4, -1, 1, -1, 0, -1)),
        ("ĐƯỢC", (5, -1, -1, 2, 1, 1)),
        ("Hòa,", (1, 0, -1, 0, -1, -1)),
        ("H'MƠ", (0, -1, -1, 2, -1, -1)),
        ("12", (0, -1, -1, -1, -1, -1)),
    ],
)
def test_what_a_word_bears(word, told):
    assert bears(word) == told


@pytest.mark.parametrize("face", ["Tinos-Regular", "Arimo-Regular", "Cousine-Regular", "Tinos-Bold"])
@pytest.mark.parametrize("word", ["HẰNG", "HÃNG", "HĂNG", "MẪN", "MÃN", "TRẮNG", "NGUYỄN", "NGUYÊN", "LUẬN", "LUÂN", "Thuận", "Sơn", "Sợn"])
def test_it_tells_apart_what_engines_take_for_each_other(word, face):
    (costs,) = network().costs([picture(word, face=face)])
    seen = tuple(mark if told >= 0 else -1 for mark, told in zip(likeliest(costs), bears(word), strict=True))
    assert seen == bears(word)


def test_the_model_is_the_one_of_which_the_sources_tell():
    told = (MODEL.parents[1] / "SOURCES.md").read_text("utf-8")
    assert f"| {hashlib.sha256(MODEL.read_bytes()).hexdigest()} |" in told


def test_words_of_all_widths_go_through_one_call_in_order():
    words = ["Ý", "NGHIÊNG", "HẰNG", "Ở", "TRƯỜNG", "Y"]
    told = network().costs([picture(word) for word in words])
    assert [int(np.argmin(costs[0])) for costs in told] == [bears(word)[0] for word in words]
    assert network().costs([]) == []


def test_words_wider_and_higher_than_it_knows_are_brought_down():
    line = paper(900, 150)
    end = write(line, "NGHIÊNGNGHIÊNGNGHIÊNG", 40, 100, 60)
    (costs,) = network().costs([Picture(line, line, Box(40, 30, end - 40, 100))])
    assert len(costs) == len(HEADS)


def test_a_word_is_asked_about_where_a_look_names_other_marks_that_are_not_much_worse():
    assert words_to_see(look("LÊ HÃNG", Ã={"Ã": 1.0, "Ằ": 18.0})) == [False, True]
    assert words_to_see(look("LÊ HÃNG", Ã={"Ã": 1.0, "Ằ": 48.0})) == [False, False]


def test_an_engine_that_names_only_its_best_is_asked_about_every_word_with_a_vowel():
    assert words_to_see(CropText("LÊ HÃNG, Q. 12", 0.9)) == [True, True, False, False]


def test_what_it_sees_may_stand_where_the_engine_names_only_its_best():
    first = with_guesses(replace(CropText("LÊ HÃNG,", 0.9), marks=(costs_of("LÊ"), costs_of("HẰNG"))))
    assert with_voted_marks("LÊ HÃNG,", [first, CropText("LÊ HÃNG,", 0.9)]) == "LÊ HẰNG,"
    assert [[letter for letter, _ in choices] for choices in first.choices] == [
        ["L"], ["Ê"], ["H"], ["Ã", "Ă", "Ằ"], ["N"], ["G"], [","]
    ]  # fmt: skip


def test_a_look_with_choices_of_its_own_gets_no_guesses():
    first = replace(look("HÃNG", Ã={"Ã": 1.0, "Ă": 18.0}), marks=(costs_of("HẰNG"),))
    assert with_guesses(first) is first
    assert with_guesses(CropText("HÃNG", 0.9)).choices == ()


def seen_by(first, text):
    return replace(first, marks=(costs_of(text),))


def test_what_it_sees_weighs_more_than_what_looks_say():
    first = look("HÃNG", Ã={"Ã": 1.0, "Ằ": 18.0})
    assert with_voted_marks("HÃNG", [first, first]) == "HÃNG"
    assert with_voted_marks("HÃNG", [seen_by(first, "HẰNG"), first]) == "HẰNG"
    assert with_voted_marks("HÃNG,", [seen_by(first, "HẰNG")]) == "HẰNG,"


def test_a_dot_below_may_have_gone_with_the_leaders_where_it_sees_some_and_the_word_must_bear_it():
    first = look("NGOC", O={"O": 1.0, "Ọ": 35.0, "Ó": 37.0})
    plain = costs_of("NGOC")
    among_leaders = ((0.5, 60.0, 60.0, 60.0, 60.0, 8.0), *plain[1:])
    assert with_voted_marks("NGOC", [replace(first, marks=(among_leaders,)), first]) == "NGỌC"
    assert with_voted_marks("NGOC", [replace(first, marks=(plain,)), first]) == "NGOC"
    named = look("BAN", A={"A": 1.0, "Ạ": 20.0})
    assert with_voted_marks("BAN", [replace(named, marks=((*among_leaders[:1], *costs_of("BAN")[1:]),))]) == "BAN"


def test_it_is_asked_about_words_that_are_no_syllables():
    assert words_to_see(look("NGOC THỊ KSƠR Q. 12")) == [True, False, True, False, False]


def test_what_no_look_has_named_does_not_stand_whatever_it_sees():
    first = look("HÃNG", Ã={"Ã": 1.0, "Ằ": 18.0})
    assert with_voted_marks("HÃNG", [seen_by(first, "HẲNG")]) in ("HÃNG", "HẰNG")


@pytest.mark.parametrize("name", ["MLÔ", "KSƠR", "KPĂ"])
def test_a_name_that_is_no_syllable_stays_where_it_sees_it_so(name):
    marked = next(letter for letter in name if letter in "ÔƠĂ")
    plain = {"Ô": "O", "Ơ": "O", "Ă": "A"}[marked]
    assert with_voted_marks(name, [seen_by(look(name, **{marked: {marked: 3.0, plain: 9.0}}), name)]) == name


def test_costs_are_of_the_heads_that_a_word_has_letters_for():
    assert cost_of("HẰNG", costs_of("HẰNG")) == pytest.approx(0.2)
    assert cost_of("HÃNG", costs_of("HẰNG")) == pytest.approx(120.0)
