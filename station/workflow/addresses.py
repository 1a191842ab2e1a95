"""Whether two addresses mean the same place, though one names units that are gone since 01/07/2025. Compares and changes nothing.

The lists know provinces and which went into which, and of the communes in the list of places what they became on that day. Of a commune
that was divided, and of one the list does not have, nobody can say.
"""

import datetime
import re
from dataclasses import dataclass
from enum import Enum
from typing import Final

from station.domain.findings import Text
from station.domain.identification import Agreement
from station.domain.likeness import NOTHING_ON_CARD, NOTHING_ON_PAPER, Likeness, cannot_say, name_key
from station.domain.text import clean, fold
from station.forms.gazetteer import Gazetteer
from station.forms.lists import Lexicon

PROVINCES: Final = "provinces"
MERGERS: Final = "province_mergers"
"""Reference lists by name: provinces with their years, and each of today's with those that went into it as aliases."""

_LAST_DAY_OF_DISTRICTS: Final = datetime.date(2025, 6, 30)
_FIRST_DAY_WITHOUT: Final = datetime.date(2025, 7, 1)
"""NQ 202/2025/QH15."""

_UNIT: Final = re.compile(
    r"^(?:thanh pho|thi tran|thi xa|dac khu|khu pho|to dan pho|tp\.?|tx\.?|tt\.?|tinh|huyen|quan|phuong|xa"
    r"|thon|xom|ap|ban|buon|lang|to|khu|so nha|q\.|h\.|p\.|x\.|t\.)\s+"
)
_DISTRICT: Final = re.compile(r"^(?:huyen|quan|thi xa|tx\.?|h\.|q\.)\s")
_COMMUNE: Final = re.compile(r"^(?:xa|phuong|thi tran|dac khu|x\.|p\.|tt\.?)\s")
_SEPARATED: Final = re.compile(r"\s*[,;]\s*|\s+[-–]\s+")


class _Units(Enum):
    """Of which time the units of an address are, as far as its own words tell."""

    OLD = "a district is named: before 01/07/2025"
    NEW = "a commune and no district"
    UNKNOWN = "names alone, as cards print them"


@dataclass(frozen=True)
class _Address:
    parts: tuple[tuple[str, ...], ...]
    """From the house to the province, unit words left out, each in the spelling that all its spellings share."""
    province: str
    """As written, without its unit word."""
    units: _Units


def compare_addresses(
    paper: str, card: str, provinces: Lexicon | None, mergers: Lexicon | None, places: Gazetteer | None = None
) -> Likeness:
    """The address in the entry and the one on the card. Without the lists only what is written the same is the same."""
    if not clean(paper):
        return NOTHING_ON_PAPER
    if not clean(card):
        return NOTHING_ON_CARD
    ours, theirs = _read(paper), _read(card)
    if ours.parts == theirs.parts:
        return Likeness(Agreement.SAME, Text("Trùng từng đơn vị.", "The same, unit by unit."))
    if places is not None and (renamed := _renamed(paper, card, places) or _renamed(card, paper, places)) is not None:
        return renamed
    if provinces is None or mergers is None:
        return cannot_say("Viết khác nhau; không có danh mục tỉnh để so.", "Written differently; there is no list of provinces.")
    return _by_province(ours, theirs, provinces, mergers)


def _renamed(old: str, new: str, places: Gazetteer) -> Likeness | None:
    """The same commune by its name of before and by the one of since; None where the list of places does not say so."""
    before, since = places.only_path_in(old, _LAST_DAY_OF_DISTRICTS), places.only_path_in(new, _FIRST_DAY_WITHOUT)
    if before is None or since is None:
        return None
    became = places.became(before.place)
    if since.place not in became:
        return None
    if len(became) > 1:
        return cannot_say(
            "Xã cũ nay chia vào nhiều xã, trong đó có xã này.", "The old commune was divided among several, this one among them."
        )
    if name_key(before.before) != name_key(since.before):
        return cannot_say("Cùng xã sau sắp xếp; thôn, số nhà viết khác.", "The same commune since the merger; hamlet or house differ.")
    return Likeness(
        Agreement.SAME, Text("Cùng nơi: tên cũ và tên mới của một xã.", "The same place: the old and the new name of a commune.")
    )


def _read(address: str) -> _Address:
    parts = [part for part in _SEPARATED.split(clean(address)) if part]
    names = [_without_unit(part) for part in parts]
    lower = [fold(part) for part in parts[:-1]]
    units = _Units.OLD if any(map(_DISTRICT.match, lower)) else _Units.NEW if any(map(_COMMUNE.match, lower)) else _Units.UNKNOWN
    return _Address(tuple(name_key(name) for name in names), names[-1] if names else "", units)


def _without_unit(part: str) -> str:
    found = _UNIT.match(fold(part))
    # unit words have as many letters with marks as without
    return part[found.end() :] if found and len(fold(part)) == len(part) else part


def _by_province(ours: _Address, theirs: _Address, provinces: Lexicon, mergers: Lexicon) -> Likeness:
    if name_key(ours.province) != name_key(theirs.province):
        known, also_known = provinces.find(ours.province), provinces.find(theirs.province)
        if known is None or also_known is None:
            return cannot_say("Tên tỉnh không có trong danh mục.", "A province is not in the list.")
        today, also_today = mergers.find(ours.province), mergers.find(theirs.province)
        if today is None or also_today is None:
            return cannot_say(
                "Tên tỉnh đã bỏ từ trước năm 2025; danh mục không nói tỉnh ấy nay thuộc đâu.",
                "The province is gone since before 2025; the list does not say what it is now.",
            )
        if today.item != also_today.item or ours.units is theirs.units is _Units.OLD:
            return Likeness(Agreement.DIFFERS, Text("Khác tỉnh.", "Another province."))
        return cannot_say(
            "Đơn vị cũ và đơn vị mới của cùng một tỉnh sau sắp xếp; chưa có bảng chuyển đổi cấp xã.",
            "Units from before and after the merger into one province; there is no table of communes.",
        )
    return _within_province(ours, theirs)


def _within_province(ours: _Address, theirs: _Address) -> Likeness:
    shorter, longer = sorted((ours.parts, theirs.parts), key=len)
    if longer[len(longer) - len(shorter) :] == shorter:
        return cannot_say("Cùng nơi, một bên ghi chi tiết hơn.", "The same place; one side says more.")
    if ours.parts[-2:-1] == theirs.parts[-2:-1]:
        return Likeness(Agreement.DIFFERS, Text("Cùng tỉnh, khác đơn vị bên dưới.", "The same province, another place within it."))
    if ours.units is theirs.units and ours.units is not _Units.UNKNOWN:
        return Likeness(Agreement.DIFFERS, Text("Cùng tỉnh, khác xã hoặc huyện.", "The same province, another commune or district."))
    return cannot_say(
        "Cùng tỉnh, nhưng không biết hai bên có cùng ghi theo đơn vị trước ngày 01/07/2025 không; chưa có bảng chuyển đổi cấp xã.",
        "The same province, but nobody knows whether both have the units from before 01/07/2025; there is no table of communes.",
    )
