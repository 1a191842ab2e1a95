"""The quality charts: four rows of columns, a column a day. Drawn with QPainter, on the page and on the picture alike."""

from collections.abc import Sequence

from PySide6.QtCore import QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QBrush, QFocusEvent, QFontMetrics, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from station.domain.findings import Text
from station.workflow.overview import DayQuality
from ui import theme
from ui.language import tr
from ui.today.measures import MEASURES, Measure, day_words

_CHARTS = Text("Biểu đồ chất lượng, từng ngày – phím ← → chọn ngày", "Quality charts, day by day – ← → choose a day")
_HAND = Qt.BrushStyle.BDiagPattern
_COLUMNS = 2
_STEPS = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1, Qt.Key.Key_Home: -1000, Qt.Key.Key_End: 1000}


class QualityCharts(QWidget):
    """Shows days; arrows choose one, whose words are said."""

    day_chosen = Signal(str)
    """What the charts say about the chosen day, in words."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._days: Sequence[DayQuality] = ()
        self._chosen = -1
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        theme.theme().changed.connect(self.update)

    def show_days(self, days: Sequence[DayQuality]) -> None:
        """In the order of time; the newest is chosen at first."""
        if len(days) != len(self._days):
            self._chosen = len(days) - 1
        self._days = tuple(days)
        self._say()

    def retranslate(self) -> None:
        """Words in the language in force."""
        self._say()

    def sizeHint(self) -> QSize:
        """Room for two rows of charts."""
        line = QFontMetrics(theme.font()).height()
        return QSize(line * 36, line * 16)

    def minimumSizeHint(self) -> QSize:
        """Below this columns would have no height."""
        line = QFontMetrics(theme.font()).height()
        return QSize(line * 24, line * 12)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """← → Home End choose a day."""
        step = _STEPS.get(Qt.Key(event.key()))
        if step is None or event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
            super().keyPressEvent(event)
            return
        self._choose(self._chosen + step)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """The day under the pointer."""
        self.setFocus()
        for cell in _cells(self.rect()):
            field = _field(cell)
            if self._days and field.left() <= event.position().x() <= field.right() and cell.contains(event.position().toPoint()):
                self._choose(int((event.position().x() - field.left()) * len(self._days) / max(1, field.width())))

    def paintEvent(self, event: QPaintEvent) -> None:
        """All four."""
        with QPainter(self) as painter:
            draw_charts(painter, self.rect(), self._days, self._chosen if self.hasFocus() else -1)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """The chosen day is marked only while arrows move it."""
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """As above."""
        super().focusOutEvent(event)
        self.update()

    def _choose(self, day: int) -> None:
        self._chosen = max(0, min(day, len(self._days) - 1))
        self._say()

    def _say(self) -> None:
        words = day_words(self._days[self._chosen]) if self._days else ""
        self.setAccessibleName(tr(_CHARTS))
        self.setAccessibleDescription(words)
        self.day_chosen.emit(words)
        self.update()


def draw_charts(painter: QPainter, rect: QRect, days: Sequence[DayQuality], chosen: int = -1) -> None:
    """One chart per measure, two beside each other; the chosen day has a frame."""
    for measure, cell in zip(MEASURES, _cells(rect), strict=True):
        painter.save()
        _Chart(painter, cell, measure, days).draw(chosen)
        painter.restore()


def _cells(rect: QRect) -> list[QRect]:
    rows = -(-len(MEASURES) // _COLUMNS)
    width, height = rect.width() // _COLUMNS, rect.height() // rows
    return [
        QRect(rect.left() + (place % _COLUMNS) * width, rect.top() + (place // _COLUMNS) * height, width, height)
        for place in range(len(MEASURES))
    ]


def _field(cell: QRect) -> QRect:
    """Where the columns stand: below the title and room for a figure, above the days."""
    unit, line = theme.GRID_PX, QFontMetrics(theme.font()).height()
    return cell.adjusted(unit, 2 * line + unit, -unit * 2, -line - unit)


class _Chart:
    """One measure in one cell."""

    def __init__(self, painter: QPainter, cell: QRect, measure: Measure, days: Sequence[DayQuality]) -> None:
        self._painter, self._cell, self._measure, self._days = painter, cell, measure, days
        self._metrics = QFontMetrics(theme.font())
        self._field = _field(cell)
        values = [measure.value(day.quality) for day in days]
        self._values = values
        self._top = 1.0 if measure.whole is not None else max([1.0, *(value for value in values if value is not None)])

    def draw(self, chosen: int) -> None:
        self._painter.setFont(theme.font())
        self._heading()
        self._painter.setPen(theme.colour("line"))
        self._painter.drawLine(self._field.bottomLeft() + QPoint(0, 1), self._field.bottomRight() + QPoint(0, 1))
        for place, day in enumerate(self._days):
            self._column(place, day, place == chosen)

    def _heading(self) -> None:
        line = self._metrics.height()
        at = QRect(self._field.left(), self._cell.top(), self._field.width(), line)
        title = tr(self._measure.title)
        self._painter.setPen(theme.colour("text"))
        if self._measure.rest is None:
            self._painter.drawText(at, _LEFT, self._metrics.elidedText(title, Qt.TextElideMode.ElideRight, at.width()))
            return
        # the two patterns are named where they are: a colour alone would tell nothing
        box = line * 2 // 3
        left = at.left()
        for words, brush in ((title, QBrush(theme.colour("accent"))), (tr(self._measure.rest), QBrush(theme.colour("text"), _HAND))):
            self._fill(QRect(left, at.top() + (line - box) // 2, box, box), brush)
            left += box + theme.GRID_PX
            self._painter.setPen(theme.colour("text"))
            room = QRect(left, at.top(), max(0, at.right() - left), line)
            self._painter.drawText(room, _LEFT, self._metrics.elidedText(words, Qt.TextElideMode.ElideRight, room.width()))
            left += self._metrics.horizontalAdvance(words) + 2 * theme.GRID_PX

    def _column(self, place: int, day: DayQuality, chosen: bool) -> None:
        field, count = self._field, len(self._days)
        left = field.left() + field.width() * place // count
        slot = QRect(left, field.top(), field.left() + field.width() * (place + 1) // count - left, field.height())
        value, line = self._values[place], self._metrics.height()
        bar = slot.adjusted(max(1, slot.width() // 6), 0, -max(1, slot.width() // 6), 0)
        if value is not None:
            height = round(bar.height() * value / self._top)
            if value:
                self._fill(
                    QRect(bar.left(), bar.bottom() + 1 - max(2, height), bar.width(), max(2, height)), QBrush(theme.colour("accent"))
                )
            if self._measure.rest is not None and height < bar.height():
                self._fill(QRect(bar.left(), bar.top(), bar.width(), bar.height() - height), QBrush(theme.colour("text"), _HAND))
            over = bar.top() if self._measure.rest is not None else bar.bottom() + 1 - height
            self._words(QRect(slot.left(), over - line, slot.width(), line), self._measure.shown(day.quality), place)
        self._words(QRect(slot.left(), field.bottom() + 3, slot.width(), line), f"{day.day.day}", place)
        if chosen:
            self._painter.setPen(theme.colour("text"))
            self._painter.drawRect(slot.adjusted(0, -line, -1, line + 2))

    def _fill(self, rect: QRect, brush: QBrush) -> None:
        self._painter.fillRect(rect, theme.colour("base"))
        self._painter.fillRect(rect, brush)
        self._painter.setPen(theme.colour("line"))
        self._painter.drawRect(rect.adjusted(0, 0, -1, -1))

    def _words(self, room: QRect, words: str, place: int) -> None:
        """Centred; every second or third column only, where they would run into each other. The newest day always has its words."""
        widest = self._metrics.horizontalAdvance("100 %" if self._measure.whole is not None else "0000")
        apart = max(1, -(-widest // max(1, room.width())))
        if (len(self._days) - 1 - place) % apart:
            return
        self._painter.setPen(theme.colour("text"))
        wide = room.adjusted(-widest, 0, widest, 0)
        self._painter.drawText(wide, int(Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignVCenter), words)


_LEFT = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
