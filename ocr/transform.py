"""Where a place of a cleaned page lies on the original image. Every step that moves pixels adds itself here, so boxes can go back.

The steps are only noted down; pixels are moved once, by `sampled`, from the original to where all steps together put them.
"""

from dataclasses import dataclass
from functools import reduce
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from station.domain.geometry import Box

Matrix = NDArray[np.float64]
"""3 × 3, homogeneous coordinates."""
Points = NDArray[np.float64]
"""Any number × (x, y), in pixels; pixel (0, 0) covers the square from (0, 0) to (1, 1)."""

_NODE_PX: Final = 16
"""A curved map is worked out at nodes so far apart and is straight between them; paper does not bend within 1.4 mm."""
_STRIP_PX: Final = 1024
"""Rows that are sampled at a time, which bounds the memory of the map."""
_SIDES: Final = 9
"""Points on each side of a box that are taken back through a curved map."""


@dataclass(frozen=True)
class Bend:
    """A smooth vertical displacement that straightens curved lines: a point (x, y) goes to (x, y + there(x, y))."""

    step_px: float
    """Distance between nodes; node (row, column) stands at (column, row) × `step_px`."""
    there: NDArray[np.float32]
    """Rows × columns of nodes: how far down a point of the curved page moves."""
    back: NDArray[np.float32]
    """The same for the way back: how far down a point of the flat page moves to lie on the curved one."""

    @classmethod
    def of(cls, step_px: float, there: NDArray[np.float64]) -> "Bend":
        """From the displacement alone; ValueError when it folds the page over itself."""
        rows = np.arange(there.shape[0]) * step_px
        moved = rows[:, None] + there
        if (np.diff(moved, axis=0) <= 0).any():
            raise ValueError("the displacement folds the page")
        back = np.stack([np.interp(rows, moved[:, column], rows) - rows for column in range(there.shape[1])], axis=1)
        # Beyond the first and last node the page goes on as it ends.
        for column in range(there.shape[1]):
            above, below = rows < moved[0, column], rows > moved[-1, column]
            back[above, column], back[below, column] = -there[0, column], -there[-1, column]
        return cls(step_px, there.astype(np.float32), back.astype(np.float32))

    def moved(self, points: Points, displacement: NDArray[np.float32]) -> Points:
        """Points moved by one of the two displacements."""
        places = points / self.step_px
        height, width = displacement.shape
        x, y = np.clip(places[:, 0], 0, width - 1), np.clip(places[:, 1], 0, height - 1)
        left, top = np.minimum(x.astype(int), width - 2), np.minimum(y.astype(int), height - 2)
        right_share, low_share = x - left, y - top
        upper = displacement[top, left] * (1 - right_share) + displacement[top, left + 1] * right_share
        lower = displacement[top + 1, left] * (1 - right_share) + displacement[top + 1, left + 1] * right_share
        return np.stack([points[:, 0], points[:, 1] + upper * (1 - low_share) + lower * low_share], axis=1)


Step = Matrix | Bend


@dataclass(frozen=True)
class Transform:
    """The way from an original image of `width` × `height` pixels to a cleaned one."""

    width: int
    height: int
    steps: tuple[Step, ...] = ()
    """Original → cleaned, in order; matrices that follow each other are multiplied out."""

    @classmethod
    def identity(cls, width: int, height: int) -> "Transform":
        """Nothing moved yet."""
        return cls(width, height)

    def then(self, step: Step) -> "Transform":
        """The same way followed by one more step."""
        if self.steps and not isinstance(step, Bend) and not isinstance(self.steps[-1], Bend):
            return Transform(self.width, self.height, (*self.steps[:-1], step @ self.steps[-1]))
        return Transform(self.width, self.height, (*self.steps, step))

    def follows(self, start: "Transform") -> "Transform":
        """`start` and then this way; this one begins where `start` ends."""
        return reduce(Transform.then, self.steps, start)

    def forward(self, points: Points) -> Points:
        """Places of the cleaned image for places of the original."""
        for step in self.steps:
            points = step.moved(points, step.there) if isinstance(step, Bend) else _projected(points, step)
        return points

    def backward(self, points: Points) -> Points:
        """Places of the original for places of the cleaned image."""
        for step in reversed(self.steps):
            points = step.moved(points, step.back) if isinstance(step, Bend) else _projected(points, _undone(step))
        return points

    def to_original(self, box: Box) -> Box:
        """The smallest upright box of the original that holds `box` of the cleaned image."""
        shares = np.linspace(0, 1, _SIDES)
        across, down = box.x + shares * box.w, box.y + shares * box.h
        sides = [
            (across, np.full(_SIDES, box.y)),
            (across, np.full(_SIDES, box.bottom)),
            (np.full(_SIDES, box.x), down),
            (np.full(_SIDES, box.right), down),
        ]
        placed = self.backward(np.concatenate([np.stack(side, axis=1) for side in sides]).astype(np.float64))
        # A tenth of a thousandth of a pixel is the arithmetic's, not the page's.
        left, top = np.floor(placed.min(axis=0) + 1e-4).astype(int)
        right, bottom = np.ceil(placed.max(axis=0) - 1e-4).astype(int)
        return Box(int(left), int(top), int(right - left), int(bottom - top)).clipped(self.width, self.height)

    def sampled(self, original: NDArray[np.uint8], width: int, height: int, *, paper: int = 255) -> NDArray[np.uint8]:
        """The cleaned image of `width` × `height` pixels, each looked up in the original once; `paper` where the original ends.

        `original` may be the image in another size than `width` × `height` of this way say, as long as the way begins with that size.
        """
        border = (float(paper),) * 3
        if len(self.steps) == 1 and not isinstance(self.steps[0], Bend):
            matrix = _HALF @ self.steps[0] @ np.linalg.inv(_HALF)
            return cv2.warpPerspective(original, matrix, (width, height), flags=cv2.INTER_CUBIC, borderValue=border).astype(
                np.uint8, copy=False
            )
        result = np.empty((height, width, *original.shape[2:]), np.uint8)
        for top in range(0, height, _STRIP_PX):
            rows = min(_STRIP_PX, height - top)
            across, down = self._map(top, rows, width)
            result[top : top + rows] = cv2.remap(original, across, down, cv2.INTER_CUBIC, borderValue=border)
        return result

    def _map(self, top: int, rows: int, width: int) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        """For the middles of the pixels of some rows: where they lie in the original, as cv2.remap wants it."""
        columns = np.arange(-1, width // _NODE_PX + 2)
        lines = np.arange(-1, rows // _NODE_PX + 2)
        # cv2.resize puts the value of node n at the middle of its n-th block of pixels.
        x, y = np.meshgrid((columns + 0.5) * _NODE_PX, top + (lines + 0.5) * _NODE_PX)
        there = self.backward(np.stack([x.ravel(), y.ravel()], axis=1)) - 0.5
        size = (len(columns) * _NODE_PX, len(lines) * _NODE_PX)
        wide = [cv2.resize(there[:, axis].reshape(x.shape).astype(np.float32), size, interpolation=cv2.INTER_LINEAR) for axis in (0, 1)]
        across, down = (np.ascontiguousarray(part[_NODE_PX : _NODE_PX + rows, _NODE_PX : _NODE_PX + width], np.float32) for part in wide)
        return across, down

    def laid_back(self, cleaned: NDArray[np.uint8]) -> NDArray[np.uint8]:
        """A cleaned image laid over the original: its pixels where they came from, in the original's size, white elsewhere."""
        return self.reversed(cleaned.shape[1], cleaned.shape[0]).sampled(cleaned, self.width, self.height)

    def reversed(self, width: int, height: int) -> "Transform":
        """The way from a cleaned image of `width` × `height` pixels back to the original."""
        turned = Transform.identity(width, height)
        for step in reversed(self.steps):
            turned = turned.then(Bend(step.step_px, step.back, step.there) if isinstance(step, Bend) else _undone(step))
        return turned


_HALF: Final = np.array([[1, 0, -0.5], [0, 1, -0.5], [0, 0, 1]], dtype=np.float64)
"""OpenCV counts from the middle of the first pixel, this file from its corner."""


def _undone(matrix: Matrix) -> Matrix:
    return np.asarray(np.linalg.inv(matrix), np.float64)


def _projected(points: Points, matrix: Matrix) -> Points:
    return np.asarray(cv2.perspectiveTransform(points[None].astype(np.float64), matrix)[0], np.float64)


def averaged(image: NDArray[np.uint8], factor: float) -> NDArray[np.uint8]:
    """The image made smaller by `factor` (at most 1), each pixel the mean of those it stands for; at least one pixel each way."""
    size = (max(1, round(image.shape[1] * factor)), max(1, round(image.shape[0] * factor)))
    return cv2.resize(image, size, interpolation=cv2.INTER_AREA).astype(np.uint8, copy=False)


def scaling(factor: float) -> Matrix:
    """Enlarging by `factor` about the top left corner."""
    return np.diag([factor, factor, 1.0])


def shift(across: float, down: float) -> Matrix:
    """Moving by so many pixels."""
    return np.array([[1, 0, across], [0, 1, down], [0, 0, 1]], dtype=np.float64)


def quarter_turns(width: int, height: int, turn: int) -> Matrix:
    """Turning an image of `width` × `height` clockwise by `turn` degrees (0, 90, 180, 270) into an image with its corner at the origin."""
    matrices = {
        0: [[1, 0, 0], [0, 1, 0], [0, 0, 1]],
        90: [[0, -1, height], [1, 0, 0], [0, 0, 1]],
        180: [[-1, 0, width], [0, -1, height], [0, 0, 1]],
        270: [[0, 1, 0], [-1, 0, width], [0, 0, 1]],
    }
    return np.array(matrices[turn], dtype=np.float64)


def rotation(width: int, height: int, degrees: float) -> Matrix:
    """Turning about the middle, counter-clockwise for positive `degrees` (OpenCV's sign), within the same frame."""
    matrix = np.eye(3)
    matrix[:2] = cv2.getRotationMatrix2D((width / 2, height / 2), degrees, 1.0)
    return matrix
