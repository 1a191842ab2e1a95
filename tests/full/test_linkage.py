"""Splink over invented people; needs scripts/linkage, which ./test --full runs."""

import importlib
from pathlib import Path

import pytest

pytestmark = pytest.mark.full


def test_splink_links_an_inventedprovince(tmp_path: Path) -> None:
    precision, recall = importlib.import_module("tests.bench.linkage").linked_share(3_000, tmp_path)  # only there where Splink is
    assert precision > 0.99
    assert recall > 0.95


def test_a_kept_model_answers_for_few_as_it_does_for_many(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    linkage, bench = importlib.import_module("sync.central.cleaning.linkage"), importlib.import_module("tests.bench.linkage")
    monkeypatch.setattr(linkage, "ENOUGH", 100)
    mentions, _, registered, _ = bench.province(2_000)
    model = tmp_path / "model.json"
    many = linkage.link((one.person for one in mentions), registered.values(), tmp_path, model)
    assert model.exists()
    few = linkage.link((one.person for one in mentions[:20]), registered.values(), tmp_path / "again", model)
    assert {key: found[0][0] for key, found in few.items()} == {key: many[key][0][0] for key in few}
    assert len(few) >= 18
    assert not any(one.person.name in model.read_text("utf-8") for one in mentions)
