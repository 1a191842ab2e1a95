"""Failures: every code has its texts, every code is used, and docs/failures.md says the same as the catalogue."""

import pickle
import re
import string
from pathlib import Path

import pytest

from station.domain.errors import StationError
from station.domain.failures import FAILURES

ROOT = Path(__file__).resolve().parents[2]


def placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


@pytest.mark.parametrize("code", FAILURES)
def test_a_failure_speaks_both_languages_with_the_same_details(code: str) -> None:
    failure = FAILURES[code]
    assert placeholders(failure.cause.vi + failure.remedy.vi) == placeholders(failure.cause.en + failure.remedy.en)
    for text in (failure.cause.vi, failure.cause.en, failure.remedy.vi, failure.remedy.en):
        assert text.strip().endswith((".", ":", "{faults}"))


def test_every_code_raised_is_in_the_catalogue_and_every_code_of_the_catalogue_is_raised() -> None:
    catalogue = set((ROOT / "station/domain").glob("failures*.py"))
    files = {path for package in ("station", "ocr", "sync", "ui") for path in (ROOT / package).rglob("*.py")}
    used = set(re.findall(r'"([a-z]+\.[a-z-]+)"', "\n".join(path.read_text(encoding="utf-8") for path in files - catalogue)))
    assert set(FAILURES) - used == set()


def test_the_document_says_what_the_catalogue_says() -> None:
    document = (ROOT / "docs/failures.md").read_text(encoding="utf-8")
    assert re.findall(r"^### `(.+)`$", document, re.MULTILINE) == sorted(FAILURES)
    for failure in FAILURES.values():
        for text in (failure.cause.vi, failure.cause.en, failure.remedy.vi, failure.remedy.en):
            assert " ".join(text.split()) in " ".join(document.split())


def test_a_failure_survives_the_way_back_from_a_worker_process() -> None:
    error = pickle.loads(pickle.dumps(StationError("capture.truncated", name="a.jpg")))
    assert (error.code, error.details) == ("capture.truncated", {"name": "a.jpg"})


def test_a_missing_detail_never_hides_the_failure() -> None:
    assert "{name}" in StationError("capture.truncated").sentence("vi")
