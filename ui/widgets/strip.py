"""The strip of paper that belongs to a field, magnified, for straight above its input. Always the original, never the cleaned picture."""

from dataclasses import dataclass, field
from typing import Final

import cv2
import numpy as np
from PySide6.QtCore import QPoint, QRect, QSize, Qt, QTimer
from PySide6.QtGui import QImage, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from station.domain.geometry import Box
from ui.language import tr
from ui.page_decoding import PageImage
from ui.theme import GRID_PX, colour, theme
from ui.widgets import page_texts as texts
from ui.widgets.strip_layout import Crop, Layout, crop_of, lay_out

_X_HEIGHT_PX: Final = 15.0
"""Twice the interface's own: read at a glance, also by tired eyes."""
_LEAST_X_HEIGHT_PX: Final = 9.0
_ROW_GAP_PX: Final = 4.0
_USUAL_ROWS_PX: Final = 4.6 * _X_HEIGHT_PX
"""Room for one line with its margins; kept also when there is less to show, so that the input below does not jump."""


_PAUSE_MS: Final = 60
"""A hand that goes on at once is not held up by what it may look at next."""


@dataclass
class _Cut:
    """One field's strip, cut and laid out."""

    page: PageImage
    box: Box
    turn: int
    crop: Crop
    laid_out: dict[tuple[int, int | None, float], Layout] = field(default_factory=dict)
    """A desk that lays itself out asks many times for the same height."""

    def layout(self, width: int, height: int | None) -> Layout:
        """For this room, at the size of letters in force."""
        key = (width, height, theme().scale)
        if key not in self.laid_out:
            self.laid_out[key] = lay_out(self.crop, width, height, _X_HEIGHT_PX * theme().scale, _ROW_GAP_PX)
        return self.laid_out[key]


def _cut(page: PageImage, box: Box, turn: int) -> _Cut:
    return _Cut(page, box, turn, crop_of(page.array, box, turn, page.x_height_px))


class Strip(QWidget):
    """Shows one field's paper as large as is good to read, in up to three rows. Takes its height from its width, or fits a fixed one."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self._page: PageImage | None = None
        self._place: tuple[Box | None, int] = (None, 0)
        self._shown: _Cut | None = None
        self._expected: _Cut | None = None
        self._lost = False
        self._rows: list[QImage] = []
        self._drawn_for: tuple[int, int, float] | None = None
        self.retranslate()

    def show_field(self, page: PageImage | None, box: Box | None, turn: int = 0) -> None:
        """The strip of `box` on the page as captured; `turn` degrees clockwise stand a lying page up.

        Without a page nothing is shown; without a box, a sentence.
        """
        if page is not None and page is self._page and (box, turn) == self._place:
            return
        if self._expected is not None and self._expected.page is not page:
            self._expected = None  # a page is too large to be held for a strip that nobody will see
        self._page, self._place = page, (box, turn)
        whole = page is not None and page.reduction == 1
        self._shown = self._cut_of(page, box, turn) if page is not None and box is not None and whole else None
        self._lost = page is not None and box is None
        self._drawn_for = None
        self.retranslate()
        self.updateGeometry()
        self.update()

    def expect(self, box: Box | None, turn: int = 0) -> None:
        """The field of the same page that is likely shown next: its strip is cut in a pause."""
        page = self._page
        if page is not None and page.reduction == 1 and box is not None:
            QTimer.singleShot(_PAUSE_MS, self, lambda: self._cut_ahead(page, box, turn))

    def _cut_ahead(self, page: PageImage, box: Box, turn: int) -> None:
        if page is self._page and self._shown is not None:
            self._expected = self._cut_of(page, box, turn)
            self._expected.layout(self.width(), self.height())

    def _cut_of(self, page: PageImage, box: Box, turn: int) -> _Cut:
        for known in (self._shown, self._expected):
            if known is not None and known.page is page and (known.box, known.turn) == (box, turn):
                return known
        return _cut(page, box, turn)

    def retranslate(self) -> None:
        """The language changed."""
        self.setAccessibleName(tr(texts.STRIP))
        self.setAccessibleDescription(tr(texts.NOT_LOCATED) if self._lost else "")
        self.update()

    def heightForWidth(self, width: int) -> int:
        """The room that legible writing needs."""
        usual = round(_USUAL_ROWS_PX * theme().scale)
        if self._shown is None:
            return usual
        layout = self._shown.layout(width, None)
        return max(usual, round(layout.height(_ROW_GAP_PX)))

    def sizeHint(self) -> QSize:
        """One line of writing."""
        width = max(self.width(), 40 * GRID_PX)
        return QSize(width, self.heightForWidth(width))

    def minimumSizeHint(self) -> QSize:
        """Below this writing cannot be read."""
        return QSize(20 * GRID_PX, round(3 * _LEAST_X_HEIGHT_PX * theme().scale))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Rows from the left, in device pixels."""
        with QPainter(self) as painter:
            if self._shown is None:
                painter.fillRect(self.rect(), colour("soft"))
                if self._lost:
                    painter.setPen(colour("text"))
                    room = self.rect().adjusted(GRID_PX, 0, -GRID_PX, 0)
                    painter.drawText(room, Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextWordWrap, tr(texts.NOT_LOCATED))
                return
            painter.fillRect(self.rect(), colour("soft"))
            ratio = self.devicePixelRatioF()
            key = (self.width(), self.height(), ratio)
            if self._drawn_for != key:
                layout = self._shown.layout(self.width(), self.height())
                self._rows, self._drawn_for = drawn_rows(self._shown.crop, layout, ratio), key
            painter.scale(1 / ratio, 1 / ratio)
            gap = round(_ROW_GAP_PX * ratio)
            tall = sum(row.height() for row in self._rows) + gap * (len(self._rows) - 1)
            top = max(0, (round(self.height() * ratio) - tall) // 2)
            for row in self._rows:
                painter.drawImage(QPoint(0, top), row)
                top += row.height() + gap
            painter.setPen(colour("line"))
            painter.drawRect(QRect(0, 0, round(self.width() * ratio) - 1, round(self.height() * ratio) - 1))


def drawn_rows(crop: Crop, layout: Layout, ratio: float) -> list[QImage]:
    """The rows of a layout for a screen with `ratio` device pixels per pixel."""
    return [_drawn_row(crop, row, layout.scale * ratio) for row in layout.rows]


def _drawn_row(crop: Crop, row: Box, scale: float) -> QImage:
    part = np.ascontiguousarray(crop.pixels[row.y : row.bottom, row.x : row.right])
    size = (max(1, round(row.w * scale)), max(1, round(row.h * scale)))
    scaled = cv2.resize(part, size, interpolation=cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC)
    four = cv2.cvtColor(scaled, cv2.COLOR_GRAY2BGRA if scaled.ndim == 2 else cv2.COLOR_RGB2BGRA)
    # copy(): QImage does not keep the array's memory alive.
    return QImage(four.data, size[0], size[1], 4 * size[0], QImage.Format.Format_RGB32).copy()
