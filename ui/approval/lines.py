"""The approval desk's table as a model: one row a point, or an entry without one. Looks only."""

from collections.abc import Sequence

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt

from station.domain.findings import Text
from station.workflow.worklists import Kind
from ui import theme
from ui.approval.presenter import Line
from ui.desktop.icons import icon
from ui.language import tr

_HEADERS = (Text("Mục", "Entry"), Text("Trường", "Field"), Text("Giá trị", "Value"), Text("Vì sao cần xem", "Why to look"))
_KINDS = {Kind.DOUBTFUL: Text("Nghi ngờ", "Doubtful"), Kind.OVERRIDDEN: Text("Giữ lại", "Let stand")}
_CLEAN = Text("Không có điểm nghi ngờ", "Nothing doubtful")
_YOURS = Text("Do anh/chị nhập – người khác phê duyệt", "Keyed by you – somebody else approves")
_EMPTY = Text("(trống)", "(empty)")
ENTRY, FIELD, VALUE, WHY = range(4)

_Index = QModelIndex | QPersistentModelIndex
_ROOT = QModelIndex()


class LinesModel(QAbstractTableModel):
    """Rows of `Line`."""

    def __init__(self) -> None:
        super().__init__()
        self.lines: list[Line] = []

    def show(self, lines: Sequence[Line]) -> None:
        """Other rows."""
        self.beginResetModel()
        self.lines = list(lines)
        self.endResetModel()

    def rowCount(self, parent: _Index = _ROOT) -> int:
        """Lines."""
        return 0 if parent.isValid() else len(self.lines)

    def columnCount(self, parent: _Index = _ROOT) -> int:
        """Entry, field, value, why."""
        return 0 if parent.isValid() else len(_HEADERS)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Column titles."""
        if orientation is Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return tr(_HEADERS[section])
        return None

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Words; an icon repeats the kind."""
        line = self.lines[index.row()]
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return self.words(line)[index.column()]
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{tr(_HEADERS[index.column()])}: {self.words(line)[index.column()]}"
        if role == Qt.ItemDataRole.DecorationRole and index.column() == WHY:
            doubtful = line.point is not None and line.point.kind is Kind.DOUBTFUL
            return icon("warning", theme.colour("warning" if doubtful else "accent"), 16) if line.point is not None else None
        return None

    def words(self, line: Line) -> tuple[str, str, str, str]:
        """What the four columns say."""
        point = line.point
        number = line.item.number or line.item.entry.entry_id[-8:]
        if point is None:
            return number, "", "", tr(_YOURS if line.item.held_back else _CLEAN)
        value = point.value.text or point.value.value if point.value is not None else ""
        why = f"{tr(_KINDS[point.kind])}: {tr(point.why)}"
        if line.item.held_back:
            why = f"{tr(_YOURS)}. {why}"
        return number, tr(point.label), value or tr(_EMPTY), why
