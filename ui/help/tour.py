"""The tour over the window: dims everything but what it speaks of, and keeps every key and click to itself, so nothing can be changed."""

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPalette, QPen, QRegion
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QLineEdit, QPushButton, QVBoxLayout, QWidget

from station.domain.findings import Text
from ui import theme
from ui.desktop.workplace import Workplace
from ui.help.key_watch import KeyWatch
from ui.help.tour_steps import Spot, Tour
from ui.language import tr
from ui.widgets.field_editor import FieldEditor
from ui.widgets.page_view import PageView

_NEXT = Text("Tiếp (Enter)", "Next (Enter)")
_DONE = Text("Bắt đầu làm (Enter)", "Start working (Enter)")
_BACK = Text("Lùi (Shift+Enter)", "Back (Shift+Enter)")
_LEAVE = Text("Thôi (Esc)", "Leave (Esc)")
_PLACE = Text("Bước {at}/{total}", "Step {at}/{total}")
_WIDTH_PX = 440
_FOLLOW_MS = 80
_RING_PX = 3
_DIM = 110


class TourOverlay(QWidget):
    """Made for one walk over one workplace. `begin` shows it, `ended` says that it is over."""

    ended = Signal()

    def __init__(self, over: QWidget, workplace: Workplace) -> None:
        super().__init__(over)
        self._over, self._workplace = over, workplace
        self.tour = Tour([desk.key for desk in workplace.desks])
        self._spot = QRect()
        self._watch = KeyWatch(over.window(), lambda _: True, self._pressed)
        self._watch.on_composing(lambda: True)
        self._bubble = QFrame(self)
        self._bubble.setFrameShape(QFrame.Shape.Box)
        self._bubble.setAutoFillBackground(True)
        self._bubble.setBackgroundRole(QPalette.ColorRole.Base)
        self._title, self._says, self._place = QLabel(), QLabel(), QLabel()
        theme.set_size(self._title, theme.LARGE_PT)
        for label in (self._title, self._says):
            label.setWordWrap(True)
            label.setTextFormat(Qt.TextFormat.PlainText)
        self.next, self.back, self.leave = QPushButton(), QPushButton(), QPushButton()
        self.next.setDefault(True)
        for button, act in ((self.next, self._forth), (self.back, self._back), (self.leave, self.end)):
            button.clicked.connect(act)
        self._lay_out()
        self._timer = QTimer(self)
        self._timer.setInterval(_FOLLOW_MS)
        self._timer.timeout.connect(self._follow)
        over.installEventFilter(self)
        self.hide()

    def _lay_out(self) -> None:
        unit = theme.GRID_PX
        buttons = QHBoxLayout()
        for button in (self.leave, self.back, self.next):
            buttons.addWidget(button)
        foot = QVBoxLayout(self._bubble)
        foot.setContentsMargins(unit * 2, unit * 2, unit * 2, unit * 2)
        foot.setSpacing(unit)
        for part in (self._place, self._title, self._says):
            foot.addWidget(part)
        foot.addLayout(buttons)

    # ---- the walk -----------------------------------------------------------------------------------------------------------

    def begin(self) -> None:
        """Show the first step."""
        self.setGeometry(self._over.rect())
        self.show()
        self.raise_()
        self._watch.start()
        self._timer.start()
        self._stand()

    def end(self) -> None:
        """Put everything away; the desk in front gets the hands back."""
        if self.isHidden():
            return
        self._watch.stop()
        self._timer.stop()
        self._over.removeEventFilter(self)
        self.hide()
        self.ended.emit()
        self.deleteLater()

    def _forth(self) -> None:
        if self.tour.forth():
            self._stand()
        else:
            self.end()

    def _back(self) -> None:
        self.tour.back()
        self._stand()

    def _stand(self) -> None:
        step = self.tour.step
        if step.desk and step.desk != self._workplace.current:
            self._workplace.show_desk(step.desk)
        self.retranslate()
        self._spot = QRect()
        self._follow()
        self.next.setFocus()

    def retranslate(self) -> None:
        """Words in the language in force."""
        step = self.tour.step
        self._place.setText(tr(_PLACE, at=self.tour.at + 1, total=len(self.tour.steps)))
        self._title.setText(tr(step.title))
        self._says.setText(tr(step.says))
        self.next.setText(tr(_DONE if self.tour.is_last else _NEXT))
        self.back.setText(tr(_BACK))
        self.back.setEnabled(self.tour.at > 0)
        self.leave.setText(tr(_LEAVE))
        self.setAccessibleName(f"{self._place.text()}: {self._title.text()}")
        self.setAccessibleDescription(self._says.text())
        self.next.setAccessibleDescription(f"{self._title.text()}. {self._says.text()}")

    def _pressed(self, event: QKeyEvent) -> None:
        """Enter, Shift+Enter, Esc; every other key does nothing here."""
        shift = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        if event.isAutoRepeat():
            return
        if event.key() == Qt.Key.Key_Escape:
            self.end()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._back() if shift else self._forth()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """What lies below is looked at, not touched."""
        event.accept()

    # ---- where --------------------------------------------------------------------------------------------------------------

    def _follow(self) -> None:
        """Desks load while the tour stands there: the ring goes where its widget goes."""
        spot = self._target()
        if spot != self._spot:
            self._spot = spot
            self._put_bubble()
            self.update()

    def _target(self) -> QRect:
        widget = self._widget()
        at = widget.mapTo(self._over, QPoint(0, 0))
        return QRect(at, widget.size()).intersected(self.rect())

    def _widget(self) -> QWidget:
        spot, page = self.tour.step.spot, self._workplace.page(self._workplace.current)
        if spot is Spot.RAIL:
            return self._workplace.rail
        if spot is Spot.STRIP:
            return self._workplace.strip
        kinds: tuple[type[QWidget], ...] = {Spot.PAPER: (PageView,), Spot.MAIN: (FieldEditor, QLineEdit)}.get(spot, ())
        found = [widget for kind in kinds for widget in page.findChildren(kind) if widget.isVisibleTo(page)]
        return found[0] if found else page

    def _put_bubble(self) -> None:
        """Beside the widget where there is room, else over its middle; never outside."""
        unit, scale = theme.GRID_PX, theme.theme().scale
        self._bubble.setFixedWidth(min(round(_WIDTH_PX * min(scale, 1.75)), self.width() - 4 * unit))
        self._bubble.adjustSize()
        layout = self._bubble.layout()
        height = layout.heightForWidth(self._bubble.width()) if layout is not None else -1
        size = self._bubble.size()
        size.setHeight(min(max(height, self._bubble.sizeHint().height()), self.height() - 2 * unit))
        self._bubble.resize(size)
        spot, room = self._spot, self.rect().adjusted(unit, unit, -unit, -unit)
        places = (
            QPoint(spot.right() + 2 * unit, spot.top()),
            QPoint(spot.left(), spot.bottom() + 2 * unit),
            QPoint(spot.left() - size.width() - 2 * unit, spot.top()),
            QPoint(spot.left(), spot.top() - size.height() - 2 * unit),
        )
        inside = [_clamped(QRect(place, size), room) for place in places]
        middle = QRect(QPoint(0, 0), size)
        middle.moveCenter(spot.center())
        free = [rect for rect in inside if not rect.intersects(spot)]
        self._bubble.move((free[0] if free else _clamped(middle, room)).topLeft())

    def paintEvent(self, event: QPaintEvent) -> None:
        """The rest a little darker, a ring around what is spoken of."""
        with QPainter(self) as painter:
            painter.save()
            painter.setClipRegion(QRegion(self.rect()).subtracted(QRegion(self._spot)))
            painter.fillRect(self.rect(), QColor(0, 0, 0, _DIM))
            painter.restore()
            painter.setPen(QPen(theme.colour("practice"), _RING_PX))
            painter.drawRect(self._spot.adjusted(1, 1, -2, -2))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Stay as large as what is covered."""
        if event.type() == QEvent.Type.Resize:
            self.setGeometry(self._over.rect())
            self._spot = QRect()
            self._follow()
        return False


def _clamped(rect: QRect, room: QRect) -> QRect:
    """The same size, moved into the room."""
    x = max(room.left(), min(rect.left(), room.right() - rect.width()))
    y = max(room.top(), min(rect.top(), room.bottom() - rect.height()))
    return QRect(x, y, rect.width(), rect.height())
