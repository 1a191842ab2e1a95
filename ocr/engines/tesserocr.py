"""Tesseract as a library within the worker process (tesserocr): the same models, without starting a program for each call.

What a crash costs: the worker, which the pool replaces, and one attempt at the page. No time limit of its own: the pool's holds.
"""

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import ModuleType
from typing import Any, Final

import numpy as np

from ocr.engines.contract import Alphabet, CropText, GreyImage, Orientation, Word
from ocr.engines.tesseract import (
    DPI,
    LANGUAGE,
    LINE_MODE,
    PAGE_MODE,
    SIGNS,
    SPARSE_PAGE_MODE,
    WHITELIST,
    joined,
)
from station.domain.errors import StationError
from station.domain.geometry import Box
from station.domain.text import clean

try:
    import tesserocr
except ImportError:  # no wheel for this system
    tesserocr = None

_MODEL_FOLDERS: Final = ("/usr/share/tesseract-ocr/5/tessdata", "/usr/share/tessdata", "/usr/local/share/tessdata")
_LEAST_SIDE_PX: Final = 8
"""Nothing smaller is writing; of a sliver the library makes a line of rubbish."""


@dataclass
class TesserocrEngine:
    """One per worker process; the models are loaded with the first use and stay."""

    library: ModuleType
    models: Path
    name: str = "tesserocr"
    _interfaces: dict[str, Any] = field(default_factory=dict)

    def read_page(self, image: GreyImage, *, sparse: bool = False) -> list[Word]:
        """All words of a page in reading order."""
        return list(self._words(image, LANGUAGE[Alphabet.VIETNAMESE], SPARSE_PAGE_MODE if sparse else PAGE_MODE))

    def read_crops(self, images: Sequence[GreyImage], alphabet: Alphabet) -> list[CropText]:
        """One text per crop."""
        if alphabet is Alphabet.BASE:
            return [CropText("", 0.0)] * len(images)
        return [joined([(word.text, word.confidence) for word in self._words(image, LANGUAGE[alphabet], LINE_MODE)]) for image in images]

    def orientation(self, image: GreyImage) -> Orientation | None:
        """By the library's orientation and script detection; None when it has no model or the page too little text for it."""
        if not (self.models / "osd.traineddata").exists() or min(image.shape) < _LEAST_SIDE_PX:
            return None
        interface = self._interface("osd", self.library.PSM.OSD_ONLY)
        self._show(interface, image)
        found = interface.DetectOrientationScript()
        interface.Clear()
        if not found:
            return None
        # the angle at which the text lies, counted clockwise: turning back by it stands the page up
        return Orientation(-int(found["orient_deg"]) % 360, float(found["orient_conf"]))

    def _words(self, image: GreyImage, language: str, mode: int) -> Iterator[Word]:
        if min(image.shape) < _LEAST_SIDE_PX:
            return
        interface = self._interface(language, mode)
        self._show(interface, image)
        try:
            if not interface.Recognize():
                raise StationError("reading.engine-failed", engine=self.name, reason="no result")
            yield from self._found(interface)
        finally:
            interface.Clear()

    def _found(self, interface: Any) -> Iterator[Word]:
        level, line = self.library.RIL, -1
        cursor = interface.GetIterator()
        if cursor is None:
            return
        for part in self.library.iterate_level(cursor, level.WORD):
            if part.Empty(level.WORD):
                continue
            line += part.IsAtBeginningOf(level.TEXTLINE) or line < 0
            text = clean(part.GetUTF8Text(level.WORD).translate(SIGNS))
            left, top, right, bottom = part.BoundingBox(level.WORD)
            confidence = min(max(part.Confidence(level.WORD) / 100, 0.0), 1.0)
            if text and right > left and bottom > top:
                yield Word(text, Box(left, top, right - left, bottom - top), confidence, line)

    def _interface(self, language: str, mode: int) -> Any:
        made = self._interfaces.get(language)
        if made is None:
            try:
                made = self.library.PyTessBaseAPI(path=str(self.models), lang=language, psm=mode)
            except RuntimeError as error:
                raise StationError("reading.engine-missing", engine=f"tesserocr ({language})") from error
            if language == LANGUAGE[Alphabet.DIGITS]:
                made.SetVariable("tessedit_char_whitelist", WHITELIST)
            self._interfaces[language] = made
        made.SetPageSegMode(mode)
        return made

    def _show(self, interface: Any, image: GreyImage) -> None:
        height, width = image.shape
        interface.SetImageBytes(np.ascontiguousarray(image).tobytes(), width, height, 1, width)
        interface.SetSourceResolution(DPI)


def make() -> TesserocrEngine:
    """The factory that the registry names; raise StationError `reading.engine-missing` without library or models."""
    if tesserocr is None:
        raise StationError("reading.engine-missing", engine="tesserocr")
    for folder in (os.environ.get("TESSDATA_PREFIX", ""), *_MODEL_FOLDERS):
        models = Path(folder)
        if folder and all((models / f"{language}.traineddata").exists() for language in LANGUAGE.values()):
            # else it writes a line of its own for every odd box
            tesserocr.set_leptonica_log_level(tesserocr.LeptLogLevel.NONE)
            return TesserocrEngine(tesserocr, models)
    raise StationError("reading.engine-missing", engine=f"tesserocr ({'/'.join(LANGUAGE.values())})")
