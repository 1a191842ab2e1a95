"""What is doubtful about a card, apart from the verdicts: ways in that were weaker than need be, and data that contradicts itself."""

import datetime
import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from station.domain.findings import Finding, Severity, Text
from station.domain.identification import Access
from station.idcard.access import Opened
from station.idcard.access_data import Can, Password
from station.idcard.mrz import Mrz
from station.idcard.pace import usable
from station.idcard.security_infos import SecurityInfos

if TYPE_CHECKING:
    from station.idcard.contents import Contents

_DATE: Final = re.compile(r"([0-9]{2})/([0-9]{2})/([0-9]{4})")


def missing(name: str) -> Finding:
    """A signed file that the chip does not hand out."""
    return Finding("card.file-missing", Severity.ERROR, _MISSING.filled(file=name), name)


def damaged(name: str) -> Finding:
    """A file that breaks its own rules."""
    return Finding("card.file-damaged", Severity.ERROR, _DAMAGED.filled(file=name), name)


def lists_differ(groups: Sequence[int]) -> Finding:
    """EF.COM and the signed list name different files."""
    return Finding("card.lists-differ", Severity.WARNING, _LISTS_DIFFER.filled(files=", ".join(f"DG{number}" for number in groups)))


def cross_checks(opened: Opened, password: Password, contents: "Contents", today: datetime.date) -> tuple[Finding, ...]:
    """What the parts of the card say about each other, and about what opened it."""
    checks = (
        _downgrade(opened, contents.infos),
        _other_card(password, contents.zone),
        _wrong_digits(contents.zone),
        _numbers(contents.zone, contents.civil.number),
        _births(contents.zone, contents.civil.birth_date, today),
    )
    return tuple(finding for finding in checks if finding is not None)


def _downgrade(opened: Opened, infos: SecurityInfos | None) -> Finding | None:
    """EF.CardAccess is not signed, DG14 is: whoever sits between could hide the stronger way in (Doc 9303-11, 4.2)."""
    signed = infos.pace if infos else ()
    if opened.access is Access.BAC and (usable(signed) or opened.usable):
        return Finding("card.downgrade", Severity.WARNING, _DOWNGRADE)
    if opened.access is Access.PACE and signed and opened.used not in signed:
        return Finding("card.downgrade", Severity.WARNING, _OTHER_PACE)
    return None


def _other_card(password: Password, zone: Mrz) -> Finding | None:
    if isinstance(password, Can):
        fits = not zone.person_number or zone.person_number.endswith(password.digits)
    else:
        fits = (password.number, password.birth_date, password.expiry_date) == (zone.number, zone.birth_date, zone.expiry_date)
    return None if fits else Finding("card.other-card", Severity.ERROR, _OTHER_CARD)


def _wrong_digits(zone: Mrz) -> Finding | None:
    if zone.wrong:
        return Finding("card.check-digits", Severity.ERROR, _WRONG_DIGITS)
    # The standard does not ask for this one, so it is worth a word and no more.
    return None if zone.optional_fits or not zone.optional else Finding("card.check-digits", Severity.WARNING, _WRONG_DIGITS)


def _numbers(zone: Mrz, number: str) -> Finding | None:
    if not number or number in (zone.person_number, zone.number) or not (zone.person_number or zone.number):
        return None
    return Finding("card.numbers-differ", Severity.ERROR, _NUMBERS, "number")


def _births(zone: Mrz, text: str, today: datetime.date) -> Finding | None:
    date, birth = _DATE.fullmatch(text), zone.birth(today)
    if not date or birth is None or "".join((date[3][2:], date[2], date[1])) == zone.birth_date:
        return None
    return Finding("card.births-differ", Severity.ERROR, _BIRTHS, "birth_date")


_MISSING: Final = Text(
    "Chip không đưa ra {file} dù danh sách đã ký có tên tệp này.", "The chip does not hand out {file}, which the signed list names."
)
_DAMAGED: Final = Text("{file} trên chip bị hỏng, không hiểu được.", "{file} on the chip is damaged and makes no sense.")
_LISTS_DIFFER: Final = Text("Mục lục của chip khác danh sách đã ký ở {files}.", "The chip's index differs from the signed list in {files}.")
_DOWNGRADE: Final = Text(
    "Thẻ có PACE nhưng chỉ mở được bằng BAC yếu hơn: có thể có thiết bị chen giữa.",
    "The card knows PACE but was opened by the weaker BAC: something may sit between card and reader.",
)
_OTHER_PACE: Final = Text(
    "Cách mở mà chip mời dùng không có trong danh sách đã ký của thẻ.", "The way in that the chip offered is not on the card's signed list."
)
_OTHER_CARD: Final = Text(
    "Mã đã dùng để mở không khớp với dữ liệu trong chip: có thể là thẻ khác.",
    "What opened the chip does not fit the data inside: it may be another card.",
)
_WRONG_DIGITS: Final = Text("Số kiểm tra của MRZ trong chip không khớp.", "The check digits of the zone on the chip do not fit.")
_NUMBERS: Final = Text("MRZ và DG13 trong chip ghi hai số khác nhau.", "The zone and DG13 on the chip hold different numbers.")
_BIRTHS: Final = Text("MRZ và DG13 trong chip ghi hai ngày sinh khác nhau.", "The zone and DG13 on the chip hold different birth dates.")
