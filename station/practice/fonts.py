"""The bundled type faces, by role and size. Basic shaping only: NFC letters need no more, and pages stay equal on every machine."""

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Final

from PIL import ImageFont

FONT_FOLDER: Final = Path(__file__).resolve().parents[2] / "resources" / "fonts"
"""Beside the packages, in the source tree as in the built bundle."""

FACES: Final = (
    "Tinos-Regular", "Tinos-Bold", "Tinos-Italic", "Arimo-Regular", "Arimo-Bold", "Cousine-Regular", "STIXTwoText-Regular",
    "STIXTwoText-Bold", "STIXTwoText-Italic", "Carlito-Regular", "Carlito-Bold", "IBMPlexMono-Regular", "PatrickHand-Regular",
    "Mali-Light", "PlaywriteVN-Regular", "DancingScript-Medium", "Charm-Regular",
)  # fmt: skip

EVEN_SIZE: Final = {
    "Arimo": 0.9, "Cousine": 0.86, "STIXTwoText": 0.93, "Carlito": 1.0, "IBMPlexMono": 0.84, "PatrickHand": 1.22, "Mali": 1.0,
    "PlaywriteVN": 0.78, "DancingScript": 1.3, "Charm": 1.2,
}  # fmt: skip
"""Factor by which a family is set so that it looks as large as Times; 1 unless named. Hands are a little larger than print."""

_FAMILY: Final = "Tinos"


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


def printed_face(size_pt: float, *, bold: bool = False, italic: bool = False, family: str = _FAMILY) -> Face:
    """The face of printed words, of a Times look unless told, as the prescribed forms have; upright where a family has no italic."""
    style = "Bold" if bold else "Italic" if italic and (FONT_FOLDER / f"{family}-Italic.ttf").exists() else "Regular"
    return Face(f"{family}-{style}", size_pt * EVEN_SIZE.get(family, 1.0))


@lru_cache(maxsize=64)
def _load(name: str, size_px: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(str(FONT_FOLDER / f"{name}.ttf"), size_px, layout_engine=ImageFont.Layout.BASIC)
