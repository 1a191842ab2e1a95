"""Long work in one row: the bar, how far it is, how fast, how long it takes, in words. Looks only."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QProgressBar, QVBoxLayout, QWidget

from station.domain.findings import Text
from ui import theme
from ui.language import counted, number, tr

_LEFT_S = Text("còn khoảng {count} giây", "about {count} second left|about {count} seconds left")
_LEFT_MIN = Text("còn khoảng {count} phút", "about {count} minute left|about {count} minutes left")
_LEFT_H = Text("còn khoảng {hours} giờ", "about {hours} hours left")
_STEPS = 1000
_MINUTES_FROM_S, _HOURS_FROM_S = 90, 5400


class ProgressRow(QWidget):
    """Hidden while nothing runs."""

    def __init__(self) -> None:
        super().__init__()
        self._bar, self._words = QProgressBar(), QLabel()
        self._bar.setTextVisible(False)
        self._words.setWordWrap(True)
        self._words.setTextFormat(Qt.TextFormat.PlainText)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.GRID_PX // 2)
        column.addWidget(self._bar)
        column.addWidget(self._words)
        self.hide()

    def name(self, text: Text) -> None:
        """What the bar is called for those who do not see it."""
        self._bar.setAccessibleName(tr(text))

    def show_step(self, done: int, total: int, said: Sequence[str]) -> None:
        """`total` 0: nobody knows yet. What is said stands in one line, apart by dots."""
        self._bar.setRange(0, _STEPS if total else 0)
        self._bar.setValue(int(_STEPS * done / total) if total else 0)
        self._words.setText(" · ".join(said))
        self.show()

    def end(self) -> None:
        """Nothing runs any more."""
        self._words.clear()
        self.hide()


def time_left(seconds: float) -> str:
    """ "còn khoảng 12 phút"."""
    if seconds < _MINUTES_FROM_S:
        return counted(_LEFT_S, max(1, round(seconds)))
    return counted(_LEFT_MIN, round(seconds / 60)) if seconds < _HOURS_FROM_S else tr(_LEFT_H, hours=number(seconds / 3600, 1))
