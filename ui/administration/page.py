"""The page of Quản trị: the list of sections this person may see, and the section in front. Knows nothing of what a section does."""

from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtCore import Qt
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QBoxLayout, QLabel, QListWidget, QListWidgetItem, QSizePolicy, QStackedWidget, QVBoxLayout, QWidget

from station.domain.findings import Text
from station.domain.rights import RIGHTS
from ui import theme
from ui.administration.section import Section
from ui.administration.sections import SECTIONS
from ui.desktop.place import DeskPage, Ending, Leaving, Place
from ui.language import tr
from ui.widgets.keys import Key, bind

LIST_KEY, NEXT_KEY, BEFORE_KEY = "F2", "Ctrl+PgDown", "Ctrl+PgUp"
_TITLE = Text("Quản trị", "Administration")
_SECTIONS = Text("Các phần", "Sections")
_LIST_PX = 208
_ANY_WIDTH = 16_777_215
_STACKED_FROM = 1.5
"""From this text size on the list lies above the section: beside each other they would have no room."""
_ROWS_STACKED = 2
_OWN_KEYS = (
    Key(LIST_KEY, Text("Sang danh sách các phần", "To the list of sections")),
    Key(f"{BEFORE_KEY} / {NEXT_KEY}", Text("Phần trước, phần sau", "Section before, section after")),
)


class AdministrationPage(QWidget):
    """Implements the window's DeskPage, Opening (a target is a section's key), Leaving and Ending."""

    KEYS: tuple[Key, ...] = _OWN_KEYS
    """Of the desk; those of the section in front are added while it is."""

    def __init__(self, place: Place, sections: Sequence[Section] = SECTIONS) -> None:
        super().__init__(place.room)
        self._place = place
        self.sections = [section for section in sections if section.rights & RIGHTS[place.session.role]]
        self._pages: dict[str, QWidget] = {}
        self._shown = False
        self.list, self._stack = QListWidget(), QStackedWidget()
        self.list.setSpacing(theme.GRID_PX // 4)
        self._title, self._purpose = QLabel(), QLabel()
        theme.set_size(self._title, theme.LARGE_PT)
        self._purpose.setWordWrap(True)
        self._purpose.setForegroundRole(QPalette.ColorRole.PlaceholderText)
        for section in self.sections:
            item = QListWidgetItem()
            item.setData(Qt.ItemDataRole.UserRole, section.key)
            self.list.addItem(item)
        self._lay_out()
        self.list.currentRowChanged.connect(lambda _: self._bring())
        self.list.itemActivated.connect(lambda _: self._into())
        for keys, act in ((LIST_KEY, self.list.setFocus), (NEXT_KEY, lambda: self._walk(1)), (BEFORE_KEY, lambda: self._walk(-1))):
            bind(self, keys, act)
        theme.theme().changed.connect(self._restyle)
        self.retranslate()
        self._restyle()

    def _lay_out(self) -> None:
        unit = theme.GRID_PX
        right = QVBoxLayout()
        right.setSpacing(unit)
        for widget in (self._title, self._purpose):
            right.addWidget(widget)
        right.addWidget(self._stack, 1)
        self._sides = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._sides.setContentsMargins(unit * 2, unit * 2, unit * 2, unit)
        self._sides.setSpacing(unit * 2)
        self._sides.addWidget(self.list)
        self._sides.addLayout(right, 1)

    # ---- the window's ---------------------------------------------------------------------------------------------------------

    def activated(self) -> None:
        """In front: so is its section."""
        self._shown = True
        if self.list.currentRow() < 0:
            self.list.setCurrentRow(0)
        else:
            self._bring()

    def open_at(self, target: object) -> None:
        """A section, by its key."""
        for row, section in enumerate(self.sections):
            if section.key == target:
                self.list.setCurrentRow(row)

    def leaving(self) -> None:
        """Another desk, a lock, the night."""
        self._shown = False
        for page in self._pages.values():
            if isinstance(page, Leaving):
                page.leaving()

    def ending(self) -> None:
        """The session is over."""
        for page in self._pages.values():
            if isinstance(page, Ending):
                page.ending()

    def busy(self) -> str:
        """What the sections would lose."""
        return " ".join(words for page in self._pages.values() if isinstance(page, DeskPage) and (words := page.busy()))

    def retranslate(self) -> None:
        """Words in the language in force, also in sections behind."""
        self.setAccessibleName(tr(_TITLE))
        self.list.setAccessibleName(tr(_SECTIONS))
        for row, section in enumerate(self.sections):
            item = self.list.item(row)
            item.setText(tr(section.title))
            item.setToolTip(tr(section.purpose))
        for page in self._pages.values():
            if isinstance(page, DeskPage):
                page.retranslate()
        self._head()

    def page(self, key: str) -> QWidget:
        """The section's page, made if need be."""
        if key not in self._pages:
            section = next(one for one in self.sections if one.key == key)
            self._pages[key] = section.factory(replace(self._place, room=self._stack))
            self._stack.addWidget(self._pages[key])
        return self._pages[key]

    # ---- inside -----------------------------------------------------------------------------------------------------------------

    @property
    def _section(self) -> Section | None:
        row = self.list.currentRow()
        return self.sections[row] if 0 <= row < len(self.sections) else None

    def _bring(self) -> None:
        """Put the chosen section in front and take leave of the one before."""
        if self._section is None or not self._shown:
            return
        page, before = self.page(self._section.key), self._stack.currentWidget()
        if before is not page and isinstance(before, Leaving):
            before.leaving()
        for one in self._pages.values():
            # a page behind asks for no room: at large text a short section would have to be scrolled because of a long one
            policy = QSizePolicy.Policy.Preferred if one is page else QSizePolicy.Policy.Ignored
            one.setSizePolicy(policy, policy)
        self._stack.setCurrentWidget(page)
        self.KEYS = (*getattr(page, "KEYS", ()), *_OWN_KEYS)
        self._head()
        if isinstance(page, DeskPage):
            page.activated()

    def _into(self) -> None:
        """The hands go from the list into the section."""
        page = self._stack.currentWidget()
        if page is not None:
            page.setFocus()

    def _head(self) -> None:
        section = self._section
        self._title.setText(tr(section.title) if section is not None else "")
        self._purpose.setText(tr(section.purpose) if section is not None else "")

    def _walk(self, by: int) -> None:
        row = self.list.currentRow() + by
        if 0 <= row < len(self.sections):
            self.list.setCurrentRow(row)

    def _restyle(self) -> None:
        scale = theme.theme().scale
        stacked = scale >= _STACKED_FROM
        self._sides.setDirection(QBoxLayout.Direction.TopToBottom if stacked else QBoxLayout.Direction.LeftToRight)
        row = self.list.fontMetrics().height() + theme.GRID_PX
        self.list.setFixedWidth(_ANY_WIDTH if stacked else int(_LIST_PX * scale))
        self.list.setMinimumWidth(0 if stacked else int(_LIST_PX * scale))
        self.list.setMaximumHeight(row * min(_ROWS_STACKED, max(1, self.list.count())) + theme.GRID_PX if stacked else _ANY_WIDTH)


def administration_desk(place: Place) -> AdministrationPage:
    """The desk where it stands."""
    return AdministrationPage(place)
