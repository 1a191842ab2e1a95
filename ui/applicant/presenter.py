"""What the desk Người nộp does, without a widget: tells the applicant what for, reads the card, compares, records, forgets.

One person at a time. Everything of the card lies in `Held`, in memory, and goes when the card is pulled, the person is left, or the
session ends; what may stay is evidence (station.workflow.identification). A reading that was stopped is over at once for the clerk: its
answer, when it comes, finds nobody who waits for it.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Protocol

from station.domain.errors import StationError
from station.domain.findings import Finding, Text
from station.domain.identification import Agreement, CivilData, Evidence, Identification, Question, Verdict
from station.idcard.access_data import Password
from station.idcard.reader import ReaderView
from station.workflow.agreement import Compared, compare
from station.workflow.identification import PURPOSES, of_proof, of_reading, show_notice, take_from_card
from ui.applicant import texts
from ui.applicant.cards import ORDER, Cards, PracticeCard, PracticeDeck, Step, step_words
from ui.applicant.opening import Opening, opening_of
from ui.applicant.portrait import Face, face_of
from ui.applicant.reader_sign import ReaderSign, Tell
from ui.applicant.subject import Subject, Target, load, record
from ui.bootstrap import Station
from ui.changes import ENTRIES, Changed
from ui.tasks import Progress, Running, Tasks

PictureReader = Callable[[Progress], str]
"""Reads what opens the chip from a picture of the card: a QR code's text or the zone's three lines; empty when there is neither."""


class Stage(StrEnum):
    """What the desk is at."""

    IDLE = "idle"
    WAITING = "waiting"
    """For a card to be laid on the reader; it is read as soon as it lies there."""
    READING = "reading"
    SHOWN = "shown"
    """A proof lies before the clerk."""
    PULLED = "pulled"
    """The card is gone and its data with it; the evidence can still be recorded."""


@dataclass(frozen=True, repr=False)
class Held:
    """What the desk knows of the person's proof; nothing of it is ever written."""

    evidence: Evidence
    civil: CivilData = field(default_factory=CivilData)
    face: Face | None = None
    verdicts: dict[Question, Verdict] = field(default_factory=dict)
    findings: tuple[Finding, ...] = ()
    compared: tuple[Compared, ...] = ()
    seconds: float = 0.0
    ready: Identification | None = None
    """What recording would append; None where no entry is in hand."""


@dataclass(frozen=True, repr=False)
class Shown:
    """Everything that the page shows."""

    stage: Stage = Stage.IDLE
    subject: Subject | None = None
    evidence: Evidence = Evidence.CHIP
    purpose: str = next(iter(PURPOSES))
    readers: tuple[ReaderView, ...] = ()
    reader_trouble: StationError | None = None
    step: Text | None = None
    share: float = 0.0
    """Of the reading, 0..1."""
    held: Held | None = None
    recorded: bool = False
    """The evidence that is shown stands in the log."""
    message: Text | None = None
    trouble: StationError | None = None
    deck: tuple[PracticeCard, ...] = ()
    laid: str = ""
    """Id of the practice card on the reader."""
    key: str = ""
    """What the one line should hold: sent by a practice card or a picture."""
    cleared: int = 0
    """Another number, another person or another proof: what was typed before is to be cleared."""


class View(Protocol):
    """What the page can do."""

    def show_state(self, shown: Shown) -> None:
        """As it is now."""


class Applicant:
    """One desk's mind. For the thread of the window."""

    view: View

    def __init__(
        self,
        tasks: Tasks,
        cards: Cards,
        *,
        deck: PracticeDeck | None = None,
        tell_of_reader: Tell = lambda _words, _doubtful: None,
        go: Callable[[str, object], None] = lambda _desk, _target: None,
    ) -> None:
        self._tasks, self._cards, self._deck, self._go = tasks, cards, deck, go
        self._sign = ReaderSign(tell_of_reader)
        self.shown = Shown(deck=self._cards_to_choose(None))
        self._target: Target | None = None
        self._opening: Opening | None = None
        self._running: Running | None = None
        self._turn = 0
        """Answers of another turn find nobody."""

    # ---- whom ---------------------------------------------------------------------------------------------------------------

    def open(self, target: Target) -> None:
        """Take another person in hand; everything of the one before is forgotten."""
        self.forget()
        self._target = target
        self._load(target)

    def choose_role(self, role: str) -> None:
        """Another person of the same entry."""
        if self._target is not None and self.shown.subject is not None and role != self.shown.subject.person.role:
            self.open(Target(self._target.entry_id, role))

    def refresh(self) -> None:
        """The entry may say something else now; a proof that is shown is compared anew."""
        if self._target is not None:
            self._load(self._target)

    def changed(self, changed: Changed) -> None:
        """Somebody wrote."""
        if changed & ENTRIES:
            self.refresh()

    def _load(self, target: Target) -> None:
        turn = self._turn

        def loaded(subject: Subject) -> None:
            if turn == self._turn:
                self._target = Target(target.entry_id, subject.person.role)
                self._tell(subject=subject, deck=self._cards_to_choose(subject))
                self._compare()

        self._tasks.query(lambda station: load(station, target), loaded, self._failed)

    # ---- how --------------------------------------------------------------------------------------------------------------

    def choose_evidence(self, evidence: Evidence) -> None:
        """Another class of proof; what was read before is forgotten."""
        if evidence is not self.shown.evidence:
            self._drop()
            self._tell(evidence=evidence)

    def choose_purpose(self, purpose: str) -> None:
        """Why this person is asked; another purpose is another notice."""
        if purpose in PURPOSES and purpose != self.shown.purpose:
            self._drop()
            self._tell(purpose=purpose)

    def look(self) -> None:
        """Some times a second while the desk is in front: which readers there are, and whether a card lies on one."""
        self._cards.start()
        try:
            found = self._cards.look()
        except StationError as error:
            self._look_failed(error)
        else:
            if found is not None:
                self._looked(tuple(found))

    def start(self, typed: str) -> None:
        """Tell the applicant, then read: at once where a card lies on a reader, else as soon as one does.

        `typed`: what opens the chip, or for a proof without a chip what its code says.
        """
        if self.shown.stage in (Stage.READING, Stage.WAITING):
            return
        self._drop(typed=False)
        if self.shown.evidence not in (Evidence.CHIP, Evidence.CARD_QR):
            self._after_notice(self._show_by_eye)
            return
        try:
            self._opening = opening_of(typed)
        except StationError as error:
            self._tell(trouble=error)
            return
        if self.shown.evidence is Evidence.CHIP:
            self._after_notice(self._wait_for_card)
        elif self._opening.civil is None:
            self._opening = None
            self._tell(trouble=StationError("card.qr-form"))
        else:
            self._after_notice(self._show_code)

    def read_picture(self, read: PictureReader) -> None:
        """Take what opens the chip from a picture of the card; it is put into the line, and nothing else of the picture is kept."""
        if self.shown.stage in (Stage.READING, Stage.WAITING):
            return
        self._drop()
        turn = self._turn

        def done(key: str) -> None:
            if turn == self._turn:
                self._running = None
                if key:
                    self._tell(stage=Stage.IDLE, step=None, key=key, message=texts.PICTURE_READ)
                else:
                    self._tell(stage=Stage.IDLE, step=None, trouble=StationError("card.picture"))

        self._tell(stage=Stage.READING, step=texts.READING_PICTURE, share=0.0)
        self._running = self._tasks.free(read, done, lambda error: self._reading_failed(turn, error))

    def stop(self) -> None:
        """At once: whatever is being read is no longer waited for, and nothing of it is shown."""
        if self.shown.stage in (Stage.READING, Stage.WAITING):
            self._drop(typed=False)
            self._tell(message=texts.STOPPED)

    def _after_notice(self, then: Callable[[], None]) -> None:
        """What is logged first: that this person was told."""
        turn, shown = self._turn, self.shown
        subject, purpose, evidence = shown.subject, shown.purpose, shown.evidence

        def write(station: Station) -> None:
            about = subject.entry.entry_id if subject is not None else station.desk.actor.user_id
            show_notice(station.desk, about, purpose, evidence, subject.person.role if subject is not None else "")

        def written(_: None) -> None:
            if turn == self._turn:
                then()

        self._tasks.change(write, written, self._failed, changed=Changed.NOTHING)

    # ---- the chip -----------------------------------------------------------------------------------------------------------

    def _wait_for_card(self) -> None:
        self._tell(stage=Stage.WAITING, message=None)
        self.look()

    def _read_what_lies_there(self) -> None:
        seen = _card_on(self.shown.readers)
        if self.shown.stage is Stage.WAITING and seen is not None and self._opening is not None:
            self._read(seen.name, self._opening.password)

    def _read(self, reader: str, password: Password) -> None:
        turn, subject, purpose = self._turn, self.shown.subject, self.shown.purpose
        self._sign.reads(reader)
        self._tell(stage=Stage.READING, step=texts.STEP_FIRST, share=0.0)

        def work(progress: Progress) -> Held:
            def on_step(step: Step) -> None:
                if step.step in ORDER:
                    part = step.done / step.total if step.total else 0.0
                    progress.report(int(100 * (ORDER.index(step.step) + part)), 100 * len(ORDER), step_words(step))

            reading = self._cards.read(reader, password, on_step, lambda: progress.cancelled)
            face = face_of(reading.portrait) if reading.portrait is not None else None
            found = tuple(compare(subject.form, subject.library, subject.entry, subject.person.role, reading.civil)) if subject else ()
            ready = of_reading(subject.person.role, purpose, reading, found) if subject is not None else None
            return Held(
                Evidence.CHIP, reading.civil, face, dict(reading.verdicts), reading.findings, found, reading.seconds, ready
            )  # fmt: skip

        def done(held: Held) -> None:
            if turn == self._turn:
                self._opening = self._running = None
                self._sign.read(good=True)
                self._tell(stage=Stage.SHOWN, step=None, share=1.0, held=held, key="", cleared=self.shown.cleared + 1)

        self._running = self._tasks.free(
            work, done, lambda error: self._reading_failed(turn, error), lambda *step: self._stepped(turn, *step)
        )

    def _stepped(self, turn: int, done: int, total: int, words: Text) -> None:
        if turn == self._turn and self.shown.stage is Stage.READING:
            self._tell(step=words, share=max(self.shown.share, done / total if total else 0.0))

    def _reading_failed(self, turn: int, error: StationError) -> None:
        if turn == self._turn:
            self._sign.read(good=False)
            self._drop(typed=False)
            self._tell(trouble=error)

    # ---- proofs without a chip ------------------------------------------------------------------------------------------------

    def _show_code(self) -> None:
        civil = self._opening.civil if self._opening is not None and self._opening.civil is not None else CivilData()
        self._opening = None
        self._tell(stage=Stage.SHOWN, held=Held(Evidence.CARD_QR, civil), key="", cleared=self.shown.cleared + 1)
        self._compare()

    def _show_by_eye(self) -> None:
        self._tell(stage=Stage.SHOWN, held=Held(self.shown.evidence), message=texts.COMPARE_BY_EYE)
        self._compare()

    def say_by_eye(self, part: str) -> None:
        """The clerk has compared one part: same, then differs, then cannot say, in turn."""
        held = self.shown.held
        if held is None or held.evidence in (Evidence.CHIP, Evidence.CARD_QR) or self.shown.recorded:
            return
        after = {Agreement.CANNOT_SAY: Agreement.SAME, Agreement.SAME: Agreement.DIFFERS, Agreement.DIFFERS: Agreement.CANNOT_SAY}
        compared = tuple(
            replace(one, agreement=after[one.agreement], why=texts.BY_EYE[after[one.agreement]]) if one.part == part else one
            for one in held.compared
        )
        self._put(held, compared)

    def _compare(self) -> None:
        """Anew: the entry may have changed, or the proof has just come. What eyes have said stays."""
        held, subject = self.shown.held, self.shown.subject
        if held is None or subject is None or self.shown.stage is Stage.PULLED:
            return
        found = tuple(compare(subject.form, subject.library, subject.entry, subject.person.role, held.civil))
        if held.evidence not in (Evidence.CHIP, Evidence.CARD_QR):
            said = {one.part: one for one in held.compared}
            fresh = {one.part: replace(one, agreement=Agreement.CANNOT_SAY, why=texts.NOT_COMPARED) for one in found}
            found = tuple(replace(one, paper=fresh[part].paper) if (one := said.get(part)) else fresh[part] for part in fresh)
        self._put(held, found)

    def _put(self, held: Held, compared: Sequence[Compared]) -> None:
        subject, ready = self.shown.subject, held.ready
        if subject is not None:
            agreements = {one.part: one.agreement for one in compared}
            if held.evidence is not Evidence.CHIP:
                ready = of_proof(subject.person.role, self.shown.purpose, held.evidence, compared)
            elif ready is not None:
                ready = replace(ready, agreements=agreements)
        self._tell(held=replace(held, compared=tuple(compared), ready=ready))

    # ---- what stays -------------------------------------------------------------------------------------------------------------

    @property
    def may_record(self) -> bool:
        """Whether there is evidence to append, and an entry that takes it."""
        shown = self.shown
        return (
            not shown.recorded and shown.held is not None and shown.held.ready is not None
            and shown.subject is not None and shown.subject.is_open
        )  # fmt: skip

    def record(self) -> None:
        """Append the evidence to the entry, signed by the clerk."""
        held, subject, turn = self.shown.held, self.shown.subject, self._turn
        if not self.may_record or held is None or held.ready is None or subject is None:
            return
        ready = held.ready
        self._tell(recorded=True)

        def recorded(after: Subject) -> None:
            if turn == self._turn:
                self._tell(subject=after, message=texts.RECORDED)

        def failed(error: StationError) -> None:
            if turn == self._turn:
                self._tell(recorded=False)
            self._failed(error)

        self._tasks.change(lambda station: record(station, subject, ready), recorded, failed, changed=ENTRIES)

    def take(self, one: Compared) -> None:
        """Put the card's text into the field of the entry: an act of its own."""
        subject, turn = self.shown.subject, self._turn
        if subject is None or not one.card or not subject.is_open:
            return
        label = one.label

        def taken(_: object) -> None:
            if turn == self._turn:
                # what was recorded of this field no longer holds: it can be recorded anew
                self._tell(message=texts.about(texts.TAKEN, label), recorded=False)

        self._tasks.change(
            lambda station: take_from_card(station.desk, subject.entry.entry_id, one.path, one.card), taken, self._failed, changed=ENTRIES
        )

    def back_to_entry(self) -> None:
        """To the desk where the entry is checked; the person is left."""
        if self.shown.subject is not None:
            self._go("checking", self.shown.subject.entry.entry_id)

    def forget(self) -> None:
        """The person is left: photo, card data and what was typed go; a reading on its way finds nobody."""
        self._drop()
        self._target = None
        self._tell(subject=None, deck=self._cards_to_choose(None))

    def end(self) -> None:
        """The session is over: nobody looks at the readers any more."""
        self.forget()
        self._tasks.free(lambda _: self._cards.stop(), lambda _: None)

    def leave(self) -> None:
        """The desk is left: the proof goes, the entry stays in hand for a way back."""
        self._drop()

    def _drop(self, *, typed: bool = True) -> None:
        """`typed`: what stands in the line too; it stays for another try at the same person's card."""
        self._turn += 1
        if self._running is not None:
            self._running.cancel()
        self._running = self._opening = None
        self._tell(stage=Stage.IDLE, held=None, step=None, share=0.0, recorded=False, message=None, trouble=None)
        if typed:
            self._tell(key="", cleared=self.shown.cleared + 1)

    # ---- readers ------------------------------------------------------------------------------------------------------------------

    def _looked(self, found: tuple[ReaderView, ...]) -> None:
        before = _card_on(self.shown.readers)
        if found != self.shown.readers or self.shown.reader_trouble is not None:
            self._sign.found(found)
            self._tell(readers=found, reader_trouble=None if found else StationError("card.no-reader"))
        if before is not None and _card_on(found) != before:
            self._card_pulled()
        self._read_what_lies_there()

    def _look_failed(self, error: StationError) -> None:
        before = _card_on(self.shown.readers)
        if self.shown.reader_trouble is None or self.shown.reader_trouble.code != error.code:
            self._sign.failed()
            self._tell(readers=(), reader_trouble=error)
        if before is not None:
            self._card_pulled()

    def _card_pulled(self) -> None:
        """Face and civil data go with the card; verdicts and how the fields agreed are evidence, and stay until the person is left."""
        held = self.shown.held
        if self.shown.stage is Stage.SHOWN and held is not None and held.evidence is Evidence.CHIP:
            bare = tuple(replace(one, card="") for one in held.compared)
            self._tell(stage=Stage.PULLED, held=replace(held, civil=CivilData(), face=None, compared=bare), message=texts.PULLED)

    # ---- practice -----------------------------------------------------------------------------------------------------------------

    def _cards_to_choose(self, subject: Subject | None) -> tuple[PracticeCard, ...]:
        """The practice cards; with an entry in hand one of its person first."""
        if self._deck is None:
            return ()
        cards = tuple(self._deck.cards())
        return (self._deck.card_of(subject.civil), *cards) if subject is not None and subject.name else cards

    def lay_down(self, card_id: str) -> None:
        """Choose a practice card; an empty id takes the card away, in the middle of a reading too."""
        deck = self._deck
        if deck is None:
            return
        card = next((card for card in self.shown.deck if card.id == card_id), None)
        if card is None:
            self._tell(laid="")
            self._tasks.free(lambda _: deck.take_away(), lambda _: self.look(), self._failed)
            return
        if self.shown.stage is not Stage.WAITING:
            self._drop()
        self._tell(laid=card_id, key=card.qr)
        self._tasks.free(lambda _: deck.lay_down(card_id), lambda _: self.look(), self._failed)

    # ---- inside -------------------------------------------------------------------------------------------------------------------

    def _failed(self, error: StationError) -> None:
        self._tell(trouble=error)

    def _tell(self, **changes: object) -> None:
        self.shown = replace(self.shown, **changes)  # type: ignore[arg-type]
        self.view.show_state(self.shown)


def _card_on(readers: Sequence[ReaderView]) -> ReaderView | None:
    """The reader with a card on it, the first of several; another card is another count of its changes."""
    return next((seen for seen in readers if seen.has_card), None)
