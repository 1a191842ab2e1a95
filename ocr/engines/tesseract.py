"""Tesseract as an engine: pytesseract finds the program and its models; pages go in through a pipe as TIFF and words come out as TSV.

No temporary file is ever written, so nothing of a page can be left on a disk by a crash, on any system. Many crops go through one
call as one multi-page TIFF, because starting the program costs more than reading a line.
OpenMP threads fight over few cores (the same text, three times slower), so the program gets one thread, always.
"""

import io
import logging
import os
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import pytesseract
from PIL import Image

from ocr.engines.contract import Alphabet, CropText, GreyImage, Orientation, Word
from ocr.limits import PATIENCE, THREADS
from station.domain.errors import StationError
from station.domain.geometry import Box
from station.domain.text import clean

_log = logging.getLogger(__name__)

os.environ.update(THREADS)

PAGE_MODE: Final = 4
"""One column of text of varying sizes: the best mode on ruled and dotted pages."""
SPARSE_PAGE_MODE: Final = 6
"""One uniform block: finds lines that mode 4 takes for a picture, for instance under a seal."""
LINE_MODE: Final = 7
_ORIENTATION_MODE: Final = 0
NETWORK: Final = "tesseract"
LANGUAGE: Final[Mapping[Alphabet, str]] = {Alphabet.VIETNAMESE: "vie", Alphabet.DIGITS: "eng"}
DPI: Final = 150
"""What the engine is told of every image; writing of 16 px an x-height is 12 pt at about this."""
WHITELIST: Final = "0123456789.,/-"
_NEEDED_LANGUAGES: Final = ("vie", "eng")
_CROP_LIMIT_S: Final = 2.0
"""Time limit added per crop; a crop takes about 0.05 s."""


@dataclass(frozen=True)
class TesseractEngine:
    """One engine per worker process."""

    program: str = "tesseract"
    page_limit_s: float = 60.0 * PATIENCE
    can_orient: bool = True
    name: str = "tesseract"
    aside: None = None

    def read_page(self, image: GreyImage, *, sparse: bool = False) -> list[Word]:
        """All words of a page in reading order."""
        mode = SPARSE_PAGE_MODE if sparse else PAGE_MODE
        rows = _rows(self._call([image], LANGUAGE[Alphabet.VIETNAMESE], mode, limit_s=self.page_limit_s))
        return [Word(row.text, row.box, row.confidence, row.line) for row in rows]

    def read_crops(self, images: Sequence[GreyImage], alphabet: Alphabet) -> list[CropText]:
        """One text per crop, all in one call."""
        if not images or alphabet is Alphabet.BASE:
            return [CropText("", 0.0)] * len(images)
        return self.read_signs(images, WHITELIST if alphabet is Alphabet.DIGITS else "", LANGUAGE[alphabet])

    def read_signs(self, images: Sequence[GreyImage], signs: str, language: str = "eng") -> list[CropText]:
        """One text per crop in which no other signs can stand than these; empty: any."""
        settings = ["-c", f"tessedit_char_whitelist={signs}"] if signs else []
        limit_s = self.page_limit_s + _CROP_LIMIT_S * len(images)
        output = self._call(images, language, LINE_MODE, *settings, limit_s=limit_s)
        words: list[list[_Row]] = [[] for _ in images]
        for row in _rows(output):
            if 1 <= row.page <= len(images):
                words[row.page - 1].append(row)
        return [joined([(row.text, row.confidence, row.box) for row in rows]) for rows in words]

    def orientation(self, image: GreyImage) -> Orientation | None:
        """By the program's orientation and script detection; None when the page has too little text for it."""
        if not self.can_orient:
            return None
        try:
            output = self._call([image], "osd", _ORIENTATION_MODE, limit_s=self.page_limit_s, tsv=False)
        except StationError as error:
            if error.code != "reading.engine-failed":
                raise
            # The program ends with an error when it sees too few characters to tell.
            return None
        answers = dict(line.split(": ", 1) for line in output.splitlines() if ": " in line)
        try:
            return Orientation(int(answers["Rotate"]) % 360, float(answers["Orientation confidence"]))
        except (KeyError, ValueError):
            return None

    def _call(self, images: Sequence[GreyImage], language: str, mode: int, *settings: str, limit_s: float, tsv: bool = True) -> str:
        """Run the program over the images as one TIFF; its standard output, with broken UTF-8 replaced."""
        command = [
            self.program,
            "stdin",
            "stdout",
            "-l",
            language,
            "--psm",
            str(mode),
            "--dpi",
            str(DPI),
            *settings,
            *(["tsv"] if tsv else []),
        ]
        return run(command, _tiff(images), limit_s)


def make() -> TesseractEngine:
    """The factory that the registry names; raise StationError `reading.engine-missing` without program or Vietnamese model."""
    try:
        listed = pytesseract.get_languages()
    except pytesseract.TesseractNotFoundError as error:
        raise StationError("reading.engine-missing", engine="tesseract") from error
    for language in _NEEDED_LANGUAGES:
        if language not in listed:
            raise StationError("reading.engine-missing", engine=f"tesseract ({language})")
    return TesseractEngine(program=pytesseract.pytesseract.tesseract_cmd, can_orient="osd" in listed)


def run(command: Sequence[str], content: bytes, limit_s: float) -> str:
    """Standard output of a program fed with `content`.

    Raises StationError `reading.engine-missing`, `reading.engine-failed` (it ended with an error) or `reading.timeout` (it was ended).
    """
    try:
        answer = subprocess.run(
            list(command), input=content, capture_output=True, timeout=limit_s, check=False,
            env={**os.environ, **THREADS}, creationflags=_NO_WINDOW,
        )  # fmt: skip
    except subprocess.TimeoutExpired as error:
        raise StationError("reading.timeout", limit_s=round(limit_s)) from error
    except (FileNotFoundError, PermissionError) as error:
        raise StationError("reading.engine-missing", engine=command[0]) from error
    except OSError as error:
        raise StationError("reading.engine-failed", engine=command[0], reason=error.strerror or "") from error
    if answer.returncode != 0:
        # What the program says may quote the page; only its exit status leaves this room.
        _log.warning("engine %s ended with status %d", command[0], answer.returncode)
        raise StationError("reading.engine-failed", engine=command[0], reason=f"status {answer.returncode}")
    return answer.stdout.decode("utf-8", errors="replace")


_NO_WINDOW: Final = getattr(subprocess, "CREATE_NO_WINDOW", 0)
"""On Windows a console program would open a window for every page."""


def _tiff(images: Sequence[GreyImage]) -> bytes:
    """The images as one uncompressed multi-page TIFF."""
    pages = [Image.fromarray(np.ascontiguousarray(image)) for image in images]
    buffer = io.BytesIO()
    pages[0].save(buffer, "TIFF", save_all=True, append_images=pages[1:])
    return buffer.getvalue()


@dataclass(frozen=True)
class _Row:
    page: int
    line: int
    box: Box
    confidence: float
    text: str


SIGNS: Final = str.maketrans({"\u2044": "/", "\u2215": "/", "\u201a": ",", "\u201e": ","})
"""The Vietnamese model writes the fraction slash where paper has a slash, and low quotes for a comma over leader dots."""
_TSV_COLUMNS: Final = 12
_WORD_LEVEL: Final = "5"


def _rows(output: str) -> Iterator[_Row]:
    """The words of a TSV; lines that are not well-formed words are passed over."""
    numbers: dict[tuple[str, ...], int] = {}
    for line in output.splitlines():
        cells = line.split("\t")
        if len(cells) != _TSV_COLUMNS or cells[0] != _WORD_LEVEL:
            continue
        text = clean(cells[11].translate(SIGNS))
        try:
            page, left, top, width, height = int(cells[1]), *(int(cell) for cell in cells[6:10])
            confidence = float(cells[10]) / 100
        except ValueError:
            continue
        if text and width > 0 and height > 0:
            number = numbers.setdefault(tuple(cells[1:5]), len(numbers))
            yield _Row(page, number, Box(left, top, width, height), min(max(confidence, 0.0), 1.0), text)


def joined(words: Sequence[tuple[str, float, Box]]) -> CropText:
    """Words of a crop as one text, with their mean confidence weighted by length."""
    if not words:
        return CropText("", 0.0, NETWORK)
    letters = sum(len(text) for text, _, _ in words)
    sure = sum(confidence * len(text) for text, confidence, _ in words) / letters
    return CropText(" ".join(text for text, _, _ in words), sure, NETWORK, words=tuple(box for _, _, box in words))
