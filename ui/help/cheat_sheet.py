"""The cheat sheet: the keys of the desk in front, over everything. It never takes the focus, so typing and composing go on untouched.

F1, Esc, Enter or a click close it; arrows turn its pages; any other key closes it and does what it always does.
"""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QEvent, QObject, QRect, Qt, Signal
from PySide6.QtGui import QAccessible, QAccessibleEvent, QFont, QFontMetrics, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from station.domain.findings import Text
from ui import theme
from ui.help.key_names import shown
from ui.help.key_watch import KeyWatch
from ui.help.sheet_layout import Column, Row, Section, pages_of
from ui.help.window_keys import FORM_KEY, GUIDE_KEY, PRINT_KEY, SHEET_KEY
from ui.language import tr

TITLE = Text("Các phím: {desk}", "Keys: {desk}")
_FORM = Text("Mẫu giấy ({key})", "The form ({key})")
_GUIDE = Text("Sách hướng dẫn ({key})", "User guide ({key})")
_PRINT = Text("Lưu PDF… ({key})", "Save as PDF… ({key})")
_CLOSE = Text("Đóng ({key})", "Close ({key})")
_PAGE = Text("Trang {page}/{pages} – phím mũi tên để lật", "Page {page}/{pages} – arrows turn")
_COLUMN_PX = 400
_GAP_PX, _BETWEEN_PX = 3, 24
_FORWARD = (Qt.Key.Key_PageDown, Qt.Key.Key_Down, Qt.Key.Key_Right)
_BACKWARD = (Qt.Key.Key_PageUp, Qt.Key.Key_Up, Qt.Key.Key_Left)
_DISMISS = (Qt.Key.Key_Escape, Qt.Key.Key_F1, Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space)


class CheatSheet(QWidget):
    """Covers its parent. `put_up` shows it, `put_away` ends it; the widget with the focus never knows."""

    print_wanted = Signal()
    form_wanted = Signal()
    guide_wanted = Signal()

    def __init__(self, over: QWidget) -> None:
        super().__init__(over)
        self._over = over
        self._sections: list[Section] = []
        self._pages: list[list[Column]] = []
        self._page = 0
        self._watch = KeyWatch(over.window(), self._takes, self._pressed)
        self._watch.on_composing(self._typing_goes_on)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setAutoFillBackground(True)
        self._title, self._turn = QLabel(), QLabel()
        theme.set_size(self._title, theme.LARGE_PT)
        self._title.setWordWrap(True)
        self._buttons = {_FORM: QPushButton(), _GUIDE: QPushButton(), _PRINT: QPushButton(), _CLOSE: QPushButton()}
        acts: tuple[Callable[[], object], ...] = (self.form_wanted.emit, self.guide_wanted.emit, self.print_wanted.emit, self.put_away)
        for button, act in zip(self._buttons.values(), acts, strict=True):
            button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            button.clicked.connect(lambda _=False, act=act: act())
        self._body = QWidget()
        self._lay_out()
        over.installEventFilter(self)
        theme.theme().changed.connect(self._anew)
        self.hide()

    def _lay_out(self) -> None:
        unit = theme.GRID_PX
        foot = QHBoxLayout()
        foot.addStretch(1)
        for button in self._buttons.values():
            foot.addWidget(button)
        column = QVBoxLayout(self)
        column.setContentsMargins(unit * 3, unit * 2, unit * 3, unit * 2)
        column.setSpacing(unit)
        head = QHBoxLayout()
        head.addWidget(self._title, 1)
        head.addWidget(self._turn)
        column.addLayout(head)
        column.addWidget(self._body, 1)
        column.addLayout(foot)

    # ---- showing ------------------------------------------------------------------------------------------------------------

    def put_up(self, desk: str, sections: Sequence[Section], *, has_form: bool) -> None:
        """Show these keys of a desk, from the first page."""
        self._sections, self._page = list(sections), 0
        self._title.setText(tr(TITLE, desk=desk))
        for text, key in ((_FORM, FORM_KEY), (_GUIDE, GUIDE_KEY), (_PRINT, PRINT_KEY), (_CLOSE, SHEET_KEY)):
            self._buttons[text].setText(tr(text, key=key))
        self._buttons[_FORM].setVisible(has_form)
        self.setGeometry(self._over.rect())
        self.show()
        self.raise_()
        self._anew()
        self._watch.start()
        self._speak()

    def put_away(self) -> None:
        """As if it had never been there."""
        self._watch.stop()
        self.hide()

    @property
    def is_up(self) -> bool:
        """Whether it is shown."""
        return not self.isHidden()

    @property
    def pages(self) -> int:
        """How many pages it has at this size."""
        return len(self._pages)

    def _speak(self) -> None:
        """For those who hear the screen: the keys are the description of what has just come up."""
        self.setAccessibleName(self._title.text())
        lines = (f"{row.keys}: {row.does}" for section in self._sections for row in section.rows)
        self.setAccessibleDescription("; ".join(lines))
        QAccessible.updateAccessibility(QAccessibleEvent(self, QAccessible.Event.Alert))

    def _anew(self) -> None:
        """Flow the rows for the size of now, and show the page."""
        if not self.is_up:
            return
        layout = self.layout()
        assert layout is not None
        layout.activate()
        # with the line that names the page there: it may be needed
        across = max(1, self._body.width() // round(_COLUMN_PX * theme.theme().scale))
        keys_px = self._keys_px()
        words_px = (self._body.width() - (across - 1) * _BETWEEN_PX) // across - keys_px - 2
        self._pages = pages_of(self._sections, lambda row: self._height(row, keys_px, words_px), self._body.height(), across)
        self._page = min(self._page, len(self._pages) - 1)
        self._fill(across, keys_px, words_px)

    def _keys_px(self) -> int:
        rows = [row for section in self._sections for row in section.rows]
        widest = max((self._keys_metrics().horizontalAdvance(row.keys) for row in rows), default=0)
        return min(widest, round(_COLUMN_PX * theme.theme().scale) // 2) + 2 * theme.GRID_PX

    def _height(self, row: Row, keys_px: int, words_px: int) -> int:
        """What the row's labels will need, the gap below it included."""
        metrics = self.fontMetrics()
        if row.is_heading:
            return _wrapped(metrics, row.does, keys_px + words_px) + 2 * theme.GRID_PX
        return max(_wrapped(self._keys_metrics(), row.keys, keys_px - theme.GRID_PX), _wrapped(metrics, row.does, words_px)) + _GAP_PX

    def _keys_metrics(self) -> QFontMetrics:
        return QFontMetrics(_bold(self.font()))

    def _fill(self, across: int, keys_px: int, words_px: int) -> None:
        old = self._body
        self._body = QWidget()
        beside = QHBoxLayout(self._body)
        beside.setContentsMargins(0, 0, 0, 0)
        beside.setSpacing(_BETWEEN_PX)
        shown_columns = self._pages[self._page] if self._pages else []
        for column in shown_columns:
            grid = QGridLayout()
            grid.setSpacing(0)
            for line, row in enumerate(column):
                _put(grid, line, row, self._height(row, keys_px, words_px), keys_px)
            grid.setRowStretch(len(column), 1)
            grid.setColumnStretch(1, 1)
            beside.addLayout(grid, 1)
        for _ in range(across - len(shown_columns)):
            beside.addStretch(1)
        layout = self.layout()
        assert layout is not None
        layout.replaceWidget(old, self._body)
        old.hide()
        old.deleteLater()
        self._body.show()
        self._turn.setText(tr(_PAGE, page=self._page + 1, pages=len(self._pages)) if len(self._pages) > 1 else "")

    # ---- hands --------------------------------------------------------------------------------------------------------------

    def _takes(self, event: QKeyEvent) -> bool:
        """Which keys are the sheet's. All others close it, and are what they always are."""
        plain = event.modifiers() in (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier)
        if plain and event.key() in (*_DISMISS, *_FORWARD, *_BACKWARD):
            return True
        if event.key() == Qt.Key.Key_P and event.modifiers() == Qt.KeyboardModifier.ControlModifier:
            return True
        self.put_away()
        return False

    def _pressed(self, event: QKeyEvent) -> None:
        key = event.key()
        if key in _FORWARD or key in _BACKWARD:
            self._page = max(0, min(self._page + (1 if key in _FORWARD else -1), len(self._pages) - 1))
            self._anew()
        elif key == Qt.Key.Key_P:
            self.print_wanted.emit()
        else:
            self.put_away()

    def _typing_goes_on(self) -> bool:
        self.put_away()
        return False

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A click beside the buttons."""
        self.put_away()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Stay as large as what is covered."""
        if event.type() == QEvent.Type.Resize and self.is_up:
            self.setGeometry(self._over.rect())
            self._anew()
        return False


def _put(grid: QGridLayout, line: int, row: Row, height: int, keys_px: int) -> None:
    words = QLabel(row.does)
    words.setTextFormat(Qt.TextFormat.PlainText)
    words.setWordWrap(True)
    words.setFixedHeight(height)
    words.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
    if row.is_heading:
        words.setAlignment(Qt.AlignmentFlag.AlignBottom | Qt.AlignmentFlag.AlignLeft)
        words.setContentsMargins(0, 0, 0, theme.GRID_PX // 2)
        _tint(words, "accent")
        grid.addWidget(words, line, 0, 1, 2)
        return
    keys = QLabel(row.keys)
    keys.setTextFormat(Qt.TextFormat.PlainText)
    keys.setWordWrap(True)
    keys.setFixedSize(keys_px, height)
    keys.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
    keys.setFont(_bold(keys.font()))
    grid.addWidget(keys, line, 0)
    grid.addWidget(words, line, 1)


def _wrapped(metrics: QFontMetrics, words: str, width: int) -> int:
    """How high the words are at a width."""
    flags = int(Qt.TextFlag.TextWordWrap | Qt.AlignmentFlag.AlignLeft)
    return metrics.boundingRect(QRect(0, 0, max(width, 1), 0), flags, words).height() + 2


def _bold(font: QFont) -> QFont:
    made = QFont(font)
    made.setBold(True)
    return made


def _tint(label: QLabel, colour: str) -> None:
    palette = label.palette()
    palette.setColor(label.foregroundRole(), theme.colour(colour))
    label.setPalette(palette)


def rows_of(keys: Sequence[tuple[str, Text]]) -> tuple[Row, ...]:
    """Rows in the language in force."""
    return tuple(Row(shown(name), tr(does)) for name, does in keys)
