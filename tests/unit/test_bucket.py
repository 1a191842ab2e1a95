"""The token bucket: never faster than the profile in any stretch of time, and the office's hours are the office's."""

import datetime
import random

import pytest

from sync.client.bucket import Bucket, Profile, office_hours

WORKDAY = datetime.datetime(2026, 11, 27, 9, 0)
NIGHT = datetime.datetime(2026, 11, 27, 23, 0)
SUNDAY = datetime.datetime(2026, 11, 29, 9, 0)
HOURS = office_hours("07:30-11:30, 13:00-17:00")
HALF = Profile(1_000, HOURS, 0.5)


@pytest.mark.parametrize(("at", "rate"), [
    (WORKDAY, 62_500), (NIGHT, 125_000), (SUNDAY, 125_000), (WORKDAY.replace(hour=12), 125_000),
    (WORKDAY.replace(hour=11, minute=30), 125_000),
])  # fmt: skip
def test_office_hours_leave_a_part_of_the_line(at: datetime.datetime, rate: float) -> None:
    assert HALF.bytes_per_s(at) == rate
    assert Profile(0, HOURS, 0.5).bytes_per_s(at) is None


@pytest.mark.parametrize("text", ["7-8", "08:00", "17:00-08:00", "08:00-08:00", "aa:bb-cc:dd", "25:00-26:00", "08:00-17:00;x"])
def test_hours_that_are_none_are_named(text: str) -> None:
    with pytest.raises(ValueError, match=r"span of hours|before it begins|must be in"):
        office_hours(text)
    assert office_hours(" ") == ()


def run(bucket_rate: Profile, cap: float | None, seed: int, total: int) -> tuple[float, int]:
    """Send pieces of any size; (seconds that took, bytes), pauses included."""
    now, dice, sent = 0.0, random.Random(seed), 0
    bucket = Bucket(bucket_rate, cap, clock=lambda: now, today=lambda: WORKDAY)
    while sent < total:
        piece = dice.randint(1, 65_536)
        now += bucket.wait_s(piece)
        sent += piece
    return now, sent


@pytest.mark.parametrize("seed", range(5))
def test_rate_is_kept_over_any_stretch(seed: int) -> None:
    seconds, sent = run(HALF, None, seed, 5_000_000)
    assert sent / 62_500 - 2 <= seconds <= sent / 62_500 + 2
    slower, sent = run(HALF, 10_000, seed, 500_000)
    assert slower >= sent / 10_000 - 2, "what the central asks for holds too"


def test_pause_saves_up_a_second_at_the_most() -> None:
    now = 0.0
    bucket = Bucket(HALF, clock=lambda: now, today=lambda: WORKDAY)
    bucket.wait_s(62_500)
    now = 3_600.0
    assert bucket.wait_s(62_500) == 0
    assert bucket.wait_s(62_500) == pytest.approx(1.0)


def test_without_a_profile_nothing_waits() -> None:
    assert sum(Bucket().wait_s(1 << 20) for _ in range(100)) == 0
