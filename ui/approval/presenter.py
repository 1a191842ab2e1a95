"""What the approval desk does, without a widget: work lists, the numbers, the points to look at, a random sample, approve, return."""

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, Protocol

from station.domain.errors import StationError
from station.domain.findings import Text
from station.domain.ids import EntryId, PageId, VolumeId
from station.domain.roles import CENTRAL
from station.domain.text import clean
from station.store.reviews import StoredReviews
from station.workflow.approval import BATCH_ENTRIES_MAX, Approved, approve, return_entry
from station.workflow.points import Point
from station.workflow.sampling import Listed, SampleState, found_right, found_wrong, listed, return_list, sample_state
from station.workflow.worklists import (
    CameBack,
    Figures,
    Reviewed,
    WorkList,
    figures,
    look_over,
    sampled_points,
    work_lists,
)
from ui.approval.sealing import Sealing, Sentence, Step
from ui.approving import ApprovingHand, approving_hand, has_token
from ui.bootstrap import Station, sampling_plan
from ui.changes import BATCHES, ENTRIES, PEOPLE, VOLUMES, Changed
from ui.rates import ListRates, list_rates
from ui.tasks import Tasks

PORTION: Final = 50
"""Entries looked over at a time: other desks' questions to the store go in between."""
_SHOW_EVERY: Final = 500
"""After so many entries looked over the numbers and points found until then are shown."""

REASON_MISSING = Text("Chọn hoặc gõ lý do trả lại.", "Choose or type a reason.")
NOT_LOOKED_OVER = Text(
    "Đang xem lại các mục; phê duyệt được khi đã xem hết.", "Entries are still being looked over; approve when that is done."
)
NOTHING_OF_YOURS = Text(
    "Mọi mục trong danh sách này đều do chính anh/chị nhập hoặc kiểm tra; người khác phải phê duyệt.",
    "You keyed or checked every entry of this list; somebody else has to approve it.",
)
NOTHING_IDENTIFIED = Text(
    "Mẫu này đòi xác minh người nộp, và chưa mục nào có: trả lại để công chức xác minh ở bàn Người nộp.",
    "This form wants the applicant identified, and no entry has that: return them, the clerk identifies at the desk Applicant.",
)
LOOK_ON = Text(
    "Mẫu chưa xong: so mục {number} với giấy, F7 nếu đúng, F8 nếu phải trả lại.",
    "The sample is not done: compare entry {number} with the paper, F7 if right, F8 to return it.",
)
LIST_REFUSED = Text("Mẫu không đạt: trả lại cả danh sách (F9).", "The sample was not good enough: return the whole list (F9).")
LIST_RETURNED = Text("Đã trả lại cả danh sách: {count} mục.", "The whole list went back: {count} {count:entry|entries}.")
RETURNED = Text("Đã trả lại mục {number}: {reason}", "Entry {number} returned: {reason}")
THE_CENTRAL = Text("Trung tâm", "The central")


@dataclass(frozen=True)
class Line:
    """One row of the desk's table: a point of an entry, or an entry without any."""

    item: Reviewed
    point: Point | None

    @property
    def page_id(self) -> PageId | None:
        """The page that the point's field stands on; the entry's first page for the rest."""
        pages = self.item.pages
        number = self.point.value.page if self.point is not None and self.point.value is not None else 1
        return pages[number - 1] if 0 < number <= len(pages) else (pages[0] if pages else None)


@dataclass(frozen=True)
class Review:
    """The chosen list, as far as it has been looked over."""

    numbers: Figures = field(default_factory=Figures)
    lines: tuple[Line, ...] = ()
    sample: SampleState = field(default_factory=SampleState)
    """How far the sequential sample is."""
    next_name: str = ""
    """What the desk calls the drawn entry that is to be looked at now."""
    rates: ListRates = field(default_factory=ListRates)
    """What second keying and known answers say."""
    names: Mapping[str, str] | None = None
    """Id of a person → name."""

    def name(self, came_back: CameBack) -> Text:
        """Who returned it."""
        if came_back.by == CENTRAL.user_id:
            return THE_CENTRAL
        said = (self.names or {}).get(came_back.by, came_back.by)
        return Text(said, said)


class View(Protocol):
    """What the page can show."""

    def show_lists(self, lists: Sequence[WorkList], chosen: int) -> None:
        """The work lists; `chosen` -1 when there is none."""

    def show_looking(self, step: Step) -> None:
        """How many entries of the chosen list have been looked over; all of them at the end."""

    def show_sealing(self, step: Step | None) -> None:
        """How far the approval is; None when it has ended."""

    def show_review(self, review: Review) -> None:
        """The numbers and the points."""

    def show_sentence(self, said: Sequence[Sentence], *, trouble: bool) -> None:
        """What was done, or what is in the way."""

    def show_failure(self, error: StationError, said: Sequence[Sentence] = ()) -> None:
        """Why it did not go, and what was done before."""

    def ask_to_sign(self, with_token: bool) -> None:
        """The password of the person who signed in, once more; or the PIN of the token that they approve with."""

    def show_refused(self, error: StationError) -> None:
        """The password was not theirs, or no password is taken now."""

    def show_confirmed(self) -> None:
        """It was theirs; nothing more is asked."""


class Approval:
    """One approval desk's mind."""

    view: View

    def __init__(
        self, tasks: Tasks, go: Callable[[str, object], None] = lambda _desk, _target: None, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._tasks, self._go, self._clock = tasks, go, clock
        self._lists: list[WorkList] = []
        self._chosen: VolumeId | None = None
        self._asked: dict[EntryId, int] = {}
        """Entry → its newest action when it was asked for."""
        self._reviewed: dict[EntryId, Reviewed] = {}
        self._seen: dict[EntryId, int] = {}
        self._sample: dict[EntryId, tuple[Point, ...]] = {}
        self._state = SampleState()
        self._rates = ListRates()
        self._drawn_from = Listed()
        """The list when the sample was looked up."""
        self._names: dict[str, str] = {}
        self._round = 0
        self._began = (0.0, 0)
        self._all_lines = False
        self._sealing: Sealing | None = None

    @property
    def ready(self) -> bool:
        """Whether the chosen list has been looked over to its end and nothing is being written."""
        return bool(self._asked) and len(self._reviewed) >= len(self._asked) and not self.acting

    @property
    def acting(self) -> bool:
        """Whether an approval is being sealed."""
        return self._sealing is not None

    def refresh(self) -> None:
        """Look at the work lists again; what was chosen stays chosen."""
        self._tasks.query(_names_and_lists, self._listed, self.view.show_failure)

    def changed(self, changed: Changed) -> None:
        """Somebody wrote; look again where it concerns this desk."""
        if not self.acting and changed & (ENTRIES | BATCHES | VOLUMES | PEOPLE):
            self.refresh()

    def choose(self, index: int) -> None:
        """Take a work list in hand."""
        if 0 <= index < len(self._lists) and self._lists[index].volume.volume_id != self._chosen and not self.acting:
            self._begin(self._lists[index])

    def choose_volume(self, volume_id: VolumeId) -> None:
        """Take this volume's list in hand, if it has one."""
        found = [index for index, work in enumerate(self._lists) if work.volume.volume_id == volume_id]
        if found and not self.acting:
            self.choose(found[0])
            self.view.show_lists(self._lists, found[0])
        elif not self._lists:
            self._chosen = volume_id

    def show_all(self, wanted: bool) -> None:
        """List entries without a point too."""
        self._all_lines = wanted
        self._show()

    def approve(self) -> None:
        """Ask for the password or the PIN, when there is something that this person may approve."""
        if self._allowed() is not None:
            self._tasks.query(has_token, self.view.ask_to_sign, self.view.show_failure)

    def confirm(self, secret: str) -> None:
        """Approve what was looked over and may be approved by this person; entries that came later wait for the next time.

        Only with their password, counted like a sign-in, or with the PIN of their token; nothing of either is kept.
        """
        self._tasks.query(lambda station: approving_hand(station, secret), self._confirmed, self.view.show_refused)

    def end(self) -> None:
        """The session is over: the token is let go of behind the batch that is being sealed."""
        if self._sealing is not None:
            self._let_go(self._sealing.hand)

    def _confirmed(self, hand: ApprovingHand) -> None:
        self.view.show_confirmed()
        sealing = self._allowed()
        if sealing is None:
            self._let_go(hand)
            return
        sealing.hand = hand
        self._sealing = sealing
        self._show()
        self._seal(sealing)

    def _let_go(self, hand: ApprovingHand) -> None:
        if hand.token is not None:
            self._tasks.query(lambda _: hand.close(), lambda _: None)

    def _allowed(self) -> Sealing | None:
        """What would be approved now; None, and said why, when nothing would."""
        if not self.ready:
            if self._asked and not self.acting:
                self.view.show_sentence([(NOT_LOOKED_OVER, {})], trouble=True)
            return None
        if self._state.next is not None:
            self.view.show_sentence([(LOOK_ON, {"number": self._reviewed[self._state.next].name})], trouble=True)
            return None
        others = [entry_id for entry_id in self._asked if not self._reviewed[entry_id].held_back]
        allowed = [entry_id for entry_id in others if not self._reviewed[entry_id].unidentified and entry_id not in self._state.refused]
        if not allowed:
            nothing = LIST_REFUSED if self._state.refused else NOTHING_IDENTIFIED if others else NOTHING_OF_YOURS
            self.view.show_sentence([(nothing, {})], trouble=True)
            return None
        assert self._chosen is not None
        return Sealing(self._chosen, allowed, len(self._asked) - len(others), len(others) - len(allowed), self._clock())

    def open_page(self, item: Reviewed) -> None:
        """Look at the whole page, at the desk that shows pages."""
        self._go("search", item.entry_id)

    def stop(self) -> None:
        """Stop after the batch that is being sealed; the rest waits on."""
        if self._sealing is not None:
            self._sealing.stopping = True

    def give_back(self, item: Reviewed, reason: Text | str) -> None:
        """Return one entry; the log keeps the reason in Vietnamese, or as typed."""
        said = clean(reason.vi if isinstance(reason, Text) else reason)
        if not said:
            self.view.show_sentence([(REASON_MISSING, {})], trouble=True)
            return
        if self.acting:
            return
        shown = reason if isinstance(reason, Text) else Text(said, said)
        volume_id, there, drawn = self._chosen, self._drawn_from.there, self._state.next == item.entry_id

        def give(station: Station) -> None:
            if drawn and volume_id is not None:
                found_wrong(station.desk, volume_id, item.entry_id, there, said)
            else:
                return_entry(station.desk, item.entry_id, said)

        self._tasks.change(
            give,
            lambda _: self._returned(item, shown),
            self._failed,
            changed=ENTRIES,
        )

    def is_right(self) -> None:
        """The drawn entry is as on the paper: the sample asks for the next one, or is decided."""
        volume_id, entry_id, there = self._chosen, self._state.next, self._drawn_from.there
        if volume_id is None or entry_id is None or self.acting:
            return
        self._tasks.change(
            lambda station: found_right(station.desk, volume_id, entry_id, there),
            lambda _: self._draw(self._round),
            self._failed,
            changed=Changed.NOTHING,
        )

    def return_all(self, reason: Text | str) -> None:
        """Send a list back that the sample has refused."""
        said, refused = clean(reason.vi if isinstance(reason, Text) else reason), sorted(self._state.refused)
        if not said:
            self.view.show_sentence([(REASON_MISSING, {})], trouble=True)
        elif refused and not self.acting:
            self._tasks.change(
                lambda station: return_list(station.desk, refused, said),
                lambda count: self.view.show_sentence([(LIST_RETURNED, {"count": count})], trouble=False),
                self._failed,
                changed=ENTRIES,
            )

    # ---- looking over ---------------------------------------------------------------------------------------------------------

    def _listed(self, found: tuple[dict[str, str], list[WorkList]]) -> None:
        self._names, self._lists = found
        same = next((work for work in self._lists if work.volume.volume_id == self._chosen), None)
        chosen = same or (self._lists[0] if self._lists else None)
        self.view.show_lists(self._lists, self._lists.index(chosen) if chosen is not None else -1)
        if chosen is None:
            self._chosen, self._asked, self._reviewed, self._sample = None, {}, {}, {}
            self._round += 1
            self._show()
        elif dict(chosen.newest) != self._asked:
            self._begin(chosen)

    def _begin(self, work: WorkList) -> None:
        """Look a list over; what was looked over and not touched since is kept."""
        same = work.volume.volume_id == self._chosen
        kept = {entry_id: item for entry_id, item in self._reviewed.items() if same and work.newest.get(entry_id) == self._seen[entry_id]}
        self._reviewed, self._sample, self._state, self._rates = kept, {}, SampleState(), ListRates()
        self._chosen, self._asked = work.volume.volume_id, dict(work.newest)
        self._round += 1
        self._began = (self._clock(), len(kept))
        self._go_on(self._round)

    def _go_on(self, turn: int) -> None:
        if turn != self._round:
            return
        left = [entry_id for entry_id in self._asked if entry_id not in self._reviewed]
        self.view.show_looking(self._looking(len(self._asked) - len(left)))
        if not left:
            self._draw(turn)
            return
        portion = left[:PORTION]

        def looked(found: list[Reviewed]) -> None:
            if turn != self._round:
                return
            before = len(self._reviewed)
            for item in found:
                self._reviewed[item.entry_id], self._seen[item.entry_id] = item, self._asked[item.entry_id]
            for entry_id in set(portion) - {item.entry_id for item in found}:
                del self._asked[entry_id]
            if before // _SHOW_EVERY != len(self._reviewed) // _SHOW_EVERY or not before:
                self._show()
            self._go_on(turn)

        self._tasks.query(
            lambda station: look_over(station.desk, StoredReviews(station.store.database), portion), looked, self.view.show_failure
        )

    def _looking(self, done: int) -> Step:
        began, kept = self._began
        passed = self._clock() - began
        return Step(done, len(self._asked), (done - kept) / passed if passed > 0 else 0.0)

    def _draw(self, turn: int) -> None:
        """See how far the sample is, over the entries in which nothing is to be looked at; what is drawn is shown field by field."""
        if turn != self._round or self._chosen is None:
            return
        volume_id = self._chosen
        reviewed = [self._reviewed[entry_id] for entry_id in self._asked if entry_id in self._reviewed]
        entries = listed(reviewed, self._asked)

        people = {user_id for item in reviewed for user_id, _ in item.acts}

        def drawn(found: tuple[SampleState, dict[EntryId, tuple[Point, ...]], ListRates]) -> None:
            if turn == self._round:
                self._state, self._sample, self._rates = found
                self._drawn_from = entries
                self._show()

        def draw(station: Station) -> tuple[SampleState, dict[EntryId, tuple[Point, ...]], ListRates]:
            state = sample_state(station.desk, volume_id, entries, sampling_plan())
            points = sampled_points(station.desk, [state.next] if state.next is not None else [])
            return state, points, list_rates(station, volume_id, people)

        self._tasks.change(draw, drawn, self.view.show_failure, changed=Changed.NOTHING)

    # ---- approving ------------------------------------------------------------------------------------------------------------

    def _seal(self, sealing: Sealing) -> None:
        """Seal one batch, then the next: each is durable by itself, so that stopping or a failure loses none."""
        portion = sealing.left[:BATCH_ENTRIES_MAX]
        if sealing.stopping or not portion:
            self._sealed_all(sealing)
            return
        self.view.show_sealing(sealing.step(self._clock()))

        def sealed(approved: Approved) -> None:
            sealing.done.append(approved)
            sealing.left = sealing.left[BATCH_ENTRIES_MAX:]
            self._seal(sealing)

        self._tasks.change(
            lambda station: approve(
                station.desk,
                StoredReviews(station.store.database),
                sealing.volume_id,
                station.outbox,
                station.station_id,
                portion,
                sealing.hand.signer,
            ),
            sealed,
            lambda error: self._sealing_failed(sealing, error),
            changed=ENTRIES | BATCHES,
        )

    def _sealed_all(self, sealing: Sealing) -> None:
        self._sealing = None
        self._let_go(sealing.hand)
        self.view.show_sealing(None)
        self.view.show_sentence(sealing.said(), trouble=False)
        self.refresh()
        self._show()

    def _sealing_failed(self, sealing: Sealing, error: StationError) -> None:
        self._sealing = None
        self._let_go(sealing.hand)
        self.view.show_sealing(None)
        self.view.show_failure(error, sealing.said() if sealing.done else ())
        self.refresh()
        self._show()

    # ---- answers --------------------------------------------------------------------------------------------------------------

    def _returned(self, item: Reviewed, reason: Text) -> None:
        self.view.show_sentence([(RETURNED, {"number": item.name, "reason": reason})], trouble=False)
        for kept in (self._reviewed, self._asked, self._sample):
            kept.pop(item.entry_id, None)
        self._draw(self._round)

    def _failed(self, error: StationError) -> None:
        self.view.show_failure(error)
        self.refresh()

    def _show(self) -> None:
        """Numbers and lines of ten thousand entries take a moment: they are made on the store lane."""
        reviewed = tuple(self._reviewed[entry_id] for entry_id in self._asked if entry_id in self._reviewed)
        everything, turn, sample, names, state = self._all_lines, self._round, dict(self._sample), self._names, self._state
        rates = self._rates

        def made(review: Review) -> None:
            if turn == self._round:
                self.view.show_review(review)

        def make(_: Station) -> Review:
            lines = tuple(lines_of(reviewed, sample, everything=everything))
            following = next((item.name for item in reviewed if item.entry_id == state.next), "")
            return Review(figures(reviewed), lines, state, following, rates, names)

        self._tasks.query(make, made, self.view.show_failure)


def _names_and_lists(station: Station) -> tuple[dict[str, str], list[WorkList]]:
    names = {str(user.user_id): user.name for user in station.store.users()}
    return names, work_lists(station.desk, StoredReviews(station.store.database))


def lines_of(reviewed: Sequence[Reviewed], sample: Mapping[EntryId, tuple[Point, ...]], *, everything: bool) -> list[Line]:
    """One line a point, then one a field of the entries drawn at random.

    Entries without any of these only when everything is wanted, or because somebody else has to approve them.
    """
    shown: list[Line] = []
    for item in reviewed:
        bare = (None,) if item.entry_id not in sample and (everything or item.held_back) else ()
        shown += [Line(item, point) for point in (item.points or bare)]
    return shown + [Line(item, point) for item in reviewed for point in sample.get(item.entry_id, ())]
