"""The section Ai đã làm gì: filters above, lines by day, person and act, the chain's look with its bar, two exports. No rule."""

import datetime
from pathlib import Path

from PySide6.QtCore import QDate, Qt
from PySide6.QtWidgets import QBoxLayout, QComboBox, QDateEdit, QFileDialog, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from station.domain.findings import Text
from station.domain.ids import UserId
from station.domain.states import ActionKind
from station.domain.work_log import AskedWork, WorkLine
from station.workflow import duties
from ui import theme
from ui.administration.log_presenter import LogPresenter, Shown
from ui.desktop.place import Place
from ui.language import number, sentence, tr
from ui.widgets.keys import Key, bind
from ui.widgets.progress_row import ProgressRow
from ui.widgets.row_table import Column, RowTable, Said

LIST_KEY, FILTER_KEY, SAVE_KEY, CHECK_KEY, STOP_KEY = "F3", "F4", "F7", "F9", "Escape"
_LIST = Text("Ai đã làm gì, theo ngày", "Who did what, by day")
_WHO, _WHAT, _SINCE, _UNTIL = Text("Ai", "Who"), Text("Việc", "What"), Text("Từ ngày", "From"), Text("Đến ngày", "Until")
_EVERYBODY, _EVERYTHING = Text("Mọi người", "Everybody"), Text("Mọi việc", "Everything")
_DAY, _ROLE = Text("Ngày", "Day"), Text("Vai trò", "Role")
_TIMES, _ITEMS = Text("Số lần", "Times"), Text("Trên", "Items")
_SAVE = Text("Lưu CSV hoặc PDF (F7)", "Save as CSV or PDF (F7)")
_CHECK = Text("Kiểm tra chuỗi nhật ký (F9)", "Check the chain of the log (F9)")
_STOP = Text("Dừng (Esc)", "Stop (Esc)")
_BAR = Text("Tiến độ kiểm tra chuỗi", "Progress of the look at the chain")
_LOOKED = Text("{done} trong {total} dòng đã đối chiếu", "{done} of {total} {total:row|rows} looked at")
_WHOLE = Text(
    "Chuỗi nhật ký nguyên vẹn: {total} dòng, không dòng nào thiếu hay bị sửa.",
    "The chain is whole: {total} {total:row|rows}, none missing or changed.",
)
_BROKEN = Text("Chuỗi nhật ký bị đứt: {count} chỗ. Chỗ đầu: {first}", "The chain is broken, places: {count}. The first: {first}")
_FIRST_DAY = QDate(2020, 1, 1)
_DAY_FORMAT = "%d/%m/%Y"
_STACKED_FROM = 1.5


class LogPage(QWidget):
    """Implements ui.administration.log_presenter.View and the window's DeskPage, Leaving and Ending."""

    KEYS: tuple[Key, ...] = (
        Key(LIST_KEY, Text("Sang bảng", "To the table")),
        Key(FILTER_KEY, Text("Sang bộ lọc: ai, việc gì, từ ngày, đến ngày", "To the filters: who, what, from, until")),
        Key(SAVE_KEY, Text("Lưu bảng đang xem thành CSV hoặc PDF", "Save what is shown as CSV or PDF")),
        Key(CHECK_KEY, Text("Kiểm tra chuỗi nhật ký từ dòng đầu", "Check the chain of the log from its first row")),
        Key(STOP_KEY, Text("Dừng kiểm tra chuỗi", "Stop the look at the chain")),
    )

    def __init__(self, presenter: LogPresenter, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._presenter = presenter
        self._shown = Shown()
        self._dialog: QFileDialog | None = None
        self._who, self._what = QComboBox(), QComboBox()
        self._since, self._until = QDateEdit(_FIRST_DAY), QDateEdit(QDate.currentDate())
        self._labels = [QLabel() for _ in range(4)]
        self.table = RowTable[WorkLine](_columns())
        self._progress, self._said = ProgressRow(), Said(hides=True)
        self._save, self._check, self._stop = QPushButton(), QPushButton(), QPushButton()
        self._filters, self._buttons = QBoxLayout(QBoxLayout.Direction.LeftToRight), QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._lay_out()
        for box in (self._who, self._what):
            box.activated.connect(lambda _: self._ask())
        for day in (self._since, self._until):
            day.setDisplayFormat("dd/MM/yyyy")
            day.dateChanged.connect(lambda _: self._ask())
        for keys, button, act in (
            (SAVE_KEY, self._save, self.ask_where_to_save), (CHECK_KEY, self._check, presenter.check_chain),
            (STOP_KEY, self._stop, presenter.stop),
        ):  # fmt: skip
            button.clicked.connect(act)
            bind(self, keys, act)
        bind(self, LIST_KEY, self.table.setFocus)
        bind(self, FILTER_KEY, self._who.setFocus)
        self.setFocusProxy(self.table)
        theme.theme().changed.connect(self._restyle)
        presenter.view = self
        self.retranslate()
        self._restyle()

    def _lay_out(self) -> None:
        unit = theme.GRID_PX
        for layout in (self._filters, self._buttons):
            layout.setSpacing(unit)
        for label, field in zip(self._labels, (self._who, self._what, self._since, self._until), strict=True):
            pair = QHBoxLayout()
            pair.addWidget(label)
            pair.addWidget(field, 1)
            label.setBuddy(field)
            self._filters.addLayout(pair)
        for button in (self._check, self._stop, self._save):
            self._buttons.addWidget(button)
        foot = QHBoxLayout()
        foot.addLayout(self._buttons)
        foot.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(unit)
        column.addLayout(self._filters)
        column.addWidget(self.table, 1)
        column.addWidget(self._progress)
        column.addWidget(self._said)
        column.addLayout(foot)

    # ---- the desk's -----------------------------------------------------------------------------------------------------------

    def activated(self) -> None:
        """In front: look again."""
        self._ask()

    def busy(self) -> str:
        """A look at the chain changes nothing: it may be broken off."""
        return ""

    def leaving(self) -> None:
        """Something else comes to the front."""
        self._presenter.stop()
        if self._dialog is not None:
            self._dialog.close()

    def retranslate(self) -> None:
        """Words in the language in force."""
        self.setAccessibleName(tr(_LIST))
        self.table.setAccessibleName(tr(_LIST))
        self.table.retranslate()
        for label, field, text in zip(
            self._labels, (self._who, self._what, self._since, self._until), (_WHO, _WHAT, _SINCE, _UNTIL), strict=True
        ):
            label.setText(tr(text))
            field.setAccessibleName(tr(text))
        kept = self._what.currentData()
        self._what.clear()
        self._what.addItem(tr(_EVERYTHING), None)
        for kind in ActionKind:
            self._what.addItem(tr(duties.ACTS[kind]), kind.value)
        self._what.setCurrentIndex(max(0, self._what.findData(kept)))
        for button, text in ((self._save, _SAVE), (self._check, _CHECK), (self._stop, _STOP)):
            button.setText(tr(text))
            button.setAccessibleName(tr(text))
        self._progress.name(_BAR)
        self._fill_people(self._shown)
        self.show_state(self._shown)

    # ---- View -----------------------------------------------------------------------------------------------------------------

    def show_state(self, shown: Shown) -> None:
        """All of it."""
        before, self._shown = self._shown, shown
        if shown.people != before.people:
            self._fill_people(shown)
        if shown.lines != before.lines:
            self.table.show_rows(shown.lines)
        look = shown.look
        if shown.looking:
            self._progress.show_step(look.seq, look.total, [tr(_LOOKED, done=look.seq, total=look.total)])
        else:
            self._progress.end()
        self._stop.setVisible(shown.looking)
        self._check.setEnabled(not shown.looking)
        self._say(shown)

    def _say(self, shown: Shown) -> None:
        look, trouble, message = shown.look, shown.trouble, shown.message
        if trouble is not None:
            self._said.say(lambda: sentence(trouble), "error")
        elif look.faults:
            self._said.say(lambda: tr(_BROKEN, count=len(look.faults), first=look.faults[0]), "error")
        elif message is not None:
            self._said.say(lambda: tr(message), "good")
        elif look.ended:
            self._said.say(lambda: tr(_WHOLE, total=look.total), "good")
        else:
            self._said.say(str)

    # ---- inside -----------------------------------------------------------------------------------------------------------------

    def _fill_people(self, shown: Shown) -> None:
        kept = self._who.currentData()
        self._who.clear()
        self._who.addItem(tr(_EVERYBODY), None)
        for user_id in shown.people:
            self._who.addItem(user_id, user_id)
        self._who.setCurrentIndex(max(0, self._who.findData(kept)))

    def _ask(self) -> None:
        who, what = self._who.currentData(), self._what.currentData()
        self._presenter.ask(
            AskedWork(
                UserId(who) if who else None,
                ActionKind(what) if what else None,
                _date(self._since.date()) if self._since.date() != _FIRST_DAY else None,
                _date(self._until.date()) if self._until.date() != QDate.currentDate() else None,
            )
        )

    def ask_where_to_save(self) -> None:
        """CSV or PDF, by the name."""
        if self._dialog is not None:
            return
        dialog = QFileDialog(self, tr(_SAVE), "", "CSV (*.csv);;PDF (*.pdf)")
        dialog.setOption(QFileDialog.Option.DontUseNativeDialog)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix("csv")
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(lambda path: self._presenter.save(Path(path)))
        dialog.destroyed.connect(lambda: setattr(self, "_dialog", None))
        self._dialog = dialog
        dialog.open()

    def _restyle(self) -> None:
        scale = theme.theme().scale
        direction = QBoxLayout.Direction.TopToBottom if scale >= _STACKED_FROM else QBoxLayout.Direction.LeftToRight
        for layout in (self._filters, self._buttons):
            layout.setDirection(direction)
        self.table.setMinimumHeight(round(12 * theme.GRID_PX * scale))


def _columns() -> tuple[Column[WorkLine], ...]:
    return (
        Column(_DAY, lambda line: line.day.strftime(_DAY_FORMAT), 112),
        Column(_WHO, lambda line: str(line.user_id), 160),
        Column(_ROLE, lambda line: tr(duties.ROLES[line.role]), 160),
        Column(_WHAT, lambda line: tr(duties.ACTS[line.kind])),
        Column(_TIMES, lambda line: number(line.count), 88),
        Column(_ITEMS, lambda line: number(line.subjects), 88),
    )


def _date(day: QDate) -> datetime.date:
    return datetime.date(day.year(), day.month(), day.day())


def log_section(place: Place) -> LogPage:
    """The section where it stands."""
    return LogPage(LogPresenter(place.tasks), place.room)
