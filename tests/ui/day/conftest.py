"""The practice office of one day: made by the product, opened by the product's own window."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from PySide6.QtGui import QAccessible

from tests.ui.day.papers import FEW, SHORT, Shelf, drawn_shelf, painted_shelf, reader_for
from tests.ui.ending import end_windows
from ui import bootstrap
from ui.desktop.choices import Choices, choices_file, save_choices
from ui.desktop.start import open_window as open_the_window
from ui.desktop.window import MainWindow
from ui.language import Language
from ui.theme import Look

PASSWORD = "mot-ngay-lam-viec"


@dataclass(frozen=True)
class DayOffice:
    """Where it lies."""

    store: Path
    home: Path
    province: bootstrap.PracticeProvince


@pytest.fixture(autouse=True)
def no_engines() -> None:
    """Each of these days says itself who reads."""


@pytest.fixture(autouse=True)
def somebody_reads_the_screen(qapp) -> Iterator[None]:
    """As when a screen reader runs: Qt tells it what changes, so that nothing old is read."""
    QAccessible.setActive(True)
    yield
    QAccessible.setActive(False)


@pytest.fixture
def day_office(tmp_path: Path) -> DayOffice:
    province = bootstrap.practice_province(tmp_path / "province")
    found = DayOffice(tmp_path / "store", tmp_path / "home", province)
    bootstrap.create_practice_store(found.store, PASSWORD, province=province, home=found.home)
    save_choices(choices_file(found.home), Choices(Language.VI, Look.LIGHT))
    return found


@pytest.fixture
def painted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Shelf:
    """Papers and a quick reader in place of the reading processes."""
    shelf = painted_shelf(bootstrap.forms(), tmp_path / "scans", SHORT)
    monkeypatch.setattr(bootstrap, "desk_reading_pool", reader_for(shelf))
    return shelf


@pytest.fixture
def painted_few(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Shelf:
    """The same with one thin volume."""
    shelf = painted_shelf(bootstrap.forms(), tmp_path / "scans", FEW)
    monkeypatch.setattr(bootstrap, "desk_reading_pool", reader_for(shelf))
    return shelf


@pytest.fixture
def drawn(tmp_path: Path) -> Shelf:
    """Practice scans for the real reading."""
    return drawn_shelf(bootstrap.forms(), tmp_path / "scans")


@pytest.fixture
def start_window(qtbot, qapp, day_office: DayOffice) -> Iterator[Callable[[], MainWindow]]:
    """Starts the program over the office, on a small screen, as `run` does; again as often as it was closed."""
    windows: list[MainWindow] = []

    def start() -> MainWindow:
        window = open_the_window(qapp, day_office.store, day_office.home)
        windows.append(window)
        window.resize(1366, 768)
        window.show()
        window.activateWindow()
        qtbot.waitUntil(window.isActiveWindow)
        window.start()
        return window

    yield start
    end_windows(qtbot, windows)
