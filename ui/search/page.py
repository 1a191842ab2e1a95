"""The page of Tra cứu: one line to type into, filters, what was found left, the paper right. No rule in here."""

from collections.abc import Sequence

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QLineEdit, QPushButton, QSplitter, QVBoxLayout, QWidget

from station.domain.errors import StationError
from station.domain.findings import Text
from station.domain.ids import EntryId
from station.domain.rights import Right, may
from station.domain.search import ASKED_LETTERS_MAX
from station.domain.states import EntryState
from station.workflow.relatives import Relative
from ui import theme
from ui.desktop import place as window
from ui.language import sentence, tr
from ui.page_decoding import PageImage
from ui.page_images import PageImages
from ui.related.panel import RelatedPanel
from ui.search.hits import COLUMNS, STATES
from ui.search.presenter import LIMIT, Choices, Filters, Hit, Place, Search
from ui.widgets.keys import Key, bind
from ui.widgets.page_view import PageView
from ui.widgets.row_table import RowTable, Said

_LINE = Text("Tìm (Ctrl+F)", "Search (Ctrl+F)")
_HINT = Text("Họ tên, số, ngày, nơi… có dấu hay không dấu đều được", "Name, number, date, place… with or without marks")
_KIND, _YEAR, _STATE = Text("Loại (F3)", "Kind (F3)"), Text("Năm", "Year"), Text("Tình trạng", "State")
_PLACE, _PLACE_HINT = Text("Nơi", "Place"), Text("xã, thôn…", "commune…")
_VOLUME = Text("Quyển", "Volume")
_ANY = Text("Tất cả", "All")
_KIND_NAME = Text("{kind} – {title}", "{kind} – {title}")
_HITS = Text("Kết quả: Enter mở trang tại trường tìm thấy", "Results: Enter opens the page at the field")
_TYPE = Text("Gõ vài chữ để tìm trong mọi mục của trạm.", "Type a few letters to search every entry of the station.")
_ONE_LETTER = Text("Gõ thêm ít nhất một chữ nữa.", "Type at least one letter more.")
_NONE = Text("Không có mục nào chứa đủ các chữ này. Thử bớt chữ.", "No entry holds all these words. Try fewer words.")
_NONE_FILTERED = Text(
    "Trong phần đã lọc không có mục nào chứa đủ các chữ này. Bỏ bộ lọc (F4) hoặc bớt chữ.",
    "Within the filters no entry holds all these words. Clear the filters (F4) or try fewer words.",
)
_LEFT_OUT = Text(
    "Mục chờ nhập lần hai hoặc chờ quyết định không hiện với người còn có thể làm việc đó.",
    "Entries that wait to be keyed a second time, or decided, are not shown to whoever may still do that.",
)
_COUNT = Text("{count} mục", "{count} {count:entry|entries}")
_COUNT_ONE = Text("1 mục", "1 entry")
_MORE = Text("{count} mục đầu; gõ thêm chữ để thu hẹp", "the first {count} {count:entry|entries}; type more to narrow down")
_NO_PAGE = Text("Mục này không còn trang ảnh nào.", "This entry has no page any more.")
_CAME_BACK = Text("Bị trả lại: {reason}", "Came back: {reason}")
_SAID = Text("Trung tâm: {words}", "The central: {words}")
_ASKED = Text("Trung tâm hỏi lại, chờ trả lời: {words}", "The central asks, and waits for an answer: {words}")
_RELATED = Text("Có {count} mục liên quan: Ctrl+M để xem.", "{count} related {count:entry|entries}: Ctrl+M shows them.")
_WORK = Text("Mở ở Kiểm tra (Ctrl+Enter)", "Open at Checking (Ctrl+Enter)")
_PAUSE_MS = 120
"""After the last letter: short enough to feel like typing, long enough to skip letters in between."""
_RESULTS_WIDTH_PX, _RESULTS_WIDTH_MAX_PX = 576, 760
_FILTER_LETTERS = (8, 4, 10, 8)
_PLACE_LETTERS, _PLACE_LETTERS_MAX = 10, 60
_LINE_LETTERS_MAX = 2 * ASKED_LETTERS_MAX
"""Decomposed letters take two places; a pasted page is cut before it slows the line down."""


class SearchPage(QWidget):
    """Implements ui.search.presenter.View and the window's DeskPage and Opening."""

    KEYS: tuple[Key, ...] = (
        Key("Ctrl+F", Text("Về dòng tìm", "To the search line")),
        Key("Return / Down", Text("Sang kết quả, mở trang tại trường tìm thấy", "To the results; open the page at the field")),
        Key("Up / Down", Text("Kết quả trước, kết quả sau: trang đi theo", "Result before, result after: the paper goes along")),
        Key("Escape", Text("Từ kết quả về dòng tìm; trong dòng tìm: xoá dòng", "From the results to the line; in the line: empty it")),
        Key("F3", Text("Sang bộ lọc: loại, năm, quyển, tình trạng", "To the filters: kind, year, volume, state")),
        Key("F4", Text("Bỏ mọi bộ lọc", "Clear the filters")),
        Key("Ctrl+M", Text("Mục liên quan: nghi trùng, gia đình", "Related entries: duplicates, families")),
        Key("Ctrl+Return / Ctrl+Enter", Text("Mở mục ở bàn Kiểm tra", "Open the entry at Checking")),
    )

    def __init__(
        self, presenter: Search, pictures: PageImages, *, may_work: bool, may_judge: bool = True, parent: QWidget | None = None
    ) -> None:
        """`may_work`: this person may take an entry to Checking; `may_judge`: their word on two entries counts."""
        super().__init__(parent)
        self._presenter, self._pictures, self._may_work = presenter, pictures, may_work
        self._choices = Choices()
        self._open: Hit | None = None
        self._line = QLineEdit()
        self._line.setMaxLength(_LINE_LETTERS_MAX)
        self._kind, self._year, self._volume, self._state = (QComboBox() for _ in range(4))
        self._filters = (self._kind, self._year, self._volume, self._state)
        self._place_line = QLineEdit()
        self._place_line.setMaxLength(_PLACE_LETTERS_MAX)
        self._said, self._note, self._beside = Said(), Said(hides=True), Said(hides=True)
        self._table = RowTable[Hit](COLUMNS, lines=2)
        self._related = RelatedPanel(presenter.related, may_judge=may_judge)
        self._related.hide()
        self._view, self._work = PageView(), QPushButton()
        self._parts, self._scale = QSplitter(), 0.0
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(_PAUSE_MS)
        self._pause.timeout.connect(self._ask)
        # textChanged says nothing while an input method composes: only what stands in the line is asked for
        self._line.textChanged.connect(lambda _: self._pause.start())
        self._line.returnPressed.connect(self._to_results)
        self._place_line.textChanged.connect(lambda _: self._pause.start())
        for box in self._filters:
            box.currentIndexChanged.connect(lambda _: self._ask())
            box.currentTextChanged.connect(box.setToolTip)
        self._work.clicked.connect(self._to_checking)
        self._table.activated.connect(lambda _: self._open_current())
        self._table.moved.connect(self._follow)
        self._related.wanted.connect(self._open_related)
        self._related.left.connect(self._leave_related)
        presenter.related.listen(self._tell_related)
        self._labels = [(QLabel(), buddy) for buddy in (self._line, *self._filters, self._place_line, self._table)]
        self._lay_out()
        self._bind_keys()
        theme.theme().changed.connect(self._restyle)
        presenter.view = self
        self._said.say(lambda: tr(_TYPE))
        self._restyle()
        self.retranslate()

    def _bind_keys(self) -> None:
        for keys, act in (
            ("Ctrl+F", self._to_line), ("F3", self._kind.setFocus), ("F4", self._clear_filters), ("Ctrl+M", self._to_related),
            ("Ctrl+Return", self._to_checking), ("Ctrl+Enter", self._to_checking),
        ):  # fmt: skip
            bind(self, keys, act)
        bind(self._line, "Down", self._to_results, alone=True)
        bind(self._line, "Escape", self._line.clear, alone=True)
        for widget in (self._table, self._place_line, *self._filters):
            bind(widget, "Escape", self._to_line, alone=True)

    def _lay_out(self) -> None:
        unit = theme.GRID_PX
        for label, buddy in self._labels:
            label.setBuddy(buddy)
        above = QHBoxLayout()
        above.setSpacing(unit)
        above.addWidget(self._labels[0][0])
        above.addWidget(self._line, 1)
        filters = QHBoxLayout()
        filters.setSpacing(unit)
        for (label, _), box, letters in zip(self._labels[1:5], self._filters, _FILTER_LETTERS, strict=True):
            box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
            filters.addWidget(label)
            filters.addWidget(box, letters)
        filters.addWidget(self._labels[5][0])
        filters.addWidget(self._place_line, _PLACE_LETTERS)
        left = QWidget()
        column = QVBoxLayout(left)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(unit)
        column.addWidget(self._labels[6][0])
        column.addWidget(self._table, 1)
        column.addWidget(self._related, 1)
        column.addWidget(self._note)
        column.addWidget(self._beside)
        foot = QHBoxLayout()
        foot.addWidget(self._said, 1)
        foot.addWidget(self._work)
        column.addLayout(foot)
        self._parts.addWidget(left)
        self._parts.addWidget(self._view)
        self._parts.setChildrenCollapsible(False)
        page = QVBoxLayout(self)
        page.setContentsMargins(unit * 2, unit, unit * 2, unit)
        page.setSpacing(unit)
        page.addLayout(above)
        page.addLayout(filters)
        page.addWidget(self._parts, 1)

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
        """The entry that another desk hands over by its id, with its page."""
        if isinstance(target, str):
            self._line.blockSignals(True)
            self._line.clear()
            self._line.blockSignals(False)
            self._pause.stop()
            self._presenter.show_entry(EntryId(target))

    def retranslate(self) -> None:
        """Words in the language in force."""
        for (label, buddy), text in zip(self._labels, (_LINE, _KIND, _YEAR, _VOLUME, _STATE, _PLACE, _HITS), strict=True):
            label.setText(tr(text))
            buddy.setAccessibleName(tr(text))
        self._line.setPlaceholderText(tr(_HINT))
        self._place_line.setPlaceholderText(tr(_PLACE_HINT))
        self._related.retranslate()
        self._work.setText(tr(_WORK))
        self._work.setAccessibleName(tr(_WORK))
        self._work.setVisible(self._may_work)
        for said in (self._said, self._note, self._beside):
            said.repeat()
        self._view.retranslate()
        self._table.retranslate()
        self.show_choices(self._choices)

    # ---- View -----------------------------------------------------------------------------------------------------------------

    def show_choices(self, choices: Choices) -> None:
        """Fill the filters; what was chosen stays chosen."""
        self._choices = choices
        kinds: list[tuple[str, object]] = [(tr(_KIND_NAME, kind=kind, title=tr(title)), kind) for kind, title in choices.kinds]
        years: list[tuple[str, object]] = [(str(year), year) for year in choices.years]
        volumes: list[tuple[str, object]] = [(name, volume_id) for volume_id, name in choices.volumes]
        states: list[tuple[str, object]] = [(tr(text), state.value) for state, text in STATES.items()]
        for box, rows in zip(self._filters, (kinds, years, volumes, states), strict=True):
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
        self._note.say(str)
        self._show_related(False)
        self._table.show_rows(hits, 0)
        if hits:
            count = len(hits)
            self._said.say(lambda: tr(_MORE, count=LIMIT) if more else tr(_COUNT if count > 1 else _COUNT_ONE, count=count))
        else:
            self._open = None
            self._view.set_page(None)
            asks, filtered = asked.strip(), self._asked_filters().any
            nothing = (_NONE_FILTERED if filtered else _NONE) if len(asks) > 1 else (_ONE_LETTER if asks else _TYPE)
            left_out = asks and self._choices.leaves_out
            self._said.say(lambda: f"{tr(nothing)} {tr(_LEFT_OUT)}" if left_out else tr(nothing))
        self._work.setEnabled(bool(hits))

    def show_place(self, hit: Hit, place: Place | None) -> None:
        """Open the page at the field."""
        self._open = hit
        if place is None:
            self._view.set_page(None)
            self._said.say(lambda: tr(_NO_PAGE), "warning")
            return
        self._note.say(lambda: _words_about(place), "warning")
        self._view.set_opening()

        def show(page: PageImage) -> None:
            if self._open is hit:
                self._view.set_page(page)
                self._view.show_field(place.box, place.others)

        self._pictures.request(place.page_id, show, self._view.show_trouble, preview=show)

    def show_failure(self, error: StationError) -> None:
        """Why it did not go."""
        self._said.say(lambda: sentence(error), "error")

    # ---- hands ----------------------------------------------------------------------------------------------------------------

    def _asked_filters(self) -> Filters:
        state = self._state.currentData()
        return Filters(
            self._kind.currentData() or "", self._year.currentData(), self._volume.currentData() or "",
            EntryState(state) if state is not None else None, self._place_line.text(),
        )  # fmt: skip

    def _ask(self) -> None:
        self._pause.stop()
        self._presenter.ask(self._line.text(), self._asked_filters())

    def _clear_filters(self) -> None:
        for box in self._filters:
            box.blockSignals(True)
            box.setCurrentIndex(0)
            box.blockSignals(False)
        self._place_line.clear()
        self._ask()
        self._to_line()

    def _to_line(self) -> None:
        self._line.setFocus()
        self._line.selectAll()

    def _to_results(self) -> None:
        """From the line into the results; Enter in the line opens the first at once."""
        if self._pause.isActive():
            self._ask()
        if self._table.rows:
            self._table.setFocus()
            self._open_current()

    def _open_current(self) -> None:
        hit = self._table.row
        if hit is not None:
            self._presenter.open(hit)

    def _follow(self) -> None:
        """With the cursor among the results the paper goes along."""
        if self._table.hasFocus():
            self._open_current()

    def _to_checking(self) -> None:
        hit = self._table.row
        if self._may_work and hit is not None:
            self._presenter.work_on(hit)

    def _tell_related(self) -> None:
        """How many entries belong to the one in front; beside the paper, not in place of what was found."""
        count = len(self._presenter.related.found)
        self._beside.say(lambda: tr(_RELATED, count=count) if count and not self._related.isVisibleTo(self) else "")

    def _show_related(self, shown: bool) -> None:
        """In place of the results, or the results again."""
        for part in (self._labels[6][0], self._table):
            part.setVisible(not shown)
        self._related.setVisible(shown)

    def _to_related(self) -> None:
        if self._open is not None:
            self._show_related(True)
            self._related.take_focus()
            self._tell_related()

    def _leave_related(self) -> None:
        self._show_related(False)
        self._table.setFocus()
        self._tell_related()

    def _open_related(self, relative: Relative) -> None:
        self._leave_related()
        self._presenter.show_entry(relative.related.entry_id)

    def _restyle(self) -> None:
        """Filters give way at large text: what is chosen is cut, list and tool tip have it whole. The results take from the paper."""
        scale = theme.theme().scale
        for box, letters in zip(self._filters, _FILTER_LETTERS, strict=True):
            box.setMinimumContentsLength(max(3, int(letters / scale**2)))
        if scale != self._scale:
            self._scale = scale
            results = min(int(_RESULTS_WIDTH_PX * scale), _RESULTS_WIDTH_MAX_PX)
            self._parts.setSizes([results, 2 * _RESULTS_WIDTH_PX - results])


def search_desk(place: window.Place) -> SearchPage:
    """The desk where it stands."""
    presenter = Search(place.tasks, place.go)
    role = place.session.role
    page = SearchPage(
        presenter, PageImages(place.tasks), may_work=may(role, Right.KEY), may_judge=may(role, Right.RELATE), parent=place.room
    )
    place.changes.listen(presenter.changed)
    return page


def _words_about(place: Place) -> str:
    """Why it came back, and what the central found about it; nothing where neither is."""
    lines = [tr(_CAME_BACK, reason=place.came_back)] if place.came_back else []
    if place.said:
        lines.append(tr(_ASKED if place.is_asked else _SAID, words=" · ".join(tr(text) for text in place.said)))
    return "\n".join(lines)
