"""The section Người dùng: the list of people, what each may do, and the acts of an administrator. Shows and emits; no rule."""

import datetime
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QBoxLayout, QDialog, QFileDialog, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from station.domain.errors import StationError
from station.domain.findings import Text
from station.domain.rights import RIGHTS, Right
from station.workflow import duties
from station.workflow.people import CertificateState, Person
from ui import theme
from ui.administration import people_texts as texts
from ui.administration.people_dialogs import AddDialog, IssueDialog, RevokeDialog, RoleDialog
from ui.administration.people_presenter import PeoplePresenter, Shown
from ui.desktop.place import Place
from ui.language import sentence, tr
from ui.widgets.keys import Key, bind
from ui.widgets.row_table import Column, RowTable, Said

LIST_KEY, ISSUE_KEY, OPEN_KEY, ROLE_KEY, ADD_KEY, REVOKE_KEY, IMPORT_KEY = "F3", "F4", "F5", "F6", "F7", "F8", "F9"
_WIDE_FROM = 1.5
_DAY = "%d/%m/%Y"


class PeoplePage(QWidget):
    """Implements ui.administration.people_presenter.View and the window's DeskPage."""

    KEYS: tuple[Key, ...] = (
        Key(LIST_KEY, Text("Sang danh sách người dùng", "To the list of people")),
        Key("Up / Down", Text("Người trước, người sau", "Person before, person after")),
        Key(ADD_KEY, Text("Thêm người", "Add a person")),
        Key(ROLE_KEY, Text("Đổi vai trò của người đang chọn", "Change the role of the chosen person")),
        Key(ISSUE_KEY, Text("Cấp mật khẩu mới cho người đang chọn", "Set a new password for the chosen person")),
        Key(OPEN_KEY, Text("Mở khoá tài khoản đã gõ sai quá nhiều lần", "Open an account shut by wrong passwords")),
        Key(REVOKE_KEY, Text("Thu hồi người đang chọn", "Revoke the chosen person")),
        Key(IMPORT_KEY, Text("Nhập chứng thư của tỉnh cho người đang chọn", "Import the province's certificate of the chosen person")),
    )

    def __init__(self, presenter: PeoplePresenter, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._presenter = presenter
        self._shown = Shown()
        self._dialog: QWidget | None = None
        self.table = RowTable[Person](_columns())
        self._rights, self._read_only = QLabel(), QLabel()
        for label in (self._rights, self._read_only):
            label.setWordWrap(True)
            label.setTextFormat(Qt.TextFormat.PlainText)
        self._rights.setForegroundRole(QPalette.ColorRole.PlaceholderText)
        self._said = Said(hides=True)
        self._add, self._role, self._issue, self._open_account, self._revoke, self._import = (QPushButton() for _ in range(6))
        self._buttons = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._lay_out()
        acts = ((ADD_KEY, self._add, self.ask_for_person), (ROLE_KEY, self._role, self.ask_for_role))
        more = ((ISSUE_KEY, self._issue, self.ask_for_password), (OPEN_KEY, self._open_account, self.open_account))
        last = ((REVOKE_KEY, self._revoke, self.ask_whether_to_revoke), (IMPORT_KEY, self._import, self.ask_for_certificate))
        for keys, button, act in (*acts, *more, *last):
            button.clicked.connect(act)
            bind(self, keys, act)
        bind(self, LIST_KEY, self.table.setFocus)
        self.setFocusProxy(self.table)
        self.table.moved.connect(self._row_moved)
        theme.theme().changed.connect(self._restyle)
        presenter.view = self
        self.retranslate()
        self._restyle()

    def _lay_out(self) -> None:
        unit = theme.GRID_PX
        self._buttons.setSpacing(unit)
        for button in (self._add, self._role, self._issue, self._open_account, self._import, self._revoke):
            self._buttons.addWidget(button)
        foot = QHBoxLayout()
        foot.addLayout(self._buttons)
        foot.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(unit)
        column.addWidget(self.table, 1)
        for widget in (self._rights, self._said, self._read_only):
            column.addWidget(widget)
        column.addLayout(foot)

    # ---- the desk's -----------------------------------------------------------------------------------------------------------

    def activated(self) -> None:
        """In front: look again."""
        self._presenter.refresh()

    def busy(self) -> str:
        """Nothing is ever begun here."""
        return ""

    def leaving(self) -> None:
        """A question that is open is taken back, and what was typed into it."""
        if self._dialog is not None:
            self._dialog.close()

    def retranslate(self) -> None:
        """Words in the language in force."""
        self.setAccessibleName(tr(texts.LIST))
        self.table.setAccessibleName(tr(texts.LIST))
        self.table.retranslate()
        for button, text in ((self._add, texts.ADD), (self._role, texts.CHANGE_ROLE), (self._import, texts.IMPORT),
            (self._issue, texts.ISSUE), (self._open_account, texts.OPEN), (self._revoke, texts.REVOKE)):  # fmt: skip
            button.setText(tr(text))
            button.setAccessibleName(tr(text))
            button.setVisible(self._presenter.may_change)
        self._read_only.setText(tr(texts.READ_ONLY))
        self._read_only.setVisible(not self._presenter.may_change)
        self.show_state(self._shown)

    # ---- View -----------------------------------------------------------------------------------------------------------------

    def show_state(self, shown: Shown) -> None:
        """All of it."""
        before, self._shown = self._shown, shown
        if before.people != shown.people or len(self.table.rows) != len(shown.people):
            self.table.show_rows(shown.people)
        if shown.trouble is not None:
            error: StationError = shown.trouble
            self._said.say(lambda: sentence(error), "error")
        elif shown.message is not None:
            message: Text = shown.message
            self._said.say(lambda: tr(message), "good")
        else:
            self._said.say(str)
        self._row_moved()

    # ---- asking -----------------------------------------------------------------------------------------------------------------

    def ask_for_person(self) -> None:
        """Name, role, first password."""
        if self._presenter.may_change and self._dialog is None:
            dialog = AddDialog(self)
            dialog.given.connect(self._presenter.add)
            self._open(dialog)

    def ask_for_role(self) -> None:
        """Another role for the chosen person."""
        person = self.table.row
        if self._role.isEnabled() and person is not None and self._dialog is None:
            dialog = RoleDialog(person, self)
            dialog.given.connect(lambda role: self._presenter.change_role(person, role))
            self._open(dialog)

    def ask_for_password(self) -> None:
        """A new first password for the chosen person."""
        person = self.table.row
        if self._issue.isEnabled() and person is not None and self._dialog is None:
            dialog = IssueDialog(person, self)
            dialog.given.connect(lambda password: self._presenter.issue_password(person, password))
            self._open(dialog)

    def ask_whether_to_revoke(self) -> None:
        """Once more, because their key goes."""
        person = self.table.row
        if self._revoke.isEnabled() and person is not None and self._dialog is None:
            dialog = RevokeDialog(person, self)
            dialog.given.connect(lambda: self._presenter.revoke(person))
            self._open(dialog)

    def open_account(self) -> None:
        """Of the chosen person."""
        if self._open_account.isEnabled() and self.table.row is not None:
            self._presenter.open_account(self.table.row)

    def ask_for_certificate(self) -> None:
        """The file that the province sent."""
        person = self.table.row
        if not self._import.isEnabled() or person is None or self._dialog is not None:
            return
        dialog = QFileDialog(self, tr(texts.CHOOSE_CERTIFICATE, name=person.name))
        dialog.setOption(QFileDialog.Option.DontUseNativeDialog)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.setNameFilter(f"{tr(texts.CERTIFICATES)} (*.cer *.crt *.der *.pem)")
        dialog.fileSelected.connect(lambda path: self._presenter.import_certificate(person, Path(path)))
        self._open(dialog)

    def _open(self, dialog: QDialog) -> None:
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.destroyed.connect(lambda: setattr(self, "_dialog", None))
        self._dialog = dialog
        dialog.open()

    # ---- inside -----------------------------------------------------------------------------------------------------------------

    def _row_moved(self) -> None:
        person = self.table.row
        self._rights.setText(tr(texts.RIGHTS, rights=rights_words(person)) if person is not None else "")
        chosen = person is not None and self._presenter.may_change
        other = chosen and person is not None and not person.oneself
        stays = person is not None and not person.revoked
        for button in (self._role, self._open_account, self._revoke):
            button.setEnabled(other and stays)
        self._issue.setEnabled(other)
        self._import.setEnabled(chosen and stays and person is not None and person.certificate is not CertificateState.NOT_NEEDED)

    def _restyle(self) -> None:
        large = theme.theme().scale >= _WIDE_FROM
        self._buttons.setDirection(QBoxLayout.Direction.TopToBottom if large else QBoxLayout.Direction.LeftToRight)
        self.table.setMinimumHeight(round(16 * theme.GRID_PX * theme.theme().scale))


def rights_words(person: Person) -> str:
    """What somebody may do, in the order of the table of rights."""
    return "; ".join(tr(duties.RIGHTS[right]) for right in Right if right in RIGHTS[person.role])


def certificate_words(person: Person) -> str:
    """How it stands with the certificate."""
    until = person.valid_until.astimezone().strftime(_DAY) if person.valid_until is not None else ""
    return tr(texts.CERTIFICATES_OF[person.certificate], until=until)


def _columns() -> tuple[Column[Person], ...]:
    return (
        Column(texts.NAME, lambda person: person.name),
        Column(texts.LOGIN, lambda person: person.user_id, 136),
        Column(texts.ROLE, lambda person: tr(duties.ROLES[person.role]), 160),
        Column(texts.SINCE, lambda person: _day(person.since), 112),
        Column(texts.CERTIFICATE, certificate_words, 184),
        Column(texts.STATE, _state, 128),
    )


def _state(person: Person) -> str:
    if person.revoked:
        return tr(texts.REVOKED_ROW)
    return tr(texts.ONESELF if person.oneself else texts.AT_WORK)


def _day(at: str) -> str:
    """A local day of a moment of the log; a dash where the log does not tell."""
    return datetime.datetime.fromisoformat(at).astimezone().strftime(_DAY) if at else "–"


def people_section(place: Place) -> PeoplePage:
    """The section where it stands."""
    return PeoplePage(PeoplePresenter(place.tasks, place.changes, place.session.role), place.room)
