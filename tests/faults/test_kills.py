"""The kill drill as a test: a seeded slice in every run, all twenty kills with ./test --full."""

from pathlib import Path

import pytest

from tests.faults.kills import drill


def test_a_demo_killed_and_started_again_ends_with_the_same_rows(tmp_path: Path) -> None:
    assert drill(kills=1, seed=20, count=2, folder=tmp_path) == []


@pytest.mark.full
def test_twenty_kills_lose_and_double_nothing(tmp_path: Path) -> None:
    assert drill(kills=20, seed=1, count=4, folder=tmp_path) == []
