"""The page of Hôm nay: the next thing to do with the focus on its button, what came back, the charts. No rule in here."""

import datetime
from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFileDialog,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QStackedWidget,
    QTableView,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from station.domain.findings import Text
from station.workflow.overview import CameBack, DayQuality
from ui import theme
from ui.desktop.icons import icon
from ui.language import number, tr
from ui.ledger import page as ledger_page
from ui.ledger.page import LedgerPage
from ui.ledger.presenter import LedgerPresenter
from ui.rates import Rate
from ui.today.bars import BarDelegate, VolumesModel
from ui.today.charts import QualityCharts
from ui.today.picture import picture
from ui.today.presenter import QUALITY_DAYS, Today, TodayPresenter, volume_name
from ui.widgets.keys import Key, bind
from ui.widgets.rate_table import rate_columns
from ui.widgets.row_table import RowTable

_NEXT = Text("Việc tiếp theo", "Next")
_DONE = Text("mục anh/chị đã làm hôm nay", "{count:entry|entries} you finished today")
_OF_PLAN = Text("{done} trên {plan}", "{done} of {plan}")
_PLANNED = Text("mục theo kế hoạch hôm nay", "entries planned for today")
_CAME_BACK = Text("Cần xem lại – Enter để mở", "To look at again – Enter opens")
_ASKED = Text(
    "Trung tâm hỏi lại {count} mục đã gửi\nĐối chiếu chưa khớp: so với giấy, sửa hoặc giữ nguyên và nói lý do",
    "The central asks about {count} {count:entry|entries} that {count:was|were} sent\n"
    "Not as elsewhere: compare with the paper, correct {count:it|them} or say why {count:it stands|they stand}",
)
_VOLUMES = Text("Tiến độ từng quyển – Enter để làm tiếp", "Volumes – Enter goes on with one")
_PROGRESS_TAB = Text("Tiến độ", "Progress")
_QUALITY_TAB = Text("Chất lượng {count} ngày", "Quality, {count} {count:day|days}")
_RATES_TAB = Text("Lỗi đã đo", "Errors measured")
_RATES = Text(
    "Sai so với giá trị đã chốt sau khi nhập hai lần hoặc đã biết đáp án; khoảng tin cậy 95 %.",
    "Wrong against what stood after two keyings, or a known answer; 95 % interval.",
)
_NOT_MEASURED = Text(
    "Chưa đo được gì: cần có mục được nhập hai lần hoặc đã biết đáp án.", "Nothing measured yet: entries must be keyed twice, or known."
)
_CHARTS = Text("Biểu đồ", "Charts")
_RETURNED = Text("Lãnh đạo trả lại", "Returned by the supervisor")
_REFUSED = Text("Trung tâm từ chối", "Refused by the central")
_NO_REASON = Text("không ghi lý do", "no reason given")
_EXPORT = Text("Lưu biểu đồ thành ảnh…", "Save the charts as a picture…")
_LEDGER = Text("Bảng số của quyển (F7)", "Ledger of the volume (F7)")
_PICTURES = Text("Ảnh PNG (*.png)", "PNG picture (*.png)")
_NOT_SAVED = Text("Không ghi được ảnh vào {name}. Chọn thư mục khác.", "The picture cannot be written to {name}. Choose another folder.")
_LIST_ROWS = 3
_LARGE = 1.5
"""From this text size on the charts need the room that more rows would take."""


class TodayPage(QWidget):
    """Implements ui.today.presenter.View and the window's DeskPage."""

    KEYS: tuple[Key, ...] = (
        Key("Return", Text("Làm việc tiếp theo; trong danh sách: mở dòng đang chọn", "Do the next thing; in a list: open the chosen row")),
        Key("Ctrl+R", Text("Sang các mục bị trả lại", "Go to what came back")),
        Key("Ctrl+G", Text("Đổi giữa tiến độ, chất lượng và lỗi đã đo", "Change between progress, quality and errors measured")),
        Key("Left / Right / Home / End", Text("Trong biểu đồ chất lượng: chọn ngày", "In the quality charts: choose a day")),
        Key("Ctrl+Shift+S", Text("Lưu biểu đồ thành ảnh", "Save the charts as a picture")),
        *ledger_page.KEYS,
    )

    def __init__(self, presenter: TodayPresenter, ledger: LedgerPresenter, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._presenter = presenter
        self._ledger_presenter = ledger
        self._ledger: LedgerPage | None = None
        """Made when it is asked for: the first desk stands the sooner."""
        self._front, self._stack = QWidget(), QStackedWidget()
        self._today: Today | None = None
        self._days: Sequence[DayQuality] = ()
        self._saving: QFileDialog | None = None
        self._sentence, self._figure, self._figure_words = QLabel(), QLabel(), QLabel()
        self._came_back_title, self._volumes_title, self._trouble = QLabel(), QLabel(), QLabel()
        theme.set_size(self._sentence, theme.LARGE_PT)
        theme.set_size(self._figure, theme.FIGURE_PT)
        self._sentence.setWordWrap(True)
        self._trouble.setWordWrap(True)
        self._trouble.hide()
        self._next, self._export, self._to_ledger = QPushButton(), QPushButton(), QPushButton()
        self._to_ledger.clicked.connect(self.open_ledger)
        self._next.setDefault(True)
        self._next.clicked.connect(self._follow)
        self._export.clicked.connect(self.ask_where_to_save)
        self._came_back = QListWidget()
        self._came_back.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._came_back.itemActivated.connect(self._open_entry)
        self._model = VolumesModel()
        self._table = QTableView()
        self._set_up_table()
        self._charts, self._day_words, self._tabs = QualityCharts(), QLabel(), QTabWidget()
        self._day_words.setWordWrap(True)
        self._tabs.setDocumentMode(True)
        self._rates, self._rates_title = RowTable[Rate](rate_columns(by_kind=False)), QLabel()
        self._rates_title.setWordWrap(True)
        self._charts.day_chosen.connect(self._day_words.setText)
        self._lay_out()
        theme.theme().changed.connect(self._restyle)
        for keys, act in (
            ("Ctrl+R", self._to_came_back),
            ("Ctrl+G", self._other_chart),
            ("Ctrl+Shift+S", self.ask_where_to_save),
            ("F7", self.open_ledger),
        ):
            bind(self, keys, act)
        self._labels = ((self._came_back_title, self._came_back), (self._volumes_title, self._table), (self._rates_title, self._rates))
        for label, widget in self._labels:
            label.setBuddy(widget)
        presenter.attach(self)
        self.retranslate()
        self._restyle()

    def _set_up_table(self) -> None:
        table = self._table
        table.setModel(self._model)
        table.setItemDelegate(BarDelegate(table))
        table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        table.setTabKeyNavigation(False)
        table.setShowGrid(False)
        table.setWordWrap(True)
        table.verticalHeader().hide()
        table.setFrameShape(QTableView.Shape.NoFrame)
        table.horizontalHeader().setHighlightSections(False)
        table.horizontalHeader().setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        table.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        table.horizontalHeader().setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        table.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        table.horizontalHeader().sectionResized.connect(table.resizeRowsToContents)
        table.activated.connect(self._open_volume)

    def _lay_out(self) -> None:
        unit = theme.GRID_PX
        head = QHBoxLayout()
        head.setSpacing(unit * 2)
        head.addWidget(self._sentence, 1)
        head.addWidget(self._next)
        head.addSpacing(unit * 3)
        head.addWidget(self._figure)
        head.addWidget(self._figure_words)
        foot = QHBoxLayout()
        foot.addWidget(self._trouble, 1)
        foot.addStretch(0)
        foot.addWidget(self._to_ledger)
        foot.addWidget(self._export)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self._stack)
        self._stack.addWidget(self._front)
        column = QVBoxLayout(self._front)
        column.setContentsMargins(unit * 2, unit * 2, unit * 2, unit)
        column.setSpacing(unit)
        column.addLayout(head)
        column.addSpacing(unit)
        column.addWidget(self._came_back_title)
        column.addWidget(self._came_back)
        column.addWidget(self._tabs, 1)
        column.addLayout(foot)
        for above, chart in (
            (self._volumes_title, self._table), (self._day_words, self._charts), (self._rates_title, self._rates)
        ):  # fmt: skip
            tab = QWidget()
            inside = QVBoxLayout(tab)
            inside.setContentsMargins(0, unit, 0, 0)
            inside.addWidget(above)
            inside.addWidget(chart, 1)
            self._tabs.addTab(tab, "")

    # ---- the window's ---------------------------------------------------------------------------------------------------------

    def activated(self) -> None:
        """The button of the next thing has the focus: Enter is enough."""
        self._presenter.activated()
        (self._ledger.grid if self._ledger is not None and self._stack.currentWidget() is self._ledger else self._next).setFocus()

    def leaving(self) -> None:
        """Another desk comes to the front."""
        self._presenter.left()

    def busy(self) -> str:
        """Nothing is ever begun here."""
        return ""

    def retranslate(self) -> None:
        """Words in the language in force."""
        self._came_back_title.setText(tr(_CAME_BACK))
        self._volumes_title.setText(tr(_VOLUMES))
        self._tabs.setTabText(0, tr(_PROGRESS_TAB))
        self._tabs.setTabText(1, tr(_QUALITY_TAB, count=QUALITY_DAYS))
        self._tabs.setTabText(2, tr(_RATES_TAB))
        self._rates_title.setText(tr(_RATES))
        self._rates.retranslate()
        self._tabs.setAccessibleName(tr(_CHARTS))
        self._tabs.tabBar().setAccessibleName(tr(_CHARTS))
        self._charts.retranslate()
        self._export.setText(tr(_EXPORT))
        for label, widget in self._labels:
            widget.setAccessibleName(label.text())
        self._export.setAccessibleName(tr(_EXPORT))
        self._to_ledger.setText(tr(_LEDGER))
        if self._ledger is not None:
            self._ledger.retranslate()
        self._trouble.hide()
        if self._today is not None:
            self.show_today(self._today)

    # ---- View -----------------------------------------------------------------------------------------------------------------

    def show_today(self, today: Today) -> None:
        """All of it."""
        self._today = today
        advice = today.advice
        self._sentence.setText(tr(advice.sentence))
        self._next.setText(tr(advice.action))
        self._next.setAccessibleName(f"{tr(_NEXT)}: {tr(advice.action)}")
        self._next.setAccessibleDescription(tr(advice.sentence))
        done, plan = today.overview.done_today, today.daily_plan
        self._figure.setText(tr(_OF_PLAN, done=done, plan=plan) if plan else number(done))
        self._figure_words.setText(tr(_PLANNED) if plan else tr(_DONE, count=done))
        self._figure.setAccessibleName(f"{self._figure.text()} {self._figure_words.text()}")
        self._fill_came_back(today)
        selected = self._table.currentIndex().row()
        self._model.show(today.overview.volumes)
        self._table.resizeRowsToContents()
        if today.overview.volumes:
            self._table.selectRow(max(0, min(selected, len(today.overview.volumes) - 1)))
        self._rates.show_rows(today.rates)
        self._rates_title.setText(tr(_RATES if today.rates else _NOT_MEASURED))
        empty = not today.overview.volumes
        for widget in (self._tabs, self._export, self._to_ledger):
            widget.setVisible(not empty)

    def show_quality(self, days: Sequence[DayQuality]) -> None:
        """The days of the quality charts."""
        self._days = days
        self._charts.show_days(days)

    # ---- inside ---------------------------------------------------------------------------------------------------------------

    def _fill_came_back(self, today: Today) -> None:
        row = max(0, self._came_back.currentRow())
        self._came_back.clear()
        for found in today.overview.came_back:
            item = QListWidgetItem(icon("returned", theme.colour("warning"), 16), _words(found, today))
            item.setToolTip(item.text())
            item.setData(Qt.ItemDataRole.UserRole, found)
            self._came_back.addItem(item)
        if today.overview.to_answer:
            asked = QListWidgetItem(icon("returned", theme.colour("warning"), 16), tr(_ASKED, count=today.overview.to_answer))
            asked.setToolTip(asked.text())
            self._came_back.addItem(asked)
        any_came_back = self._came_back.count() > 0
        self._came_back.setVisible(any_came_back)
        self._came_back_title.setVisible(any_came_back)
        if any_came_back:
            self._came_back.setCurrentRow(min(row, self._came_back.count() - 1))
            lines = min(self._came_back.count(), _LIST_ROWS if theme.theme().scale <= _LARGE else 1)
            self._came_back.setFixedHeight(lines * self._came_back.sizeHintForRow(0) + 2 * self._came_back.frameWidth())

    def _follow(self) -> None:
        if self._today is not None:
            self._presenter.follow(self._today.advice)

    def _to_came_back(self) -> None:
        if self._came_back.isVisible():
            self._came_back.setFocus()

    def _other_chart(self) -> None:
        if self._tabs.isVisible():
            self._tabs.setCurrentIndex((self._tabs.currentIndex() + 1) % self._tabs.count())
            (self._table, self._charts, self._rates)[self._tabs.currentIndex()].setFocus()

    def _open_entry(self, item: QListWidgetItem) -> None:
        found = item.data(Qt.ItemDataRole.UserRole)
        if isinstance(found, CameBack):
            self._presenter.open_entry(found)
        else:
            self._presenter.answer()

    def _open_volume(self, index: QModelIndex) -> None:
        self._presenter.open_volume(self._model.volumes[index.row()])

    def open_ledger(self) -> None:
        """The numbers of the chosen volume; pressed again, back."""
        row = self._table.currentIndex().row()
        if self._stack.currentWidget() is not self._front:
            self._leave_ledger()
        elif 0 <= row < len(self._model.volumes):
            if self._ledger is None:
                self._ledger = LedgerPage(self._ledger_presenter)
                self._ledger.left.connect(self._leave_ledger)
                self._stack.addWidget(self._ledger)
            self._stack.setCurrentWidget(self._ledger)
            self._ledger.begin(self._model.volumes[row].volume.volume_id)

    def _leave_ledger(self) -> None:
        self._ledger_presenter.leave()
        self._stack.setCurrentWidget(self._front)
        self._table.setFocus()

    def ask_where_to_save(self) -> None:
        """Let the person choose a file for the chart."""
        if self._today is None or not self._today.overview.volumes:
            return
        dialog = QFileDialog(self, tr(_EXPORT), "", tr(_PICTURES))
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix("png")
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(lambda name: self.save_chart(Path(name)))
        self._saving = dialog
        dialog.open()

    def save_chart(self, path: Path) -> None:
        """Write the chart as PNG; a sentence when that cannot be done."""
        if self._today is None:
            return
        drawn = picture(self._today.office, datetime.datetime.now().astimezone().date(), self._today.overview.volumes, self._days)
        saved = drawn.save(str(path.with_suffix(".png")))
        self._trouble.setText("" if saved else tr(_NOT_SAVED, name=path.name))
        self._trouble.setVisible(not saved)

    def _restyle(self) -> None:
        for view in (self._came_back, self._table):
            theme.calm_selection(view)
        palette = self._trouble.palette()
        palette.setColor(QPalette.ColorRole.WindowText, theme.colour("error"))
        self._trouble.setPalette(palette)
        if self._today is not None:
            self.show_today(self._today)


def _words(found: CameBack, today: Today) -> str:
    """Which paper; on the second line who sent it back and why."""
    form = today.form_titles.get(found.form_id)
    paper = f"{tr(form)} · " if form is not None else ""
    who = tr(_REFUSED if found.refused else _RETURNED)
    return f"{paper}{volume_name(found.volume)}\n{who}: {found.reason or tr(_NO_REASON)}"
