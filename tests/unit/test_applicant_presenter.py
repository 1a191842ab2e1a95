"""The desk Người nộp without a window: told before read, read when a card lies there, stopped at once, forgotten with the person."""

import dataclasses
import logging
from collections.abc import Callable, Iterator

import pytest

from station.domain.errors import StationError
from station.domain.findings import Text
from station.domain.identification import Agreement, CardReading, CivilData, Evidence, Question
from station.domain.record import ValueSource
from station.domain.states import ActionKind
from station.idcard.access_data import Can, MrzKey, Password
from station.idcard.reader import ReaderView
from station.workflow.checking import Keyed
from station.workflow.drafts import Draft, actions_of, keep_draft, restore_draft
from station.workflow.identification import take_from_card
from tests.card_pictures import zone
from tests.checking_desk import presenter_of
from tests.flow.conftest import Office, birth, forms, office, province, read, replaced  # noqa: F401
from tests.identified import CARD, ROLE, a_portrait, a_reading
from tests.seated import fill, seated
from tests.ui.immediate import Finished, ImmediateTasks
from ui.applicant import texts
from ui.applicant.cards import PracticeCard, Step
from ui.applicant.opening import opening_of
from ui.applicant.presenter import Applicant, Shown, Stage
from ui.applicant.subject import Target, load, role_at
from ui.bootstrap import Station

MOTHER = {"meHoTen": read("LÒ THỊ MÂY"), "meNgaySinh": read("1990"), "meNoiCuTru": read("Khe Tre, Suối Mây, Đá Trắng, Cao Sơn")}
QR = f"{CARD.number}|{CARD.old_number}|{CARD.full_name}|02031990|Nữ|{CARD.residence}|05062021"
EMPTY, LAID = ReaderView("Đầu đọc thử", False, 0), ReaderView("Đầu đọc thử", True, 1)


class FakeCards:
    """Answers at once with a reading or a failure."""

    def __init__(self, answer: CardReading | StationError | None = None) -> None:
        self.answer = answer or a_reading()
        self.readers: tuple[ReaderView, ...] | None = (EMPTY,)
        self.failing: StationError | None = None
        self.asked: list[Password] = []
        self.started = self.stopped = 0
        self.during: Callable[[], None] = lambda: None

    def start(self) -> None:
        self.started += 1

    def stop(self) -> None:
        self.stopped += 1

    def look(self) -> tuple[ReaderView, ...] | None:
        if self.failing is not None:
            raise self.failing
        return self.readers

    def read(self, reader, password, on_step, cancelled) -> CardReading:
        self.asked.append(password)
        for name in ("connect", "access", "EF.SOD", "DG2"):
            on_step(Step(name, 1, 2))
        self.during()
        if isinstance(self.answer, StationError):
            raise self.answer
        return self.answer


class SlowTasks(ImmediateTasks):
    """Free work waits until it is let go."""

    def free(self, run, done, failed=None, on_progress=None):
        self.held = lambda: ImmediateTasks.free(self, run, done, failed, on_progress)
        return Finished()


class Seen:
    """A page that only remembers."""

    def __init__(self) -> None:
        self.shown: list[Shown] = []

    def show_state(self, shown: Shown) -> None:
        self.shown.append(shown)


@pytest.fixture
def station(office: Office) -> Iterator[Station]:  # noqa: F811
    with seated(office) as made:
        fill(made, ["Hoa"], readings={"Hoa": replaced(birth("Hoa"), **MOTHER)})
        yield made


def desk_of(station: Station, cards: FakeCards, tasks: ImmediateTasks | None = None, **given: object) -> Applicant:
    tasks = tasks or ImmediateTasks(station)
    made = Applicant(tasks, cards, **given)  # type: ignore[arg-type]
    made.view = Seen()
    tasks.changes.listen(made.changed)
    return made


def at_the_mother(station: Station, cards: FakeCards, tasks: ImmediateTasks | None = None, **given: object) -> Applicant:
    made = desk_of(station, cards, tasks, **given)
    made.open(Target(entry_id(station), ROLE))
    made.look()
    return made


def lay(desk: Applicant, cards: FakeCards, view: ReaderView = LAID) -> None:
    cards.readers = (view,)
    desk.look()


def entry_id(station: Station):
    return station.desk.records.entries()[0].entry_id


def kinds(station: Station) -> list[ActionKind]:
    return [action.kind for action in station.desk.log.actions(entry_id(station))]


def words_held(desk: Applicant) -> str:
    return "".join(repr(dataclasses.astuple(part)) for part in [desk.shown.held] if part is not None) + desk.shown.key


# ---- the way of a card ---------------------------------------------------------------------------------------------------------


def test_the_card_is_waited_for_and_read_as_soon_as_it_lies_there(station):
    cards = FakeCards()
    desk = at_the_mother(station, cards)
    desk.start(QR)
    assert desk.shown.stage is Stage.WAITING and cards.asked == []
    lay(desk, cards)
    assert desk.shown.stage is Stage.SHOWN and cards.asked == [Can(CARD.number[-6:])]
    assert desk.shown.held.civil.full_name == CARD.full_name
    assert {one.part: one.agreement for one in desk.shown.held.compared}["address"] is Agreement.DIFFERS


def test_the_applicant_is_told_before_anything_is_read(station):
    cards = FakeCards()
    told: list[ActionKind] = []
    cards.during = lambda: told.extend(kinds(station))
    desk = at_the_mother(station, cards)
    cards.readers = (LAID,)
    desk.start("123456")
    assert ActionKind.NOTICE_SHOWN in told


def test_progress_goes_by_the_files_of_the_chip(station):
    cards = FakeCards()
    desk = at_the_mother(station, cards)
    lay(desk, cards)
    desk.start(QR)
    steps = [shown.step.vi for shown in desk.view.shown if shown.step is not None]
    assert "Đọc ảnh" in steps and "Mở khoá chip" in steps
    shares = [shown.share for shown in desk.view.shown if shown.stage is Stage.READING]
    assert shares == sorted(shares)


def test_recording_appends_evidence_and_announces_it(station):
    cards = FakeCards()
    tasks = ImmediateTasks(station)
    desk = at_the_mother(station, cards, tasks)
    lay(desk, cards)
    desk.start(QR)
    desk.record()
    known = station.desk.records.entry(entry_id(station)).identifications[ROLE]
    assert (known.evidence, known.reader, known.by) == (Evidence.CHIP, "Đầu đọc thử", "clerk")
    assert desk.shown.recorded and not desk.may_record and desk.shown.subject.known == known
    desk.record()
    assert kinds(station).count(ActionKind.ENTRY_IDENTIFIED) == 1


def test_what_was_typed_and_not_keyed_is_compared_and_keyed_with_the_evidence(station):
    typed = Draft(
        {"meNoiCuTru": Keyed(CARD.residence)}, actions=actions_of(station.desk, entry_id(station)), open_field="so", open_text="7"
    )
    keep_draft(station.desk, station.store.drafts, entry_id(station), typed)
    cards = FakeCards()
    desk = at_the_mother(station, cards)
    lay(desk, cards)
    desk.start(QR)
    assert {one.part: one.agreement for one in desk.shown.held.compared}["address"] is Agreement.SAME
    desk.record()
    entry = station.desk.records.entry(entry_id(station))
    assert entry.identifications[ROLE].agreements["address"] is Agreement.SAME
    assert entry.fields["meNoiCuTru"].text == CARD.residence
    left = restore_draft(station.desk, station.store.drafts, entry_id(station))
    assert left is not None and left.open_text == "7" and left.actions == actions_of(station.desk, entry_id(station))


def test_the_clerk_comes_back_to_the_entry_as_it_is_now(station):
    tasks = ImmediateTasks(station)
    checking = presenter_of(station, tasks)
    before = checking.hands
    desk = at_the_mother(station, FakeCards(), tasks)
    desk.choose_evidence(Evidence.PASSPORT)
    desk.start("")
    desk.record()
    checking.activate()
    assert checking.hands is before  # evidence changes no word: whatever is being typed goes on
    take_from_card(station.desk, entry_id(station), "meNoiCuTru", CARD.residence)
    checking.activate()
    assert checking.hands is not before and checking.hands.sheet.values["meNoiCuTru"].text == CARD.residence


def test_taking_a_value_marks_the_field_as_the_card_s_and_compares_anew(station):
    cards = FakeCards()
    desk = at_the_mother(station, cards)
    lay(desk, cards)
    desk.start(QR)
    address = next(one for one in desk.shown.held.compared if one.part == "address")
    desk.take(address)
    assert station.desk.records.entry(entry_id(station)).fields["meNoiCuTru"].source is ValueSource.CARD
    assert {one.part: one.agreement for one in desk.shown.held.compared}["address"] is Agreement.SAME
    desk.record()
    assert station.desk.records.entry(entry_id(station)).identifications[ROLE].agreements["address"] is Agreement.SAME


def test_a_value_taken_after_recording_lets_the_clerk_record_again(station):
    cards = FakeCards()
    desk = at_the_mother(station, cards)
    lay(desk, cards)
    desk.start(QR)
    desk.record()
    desk.take(next(one for one in desk.shown.held.compared if one.part == "address"))
    known = station.desk.records.entry(entry_id(station)).identifications[ROLE]
    assert known.agreements["address"] is Agreement.CANNOT_SAY and desk.may_record
    desk.record()
    assert station.desk.records.entry(entry_id(station)).identifications[ROLE].agreements["address"] is Agreement.SAME


def test_without_an_entry_a_card_can_be_looked_at_and_nothing_is_kept_but_the_notice(station):
    cards = FakeCards()
    desk = desk_of(station, cards)
    lay(desk, cards)
    desk.start(QR)
    assert desk.shown.stage is Stage.SHOWN and not desk.may_record and desk.shown.held.compared == ()
    notices = [action for action in station.desk.log.actions() if action.kind is ActionKind.NOTICE_SHOWN]
    assert [action.subject for action in notices] == ["clerk"]


# ---- what goes wrong -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("code", ["card.removed", "card.wrong-can", "card.blocked", "card.other-kind", "card.silent"])
def test_a_card_that_fails_gets_its_sentence_and_is_not_tried_again(station, code):
    cards = FakeCards(StationError(code, limit_s=60, status="6300", tries=3))
    desk = at_the_mother(station, cards)
    lay(desk, cards)
    desk.start(QR)
    assert desk.shown.stage is Stage.IDLE and desk.shown.trouble.code == code and desk.shown.held is None
    desk.look()
    desk.look()
    assert len(cards.asked) == 1


def test_the_reader_is_good_again_at_once(station):
    cards = FakeCards(StationError("card.removed"))
    desk = at_the_mother(station, cards)
    lay(desk, cards)
    desk.start(QR)
    cards.answer = a_reading()
    desk.start(QR)
    assert desk.shown.stage is Stage.SHOWN and desk.shown.trouble is None


@pytest.mark.parametrize(
    ("typed", "code"),
    [("", "card.key-form"), ("12345", "card.can-form"), ("abc", "card.key-form"), ("AA 1|2", "card.qr-form"), ("<<", "card.mrz-form")],
)
def test_what_opens_no_chip_gets_a_sentence_before_anybody_is_told(station, typed, code):
    cards = FakeCards()
    desk = at_the_mother(station, cards)
    desk.start(typed)
    assert desk.shown.trouble.code == code and cards.asked == []
    assert ActionKind.NOTICE_SHOWN not in kinds(station)


def test_stopping_is_at_once_and_a_late_answer_finds_nobody(station):
    cards, tasks = FakeCards(), SlowTasks(station)
    desk = at_the_mother(station, cards, tasks)
    lay(desk, cards)
    desk.start(QR)
    assert desk.shown.stage is Stage.READING
    desk.stop()
    assert desk.shown.stage is Stage.IDLE and desk.shown.message == texts.STOPPED
    tasks.held()
    assert desk.shown.stage is Stage.IDLE and desk.shown.held is None and CARD.full_name not in words_held(desk)


def test_the_next_person_never_sees_the_card_of_the_one_before(station):
    cards, tasks = FakeCards(), SlowTasks(station)
    desk = at_the_mother(station, cards, tasks)
    lay(desk, cards)
    desk.start(QR)
    desk.choose_role("father")
    tasks.held()
    assert desk.shown.subject.person.role == "father" and desk.shown.held is None and desk.shown.key == ""


def test_a_pulled_card_takes_face_and_words_along_and_leaves_the_evidence(station):
    cards = FakeCards(a_reading(portrait=a_portrait()))
    desk = at_the_mother(station, cards)
    lay(desk, cards)
    desk.start(QR)
    assert desk.shown.held.face is not None
    lay(desk, cards, EMPTY)
    assert desk.shown.stage is Stage.PULLED and desk.shown.message == texts.PULLED
    assert desk.shown.held.face is None and CARD.full_name not in words_held(desk) and CARD.number not in words_held(desk)
    desk.record()
    assert station.desk.records.entry(entry_id(station)).identifications[ROLE].verdicts[Question.ISSUER] is True


def test_a_swapped_card_counts_as_pulled(station):
    cards = FakeCards()
    desk = at_the_mother(station, cards)
    lay(desk, cards)
    desk.start(QR)
    lay(desk, cards, dataclasses.replace(LAID, changes=3))
    assert desk.shown.stage is Stage.PULLED and CARD.full_name not in words_held(desk)


def test_leaving_the_person_leaves_nothing_of_the_card(station):
    cards = FakeCards(a_reading(portrait=a_portrait()))
    for leave in (Applicant.forget, Applicant.leave, Applicant.end):
        cards.readers = (EMPTY,)
        desk = at_the_mother(station, cards)
        lay(desk, cards)
        desk.start(QR)
        leave(desk)
        assert desk.shown.held is None and desk.shown.stage is Stage.IDLE and desk._opening is None
    assert cards.stopped == 1


def test_no_service_and_no_reader_are_told_apart(station):
    told: list[tuple[Text, bool]] = []
    cards = FakeCards()
    desk = at_the_mother(station, cards, tell_of_reader=lambda words, doubtful: told.append((words, doubtful)))
    cards.failing = StationError("card.service-stopped")
    desk.look()
    assert desk.shown.reader_trouble.code == "card.service-stopped" and told[-1][1]
    cards.failing, cards.readers = None, ()
    desk.look()
    assert desk.shown.reader_trouble.code == "card.no-reader" and "Không thấy đầu đọc" in told[-1][0].vi
    cards.readers = (EMPTY,)
    desk.look()
    assert desk.shown.reader_trouble is None and "sẵn sàng" in told[-1][0].vi


def test_without_a_trusted_issuer_the_desk_never_says_that_all_is_well(station):
    for issuer in (None, False):
        cards = FakeCards(a_reading(verdicts={**dict.fromkeys(Question, None), Question.ISSUER: issuer}))
        desk = at_the_mother(station, cards)
        lay(desk, cards)
        desk.start(QR)
        words, colour = texts.overall(desk.shown.held.verdicts)
        assert colour != "good" and ("chưa rõ người cấp" in words.vi) is (issuer is None)
    assert texts.overall(a_reading().verdicts)[1] == "good"


# ---- without a chip ---------------------------------------------------------------------------------------------------------------


def test_a_code_alone_is_compared_and_recorded_as_the_weaker_class(station):
    desk = at_the_mother(station, FakeCards())
    desk.choose_evidence(Evidence.CARD_QR)
    desk.start(QR)
    assert desk.shown.stage is Stage.SHOWN and desk.shown.held.verdicts == {}
    desk.record()
    known = station.desk.records.entry(entry_id(station)).identifications[ROLE]
    assert (known.evidence, known.by_eye, known.agreements["name"]) == (Evidence.CARD_QR, False, Agreement.SAME)


def test_an_access_number_is_no_code(station):
    desk = at_the_mother(station, FakeCards())
    desk.choose_evidence(Evidence.CARD_QR)
    desk.start("123456")
    assert desk.shown.trouble.code == "card.qr-form" and desk.shown.held is None


def test_without_a_chip_the_clerk_compares_by_eye_part_by_part(station):
    desk = at_the_mother(station, FakeCards())
    desk.choose_evidence(Evidence.OLD_ID)
    desk.choose_purpose("extract")
    desk.start("")
    assert all(one.agreement is Agreement.CANNOT_SAY and one.card == "" for one in desk.shown.held.compared)
    desk.say_by_eye("name")
    desk.say_by_eye("address")
    desk.say_by_eye("address")
    desk.record()
    known = station.desk.records.entry(entry_id(station)).identifications[ROLE]
    assert (known.evidence, known.purpose, known.by_eye) == (Evidence.OLD_ID, "extract", True)
    assert known.agreements == {"name": Agreement.SAME, "birth_date": Agreement.CANNOT_SAY, "address": Agreement.DIFFERS}


def test_another_class_of_proof_or_purpose_begins_anew(station):
    cards = FakeCards()
    desk = at_the_mother(station, cards)
    lay(desk, cards)
    desk.start(QR)
    desk.choose_evidence(Evidence.PASSPORT)
    assert desk.shown.held is None and desk.shown.evidence is Evidence.PASSPORT
    assert desk.shown.subject is not None


# ---- what opens the chip ------------------------------------------------------------------------------------------------------------


def test_the_line_understands_code_number_access_number_and_zone():
    assert opening_of(QR).password == Can(CARD.number[-6:]) and opening_of(QR).civil.full_name == CARD.full_name
    assert opening_of("099190123456").password == Can("123456")
    assert opening_of(" 123 456 ").password == Can("123456")
    opened = opening_of("".join(zone()))
    assert isinstance(opened.password, MrzKey) and opened.password.birth_date == "900302"
    assert "099190123456" not in repr(opening_of(QR))


def test_a_picture_fills_the_line_and_an_empty_one_says_so(station):
    desk = at_the_mother(station, FakeCards())
    desk.read_picture(lambda progress: QR)
    assert desk.shown.key == QR and desk.shown.stage is Stage.IDLE
    desk.read_picture(lambda progress: "")
    assert desk.shown.trouble.code == "card.picture" and desk.shown.key == ""


# ---- practice ------------------------------------------------------------------------------------------------------------------------


class FakeDeck:
    def __init__(self) -> None:
        self.done: list[str] = []

    def cards(self) -> list[PracticeCard]:
        return [PracticeCard("good", Text("Tốt", "Good"), QR)]

    def card_of(self, civil: CivilData) -> PracticeCard:
        return PracticeCard("own", Text(civil.full_name, civil.full_name), QR)

    def lay_down(self, card_id: str) -> None:
        self.done.append(card_id)

    def take_away(self) -> None:
        self.done.append("away")


def test_practice_cards_are_chosen_laid_down_and_pulled(station):
    deck = FakeDeck()
    desk = at_the_mother(station, FakeCards(), deck=deck)
    assert [card.id for card in desk.shown.deck] == ["own", "good"] and desk.shown.deck[0].title.vi == "LÒ THỊ MÂY"
    desk.lay_down("good")
    assert (desk.shown.key, desk.shown.laid) == (QR, "good")
    desk.lay_down("")
    assert deck.done == ["good", "away"] and desk.shown.laid == ""


# ---- whom ----------------------------------------------------------------------------------------------------------------------------


def test_the_person_of_a_field_is_found_and_else_whoever_hands_in(station):
    entry = station.desk.records.entry(entry_id(station))
    form = station.desk.forms.of_ref(entry.form)
    assert (role_at(form, "meNgaySinh"), role_at(form, "nksHoTen"), role_at(form, "so")) == ("mother", "child", "")
    assert load(station, Target(entry.entry_id)).person.role == "mother"


def test_an_entry_of_a_form_without_persons_says_so(station):
    entry = station.desk.records.entry(entry_id(station))
    form = station.desk.forms.of_ref(entry.form).model_copy(update={"persons": []})
    forms_without = dataclasses.replace(station.desk)
    object.__setattr__(forms_without, "forms", _Only(form))
    with pytest.raises(StationError) as refused:
        load(dataclasses.replace(station, desk=forms_without), Target(entry.entry_id))
    assert refused.value.code == "identification.no-person"


class _Only:
    def __init__(self, form) -> None:
        self._form = form

    def of_ref(self, ref):
        return self._form


def test_nothing_of_a_card_is_logged(station, caplog):
    caplog.set_level(logging.DEBUG)
    cards = FakeCards()
    desk = at_the_mother(station, cards)
    lay(desk, cards)
    desk.start(QR)
    desk.record()
    desk.forget()
    assert not any(word in caplog.text for word in (CARD.full_name, CARD.number, CARD.old_number, CARD.residence))
