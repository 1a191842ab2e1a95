"""The search desk's table as a model: one row an entry that was found. Looks only."""

from collections.abc import Sequence

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt

from station.domain.findings import Text
from station.domain.states import EntryState
from ui.language import tr
from ui.search.presenter import Hit

STATES = {
    EntryState.READ: Text("Chờ kiểm tra", "To be checked"),
    EntryState.CHECKED: Text("Chờ phê duyệt", "To be approved"),
    EntryState.APPROVED: Text("Chờ gửi", "To be sent"),
    EntryState.RETURNED: Text("Bị trả lại", "Returned"),
    EntryState.RECEIVED: Text("Chữ ở trung tâm", "Words at the central"),
    EntryState.COMPLETE: Text("Ở trung tâm", "At the central"),
}
_HEADERS = (Text("Tìm thấy", "Found"), Text("Mục", "Entry"), Text("Tình trạng", "State"))
FOUND, ENTRY, STATE = range(3)

_Index = QModelIndex | QPersistentModelIndex
_ROOT = QModelIndex()


class HitsModel(QAbstractTableModel):
    """Rows of `Hit`, two lines each."""

    def __init__(self) -> None:
        super().__init__()
        self.hits: Sequence[Hit] = ()

    def show(self, hits: Sequence[Hit]) -> None:
        """Other rows."""
        self.beginResetModel()
        self.hits = hits
        self.endResetModel()

    def rowCount(self, parent: _Index = _ROOT) -> int:
        """Hits."""
        return 0 if parent.isValid() else len(self.hits)

    def columnCount(self, parent: _Index = _ROOT) -> int:
        """What was found, in which entry, how far that is."""
        return 0 if parent.isValid() else len(_HEADERS)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Column titles."""
        shown = orientation is Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole
        return tr(_HEADERS[section]) if shown else None

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Words."""
        words = _words(self.hits[index.row()])[index.column()]
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return words
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{tr(_HEADERS[index.column()])}: {words}".replace("\n", ", ")
        return None


def _words(hit: Hit) -> tuple[str, str, str]:
    number = f"{hit.number} · {hit.volume}" if hit.number else hit.volume
    of_whom = hit.person if hit.person and hit.person != hit.value else tr(hit.form)
    return f"{hit.value}\n{tr(hit.label)}", f"{number}\n{of_whom}", tr(STATES[hit.found.entry.state])
