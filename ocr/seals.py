"""Where seals are on a page: round ones by their circle, which broken and pale rings keep, others by what they cover."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from ocr.engines.contract import GreyImage

_WIDTH_PX: Final = 620
"""Seals are looked for in a copy of about this width: a ring of 0.5 mm on A4 is two pixels wide."""
_SEAL_SHARE: Final = 0.06
_LARGEST_SEAL_SHARE: Final = 0.55
"""A red thing at least the first share of the page's width large in both directions is a seal, 12 mm on A4.

Red print is flatter, frames and tables are larger."""
_RADII: Final = (0.035, 0.105)
"""Of round seals, as shares of the page's width: seals of 36 mm on A3 and on A4."""
_EDGE, _VOTES = 40.0, 22.0
"""Parameters of the Hough transform: how sharp an edge is, how many of its pixels must point to one middle."""
_RING: Final = 14
_GROUND_PERCENTILE: Final = 80
"""A ring is this much redder than the ground of the page, which may be a red pattern itself."""
_POINTS: Final = 180
_NEAR: Final = (-6, -4, -2, 0, 2, 4, 6)
"""By so many pixels the middle that the transform names is off at most: what is written through a seal, or its inner ring, draws it."""
_CLOSED: Final = 0.85
"""Share of a circle that must be drawn."""
_BEGUN, _SURELY = 0.6, 0.9
"""Share of some circle of a seal around the middle that the transform names, and around one near it."""
_MARGIN: Final = 1.14
"""Stamps have two rings, and paper is not quite flat."""
_MUCH_LARGER: Final = 0.9

_Circle = tuple[float, float, float]
"""Middle (x, y) and radius in pixels."""


def seal_mask(redness: GreyImage, strong_red: GreyImage) -> GreyImage:
    """The areas (255) of seals. `redness`: by how much each pixel is redder than green and blue; `strong_red`: 255 where that is much."""
    height, width = redness.shape
    step = max(1, width // _WIDTH_PX)
    size = (width // step, height // step)
    circles = list(_circles(cv2.resize(redness, size, interpolation=cv2.INTER_AREA).astype(np.uint8, copy=False)))
    mask = _large_things(cv2.resize(strong_red, size, interpolation=cv2.INTER_AREA).astype(np.uint8, copy=False), circles)
    for x, y, radius in circles:
        cv2.circle(mask, (round(x), round(y)), round(radius * _MARGIN), 255, thickness=-1)
    return cv2.resize(mask, (width, height), interpolation=cv2.INTER_NEAREST).astype(np.uint8, copy=False)


def _large_things(strong_red: GreyImage, circles: Sequence[_Circle]) -> GreyImage:
    """The filled hull of each red thing that is as large as a seal in both directions; a seal within a frame is found like any other.

    Of red print that a round seal touches nothing is a seal but its circle.
    """
    joined = cv2.morphologyEx(cv2.threshold(strong_red, 40, 255, cv2.THRESH_BINARY)[1], cv2.MORPH_CLOSE, np.ones((5, 5), np.uint8))
    contours, tree = cv2.findContours(joined, cv2.RETR_CCOMP, cv2.CHAIN_APPROX_SIMPLE)
    mask = np.zeros_like(joined)
    least, most = strong_red.shape[1] * _SEAL_SHARE, strong_red.shape[1] * _LARGEST_SEAL_SHARE
    for index, contour in enumerate(contours):
        _, _, w, h = cv2.boundingRect(contour)
        # a hole within a red thing, such as a cell of a table, is no thing
        if tree[0][index][3] < 0 and min(w, h) >= least and max(w, h) <= most:
            hull = cv2.convexHull(contour)
            if not _is_print_under_seals(hull.astype(np.int32), circles):
                cv2.drawContours(mask, [hull], -1, 255, thickness=-1)
    return cv2.dilate(mask, np.ones((5, 5), np.uint8)).astype(np.uint8, copy=False)


def _is_print_under_seals(hull: NDArray[np.int32], circles: Sequence[_Circle]) -> bool:
    """Whether a thing holds round seals and is much larger than they are."""
    inside = [radius for x, y, radius in circles if cv2.pointPolygonTest(hull, (x, y), measureDist=False) >= 0]
    return bool(inside) and cv2.contourArea(hull) > _MUCH_LARGER * sum(np.pi * (_MARGIN * radius) ** 2 for radius in inside)


def _circles(redness: GreyImage) -> Iterator[_Circle]:
    """Rings that are drawn nearly whole."""
    width = redness.shape[1]
    smooth = cv2.GaussianBlur(redness, (0, 0), 1.0)
    least, most = (max(4, int(width * radius)) for radius in _RADII)
    found = cv2.HoughCircles(
        smooth, cv2.HOUGH_GRADIENT, 1, least, param1=_EDGE, param2=_VOTES, minRadius=least, maxRadius=most
    )  # fmt: skip
    if found is None:
        return
    level = max(_RING, float(np.percentile(redness, _GROUND_PERCENTILE)) + _RING)
    red = cv2.dilate((redness > level).astype(np.uint8, copy=False), np.ones((3, 3), np.uint8))
    rings = _Rings.on(red.astype(np.uint8, copy=False), np.arange(least, most + 1))
    # a seal has two rings around one middle, of which the transform names one
    named = [(round(float(x)), round(float(y))) for x, y, _ in found.reshape(-1, 3)]
    begun = [middle for middle in named if rings.drawn([middle]).max() >= _BEGUN]
    told = [circle for middle in begun if (circle := rings.widest_near(*middle)) is not None]
    told.sort(key=lambda circle: -circle[2])
    # of a star and the rings around it the largest counts
    for at, (x, y, radius) in enumerate(told):
        if not any(np.hypot(x - other, y - below) < far for other, below, far in told[:at]):
            yield x, y, radius


@dataclass(frozen=True)
class _Rings:
    """Circles of many radii around any middle on a page, and how much of them is drawn."""

    red: GreyImage
    """1 where it is red, with a margin as wide as the largest circle reaches."""
    margin: int
    radii: NDArray[np.int64]
    points: NDArray[np.int64]
    """Radii × points: how many pixels further in memory than the middle each lies."""

    @classmethod
    def on(cls, red: GreyImage, radii: NDArray[np.int64]) -> "_Rings":
        """What lies outside the page is not drawn."""
        margin = int(radii[-1]) + max(_NEAR) + 1
        edged = np.pad(red, margin)
        angles = np.linspace(0, 2 * np.pi, _POINTS, endpoint=False)
        across, down = (np.round(radii[:, None] * turned).astype(np.int64) for turned in (np.cos(angles), np.sin(angles)))
        return cls(edged, margin, radii, down * edged.shape[1] + across)

    def widest_near(self, x: int, y: int) -> _Circle | None:
        """The widest closed ring around a middle or one near it, where of two equal ones more is drawn; None when there is no seal."""
        middles = [(x + across, y + down) for across in _NEAR for down in _NEAR]
        shares = self.drawn(middles)
        if shares.max() < _SURELY:
            return None
        at, widest = max(np.argwhere(shares >= _CLOSED).tolist(), key=lambda ring: (ring[1], float(shares[ring[0], ring[1]])))
        return (*middles[at], float(self.radii[widest]))

    def drawn(self, middles: Sequence[tuple[int, int]]) -> NDArray[np.float64]:
        """Middles × radii: the share of the circle that lies on red pixels."""
        width = self.red.shape[1]
        starts = np.array([(y + self.margin) * width + x + self.margin for x, y in middles])
        shares: NDArray[np.float64] = self.red.ravel()[starts[:, None, None] + self.points].mean(axis=2)
        return shares
