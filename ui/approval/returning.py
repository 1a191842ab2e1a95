"""Asking why an entry goes back: reasons by number, or one's own words."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QLabel, QLineEdit, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from station.domain.findings import Text
from station.workflow.worklists import RETURN_REASONS
from ui import theme
from ui.language import tr

_TITLE = Text("Trả lại mục {number}", "Return entry {number}")
_REASONS = Text("Lý do (phím số chọn ngay, Enter trả lại)", "Reason (a digit chooses, Enter returns)")
_OWN = Text("Lý do khác", "Another reason")
_RETURN = Text("Trả lại", "Return")
_STAY = Text("Thôi", "Cancel")
_WIDTH_PX = 560
_OWN_LETTERS_MAX = 300


class ReturnDialog(QDialog):
    """Emits `given` with a Text of the list or a str, then closes."""

    given = Signal(object)

    def __init__(self, number: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr(_TITLE, number=number))
        self.setMinimumWidth(_WIDTH_PX)
        self._list, self._own = QListWidget(), QLineEdit()
        for place, reason in enumerate(RETURN_REASONS, 1):
            item = QListWidgetItem(f"{place}  {tr(reason)}")
            item.setData(Qt.ItemDataRole.UserRole, place - 1)
            self._list.addItem(item)
        self._list.setCurrentRow(0)
        self._list.setWordWrap(True)
        self._list.setAccessibleName(tr(_REASONS))
        self._list.itemActivated.connect(lambda _: self._give())
        self._own.setMaxLength(_OWN_LETTERS_MAX)
        self._own.setAccessibleName(tr(_OWN))
        above, beside = QLabel(tr(_REASONS)), QLabel(tr(_OWN))
        above.setBuddy(self._list)
        beside.setBuddy(self._own)
        buttons = QDialogButtonBox()
        give = buttons.addButton(tr(_RETURN), QDialogButtonBox.ButtonRole.AcceptRole)
        give.setDefault(True)
        buttons.addButton(tr(_STAY), QDialogButtonBox.ButtonRole.RejectRole)
        buttons.accepted.connect(self._give)
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.setSpacing(theme.GRID_PX)
        for widget in (above, self._list, beside, self._own, buttons):
            column.addWidget(widget)
        self._list.setFixedHeight(len(RETURN_REASONS) * self._list.sizeHintForRow(0) + 2 * self._list.frameWidth() + theme.GRID_PX)
        self._list.setFocus()

    def _give(self) -> None:
        own = self._own.text().strip()
        self.given.emit(own if own else RETURN_REASONS[max(0, self._list.currentRow())])
        self.accept()
