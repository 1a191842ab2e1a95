"""The page of Duyệt: lists left; the numbers, the strip of paper, the points right; approve or return at its foot. No rule in here."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import (
    QAbstractItemView,
    QCheckBox,
    QGridLayout,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QListWidget,
    QPushButton,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from station.domain.errors import StationError
from station.domain.findings import Text
from station.domain.geometry import Box
from station.workflow.worklists import Figures, WorkList
from ui import theme
from ui.approval.lines import ENTRY, FIELD, VALUE, WHY, LinesModel
from ui.approval.presenter import Approval, Line
from ui.approval.returning import ReturnDialog
from ui.desktop.place import Place
from ui.language import number, sentence, tr
from ui.page_decoding import PageImage
from ui.page_images import PageImages
from ui.today.presenter import volume_name
from ui.widgets.keys import bind
from ui.widgets.strip import Strip

_LISTS = Text("Chờ phê duyệt", "Waiting for approval")
_COUNT = Text("{volume} – {count} mục", "{volume} – {count} entries")
_EMPTY = Text(
    "Không có danh sách nào chờ phê duyệt. Mục đã kiểm tra xong sẽ hiện ở đây.",
    "No list waits for approval. Entries that are checked appear here.",
)
_FIGURES = (
    Text("mục", "entries"),
    Text("trường sửa tay", "fields changed by hand"),
    Text("mục có điểm nghi ngờ", "entries with a doubt"),
    Text("cảnh báo được giữ lại", "findings let stand"),
    Text("thời gian làm, phút", "time taken, minutes"),
    Text("giây mỗi mục", "seconds an entry"),
)
_LOOKING = Text("Đang xem lại {done}/{total} mục…", "Looking over {done} of {total} entries…")
_POINTS = Text("Cần xem với giấy: ↓ ↑ qua từng điểm", "To look at on the paper: ↓ ↑ from point to point")
_ALL = Text("&Cả mục không có điểm nào", "Entries &without a point too")
_REASON = Text("Lý do của người nhập: {reason}", "The clerk's reason: {reason}")
_NO_REASON = Text("Người nhập không ghi lý do.", "The clerk gave no reason.")
_APPROVE = Text("Phê duyệt {count} mục (Ctrl+Enter)", "Approve {count} entries (Ctrl+Enter)")
_RETURN = Text("Trả lại mục này… (F8)", "Return this entry… (F8)")
_SEALING = Text("Đang ký và đóng lô; đợi xong rồi hãy đóng.", "The batch is being signed and sealed; wait until it is done.")
_LISTS_WIDTH_PX = 232
_STRIP_HEIGHT_PX = 96


class ApprovalPage(QWidget):
    """Implements ui.approval.presenter.View and the window's DeskPage."""

    def __init__(self, presenter: Approval, pictures: PageImages) -> None:
        super().__init__()
        self._presenter, self._pictures = presenter, pictures
        self._work: list[WorkList] = []
        self._numbers = Figures()
        self._message: Callable[[], str] = str
        self._progress = (0, 0)
        self._lists_title, self._points_title, self._empty = QLabel(), QLabel(), QLabel()
        self._message_label, self._why, self._reason = QLabel(), QLabel(), QLabel()
        for label in (self._empty, self._message_label, self._why, self._reason, self._points_title):
            label.setWordWrap(True)
            label.setTextFormat(Qt.TextFormat.PlainText)
        self._lists = QListWidget()
        self._lists.setWordWrap(True)
        self._lists.currentRowChanged.connect(self._choose)
        self._figures = [QLabel() for _ in _FIGURES]
        self._figure_words = [QLabel() for _ in _FIGURES]
        self._strip = Strip()
        self._strip.setFixedHeight(_STRIP_HEIGHT_PX)
        self._model, self._table, self._all = LinesModel(), QTableView(), QCheckBox()
        self._approve, self._return = QPushButton(), QPushButton()
        self._approve.clicked.connect(self._presenter.approve)
        self._return.clicked.connect(self.ask_reason)
        self._all.toggled.connect(self._presenter.show_all)
        self._set_up_table()
        self._lay_out()
        for keys, act in (("Ctrl+Return", self._presenter.approve), ("Ctrl+Enter", self._presenter.approve), ("F8", self.ask_reason)):
            bind(self, keys, act)
        self._lists_title.setBuddy(self._lists)
        self._points_title.setBuddy(self._table)
        theme.theme().changed.connect(self._restyle)
        presenter.view = self
        self.retranslate()
        self._restyle()

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
        header.setSectionResizeMode(WHY, QHeaderView.ResizeMode.Stretch)
        for column, width in ((ENTRY, 96), (FIELD, 184), (VALUE, 216)):
            header.resizeSection(column, width)
        table.selectionModel().currentRowChanged.connect(self._show_point)

    def _lay_out(self) -> None:
        unit = theme.GRID_PX
        left = QVBoxLayout()
        left.addWidget(self._lists_title)
        left.addWidget(self._lists, 1)
        self._lists.setFixedWidth(_LISTS_WIDTH_PX)
        figures = QGridLayout()
        figures.setHorizontalSpacing(unit * 2)
        figures.setVerticalSpacing(0)
        for column, (figure, words) in enumerate(zip(self._figures, self._figure_words, strict=True)):
            theme.set_size(figure, theme.FIGURE_PT)
            words.setWordWrap(True)
            words.setAlignment(Qt.AlignmentFlag.AlignTop)
            figures.addWidget(figure, 0, column)
            figures.addWidget(words, 1, column)
            figures.setColumnStretch(column, 1)
        above = QHBoxLayout()
        above.addWidget(self._points_title, 1)
        above.addWidget(self._all)
        foot = QHBoxLayout()
        foot.setSpacing(unit)
        foot.addWidget(self._message_label, 1)
        foot.addWidget(self._return)
        foot.addWidget(self._approve)
        self._right = QWidget()
        right = QVBoxLayout(self._right)
        right.setContentsMargins(0, 0, 0, 0)
        right.setSpacing(unit)
        right.addLayout(figures)
        right.addWidget(self._strip)
        right.addWidget(self._why)
        right.addWidget(self._reason)
        right.addLayout(above)
        right.addWidget(self._table, 1)
        beside = QVBoxLayout()
        beside.addWidget(self._empty)
        beside.addWidget(self._right, 1)
        beside.addLayout(foot)
        across = QHBoxLayout(self)
        across.setContentsMargins(unit * 2, unit, unit * 2, unit)
        across.setSpacing(unit * 2)
        across.addLayout(left)
        across.addLayout(beside, 1)

    # ---- the window's ---------------------------------------------------------------------------------------------------------

    def activated(self) -> None:
        """Look again; the cursor stands in the points."""
        self._presenter.refresh()
        (self._table if self._model.lines else self._lists).setFocus()

    def leaving(self) -> None:
        """Another desk comes to the front: pictures are let go of."""
        self._pictures.clear()

    def busy(self) -> str:
        """A batch that is being sealed."""
        return tr(_SEALING) if self._presenter.acting else ""

    def retranslate(self) -> None:
        """Words in the language in force."""
        self._lists_title.setText(tr(_LISTS))
        self._lists.setAccessibleName(tr(_LISTS))
        self._points_title.setText(tr(_POINTS))
        self._table.setAccessibleName(tr(_POINTS))
        self._empty.setText(tr(_EMPTY))
        self._all.setText(tr(_ALL))
        self._all.setAccessibleName(tr(_ALL).replace("&", ""))
        self._return.setText(tr(_RETURN))
        self._return.setAccessibleName(tr(_RETURN))
        self._strip.retranslate()
        self._message_label.setText(self._message())
        self.show_lists(self._work, self._lists.currentRow())
        row = self._table.currentIndex().row()
        self.show_review(self._numbers, self._model.lines)
        self._table.selectRow(max(0, row))

    # ---- View -----------------------------------------------------------------------------------------------------------------

    def show_lists(self, lists: Sequence[WorkList], chosen: int) -> None:
        """Volumes with their counts."""
        self._work = list(lists)
        self._lists.blockSignals(True)
        self._lists.clear()
        self._lists.addItems([tr(_COUNT, volume=volume_name(work.volume), count=len(work.entry_ids)) for work in lists])
        self._lists.setCurrentRow(chosen)
        self._lists.blockSignals(False)
        self._empty.setVisible(not lists)
        self._right.setVisible(bool(lists))
        self._approve.setVisible(bool(lists))
        self._return.setVisible(bool(lists))

    def show_progress(self, done: int, total: int) -> None:
        """How far the look over is."""
        if done < total:
            self._say(lambda: tr(_LOOKING, done=done, total=total), "text")
            self._approve.setEnabled(False)
        elif self._progress != (total, total):
            self._say(str, "text")
        self._progress = (done, total)

    def show_review(self, numbers: Figures, lines: Sequence[Line]) -> None:
        """Figures and points; the cursor stays near where it was."""
        self._numbers = numbers
        values = (
            number(numbers.entries), number(numbers.changed), number(numbers.doubtful), number(numbers.overridden),
            number(numbers.seconds / 60, 1), number(numbers.seconds_per_entry, 1),
        )  # fmt: skip
        for figure, words, value, text in zip(self._figures, self._figure_words, values, _FIGURES, strict=True):
            figure.setText(value)
            figure.setAccessibleName(f"{value} {tr(text)}")
            words.setText(tr(text))
        row = max(0, self._table.currentIndex().row())
        self._model.show(lines)
        may = numbers.entries - numbers.held_back
        self._approve.setText(tr(_APPROVE, count=may))
        self._approve.setAccessibleName(tr(_APPROVE, count=may))
        self._approve.setEnabled(self._presenter.ready and may > 0)
        self._return.setEnabled(bool(lines) and not self._presenter.acting)
        if lines:
            self._table.selectRow(min(row, len(lines) - 1))
        self._show_point(self._table.currentIndex())

    def show_sentence(self, said: Sequence[tuple[Text, dict[str, object]]], *, trouble: bool) -> None:
        """One line at the foot."""
        self._say(lambda: " ".join(tr(text, **_resolved(values)) for text, values in said), "error" if trouble else "good")

    def show_failure(self, error: StationError) -> None:
        """Why it did not go."""
        self._say(lambda: sentence(error), "error")

    # ---- hands ----------------------------------------------------------------------------------------------------------------

    def ask_reason(self) -> None:
        """Ask why the current entry goes back."""
        line = self._current()
        if line is None or self._presenter.acting:
            return
        dialog = ReturnDialog(line.item.number, self)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.given.connect(lambda reason: self._presenter.give_back(line.item, reason))
        dialog.open()

    def _choose(self, row: int) -> None:
        self._presenter.choose(row)

    def _current(self) -> Line | None:
        row = self._table.currentIndex().row()
        return self._model.lines[row] if 0 <= row < len(self._model.lines) else None

    def _show_point(self, index: QModelIndex, _: QModelIndex | None = None) -> None:
        line = self._model.lines[index.row()] if 0 <= index.row() < len(self._model.lines) else None
        point = line.point if line is not None else None
        entry, field, value, why = self._model.words(line) if line is not None else ("",) * 4
        self._why.setText(f"{entry} · {field}: {value}\n{why}" if field else why)
        shown = point is not None and point.kind.value == "overridden"
        self._reason.setVisible(shown)
        if point is not None:
            self._reason.setText(tr(_REASON, reason=point.reason) if point.reason else tr(_NO_REASON))
        box = point.value.box if point is not None and point.value is not None else None
        self._strip.show_field(None, None)
        if line is not None and line.page_id is not None:
            self._pictures.request(line.page_id, lambda page: self._show_strip(line, page, box), self.show_failure)

    def _show_strip(self, line: Line, page: PageImage, box: Box | None) -> None:
        if self._current() is line:
            self._strip.show_field(page, box)

    def _say(self, message: Callable[[], str], weight: str) -> None:
        self._message = message
        palette = self._message_label.palette()
        palette.setColor(QPalette.ColorRole.WindowText, theme.colour(weight))
        self._message_label.setPalette(palette)
        self._message_label.setText(message())

    def _restyle(self) -> None:
        scale = theme.theme().scale
        self._strip.setFixedHeight(int(_STRIP_HEIGHT_PX * min(scale, 1.5)))
        self._lists.setFixedWidth(int(_LISTS_WIDTH_PX * min(scale, 1.25)))
        self._say(self._message, "text")


def approval_desk(place: Place) -> ApprovalPage:
    """The desk where it stands."""
    presenter = Approval(place.tasks)
    page = ApprovalPage(presenter, PageImages(place.tasks))
    place.changes.listen(presenter.changed)
    return page


def _resolved(values: dict[str, object]) -> dict[str, object]:
    return {name: tr(value) if isinstance(value, Text) else value for name, value in values.items()}
