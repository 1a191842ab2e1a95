"""What reading may be tuned on and what is held back to judge it: editions, seeds, type faces and ranges of wear, from split.toml.

The file is never edited; tests/unit/test_practice_split.py pins its hash.
"""

import tomllib
from functools import lru_cache
from pathlib import Path
from random import Random
from typing import Annotated, Final, Literal, get_args

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from station.practice.degrade import Condition
from station.practice.wear import TURNS, Surroundings, Turn, Wear

SPLIT_FILE: Final = Path(__file__).with_name("split.toml")

PartName = Literal["tuning", "held-back"]
PARTS: Final[tuple[PartName, ...]] = get_args(PartName)


def _ordered(pair: tuple[float, float]) -> tuple[float, float]:
    if pair[0] > pair[1]:
        raise ValueError("the least comes first")
    return pair


Range = Annotated[tuple[float, float], AfterValidator(_ordered)]
Count = Annotated[tuple[int, int], AfterValidator(_ordered)]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class WearRanges(_Strict):
    """How worn the pages of one condition are: ranges from which each page draws its own wear. Units: see Wear."""

    surroundings: Surroundings
    dpi: Count
    skew_deg: Range
    blur_mm: Range
    fading: Range
    bleed_through: Range
    unevenness: Range
    noise: Range
    seals: Count
    folds: Count
    specks: Count
    obliqueness: Range
    curve_mm: Range
    jpeg_quality: Count
    turned: float = Field(ge=0, le=1)

    def draw(self, random: Random) -> Wear:
        """The wear of one page. Equal seeds give equal wear."""
        turned: Turn = random.choice(TURNS) if random.random() < self.turned else 0
        return Wear(
            surroundings=self.surroundings,
            dpi=random.randint(*self.dpi),
            skew_deg=random.uniform(*self.skew_deg),
            blur_mm=random.uniform(*self.blur_mm),
            fading=random.uniform(*self.fading),
            bleed_through=random.uniform(*self.bleed_through),
            unevenness=random.uniform(*self.unevenness),
            noise=random.uniform(*self.noise),
            seals=random.randint(*self.seals),
            folds=random.randint(*self.folds),
            specks=random.randint(*self.specks),
            obliqueness=random.uniform(*self.obliqueness),
            curve_mm=random.uniform(*self.curve_mm),
            jpeg_quality=random.randint(*self.jpeg_quality),
            turn_deg=turned,
            told_by_exif=random.random() < 0.5,
        )


class SplitPart(_Strict):
    """One side of the split."""

    editions: list[str] = Field(min_length=1)
    seeds: Count
    """First and last seed that belong to this side."""
    printed_faces: list[str] = Field(min_length=1)
    """Families of the printed words."""
    machine_faces: list[str] = Field(min_length=1)
    """Faces of printers and typewriters that fill forms in."""
    hand_faces: list[str] = Field(min_length=1)
    """Faces of handwriting."""
    conditions: dict[Condition, WearRanges]


class _Split(_Strict):
    version: int
    tuning: SplitPart
    held_back: SplitPart = Field(alias="held-back")


@lru_cache(maxsize=1)
def split_parts() -> dict[PartName, SplitPart]:
    """Both sides. Raises OSError or ValueError when split.toml is missing or damaged."""
    split = _Split.model_validate(tomllib.loads(SPLIT_FILE.read_text("utf-8")))
    return {"tuning": split.tuning, "held-back": split.held_back}
