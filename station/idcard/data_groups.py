"""DG1 (the zone), DG13 (the Vietnamese civil data) and EF.COM as values. Each parser takes a whole file and raises tlv.Malformed only."""

import re
import unicodedata
from dataclasses import replace
from typing import Final

from station.domain.errors import StationError
from station.domain.identification import CivilData
from station.idcard import tlv
from station.idcard.mrz import Mrz, parse
from station.idcard.tlv import Malformed, Tlv

_INTEGER: Final = 0x02
_OBJECT_IDENTIFIER: Final = 0x06
_UTF8_STRING: Final = 0x0C
_SEQUENCE: Final = 0x30
_SET: Final = 0x31
_STRINGS: Final = {_UTF8_STRING: "utf-8", 0x13: "ascii", 0x16: "ascii", 0x1E: "utf-16-be"}
_DEEPEST: Final = 6
_LONGEST_VALUE: Final = 2000

_CIVIL_FIELDS: Final = {
    1: "number",
    2: "full_name",
    3: "birth_date",
    4: "sex",
    5: "nationality",
    6: "ethnic_group",
    7: "religion",
    8: "origin",
    9: "residence",
    10: "features",
    11: "issue_date",
    12: "expiry_date",
    15: "old_number",
}
_PARENTS: Final = 13
_SPOUSE: Final = 14
_DATE_FIELDS: Final = {"birth_date", "issue_date", "expiry_date"}
_PLAIN_DATE: Final = re.compile(r"([0-9]{2})([0-9]{2})([0-9]{4})")


def zone(dg1: bytes) -> Mrz:
    """The machine-readable zone in DG1. Raises Malformed."""
    text = tlv.first(tlv.only(dg1, 0x61), 0x5F1F)
    try:
        return parse(text.decode("ascii"))
    except (UnicodeDecodeError, StationError) as error:
        raise Malformed("the zone in DG1") from error


def listed_groups(com: bytes) -> frozenset[int]:
    """Numbers of the data groups that EF.COM lists; unsigned. Raises Malformed."""
    tags = tlv.first(tlv.only(com, 0x60), 0x5C)
    known = {0x61: 1, 0x75: 2, 0x63: 3, 0x76: 4, 0x65: 5, 0x66: 6, 0x67: 7, 0x68: 8, 0x69: 9}
    return frozenset(known.get(tag) or tag - 0x60 for tag in tags if tag in known or 0x6A <= tag <= 0x70)


def civil_data(dg13: bytes) -> CivilData:
    """The fields of DG13 by their numbers, whatever their order; what is absent stays empty. Raises Malformed.

    The layout is not published; this is what cards are seen to hold: SEQUENCE { INTEGER, OID, SET OF SEQUENCE { INTEGER n, value } }.
    """
    body = tlv.elements(tlv.only(tlv.only(dg13, 0x6D), _SEQUENCE))
    pairs = next((element for element in body if element.tag == _SET), None)
    if pairs is None:
        raise Malformed("DG13 without its set of fields")
    civil = CivilData()
    for pair in tlv.elements(pairs.value):
        if pair.tag != _SEQUENCE:
            raise Malformed("a field of DG13 is no sequence")
        parts = tlv.elements(pair.value)
        if not parts or parts[0].tag != _INTEGER or not 0 < len(parts[0].value) <= 2:
            raise Malformed("a field of DG13 without its number")
        civil = _with_field(civil, int.from_bytes(parts[0].value, "big"), parts[1:])
    return civil


def _with_field(civil: CivilData, number: int, values: list[Tlv]) -> CivilData:
    texts = _texts(values)
    if number == _PARENTS:
        father, mother = (*texts, "", "")[:2]
        return replace(civil, father=father, mother=mother)
    if number == _SPOUSE:
        return replace(civil, spouse=texts[0] if texts else "")
    name = _CIVIL_FIELDS.get(number)
    if name is None or not texts:
        return civil
    text = texts[0]
    if name in _DATE_FIELDS and (plain := _PLAIN_DATE.fullmatch(text)):
        text = "/".join(plain.groups())
    return replace(civil, **{name: text})


def _texts(values: list[Tlv], depth: int = 0) -> list[str]:
    """The strings in order, out of however many sequences they are wrapped in; an empty one keeps its place."""
    if depth > _DEEPEST:
        raise Malformed("DG13 nested too deep")
    found: list[str] = []
    for value in values:
        if value.tag in (_SEQUENCE, _SET):
            found += _texts(tlv.elements(value.value), depth + 1)
        elif value.tag in _STRINGS:
            found.append(_text(value))
    return found


def _text(value: Tlv) -> str:
    if len(value.value) > _LONGEST_VALUE:
        raise Malformed("a text of DG13 too long")
    try:
        text = value.value.decode(_STRINGS[value.tag])
    except UnicodeDecodeError as error:
        raise Malformed("a text of DG13 in no known letters") from error
    printable = "".join(sign if sign.isprintable() else " " for sign in unicodedata.normalize("NFC", text))
    return " ".join(printable.split())
