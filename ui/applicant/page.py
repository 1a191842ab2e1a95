"""The page of Người nộp: whom and what for on the left; right how far the card is, what it says, and the entry beside it. No rule."""

from pathlib import Path

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QBoxLayout, QFileDialog, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from station.domain.errors import StationError
from station.domain.findings import Text
from station.domain.identification import Evidence
from station.workflow.agreement import Compared
from station.workflow.identification import STRENGTH
from ui import bootstrap, theme
from ui.applicant import texts
from ui.applicant.card_view import CardView
from ui.applicant.compare_columns import COLUMNS, detail_words
from ui.applicant.person_panel import PICTURE_KEY, STACKED_FROM_SCALE, START_KEY, WITH_CODE, PersonPanel
from ui.applicant.picture import picture_reader
from ui.applicant.presenter import Applicant, Shown, Stage
from ui.applicant.subject import Target
from ui.desktop.place import Place
from ui.desktop.signs import Part
from ui.language import sentence, tr
from ui.widgets.keys import Key, bind
from ui.widgets.progress_row import ProgressRow
from ui.widgets.row_table import RowTable, Said

TABLE_KEY, TAKE_KEY, RECORD_KEY, NEXT_KEY, BACK_KEY, STOP_KEY = "F3", "F4", "Ctrl+Return", "F8", "F2", "Escape"
_LOOK_EVERY_MS = 250
_TABLE = Text("Hồ sơ và giấy tờ, từng mục", "Entry and card, part by part")
_STOP = Text("Dừng (Esc)", "Stop (Esc)")
_TAKE = Text("Lấy vào ô (F4)", "Take into the field (F4)")
_RECORD = Text("Ghi xác minh (Ctrl+Enter)", "Record (Ctrl+Enter)")
_NEXT = Text("Người khác (F8)", "Next person (F8)")
_BACK = Text("Về mục (F2)", "To the entry (F2)")
_BAR = Text("Tiến độ đọc thẻ", "Progress of the reading")
_BUSY = Text("Đang đọc thẻ.", "A card is being read.")
_CHOOSE_PICTURE = Text("Chọn ảnh chụp hoặc bản quét của thẻ", "Choose a photo or scan of the card")
_PICTURES = Text("Ảnh", "Pictures")
_STEPS = 1000


class ApplicantPage(QWidget):
    """Implements ui.applicant.presenter.View and the window's DeskPage, Opening, Leaving and Ending."""

    KEYS: tuple[Key, ...] = (
        Key(START_KEY, Text("Đọc thẻ trên đầu đọc, hoặc bắt đầu so", "Read the card on the reader, or begin to compare")),
        Key(STOP_KEY, Text("Dừng ngay; không giữ gì của thẻ", "Stop at once; nothing of the card is kept")),
        Key(PICTURE_KEY, Text("Lấy mã QR hoặc MRZ từ ảnh thẻ", "Take QR code or MRZ from a picture of the card")),
        Key(TABLE_KEY, Text("Sang bảng so hồ sơ với giấy tờ", "To the comparison of entry and card")),
        Key("Up / Down", Text("Dòng trước, dòng sau", "Row before, row after")),
        Key("Space", Text("So bằng mắt: khớp, khác, chưa nói được", "By eye: same, differs, cannot say")),
        Key(TAKE_KEY, Text("Lấy giá trị trên thẻ vào ô của hồ sơ", "Take the card's value into the entry's field")),
        Key("Ctrl+Return / Ctrl+Enter", Text("Ghi xác minh vào mục", "Record the identification in the entry")),
        Key(NEXT_KEY, Text("Người khác: bỏ hết của người này", "Next person: everything of this one is dropped")),
        Key(BACK_KEY, Text("Về mục ở bàn Kiểm tra", "Back to the entry at Checking")),
    )

    def __init__(self, presenter: Applicant, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._presenter = presenter
        self._shown = Shown()
        self._dialog: QFileDialog | None = None
        self.panel, self.card, self._progress = PersonPanel(), CardView(), ProgressRow()
        self._head, self._strength, self._said = Said(), Said(hides=True), Said(hides=True)
        theme.set_size(self._head, theme.LARGE_PT)
        self.table = RowTable[Compared](COLUMNS)
        self.table.setTextElideMode(Qt.TextElideMode.ElideMiddle)  # "… of the mother" and "… of the father" differ at their ends
        self._detail, self._how = QLabel(), QLabel()
        for label in (self._detail, self._how):
            label.setWordWrap(True)
            label.setTextFormat(Qt.TextFormat.PlainText)
        self._how.setAlignment(Qt.AlignmentFlag.AlignTop)
        self._stop, self._take, self._record, self._next, self._back = (QPushButton() for _ in range(5))
        self._lay_out()
        self._connect()
        self._clock = QTimer(self)
        self._clock.setInterval(_LOOK_EVERY_MS)
        self._clock.timeout.connect(presenter.look)
        presenter.view = self
        self.retranslate()
        self.show_state(presenter.shown)

    def _lay_out(self) -> None:
        unit = theme.GRID_PX
        self._buttons = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._buttons.setSpacing(unit)
        for group, end in (((self._stop, self._next, self._back), False), ((self._take, self._record), True)):
            row = QHBoxLayout()
            row.setSpacing(unit)
            if end:
                row.addStretch(1)
            for button in group:
                row.addWidget(button)
            if not end:
                row.addStretch(1)
            self._buttons.addLayout(row)
        right = QVBoxLayout()
        right.setSpacing(unit)
        for widget in (self._head, self._progress, self._said, self._strength):
            right.addWidget(widget)
        right.addWidget(self.card, 3)
        right.addWidget(self.table, 2)
        right.addWidget(self._detail)
        right.addWidget(self._how, 1)
        right.addLayout(self._buttons)
        self._sides = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._sides.setContentsMargins(unit * 2, unit * 2, unit * 2, unit)
        self._sides.setSpacing(unit * 2)
        self._sides.addWidget(self.panel, 1)
        self._sides.addLayout(right, 3)
        theme.theme().changed.connect(self._stack)
        self._stack()

    def _stack(self) -> None:
        """Side by side, or at large text one below the other."""
        scale = theme.theme().scale
        large = scale >= STACKED_FROM_SCALE
        for layout in (self._sides, self._buttons):
            layout.setDirection(QBoxLayout.Direction.TopToBottom if large else QBoxLayout.Direction.LeftToRight)
        self.card.setMinimumHeight(round((24 if large else 12) * theme.GRID_PX * scale))
        self.table.setMinimumHeight(round(12 * theme.GRID_PX * scale))

    def _connect(self) -> None:
        presenter = self._presenter
        self.panel.role_chosen.connect(presenter.choose_role)
        self.panel.evidence_chosen.connect(presenter.choose_evidence)
        self.panel.purpose_chosen.connect(presenter.choose_purpose)
        self.panel.card_chosen.connect(presenter.lay_down)
        self.panel.start_wanted.connect(presenter.start)
        self.panel.picture_wanted.connect(self.choose_picture)
        self._stop.clicked.connect(presenter.stop)
        self._take.clicked.connect(self._take_row)
        self._record.clicked.connect(presenter.record)
        self._next.clicked.connect(presenter.forget)
        self._back.clicked.connect(presenter.back_to_entry)
        keys = {
            START_KEY: self.panel.press_start, STOP_KEY: presenter.stop, PICTURE_KEY: self.choose_picture, TABLE_KEY: self.table.setFocus,
            TAKE_KEY: self._take_row, RECORD_KEY: presenter.record, "Ctrl+Enter": presenter.record, NEXT_KEY: presenter.forget,
            BACK_KEY: presenter.back_to_entry,
        }  # fmt: skip
        for sequence, act in keys.items():
            bind(self, sequence, act)
        bind(self.table, "Space", self._say_by_eye)
        self.table.moved.connect(self._row_moved)

    # ---- the window's ---------------------------------------------------------------------------------------------------------

    def activated(self) -> None:
        """In front: look for readers, and at the entry as it is now."""
        self._clock.start()
        self._presenter.look()
        self._presenter.refresh()
        self.panel.take_focus()

    def open_at(self, target: object) -> None:
        """A person of an entry."""
        if isinstance(target, Target):
            self._presenter.open(target)

    def leaving(self) -> None:
        """Another desk, a lock, the night: the person is left."""
        self._clock.stop()
        self._close_dialog()
        self._presenter.leave()

    def ending(self) -> None:
        """The session is over."""
        self._clock.stop()
        self._presenter.end()

    def busy(self) -> str:
        """A reading on its way."""
        return tr(_BUSY) if self._shown.stage is Stage.READING else ""

    def retranslate(self) -> None:
        """Words in the language in force."""
        self.setAccessibleName(tr(texts.TITLE))
        for button, text in (
            (self._stop, _STOP), (self._take, _TAKE), (self._record, _RECORD), (self._next, _NEXT), (self._back, _BACK),
        ):  # fmt: skip
            button.setText(tr(text))
            button.setAccessibleName(tr(text))
        self._progress.name(_BAR)
        self.table.setAccessibleName(tr(_TABLE))
        self.table.retranslate()
        self.panel.retranslate()
        self.card.retranslate()
        self.show_state(self._shown)

    # ---- View -------------------------------------------------------------------------------------------------------------------

    def show_state(self, shown: Shown) -> None:
        """Everything as it is now."""
        before, self._shown = self._shown, shown
        self.panel.show_person(shown)
        held = shown.held
        self._show_head(shown)
        if shown.stage is Stage.READING and shown.step is not None:
            self._progress.show_step(int(_STEPS * shown.share), _STEPS if shown.share else 0, [tr(shown.step)])
        else:
            self._progress.end()
        self._show_said(shown)
        self._strength.say(
            lambda: tr(STRENGTH[held.evidence]) if held is not None and held.evidence is not Evidence.CHIP else "", "warning"
        )
        self.card.show_held(held)
        self.card.setVisible(held is not None and (bool(held.verdicts) or bool(held.civil.number)))
        compared = held.compared if held is not None else ()
        if tuple(self.table.rows) != compared:
            self.table.show_rows(compared)
        self.table.setVisible(bool(compared))
        practice = f"\n\n{tr(texts.HOW_TO_PRACTISE)}" if shown.deck else ""
        self._how.setText(tr(texts.HOW) + practice if shown.evidence in WITH_CODE else "")
        self._how.setVisible(held is None)
        self._row_moved()
        self._move_focus(before.stage)

    # ---- inside -------------------------------------------------------------------------------------------------------------------

    def _show_head(self, shown: Shown) -> None:
        held = shown.held
        if shown.stage is Stage.WAITING:
            self._head.say(lambda: tr(texts.WAITING), "accent")
        elif shown.stage is Stage.READING:
            self._head.say(lambda: tr(texts.READING), "accent")
        elif held is not None and held.verdicts:
            words, colour = texts.overall(held.verdicts)
            self._head.say(lambda: tr(words), colour)
        else:
            self._head.say(lambda: tr(texts.idle(shown.evidence)))

    def _show_said(self, shown: Shown) -> None:
        trouble = shown.trouble
        if trouble is None and shown.evidence is Evidence.CHIP and shown.stage in (Stage.IDLE, Stage.WAITING):
            trouble = shown.reader_trouble
        if trouble is not None:
            error: StationError = trouble
            self._said.say(lambda: sentence(error), "error")
        elif shown.message is not None:
            message: Text = shown.message
            self._said.say(lambda: tr(message), "good" if shown.recorded else "text")
        else:
            self._said.say(str)

    def _row_moved(self) -> None:
        """The chosen row whole, where the table has no room for it."""
        row = self.table.row if self.table.isVisibleTo(self) else None
        self._detail.setText(detail_words(row) if row is not None else "")
        self._detail.setVisible(row is not None)
        self._enable()

    def _move_focus(self, before: Stage) -> None:
        """Hands to what comes next, when they were on this desk and the button under them went out."""
        stage = self._shown.stage
        if stage is before or not self.isVisible():
            return
        if stage in (Stage.READING, Stage.WAITING):
            self._stop.setFocus(Qt.FocusReason.OtherFocusReason)
        elif stage is Stage.SHOWN and self.table.isVisibleTo(self):
            self.table.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self.panel.take_focus()

    def _enable(self) -> None:
        shown = self._shown
        row = self.table.row
        working = shown.stage in (Stage.READING, Stage.WAITING)
        self._stop.setEnabled(working)
        self._record.setEnabled(self._presenter.may_record)
        self._take.setEnabled(
            row is not None and bool(row.card) and self.table.isVisibleTo(self) and shown.subject is not None and shown.subject.is_open
        )
        self._next.setEnabled(shown.subject is not None or shown.held is not None)
        self._back.setEnabled(shown.subject is not None)

    def _take_row(self) -> None:
        if self._take.isEnabled() and self.table.row is not None:
            self._presenter.take(self.table.row)

    def _say_by_eye(self) -> None:
        if self.table.row is not None:
            self._presenter.say_by_eye(self.table.row.part)

    def read_practice_card(self) -> None:
        """Lay the first practice card down and read it: for pictures and the tour of the practice office."""
        self._presenter.lay_down(self._shown.deck[0].id)
        self.panel.press_start()

    @property
    def shows_card(self) -> bool:
        """Whether a proof lies before the clerk."""
        return self._shown.stage is Stage.SHOWN

    def choose_picture(self) -> None:
        """A file with a photo or scan of the card."""
        if self._dialog is not None or self._shown.stage in (Stage.READING, Stage.WAITING):
            return
        dialog = QFileDialog(self, tr(_CHOOSE_PICTURE))
        dialog.setOption(QFileDialog.Option.DontUseNativeDialog)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.setNameFilter(f"{tr(_PICTURES)} (*.jpg *.jpeg *.png *.tif *.tiff *.bmp *.webp)")
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(lambda path: self._presenter.read_picture(picture_reader(Path(path))))
        dialog.destroyed.connect(lambda: setattr(self, "_dialog", None))
        self._dialog = dialog
        dialog.open()

    def _close_dialog(self) -> None:
        if self._dialog is not None:
            self._dialog.close()


def applicant_desk(place: Place) -> ApplicantPage:
    """The desk where it stands."""
    cards, deck = bootstrap.card_readers(practice=place.session.practice)
    presenter = Applicant(
        place.tasks,
        cards,
        deck=deck,
        tell_of_reader=lambda words, doubtful: place.signs.put(Part.CARD, words, doubtful=doubtful),
        go=place.go,
    )
    page = ApplicantPage(presenter, place.room)
    place.changes.listen(presenter.changed)
    return page
