"""Field types of words: `text`, `person_name`, `place`, `choice`, `tick`. Words stay as printed; names are never corrected."""

from station.domain.findings import Severity
from station.domain.text import fold
from station.forms.definition import FieldDefinition
from station.forms.normalised import FieldType, Lexicons, Normalised, finding, noting, read, unreadable, words_alike


def normalise_text(text: str, field: FieldDefinition, lexicons: Lexicons) -> Normalised:
    """As printed."""
    return read(text)


def normalise_choice(text: str, field: FieldDefinition, lexicons: Lexicons) -> Normalised:
    """The list's name and code for what is printed; the printed text itself when the list has nothing like it."""
    lexicon = lexicons.get(field.lexicon or "")
    match = lexicon.find(text) if lexicon else None
    if match is None:
        return noting(
            read(text),
            finding(field, "not-in-list", Severity.WARNING, "Giá trị không có trong danh mục.", "The value is not in the reference list."),
        )
    result = read(match.item.name, code=match.item.code)
    if match.exact:
        return result
    return noting(
        result,
        finding(
            field, "near-list", Severity.INFO, "Chữ đọc được gần giống một mục của danh mục: so lại với giấy.",
            "What was read is close to an item of the list: compare with the paper.",
        ),
    )  # fmt: skip


def normalise_tick(text: str, field: FieldDefinition, lexicons: Lexicons) -> Normalised:
    """The code of the ticked box, from its code or its printed label; several codes with `;` between them cannot stand."""
    ticked = [code for part in text.split(";") if (code := _option(part, field))]
    if len(set(ticked)) == 1:
        return read(ticked[0], code=ticked[0])
    if ticked:
        return unreadable(field, "Có nhiều ô được đánh dấu.", "More than one box is ticked.")
    return unreadable(field, "Không rõ ô nào được đánh dấu.", "It is not clear which box is ticked.")


def _option(text: str, field: FieldDefinition) -> str | None:
    for code, labels in field.options.items():
        if fold(text) in (fold(code), *map(fold, labels)):
            return code
    return None


def _printed(value: str, field: FieldDefinition, lexicons: Lexicons) -> bool:
    return bool(value)


def _in_list(value: str, field: FieldDefinition, lexicons: Lexicons) -> bool:
    lexicon = lexicons.get(field.lexicon or "")
    return lexicon is None or value in lexicon.names()


def _is_option(value: str, field: FieldDefinition, lexicons: Lexicons) -> bool:
    return value in field.options


TEXT = FieldType("text", normalise_text, _printed, none="printed", alike=words_alike)
PERSON_NAME = FieldType("person_name", normalise_text, _printed, alike=words_alike)
PLACE = FieldType("place", normalise_text, _printed, alike=words_alike)
CHOICE = FieldType("choice", normalise_choice, _in_list, alike=words_alike)
TICK = FieldType("tick", normalise_tick, _is_option)
