"""The best that this machine has: Tesseract as a library where there is one, else as a program; figures read by another kind of network.

Each of the parts may be missing but Tesseract: then the others do its work.
"""

import contextlib
from collections.abc import Sequence
from dataclasses import dataclass

from ocr.engines import ppocr, tesseract, tesserocr
from ocr.engines.contract import Alphabet, CropReader, CropText, Engine, GreyImage, Orientation, Word
from station.domain.errors import StationError


@dataclass(frozen=True)
class BestEngine:
    """Words by one engine, figures by another."""

    words: Engine
    figures: ppocr.PpOcr | None
    name: str = "best"

    @property
    def aside(self) -> CropReader | None:
        """The engine for figures, if there is one."""
        return self.figures

    def read_page(self, image: GreyImage, *, sparse: bool = False) -> list[Word]:
        """By the engine for words."""
        return self.words.read_page(image, sparse=sparse)

    def read_crops(self, images: Sequence[GreyImage], alphabet: Alphabet) -> list[CropText]:
        """Figures and base letters by the engine for figures, if there is one."""
        if alphabet is not Alphabet.VIETNAMESE and self.figures is not None:
            return self.figures.read_crops(images, alphabet)
        return self.words.read_crops(images, alphabet)

    def orientation(self, image: GreyImage) -> Orientation | None:
        """By the engine for words."""
        return self.words.orientation(image)


def make() -> BestEngine:
    """The factory that the registry names; raise StationError `reading.engine-missing` when there is no Tesseract of either kind."""
    return BestEngine(_words(), _figures())


def _words() -> Engine:
    with contextlib.suppress(StationError):
        return tesserocr.make()
    return tesseract.make()


def _figures() -> ppocr.PpOcr | None:
    with contextlib.suppress(StationError):
        return ppocr.make()
    return None
