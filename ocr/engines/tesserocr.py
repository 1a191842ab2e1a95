"""Tesseract as a library within the worker process (tesserocr): the same models, without starting a program for each call.

What a crash costs: the worker, which the pool replaces, and one attempt at the page. No time limit of its own: the pool's holds.
"""

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import ModuleType
from typing import Any, Final

import numpy as np

from ocr.engines.contract import Alphabet, Choices, CropText, GreyImage, Orientation, Word
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
_CHOICES: Final = "2"
"""The network names what else a sign may be: a tenth of the time of a crop."""
_LEAST_SIDE_PX: Final = 8
"""Nothing smaller is writing; of a sliver the library makes a line of rubbish."""


@dataclass
class TesserocrEngine:
    """One per worker process; a model is loaded with its first use and stays."""

    library: ModuleType
    models: Path
    name: str = "tesserocr"
    aside: None = None
    _interfaces: dict[str, Any] = field(default_factory=dict)

    def load(self) -> None:
        """Load the model that every page needs. Raises StationError `reading.engine-missing`."""
        self._interface(LANGUAGE[Alphabet.VIETNAMESE], PAGE_MODE)

    def read_page(self, image: GreyImage, *, sparse: bool = False) -> list[Word]:
        """All words of a page in reading order."""
        level, line = self.library.RIL, -1
        words = []
        for part in self._parts(image, LANGUAGE[Alphabet.VIETNAMESE], SPARSE_PAGE_MODE if sparse else PAGE_MODE):
            line += part.IsAtBeginningOf(level.TEXTLINE) or line < 0
            text, confidence = self._told(part)
            left, top, right, bottom = part.BoundingBox(level.WORD)
            if text and right > left and bottom > top:
                choices = tuple(_choices(text, part.GetBestLSTMSymbolChoices() or []))
                words.append(Word(text, Box(left, top, right - left, bottom - top), confidence, line, choices))
        return words

    def read_crops(self, images: Sequence[GreyImage], alphabet: Alphabet) -> list[CropText]:
        """One text per crop, with what else each sign may be."""
        if alphabet is Alphabet.BASE:
            return [CropText("", 0.0)] * len(images)
        return [self._line(image, LANGUAGE[alphabet]) for image in images]

    def _line(self, image: GreyImage, language: str) -> CropText:
        words: list[tuple[str, float, Box]] = []
        choices: list[Choices] = []
        for part in self._parts(image, language, LINE_MODE):
            text, confidence = self._told(part)
            if text:
                left, top, right, bottom = part.BoundingBox(self.library.RIL.WORD)
                words.append((text, confidence, Box(left, top, max(right - left, 0), max(bottom - top, 0))))
                choices.extend(_choices(text, part.GetBestLSTMSymbolChoices() or []))
        return replace(joined(words), choices=tuple(choices))

    def _told(self, part: Any) -> tuple[str, float]:
        """Text and confidence of a word."""
        level = self.library.RIL.WORD
        text = clean(part.GetUTF8Text(level).translate(SIGNS))
        return text, min(max(part.Confidence(level) / 100, 0.0), 1.0)

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

    def _parts(self, image: GreyImage, language: str, mode: int) -> Iterator[Any]:
        """The library's cursor at each word; what it tells must be asked before the next one."""
        if min(image.shape) < _LEAST_SIDE_PX:
            return
        interface = self._interface(language, mode)
        self._show(interface, image)
        try:
            if not interface.Recognize():
                raise StationError("reading.engine-failed", engine=self.name, reason="no result")
            cursor, level = interface.GetIterator(), self.library.RIL.WORD
            if cursor is not None:
                yield from (part for part in self.library.iterate_level(cursor, level) if not part.Empty(level))
        finally:
            interface.Clear()

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
        made.SetVariable("lstm_choice_mode", _CHOICES)
        made.SetPageSegMode(mode)
        return made

    def _show(self, interface: Any, image: GreyImage) -> None:
        height, width = image.shape
        interface.SetImageBytes(np.ascontiguousarray(image).tobytes(), width, height, 1, width)
        interface.SetSourceResolution(DPI)


def _choices(text: str, signs: Sequence[Sequence[tuple[str, float]]]) -> list[Choices]:
    """For each sign of a word what it may be; the library tells of the blank before a word too. Where the counts differ: the sign alone."""
    own = signs[1:] if len(signs) == len(text) + 1 and signs[0] and signs[0][0][0].isspace() else signs
    if len(own) != len(text):
        return [((sign, 0.0),) for sign in text]
    return [tuple((clean(sign), float(cost)) for sign, cost in sorted(each, key=lambda choice: choice[1])) for each in own]


def make() -> TesserocrEngine:
    """The factory that the registry names; raise StationError `reading.engine-missing` without library or models."""
    if tesserocr is None:
        raise StationError("reading.engine-missing", engine="tesserocr")
    for folder in (os.environ.get("TESSDATA_PREFIX", ""), *_MODEL_FOLDERS):
        models = Path(folder)
        if folder and all((models / f"{language}.traineddata").exists() for language in LANGUAGE.values()):
            # else it writes a line of its own for every odd box
            tesserocr.set_leptonica_log_level(tesserocr.LeptLogLevel.NONE)
            engine = TesserocrEngine(tesserocr, models)
            engine.load()
            return engine
    raise StationError("reading.engine-missing", engine=f"tesserocr ({'/'.join(LANGUAGE.values())})")
