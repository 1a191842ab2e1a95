"""Which fields of an entry need a person, and why: the cursor of the desk stops at these and at no others.

A value needs nobody when a person has keyed it, or when two independent witnesses speak for it, none speaks against it, and the calibrated
confidence is high enough. Names have no witness: they are suggestions beside an empty input, however well they were read.
"""

import datetime
import functools
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final

from station.domain.findings import Finding, Severity
from station.domain.record import Entry, FieldValue, ValueSource, ValueState
from station.domain.text import spelling
from station.forms.check import Checks, rule_name
from station.forms.definition import FieldDefinition, FormDefinition
from station.forms.fields import find_field, item_indices
from station.forms.handwriting import handwritten, is_told
from station.forms.library import FormLibrary
from station.forms.testimony import Statement, grounds
from station.forms.types import normalise
from station.forms.witnesses import Paper, Vouched, statements
from station.workflow.suggestions import witnesses

WITNESSES_NEEDED: Final = 2

NEVER_WITNESSED: Final = frozenset({"person_name"})
"""Nothing on paper and no list can say that a name is right."""

SUGGESTED_TYPES: Final = frozenset({"person_name", "id_number", "date", "area"})
"""Types of which a wrong value looks as good as a right one: without witnesses they stand beside an empty input, not in it."""

LOOK_AGAIN: Final = "look-again"
"""Note on a field that a group check struck out: unreadable until a person keys it."""

_WITNESS_PREDICATES: Final = frozenset({"words_equal_figures", "sum_equals", "equal"})
_WORD_TYPES: Final = frozenset({"date_words", "area_words"})


class Need(StrEnum):
    """Why the cursor stops at a field."""

    NOTHING = "nothing"
    UNREADABLE = "unreadable"
    MISSING = "missing"
    """Required and empty."""
    FINDING = "finding"
    NOT_FOUND = "not-found"
    """The reading did not find the line on the paper; nobody knows yet whether it is there."""
    UNSURE = "unsure"
    """Read with little confidence."""
    UNWITNESSED = "unwitnessed"
    """Read well, but nothing else on the paper says the same: shown as a suggestion beside an empty input."""
    HANDWRITTEN = "handwritten"
    """Written by hand: what engines make of it is a hint beside an empty input."""
    STRUCK_OUT = "struck-out"
    """A group check says that the value is wrong."""
    SECOND = "second"
    """To be keyed a second time, blind."""
    DIFFERS = "differs"
    """Two keyings differ here: a third person decides."""


_ORDER: Final = {need: at for at, need in enumerate([*(each for each in Need if each is not Need.NOTHING), Need.NOTHING])}
"""The gravest first, for lists."""


@dataclass(frozen=True)
class Ground:
    """Why the cursor stops at a field or passes it by."""

    need: Need
    spoken: tuple[Statement, ...] = ()
    """Who spoke for or against the value that was read; of a list, at its most doubtful part."""
    sureness: float | None = None
    """How likely the value is right, calibrated; None where nothing was read or nothing measured."""
    doubtful: bool = False
    """The text is a value of its type only with a finding: letters taken for digits, an item of a list that is only near."""
    by_hand: bool = False
    """Written by hand: the value never stands in the input, whatever else is with it."""

    @property
    def only_suggested(self) -> bool:
        """Whether the value stands beside an empty input, not in it."""
        return self.by_hand or self.need is Need.UNWITNESSED


def needs(
    form: FormDefinition,
    library: FormLibrary,
    fields: Mapping[str, FieldValue],
    findings: Sequence[Finding],
    today: datetime.date | None = None,
    vouched: Vouched = lambda field, text: False,
    before: Mapping[str, FieldValue] | None = None,
) -> dict[str, Need]:
    """Field id → why a person is needed, for every field of the form in the order of the paper; a list counts as one field."""
    return {path: ground.need for path, ground in grounds_of(form, library, fields, findings, today, vouched, before).items()}


@dataclass(frozen=True)
class _Weighed:
    """A reading and what was made of it."""

    value: FieldValue
    spoken: tuple[Statement, ...]
    by_hand: bool
    ground: Ground


Weighed = dict[str, _Weighed]
"""Path → what was made of a reading when its entry was last judged; empty at first."""


@dataclass(frozen=True)
class Judged:
    """What was said of an entry when it was last judged: whoever asks again with a few other values waits for those alone.

    One thread at a time.
    """

    checks: Checks
    weighed: Weighed

    @classmethod
    def of(cls, entry: Entry, form: FormDefinition, library: FormLibrary, before: Mapping[str, FieldValue]) -> "Judged":
        """As the entry stands, nothing typed; `before`: fields of the entry before in the volume."""
        judged = cls(Checks(form, library), {})
        grounds_of(form, library, entry.fields, judged.checks.of(entry.fields), before=before, weighed=judged.weighed)
        return judged


def grounds_of(
    form: FormDefinition,
    library: FormLibrary,
    fields: Mapping[str, FieldValue],
    findings: Sequence[Finding],
    today: datetime.date | None = None,
    vouched: Vouched = lambda field, text: False,
    before: Mapping[str, FieldValue] | None = None,
    weighed: Weighed | None = None,
) -> dict[str, Ground]:
    """The same with who spoke for each value. `vouched`: what people keyed in this volume; `before`: fields of the entry before in it.

    `weighed`: kept by those who ask again after every key; a reading of which the same is said as before is not weighed again.
    """
    paper = paper_of(form, library, fields, today, vouched, before)
    by_hand, known = handwritten(form, fields), weighed if weighed is not None else {}
    heard = _Heard(paper, statements(paper), _doubted(form, findings), by_hand, _rows_to_look_for(form, fields), known)
    found = {field.id: _ground(field, heard) for field in form.fields}
    for path in _misspelt(form, fields):
        if found[path].need is Need.NOTHING:
            found[path] = replace(found[path], need=Need.UNSURE)
    return found


@dataclass(frozen=True)
class _Heard:
    """Everything that is known before the fields are judged one by one."""

    paper: Paper
    spoken: Mapping[str, tuple[Statement, ...]]
    doubted: set[str]
    by_hand: frozenset[str]
    rows: frozenset[str]

    @functools.cached_property
    def may_be_pale(self) -> bool:
        """Whether lines that hands usually fill are written by hand, or too few were read to tell."""
        found = (find_field(self.paper.form, path) for path in self.by_hand)
        written = any(field is not None and field.hand == "hand" for field in found)
        return written or not is_told(self.paper.form, self.paper.fields)

    weighed: Weighed


def paper_of(
    form: FormDefinition,
    library: FormLibrary,
    fields: Mapping[str, FieldValue],
    today: datetime.date | None = None,
    vouched: Vouched = lambda field, text: False,
    before: Mapping[str, FieldValue] | None = None,
) -> Paper:
    """What witnesses are asked about."""
    return Paper(form, library, fields, before or {}, vouched, today or datetime.date.today())


def _misspelt(form: FormDefinition, fields: Mapping[str, FieldValue]) -> set[str]:
    """Words that mean what the figures say and are not written as one writes it: "hại mươi" for "hai mươi"."""
    found = set()
    for field in form.fields:
        value = fields.get(field.id)
        if field.type in _WORD_TYPES and value is not None and value.state is ValueState.READ:
            usual = value.source is ValueSource.READING and [spelling(_bare(text)) for text in witnesses(field, form, fields)]
            if usual and spelling(_bare(value.text or value.value)) not in usual:
                found.add(field.id)
    return found


def _bare(text: str) -> str:
    """Without the brackets around it, the commas between day, month and year, and the unit, which forms print or leave out."""
    return _BETWEEN_PARTS.sub(" ", text.casefold()).strip(" ().,;:").removesuffix("mét vuông").strip(" ().,;:")


_BETWEEN_PARTS: Final = re.compile(r"\s*,\s*(?=(?:tháng|năm)\b)")


def _doubted(form: FormDefinition, findings: Sequence[Finding]) -> set[str]:
    """Fields with a finding that asks for a person; witnesses that contradict each other are doubted all alike."""
    asking = [finding for finding in findings if finding.severity is not Severity.INFO]
    paths = {finding.path.split("[")[0] if find_field(form, finding.path) is None else finding.path for finding in asking}
    paths |= {path.split("[")[0] for path in paths if not _is_field(form, path)}
    rules = {finding.rule for finding in asking}
    for rule in form.rules:
        if rule.predicate in _WITNESS_PREDICATES and rule_name(form, rule) in rules:
            paths |= set(rule.fields)
    return paths


def _is_field(form: FormDefinition, path: str) -> bool:
    return any(field.id == path for field in form.fields)


_ROW: Final = re.compile(r"^(\w+)\[(\d+)\]\.")


def _rows_to_look_for(form: FormDefinition, fields: Mapping[str, FieldValue]) -> frozenset[str]:
    """Fields that the reading did not find and that may be there all the same.

    Of rows of a table (`parcel[1].…`) those on which something was found, and the first row after the last of them: when that is not on the
    paper, the further ones are not either.
    """
    rows: dict[tuple[str, int], list[str]] = {}
    absent = {field.id for field in form.fields if (value := fields.get(field.id)) is not None and _is_absent(value)}
    for path in (field.id for field in form.fields):
        if row := _ROW.match(path):
            rows.setdefault((row[1], int(row[2])), []).append(path)
    empty = {key for key, paths in rows.items() if not any(_is_there(fields.get(path)) for path in paths)}
    excused = {path for (name, at), paths in rows.items() if {(name, at), (name, at - 1)} <= empty for path in paths}
    return frozenset(absent - excused)


def _is_absent(value: FieldValue) -> bool:
    return value.state is ValueState.ABSENT and value.source is ValueSource.READING


def _is_there(value: FieldValue | None) -> bool:
    return value is not None and value.state in (ValueState.READ, ValueState.UNREADABLE)


def _ground(field: FieldDefinition, heard: _Heard) -> Ground:
    fields = heard.paper.fields
    value = fields.get(field.id)
    parts = _parts(field, heard.paper.form, fields)
    if value is not None and value.note == LOOK_AGAIN:
        return Ground(Need.STRUCK_OUT)
    if value is not None and value.state is ValueState.UNREADABLE and value.source is ValueSource.READING:
        return Ground(Need.UNREADABLE)
    there = (value is not None and value.state is ValueState.READ) or any(part.state is ValueState.READ for _, part in parts)
    by_person = value is not None and value.source is not ValueSource.READING
    if field.required and not there and not (by_person and value is not None and value.state is ValueState.UNREADABLE):
        return Ground(Need.MISSING)
    if field.id in heard.doubted:
        return replace(_ground_of_reading(field, value, heard) if value is not None else Ground(Need.FINDING), need=Need.FINDING)
    if field.id in heard.rows or (not there and not by_person and value is not None and not _is_seen_blank(field, value, heard)):
        return Ground(Need.NOT_FOUND)
    if by_person or not there:
        return Ground(Need.NOTHING)
    judged = [_ground_of_reading(part, found, heard) for part, found in parts]
    if value is not None and field.type != "list":
        judged.append(_ground_of_reading(field, value, heard))
    worst = min(judged, key=lambda ground: _ORDER[ground.need], default=Ground(Need.NOTHING))
    return replace(worst, by_hand=any(ground.by_hand for ground in judged))


def _is_seen_blank(field: FieldDefinition, value: FieldValue, heard: _Heard) -> bool:
    """Whether it was seen that nothing is written, not only that nothing was read.

    Registers have one box of each group ticked, so that none was found says little; a place narrower than one word says nothing; and on a
    paper that may be written by hand a pale pen on a coloured ground leaves as little as an empty line.
    """
    if value.state is not ValueState.BLANK:
        return True
    if field.type == "tick" or (field.hand == "hand" and heard.may_be_pale):
        return False
    return value.box is None or value.box.w >= _ROOM_FOR_A_WORD * value.box.h


_ROOM_FOR_A_WORD: Final = 1.0


def _parts(field: FieldDefinition, form: FormDefinition, fields: Mapping[str, FieldValue]) -> list[tuple[FieldDefinition, FieldValue]]:
    """The parts of a list's items; none for other types."""
    if field.type != "list":
        return []
    paths = [f"{field.id}[{index}].{key}" for index in item_indices(field.id, fields) for key in field.items]
    found = [(find_field(form, path), fields[path]) for path in paths if path in fields]
    return [(part, value) for part, value in found if part is not None]


def _ground_of_reading(field: FieldDefinition, value: FieldValue, heard: _Heard) -> Ground:
    if value.state is ValueState.UNREADABLE:
        return Ground(Need.UNREADABLE)
    if value.source is ValueSource.READING and value.state is ValueState.BLANK:
        # part of a list: the line came apart otherwise than it was meant
        return Ground(Need.UNSURE)
    if value.state is not ValueState.READ or value.source is not ValueSource.READING:
        return Ground(Need.NOTHING)
    spoken, by_hand = heard.spoken.get(field.id, ()), field.id in heard.by_hand
    known = heard.weighed.get(field.id)
    if known is None or known.value is not value or (known.spoken, known.by_hand) != (spoken, by_hand):
        known = _Weighed(value, spoken, by_hand, _weigh(field, value, spoken, heard.paper.library, by_hand=by_hand))
        heard.weighed[field.id] = known
    return known.ground


def _weigh(field: FieldDefinition, value: FieldValue, spoken: tuple[Statement, ...], library: FormLibrary, *, by_hand: bool) -> Ground:
    doubtful = bool(normalise(value.text or value.value, field, library.lexicons).findings)
    sureness = None
    if library.calibration is not None:
        sureness = library.calibration.sureness(field.type, value.confidence, spoken, by_hand=by_hand, doubtful=doubtful)
    if by_hand:
        return Ground(Need.HANDWRITTEN, spoken, sureness, doubtful, by_hand=True)
    witnessed = field.type not in NEVER_WITNESSED and len(grounds(spoken)) >= WITNESSES_NEEDED and not doubtful
    if witnessed and (library.calibration is None or sureness is None or sureness >= library.calibration.least):
        return Ground(Need.NOTHING, spoken, sureness)
    return Ground(Need.UNWITNESSED if field.type in SUGGESTED_TYPES else Need.UNSURE, spoken, sureness, doubtful)
