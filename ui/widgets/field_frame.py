"""How a field is shown on its page: framed by a thick line, the rest dimmed a little; the other fields by thin dotted lines."""

from collections.abc import Sequence

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen

from station.domain.geometry import Box
from ui.widgets.sight import Sight

MARGIN_PX = 5
"""Logical pixels between the writing and its frame."""
_FRAME_PX = 3
REACH_PX = MARGIN_PX + 2 * _FRAME_PX
"""How far around a box anything is drawn because it is the current one."""
_DIM = QColor(0, 0, 0, 38)
"""15 %: the paper stays readable, its white becomes a light grey."""
_OTHERS = QColor(60, 80, 110, 150)


def paint_fields(painter: QPainter, sight: Sight, box: Box | None, others: Sequence[Box], accent: QColor, ratio: float) -> None:
    """Draw over a page, in device pixels; `ratio` device pixels are one logical pixel."""
    page = QRect(sight.x, sight.y, *sight.shown_size)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(_OTHERS, max(1.0, ratio), Qt.PenStyle.DotLine))
    painter.drawRects([_rect(sight.box_in_window(other)) for other in others if other != box])
    if box is None:
        return
    margin = round(MARGIN_PX * ratio)
    framed = _rect(sight.box_in_window(box)).adjusted(-margin, -margin, margin, margin)
    rest = QPainterPath()
    rest.addRect(page)
    rest.addRect(framed.intersected(page))
    painter.fillPath(rest, _DIM)
    # A white line inside the accent keeps the frame visible on dark photographs and on coloured paper.
    width = round(_FRAME_PX * ratio)
    painter.setPen(QPen(QColor(255, 255, 255, 220), max(1, round(ratio)), Qt.PenStyle.SolidLine, Qt.PenCapStyle.SquareCap))
    painter.drawRect(framed)
    painter.setPen(QPen(accent, width, Qt.PenStyle.SolidLine, Qt.PenCapStyle.SquareCap, Qt.PenJoinStyle.MiterJoin))
    painter.drawRect(framed.adjusted(-width // 2 - 1, -width // 2 - 1, width // 2 + 1, width // 2 + 1))


def _rect(box: Box) -> QRect:
    return QRect(box.x, box.y, box.w, box.h)
