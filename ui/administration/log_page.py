"""The section Ai đã làm gì: filters above, lines by day, person and act, the chain's look with its bar, two exports. No rule."""

import datetime

from PySide6.QtCore import QDate
from PySide6.QtWidgets import QComboBox, QDateEdit, QWidget

from station.domain.findings import Text
from station.domain.ids import UserId
from station.domain.states import ActionKind
from station.domain.work_log import AskedWork, WorkLine
from station.workflow import duties
from ui import theme
from ui.administration.log_presenter import LogPresenter, Shown
from ui.administration.section_page import SectionPage
from ui.desktop.place import Place
from ui.language import number, tr
from ui.widgets.keys import Key, bind
from ui.widgets.progress_row import ProgressRow
from ui.widgets.row_table import Column, RowTable

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
_LETTERS_LEAST = 12


class LogPage(SectionPage):
    """Implements ui.administration.log_presenter.View and the window's DeskPage and Leaving."""

    KEYS: tuple[Key, ...] = (
        Key(LIST_KEY, Text("Sang bảng", "To the table")),
        Key(FILTER_KEY, Text("Sang bộ lọc: ai, việc gì, từ ngày, đến ngày", "To the filters: who, what, from, until")),
        Key(SAVE_KEY, Text("Lưu bảng đang xem thành CSV hoặc PDF", "Save what is shown as CSV or PDF")),
        Key(CHECK_KEY, Text("Kiểm tra chuỗi nhật ký từ dòng đầu", "Check the chain of the log from its first row")),
        Key(STOP_KEY, Text("Dừng kiểm tra chuỗi", "Stop the look at the chain")),
    )

    def __init__(self, presenter: LogPresenter, parent: QWidget | None = None) -> None:
        super().__init__(_LIST, parent)
        self._presenter, self._shown = presenter, Shown()
        self._who, self._what = QComboBox(), QComboBox()
        self._since, self._until = QDateEdit(_FIRST_DAY), QDateEdit(QDate.currentDate())
        self.table = RowTable[WorkLine](_columns())
        self._progress = ProgressRow()
        self._check = self.act(_CHECK, presenter.check_chain, CHECK_KEY)
        self._stop = self.act(_STOP, presenter.stop, STOP_KEY)
        self._save = self.act(_SAVE, self.ask_where, SAVE_KEY)
        for box in (self._who, self._what):
            box.activated.connect(lambda _: self._ask())
            box.setMinimumContentsLength(_LETTERS_LEAST)  # the longest act must not decide how wide the window is
            box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        for day in (self._since, self._until):
            day.setDisplayFormat("dd/MM/yyyy")
            day.dateChanged.connect(lambda _: self._ask())
        filters = [
            self.pair(text, field) for text, field in ((_WHO, self._who), (_WHAT, self._what), (_SINCE, self._since), (_UNTIL, self._until))
        ]
        column = self.column(
            self.row(*filters, stretch=False), self.table, self.spare_line(self.table), self._progress, self.said,
            self.row(self._check, self._stop, self._save),
        )  # fmt: skip
        column.setStretch(1, 1)
        bind(self, LIST_KEY, self.table.setFocus)
        bind(self, FILTER_KEY, self._who.setFocus)
        self.setFocusProxy(self.table)
        presenter.view = self
        self.laid_out()

    # ---- the desk's -----------------------------------------------------------------------------------------------------------

    def activated(self) -> None:
        """In front: look again."""
        self._ask()

    def leaving(self) -> None:
        """Something else comes to the front: a look at the chain changes nothing, so it is broken off."""
        super().leaving()
        self._presenter.stop()

    def retranslate(self) -> None:
        """Words in the language in force."""
        super().retranslate()
        self.table.setAccessibleName(tr(_LIST))
        self.table.retranslate()
        kept = self._what.currentData()
        self._what.clear()
        self._what.addItem(tr(_EVERYTHING), None)
        for kind in ActionKind:
            self._what.addItem(tr(duties.ACTS[kind]), kind.value)
        self._what.setCurrentIndex(max(0, self._what.findData(kept)))
        self._progress.name(_BAR)
        self._fill_people(self._shown)
        self.show_state(self._shown)

    def restyle(self) -> None:
        """Some rows stay in sight at every text size."""
        super().restyle()
        self.table.setMinimumHeight(round(12 * theme.GRID_PX * theme.theme().scale))

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
        look = shown.look
        broken = _BROKEN.filled(count=len(look.faults), first=look.faults[0]) if look.faults else None
        whole = _WHOLE.filled(total=look.total) if look.ended else None
        self.say(broken or shown.message or whole, shown.trouble, "error" if broken else "good")

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

    def ask_where(self) -> None:
        """CSV or PDF, by the name."""
        if not self.asks:
            self.ask_where_to_save(tr(_SAVE), "CSV (*.csv);;PDF (*.pdf)", "nhat-ky.csv", self._presenter.save)


def _columns() -> tuple[Column[WorkLine], ...]:
    return (
        Column(_DAY, lambda line: line.day.strftime(_DAY_FORMAT), 112),
        Column(_WHO, lambda line: str(line.user_id), 160),
        Column(_ROLE, lambda line: tr(duties.ROLES[line.role]), 160, spare=True),
        Column(_WHAT, lambda line: tr(duties.ACTS[line.kind])),
        Column(_TIMES, lambda line: number(line.count), 88, spare=True),
        Column(_ITEMS, lambda line: number(line.subjects), 88, spare=True),
    )


def _date(day: QDate) -> datetime.date:
    return datetime.date(day.year(), day.month(), day.day())


def log_section(place: Place) -> LogPage:
    """The section where it stands."""
    return LogPage(LogPresenter(place.tasks), place.room)
