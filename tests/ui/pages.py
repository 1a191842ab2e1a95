"""Drawn pages for tests of what the eye sees: ruled lines, dots below letters, coloured corners; and a look at what a widget painted."""

from collections.abc import Callable, Sequence

import cv2
import numpy as np
from PySide6.QtCore import QRect
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication, QWidget

from station.domain.geometry import Box
from ui.page_decoding import PageImage
from ui.widgets.page_canvas import PageCanvas

LINE_PX = 2
DOT_PX = 7
"""A dấu nặng of 10 pt print at 300 dpi."""


def ruled_page(width: int = 2480, height: int = 3508) -> tuple[PageImage, list[Box], list[Box]]:
    """White paper with thin lines and, between them, dots; the boxes of both. Distances share no factor with any zoom."""
    pixels = np.full((height, width, 3), 255, np.uint8)
    lines = [Box(0, y, width, LINE_PX) for y in range(29, height - 40, 61)]
    dots = []
    for row, line in enumerate(lines):
        cv2.rectangle(pixels, (0, line.y), (width, line.bottom - 1), (0, 0, 0), -1)
        for x in range(37 + row % 11, width - 40, 137):
            dots.append(Box(x, line.y + 28, DOT_PX, DOT_PX))
            cv2.circle(pixels, (x + DOT_PX // 2, line.y + 28 + DOT_PX // 2), DOT_PX // 2, (0, 0, 0), -1)
    return PageImage.of(pixels, "ruled"), lines, dots


def cornered_page(width: int = 1240, height: int = 1754, page_id: str = "corners") -> PageImage:
    """Red top left, green top right, blue bottom left, white elsewhere."""
    pixels = np.full((height, width, 3), 255, np.uint8)
    side = width // 4
    pixels[:side, :side], pixels[:side, -side:], pixels[-side:, :side] = (220, 0, 0), (0, 220, 0), (0, 0, 220)
    return PageImage.of(pixels, page_id)


def painted(widget: QWidget) -> np.ndarray:
    """What a widget shows now, rows × columns × RGB; a page view is waited for until it is sharp."""
    while True:
        image = widget.grab().toImage().convertToFormat(QImage.Format.Format_RGB888)
        if not isinstance(widget, PageCanvas) or widget.sharp:
            break
        QApplication.processEvents()
    rows = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), image.bytesPerLine())
    return rows[:, : 3 * image.width()].reshape(image.height(), image.width(), 3).copy()


def darkest(grey: np.ndarray, rect: QRect) -> int:
    """How dark the darkest pixel in and around a place is, 0 to 255."""
    part = grey[max(0, rect.top() - 1) : rect.bottom() + 2, max(0, rect.left() - 1) : rect.right() + 2]
    return 255 - int(part.min())


def lost(grey: np.ndarray, scale: float, rect_of: Callable[[Box], QRect], boxes: Sequence[Box]) -> list[Box]:
    """What a picture lacks: lines and dots whose darkest pixel has less than 0.6 of their ink spread over two rows or four pixels."""
    window = QRect(0, 0, grey.shape[1], grey.shape[0]).adjusted(3, 3, -3, -3)
    missing = []
    for box in boxes:
        is_line = box.w > DOT_PX
        worth = min(1.0, LINE_PX * scale) / 2 if is_line else min(1.0, (DOT_PX * scale) ** 2 * 0.78) / 4
        rect = rect_of(box).intersected(window)
        if not rect.isEmpty() and rect.height() >= min(2, round(box.h * scale)):
            # A line is looked at in one column free of dots.
            place = QRect(rect.left(), rect.top(), 1, rect.height()) if is_line else rect
            if darkest(grey, place) < 0.6 * worth * 255:
                missing.append(box)
    return missing
