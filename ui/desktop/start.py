"""Starting the desktop: fonts, look, language, window. Loads little before the first paint; the rest comes behind the sign-in page."""

import logging
import os
import sys
from pathlib import Path

from PySide6.QtCore import QLocale, Qt, QTimer
from PySide6.QtGui import QGuiApplication, QImageReader
from PySide6.QtWidgets import QApplication

from station.domain.heap import tame_heap
from station.settings import paths
from station.settings.load import settings_in_force
from ui import theme
from ui.desktop.bugs import catch_bugs, log_to
from ui.desktop.choices import choices_file, load_choices
from ui.desktop.freeze import FreezeDetector
from ui.desktop.placement import KeepsVisible, load_placement, placement_file, save_placement, show_placed
from ui.desktop.window import MainWindow
from ui.language import of_setting

log = logging.getLogger(__name__)

ALLOCATION_LIMIT_MB = 1024
"""Qt's own limit of 256 MB refuses an A3 page at 600 dpi (265 MiB)."""

_LARGE_BYTES = 12 * 2**20
"""A decoded page (A4 at 300 dpi: 26 MB); previews and images as stored are smaller."""

TURN_S = 0.0005
"""How long a thread may keep the interpreter while another wants it. Python's own 5 ms stand between every call of the window into Qt and
its return while modules load or the store is read: a tenth of a second adds up. With half a millisecond no gap was seen."""


def prepare(arguments: list[str]) -> QApplication:
    """The application object, set up once per process."""
    tame_heap(_LARGE_BYTES)
    # read when OpenCV is loaded: shared out, a tile of 2 ms waits for a thread that gets no core while pages are read on all of them
    os.environ["OPENCV_FOR_THREADS_NUM"] = "1"
    QGuiApplication.setHighDpiScaleFactorRoundingPolicy(Qt.HighDpiScaleFactorRoundingPolicy.PassThrough)
    application = QApplication.instance() or QApplication(arguments)
    assert isinstance(application, QApplication)
    sys.setswitchinterval(TURN_S)
    application.setApplicationName("tram-so-hoa")
    QLocale.setDefault(QLocale(QLocale.Language.Vietnamese, QLocale.Country.Vietnam))
    QImageReader.setAllocationLimit(ALLOCATION_LIMIT_MB)
    theme.load_fonts()
    return application


def open_window(application: QApplication, store: Path, home: Path | None) -> MainWindow:
    """The window over a store, dressed and speaking as chosen; not shown yet. Raises StationError `settings.faulty`."""
    choices = load_choices(choices_file(home))
    theme.theme().put_on(application, choices.look, choices.scale)
    settings = settings_in_force()
    return MainWindow(store, home, choices, of_setting(settings.language), first_tour=True, lock_after_min=settings.lock_after_min)


def run_desktop(store: Path, home: Path | None) -> int:
    """Show the window until it is closed; return the exit code. `home`: folder of this account's own files, else the usual one."""
    log_to((home or paths.user_data_folder()) / "log")
    application = prepare(sys.argv[:1])
    window = open_window(application, store, home)
    catch_bugs(window.show_text)
    detector = FreezeDetector(parent=window)
    detector.start()
    remembered = placement_file(home)
    show_placed(window, load_placement(remembered))
    KeepsVisible(window)
    application.aboutToQuit.connect(lambda: save_placement(remembered, window))
    QTimer.singleShot(0, window.start)
    code = application.exec()
    detector.stop()
    log.info("closed; freezes: %d, worst %.0f ms", len(detector.freezes), detector.worst_ms)
    return code
