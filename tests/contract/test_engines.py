"""The contract of ocr.engines.contract.Engine: every engine passes the same suite; Tesseract also when its program misbehaves."""

import sys

import numpy as np
import pytest

from ocr.engines.contract import Alphabet, CropText, Orientation, Word
from ocr.engines.registry import ENGINES, make_engine
from ocr.engines.tesseract import TesseractEngine
from ocr.limits import THREADS
from station.domain.errors import StationError
from tests.unit.ocr_drawing import paper, write


@pytest.fixture(scope="module", params=["best", "tesserocr", "tesseract", "null"])
def engine(request):
    return make_engine(request.param)


def line(text, face="Tinos-Regular"):
    page = paper(900, 60)
    write(page, text, 20, 40, size_px=34, face=face)
    return page


def test_every_registered_engine_is_tested_here():
    assert set(ENGINES) == {"best", "tesserocr", "tesseract", "null"}


def test_an_engine_is_named_as_in_the_registry(engine):
    assert engine.name in ENGINES


def test_words_have_the_promised_shape(engine):
    page = paper(900, 300)
    write(page, "Thôn Đồng Giếng, xã Suối Mây", 20, 60, size_px=34)
    write(page, "huyện Đá Trắng", 20, 140, size_px=34)
    for sparse in (False, True):
        words = engine.read_page(page, sparse=sparse)
        assert all(isinstance(word, Word) and word.text == word.text.strip() != "" and 0 <= word.confidence <= 1 for word in words)
        assert all(word.box.x >= 0 and word.box.right <= 900 and word.box.y >= 0 and word.box.bottom <= 300 for word in words)


@pytest.mark.parametrize("alphabet", list(Alphabet))
def test_every_crop_gets_one_text_in_order(engine, alphabet):
    texts = engine.read_crops([line("123/2018"), paper(200, 40), line("45")], alphabet)
    assert [type(text) for text in texts] == [CropText] * 3
    assert all(0 <= text.confidence <= 1 for text in texts)


def test_what_else_a_sign_may_be_is_told_of_every_sign_or_of_none(engine):
    for text in engine.read_crops([line("TRẦN VĂN LƯỢNG"), line("Mạc Thị Hằng")], Alphabet.VIETNAMESE):
        signs = text.text.replace(" ", "")
        assert len(text.choices) in (0, len(signs))
        for sign, choices in zip(signs, text.choices, strict=False):
            assert choices and [cost for _, cost in choices] == sorted(cost for _, cost in choices)
            assert sign in [choice for choice, _ in choices]


def test_what_else_a_sign_of_a_page_may_be_is_told_of_every_sign_or_of_none(engine):
    page = paper(900, 300)
    write(page, "TRẦN VĂN LƯỢNG, huyện Đá Trắng", 20, 60, size_px=34)
    words = engine.read_page(page)
    assert all(len(word.choices) in (0, len(word.text)) for word in words)
    if any(text.choices for text in engine.read_crops([line("TRẦN VĂN LƯỢNG")], Alphabet.VIETNAMESE)):
        assert all(word.choices for word in words) and words


def test_no_crops_are_no_texts(engine):
    assert engine.read_crops([], Alphabet.VIETNAMESE) == []


@pytest.mark.parametrize("shape", [(1, 1), (3, 700), (40, 40)])
def test_an_empty_image_is_no_trouble(engine, shape):
    blank = np.full(shape, 255, np.uint8)
    assert engine.read_page(blank) == []
    assert len(engine.read_crops([blank], Alphabet.VIETNAMESE)) == 1
    assert engine.orientation(blank) is None


def test_orientation_is_a_quarter_turn_or_unknown(engine):
    page = paper(1400, 1000)
    for number in range(14):
        write(page, "Thôn Đồng Giếng, xã Suối Mây, huyện Đá Trắng, tỉnh Cao Sơn", 40, 80 + 64 * number, size_px=34)
    answer = engine.orientation(np.ascontiguousarray(np.rot90(page, 2)))
    assert answer is None or (isinstance(answer, Orientation) and answer.turn == 180)


@pytest.fixture(scope="module")
def tesseract():
    return make_engine("tesseract")


@pytest.mark.parametrize("name", ["best", "tesserocr", "tesseract"])
def test_vietnamese_and_figures_are_read(name):
    tesseract = make_engine(name)
    assert tesseract.read_crops([line("Mạc Thị Mộng Thuỳ")], Alphabet.VIETNAMESE)[0].text == "Mạc Thị Mộng Thuỳ"
    assert [text.text for text in tesseract.read_crops([line("07/03/2017"), line("1.250,5")], Alphabet.DIGITS)] == ["07/03/2017", "1.250,5"]


def test_many_crops_go_through_one_call_in_order(tesseract):
    numbers = [f"{number}/2018" for number in range(11, 36)]
    assert [text.text for text in tesseract.read_crops([line(number) for number in numbers], Alphabet.DIGITS)] == numbers


def program(tmp_path, body):
    """A program in the place of Tesseract."""
    path = tmp_path / "tesseract"
    path.write_text(f"#!{sys.executable}\nimport os, sys, time\nsys.stdin.buffer.read()\n{body}\n", encoding="utf-8")
    path.chmod(0o700)
    return TesseractEngine(program=str(path), page_limit_s=5.0)


ROW = "5\\t1\\t1\\t1\\t1\\t1\\t10\\t10\\t50\\t20\\t91.5\\t"


@pytest.mark.parametrize(
    ("body", "code"),
    [("sys.exit(1)", "reading.engine-failed"), ("os.kill(os.getpid(), 11)", "reading.engine-failed")],
)
def test_a_program_that_fails_is_a_failure(tmp_path, body, code):
    with pytest.raises(StationError) as caught:
        program(tmp_path, body).read_page(line("x"))
    assert caught.value.code == code


def test_a_program_that_hangs_is_ended(tmp_path):
    engine = program(tmp_path, "time.sleep(600)")
    with pytest.raises(StationError) as caught:
        TesseractEngine(program=engine.program, page_limit_s=0.5).read_page(line("x"))
    assert caught.value.code == "reading.timeout"


def test_a_missing_program_is_named():
    with pytest.raises(StationError) as caught:
        TesseractEngine(program="/nonexistent/tesseract").read_page(line("x"))
    assert caught.value.code == "reading.engine-missing"


@pytest.mark.parametrize("name", ["nonsense", "tests.faulty.engines:nothing_there", "tests.nowhere:make", ":", ""])
def test_an_unknown_engine_is_a_failure(name):
    with pytest.raises(StationError) as caught:
        make_engine(name)
    assert caught.value.code == "reading.engine-missing"


def test_broken_utf8_becomes_replacement_signs(tmp_path):
    words = program(tmp_path, f'sys.stdout.buffer.write(b"{ROW}\\xff\\xfeL\\xc3\\n")').read_page(line("x"))
    assert [word.text for word in words] == ["\ufffd\ufffdL\ufffd"]


def test_rubbish_in_place_of_a_table_is_no_words(tmp_path):
    body = f'print("no table"); print("5\\t1\\t1"); print("{ROW}"); print("5\\ta\\tb\\tc\\td\\te\\tf\\tg\\th\\ti\\tj\\tword")'
    assert program(tmp_path, body).read_page(line("x")) == []


def test_a_table_with_more_pages_than_crops_is_cut(tmp_path):
    body = f'print("{ROW}một"); print("{ROW}hai".replace("5\\t1", "5\\t9", 1))'
    assert [text.text for text in program(tmp_path, body).read_crops([line("x")], Alphabet.VIETNAMESE)] == ["một"]


def test_the_program_gets_one_thread(tmp_path):
    body = f'print("{ROW}" + os.environ["OMP_THREAD_LIMIT"])'
    assert [word.text for word in program(tmp_path, body).read_page(line("x"))] == [THREADS["OMP_THREAD_LIMIT"]] == ["1"]


def test_the_program_is_given_no_file(tmp_path):
    body = f'print("{ROW}" + "+".join(sys.argv[1:3]))'
    assert [word.text for word in program(tmp_path, body).read_page(line("x"))] == ["stdin+stdout"]
    assert [path.name for path in tmp_path.iterdir()] == ["tesseract"]


def test_base_letters_are_read_by_another_network_than_words_or_not_at_all(engine):
    (words,) = engine.read_crops([line("Số 123/2018")], Alphabet.VIETNAMESE)
    (base,) = engine.read_crops([line("Số 123/2018")], Alphabet.BASE)
    assert not base.text or (base.network and base.network != words.network and "123/2018" in base.text)


def test_the_best_engine_has_two_networks():
    (base,) = make_engine("best").read_crops([line("Số 123/2018")], Alphabet.BASE)
    assert base.text
