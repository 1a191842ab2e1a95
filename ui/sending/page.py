"""The page of Đồng bộ: may the PC be switched off, the bar, every batch with its receipt. No rule in here."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from station.domain.errors import StationError
from station.domain.findings import Text
from ui import bootstrap, theme
from ui.desktop.place import Place
from ui.desktop.signs import Part
from ui.language import counted, number, sentence, tr
from ui.sending.batches import COLUMNS, detail_words
from ui.sending.courier import OutboxCourier
from ui.sending.parcels import BatchRow, Parcels, Where
from ui.sending.presenter import Sending, Step
from ui.widgets.keys import Key, bind
from ui.widgets.progress_row import ProgressRow, time_left
from ui.widgets.row_table import RowTable, Said

_SAFE = Text("Có thể tắt máy: mọi mục đã phê duyệt đều ở trung tâm.", "Safe to switch off: every approved entry is at the central.")
_SAFE_WAITING = Text(
    "Có thể tắt máy, không mất gì: {count} lô chờ gửi được giữ trên đĩa và gửi tiếp lần sau.",
    "Safe to switch off, nothing is lost: {count} {count:batch that waits is|batches that wait are} kept on the disk"
    " and {count:goes|go} on the next time.",
)
_LOST = Text(
    "{count} lô không gửi được vì mất thư mục: xem cách làm ở lô đó. Tắt máy cũng không mất gì thêm.",
    "{count} batch cannot be sent because its folder is lost: see there what to do. Switching off loses nothing more."
    "|{count} batches cannot be sent because their folders are lost: see there what to do. Switching off loses nothing more.",
)
_UNSAFE = Text(
    "Đang gửi: bấm Dừng (Esc) trước khi tắt máy. Không mất gì.", "Sending: press Stop (Esc) before switching off. Nothing is lost."
)
_ONLY_HERE = Text(
    "Chỉ có ở máy này: {unapproved} mục chưa phê duyệt, {waiting} mục chờ gửi. Đã tới trung tâm nhưng còn thiếu ảnh: {words} mục.",
    "On this PC alone: {unapproved} {unapproved:entry|entries} not approved, {waiting} that {waiting:waits|wait} to be sent."
    " At the central without images: {words}.",
)
_CLOCK = Text(
    "Đồng hồ máy này chậm ít nhất {minutes} phút so với giờ trung tâm đã ký: đặt lại ngày giờ trước khi phê duyệt.",
    "This PC's clock is at least {minutes} minutes behind the time that the central signed: set it before anything is approved.",
)
_TO = Text("Trung tâm: {address}", "Central: {address}")
_TO_PRACTICE = Text(
    "Trung tâm thực hành sẽ được mở trong lúc gửi, trên máy này.", "The practice central will be opened while sending, on this PC."
)
_NOWHERE = Text("Chưa đặt địa chỉ trung tâm.", "No address of a central is set.")
_SEND = Text("Gửi ngay (F9)", "Send now (F9)")
_STOP = Text("Dừng (Esc)", "Stop (Esc)")
_TO_STICK = Text("Chép ra USB…", "Onto a stick…")
_FROM_STICK = Text("Nhận từ USB…", "From a stick…")
_BATCHES = Text("Các lô", "Batches")
_BAR = Text("Tiến độ gửi", "Progress of sending")
_STEP = Text("{done} / {total} MB", "{done} of {total} MB")
_RATE = Text("{rate} kB/giây", "{rate} kB/s")
_EMPTY = Text(
    "Chưa có lô nào. Lô được tạo khi lãnh đạo phê duyệt ở bàn Duyệt.",
    "There is no batch yet. One is made when a supervisor approves at Approval.",
)
_BUSY = Text("Đang gửi về trung tâm; dừng cũng không mất gì.", "Batches are on their way; stopping loses nothing.")
_MB, _KB = 1e6, 1e3
_TICK_MS = 1000


class SendingPage(QWidget):
    """Implements ui.sending.presenter.View and the window's DeskPage."""

    KEYS: tuple[Key, ...] = (
        Key("F9", Text("Gửi ngay mọi lô đang chờ", "Send every batch that waits")),
        Key("Escape", Text("Dừng gửi, không mất gì", "Stop sending; nothing is lost")),
        Key("F3", Text("Sang bảng các lô: lý do và biên nhận ở dưới", "To the batches: reasons and receipts below")),
        Key("Up / Down", Text("Lô trước, lô sau", "Batch before, batch after")),
    )

    def __init__(self, presenter: Sending, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._presenter = presenter
        self._found: Parcels | None = None
        self._step: Step | None = None
        self._safe, self._said = Said(), Said(hides=True)
        self._only_here, self._address, self._table_title, self._detail, self._empty = (QLabel() for _ in range(5))
        theme.set_size(self._safe, theme.LARGE_PT)
        for label in (self._only_here, self._address, self._detail, self._empty):
            label.setWordWrap(True)
            label.setTextFormat(Qt.TextFormat.PlainText)
        self._send, self._stop, self._to_stick, self._from_stick = (QPushButton() for _ in range(4))
        self._send.clicked.connect(presenter.send)
        self._stop.clicked.connect(presenter.stop)
        self._to_stick.clicked.connect(lambda: self._choose_stick(_TO_STICK, presenter.carry_out))
        self._from_stick.clicked.connect(lambda: self._choose_stick(_FROM_STICK, presenter.bring_back))
        self._dialog: QFileDialog | None = None
        self._progress = ProgressRow()
        self._table = RowTable[BatchRow](COLUMNS)
        self._table.moved.connect(self._show_detail)
        self._clock = QTimer(self)
        self._clock.setInterval(_TICK_MS)
        self._clock.timeout.connect(presenter.tick)
        self._lay_out()
        for keys, act in (("F9", presenter.send), ("Escape", presenter.stop), ("F3", self._table.setFocus)):
            bind(self, keys, act)
        self._table_title.setBuddy(self._table)
        presenter.view = self
        self.show_step(None)
        self.retranslate()

    def _lay_out(self) -> None:
        unit = theme.GRID_PX
        buttons = QHBoxLayout()
        buttons.setSpacing(unit)
        buttons.addWidget(self._address, 1)
        for button in (self._to_stick, self._from_stick, self._stop, self._send):
            buttons.addWidget(button)
        column = QVBoxLayout(self)
        column.setContentsMargins(unit * 2, unit * 2, unit * 2, unit)
        column.setSpacing(unit)
        column.addWidget(self._safe)
        column.addWidget(self._only_here)
        column.addLayout(buttons)
        for widget in (self._progress, self._said, self._table_title, self._empty):
            column.addWidget(widget)
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
        for button, text in (
            (self._send, _SEND), (self._stop, _STOP), (self._to_stick, _TO_STICK), (self._from_stick, _FROM_STICK),
        ):  # fmt: skip
            button.setText(tr(text))
            button.setAccessibleName(tr(text))
        self._progress.name(_BAR)
        self._table_title.setText(tr(_BATCHES))
        self._table.setAccessibleName(tr(_BATCHES))
        self._table.retranslate()
        self._empty.setText(tr(_EMPTY))
        self._said.repeat()
        self.show_address()
        self.show_step(self._step)
        if self._found is not None:
            self.show_parcels(self._found)

    # ---- View -----------------------------------------------------------------------------------------------------------------

    def show_parcels(self, found: Parcels) -> None:
        """Every batch, and what that means for this PC."""
        self._found = found
        self._table.show_rows(found.rows)
        self._table.setVisible(bool(found.rows))
        self._table_title.setVisible(bool(found.rows))
        self._empty.setVisible(not found.rows)
        self._rest.setVisible(not found.rows)
        self._show_safety()
        self.show_address()
        self._show_detail()

    def show_step(self, step: Step | None) -> None:
        """The bar, the rate, the time left."""
        self._step = step
        running = step is not None
        had_focus = self._send.hasFocus() or self._stop.hasFocus()
        self._stop.setEnabled(running)
        for button in (self._send, self._to_stick, self._from_stick):
            button.setEnabled(not running)
        if had_focus:
            (self._stop if running else self._send).setFocus()
        if step is None:
            self._clock.stop()
            self._progress.end()
        else:
            self._clock.start()
            self._said.say(str)
            self._progress.show_step(step.done, step.total, _of_step(step))
        self._show_safety()

    def show_address(self) -> None:
        """Where batches go."""
        if self._presenter.practises:
            self._address.setText(tr(_TO_PRACTICE))
        else:
            address = self._presenter.address
            self._address.setText(tr(_TO, address=address) if address else tr(_NOWHERE))

    def show_sentence(self, said: list[tuple[Text, dict[str, object]]], *, trouble: bool) -> None:
        """What was done."""
        self._said.say(lambda: " ".join(tr(text, **values) for text, values in said), "warning" if trouble else "good")

    def show_failure(self, error: StationError) -> None:
        """Why it did not go."""
        self._said.say(lambda: sentence(error), "error")

    def _choose_stick(self, title: Text, then: Callable[[Path], None]) -> None:
        """Which stick or folder."""
        if self._dialog is not None:
            return
        dialog = QFileDialog(self, tr(title))
        dialog.setOption(QFileDialog.Option.DontUseNativeDialog)
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.setOption(QFileDialog.Option.ShowDirsOnly)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(lambda path: then(Path(path)))
        dialog.destroyed.connect(lambda: setattr(self, "_dialog", None))
        self._dialog = dialog
        dialog.open()

    # ---- inside ---------------------------------------------------------------------------------------------------------------

    def _show_safety(self) -> None:
        found = self._found
        if self._presenter.sends:
            self._safe.say(lambda: tr(_UNSAFE), "warning")
        elif found is None:
            self._safe.say(str)
        elif lost := sum(row.where is Where.LOST for row in found.rows):
            self._safe.say(lambda: counted(_LOST, lost), "error")
        elif waiting := len(found.to_send):
            self._safe.say(lambda: counted(_SAFE_WAITING, waiting))
        else:
            self._safe.say(lambda: tr(_SAFE), "good")
        if found is not None:
            said = [tr(_ONLY_HERE, unapproved=found.unapproved, waiting=found.waiting, words=found.without_images)] if _here(found) else []
            said += [tr(_CLOCK, minutes=found.minutes_behind)] if found.minutes_behind else []
            self._only_here.setText("\n".join(said))
        self._only_here.setVisible(bool(self._only_here.text()))

    def _show_detail(self) -> None:
        row = self._table.row
        self._detail.setText(detail_words(row) if row is not None else "")
        self._detail.setVisible(bool(self._detail.text()))


def _here(found: Parcels) -> bool:
    """Whether there is anything that the central does not have whole."""
    return bool(found.unapproved or found.waiting or found.without_images)


def _of_step(step: Step) -> list[str]:
    """The pieces of the line under the bar."""
    said = [tr(step.doing)]
    if step.total:
        said.append(tr(_STEP, done=number(step.done / _MB, 1), total=number(step.total / _MB, 1)))
        said.append(tr(_RATE, rate=number(step.rate / _KB)))
    if step.left_s is not None:
        said.append(time_left(step.left_s))
    return said


def sending_desk(place: Place) -> SendingPage:
    """The desk where it stands."""
    courier = OutboxCourier(place.session.folder, place.session.practice, lambda: bootstrap.settings().central_url)
    presenter = Sending(place.tasks, courier, lambda words, doubtful: place.signs.put(Part.LINK, words, doubtful=doubtful))
    page = SendingPage(presenter, place.room)
    place.changes.listen(presenter.changed)
    return page
