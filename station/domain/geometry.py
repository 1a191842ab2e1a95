"""Places on a page image, in whole pixels, origin top left."""

from typing import NamedTuple


class Box(NamedTuple):
    """A rectangle; `w` and `h` are at least 1 for a box that holds anything."""

    x: int
    y: int
    w: int
    h: int

    @property
    def right(self) -> int:
        """First column to the right of the box."""
        return self.x + self.w

    @property
    def bottom(self) -> int:
        """First row below the box."""
        return self.y + self.h

    @property
    def centre(self) -> tuple[float, float]:
        """Middle of the box as (x, y)."""
        return self.x + self.w / 2, self.y + self.h / 2

    def union(self, other: "Box") -> "Box":
        """The smallest box that holds both."""
        x, y = min(self.x, other.x), min(self.y, other.y)
        return Box(x, y, max(self.right, other.right) - x, max(self.bottom, other.bottom) - y)

    def clipped(self, width: int, height: int) -> "Box":
        """The part inside an image of `width` × `height` pixels, at least one pixel large."""
        x, y = min(max(self.x, 0), width - 1), min(max(self.y, 0), height - 1)
        right, bottom = max(min(self.right, width), x + 1), max(min(self.bottom, height), y + 1)
        return Box(x, y, right - x, bottom - y)
