"""The section Sao lưu: the newest backup, where the next goes, the audit, what is past its time. Shows and emits; no rule."""

import datetime

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFormLayout, QLabel, QPlainTextEdit, QProgressBar, QWidget

from station.domain.findings import Text
from ui import theme
from ui.administration import keeping_texts as texts
from ui.administration.keeping_presenter import Facts, KeepingPresenter, Shown
from ui.administration.section_page import SectionPage
from ui.desktop.place import Place
from ui.language import tr
from ui.widgets.keys import Key

PLACE_KEY, ERASE_KEY, BACK_UP_KEY, VERIFY_KEY = "F3", "F6", "F7", "F9"
_DAY = "%d/%m/%Y %H:%M"


class KeepingPage(SectionPage):
    """Implements ui.administration.keeping_presenter.View and the window's DeskPage and Leaving."""

    KEYS: tuple[Key, ...] = (
        Key(BACK_UP_KEY, texts.BACK_UP),
        Key(PLACE_KEY, Text("Chọn nơi sao lưu", "Choose where backups go")),
        Key(VERIFY_KEY, Text("Kiểm tra kho: nhật ký, chữ ký, ảnh", "Verify the store: log, signatures, images")),
        Key(ERASE_KEY, Text("Xoá dữ liệu hết hạn lưu", "Erase what is past its time")),
    )

    def __init__(self, presenter: KeepingPresenter, parent: QWidget | None = None) -> None:
        super().__init__(texts.SECTION, parent)
        self._presenter, self._shown = presenter, Shown()
        self._values = {text: QLabel() for text in (texts.LAST, texts.PLACE, texts.DUE, texts.HEAD)}
        facts = QFormLayout()
        facts.setHorizontalSpacing(theme.GRID_PX * 2)
        facts.setVerticalSpacing(theme.GRID_PX)
        for text, value in self._values.items():
            value.setTextFormat(Qt.TextFormat.PlainText)
            value.setWordWrap(True)
            value.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard)
            value.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
            facts.addRow(self.label(text, buddy=value), value)
        self._back_up = self.act(texts.BACK_UP, presenter.back_up, BACK_UP_KEY)
        self._choose = self.act(texts.CHOOSE, self.ask_for_place, PLACE_KEY)
        self._verify = self.act(texts.VERIFY, presenter.verify, VERIFY_KEY)
        self._erase = self.act(texts.ERASE, self.ask_to_erase, ERASE_KEY)
        self._stop = self.act(texts.STOP, presenter.stop)
        self._bar, self._step, self._faults = QProgressBar(), QLabel(), QPlainTextEdit()
        self._faults.setReadOnly(True)
        self._faults.setTabChangesFocus(True)
        column = self.column(
            facts, self.row(self._back_up, self._choose, self._verify, self._erase),
            self.row(self._step, self._bar, self._stop, stretch=False), self.said, self._faults,
        )  # fmt: skip
        column.setStretch(4, 1)
        column.addStretch(0)
        self.setFocusProxy(self._back_up)
        presenter.view = self
        self.laid_out()

    # ---- the desk's -----------------------------------------------------------------------------------------------------------

    def activated(self) -> None:
        """In front: look again."""
        self._presenter.refresh()

    def retranslate(self) -> None:
        """Words in the language in force."""
        super().retranslate()
        self.show_state(self._shown)

    # ---- View -----------------------------------------------------------------------------------------------------------------

    def show_state(self, shown: Shown) -> None:
        """All of it."""
        self._shown = shown
        self._values[texts.LAST].setText(_last(shown.facts))
        self._values[texts.PLACE].setText(str(shown.place) if shown.place else tr(texts.NO_PLACE))
        self._values[texts.DUE].setText(_due(shown.facts))
        self._values[texts.HEAD].setText(shown.facts.head)
        idle = shown.step is None
        self._back_up.setEnabled(idle and shown.place is not None and self._presenter.may_back_up)
        self._choose.setEnabled(idle and self._presenter.may_back_up)
        self._verify.setEnabled(idle)
        self._erase.setEnabled(idle and self._presenter.may_erase and bool(shown.facts.due_images or shown.facts.due_entries))
        for widget in (self._bar, self._step, self._stop):
            widget.setVisible(not idle)
        if shown.step is not None:
            done, total, text = shown.step
            self._bar.setRange(0, total)
            self._bar.setValue(done)
            self._step.setText(tr(text))
        self._faults.setVisible(bool(shown.faults))
        self._faults.setPlainText("\n".join(shown.faults))
        self.say(shown.message, shown.trouble, "error" if shown.faults else "good")

    # ---- asking -----------------------------------------------------------------------------------------------------------------

    def ask_for_place(self) -> None:
        """A folder on a stick, another disk or a share."""
        if not self.asks and self._choose.isEnabled():
            self.ask_for_folder(tr(texts.CHOOSE_TITLE), self._presenter.choose)

    def ask_to_erase(self) -> None:
        """Once more: it cannot be taken back."""
        if not self.asks and self._erase.isEnabled():
            facts = self._shown.facts
            self.ask_whether(texts.ERASE, tr(texts.ASK, images=facts.due_images, entries=facts.due_entries), self._presenter.erase)


def _last(facts: Facts) -> str:
    if facts.last is None:
        return tr(texts.NONE)
    days = (datetime.datetime.now(datetime.UTC) - facts.last).days
    at = facts.last.astimezone().strftime(_DAY)
    return tr(texts.AGO, at=at, days=days) if days else tr(texts.TODAY, at=at)


def _due(facts: Facts) -> str:
    if facts.keeps_for_ever:
        return tr(texts.FOR_EVER)
    due = tr(texts.DUE_COUNTS, images=facts.due_images, entries=facts.due_entries)
    return tr(texts.DUE_IN_OPEN, due=due, count=facts.in_open_volumes) if facts.in_open_volumes else due


def keeping_section(place: Place) -> KeepingPage:
    """The section where it stands."""
    return KeepingPage(KeepingPresenter(place.tasks, place.changes, place.session.role), place.room)
