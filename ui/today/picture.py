"""Both charts on one image, for reports: office, date, progress of the volumes, quality by the day. No person's name stands on it."""

import datetime
from collections.abc import Sequence

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QFontMetrics, QImage, QPainter

from station.domain.findings import Text
from station.workflow.overview import DayQuality, VolumeProgress
from ui import theme
from ui.language import tr
from ui.today.bars import counted, draw_bar, name_lines
from ui.today.charts import draw_charts
from ui.today.presenter import STAGES

_TITLE = Text("Tiến độ và chất lượng số hoá", "Progress and quality of digitisation")
_OFFICE_AND_DAY = Text("{office} – ngày {day}", "{office} – {day}")
_QUALITY = Text("Chất lượng trong {count} ngày", "Quality over {count} {count:day|days}")
_LEFT = int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft)
_CHART_LINES = 22
_NAME_PX = 200


def picture(office: str, day: datetime.date, volumes: Sequence[VolumeProgress], days: Sequence[DayQuality]) -> QImage:
    """In the look and language in force; as high as it has volumes."""
    sheet = _Sheet(volumes, days)
    image = QImage(sheet.width, sheet.height, QImage.Format.Format_RGB32)
    image.fill(theme.colour("base"))
    painter = QPainter(image)
    sheet.draw(painter, f"{tr(_OFFICE_AND_DAY, office=office, day=f'{day:%d/%m/%Y}')}")
    painter.end()
    return image


class _Sheet:
    """Where what stands."""

    def __init__(self, volumes: Sequence[VolumeProgress], days: Sequence[DayQuality]) -> None:
        self._volumes, self._days = volumes, days
        self._text, self._large = QFontMetrics(theme.font()), QFontMetrics(theme.font(theme.LARGE_PT))
        self._unit = theme.GRID_PX
        self._row = 2 * self._text.height() + 2 * self._unit
        self._heads = [f"{tr(stage.title)} ({tr(stage.unit)})" for stage in STAGES]
        self._cell = max(self._text.horizontalAdvance(words) for words in self._heads) + 2 * self._unit
        lines = [line for volume in volumes for line in name_lines(volume).splitlines()]
        self._name = max([self._text.horizontalAdvance(line) for line in lines], default=_NAME_PX) + 2 * self._unit
        self._bars_top = 2 * self._unit + self._large.height() + 2 * self._text.height() + 2 * self._unit
        self._charts_top = self._bars_top + self._row * len(volumes) + 2 * self._unit
        self.width = self._name + self._cell * len(self._heads) + 2 * self._unit
        self.height = self._charts_top + (self._unit + self._large.height() + _CHART_LINES * self._text.height() if days else 0)

    def draw(self, painter: QPainter, office_and_day: str) -> None:
        """Head, bars, charts."""
        unit = self._unit
        painter.setPen(theme.colour("text"))
        self._large_words(painter, unit, tr(_TITLE))
        painter.setFont(theme.font())
        painter.drawText(unit, unit + self._large.height() + self._text.height(), office_and_day)
        for column, words in enumerate(self._heads):
            painter.drawText(unit + self._name + column * self._cell + unit, self._bars_top - unit, words)
        for at, volume in enumerate(self._volumes):
            self._bars(painter, self._bars_top + at * self._row, volume)
        if self._days:
            painter.setPen(theme.colour("text"))
            self._large_words(painter, self._charts_top, tr(_QUALITY, count=len(self._days)))
            top = self._charts_top + self._large.height() + unit
            draw_charts(painter, QRect(unit, top, self.width - 2 * unit, self.height - top - unit), self._days)

    def _large_words(self, painter: QPainter, top: int, words: str) -> None:
        painter.setFont(theme.font(theme.LARGE_PT))
        painter.drawText(self._unit, top + self._large.ascent(), words)
        painter.setFont(theme.font())

    def _bars(self, painter: QPainter, top: int, volume: VolumeProgress) -> None:
        painter.setPen(theme.colour("text"))
        painter.drawText(QRect(self._unit, top, self._name, self._row), _LEFT, name_lines(volume))
        for column in range(len(self._heads)):
            cell = QRect(self._unit + self._name + column * self._cell, top, self._cell, self._row)
            draw_bar(painter, cell, *counted(volume, column))
