"""One line over the status strip for what went wrong or was done: a word, a sentence, closed by a key. Never a box in the way of work."""

from collections.abc import Callable
from enum import StrEnum

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QWidget

from station.domain.findings import Text
from ui import theme
from ui.desktop.icons import pixmap
from ui.language import tr

_CLOSE = Text("Đã rõ", "Got it")
_CLOSE_PURPOSE = Text("Đóng dòng báo này", "Close this notice")


class Weight(StrEnum):
    """How heavy a notice is."""

    DONE = "good"
    DOUBT = "warning"
    TROUBLE = "error"


_WORDS = {
    Weight.DONE: Text("Xong", "Done"),
    Weight.DOUBT: Text("Chú ý", "Note"),
    Weight.TROUBLE: Text("Không được", "Not done"),
}


class Notice(QFrame):
    """Hidden until there is something to say."""

    told = Signal(object, object)
    """(Weight, a callable that gives the sentence). From any thread."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._weight = Weight.DONE
        self._sentence: Callable[[], str] = str
        self._icon, self._word, self._text = QLabel(), QLabel(), QLabel()
        self._text.setWordWrap(True)
        self._text.setTextFormat(Qt.TextFormat.PlainText)
        self._text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.close_button = QPushButton()
        self.close_button.clicked.connect(self.hide)
        row = QHBoxLayout(self)
        row.setContentsMargins(theme.GRID_PX, theme.GRID_PX // 2, theme.GRID_PX, theme.GRID_PX // 2)
        for widget, stretch in ((self._icon, 0), (self._word, 0), (self._text, 1), (self.close_button, 0)):
            row.addWidget(widget, stretch)
        self.setAutoFillBackground(True)
        self.setBackgroundRole(QPalette.ColorRole.Base)
        self.told.connect(self._tell)
        theme.theme().changed.connect(self._paint)
        self.hide()

    def tell(self, weight: Weight, sentence: Callable[[], str]) -> None:
        """Show a sentence; asked for anew when the language changes. From any thread."""
        self.told.emit(weight, sentence)

    @property
    def text(self) -> str:
        """What it says now; empty while hidden."""
        return self._text.text() if self.isVisible() else ""

    def retranslate(self) -> None:
        """Words in the language in force."""
        self.close_button.setText(tr(_CLOSE))
        self.close_button.setAccessibleName(tr(_CLOSE))
        self.close_button.setAccessibleDescription(tr(_CLOSE_PURPOSE))
        self._word.setText(tr(_WORDS[self._weight]))
        self._text.setText(self._sentence())
        self.setAccessibleName(f"{self._word.text()}: {self._text.text()}")

    def _tell(self, weight: Weight, sentence: Callable[[], str]) -> None:
        self._weight, self._sentence = weight, sentence
        self.retranslate()
        self._paint()
        self.show()

    def _paint(self) -> None:
        colour = theme.colour(self._weight.value)
        self._icon.setPixmap(pixmap("good" if self._weight is Weight.DONE else "warning", colour, int(20 * theme.theme().scale)))
        palette = self._word.palette()
        palette.setColor(QPalette.ColorRole.WindowText, colour)
        self._word.setPalette(palette)
