"""What is asked under the input: completions, why a field cannot be read, why an error may stand, a note. One thing at a time."""

from PySide6.QtCore import QObject, Qt, Signal

from ui.checking import wording
from ui.checking.field_card import FieldCard
from ui.checking.presenter import CheckingPresenter
from ui.checking.second_sheets import DecidingSheet
from ui.language import tr

_PAIR = (0, 1)
"""The two values of a field that differs."""


class Prompts(QObject):
    """Fills the list and the line of the card, and does with the answer what it means."""

    answered = Signal()
    """Something was taken: another field or entry stands before the clerk."""

    def __init__(self, presenter: CheckingPresenter, card: FieldCard) -> None:
        super().__init__(card)
        self._presenter, self._card = presenter, card
        self._asking = ""
        """What the list is about: offers, unreadable, reason, note, or nothing."""
        self._offers: list[str] = []
        card.choices.chosen.connect(self._chosen)
        card.choices.left.connect(self.leave)
        card.note_given.connect(self._note_given)
        card.note_left.connect(self.leave)

    @property
    def offering(self) -> bool:
        """Whether completions are shown."""
        return self._asking == "offers"

    @property
    def marked_offer(self) -> str | None:
        """The completion that Enter takes; None when none is marked."""
        marked = self._card.choices.marked if self.offering else -1
        return self._offers[marked] if 0 <= marked < len(self._offers) else None

    def walk(self, by: int) -> None:
        """Mark the next or the previous completion."""
        self._card.choices.walk(by)

    def close(self) -> None:
        """Ask nothing any more; nothing is answered by it."""
        self._asking = ""
        self._card.choices.hide()
        self._card.note_input.hide()

    def leave(self) -> None:
        """Escape: no answer; hands back to the input."""
        asked = self._asking
        self.close()
        if asked == "reason":
            self._presenter.mend()
        if asked:
            self._card.editor.setFocus(Qt.FocusReason.OtherFocusReason)

    @property
    def asks(self) -> bool:
        """Whether anything is asked."""
        return bool(self._asking)

    def offer(self, typed: str, *, first: bool) -> None:
        """Completions of what is typed, or other readings; `first`: say so when there are none, and mark the first."""
        hands = self._presenter.hands
        if hands is None:
            return
        found = hands.offers(typed)
        self._offers = [offer.text for offer in found]
        if not found and not first:
            self.leave()
            return
        self._asking = "offers"
        lines = [f"{offer.text}   · {tr(wording.ORIGINS[offer.origin])}" for offer in found] or [tr(wording.NO_OFFERS)]
        self._card.choices.offer(tr(wording.OFFERS), lines, first=first and bool(found))

    def ask_unreadable(self) -> None:
        """F4."""
        if self._presenter.hands is not None:
            self._asking = "unreadable"
            lines = [tr(reason) for reason in wording.UNREADABLE_REASONS]
            self._card.choices.offer(f"{tr(wording.WHY_UNREADABLE)} {tr(wording.CHOOSE)}", lines, first=True)
            self._card.choices.take_focus()

    def ask_reason(self) -> None:
        """Why the first error without a reason may stand."""
        reasons = self._presenter.reasons
        error = reasons.next_error if reasons else None
        if error is not None:
            self._asking = "reason"
            title = f"{tr(wording.WHY_STANDS, message=tr(error.message))} {tr(wording.CHOOSE)}"
            lines = [tr(reason) for reason in (*wording.OVERRIDE_REASONS, wording.OTHER_REASON)]
            self._card.choices.offer(title, lines, first=True)
            self._card.choices.take_focus()

    def ask_decision(self) -> None:
        """Which of the two keyed values the paper says; none is marked, so that no key is quicker than looking."""
        hands = self._presenter.hands
        if hands is not None and isinstance(hands.sheet, DecidingSheet):
            self._asking = "decision"
            lines = [text or f"({tr(wording.STATES[state])})" for text, state in hands.sheet.offered(hands.path)]
            self._card.choices.offer(tr(wording.WHICH), [*lines, tr(wording.OTHER_VALUE)], first=False)
            self._card.choices.take_focus()

    def ask_note(self) -> None:
        """F6."""
        hands = self._presenter.hands
        if hands is not None:
            self.close()
            self._asking = "note"
            self._card.ask_note(tr(wording.NOTE), hands.sheet.note(hands.path))

    def _chosen(self, row: int) -> None:
        hands = self._presenter.hands
        if hands is None or self._presenter.is_finishing:
            return
        if self._asking == "offers" and row < len(self._offers):
            if hands.enter(self._offers[row]):
                self.answered.emit()
        elif self._asking == "decision" and row < len(_PAIR):
            hands.decide(row)
            self.answered.emit()
        elif self._asking == "decision":
            self.leave()
        elif self._asking == "unreadable":
            hands.leave_unreadable(wording.UNREADABLE_REASONS[row].vi)
            self.answered.emit()
        elif self._asking == "reason" and row < len(wording.OVERRIDE_REASONS):
            self._presenter.give_reason(wording.OVERRIDE_REASONS[row].vi)
        elif self._asking == "reason":
            self._card.ask_note(tr(wording.OTHER_REASON), "")

    def _note_given(self, text: str) -> None:
        hands = self._presenter.hands
        if self._asking == "reason":
            self._presenter.give_reason(text)
        elif hands is not None:
            hands.put_note(text)
            self.answered.emit()
