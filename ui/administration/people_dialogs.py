"""Asking for a new person, and for another role. What is typed lives in the dialog and goes with it."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QLabel,
    QLineEdit,
    QVBoxLayout,
    QWidget,
)

from station.domain.findings import Text
from station.domain.rights import RIGHTS, Right
from station.domain.roles import PERSONS, Role
from station.workflow import duties
from station.workflow.people import NewPerson, Person
from ui import theme
from ui.administration import people_texts as texts
from ui.language import tr
from ui.passwords import password_fault
from ui.widgets.row_table import Said

_WIDTH_PX, _WIDEST = 480, 1.5
_NAME_LETTERS_MAX, _LOGIN_LETTERS_MAX = 120, 64


class RoleChoice(QComboBox):
    """The roles of persons; what the chosen one may do stands in the label beside."""

    def __init__(self, chosen: Role, told: QLabel) -> None:
        super().__init__()
        self._told = told
        told.setWordWrap(True)
        for role in Role:
            if role in PERSONS:
                self.addItem(tr(duties.ROLES[role]), role)
        self.setAccessibleName(tr(texts.ROLE))
        self.currentIndexChanged.connect(lambda _: self._tell())
        self.setCurrentIndex(self.findData(chosen))
        self._tell()

    @property
    def role(self) -> Role:
        """The chosen one."""
        return Role(self.currentData())

    def _tell(self) -> None:
        rights = RIGHTS[self.role]
        self._told.setText(tr(texts.RIGHTS, rights="; ".join(tr(duties.RIGHTS[right]) for right in Right if right in rights)))


class AddDialog(QDialog):
    """Emits `given` with a NewPerson, then closes."""

    given = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr(texts.ADD_TITLE))
        told, self._said = QLabel(), Said(hides=True)
        self._name, self._login, self._password, self._repeated = (QLineEdit() for _ in range(4))
        self._role = RoleChoice(Role.CLERK, told)
        self._name.setMaxLength(_NAME_LETTERS_MAX)
        self._login.setMaxLength(_LOGIN_LETTERS_MAX)
        rows = QFormLayout()
        rows.setVerticalSpacing(theme.GRID_PX)
        for text, field in (
            (texts.NAME, self._name), (texts.LOGIN, self._login), (texts.ROLE, self._role), (texts.PASSWORD, self._password),
            (texts.REPEATED, self._repeated),
        ):  # fmt: skip
            label = QLabel(tr(text))
            label.setBuddy(field)
            field.setAccessibleName(tr(text))
            rows.addRow(label, field)
        for field in (self._password, self._repeated):
            field.setEchoMode(QLineEdit.EchoMode.Password)
        _lay_out(self, rows, told, self._said, texts.DO_ADD, self._give)
        self._name.setFocus(Qt.FocusReason.OtherFocusReason)

    def _give(self) -> None:
        fault = password_fault(self._password.text(), self._repeated.text())
        if fault is not None:
            self._said.say(lambda: tr(fault), "error")
            self._password.setFocus()
            return
        self.given.emit(NewPerson(self._login.text(), self._name.text(), self._role.role, self._password.text()))
        self.accept()


class RoleDialog(QDialog):
    """Emits `given` with a Role, then closes."""

    given = Signal(object)

    def __init__(self, person: Person, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr(texts.ROLE_TITLE, name=person.name))
        told = QLabel()
        self._role = RoleChoice(person.role, told)
        rows = QFormLayout()
        rows.addRow(QLabel(tr(texts.ROLE)), self._role)
        _lay_out(self, rows, told, Said(hides=True), texts.DO_CHANGE, self._give)

    def _give(self) -> None:
        self.given.emit(self._role.role)
        self.accept()


class IssueDialog(QDialog):
    """Emits `given` with a password, then closes."""

    given = Signal(str)

    def __init__(self, person: Person, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr(texts.ISSUE_TITLE, name=person.name))
        told, self._said = QLabel(tr(texts.ISSUE_WHY)), Said(hides=True)
        told.setWordWrap(True)
        self._password, self._repeated = QLineEdit(), QLineEdit()
        rows = QFormLayout()
        for text, field in ((texts.PASSWORD, self._password), (texts.REPEATED, self._repeated)):
            label = QLabel(tr(text))
            label.setBuddy(field)
            field.setAccessibleName(tr(text))
            field.setEchoMode(QLineEdit.EchoMode.Password)
            rows.addRow(label, field)
        _lay_out(self, rows, told, self._said, texts.DO_ISSUE, self._give)

    def _give(self) -> None:
        fault = password_fault(self._password.text(), self._repeated.text())
        if fault is not None:
            self._said.say(lambda: tr(fault), "error")
            self._password.setFocus()
            return
        self.given.emit(self._password.text())
        self.accept()


class RevokeDialog(QDialog):
    """Emits `given` once it is sure."""

    given = Signal()

    def __init__(self, person: Person, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr(texts.REVOKE_TITLE, name=person.name))
        told = QLabel(tr(texts.REVOKE_WHY, name=person.name))
        told.setWordWrap(True)
        _lay_out(self, QFormLayout(), told, Said(hides=True), texts.DO_REVOKE, self._give)

    def _give(self) -> None:
        self.given.emit()
        self.accept()


def _lay_out(dialog: QDialog, rows: QFormLayout, told: QLabel, said: Said, act: Text, give: object) -> None:
    """Rows, what the role may do, what is wrong, two buttons."""
    dialog.setMinimumWidth(int(_WIDTH_PX * min(theme.theme().scale, _WIDEST)))
    rows.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapLongRows)
    buttons = QDialogButtonBox()
    buttons.addButton(tr(act), QDialogButtonBox.ButtonRole.AcceptRole).setDefault(True)
    buttons.addButton(tr(texts.CANCEL), QDialogButtonBox.ButtonRole.RejectRole)
    buttons.accepted.connect(give)
    buttons.rejected.connect(dialog.reject)
    column = QVBoxLayout(dialog)
    column.setSpacing(theme.GRID_PX)
    column.addLayout(rows)
    for widget in (told, said, buttons):
        column.addWidget(widget)
