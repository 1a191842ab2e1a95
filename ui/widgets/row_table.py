"""A list of things as a table, and the line that says what happened: the same on every desk that shows rows. Looks only.

A row is any value; a column says what of it is shown. Rows that are not on the screen are never asked for their words.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, QSize, Qt, Signal
from PySide6.QtGui import QIcon, QPalette, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QLabel, QTableView

from station.domain.findings import Text
from ui import theme
from ui.language import tr

R = TypeVar("R")
_Index = QModelIndex | QPersistentModelIndex
_ROOT = QModelIndex()
_WIDEST = 1.25
"""Columns grow with the text up to here; beyond, words are cut and the tool tip has them whole, unless other columns make room."""
_ICON_PX = 16
_SPARE_FROM = 1.5
"""From this text size on spare columns are left out."""


@dataclass(frozen=True)
class Column(Generic[R]):
    """One column."""

    title: Text
    words: Callable[[R], str]
    width_px: int = 0
    """At the usual text size; 0: what the others leave."""
    icon: Callable[[R], QIcon | None] | None = None
    """Repeats what the words say."""
    spare: bool = False
    """Has no room at large text: `spare_words` tells it of the current row."""


class RowModel(QAbstractTableModel, Generic[R]):
    """Rows under columns."""

    def __init__(self, columns: Sequence[Column[R]]) -> None:
        super().__init__()
        self.columns = tuple(columns)
        self.rows: Sequence[R] = ()

    def show(self, rows: Sequence[R]) -> None:
        """Other rows."""
        self.beginResetModel()
        self.rows = rows
        self.endResetModel()

    def rowCount(self, parent: _Index = _ROOT) -> int:
        """Rows."""
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: _Index = _ROOT) -> int:
        """Columns."""
        return 0 if parent.isValid() else len(self.columns)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Column titles."""
        shown = orientation is Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole
        return tr(self.columns[section].title) if shown else None

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Words; an icon repeats them."""
        row, column = self.rows[index.row()], self.columns[index.column()]
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return column.words(row)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{tr(column.title)}: {column.words(row)}".replace("\n", ", ")
        if role == Qt.ItemDataRole.DecorationRole and column.icon is not None:
            return column.icon(row)
        return None


class RowTable(QTableView, Generic[R]):
    """The table: one row chosen at a time, Tab leaves it, the cursor stays near where it was when the rows change."""

    moved = Signal()
    """Another row is the current one, or none."""

    def __init__(self, columns: Sequence[Column[R]], *, lines: int = 1) -> None:
        """`lines`: of text in a row."""
        super().__init__()
        self._lines = lines
        self._rows: RowModel[R] = RowModel(columns)
        self.setModel(self._rows)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setTabKeyNavigation(False)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.verticalHeader().hide()
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setMinimumSectionSize(1)
        header.setResizeContentsPrecision(0)  # rows on the screen alone are measured
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        self.selectionModel().currentRowChanged.connect(lambda *_: self.moved.emit())
        theme.theme().changed.connect(self._restyle)
        self._restyle()

    @property
    def rows(self) -> Sequence[R]:
        """What is listed."""
        return self._rows.rows

    @property
    def row(self) -> R | None:
        """The current one."""
        at = self.currentIndex().row()
        return self.rows[at] if 0 <= at < len(self.rows) else None

    @property
    def spare_words(self) -> str:
        """What the columns that are left out say of the current row; empty when none is."""
        row = self.row
        left_out = [column for at, column in enumerate(self._rows.columns) if self.isColumnHidden(at)]
        return " · ".join(f"{tr(column.title)}: {column.words(row)}" for column in left_out) if row is not None else ""

    def show_rows(self, rows: Sequence[R], at: int | None = None) -> None:
        """Other rows; the cursor at `at`, else where it was as far as there are as many."""
        at = max(0, self.currentIndex().row()) if at is None else at
        self._rows.show(rows)
        if rows:
            self.go_to(min(at, len(rows) - 1))
        self._share_room()

    def go_to(self, at: int) -> None:
        """Put the cursor into a row; nothing happens beyond the ends."""
        if 0 <= at < len(self.rows):
            self.selectRow(at)

    def retranslate(self) -> None:
        """Words in the language in force."""
        self._rows.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, len(self._rows.columns) - 1)
        self._restyle()
        if self.rows:
            last = self._rows.index(len(self.rows) - 1, len(self._rows.columns) - 1)
            self._rows.dataChanged.emit(self._rows.index(0, 0), last)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """On a wide screen no words are cut beside empty room."""
        super().resizeEvent(event)
        self._share_room()

    def _restyle(self) -> None:
        theme.calm_selection(self)  # icons keep their colours, and their contrast, in the chosen row
        self.verticalHeader().setDefaultSectionSize(self._lines * self.fontMetrics().height() + theme.GRID_PX)
        scale = theme.theme().scale
        self.setIconSize(QSize(1, 1) * round(_ICON_PX * scale))
        leaves_out = scale >= _SPARE_FROM and any(column.spare for column in self._rows.columns)
        for at, column in enumerate(self._rows.columns):
            self.setColumnHidden(at, leaves_out and column.spare)
            if not column.width_px:
                self.horizontalHeader().setSectionResizeMode(at, QHeaderView.ResizeMode.Stretch)
        self._share_room()

    def _share_room(self) -> None:
        """Columns of a width of their own take what the others do not need, as far as the words on the screen need it."""
        header, scale = self.horizontalHeader(), theme.theme().scale
        shown = [(at, column.width_px) for at, column in enumerate(self._rows.columns) if not self.isColumnHidden(at)]
        growth = scale if len(shown) < len(self._rows.columns) else min(scale, _WIDEST)
        usual = {at: max(int(width * growth), header.sectionSizeHint(at)) for at, width in shown if width}
        spare = self.viewport().width() - sum(usual.values()) - sum(self._needed(at) for at, width in shown if not width)
        for at, width in usual.items():
            more = max(0, min(spare, self._needed(at) - width))
            spare -= more
            header.resizeSection(at, width + more)

    def _needed(self, at: int) -> int:
        return max(self.horizontalHeader().sectionSizeHint(at), self.sizeHintForColumn(at))


class Said(QLabel):
    """A sentence in the colour of its weight; says itself again when the language or the look changes."""

    def __init__(self, *, hides: bool = False) -> None:
        """`hides`: takes no room while it says nothing."""
        super().__init__()
        self._message: Callable[[], str] = str
        self._weight, self._hides = "text", hides
        self.setWordWrap(True)
        self.setTextFormat(Qt.TextFormat.PlainText)
        theme.theme().changed.connect(self.repeat)

    def say(self, message: Callable[[], str], weight: str = "text") -> None:
        """`weight`: a colour of the theme; the words must carry the meaning alone."""
        self._message, self._weight = message, weight
        self.repeat()

    def repeat(self) -> None:
        """The same in the language and the look in force."""
        self.setText(self._message())
        palette = self.palette()
        palette.setColor(QPalette.ColorRole.WindowText, theme.colour(self._weight))
        self.setPalette(palette)
        if self._hides:
            self.setVisible(bool(self.text()))


def filled(values: dict[str, Any]) -> dict[str, Any]:
    """Values of a sentence, texts among them in the language in force."""
    return {name: tr(value) if isinstance(value, Text) else value for name, value in values.items()}
