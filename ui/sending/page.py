"""The page of Đồng bộ: may the PC be switched off, the bar, every batch with its receipt. No rule in here."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QProgressBar,
    QPushButton,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from station.domain.errors import StationError
from station.domain.findings import Text
from ui import bootstrap, theme
from ui.desktop.place import Place
from ui.desktop.signs import Part
from ui.language import number, sentence, tr
from ui.sending.batches import BATCH, ENTRIES, RECEIPT, SIZE, STATE, VOLUME, BatchesModel
from ui.sending.courier import OutboxCourier
from ui.sending.parcels import Parcels
from ui.sending.presenter import Sending, Step
from ui.widgets.keys import bind

_SAFE = Text("Có thể tắt máy: mọi mục đã phê duyệt đều ở trung tâm.", "Safe to switch off: every approved entry is at the central.")
_SAFE_WAITING = Text(
    "Có thể tắt máy, không mất gì: {count} lô chờ gửi được giữ trên đĩa và gửi tiếp lần sau.",
    "Safe to switch off, nothing is lost: {count} {count:batch that waits is|batches that wait are} kept on the disk"
    " and {count:goes|go} on the next time.",
)
_UNSAFE = Text(
    "Đang gửi: bấm Dừng (Esc) trước khi tắt máy. Không mất gì.", "Sending: press Stop (Esc) before switching off. Nothing is lost."
)
_ONLY_HERE = Text(
    "Chỉ có ở máy này: {unapproved} mục chưa phê duyệt, {waiting} mục chờ gửi. Đã tới trung tâm nhưng còn thiếu ảnh: {words} mục.",
    "On this PC alone: {unapproved} {unapproved:entry|entries} not approved, {waiting} that {waiting:waits|wait} to be sent."
    " At the central without images: {words}.",
)
_TO = Text("Trung tâm: {address}", "Central: {address}")
_TO_PRACTICE = Text(
    "Trung tâm thực hành sẽ được mở trong lúc gửi, trên máy này.", "The practice central will be opened while sending, on this PC."
)
_NOWHERE = Text("Chưa đặt địa chỉ trung tâm.", "No address of a central is set.")
_SEND = Text("Gửi ngay (F9)", "Send now (F9)")
_STOP = Text("Dừng (Esc)", "Stop (Esc)")
_BATCHES = Text("Các lô", "Batches")
_BAR = Text("Tiến độ gửi", "Progress of sending")
_STEP = Text("{done} / {total} MB", "{done} of {total} MB")
_RATE = Text("{rate} kB/giây", "{rate} kB/s")
_LEFT_S = Text("còn khoảng {left} giây", "about {left} {left:second|seconds} left")
_LEFT_MIN = Text("còn khoảng {left} phút", "about {left} {left:minute|minutes} left")
_LEFT_H = Text("còn khoảng {left} giờ", "about {left} hours left")
_EMPTY = Text(
    "Chưa có lô nào. Lô được tạo khi lãnh đạo phê duyệt ở bàn Duyệt.",
    "There is no batch yet. One is made when a supervisor approves at Approval.",
)
_BUSY = Text("Đang gửi về trung tâm; dừng cũng không mất gì.", "Batches are on their way; stopping loses nothing.")
_BAR_STEPS = 1000
_MB, _KB = 1e6, 1e3


class SendingPage(QWidget):
    """Implements ui.sending.presenter.View and the window's DeskPage."""

    def __init__(self, presenter: Sending) -> None:
        super().__init__()
        self._presenter = presenter
        self._found: Parcels | None = None
        self._step: Step | None = None
        self._message: Callable[[], str] = str
        self._weight = "text"
        self._safe, self._only_here, self._address = QLabel(), QLabel(), QLabel()
        self._doing, self._message_label, self._table_title, self._detail, self._empty = (QLabel() for _ in range(5))
        theme.set_size(self._safe, theme.LARGE_PT)
        for label in (self._safe, self._only_here, self._address, self._message_label, self._detail, self._empty):
            label.setWordWrap(True)
            label.setTextFormat(Qt.TextFormat.PlainText)
        self._send, self._stop = QPushButton(), QPushButton()
        self._send.clicked.connect(presenter.send)
        self._stop.clicked.connect(presenter.stop)
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        self._model, self._table = BatchesModel(), QTableView()
        self._set_up_table()
        self._lay_out()
        for keys, act in (("F9", presenter.send), ("Escape", presenter.stop)):
            bind(self, keys, act)
        self._table_title.setBuddy(self._table)
        theme.theme().changed.connect(self._restyle)
        presenter.view = self
        self.show_step(None)
        self.retranslate()

    def _set_up_table(self) -> None:
        table = self._table
        table.setModel(self._model)
        table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        table.setTabKeyNavigation(False)
        table.setShowGrid(False)
        table.setWordWrap(False)
        table.verticalHeader().hide()
        header = table.horizontalHeader()
        header.setHighlightSections(False)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        header.setSectionResizeMode(VOLUME, QHeaderView.ResizeMode.Stretch)
        for column, width in ((BATCH, 56), (ENTRIES, 72), (SIZE, 88), (STATE, 264), (RECEIPT, 208)):
            header.resizeSection(column, width)
        table.selectionModel().currentRowChanged.connect(lambda *_: self._show_detail())

    def _lay_out(self) -> None:
        unit = theme.GRID_PX
        buttons = QHBoxLayout()
        buttons.setSpacing(unit)
        buttons.addWidget(self._address, 1)
        buttons.addWidget(self._stop)
        buttons.addWidget(self._send)
        column = QVBoxLayout(self)
        column.setContentsMargins(unit * 2, unit * 2, unit * 2, unit)
        column.setSpacing(unit)
        column.addWidget(self._safe)
        column.addWidget(self._only_here)
        column.addLayout(buttons)
        column.addWidget(self._bar)
        for label in (self._doing, self._message_label, self._table_title, self._empty):
            column.addWidget(label)
        column.addWidget(self._table, 1)
        column.addWidget(self._detail)
        self._rest = QWidget()
        column.addWidget(self._rest, 1)

    # ---- the window's ---------------------------------------------------------------------------------------------------------

    def activated(self) -> None:
        """Look again; Enter sends."""
        self._presenter.refresh()
        (self._stop if self._presenter.sends else self._send).setFocus()

    def busy(self) -> str:
        """Batches on their way."""
        return tr(_BUSY) if self._presenter.sends else ""

    def retranslate(self) -> None:
        """Words in the language in force."""
        for button, text in ((self._send, _SEND), (self._stop, _STOP)):
            button.setText(tr(text))
            button.setAccessibleName(tr(text))
        self._bar.setAccessibleName(tr(_BAR))
        self._table_title.setText(tr(_BATCHES))
        self._table.setAccessibleName(tr(_BATCHES))
        self._empty.setText(tr(_EMPTY))
        self._message_label.setText(self._message())
        self._show_address()
        self.show_step(self._step)
        if self._found is not None:
            self.show_parcels(self._found)
        self._restyle()

    # ---- View -----------------------------------------------------------------------------------------------------------------

    def show_parcels(self, found: Parcels) -> None:
        """Every batch, and what that means for this PC."""
        self._found = found
        row = max(0, self._table.currentIndex().row())
        self._model.show(found.rows)
        if found.rows:
            self._table.selectRow(min(row, len(found.rows) - 1))
        self._table.setVisible(bool(found.rows))
        self._table_title.setVisible(bool(found.rows))
        self._empty.setVisible(not found.rows)
        self._rest.setVisible(not found.rows)
        self._show_safety()
        self._show_address()
        self._show_detail()

    def show_step(self, step: Step | None) -> None:
        """The bar, the rate, the time left."""
        self._step = step
        running = step is not None
        had_focus = self._send.hasFocus() or self._stop.hasFocus()
        self._bar.setVisible(running)
        self._doing.setVisible(running)
        self._stop.setEnabled(running)
        self._send.setEnabled(not running)
        if had_focus:
            (self._stop if running else self._send).setFocus()
        if step is not None:
            self._say(str, "text")
            self._bar.setRange(0, _BAR_STEPS if step.total else 0)
            self._bar.setValue(int(_BAR_STEPS * step.done / step.total) if step.total else 0)
            self._doing.setText(" · ".join(_of_step(step)))
        self._show_safety()

    def show_sentence(self, said: list[tuple[Text, dict[str, object]]], *, trouble: bool) -> None:
        """What was done."""
        self._say(lambda: " ".join(tr(text, **values) for text, values in said), "warning" if trouble else "good")

    def show_failure(self, error: StationError) -> None:
        """Why it did not go."""
        self._say(lambda: sentence(error), "error")

    # ---- inside ---------------------------------------------------------------------------------------------------------------

    def _show_safety(self) -> None:
        found = self._found
        if self._presenter.sends:
            words, weight = tr(_UNSAFE), "warning"
        elif found is not None and found.to_send:
            words, weight = tr(_SAFE_WAITING, count=len(found.to_send)), "text"
        else:
            words, weight = tr(_SAFE) if found is not None else "", "good"
        self._safe.setText(words)
        _colour(self._safe, weight)
        if found is not None:
            words = tr(_ONLY_HERE, unapproved=found.unapproved, waiting=found.waiting, words=found.without_images)
            self._only_here.setText(words)
        self._only_here.setVisible(found is not None and bool(found.unapproved or found.waiting or found.without_images))

    def _show_address(self) -> None:
        if self._presenter.practises:
            self._address.setText(tr(_TO_PRACTICE))
        else:
            self._address.setText(tr(_TO, address=self._presenter.address) if self._presenter.address else tr(_NOWHERE))

    def _show_detail(self) -> None:
        row = self._table.currentIndex().row()
        chosen = self._model.rows[row] if 0 <= row < len(self._model.rows) else None
        self._detail.setText(tr(chosen.said) if chosen is not None and chosen.said is not None else "")
        self._detail.setVisible(bool(self._detail.text()))

    def _say(self, message: Callable[[], str], weight: str) -> None:
        self._message, self._weight = message, weight
        self._message_label.setText(message())
        self._message_label.setVisible(bool(self._message_label.text()))
        _colour(self._message_label, weight)

    def _restyle(self) -> None:
        self._say(self._message, self._weight)
        self._show_safety()


def _of_step(step: Step) -> list[str]:
    """The pieces of the line under the bar."""
    said = [tr(step.doing)]
    if step.total:
        said.append(tr(_STEP, done=number(step.done / _MB, 1), total=number(step.total / _MB, 1)))
        said.append(tr(_RATE, rate=number(step.rate / _KB, 0)))
    if step.left_s is not None:
        said.append(_left(step.left_s))
    return said


def _left(seconds: float) -> str:
    if seconds < 90:
        return tr(_LEFT_S, left=max(1, round(seconds)))
    return tr(_LEFT_MIN, left=round(seconds / 60)) if seconds < 5400 else tr(_LEFT_H, left=number(seconds / 3600, 1))


def _colour(label: QLabel, weight: str) -> None:
    palette = label.palette()
    palette.setColor(QPalette.ColorRole.WindowText, theme.colour(weight))
    label.setPalette(palette)


def sending_desk(place: Place) -> SendingPage:
    """The desk where it stands."""
    courier = OutboxCourier(place.session.folder, place.session.practice, bootstrap.settings().central_url)
    presenter = Sending(place.tasks, courier, lambda words, doubtful: place.signs.put(Part.LINK, words, doubtful=doubtful))
    page = SendingPage(presenter)
    place.changes.listen(presenter.changed)
    return page
