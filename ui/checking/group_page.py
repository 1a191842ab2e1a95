"""The group check on the screen: a grid of fifty strips, struck out with Space, taken with Ctrl+Enter, then the next fifty."""

from collections.abc import Callable
from functools import partial
from typing import Final

import numpy as np
from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QBrush, QIcon, QImage, QKeyEvent, QPixmap
from PySide6.QtWidgets import QLabel, QListView, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from station.domain.errors import StationError
from station.domain.geometry import Box
from station.domain.ids import EntryId, VolumeId
from station.forms.definition import FieldDefinition, FormDefinition
from station.workflow.group_check import Member
from ui.checking import wording
from ui.checking.group import GroupPresenter
from ui.checking.shown import shown_text
from ui.language import language, tr
from ui.page_decoding import PageImage
from ui.page_images import PageImages
from ui.theme import GRID_PX, LARGE_PT, colour, set_size, theme

_STRIP_HEIGHTS_PX: Final = (64, 56, 48, 40, 34)
"""As high as all strips of the screen allow; the least is still legible, and then the grid scrolls."""
_STRIP_WIDTHS_PX: Final = (150, 560)
"""Narrow ones for a tick or a year, wide ones for a place."""
_MARGIN_SHARE: Final = 3
"""A third of the box's height of paper around it."""


class _Grid(QListWidget):
    """Space strikes out, Ctrl+Enter takes the others, Escape leaves."""

    struck = Signal(int)
    confirmed = Signal()
    left = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """The three keys; arrows and Page keys are the grid's."""
        control = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        if event.key() == Qt.Key.Key_Space:
            self.struck.emit(self.currentRow())
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if control or not self.count():
                self.confirmed.emit()
        elif event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        else:
            super().keyPressEvent(event)


class GroupPage(QWidget):
    """Title, help, grid."""

    left = Signal()

    def __init__(self, presenter: GroupPresenter, images: PageImages, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.presenter, self._images = presenter, images
        self._field: FieldDefinition | None = None
        self._shown: list[EntryId] | None = None
        self._wishes: list[Callable[[], None]] = []
        """What forgets the pictures asked for."""
        self._title, self._help, self._said, self._grid = QLabel(), QLabel(), QLabel(), _Grid()
        set_size(self._title, LARGE_PT)
        for words in (self._title, self._help, self._said):
            words.setWordWrap(True)
            words.setTextFormat(Qt.TextFormat.PlainText)
        self._grid.setViewMode(QListView.ViewMode.IconMode)
        self._grid.setResizeMode(QListView.ResizeMode.Adjust)
        self._grid.setMovement(QListView.Movement.Static)
        self._grid.setUniformItemSizes(True)
        self._grid.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._grid.setSpacing(2)
        column = QVBoxLayout(self)
        column.setSpacing(GRID_PX // 2)
        for part in (self._title, self._help, self._said):
            column.addWidget(part)
        column.addWidget(self._grid, 1)
        self._grid.struck.connect(self._strike)
        self._grid.itemClicked.connect(lambda item: self._strike(self._grid.row(item)))
        self._grid.confirmed.connect(self._confirm)
        self._grid.left.connect(self._leave)
        presenter.listen(self.refresh)

    def begin(self, volume_id: VolumeId, form: FormDefinition, field: FieldDefinition, value: str) -> None:
        """Show the group of this field and value."""
        self._field, self._shown = field, None
        self.presenter.begin(volume_id, form.id, field.id, value)

    def take_focus(self) -> None:
        """Hands to the grid."""
        self._grid.setFocus(Qt.FocusReason.OtherFocusReason)

    def retranslate(self) -> None:
        """Words in the language in force."""
        self.refresh()

    def refresh(self) -> None:
        """As the presenter has it now."""
        if self._field is None:
            return
        presenter = self.presenter
        self._title.setText(tr(wording.GROUP_TITLE, label=tr(self._field.label.text), value=shown_text(self._field, presenter.value)))
        self._grid.setAccessibleName(self._title.text())
        self._help.setText(tr(wording.GROUP_HELP))
        self._said.setText(self._said_now())
        members = presenter.members or []
        if self._shown != [member.entry_id for member in members]:
            self._fill(members)
        for row, member in enumerate(members):
            self._mark(self._grid.item(row), struck=member.entry_id in presenter.struck)

    def _said_now(self) -> str:
        presenter, parts = self.presenter, []
        if presenter.has_settled:
            parts.append(tr(wording.GROUP_DONE, confirmed=presenter.done.confirmed, struck=presenter.done.struck_out))
        if presenter.done.passed_over:
            parts.append(tr(wording.GROUP_OVER, over=presenter.done.passed_over))
        if presenter.trouble is not None:
            parts.append(presenter.trouble.sentence(language().value))
        elif presenter.is_settling:
            parts.append(tr(wording.GROUP_WRITING))
        elif presenter.members is None:
            parts.append(tr(wording.LOADING))
        elif presenter.members:
            parts.append(tr(wording.GROUP_SIZE, count=len(presenter.members), struck=len(presenter.struck)))
        else:
            parts.append(tr(wording.GROUP_END if presenter.has_settled else wording.GROUP_NONE))
        return " ".join(parts)

    def _fill(self, members: list[Member]) -> None:
        self._forget_pictures()
        self._shown = [member.entry_id for member in members]
        self._grid.clear()
        strip = self._strip_size(members)
        room = self._cell(strip)
        self._grid.setIconSize(strip)
        self._grid.setGridSize(room)
        for _ in members:
            QListWidgetItem(self._grid).setSizeHint(room)
        for member in members:
            here, failed = partial(self._strip_here, member), partial(self._no_strip, member)
            self._wishes.append(self._images.queue(member.page_id, here, failed))
        self._grid.setCurrentRow(0)

    def _strip_size(self, members: list[Member]) -> QSize:
        """Legible for the longest of them; as large as lets all of them be seen at once."""
        shape = max((member.box.w / max(member.box.h, 1) for member in members), default=5.0)
        least, most = (round(width * theme().scale) for width in _STRIP_WIDTHS_PX)
        area = self._grid.contentsRect()
        size = QSize()
        for height_px in _STRIP_HEIGHTS_PX:
            height = round(height_px * theme().scale)
            # the paper around the box has its own share of the height
            size = QSize(min(max(round(shape * height * _MARGIN_SHARE / (_MARGIN_SHARE + 2)), least), most), height)
            cell = self._cell(size)
            columns = max(area.width() // cell.width(), 1)
            if -(-len(members) // columns) * cell.height() <= area.height():
                break
        return size

    def _cell(self, strip: QSize) -> QSize:
        return QSize(strip.width() + GRID_PX, strip.height() + self.fontMetrics().lineSpacing() + GRID_PX)

    def _mark(self, item: QListWidgetItem, *, struck: bool) -> None:
        words = f"✗ {tr(wording.STRUCK)}" if struck else tr(wording.SEEN_RIGHT)
        lost = item.data(Qt.ItemDataRole.UserRole)
        item.setText(f"{words} · {tr(wording.NO_PICTURE)}" if lost else words)
        item.setForeground(QBrush(colour("error" if struck else "muted")))
        font = item.font()
        font.setBold(struck)
        item.setFont(font)

    def _item_of(self, member: Member) -> QListWidgetItem | None:
        shown = self._shown or []
        return self._grid.item(shown.index(member.entry_id)) if member.entry_id in shown else None

    def _strip_here(self, member: Member, page: PageImage) -> None:
        item = self._item_of(member)
        if item is not None:
            strip = _strip(page, member.box, self._grid.iconSize())
            icon = QIcon(strip)
            # paper stays paper, also where the cursor stands
            icon.addPixmap(strip, QIcon.Mode.Selected)
            item.setIcon(icon)

    def _no_strip(self, member: Member, error: StationError) -> None:
        item = self._item_of(member)
        if item is not None:
            item.setData(Qt.ItemDataRole.UserRole, True)
            # what cannot be seen cannot be vouched for
            if member.entry_id not in self.presenter.struck:
                self.presenter.strike(member.entry_id)

    def _strike(self, row: int) -> None:
        members = self.presenter.members or []
        if 0 <= row < len(members):
            self.presenter.strike(members[row].entry_id)

    def _confirm(self) -> None:
        if self.presenter.members:
            self.presenter.confirm()
        elif self.presenter.members is not None:
            self._leave()

    def _leave(self) -> None:
        if not self.presenter.is_settling:
            self._forget_pictures()
            self.left.emit()

    def _forget_pictures(self) -> None:
        for forget in self._wishes:
            forget()
        self._wishes = []


def _strip(page: PageImage, box: Box, room: QSize) -> QPixmap:
    """The box with a little paper around it."""
    at = box.clipped(page.width, page.height)
    margin = at.h // _MARGIN_SHARE
    top, left = max(at.y - margin, 0), max(at.x - margin, 0)
    pixels = np.ascontiguousarray(page.array[top : at.bottom + margin, left : at.right + margin])
    height, width = pixels.shape[:2]
    grey = pixels.ndim == 2
    image = QImage(pixels.data, width, height, pixels.strides[0], QImage.Format.Format_Grayscale8 if grey else QImage.Format.Format_RGB888)
    made = QPixmap.fromImage(image.copy())
    return made.scaled(room, Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation)
