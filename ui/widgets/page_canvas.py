"""The page drawn: sharp at every zoom, its current field framed, fitted, turned and moved by calls. The hands are in page_view.py.

Drawn in device pixels from tiles (tiles.py). A frame makes as many missing tiles as fit its time and shows coarser ones in place of the
rest; the next frames put that right, so the event loop never waits for a picture.
"""

import time
from collections.abc import Sequence
from dataclasses import replace
from enum import StrEnum
from fractions import Fraction
from typing import Final

from PySide6.QtCore import QEvent, QPoint, QRect, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QPen, QRegion, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from station.domain.errors import StationError
from station.domain.geometry import Box
from ui.language import language, tr
from ui.page_decoding import PageImage
from ui.theme import GRID_PX, colour
from ui.widgets import page_texts as texts
from ui.widgets.field_frame import REACH_PX, paint_fields
from ui.widgets.pyramid import snapped
from ui.widgets.sight import Point, Sight
from ui.widgets.tiles import Tiles

_FRAME_S: Final = 0.006
"""Time for making tiles in one frame."""
_PAUSE_MS: Final = 10
"""Between tiles that nobody waits for."""
_LEAST_ZOOM: Final = 0.1
_GREATEST_ZOOM: Final = 4.0
_FIELD_MARGIN_PX: Final = 6 * GRID_PX


class Fit(StrEnum):
    """How the zoom follows the size of the window."""

    WIDTH = "width"
    PAGE = "page"
    FREE = "free"
    """It does not: a person chose it."""


class PageCanvas(QWidget):
    """A page image with its fields."""

    zoom_changed = Signal(int)
    """Percent; 100: one pixel of the page is one of the screen at a scaling of 100 %."""
    moved = Signal()
    """Another place, zoom, turn or picture is seen."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(20 * GRID_PX, 20 * GRID_PX)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self._page: PageImage | None = None
        self._tiles: Tiles | None = None
        self._expected: tuple[PageImage, Tiles] | None = None
        """The page that comes next, with tiles made already."""
        self._cleaned: Tiles | None = None
        self._showing_cleaned = False
        self.cleaning = False
        """Whether somebody waits for the cleaned picture; a label says so."""
        self._sight: Sight | None = None
        self._fit = Fit.WIDTH
        self._chosen = Fraction(1)
        """The zoom of a person's choice; counts while the fit is FREE."""
        self._box: Box | None = None
        self._others: tuple[Box, ...] = ()
        self._trouble: StationError | None = None
        self._opening = False
        self._sharp = True
        self._told_percent = 0

    # what is shown

    def set_page(self, page: PageImage | None) -> None:
        """Show a page from its beginning. The same page again (after its preview, say) keeps zoom, place and turn."""
        before = self._page
        same = page is not None and before is not None and page.page_id == before.page_id and page.page_id != ""
        self._page, self._trouble, self._opening = page, None, False
        self._tiles = None if page is None else self._tiles_of(page)
        if page is None:
            self._sight = None
        elif not (same and self._sight is not None and (self._sight.width, self._sight.height) == (page.width, page.height)):
            self._begin(page)
        self._expected = None
        if not same:
            self._cleaned, self._showing_cleaned, self.cleaning = None, False, False
            self._box, self._others = None, ()
        self._changed()

    def expect(self, page: PageImage) -> None:
        """Another page probably comes next: make the tiles of its beginning in the pauses between events, a few at a time."""
        if self._expected is None or self._expected[0] is not page:
            self._expected = page, Tiles(page.pyramid(), page.width, page.height)
            self._draw_ahead()

    def set_cleaned(self, page: PageImage | None) -> None:
        """The cleaned picture of the page shown, in the original's frame; `show_cleaned` switches to it."""
        self.cleaning = False
        self._cleaned = None if page is None else Tiles(page.pyramid(), page.width, page.height)
        self.show_cleaned(self._showing_cleaned and page is not None)

    def show_cleaned(self, shown: bool) -> None:
        """Before or after cleaning; a label says so on the picture."""
        self._showing_cleaned = shown and self._cleaned is not None
        self._changed()

    def set_cleaning(self, cleaning: bool) -> None:
        """The cleaned picture is being made: say so on the original."""
        self.cleaning = cleaning and self._page is not None
        self._changed()

    def set_opening(self) -> None:
        """Another page is on its way: say so, for pictures that take their time."""
        expected = self._expected
        self.set_page(None)
        self._expected, self._opening = expected, True
        self._changed()

    def show_trouble(self, error: StationError) -> None:
        """In place of a page that cannot be shown: what happened and what to do."""
        self.set_page(None)
        self._trouble = error
        self._changed()

    def show_field(self, box: Box | None, others: Sequence[Box] = ()) -> None:
        """Frame the current field and dim the rest a little; move the page only if the field is not seen whole."""
        before, self._box = self._box, box
        same = self._others == tuple(others)
        self._others = tuple(others)
        sight = self._sight
        if box is not None and sight is not None:
            self._look(sight.showing(box, round(_FIELD_MARGIN_PX * self.devicePixelRatioF())))
        if same and before is not None and box is not None and sight is not None and sight is self._sight:
            # the page stays where it is: only the two frames change, and what is dimmed in them
            self.update(QRegion(self._framed(before)) + QRegion(self._framed(box)))
        else:
            self.update()

    def _framed(self, box: Box) -> QRect:
        """What a box and its frame cover, in logical pixels."""
        return self.rect_of(box).adjusted(-REACH_PX, -REACH_PX, REACH_PX, REACH_PX)

    def rect_of(self, box: Box) -> QRect:
        """Where a box of the page lies in this widget now, in logical pixels; empty without a page."""
        if self._sight is None:
            return QRect()
        ratio, seen = self.devicePixelRatioF(), self._sight.box_in_window(box)
        return QRect(int(seen.x / ratio), int(seen.y / ratio), max(1, round(seen.w / ratio)), max(1, round(seen.h / ratio)))

    # zoom, turn, place

    @property
    def fit(self) -> Fit:
        """How the zoom follows the window."""
        return self._fit

    @property
    def percent(self) -> int:
        """The zoom; 0 without a page."""
        return 0 if self._sight is None else round(100 * float(self._sight.scale) / self.devicePixelRatioF())

    @property
    def turn(self) -> int:
        """Degrees clockwise; of the view only, the picture in the store stays."""
        return 0 if self._sight is None else self._sight.turn

    @property
    def cleaned_shown(self) -> bool:
        """Whether the cleaned picture is what one sees."""
        return self._showing_cleaned

    @property
    def sharp(self) -> bool:
        """False while coarser tiles stand in for some that are being made."""
        return self._sharp

    def set_fit(self, fit: Fit) -> None:
        """Follow the window by width or by page from now on."""
        self._fit = fit
        if self._sight is not None and fit is not Fit.FREE:
            self._look(self._sight.scaled(self._fitting(self._sight), (self._sight.window[0] / 2, 0)))

    def zoom_to(self, factor: float, around: Point | None = None) -> None:
        """A zoom of a person's choice, 0.1 to 4, around a point of the window in device pixels (else the field, else the middle)."""
        if self._sight is None:
            return
        ratio = self.devicePixelRatioF()
        least = min(_LEAST_ZOOM, self._sight.fitting_page() / ratio)
        self._fit, self._chosen = Fit.FREE, snapped(ratio * min(max(factor, least), _GREATEST_ZOOM))
        self._look(self._sight.scaled(self._chosen, around or self._centre_of_interest()))

    def turn_by(self, degrees: int) -> None:
        """Turn the view by a multiple of 90° clockwise."""
        if self._sight is not None:
            turned = self._sight.turned(self._sight.turn + degrees)
            if self._fit is not Fit.FREE:
                turned = turned.scaled(self._fitting(turned), (turned.window[0] / 2, turned.window[1] / 2))
            self._look(turned)

    def pan(self, across: float, down: float) -> None:
        """Look further right and down by logical pixels."""
        if self._sight is not None:
            ratio = self.devicePixelRatioF()
            self._look(self._sight.moved(-round(across * ratio), -round(down * ratio)))

    def sizeHint(self) -> QSize:
        """Paper wants room."""
        return QSize(80 * GRID_PX, 80 * GRID_PX)

    # painting

    def paintEvent(self, event: QPaintEvent) -> None:
        """Surround, paper, fields, labels, focus."""
        with QPainter(self) as painter:
            painter.fillRect(event.rect(), colour("soft"))
            if self._sight is None or self._tiles is None:
                self._paint_words(painter)
            else:
                ratio = self.devicePixelRatioF()
                painter.save()
                painter.scale(1 / ratio, 1 / ratio)
                self._paint_tiles(painter, self._sight, _device_rect(event.rect(), ratio))
                painter.setPen(colour("line"))
                painter.drawRect(QRect(self._sight.x, self._sight.y, *self._sight.shown_size).adjusted(-1, -1, 0, 0))
                paint_fields(painter, self._sight, self._box, self._others, colour("accent"), ratio)
                painter.restore()
                if self._showing_cleaned or self.cleaning:
                    self._paint_badge(painter, tr(texts.CLEANED_BADGE if self._showing_cleaned else texts.CLEANING))
            if self.hasFocus():
                painter.setPen(QPen(colour("accent"), 2))
                painter.drawRect(self.rect().adjusted(1, 1, -1, -1))

    def _paint_tiles(self, painter: QPainter, sight: Sight, exposed: QRect) -> None:
        tiles = self._tiles_shown()
        if tiles is None:
            return
        end = time.monotonic() + _FRAME_S
        missing = False
        for placed in tiles.within(exposed.translated(-sight.x, -sight.y), sight.scale, sight.turn):
            image = tiles.made(placed.tile)
            if image is None and time.monotonic() < end:
                image = tiles.make(placed)
            elif image is None:
                image, missing = tiles.stand_in(placed), True
            painter.drawImage(placed.rect.topLeft() + QPoint(sight.x, sight.y), image)
        self._sharp = not missing
        if missing:
            QTimer.singleShot(0, self, self.update)

    def _draw_ahead(self) -> None:
        if self._expected is None:
            return
        page, tiles = self._expected
        sight = self._beginning(page)
        missing = (
            placed
            for placed in tiles.within(QRect(-sight.x, -sight.y, *sight.window), sight.scale, sight.turn)
            if tiles.made(placed.tile) is None
        )
        placed = next(missing, None)
        if placed is not None:
            if self._sharp:
                tiles.make(placed)
            QTimer.singleShot(_PAUSE_MS, self, self._draw_ahead)

    def _paint_badge(self, painter: QPainter, words: str) -> None:
        room = painter.fontMetrics().boundingRect(words).adjusted(-GRID_PX, -GRID_PX // 2, GRID_PX, GRID_PX // 2)
        room.moveTopLeft(QPoint(GRID_PX, GRID_PX))
        painter.fillRect(room, colour("accent"))
        painter.setPen(colour("on_accent"))
        painter.drawText(room, Qt.AlignmentFlag.AlignCenter, words)

    def _paint_words(self, painter: QPainter) -> None:
        painter.setPen(colour("error" if self._trouble else "text"))
        room = self.rect().adjusted(3 * GRID_PX, GRID_PX, -3 * GRID_PX, -GRID_PX)
        painter.drawText(room, Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap, self._words())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Another window: fit again, or keep what is in the middle."""
        if self._sight is not None and self._page is not None:
            window = self._window()
            moved = replace(self._sight, window=window)
            if self._fit is not Fit.FREE:
                moved = moved.scaled(self._fitting(moved), (window[0] / 2, 0))
            self._look(moved.within_bounds())
        super().resizeEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        """Another screen may have other pixels."""
        if event.type() is QEvent.Type.DevicePixelRatioChange and self._page is not None:
            self._begin(self._page)
        super().changeEvent(event)

    # within

    def _begin(self, page: PageImage) -> None:
        self._sight = self._beginning(page)

    def _beginning(self, page: PageImage) -> Sight:
        blank = Sight(page.width, page.height, self._window(), snapped(1.0))
        return replace(blank, scale=self._chosen if self._fit is Fit.FREE else self._fitting(blank)).within_bounds()

    def _tiles_of(self, page: PageImage) -> Tiles:
        if self._expected is not None and self._expected[0] is page:
            return self._expected[1]
        return Tiles(page.pyramid(), page.width, page.height)

    def _window(self) -> tuple[int, int]:
        ratio = self.devicePixelRatioF()
        return max(1, round(self.width() * ratio)), max(1, round(self.height() * ratio))

    def _fitting(self, sight: Sight) -> Fraction:
        return snapped(sight.fitting_page() if self._fit is Fit.PAGE else sight.fitting_width())

    def _look(self, sight: Sight) -> None:
        if sight != self._sight:
            self._sight = sight
            self._changed()

    def _changed(self) -> None:
        picture = tr(texts.CLEANED if self._showing_cleaned else texts.ORIGINAL)
        described = self._words() if self._sight is None else tr(texts.STATE, percent=self.percent, turn=self.turn, picture=picture)
        self.setAccessibleDescription(described)
        if self.percent != self._told_percent:
            self._told_percent = self.percent
            self.zoom_changed.emit(self.percent)
        self.moved.emit()
        self.update()

    def _words(self) -> str:
        if self._trouble is not None:
            return self._trouble.sentence(language())
        return tr(texts.OPENING if self._opening else texts.NO_PAGE)

    def _tiles_shown(self) -> Tiles | None:
        return self._cleaned if self._showing_cleaned else self._tiles

    def _centre_of_interest(self) -> Point:
        if self._sight is None:
            return 0, 0
        window = self._sight.window
        if self._box is not None:
            x, y = self._sight.to_window(self._box.centre)
            if 0 <= x < window[0] and 0 <= y < window[1]:
                return x, y
        return window[0] / 2, window[1] / 2


def _device_rect(rect: QRect, ratio: float) -> QRect:
    left, top = int(rect.left() * ratio) - 1, int(rect.top() * ratio) - 1
    return QRect(left, top, int(rect.width() * ratio) + 3, int(rect.height() * ratio) + 3)
