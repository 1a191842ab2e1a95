"""Finding the papers in a picture: the dark bed of a scanner and the table under a photograph end where a paper begins.

A paper whose four edges are all seen may be laid flat by them; of one that the picture cuts off only the surroundings are taken away.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from ocr.decode import ColourImage
from ocr.engines.contract import GreyImage
from ocr.transform import Matrix, Points, averaged

_LONG_SIDE_PX: Final = 800
_RING_SHARE: Final = 0.012
"""Width of the ring along the picture's edge in which surroundings are looked for, as a share of its side."""
_DARK_RING_SHARE: Final = 0.1
"""Less of the ring dark than this: the sheet fills the picture."""
_LEAST_SHEET_SHARE: Final = 0.25
_LEAST_SECOND_SHARE: Final = 0.06
"""Of the picture: the smallest paper beside another one; an identity card beside an A4 sheet has 0.08."""
_STRAIGHTNESS: Final = 0.93
"""Share of the four-cornered frame that the bright area must fill to have straight edges."""
_CONTRAST: Final = 40
"""How much brighter than its surroundings a sheet is at least (of 255)."""
_TABLE_PERCENTILE: Final = 98
_ABOVE_TABLE: Final = 8
"""What is lighter than nearly all of the table by so much may be a paper in shadow."""
_EDGE_STEP: Final = 18
"""Grey levels from outside to inside across a real edge; a shadow or uneven light has no edge."""
_REAL_EDGE: Final = 0.6
_ACROSS_EDGE_PX: Final = 7
_ON_FRAME_PX: Final = 4
"""An edge so close to the picture's own is where the picture ends, not the paper."""
_ASIDE: Final = 0.02
_LEAST_SIDE_PX: Final = 20
_MOST_REFINED_PX: Final = 12
"""Contour points this near a side (share of its length) make its line, so many at least; a corner moves by no more than the last."""
_LEAST_ANGLE, _GREATEST_ANGLE = 62.0, 118.0
"""Corners of a sheet seen from so far aside that it could still be read."""

Corners = NDArray[np.float64]
"""4 × (x, y): top left, top right, bottom right, bottom left."""


@dataclass(frozen=True)
class Sheet:
    """One paper in a picture."""

    corners: Corners
    """In pixels of the picture; of a paper that was cut off, the corners of the upright frame around it."""
    outline: Points | None = None
    """For a paper that was cut off or is not straight: the polygon that it fills within its frame."""


def whole(picture: ColourImage) -> Sheet:
    """The picture taken for one sheet that fills it."""
    height, width = picture.shape[:2]
    return Sheet(_frame(0, 0, width, height))


def sheets_in(picture: ColourImage) -> list[Sheet]:
    """Every bright sheet on darker surroundings, the largest first; none when one sheet fills the picture or none is plain.

    Where none is found or they are not four-cornered a part of them may lie in shadow: then everything lighter than the table is looked
    at, in the darkest colour, for wood has less blue than red.
    """
    factor = min(1.0, _LONG_SIDE_PX / max(picture.shape[:2]))
    small = averaged(picture, factor)
    found = _sheets_by(cv2.cvtColor(small, cv2.COLOR_BGR2GRAY).astype(np.uint8, copy=False), factor)
    if found and found[0].outline is None:
        return found
    other = _sheets_by(small.min(axis=2).astype(np.uint8, copy=False), factor, in_shadow=True)
    return other if other and other[0].outline is None else found


def _sheets_by(tones: GreyImage, factor: float, *, in_shadow: bool = False) -> list[Sheet]:
    grey = cv2.GaussianBlur(tones, (0, 0), 1.5).astype(np.uint8, copy=False)
    bright = _bright_area(grey, in_shadow=in_shadow)
    if bright is None:
        return []
    contours, _ = cv2.findContours(bright, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
    areas = sorted(((cv2.contourArea(contour), index) for index, contour in enumerate(contours)), reverse=True)
    found: list[Sheet] = []
    for area, index in areas:
        if area < (_LEAST_SECOND_SHARE if found else _LEAST_SECOND_SHARE * 2) * grey.size:
            break
        sheet = _sheet(contours[index].astype(np.int32), grey, factor)
        if sheet is None and not found:
            return []
        if sheet is not None and (not found or sheet.outline is None):
            found.append(sheet)
    if len(found) == 1 and areas[0][0] < _LEAST_SHEET_SHARE * grey.size:
        return []
    return found


def _sheet(contour: NDArray[np.int32], grey: GreyImage, factor: float) -> Sheet | None:
    """The paper that fills a contour; None when its border is no edge of paper."""
    hull = cv2.convexHull(contour).astype(np.int32)
    frame = _refined(_ordered(_four_corners(hull)), contour.reshape(-1, 2).astype(np.float64))
    straight = cv2.contourArea(hull) >= _STRAIGHTNESS * cv2.contourArea(frame.astype(np.float32))
    edges = list(_edges(frame, grey))
    if straight and all(edge == "real" for edge in edges) and _is_seen_from_above(frame):
        return Sheet((frame + 0.5) / factor)
    outline = contour.reshape(-1, 2).astype(np.float64)
    if not _has_real_border(outline, grey):
        return None
    x, y, w, h = (side / factor for side in cv2.boundingRect(contour))
    simple = cv2.approxPolyDP(contour, 1.0, True).reshape(-1, 2).astype(np.float64)
    height, width = grey.shape[0] / factor, grey.shape[1] / factor
    return Sheet(_frame(x, y, min(w, width - x), min(h, height - y)), (simple + 0.5) / factor)


def _frame(x: float, y: float, w: float, h: float) -> Corners:
    return np.array([(x, y), (x + w, y), (x + w, y + h), (x, y + h)], dtype=np.float64)


def _bright_area(grey: GreyImage, *, in_shadow: bool = False) -> GreyImage | None:
    """The mask of what is brighter than the dark ring along the edge; None when there is no such ring.

    Otsu's threshold (1979) parts paper from table, or of a paper half in shadow its two halves: `in_shadow` takes a lower one.
    """
    threshold, mask = cv2.threshold(grey, 0, 255, cv2.THRESH_BINARY + cv2.THRESH_OTSU)
    ring = np.ones(grey.shape, dtype=bool)
    margin = max(2, int(max(grey.shape) * _RING_SHARE))
    ring[margin:-margin, margin:-margin] = False
    dark = grey[ring] <= threshold
    inside, outside = grey[mask > 0], grey[ring][dark]
    if dark.mean() < _DARK_RING_SHARE or not len(inside) or float(np.median(inside)) - float(np.median(outside)) < _CONTRAST:
        return None
    if in_shadow:
        mask = cv2.threshold(grey, np.percentile(outside, _TABLE_PERCENTILE) + _ABOVE_TABLE, 255, cv2.THRESH_BINARY)[1]
    # Writing is bridged; the surroundings are not.
    closed = cv2.morphologyEx(mask, cv2.MORPH_CLOSE, np.ones((9, 9), np.uint8))
    return cv2.morphologyEx(closed, cv2.MORPH_OPEN, np.ones((9, 9), np.uint8)).astype(np.uint8, copy=False)


def _four_corners(hull: NDArray[np.int32]) -> Corners:
    """The hull simplified to four corners, or the smallest turned rectangle around it when it does not come down to four."""
    length = cv2.arcLength(hull, True)
    for share in (0.01, 0.02, 0.03, 0.05):
        corners = cv2.approxPolyDP(hull, share * length, True)
        if len(corners) == 4:
            return corners.reshape(4, 2).astype(np.float64)
    return cv2.boxPoints(cv2.minAreaRect(hull)).astype(np.float64)


def _refined(frame: Corners, contour: Points) -> Corners:
    """The corners where straight lines through the contour's sides meet: finer than the pixels of the contour's own corners."""
    lines = []
    for start, end in zip(frame, np.roll(frame, -1, axis=0), strict=True):
        along = end - start
        length = max(float(np.hypot(*along)), 1.0)
        offset = contour - start
        share = offset @ along / length**2
        aside = np.abs(offset[:, 0] * along[1] - offset[:, 1] * along[0]) / length
        side = contour[(share > 0.08) & (share < 0.92) & (aside < _ASIDE * length)]
        if len(side) < _LEAST_SIDE_PX:
            return frame
        across, down, x, y = cv2.fitLine(side.astype(np.float32), cv2.DIST_HUBER, 0, 0.01, 0.01).ravel()
        lines.append(np.cross((x, y, 1.0), (x + across, y + down, 1.0)))
    corners = np.array([np.cross(lines[index - 1], lines[index]) for index in range(4)])
    if (np.abs(corners[:, 2]) < 1e-9).any():
        return frame
    corners = corners[:, :2] / corners[:, 2:]
    return corners if np.abs(corners - frame).max() <= _MOST_REFINED_PX else frame


def _ordered(corners: Corners) -> Corners:
    """Clockwise from the corner nearest the picture's top left."""
    middle = corners.mean(axis=0)
    angles = np.arctan2(corners[:, 1] - middle[1], corners[:, 0] - middle[0])
    clockwise = corners[np.argsort(angles)]
    return np.roll(clockwise, -int(np.argmin(clockwise.sum(axis=1))), axis=0)


def _edges(frame: Corners, grey: GreyImage) -> Iterator[str]:
    """What each edge is: `real`, `cut` (the picture ends there) or `soft` (no step of brightness)."""
    for start, end in zip(frame, np.roll(frame, -1, axis=0), strict=True):
        yield "cut" if _on_frame(start, end, grey) else "real" if _steps(start, end, grey) >= _REAL_EDGE else "soft"


def _on_frame(start: Points, end: Points, grey: GreyImage) -> bool:
    height, width = grey.shape
    ends = np.stack([start, end])
    return any(
        bool((np.abs(ends[:, axis] - limit) <= _ON_FRAME_PX).all())
        for axis, limits in ((0, (0, width)), (1, (0, height)))
        for limit in limits
    )


def _steps(start: Points, end: Points, grey: GreyImage) -> float:
    """The share of an edge across which it gets darker outwards (the frame runs clockwise)."""
    along = end - start
    length = float(np.hypot(*along))
    if length < 1:
        return 0.0
    outward = np.array([along[1], -along[0]]) / length * _ACROSS_EDGE_PX
    places = start + np.linspace(0.05, 0.95, 40)[:, None] * along
    inner, outer = _grey_at(grey, places - outward), _grey_at(grey, places + outward)
    return float((inner - outer >= _EDGE_STEP).mean())


def _grey_at(grey: GreyImage, places: Points) -> NDArray[np.int64]:
    height, width = grey.shape
    x = np.clip(np.round(places[:, 0]).astype(int), 0, width - 1)
    y = np.clip(np.round(places[:, 1]).astype(int), 0, height - 1)
    return np.asarray(grey[y, x], np.int64)


def _has_real_border(outline: Points, grey: GreyImage) -> bool:
    """Whether the outline, where the picture does not cut it, runs along a step of brightness."""
    height, width = grey.shape
    free = (outline[:, 0] > _ON_FRAME_PX) & (outline[:, 0] < width - _ON_FRAME_PX)
    free &= (outline[:, 1] > _ON_FRAME_PX) & (outline[:, 1] < height - _ON_FRAME_PX)
    if free.sum() < 20:
        return False
    # Writing is dark beside paper too, and is bridged.
    grey = cv2.morphologyEx(grey, cv2.MORPH_CLOSE, np.ones((11, 11), np.uint8)).astype(np.uint8, copy=False)
    dark = cv2.erode(grey, np.ones((2 * _ACROSS_EDGE_PX + 1,) * 2, np.uint8))
    bright = cv2.dilate(grey, np.ones((2 * _ACROSS_EDGE_PX + 1,) * 2, np.uint8))
    places = outline[free]
    steps = _grey_at(bright.astype(np.uint8), places) - _grey_at(dark.astype(np.uint8), places)
    return float((steps >= 2 * _EDGE_STEP).mean()) >= _REAL_EDGE


def _is_seen_from_above(frame: Corners) -> bool:
    """Whether the corners could be those of a rectangle looked at a little from aside."""
    before, after = np.roll(frame, 1, axis=0) - frame, np.roll(frame, -1, axis=0) - frame
    lengths = np.linalg.norm(before, axis=1) * np.linalg.norm(after, axis=1)
    if (lengths < 1).any():
        return False
    angles = np.degrees(np.arccos(np.clip((before * after).sum(axis=1) / lengths, -1, 1)))
    return bool((angles >= _LEAST_ANGLE).all() and (angles <= _GREATEST_ANGLE).all())


def flattening(corners: Corners) -> tuple[Matrix, int, int]:
    """The perspective that lays the sheet flat, with the width and height in pixels it then has."""
    width = max(1, round(max(_length(corners, 0, 1), _length(corners, 3, 2))))
    height = max(1, round(max(_length(corners, 0, 3), _length(corners, 1, 2))))
    flat = np.array([(0, 0), (width, 0), (width, height), (0, height)], dtype=np.float32)
    matrix = cv2.getPerspectiveTransform(corners.astype(np.float32), flat)
    return np.asarray(matrix, dtype=np.float64), width, height


def _length(corners: Corners, start: int, end: int) -> float:
    return float(np.linalg.norm(corners[start] - corners[end]))
