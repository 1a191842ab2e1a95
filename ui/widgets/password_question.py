"""Asking whoever is signed in for their password once more, or for their token's PIN, before something that counts.

What is typed goes with the dialog.
"""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QLabel, QLineEdit, QVBoxLayout, QWidget

from station.domain.errors import StationError
from station.domain.findings import Text
from ui import theme
from ui.language import sentence, tr
from ui.widgets.row_table import Said

PASSWORD = (Text("Mật khẩu của anh/chị", "Your password"), Text("Đang xem lại mật khẩu…", "Looking at the password…"))
PIN = (Text("Mã PIN của thiết bị ký", "PIN of the signing token"), Text("Đang mở thiết bị ký…", "Opening the signing token…"))
"""What is asked for, and what is said while it is looked at."""
_CANCEL = Text("Thôi", "Cancel")
_WIDTH_PX, _WIDEST = 440, 1.5


class PasswordQuestion(QDialog):
    """Emits `given` with what was typed; stays until the asker says `right` or the person takes it back."""

    given = Signal(str)

    def __init__(self, title: str, why: str, act: str, parent: QWidget | None = None, *, asked: tuple[Text, Text] = PASSWORD) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self.setMinimumWidth(int(_WIDTH_PX * min(theme.theme().scale, _WIDEST)))
        self._asked = asked
        told, label, self._said = QLabel(why), QLabel(tr(asked[0])), Said(hides=True)
        told.setWordWrap(True)
        self._password = QLineEdit()
        self._password.setEchoMode(QLineEdit.EchoMode.Password)
        self._password.setAccessibleName(tr(asked[0]))
        label.setBuddy(self._password)
        buttons = QDialogButtonBox()
        buttons.addButton(act, QDialogButtonBox.ButtonRole.AcceptRole).setDefault(True)
        buttons.addButton(tr(_CANCEL), QDialogButtonBox.ButtonRole.RejectRole)
        buttons.accepted.connect(self._give)
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.setSpacing(theme.GRID_PX)
        for widget in (told, label, self._password, self._said, buttons):
            column.addWidget(widget)
        self._password.setFocus()

    def refused(self, error: StationError) -> None:
        """It was not theirs, or has to wait: said in words, and typed anew."""
        self._said.say(lambda: sentence(error), "error")
        self._busy(False)

    def right(self) -> None:
        """It was theirs."""
        self.accept()

    def _give(self) -> None:
        typed = self._password.text()
        self._password.setText("")  # `clear` could be undone: Ctrl+Z would bring it back
        if typed and not self._password.isReadOnly():
            self._said.say(lambda: tr(self._asked[1]))
            self._busy(True)
            self.given.emit(typed)

    def _busy(self, busy: bool) -> None:
        # read-only and not disabled: the focus would wander to Cancel, and Enter with it
        self._password.setReadOnly(busy)
