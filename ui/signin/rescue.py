"""The question «Không vào được?» at the sign-in page: two ways, one password. Shows and emits; what is typed goes with it."""

from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFileDialog,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QProgressBar,
    QPushButton,
    QScrollArea,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from station.domain.errors import StationError
from station.domain.findings import Text
from ui import theme
from ui.language import sentence, tr
from ui.passwords import NEW, REPEATED
from ui.signin import rescue_texts as texts
from ui.signin.rescue_presenter import Rescue
from ui.tasks import Tasks
from ui.widgets.row_table import Said

_WIDTH_PX, _HEIGHT_PX, _WIDEST = 620, 500, 1.5
_REQUEST_NAME = "yeu-cau-mo-kho.json"
_FILES = "JSON (*.json)"


class RescueDialog(QDialog):
    """Implements ui.signin.rescue_presenter.View."""

    rescued = Signal(str)
    """Whose password is new: they sign in next."""

    def __init__(self, tasks: Tasks, folder: Path, home: Path | None, user: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._presenter = Rescue(tasks, folder, home, self)
        self.setWindowTitle(tr(texts.TITLE))
        self.resize(*(int(size * min(theme.theme().scale, _WIDEST)) for size in (_WIDTH_PX, _HEIGHT_PX)))
        self.user, self.code, self.new, self.repeated = (QLineEdit() for _ in range(4))
        self.user.setText(user)
        for field in (self.new, self.repeated):
            field.setEchoMode(QLineEdit.EchoMode.Password)
        self.ask, self.choose, self.do = QPushButton(tr(texts.ASK)), QPushButton(tr(texts.ANSWER)), QPushButton(tr(texts.DO_CODE))
        self._answer, self._bar, self.said = QLabel(), QProgressBar(), Said(hides=True)
        self._bar.setRange(0, 0)
        self._bar.setTextVisible(False)
        self._bar.setAccessibleName(tr(texts.AT_WORK))
        self._bar.hide()
        self.ways = QTabWidget()
        self.ways.addTab(self._by_code(), tr(texts.BY_CODE))
        self.ways.addTab(self._by_province(), tr(texts.BY_PROVINCE))
        self._lay_out()
        self.ask.clicked.connect(self.ask_where)
        self.choose.clicked.connect(self.ask_which)
        self.do.clicked.connect(self._go)
        for field in (self.code, self.repeated):
            field.returnPressed.connect(self._go)
        self.do.setDefault(True)
        (self.code if user else self.user).setFocus()

    def _by_code(self) -> QWidget:
        way = QWidget()
        rows = _rows(way)
        rows.addRow(_label(texts.CODE, self.code), self.code)
        return way

    def _by_province(self) -> QWidget:
        way, column, files = QWidget(), QVBoxLayout(), QHBoxLayout()
        told = QLabel(tr(texts.PROVINCE_TOLD))
        told.setWordWrap(True)
        for button in (self.ask, self.choose):
            button.setAccessibleName(button.text())
            files.addWidget(button)
        files.addStretch(1)
        self._answer.setTextFormat(Qt.TextFormat.PlainText)
        column.addWidget(told)
        column.addLayout(files)
        column.addWidget(self._answer)
        way.setLayout(column)
        return way

    def _lay_out(self) -> None:
        told = QLabel(tr(texts.TOLD))
        told.setWordWrap(True)
        inside = QWidget()
        above, below = QVBoxLayout(inside), QWidget()
        rows = _rows(below)
        for text, field in ((texts.USER, self.user), (NEW, self.new), (REPEATED, self.repeated)):
            rows.addRow(_label(text, field), field)
        above.setSpacing(theme.GRID_PX)
        for widget in (told, self.ways, below, self._bar, self.said):
            above.addWidget(widget)
        above.addStretch(1)
        room = QScrollArea()
        room.setWidget(inside)
        room.setWidgetResizable(True)
        room.setFrameShape(QScrollArea.Shape.NoFrame)
        room.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        buttons = QDialogButtonBox()
        buttons.addButton(self.do, QDialogButtonBox.ButtonRole.ActionRole)
        buttons.addButton(tr(texts.CLOSE), QDialogButtonBox.ButtonRole.RejectRole)
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.addWidget(room, 1)
        column.addWidget(buttons)

    # ---- View -----------------------------------------------------------------------------------------------------------------

    def show_busy(self, busy: bool) -> None:
        """While the store is opened nothing can be changed."""
        self._bar.setVisible(busy)
        for widget in (self.ways, self.user, self.new, self.repeated, self.do):
            widget.setEnabled(not busy)

    def show_message(self, message: Text, *, slip: bool) -> None:
        """What happened."""
        self.said.say(lambda: tr(message), "error" if slip else "good")

    def show_failure(self, error: StationError) -> None:
        """Why it did not go."""
        self.said.say(lambda: sentence(error), "error")

    def show_answer(self, name: str) -> None:
        """The file that was chosen."""
        self._answer.setText(tr(texts.ANSWER_CHOSEN, name=name))

    def show_done(self, user: str) -> None:
        """They sign in now."""
        for field in (self.code, self.new, self.repeated):
            field.setText("")
        self.said.say(lambda: tr(texts.DONE, user=user), "good")
        self.rescued.emit(user)

    # ---- asking ---------------------------------------------------------------------------------------------------------------

    def ask_where(self) -> None:
        """Where the request goes."""
        dialog = self._files(texts.ASK)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix("json")
        dialog.selectFile(_REQUEST_NAME)
        dialog.fileSelected.connect(lambda path: self._presenter.ask_province(Path(path)))
        dialog.open()

    def ask_which(self) -> None:
        """The file that the province sent."""
        dialog = self._files(texts.ANSWER)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.fileSelected.connect(lambda path: self._presenter.choose_answer(Path(path)))
        dialog.open()

    def _files(self, title: Text) -> QFileDialog:
        dialog = QFileDialog(self, tr(title), "", _FILES)
        dialog.setOption(QFileDialog.Option.DontUseNativeDialog)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        return dialog

    def _go(self) -> None:
        typed = (self.new.text(), self.repeated.text())
        if self.ways.currentIndex() == 0:
            self._presenter.by_code(self.user.text(), self.code.text(), *typed)
        else:
            self._presenter.by_province(self.user.text(), *typed)


def _rows(parent: QWidget) -> QFormLayout:
    rows = QFormLayout(parent)
    rows.setVerticalSpacing(theme.GRID_PX)
    rows.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapLongRows)
    return rows


def _label(text: Text, field: QLineEdit) -> QLabel:
    label = QLabel(tr(text))
    label.setBuddy(field)
    field.setAccessibleName(tr(text))
    return label
