"""The lane of images: a few at once, and station by station, whoever brings how many."""

import asyncio

import pytest

from sync.central.lane import Lane


def test_station_that_comes_last_does_not_wait_behind_all_of_one_that_came_first() -> None:
    order: list[str] = []

    async def pass_through(lane: Lane, station: str) -> None:
        async with lane.turn(station):
            order.append(station)
            await asyncio.sleep(0)

    async def work() -> None:
        lane = Lane(1)
        await asyncio.gather(*(pass_through(lane, station) for station in ("hog",) * 9 + ("a", "b")))

    asyncio.run(work())
    assert order[:4] == ["hog", "hog", "a", "b"] and order.count("hog") == 9


@pytest.mark.parametrize("width", [1, 3])
def test_no_more_use_it_than_it_is_wide_and_who_gives_up_leaves_no_gap(width: int) -> None:
    at_once, most = 0, 0

    async def pass_through(lane: Lane, number: int) -> None:
        nonlocal at_once, most
        async with lane.turn(str(number % 4)):
            at_once += 1
            most = max(most, at_once)
            try:
                await asyncio.sleep(0.001)
            finally:
                at_once -= 1

    async def work() -> None:
        lane = Lane(width)
        begun = [asyncio.create_task(pass_through(lane, number)) for number in range(20)]
        await asyncio.sleep(0.0015)
        for each in begun[::3]:
            each.cancel()
        await asyncio.gather(*begun, return_exceptions=True)
        async with asyncio.timeout(1):
            await asyncio.gather(*(pass_through(lane, number) for number in range(width)))

    asyncio.run(work())
    assert most == width


def test_who_gives_up_in_the_moment_of_being_called_passes_the_turn_on() -> None:
    async def work() -> str:
        lane, got = Lane(1), "nobody"

        async def pass_through(name: str) -> None:
            nonlocal got
            async with lane.turn(name):
                got = name

        async with lane.turn("first"):
            second, third = asyncio.create_task(pass_through("second")), asyncio.create_task(pass_through("third"))
            await asyncio.sleep(0)
        second.cancel()  # called, and not run yet
        await asyncio.gather(second, third, return_exceptions=True)
        return got

    assert asyncio.run(work()) == "third"


def test_all_give_way_while_something_urgent_is_under_way_and_not_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sync.central.lane._GIVES_WAY_S", 0.05)
    order: list[str] = []

    async def pass_through(lane: Lane, name: str) -> None:
        async with lane.turn(name):
            order.append(name)

    async def work() -> None:
        lane = Lane(1)
        with lane.giving_way():
            first = asyncio.create_task(pass_through(lane, "first"))
            with lane.giving_way():
                await asyncio.sleep(0)
            await asyncio.sleep(0.01)
            order.append("urgent")
        await first
        with lane.giving_way():
            await pass_through(lane, "second")

    asyncio.run(work())
    assert order == ["urgent", "first", "second"]
