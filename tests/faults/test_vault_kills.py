"""The drill of kills over everything that writes, as a test: a seeded slice in every run, all thousand with ./test --full."""

from pathlib import Path

import pytest

from tests.faults.vault_kills import drill, typing_lost_s

pytestmark = pytest.mark.filterwarnings("ignore:.*fork.*:DeprecationWarning")


@pytest.mark.parametrize("kills", [20, pytest.param(1000, marks=pytest.mark.full)])
def test_nothing_acknowledged_is_lost_whenever_the_station_is_killed(tmp_path: Path, kills: int) -> None:
    done = drill(kills, seed=3, folder=tmp_path)
    assert done.faults == []
    assert sum(done.by_act.values()) == kills and done.by_act["migration"] == kills // 10


def test_what_a_kill_takes_of_typing_is_the_time_since_the_last_letter_that_is_there() -> None:
    letters_at = {4: 10.0, 5: 10.3, 6: 10.6}
    assert typing_lost_s(letters_at, 4, 11.0) == 1.0
    assert typing_lost_s(letters_at, 2, 11.0) == 1.0, "nothing of it is there"
    assert typing_lost_s(letters_at, 6, 11.0) == typing_lost_s({}, 0, 11.0) == 0.0
