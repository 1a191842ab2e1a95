"""Where Python collects cycles while a window stands: on its thread, never where the store is read or a page is decoded."""

import gc
import threading
import weakref

from ui.desktop import garbage


class Knot:
    """Holds itself: nothing but the collector ends it."""

    def __init__(self) -> None:
        self.itself = self


def test_a_cycle_left_by_a_lane_ends_on_the_thread_of_the_window(qtbot, open_window):
    window = open_window()
    ended_on: list[int] = []

    def leave_cycles(*_) -> int:
        weakref.finalize(Knot(), lambda: ended_on.append(threading.get_ident()))
        kept = [Knot() for _ in range(50_000)]  # far more than the collector lets pass by itself
        return len(kept)

    done: list[int] = []
    window.tasks.free(leave_cycles, done.append)
    qtbot.waitUntil(lambda: bool(done), timeout=30_000)
    qtbot.waitUntil(lambda: bool(ended_on), timeout=30 * garbage.INTERVAL_MS)
    assert ended_on == [threading.get_ident()]


def test_without_a_window_python_collects_by_itself_again(qtbot, qapp, open_window):
    window = open_window()
    assert not gc.isenabled()
    window.close()
    qtbot.waitUntil(lambda: window.closed, timeout=30_000)
    window.deleteLater()
    qtbot.waitUntil(gc.isenabled, timeout=30_000)


def test_the_oldest_generation_whose_turn_it_is_is_collected(monkeypatch):
    collected: list[int] = []
    monkeypatch.setattr(gc, "get_threshold", lambda: (700, 10, 10))
    monkeypatch.setattr(gc, "collect", collected.append)
    for counts in ((5, 3, 11), (701, 11, 2), (701, 10, 10), (700, 0, 0)):
        monkeypatch.setattr(gc, "get_count", lambda counts=counts: counts)
        garbage.collect_due()
    assert collected == [2, 1, 0]


def test_while_modules_are_loaded_nothing_is_collected_and_what_came_is_never_looked_at(monkeypatch):
    monkeypatch.setattr(gc, "get_count", lambda: (70_000, 0, 0))
    collected: list[int] = []
    monkeypatch.setattr(gc, "collect", collected.append)
    frozen = gc.get_freeze_count()
    with garbage.loading():
        stays = [[] for _ in range(1000)]
        garbage.collect_due()
        with garbage.loading():  # another thread's
            garbage.collect_due()
        garbage.collect_due()
    assert collected == []
    assert gc.get_freeze_count() - frozen >= len(stays)
    garbage.collect_due()
    assert collected == [0]
