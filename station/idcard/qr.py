"""What the QR code of an identity card says: fields apart by bars, not signed. It fills in and opens the chip; it proves nothing.

The card of 2021 has seven fields on its front: number | former number | name | ddmmyyyy | sex | residence | day of issue; some cards leave
one of them out. The order on the card of 2024 (its back) is not published: of that only the number is taken.
"""

import re
from dataclasses import dataclass
from typing import Final

from station.domain.errors import StationError
from station.domain.identification import CivilData
from station.domain.text import clean

_NUMBER: Final = re.compile(r"[0-9]{12}")
_FORMER: Final = re.compile(r"(?:[0-9]{9})?")
_DATE: Final = re.compile(r"([0-9]{2})([0-9]{2})([0-9]{4})")
_LENGTH_MAX: Final = 4096
"""A QR code of the largest version holds less (ISO/IEC 18004)."""


@dataclass(frozen=True, repr=False)
class CardQr:
    """One code. Personal: it has no repr."""

    civil: CivilData
    """As far as the order of the fields is known; else the number alone."""
    rest: tuple[str, ...] = ()
    """Fields that nobody can name, as they stand."""


def parse_qr(text: str) -> CardQr:
    """A code as it was read. Raises StationError `card.qr-form` when its first field is not 12 digits: another paper's code."""
    fields = [clean(part) for part in text[:_LENGTH_MAX].split("|")]
    if not _NUMBER.fullmatch(fields[0]):
        raise StationError("card.qr-form")
    known = _of_2021(fields)
    return CardQr(known) if known is not None else CardQr(CivilData(number=fields[0]), tuple(fields[1:]))


def _of_2021(fields: list[str]) -> CivilData | None:
    """Seven fields, or six of them: the birth date shows which one is left out."""
    at = next((place for place in (3, 2) if len(fields) > place and _day(fields[place])), None)
    if at is None or not at + 3 <= len(fields) <= at + 4:
        return None
    former = fields[1] if at == 3 else ""
    issued = fields[at + 3] if len(fields) > at + 3 else ""
    if not _FORMER.fullmatch(former) or (issued and not _day(issued)):
        return None
    return CivilData(
        number=fields[0], old_number=former, full_name=fields[at - 1], birth_date=_day(fields[at]), sex=fields[at + 1],
        residence=fields[at + 2], issue_date=_day(issued),
    )  # fmt: skip


def _day(text: str) -> str:
    """dd/MM/yyyy; empty for anything that is not ddmmyyyy."""
    found = _DATE.fullmatch(text)
    return "/".join(found.groups()) if found else ""
