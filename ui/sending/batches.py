"""The sending desk's table as a model: one row a batch, newest first. Looks only."""

from collections.abc import Sequence

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt

from station.domain.findings import Text
from ui import theme
from ui.desktop.icons import icon
from ui.language import moment, number, tr
from ui.sending.parcels import BatchRow, Where

_HEADERS = (
    Text("Lô", "Batch"),
    Text("Quyển", "Volume"),
    Text("Mục", "Entries"),
    Text("Còn gửi", "To send"),
    Text("Tình trạng", "State"),
    Text("Biên nhận", "Receipt"),
)
_WHERES = {
    Where.HERE: Text("Chỉ có ở máy này", "On this PC alone"),
    Where.WORDS: Text("Chữ đã ở trung tâm, ảnh còn chờ", "Words at the central, images wait"),
    Where.CENTRAL: Text("Ở trung tâm, đủ ảnh", "At the central with its images"),
    Where.REFUSED: Text("Bị từ chối, đã trả lại", "Refused, given back"),
}
_ICONS = {
    Where.HERE: ("queue", "text"),
    Where.WORDS: ("sending", "accent"),
    Where.CENTRAL: ("good", "good"),
    Where.REFUSED: ("returned", "error"),
}
_RECEIPT = Text("số {number}, {at}", "no. {number}, {at}")
BATCH, VOLUME, ENTRIES, SIZE, STATE, RECEIPT = range(6)
_MB = 1e6

_Index = QModelIndex | QPersistentModelIndex
_ROOT = QModelIndex()


class BatchesModel(QAbstractTableModel):
    """Rows of `BatchRow`."""

    def __init__(self) -> None:
        super().__init__()
        self.rows: Sequence[BatchRow] = ()

    def show(self, rows: Sequence[BatchRow]) -> None:
        """Other rows."""
        self.beginResetModel()
        self.rows = rows
        self.endResetModel()

    def rowCount(self, parent: _Index = _ROOT) -> int:
        """Batches."""
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: _Index = _ROOT) -> int:
        """Batch, volume, entries, size, state, receipt."""
        return 0 if parent.isValid() else len(_HEADERS)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Column titles."""
        shown = orientation is Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole
        return tr(_HEADERS[section]) if shown else None

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Words; an icon repeats the state."""
        row = self.rows[index.row()]
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return _words(row)[index.column()]
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{tr(_HEADERS[index.column()])}: {_words(row)[index.column()]}"
        if role == Qt.ItemDataRole.DecorationRole and index.column() == STATE:
            name, colour = _ICONS[row.where]
            return icon(name, theme.colour(colour), 16)
        return None


def _words(row: BatchRow) -> tuple[str, ...]:
    """What the columns say."""
    at = moment(row.received_at) if row.received_at is not None else ""
    receipt = tr(_RECEIPT, number=row.receipt, at=at) if row.receipt else ""
    size = f"{number(row.size / _MB, 1)} MB" if row.size else ""
    return number(row.seq), row.volume, number(row.entries), size, tr(_WHERES[row.where]), receipt
