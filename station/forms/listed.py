"""Field type `list`: one printed line that holds several items, and how it comes apart. The items' parts are fields like any other."""

import re

from station.domain.text import clean, fold
from station.forms.definition import FieldDefinition, ItemDefinition
from station.forms.normalised import FieldType, Lexicons, Normalised, read, without_leaders

_UNIT = r"m\s?[²2?°*'\"”]?"
_SCRAPS = r"(?:\s+\S{1,2})*"
"""Behind the unit: what engines make of seals and specks."""
_NAME_AREA = re.compile(
    rf"^(?P<name>.*?)[\s:,('’‘\"]*(?<![\doO])(?<!\w[.,])(?P<area>\d[\doO.,]*(?:\s\d{{3}})*)\s*(?:(?:{_UNIT}|[nN]\b){_SCRAPS})?\W*$"
)
_BETWEEN_AREAS = re.compile(rf";|(?<=\d)\s*{_UNIT}\s*(?:,|và\b)")
_A_TERM = r"(?P<term>(?i:lâu dài)|(?i:đến ng\w{1,3}):?\s\d{1,2}/\d{1,2}/\d{4})"
_TERM = re.compile(rf"(?:\S{{1,2}}\s+)?{_A_TERM}{_SCRAPS}")
_NAME_AND_TERM = re.compile(rf"(?P<name>(?i:đất|rừng)\s.*?)[\s:.,]+{_A_TERM}{_SCRAPS}")
"""The terms that certificates have (Luật Đất đai 2024, Điều 171 và 172)."""
_NOUGHTS = str.maketrans("oO", "00")
_CODE = re.compile(r"(?:\s+[A-ZĐ])?\s*\([A-Z0]{3}\)?\s*$")
"""The code of a purpose, of whose letters engines make an O a nought, and a scrap before it."""


def item_field(field: FieldDefinition, index: int, key: str) -> FieldDefinition:
    """The definition of `id[index].key`: an item's part as a field of its own, at its list's place on the paper."""
    item: ItemDefinition = field.items[key]
    return FieldDefinition.model_construct(
        id=f"{field.id}[{index}].{key}",
        type=item.type,
        label=item.label,
        block=field.block,
        face=field.face,
        lexicon=item.lexicon,
        hand=field.hand,
    )


def split_list(text: str, field: FieldDefinition) -> list[dict[str, str]]:
    """The printed texts of the items, by item key; a part that the line does not have is an empty text."""
    match field.splitter:
        case "name_area":
            return [_name_area(piece, field) for piece in _pieces(_BETWEEN_AREAS, text)]
        case "name_term":
            return [_name_term(piece, field) for piece in _pieces(re.compile(";"), text)]
        case _:
            first = next(iter(field.items), "")
            return [{key: piece if key == first else "" for key in field.items} for piece in _pieces(re.compile(";"), text)]


def _pieces(between: re.Pattern[str], text: str) -> list[str]:
    return [piece for part in between.split(clean(text)) if (piece := without_leaders(part))]


def area_and_name_keys(field: FieldDefinition) -> tuple[str, str]:
    """The item keys of the area and of the name, for `name_area`."""
    area = next(key for key, item in field.items.items() if item.type == "area")
    return area, next(key for key in field.items if key != area)


def _name_area(piece: str, field: FieldDefinition) -> dict[str, str]:
    area_key, name_key = area_and_name_keys(field)
    match = _NAME_AREA.match(piece)
    name, area = (match["name"], match["area"].translate(_NOUGHTS)) if match else (piece, "")
    return {name_key: _CODE.sub("", without_leaders(name)), area_key: area}


def _name_term(piece: str, field: FieldDefinition) -> dict[str, str]:
    """`Đất ở: Lâu dài`; a term alone ("Lâu dài", "Đến ngày …") holds for every item and has no name."""
    name_key, term_key = tuple(field.items)
    whole = _NAME_AND_TERM.fullmatch(piece)
    if whole is not None:
        return {name_key: whole["name"], term_key: whole["term"]}
    name, colon, term = piece.partition(":")
    if not colon and fold(piece).startswith(("dat ", "rung ")):
        return {name_key: piece, term_key: ""}
    return {name_key: name.strip() if colon else "", term_key: _bare_term(term.strip() if colon else piece)}


def _bare_term(term: str) -> str:
    """A term without scraps around it: seals and specks."""
    bare = _TERM.fullmatch(term)
    return bare["term"] if bare else term


def normalise_list(text: str, field: FieldDefinition, lexicons: Lexicons) -> Normalised:
    """The whole line as printed; its items are made by `station.forms.types.normalise_items`."""
    return read(text)


def _printed(value: str, field: FieldDefinition, lexicons: Lexicons) -> bool:
    return bool(value)


LIST = FieldType("list", normalise_list, _printed)
