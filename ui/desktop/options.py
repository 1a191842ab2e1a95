"""The menu behind F10: language, look, text size, help, lock, sign out. Made anew each time it opens."""

from dataclasses import replace
from functools import partial

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QMenu, QWidget

from station.domain.findings import Text
from ui import theme
from ui.desktop.choices import Choices
from ui.help.window_keys import ANYWHERE, FORM_KEY, GUIDE_KEY, SHEET_KEY, HelpPage
from ui.language import Language, language, tr
from ui.theme import SCALES, Look

LANGUAGES = {Language.VI: "Tiếng Việt", Language.EN: "English"}
"""Each in its own words, so that whoever is lost finds back."""

_LANGUAGE = Text("Ngôn ngữ", "Language")
_LOOK = Text("Màu", "Colours")
_SIZE = Text("Cỡ chữ", "Text size")
_LOOKS = {
    Look.AUTO: Text("Theo máy", "As the machine"),
    Look.LIGHT: Text("Sáng", "Light"),
    Look.DARK: Text("Tối", "Dark"),
    Look.CONTRAST: Text("Tương phản cao", "High contrast"),
}
_OWN = Text("Mật khẩu và khoá của tôi…", "My password and keys…")
LOCK = Text("Khoá máy", "Lock")
SIGN_OUT = Text("Đăng xuất", "Sign out")
_HELP = {
    HelpPage.KEYS: (Text("Các phím của bàn này", "Keys of this desk"), SHEET_KEY),
    HelpPage.FORM: (Text("Mẫu giấy đang làm", "The form at hand"), FORM_KEY),
    HelpPage.GUIDE: (Text("Sách hướng dẫn", "User guide"), GUIDE_KEY),
    HelpPage.TOUR: (Text("Xem lại hướng dẫn", "Show the tour again"), ""),
}
_QUIT = Text("Đóng chương trình", "Close the program")


class Options(QObject):
    """Emits what was chosen."""

    chosen = Signal(object)
    """The new Choices."""
    help_wanted = Signal(object)
    """A HelpPage."""
    own_wanted = Signal()
    """The section of Quản trị with one's own password and keys."""
    lock_wanted = Signal()
    sign_out_wanted = Signal()
    quit_wanted = Signal()

    def menu(self, parent: QWidget, choices: Choices, *, signed_in: bool) -> QMenu:
        """The menu as it is now. The caller pops it up; it goes with its parent or when closed."""
        menu = QMenu(parent)
        languages = [(name, replace(choices, language=key), key is language()) for key, name in LANGUAGES.items()]
        looks = [(tr(text), replace(choices, look=key), key is choices.look) for key, text in _LOOKS.items()]
        sizes = [(f"{scale:.0%}", replace(choices, scale=scale), scale == theme.theme().scale) for scale in SCALES]
        for title, rows in ((_LANGUAGE, languages), (_LOOK, looks), (_SIZE, sizes)):
            self._choices(menu.addMenu(tr(title)), rows)
        menu.addSeparator()
        for page, (text, key) in _HELP.items():
            if signed_in or page in ANYWHERE:
                menu.addAction(f"{tr(text)}\t{key}" if key else tr(text), partial(self.help_wanted.emit, page))
        menu.addSeparator()
        if signed_in:
            menu.addAction(tr(_OWN), self.own_wanted.emit)
            menu.addAction(f"{tr(LOCK)}\tCtrl+L", self.lock_wanted.emit)
            menu.addAction(tr(SIGN_OUT), self.sign_out_wanted.emit)
        menu.addAction(f"{tr(_QUIT)}\tCtrl+Q", self.quit_wanted.emit)
        return menu

    def _choices(self, menu: QMenu, rows: list[tuple[str, Choices, bool]]) -> None:
        group = QActionGroup(menu)
        for words, choice, current in rows:
            action = QAction(words, menu, checkable=True, checked=current)
            action.triggered.connect(lambda _=False, choice=choice: self.chosen.emit(choice))
            group.addAction(action)
            menu.addAction(action)
