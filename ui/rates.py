"""Measured error rates as screens tell them: of the reading and of people, with their 95 % intervals. No Qt.

Who may see people's rates is decided here once: they are for helping people, not for ranking them.
"""

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from station.domain.findings import Text
from station.domain.ids import UserId, VolumeId
from station.domain.intervals import wilson
from station.domain.keying_plan import Compared, Hand
from station.domain.rights import Right, may
from station.domain.roles import Role
from station.store.second_work import StoredSecondWork
from station.workflow.counting import total
from ui.language import number, tr

if TYPE_CHECKING:
    from ui.bootstrap import Station


@dataclass(frozen=True)
class Rate:
    """How often one hand was wrong in one kind of field."""

    hand: Hand
    by: str
    """User id; the reading's own."""
    name: str
    """Of the person; empty for the reading."""
    group: str
    """Kind of field; empty for all of them together."""
    counted: int
    wrong: int

    @property
    def interval(self) -> tuple[float, float]:
        """95 %, Wilson."""
        return wilson(self.wrong, self.counted)


@dataclass(frozen=True)
class ListRates:
    """What a supervisor should know of a list's second keyings, and of those who keyed it."""

    compared: Compared = field(default_factory=Compared)
    of_volume: tuple[Rate, ...] = ()
    """By hand, all persons together."""
    of_people: tuple[Rate, ...] = ()
    """In the whole office: of the reading, then of whoever keyed or checked entries of the list, by hand."""


def rates_of(station: "Station", volume_id: VolumeId | None = None) -> tuple[Rate, ...]:
    """By hand, person and kind of field, of one volume or all. What risk chose is left out: it was picked for being doubtful."""
    names = {str(user.user_id): user.name for user in station.store.users()}
    marks = total(StoredSecondWork(station.store.database).marks(volume_id))
    return tuple(
        Rate(hand, by, "" if hand is Hand.READING else names.get(by, by), group, count, wrong)
        for (hand, by, group), (count, wrong) in sorted(marks.items())
    )


def summed(rates: Sequence[Rate], *, by_person: bool = True) -> tuple[Rate, ...]:
    """All kinds of fields together, in the order of the hands; without `by_person` all persons too."""
    counted: Counter[tuple[Hand, str, str]] = Counter()
    wrong: Counter[tuple[Hand, str, str]] = Counter()
    for rate in rates:
        key = (rate.hand, rate.by, rate.name) if by_person else (rate.hand, "", "")
        counted[key] += rate.counted
        wrong[key] += rate.wrong
    order = list(Hand)
    return tuple(Rate(*key, "", counted[key], wrong[key]) for key in sorted(counted, key=lambda key: (order.index(key[0]), key[1:])))


def seen_by(role: Role, rates: Sequence[Rate]) -> tuple[Rate, ...]:
    """What somebody in this role is shown: people's rates only whoever plans, and whoever may see all."""
    return tuple(rate for rate in rates if rate.hand is Hand.READING or may(role, Right.PLAN) or may(role, Right.SEE_ALL))


def list_rates(station: "Station", volume_id: VolumeId, keyed_by: Collection[UserId]) -> ListRates:
    """For the figures of a list before approval."""
    of_volume = summed(rates_of(station, volume_id), by_person=False)
    people = [rate for rate in summed(rates_of(station)) if rate.hand is Hand.READING or rate.by in keyed_by]
    return ListRates(StoredSecondWork(station.store.database).compared(volume_id), of_volume, tuple(people))


def interval_words(rate: Rate) -> str:
    """ "0,31 – 1,20 %"."""
    low, high = rate.interval
    return f"{number(low * 100, 2)} – {number(high * 100, 2)} %"


def short_words(rate: Rate) -> str:
    """ "người gõ 3/120 (0,9–7,1 %)"."""
    low, high = rate.interval
    return tr(
        _SHORT,
        hand=tr(HANDS[rate.hand]).lower(),
        wrong=number(rate.wrong),
        counted=number(rate.counted),
        low=number(low * 100, 1),
        high=number(high * 100, 1),
    )


_SHORT = Text("{hand} {wrong}/{counted} ({low}–{high} %)", "{hand} {wrong}/{counted} ({low}–{high} %)")
HANDS: Final[dict[Hand, Text]] = {
    Hand.READING: Text("Máy đọc", "Reading"),
    Hand.KEYER: Text("Người gõ", "Typed"),
    Hand.CHECKER: Text("Người nhận giá trị máy đọc", "Let the reading stand"),
    Hand.SECOND: Text("Người nhập lần hai", "Second keyer"),
    Hand.KNOWN: Text("Mục đã biết đáp án", "Known answer"),
}
GROUPS: Final[dict[str, Text]] = {
    "figures": Text("số, ngày", "figures, dates"),
    "lists": Text("danh mục", "lists"),
    "boxes": Text("ô đánh dấu", "boxes"),
    "names": Text("tên người", "names"),
    "words": Text("chữ, địa danh", "words, places"),
}
