"""The recipe from a picture to a page an engine reads well; each step is a pure function of its own. The original is never altered.

Order: laid flat, upright and level (one interpolation) → even ground → rules, leader dots and dust away → writing brought to one size.
What it is worth: `python -m tests.bench.reading` and `python -m tests.bench.pages`.
"""

from dataclasses import dataclass, replace
from typing import Final

import cv2
import numpy as np

from ocr.decode import ColourImage
from ocr.dust import specks_in, without_specks
from ocr.engines.contract import GreyImage
from ocr.ink import ink_of
from ocr.laying import Laid, laid_flat, look_at
from ocr.leaders import leaders_in
from ocr.page import Sheet, sheets_in, whole
from ocr.rules import painted, rules_in
from ocr.tone import even_ground
from ocr.transform import Transform, averaged, scaling
from ocr.type_size import x_height
from ocr.upright import UPRIGHT, Standing
from ocr.zeros import zero_dots_in
from station.domain.geometry import Box

X_HEIGHT_PX: Final = 16
"""Height of a lower-case x at which Tesseract's networks read best (measured: 14 to 18 px; 12 and 24 are clearly worse)."""
_USUAL_X_HEIGHT: Final = 0.008
"""Share of the long side that it has of 12 pt on A4; taken when a page has too little text to measure."""
_DARKER: Final = 2.0
_LEAST_SCALE: Final = 0.2
_GREATEST_SCALE: Final = 3.0
_MOST_PIXELS: Final = 18_000_000
"""A3 at the size that engines read best has 9 million."""


@dataclass(frozen=True)
class CleanPage:
    """A page ready for an engine."""

    image: GreyImage
    """Level, without rules and leaders, its x-height about 16 px."""
    ink: GreyImage
    """The mask of its ink, same size."""
    transform: Transform
    """From the original after EXIF to `image`."""
    separators: tuple[Box, ...]
    """Vertical rules that part columns, in pixels of `image`."""
    standing: Standing = UPRIGHT
    """How the sheet was turned to stand upright."""
    uncleaned: GreyImage | None = None
    """`image` with its rules and leaders; None: nothing was taken away."""


def clean_page(picture: ColourImage, turn: int | None = None, sheet: Sheet | None = None) -> CleanPage:
    """The whole recipe. `turn` in degrees clockwise (0, 90, 180, 270) stands a lying page up; None: as its writing stands.

    `sheet`: which paper of the picture; the largest one when it is not said.
    """
    return cleaned(laid_flat(look_at(picture, sheet or largest_sheet(picture), turn)))


def cleaned(laid: Laid) -> CleanPage:
    """The rest of the recipe, from the sheet in grey."""
    grey = even_ground(laid.image)
    ink = ink_of(grey)
    x_height_px = x_height(ink, laid.x_height_px) or laid.x_height_px or _USUAL_X_HEIGHT * max(ink.shape)
    rules = rules_in(ink, x_height_px)
    bare = cv2.subtract(ink, rules.mask).astype(np.uint8, copy=False)
    uncleaned = grey
    leaders = leaders_in(grey, bare, x_height_px)
    for mask in (rules.mask, leaders, zero_dots_in(bare, x_height_px)):
        grey = painted(grey, mask)
    specks = specks_in(grey, cv2.subtract(bare, leaders).astype(np.uint8, copy=False), x_height_px)
    grey, uncleaned = without_specks(grey, specks), without_specks(uncleaned, specks)
    grey, way = sized(grey, laid.transform, x_height_px)
    uncleaned, _ = sized(uncleaned, laid.transform, x_height_px)
    factor = grey.shape[0] / ink.shape[0]
    separators = tuple(Box(*(round(side * factor) for side in separator)) for separator in rules.separators)
    return CleanPage(grey, ink_of(grey), way, separators, laid.standing, uncleaned)


def darkened(clean: CleanPage) -> CleanPage:
    """The same page with pale writing twice as dark, and what shows through with it: for labels paler than what was filled in.

    Engines draw one line between paper and ink for the whole page.
    """
    image: GreyImage = 255 - cv2.convertScaleAbs(cv2.bitwise_not(clean.image), alpha=_DARKER).astype(np.uint8, copy=False)
    return replace(clean, image=image, ink=ink_of(image))


def largest_sheet(picture: ColourImage) -> Sheet:
    """The paper to read when nobody says which: the largest one, or the whole picture."""
    return next(iter(sheets_in(picture)), None) or whole(picture)


def sized(page: GreyImage, way: Transform, x_height_px: float) -> tuple[GreyImage, Transform]:
    """The page scaled so that its x-height becomes 16 px, or as far as the pixel limit lets it."""
    wanted = min(max(X_HEIGHT_PX / x_height_px, _LEAST_SCALE), _GREATEST_SCALE)
    factor = min(wanted, (_MOST_PIXELS / page.size) ** 0.5)
    if factor < 1:
        return averaged(page, factor), way.then(scaling(factor))
    return cv2.resize(page, None, fx=factor, fy=factor, interpolation=cv2.INTER_CUBIC).astype(np.uint8, copy=False), way.then(
        scaling(factor)
    )
