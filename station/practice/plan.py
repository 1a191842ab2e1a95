"""What the practice office has on its shelf: volumes, how many pages of each, and how they were scanned."""

from dataclasses import dataclass
from typing import Final

from station.practice.degrade import Condition
from station.practice.people import PRACTICE_OFFICE, Office


@dataclass(frozen=True)
class PlannedVolume:
    """One book or box and the form of its pages."""

    kind: str
    year: int
    number: str
    title: str
    form_id: str
    entries: int
    first_number: int = 1
    """Number of its first entry."""
    seal: tuple[str, str] = ("ỦY BAN NHÂN DÂN", "XÃ SUỐI MÂY")

    @property
    def key(self) -> str:
        """ "KS-2018-01": kind, year and number; the first part of its pages' file names."""
        return f"{self.kind}-{self.year}-{self.number}"


@dataclass(frozen=True)
class PracticePlan:
    """All volumes; `conditions` go round by entry, so that a volume has clean and poor pages. Stray pages lie in the first volume."""

    volumes: tuple[PlannedVolume, ...]
    conditions: tuple[Condition, ...] = ("clean", "clean", "poor", "clean", "phone", "clean")
    stray_pages: int = 1
    office: Office = PRACTICE_OFFICE


DEFAULT_PAGES: Final = 24
_LAND_FACES: Final = 2


def plan_pages(pages: int = DEFAULT_PAGES, *, conditions: tuple[Condition, ...] | None = None) -> PracticePlan:
    """A plan of exactly `pages` pages, at least 1: about 9 birth certificates to 6 register pages and 4 land certificates, and a letter.

    Raises ValueError for fewer than one page.
    """
    if pages < 1:
        raise ValueError("a plan has at least one page")
    stray = 1 if pages >= 8 else 0
    papers = pages - stray
    land = round(papers * 4 / (DEFAULT_PAGES - 1))
    register = round((papers - land * _LAND_FACES) * 6 / 15)
    births = papers - land * _LAND_FACES - register
    volumes = (
        PlannedVolume("KS", 2018, "01", "Giấy khai sinh năm 2018, quyển 01", "birth_certificate", births, first_number=7),
        PlannedVolume("KS", 2017, "01", "Sổ đăng ký khai sinh năm 2017, quyển 01", "birth_register_2016", register, first_number=41),
        PlannedVolume(
            "GCN", 2016, "01", "Giấy chứng nhận năm 2016, hộp 01", "land_certificate_2014", land, first_number=1,
            seal=("ỦY BAN NHÂN DÂN", "HUYỆN ĐÁ TRẮNG"),
        ),
    )  # fmt: skip
    kept = tuple(volume for volume in volumes if volume.entries)
    return PracticePlan(kept, stray_pages=stray) if conditions is None else PracticePlan(kept, conditions, stray)
