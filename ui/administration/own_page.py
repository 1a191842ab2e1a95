"""The section Của tôi: one's own password; for whoever approves also certificate and signing token. Shows and emits; no rule."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtWidgets import QFormLayout, QLabel, QLineEdit, QWidget

from station.domain.errors import StationError
from station.domain.findings import Text
from ui import theme
from ui.administration import own_texts as texts
from ui.administration.own_presenter import OwnPresenter, Shown
from ui.administration.people_page import certificate_words
from ui.administration.section_page import SectionPage
from ui.desktop.place import Place
from ui.language import tr
from ui.passwords import NEW, REPEATED
from ui.widgets.keys import Key, bind
from ui.widgets.password_question import PIN, PasswordQuestion

PASSWORD_KEY, REQUEST_KEY, ENROL_KEY, TAKE_KEY = "F6", "F7", "F8", "F9"
_FIELD_PX, _WIDEST = 320, 1.5
_REQUEST_NAME = "yeu-cau-chung-thu.csr"


class OwnPage(SectionPage):
    """Implements ui.administration.own_presenter.View and the window's DeskPage, Leaving and Ending."""

    KEYS: tuple[Key, ...] = (
        Key(PASSWORD_KEY, Text("Sang ô mật khẩu đang dùng", "To the password in use")),
        Key(REQUEST_KEY, Text("Xin chứng thư của tỉnh cho khoá của mình", "Request the province's certificate for one's key")),
        Key(TAKE_KEY, Text("Nhập chứng thư tỉnh cấp cho mình", "Import the certificate that came back")),
        Key(ENROL_KEY, Text("Duyệt bằng thiết bị ký từ nay", "Approve with a signing token from now on")),
    )

    def __init__(self, presenter: OwnPresenter, parent: QWidget | None = None) -> None:
        super().__init__(texts.SECTION, parent)
        self._presenter, self._shown = presenter, Shown()
        self._pin: PasswordQuestion | None = None
        self.old, self.new, self.repeated = (QLineEdit() for _ in range(3))
        for field in (self.old, self.new, self.repeated):
            field.setEchoMode(QLineEdit.EchoMode.Password)
            field.returnPressed.connect(self._change_password)
        self.change = self.act(texts.CHANGE, self._change_password)
        self.request = self.act(texts.REQUEST, self.ask_where_to_request, REQUEST_KEY)
        self.take = self.act(texts.TAKE, self.ask_for_certificate, TAKE_KEY)
        self.enrol = self.act(texts.ENROL, self.ask_to_enrol, ENROL_KEY)
        self.request_token = self.act(texts.REQUEST_TOKEN, self.ask_where_to_request_for_token)
        self.give_up = self.act(texts.GIVE_UP, self.ask_to_give_up)
        self.state = QLabel()
        self.state.setWordWrap(True)
        form = QFormLayout()
        form.setVerticalSpacing(theme.GRID_PX)
        form.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapLongRows)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.FieldsStayAtSizeHint)
        for text, field in ((texts.OLD, self.old), (NEW, self.new), (REPEATED, self.repeated)):
            form.addRow(self.label(text, buddy=field), field)
        head, told = self.label(texts.CERTIFICATE_HEAD, head=True), self.label(texts.CERTIFICATE_TOLD, quiet=True)
        column = self.column(
            self.label(texts.PASSWORD_HEAD, head=True), form, self.label(texts.PASSWORD_TOLD, quiet=True), self.row(self.change),
            head, told, self.state, self.row(self.request, self.take, self.enrol), self.row(self.request_token, self.give_up), self.said,
        )  # fmt: skip
        column.addStretch(1)
        for widget in (head, told, self.state, self.request, self.take, self.enrol, self.request_token, self.give_up):
            widget.setVisible(presenter.may_approve)
        bind(self, PASSWORD_KEY, self.old.setFocus)
        self.setFocusProxy(self.old)
        presenter.view = self
        self.laid_out()

    # ---- the desk's -----------------------------------------------------------------------------------------------------------

    def activated(self) -> None:
        """In front: look again."""
        self._presenter.refresh()

    def leaving(self) -> None:
        """Another desk, a lock, the night."""
        super().leaving()
        self._presenter.leave()

    def ending(self) -> None:
        """The session is over."""
        self.clear_passwords()

    def retranslate(self) -> None:
        """Words in the language in force."""
        super().retranslate()
        self.show_state(self._shown)

    def restyle(self) -> None:
        """Fields as wide as a long password."""
        super().restyle()
        for field in (self.old, self.new, self.repeated):
            field.setMinimumWidth(round(_FIELD_PX * min(theme.theme().scale, _WIDEST)))

    # ---- View -----------------------------------------------------------------------------------------------------------------

    def show_state(self, shown: Shown) -> None:
        """All of it."""
        self._shown = shown
        person = shown.person
        if person is not None:
            self.state.setText(tr(texts.ON_TOKEN if person.has_token else texts.IN_SLOT, state=certificate_words(person)))
        self.give_up.setEnabled(person is not None and person.has_token)
        self.say(shown.message, shown.trouble, "error" if shown.slip else "good")

    def clear_passwords(self) -> None:
        """They were taken; `clear` could be undone."""
        for field in (self.old, self.new, self.repeated):
            field.setText("")

    def ask_pin_for(self, file: Path) -> None:
        """The certificate is for a key on a token."""
        self._ask_pin(texts.DO_ENROL, lambda pin: self._presenter.enrol(pin, file))

    def pin_taken(self) -> None:
        """The question goes."""
        if self._pin is not None:
            self._pin.right()

    def pin_refused(self, error: StationError) -> None:
        """In the question, which stays; in the line when it was taken back meanwhile."""
        if self._pin is not None:
            self._pin.refused(error)
        else:
            self.say(None, error)

    # ---- asking -----------------------------------------------------------------------------------------------------------------

    def ask_where_to_request(self) -> None:
        """Where the file for the province goes."""
        if self._may_ask:
            self.ask_where_to_save(tr(texts.REQUEST_TITLE), f"{tr(texts.REQUESTS)} (*.csr)", _REQUEST_NAME, self._presenter.request)

    def ask_where_to_request_for_token(self) -> None:
        """The same for the token's key, and its PIN."""

        def with_pin(out: Path) -> None:
            self._ask_pin(texts.DO_REQUEST, lambda pin: self._presenter.request_for_token(out, pin))

        if self._may_ask:
            self.ask_where_to_save(tr(texts.REQUEST_TITLE), f"{tr(texts.REQUESTS)} (*.csr)", _REQUEST_NAME, with_pin)

    def ask_for_certificate(self) -> None:
        """The file that the province sent."""
        if self._may_ask:
            self.ask_for_file(tr(texts.TAKE_TITLE), f"{tr(texts.CERTIFICATES)} (*.cer *.crt *.der *.pem)", self._presenter.take)

    def ask_to_enrol(self) -> None:
        """The token's PIN."""
        if self._may_ask:
            self._ask_pin(texts.DO_ENROL, self._presenter.enrol)

    def ask_to_give_up(self) -> None:
        """Once more: approving takes a new certificate then."""
        if self._may_ask and self.give_up.isEnabled():
            self.ask_whether(texts.GIVE_UP, tr(texts.GIVE_UP_WHY), self._presenter.give_up)

    @property
    def _may_ask(self) -> bool:
        return self._presenter.may_approve and not self.asks

    def _ask_pin(self, title: Text, then: Callable[[str], object]) -> None:
        question = PasswordQuestion(tr(title), tr(texts.PIN_WHY), tr(title), self, asked=PIN)
        question.given.connect(then)

        def gone() -> None:
            if self._pin is question:
                self._pin = None

        question.destroyed.connect(gone)
        self._pin = question
        self.ask(question)

    def _change_password(self) -> None:
        self._presenter.change_password(self.old.text(), self.new.text(), self.repeated.text())


def own_section(place: Place) -> OwnPage:
    """The section where it stands."""
    return OwnPage(OwnPresenter(place.tasks, place.changes, place.session.role), place.room)
