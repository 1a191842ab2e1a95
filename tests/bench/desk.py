"""The desk Kiểm tra under load: a volume of thousands of entries, reading on every core, and a clerk who types.

    python -m tests.bench.desk [--entries 10000] [--pages 1000] [--idle] [--folder DIR]

A store of the practice office is filled through the store's own log: real practice pages (A4, 300 dpi, JPEG), read once by the engines,
stand for all pages; entries repeat their fields with other invented names. The real window is opened over it (offscreen), the clerk signs
in, the reading of waiting pages runs on every core (without `--idle`), and keys are pressed one by one:

- letter: a key of a name into the input, until the loop is idle with the input painted, offers and all;
- field: Enter to the next field, until the field is painted;
- next: Ctrl+Enter with its reasons, until the next entry's page is painted (its preview where there is one);
- page: PageDown to the next entry, until its page is painted, pressed at once and after a second of looking; for `--pages` pages, with the
  memory of the process before and after.

The peer for a letter is a bare QPlainTextEdit in the same process under the same load: the floor of what Qt and the machine allow.
A gap is time the event loop stood still, less what the machine gave to others (ui.desktop.freeze). Its peer is a process beside the window
that does nothing but wake every 15 ms: how often that wakes 50 ms late is what the machine itself does to everybody. On a rented machine
the host takes time away that no process sees (proc_stat(5), steal, in hundredths of a second): how much in all is printed, how much during
each gap of the core of which most was taken, and how many gaps are left without it. Keys come one in a turn of the loop, as from a hand.
"""

import argparse
import contextlib
import dataclasses
import datetime
import itertools
import os
import random
import re
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import cv2
import psutil
from PySide6.QtCore import QEvent, QObject, Qt, QTimerEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QListWidget, QPlainTextEdit, QWidget

from station.domain.actions import NewAction, Payload
from station.domain.codec import from_json, to_json
from station.domain.ids import OfficeId, PageId, new_id
from station.domain.record import FieldValue, Volume
from station.domain.roles import READING
from station.domain.states import ActionKind
from station.practice.generator import generate_pages
from station.practice.people import PRACTICE_OFFICE, make_couple
from station.practice.plan import PlannedVolume, PracticePlan
from station.scanner.source import CapturedImage
from station.workflow.capture import capture_page, find_volume, open_volume
from station.workflow.reading import read_waiting
from tests.bench.machine import describe_machine
from ui import bootstrap
from ui.checking.page import CheckingPage
from ui.desktop.freeze import BEAT_MS, Freeze, FreezeDetector
from ui.desktop.start import open_window, prepare
from ui.desktop.window import MainWindow
from ui.page_decoding import PageImage
from ui.widgets.field_editor import FieldEditor
from ui.widgets.page_view import PageView

_SEED = 20261122
_PASSWORD = "thuc-hanh"
_FORM = "birth_certificate"
_DRAWN = 6
_WAITING_PAGES = 40
_SLICE = 500
_LETTERS = "nguyen van hai"
_FIELDS = 6
"""Fields passed by Enter in each entry, and timed."""
_VISITS_MAX = 60
_LOOKED_AT_EVERY = 20
_LIMIT_S = 60.0
_ID = re.compile(r"\d{9}|\d{12}")
_A4_PX = (2480, 3508)
_DAY = datetime.date(2016, 5, 20)


def main() -> int:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--entries", type=int, default=10_000)
    parser.add_argument("--pages", type=int, default=1000, help="opened one after the other for the memory")
    parser.add_argument("--finished", type=int, default=40, help="entries finished by keys")
    parser.add_argument("--idle", action="store_true", help="without reading beside it")
    parser.add_argument("--folder", type=Path, help="keep the filled store here, and use it if it is there")
    wanted = parser.parse_args()
    print(describe_machine(_SEED))
    with tempfile.TemporaryDirectory() as made:
        folder = wanted.folder or Path(made)
        if not (folder / "store").exists():
            _fill(folder, wanted.entries, min(wanted.pages, wanted.entries))
        if not wanted.idle:
            _put_waiting_pages(folder)
        _measure(folder, wanted.finished, wanted.pages, reading=not wanted.idle)
    return 0


# ---- the store ------------------------------------------------------------------------------------------------------------------------


def _fill(folder: Path, entries: int, pages: int) -> None:
    start = time.perf_counter()
    folder.mkdir(parents=True, exist_ok=True)
    home = folder / "home"
    bootstrap.create_practice_store(folder / "store", _PASSWORD, province=bootstrap.practice_province(folder / "province"), home=home)
    images = _images(folder / "drawn")
    with bootstrap.open_station(folder / "store", "clerk", _PASSWORD, home=home) as station:
        desk = station.desk
        volume = open_volume(desk, office_id=OfficeId(PRACTICE_OFFICE.office_id), kind="KS", year=2016, number="01", title="Quyển dày")
        readings, models = _models(station, images)
        page_ids = [_capture(station, volume, images[number % len(images)], number) for number in range(pages)]
        desk.log.append(
            [NewAction(ActionKind.PAGE_READ, page_id, READING, readings[at % len(readings)]) for at, page_id in enumerate(page_ids)]
        )
        dice = random.Random(_SEED)
        for begin in range(0, entries, _SLICE):
            some = range(begin, min(begin + _SLICE, entries))
            desk.log.append([_entry(models, volume, page_ids[number % pages], number, dice) for number in some])
    print(f"{entries:,} entries over {pages:,} pages, made in {time.perf_counter() - start:.0f} s")


def _put_waiting_pages(folder: Path) -> None:
    """Pages for the engines, new ones at every run: what an earlier run left was read by it."""
    images = _images(folder / "drawn")
    with bootstrap.open_station(folder / "store", "clerk", _PASSWORD, home=folder / "home") as station:
        known = find_volume(station.desk, kind="KS", year=2017, number="01")
        office = OfficeId(PRACTICE_OFFICE.office_id)
        volume = known or open_volume(station.desk, office_id=office, kind="KS", year=2017, number="01", title="Đang đọc")
        for number in range(_WAITING_PAGES):
            _capture(station, volume, images[number % len(images)], time.time_ns() + number)


def _images(folder: Path) -> list[bytes]:
    volume = PlannedVolume("KS", 2015, "01", "Mẫu", _FORM, _DRAWN)
    plan = PracticePlan((volume,), conditions=("clean", "poor"), stray_pages=0)
    drawn = generate_pages(bootstrap.practice_forms(), folder, seed=_SEED, plan=plan)
    made = [cv2.imencode(".jpg", cv2.imread(str(page.path)), [cv2.IMWRITE_JPEG_QUALITY, 85])[1].tobytes() for page in drawn]
    return [bytes(each) for each in made]


def _models(station: bootstrap.Station, images: list[bytes]) -> tuple[list[Payload], list[Payload]]:
    """What the engines read on the drawn pages, as payloads of `page.read` and `entry.read`."""
    volume = open_volume(station.desk, office_id=OfficeId(PRACTICE_OFFICE.office_id), kind="KS", year=2015, number="01", title="Mẫu")
    for number, content in enumerate(images):
        _capture(station, volume, content, -1 - number)
    with bootstrap.reading_pool(station.desk.forms) as pool:
        read_waiting(station.desk, pool)
    found = [action for action in station.desk.log.actions() if action.payload is not None]
    return tuple([dict(one.payload or {}) for one in found if one.kind is kind] for kind in (ActionKind.PAGE_READ, ActionKind.ENTRY_READ))


def _capture(station: bootstrap.Station, volume: Volume, content: bytes, number: int) -> PageId:
    captured = CapturedImage(content, "image/jpeg", *_A4_PX, source_name=f"{number}.jpg", source_hash=f"{number % 2**64:064x}")
    page = capture_page(station.desk, volume, captured)
    assert page is not None
    return page.page_id


def _entry(models: list[Payload], volume: Volume, page_id: PageId, number: int, dice: random.Random) -> NewAction:
    model = models[number % len(models)]
    couple = itertools.cycle(make_couple(PRACTICE_OFFICE, _DAY, dice))
    # cases of their own: nobody is asked whether thousands of entries are one
    day = f"{1 + dice.randrange(28):02}.{1 + dice.randrange(12):02}.{1950 + dice.randrange(66)}"
    others = {"so": f"{number + 1}/2016", "nksNgaySinh": day}
    names = {path: next(couple).name for path in model["fields"] if path.endswith("HoTen")}
    others |= {path: f"{dice.randrange(10**12):012}" for path, value in model["fields"].items() if _ID.fullmatch(value["text"])}
    fields = {path: _renamed(value, {**names, **others}.get(path)) for path, value in model["fields"].items()}
    payload = {**model, "volume_id": volume.volume_id, "pages": [page_id], "fields": fields}
    return NewAction(ActionKind.ENTRY_READ, new_id(), READING, payload)


def _renamed(value: object, text: str | None) -> object:
    return value if text is None else to_json(dataclasses.replace(from_json(FieldValue, value), text=text, value=text))


# ---- the clerk ------------------------------------------------------------------------------------------------------------------------


class _Paints(QObject):
    """Which of the widgets watched were painted since the last key."""

    def __init__(self) -> None:
        super().__init__()
        self.painted: set[type[QWidget]] = set()
        self._kinds: dict[QObject, type[QWidget]] = {}

    def watch(self, widget: QWidget) -> None:
        """Its own paints, or those of its viewport."""
        painted = widget.viewport() if isinstance(widget, QPlainTextEdit) else widget
        self._kinds[painted] = type(widget)
        painted.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Paint:
            self.painted.add(self._kinds[watched])
        return False


class _Host(QObject):
    """What the host of a rented machine took away from each core: looked at as often as the detector's heart beats."""

    def __init__(self, detector: FreezeDetector) -> None:
        super().__init__(detector)
        self.began_s = self._seen_s = self._before_s = _taken_by_the_host_s()
        self.during_ms: dict[int, float] = {}
        """By the identity of a freeze, from the core of which most was taken: a thread is on one at a time."""
        detector.noticed.connect(self._note)
        self.startTimer(BEAT_MS, Qt.TimerType.PreciseTimer)

    def timerEvent(self, event: QTimerEvent) -> None:
        self._before_s, self._seen_s = self._seen_s, _taken_by_the_host_s()

    def _note(self, freeze: Freeze) -> None:
        # after a gap both timers are due, and this one may have been first
        self.during_ms[id(freeze)] = 1000 * max(now - before for now, before in zip(_taken_by_the_host_s(), self._before_s, strict=True))

    def own_ms(self, freeze: Freeze) -> float:
        """What is left of a gap without what the host took meanwhile."""
        return freeze.gap_ms - self.during_ms.get(id(freeze), 0.0)


@dataclasses.dataclass
class _Clerk:
    """Presses keys in the window and waits for paint."""

    window: MainWindow
    paints: _Paints
    desk: CheckingPage | None = None
    shown: list[str] = dataclasses.field(default_factory=list)
    """Ids of the pages that the view was given, each once, in order."""

    def sit_down(self, desk: CheckingPage) -> None:
        """Note what the desk's page view is given from now on."""
        self.desk, give = desk, desk.view.set_page

        def noted(page: PageImage | None) -> None:
            give(page)
            if page is not None and (not self.shown or self.shown[-1] != page.page_id):
                self.shown.append(page.page_id)
                self.paints.painted.discard(PageView)  # what counts is its paint after this

        self.paints.watch(desk.view)
        self.paints.watch(desk.card.editor)
        desk.view.set_page = noted  # type: ignore[method-assign]

    def press(self, key: Qt.Key | str, painted: type[QWidget], modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> float:
        """Milliseconds from the key to the paint of a widget of this class."""
        self.paints.painted.clear()
        start = time.perf_counter()
        QTest.keyClick(_focus(), key, modifier)
        self._turn(lambda: painted in self.paints.painted or self.is_asked)
        return 1000 * (time.perf_counter() - start)

    def until(self, is_so: Callable[[], bool]) -> float:
        """Milliseconds that the loop turned for it."""
        start = time.perf_counter()
        self._turn(is_so)
        return 1000 * (time.perf_counter() - start)

    def look(self) -> None:
        """A second without a key."""
        end = time.perf_counter() + 1
        self._turn(lambda: time.perf_counter() > end)

    def page_after(self, act: Callable[[], object]) -> float:
        """Milliseconds from `act` until another page than before is painted."""
        start, before = time.perf_counter(), len(self.shown)
        act()
        self._turn(lambda: len(self.shown) > before and PageView in self.paints.painted)
        return 1000 * (time.perf_counter() - start)

    def field(self) -> float | None:
        """Take the suggestion where there is one, then Enter; None when the cursor stayed where it was."""
        assert self.desk is not None
        _click(Qt.Key.Key_Space, Qt.KeyboardModifier.ControlModifier)
        before = self.desk.card.editor.accessibleName()
        self.paints.painted.clear()
        start = time.perf_counter()
        QTest.keyClick(_focus(), Qt.Key.Key_Return)
        if self.desk.card.editor.accessibleName() == before:
            return None
        self._turn(lambda: FieldEditor in self.paints.painted)
        return 1000 * (time.perf_counter() - start)

    def finish(self) -> float:
        """Ctrl+Enter, the first reason wherever one is asked for, and the next entry's page; fields not seen yet are passed first."""
        assert self.desk is not None
        before, standing = len(self.shown), self._standing
        for _ in range(_VISITS_MAX):
            start = time.perf_counter()
            _click(Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
            while isinstance(QApplication.focusWidget(), QListWidget) and not self.desk.busy():
                _click(Qt.Key.Key_1)
            if self.desk.busy() or self._standing != standing:
                self._turn(lambda: len(self.shown) > before and PageView in self.paints.painted)
                return 1000 * (time.perf_counter() - start)
            if self.field() is None:
                _click(Qt.Key.Key_Return)  # an empty input is taken at the second Enter
        raise TimeoutError("the entry cannot be finished")

    @property
    def _standing(self) -> str:
        """Place in the work list, and how many wait."""
        assert self.desk is not None
        return self.desk.place.text().split(" · ")[0]

    @property
    def is_asked(self) -> bool:
        """Whether an entry like another brought the clerk back to look."""
        return self.desk is not None and self.desk.asides.related.isVisible()

    def look_at_duplicates(self) -> int:
        """Seen, and finished again. How often."""
        assert self.desk is not None
        desk, count = self.desk, 0
        while self.is_asked:
            _click(Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
            self.until(lambda: not desk.busy())
            count += 1
        return count

    def _turn(self, is_so: Callable[[], bool]) -> None:
        limit = time.perf_counter() + _LIMIT_S
        while not is_so():
            QApplication.processEvents()
            if time.perf_counter() > limit:
                raise TimeoutError("the window did not answer")
            time.sleep(0.0003)


def _click(key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    """A key, and a turn of the loop: no hand presses two within one turn, which would make one gap of both."""
    QTest.keyClick(_focus(), key, modifier)
    QApplication.processEvents()


def _focus() -> QWidget:
    focus = QApplication.focusWidget()
    assert focus is not None
    return focus


def _measure(folder: Path, finished: int, pages: int, *, reading: bool) -> None:
    application = prepare(["bench"])
    application.setCursorFlashTime(0)  # a blink is no answer to a key
    window = open_window(application, folder / "store", folder / "home")
    paints = _Paints()
    window.resize(1366, 768)
    window.show()
    window.start()
    clerk = _Clerk(window, paints)
    clerk.until(lambda: window.tasks.asked == 0)
    window.sign_in_page.submitted.emit("clerk", _PASSWORD)
    clerk.until(lambda: window.workplace is not None and window.tasks.asked == 0)
    QTest.keyClick(window, Qt.Key.Key_Escape)  # ends the tour of the first time
    clerk.until(lambda: window.tasks.asked == 0)
    sleeper = subprocess.Popen([sys.executable, "-c", _SLEEPER], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    detector = FreezeDetector(parent=window)
    host = _Host(detector)
    detector.start()
    if reading:
        window.go("capture")
        clerk.until(lambda: _workers() > 0)
    window.go("checking")
    desk = window.findChild(CheckingPage)
    assert desk is not None
    clerk.sit_down(desk)
    print(f"reading beside it: {_workers()} processes; the volume's first page after {clerk.until(lambda: len(clerk.shown) > 0):.0f} ms")
    _report_gaps(detector, host, "opening the desk")
    letters, fields, entries, duplicates = [], [], [], 0
    for number in range(finished):
        for letter in _LETTERS:
            letters.append(clerk.press(letter, FieldEditor))
            duplicates += clerk.look_at_duplicates()
        QTest.keyClick(_focus(), Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
        clerk.press(Qt.Key.Key_Delete, FieldEditor)
        fields += [taken for _ in range(_FIELDS) if (taken := clerk.field()) is not None]
        entries.append(clerk.finish())
        if number % 2:
            clerk.look()  # the others are begun while the one before is still on its way to the disk
    _report_gaps(detector, host, f"{finished} entries keyed, {duplicates} of them like another")
    floor = _floor(clerk, len(letters))
    _row("letter to paint", letters, floor)
    _row("Enter to the next field painted", fields, floor)
    _row("Ctrl+Enter to the next entry's page", entries)
    _turn_pages(clerk, pages)
    _report_gaps(detector, host, f"{pages} pages turned")
    print(f"gaps over 50 ms of a process that only sleeps, all the while: {sleeper.communicate()[0].strip()}")
    print(f"taken away by the host of this machine meanwhile: {sum(_taken_by_the_host_s()) - sum(host.began_s):.2f} s")
    print(f"reading still beside it: {_workers()} processes")
    detector.stop()
    if window.workplace is not None:
        window.workplace.leaving()
    window.tasks.sign_out(window.tasks.close)
    clerk.until(lambda: window.tasks.asked == 0)


def _taken_by_the_host_s() -> tuple[float, ...]:
    """Of each core, since the machine started; 0 where the system does not tell."""
    return tuple(float(getattr(core, "steal", 0.0)) for core in psutil.cpu_times(percpu=True))


def _turn_pages(clerk: _Clerk, pages: int) -> None:
    process = psutil.Process()
    before = process.memory_info().rss
    turned, looked = [], []
    for number in range(pages):
        turned.append(clerk.page_after(lambda: QTest.keyClick(_focus(), Qt.Key.Key_PageDown)))
        if number % _LOOKED_AT_EVERY == 0:
            clerk.look()
            looked.append(clerk.page_after(lambda: QTest.keyClick(_focus(), Qt.Key.Key_PageDown)))
    _row("PageDown to the page painted, at once", turned)
    _row("PageDown after a second of looking", looked)
    print(f"memory: {before / 2**20:.0f} MiB before, {process.memory_info().rss / 2**20:.0f} MiB after {pages} pages")


def _floor(clerk: _Clerk, count: int) -> list[float]:
    bare = QPlainTextEdit()
    bare.resize(500, 60)
    bare.show()
    clerk.paints.watch(bare)
    bare.activateWindow()
    bare.setFocus()
    clerk.until(lambda: QApplication.focusWidget() is bare)
    letters = itertools.islice(itertools.cycle(_LETTERS), count)
    times = [clerk.press(letter, QPlainTextEdit) for letter in letters]
    bare.close()
    clerk.window.activateWindow()
    clerk.until(lambda: QApplication.focusWidget() not in (None, bare))
    return times


def _row(label: str, times: list[float], floor: list[float] | None = None) -> None:
    beside = f"   bare input {_p95(floor):.1f}, ratio {_p95(times) / _p95(floor):.1f}" if floor else ""
    print(f"{label:38} median {statistics.median(times):7.1f} ms   p95 {_p95(times):7.1f}   worst {max(times):7.1f}{beside}")


def _report_gaps(detector: FreezeDetector, host: _Host, when: str) -> None:
    own = [left for freeze in detector.freezes if (left := host.own_ms(freeze)) > detector.limit_ms]
    print(
        f"gaps over {detector.limit_ms:.0f} ms while {when}: {len(detector.freezes)}, longest {detector.worst_ms:.0f} ms; without what "
        f"the host took: {len(own)}, longest {max(own, default=0.0):.0f} ms"
    )
    for freeze in sorted(detector.freezes, key=lambda one: -one.gap_ms)[:3]:
        taken, where = host.during_ms.get(id(freeze), 0.0), " < ".join(reversed(freeze.stack[-3:])) or "native code"
        print(f"    {freeze.gap_ms:.0f} ms, {taken:.0f} of it taken by the host, at {where}")
    detector.freezes.clear()


_SLEEPER = """
import sys, threading, time
threading.Thread(target=lambda: (sys.stdin.read(), stop.append(1)), daemon=True).start()
stop, late, last = [], [], time.monotonic()
while not stop:
    time.sleep(0.015)
    now = time.monotonic()
    if now - last > 0.065:
        late.append(1000 * (now - last) - 15)
    last = now
print(f"{len(late)}, longest {max(late, default=0):.0f} ms")
"""


def _workers() -> int:
    found = 0
    for child in psutil.Process().children(recursive=True):
        with contextlib.suppress(psutil.Error):  # it has just ended
            found += "spawn_main" in " ".join(child.cmdline())
    return found


def _p95(times: list[float]) -> float:
    return sorted(times)[max(0, round(0.95 * len(times)) - 1)]


if __name__ == "__main__":
    sys.exit(main())
