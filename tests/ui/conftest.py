"""For tests with a window: no freeze goes unnoticed, every test starts in Vietnamese and light, and a practice store stands ready."""

import contextlib
import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from station.domain.ids import OfficeId
from station.workflow.capture import open_volume
from station.workflow.checking import finish_checking
from station.workflow.reading import read_waiting
from tests.flow.conftest import DEVICE, PASSWORD, Office, TableReader, birth, forms, office, page, province, reader
from tests.ui.ending import end_windows
from ui import bootstrap, theme
from ui.bootstrap import PROVINCE_FILE
from ui.desktop.choices import Choices
from ui.desktop.desks import DESKS
from ui.desktop.freeze import Freeze, FreezeDetector
from ui.desktop.start import prepare
from ui.desktop.window import MainWindow
from ui.language import Language, set_language
from ui.theme import Look

__all__ = ["DEVICE", "PASSWORD", "House", "TableReader", "birth", "forms", "office", "page", "province", "reader"]

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

FREEZE_LIMIT_MS = 1000
"""Loose: two shared cores. The product's own limit is 50."""
STARVED_LIMIT_MS = 2000.0


@pytest.fixture(scope="session")
def qapp() -> QApplication:
    """The application as the product sets it up."""
    application = prepare(["tests"])
    theme.theme().put_on(application, Look.LIGHT)
    application.setCursorFlashTime(0)
    return application


@pytest.fixture(scope="session", autouse=True)
def no_scanner_of_this_machine(tmp_path_factory: pytest.TempPathFactory) -> None:
    """SANE knows no device: looking for those of the machine takes seconds, and what it finds is nothing to test with."""
    folder = tmp_path_factory.mktemp("sane")
    (folder / "dll.conf").touch()
    os.environ["SANE_CONFIG_DIR"] = str(folder)


@pytest.fixture(autouse=True)
def no_engines(monkeypatch: pytest.MonkeyPatch) -> None:
    """The desk reads by a table: starting a worker with its engines costs two seconds, and here they have nothing to read."""
    monkeypatch.setattr(bootstrap, "desk_reading_pool", lambda _forms: contextlib.nullcontext(TableReader()))


@pytest.fixture(autouse=True)
def speaks_vietnamese() -> Iterator[None]:
    set_language(Language.VI)
    yield
    set_language(Language.VI)


@pytest.fixture(autouse=True)
def no_freeze(request: pytest.FixtureRequest) -> Iterator[None]:
    """Fails a test with a window whose event loop stood still. What the test itself does between events does not count."""
    if "qtbot" not in request.fixturenames:
        yield
        return
    request.getfixturevalue("qapp")
    detector = FreezeDetector(FREEZE_LIMIT_MS)
    detector.start()
    yield
    detector.stop()
    in_the_loop = [freeze for freeze in detector.freezes if _is_the_window_s(freeze)]
    if in_the_loop and not request.node.get_closest_marker("may_freeze"):
        lines = [f"{freeze.gap_ms:.0f} ms: {' > '.join(freeze.stack[-5:])}" for freeze in in_the_loop]
        pytest.fail("the event loop stood still:\n" + "\n".join(lines))


def _is_the_window_s(freeze: Freeze) -> bool:
    """Stuck in a line of the window, called by the loop. Where the loop itself stood, a thread of a busy machine held the interpreter."""
    inside = any("pytestqt/" in place for place in freeze.stack)
    waiting = bool(freeze.stack) and "pytestqt/" in freeze.stack[-1]
    return inside and (not waiting or freeze.gap_ms > STARVED_LIMIT_MS)


class House:
    """A practice store of the flow tests, made ready for a window."""

    def __init__(self, office: Office, home: Path) -> None:
        self.office, self.home = office, home
        home.mkdir()
        (home / "device.secret").write_bytes(DEVICE)
        office.province.public.save(office.folder / PROVINCE_FILE)

    @property
    def store(self) -> Path:
        return self.office.folder

    def fill(self, names: tuple[str, ...] = ("An", "Bình", "Chi"), checked: int = 1) -> None:
        """A volume with one birth per name, read; the first ones checked."""
        reader = TableReader()
        with self.office.desk() as desk:
            volume = open_volume(
                desk, office_id=OfficeId("99001"), kind="KS", year=2018, number="01", title="Giấy khai sinh 2018, quyển 01"
            )
            self.office.captured(desk, reader, *names, volume=volume)
            read_waiting(desk, reader)
            for entry in desk.records.entries()[:checked]:
                finish_checking(desk, entry.entry_id, {finding.rule: "đúng như giấy" for finding in entry.findings})


@pytest.fixture
def house(office: Office, tmp_path: Path) -> House:
    return House(office, tmp_path / "home")


@pytest.fixture
def open_window(qtbot, house: House) -> Iterator[Callable[..., MainWindow]]:
    """Open the window over the house; `sign_in` walks in. Closed, store and all, at the end."""
    windows: list[MainWindow] = []

    def make(choices: Choices | None = None, store: Path | None = None, desks=DESKS) -> MainWindow:
        theme.theme().put_on(QApplication.instance(), Look.LIGHT)
        window = MainWindow(store or house.store, house.home, choices or Choices(Language.VI, Look.LIGHT), desks=lambda: desks)
        windows.append(window)
        window.resize(1366, 768)
        window.show()
        window.start()
        qtbot.waitUntil(lambda: window.tasks.asked == 0, timeout=30_000)
        return window

    yield make
    end_windows(qtbot, windows)


@pytest.fixture
def sign_in(qtbot, open_window) -> Callable[..., MainWindow]:
    """A window with somebody signed in, everything they see loaded."""

    def walk_in(user: str = "clerk", **given) -> MainWindow:
        window = open_window(**given)
        window.sign_in_page.submitted.emit(user, PASSWORD)
        qtbot.waitUntil(lambda: window.session is not None, timeout=30_000)
        qtbot.waitUntil(lambda: window.tasks.asked == 0, timeout=30_000)
        return window

    return walk_in


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "may_freeze: this test freezes the window on purpose")
