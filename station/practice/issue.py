"""What every paper of the office bears: who signed, who wrote, and the number and day of an extract. Keyed by the ministry's columns."""

import datetime
from random import Random

from station.practice.people import Office
from station.practice.phrases import as_place_and_date, plain
from station.practice.writing import Written

_LAST_DAY = datetime.date(2025, 6, 30)
"""The last day of the commune's old name."""


def extract_of(office: Office, registered: datetime.date, suffix: str, random: Random, *, at_once: bool = False) -> dict[str, Written]:
    """Number and day of an extract from an entry: some time after its registration, or `at_once` as its first proof."""
    until = 0 if at_once else max((_LAST_DAY - registered).days, 1)
    day = registered + datetime.timedelta(days=random.randint(0, until))
    return {
        "soTrichLuc": plain(f"{random.randint(1, 480)}/{suffix}"),
        "ngayTrichLuc": as_place_and_date(office.commune, day),
    }


def signed_by(office: Office, random: Random) -> dict[str, Written]:
    """The chairman or the deputy, and the registrar."""
    signer, title = (office.chairman, "CHỦ TỊCH") if random.random() < 0.6 else (office.deputy, "PHÓ CHỦ TỊCH")
    return {"nguoiKy": plain(signer), "chucVuNguoiKy": plain(title), "nguoiThucHien": plain(office.registrar)}


def numbered(year: int, book: str, number: int) -> dict[str, Written]:
    """Number of the entry, of its book and of its page."""
    return {
        "so": Written(f"{number:02d}/{year}", f"{number}/{year}"),
        "quyenSo": plain(f"{book}/{year}"),
        "trangSo": plain(str(number)),
    }


def day_of(year: int, number: int) -> datetime.date:
    """Numbers run with the days of the year: about three a week."""
    return datetime.date(year, 1, 4) + datetime.timedelta(days=(number * 9 // 4) % 355)
