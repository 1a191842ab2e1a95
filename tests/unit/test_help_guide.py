"""The user guide: in both languages, with its pictures, and with the keys that the desks really tell."""

import re
from pathlib import Path

import pytest
from PIL import Image

from ui.administration.sections import SECTIONS
from ui.desktop.desks import DESKS
from ui.help.guide import GUIDE_FOLDER, guide_text
from ui.help.guide_keys import filled, keys_of_part
from ui.help.guide_pictures import BYTES_MAX
from ui.help.key_names import alternatives, shown
from ui.language import Language, set_language, tr

LANGUAGES = list(Language)
_PICTURE = re.compile(r"!\[([^\]]*)\]\(([^)]+)\)")
_CODE = re.compile(r"`([^`]+)`")

PARTS = ("window", *(desk.key for desk in DESKS), *(section.key for section in SECTIONS))


@pytest.fixture(autouse=True)
def speaks_vietnamese():
    set_language(Language.VI)
    yield
    set_language(Language.VI)


def written(language: Language) -> str:
    return (GUIDE_FOLDER / f"{language}.md").read_text(encoding="utf-8")


def parts(text: str) -> dict[str, str]:
    return {found[1]: found[2] for found in re.finditer(r"<!-- keys: (\w+) -->\n(.*?)<!-- end -->", text, re.DOTALL)}


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_tables_of_keys_are_as_the_desks_tell_them(language):
    text = written(language)
    assert filled(text, language) == text, "run: python -m ui.help.guide_keys"


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_desk_has_a_heading_and_its_keys(language):
    text = written(language)
    set_language(language)
    assert set(parts(text)) == set(PARTS)
    headings = re.findall(r"^## (.+)$", text, re.MULTILINE)
    assert [desk for desk in DESKS if tr(desk.title) not in headings] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_key_in_a_sentence_is_told_somewhere(language):
    set_language(language)
    rows = [key.keys for part in PARTS for key in keys_of_part(part)]
    told = {shown(one) for keys in rows for one in (keys, *alternatives(keys))} | {"Ctrl+P"}
    assert sorted({one for one in _CODE.findall(written(language)) if one not in told}) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_picture_is_there_with_words_for_it_and_is_small(language):
    pictures = _PICTURE.findall(written(language))
    assert len(pictures) >= len(DESKS) + 3
    for words, name in pictures:
        path = GUIDE_FOLDER / name
        assert words and path.is_file(), name
        assert path.stat().st_size <= BYTES_MAX, name
        with Image.open(path) as image:
            assert max(image.size) <= 1366, name


def test_no_picture_lies_there_unused():
    used = {name for language in LANGUAGES for _, name in _PICTURE.findall(written(language))}
    assert {f"pictures/{path.name}" for path in (GUIDE_FOLDER / "pictures").glob("*")} == used


def test_both_languages_say_the_same_things():
    shapes = [
        re.sub(r"-(vi|en)\.png", "", " ".join(re.findall(r"^#+|\(pictures/[^)]+\)|<!-- keys: \w+", written(one), re.MULTILINE)))
        for one in LANGUAGES
    ]
    assert shapes[0] == shapes[1]


def test_what_is_shown_has_no_marks_of_its_makers():
    assert "<!--" not in guide_text(Language.VI)


def test_the_built_program_carries_the_guide():
    spec = (Path(__file__).parents[2] / "build" / "station.spec").read_text(encoding="utf-8")
    assert '"docs/guide"' in spec
