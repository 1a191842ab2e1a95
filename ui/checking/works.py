"""What a person does at the desk Kiểm tra: key a first time, key blind a second time, decide where two keyings differ, or answer the
central about an entry that is there already. No Qt.

Each says what waits, how an entry comes before the person, and how it goes back into the store; the presenter asks them and nothing else.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final, Protocol

from station.domain.errors import StationError
from station.domain.findings import Text
from station.domain.ids import EntryId, VolumeId
from station.domain.record import Entry
from station.domain.rights import Right, may
from station.domain.roles import Role
from station.domain.states import EntryState
from station.forms.definition import FormDefinition
from station.store.questions import StoredQuestions
from station.store.second_work import StoredSecondWork
from station.store.tallies import Tallies
from station.workflow.answering import answer_central
from station.workflow.checking import Keyed
from station.workflow.drafts import actions_of, finish_entry, restore_draft
from station.workflow.known_answers import answer, asked_of, mixed_in
from station.workflow.relatives import Relative
from station.workflow.second_keying import blind, choices, decide, key_second, to_decide
from station.workflow.volume_words import VolumeWords
from ui.bootstrap import Station
from ui.checking.answering_sheet import AnsweringSheet
from ui.checking.second_sheets import BlindSheet, DecidingSheet
from ui.checking.sheet import Sheet
from ui.checking.work_list import Opened, Shelf, open_entry, shelves, waiting_ids


class Work(Protocol):
    """One way of working at the desk."""

    @property
    def name(self) -> Text:
        """In a list of ways."""

    @property
    def sign(self) -> Text:
        """What the desk says all the while, so that nobody takes one for the other; both empty for the usual way."""

    @property
    def is_first(self) -> bool:
        """Whether entries are keyed a first time: the group check, searching and identifying belong to that alone."""

    def shelves(self, station: Station) -> list[Shelf]: ...

    def waiting(self, station: Station, volume_id: VolumeId) -> list[EntryId]: ...

    def open(self, station: Station, entry_id: EntryId) -> Opened:
        """Raises StationError `second.blind` where the person must not see what was keyed."""

    def sheet(self, opened: Opened, words: VolumeWords) -> Sheet: ...

    def finish(self, station: Station, entry_id: EntryId, finished: "Finished") -> object: ...


@dataclass(frozen=True)
class Finished:
    """What a person leaves behind at an entry."""

    typed: Mapping[str, Keyed]
    reasons: Mapping[str, str]
    """Rule → why its error may stand."""
    actions: int
    """How many the entry had when it was opened."""
    related: Sequence[Relative]
    """As the person could see them."""


class FirstKeying:
    """Key what the reading missed."""

    name: Final = Text("Nhập lần đầu", "First keying")
    sign: Final = Text("", "")
    is_first: Final = True

    def shelves(self, station: Station) -> list[Shelf]:
        """Every volume in which something waits for a clerk."""
        return shelves(station)

    def waiting(self, station: Station, volume_id: VolumeId) -> list[EntryId]:
        """Returned ones first."""
        return waiting_ids(station, volume_id)

    def open(self, station: Station, entry_id: EntryId) -> Opened:
        """With everything that is known of it; what is to be keyed blind is shown to its first keyers alone."""
        station.sight.entry(entry_id)
        return open_entry(station, entry_id)

    def sheet(self, opened: Opened, words: VolumeWords) -> Sheet:
        """The usual one."""
        return Sheet(opened.form, opened.library, opened.entry, before=opened.before, words=words, asked=opened.asked, judged=opened.judged)

    def finish(self, station: Station, entry_id: EntryId, finished: Finished) -> object:
        """Key and declare checked."""
        drafts, done = station.store.drafts, finished
        return finish_entry(station.desk, drafts, entry_id, done.typed, done.reasons, done.actions, done.related)


class SecondKeying:
    """Key the planned fields blind; entries whose answer is known come among them and look the same."""

    name: Final = Text("Nhập lần hai", "Second keying")
    sign: Final = Text(
        "NHẬP LẦN HAI: gõ đúng những gì thấy trên giấy; không xem lần nhập trước.",
        "SECOND KEYING: key what you see on the paper; the first keying is not shown.",
    )
    is_first: Final = False

    def shelves(self, station: Station) -> list[Shelf]:
        """Volumes in which something waits to be keyed again by this person."""
        return _shelves(station, EntryState.SECOND)

    def waiting(self, station: Station, volume_id: VolumeId) -> list[EntryId]:
        """In the order of the paper, those with a known answer among them."""
        work = StoredSecondWork(station.store.database)
        waiting = work.waiting(volume_id, EntryState.SECOND, station.desk.actor.user_id)
        station.sight.look_again()
        return mixed_in(station.desk, work, volume_id, waiting, station.truth)

    def open(self, station: Station, entry_id: EntryId) -> Opened:
        """The paper and empty fields."""
        entry = station.desk.records.entry(entry_id)
        form = station.desk.forms.of_ref(entry.form)
        bare, asked = blind(entry, form, _fields_of(station, entry))
        return _opened(station, replace(bare, state=EntryState.SECOND), asked)

    def sheet(self, opened: Opened, words: VolumeWords) -> Sheet:
        """Without the volume's words: what others keyed there would be a hint."""
        return BlindSheet(opened.form, opened.library, opened.entry)

    def finish(self, station: Station, entry_id: EntryId, finished: Finished) -> object:
        """Compare, or count; the draft goes."""
        entry = station.desk.records.entry(entry_id)
        keyed = {path: finished.typed[path] for path in _fields_of(station, entry) if path in finished.typed}
        if entry.state is EntryState.SECOND:
            key_second(station.desk, entry_id, keyed)
        else:
            answer(station.desk, entry_id, keyed, station.truth)
        station.store.drafts.drop(entry_id, station.desk.actor.user_id)
        return None


class Deciding:
    """Say what stands where two keyings differ."""

    name: Final = Text("Quyết định", "Decide")
    sign: Final = Text(
        "HAI LẦN NHẬP KHÁC NHAU: so với giấy, chọn giá trị đúng hoặc gõ lại.",
        "TWO KEYINGS DIFFER: compare with the paper, choose the right value or key it anew.",
    )
    is_first: Final = False

    def shelves(self, station: Station) -> list[Shelf]:
        """Volumes in which this person may decide something."""
        return _shelves(station, EntryState.DIFFERING)

    def waiting(self, station: Station, volume_id: VolumeId) -> list[EntryId]:
        """In the order of the paper."""
        return list(StoredSecondWork(station.store.database).waiting(volume_id, EntryState.DIFFERING, station.desk.actor.user_id))

    def open(self, station: Station, entry_id: EntryId) -> Opened:
        """The fields that differ, with both values."""
        entry = to_decide(station.desk, entry_id)
        assert entry.second is not None
        form = station.desk.forms.of_ref(entry.form)
        bare, asked = blind(entry, form, entry.second.differing)
        opened = _opened(station, bare, asked)
        return _Differing(**vars(opened), whole=entry, whole_form=form)

    def sheet(self, opened: Opened, words: VolumeWords) -> Sheet:
        """With two values a field."""
        assert isinstance(opened, _Differing)
        pairs = {choice.path: choice.values for choice in choices(opened.whole)}
        return DecidingSheet(opened.form, opened.library, opened.entry, whole=opened.whole, whole_form=opened.whole_form, pairs=pairs)

    def finish(self, station: Station, entry_id: EntryId, finished: Finished) -> object:
        """Decide; the draft goes."""
        second = station.desk.records.entry(entry_id).second
        wanted = second.differing if second is not None else ()
        decide(station.desk, entry_id, {path: finished.typed[path] for path in wanted if path in finished.typed}, finished.reasons)
        station.store.drafts.drop(entry_id, station.desk.actor.user_id)
        return None


class Answering:
    """Compare with the paper what the central found about an entry: correct it, or say why it stands."""

    name: Final = Text("Trả lời trung tâm", "Answer the central")
    sign: Final = Text(
        "TRUNG TÂM HỎI LẠI: so với giấy; sai thì sửa, đúng thì giữ nguyên và chọn lý do.",
        "THE CENTRAL ASKS: compare with the paper; correct it, or leave it and say why.",
    )
    is_first: Final = False

    def shelves(self, station: Station) -> list[Shelf]:
        """Volumes with a question that nobody has answered."""
        counts = StoredQuestions(station.store.database).counts()
        return [Shelf(volume, counts[volume.volume_id]) for volume in station.desk.records.volumes() if volume.volume_id in counts]

    def waiting(self, station: Station, volume_id: VolumeId) -> list[EntryId]:
        """Those asked about first in front."""
        return StoredQuestions(station.store.database).waiting(volume_id)

    def open(self, station: Station, entry_id: EntryId) -> Opened:
        """As it is at the central, open to be corrected."""
        opened = open_entry(station, entry_id)
        return replace(opened, entry=replace(opened.entry, state=EntryState.RETURNED)) if opened.asked else opened

    def sheet(self, opened: Opened, words: VolumeWords) -> Sheet:
        """The cursor stops where something was found."""
        return AnsweringSheet(
            opened.form, opened.library, opened.entry, before=opened.before, words=words, asked=opened.asked, judged=opened.judged
        )

    def finish(self, station: Station, entry_id: EntryId, finished: Finished) -> object:
        """Uphold or correct; the draft goes."""
        questions = StoredQuestions(station.store.database)
        answer_central(station.desk, questions, entry_id, finished.typed, finished.reasons, finished.actions)
        station.store.drafts.drop(entry_id)
        return None


@dataclass(frozen=True, kw_only=True)
class _Differing(Opened):
    """An entry before somebody who decides."""

    whole: Entry
    whole_form: FormDefinition


ANSWERING: Final = Answering()


@dataclass(frozen=True)
class ToAnswer:
    """Where another desk sends somebody: to answer the central about one entry, or about whatever waits."""

    entry_id: EntryId | None = None


_BY_RIGHT: Final[tuple[tuple[Right, Work], ...]] = (
    (Right.KEY, FirstKeying()), (Right.SECOND_KEY, SecondKeying()), (Right.DECIDE, Deciding()), (Right.KEY, ANSWERING),
)  # fmt: skip


def works_of(role: Role) -> tuple[Work, ...]:
    """What somebody may do here, the usual first."""
    return tuple(work for right, work in _BY_RIGHT if may(role, right))


CLERKS_WORK: Final = works_of(Role.CLERK)
SUPERVISORS_WORK: Final = works_of(Role.SUPERVISOR)


def _fields_of(station: Station, entry: Entry) -> tuple[str, ...]:
    """What is keyed blind in it: as planned, or as its answer is known. Raises StationError `second.blind` where neither is so."""
    if entry.second is not None and entry.state is EntryState.SECOND:
        return entry.second.fields
    asked = asked_of(station.desk, entry, station.truth)
    if asked is None:
        raise StationError("second.blind", entry=entry.entry_id)
    return asked.fields


def _opened(station: Station, bare: Entry, form: FormDefinition) -> Opened:
    draft = restore_draft(station.desk, station.store.drafts, bare.entry_id)
    return Opened(bare, form, station.desk.forms, draft, actions_of(station.desk, bare.entry_id))


def _shelves(station: Station, state: EntryState) -> list[Shelf]:
    work = StoredSecondWork(station.store.database)
    counted = Tallies(station.store.database).entries()
    volumes = [volume for volume in station.desk.records.volumes() if counted.get((volume.volume_id, state))]
    found = [Shelf(volume, len(work.waiting(volume.volume_id, state, station.desk.actor.user_id))) for volume in volumes]
    return [shelf for shelf in found if shelf.waiting]
