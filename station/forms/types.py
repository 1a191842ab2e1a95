"""The closed registry of field types: what each makes of a text. A new kind is an entry here, never a special case elsewhere."""

from dataclasses import dataclass
from typing import Final

from station.domain.record import ValueState
from station.forms import dated, figures, listed, worded
from station.forms.definition import FieldDefinition, FieldTypeName
from station.forms.listed import item_field, split_list
from station.forms.normalised import BLANK, FieldType, Lexicons, Normalised, is_noise, read, says_none, without_leaders

__all__ = ["FIELD_TYPES", "FieldType", "ItemPart", "Lexicons", "Normalised", "normalise", "normalise_items", "normalise_keyed", "plausible"]

FIELD_TYPES: Final[dict[FieldTypeName, FieldType]] = {
    kind.name: kind
    for kind in (
        worded.TEXT, worded.PERSON_NAME, worded.PLACE, worded.CHOICE, worded.TICK, dated.DATE, dated.DATE_WORDS, dated.YEAR,
        figures.NUMBER, figures.AREA, figures.AREA_WORDS, figures.ID_NUMBER, figures.REGISTER_NUMBER, figures.BOOK_NUMBER,
        figures.SERIAL, listed.LIST,
    )
}  # fmt: skip


@dataclass(frozen=True)
class ItemPart:
    """One part of one item of a printed list."""

    text: str
    normalised: Normalised


def normalise(text: str, field: FieldDefinition, lexicons: Lexicons) -> Normalised:
    """What the field's type makes of a text as read or keyed. Never raises; a text that is no value of the type is UNREADABLE."""
    kind = FIELD_TYPES[field.type]
    bare = without_leaders(text)
    if text and says_none(bare or text.strip()):
        return {"blank": BLANK, "zero": read("0"), "printed": read(text.strip())}[kind.none]
    if is_noise(bare):
        return BLANK
    return kind.normalise(bare, field, lexicons)


def normalise_keyed(text: str, field: FieldDefinition, lexicons: Lexicons) -> Normalised:
    """The same of a text that a person typed."""
    return normalise(FIELD_TYPES[field.type].as_keyed(text), field, lexicons)


def normalise_items(text: str, field: FieldDefinition, lexicons: Lexicons) -> dict[str, ItemPart]:
    """The items of a `list` field as fields: `purpose[0].ten_in` → its text and value. Empty when the line is blank."""
    if normalise(text, field, lexicons).state is not ValueState.READ:
        return {}
    return {
        part.id: ItemPart(texts[key], normalise(texts[key], part, lexicons))
        for index, texts in enumerate(split_list(text, field))
        for key in field.items
        for part in (item_field(field, index, key),)
    }


def plausible(text: str, field: FieldDefinition, lexicons: Lexicons) -> bool:
    """Whether the text is a value of the field's type without any doubt: a witness for choosing between two readings."""
    result = normalise(text, field, lexicons)
    return result.state is ValueState.READ and not result.findings
