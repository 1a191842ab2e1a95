"""A photo or scan of an identity card: its QR code, and the three lines on its back (TD1, ICAO Doc 9303-5). Nothing is kept of the picture.

Where the lines are: dark signs on light ground that close up into long bands, the lowest ones of the card, whichever way it lies. What they
say is taken only when the caller's check (the digits of the zone) holds: a zone read wrong is no zone.
"""

import itertools
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from ocr.codes import codes_in
from ocr.decode import ColourImage
from ocr.engines.contract import GreyImage
from ocr.engines.tesseract import TesseractEngine, make

LINES: Final = 3
LINE_LENGTH: Final = 30
SIGNS: Final = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789<"
_WORKED_ON: Final = 1100
"""Pixels of the longer side in which the lines are looked for: a card that fills the picture has signs of about 20 pixels then."""
_SIGN_HEIGHT: Final = 40
"""Pixels of a line's height as the engine gets it."""
_LEAST_SHARE: Final = 0.3
"""Of the picture's longer side: a shorter band is no line of a card that is meant to be read."""
_TO_DIGIT: Final = str.maketrans("OQDILZSBGT", "0001125867")
_TO_LETTER: Final = str.maketrans("0125868", "OIZSBGB")

Fits = Callable[[Sequence[str]], bool]


@dataclass(frozen=True, repr=False)
class CardPicture:
    """What was read. Personal: no repr."""

    code: str = ""
    """Of the QR code; empty when there is none of a card."""
    lines: tuple[str, ...] = ()
    """Three lines of 30 signs that passed the caller's check, or none."""


def read_card_picture(
    picture: ColourImage,
    *,
    fits: Fits,
    is_code: Callable[[str], bool],
    cancelled: Callable[[], bool] = lambda: False,
    engine: TesseractEngine | None = None,
) -> CardPicture:
    """The code first, for it corrects its own errors; the lines where there is none. Raises StationError `reading.*` without an engine."""
    code = next((found.text for found in codes_in(picture) if is_code(found.text)), "")
    if code or cancelled():
        return CardPicture(code)
    grey = np.asarray(cv2.cvtColor(picture, cv2.COLOR_BGR2GRAY), np.uint8)
    return CardPicture("", _zone(grey, fits, cancelled, engine or make()))


def _zone(grey: GreyImage, fits: Fits, cancelled: Callable[[], bool], engine: TesseractEngine) -> tuple[str, ...]:
    for sideways in (False, True):
        turned = np.ascontiguousarray(np.rot90(grey)) if sideways else grey
        for strips in _three_bands(turned):
            for way in (strips, tuple(np.ascontiguousarray(strip[::-1, ::-1]) for strip in reversed(strips))):
                if cancelled():
                    return ()
                read = [text.text.replace(" ", "").upper() for text in engine.read_signs([_prepared(strip) for strip in way], SIGNS)]
                lines = tuple(mended(text, place) for place, text in enumerate(read))
                if fits(lines):
                    return lines
    return ()


# ---- where ----------------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Band:
    centre: tuple[float, float]
    width: float
    height: float
    angle: float
    """Degrees by which it leans, clockwise."""


def _three_bands(grey: GreyImage) -> Iterator[tuple[GreyImage, ...]]:
    """Strips of three lines that lie close under each other, the lowest of the picture first; it may stand on its head."""
    scale = min(1.0, _WORKED_ON / max(grey.shape))
    small = cv2.resize(grey, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA) if scale < 1 else grey
    bands = sorted(_bands(np.asarray(small, np.uint8)), key=lambda band: band.centre[1], reverse=True)
    groups = [group for at in range(len(bands) - 2) if _belong_together(group := bands[at : at + LINES])]
    for group in groups:
        yield tuple(_cut(grey, band, scale) for band in reversed(group))


def _bands(grey: GreyImage) -> list[_Band]:
    """Long rows of dark signs, wherever they are."""
    signs = cv2.morphologyEx(grey, cv2.MORPH_BLACKHAT, cv2.getStructuringElement(cv2.MORPH_RECT, (21, 11)))
    _, dark = cv2.threshold(signs, 0, 255, cv2.THRESH_BINARY | cv2.THRESH_OTSU)
    closed = cv2.morphologyEx(dark, cv2.MORPH_CLOSE, cv2.getStructuringElement(cv2.MORPH_RECT, (31, 1)))
    opened = cv2.morphologyEx(closed, cv2.MORPH_OPEN, cv2.getStructuringElement(cv2.MORPH_RECT, (15, 3)))
    contours, _ = cv2.findContours(opened, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)
    found = [_band(np.asarray(contour, np.int32)) for contour in contours]
    least = _LEAST_SHARE * max(grey.shape)
    return [band for band in found if band.width >= least and band.width >= 12 * band.height and abs(band.angle) < 25]


def _band(contour: NDArray[np.int32]) -> _Band:
    (x, y), (width, height), angle = cv2.minAreaRect(contour)
    if width < height:
        width, height, angle = height, width, angle + 90
    return _Band((x, y), width, max(height, 1.0), (angle + 90) % 180 - 90)


def _belong_together(group: Sequence[_Band]) -> bool:
    """Of about one width and height, one under the other at even distances of less than three heights."""
    if len(group) < LINES:
        return False
    steps = [_distance(above, below) for below, above in itertools.pairwise(group)]
    height, width = float(np.median([band.height for band in group])), max(band.width for band in group)
    return (
        all(0.8 * height < step < 4 * height for step in steps)
        and max(steps) < 1.5 * min(steps)
        and all(band.width > 0.7 * width for band in group)
    )


def _distance(above: _Band, below: _Band) -> float:
    """Between two bands, across the direction in which they run."""
    lean = np.radians(below.angle)
    dx, dy = below.centre[0] - above.centre[0], below.centre[1] - above.centre[1]
    return float(dy * np.cos(lean) - dx * np.sin(lean))


def _cut(grey: GreyImage, band: _Band, scale: float) -> GreyImage:
    """The band laid straight, with some paper around it."""
    width, height = band.width / scale * 1.04 + 8, band.height / scale * 1.7
    size = (round(width * _SIGN_HEIGHT / height), _SIGN_HEIGHT)
    zoom = _SIGN_HEIGHT / height
    matrix = cv2.getRotationMatrix2D((band.centre[0] / scale, band.centre[1] / scale), band.angle, zoom)
    matrix[0, 2] += size[0] / 2 - band.centre[0] / scale
    matrix[1, 2] += size[1] / 2 - band.centre[1] / scale
    return np.asarray(cv2.warpAffine(grey, matrix, size, flags=cv2.INTER_AREA, borderMode=cv2.BORDER_REPLICATE), np.uint8)


def _prepared(strip: GreyImage) -> GreyImage:
    """Even light, full contrast, white around."""
    ground = cv2.GaussianBlur(strip, (0, 0), _SIGN_HEIGHT)
    flat = cv2.divide(strip, np.maximum(ground, 1), scale=220)
    stretched = cv2.normalize(flat, np.empty_like(flat), 0, 255, cv2.NORM_MINMAX)
    return np.asarray(cv2.copyMakeBorder(stretched, 10, 10, 10, 10, cv2.BORDER_CONSTANT, value=255), np.uint8)


# ---- what -----------------------------------------------------------------------------------------------------------------------


def mended(text: str, place: int) -> str:
    """A line of the zone as the engine read it, with figures where only figures can stand, letters where only letters, 30 signs long.

    Nothing is invented: fillers that the engine lost or doubled are counted anew, signs that look alike are taken for the kind that can
    stand at their place. The check digits decide whether it was right.
    """
    bare = "".join(sign for sign in text if sign in SIGNS)
    return (_mended_first, _mended_second, _mended_name)[place](bare)


def _mended_first(text: str) -> str:
    """Kind, state, nine signs and their digit, twelve digits of the person on Vietnamese cards, fillers, a digit."""
    found = re.match(r"^(.[A-Z0-9<])(.{3})(.{9})(.)(.*?)(<*)([^<]?)$", text)
    if found is None:
        return _filled(text)
    kind, state, number, digit, optional, _, last = found.groups()
    head = kind.translate(_TO_LETTER) + state.translate(_TO_LETTER) + number.translate(_TO_DIGIT) + digit.translate(_TO_DIGIT)
    optional = optional.translate(_TO_DIGIT)
    return _filled(head + optional, last.translate(_TO_DIGIT))


def _mended_second(text: str) -> str:
    found = re.match(r"^(.{6})(.)(.)(.{6})(.)(.{3})(.*?)<*([^<]?)$", text)
    if found is None:
        return _filled(text)
    birth, birth_digit, sex, expiry, expiry_digit, nation, optional, last = found.groups()
    dates = (birth + birth_digit).translate(_TO_DIGIT), (expiry + expiry_digit).translate(_TO_DIGIT)
    noise = "" if set(optional) <= set("KCLSE<") else optional
    return _filled(dates[0] + sex + dates[1] + nation.translate(_TO_LETTER) + noise, last.translate(_TO_DIGIT))


def _mended_name(text: str) -> str:
    """Letters and fillers; what the engine makes of a long row of fillers is fillers again."""
    letters = text.translate(_TO_LETTER)
    return _filled(re.sub(r"<[<KCSLE]{2,}$", "", letters))


def _filled(text: str, last: str = "") -> str:
    """30 signs, fillers put in before the last one."""
    body = text[: LINE_LENGTH - len(last)]
    return body + "<" * (LINE_LENGTH - len(last) - len(body)) + last
