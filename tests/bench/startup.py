"""How long the window takes: from the start of the process to the first paint, and to a sign-in page one can type on.

`python -m tests.bench.startup [--rounds N] [--cold]`. Warm: files are in the system's cache. Cold: the cache of every file of the
environment and the program is dropped before each start (posix_fadvise; no root needed; what other processes hold mapped stays warm).
Beside it, in the same run: a bare Python and Qt with one empty window, which is the floor.
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

from station.practice.people import PRACTICE_OFFICE
from tests.bench.machine import describe_machine
from ui import bootstrap

ROOT = Path(__file__).resolve().parents[2]

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
        print(json.dumps({'paint_s': self.painted, 'usable_s': since_start()}), flush=True)
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
import json, sys
from pathlib import Path
from PySide6.QtCore import QEvent, QObject, QTimer
from ui.desktop.freeze import FreezeDetector
from ui.desktop.start import open_window, prepare
store, home, mode = Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3]
application = prepare(sys.argv[:1])
window = open_window(application, store, home)
detector = FreezeDetector(parent=window)
times = {}
class Watch(QObject):
    def eventFilter(self, watched, event):
        if event.type() == QEvent.Type.Paint and 'paint_s' not in times:
            times['paint_s'] = since_start()
            QTimer.singleShot(0, usable)
        return False
def usable():
    if not window.sign_in_page.ready:
        return QTimer.singleShot(5, usable)
    times['usable_s'] = since_start()
    window.start()
    detector.start()
    QTimer.singleShot(0, loaded)
def loaded():
    if window.tasks.asked:
        return QTimer.singleShot(5, loaded)
    times['loaded_s'] = since_start()
    times['worst_gap_ms'] = detector.worst_ms
    if mode == 'load':
        return tell()
    times['before_sign_in_s'] = since_start()
    window.sign_in_page.submitted.emit('clerk', sys.argv[4])
    desk()
def desk():
    if window.workplace is None or window.tasks.asked:
        return QTimer.singleShot(5, desk)
    times['sign_in_s'] = since_start() - times.pop('before_sign_in_s')
    times['worst_gap_ms'] = detector.worst_ms
    tell()
def tell():
    print(json.dumps(times), flush=True)
    os._exit(0)
watch = Watch()
window.sign_in_page.installEventFilter(watch)
window.resize(1366, 768)
window.show()
application.exec()
"""
)

_PASSWORD = "thuc-hanh"


def main() -> int:
    """Print the figures."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.startup")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--cold", action="store_true", help="also with the files dropped from the system's cache")
    wanted = parser.parse_args()
    print(describe_machine(0))
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        store, home = folder / "store", folder / "home"
        bootstrap.create_practice_store(store, _PASSWORD, province=bootstrap.practice_province(folder / "province"), home=home)
        assert any(user.user_id == "clerk" for user in PRACTICE_OFFICE.users)
        for cold in (False, True) if wanted.cold else (False,):
            word = "cold" if cold else "warm"
            _report(f"{word}, empty Qt window (floor)", [_run(_FLOOR, [], cold) for _ in range(wanted.rounds)])
            _report(
                f"{word}, station: sign-in, everything loaded behind it, signed in",
                [_run(_STATION, [str(store), str(home), "sign-in", _PASSWORD], cold) for _ in range(wanted.rounds)],
            )
    return 0


def _run(program: str, arguments: list[str], cold: bool) -> dict[str, float]:
    if cold:
        _drop_from_cache()
    environment = {**os.environ, "QT_QPA_PLATFORM": os.environ.get("QT_QPA_PLATFORM", "offscreen")}
    done = subprocess.run(
        [sys.executable, "-c", program, *arguments], cwd=ROOT, env=environment, capture_output=True, text=True, timeout=120, check=True
    )
    found: dict[str, float] = json.loads(done.stdout.strip().splitlines()[-1])
    return found


def _drop_from_cache() -> None:
    """Ask the system to forget the files a start reads. Needs no rights beyond reading them."""
    for top in (Path(sys.prefix), *(ROOT / name for name in ("ui", "station", "ocr", "sync", "resources"))):
        for path in top.rglob("*"):
            if path.is_file():
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
        print(f"  {key:<14} {statistics.median(values):.{digits}f} ({max(values):.{digits}f})")


if __name__ == "__main__":
    sys.exit(main())
