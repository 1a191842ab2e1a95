"""The desk Kiểm tra on the screen: the page left, the field and all fields right. Shows what the presenter says; holds no rule.

Keys of the input come as verbs from the editor; keys of the desk work wherever the focus is in it. What only changes the list of what waits
never touches the input: somebody may be typing there.
"""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QComboBox, QGridLayout, QLabel, QPushButton, QSplitter, QStackedWidget, QVBoxLayout, QWidget

from station.domain.ids import EntryId, VolumeId
from station.forms.definition import FormDefinition
from station.workflow.drafts import JOURNAL_MS
from ui.checking import key_list, wording
from ui.checking.asides import Asides
from ui.checking.field_card import FieldCard
from ui.checking.field_tree import FieldTree
from ui.checking.group_page import GroupPage
from ui.checking.hands import Hands
from ui.checking.paper import Paper
from ui.checking.presenter import CheckingPresenter
from ui.checking.prompts import Prompts
from ui.checking.second_sheets import DecidingSheet
from ui.checking.works import ANSWERING, ToAnswer
from ui.language import language, tr
from ui.theme import GRID_PX, colours, set_ink, theme
from ui.widgets.field_editor import Verb
from ui.widgets.keys import Key, bind
from ui.widgets.page_view import PageView

_LARGE_LETTERS = 1.5
_LOOKING = frozenset({Verb.TAKE, Verb.BACK, Verb.LEAVE, Verb.NEXT_ENTRY, Verb.PREVIOUS_ENTRY})
"""What may be done to an entry that is approved."""

Identify = Callable[[EntryId, FormDefinition, str], None]
"""Goes where the person to whom a field of this entry belongs is identified."""


class CheckingPage(QWidget):
    """Page, field, fields. Built over its presenter."""

    KEYS: tuple[Key, ...] = key_list.KEYS

    def __init__(self, presenter: CheckingPresenter, parent: QWidget | None = None, *, identify: Identify | None = None) -> None:
        """`identify`: where a person of the entry is identified."""
        super().__init__(parent)
        self._presenter, self._identify = presenter, identify
        self._shown: tuple[Hands | None, str] = (None, "")
        """Entry and field on the screen: the same again leaves the input and what is asked alone."""
        self._is_large: bool | None = None
        """Whether room is shared as large text needs it."""
        self.group = GroupPage(presenter.group, presenter.images)
        self._connect(self._lay_out())
        self._timer = QTimer(self)
        self._timer.setInterval(JOURNAL_MS)
        self._timer.timeout.connect(presenter.save)
        self._timer.start()
        presenter.listen(self.refresh)
        presenter.listen_to_list(self._refresh_list)
        self.retranslate()

    # what the window asks

    def activated(self) -> None:
        """Shown: see what waits, hands to the input."""
        self._presenter.activate()
        self._take_focus()

    def leaving(self) -> None:
        """What is typed, or still being composed, goes into the store."""
        self.card.editor.settle()
        self._presenter.save()

    def open_at(self, target: object) -> None:
        """Show an entry by its id, to be answered about where somebody who may was sent for that."""
        entry_id = target.entry_id if isinstance(target, ToAnswer) else target
        if isinstance(target, ToAnswer) and ANSWERING in self._presenter.works:
            self._choose_work(self._presenter.works.index(ANSWERING))
        if isinstance(entry_id, str):
            self._presenter.open(EntryId(entry_id))

    def busy(self) -> str:
        """Typing is never lost, it is a draft; what is on its way to the disk arrives before the store closes. Only waiting must end."""
        return tr(wording.FINISHING) if self._presenter.is_finishing else ""

    def form_on_desk(self) -> FormDefinition | None:
        """The form of the entry in front, for its help page."""
        return self._presenter.hands.sheet.form if self._presenter.hands is not None else None

    def retranslate(self) -> None:
        """Words in the language in force."""
        self.setAccessibleName(tr(wording.TITLE))
        self.volumes.setAccessibleName(tr(wording.VOLUME))
        self.works.setAccessibleName(tr(wording.WORK))
        self.works.setToolTip(tr(wording.WORK))
        for at, work in enumerate(self._presenter.works):
            self.works.setItemText(at, tr(work.name))
        self._colour()
        self.done.setText(tr(wording.DONE_BUTTON))
        self.done.setToolTip("Ctrl+Enter")
        self.view.retranslate()
        self.card.retranslate()
        self.tree.retranslate()
        self.group.retranslate()
        self.asides.retranslate()
        self._shown = (None, "")
        self.refresh()

    # showing

    def refresh(self) -> None:
        """As the presenter has it now. The field that is shown already keeps its input, its cursor and what is asked about it."""
        presenter, hands = self._presenter, self._presenter.hands
        if presenter.is_finishing:
            # the next entry is a blink away: nothing of this one is drawn again
            self.prompts.close()
            self.card.editor.setReadOnly(True)
            return
        if presenter.related.is_demanded:
            self.asides.open_related()
            return
        here = (hands, hands.path if hands is not None else "")
        again, self._shown = here[0] is self._shown[0] and here[1] == self._shown[1], here
        self._show_volumes()
        self._show_head()
        looking = self.asides.is_open(self)
        self.card.setVisible(hands is not None and not looking)
        # with large letters the two values need the room more than a list of the few fields that differ
        crowded = hands is not None and isinstance(hands.sheet, DecidingSheet) and theme().scale >= _LARGE_LETTERS
        self.tree.setVisible(hands is not None and not looking and not crowded)
        self.done.setVisible(hands is not None and not looking and not presenter.is_locked)
        self.tree.show_sheet(hands.sheet if hands else None, hands.path if hands else "")
        if hands is None:
            self.prompts.close()
            self.paper.put_away()
            return
        self.card.editor.setReadOnly(presenter.is_locked)
        self.paper.follow(hands)
        if not again:
            self.prompts.close()
            self.card.show_field(hands, self.paper.page)
        if presenter.reasons is not None and presenter.reasons.next_error is not None:
            self.prompts.ask_reason()
        elif isinstance(hands.sheet, DecidingSheet) and hands.sheet.is_open(hands.path) and not again and self.card.isVisible():
            self.prompts.ask_decision()
        elif self.card.isVisible() and not (again or self.tree.hasFocus()):
            # behind another desk or the group check it takes the keys from nobody: entries change while somebody works elsewhere
            self._take_keys()
        self.paper.have_ready(presenter.pages_near)

    def _refresh_list(self) -> None:
        """Only what waits has changed."""
        self._show_volumes()
        self._show_head()
        self.paper.have_ready(self._presenter.pages_near)

    def _share_room(self) -> None:
        """At large text the words get as much room as the paper, and the volume a line of its own."""
        is_large = theme().scale >= _LARGE_LETTERS
        if is_large is self._is_large:
            return  # a person may have given the paper another width
        self._is_large = is_large
        self._split.setSizes([620, 620] if is_large else [720, 520])
        self._words_column.setSpacing(GRID_PX // 2 if is_large else GRID_PX)
        if is_large:
            self._head.addWidget(self.volumes, 1, 0, 1, 3)
        else:
            self._head.addWidget(self.volumes, 0, 1)

    def _anew(self) -> None:
        """The clerk did something: whatever stands at the field now is shown as new."""
        self._shown = (None, "")
        self.refresh()

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
        self.volumes.setVisible(bool(lines))

    def _show_head(self) -> None:
        presenter, hands = self._presenter, self._presenter.hands
        self.works.setCurrentIndex(presenter.works.index(presenter.work))
        self.sign.setText(tr(presenter.work.sign))
        self.sign.setVisible(bool(self.sign.text()))
        parts = []
        if presenter.place:
            parts.append(tr(wording.PLACE_IN_LIST, place=presenter.place, total=len(presenter.waiting)))
        if hands is not None:
            parts.append(tr(wording.LEFT, count=len(hands.sheet.open_paths)))
        self.place.setText(" · ".join(parts))
        lines = []
        if presenter.trouble is not None:
            lines.append(presenter.trouble.sentence(language().value))
        lines += self.paper.sentences
        if presenter.left is not None and hands is not presenter.left.hands:
            lines.append(tr(wording.AWAY))
        message = hands.message if hands is not None else presenter.message
        if message is not None:
            lines.append(tr(message))
        if hands is not None:
            reason = hands.sheet.entry.return_reason
            lines += [tr(wording.RETURNED, reason=reason)] if reason else []
            lines += [tr(finding.message) for finding in hands.sheet.findings_of_the_entry]
            lines += self.asides.related_lines(self)
        self.message.setText("\n".join(lines))
        self.message.setVisible(bool(lines))
        set_ink(self.message, colours().error if presenter.trouble is not None or self.paper.sentences else colours().accent)

    # hands

    @property
    def _hands(self) -> Hands | None:
        """Those that may work: none while the entry is being written."""
        return None if self._presenter.is_finishing else self._presenter.hands

    def _asked(self, verb: Verb) -> None:
        hands = self._hands
        if hands is None or (self._presenter.is_locked and verb not in _LOOKING):
            return
        match verb:
            case Verb.TAKE:
                self._take(hands)
            case Verb.TAKE_SUGGESTION:
                self.card.editor.put(hands.take_suggestion())
            case Verb.BACK:
                self.prompts.walk(-1) if self.prompts.marked_offer is not None else self._do(hands.back)
            case Verb.NEXT_OFFER:
                self.prompts.walk(1) if self.prompts.offering else self.prompts.offer("", first=True)
            case Verb.LEAVE:
                self._leave()
            case Verb.UNDO:
                self.card.editor.undo() if hands.is_typing and self.card.editor.document().isUndoAvailable() else self._do(hands.undo)
            case Verb.REDO:
                self._do(hands.redo)
            case Verb.NEXT_ENTRY:
                self._presenter.open_neighbour(1)
            case Verb.PREVIOUS_ENTRY:
                self._presenter.open_neighbour(-1)

    def _leave(self) -> None:
        """Escape: out of what is asked; else back to where one was before a search."""
        if self.prompts.asks:
            self.prompts.leave()
        else:
            self._presenter.look_back()

    def _take(self, hands: Hands) -> None:
        if self._presenter.is_locked:
            self._do(hands.walk_on)
            return
        offered = self.prompts.marked_offer
        if hands.enter(self.card.editor.text() if offered is None else offered):
            self._anew()
        else:
            self._show_head()

    def _do(self, act: Callable[[], object]) -> None:
        act()
        self._anew()

    def _typed(self, text: str) -> None:
        hands = self._hands
        if hands is None:
            return
        hands.typing(text)
        if text.strip() and not self.card.editor.is_composing:
            self.prompts.offer(text, first=False)
        else:
            self.prompts.leave()

    def _put_away(self) -> None:
        self.card.editor.settle()
        self.prompts.close()

    def _open_find(self) -> None:
        if self._is_first():
            self.asides.open_find()

    def _open_related(self) -> None:
        if self._hands is not None:
            self.asides.open_related()

    def _ditto(self) -> None:
        hands = self._hands
        if hands is not None and not self._presenter.is_locked:
            self.card.editor.put(hands.ditto())
            self._show_head()

    def _identify_person(self) -> None:
        hands = self._hands
        if hands is not None and self._identify is not None and self._is_first():
            self._identify(hands.sheet.entry.entry_id, hands.sheet.form, hands.path)

    def _toggle_every_field(self) -> None:
        hands = self._hands
        if hands is not None:
            self._do(lambda: hands.visit_every_field(not hands.every_field))

    def _open_group(self) -> None:
        hands = self._hands
        if hands is None or self._presenter.volume_id is None or not self._is_first():
            return
        self.card.editor.settle()
        value = hands.sheet.entry.fields.get(hands.path)
        if value is None or not value.value:
            hands.message = wording.GROUP_NO_VALUE
            self._show_head()
            return
        self._presenter.save()
        # in front first: how large the strips can be follows from the room they have
        self._stack.setCurrentWidget(self.group)
        self.group.begin(self._presenter.volume_id, hands.sheet.form, hands.sheet.definition(hands.path), value.value)
        self.group.take_focus()

    def _group_left(self) -> None:
        self._stack.setCurrentIndex(0)
        if self.group.presenter.has_settled:
            self._presenter.reopen()
        self._take_keys()

    def _finish(self) -> None:
        self.card.editor.settle()
        self.asides.close_related()
        if not self._presenter.is_finishing:
            self._shown = (None, "")
            self._presenter.finish()

    def _pasted_too_long(self, count: int) -> None:
        hands = self._presenter.hands
        if hands is not None:
            hands.message = wording.TOO_LONG.filled(count=count, kept=2000)
            self._show_head()

    def _is_first(self) -> bool:
        """Whether this is the usual work; if not, the desk says that the key belongs to that alone."""
        if not self._presenter.work.is_first and self._presenter.hands is not None:
            self._presenter.hands.message = wording.NOT_HERE
            self._show_head()
        return self._presenter.work.is_first

    def _choose_work(self, row: int) -> None:
        self.card.editor.settle()
        self._shown = (None, "")
        self._presenter.choose_work(self._presenter.works[row])
        self._take_focus()

    def _take_keys(self) -> None:
        self.card.editor.setFocus(Qt.FocusReason.OtherFocusReason)

    def _take_focus(self) -> None:
        """To the input, unless something is asked."""
        if not self.prompts.asks:
            self._take_keys()

    def _other_work(self) -> None:
        """F3: the next thing that this person may do here."""
        works = self._presenter.works
        self._choose_work((works.index(self._presenter.work) + 1) % len(works))

    def _choose_volume(self, row: int) -> None:
        volume_id = self.volumes.itemData(row)
        if volume_id and volume_id != self._presenter.volume_id:
            self._presenter.choose_volume(VolumeId(volume_id))

    # how it is made

    def _lay_out(self) -> QWidget:
        self.view, self.card, self.tree = PageView(), FieldCard(), FieldTree()
        self.prompts = Prompts(self._presenter, self.card)
        self.asides = Asides(self._presenter, self._put_away, self)
        self.paper = Paper(self._presenter.images, self.view, self.card.show_paper)
        self.volumes, self.place, self.message, self.keys, self.done = QComboBox(), QLabel(), QLabel(), QLabel(), QPushButton()
        self.works, self.sign = QComboBox(), QLabel()
        self.works.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)  # another language has other lengths
        self.works.addItems([tr(work.name) for work in self._presenter.works])
        if len(self._presenter.works) < 2:
            self.works.hide()  # never shown before it has a parent: it would flash up as a window of its own
        self.volumes.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        for words in (self.message, self.keys, self.place, self.sign):
            words.setWordWrap(True)
            words.setTextFormat(Qt.TextFormat.PlainText)
        # from the outside in: a widget that is given a parent is styled anew with everything in it
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        self._stack = QStackedWidget()
        whole.addWidget(self._stack)
        self._split, right = QSplitter(Qt.Orientation.Horizontal), QWidget()
        self._stack.addWidget(self._split)
        self._stack.addWidget(self.group)
        self._split.addWidget(self.view)
        self._split.addWidget(right)
        self._split.setStretchFactor(0, 3)
        self._split.setStretchFactor(1, 2)
        self._split.setChildrenCollapsible(False)
        column = self._words_column = QVBoxLayout(right)
        column.setContentsMargins(GRID_PX, GRID_PX, GRID_PX, GRID_PX)
        self._head = QGridLayout()
        column.addLayout(self._head)
        self._head.setColumnStretch(1, 1)
        self._head.addWidget(self.works, 0, 0)
        self._head.addWidget(self.done, 0, 2)
        self._share_room()
        column.addWidget(self.sign)
        column.addWidget(self.place)
        column.addWidget(self.message)
        column.addWidget(self.card)
        for panel in self.asides.panels:
            column.addWidget(panel, 1)
        column.addWidget(self.tree, 1)
        column.addStretch(0)  # with nothing to do the words stand together on top, not spread over the screen
        column.addWidget(self.keys)
        self.tree.setMinimumHeight(8 * GRID_PX)
        self.setTabOrder(self.card.editor, self.tree)
        self._colour()
        theme().changed.connect(self._colour)
        theme().changed.connect(self._share_room)
        return self._split

    def _colour(self) -> None:
        set_ink(self.keys, colours().muted)
        self.sign.setStyleSheet(f"color: {colours().warning}; font-weight: bold; border: 2px solid {colours().warning}; padding: 4px;")
        self.keys.setText(tr(wording.KEYS if theme().scale < _LARGE_LETTERS else wording.KEYS_SHORT))

    def _connect(self, desk: QWidget) -> None:
        self.card.editor.asked.connect(self._asked)
        self.card.editor.changed_by_hand.connect(self._typed)
        self.card.editor.too_long.connect(self._pasted_too_long)
        self.prompts.answered.connect(self._anew)
        self.asides.changed.connect(self.refresh)
        self.asides.left.connect(self._take_keys)
        self._presenter.related.listen(self._show_head)
        self.tree.field_wanted.connect(self._go_to)
        self.paper.clicked.connect(self._go_to)
        self.paper.troubled.connect(self._show_head)
        self.volumes.activated.connect(self._choose_volume)
        self.works.activated.connect(self._choose_work)
        self.group.left.connect(self._group_left)
        self.done.clicked.connect(self._finish)
        self.view.commands.give_to(self)
        keys: dict[str, Callable[[], object]] = {
            "F2": self._unless_locked(lambda: self.prompts.offer("", first=True)),
            "F3": self._other_work,
            "F4": self._unless_locked(self.prompts.ask_unreadable),
            "F5": self._identify_person,
            "Ctrl+M": self._open_related,
            "F6": self._unless_locked(self.prompts.ask_note),
            "F8": self._toggle_every_field,
            "F9": self._open_group,
            "Ctrl+F": self._open_find,
            "Ctrl+Return": self._finish,
            "Ctrl+Enter": self._finish,
            "Ctrl+'": self._ditto,
        }
        keys |= {f"Alt+{number}": partial(self._jump, number) for number in range(1, 10)}
        for sequence, act in keys.items():
            bind(desk, sequence, act)

    def _unless_locked(self, act: Callable[[], None]) -> Callable[[], None]:
        def asked() -> None:
            if self._hands is not None and not self._presenter.is_locked:
                act()

        return asked

    def _jump(self, number: int) -> None:
        hands = self._hands
        if hands is not None:
            self._do(lambda: hands.jump_to_block(number))

    def _go_to(self, path: str) -> None:
        hands = self._hands
        if hands is not None:
            self._take_keys()
            self._do(lambda: hands.go_to(path))
