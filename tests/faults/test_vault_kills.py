"""The drill of kills over everything that writes, as a test: a seeded slice in every run, all thousand with ./test --full."""

from pathlib import Path

import pytest

from tests.faults.vault_kills import drill

pytestmark = pytest.mark.filterwarnings("ignore:.*fork.*:DeprecationWarning")


@pytest.mark.parametrize("kills", [20, pytest.param(1000, marks=pytest.mark.full)])
def test_nothing_acknowledged_is_lost_whenever_the_station_is_killed(tmp_path: Path, kills: int) -> None:
    by_act, faults = drill(kills, seed=3, folder=tmp_path)
    assert faults == []
    assert sum(by_act.values()) == kills and by_act["migration"] == kills // 10
