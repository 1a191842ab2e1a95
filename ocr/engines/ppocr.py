"""PP-OCRv6 (Apache-2.0) for crops of figures: a network of another kind than Tesseract's, so that the two bear witness independently.

Its alphabet lacks most Vietnamese letters with tones, so it is never asked for them; of handwriting it reads the base letters. The model
comes with the package rapidocr, of which nothing else is used; OpenCV runs it (decisions/007).
Shape of the model (PaddleOCR, rec): input 1 × 3 × 48 × width, values -1…1; output 1 × steps × signs, decoded greedily (CTC, Graves 2006).
"""

import importlib.util
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import cv2
import numpy as np
from numpy.typing import NDArray

from ocr.engines.contract import Alphabet, CropText, GreyImage
from ocr.ink import ink_of
from station.domain.errors import StationError
from station.domain.text import clean

NETWORK: Final = "ppocr"
_MODEL: Final = Path("models") / "PP-OCRv6_rec_small.onnx"
_HEIGHT_PX: Final = 48
_WIDTHS_PX: Final = (64, 3200)
"""Narrower lines are padded with paper, wider ones are squeezed."""
_FIGURES: Final = frozenset("0123456789.,/-")
_SIGNS_KEY: Final = b"\x0a\x09character\x12"
"""Field 1 of nine bytes, then the tag of field 2 (protocol buffers)."""
_BORDER_PX: Final = 2
_MARGIN: Final = 0.15
"""White around the writing, as a share of its height: the model was trained on loosely cut lines."""


@dataclass
class PpOcr:
    """One per worker process. Reads crops; asked for figures it answers with figures only."""

    network: Any
    """A cv2.dnn.Net."""
    signs: Sequence[str]
    """By output index less one; index 0 is the blank of CTC, the last one a space."""
    name: str = NETWORK

    def read_crops(self, images: Sequence[GreyImage], alphabet: Alphabet) -> list[CropText]:
        """One text per crop. Letters as far as the model has them: base letters, many marks missing."""
        return [self._read(image, alphabet) for image in images]

    def _read(self, image: GreyImage, alphabet: Alphabet) -> CropText:
        self.network.setInput(_input(_trimmed(image) if alphabet is Alphabet.BASE else image))
        return self._decoded(self.network.forward()[0], alphabet)

    def _decoded(self, steps: NDArray[np.float32], alphabet: Alphabet) -> CropText:
        best = steps.argmax(axis=1)
        chosen = [at for at in range(len(best)) if best[at] and (at == 0 or best[at] != best[at - 1])]
        pairs = [(self._sign(int(best[at])), float(steps[at, best[at]])) for at in chosen]
        if alphabet is Alphabet.DIGITS:
            pairs = [(sign, sureness) for sign, sureness in pairs if sign in _FIGURES or sign == " "]
        text = clean("".join(sign for sign, _ in pairs))
        return CropText(text, float(np.mean([sureness for _, sureness in pairs])), NETWORK) if text else CropText("", 0.0, NETWORK)

    def _sign(self, index: int) -> str:
        return self.signs[index - 1] if index <= len(self.signs) else " "


def _trimmed(image: GreyImage) -> GreyImage:
    """The rows with ink: long lines lose letters and figures when white above and below them makes them small."""
    rows = np.flatnonzero(ink_of(image).any(axis=1))
    return image[max(int(rows[0]) - _BORDER_PX, 0) : int(rows[-1]) + 1 + _BORDER_PX] if len(rows) else image


def _input(image: GreyImage) -> NDArray[np.float32]:
    margin = max(2, round(_MARGIN * image.shape[0]))
    framed = cv2.copyMakeBorder(image, margin, margin, margin, margin, cv2.BORDER_CONSTANT, value=255)
    height, width = framed.shape
    least, most = _WIDTHS_PX
    scaled_width = min(max(round(width * _HEIGHT_PX / height), 1), most)
    scaled = cv2.resize(framed, (scaled_width, _HEIGHT_PX), interpolation=cv2.INTER_AREA if height > _HEIGHT_PX else cv2.INTER_CUBIC)
    if scaled_width < least:
        scaled = cv2.copyMakeBorder(scaled, 0, 0, 0, least - scaled_width, cv2.BORDER_CONSTANT, value=255)
    values = scaled.astype(np.float32) / 127.5 - 1.0
    return np.repeat(values[None, None], 3, axis=1)


def make() -> PpOcr:
    """Load the model; raise StationError `reading.engine-missing` when it is not installed or cannot be loaded."""
    found = importlib.util.find_spec("rapidocr")
    if found is None or found.origin is None:
        raise StationError("reading.engine-missing", engine="PP-OCR")
    model = Path(found.origin).parent / _MODEL
    try:
        content = model.read_bytes()
        return PpOcr(cv2.dnn.readNetFromONNX(np.frombuffer(content, np.uint8)), _signs_of(content))
    except (OSError, ValueError, cv2.error) as error:
        raise StationError("reading.engine-missing", engine="PP-OCR") from error


def _signs_of(model: bytes) -> list[str]:
    """The alphabet that the model carries as metadata: an ONNX StringStringEntryProto, key "character", value one sign a line."""
    at = model.index(_SIGNS_KEY) + len(_SIGNS_KEY)
    length = shift = 0
    while True:
        byte, at = model[at], at + 1
        length |= (byte & 0x7F) << shift
        shift += 7
        if byte < 0x80:
            return model[at : at + length].decode("utf-8").split("\n")
