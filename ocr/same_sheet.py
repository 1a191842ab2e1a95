"""Whether two pictures show one sheet: another scan, lighter, turned, cut otherwise, photographed. A page of its form is another one.

Corner features (ORB: Rublee et al. 2011) find how one picture lies over the other, from the print that both share; consensus (USAC: Raguram
et al. 2013) throws out what does not fit. Then what both say is held side by side, window by window: where another name stands the windows
part, where the same stands they agree, however pale or blurred. Long lines (frames, folds) and what lies around the paper say nothing.

So that not every picture is held against every other, a page has a key: 512 signs of its difference from a reference, an earlier page of
the same print (random projections: Charikar 2002). What both share falls away; pages that say the same have keys a few signs apart.
"""

import hashlib
from dataclasses import dataclass
from functools import cached_property
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from ocr.engines.contract import GreyImage
from ocr.transform import averaged

LONG_SIDE_PX: Final = 448
"""A4 at 38 dpi: the shape of a word is there, its letters are not."""
_FEATURES: Final = 500
_LEAST_FITTING: Final = 55
"""Features that lie over one another: pages of one print 74 and more, however worn; of two prints with the same head 37 at most."""
_FIT_PX: Final = 4.0
_TURNS: Final = 1500
_LINE_PX: Final = 41
_WINDOW_PX: Final = (24, 12)
"""About a word."""
_BOTH_WRITTEN: Final = 0.0015
_ONE_WRITTEN: Final = 0.004
"""Variance of a window in which both, or one alone, say something."""
_LEAST_WINDOWS: Final = 20
_WORST_WINDOWS: Final = 6
"""A name is as wide as two or three, and each is looked at twice: twins on papers of their own differ in no more."""
ONE_SHEET: Final = 0.68
"""Agreement from which on two pictures are of one sheet: tests/bench/same_sheets.py prints what lies on either side."""
_KEY_BITS: Final = 512
KEY_BYTES: Final = _KEY_BITS // 8
_GRID: Final = (40, 56)
_NEAR_BITS: Final = 0.24
"""Share of signs that differ between two pictures of one sheet, at most, nearly always."""
_NEAR_REFERENCE: Final = 0.3
"""How much of a page's words is not the reference's own, when it is the reference itself."""

_Matrix = NDArray[np.float64]
_Plane = NDArray[np.float32]


@dataclass(frozen=True)
class PageLook:
    """What of a picture is needed to hold it against others; some 200 KB."""

    ink: GreyImage
    """0 paper, 255 the darkest ink of the page; the long side `LONG_SIDE_PX`."""
    paper: GreyImage
    """255 where there is paper, well within its edge."""
    points: NDArray[np.float32]
    """n × (x, y)."""
    descriptors: NDArray[np.uint8]
    """n × 32."""


def look_at_page(grey: GreyImage) -> PageLook | None:
    """Of a page as it came, upright or not; None for one with too little on it."""
    small = averaged(grey, min(1.0, LONG_SIDE_PX / max(grey.shape)))
    ground = cv2.medianBlur(cv2.dilate(small, np.ones((9, 9), np.uint8)), 21)
    ink = np.clip((1 - small / np.maximum(ground, 40).astype(np.float32) - 0.08) / 0.5, 0, 1)
    strong = ink[ink > 0.1]
    if len(strong) < 50:
        return None
    ink8 = (np.clip(ink / np.quantile(strong, 0.9), 0, 1) * 255).astype(np.uint8)
    orb = cv2.ORB.create(_FEATURES, 1.2, 5, 12, 0, 2, cv2.ORB_HARRIS_SCORE, 25, 8)
    points, descriptors = orb.detectAndCompute(cv2.GaussianBlur(ink8, (0, 0), 1.0), None)
    if descriptors is None or len(points) < _LEAST_FITTING:
        return None
    places = np.array([point.pt for point in points], np.float32)
    return PageLook(ink8, _paper(small), places, descriptors.astype(np.uint8))


def _paper(small: GreyImage) -> GreyImage:
    bright = cv2.blur(cv2.dilate(small, np.ones((9, 9), np.uint8)), (15, 15))
    lit = bright[bright > 60]
    inside = (bright > 0.6 * np.median(lit)).astype(np.uint8) * 255 if len(lit) else np.zeros_like(bright)
    # what lies beyond the picture is no paper either
    return cv2.erode(inside, np.ones((17, 17), np.uint8), borderType=cv2.BORDER_CONSTANT, borderValue=0).astype(np.uint8)


@dataclass(frozen=True)
class Overlaid:
    """A page as it lies over another one."""

    ink: _Plane
    """0..1, smoothed, in the other's frame."""
    paper: _Plane

    @cached_property
    def words(self) -> _Plane:
        """The ink without long lines."""
        return _words(self.ink)


def overlaid(page: PageLook, on: PageLook) -> Overlaid | None:
    """The page in the frame of another; None where they share no print."""
    matches = cv2.BFMatcher(cv2.NORM_HAMMING, crossCheck=True).match(on.descriptors, page.descriptors)
    if len(matches) < _LEAST_FITTING:
        return None
    there = on.points[[match.queryIdx for match in matches]]
    here = page.points[[match.trainIdx for match in matches]]
    matrix, fits = cv2.findHomography(there, here, cv2.USAC_FAST, _FIT_PX, maxIters=_TURNS, confidence=0.999)
    if matrix is None or int(fits.sum()) < _LEAST_FITTING:
        return None
    return _carried(page, np.asarray(matrix, np.float64), on.ink.shape)


def itself(page: PageLook) -> Overlaid:
    """A page in its own frame."""
    return _carried(page, np.eye(3), page.ink.shape)


def _carried(page: PageLook, matrix: _Matrix, shape: tuple[int, ...]) -> Overlaid:
    size, flags = (shape[1], shape[0]), cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    ink, paper = (cv2.warpPerspective(plane, matrix, size, flags=flags, borderValue=0) for plane in (page.ink, page.paper))
    smooth = cv2.GaussianBlur(ink.astype(np.float32) / 255, (0, 0), 1.2)
    return Overlaid(smooth.astype(np.float32), (paper / 255).astype(np.float32))


def key_of(page: Overlaid, reference: Overlaid) -> tuple[bytes, bool]:
    """The page's key beside its reference, and whether it may be the reference's own sheet."""
    inside = page.paper * reference.paper
    words, others = (cv2.resize(one.words * inside, _GRID, interpolation=cv2.INTER_AREA) for one in (page, reference))
    gain = float((words * others).sum() / max(float((words * words).sum()), 1e-6))
    own = gain * words - others
    differs = float(np.linalg.norm(own) / max(float(np.linalg.norm(others)), 1e-6))
    fine = (own - cv2.GaussianBlur(own, (0, 0), 4)).ravel()
    return np.packbits(_PROJECTIONS @ fine > 0).tobytes(), differs < _NEAR_REFERENCE


_PROJECTIONS: Final = (
    np.unpackbits(np.frombuffer(hashlib.shake_256(b"page look 1").digest(_KEY_BITS * _GRID[0] * _GRID[1] // 8), np.uint8))
    .reshape(_KEY_BITS, _GRID[0] * _GRID[1])
    .astype(np.float32)
    * 2
    - 1
)


def nearest(key: bytes, keys: bytes, limit: int) -> list[int]:
    """Which of these keys, one behind the other, are near this one, the nearest first."""
    if not keys:
        return []
    table = np.frombuffer(keys, np.uint8).reshape(-1, KEY_BYTES)
    apart = np.bitwise_count(table ^ np.frombuffer(key, np.uint8)).sum(axis=1, dtype=np.int64)
    order = np.argsort(apart, kind="stable")[:limit]
    return [int(at) for at in order if apart[at] <= _NEAR_BITS * _KEY_BITS]


def agreement(one: Overlaid, other: Overlaid) -> float:
    """How far two pages in one frame say the same: mean correlation of the windows that agree worst, at most 1; 0 when too little shows.

    The other is moved a little more first, as the windows say: a few features do not lay a page to the pixel.
    """
    ours = one.ink
    size, flags = (ours.shape[1], ours.shape[0]), cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    moved = _closer(ours, other.ink)
    theirs, paper = (
        cv2.warpAffine(plane, moved, size, flags=flags, borderValue=0).astype(np.float32) for plane in (other.ink, other.paper)
    )
    ours, theirs, inside = one.words, _words(theirs), _windowed(one.paper * paper)
    mean, variance = _windowed(ours), _windowed(ours * ours)
    variance -= mean * mean
    best = np.full(mean.shape, -1.0, np.float32)
    for down in (-1, 0, 1):
        for across in (-1, 0, 1):
            shifted = np.roll(theirs, (down, across), (0, 1))
            other_mean = _windowed(shifted)
            other_variance = _windowed(shifted * shifted) - other_mean * other_mean
            together = _windowed(ours * shifted) - mean * other_mean
            best = np.maximum(best, together / np.sqrt(np.maximum(variance * other_variance, 1e-7)))
            if not down and not across:
                least, most = np.minimum(variance, other_variance), np.maximum(variance, other_variance)
    found = np.sort(best[(inside > 0.95) & ((least > _BOTH_WRITTEN) | (most > _ONE_WRITTEN))])
    return float(found[:_WORST_WINDOWS].mean()) if len(found) >= _LEAST_WINDOWS else 0.0


def _words(ink: _Plane) -> _Plane:
    """Without long lines."""
    across, down = (cv2.morphologyEx(ink, cv2.MORPH_OPEN, np.ones(shape, np.uint8)) for shape in ((1, _LINE_PX), (_LINE_PX, 1)))
    lines = cv2.dilate(np.maximum(across, down), np.ones((3, 3), np.uint8))
    return np.maximum(ink - 1.2 * lines, 0).astype(np.float32)


def _windowed(plane: _Plane) -> _Plane:
    """The mean of every window, half a window apart."""
    across, down = _WINDOW_PX
    return cv2.boxFilter(plane, -1, _WINDOW_PX)[down // 2 :: down // 2, across // 2 :: across // 2].astype(np.float32)


_PATCH_PX, _REACH_PX, _ROUNDS = 48, 4, 6


def _closer(ours: _Plane, theirs: _Plane) -> _Matrix:
    """The affine map that lays theirs closer: where patches of ours are found again, fitted by least squares, outliers weighing less."""
    padded = cv2.copyMakeBorder(theirs, _REACH_PX, _REACH_PX, _REACH_PX, _REACH_PX, cv2.BORDER_CONSTANT, value=0)
    places, shifts, weights = [], [], []
    for top in range(0, ours.shape[0] - _PATCH_PX + 1, _PATCH_PX):
        for left in range(0, ours.shape[1] - _PATCH_PX + 1, _PATCH_PX):
            patch = ours[top : top + _PATCH_PX, left : left + _PATCH_PX]
            if patch.mean() < 0.02:
                continue
            around = padded[top : top + _PATCH_PX + 2 * _REACH_PX, left : left + _PATCH_PX + 2 * _REACH_PX]
            _, value, _, (across, down) = cv2.minMaxLoc(cv2.matchTemplate(around, patch, cv2.TM_CCOEFF_NORMED))
            places.append((1.0, left + _PATCH_PX / 2, top + _PATCH_PX / 2))
            shifts.append((across - _REACH_PX, down - _REACH_PX))
            weights.append(min(1.0, max(0.05, value)) ** 2)
    moved = np.array([[1.0, 0, 0], [0, 1.0, 0]])
    if len(places) < 6:
        return moved
    where, by, trust = np.array(places), np.array(shifts, np.float64), np.array(weights)
    for axis in (0, 1):
        weight = trust
        for _ in range(_ROUNDS):
            root = np.sqrt(weight)[:, None]
            fit = np.linalg.lstsq(where * root, by[:, axis] * root[:, 0], rcond=None)[0]
            weight = trust / (1 + np.square(where @ fit - by[:, axis]))
        moved[axis] += (fit[1], fit[2], fit[0])
    return moved
