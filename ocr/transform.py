"""Where a place of a cleaned page lies on the original image. Every step that moves pixels adds itself here, so boxes can go back."""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from station.domain.geometry import Box

Matrix = NDArray[np.float64]
"""3 × 3, homogeneous coordinates."""


@dataclass(frozen=True)
class Transform:
    """The way from an original image of `width` × `height` pixels to a cleaned one."""

    width: int
    height: int
    forward: Matrix
    """Original → cleaned."""

    @classmethod
    def identity(cls, width: int, height: int) -> "Transform":
        """Nothing moved yet."""
        return cls(width, height, np.eye(3))

    def then(self, step: Matrix) -> "Transform":
        """The same way followed by one more step."""
        return Transform(self.width, self.height, step @ self.forward)

    def to_original(self, box: Box) -> Box:
        """The smallest upright box of the original that holds `box` of the cleaned image."""
        corners = np.array([[(box.x, box.y), (box.right, box.y), (box.right, box.bottom), (box.x, box.bottom)]], dtype=np.float64)
        placed = cv2.perspectiveTransform(corners, np.linalg.inv(self.forward))[0]
        left, top = np.floor(placed.min(axis=0)).astype(int)
        right, bottom = np.ceil(placed.max(axis=0)).astype(int)
        return Box(int(left), int(top), int(right - left), int(bottom - top)).clipped(self.width, self.height)


def scaling(factor: float) -> Matrix:
    """Enlarging by `factor` about the top left corner."""
    return np.diag([factor, factor, 1.0])


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
