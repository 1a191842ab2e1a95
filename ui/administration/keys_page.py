"""The section Khoá và khôi phục: one's own password, and a new recovery code that is shown once. Shows and emits; no rule."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QFormLayout, QHBoxLayout, QLabel, QLineEdit, QPushButton, QScrollArea, QVBoxLayout, QWidget

from station.domain.errors import StationError
from station.domain.findings import Text
from ui import theme
from ui.administration import keys_texts as texts
from ui.administration.keys_presenter import KeysPresenter, Shown, Step
from ui.desktop.place import Place
from ui.language import sentence, tr
from ui.widgets.keys import Key, bind
from ui.widgets.row_table import Said

PASSWORD_KEY, CODE_KEY = "F6", "F7"
_FIELD_PX = 320


class KeysPage(QScrollArea):
    """Implements ui.administration.keys_presenter.View and the window's DeskPage and Leaving."""

    KEYS: tuple[Key, ...] = (
        Key(PASSWORD_KEY, Text("Sang ô mật khẩu đang dùng", "To the password in use")),
        Key(CODE_KEY, Text("Tạo mã khôi phục mới", "Make a new recovery code")),
    )

    def __init__(self, presenter: KeysPresenter, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._presenter = presenter
        self._shown = Shown()
        self.setWidgetResizable(True)
        self.setFrameShape(QScrollArea.Shape.NoFrame)
        self._heads = {text: QLabel() for text in (texts.PASSWORD_HEAD, texts.CODE_HEAD)}
        self._told = {text: QLabel() for text in (texts.PASSWORD_TOLD, texts.CODE_TOLD)}
        self._labels = {text: QLabel() for text in (texts.OLD, texts.NEW, texts.REPEATED, texts.CODE, texts.TYPED)}
        self.old, self.new, self.repeated, self.typed = (QLineEdit() for _ in range(4))
        self.code = QLabel()
        self.change, self.make, self.go_on, self.confirm = (QPushButton() for _ in range(4))
        self._said = Said(hides=True)
        self._lay_out()
        self.change.clicked.connect(self._change_password)
        for field in (self.old, self.new, self.repeated):
            field.setEchoMode(QLineEdit.EchoMode.Password)
            field.returnPressed.connect(self._change_password)
        self.make.clicked.connect(presenter.make_code)
        self.go_on.clicked.connect(presenter.go_on)
        self.confirm.clicked.connect(self._confirm_code)
        self.typed.returnPressed.connect(self._confirm_code)
        bind(self, PASSWORD_KEY, self.old.setFocus)
        bind(self, CODE_KEY, presenter.make_code)
        self.setFocusProxy(self.old)
        theme.theme().changed.connect(self._restyle)
        presenter.view = self
        self.retranslate()
        self._restyle()

    def _lay_out(self) -> None:
        unit = theme.GRID_PX
        for head in self._heads.values():
            theme.set_size(head, theme.LARGE_PT)
        for told in self._told.values():
            told.setWordWrap(True)
            told.setForegroundRole(QPalette.ColorRole.PlaceholderText)
        self.code.setTextFormat(Qt.TextFormat.PlainText)
        theme.set_size(self.code, theme.LARGE_PT)
        self._passwords, self._codes = QFormLayout(), QFormLayout()
        for form, rows in (
            (self._passwords, ((texts.OLD, self.old), (texts.NEW, self.new), (texts.REPEATED, self.repeated))),
            (self._codes, ((texts.CODE, self.code), (texts.TYPED, self.typed))),
        ):
            form.setVerticalSpacing(unit)
            form.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapLongRows)
            form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.FieldsStayAtSizeHint)
            for text, field in rows:
                self._labels[text].setBuddy(field)
                form.addRow(self._labels[text], field)
        column = QVBoxLayout()
        column.setContentsMargins(0, 0, unit, 0)
        column.setSpacing(unit)
        column.addWidget(self._heads[texts.PASSWORD_HEAD])
        column.addLayout(self._passwords)
        column.addWidget(self._told[texts.PASSWORD_TOLD])
        column.addLayout(_row(self.change))
        column.addSpacing(2 * unit)
        column.addWidget(self._heads[texts.CODE_HEAD])
        column.addWidget(self._told[texts.CODE_TOLD])
        column.addLayout(self._codes)
        column.addLayout(_row(self.make, self.go_on, self.confirm))
        column.addWidget(self._said)
        column.addStretch(1)
        inside = QWidget()
        inside.setLayout(column)
        self.setWidget(inside)

    # ---- the desk's -----------------------------------------------------------------------------------------------------------

    def activated(self) -> None:
        """In front: nothing to fetch."""

    def busy(self) -> str:
        """A code that was shown and not put in force is made again; nothing is lost."""
        return ""

    def leaving(self) -> None:
        """Another desk, a lock, the night."""
        self._presenter.leave()

    def ending(self) -> None:
        """The session is over."""
        self._presenter.leave()

    def retranslate(self) -> None:
        """Words in the language in force."""
        self.setAccessibleName(tr(texts.SECTION))
        for labels in (self._heads, self._told, self._labels):
            for text, label in labels.items():
                label.setText(tr(text))
        for field, text in ((self.old, texts.OLD), (self.new, texts.NEW), (self.repeated, texts.REPEATED), (self.typed, texts.TYPED)):
            field.setAccessibleName(tr(text))
        self.code.setAccessibleName(tr(texts.CODE))
        for button, text in (
            (self.change, texts.CHANGE), (self.make, texts.MAKE), (self.go_on, texts.GO_ON), (self.confirm, texts.CONFIRM),
        ):  # fmt: skip
            button.setText(tr(text))
            button.setAccessibleName(tr(text))
        self.show_state(self._shown)

    # ---- View -----------------------------------------------------------------------------------------------------------------

    def show_state(self, shown: Shown) -> None:
        """All of it."""
        before, self._shown = self._shown, shown
        self.code.setText(shown.code)
        if shown.step is not Step.TYPED:
            self.typed.clear()
        self._codes.setRowVisible(self.code, shown.step is Step.SHOWN)
        self._codes.setRowVisible(self.typed, shown.step is Step.TYPED)
        for widget in (self.make, self._heads[texts.CODE_HEAD], self._told[texts.CODE_TOLD]):
            widget.setVisible(self._presenter.may_renew_code)
        self.go_on.setVisible(shown.step is Step.SHOWN)
        self.confirm.setVisible(shown.step is Step.TYPED)
        if shown.step is Step.TYPED and before.step is Step.SHOWN:
            self.typed.setFocus()
        if shown.trouble is not None:
            error: StationError = shown.trouble
            self._said.say(lambda: sentence(error), "error")
        elif shown.message is not None:
            message: Text = shown.message
            self._said.say(lambda: tr(message), "good" if message in (texts.PASSWORD_CHANGED, texts.CODE_RENEWED) else "error")
        else:
            self._said.say(str)

    def clear_passwords(self) -> None:
        """They were taken."""
        for field in (self.old, self.new, self.repeated):
            field.clear()

    # ---- inside -----------------------------------------------------------------------------------------------------------------

    def _change_password(self) -> None:
        self._presenter.change_password(self.old.text(), self.new.text(), self.repeated.text())

    def _confirm_code(self) -> None:
        self._presenter.confirm_code(self.typed.text())

    def _restyle(self) -> None:
        for field in (self.old, self.new, self.repeated, self.typed):
            field.setMinimumWidth(round(_FIELD_PX * theme.theme().scale))


def _row(*buttons: QPushButton) -> QHBoxLayout:
    row = QHBoxLayout()
    row.setSpacing(theme.GRID_PX)
    for button in buttons:
        row.addWidget(button)
    row.addStretch(1)
    return row


def keys_section(place: Place) -> KeysPage:
    """The section where it stands."""
    return KeysPage(KeysPresenter(place.tasks, place.session.role), place.room)
