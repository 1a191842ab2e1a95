"""The group check on the screen: a grid of strips, struck out with Space, confirmed with Ctrl+Enter."""

from functools import partial

import numpy as np
from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QIcon, QImage, QKeyEvent, QPixmap
from PySide6.QtWidgets import QLabel, QListView, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from station.domain.geometry import Box
from station.domain.ids import VolumeId
from station.forms.definition import FieldDefinition, FormDefinition
from ui.checking import wording
from ui.checking.group import GroupPresenter
from ui.checking.shown import shown_text
from ui.language import language, tr
from ui.page_decoding import PageImage
from ui.page_images import PageImages
from ui.theme import GRID_PX, LARGE_PT, colour, set_size

_STRIP = QSize(240, 48)


class _Grid(QListWidget):
    """Space strikes out, Ctrl+Enter confirms, Escape leaves."""

    struck = Signal(int)
    confirmed = Signal()
    left = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """The three keys; arrows are the grid's."""
        control = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        if event.key() == Qt.Key.Key_Space and self.currentRow() >= 0:
            self.struck.emit(self.currentRow())
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and control:
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
        self._shown: list[str] = []
        self._title, self._help, self._grid = QLabel(), QLabel(), _Grid()
        set_size(self._title, LARGE_PT)
        for words in (self._title, self._help):
            words.setWordWrap(True)
        self._grid.setViewMode(QListView.ViewMode.IconMode)
        self._grid.setResizeMode(QListView.ResizeMode.Adjust)
        self._grid.setMovement(QListView.Movement.Static)
        self._grid.setIconSize(_STRIP)
        self._grid.setSpacing(GRID_PX)
        column = QVBoxLayout(self)
        for part in (self._title, self._help):
            column.addWidget(part)
        column.addWidget(self._grid, 1)
        self._grid.struck.connect(self._strike)
        self._grid.itemClicked.connect(lambda item: self._strike(self._grid.row(item)))
        self._grid.confirmed.connect(self._confirm)
        self._grid.left.connect(self.left)
        presenter.listen(self.refresh)

    def begin(self, volume_id: VolumeId, form: FormDefinition, field: FieldDefinition, value: str) -> None:
        """Show the group of this field and value."""
        self._field, self._shown = field, []
        self.presenter.begin(volume_id, form.id, field.id, value)
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
        self._help.setText(self._help_text())
        members = presenter.members or []
        if [member.entry_id for member in members] != self._shown:
            self._fill()
        for row, member in enumerate(members):
            wrong = member.entry_id in presenter.struck
            item = self._grid.item(row)
            item.setText(f"✗ {tr(wording.STRUCK)}" if wrong else tr(wording.SEEN_RIGHT))
            item.setForeground(colour("error" if wrong else "muted"))

    def _help_text(self) -> str:
        presenter = self.presenter
        if presenter.trouble is not None:
            return presenter.trouble.sentence(language().value)
        if presenter.done is not None:
            done = presenter.done
            return tr(wording.GROUP_DONE, confirmed=done.confirmed, struck=done.struck_out, over=done.passed_over)
        if presenter.members is None:
            return tr(wording.LOADING)
        return tr(wording.GROUP_HELP) if presenter.members else tr(wording.GROUP_NONE)

    def _fill(self) -> None:
        members = self.presenter.members or []
        self._shown = [str(member.entry_id) for member in members]
        self._grid.clear()
        for row, member in enumerate(members):
            item = QListWidgetItem(self._grid)
            item.setSizeHint(QSize(_STRIP.width() + GRID_PX, _STRIP.height() + 4 * GRID_PX))
            self._images.queue(member.page_id, partial(self._strip_here, row, member.box), lambda error: None)
        self._grid.setCurrentRow(0)

    def _strip_here(self, row: int, box: Box, page: PageImage) -> None:
        item = self._grid.item(row)
        if item is not None:
            item.setIcon(QIcon(_strip(page, box)))

    def _strike(self, row: int) -> None:
        members = self.presenter.members or []
        if 0 <= row < len(members) and self.presenter.done is None:
            self.presenter.strike(members[row].entry_id)

    def _confirm(self) -> None:
        if self.presenter.done is not None or not self.presenter.members:
            self.left.emit()
        else:
            self.presenter.confirm()


def _strip(page: PageImage, box: Box) -> QPixmap:
    """The box with a little paper around it."""
    at = box.clipped(page.width, page.height)
    margin = at.h // 3
    top, left = max(at.y - margin, 0), max(at.x - margin, 0)
    pixels = np.ascontiguousarray(page.array[top : at.bottom + margin, left : at.right + margin])
    height, width = pixels.shape[:2]
    grey = pixels.ndim == 2
    image = QImage(pixels.data, width, height, pixels.strides[0], QImage.Format.Format_Grayscale8 if grey else QImage.Format.Format_RGB888)
    made = QPixmap.fromImage(image.copy())
    return made.scaled(_STRIP, Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation)
