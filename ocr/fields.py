"""From located regions to readings: every line of every value is read again from its own crop, all crops of a page in one call.

What the crop says is one witness and what the page pass said another. The network for lines reads the same crops: words as it reads them
come first, and it tells the marks of words and which of two words stands there. Another kind of network is asked for what has few signs or
is badly read; it tells which of two looks is right and how far a value can be trusted.
"""

from collections.abc import Iterator, Mapping, Sequence, Set
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from typing import Final

from ocr import mark_network
from ocr.apostrophes import may_lack_apostrophe, with_apostrophes
from ocr.cells import signs_of_cells
from ocr.engines.contract import Alphabet, CropReader, CropText, Engine, GreyImage
from ocr.figures_in_words import numbers_in
from ocr.fixed_words import with_fixed_words
from ocr.line_network import network
from ocr.marks import look_at_page
from ocr.named_twice import Line, with_marks_of_all
from ocr.pieces import Cut, Piece, cut_of, with_all_letters, without_far_signs, words_between
from ocr.recognise import Fit, fields_of
from ocr.regions import NEXT_LINE, Page, around, regions_of
from ocr.ticks import read_ticks
from ocr.told_marks import Seen, is_doubted, likelihood, looks_with_networks
from ocr.values import Judgement, judge, respelled, with_value
from ocr.witnesses import Witness, is_surely_read, voice_of
from station.domain.errors import StationError
from station.domain.geometry import Box
from station.domain.record import Reading, ValueState, Voice
from station.domain.text import fold
from station.forms.definition import FieldDefinition
from station.forms.types import FIELD_TYPES, Lexicons, normalise, normalise_items
from station.forms.unit_names import UnitNames

_IN_CELLS: Final = frozenset({"id_number", "number", "date"})
"""Types that forms print boxes for."""
_SECOND_NETWORK: Final = frozenset(
    {"date", "year", "number", "area", "register_number", "book_number", "id_number", "serial", "choice", "list"}
)
"""Types of which base letters and figures tell nearly all."""
_NUMBERS: Final = frozenset({"year", "number", "area", "register_number", "book_number"})
"""Types whose values have no wide gaps."""
_FAR_IN_LIST: Final = 2
"""Base letters in which an item differs from every other one at least."""
_BADLY_READ: Final = 0.85
"""Below this words may be handwriting, of which the other network knows more."""
_AS_WELL: Final = 6.0
"""By so much in natural logarithms a unit of the gazetteer may be less likely than what was read in its place: 400 to one."""
_MOSTLY_FIGURES: Final = 0.5
_IN_WORDS: Final = frozenset({"person_name", "place", "text", "date_words", "area_words"})
_NAMING_PLACES: Final = frozenset({"place", "text"})
_OF_LEADERS: Final = frozenset(" .…,:;_'’‘`\"*·-")
"""What engines make of an empty line; anything else was written there, though no value could be made of it."""
_LETTERS_OF_WORDS: Final = 6
_TELLING_LABEL: Final = 6
"""Letters of a label that is no word of a value."""
_SURE_FIT: Final = 0.6
"""From this share of labels found on, a label that was not found is taken for a line that this paper does not have."""


@dataclass
class _Value:
    """One value on its way: its field, its pieces and what was read in them."""

    field: FieldDefinition
    pieces: list[Piece]
    crops: list[GreyImage]
    text: Witness
    again: Witness | None = None
    in_cells: bool = False
    """Whether each sign stands in a box of its own."""
    figures: Witness | None = None
    """By another kind of network with figures alone, where a value is nothing else."""
    other: Witness | None = None
    """By another kind of network; it bears witness, and settles in what letters the looks differ."""
    cuts: Sequence[Cut] = ()
    """Where the crops are from, unless they are single signs."""
    seen: Seen | None = None
    """What the networks for lines and for marks saw in the crops."""
    own: Witness | None = None
    """What the network for lines reads there."""


def read_fields(fit: Fit, page: Page, engine: Engine, lexicons: Lexicons, units: UnitNames) -> dict[str, Reading]:
    """Field id → reading, for every field of the face; items of lists as `id[0].key`."""
    fields = fields_of(fit.form, fit.face)
    located = regions_of(fields, page)
    values = {field.id: _value(field, located[field.id], page) for field in _ended(fields) if field.id in located}
    _read_again([value for value in values.values() if value.crops], engine, lexicons)
    judged = _judged(values, lexicons, units)
    used = {piece.segment for value in values.values() for piece in value.pieces}
    readings: dict[str, Reading] = {}
    for field in fields:
        if field.type == "tick":
            readings[field.id] = _ticked(field, page, fit, lexicons)
        elif field.id in judged:
            readings.update(_readings(values[field.id], judged[field.id], page, lexicons))
        elif field.id in values:
            readings[field.id] = _nothing(values[field.id], page, used)
        else:
            readings[field.id] = _not_located(fit)
    return readings


def _ended(fields: Sequence[FieldDefinition]) -> Iterator[FieldDefinition]:
    """Each field as it ends with the label of the next one too, which a look at its crop may show."""
    for field, following in zip(fields, [*fields[1:], None], strict=True):
        printed = following.printed if following is not None else []
        endings = [wording for wording in printed if sum(map(str.isalnum, wording)) >= _TELLING_LABEL]
        yield field.model_copy(update={"ends_at": [*field.ends_at, *endings]}) if endings else field


def _value(field: FieldDefinition, pieces: list[Piece], page: Page) -> _Value:
    cuts = [cut for piece in pieces if (cut := cut_of(page.clean, _whole(piece, page))) is not None]
    if field.type in _NUMBERS:
        cuts = [without_far_signs(cut) for cut in cuts]
    shown = [cut.image for cut in cuts]
    cells = [signs for crop in shown if (signs := signs_of_cells(crop)) is not None] if field.type in _IN_CELLS else []
    read = Witness.of(" ".join(piece.text for piece in pieces), _mean(pieces), field)
    if cells and len(cells) == len(shown):
        return _Value(field, pieces, cells, read, in_cells=True)
    return _Value(field, pieces, shown, replace(read, look=_look_of(pieces, page), of_page=True), cuts=cuts)


def _look_of(pieces: Sequence[Piece], page: Page) -> CropText:
    """What the pass over the page said of the pieces' words."""
    return look_at_page([word for piece in pieces for word in words_between(page.segments[piece.segment], piece.start, piece.end)])


def _whole(piece: Piece, page: Page) -> Box:
    """Its box with all letters of its first word, and of its last one where a line ends with it."""
    return with_all_letters(page.clean.ink, piece.box, ends_line=piece.end >= len(page.segments[piece.segment].text))


def _mean(pieces: Sequence[Piece]) -> float:
    letters = sum(len(piece.text) for piece in pieces)
    return sum(piece.confidence * len(piece.text) for piece in pieces) / letters if letters else 0.0


def _read_again(values: Sequence[_Value], engine: Engine, lexicons: Lexicons) -> None:
    """Witnesses from the crops: of the network for lines, of the engine, and of another kind of network where it may settle something.

    Words that the network reads surely and as the page pass did are not shown to the engine again, nor to the network what the engine saw
    alike twice of all else.
    """
    words = [value for value in values if value.field.type in _IN_WORDS]
    others = [value for value in values if value.field.type not in _IN_WORDS]
    _look_again(others, engine)
    if engine.aside is None:
        _read_by_lines([*words, *_not_alike(others)])
        _look_again(_not_agreed(words), engine)
        _ask_second_network(values, engine, lexicons)
    else:
        # on a machine with a core to spare the page is there the sooner: both wait outside the interpreter's lock
        with ThreadPoolExecutor(1, "second-network") as beside:
            asked = beside.submit(_ask_second_network, others, engine.aside, lexicons)
            _read_by_lines([*words, *_not_alike(others)])
            _look_again(_not_agreed(words), engine)
            asked.result()
        _ask_second_network(words, engine.aside, lexicons)
    # the page was read by the network that reads words in crops
    reader = next((value.again.network for value in values if value.again is not None), "")
    for value in values:
        value.text = replace(value.text, network=reader)


def _look_again(values: Sequence[_Value], engine: Engine) -> None:
    """What the engine makes of the crops."""
    for value, witness in zip(values, _crop_witnesses(values, engine, Alphabet.VIETNAMESE), strict=True):
        value.again = witness


def _not_alike(values: Sequence[_Value]) -> list[_Value]:
    """Those at which the engine's two looks saw something else, and lists, whose figures want every witness."""
    return [value for value in values if value.again is not None and (value.again.text != value.text.text or value.field.type == "list")]


def _not_agreed(values: Sequence[_Value]) -> list[_Value]:
    """Those of which the page pass and the network for lines do not surely say the same."""
    return [
        value for value in values if value.own is None or value.own.text != value.text.text or not is_surely_read(value.own, value.seen)
    ]


def _read_by_lines(values: Sequence[_Value]) -> None:
    """What the network for lines makes of crops, but of those of single signs."""
    values = [value for value in values if value.cuts]
    steps = network().steps_of([value.cuts for value in values])
    columns = mark_network.network().columns_of([value.cuts if value.field.type in _IN_WORDS else () for value in values])
    for value, along, marks in zip(values, steps, columns, strict=True):
        read = network().read(along)
        value.seen = Seen(along, marks if value.field.type in _IN_WORDS else None)
        value.own = Witness.of(read.text, read.confidence, value.field, read.network)
        if value.own.text == value.text.text and is_surely_read(value.own, value.seen):
            value.seen = replace(value.seen, is_doubted=is_doubted(value.own.text, value.seen))


def _ask_second_network(values: Sequence[_Value], reader: CropReader, lexicons: Lexicons) -> None:
    """What the network for figures and base letters makes of the values of which it can tell something."""
    numeric = [value for value in values if _is_figures(value)]
    for value, witness in zip(numeric, _crop_witnesses(numeric, reader, Alphabet.DIGITS), strict=True):
        value.figures = witness
    among_words = [value for value in values if not _is_figures(value) and _is_of_figures(value.field)]
    _read_numbers(among_words, reader)
    asked = [value for value in values if not _is_figures(value) and value.other is None and _needs_second_network(value, lexicons)]
    for value, witness in zip(asked, _crop_witnesses(asked, reader, Alphabet.BASE), strict=True):
        value.other = witness


def _read_numbers(values: Sequence[_Value], reader: CropReader) -> None:
    """What the network for figures makes of the numbers that stand among words, each by itself."""
    found = [(value, numbers) for value in values if value.again and (numbers := numbers_in(value.again.lines, value.crops)) is not None]
    crops = [crop for _, numbers in found for crop in numbers.crops]
    read = iter(_texts(crops, reader, Alphabet.DIGITS))
    for value, numbers in found:
        spelled = numbers.spelled_out([next(read) for _ in numbers.crops])
        if value.again is not None and spelled.network not in ("", value.again.network):
            value.other = Witness.of(spelled.text, spelled.confidence, value.field, spelled.network)


def _is_badly_read(value: _Value) -> bool:
    return value.again is not None and (value.again.confidence < _BADLY_READ or fold(value.again.text) != fold(value.text.text))


def _needs_second_network(value: _Value, lexicons: Lexicons) -> bool:
    if value.field.type == "choice" and _is_settled_by_list(value, lexicons):
        return False
    read = value.again or value.own
    lacking = value.field.type == "person_name" and read is not None and may_lack_apostrophe(read.text)
    return value.field.type in _SECOND_NETWORK or _is_badly_read(value) or lacking


def _is_settled_by_list(value: _Value, lexicons: Lexicons) -> bool:
    """Whether both looks have the same item of a list exactly, and no other item comes near: of 1,300 such values none was wrong."""
    lexicon = lexicons.get(value.field.lexicon or "")
    if lexicon is None or value.again is None or _is_badly_read(value):
        return False
    read, page = lexicon.find(value.again.text), lexicon.find(value.text.text)
    if read is None or page is None or not (read.exact and page.exact) or read.item.name != page.item.name:
        return False
    return lexicon.distance_to_others(value.again.text, read.item) >= _FAR_IN_LIST


def _crop_witnesses(values: Sequence[_Value], reader: CropReader, alphabet: Alphabet) -> list[Witness]:
    texts = iter(_texts([crop for value in values for crop in value.crops], reader, alphabet))
    witnesses = []
    for value in values:
        parts = [next(texts) for _ in value.crops]
        letters = sum(len(part.text) for part in parts)
        confidence = sum(part.confidence * len(part.text) for part in parts) / letters if letters else 0.0
        network = parts[0].network if parts else ""
        look = CropText(
            " ".join(part.text for part in parts), confidence, network, tuple(choices for part in parts for choices in part.choices)
        )
        witnesses.append(replace(Witness.of(look.text, confidence, value.field, network), look=look, lines=tuple(parts)))
    return witnesses


def _texts(crops: Sequence[GreyImage], reader: CropReader, alphabet: Alphabet) -> list[CropText]:
    read = reader.read_crops(crops, alphabet) if crops else []
    if len(read) != len(crops):
        raise StationError("reading.engine-failed", engine=reader.name, reason=f"{len(read)} texts for {len(crops)} crops")
    return read


def _is_of_figures(field: FieldDefinition) -> bool:
    """Whether nothing but figures makes the value, whatever words stand around them."""
    return FIELD_TYPES[field.type].alphabet == "digits" or field.type == "id_number"


def _is_figures(value: _Value) -> bool:
    """Whether a value is read with digits alone: its type says so and no words stand there ("15 tháng 3")."""
    if value.in_cells:
        return True
    text = value.again.text if value.again and value.again.text else value.text.text
    signs = [letter for letter in text if letter.isalnum()]
    return FIELD_TYPES[value.field.type].alphabet == "digits" and sum(map(str.isdigit, signs)) >= _MOSTLY_FIGURES * len(signs)


def _judged(values: Mapping[str, _Value], lexicons: Lexicons, units: UnitNames) -> dict[str, Judgement]:
    """Field id → what stands there, of every value in which something was read.

    Places that the page names twice bear the same marks, and units those of the gazetteer, the text as read beside.
    """
    judged = {
        key: judge(read, value.field, lexicons, aside=value.other, own=value.own, seen=value.seen)
        for key, value in values.items()
        if (read := _witnesses(value) or _heard_alone(value, lexicons))
    }
    naming = {key: found.text for key, found in judged.items() if values[key].field.type in _NAMING_PLACES}
    lines = {key: Line(text, _looks(values[key], text)) for key, text in naming.items()}
    for key, text in with_marks_of_all(lines).items():
        judged[key] = respelled(judged[key], text, values[key].field, lexicons)
    return judged | {key: with_value(judged[key], _with_units(judged[key].normalised.value, values[key].seen, units)) for key in naming}


def _with_units(text: str, seen: Seen | None, units: UnitNames) -> str:
    """The text with units as the gazetteer has them; those misread in a letter where they may as well stand there."""
    spelled = units.spelled(text)
    mended = units.with_misread_letters(spelled) if seen is not None else spelled
    if seen is None or mended == spelled or likelihood(mended, seen.steps) < likelihood(spelled, seen.steps) - _AS_WELL:
        return spelled
    return units.spelled(mended)


def _witnesses(value: _Value) -> list[Witness]:
    """Every reading that saw something, in order of trust."""
    return [_whole_name(witness, value) for witness in (value.again, value.text, value.figures) if witness and witness.text]


def _heard_alone(value: _Value, lexicons: Lexicons) -> list[Witness]:
    """What the other network alone read, where it is an item of the field's list: a seal hid it from the engine."""
    lexicon = lexicons.get(value.field.lexicon or "") if value.field.type == "choice" else None
    match = lexicon.find(value.other.text) if lexicon is not None and value.other is not None else None
    return [value.other] if value.other is not None and match is not None and match.exact else []


def _looks(value: _Value, text: str) -> list[CropText]:
    """Every look at a value, those of the networks for lines and for marks being told its text."""
    looks = [witness.look for witness in (value.again, value.text) if witness is not None and witness.look is not None]
    return looks_with_networks(text, looks, value.seen)


def _nothing(value: _Value, page: Page, used: Set[int]) -> Reading:
    """A line that is empty, or on which nothing can be read; none is empty below which words stand that are no field's.

    `used` are the segments in which a field has its value.
    """
    seen = bool(value.crops) or any(set(piece.text) - _OF_LEADERS for piece in value.pieces) or _goes_on(value, page, used)
    box = page.clean.transform.to_original(around(value.pieces))
    return Reading("", "", ValueState.UNREADABLE if seen else ValueState.BLANK, 0.0 if seen else 0.9, box)


def _goes_on(value: _Value, page: Page, used: Set[int]) -> bool:
    """Whether words right below are neither a label's nor a value's: the rest of this label and its value may stand there."""
    line, known = page.segments[value.pieces[-1].segment], used | page.stops.keys()
    below = (other for at, other in enumerate(page.segments) if at not in known and 0 < other.middle - line.middle <= NEXT_LINE)
    return any(
        other.edges[0] < line.edges[-1] and line.edges[0] < other.edges[-1] and sum(map(str.isalpha, other.text)) >= _LETTERS_OF_WORDS
        for other in below
    )


def _readings(value: _Value, judged: Judgement, page: Page, lexicons: Lexicons) -> dict[str, Reading]:
    """The reading of one value; of a list also its items."""
    box = page.clean.transform.to_original(around(value.pieces))
    state = judged.normalised.state
    witnesses = _witnesses(value)
    asides = [value.other] if witnesses and value.other is not None and value.other.text else []
    voices = (*judged.voices, *(voice_of(aside, value.field, lexicons) for aside in asides))
    reading = Reading(judged.text, judged.normalised.value, state, judged.confidence, box, alternatives=judged.alternatives, voices=voices)
    readings = {value.field.id: reading}
    if value.field.type == "list":
        by_lines = [value.own] if value.own is not None and value.own.text else []
        said = [(witness, normalise_items(witness.text, value.field, lexicons)) for witness in (*witnesses, *by_lines, *asides)]
        for name, part in normalise_items(judged.text, value.field, lexicons).items():
            own = tuple(
                Voice(witness.network, items[name].text, items[name].normalised.value, round(witness.confidence, 3))
                for witness, items in said
                if name in items
            )
            readings[name] = Reading(
                part.text, with_fixed_words(part.normalised.value), part.normalised.state, judged.confidence, box, voices=own
            )
    return readings


def _whole_name(witness: Witness, value: _Value) -> Witness:
    """A name with the apostrophes that the other network saw."""
    if value.field.type != "person_name" or value.other is None:
        return witness
    return replace(witness, text=with_apostrophes(witness.text, value.other.text))


def _ticked(field: FieldDefinition, page: Page, fit: Fit, lexicons: Lexicons) -> Reading:
    ticks = read_ticks(field, page.clean, page.segments, page.places)
    if ticks is None:
        return _not_located(fit)
    box = page.clean.transform.to_original(ticks.box)
    if not ticks.options:
        return Reading("", "", ValueState.BLANK, ticks.confidence, box)
    text = "; ".join(field.options[option][0] for option in ticks.options)
    meant = normalise(text, field, lexicons)
    frames = tuple(Voice("frame", option, option, share) for option, share in ticks.shares.items())
    others = ticks.options if not meant.value else ()
    return Reading(text, meant.value, meant.state, ticks.confidence, box, alternatives=others, voices=frames)


def _not_located(fit: Fit) -> Reading:
    """The paper has no such line, or, when hardly any label was found, it could not be seen whether it has."""
    state = ValueState.ABSENT if fit.label_share >= _SURE_FIT else ValueState.UNREADABLE
    return Reading("", "", state, 0.0)
