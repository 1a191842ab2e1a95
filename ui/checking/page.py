"""The desk Kiểm tra on the screen: the page left, the field and all fields right. Shows what the presenter says; holds no rule.

Keys of the input come as verbs from the editor; keys of the desk are actions that work wherever the focus is in it.
"""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QPushButton, QSplitter, QStackedWidget, QVBoxLayout, QWidget

from station.domain.errors import StationError
from station.domain.geometry import Box
from station.domain.ids import EntryId, PageId, VolumeId
from ui.checking import wording
from ui.checking.field_card import FieldCard
from ui.checking.field_tree import FieldTree
from ui.checking.group_page import GroupPage
from ui.checking.hands import Hands
from ui.checking.presenter import CheckingPresenter
from ui.language import language, tr
from ui.page_decoding import PageImage
from ui.theme import GRID_PX, colours, theme
from ui.widgets.field_editor import Verb
from ui.widgets.page_view import PageView

JOURNAL_MS = 1000
"""How much typing a kill may cost."""


class CheckingPage(QWidget):
    """Page, field, fields. Built over its presenter."""

    def __init__(self, presenter: CheckingPresenter, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._presenter, self._images = presenter, presenter.images
        self._page_id: PageId | None = None
        self._page: PageImage | None = None
        self._page_trouble: StationError | None = None
        """Why the page image is not shown; the fields work without it."""
        self._asking = ""
        """What the list under the input is about: offers, unreadable, reason, or nothing."""
        self._offers: list[str] = []
        self._boxed: list[tuple[str, Box]] = []
        """The fields that are framed on the page."""
        self.group = GroupPage(presenter.group, presenter.images)
        self._connect(self._lay_out())
        self._timer = QTimer(self)
        self._timer.setInterval(JOURNAL_MS)
        self._timer.timeout.connect(presenter.save)
        self._timer.start()
        presenter.listen(self.refresh)
        self.retranslate()

    # what the window asks

    def activated(self) -> None:
        """Shown: see what waits, hands to the input."""
        self._presenter.activate()
        self.card.editor.setFocus(Qt.FocusReason.OtherFocusReason)

    def leaving(self) -> None:
        """What is typed goes into the store."""
        self._presenter.save()

    def open_at(self, target: object) -> None:
        """Show an entry by its id."""
        if isinstance(target, str):
            self._presenter.open(EntryId(target))

    def busy(self) -> str:
        """Typing is never lost, it is a draft; only writing must end."""
        return tr(wording.FINISHING) if self._presenter.is_finishing else ""

    def retranslate(self) -> None:
        """Words in the language in force."""
        self.setAccessibleName(tr(wording.TITLE))
        self.volumes.setAccessibleName(tr(wording.VOLUME))
        self.keys.setText(tr(wording.KEYS))
        self.done.setText(tr(wording.DONE_BUTTON))
        self.done.setToolTip("Ctrl+Enter")
        self.view.retranslate()
        self.card.retranslate()
        self.tree.retranslate()
        self.group.retranslate()
        self.refresh()

    # showing

    def refresh(self) -> None:
        """Everything as the presenter has it now."""
        presenter, hands = self._presenter, self._presenter.hands
        self._show_volumes()
        self._show_head()
        self.card.setVisible(hands is not None)
        self.tree.setVisible(hands is not None)
        self.done.setVisible(hands is not None)
        self._asking = ""
        self.card.choices.hide()
        self.card.note_input.hide()
        self.tree.show_sheet(hands.sheet if hands else None, hands.path if hands else "")
        if hands is None:
            self._page_id = self._page = None
            self.view.set_page(None)
            return
        self._show_page(hands)
        self.card.show_field(hands, self._page)
        if presenter.reasons is not None and presenter.reasons.next_error is not None:
            self._ask_reason()
        elif not self.tree.hasFocus():
            self.card.editor.setFocus(Qt.FocusReason.OtherFocusReason)
        if presenter.page_after is not None and self._page is not None:
            self._images.prefetch(presenter.page_after)

    def _show_volumes(self) -> None:
        shelves = self._presenter.shelves
        lines = [
            f"{shelf.volume.title or f'{shelf.volume.kind} {shelf.volume.year}-{shelf.volume.number}'} ({shelf.waiting})"
            for shelf in shelves
        ]
        if lines != [self.volumes.itemText(at) for at in range(self.volumes.count())]:
            self.volumes.clear()
            for line, shelf in zip(lines, shelves, strict=True):
                self.volumes.addItem(line, shelf.volume.volume_id)
        self.volumes.setCurrentIndex(self.volumes.findData(self._presenter.volume_id))
        self.volumes.setEnabled(bool(lines))

    def _show_head(self) -> None:
        presenter, hands = self._presenter, self._presenter.hands
        parts = []
        if presenter.place:
            parts.append(tr(wording.PLACE_IN_LIST, place=presenter.place, total=len(presenter.waiting)))
        if hands is not None:
            parts.append(tr(wording.LEFT, count=len(hands.sheet.open_paths)))
        self.place.setText(" · ".join(parts))
        lines = []
        if presenter.trouble is not None:
            lines.append(presenter.trouble.sentence(language().value))
        if self._page_trouble is not None and hands is not None:
            lines.append(tr(wording.PAGE_DAMAGED, sentence=self._page_trouble.sentence(language().value)))
        message = hands.message if hands is not None else presenter.message
        if message is not None:
            lines.append(tr(message))
        if hands is not None:
            reason = hands.sheet.entry.return_reason
            lines += [tr(wording.RETURNED, reason=reason)] if reason else []
            lines += [tr(finding.message) for finding in hands.sheet.findings_of_the_entry]
        self.message.setText("\n".join(lines))
        self.message.setVisible(bool(lines))
        shade = colours().error if presenter.trouble is not None or self._page_trouble is not None else colours().accent
        self.message.setStyleSheet(f"color: {shade};")

    def _show_page(self, hands: Hands) -> None:
        place = hands.sheet.box(hands.path)
        pages = hands.sheet.entry.pages
        number = place[0] if place and place[0] <= len(pages) else hands.sheet.definition(hands.path).face
        page_id = pages[min(number, len(pages)) - 1] if pages else None
        if page_id is None:
            self.view.set_page(None)
        elif page_id != self._page_id:
            self._page_id, self._page, self._page_trouble = page_id, None, None
            self.view.set_opening()
            self._images.request(page_id, self._page_here, self._page_failed, self._preview_here)
        if self._page is not None:
            self._frame(hands)

    def _page_here(self, page: PageImage) -> None:
        if page.page_id == self._page_id and self._presenter.hands is not None:
            self._page = page
            self.view.set_page(page)
            self._frame(self._presenter.hands)
            place = self._presenter.hands.sheet.box(self._presenter.hands.path)
            self.card.strip.show_field(page, place[1] if place else None)
            if self._presenter.page_after is not None:
                self._images.prefetch(self._presenter.page_after)

    def _preview_here(self, page: PageImage) -> None:
        if page.page_id == self._page_id and self._presenter.hands is not None:
            self.view.set_page(page)
            self._frame(self._presenter.hands)

    def _page_failed(self, error: StationError) -> None:
        self._page = None
        self.view.show_trouble(error)
        self._page_trouble = error
        self._show_head()

    def _frame(self, hands: Hands) -> None:
        place = hands.sheet.box(hands.path)
        number = place[0] if place else 0
        self._boxed = [(path, found[1]) for path in hands.sheet.paths if (found := hands.sheet.box(path)) and found[0] == number]
        self.view.show_field(place[1] if place else None, [box for _, box in self._boxed])

    # hands

    def _asked(self, verb: Verb) -> None:
        hands = self._presenter.hands
        if hands is None:
            return
        match verb:
            case Verb.TAKE:
                self._take(hands)
            case Verb.TAKE_SUGGESTION:
                self.card.editor.put(hands.take_suggestion())
            case Verb.BACK:
                if self._asking == "offers" and self.card.choices.marked >= 0:
                    self.card.choices.walk(-1)
                else:
                    self._do(hands.back)
            case Verb.NEXT_OFFER:
                self.card.choices.walk(1) if self._asking == "offers" else self._show_offers("", first=True)
            case Verb.LEAVE:
                self._leave_list()
            case Verb.UNDO:
                self.card.editor.undo() if hands.is_typing and self.card.editor.document().isUndoAvailable() else self._do(hands.undo)
            case Verb.REDO:
                self._do(hands.redo)
            case Verb.NEXT_ENTRY:
                self._presenter.open_neighbour(1)
            case Verb.PREVIOUS_ENTRY:
                self._presenter.open_neighbour(-1)

    def _take(self, hands: Hands) -> None:
        marked = self.card.choices.marked if self._asking == "offers" else -1
        text = self._offers[marked] if 0 <= marked < len(self._offers) else self.card.editor.text()
        if hands.enter(text):
            self.refresh()
        else:
            self._show_head()

    def _do(self, act: Callable[[], object]) -> None:
        act()
        self.refresh()

    def _typed(self, text: str) -> None:
        hands = self._presenter.hands
        if hands is None:
            return
        hands.typing(text)
        if text.strip() and not self.card.editor.is_composing:
            self._show_offers(text, first=False)
        else:
            self._leave_list()

    def _show_offers(self, typed: str, *, first: bool) -> None:
        hands = self._presenter.hands
        if hands is None:
            return
        found = hands.offers(typed)
        self._offers = [offer.text for offer in found]
        if not found and not first:
            self._leave_list()
            return
        self._asking = "offers"
        lines = [f"{offer.text}   · {tr(wording.ORIGINS[offer.origin])}" for offer in found] or [tr(wording.NO_OFFERS)]
        self.card.choices.offer(tr(wording.OFFERS), lines, first=first and bool(found))

    def _ask_unreadable(self) -> None:
        if self._presenter.hands is not None:
            self._asking = "unreadable"
            lines = [tr(reason) for reason in wording.UNREADABLE_REASONS]
            self.card.choices.offer(f"{tr(wording.WHY_UNREADABLE)} {tr(wording.CHOOSE)}", lines, first=True)
            self.card.choices.take_focus()

    def _ask_reason(self) -> None:
        reasons = self._presenter.reasons
        error = reasons.next_error if reasons else None
        if error is not None:
            self._asking = "reason"
            title = f"{tr(wording.WHY_STANDS, message=tr(error.message))} {tr(wording.CHOOSE)}"
            self.card.choices.offer(title, [tr(reason) for reason in (*wording.OVERRIDE_REASONS, wording.OTHER_REASON)], first=True)
            self.card.choices.take_focus()

    def _ask_note(self) -> None:
        hands = self._presenter.hands
        if hands is not None:
            self._asking = "note"
            self.card.ask_note(tr(wording.NOTE), hands.sheet.note(hands.path))

    def _chosen(self, row: int) -> None:
        hands = self._presenter.hands
        if hands is None:
            return
        if self._asking == "offers" and row < len(self._offers):
            if hands.enter(self._offers[row]):
                self.refresh()
        elif self._asking == "unreadable":
            self._do(lambda: hands.leave_unreadable(wording.UNREADABLE_REASONS[row].vi))
        elif self._asking == "reason" and row < len(wording.OVERRIDE_REASONS):
            self._presenter.give_reason(wording.OVERRIDE_REASONS[row].vi)
        elif self._asking == "reason":
            self.card.ask_note(tr(wording.OTHER_REASON), "")

    def _note_given(self, text: str) -> None:
        hands = self._presenter.hands
        if self._asking == "reason":
            self._presenter.give_reason(text)
        elif hands is not None:
            self._do(lambda: hands.put_note(text))

    def _leave_list(self) -> None:
        asked, self._asking = self._asking, ""
        self.card.choices.hide()
        self.card.note_input.hide()
        if asked == "reason":
            self._presenter.mend()
        if asked:
            self.card.editor.setFocus(Qt.FocusReason.OtherFocusReason)

    def _ditto(self) -> None:
        hands = self._presenter.hands
        if hands is not None:
            self.card.editor.put(hands.ditto())
            self._show_head()

    def _toggle_every_field(self) -> None:
        hands = self._presenter.hands
        if hands is not None:
            self._do(lambda: hands.visit_every_field(not hands.every_field))

    def _open_group(self) -> None:
        hands = self._presenter.hands
        if hands is not None and self._presenter.volume_id is not None:
            definition = hands.sheet.definition(hands.path)
            value = hands.sheet.entry.fields.get(hands.path)
            if value is not None and value.value:
                self._presenter.save()
                self.group.begin(self._presenter.volume_id, hands.sheet.form, definition, value.value)
                self._stack.setCurrentWidget(self.group)

    def _group_left(self) -> None:
        self._stack.setCurrentIndex(0)
        entry_id = self._presenter.entry_id
        if entry_id is not None and self.group.presenter.done is not None:
            self._presenter.open(entry_id)
        self.card.editor.setFocus(Qt.FocusReason.OtherFocusReason)

    def _finish(self) -> None:
        if not self._presenter.is_finishing:
            self._presenter.finish()

    def _pasted_too_long(self, count: int) -> None:
        hands = self._presenter.hands
        if hands is not None:
            hands.message = wording.TOO_LONG.filled(count=count, kept=2000)
            self._show_head()

    def _choose_volume(self, row: int) -> None:
        volume_id = self.volumes.itemData(row)
        if volume_id and volume_id != self._presenter.volume_id:
            self._presenter.choose_volume(VolumeId(volume_id))

    def _clicked(self, index: int) -> None:
        hands = self._presenter.hands
        if hands is not None and index < len(self._boxed):
            self._do(lambda: hands.go_to(self._boxed[index][0]))

    # how it is made

    def _lay_out(self) -> QWidget:
        self.view, self.card, self.tree = PageView(), FieldCard(), FieldTree()
        self.volumes, self.place, self.message, self.keys, self.done = QComboBox(), QLabel(), QLabel(), QLabel(), QPushButton()
        self.volumes.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        for words in (self.message, self.keys, self.place):
            words.setWordWrap(True)
            words.setTextFormat(Qt.TextFormat.PlainText)
        head = QHBoxLayout()
        head.addWidget(self.volumes, 1)
        head.addWidget(self.done)
        right = QWidget()
        column = QVBoxLayout(right)
        column.setContentsMargins(GRID_PX, GRID_PX, GRID_PX, GRID_PX)
        column.setSpacing(GRID_PX)
        column.addLayout(head)
        column.addWidget(self.place)
        column.addWidget(self.message)
        column.addWidget(self.card)
        column.addWidget(self.tree, 1)
        column.addWidget(self.keys)
        self.tree.setMinimumHeight(8 * GRID_PX)
        split = QSplitter(Qt.Orientation.Horizontal)
        split.addWidget(self.view)
        split.addWidget(right)
        split.setStretchFactor(0, 3)
        split.setStretchFactor(1, 2)
        split.setSizes([720, 520])
        split.setChildrenCollapsible(False)
        self._stack = QStackedWidget()
        self._stack.addWidget(split)
        self._stack.addWidget(self.group)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self._stack)
        self.setTabOrder(self.card.editor, self.tree)
        self._colour()
        theme().changed.connect(self._colour)
        return split

    def _colour(self) -> None:
        self.keys.setStyleSheet(f"color: {colours().muted};")
        # with large letters the fields need the room more than the reminder does
        self.keys.setVisible(theme().scale < 1.5)

    def _connect(self, desk: QWidget) -> None:
        self.card.editor.asked.connect(self._asked)
        self.card.editor.changed_by_hand.connect(self._typed)
        self.card.editor.too_long.connect(self._pasted_too_long)
        self.card.choices.chosen.connect(self._chosen)
        self.card.choices.left.connect(self._leave_list)
        self.card.note_given.connect(self._note_given)
        self.card.note_left.connect(self._leave_list)
        self.tree.field_wanted.connect(self._go_to)
        self.view.field_clicked.connect(self._clicked)
        self.volumes.activated.connect(self._choose_volume)
        self.group.left.connect(self._group_left)
        self.done.clicked.connect(self._finish)
        self.view.commands.give_to(self)
        keys: dict[str, Callable[[], object]] = {
            "F2": lambda: self._show_offers("", first=True),
            "F4": self._ask_unreadable,
            "F6": self._ask_note,
            "F8": self._toggle_every_field,
            "F9": self._open_group,
            "Ctrl+Return": self._finish,
            "Ctrl+Enter": self._finish,
            "Ctrl+'": self._ditto,
        }
        keys |= {f"Alt+{number}": partial(self._jump, number) for number in range(1, 10)}
        for sequence, act in keys.items():
            shortcut = QShortcut(QKeySequence(sequence), desk)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(act)

    def _jump(self, number: int) -> None:
        hands = self._presenter.hands
        if hands is not None:
            self._do(lambda: hands.jump_to_block(number))

    def _go_to(self, path: str) -> None:
        hands = self._presenter.hands
        if hands is not None:
            self.card.editor.setFocus(Qt.FocusReason.OtherFocusReason)
            self._do(lambda: hands.go_to(path))
