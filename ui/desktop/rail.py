"""The rail: one button per desk, in the order of the work, Ctrl+1…9; at its foot the menu."""

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QFrame, QToolButton, QVBoxLayout, QWidget

from station.domain.findings import Text
from ui import theme
from ui.desktop.icons import icon
from ui.desktop.place import Desk
from ui.language import tr

MENU = Text("Tuỳ chọn", "Options")
_MENU_PURPOSE = Text("Ngôn ngữ, màu, cỡ chữ, khoá máy, đăng xuất (F10)", "Language, colours, text size, lock, sign out (F10)")
_RAIL = Text("Các bàn làm việc", "Desks")
_ICON_PX = 24
_LARGE_FROM = 1.25
_UNDER, _BESIDE = Qt.ToolButtonStyle.ToolButtonTextUnderIcon, Qt.ToolButtonStyle.ToolButtonTextBesideIcon


class Rail(QFrame):
    """Shows desks; emits what was chosen. Knows nothing of roles or pages."""

    chosen = Signal(str)
    menu_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._buttons: dict[str, QToolButton] = {}
        self._desks: list[Desk] = []
        self._shortcuts: list[QShortcut] = []
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(theme.GRID_PX, theme.GRID_PX, theme.GRID_PX, theme.GRID_PX)
        self._column.setSpacing(theme.GRID_PX // 2)
        self._column.addStretch(1)
        self.menu_button = _button()
        self.menu_button.clicked.connect(self.menu_wanted)
        self._column.addWidget(self.menu_button)
        theme.theme().changed.connect(self._redress)
        self._redress()

    def show_desks(self, desks: Sequence[Desk]) -> None:
        """Put these desks on the rail, in this order; those shown before go."""
        for button in self._buttons.values():
            button.deleteLater()
        for shortcut in self._shortcuts:
            shortcut.deleteLater()
        self._buttons, self._shortcuts, self._desks = {}, [], list(desks)
        for place, desk in enumerate(desks):
            button = _button()
            button.setCheckable(True)
            button.setAutoExclusive(True)
            button.clicked.connect(lambda _=False, key=desk.key: self.chosen.emit(key))
            self._column.insertWidget(place, button)
            self._buttons[desk.key] = button
            # owned by the rail: one left behind by the session before would make the key ambiguous, and then neither works
            shortcut = QShortcut(QKeySequence(f"Ctrl+{place + 1}"), self)
            shortcut.activated.connect(lambda key=desk.key: self.chosen.emit(key))
            self._shortcuts.append(shortcut)
        self._redress()

    def mark(self, key: str) -> None:
        """Show which desk is open."""
        self._buttons[key].setChecked(True)

    @property
    def keys(self) -> list[str]:
        """The desks shown, in order."""
        return [desk.key for desk in self._desks]

    def retranslate(self) -> None:
        """Words in the language in force."""
        self.setAccessibleName(tr(_RAIL))
        for place, desk in enumerate(self._desks):
            button = self._buttons[desk.key]
            _name(button, tr(desk.title), f"{tr(desk.purpose)} (Ctrl+{place + 1})")
        _name(self.menu_button, tr(MENU), tr(_MENU_PURPOSE))

    def _redress(self) -> None:
        self._repaint()
        self.retranslate()

    def _repaint(self) -> None:
        size = int(_ICON_PX * min(theme.theme().scale, _LARGE_FROM))
        for key, button in [*self._buttons.items(), ("menu", self.menu_button)]:
            button.setIcon(icon(key, theme.colour("text"), size))
            button.setIconSize(QSize(size, size))
            # large text: words beside smaller pictures, or the rail would be higher than the screen
            large = theme.theme().scale > _LARGE_FROM
            button.setToolButtonStyle(_BESIDE if large else _UNDER)


def _button() -> QToolButton:
    button = QToolButton()
    button.setAutoRaise(True)
    button.setToolButtonStyle(_UNDER)
    button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    policy = button.sizePolicy()
    policy.setHorizontalPolicy(policy.Policy.Expanding)
    button.setSizePolicy(policy)
    return button


def _name(button: QToolButton, title: str, purpose: str) -> None:
    # beside its picture the word needs the room that a picture above it does not
    button.setText(f" {title}" if button.toolButtonStyle() is _BESIDE else title)
    button.setToolTip(purpose)
    button.setAccessibleName(title)
    button.setAccessibleDescription(purpose)
