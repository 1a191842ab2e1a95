"""The full-text indexes are put together behind a person's back, step by step, and nobody waits for it."""

import pytest

from station.domain.errors import StationError
from ui.desktop import gathering
from ui.desktop.gathering import Gathering


class Index:
    """An index in so many parts."""

    def __init__(self, steps: int, refusal: str = "", error: StationError | None = None) -> None:
        self.steps, self.refusal, self._error = steps, refusal, error
        self.store, self.indexes = self, self

    @property
    def are_scattered(self) -> bool:
        return self.steps > 0

    def gather(self) -> bool:
        if self._error is not None:
            raise self._error
        self.steps -= 1
        return self.steps > 0


class Lane:
    """Asks the index at once, or says why not."""

    def __init__(self, index: Index) -> None:
        self.index, self.asked = index, 0

    def query(self, run, done, failed=None) -> None:
        self.asked += 1
        try:
            result = run(self.index)
        except StationError as error:
            failed(error)
        else:
            done(result)


@pytest.fixture(autouse=True)
def short_pauses(monkeypatch):
    monkeypatch.setattr(gathering, "PAUSE_MS", 1)


def begun(index: Index, qapp) -> tuple[Gathering, Lane]:
    lane = Lane(index)
    made = Gathering(lane)
    made.start()
    made.look()
    return made, lane


def test_every_step_is_a_question_of_its_own_until_the_index_is_one(qapp, qtbot):
    made, lane = begun(Index(steps=5), qapp)
    qtbot.waitUntil(lambda: lane.index.steps == 0)
    assert lane.asked == 1 + 5
    made.look()
    qtbot.wait(20)
    assert lane.asked == 7, "one look, and nothing to do"


def test_once_the_person_leaves_no_step_is_taken(qapp, qtbot):
    made, lane = begun(Index(steps=1_000), qapp)
    qtbot.waitUntil(lambda: lane.asked > 3)
    made.stop()
    asked = lane.asked
    qtbot.wait(30)
    assert lane.asked == asked and lane.index.steps > 0


def test_a_full_disk_ends_it_without_a_word_to_the_person(qapp, qtbot):
    _, lane = begun(Index(steps=5, error=StationError("store.disk-full")), qapp)
    qtbot.waitUntil(lambda: lane.asked == 2)
    qtbot.wait(20)
    assert lane.asked == 2


def test_a_store_that_takes_no_writing_is_left_alone(qapp, qtbot):
    _, lane = begun(Index(steps=5, refusal="older than its head"), qapp)
    qtbot.wait(20)
    assert lane.asked == 1 and lane.index.steps == 5


def scatter(station) -> bool:
    for row in range(1_000_000, 1_000_100):
        if station.store.indexes.are_scattered:
            return True
        with station.store.database.transaction():
            station.store.database.execute("INSERT INTO search (rowid, words, tags) VALUES (?, ?, '')", (row, f"chu{row}"))
    return False


def test_a_window_gathers_the_indexes_of_its_store(qtbot, sign_in):
    window = sign_in("clerk")
    told: list[bool] = []
    window.tasks.query(scatter, told.append)
    qtbot.waitUntil(lambda: told == [True], timeout=30_000)
    window._gathering.look()
    qtbot.waitUntil(lambda: window.tasks.asked == 0 and not window._gathering._pausing.isActive(), timeout=30_000)
    window.tasks.query(lambda station: station.store.indexes.are_scattered, told.append)
    qtbot.waitUntil(lambda: told == [True, False], timeout=30_000)
