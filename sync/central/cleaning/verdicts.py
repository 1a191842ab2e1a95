"""What is said of one mentioned person once the register's candidates are known: match, differs, not found, twice. Pure.

Nothing is corrected: the paper prevails (Luật Hộ tịch 60/2014/QH13, Điều 60), so a difference is shown to people and changes no value.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from station.domain.findings import Text
from station.domain.text import fold, spelling
from sync.central.cleaning.mentions import Mention
from sync.central.cleaning.register import Described

PROBABLE: Final = 0.9
"""Below it nobody is named; measured on invented people by tests/bench/linkage.py."""


NOT_FOUND: Final = Text(
    "Không tìm thấy người này trong sổ dân cư; có thể chưa có ở đó, hoặc tên, ngày sinh chép sai.",
    "This person is not found in the population register: perhaps not in it yet, or name or date of birth are copied wrongly.",
)
TWICE_THERE: Final = Text("Sổ dân cư có người này hai lần.", "The population register has this person twice.")
TWICE_HERE: Final = Text(
    "Người này đã có một trường hợp khác cùng loại ở trung tâm; hãy xem có phải đăng ký hai lần không.",
    "The central has another case of this kind of the same person: see whether it was registered twice.",
)


class Outcome(StrEnum):
    """In the words of the law's practice: khớp, lệch, không tìm thấy, trùng."""

    MATCH = "match"
    DIFFERS = "differs"
    NOT_FOUND = "not-found"
    TWICE = "twice"


@dataclass(frozen=True)
class Difference:
    """A field that the register has otherwise."""

    field: str
    text: Text


@dataclass(frozen=True)
class Judged:
    """The verdict on one mention."""

    outcome: Outcome
    registered: tuple[str, ...]
    """Keys in the register: of whom it probably is; more than one where the register itself has them twice."""
    probability: float
    differences: tuple[Difference, ...] = ()


def judged(mention: Mention, candidates: Sequence[tuple[str, float]], registered: Mapping[str, Described]) -> Judged:
    """`candidates`: (key in the register, probability), the most probable first."""
    probable = [(key, probability) for key, probability in candidates if probability >= PROBABLE]
    if not probable:
        return Judged(Outcome.NOT_FOUND, (), candidates[0][1] if candidates else 0.0)
    best = registered[probable[0][0]]
    keys = tuple(key for key, _ in probable if _is_same(best, registered[key]))
    differences = tuple(_differences(mention, best))
    outcome = Outcome.TWICE if len(keys) > 1 else Outcome.DIFFERS if differences else Outcome.MATCH
    return Judged(outcome, keys, probable[0][1], differences)


def _is_same(one: Described, other: Described) -> bool:
    """Two lines of the register that tell of one person; a sister who is probable too is another."""
    agree = one.born is None or other.born is None or one.born.agrees(other.born)
    return agree and fold(one.name) == fold(other.name)


def _differences(mention: Mention, there: Described) -> list[Difference]:
    """What both say, and say otherwise; what one of them leaves out is no difference."""
    here, found = mention.person, []
    if spelling(here.name) != spelling(there.name):
        found.append(_difference(mention, "name", there.name))
    if here.born and there.born and not here.born.agrees(there.born):
        found.append(_difference(mention, "birth_date", str(there.born).replace(".", "/")))
    if here.sex and there.sex and spelling(here.sex) != spelling(there.sex):
        found.append(_difference(mention, "sex", there.sex))
    for part, length in (("id_number", 12), ("old_number", 9)):
        ours, theirs = _of_length(here, length), _of_length(there, length)
        if ours and theirs and ours != theirs:
            found.append(_difference(mention, part, theirs))
    for part, ours, theirs in (("father", here.father, there.father), ("mother", here.mother, there.mother)):
        if ours and theirs and spelling(ours) != spelling(theirs):
            found.append(_difference(mention, part, theirs))
    return found


def _difference(mention: Mention, part: str, there: str) -> Difference:
    field = mention.fields.get(part) or mention.fields.get("id_number", "")
    return Difference(field, Text(f"Sổ dân cư ghi «{there}».", f"The population register says “{there}”."))


def _of_length(one: Described, length: int) -> str:
    return next((number for number in one.numbers if len(number) == length), "")
