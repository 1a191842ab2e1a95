"""What a careful afternoon gives without this product: deskew, pytesseract over the whole page, a regular expression for each label.

It is told the form, and its values go through the same normalisation as ours.
"""

import io
import os
import re
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Final

import cv2
import numpy as np
import pytesseract
from numpy.typing import NDArray
from PIL import Image, ImageOps

from station.domain.text import clean
from station.forms.definition import FormDefinition
from station.forms.library import FormLibrary
from station.forms.types import normalise, normalise_items
from station.practice.specimens import Specimen

_MOST_SKEW_DEG: Final = 5.0
_LONG_SIDE_PX: Final = 900


def read_plainly(pages: Sequence[Specimen], workers: int) -> tuple[dict[str, str], float]:
    """The text of each page by its key, and the seconds for all; `workers` processes of Tesseract at a time, one thread each."""
    os.environ["OMP_THREAD_LIMIT"] = "1"
    started = time.monotonic()
    with ThreadPoolExecutor(workers) as threads:
        texts = dict(threads.map(lambda page: (page.key, _text(page.content)), pages))
    return texts, time.monotonic() - started


def _text(content: bytes) -> str:
    with Image.open(io.BytesIO(content)) as picture:
        grey = np.asarray(ImageOps.exif_transpose(picture).convert("L"))
    text: str = pytesseract.image_to_string(Image.fromarray(deskewed(grey)), lang="vie", config="--psm 4")
    return text


def deskewed(grey: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """The page turned so that its rows of ink are sharpest: projection profiles, half a degree first, then a tenth."""
    factor = _LONG_SIDE_PX / max(grey.shape)
    small = cv2.resize(grey, None, fx=factor, fy=factor, interpolation=cv2.INTER_AREA)
    ink = (cv2.adaptiveThreshold(small, 255, cv2.ADAPTIVE_THRESH_MEAN_C, cv2.THRESH_BINARY_INV, 25, 15) > 0).astype(np.uint8)

    def sharpness(degrees: float) -> float:
        rows = _turned(ink, degrees, 0).sum(axis=1, dtype=np.float64)
        return float(np.square(np.diff(rows)).sum())

    coarse = max(np.arange(-_MOST_SKEW_DEG, _MOST_SKEW_DEG + 0.1, 0.5), key=sharpness)
    fine = max(np.arange(coarse - 0.4, coarse + 0.45, 0.1), key=sharpness)
    return _turned(grey, float(fine), 255)


def _turned(image: NDArray[np.uint8], degrees: float, outside: int) -> NDArray[np.uint8]:
    height, width = image.shape
    matrix = cv2.getRotationMatrix2D((width / 2, height / 2), degrees, 1.0)
    return cv2.warpAffine(image, matrix, (width, height), flags=cv2.INTER_LINEAR, borderValue=outside).astype(np.uint8)


def plain_values(form: FormDefinition, face: int, text: str, library: FormLibrary) -> dict[str, str]:
    """Field id → normalised value: the text behind the first label not yet used, in the order of the form."""
    labels = sorted({clean(word) for each in form.fields for word in each.printed}, key=len, reverse=True)
    any_label = "|".join(re.escape(label) for label in labels)
    page = "\n".join(clean(line) for line in text.splitlines())
    found: dict[str, str] = {}
    at = 0
    for each in form.fields:
        if each.face != face or not each.printed:
            continue
        own = "|".join(re.escape(clean(word)) for word in sorted(each.printed, key=len, reverse=True))
        match = re.compile(rf"(?:{own})\s*[:.]*\s*(.*?)(?=(?:{any_label})\s*:|\n|$)", re.IGNORECASE).search(page, at)
        if match is None:
            continue
        at = match.end()
        value = re.sub(r"\.{2,}|…", " ", match[1]).strip(" .")
        if each.type == "list":
            found |= {name: part.normalised.value for name, part in normalise_items(value, each, library.lexicons).items()}
        else:
            found[each.id] = normalise(value, each, library.lexicons).value
    return found
