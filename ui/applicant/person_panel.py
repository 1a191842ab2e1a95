"""The left side of Người nộp: who is meant, which proof, what for, the notice, the one line that opens the chip. No rule in here."""

import datetime
from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QComboBox, QFormLayout, QLabel, QLineEdit, QPushButton, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from station.domain.findings import Text
from station.domain.identification import Evidence
from station.workflow.identification import EVIDENCE, PURPOSES, summary
from ui import theme
from ui.applicant import texts
from ui.applicant.opening import LONGEST
from ui.applicant.presenter import Shown, Stage
from ui.language import moment, tr

_WIDTH_PX, _WIDEST_PX, _HEIGHT_PX, _ANY_WIDTH = 336, 480, 400, 16_777_215

STACKED_FROM_SCALE = 1.5
"""From this text size on there is no room for two columns."""
START_KEY, PICTURE_KEY = "F9", "F7"
_ROLE = Text("Là ai trong hồ sơ", "Who in the entry")
_EVIDENCE = Text("Giấy tờ", "Proof")
_PURPOSE = Text("Để làm gì", "What for")
_LINE = Text("Mã QR, CAN hoặc MRZ", "QR code, CAN or MRZ")
_LINE_HINT = Text("Quét mã QR vào đây, hoặc gõ 6 số cuối", "Scan the QR code, or type the last 6 digits")
_DECK = Text("Thẻ thực hành", "Practice card")
_NO_CARD = Text("(không có thẻ trên đầu đọc)", "(no card on the reader)")
_START = Text("Đọc thẻ", "Read the card")
_BEGIN = Text("Bắt đầu so", "Begin to compare")
_PICTURE = Text("Từ ảnh thẻ…", "From a picture…")
_NO_ROLE = Text("(chưa chọn mục)", "(no entry)")
WITH_CODE = frozenset({Evidence.CHIP, Evidence.CARD_QR})


class PersonPanel(QWidget):
    """Emits what was chosen."""

    role_chosen = Signal(str)
    evidence_chosen = Signal(object)
    purpose_chosen = Signal(str)
    card_chosen = Signal(str)
    start_wanted = Signal(str)
    """What stands in the line."""
    picture_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._shown = Shown()
        self._title, self._entry, self._name, self._known, self._notice = (QLabel() for _ in range(5))
        theme.set_size(self._title, theme.LARGE_PT)
        for label in (self._entry, self._name, self._known, self._notice):
            label.setWordWrap(True)
            label.setTextFormat(Qt.TextFormat.PlainText)
        self._role, self._evidence, self._purpose, self._deck = (QComboBox() for _ in range(4))
        self._notice.setForegroundRole(QPalette.ColorRole.PlaceholderText)
        self._line, self._start, self._picture = QLineEdit(), QPushButton(), QPushButton()
        self._line.setMaxLength(LONGEST)
        self._labels = [QLabel() for _ in range(5)]
        self._lay_out()
        self._role.activated.connect(lambda _: self.role_chosen.emit(self._role.currentData() or ""))
        self._evidence.activated.connect(lambda _: self.evidence_chosen.emit(Evidence(self._evidence.currentData())))
        self._purpose.activated.connect(lambda _: self.purpose_chosen.emit(self._purpose.currentData()))
        self._deck.activated.connect(lambda _: self.card_chosen.emit(self._deck.currentData()))
        self._line.returnPressed.connect(self.press_start)
        self._start.clicked.connect(self.press_start)
        self._picture.clicked.connect(self.picture_wanted)
        theme.theme().changed.connect(self._redress)
        self._redress()

    def _lay_out(self) -> None:
        unit = theme.GRID_PX
        rows = QFormLayout()
        rows.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapLongRows)
        widgets = (self._role, self._evidence, self._purpose, self._deck)
        for label, widget in zip(self._labels, widgets, strict=False):
            widget.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
            rows.addRow(label, widget)
        inside, scroll = QWidget(), QScrollArea()
        scroll.setWidget(inside)
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QScrollArea.Shape.NoFrame)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, unit, 0)
        column.setSpacing(unit)
        for label in (self._title, self._entry, self._name, self._known):
            column.addWidget(label)
        column.addLayout(rows)
        column.addWidget(self._notice)
        column.addStretch(1)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(unit)
        outer.addWidget(scroll, 1)
        for below in (self._labels[4], self._line, self._picture, self._start):
            outer.addWidget(below)

    # ---- what the page says -------------------------------------------------------------------------------------------------------

    def show_person(self, shown: Shown) -> None:
        """As the desk is now; the line is cleared when another person, or nobody, is in hand."""
        before, self._shown = self._shown, shown
        if shown.deck != before.deck:
            self._fill_deck()
        if shown.cleared != before.cleared:
            self._line.setText("")  # `clear` could be undone: Ctrl+Z would bring the number back
        if shown.key and shown.key != before.key:
            self._line.setText(shown.key)
        self._show_subject()
        self._notice.setText(tr(texts.notice(shown.purpose)))
        for combo, data in ((self._evidence, shown.evidence), (self._purpose, shown.purpose), (self._deck, shown.laid)):
            at = next((row for row in range(combo.count()) if combo.itemData(row) == data), 0)
            combo.setCurrentIndex(at)
        working = shown.stage in (Stage.READING, Stage.WAITING)
        coded = shown.evidence in WITH_CODE
        for of_the_code in (self._line, self._labels[4], self._picture):
            of_the_code.setVisible(coded)
        for choice in (self._role, self._evidence, self._purpose, self._line, self._picture, self._start):
            choice.setEnabled(not working)
        self._role.setEnabled(not working and shown.subject is not None)
        for of_practice in (self._labels[3], self._deck):
            of_practice.setVisible(bool(shown.deck))
        self._start.setText(f"{tr(_START if coded else _BEGIN)} ({START_KEY})")
        self._start.setAccessibleName(self._start.text())

    def press_start(self) -> None:
        """As by its key."""
        if self._start.isEnabled():
            self.start_wanted.emit(self._line.text())

    def take_focus(self) -> None:
        """Hands to where the next act is."""
        (self._line if self._line.isVisibleTo(self) and self._line.isEnabled() else self._start).setFocus(Qt.FocusReason.OtherFocusReason)

    def retranslate(self) -> None:
        """Words in the language in force."""
        self._title.setText(tr(texts.TITLE))
        names = (_ROLE, _EVIDENCE, _PURPOSE, _DECK, _LINE)
        widgets = (self._role, self._evidence, self._purpose, self._deck, self._line)
        for label, widget, name in zip(self._labels, widgets, names, strict=True):
            label.setText(tr(name))
            label.setBuddy(widget)
            widget.setAccessibleName(tr(name))
        self._line.setPlaceholderText(tr(_LINE_HINT))
        self._picture.setText(f"{tr(_PICTURE)} ({PICTURE_KEY})")
        self._picture.setAccessibleName(self._picture.text())
        _refill(self._evidence, [(tr(_capital(words)), evidence) for evidence, words in EVIDENCE.items()])
        _refill(self._purpose, [(tr(_capital(words)), code) for code, words in PURPOSES.items()])
        self._fill_deck()
        self.show_person(self._shown)

    # ---- inside -------------------------------------------------------------------------------------------------------------------

    def _fill_deck(self) -> None:
        _refill(self._deck, [(tr(_NO_CARD), ""), *((tr(card.title), card.id) for card in self._shown.deck)])

    def _show_subject(self) -> None:
        subject = self._shown.subject
        if subject is None:
            self._entry.setText(tr(texts.NO_ENTRY))
            _refill(self._role, [(tr(_NO_ROLE), "")])
            for label in (self._name, self._known):
                label.clear()
                label.hide()
            return
        form = tr(subject.form.title.text)
        closed = "" if subject.is_open else f" {tr(texts.CLOSED)}"
        self._entry.setText(tr(texts.ENTRY, number=subject.entry_name, form=form) + closed)
        self._name.setText(tr(texts.NAMED, name=subject.name) if subject.name else tr(texts.NAMELESS))
        self._name.show()
        known = subject.known
        self._known.setText(
            tr(texts.KNOWN, at=moment(datetime.datetime.fromisoformat(known.at)), summary=tr(summary(known))) if known is not None else ""
        )
        self._known.setVisible(known is not None)
        people = [(tr(person.title.text), person.role) for person in subject.form.persons]
        if people != [(self._role.itemText(row), self._role.itemData(row)) for row in range(self._role.count())]:
            _refill(self._role, people)
        self._role.setCurrentIndex(self._role.findData(subject.person.role))

    def _redress(self) -> None:
        if theme.theme().scale < STACKED_FROM_SCALE:
            # on a wide screen the choices are read whole
            self.setMinimumWidth(round(_WIDTH_PX * theme.theme().scale))
            self.setMaximumWidth(round(_WIDEST_PX * theme.theme().scale))
            self.setMinimumHeight(0)
        else:
            # above the card instead of beside it, all of it in sight
            self.setMinimumWidth(0)
            self.setMaximumWidth(_ANY_WIDTH)
            self.setMinimumHeight(round(_HEIGHT_PX * theme.theme().scale))


def _refill(combo: QComboBox, rows: Sequence[tuple[str, object]]) -> None:
    """Other rows; what was chosen stays chosen where it is among them."""
    chosen = combo.currentData()
    combo.clear()
    for words, data in rows:
        combo.addItem(words, data)
        combo.setItemData(combo.count() - 1, words, Qt.ItemDataRole.ToolTipRole)
    at = next((row for row, (_, data) in enumerate(rows) if data == chosen), 0)
    combo.setCurrentIndex(at)
    # the open list shows whole what the panel has no room for
    combo.view().setMinimumWidth(combo.view().sizeHintForColumn(0) + 4 * theme.GRID_PX)


def _capital(words: Text) -> Text:
    return Text(words.vi[0].upper() + words.vi[1:], words.en[0].upper() + words.en[1:])
