"""The drill of a full disk as a test: a seeded slice in every run, all fifty points with ./test --full."""

from pathlib import Path

import pytest

from tests.faults.full_disk import drill


@pytest.mark.parametrize("points", [8, pytest.param(50, marks=pytest.mark.full)])
def test_a_full_disk_is_a_sentence_and_loses_nothing(tmp_path: Path, points: int) -> None:
    outcome = drill(points, seed=5, folder=tmp_path)
    assert outcome.faults == []
    assert sum(outcome.refused.values()) > points // 2
