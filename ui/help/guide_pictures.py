"""The pictures of the user guide by one command: `python -m ui.help.guide_pictures`. Needs no screen and a few minutes.

Every desk of a practice office in the middle of its work, in both languages, at 1366×768, as small PNG files under docs/guide/pictures.
"""

import argparse
import os
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from PIL import Image
from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget

from station.domain.roles import Role
from ui.desktop.choices import Choices
from ui.desktop.pictures import Photographer, make_practice_store
from ui.desktop.start import prepare
from ui.desktop.window import MainWindow
from ui.help.guide import GUIDE_FOLDER
from ui.help.reader import Reader
from ui.help.window_keys import HelpPage
from ui.language import Language
from ui.theme import Look, theme

SIZE = QSize(1366, 768)
BYTES_MAX = 120_000
_COLOURS = ((24, 128), (24, 64), (24, 40), (24, 24), (16, 16), (12, 14), (12, 8), (8, 8))
"""How many flat colours are kept as they are, and how many more there are for the paper."""
_SEARCHED = "nguyen"
_DESKS = {
    Role.CLERK: ("today", "capture", "checking", "applicant", "search"),
    Role.SUPERVISOR: ("approval", "sending"),
    Role.ADMINISTRATOR: ("administration",),
}


def keep_small(picture: QImage, path: Path) -> None:
    """Write a picture as PNG with as many colours as fit into `BYTES_MAX`."""
    plain = picture.convertToFormat(QImage.Format.Format_RGB888)
    rows = bytes(plain.constBits())
    image = Image.frombytes("RGB", (plain.width(), plain.height()), rows, "raw", "RGB", plain.bytesPerLine())
    for flat, colours in _COLOURS:
        image.quantize(palette=_palette(image, flat, colours), dither=Image.Dither.NONE).save(path, optimize=True)
        if path.stat().st_size <= BYTES_MAX:
            return


def _palette(image: Image.Image, kept: int, colours: int) -> Image.Image:
    """The flat colours of the window as they are, then the best others for the paper."""
    counted = sorted(image.getcolors(image.width * image.height) or [], key=lambda one: one[0], reverse=True)
    flat = [colour for _, colour in counted[:kept] if isinstance(colour, tuple)]
    rest = image.quantize(colours, method=Image.Quantize.MAXCOVERAGE).getpalette() or []
    made = Image.new("P", (1, 1))
    made.putpalette([part for colour in flat for part in colour] + rest[: 3 * colours])
    return made


class _Guide:
    """One walk through the window per language and role."""

    def __init__(self, application: QApplication, window: MainWindow, out: Path) -> None:
        self._window, self._out = window, out
        self._photographer = Photographer(application, window, out)

    def sign_in_page(self, language: Language) -> None:
        self._speak(language)
        self._take("signin", language)

    def desks(self, role: Role) -> None:
        """Everything that a role sees, in both languages."""
        self._photographer.sign_in(role)
        for language in Language:
            self._speak(language)
            for desk in _DESKS[role]:
                self._window.go(desk)
                self._photographer.settle()
                if desk == "applicant":
                    self._photographer.show_card()
                if desk == "capture":
                    self._photographer.show_pile()
                if desk == "search":
                    line = self._page().findChildren(QLineEdit)[0]
                    line.clear()
                    QTest.keyClicks(line, _SEARCHED)
                    self._photographer.settle()
                    QTest.keyClick(line, Qt.Key.Key_Return)
                self._take(desk, language)
                if desk == "checking":
                    self._at_checking(language)
        self._photographer.sign_out()

    def _at_checking(self, language: Language) -> None:
        self._window.show_help(HelpPage.KEYS)
        self._take("keys", language)
        self._window.show_help(HelpPage.KEYS)
        self._window.show_help(HelpPage.FORM)
        self._photographer.settle()
        reader = next(one for one in self._window.findChildren(Reader) if one.isVisible())
        keep_small(reader.grab().toImage(), self._path("form", language))
        reader.reject()
        self._photographer.settle()
        self._window.activateWindow()
        QTest.keyClick(QApplication.focusWidget() or self._page(), Qt.Key.Key_F2)
        self._take("checking-offers", language)
        QTest.keyClick(QApplication.focusWidget() or self._page(), Qt.Key.Key_Escape)

    def _page(self) -> QWidget:
        assert self._window.workplace is not None
        return self._window.workplace.page(self._window.workplace.current)

    def _speak(self, language: Language) -> None:
        self._window.choose(Choices(language, Look.LIGHT))
        self._window.resize(SIZE)

    def _take(self, name: str, language: Language) -> None:
        self._photographer.settle()
        keep_small(self._window.grab().toImage(), self._path(name, language))

    def _path(self, name: str, language: Language) -> Path:
        return self._out / f"{name}-{language}.png"


def main() -> int:
    """Take them all."""
    parser = argparse.ArgumentParser(prog="python -m ui.help.guide_pictures", description="Pictures of the user guide.")
    parser.add_argument("--out", type=Path, default=GUIDE_FOLDER / "pictures")
    parser.add_argument("--work", type=Path, default=None, help="keeps the practice office for the next time")
    wanted = parser.parse_args()
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    out = wanted.out.resolve()
    out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as temporary:
        work = wanted.work or Path(temporary)
        work.mkdir(parents=True, exist_ok=True)
        # the sign-in page shows where the store lies: in the guide that is no machine's own folder
        os.chdir(work)
        _walk(Path("practice"), out)
    return 0


def _walk(office: Path, out: Path) -> None:
    store = make_practice_store(office, conditions=("clean",))
    application = prepare(sys.argv[:1])
    theme().put_on(application, Look.LIGHT)
    window = MainWindow(store, office / "home", Choices(Language.VI, Look.LIGHT))
    window.resize(SIZE)
    window.show()
    window.activateWindow()
    window.start()
    guide = _Guide(application, window, out)
    for language in Language:
        guide.sign_in_page(language)
    for role in _DESKS:
        guide.desks(role)
    window.close()
    _until(application, lambda: window.closed)


def _until(application: QApplication, done: Callable[[], bool]) -> None:
    while not done():
        application.processEvents()


if __name__ == "__main__":
    sys.exit(main())
