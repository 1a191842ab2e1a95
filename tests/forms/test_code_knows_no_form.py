"""No code of the engine may know a form: ids of forms and fields are data, and stay out of string constants and names."""

import ast
import functools
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).parents[2]
PRACTICE_PEOPLE = REPOSITORY / "station" / "practice"
"""Invents the contents of papers, so it must know what to write on which line. It is a device of the tests, not of the engine."""
ENGLISH = {"purpose"}
"""A list's id that is an English word as well."""


@functools.cache
def ids_of_forms() -> set[str]:
    """Form ids, field ids, and the two halves of `party[0].ho_ten`, as the shipped forms have them."""
    ids: set[str] = set()
    for path in sorted((REPOSITORY / "resources" / "forms").glob("*/*/form.toml")):
        form = tomllib.loads(path.read_text(encoding="utf-8"))
        ids.add(form["id"])
        for field in form["fields"]:
            ids |= {field["id"], *field.get("items", {}), *re.split(r"\[\d+\]\.", field["id"])[1:]}
    return ids - ENGLISH


def engine_files() -> list[Path]:
    files = [path for room in ("station", "ocr") for path in sorted((REPOSITORY / room).rglob("*.py"))]
    return [path for path in files if PRACTICE_PEOPLE not in path.parents]


def words_of_code(source: str) -> Iterator[tuple[int, str]]:
    """Line and word of every name, and of every string constant that is not a docstring."""
    tree = ast.parse(source)
    docstrings = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docstrings:
            yield from (
                (node.lineno, word)
                for word in {node.value, *re.findall(r"\w+(?:\[\d+\]\.\w+)?", node.value)}
                if _is_an_id(word, node.value)
            )
        elif isinstance(node, ast.Name | ast.Attribute):
            yield node.lineno, node.id if isinstance(node, ast.Name) else node.attr


def _is_an_id(word: str, constant: str) -> bool:
    """Short words (`so`) and plain ones count only when they are the whole constant; within sentences only what looks like an id."""
    return word == constant or "_" in word or (any(letter.isupper() for letter in word[1:]) and not word.isupper())


def known_ids(source: str) -> list[tuple[int, str]]:
    ids = ids_of_forms()
    return sorted({(line, word) for line, word in words_of_code(source) if word in ids})


def test_engine_names_no_form_and_no_field():
    known = {str(path.relative_to(REPOSITORY)): found for path in engine_files() if (found := known_ids(path.read_text(encoding="utf-8")))}
    assert known == {}


@pytest.mark.parametrize(
    "source",
    [
        'if field.id == "nksHoTen": pass',
        'x = fields["so"]',
        'form = library.form("birth_certificate")',
        'label = f"field {so_thua} of {x}"',
        'path = "party[0].ho_ten"',
        'sentence = "the field dien_tich_chu is blank"',
        "value = entry.ngayDangKy",
    ],
)
def test_code_that_knows_a_form_is_caught(source):
    assert known_ids(source) != []


@pytest.mark.parametrize("source", ['"""The field nksHoTen, as an example."""', '# so is a number\nx = "so that"', 'x = "purpose"'])
def test_words_for_readers_are_no_knowledge(source):
    assert known_ids(source) == []
