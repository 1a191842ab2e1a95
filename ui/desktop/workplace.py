"""What a signed-in person sees: rail, one desk at a time, the notice line, the status strip. Desks are made when first opened."""

import gc
from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QDialog, QFrame, QHBoxLayout, QScrollArea, QStackedWidget, QVBoxLayout, QWidget

from ui.desktop.place import Desk, DeskPage, Ending, Leaving, Opening, Place
from ui.desktop.rail import Rail
from ui.desktop.status import StatusStrip


class Workplace(QWidget):
    """One session's desks."""

    menu_wanted = Signal()
    desk_shown = Signal(str)
    begun = Signal()
    """The first desk stands."""

    def __init__(self, desks: Sequence[Desk], place: Place, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._place = place
        self._over = False
        self._desks = {desk.key: desk for desk in desks if place.session.role in desk.roles}
        self._pages: dict[str, QWidget] = {}
        self._rooms: dict[str, QScrollArea] = {}
        self.rail, self.strip = Rail(), StatusStrip()
        self._stack = QStackedWidget()
        self._stack.addWidget(QWidget())  # in front while the first desk is made
        line = QFrame()
        line.setFrameShape(QFrame.Shape.HLine)
        beside = QHBoxLayout()
        beside.setSpacing(0)
        beside.addWidget(self.rail)
        beside.addWidget(self._stack, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(beside, 1)
        column.addWidget(line)
        column.addWidget(self.strip)
        self.rail.chosen.connect(self.show_desk)
        self.rail.menu_wanted.connect(self.menu_wanted)

    def begin(self) -> None:
        """Show the desks of this person and, once they are painted, the first; call once the workplace is in its window."""
        self.rail.show_desks(list(self._desks.values()))
        self.strip.start(self._place)
        QTimer.singleShot(0, self, self._make_first)

    def _make_first(self) -> None:
        """A turn of the event loop before it is shown: laying out and painting take as long again."""
        if self._over:
            return
        if self._desks and not self.current:
            self._page(next(iter(self._desks)))
        self._place.tasks.after_paint(self._show_first)

    def _show_first(self) -> None:
        if self._over:
            return
        if self._desks and not self.current:
            self.show_desk(next(iter(self._desks)))
        self.begun.emit()

    def show_desk(self, key: str, target: object = None) -> None:
        """Bring a desk to the front, at a target if it understands one. A desk this person has not is passed over."""
        if key not in self._desks:
            return
        page = self._page(key)
        left = self._pages.get(self.current)
        if left is not page and isinstance(left, Leaving):
            left.leaving()
        self._stack.setCurrentWidget(self._rooms[key])
        self.rail.mark(key)
        if isinstance(page, DeskPage):
            page.activated()
        if target is not None and isinstance(page, Opening):
            page.open_at(target)
        self.desk_shown.emit(key)

    def retranslate(self) -> None:
        """Words in the language in force, also on desks in the background."""
        self.rail.retranslate()
        self.strip.retranslate()
        for page in self._pages.values():
            if isinstance(page, DeskPage):
                page.retranslate()

    def busy(self) -> list[str]:
        """What would be lost by ending now, one sentence per desk."""
        return [sentence for page in self._pages.values() if isinstance(page, DeskPage) and (sentence := page.busy())]

    def leaving(self) -> None:
        """Everybody saves what was begun: the store closes after what is asked for now."""
        self._over = True
        self.strip.stop()
        for dialog in self.findChildren(QDialog):
            dialog.close()  # questions go with who was asked
        for page in self._pages.values():
            if isinstance(page, Leaving):
                page.leaving()
            if isinstance(page, Ending):
                page.ending()

    @property
    def desks(self) -> list[Desk]:
        """The desks of this person, in the order of the rail."""
        return list(self._desks.values())

    @property
    def current(self) -> str:
        """Key of the desk in front."""
        return next((key for key, room in self._rooms.items() if room is self._stack.currentWidget()), "")

    def page(self, key: str) -> QWidget:
        """The desk's page, made if need be."""
        return self._page(key)

    def _page(self, key: str) -> QWidget:
        if key not in self._pages:
            room = self._rooms[key] = _room()
            self._stack.addWidget(room)
            page = self._pages[key] = self._desks[key].factory(replace(self._place, room=room.viewport()))
            room.setWidget(page)
            # what is loaded by now stays until the person leaves; looking through it for garbage again held the window up for 150 ms
            gc.freeze()
        return self._pages[key]


def _room() -> QScrollArea:
    """Where a desk stands: at text sizes for which the screen is too small it scrolls, instead of growing the window off the screen."""
    room = QScrollArea()
    room.setWidgetResizable(True)
    room.setFrameShape(QFrame.Shape.NoFrame)
    room.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    return room
