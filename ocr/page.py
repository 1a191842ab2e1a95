"""Finding the sheet of paper in a picture: the dark bed of a scanner is cropped away, a photographed sheet is laid flat.

Only straight edges are handled: a curled page or a gutter is left as it is.
"""

from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from ocr.decode import ColourImage
from ocr.engines.contract import GreyImage
from ocr.transform import Matrix

_LONG_SIDE_PX: Final = 800
_RING_SHARE: Final = 0.012
"""Width of the ring along the picture's edge in which surroundings are looked for, as a share of its side."""
_DARK_RING_SHARE: Final = 0.2
"""Less of the ring dark than this: the sheet fills the picture."""
_LEAST_SHEET_SHARE: Final = 0.25
_STRAIGHTNESS: Final = 0.93
"""Share of the four-cornered frame that the bright area must fill to be a sheet."""
_CONTRAST: Final = 40
"""How much brighter than its surroundings a sheet is at least (of 255)."""

Corners = NDArray[np.float64]
"""4 × (x, y): top left, top right, bottom right, bottom left."""


def sheet_corners(picture: ColourImage) -> Corners | None:
    """The corners of a bright sheet on darker surroundings, in pixels; None when the sheet fills the picture or none is plain."""
    height, width = picture.shape[:2]
    factor = min(1.0, _LONG_SIDE_PX / max(height, width))
    small = cv2.resize(picture, None, fx=factor, fy=factor, interpolation=cv2.INTER_AREA)
    grey = cv2.GaussianBlur(cv2.cvtColor(small, cv2.COLOR_BGR2GRAY), (0, 0), 2).astype(np.uint8)
    bright = _bright_area(grey)
    if bright is None:
        return None
    contours, _ = cv2.findContours(bright, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)
    hull = cv2.convexHull(max(contours, key=cv2.contourArea)).astype(np.int32)
    frame = _four_corners(hull)
    area = cv2.contourArea(frame.astype(np.float32))
    if area < _LEAST_SHEET_SHARE * grey.size or cv2.contourArea(hull) < _STRAIGHTNESS * area:
        return None
    corners: Corners = (_ordered(frame) + 0.5) / factor
    return corners


def _bright_area(grey: GreyImage) -> GreyImage | None:
    """The mask of what is brighter than the dark ring along the edge; None when there is no such ring."""
    threshold, mask = cv2.threshold(grey, 0, 255, cv2.THRESH_BINARY + cv2.THRESH_OTSU)
    ring = np.ones(grey.shape, dtype=bool)
    margin = max(2, int(max(grey.shape) * _RING_SHARE))
    ring[margin:-margin, margin:-margin] = False
    dark = grey[ring] <= threshold
    inside, outside = grey[mask > 0], grey[ring][dark]
    if dark.mean() < _DARK_RING_SHARE or not len(inside) or float(np.median(inside)) - float(np.median(outside)) < _CONTRAST:
        return None
    # Writing is bridged; the surroundings are not.
    closed = cv2.morphologyEx(mask, cv2.MORPH_CLOSE, np.ones((15, 15), np.uint8))
    return cv2.morphologyEx(closed, cv2.MORPH_OPEN, np.ones((9, 9), np.uint8)).astype(np.uint8)


def _four_corners(hull: NDArray[np.int32]) -> Corners:
    """The hull simplified to four corners, or the smallest turned rectangle around it when it does not come down to four."""
    length = cv2.arcLength(hull, True)
    for share in (0.01, 0.02, 0.03, 0.05):
        corners = cv2.approxPolyDP(hull, share * length, True)
        if len(corners) == 4:
            return corners.reshape(4, 2).astype(np.float64)
    return cv2.boxPoints(cv2.minAreaRect(hull)).astype(np.float64)


def _ordered(corners: Corners) -> Corners:
    """Clockwise from the corner nearest the picture's top left."""
    middle = corners.mean(axis=0)
    angles = np.arctan2(corners[:, 1] - middle[1], corners[:, 0] - middle[0])
    clockwise = corners[np.argsort(angles)]
    return np.roll(clockwise, -int(np.argmin(clockwise.sum(axis=1))), axis=0)


def flattening(corners: Corners) -> tuple[Matrix, int, int]:
    """The perspective that lays the sheet flat, with the width and height in pixels it then has."""
    width = round(max(_length(corners, 0, 1), _length(corners, 3, 2)))
    height = round(max(_length(corners, 0, 3), _length(corners, 1, 2)))
    flat = np.array([(0, 0), (width, 0), (width, height), (0, height)], dtype=np.float32)
    matrix = cv2.getPerspectiveTransform(corners.astype(np.float32), flat)
    return np.asarray(matrix, dtype=np.float64), width, height


def _length(corners: Corners, start: int, end: int) -> float:
    return float(np.linalg.norm(corners[start] - corners[end]))
