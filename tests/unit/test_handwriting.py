"""Handwriting is found as such, never stands in an input, and gets suggestions instead."""

import dataclasses
from pathlib import Path

import pytest

from station.domain.record import FieldValue, ValueSource, ValueState, Voice
from station.forms.gazetteer import Gazetteer
from station.forms.handwriting import handwritten, hint_of
from station.forms.library import FormLibrary
from station.workflow.attention import Need, grounds_of
from station.workflow.suggestions import Origin, offers
from station.workflow.volume_words import VolumeWords
from ui import bootstrap

ROOT = Path(__file__).resolve().parents[2]
LINES = {
    "nksHoTen": ("Ngựyn Vân Hãi", "Nguyen Van Hai"),
    "meHoTen": ("Trăm Tly Mxy", "Tran Thi May"),
    "nksNoiSinh": ("vã Tận Thạch, huyên Yin Thạch, tính Nglệ An", "xa Tan Thanb, huyen Yen Thanh, tinh Nghe An"),
    "nksNgaySinhBangChu": ("Ngòy mộl thớng hoi", "Ngay mot thang hai"),
}


@pytest.fixture(scope="module")
def library():
    loaded = bootstrap.forms()
    assert isinstance(loaded, FormLibrary) and isinstance(loaded.gazetteer, Gazetteer)
    return loaded


def page(lines, *voices) -> dict[str, FieldValue]:
    made = {}
    for path, (words, base) in lines.items():
        spoken = (Voice("tesseract", words, words, 0.6), Voice("tesseract", words[::-1], words[::-1], 0.5), Voice("ppocr", base, base, 0.9))
        made[path] = FieldValue(words, words, ValueState.READ, ValueSource.READING, confidence=0.5, voices=voices or spoken)
    return made


def by_hand(library, fields):
    return handwritten(library.form("birth_register_2006"), fields)


def test_lines_that_every_look_reads_otherwise_are_handwriting(library):
    assert by_hand(library, page(LINES)) == frozenset(LINES)


def test_lines_that_every_look_reads_the_same_are_print_on_a_form_for_hands_too(library):
    printed = {
        path: dataclasses.replace(value, voices=(Voice("tesseract", value.text, value.text, 0.95),) * 2)
        for path, value in page(LINES).items()
    }
    assert by_hand(library, printed) == frozenset()


def test_of_one_or_two_words_nobody_can_tell(library):
    assert by_hand(library, page(dict(list(LINES.items())[:2]))) == frozenset()


def test_figures_on_a_handwritten_paper_are_handwriting_too_however_well_two_networks_agree(library):
    fields = page(LINES)
    spoken = (Voice("tesseract", "12/2007", "12/2007", 0.95), Voice("ppocr", "12/2007", "12/2007", 0.99))
    fields["so"] = FieldValue("12/2007", "12/2007", ValueState.READ, ValueSource.READING, confidence=0.97, voices=spoken)
    ground = grounds_of(library.form("birth_register_2006"), library, fields, [])["so"]
    assert ground.need is Need.HANDWRITTEN and ground.only_suggested


def figures(read, heard):
    """Six figures of the register, of which the first ones are read alike by both networks and the others not."""
    paths = ("so", "quyenSo", "ngayDangKy", "nksNgaySinh", "meNgaySinh", "chaNgaySinh")
    values = ("12/2007", "01/2007", "03.04.2007", "01.02.2007", "1980", "1979")
    return {
        path: FieldValue(
            value, value, ValueState.READ, ValueSource.READING, confidence=0.97,
            voices=(Voice("tesseract", value, value, 0.95), Voice("ppocr", value, value if at < read else "7", heard)),
        )
        for at, (path, value) in enumerate(zip(paths, values, strict=True))
    }  # fmt: skip


BAD_PRINT = {
    "nksHoTen": ("Nguyễn Văn Hải", "Nguyn Vn Hi"),
    "meHoTen": ("Trần Thị Mẫy", "Tran Thi My"),
    "nksNoiSinh": ("xã Tân Thạnh, huyện Yên Thành, tỉnh Nghệ An", "xa Tan Thanh, huyn Yn Thanh, tinh Ngh An"),
}


@pytest.mark.parametrize(
    ("read", "heard", "lines", "written"),
    [
        (6, 0.99, BAD_PRINT, False),
        (5, 0.99, BAD_PRINT, False),
        (4, 0.99, BAD_PRINT, True),  # figures of hands are read alike too, now and then
        (6, 0.8, BAD_PRINT, True),
        (6, 0.99, LINES, True),  # words of which hardly a letter is the same are no print
    ],
)
def test_a_paper_whose_figures_two_networks_read_alike_is_printed(library, read, heard, lines, written):
    words = {
        path: dataclasses.replace(value, voices=(value.voices[0], value.voices[0], value.voices[2])) if lines is BAD_PRINT else value
        for path, value in page(lines).items()
    }
    assert bool(by_hand(library, words | figures(read, heard))) is written


def asked_about_a_blank(library, fields):
    """Whether a person is asked about a line of words on which nothing was read."""
    blank = FieldValue("", "", ValueState.BLANK, ValueSource.READING, confidence=0.9)
    form = library.form("birth_register_2006")
    return grounds_of(form, library, fields | {"chaNoiCuTru": blank}, [])["chaNoiCuTru"].need is Need.NOT_FOUND


def test_an_empty_line_of_a_paper_written_by_hand_may_hold_a_pale_pen(library):
    printed = {path: dataclasses.replace(value, voices=value.voices[:1] * 2) for path, value in page(LINES).items()}
    assert asked_about_a_blank(library, page(LINES))
    assert asked_about_a_blank(library, {}), "of a paper of which hardly a word was read nobody can tell"
    assert not asked_about_a_blank(library, printed)


def test_few_figures_tell_nothing_of_a_paper(library):
    words = {path: dataclasses.replace(value, voices=(value.voices[0], *value.voices[::2])) for path, value in page(BAD_PRINT).items()}
    assert by_hand(library, words | dict(list(figures(6, 0.99).items())[:4]))


def test_what_a_person_keyed_is_no_handwriting_any_more(library):
    fields = page(LINES)
    fields["nksHoTen"] = FieldValue("Nguyễn Văn Hải", "Nguyễn Văn Hải", ValueState.READ, ValueSource.KEYED)
    assert "nksHoTen" not in by_hand(library, fields)


def test_a_handwritten_place_is_offered_as_the_real_ones_that_its_base_letters_come_near(library):
    form = library.form("birth_register_2006")
    definition = library.field(form, "nksNoiSinh")
    found = offers(definition, form, library, page(LINES), VolumeWords())
    places = [offer.text for offer in found if offer.origin is Origin.PLACES]
    assert "Xã Tân Thành, huyện Yên Thành, tỉnh Nghệ An" in places


def test_a_handwritten_name_is_offered_as_names_of_the_volume_that_its_base_letters_come_near(library):
    form = library.form("birth_register_2006")
    definition = library.field(form, "nksHoTen")
    words = VolumeWords()
    words.note(definition, "Nguyễn Văn Hải")
    words.note(definition, "Phan Thị Cam")
    found = offers(definition, form, library, page(LINES), words)
    assert "Nguyễn Văn Hải" in [offer.text for offer in found if offer.origin is Origin.VOLUME]
    assert "Phan Thị Cam" not in [offer.text for offer in found]


def test_a_value_without_a_second_network_has_no_hint(library):
    assert hint_of(FieldValue("", "", ValueState.READ, ValueSource.READING)) == ""


def test_a_single_line_that_the_form_names_as_handwritten_is_believed_to_be(library):
    form = library.form("land_certificate_2024")
    named = [field.id for field in form.fields if field.hand == "hand"]
    spoken = (Voice("tesseract", "CN 01361", "CN 01361", 0.95),) * 2
    fields = {named[0]: FieldValue("CN 01361", "CN 01361", ValueState.READ, ValueSource.READING, confidence=0.95, voices=spoken)}
    assert len(named) == 1 and handwritten(form, fields) == frozenset(named)
