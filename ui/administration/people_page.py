"""The section Người dùng: the list of people, what each may do, and the acts of an administrator. Shows and emits; no rule."""

import datetime

from PySide6.QtCore import Qt
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QLabel, QWidget

from station.domain.findings import Text
from station.domain.rights import RIGHTS, Right
from station.workflow import duties
from station.workflow.people import CertificateState, Person
from ui import theme
from ui.administration import people_texts as texts
from ui.administration.people_dialogs import AddDialog, IssueDialog, RevokeDialog, RoleDialog
from ui.administration.people_presenter import PeoplePresenter, Shown
from ui.administration.section_page import SectionPage
from ui.desktop.place import Place
from ui.language import tr
from ui.widgets.keys import Key, bind
from ui.widgets.row_table import Column, RowTable

LIST_KEY, ISSUE_KEY, OPEN_KEY, ROLE_KEY, ADD_KEY, REVOKE_KEY, IMPORT_KEY = "F3", "F4", "F5", "F6", "F7", "F8", "F9"
_DAY = "%d/%m/%Y"


class PeoplePage(SectionPage):
    """Implements ui.administration.people_presenter.View and the window's DeskPage and Leaving."""

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
        super().__init__(texts.LIST, parent)
        self._presenter, self._shown = presenter, Shown()
        self.table = RowTable[Person](_columns())
        self._rights = QLabel()
        self._rights.setWordWrap(True)
        self._rights.setTextFormat(Qt.TextFormat.PlainText)
        self._rights.setForegroundRole(QPalette.ColorRole.PlaceholderText)
        self._add = self.act(texts.ADD, self.ask_for_person, ADD_KEY)
        self._role = self.act(texts.CHANGE_ROLE, self.ask_for_role, ROLE_KEY)
        self._issue = self.act(texts.ISSUE, self.ask_for_password, ISSUE_KEY)
        self._open_account = self.act(texts.OPEN, self.open_account, OPEN_KEY)
        self._import = self.act(texts.IMPORT, self.ask_for_certificate, IMPORT_KEY)
        self._revoke = self.act(texts.REVOKE, self.ask_whether_to_revoke, REVOKE_KEY)
        self._list = self.act(texts.REVOCATIONS, self.ask_for_revocations)
        acts = (self._add, self._role, self._issue, self._open_account, self._import, self._revoke)
        for button in (*acts, self._list):
            button.setVisible(presenter.may_change)
        read_only = self.label(texts.READ_ONLY)
        read_only.setVisible(not presenter.may_change)
        column = self.column(
            self.table, self.spare_line(self.table), self._rights, self.said, read_only, self.row(*acts), self.row(self._list)
        )
        column.setStretch(0, 1)
        bind(self, LIST_KEY, self.table.setFocus)
        self.setFocusProxy(self.table)
        self.table.moved.connect(self._row_moved)
        presenter.view = self
        self.laid_out()

    # ---- the desk's -----------------------------------------------------------------------------------------------------------

    def activated(self) -> None:
        """In front: look again."""
        self._presenter.refresh()

    def retranslate(self) -> None:
        """Words in the language in force."""
        super().retranslate()
        self.table.setAccessibleName(tr(texts.LIST))
        self.table.retranslate()
        self.show_state(self._shown)

    def restyle(self) -> None:
        """Some rows stay in sight at every text size."""
        super().restyle()
        self.table.setMinimumHeight(round(16 * theme.GRID_PX * theme.theme().scale))

    # ---- View -----------------------------------------------------------------------------------------------------------------

    def show_state(self, shown: Shown) -> None:
        """All of it."""
        before, self._shown = self._shown, shown
        if before.people != shown.people or len(self.table.rows) != len(shown.people):
            self.table.show_rows(shown.people)
        self.say(shown.message, shown.trouble)
        self._row_moved()

    # ---- asking -----------------------------------------------------------------------------------------------------------------

    def ask_for_person(self) -> None:
        """Name, role, first password."""
        if self._presenter.may_change and not self.asks:
            dialog = AddDialog(self)
            dialog.given.connect(self._presenter.add)
            self.ask(dialog)

    def ask_for_role(self) -> None:
        """Another role for the chosen person."""
        person = self.table.row
        if self._role.isEnabled() and person is not None and not self.asks:
            dialog = RoleDialog(person, self)
            dialog.given.connect(lambda role: self._presenter.change_role(person, role))
            self.ask(dialog)

    def ask_for_password(self) -> None:
        """A new first password for the chosen person."""
        person = self.table.row
        if self._issue.isEnabled() and person is not None and not self.asks:
            dialog = IssueDialog(person, self)
            dialog.given.connect(lambda password: self._presenter.issue_password(person, password))
            self.ask(dialog)

    def ask_whether_to_revoke(self) -> None:
        """Once more, because their key goes."""
        person = self.table.row
        if self._revoke.isEnabled() and person is not None and not self.asks:
            dialog = RevokeDialog(person, self)
            dialog.given.connect(lambda: self._presenter.revoke(person))
            self.ask(dialog)

    def open_account(self) -> None:
        """Of the chosen person."""
        if self._open_account.isEnabled() and self.table.row is not None:
            self._presenter.open_account(self.table.row)

    def ask_for_certificate(self) -> None:
        """The file that the province sent."""
        person = self.table.row
        if self._import.isEnabled() and person is not None and not self.asks:
            self.ask_for_file(
                tr(texts.CHOOSE_CERTIFICATE, name=person.name), f"{tr(texts.CERTIFICATES)} (*.cer *.crt *.der *.pem)",
                lambda file: self._presenter.import_certificate(person, file),
            )  # fmt: skip

    def ask_for_revocations(self) -> None:
        """The province's list, as a file."""
        if self._presenter.may_change and not self.asks:
            self.ask_for_file(tr(texts.CHOOSE_REVOCATIONS), f"{tr(texts.LISTS)} (*.crl *.der *.pem)", self._presenter.take_revocations)

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


def rights_words(person: Person) -> str:
    """What somebody may do, in the order of the table of rights."""
    return "; ".join(tr(duties.RIGHTS[right]) for right in Right if right in RIGHTS[person.role])


def certificate_words(person: Person) -> str:
    """How it stands with the certificate, and where its key lies."""
    until = person.valid_until.astimezone().strftime(_DAY) if person.valid_until is not None else ""
    words = tr(texts.CERTIFICATES_OF[person.certificate], until=until)
    return f"{words} ({tr(texts.TOKEN)})" if person.has_token else words


def _columns() -> tuple[Column[Person], ...]:
    return (
        Column(texts.NAME, lambda person: person.name),
        Column(texts.LOGIN, lambda person: person.user_id, 120, spare=True),
        Column(texts.ROLE, lambda person: tr(duties.ROLES[person.role]), 160),
        Column(texts.SINCE, lambda person: _day(person.since), 104, spare=True),
        Column(texts.CERTIFICATE, certificate_words, 200, spare=True),
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
