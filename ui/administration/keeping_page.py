"""The section Sao lưu: the newest backup, where the next goes, the audit, what is past its time. Shows and emits; no rule."""

import datetime
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QBoxLayout,
    QFileDialog,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QMessageBox,
    QPlainTextEdit,
    QProgressBar,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from station.domain.errors import StationError
from station.domain.findings import Text
from ui import theme
from ui.administration import keeping_texts as texts
from ui.administration.keeping_presenter import Facts, KeepingPresenter, Shown
from ui.desktop.place import Place
from ui.language import sentence, tr
from ui.widgets.keys import Key, bind
from ui.widgets.row_table import Said

PLACE_KEY, ERASE_KEY, BACK_UP_KEY, VERIFY_KEY = "F3", "F6", "F7", "F9"
_STACKED_FROM = 1.5
_DAY = "%d/%m/%Y %H:%M"


class KeepingPage(QWidget):
    """Implements ui.administration.keeping_presenter.View and the window's DeskPage."""

    KEYS: tuple[Key, ...] = (
        Key(BACK_UP_KEY, texts.BACK_UP),
        Key(PLACE_KEY, Text("Chọn nơi sao lưu", "Choose where backups go")),
        Key(VERIFY_KEY, Text("Kiểm tra kho: nhật ký, chữ ký, ảnh", "Verify the store: log, signatures, images")),
        Key(ERASE_KEY, Text("Xoá dữ liệu hết hạn lưu", "Erase what is past its time")),
    )

    def __init__(self, presenter: KeepingPresenter, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._presenter = presenter
        self._shown = Shown()
        self._dialog: QWidget | None = None
        self._labels = {text: QLabel() for text in (texts.LAST, texts.PLACE, texts.DUE, texts.HEAD)}
        self._values = {text: QLabel() for text in self._labels}
        for value in self._values.values():
            value.setTextFormat(Qt.TextFormat.PlainText)
            value.setWordWrap(True)
            value.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard)
            value.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._back_up, self._choose, self._verify, self._erase, self._stop = (QPushButton() for _ in range(5))
        self._bar, self._step = QProgressBar(), QLabel()
        self._said, self._faults = Said(hides=True), QPlainTextEdit()
        self._faults.setReadOnly(True)
        self._faults.setTabChangesFocus(True)
        self._buttons = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._lay_out()
        acts = (
            (BACK_UP_KEY, self._back_up, presenter.back_up),
            (PLACE_KEY, self._choose, self.ask_for_place),
            (VERIFY_KEY, self._verify, presenter.verify),
            (ERASE_KEY, self._erase, self.ask_to_erase),
        )
        for keys, button, act in acts:
            button.clicked.connect(act)
            bind(self, keys, act)
        self._stop.clicked.connect(presenter.stop)
        self.setFocusProxy(self._back_up)
        theme.theme().changed.connect(self._restyle)
        presenter.view = self
        self.retranslate()
        self._restyle()

    def _lay_out(self) -> None:
        unit = theme.GRID_PX
        facts = QFormLayout()
        facts.setHorizontalSpacing(unit * 2)
        facts.setVerticalSpacing(unit)
        for text, label in self._labels.items():
            facts.addRow(label, self._values[text])
        self._buttons.setSpacing(unit)
        for button in (self._back_up, self._choose, self._verify, self._erase):
            self._buttons.addWidget(button)
        foot = QHBoxLayout()
        foot.addLayout(self._buttons)
        foot.addStretch(1)
        at_work = QHBoxLayout()
        for widget in (self._step, self._bar, self._stop):
            at_work.addWidget(widget)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(unit)
        column.addLayout(facts)
        column.addLayout(foot)
        column.addLayout(at_work)
        column.addWidget(self._said)
        column.addWidget(self._faults, 1)
        column.addStretch(0)

    # ---- the desk's -----------------------------------------------------------------------------------------------------------

    def activated(self) -> None:
        """In front: look again."""
        self._presenter.refresh()

    def busy(self) -> str:
        """A backup goes on without this page; nothing is lost by leaving it."""
        return ""

    def leaving(self) -> None:
        """A question that is open is taken back."""
        if self._dialog is not None:
            self._dialog.close()

    def retranslate(self) -> None:
        """Words in the language in force."""
        for text, label in self._labels.items():
            label.setText(tr(text))
            self._values[text].setAccessibleName(tr(text))
        named = (
            (self._back_up, texts.BACK_UP), (self._choose, texts.CHOOSE), (self._verify, texts.VERIFY), (self._erase, texts.ERASE),
            (self._stop, texts.STOP),
        )  # fmt: skip
        for button, text in named:
            button.setText(tr(text))
            button.setAccessibleName(tr(text))
        self.show_state(self._shown)

    # ---- View -----------------------------------------------------------------------------------------------------------------

    def show_state(self, shown: Shown) -> None:
        """All of it."""
        self._shown = shown
        self._values[texts.LAST].setText(_last(shown.facts))
        self._values[texts.PLACE].setText(str(shown.place) if shown.place else tr(texts.NO_PLACE))
        self._values[texts.DUE].setText(_due(shown.facts))
        self._values[texts.HEAD].setText(shown.facts.head)
        idle = shown.step is None
        self._back_up.setEnabled(idle and shown.place is not None and self._presenter.may_back_up)
        self._choose.setEnabled(idle and self._presenter.may_back_up)
        self._verify.setEnabled(idle)
        self._erase.setEnabled(idle and self._presenter.may_erase and bool(shown.facts.due_images or shown.facts.due_entries))
        for widget in (self._bar, self._step, self._stop):
            widget.setVisible(not idle)
        if shown.step is not None:
            done, total, text = shown.step
            self._bar.setRange(0, total)
            self._bar.setValue(done)
            self._step.setText(tr(text))
        self._faults.setVisible(bool(shown.faults))
        self._faults.setPlainText("\n".join(shown.faults))
        self._say(shown)

    def _say(self, shown: Shown) -> None:
        if shown.trouble is not None:
            error: StationError = shown.trouble
            self._said.say(lambda: sentence(error), "error")
        elif shown.message is not None:
            message: Text = shown.message
            self._said.say(lambda: tr(message), "error" if shown.faults else "good")
        else:
            self._said.say(str)

    # ---- asking -----------------------------------------------------------------------------------------------------------------

    def ask_for_place(self) -> None:
        """A folder on a stick, another disk or a share."""
        if self._dialog is not None or not self._choose.isEnabled():
            return
        dialog = QFileDialog(self, tr(texts.CHOOSE_TITLE))
        dialog.setOption(QFileDialog.Option.DontUseNativeDialog)
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.setOption(QFileDialog.Option.ShowDirsOnly)
        dialog.fileSelected.connect(lambda path: self._presenter.choose(Path(path)))
        self._open(dialog)

    def ask_to_erase(self) -> None:
        """Once more: it cannot be taken back."""
        if self._dialog is not None or not self._erase.isEnabled():
            return
        facts = self._shown.facts
        box = QMessageBox(
            QMessageBox.Icon.Warning, tr(texts.ERASE), tr(texts.ASK, images=facts.due_images, entries=facts.due_entries),
            QMessageBox.StandardButton.Yes | QMessageBox.StandardButton.No, self,
        )  # fmt: skip
        box.setDefaultButton(QMessageBox.StandardButton.No)
        box.accepted.connect(self._presenter.erase)
        self._open(box)

    def _open(self, dialog: QFileDialog | QMessageBox) -> None:
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.destroyed.connect(lambda: setattr(self, "_dialog", None))
        self._dialog = dialog
        dialog.open()

    def _restyle(self) -> None:
        large = theme.theme().scale >= _STACKED_FROM
        self._buttons.setDirection(QBoxLayout.Direction.TopToBottom if large else QBoxLayout.Direction.LeftToRight)


def _last(facts: Facts) -> str:
    if facts.last is None:
        return tr(texts.NONE)
    days = (datetime.datetime.now(datetime.UTC) - facts.last).days
    at = facts.last.astimezone().strftime(_DAY)
    return tr(texts.AGO, at=at, days=days) if days else tr(texts.TODAY, at=at)


def _due(facts: Facts) -> str:
    if facts.keeps_for_ever:
        return tr(texts.FOR_EVER)
    due = tr(texts.DUE_COUNTS, images=facts.due_images, entries=facts.due_entries)
    return tr(texts.DUE_IN_OPEN, due=due, count=facts.in_open_volumes) if facts.in_open_volumes else due


def keeping_section(place: Place) -> KeepingPage:
    """The section where it stands."""
    return KeepingPage(KeepingPresenter(place.tasks, place.changes, place.session.role), place.room)
