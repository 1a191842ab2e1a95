"""What the pages of the sections have in common: acts with a button and a key, one line that says what happened, one question at a time."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import (
    QBoxLayout,
    QDialog,
    QFileDialog,
    QHBoxLayout,
    QLabel,
    QLayout,
    QMessageBox,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from station.domain.errors import StationError
from station.domain.findings import Text
from ui import theme
from ui.language import sentence, tr
from ui.widgets.keys import bind
from ui.widgets.row_table import RowTable, Said

STACKED_FROM = 1.5
"""From this text size on what stands side by side stands one below the other: buttons, filters, choices."""


class SectionPage(QWidget):
    """The window's DeskPage and Leaving. A section adds its widgets, calls `laid_out` last, and shows what its presenter says."""

    def __init__(self, name: Text, parent: QWidget | None) -> None:
        super().__init__(parent)
        self._name = name
        self._named: list[tuple[QPushButton | QLabel, Text]] = []
        self._rows: list[QBoxLayout] = []
        self._spare: list[tuple[QLabel, RowTable[Any]]] = []
        self._question: QWidget | None = None
        self.said = Said(hides=True)

    # ---- making -----------------------------------------------------------------------------------------------------------------

    def act(self, text: Text, do: Callable[[], object], keys: str = "") -> QPushButton:
        """A button, and the key that does the same."""
        button = QPushButton()
        button.clicked.connect(lambda: do())
        if keys:
            bind(self, keys, do)
        self._named.append((button, text))
        return button

    def label(self, text: Text, *, buddy: QWidget | None = None, head: bool = False, quiet: bool = False) -> QLabel:
        """A label that follows the language; with a buddy it names that too."""
        label = QLabel()
        label.setWordWrap(buddy is None)
        if buddy is not None:
            label.setBuddy(buddy)
        if head:
            theme.set_size(label, theme.LARGE_PT)
        if quiet:
            label.setForegroundRole(QPalette.ColorRole.PlaceholderText)
        self._named.append((label, text))
        return label

    def spare_line(self, table: RowTable[Any]) -> QLabel:
        """What the chosen row says in the columns that have no room at large text."""
        line = QLabel()
        line.setWordWrap(True)
        line.setTextFormat(Qt.TextFormat.PlainText)
        line.hide()
        self._spare.append((line, table))
        table.moved.connect(self._show_spare)
        return line

    def pair(self, text: Text, field: QWidget) -> QWidget:
        """A label and what it names, together in a row."""
        together = QWidget()
        line = QHBoxLayout(together)
        line.setContentsMargins(0, 0, 0, 0)
        line.addWidget(self.label(text, buddy=field))
        line.addWidget(field, 1)
        return together

    def row(self, *widgets: QWidget, stretch: bool = True) -> QHBoxLayout:
        """Side by side, and one below the other where text is large."""
        inner = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        inner.setSpacing(theme.GRID_PX)
        for widget in widgets:
            inner.addWidget(widget)
        self._rows.append(inner)
        outer = QHBoxLayout()
        outer.addLayout(inner, 0 if stretch else 1)
        if stretch:
            outer.addStretch(1)
        return outer

    def column(self, *parts: QWidget | QLayout) -> QVBoxLayout:
        """From above to below. What is longer than the screen scrolls with the desk."""
        column = QVBoxLayout(self)
        column.setSpacing(theme.GRID_PX)
        column.setContentsMargins(0, 0, 0, 0)
        for part in parts:
            if isinstance(part, QWidget):
                column.addWidget(part)
            else:
                column.addLayout(part)
        return column

    def laid_out(self) -> None:
        """Everything stands: words and sizes."""
        theme.theme().changed.connect(self.restyle)
        self.retranslate()
        self.restyle()

    # ---- the desk's -------------------------------------------------------------------------------------------------------------

    def activated(self) -> None:
        """In front."""

    def busy(self) -> str:
        """Nothing is lost by leaving, unless a section says so."""
        return ""

    def leaving(self) -> None:
        """A question that is open is taken back, and what was typed into it."""
        if self._question is not None:
            self._question.close()

    def retranslate(self) -> None:
        """Words in the language in force."""
        self.setAccessibleName(tr(self._name))
        for widget, text in self._named:
            widget.setText(tr(text))
            widget.setAccessibleName(tr(text))
            if isinstance(widget, QLabel) and (buddy := widget.buddy()) is not None:
                buddy.setAccessibleName(tr(text))

    def restyle(self) -> None:
        """Sizes as the text size asks."""
        direction = QBoxLayout.Direction.TopToBottom if self.is_stacked else QBoxLayout.Direction.LeftToRight
        for row in self._rows:
            row.setDirection(direction)
        self._show_spare()

    def _show_spare(self) -> None:
        for line, table in self._spare:
            line.setText(table.spare_words)
            line.setVisible(bool(line.text()))

    # ---- saying and asking ------------------------------------------------------------------------------------------------------

    @property
    def is_stacked(self) -> bool:
        """Whether text is so large that nothing stands side by side."""
        return theme.theme().scale >= STACKED_FROM

    def say(self, message: Text | None, trouble: StationError | None, weight: str = "good") -> None:
        """What happened; trouble first."""
        if trouble is not None:
            self.said.say(lambda: sentence(trouble), "error")
        elif message is not None:
            self.said.say(lambda: tr(message), weight)
        else:
            self.said.say(str)

    @property
    def asks(self) -> bool:
        """Whether a question is open: a second one waits."""
        return self._question is not None

    def ask(self, question: QDialog) -> None:
        """Put a question; it goes when it is answered, taken back, or the section is left."""
        question.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)

        def gone() -> None:
            if self._question is question:
                self._question = None

        question.destroyed.connect(gone)
        self._question = question
        question.open()

    def ask_for_file(self, title: str, filters: str, then: Callable[[Path], object]) -> None:
        """Which file; `filters` as Qt writes them."""
        dialog = self._file_dialog(title, filters)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.fileSelected.connect(lambda path: then(Path(path)))
        self.ask(dialog)

    def ask_where_to_save(self, title: str, filters: str, name: str, then: Callable[[Path], object]) -> None:
        """Under which name, `name` proposed; its ending is the default one."""
        dialog = self._file_dialog(title, filters)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix(Path(name).suffix.removeprefix("."))
        dialog.selectFile(name)
        dialog.fileSelected.connect(lambda path: then(Path(path)))
        self.ask(dialog)

    def ask_for_folder(self, title: str, then: Callable[[Path], object]) -> None:
        """Which folder."""
        dialog = self._file_dialog(title, "")
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.setOption(QFileDialog.Option.ShowDirsOnly)
        dialog.fileSelected.connect(lambda path: then(Path(path)))
        self.ask(dialog)

    def ask_whether(self, title: Text, why: str, then: Callable[[], object]) -> None:
        """Once more, before something that cannot be taken back; No unless somebody says Yes."""
        buttons = QMessageBox.StandardButton.Yes | QMessageBox.StandardButton.No
        box = QMessageBox(QMessageBox.Icon.Warning, tr(title), why, buttons, self)
        box.setDefaultButton(QMessageBox.StandardButton.No)
        box.accepted.connect(lambda: then())
        self.ask(box)

    def _file_dialog(self, title: str, filters: str) -> QFileDialog:
        dialog = QFileDialog(self, title, "", filters)
        dialog.setOption(QFileDialog.Option.DontUseNativeDialog)
        return dialog


def enable(buttons: Sequence[QWidget], on: bool) -> None:
    """All of them, or none."""
    for button in buttons:
        button.setEnabled(on)
