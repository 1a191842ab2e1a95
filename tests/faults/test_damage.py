"""The damage drill as a test: a seeded slice in every run, all 500 rounds with ./test --full."""

from pathlib import Path

import pytest

from tests.faults.damage import LOST_ACTIONS_MAX, drill

pytestmark = pytest.mark.filterwarnings("ignore:.*fork.*:DeprecationWarning")


@pytest.mark.parametrize("rounds", [24, pytest.param(500, marks=pytest.mark.full)])
def test_damage_is_noticed_named_and_bounded(tmp_path: Path, rounds: int) -> None:
    kinds = drill(rounds, seed=7, folder=tmp_path)
    assert [miss for kind in kinds.values() for miss in kind.missed] == []
    assert sum(kind.named for kind in kinds.values()) > rounds * 0.8
    if "station.db-wal" in kinds:
        assert kinds["station.db-wal"].worst_count <= LOST_ACTIONS_MAX
    if "an image" in kinds:
        assert kinds["an image"].worst_count <= 2, "two are swapped"
