"""What each key does to the entry on the desk: the cursor, the input, taking, leaving, undoing. Pure; the store is the presenter's matter.

The bench replays a clerk over this very class, so that its figures are the desk's.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from station.domain.findings import Text
from station.domain.record import FieldValue, ValueState
from station.workflow.attention import Need
from station.workflow.drafts import Draft
from station.workflow.suggestions import Offer, offers
from ui.checking import wording
from ui.checking.second_sheets import DecidingSheet
from ui.checking.sheet import Sheet
from ui.checking.shown import PASTE_MAX, nfc_length, shown_text, shown_value

_EMPTY_TWICE = frozenset({Need.UNREADABLE, Need.MISSING, Need.UNWITNESSED, Need.HANDWRITTEN, Need.STRUCK_OUT, Need.SECOND, Need.DIFFERS})
"""An empty input here is as likely a slip as a statement: Enter must say it twice."""


@dataclass
class Hands:
    """One clerk over one sheet."""

    sheet: Sheet
    before: Mapping[str, FieldValue] = field(default_factory=dict)
    """Values of the entry before, for ditto."""
    every_field: bool = False
    """The cursor visits every field, not only those that need a person."""
    path: str = ""
    """The field before the clerk."""
    message: Text | None = None
    _typed: str | None = None
    """What stands in the input, once the person has changed it."""
    _asked_empty: bool = False

    def __post_init__(self) -> None:
        """Stand at the first field that needs a person."""
        self.words = self.sheet.words
        if not self.path:
            self.path = self.sheet.next_open("") or self.sheet.paths[0]
        if self.is_done:
            self.message = wording.NONE_LEFT

    # what there is to see

    @property
    def input(self) -> str:
        """What stands in the input."""
        return self.sheet.shown(self.path) if self._typed is None else self._typed

    @property
    def suggestion(self) -> str:
        """What stands beside the input."""
        return self.sheet.suggestion(self.path)

    @property
    def open_text(self) -> str | None:
        """What was typed and not taken yet; None while the input is as it was shown."""
        return self._typed

    @property
    def is_typing(self) -> bool:
        """Whether the input holds something that was not taken yet."""
        return self._typed is not None

    @property
    def is_done(self) -> bool:
        """Whether no field needs the person any more."""
        return not self.sheet.open_paths

    def offers(self, typed: str = "") -> list[Offer]:
        """What F2 shows, as it would stand in the input: other readings, or completions of what is typed."""
        definition = self.sheet.definition(self.path)
        found = offers(definition, self.sheet.form, self.sheet.library, self.sheet.values, self.words, typed)
        shown = {shown_text(definition, offer.text): offer for offer in reversed(found)}
        return [Offer(text, offer.origin) for text, offer in reversed(shown.items())]

    # typing

    def typing(self, text: str) -> None:
        """The input changed under the person's fingers; nothing is taken yet."""
        if text != self.input:
            self._typed, self._asked_empty = text, False

    def enter(self, text: str) -> bool:
        """Take what stands in the input and go to the next field that needs the person; False when it is empty and must be said twice."""
        self.message = None
        if not text.strip() and not self._asked_empty and self.sheet.needs[self.path] in _EMPTY_TWICE and not self._is_said_empty():
            self._asked_empty, self.message = True, wording.EMPTY_SURE
            return False
        length = nfc_length(text)
        if length > PASTE_MAX:
            self.message = wording.TOO_LONG.filled(count=length, kept=PASTE_MAX)
            self._typed = text[:PASTE_MAX]
            return False
        here = self.path
        if self._is_news(text):
            self.sheet.take(here, text)
            self._learn(here)
        elif self.sheet.is_open(here):
            self.sheet.pass_by(here)
        self._go_on()
        return True

    def take_suggestion(self) -> str:
        """Put the suggestion into the input; return what stands there now. Nothing is taken until Enter."""
        suggested = self.suggestion
        if suggested and not self.input:
            self._typed = suggested
        return self.input

    def ditto(self) -> str:
        """Put the value of the entry before into the input; return what stands there now."""
        value = shown_value(self.sheet.definition(self.path), self.before.get(self.path))
        if value:
            self._typed, self.message = value, None
        else:
            self.message = wording.NOTHING_BEFORE
        return self.input

    def decide(self, at: int) -> None:
        """One of the two keyed values is what the paper says."""
        self.message = None
        if isinstance(self.sheet, DecidingSheet):
            self.sheet.choose(self.path, at)
        self._go_on()

    def leave_unreadable(self, reason: str) -> None:
        """F4: something is written and cannot be read."""
        self.message = None
        self.sheet.leave_unreadable(self.path, reason)
        self._go_on()

    def put_note(self, note: str) -> None:
        """F6: a remark at the field; an empty one takes the remark away."""
        self.message = None
        typed = self._typed
        self.sheet.put_note(self.path, note)
        self._typed = typed

    # moving

    def go_to(self, path: str) -> None:
        """Stand at a field; what was typed and not taken in the one left is taken along as if it were entered."""
        if path not in self.sheet.paths or path == self.path:
            return
        self._take_what_was_typed()
        self._stand_at(path)

    def walk_on(self) -> None:
        """To the next field on paper; nothing is taken."""
        order = self.sheet.paths
        self._stand_at(order[min(order.index(self.path) + 1, len(order) - 1)])

    def back(self) -> None:
        """To the field before that was worked on or needs the person."""
        self._take_what_was_typed()
        self._stand_at(self.sheet.previous(self.path))

    def jump_to_block(self, number: int) -> None:
        """To the first field of the block with this number (from 1) that needs the person, or to its first."""
        blocks = self.sheet.form.blocks
        if 1 <= number <= len(blocks):
            inside = [path for path in self.sheet.paths if self.sheet.definition(path).block == blocks[number - 1].id]
            if inside:
                self.go_to(next((path for path in inside if self.sheet.is_open(path)), inside[0]))

    def visit_every_field(self, every: bool) -> None:
        """F8."""
        self.every_field = every
        self.message = wording.EVERY_FIELD if every else wording.NEEDED_FIELDS

    def undo(self) -> None:
        """Take the last change back, at whichever field it was; first what is typed and not taken."""
        self.message = None
        if self._typed is not None:
            self._typed = None
            return
        place = self.sheet.undo()
        self.message = None if place else wording.NOTHING_TO_UNDO
        if place:
            self._stand_at(place)

    def redo(self) -> None:
        """Do again what was taken back."""
        place = self.sheet.redo()
        self.message = None if place else wording.NOTHING_TO_REDO
        if place:
            self._stand_at(place)

    def may_finish(self) -> bool:
        """Take what is typed; when fields are still open, stand at the first one and say so."""
        self._take_what_was_typed()
        left = self.sheet.open_paths
        if left:
            self._stand_at(left[0])
            self.message = wording.STILL_OPEN.filled(count=len(left))
        return not left

    def look_elsewhere(self, path: str) -> tuple[str, str | None]:
        """Stand at a field for a look; what stands open in the one left is not taken. Returns what `look_back` needs."""
        left = self.path, self._typed
        if path in self.sheet.paths:
            self._stand_at(path)
        return left

    def look_back(self, left: tuple[str, str | None]) -> None:
        """Stand again as before `look_elsewhere`, with the open text."""
        self._take_what_was_typed()
        self._stand_at(left[0])
        self._typed = left[1]

    # drafts

    def draft(self, actions: int) -> Draft:
        """What would be lost now."""
        return self.sheet.draft(self.path, self._typed or "", actions)

    def restore(self, draft: Draft) -> None:
        """Put back what was typed before; the open input opens again at its field."""
        self.sheet.restore(draft)
        self.path = self.sheet.next_open("") or self.sheet.paths[0]
        if draft.open_text and draft.open_field in self.sheet.paths:
            self.path, self._typed = draft.open_field, draft.open_text

    # how it is done

    def _is_news(self, text: str) -> bool:
        """Whether taking the text says something: a person's word on a doubtful value does, even when nothing was changed."""
        if text != self.sheet.shown(self.path) or self.sheet.suggestion(self.path):
            return True
        return self.sheet.is_open(self.path) and self.path not in self.sheet.typed

    def _is_said_empty(self) -> bool:
        """Whether a person has already said that nothing is here, or that it cannot be read."""
        return self.path in self.sheet.typed

    def _take_what_was_typed(self) -> None:
        if self._typed is not None and self._typed.strip() and nfc_length(self._typed) <= PASTE_MAX:
            self.sheet.take(self.path, self._typed)
            self._learn(self.path)
        self._typed = None

    def _learn(self, path: str) -> None:
        for at, value in self.sheet.values.items():
            field = self.sheet.library.field(self.sheet.form, at) if at == path or at.startswith(f"{path}[") else None
            if field is not None and value.state is ValueState.READ:
                self.words.note(field, value.value)

    @property
    def following(self) -> str:
        """The field to which Enter goes from here; empty where it goes to none."""
        return self.sheet.next_open(self.path, every=self.every_field)

    def _go_on(self) -> None:
        following = self.following
        if not following:
            following = self.path
            self.message = wording.NONE_LEFT if self.is_done else None
            if not self.is_done:
                following = self.sheet.open_paths[0]
        self._stand_at(following)

    def _stand_at(self, path: str) -> None:
        self.path, self._typed, self._asked_empty = path, None, False
