"""The sign-in page: name, password, one sentence when it does not go. Shows and emits; decides nothing."""

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import (
    QCheckBox,
    QFormLayout,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QProgressBar,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from station.domain.errors import StationError
from station.domain.findings import Text
from ui import theme
from ui.language import sentence, tr
from ui.passwords import NEW, REPEATED
from ui.widgets.keys import Key, bind

_TITLE = Text("Trạm số hoá hồ sơ", "Records digitisation station")
_STORE = Text("Kho: {folder}", "Store: {folder}")
_NAME = Text("Tên đăng nhập", "User name")
_PASSWORD = Text("Mật khẩu", "Password")
_SHOW = Text("Hiện mật khẩu", "Show the password")
_ENTER = Text("Vào làm việc", "Sign in")
_OPENING = Text("Đang mở kho…", "Opening the store…")
_RESCUE = Text("Không vào được?", "Cannot get in?")
_OPTIONS = Text("Tuỳ chọn (F10)", "Options (F10)")
_WALK = Text("↑ ↓: chọn người", "↑ ↓: choose a person")
_AGAIN = Text("Bây giờ gõ lại mật khẩu được.", "The password can be typed again now.")
_FIRST = Text(
    "Mật khẩu vừa gõ là do quản trị viên đặt. Đặt mật khẩu của riêng anh/chị, không ai khác biết.",
    "The password just typed was chosen by an administrator. Set one of your own that nobody else knows.",
)
_ENTER_OWN = Text("Đặt mật khẩu và vào", "Set it and sign in")
_WIDTH_PX = 440


class SignInPage(QWidget):
    """Implements ui.signin.presenter.View."""

    KEYS: tuple[Key, ...] = (
        Key("Return", Text("Sang ô sau; ở ô mật khẩu: vào làm", "To the next field; at the password: sign in")),
        Key("Up / Down", Text("Người trước / sau của máy này", "The person before / after on this PC")),
    )

    submitted = Signal(str, str)
    submitted_own = Signal(str, str, str, str)
    """Name, the first password, the new one twice."""
    options_wanted = Signal()
    rescue_wanted = Signal()
    """They cannot get in."""
    store_seen = Signal(bool)
    """Whether the store is for practice."""

    def __init__(self, folder: Path, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._folder = folder
        self._message: Callable[[], str] = str
        self._title, self._store, self._hint, self._trouble = QLabel(), QLabel(), QLabel(), QLabel()
        theme.set_size(self._title, theme.LARGE_PT)
        self._store.setTextFormat(Qt.TextFormat.PlainText)
        self._store.setWordWrap(True)
        self._store.setForegroundRole(QPalette.ColorRole.PlaceholderText)
        self._hint_text: Text | None = None
        self._hint.setWordWrap(True)
        self._hint.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._hint.hide()
        self._trouble.setWordWrap(True)
        self._trouble.setTextFormat(Qt.TextFormat.PlainText)
        self._trouble.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._name, self._password = QLineEdit(), QLineEdit()
        self._password.setEchoMode(QLineEdit.EchoMode.Password)
        self._name_label, self._password_label = QLabel(), QLabel()
        self._new, self._repeated, self._first = QLineEdit(), QLineEdit(), QLabel()
        self._new_label, self._repeated_label = QLabel(), QLabel()
        self._first.setWordWrap(True)
        for field in (self._new, self._repeated):
            field.setEchoMode(QLineEdit.EchoMode.Password)
        self._show = QCheckBox()
        self._bar = QProgressBar()
        self._bar.setRange(0, 0)
        self._bar.setTextVisible(False)
        self._opening = QLabel()
        self._enter, self._options, self._rescue = QPushButton(), QPushButton(), QPushButton()
        self._rescue.setFlat(True)
        self._enter.setDefault(True)
        self._users: list[str] = []
        self._own_wanted = False
        self._waits = 0
        self._error: StationError | None = None
        self._countdown = QTimer(self)
        self._countdown.setInterval(1000)
        self._countdown.timeout.connect(self._tick)
        self._connect()
        self._lay_out()
        theme.theme().changed.connect(self._paint)
        self._own(False)
        self._paint()
        self.show_busy(False)

    def _connect(self) -> None:
        self._name.returnPressed.connect(self._next)
        self._new.returnPressed.connect(self._repeated.setFocus)
        for field in (self._password, self._repeated):
            field.returnPressed.connect(self._submit)
        for field in (self._name, self._password):
            bind(field, "Down", lambda: self._walk(1), alone=True)
            bind(field, "Up", lambda: self._walk(-1), alone=True)
        self._show.toggled.connect(self._echo)
        self._enter.clicked.connect(self._submit)
        self._options.clicked.connect(self.options_wanted)
        self._rescue.clicked.connect(self.rescue_wanted)

    def _lay_out(self) -> None:
        form = QFormLayout()
        form.setVerticalSpacing(theme.GRID_PX)
        form.addRow(self._name_label, self._name)
        form.addRow(self._password_label, self._password)
        form.addRow(self._first)
        form.addRow(self._new_label, self._new)
        form.addRow(self._repeated_label, self._repeated)
        form.addRow("", self._show)
        self._form = form
        self._new_label.setBuddy(self._new)
        self._repeated_label.setBuddy(self._repeated)
        self._name_label.setBuddy(self._name)
        self._password_label.setBuddy(self._password)
        buttons = QHBoxLayout()
        buttons.addWidget(self._enter, 1)
        buttons.addWidget(self._options)
        card = QFrame()
        card.setMaximumWidth(_WIDTH_PX * 2)
        column = QVBoxLayout(card)
        column.setSpacing(theme.GRID_PX * 2)
        column.addWidget(self._title)
        column.addWidget(self._store)
        column.addWidget(self._hint)
        column.addLayout(form)
        column.addWidget(self._trouble)
        column.addWidget(self._opening)
        column.addWidget(self._bar)
        column.addLayout(buttons)
        column.addWidget(self._rescue, 0, Qt.AlignmentFlag.AlignLeft)
        self._card = card
        across = QHBoxLayout(self)
        across.addStretch(1)
        across.addWidget(card, 0, Qt.AlignmentFlag.AlignVCenter)
        across.addStretch(1)

    # ---- what the window asks -----------------------------------------------------------------------------------------------

    def welcome(self, name: str = "") -> None:
        """Ready for a person: `name` as signed in before, the password empty, the cursor where typing begins."""
        self._name.setText(name)
        self.forget()
        self._countdown.stop()
        self._say(str)
        (self._password if name else self._name).setFocus()

    def forget(self) -> None:
        """Nothing that was typed here stays behind the desks."""
        self._password.setText("")  # `clear` could be undone
        self._own(False)
        self._show.setChecked(False)

    def retranslate(self) -> None:
        """Words in the language in force."""
        self._title.setText(tr(_TITLE))
        self._store.setText(tr(_STORE, folder=str(self._folder)))
        self._opening.setText(tr(_OPENING))
        self._bar.setAccessibleName(tr(_OPENING))
        self._first.setText(tr(_FIRST))
        for label, field, text in (
            (self._name_label, self._name, _NAME), (self._password_label, self._password, _PASSWORD), (self._new_label, self._new, NEW),
            (self._repeated_label, self._repeated, REPEATED),
        ):  # fmt: skip
            label.setText(tr(text))
            field.setAccessibleName(tr(text))
        for button, text in (
            (self._show, _SHOW),
            (self._enter, _ENTER_OWN if self._own_wanted else _ENTER),
            (self._options, _OPTIONS),
            (self._rescue, _RESCUE),
        ):
            button.setText(tr(text))
            button.setAccessibleName(tr(text))
        self._name.setPlaceholderText(tr(_WALK) if len(self._users) > 1 else "")
        self._hint.setText(tr(self._hint_text) if self._hint_text is not None else "")
        self._say(self._message)

    @property
    def ready(self) -> bool:
        """Whether a person can type."""
        return self._name.isEnabled()

    # ---- View ---------------------------------------------------------------------------------------------------------------

    def show_store(self, practice: bool, hint: Text | None) -> None:
        """The store is there."""
        self._hint_text = hint
        self._hint.setVisible(hint is not None)
        self.retranslate()
        self.store_seen.emit(practice)

    def show_users(self, users: Sequence[str]) -> None:
        """Up and Down in either field walk through them."""
        self._users = list(users)
        self.retranslate()

    def show_busy(self, busy: bool) -> None:
        """While the store is opened nothing can be changed; the bar and the words say so."""
        for widget in (self._show, self._enter, self._options, self._rescue, self._new, self._repeated):
            widget.setEnabled(not busy)
        for widget in (self._name, self._password):
            widget.setEnabled(not busy and not self._own_wanted)
        self._bar.setVisible(busy)
        self._opening.setVisible(busy)
        if busy:
            self._countdown.stop()
            self._say(str)

    def show_sentence(self, text: Text) -> None:
        """Something to put right in a field."""
        self._say(lambda: tr(text))
        (self._new if self._own_wanted else self._password if self._name.text().strip() else self._name).setFocus()

    def show_failure(self, error: StationError) -> None:
        """Why it did not go; the password is to be typed anew."""
        self._waits = int(str(error.details["seconds"])) if error.code == "store.wait" else 0
        self._error = error
        self._say(lambda: sentence(error))
        if self._own_wanted and error.code == "people.same-password":
            self._new.setFocus()
            return
        self._own(False)
        self._password.clear()
        if self._waits:
            self._countdown.start()
        if self._name.text():
            self._password.setFocus()

    def ask_for_own_password(self) -> None:
        """Name and first password stay as they are; two more fields come below."""
        self._own(True)
        self._say(str)
        self._new.setFocus()

    # ---- inside -------------------------------------------------------------------------------------------------------------

    def _own(self, wanted: bool) -> None:
        self._own_wanted = wanted
        for field in (self._new, self._repeated):
            field.setText("")
        for row in (self._first, self._new, self._repeated):
            self._form.setRowVisible(row, wanted)
        for field in (self._name, self._password):
            field.setEnabled(not wanted)
        self.retranslate()

    def _say(self, message: Callable[[], str]) -> None:
        self._message = message
        self._trouble.setText(message())
        self._trouble.setVisible(bool(self._trouble.text()))

    def _tick(self) -> None:
        """A second less to wait."""
        self._waits -= 1
        if self._waits <= 0 or self._error is None:
            self._countdown.stop()
            self._say(lambda: tr(_AGAIN))
            return
        left = StationError(self._error.code, **{**self._error.details, "seconds": self._waits})
        self._say(lambda: sentence(left))

    def _walk(self, by: int) -> None:
        """To the next person's name; their password is typed next."""
        if not self._users or not self.ready:
            return
        now = self._name.text().strip().lower()
        at = (self._users.index(now) + by) % len(self._users) if now in self._users else (0 if by > 0 else -1)
        self._name.setText(self._users[at])
        self._password.setText("")
        self._password.setFocus()

    def _next(self) -> None:
        if self._password.text():
            self._submit()
        else:
            self._password.setFocus()

    def _submit(self) -> None:
        if self._own_wanted:
            self.submitted_own.emit(self._name.text(), self._password.text(), self._new.text(), self._repeated.text())
            return
        self.submitted.emit(self._name.text(), self._password.text())

    def _echo(self, shown: bool) -> None:
        for field in (self._password, self._new, self._repeated):
            field.setEchoMode(QLineEdit.EchoMode.Normal if shown else QLineEdit.EchoMode.Password)

    def _paint(self) -> None:
        self._card.setMinimumWidth(int(_WIDTH_PX * min(theme.theme().scale, 1.5)))
        palette = self._trouble.palette()
        palette.setColor(QPalette.ColorRole.WindowText, theme.colour("error"))
        self._trouble.setPalette(palette)
