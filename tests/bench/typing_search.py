"""Somebody types into Tra cứu over a million entries: does the window stand still, how soon is an answer, how long is the lane held?

    python -m tests.bench.typing_search --folder DIR [--entries 1000000] [--interval 90]

The real desk with the real lanes, offscreen. Each question is typed letter by letter, `--interval` apart (a quick typist), then again with
a pause behind every letter, so that every beginning is asked for; without a filter, then under each. A gap is time the event loop stood
still, less what the machine gave to others (ui.desktop.freeze). Lane: how long one piece of work held the store's one thread, on which
typing into entries waits too. Answer: from the last letter to the rows in the table, with the 120 ms that the desk waits for another one.
"""

import argparse
import os
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, cast

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QLineEdit

from station.store.store import Store
from station.workflow.desk import Desk
from tests.bench.large_store import SEED, forms, large_store
from tests.bench.machine import describe_machine
from tests.store_factories import open_store
from ui.bootstrap import Station
from ui.changes import Changes
from ui.desktop.freeze import FreezeDetector
from ui.desktop.lanes import QtTasks, Session
from ui.desktop.start import prepare
from ui.page_images import PageImages
from ui.search.page import SearchPage
from ui.search.presenter import Hit, Search

_QUESTIONS = ("nguyễn thị hồng", "tran van minh", "le thi ngoc anh", "hoàng", "pham van duc 1978", "suoi may", "12/2005", "0990653")
_LIMIT_S = 30.0


class _Lanes(QtTasks):
    """The real lanes over the bench's store, with the time that each piece of work held the store's."""

    def __init__(self, folder: Path) -> None:
        super().__init__(Changes())
        self._folder = folder
        self.held_ms: list[float] = []
        self.ready = False
        self._ask(self._store_lane, self._take, lambda _: setattr(self, "ready", True), None)

    def query(self, run: Callable[[Station], Any], done: Callable[[Any], None], failed: Any = None) -> None:
        def timed(station: Station) -> Any:
            start = time.perf_counter()
            try:
                return run(station)
            finally:
                self.held_ms.append(1000 * (time.perf_counter() - start))

        super().query(timed, done, failed)

    def _take(self) -> Session | None:
        store: Store = self._open.enter_context(open_store(self._folder))
        desk = Desk(store.actor, store.signer, store.log, store.records, store.images, store.jobs, forms())
        self._station = Station(store, desk, cast(Any, None), cast(Any, None), self._folder)
        return None


class _Page(SearchPage):
    """The real desk, noting when it was told what."""

    answered: tuple[str, float] = ("", 0.0)

    def show_hits(self, hits: Sequence[Hit], asked: str, *, more: bool) -> None:
        super().show_hits(hits, asked, more=more)
        self.answered = (asked, time.perf_counter())


def main() -> None:
    """Print a line for each way of typing and each filter."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--folder", type=Path, required=True, help="where the large store is kept")
    parser.add_argument("--entries", type=int, default=1_000_000)
    parser.add_argument("--interval", type=int, default=90, help="milliseconds from letter to letter")
    options = parser.parse_args()
    print(describe_machine(SEED))
    folder = large_store(options.folder, options.entries)
    application = prepare(["bench"])
    lanes = _Lanes(folder)
    _until(lambda: lanes.ready)
    page = _Page(Search(lanes), PageImages(lanes), may_work=True)
    page.resize(1366, 768)
    page.show()
    page.activateWindow()
    page.activated()
    _until(lambda: lanes.asked == 0)
    detector = FreezeDetector(parent=page)
    detector.start()
    print(f"\n{'milliseconds':34}{'answer p50':>12}{'p95':>8}{'max':>8}{'lane p95':>10}{'max':>8}{'gaps > 50':>11}{'longest':>9}")
    kind, year, _, state = page.findChildren(QComboBox)[:4]
    for label, box, at in (("no filter", None, 0), ("kind", kind, 2), ("year", year, 20), ("state: nothing", state, 8)):
        if box is not None:
            box.setCurrentIndex(at)
        for way, pause in (("typed on", options.interval), ("a pause at each letter", 160)):
            lanes.held_ms.clear()
            detector.freezes.clear()
            answers = [_typed(page, text, pause) for text in _QUESTIONS]
            print(
                f"{f'{label}, {way}':34}{_at(answers, 50):12.0f}{_at(answers, 95):8.0f}{max(answers):8.0f}{_at(lanes.held_ms, 95):10.1f}"
                f"{max(lanes.held_ms):8.1f}{len(detector.freezes):11}{detector.worst_ms:9.0f}",
                flush=True,
            )
        if box is not None:
            box.setCurrentIndex(0)
    detector.stop()
    lanes.sign_out(lambda: setattr(lanes, "ready", False))
    _until(lambda: not lanes.ready)
    lanes.close()
    application.quit()


def _typed(page: _Page, text: str, pause_ms: int) -> float:
    """From the last letter to the answer."""
    line = page.findChildren(QLineEdit)[0]
    line.setFocus()
    line.clear()
    _until(lambda: page.answered[0] == "")
    for letter in text:
        typed = time.perf_counter()
        line.insert(letter)
        QTest.qWait(pause_ms)
    _until(lambda: page.answered[0] == text)
    return 1000 * (page.answered[1] - typed)


def _until(there: Callable[[], bool]) -> None:
    limit = time.monotonic() + _LIMIT_S
    while not there():
        QApplication.processEvents()
        if time.monotonic() > limit:
            raise TimeoutError("the desk did not answer")
        time.sleep(0.0005)


def _at(times: list[float], percent: int) -> float:
    return sorted(times)[min(len(times) - 1, len(times) * percent // 100)]


if __name__ == "__main__":
    main()
