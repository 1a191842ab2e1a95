"""The page of Duyệt: lists left; the numbers, the strip of paper, the points right; approve or return at its foot. No rule in here."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QLabel, QListWidget, QPushButton, QVBoxLayout, QWidget

from station.domain.errors import StationError
from station.domain.findings import Text
from station.domain.geometry import Box
from station.domain.ids import VolumeId
from station.workflow.approval import BATCH_ENTRIES_MAX
from station.workflow.points import Kind
from station.workflow.worklists import CameBack, WorkList
from ui import theme
from ui.approval.figures import FiguresRow
from ui.approval.lines import COLUMNS, field_words, value_words, why_words
from ui.approval.presenter import Approval, Line, Review
from ui.approval.returning import ReturnDialog
from ui.approval.sealing import Sentence, Step
from ui.desktop.place import Place
from ui.language import counted, moment, number, sentence, tr
from ui.page_decoding import PageImage
from ui.page_images import PageImages
from ui.today.presenter import volume_name
from ui.widgets.keys import Key, bind
from ui.widgets.password_question import PASSWORD, PIN, PasswordQuestion
from ui.widgets.progress_row import ProgressRow, time_left
from ui.widgets.row_table import RowTable, Said, filled
from ui.widgets.strip import Strip

_LISTS = Text("Chờ phê duyệt (F3)", "Waiting for approval (F3)")
_COUNT = Text("{volume} – {count} mục", "{volume} – {count} entry|{volume} – {count} entries")
_EMPTY = Text(
    "Không có danh sách nào chờ phê duyệt. Mục đã kiểm tra xong sẽ hiện ở đây.",
    "No list waits for approval. Entries that are checked appear here.",
)
_LOOKING = Text("Đang xem lại {done}/{total} mục", "Looking over {done} of {total} {total:entry|entries}")
_SEALED = Text("Đã phê duyệt {done}/{total} mục", "Approved {done} of {total} {total:entry|entries}")
_BATCH = Text("đang đóng lô {batch}/{batches}", "sealing batch {batch} of {batches}")
_RATE = Text("{rate} mục/giây", "{rate} entries a second")
_POINTS = Text("Cần xem với giấy: ↓ ↑ từng điểm, Ctrl+↓ mục sau", "To look at on the paper: ↓ ↑ point by point, Ctrl+↓ next entry")
_ALL = Text("Cả mục không có điểm nào (F4)", "Entries without a point too (F4)")
_REASON = Text("Lý do của người nhập: {reason}", "The clerk's reason: {reason}")
_NO_REASON = Text("Người nhập không ghi lý do.", "The clerk gave no reason.")
_NOTE = Text("Ghi chú của người nhập: {reason}", "The clerk's note: {reason}")
_CAME_BACK = Text("{at}, {who} trả lại: {reason}", "{at}, returned by {who}: {reason}")
_WHOLE_PAGE = Text(
    "Điểm này không gắn với một ô trên giấy; F6 mở cả trang.", "This point has no place of its own on the paper; F6 opens the page."
)
_TIMES_SHOWN = 3
_APPROVE = Text("Phê duyệt {count} mục (Ctrl+Enter)", "Approve {count} entry (Ctrl+Enter)|Approve {count} entries (Ctrl+Enter)")
_APPROVE_MANY = Text(
    "Phê duyệt {count} mục thành {batches} lô (Ctrl+Enter)",
    "Approve {count} {count:entry|entries} in {batches} {batches:batch|batches} (Ctrl+Enter)",
)
_CAP = Text("Mỗi lô nhiều nhất {most} mục.", "A batch holds {most} entries at the most.")
_RETURN = Text("Trả lại mục này… (F8)", "Return this entry… (F8)")
_RIGHT = Text("Mục mẫu đúng (F7)", "Drawn entry is right (F7)")
_RETURN_ALL = Text("Trả cả danh sách… (F9)", "Return the list… (F9)")
_THE_LIST = Text("– cả danh sách", "– the whole list")
_STOP = Text("Dừng sau lô này (Esc)", "Stop after this batch (Esc)")
_STOPPING = Text("Sẽ dừng khi lô đang đóng xong", "Stops when the batch being sealed is done")
_SEALING = Text("Đang ký và đóng lô; đợi xong rồi hãy đóng.", "The batch is being signed and sealed; wait until it is done.")
_BAR = Text("Tiến độ", "Progress")
_WHY_PASSWORD = Text(
    "Phê duyệt là chữ ký của anh/chị. Gõ lại mật khẩu để ký.", "An approval is your signature. Type your password again to sign."
)
_WHY_PIN = Text(
    "Phê duyệt là chữ ký của anh/chị. Cắm thiết bị ký vào máy rồi gõ mã PIN.",
    "An approval is your signature. Plug in your signing token and type its PIN.",
)
_LISTS_WIDTH_PX = 232
_STRIP_HEIGHT_PX = 96
_LARGE = 1.5


class ApprovalPage(QWidget):
    """Implements ui.approval.presenter.View and the window's DeskPage, Opening, Leaving and Ending."""

    KEYS: tuple[Key, ...] = (
        Key("Down / Up", Text("Điểm sau, điểm trước: dải giấy đi theo", "Point after, point before: the strip of paper goes along")),
        Key("Ctrl+Down / Ctrl+Up", Text("Sang mục sau, mục trước", "To the next entry, the entry before")),
        Key("F6", Text("Mở cả trang của mục này ở bàn Tra cứu", "Open this entry's whole page at Search")),
        Key("F7", Text("Mục mẫu đúng như trên giấy: sang mục mẫu sau", "The drawn entry is as on the paper: on to the next")),
        Key("F9", Text("Trả lại cả danh sách khi mẫu không đạt", "Return the whole list when the sample is not good enough")),
        Key("F8", Text("Trả lại mục này kèm lý do", "Return this entry with a reason")),
        Key("Ctrl+Return / Ctrl+Enter", Text("Phê duyệt danh sách: ký và đóng lô", "Approve the list: sign and seal")),
        Key("Escape", Text("Dừng phê duyệt sau lô đang đóng", "Stop approving after the batch being sealed")),
        Key("F3", Text("Sang các danh sách chờ phê duyệt", "To the lists that wait")),
        Key("F4", Text("Hiện cả mục không có điểm nào", "Show entries without a point too")),
    )

    def __init__(self, presenter: Approval, pictures: PageImages, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._presenter, self._pictures = presenter, pictures
        self._work: list[WorkList] = []
        self._review = Review()
        self._step: Step | None = None
        self._stopping = False
        self._to_sample = False
        """The next drawn entry is to be in front when it comes."""
        self._question: PasswordQuestion | None = None
        self._lists_title, self._points_title, self._empty, self._why, self._past, self._no_strip = (QLabel() for _ in range(6))
        for label in (self._empty, self._why, self._past, self._points_title, self._no_strip):
            label.setWordWrap(True)
            label.setTextFormat(Qt.TextFormat.PlainText)
        self._lists = QListWidget()
        self._lists.setWordWrap(True)
        self._lists.currentRowChanged.connect(presenter.choose)
        self._figures, self._strip, self._progress, self._said = FiguresRow(), Strip(), ProgressRow(), Said()
        self._table, self._all = RowTable[Line](COLUMNS), QCheckBox()
        self._table.moved.connect(self._show_point)
        self._approve, self._return, self._stop = QPushButton(), QPushButton(), QPushButton()
        self._right_button, self._return_all = QPushButton(), QPushButton()
        self._right_button.clicked.connect(self._right)
        self._return_all.clicked.connect(self.ask_reason_for_all)
        self._approve.clicked.connect(presenter.approve)
        self._return.clicked.connect(self.ask_reason)
        self._stop.clicked.connect(self._ask_to_stop)
        self._all.toggled.connect(presenter.show_all)
        self._lay_out()
        self._bind_keys()
        self._lists_title.setBuddy(self._lists)
        self._points_title.setBuddy(self._table)
        theme.theme().changed.connect(self._restyle)
        presenter.view = self
        self.show_sealing(None)
        self._listed = False
        for widget in (self._empty, self._right_side, self._approve, self._return, self._right_button, self._return_all):
            widget.hide()  # until the store has answered nobody knows whether something waits
        self.retranslate()
        self._restyle()

    def _bind_keys(self) -> None:
        for keys, act in (
            ("Ctrl+Return", self._presenter.approve), ("Ctrl+Enter", self._presenter.approve),
            ("F8", self.ask_reason), ("F7", self._right), ("F9", self.ask_reason_for_all), ("F6", self._open_page),
            ("Escape", self._ask_to_stop), ("F3", self._lists.setFocus), ("F4", self._all.toggle),
            ("Ctrl+Down", lambda: self._to_entry(1)), ("Ctrl+Up", lambda: self._to_entry(-1)),
        ):  # fmt: skip
            bind(self, keys, act)

    def _lay_out(self) -> None:
        unit = theme.GRID_PX
        left = QVBoxLayout()
        left.addWidget(self._lists_title)
        left.addWidget(self._lists, 1)
        above = QHBoxLayout()
        above.addWidget(self._points_title, 1)
        above.addWidget(self._all)
        foot = QHBoxLayout()
        foot.setSpacing(unit)
        foot.addWidget(self._said, 1)
        for button in (self._stop, self._right_button, self._return_all, self._return, self._approve):
            foot.addWidget(button)
        self._right_side = QWidget()
        right = QVBoxLayout(self._right_side)
        right.setContentsMargins(0, 0, 0, 0)
        right.setSpacing(unit)
        for widget in (self._figures, self._strip, self._no_strip, self._why, self._past):
            right.addWidget(widget)
        right.addLayout(above)
        right.addWidget(self._table, 1)
        beside = QVBoxLayout()
        beside.addWidget(self._empty)
        beside.addWidget(self._right_side, 1)
        beside.addWidget(self._progress)
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
        (self._table if self._table.rows else self._lists).setFocus()

    def open_at(self, target: object) -> None:
        """The list of a volume, by its id."""
        if isinstance(target, str):
            self._presenter.choose_volume(VolumeId(target))

    def leaving(self) -> None:
        """Another desk comes to the front, a lock: pictures are let go of, a question is taken back."""
        if self._question is not None:
            self._question.close()
        self._pictures.clear()

    def ending(self) -> None:
        """The session is over."""
        self._presenter.end()

    def busy(self) -> str:
        """Batches that are being sealed."""
        return tr(_SEALING) if self._presenter.acting else ""

    def retranslate(self) -> None:
        """Words in the language in force."""
        self._lists_title.setText(tr(_LISTS))
        self._lists.setAccessibleName(tr(_LISTS))
        self._points_title.setText(tr(_POINTS))
        self._table.setAccessibleName(tr(_POINTS))
        self._empty.setText(tr(_EMPTY))
        self._no_strip.setText(tr(_WHOLE_PAGE))
        buttons = (self._all, self._right_button, self._return_all, self._return, self._stop)
        for button, text in zip(buttons, (_ALL, _RIGHT, _RETURN_ALL, _RETURN, _STOP), strict=True):
            button.setText(tr(text))
            button.setAccessibleName(tr(text))
        self._strip.retranslate()
        self._progress.name(_BAR)
        self._said.repeat()
        if self._listed:
            self.show_lists(self._work, self._lists.currentRow())
        self._table.retranslate()
        self._show_words()
        self._show_step()
        self._show_point()

    # ---- View -----------------------------------------------------------------------------------------------------------------

    def show_lists(self, lists: Sequence[WorkList], chosen: int) -> None:
        """Volumes with their counts."""
        self._work, self._listed = list(lists), True
        self._lists.blockSignals(True)
        self._lists.clear()
        self._lists.addItems([counted(_COUNT, len(work.newest), volume=volume_name(work.volume)) for work in lists])
        self._lists.setCurrentRow(chosen)
        self._lists.blockSignals(False)
        self._empty.setVisible(not lists)
        for widget in (self._right_side, self._approve, self._return):
            widget.setVisible(bool(lists))

    def show_looking(self, step: Step) -> None:
        """How far the look over is."""
        self._step = step if step.done < step.total else None
        self._show_step()
        self._show_words()

    def show_sealing(self, step: Step | None) -> None:
        """How far the approval is."""
        had_focus = self._stop.hasFocus()
        self._step = step
        self._stopping = self._stopping and step is not None
        self._stop.setVisible(step is not None)
        self._stop.setEnabled(not self._stopping)
        self._show_step()
        if step is not None and not self._stopping and self._approve.hasFocus():
            self._stop.setFocus()
        elif step is None and had_focus:
            self._table.setFocus()

    def show_review(self, review: Review) -> None:
        """Figures and points; the cursor stays near where it was."""
        self._review = review
        in_the_lists = self._lists.hasFocus() and not self._table.rows
        self._table.show_rows(review.lines)
        drawn = [at for at, line in enumerate(review.lines) if line.point is not None and line.point.kind is Kind.SAMPLED]
        if self._to_sample and drawn:
            self._table.go_to(drawn[0])
        self._to_sample = self._to_sample and not drawn
        if in_the_lists and review.lines:
            self._table.setFocus()
        self._show_words()
        self._show_point()

    def show_sentence(self, said: Sequence[Sentence], *, trouble: bool) -> None:
        """One line at the foot."""
        self._said.say(lambda: _joined(said), "error" if trouble else "good")

    def show_failure(self, error: StationError, said: Sequence[Sentence] = ()) -> None:
        """Why it did not go, and what was done before."""
        self._said.say(lambda: f"{sentence(error)} {_joined(said)}".strip(), "error")

    def ask_to_sign(self, with_token: bool) -> None:
        """The password once more, or the token's PIN, in a small window of its own."""
        if self._question is None:
            why, asked = (_WHY_PIN, PIN) if with_token else (_WHY_PASSWORD, PASSWORD)
            self._question = PasswordQuestion(self._approve.text(), tr(why), self._approve.text(), self, asked=asked)
            self._question.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
            self._question.given.connect(self._presenter.confirm)
            self._question.destroyed.connect(lambda: setattr(self, "_question", None))
            self._question.open()

    def show_refused(self, error: StationError) -> None:
        """In the small window, which stays; at the foot when it was taken back meanwhile."""
        if self._question is not None:
            self._question.refused(error)
        else:
            self.show_failure(error)

    def show_confirmed(self) -> None:
        """The small window goes."""
        if self._question is not None:
            self._question.right()

    # ---- hands ----------------------------------------------------------------------------------------------------------------

    def ask_reason(self) -> None:
        """Ask why the current entry goes back."""
        line = self._table.row
        if line is None or self._presenter.acting:
            return
        dialog = ReturnDialog(line.item.number, self)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.given.connect(lambda reason: self._presenter.give_back(line.item, reason))
        dialog.open()

    def ask_reason_for_all(self) -> None:
        """Ask why a refused list goes back."""
        if not self._review.sample.refused or self._presenter.acting:
            return
        dialog = ReturnDialog(tr(_THE_LIST), self)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.given.connect(self._presenter.return_all)
        dialog.open()

    def _right(self) -> None:
        self._to_sample = True
        self._presenter.is_right()

    def _ask_to_stop(self) -> None:
        if self._presenter.acting and not self._stopping:
            self._stopping = True
            self._stop.setEnabled(False)
            self._presenter.stop()
            self._show_step()

    def _open_page(self) -> None:
        line = self._table.row
        if line is not None:
            self._presenter.open_page(line.item)

    def _to_entry(self, by: int) -> None:
        """To the first line of the next entry, or of the one before."""
        lines, at = self._table.rows, self._table.currentIndex().row()
        if not 0 <= at < len(lines):
            return
        here = lines[at].item
        while 0 <= at < len(lines) and lines[at].item is here:
            at += by
        if 0 <= at < len(lines):
            there = lines[at].item
            while at > 0 and lines[at - 1].item is there:
                at -= 1
            self._table.go_to(at)

    # ---- inside ---------------------------------------------------------------------------------------------------------------

    def _show_words(self) -> None:
        numbers = self._review.numbers
        self._figures.show_review(self._review)
        may = numbers.entries - numbers.held_back - numbers.unidentified - len(self._review.sample.refused)
        batches = -(-may // BATCH_ENTRIES_MAX)
        words = tr(_APPROVE_MANY, count=may, batches=batches) if batches > 1 else counted(_APPROVE, may)
        self._approve.setText(words)
        self._approve.setAccessibleName(words)
        self._approve.setToolTip(tr(_CAP, most=BATCH_ENTRIES_MAX))
        self._approve.setEnabled(self._presenter.ready and may > 0 and self._review.sample.next is None)
        self._return.setEnabled(bool(self._table.rows) and not self._presenter.acting)
        state = self._review.sample
        self._right_button.setVisible(state.next is not None and not self._presenter.acting)
        self._return_all.setVisible(bool(state.refused) and not self._presenter.acting)

    def _show_step(self) -> None:
        step = self._step
        if step is None:
            self._progress.end()
            return
        said = [tr(_SEALED if step.batch else _LOOKING, done=step.done, total=step.total)]
        if step.batches > 1:
            said += [tr(_BATCH, batch=step.batch, batches=step.batches), tr(_CAP, most=BATCH_ENTRIES_MAX).rstrip(".")]
        if step.rate > 0 and step.done:
            said.append(tr(_RATE, rate=number(step.rate, 0 if step.rate >= 10 else 1)))
        if step.left_s is not None and step.done:
            said.append(time_left(step.left_s))
        if self._stopping:
            said.append(tr(_STOPPING))
        known = step.total if not step.batch or step.batches > 1 else 0  # one batch is one step
        self._progress.show_step(step.done, known, said)

    def _show_point(self) -> None:
        """The strip, the sentence, the reason, the past of the line the cursor is on."""
        line = self._table.row
        point = line.point if line is not None else None
        field = field_words(line) if line is not None and point is not None and point.path else ""
        # of an entry that came back its past says it all, with who and when
        why = why_words(line) if line is not None and (point is None or point.kind is not Kind.CAME_BACK) else ""
        self._why.setVisible(bool(why))
        self._why.setText(f"{line.item.name} · {field}: {value_words(line)}\n{why}" if line is not None and field else why)
        self._past.setText("\n".join(self._past_of(line)) if line is not None else "")
        self._past.setVisible(bool(self._past.text()))
        box = point.value.box if point is not None and point.value is not None else None
        self._strip.show_field(None, None)
        self._strip.setVisible(box is not None)
        self._no_strip.setVisible(line is not None and box is None)
        if line is not None and line.page_id is not None and box is not None:
            self._pictures.request(line.page_id, lambda page: self._show_strip(line, page, box), self.show_failure)

    def _past_of(self, line: Line) -> list[str]:
        """What the clerk said about the point, and the last times that the entry came back."""
        said, point = [], line.point
        if point is not None and point.kind is Kind.OVERRIDDEN:
            said.append(tr(_REASON, reason=point.reason) if point.reason else tr(_NO_REASON))
        elif point is not None and point.reason:
            said.append(tr(_NOTE, reason=point.reason))
        return said + [self._came_back(time) for time in line.item.came_back[-_TIMES_SHOWN:]]

    def _came_back(self, time: CameBack) -> str:
        return tr(_CAME_BACK, at=moment(time.at), who=tr(self._review.name(time)), reason=time.reason)

    def _show_strip(self, line: Line, page: PageImage, box: Box | None) -> None:
        if self._table.row is line:
            self._strip.show_field(page, box)

    def _restyle(self) -> None:
        scale = theme.theme().scale
        self._strip.setFixedHeight(int(_STRIP_HEIGHT_PX * min(scale, 1.25)))
        self._points_title.setVisible(scale < _LARGE)  # at large text the rows need the room; F1 tells the keys
        self._lists.setFixedWidth(int(_LISTS_WIDTH_PX * min(scale, 1.25)))


def approval_desk(place: Place) -> ApprovalPage:
    """The desk where it stands."""
    presenter = Approval(place.tasks, place.go)
    page = ApprovalPage(presenter, PageImages(place.tasks), place.room)
    place.changes.listen(presenter.changed)
    return page


def _joined(said: Sequence[Sentence]) -> str:
    return " ".join(tr(text, **filled(values)) for text, values in said)
