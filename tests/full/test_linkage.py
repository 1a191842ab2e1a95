"""Splink over invented people; needs scripts/linkage, which ./test --full runs."""

import importlib
from pathlib import Path

import pytest

pytestmark = pytest.mark.full


def test_splink_links_an_invented_province(tmp_path: Path) -> None:
    precision, recall = importlib.import_module("tests.bench.linkage").linked_share(3_000, tmp_path)  # only there where Splink is
    assert precision > 0.99
    assert recall > 0.95
