"""How worn one page is and how it was taken: the numbers alone. What they do to the picture is in worn.py.

Lengths are millimetres on the paper, shares 0..1; the ranges from which pages draw their wear are data (split.toml).
"""

from dataclasses import dataclass
from typing import Final, Literal

Surroundings = Literal["lid-white", "lid-black", "table"]
"""What the picture shows beside the paper: the scanner's lid, or the table on which it was photographed."""

Turn = Literal[0, 90, 180, 270]
"""Degrees clockwise."""
TURNS: Final[tuple[Turn, ...]] = (90, 180, 270)


@dataclass(frozen=True)
class Wear:
    """The wear of one page and the way of its picture. The defaults are a perfect scan."""

    surroundings: Surroundings = "lid-white"
    dpi: int = 300
    """Pixels per inch of the paper, in the picture."""
    skew_deg: float = 0.0
    blur_mm: float = 0.0
    """Standard deviation."""
    fading: float = 0.0
    """Share of its blackness that the ink lost, where it lost most."""
    bleed_through: float = 0.0
    """Share of the back's ink that shows, mirrored."""
    unevenness: float = 0.0
    """Share of the light that the darkest place lacks."""
    noise: float = 0.0
    """Standard deviation of grey noise, of 255."""
    seals: int = 0
    """Round seals on the text beyond those that belong there."""
    folds: int = 0
    specks: int = 0
    obliqueness: float = 0.0
    """How far the paper's corners are drawn in by perspective at most, as a share of the frame."""
    curve_mm: float = 0.0
    """How high the paper bulges beside the gutter of an opened book."""
    jpeg_quality: int = 90
    turn_deg: Turn = 0
    """How far the picture is turned clockwise."""
    told_by_exif: bool = False
    """Whether a turned file says so in its EXIF orientation."""
