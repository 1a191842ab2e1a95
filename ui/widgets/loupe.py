"""The loupe: a magnified window onto the page while a key is held; and the key that is held, wherever the hands are."""

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from ui.language import tr
from ui.theme import colour
from ui.widgets.page_texts import LOUPE
from ui.widgets.pyramid import snapped
from ui.widgets.sight import Point, Sight
from ui.widgets.tiles import Tiles

LOUPE_KEY = Qt.Key.Key_F8
_SIZE = (560, 176)
_MAGNIFICATION = 2.5
_LEAST_ZOOM = 0.75
_GREATEST_ZOOM = 4.0
_BORDER_PX = 3


class HeldKey(QObject):
    """Says when a key goes down and up again below a widget. Repeats are swallowed, other keys pass; leaving the window lets go."""

    held = Signal(bool)

    def __init__(self, watched: QWidget, key: Qt.Key = LOUPE_KEY) -> None:
        super().__init__(watched)
        self._key = key
        self._down = False
        watched.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Key events reach the watched widget when the child with the focus does not use them; the loupe's key no input uses."""
        if event.type() in (QEvent.Type.WindowDeactivate, QEvent.Type.Hide):
            self._tell(False)
        elif isinstance(event, QKeyEvent) and event.key() == self._key and event.type() in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
            if not event.isAutoRepeat():
                self._tell(event.type() is QEvent.Type.KeyPress)
            return True
        return super().eventFilter(watched, event)

    def _tell(self, down: bool) -> None:
        if down is not self._down:
            self._down = down
            self.held.emit(down)


class Loupe(QWidget):
    """Lies over its parent, the page view; takes no focus and no mouse."""

    def __init__(self, view: QWidget) -> None:
        super().__init__(view)
        self._view = view
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setFixedSize(*_SIZE)
        self._tiles: Tiles | None = None
        self._sight: Sight | None = None
        self.retranslate()
        self.hide()

    def retranslate(self) -> None:
        """The language changed."""
        self.setAccessibleName(tr(LOUPE))

    def look(self, tiles: Tiles, view: Sight, at: Point) -> None:
        """Magnify the page around `at`, a point of the view in device pixels, and lie over it."""
        ratio = self.devicePixelRatioF()
        zoom = min(max(float(view.scale) * _MAGNIFICATION, _LEAST_ZOOM * ratio), _GREATEST_ZOOM * ratio)
        window = (round(_SIZE[0] * ratio), round(_SIZE[1] * ratio))
        page = view.to_page(at)
        unmoved = Sight(view.width, view.height, window, snapped(zoom), view.turn)
        seen = unmoved.to_window(page)
        self._tiles = tiles
        self._sight = unmoved.moved(round(window[0] / 2 - seen[0]), round(window[1] / 2 - seen[1]))
        self.move(self._place(QPoint(round(at[0] / ratio), round(at[1] / ratio))))
        self.show()
        self.raise_()
        self.update()

    def put_away(self) -> None:
        """The key was let go."""
        self.hide()
        self._tiles = None

    def paintEvent(self, event: QPaintEvent) -> None:
        """A loupe has few tiles; all are made at once."""
        with QPainter(self) as painter:
            painter.fillRect(self.rect(), colour("window"))
            if self._tiles is not None and self._sight is not None:
                ratio = self.devicePixelRatioF()
                painter.save()
                painter.scale(1 / ratio, 1 / ratio)
                sight = self._sight
                for placed in self._tiles.within(QRect(-sight.x, -sight.y, *sight.window), sight.scale, sight.turn):
                    painter.drawImage(
                        placed.rect.topLeft() + QPoint(sight.x, sight.y), self._tiles.made(placed.tile) or self._tiles.make(placed)
                    )
                painter.restore()
            painter.setPen(QPen(colour("accent"), _BORDER_PX))
            painter.drawRect(self.rect().adjusted(1, 1, -2, -2))

    def _place(self, around: QPoint) -> QPoint:
        view = self._view
        x, y = around.x() - self.width() // 2, around.y() - self.height() // 2
        return QPoint(max(0, min(x, view.width() - self.width())), max(0, min(y, view.height() - self.height())))
