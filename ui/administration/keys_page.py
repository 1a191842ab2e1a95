"""The section Khoá và khôi phục: a new recovery code onto paper, a request to the province. Shows and emits; no rule."""

from PySide6.QtCore import Qt
from PySide6.QtPrintSupport import QPrintDialog, QPrinter
from PySide6.QtWidgets import QFormLayout, QLabel, QLineEdit, QWidget

from station.domain.findings import Text
from ui import theme
from ui.administration import keys_texts as texts
from ui.administration.keys_presenter import KeysPresenter, Shown, Step
from ui.administration.section_page import SectionPage
from ui.desktop.place import Place
from ui.language import tr
from ui.widgets.keys import Key
from ui.widgets.printing import print_pdf

CODE_KEY, PRINT_KEY, PROVINCE_KEY = "F7", "F8", "F9"
_FIELD_PX, _WIDEST = 360, 1.5
_REQUEST_NAME = "yeu-cau-mo-kho.json"


class KeysPage(SectionPage):
    """Implements ui.administration.keys_presenter.View and the window's DeskPage, Leaving and Ending."""

    KEYS: tuple[Key, ...] = (
        Key(CODE_KEY, Text("Tạo mã khôi phục mới", "Make a new recovery code")),
        Key(PRINT_KEY, Text("In tờ cho phong bì khi mã đang hiện", "Print the sheet for the envelope while the code is shown")),
        Key(PROVINCE_KEY, Text("Lưu yêu cầu nhờ tỉnh mở kho", "Save a request that asks the province to open the store")),
    )

    def __init__(self, presenter: KeysPresenter, parent: QWidget | None = None) -> None:
        super().__init__(texts.SECTION, parent)
        self._presenter, self._shown = presenter, Shown()
        self.code, self.typed = QLabel(), QLineEdit()
        self.code.setTextFormat(Qt.TextFormat.PlainText)
        theme.set_size(self.code, theme.LARGE_PT)
        self.typed.returnPressed.connect(self._confirm_code)
        self.make = self.act(texts.MAKE, presenter.make_code, CODE_KEY)
        self.print = self.act(texts.PRINT, self.ask_which_printer, PRINT_KEY)
        self.go_on = self.act(texts.GO_ON, presenter.go_on)
        self.confirm = self.act(texts.CONFIRM, self._confirm_code)
        self.province = self.act(texts.ASK_PROVINCE, self.ask_where_to_request, PROVINCE_KEY)
        self._form = QFormLayout()
        self._form.setVerticalSpacing(theme.GRID_PX)
        self._form.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapAllRows)
        self._form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.FieldsStayAtSizeHint)
        for text, field in ((texts.CODE, self.code), (texts.TYPED, self.typed)):
            self._form.addRow(self.label(text, buddy=field), field)
        column = self.column(
            self.label(texts.CODE_HEAD, head=True), self.label(texts.CODE_TOLD, quiet=True), self._form,
            self.row(self.make, self.print, self.go_on, self.confirm),
            self.label(texts.PROVINCE_HEAD, head=True), self.label(texts.PROVINCE_TOLD, quiet=True), self.row(self.province), self.said,
        )  # fmt: skip
        column.addStretch(1)
        self.setFocusProxy(self.make)
        presenter.view = self
        self.laid_out()

    # ---- the desk's -----------------------------------------------------------------------------------------------------------

    def leaving(self) -> None:
        """Another desk, a lock, the night: the code goes off the screen and is made again if need be."""
        super().leaving()
        self._presenter.leave()

    def ending(self) -> None:
        """The session is over."""
        self._presenter.leave()

    def retranslate(self) -> None:
        """Words in the language in force."""
        super().retranslate()
        self.show_state(self._shown)

    def restyle(self) -> None:
        """A field as wide as a code."""
        super().restyle()
        self.typed.setMinimumWidth(round(_FIELD_PX * min(theme.theme().scale, _WIDEST)))

    # ---- View -----------------------------------------------------------------------------------------------------------------

    def show_state(self, shown: Shown) -> None:
        """All of it."""
        before, self._shown = self._shown, shown
        self.code.setText(shown.code)
        if shown.step is not Step.TYPED:
            self.typed.setText("")
        self._form.setRowVisible(self.code, shown.step is Step.SHOWN)
        self._form.setRowVisible(self.typed, shown.step is Step.TYPED)
        self.make.setVisible(shown.step is not Step.TYPED)
        for button in (self.print, self.go_on):
            button.setVisible(shown.step is Step.SHOWN)
        self.confirm.setVisible(shown.step is Step.TYPED)
        if shown.step is Step.TYPED and before.step is Step.SHOWN:
            self.typed.setFocus()
        self.say(shown.message, shown.trouble, "error" if shown.slip else "good")

    # ---- asking -----------------------------------------------------------------------------------------------------------------

    def ask_which_printer(self) -> None:
        """The system's own question; the sheet goes from memory to the printer."""
        if self.asks or self._shown.step is not Step.SHOWN:
            return
        dialog = QPrintDialog(QPrinter(QPrinter.PrinterMode.HighResolution), self)
        dialog.accepted.connect(lambda: self._presenter.sheet(lambda pdf: self._presenter.printed(print_pdf(pdf, dialog.printer()))))
        self.ask(dialog)

    def ask_where_to_request(self) -> None:
        """Where the file for the province goes."""
        if not self.asks:
            filters = f"{tr(texts.REQUESTS)} (*.json)"
            self.ask_where_to_save(tr(texts.ASK_TITLE), filters, _REQUEST_NAME, self._presenter.ask_province)

    def _confirm_code(self) -> None:
        self._presenter.confirm_code(self.typed.text())


def keys_section(place: Place) -> KeysPage:
    """The section where it stands."""
    return KeysPage(KeysPresenter(place.tasks, place.session.role), place.room)
