"""The engine that reads nothing: for stations without Tesseract and for tests. Pages stay whole; every field waits for a person."""

from collections.abc import Sequence

from ocr.engines.contract import Alphabet, CropText, GreyImage, Orientation, Word


class NullEngine:
    """Sees no words on any page."""

    name = "null"
    aside = None

    def read_page(self, image: GreyImage, *, sparse: bool = False) -> list[Word]:
        """No words."""
        return []

    def read_crops(self, images: Sequence[GreyImage], alphabet: Alphabet) -> list[CropText]:
        """One empty text per crop."""
        return [CropText("", 0.0) for _ in images]

    def orientation(self, image: GreyImage) -> Orientation | None:
        """Cannot tell."""
        return None


def make() -> NullEngine:
    """The factory that the registry names."""
    return NullEngine()
