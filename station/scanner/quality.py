"""What can be said about a page image at once, before any reading: blank, blurred. Pure functions; a finding never keeps a page out."""

from typing import Any, Final

import cv2
import numpy as np
from numpy.typing import NDArray

from station.domain.findings import Finding, Severity, Text

Grey = NDArray[np.uint8]
_Field = NDArray[np.floating[Any]]

MEASURED_SIDE_PX: Final = 1600
"""Pages are measured with their long side so long: A4 at 137 dpi, where noise is averaged out and strokes are 2 to 3 pixels wide."""
_MARGIN: Final = 0.08
"""Share of each side that is not looked at: edges of the paper, shadows, the table under a photographed page."""
_INK_DEPTH: Final = 40
"""Grey levels darker than the paper around: writing that shows through from the back is lighter."""
BLANK_SHARE_MAX: Final = 0.002
"""Practice pages have ink on 3.5 to 9 % of their area; a stamp alone covers 0.5 %."""
BLUR_MAX: Final = 0.57
"""Share of the steepness of the steepest strokes that outlives another blurring (after Crété et al. 2007, "The blur effect"). Practice
pages, phone photographs included, reach 0.41, a cover with nothing but large letters 0.52; blurred with sigma 4.5 at 300 dpi, where names
become guesses, they begin at 0.62."""
_DARKEST_PAPER: Final = 60
_PAPER_PERCENT: Final = 90
"""Where even the brightest tenth of a picture is darker than this (of 255), it shows no paper."""
_STEEPEST_PERCENT: Final = 90
"""Judged by the edges themselves, not by their sum: a page of few thick lines is not blurred."""
_LEAST_SIDE_PX: Final = 64
"""Of smaller images `capture.small-image` says all there is to say."""
_FINE_SIGMA, _COARSE_SIGMA = 0.8, 2.0

_BLANK = Finding(
    "capture.blank",
    Severity.WARNING,
    Text(
        "Trang trắng: không thấy chữ nào. Kiểm tra xem có quét nhầm mặt sau không.",
        "Blank page: no writing was found. Look whether the back was scanned by mistake.",
    ),
)
_DARK = Finding(
    "capture.dark",
    Severity.WARNING,
    Text(
        "Ảnh tối đen: không thấy mặt giấy. Kiểm tra nắp máy quét hoặc chụp lại nơi đủ sáng.",
        "Dark image: no paper was found. Check the scanner's lid, or take the picture again in better light.",
    ),
)
_BLURRED = Finding(
    "capture.blurred",
    Severity.WARNING,
    Text("Ảnh mờ: nét chữ bị nhoè. Nên quét lại trang này.", "Blurred: the strokes are smeared. Better scan this page again."),
)


def quality_findings(grey: Grey) -> tuple[Finding, ...]:
    """What is doubtful about a page, given upright or not, at any resolution: at most one finding."""
    page = _measured(grey)
    if min(page.shape) < _LEAST_SIDE_PX:
        return ()
    if float(np.percentile(page, _PAPER_PERCENT)) < _DARKEST_PAPER:
        return (_DARK,)
    ink = _ink(page)
    if float(ink.mean()) < BLANK_SHARE_MAX:
        return (_BLANK,)
    return (_BLURRED,) if blur(page, ink) > BLUR_MAX else ()


def ink_share(grey: Grey) -> float:
    """Share of the area, margins left out, that is clearly darker than the paper around it: 0..1."""
    return float(_ink(_measured(grey)).mean())


def blur(page: Grey, ink: NDArray[np.bool_]) -> float:
    """0 (sharp) to 1: how little strokes lose by being blurred once more."""
    near = cv2.dilate(ink.astype(np.uint8), np.ones((3, 3), np.uint8)) > 0
    fine = cv2.GaussianBlur(page.astype(np.float32), (0, 0), _FINE_SIGMA)
    coarse = cv2.GaussianBlur(fine, (0, 0), _COARSE_SIGMA)
    if not near.any():
        return 1.0
    before, after = (float(np.percentile(_steepness(image)[near], _STEEPEST_PERCENT)) for image in (fine, coarse))
    return after / before if before > 0 else 1.0


def _measured(grey: Grey) -> Grey:
    """The page without its margins at the measuring size; a smaller one is left as it is."""
    height, width = grey.shape
    down, aside = int(height * _MARGIN), int(width * _MARGIN)
    inner = grey[down : height - down, aside : width - aside]
    scale = MEASURED_SIDE_PX / max(height, width)
    if scale >= 1:
        return inner
    return cv2.resize(inner, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA).astype(np.uint8, copy=False)


def _ink(page: Grey) -> NDArray[np.bool_]:
    """Where it is clearly darker than the paper, which is taken from the wide surroundings, so that shadows and yellowing do not count."""
    small = cv2.resize(page, None, fx=0.25, fy=0.25, interpolation=cv2.INTER_AREA).astype(np.uint8, copy=False)
    paper = cv2.resize(cv2.medianBlur(small, 31), (page.shape[1], page.shape[0]))
    return cv2.subtract(paper, page) > _INK_DEPTH


def _steepness(page: NDArray[Any]) -> _Field:
    across, down = cv2.Sobel(page, cv2.CV_32F, 1, 0), cv2.Sobel(page, cv2.CV_32F, 0, 1)
    return np.hypot(across, down)
