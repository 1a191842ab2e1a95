"""How one office fills in the values of a form: a printer, a typewriter or a hand, with its face, size, ink and unsteadiness."""

from collections.abc import Sequence
from dataclasses import dataclass
from random import Random
from typing import Final

from station.practice.fonts import EVEN_SIZE

_BLACK: Final = (20, 20, 24)
_INKS_OF_HANDS: Final = ((24, 34, 110), (40, 40, 120), (28, 28, 34), (62, 34, 110))
"""Blue, blue-violet and black; red is forbidden (TT 04/2020/TT-BTP Điều 29)."""


@dataclass(frozen=True)
class Pen:
    """Face, size beside the printed words, ink, and how far it writes off the line."""

    face: str = "Tinos-Regular"
    size: float = 1.0
    ink: tuple[int, int, int] = _BLACK
    shift_mm: tuple[float, float] = (0.0, -0.35)
    tick: str = "X"
    unsteady_mm: float = 0.0
    """How far words of a hand leave their line; 0 for machines."""

    @property
    def is_hand(self) -> bool:
        """Whether a person writes."""
        return self.unsteady_mm > 0


def pick_pen(random: Random) -> Pen:
    """A seeded pen of an office's machine; mostly Times and Arial looks, sometimes a typewriter's."""
    face, size = random.choices(
        (("Tinos-Regular", 1.02), ("Tinos-Bold", 1.0), ("Arimo-Regular", 0.9), ("Cousine-Regular", 0.86)), (5, 3, 4, 2)
    )[0]
    ink = random.choice((_BLACK, _BLACK, (24, 28, 80)))
    return Pen(face, size, ink, (random.uniform(0, 0.6), random.uniform(-0.7, -0.1)), random.choice("XX✓"))


def pick_machine(faces: Sequence[str], random: Random) -> Pen:
    """A seeded printer or typewriter with one of the faces."""
    face = random.choice(faces)
    ink = random.choice((_BLACK, _BLACK, (24, 28, 80), (60, 60, 64)))
    shift = (random.uniform(0, 0.8), random.uniform(-0.8, -0.05))
    return Pen(face, _even_size(face) * random.uniform(0.96, 1.06), ink, shift, random.choice("XX✓"))


def pick_hand(faces: Sequence[str], random: Random) -> Pen:
    """A seeded hand with one of the faces."""
    face = random.choice(faces)
    shift = (random.uniform(0, 1.2), random.uniform(-0.9, 0.1))
    size = _even_size(face) * random.uniform(0.94, 1.08)
    return Pen(face, size, random.choice(_INKS_OF_HANDS), shift, random.choice("X✓✓"), random.uniform(0.1, 0.45))


def _even_size(face: str) -> float:
    return EVEN_SIZE.get(face.split("-")[0], 1.0)
