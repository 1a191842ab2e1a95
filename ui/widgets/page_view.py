"""The page in a person's hands: keys, mouse, wheel, loupe, and the commands a desk may offer. What is drawn is in page_canvas.py."""

from collections.abc import Callable, Sequence
from typing import Final

from PySide6.QtCore import QEvent, QPoint, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QApplication, QToolButton, QWidget

from station.domain.geometry import Box
from ui.language import tr
from ui.page_decoding import PageImage
from ui.theme import GRID_PX, colours, theme
from ui.widgets import page_texts as texts
from ui.widgets.loupe import HeldKey, Loupe
from ui.widgets.page_canvas import Fit, PageCanvas
from ui.widgets.page_commands import PageCommands
from ui.widgets.sight import Point

_NOTCH: Final = 1.25
"""One step of the zoom."""
_WHEEL_NOTCH: Final = 120
_STEP_PX: Final = 48
_SCREENFUL: Final = 0.85
_FAR_PX: Final = 1e6


class PageView(PageCanvas):
    """A page image that is read, moved, turned and clicked."""

    field_clicked = Signal(int)
    """Index into the `others` of `show_field`."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self._pressed: QPoint | None = None
        self._dragged = False
        self._hand: QPoint | None = None
        self._wheel = 0
        self._loupe = Loupe(self)
        self._loupe_at: Point | None = None
        self.moved.connect(self._show_loupe)
        HeldKey(self).held.connect(self.hold_loupe)
        self._ask_clean: Callable[[], None] | None = None
        self._let_clean_go: Callable[[], None] = lambda: None
        self.commands = self._make_commands()
        self.commands.give_to(self)
        self._before_after_button = self._make_button()
        self._colour_button()
        self.retranslate()

    def set_page(self, page: PageImage | None) -> None:
        """Show a page from its beginning. The same page again (after its preview, say) keeps zoom, place and turn."""
        super().set_page(page)
        self._tick_before_after()

    def set_cleaned(self, page: PageImage | None) -> None:
        """The cleaned picture of the page shown, in the original's frame; `show_cleaned` switches to it."""
        wished = self.cleaning
        super().set_cleaned(page)
        if wished and page is not None:
            super().show_cleaned(True)
        self._tick_before_after()

    def let_clean(self, ask: Callable[[], None], let_go: Callable[[], None] = lambda: None) -> None:
        """The desk can have the page cleaned: `ask` at the first wish to see it, `set_cleaned` answers; `let_go` when nobody waits more."""
        self._ask_clean, self._let_clean_go = ask, let_go
        self._tick_before_after()

    def show_cleaned(self, shown: bool) -> None:
        """Before or after cleaning; a label says so on the picture."""
        super().show_cleaned(shown)
        self._tick_before_after()

    def show_field(self, box: Box | None, others: Sequence[Box] = ()) -> None:
        """Frame the current field and dim the rest a little; move the page only if the field is not seen whole."""
        self._hand = None
        super().show_field(box, others)

    def zoom_in(self) -> None:
        """One step nearer."""
        self._zoom_by(_NOTCH)

    def zoom_out(self) -> None:
        """One step away."""
        self._zoom_by(1 / _NOTCH)

    def hold_loupe(self, held: bool) -> None:
        """Magnify the current field while a key is held; what the mouse points at, if it was moved after the field was shown."""
        self._loupe_at = (self._pointed_at() or self._centre_of_interest()) if held and self._sight is not None else None
        self._show_loupe()

    def watch_loupe_key(self, desk: QWidget) -> None:
        """Let the loupe's key work while the focus is anywhere in `desk`."""
        HeldKey(desk).held.connect(self.hold_loupe)

    def retranslate(self) -> None:
        """The language changed."""
        self.setAccessibleName(tr(texts.PAGE))
        self.commands.retranslate()
        self._before_after_button.setText(f"{tr(texts.BEFORE_AFTER)} ({self.before_after.shortcut().toString()})")
        self._before_after_button.setAccessibleName(self._before_after_button.text())
        self._place_button()
        self._loupe.retranslate()
        self._changed()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The button keeps to its corner."""
        super().resizeEvent(event)
        self._place_button()

    # hands

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows move a step, with Shift a screenful, with Ctrl to the edge; Space and Page keys a screenful down or up."""
        move = self._move_of(event)
        if move is None or self._sight is None:
            super().keyPressEvent(event)
            return
        if self._loupe_at is not None:
            ratio = self.devicePixelRatioF()
            self._loupe_at = (self._loupe_at[0] + move[0] / 2 * ratio, self._loupe_at[1] + move[1] / 2 * ratio)
            self._show_loupe()
        else:
            self.pan(*move)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Ctrl: zoom around the mouse; Shift: across; else along."""
        modifiers, pixels, angle = event.modifiers(), event.pixelDelta(), event.angleDelta()
        if modifiers & Qt.KeyboardModifier.ControlModifier:
            self._wheel += angle.y()
            notches = int(self._wheel / _WHEEL_NOTCH)
            self._wheel -= notches * _WHEEL_NOTCH
            if notches and self._sight is not None:
                ratio = self.devicePixelRatioF()
                around = (event.position().x() * ratio, event.position().y() * ratio)
                self._zoom_by(_NOTCH**notches, around)
        else:
            dx, dy = (pixels.x(), pixels.y()) if not pixels.isNull() else (angle.x() * _STEP_PX / 60, angle.y() * _STEP_PX / 60)
            if modifiers & Qt.KeyboardModifier.ShiftModifier and not dx:
                dx, dy = dy, 0
            self.pan(-dx, -dy)
        event.accept()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """The beginning of a click or of a drag."""
        if event.button() in (Qt.MouseButton.LeftButton, Qt.MouseButton.MiddleButton):
            self._pressed, self._dragged = event.position().toPoint(), False
        else:
            super().mousePressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """The paper follows the hand; the loupe follows the mouse."""
        now = self._hand = event.position().toPoint()
        if self._loupe_at is not None:
            self._loupe_at = self._pointed_at() or self._loupe_at
            self._show_loupe()
        elif self._pressed is not None:
            moved = now - self._pressed
            if self._dragged or moved.manhattanLength() >= QApplication.startDragDistance():
                self._dragged = True
                self._pressed = now
                self.setCursor(Qt.CursorShape.ClosedHandCursor)
                self.pan(-moved.x(), -moved.y())

    def leaveEvent(self, event: QEvent) -> None:
        """The mouse points at nothing here any more."""
        self._hand = None
        super().leaveEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """A click on a field, unless the hand moved."""
        pressed, self._pressed = self._pressed, None
        self.unsetCursor()
        if pressed is not None and not self._dragged and event.button() is Qt.MouseButton.LeftButton:
            index = self._field_at(event.position().toPoint())
            if index is not None:
                self.field_clicked.emit(index)

    # within

    def _make_commands(self) -> PageCommands:
        commands = PageCommands(self)
        commands.add(texts.ZOOM_IN, self.zoom_in, "Ctrl++", "Ctrl+=")
        commands.add(texts.ZOOM_OUT, self.zoom_out, "Ctrl+-")
        commands.add(texts.FIT_PAGE, lambda: self.set_fit(Fit.PAGE), "Ctrl+0")
        commands.add(texts.FIT_WIDTH, lambda: self.set_fit(Fit.WIDTH), "Ctrl+9")
        commands.add(texts.FULL_SIZE, lambda: self.zoom_to(1.0), "Ctrl+8")
        commands.add(texts.TURN_RIGHT, lambda: self.turn_by(90), "Ctrl+R")
        commands.add(texts.TURN_LEFT, lambda: self.turn_by(-90), "Ctrl+Shift+R")
        self.before_after = commands.add(texts.BEFORE_AFTER, self._turn_before_after, "F7", checkable=True)
        step = 4 * _STEP_PX
        commands.add(texts.PAN_LEFT, lambda: self.pan(-step, 0), "Alt+Left")
        commands.add(texts.PAN_RIGHT, lambda: self.pan(step, 0), "Alt+Right")
        commands.add(texts.PAN_UP, lambda: self.pan(0, -step), "Alt+Up")
        commands.add(texts.PAN_DOWN, lambda: self.pan(0, step), "Alt+Down")
        return commands

    def _zoom_by(self, factor: float, around: Point | None = None) -> None:
        if self._sight is not None:
            # A hair more than the factor, so that snapping down never undoes a step.
            self.zoom_to(float(self._sight.scale) / self.devicePixelRatioF() * factor * 1.001, around)

    def _turn_before_after(self) -> None:
        """F7: the other picture; the cleaned one is made when it is first asked for, and F7 again gives the wish up."""
        if self._cleaned is not None:
            self.show_cleaned(not self._showing_cleaned)
        elif self.cleaning:
            self.set_cleaning(False)
            self._let_clean_go()
        elif self._ask_clean is not None and self._page is not None:
            self.set_cleaning(True)
            self._ask_clean()
        self._tick_before_after()

    def _tick_before_after(self) -> None:
        able = self._cleaned is not None or (self._ask_clean is not None and self._page is not None)
        self.before_after.setEnabled(able)
        self.before_after.setChecked(self._showing_cleaned or self.cleaning)
        self._before_after_button.setChecked(self.before_after.isChecked())
        self._before_after_button.setVisible(able)

    def _make_button(self) -> QToolButton:
        button = QToolButton(self)
        button.setCheckable(True)
        button.clicked.connect(self.before_after.trigger)
        button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        button.setCursor(Qt.CursorShape.ArrowCursor)
        button.hide()
        theme().changed.connect(self._colour_button)
        return button

    def _colour_button(self) -> None:
        look = colours()
        self._before_after_button.setStyleSheet(
            f"QToolButton {{ background: {look.window}; color: {look.text}; border: 1px solid {look.line}; padding: 2px {GRID_PX}px; }}"
            f"QToolButton:checked {{ background: {look.accent}; color: {look.on_accent}; }}"
        )
        self._place_button()

    def _place_button(self) -> None:
        size = self._before_after_button.sizeHint()
        self._before_after_button.setGeometry(self.width() - size.width() - GRID_PX, GRID_PX, size.width(), size.height())

    def _show_loupe(self) -> None:
        tiles = self._tiles_shown()
        if self._loupe_at is not None and self._sight is not None and tiles is not None:
            self._loupe.look(tiles, self._sight, self._loupe_at)
        else:
            self._loupe.put_away()

    def _pointed_at(self) -> Point | None:
        """Where the mouse is, if it came there after the field did."""
        ratio = self.devicePixelRatioF()
        return None if self._hand is None else (self._hand.x() * ratio, self._hand.y() * ratio)

    def _field_at(self, at: QPoint) -> int | None:
        """The smallest of the other fields under a point."""
        if self._sight is None:
            return None
        ratio = self.devicePixelRatioF()
        x, y = self._sight.to_page((at.x() * ratio, at.y() * ratio))
        hit = [i for i, box in enumerate(self._others) if box.x <= x < box.right and box.y <= y < box.bottom]
        return min(hit, key=lambda i: self._others[i].w * self._others[i].h, default=None)

    def _move_of(self, event: QKeyEvent) -> tuple[float, float] | None:
        keys, modifiers = Qt.Key, event.modifiers()
        screen = (self.width() * _SCREENFUL, self.height() * _SCREENFUL)
        shift = bool(modifiers & Qt.KeyboardModifier.ShiftModifier)
        if event.key() in (keys.Key_Space, keys.Key_PageDown, keys.Key_PageUp):
            up = event.key() == keys.Key_PageUp or shift
            return 0, -screen[1] if up else screen[1]
        if event.key() in (keys.Key_Home, keys.Key_End):
            return 0, -_FAR_PX if event.key() == keys.Key_Home else _FAR_PX
        way = {keys.Key_Left: (-1, 0), keys.Key_Right: (1, 0), keys.Key_Up: (0, -1), keys.Key_Down: (0, 1)}.get(Qt.Key(event.key()))
        if way is None or modifiers & Qt.KeyboardModifier.AltModifier:
            return None
        if modifiers & Qt.KeyboardModifier.ControlModifier:
            return way[0] * _FAR_PX, way[1] * _FAR_PX
        return (way[0] * screen[0], way[1] * screen[1]) if shift else (way[0] * _STEP_PX, way[1] * _STEP_PX)
