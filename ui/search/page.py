"""The page of Tra cứu: one line to type into, filters, what was found left, the paper right. No rule in here."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QModelIndex, Qt, QTimer
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QLineEdit,
    QPushButton,
    QSplitter,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from station.domain.errors import StationError
from station.domain.findings import Text
from station.domain.roles import Role
from station.domain.states import EntryState
from ui import theme
from ui.desktop import place as window
from ui.language import sentence, tr
from ui.page_decoding import PageImage
from ui.page_images import PageImages
from ui.search.hits import ENTRY, FOUND, STATE, STATES, HitsModel
from ui.search.presenter import LIMIT, Choices, Hit, Place, Search
from ui.widgets.keys import bind
from ui.widgets.page_view import PageView

_LINE = Text("Tìm (Ctrl+F)", "Search (Ctrl+F)")
_HINT = Text("Họ tên, số, ngày, nơi… có dấu hay không dấu đều được", "Name, number, date, place… with or without marks")
_KIND, _YEAR, _STATE = Text("Loại", "Kind"), Text("Năm", "Year"), Text("Tình trạng", "State")
_ANY = Text("Tất cả", "All")
_KIND_NAME = Text("{kind} – {title}", "{kind} – {title}")
_HITS = Text("Kết quả: Enter mở trang tại trường tìm thấy", "Results: Enter opens the page at the field")
_TYPE = Text("Gõ vài chữ để tìm trong mọi mục của trạm.", "Type a few letters to search every entry of the station.")
_NONE = Text(
    "Không có mục nào chứa đủ các chữ này. Thử bớt chữ hoặc bỏ bộ lọc.",
    "No entry holds all these words. Try fewer words or clear the filters.",
)
_COUNT = Text("{count} mục", "{count} entries")
_MORE = Text("{count} mục đầu; gõ thêm chữ để thu hẹp", "the first {count} entries; type more to narrow down")
_NO_PAGE = Text("Mục này không còn trang ảnh nào.", "This entry has no page any more.")
_WORK = Text("Mở ở Kiểm tra (Ctrl+Enter)", "Open at Checking (Ctrl+Enter)")
_PAUSE_MS = 120
"""After the last letter: short enough to feel like typing, long enough to skip letters in between."""
_RESULTS_WIDTH_PX = 576
_ENTRY_WIDTH_PX, _STATE_WIDTH_PX = 184, 128


class SearchPage(QWidget):
    """Implements ui.search.presenter.View and the window's DeskPage and Opening."""

    def __init__(self, presenter: Search, pictures: PageImages, *, may_work: bool) -> None:
        """`may_work`: this person may take an entry to Checking."""
        super().__init__()
        self._presenter, self._pictures, self._may_work = presenter, pictures, may_work
        self._choices = Choices()
        self._message: Callable[[], str] = lambda: tr(_TYPE)
        self._open: Hit | None = None
        self._line = QLineEdit()
        self._kind, self._year, self._state = QComboBox(), QComboBox(), QComboBox()
        self._labels = [QLabel() for _ in range(5)]
        self._said = QLabel()
        self._said.setWordWrap(True)
        self._said.setTextFormat(Qt.TextFormat.PlainText)
        self._model, self._table = HitsModel(), QTableView()
        self._view, self._work = PageView(), QPushButton()
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(_PAUSE_MS)
        self._pause.timeout.connect(self._ask)
        # textChanged says nothing while an input method composes: only what stands in the line is asked for
        self._line.textChanged.connect(lambda _: self._pause.start())
        self._line.returnPressed.connect(self._to_results)
        for box in (self._kind, self._year, self._state):
            box.currentIndexChanged.connect(lambda _: self._ask())
        self._work.clicked.connect(self._to_checking)
        self._set_up_table()
        self._lay_out()
        for keys, act in (("Ctrl+F", self._to_line), ("Ctrl+Return", self._to_checking), ("Ctrl+Enter", self._to_checking)):
            bind(self, keys, act)
        bind(self._line, "Down", self._to_results, alone=True)
        bind(self._table, "Escape", self._to_line, alone=True)
        for label, buddy in zip(self._labels, (self._line, self._kind, self._year, self._state, self._table), strict=True):
            label.setBuddy(buddy)
        theme.theme().changed.connect(self._restyle)
        presenter.view = self
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
        table.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        header = table.horizontalHeader()
        header.setHighlightSections(False)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        header.setSectionResizeMode(FOUND, QHeaderView.ResizeMode.Stretch)
        header.resizeSection(ENTRY, _ENTRY_WIDTH_PX)
        header.resizeSection(STATE, _STATE_WIDTH_PX)
        table.activated.connect(self._open_row)
        table.selectionModel().currentRowChanged.connect(self._follow)

    def _lay_out(self) -> None:
        unit = theme.GRID_PX
        above = QHBoxLayout()
        above.setSpacing(unit)
        above.addWidget(self._labels[0])
        above.addWidget(self._line, 1)
        filters = QHBoxLayout()
        filters.setSpacing(unit)
        for label, box, letters in zip(self._labels[1:4], (self._kind, self._year, self._state), (10, 4, 10), strict=True):
            box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
            box.setMinimumContentsLength(letters)
            filters.addWidget(label)
            filters.addWidget(box, letters)
        left = QWidget()
        column = QVBoxLayout(left)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(unit)
        column.addWidget(self._labels[4])
        column.addWidget(self._table, 1)
        foot = QHBoxLayout()
        foot.addWidget(self._said, 1)
        foot.addWidget(self._work)
        column.addLayout(foot)
        beside = QSplitter()
        beside.addWidget(left)
        beside.addWidget(self._view)
        beside.setSizes([_RESULTS_WIDTH_PX, _RESULTS_WIDTH_PX])
        beside.setChildrenCollapsible(False)
        page = QVBoxLayout(self)
        page.setContentsMargins(unit * 2, unit, unit * 2, unit)
        page.setSpacing(unit)
        page.addLayout(above)
        page.addLayout(filters)
        page.addWidget(beside, 1)

    # ---- the window's ---------------------------------------------------------------------------------------------------------

    def activated(self) -> None:
        """Ask again; the cursor stands in the line."""
        self._presenter.refresh()
        self._to_line()
        if self._open is not None:
            self._presenter.open(self._open)

    def leaving(self) -> None:
        """Another desk comes to the front: pictures are let go of."""
        self._pause.stop()
        self._pictures.clear()

    def busy(self) -> str:
        """Nothing is ever begun here."""
        return ""

    def open_at(self, target: object) -> None:
        """Search for a text that another desk hands over."""
        if isinstance(target, str):
            self._line.setText(target)
            self._ask()

    def retranslate(self) -> None:
        """Words in the language in force."""
        for label, text in zip(self._labels, (_LINE, _KIND, _YEAR, _STATE, _HITS), strict=True):
            label.setText(tr(text))
            label.buddy().setAccessibleName(tr(text))
        self._line.setPlaceholderText(tr(_HINT))
        self._work.setText(tr(_WORK))
        self._work.setAccessibleName(tr(_WORK))
        self._work.setVisible(self._may_work)
        self._said.setText(self._message())
        self._view.retranslate()
        self.show_choices(self._choices)
        row = self._table.currentIndex().row()
        self._model.show(self._model.hits)
        self._restyle()
        if row >= 0:
            self._table.selectRow(row)

    # ---- View -----------------------------------------------------------------------------------------------------------------

    def show_choices(self, choices: Choices) -> None:
        """Fill the filters; what was chosen stays chosen."""
        self._choices = choices
        kinds = [(tr(_KIND_NAME, kind=kind, title=tr(title)), kind) for kind, title in choices.kinds]
        years = [(str(year), year) for year in choices.years]
        states = [(tr(text), state.value) for state, text in STATES.items()]
        for box, rows in ((self._kind, kinds), (self._year, years), (self._state, states)):
            chosen = box.currentData()
            box.blockSignals(True)
            box.clear()
            box.addItem(tr(_ANY), None)
            for words, data in rows:
                box.addItem(words, data)
            box.setCurrentIndex(max(0, box.findData(chosen)))
            box.blockSignals(False)

    def show_hits(self, hits: Sequence[Hit], asked: str, *, more: bool) -> None:
        """What was found."""
        self._model.show(hits)
        if hits:
            self._table.selectRow(0)
            self._say(lambda: tr(_MORE, count=LIMIT) if more else tr(_COUNT, count=len(hits)), "text")
        else:
            self._say(lambda: tr(_NONE if asked.strip() else _TYPE), "text")
        self._work.setEnabled(bool(hits))

    def show_place(self, hit: Hit, place: Place | None) -> None:
        """Open the page at the field."""
        self._open = hit
        if place is None:
            self._view.set_page(None)
            self._say(lambda: tr(_NO_PAGE), "warning")
            return
        self._view.set_opening()

        def show(page: PageImage) -> None:
            if self._open is hit:
                self._view.set_page(page)
                self._view.show_field(place.box, place.others)

        self._pictures.request(place.page_id, show, self._view.show_trouble, preview=show)

    def show_failure(self, error: StationError) -> None:
        """Why it did not go."""
        self._say(lambda: sentence(error), "error")

    # ---- hands ----------------------------------------------------------------------------------------------------------------

    def _ask(self) -> None:
        self._pause.stop()
        state = self._state.currentData()
        self._presenter.ask(
            self._line.text(), self._kind.currentData() or "", self._year.currentData(), EntryState(state) if state is not None else None
        )

    def _to_line(self) -> None:
        self._line.setFocus()
        self._line.selectAll()

    def _to_results(self) -> None:
        """From the line into the results; Enter in the line opens the first at once."""
        if self._pause.isActive():
            self._ask()
        if self._model.hits:
            self._table.setFocus()
            self._open_row(self._table.currentIndex())

    def _open_row(self, index: QModelIndex) -> None:
        if 0 <= index.row() < len(self._model.hits):
            self._presenter.open(self._model.hits[index.row()])

    def _follow(self, index: QModelIndex, _: QModelIndex) -> None:
        """With the cursor among the results the paper goes along."""
        if self._table.hasFocus():
            self._open_row(index)

    def _to_checking(self) -> None:
        row = self._table.currentIndex().row()
        if self._may_work and 0 <= row < len(self._model.hits):
            self._presenter.work_on(self._model.hits[row])

    def _say(self, message: Callable[[], str], weight: str) -> None:
        self._message = message
        self._said.setText(message())
        palette = self._said.palette()
        palette.setColor(QPalette.ColorRole.WindowText, theme.colour(weight))
        self._said.setPalette(palette)

    def _restyle(self) -> None:
        self._table.verticalHeader().setDefaultSectionSize(2 * self._table.fontMetrics().height() + theme.GRID_PX)
        for column, width in ((ENTRY, _ENTRY_WIDTH_PX), (STATE, _STATE_WIDTH_PX)):
            self._table.horizontalHeader().resizeSection(column, int(width * min(theme.theme().scale, 1.25)))
        self._say(self._message, "text")


def search_desk(place: window.Place) -> SearchPage:
    """The desk where it stands."""
    presenter = Search(place.tasks, place.go)
    page = SearchPage(presenter, PageImages(place.tasks), may_work=place.session.role is Role.CLERK)
    place.changes.listen(presenter.changed)
    return page
