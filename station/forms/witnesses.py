"""Who speaks for a value that was read, and who against it: the words beside the figures, another kind of network, the list it comes from.

What follows from it (who is asked to look) is station.workflow.attention's matter.
"""

import datetime
import functools
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from rapidfuzz.distance import LCSseq

from station.domain.dates import PartialDate
from station.domain.record import FieldValue, ValueSource, ValueState, Voice
from station.domain.text import bare_letters, fold
from station.forms.check import holds_exactly
from station.forms.definition import FieldDefinition, FormDefinition, RuleDefinition
from station.forms.fields import find_field
from station.forms.library import FormLibrary
from station.forms.normalised import says_none
from station.forms.testimony import Statement, Verdict, Witness

IDS_WITHOUT_STRUCTURE_FROM: Final = datetime.date(2024, 7, 1)
"""Luật Căn cước 26/2023/QH15 no longer promises that an id tells birth year and sex; ids issued before keep theirs."""


_SECOND: Final = "ppocr"
_CODE: Final = "code"
_FRAME: Final = "frame"
_NEAR_LETTERS: Final = 2
"""Two items of a list that differ in fewer base letters are mistaken for each other."""
_FILLED: Final = 0.12
_CLEAN: Final = 0.05
"""Shares of ink inside a box: a thin cross covers 0.15 and more, grain below 0.03; what lies between is for a person."""
_SURE_OBJECTION: Final = 0.5
"""A second network less sure than this of what it says instead only keeps silent."""
_WHOLE_DATE: Final = re.compile(r"\d{2}\.\d{2}\.\d{4}")
_LONG_NUMBER: Final = re.compile(r"[A-Z]?\d{7,12}")
_OF_YEAR: Final = re.compile(r"(\d+)(?:/(\d{4}))?")

Vouched = Callable[[FieldDefinition, str], bool]
"""Whether people have keyed this very text, in this volume, in a field of the same kind."""


@dataclass(frozen=True)
class Paper:
    """One entry and what stands around it: all that a witness may know."""

    form: FormDefinition
    library: FormLibrary
    fields: Mapping[str, FieldValue]
    before: Mapping[str, FieldValue]
    """Fields of the entry before in the volume; empty when there is none or it is another form's."""
    vouched: Vouched
    today: datetime.date

    def value(self, path: str) -> str:
        """The value at a path; empty unless it was read or keyed."""
        found = self.fields.get(path)
        return found.value if found is not None and found.state is ValueState.READ else ""

    @functools.cached_property
    def lost(self) -> frozenset[tuple[int, str]]:
        """Face and label, as letters, of every line that the reading did not find."""
        return frozenset(
            (field.face, bare_letters(label))
            for field in self.form.fields
            if _is_lost(self.fields.get(field.id))
            for label in field.printed
        )

    @functools.cached_property
    def day(self) -> datetime.date:
        """When it was written."""
        return written_on(self.fields, self.today)


def _is_lost(value: FieldValue | None) -> bool:
    return value is not None and value.state is ValueState.ABSENT and value.source is ValueSource.READING


def written_on(fields: Mapping[str, FieldValue], today: datetime.date) -> datetime.date:
    """The latest whole day on the paper that is not still to come; today when it has none."""
    days = [_day(value.value) for value in fields.values() if value.state is ValueState.READ and _WHOLE_DATE.fullmatch(value.value)]
    return max((day for day in days if day is not None and day <= today), default=today)


def statements(paper: Paper) -> dict[str, tuple[Statement, ...]]:
    """Path → who speaks, for every value that was read and that no person has keyed, the parts of lists too."""
    ruled = _ruled(paper)
    found = {}
    for path, value in paper.fields.items():
        field = find_field(paper.form, path)
        if field is not None and value.source is ValueSource.READING and value.state is ValueState.READ:
            found[path] = (*_by_engines(field, value, paper), *ruled.get(path, ()), *_by_knowledge(field, value, path, paper))
    return found


def _by_engines(field: FieldDefinition, value: FieldValue, paper: Paper) -> Iterator[Statement]:
    """What the recognisers said, each time they looked."""
    if field.type == "tick":
        yield from _by_boxes(field, value)
        return
    if not _is_the_line(field, value) or _may_be_another(field, paper):
        return
    own = [voice for voice in value.voices if voice.network not in (_SECOND, _CODE)]
    # of an item of a list that one look did not have, nobody knows which one it is
    said = own if _is_of_list(field, paper.form) else [voice for voice in own if voice.value]
    if (said and all(_means(voice, value.value, field) for voice in said)) or not value.voices:
        yield Statement(Witness.NETWORK, Verdict.FOR)
    for voice in value.voices:
        if voice.network == _CODE:
            same = voice.value == value.value
            yield Statement(Witness.CODE, Verdict.FOR if same else Verdict.AGAINST, "" if same else voice.value)
    second = [voice for voice in value.voices if voice.network == _SECOND]
    whole = field.type in _FIGURED | {"choice"}
    if any((whole and _means(voice, value.value, field)) or _tells_term(voice, value.value, field) for voice in second):
        yield Statement(Witness.SECOND_NETWORK, Verdict.FOR)
    elif any(_means(voice, value.value, field) for voice in second):
        yield Statement(Witness.BASE_LETTERS, Verdict.FOR)
    elif objecting := [voice for voice in second if _objects(voice, field, paper)]:
        yield Statement(Witness.SECOND_NETWORK, Verdict.AGAINST, objecting[0].value)


def _is_of_list(field: FieldDefinition, form: FormDefinition) -> bool:
    """Whether a field is a part of an item of a printed list."""
    name, bracket, _ = field.id.partition("[")
    return bool(bracket) and any(each.id == name and each.type == "list" for each in form.fields)


def _may_be_another(field: FieldDefinition, paper: Paper) -> bool:
    """Whether the same label stands twice on the form and only one of the two was found: nobody knows which one was read."""
    return any((field.face, bare_letters(label)) in paper.lost for label in field.printed)


def _is_the_line(field: FieldDefinition, value: FieldValue) -> bool:
    """Whether the value is what the line says.

    A bare number picked out of a sentence ("ngày 25 tháng 11") may belong to anything, and of a year beside which something else stands
    ("Ø1 đáng 06 năm 2007") day and month were not understood.
    """
    signs = [sign for sign in value.text if sign.isalnum()]
    if field.type in _BARE and not says_none(value.text):
        return 2 * sum(map(str.isdigit, signs)) >= len(signs)
    if field.type in _DATED and not _WHOLE_DATE.fullmatch(value.value):
        looks = [voice.text for voice in value.voices if field.type == "date"]
        return all(_says_no_more(text, value.value) for text in (value.text, *looks))
    return True


def _says_no_more(text: str, year: str) -> bool:
    """Whether a look at a date without a day saw nothing beside it; one that shows only the year is part of a line, not the line."""
    rest = [word for word in re.findall(r"\w+", fold(text)) if word not in _DATE_WORDS]
    return sum(map(len, rest)) <= sum(map(str.isdigit, year))


_BARE: Final = frozenset({"number", "area", "register_number", "book_number"})
_DATED: Final = frozenset({"date", "year"})
_DATE_WORDS: Final = frozenset({"ngay", "thang", "nam", "sinh", "tuoi"})


def _means(voice: Voice, value: str, field: FieldDefinition) -> bool:
    if voice.network == _SECOND and field.type in _LETTERED:
        return bool(value) and bare_letters(voice.value or voice.text) == bare_letters(value)
    return bool(value) and voice.value == value


def _tells_term(voice: Voice, value: str, field: FieldDefinition) -> bool:
    """Whether base letters leave nothing open: terms and hours, of whose words no two have the same, with the very same figures.

    Beside figures the words are always these, and the network loses some letters of them but takes none for another.
    """
    if field.type not in _LETTERED or _TERM.fullmatch(value) is None:
        return False
    said = voice.value or voice.text
    figures = re.findall(r"\d+", value)
    if not figures:
        return bare_letters(said) == bare_letters(value)
    heard, wanted = (re.sub(r"[\W\d_]", "", fold(text)) for text in (said, value))
    kept = LCSseq.similarity(heard, wanted)
    return re.findall(r"\d+", said) == figures and kept == len(heard) and kept >= _MOST_LETTERS * len(wanted)


_MOST_LETTERS: Final = 0.6
_TERM: Final = re.compile(r"Lâu dài|Đến ngày \d{1,2}/\d{1,2}/\d{4}|\d{1,2} giờ \d{1,2} phút", re.IGNORECASE)
_LETTERED: Final = frozenset({"choice", "text", "place", "person_name", "date_words", "area_words"})
"""Types that the second network reads without marks."""
_FIGURED: Final = frozenset({"date", "year", "number", "area", "register_number", "book_number", "id_number", "serial"})


def _objects(voice: Voice, field: FieldDefinition, paper: Paper) -> bool:
    """Whether it says something else that could stand here; of words it knows too few letters to object, but for items of a list."""
    if voice.confidence < _SURE_OBJECTION or not voice.value:
        return False
    if field.type == "choice":
        lexicon = paper.library.lexicons.get(field.lexicon or "")
        return lexicon is not None and voice.value in lexicon.names()
    return field.type in _FIGURED


def _by_boxes(field: FieldDefinition, value: FieldValue) -> Iterator[Statement]:
    shares = {voice.value: voice.confidence for voice in value.voices if voice.network == _FRAME}
    if shares.get(value.value, 0.0) >= _FILLED:
        yield Statement(Witness.MARK, Verdict.FOR)
    others = [share for option, share in shares.items() if option != value.value]
    if len(others) == len(field.options) - 1 > 0 and all(share <= _CLEAN for share in others):
        yield Statement(Witness.OTHER_BOXES, Verdict.FOR)


def _ruled(paper: Paper) -> dict[str, list[Statement]]:
    """What the form's own rules bear witness for, by path."""
    found: dict[str, list[Statement]] = {}
    for rule in paper.form.rules:
        if rule.predicate in _RULES and holds_exactly(paper.form, paper.fields, rule, paper.today):
            for path in _bound(rule, paper):
                found.setdefault(path, []).append(Statement(_RULES[rule.predicate], Verdict.FOR))
    return found


_RULES: Final = {
    "words_equal_figures": Witness.WORDS,
    "sum_equals": Witness.SUM,
    "equal": Witness.SAME,
    "personal_id_agrees": Witness.ID_STRUCTURE,
}


def _bound(rule: RuleDefinition, paper: Paper) -> Iterator[str]:
    """The paths for which the rule speaks: of a list only the part that is added up, of a personal id the id alone."""
    if rule.predicate == "personal_id_agrees":
        if paper.day < IDS_WITHOUT_STRUCTURE_FROM:
            yield rule.fields[0]
        return
    for path in rule.fields:
        yield path
        yield from (part for part in paper.fields if part.startswith(f"{path}[") and part.endswith(f".{rule.parameters.get('item')}"))


def _by_knowledge(field: FieldDefinition, value: FieldValue, path: str, paper: Paper) -> Iterator[Statement]:
    """What is known beside the paper and elsewhere on it."""
    if field.type == "choice" and _alone_in_list(field, value, paper.library):
        yield Statement(Witness.CLOSED_LIST, Verdict.FOR)
    if paper.vouched(field, value.value) and field.type in _VOUCHABLE:
        yield Statement(Witness.KEYED_BEFORE, Verdict.FOR)
    if field.type == "place":
        yield from _by_gazetteer(value, paper)
    if _is_repeated(field, path, value, paper):
        yield Statement(Witness.REPEATED, Verdict.FOR)
    if _follows(field, value.value, paper.before.get(path)):
        yield Statement(Witness.CONTINUITY, Verdict.FOR)


_VOUCHABLE: Final = frozenset({"text", "place"})
"""Words that come again in a volume. Names do too, of other people: they have no witness."""


def _alone_in_list(field: FieldDefinition, value: FieldValue, library: FormLibrary) -> bool:
    lexicon = library.lexicons.get(field.lexicon or "")
    if lexicon is None:
        return False
    match = lexicon.find(value.text or value.value)
    if match is None or not match.exact or match.item.name != value.value:
        return False
    return lexicon.distance_to_others(value.text or value.value, match.item) >= _NEAR_LETTERS


def _by_gazetteer(value: FieldValue, paper: Paper) -> Iterator[Statement]:
    gazetteer, day = paper.library.gazetteer, paper.day
    known = gazetteer.path_in(value.value, day)
    if known is not None and not known.place.stands_in(value.text):
        # the reading has it from the gazetteer: what proposed a value bears no witness for it
        return
    if known is not None:
        yield Statement(Witness.GAZETTEER_ENDING if known.before else Witness.GAZETTEER, Verdict.FOR)
    elif meant := gazetteer.meant_by(value.value, day):
        yield Statement(Witness.GAZETTEER, Verdict.PROPOSES, meant)


def _is_repeated(field: FieldDefinition, path: str, value: FieldValue, paper: Paper) -> bool:
    """Whether the same stands elsewhere on the paper, on another piece of it: the same ink read twice is no second place.

    Of names it is told, though nothing follows: a father's name that was read twice alike may be misread twice.
    """
    if not (field.type == "person_name" or _WHOLE_DATE.fullmatch(value.value) or _LONG_NUMBER.fullmatch(value.value)):
        return False
    return any(
        other.value == value.value and other_path != path and other.state is ValueState.READ and _elsewhere(value, other)
        for other_path, other in paper.fields.items()
    )


def _elsewhere(one: FieldValue, other: FieldValue) -> bool:
    if other.source is not ValueSource.READING or one.page != other.page:
        return True
    if one.box is None or other.box is None:
        return False
    apart_x = one.box.right <= other.box.x or other.box.right <= one.box.x
    return apart_x or one.box.bottom <= other.box.y or other.box.bottom <= one.box.y


def _follows(field: FieldDefinition, value: str, before: FieldValue | None) -> bool:
    """A register number that is the next one of the same year, or the same book's number again."""
    if before is None or before.state is not ValueState.READ:
        return False
    if field.type == "book_number":
        return before.value == value
    if field.type not in ("register_number", "number"):
        return False
    own, last = _OF_YEAR.fullmatch(value), _OF_YEAR.fullmatch(before.value)
    return own is not None and last is not None and own[2] == last[2] and int(own[1]) == int(last[1]) + 1


def _day(value: str) -> datetime.date | None:
    try:
        return PartialDate.parse(value).earliest()
    except ValueError:
        return None
