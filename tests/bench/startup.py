"""How long the window takes: from the start of the process to the first paint, to a sign-in page that takes typing, to a signed-in desk.

`python -m tests.bench.startup [--rounds N] [--cold]`. The program is started as a person starts it (`python -m ui desktop`); usable is
when a letter posted to the page stands in its field. Warm: files are in the system's cache. Cold: they are dropped before each start, all
of them where the system allows (root), else those of the environment and the program (posix_fadvise; what others hold mapped stays warm).
Beside it, in the same run: bare Python and Qt with one empty window, which is the floor; and the shell part of `./run`.
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from tests.bench.machine import describe_machine
from ui import bootstrap

ROOT = Path(__file__).resolve().parents[2]
_DROP = Path("/proc/sys/vm/drop_caches")
_SHELL = ". scripts/bootstrap.sh; set_up"
_PASSWORD = "thuc-hanh"

_CLOCK = """
import os, time
def since_start():
    ticks = int(open('/proc/self/stat').read().rsplit(')', 1)[1].split()[19])
    return time.clock_gettime(time.CLOCK_BOOTTIME) - ticks / os.sysconf('SC_CLK_TCK')
"""

_FLOOR = (
    _CLOCK
    + """
import json, sys
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QWidget
class Empty(QWidget):
    def paintEvent(self, event):
        if not hasattr(self, 'painted'):
            self.painted = since_start()
            QTimer.singleShot(0, self.tell)
    def tell(self):
        print(json.dumps({'first_paint_s': self.painted, 'usable_s': since_start()}), flush=True)
        os._exit(0)
application = QApplication(sys.argv)
window = Empty()
window.show()
application.exec()
"""
)

_STATION = (
    _CLOCK
    + """
import json, runpy, sys
password = sys.argv.pop()
import ui.desktop.start as start
from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt, QTimer
from PySide6.QtGui import QKeyEvent
from ui.desktop.freeze import FreezeDetector
class Watch(QObject):
    def __init__(self, window):
        super().__init__(window)
        self.window, self.times = window, {}
        window.sign_in_page.installEventFilter(self)
    def eventFilter(self, watched, event):
        if event.type() == QEvent.Type.Paint and not self.times:
            self.times['first_paint_s'] = since_start()
            QTimer.singleShot(0, self.type)
        return False
    def type(self):
        self.field = self.window.focusWidget()
        QCoreApplication.postEvent(self.field, QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_A, Qt.KeyboardModifier.NoModifier, 'a'))
        self.usable()
    def usable(self):
        if self.field.text() != 'a':
            return QTimer.singleShot(1, self.usable)
        self.times['usable_s'] = since_start()
        self.field.clear()
        QTimer.singleShot(0, self.loaded)
    def loaded(self):
        if self.window.tasks.asked:
            return QTimer.singleShot(5, self.loaded)
        self.times['loaded_s'] = since_start()
        self.detector = self.window.findChild(FreezeDetector)
        self.times['gap_while_loading_ms'] = self.detector.worst_ms
        self.gaps_before = len(self.detector.freezes)
        self.asked_at = since_start()
        self.window.sign_in_page.submitted.emit('clerk', password)
        self.desk()
    def desk(self):
        if self.window.workplace is None or self.window.tasks.asked:
            return QTimer.singleShot(5, self.desk)
        self.times['sign_in_s'] = since_start() - self.asked_at
        self.times['gap_while_signing_in_ms'] = max((one.gap_ms for one in list(self.detector.freezes)[self.gaps_before:]), default=0)
        print(json.dumps(self.times), flush=True)
        os._exit(0)
opened = start.open_window
def watched(*given):
    window = opened(*given)
    Watch(window)
    return window
start.open_window = watched
runpy.run_module('ui', run_name='__main__', alter_sys=True)
"""
)


def main() -> int:
    """Print the figures."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.startup")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--cold", action="store_true", help="also with the files dropped from the system's cache")
    wanted = parser.parse_args()
    print(describe_machine(0))
    print("gaps: of the event loop, beyond 50 ms only; 0 means that none was longer")
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        store, home = folder / "store", folder / "home"
        bootstrap.create_practice_store(store, _PASSWORD, province=bootstrap.practice_province(folder / "province"), home=home)
        bench = _Bench(folder / "bytecode", ["desktop", "--store", str(store), "--home", str(home), _PASSWORD])
        bench.station(cold=False)  # as in any installed program, the compiled files are there
        bench.floor(cold=False)
        for cold in (False, True) if wanted.cold else (False,):
            word = "cold" if cold else "warm"
            _report(f"{word}, empty Qt window (floor)", [bench.floor(cold) for _ in range(wanted.rounds)])
            _report(f"{word}, station", [bench.station(cold) for _ in range(wanted.rounds)])
            _report(f"{word}, shell part of ./run", [bench.shell(cold) for _ in range(wanted.rounds)])
        if wanted.cold:
            print(
                "cold means: "
                + ("the system's whole file cache dropped" if os.access(_DROP, os.W_OK) else "our own files dropped (no root)")
            )
    return 0


class _Bench:
    """Starts of one program."""

    def __init__(self, bytecode: Path, arguments: list[str]) -> None:
        self._bytecode, self._arguments = bytecode, arguments

    def floor(self, cold: bool) -> dict[str, float]:
        return self._run(_FLOOR, [], cold)

    def station(self, cold: bool) -> dict[str, float]:
        return self._run(_STATION, self._arguments, cold)

    def shell(self, cold: bool) -> dict[str, float]:
        if cold:
            self._drop_from_cache()
        began = time.perf_counter()
        subprocess.run(["sh", "-c", _SHELL], cwd=ROOT, check=True, capture_output=True)
        return {"set_up_s": time.perf_counter() - began}

    def _run(self, program: str, arguments: list[str], cold: bool) -> dict[str, float]:
        if cold:
            self._drop_from_cache()
        environment = {"QT_QPA_PLATFORM": "offscreen", **os.environ, "PYTHONPYCACHEPREFIX": str(self._bytecode)}
        environment.pop("PYTHONDONTWRITEBYTECODE", None)
        done = subprocess.run(
            [sys.executable, "-c", program, *arguments],
            cwd=ROOT,
            env=environment,
            stdout=subprocess.PIPE,
            text=True,
            timeout=120,
            check=True,
        )
        found: dict[str, float] = json.loads(done.stdout.strip().splitlines()[-1])
        return found

    def _drop_from_cache(self) -> None:
        os.sync()
        if os.access(_DROP, os.W_OK):
            _DROP.write_text("3")
            return
        tops = (Path(sys.prefix), self._bytecode, *(ROOT / name for name in ("ui", "station", "ocr", "sync", "resources")))
        for path in (path for top in tops for path in top.rglob("*") if path.is_file()):
            file = os.open(path, os.O_RDONLY)
            try:
                os.posix_fadvise(file, 0, 0, os.POSIX_FADV_DONTNEED)
            finally:
                os.close(file)


def _report(name: str, rounds: list[dict[str, float]]) -> None:
    print(f"{name}; {len(rounds)} rounds, median (worst)")
    for key in rounds[0]:
        values = [one[key] for one in rounds]
        digits = 0 if key.endswith("_ms") else 2
        print(f"  {key:<24} {statistics.median(values):.{digits}f} ({max(values):.{digits}f})")


if __name__ == "__main__":
    sys.exit(main())
