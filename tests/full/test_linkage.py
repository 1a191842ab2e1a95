"""Splink over invented people; needs scripts/linkage, which ./test --full runs."""

import dataclasses
import importlib
from pathlib import Path

import pytest

from sync.central.cleaning.verdicts import PROBABLE
from tests.sync.live import ROOT

START = ROOT / "resources" / "linkage" / "start.json"
pytestmark = pytest.mark.full


def test_splink_links_an_inventedprovince(tmp_path: Path) -> None:
    precision, recall = importlib.import_module("tests.bench.linkage").linked_share(3_000, tmp_path)  # only there where Splink is
    assert precision > 0.99
    assert recall > 0.95


def test_a_first_night_s_few_are_linked_by_the_model_that_is_shipped(tmp_path: Path) -> None:
    """Also where nobody has a number, as in old books: nothing could be learnt from them."""
    linkage, bench = importlib.import_module("sync.central.cleaning.linkage"), importlib.import_module("tests.bench.linkage")
    mentions, truth, registered, _ = bench.province(2_000)
    few = mentions[:60]
    bare = [dataclasses.replace(one.person, numbers=()) for one in few]
    for people, least in (([one.person for one in few], 0.95), (bare, 0.9)):
        model = tmp_path / "model.json"
        found = linkage.link(people, registered.values(), tmp_path / "work", START, model)
        links = {key: candidates[0][0] for key, candidates in found.items() if candidates[0][1] >= PROBABLE}
        right = sum(registered_key in truth[key] for key, registered_key in links.items())
        assert right / len(links) > 0.95 and right / sum(bool(truth[one.person.key]) for one in few) > least
        assert not model.exists(), "too few to keep anything learnt from them"


def test_a_kept_model_answers_for_few_as_it_does_for_many(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    linkage, bench = importlib.import_module("sync.central.cleaning.linkage"), importlib.import_module("tests.bench.linkage")
    monkeypatch.setattr(linkage, "ENOUGH", 100)
    mentions, _, registered, _ = bench.province(2_000)
    model = tmp_path / "model.json"
    many = linkage.link((one.person for one in mentions), registered.values(), tmp_path, START, model)
    assert model.exists()
    few = linkage.link((one.person for one in mentions[:20]), registered.values(), tmp_path / "again", START, model)
    assert {key: found[0][0] for key, found in few.items()} == {key: many[key][0][0] for key in few}
    assert len(few) >= 18
    assert not any(one.person.name in model.read_text("utf-8") for one in mentions)
