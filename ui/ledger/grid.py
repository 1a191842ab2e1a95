"""The numbers as a grid: a sign, the number, a word. Ten thousand cells, of which only those on the screen are asked for their words."""

from collections.abc import Sequence

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from station.domain.findings import Text
from station.workflow.ledger import Line
from ui import theme
from ui.language import tr
from ui.ledger.texts import COLOURS, SIGNS, STATES

_Index = QModelIndex | QPersistentModelIndex
_NUMBER = Text("Số {number}: {state}", "Number {number}: {state}")
_CELL_PX = 112
_ROW = Qt.ItemDataRole.UserRole


class _Lines(QAbstractListModel):
    """One row a number."""

    def __init__(self) -> None:
        super().__init__()
        self.lines: Sequence[Line] = ()

    def show(self, lines: Sequence[Line]) -> None:
        """Other lines."""
        same = [line.number for line in lines] == [line.number for line in self.lines]
        if same:
            self.lines = lines
            if lines:
                self.dataChanged.emit(self.index(0), self.index(len(lines) - 1))
            return
        self.beginResetModel()
        self.lines = lines
        self.endResetModel()

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008
        """Numbers."""
        return 0 if parent.isValid() else len(self.lines)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Words for eyes and readers; the line itself for the delegate."""
        line = self.lines[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return str(line.number)
        if role == _ROW:
            return line
        if role in (Qt.ItemDataRole.AccessibleTextRole, Qt.ItemDataRole.ToolTipRole):
            return tr(_NUMBER, number=line.number, state=tr(STATES[line.state]))
        return None


class _Cell(QStyledItemDelegate):
    """Sign and number, under them the word."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        """A chosen cell is softer and underlined in the accent while the grid has the focus."""
        line: Line = index.data(_ROW)
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        rect: QRect = option.rect.adjusted(1, 1, -1, -1)
        painter.save()
        if chosen:
            painter.fillRect(rect, theme.colour("soft"))
        painter.setFont(theme.font())
        inside = rect.adjusted(theme.GRID_PX // 2, theme.GRID_PX // 2, -theme.GRID_PX // 2, -theme.GRID_PX // 2)
        half = QRect(inside.left(), inside.top(), inside.width(), inside.height() // 2)
        painter.setPen(theme.colour(COLOURS.get(line.state, "text")))
        painter.drawText(half, _LEFT, SIGNS[line.state])
        painter.setPen(theme.colour("text"))
        painter.drawText(half, _RIGHT, str(line.number))
        word = painter.fontMetrics().elidedText(tr(STATES[line.state]), Qt.TextElideMode.ElideRight, inside.width())
        painter.setPen(theme.colour("text" if chosen else "muted"))
        painter.drawText(half.translated(0, inside.height() - half.height()), _RIGHT, word)
        painter.setPen(theme.colour("soft"))
        painter.drawRect(rect)
        if chosen and option.state & QStyle.StateFlag.State_Active:
            painter.fillRect(QRect(rect.left(), rect.bottom() - 1, rect.width() + 1, 2), theme.colour("accent"))
        painter.restore()

    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:
        """The same for all."""
        return cell_size()


_LEFT = int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft)
_RIGHT = int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight)


def cell_size() -> QSize:
    """Of one number, at the text size in force."""
    scale = theme.theme().scale
    return QSize(round(_CELL_PX * scale), round(2 * 18 * scale) + 2 * theme.GRID_PX)


class NumberGrid(QListView):
    """Arrows walk, Shift chooses several."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._lines = _Lines()
        self.setModel(self._lines)
        self.setItemDelegate(_Cell(self))
        self.setViewMode(QListView.ViewMode.IconMode)
        self.setFlow(QListView.Flow.LeftToRight)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setMovement(QListView.Movement.Static)
        self.setUniformItemSizes(True)
        self.setLayoutMode(QListView.LayoutMode.SinglePass)
        self.setSelectionMode(QListView.SelectionMode.ExtendedSelection)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        theme.theme().changed.connect(self._fit)
        self._fit()

    def show_lines(self, lines: Sequence[Line]) -> None:
        """These; the cursor stays where it was, or goes to the first."""
        self._lines.show(lines)
        if lines and not self.currentIndex().isValid():
            self.go_to(0)

    def go_to(self, row: int) -> None:
        """Put the cursor on a number."""
        self.setCurrentIndex(self._lines.index(row))
        self.scrollTo(self._lines.index(row), QListView.ScrollHint.PositionAtCenter)

    def retranslate(self) -> None:
        """Words in the language in force."""
        self.viewport().update()

    @property
    def row(self) -> int:
        """Where the cursor is; -1: nowhere."""
        return self.currentIndex().row()

    @property
    def line(self) -> Line | None:
        """The number at the cursor."""
        return self._lines.lines[self.row] if 0 <= self.row < len(self._lines.lines) else None

    @property
    def chosen(self) -> list[Line]:
        """What an account would be of."""
        return [self._lines.lines[index.row()] for index in sorted(self.selectedIndexes())]

    def _fit(self) -> None:
        theme.calm_selection(self)
        self.setGridSize(cell_size())
