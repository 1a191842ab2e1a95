"""The lanes: results on the window's thread, failures to their asker, bugs never swallowed, nothing delivered after sign-out."""

import threading

import pytest

from station.domain.errors import StationError
from station.domain.findings import Text
from ui.changes import ENTRIES, PAGES, Changed, Changes
from ui.desktop.lanes import QtTasks


@pytest.fixture
def tasks(qtbot, house):
    made = QtTasks(Changes())
    sessions = []
    made.sign_in(house.store, "clerk", "mật khẩu thực hành", house.home, sessions.append, _unexpected)
    qtbot.waitUntil(lambda: bool(sessions), timeout=30_000)
    yield made
    made.sign_out(made.close)
    qtbot.waitUntil(lambda: made.asked == 0, timeout=30_000)
    made.deleteLater()


def _unexpected(error: StationError) -> None:
    raise AssertionError(error.code)


def test_a_query_runs_on_the_store_lane_and_answers_on_the_window_s_thread(qtbot, tasks):
    threads = []
    tasks.query(lambda station: threading.current_thread().name, lambda name: threads.append((name, threading.current_thread())))
    qtbot.waitUntil(lambda: bool(threads))
    assert threads[0][0].startswith("store")
    assert threads[0][1] is threading.main_thread()


def test_queries_are_answered_in_the_order_of_asking(qtbot, tasks):
    answers = []
    for number in range(20):
        tasks.query(lambda station, number=number: number, answers.append)
    qtbot.waitUntil(lambda: len(answers) == 20)
    assert answers == list(range(20))


def test_work_that_waits_for_others_holds_nobody_up(qtbot, tasks):
    """A scanner that is looked for, reading processes that start, a link that does not answer: a page is shown meanwhile."""
    others_end, pages = threading.Event(), []
    waiting = [tasks.free(lambda progress: others_end.wait(30), lambda result: None) for _ in range(5)]
    tasks.free(lambda progress: "page", pages.append)
    qtbot.waitUntil(lambda: bool(pages))
    assert not any(running.finished for running in waiting)
    others_end.set()
    qtbot.waitUntil(lambda: tasks.idle)


def test_a_failure_goes_to_its_asker(qtbot, tasks):
    failures, troubles = [], []
    tasks.trouble.connect(troubles.append)
    tasks.query(lambda station: station.desk.records.page("none"), _unexpected_result, failures.append)
    qtbot.waitUntil(lambda: bool(failures))
    assert failures[0].code == "store.unknown-item"
    assert troubles == []


def test_a_failure_without_an_asker_goes_to_the_window(qtbot, tasks):
    with qtbot.waitSignal(tasks.trouble) as told:
        tasks.query(lambda station: station.desk.records.page("none"), _unexpected_result)
    assert told.args[0].code == "store.unknown-item"


def _unexpected_result(result: object) -> None:
    raise AssertionError("no result was expected")


def test_a_bug_in_a_lane_is_raised_on_the_window_s_thread(qtbot, tasks):
    with qtbot.captureExceptions() as caught:
        tasks.query(lambda station: 1 // 0, _unexpected_result, _unexpected)
        qtbot.waitUntil(lambda: bool(caught))
    assert caught[0][0] is ZeroDivisionError


def test_the_store_lane_goes_on_after_a_bug(qtbot, tasks):
    answers = []
    with qtbot.captureExceptions() as caught:
        tasks.query(lambda station: 1 // 0, _unexpected_result)
        tasks.query(lambda station: "still here", answers.append)
        qtbot.waitUntil(lambda: bool(answers))
    assert len(caught) == 1


def test_a_change_tells_the_asker_first_and_then_everybody(qtbot, tasks):
    heard = []
    tasks.changes.listen(lambda changed: heard.append(("everybody", changed)))
    tasks.change(lambda station: "written", lambda result: heard.append(("asker", result)), changed=PAGES | ENTRIES)
    qtbot.waitUntil(lambda: len(heard) == 2)
    assert heard == [("asker", "written"), ("everybody", PAGES | ENTRIES)]


def test_a_change_that_failed_is_not_announced(qtbot, tasks):
    heard, failures = [], []
    tasks.changes.listen(heard.append)
    tasks.change(lambda station: station.desk.records.page("none"), failed=failures.append, changed=PAGES)
    qtbot.waitUntil(lambda: bool(failures))
    assert heard == []


def test_nothing_is_delivered_to_the_desks_of_who_has_signed_out(qtbot, tasks):
    gate = threading.Event()
    answers, left = [], []
    tasks.query(lambda station: gate.wait(10), answers.append, _unexpected)
    tasks.sign_out(lambda: left.append(True))
    gate.set()
    qtbot.waitUntil(lambda: bool(left))
    assert answers == []


def test_what_waits_for_a_paint_is_begun_after_it_and_in_order(qtbot, tasks):
    begun = []
    tasks.after_paint(lambda: begun.append(2), 30)
    tasks.after_paint(lambda: begun.append(1))
    assert begun == [] and tasks.asked == 2
    qtbot.waitUntil(lambda: begun == [1, 2])
    assert tasks.asked == 0


def test_what_waits_for_a_paint_is_dropped_when_its_person_signs_out(qtbot, tasks):
    begun, left = [], []
    tasks.after_paint(lambda: begun.append(True))
    tasks.sign_out(lambda: left.append(True))
    qtbot.waitUntil(lambda: bool(left) and tasks.asked == 0)
    assert begun == []


def test_what_was_written_last_and_failed_is_told_even_after_sign_out(qtbot, tasks):
    left = []
    with qtbot.waitSignal(tasks.trouble) as told:
        tasks.change(lambda station: station.desk.records.page("none"), changed=PAGES)
        tasks.sign_out(lambda: left.append(True))
    qtbot.waitUntil(lambda: bool(left))
    assert told.args[0].code == "store.unknown-item"


def test_the_store_can_be_opened_by_another_after_sign_out(qtbot, tasks, house):
    left = []
    tasks.sign_out(lambda: left.append(True))
    qtbot.waitUntil(lambda: bool(left))
    with house.office.desk("supervisor") as desk:
        assert desk.actor.user_id == "supervisor"


def test_a_wrong_password_is_a_failure_and_leaves_the_lane_usable(qtbot, house):
    tasks, failures, sessions = QtTasks(Changes()), [], []
    tasks.sign_in(house.store, "clerk", "sai", house.home, sessions.append, failures.append)
    qtbot.waitUntil(lambda: bool(failures), timeout=30_000)
    tasks.sign_in(house.store, "clerk", "mật khẩu thực hành", house.home, sessions.append, failures.append)
    qtbot.waitUntil(lambda: bool(sessions), timeout=30_000)
    assert failures[0].code == "store.wrong-password"
    assert (sessions[0].name, sessions[0].practice) == ("Đàm Ngọc Hậu", True)
    tasks.sign_out(tasks.close)
    qtbot.waitUntil(lambda: tasks.asked == 0)


def test_free_work_reports_its_newest_step_and_can_be_cancelled(qtbot, tasks):
    steps, results, started = [], [], threading.Event()

    def work(progress):
        done = 0
        while not progress.cancelled:
            done += 1
            progress.report(done, 0, Text("trang", "page"))
            started.set()
        return done

    running = tasks.free(work, results.append, on_progress=lambda done, total, text: steps.append(done))
    qtbot.waitUntil(lambda: bool(steps))
    running.cancel()
    qtbot.waitUntil(lambda: bool(results))
    assert running.finished
    assert steps == sorted(steps)
    assert steps[-1] <= results[0]


def test_free_work_runs_beside_a_busy_store(qtbot, tasks):
    gate, results, answers = threading.Event(), [], []
    tasks.query(lambda station: gate.wait(10), answers.append)
    tasks.free(lambda progress: "free", results.append)
    qtbot.waitUntil(lambda: bool(results))
    assert answers == []
    gate.set()
    qtbot.waitUntil(lambda: bool(answers))


def test_work_for_the_store_without_a_session_is_a_bug(qtbot):
    tasks = QtTasks(Changes())
    with qtbot.captureExceptions() as caught:
        tasks.query(lambda station: None, _unexpected_result)
        qtbot.waitUntil(lambda: bool(caught))
    assert caught[0][0] is RuntimeError
    tasks.close()


def test_changes_reach_every_listener_until_it_leaves():
    changes, heard = Changes(), []
    leave = changes.listen(lambda changed: heard.append(("a", changed)))
    changes.listen(lambda changed: heard.append(("b", changed)))
    changes.announce(PAGES)
    leave()
    changes.announce(ENTRIES)
    changes.announce(Changed.NOTHING)
    assert heard == [("a", PAGES), ("b", PAGES), ("b", ENTRIES)]


def test_a_listener_may_leave_while_it_is_told():
    changes, heard = Changes(), []

    def once(changed: Changed) -> None:
        heard.append(changed)
        leave()

    leave = changes.listen(once)
    changes.announce(PAGES)
    changes.announce(PAGES)
    assert heard == [PAGES]
