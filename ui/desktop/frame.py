"""The coloured frame of the practice mode, with the words. Around everything, so that no screen of it passes for a real one."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from station.domain.findings import Text
from ui import theme
from ui.language import tr

PRACTICE = Text("THỰC HÀNH – mọi người và giấy tờ ở đây đều bịa ra, không có giá trị", "PRACTICE – all people and papers here are invented")
_WIDTH_PX = 4


class PracticeFrame(QWidget):
    """Holds one widget; with `show_practice(True)` frames it."""

    def __init__(self, inside: QWidget, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._practice = False
        self._words = QLabel()
        self._words.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._words.setAutoFillBackground(True)
        self._words.setContentsMargins(0, 2, 0, 2)
        self._column = QVBoxLayout(self)
        self._column.setSpacing(0)
        self._column.addWidget(self._words)
        self._column.addWidget(inside, 1)
        theme.theme().changed.connect(self._paint)
        self.show_practice(False)

    def show_practice(self, practice: bool) -> None:
        """Frame or no frame."""
        self._practice = practice
        self._words.setVisible(practice)
        margin = _WIDTH_PX if practice else 0
        self._column.setContentsMargins(margin, 0, margin, margin)
        self.retranslate()
        self._paint()

    def retranslate(self) -> None:
        """Words in the language in force."""
        self._words.setText(tr(PRACTICE))

    def paintEvent(self, event: QPaintEvent) -> None:
        """The frame lies under the inside's margins."""
        if self._practice:
            with QPainter(self) as painter:
                painter.fillRect(self.rect(), QColor(theme.colours().practice))

    def _paint(self) -> None:
        palette = self._words.palette()
        palette.setColor(QPalette.ColorRole.Window, theme.colour("practice"))
        palette.setColor(QPalette.ColorRole.WindowText, theme.colour("on_practice"))
        self._words.setPalette(palette)
        self.update()
