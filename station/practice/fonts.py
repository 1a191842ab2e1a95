"""The bundled type faces, by role and size. Basic shaping only: NFC letters need no more, and pages stay equal on every machine."""

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Final

from PIL import ImageFont

FONT_FOLDER: Final = Path(__file__).resolve().parents[2] / "resources" / "fonts"
"""Beside the packages, in the source tree as in the built bundle."""

FACES: Final = ("Tinos-Regular", "Tinos-Bold", "Tinos-Italic", "Arimo-Regular", "Cousine-Regular")


@dataclass(frozen=True)
class Face:
    """A type face at a size."""

    name: str
    size_pt: float

    def at(self, dpi: int) -> ImageFont.FreeTypeFont:
        """The font for `dpi`. Raises OSError when its file is missing."""
        return _load(self.name, round(self.size_pt * dpi / 72))

    def width_px(self, text: str, dpi: int) -> float:
        """Advance width of `text` in pixels."""
        return self.at(dpi).getlength(text)

    def scaled(self, factor: float) -> "Face":
        """The same face at another size."""
        return Face(self.name, self.size_pt * factor)


def printed_face(size_pt: float, *, bold: bool = False, italic: bool = False) -> Face:
    """The face of printed words: a Times look, as the prescribed forms have."""
    return Face("Tinos-Bold" if bold else "Tinos-Italic" if italic else "Tinos-Regular", size_pt)


@lru_cache(maxsize=64)
def _load(name: str, size_px: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(str(FONT_FOLDER / f"{name}.ttf"), size_px, layout_engine=ImageFont.Layout.BASIC)
