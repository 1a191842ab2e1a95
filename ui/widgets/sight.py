"""Which part of a page is seen, how large and how turned: the arithmetic between page pixels and device pixels. No Qt, no pictures.

A value; every move yields another one. Offsets are whole device pixels, so a page that is only moved looks the same everywhere.
"""

from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cached_property

from station.domain.geometry import Box

Point = tuple[float, float]


@dataclass(frozen=True)
class Sight:
    """A page of `width` × `height` pixels in a window of `window` device pixels."""

    width: int
    height: int
    window: tuple[int, int]
    scale: Fraction
    """Device pixels per page pixel."""
    turn: int = 0
    """Degrees clockwise: 0, 90, 180, 270."""
    x: int = 0
    y: int = 0
    """Window position of the turned page's top left corner."""

    @cached_property
    def _factor(self) -> float:
        """The scale for arithmetic: every box of a page passes through it at every paint."""
        return float(self.scale)

    @cached_property
    def shown_size(self) -> tuple[int, int]:
        """Width and height of the turned, scaled page."""
        size = (round(self.width * self.scale), round(self.height * self.scale))
        return (size[1], size[0]) if self.turn % 180 else size

    def to_window(self, point: Point) -> Point:
        """Where a point of the page lies in the window."""
        x, y = self._turned(point) if self.turn else point
        return x * self._factor + self.x, y * self._factor + self.y

    def to_page(self, point: Point) -> Point:
        """Which point of the page lies at a point of the window; may be outside the page."""
        x, y = (point[0] - self.x) / self._factor, (point[1] - self.y) / self._factor
        return {0: (x, y), 90: (y, self.height - x), 180: (self.width - x, self.height - y), 270: (self.width - y, x)}[self.turn]

    def box_in_window(self, box: Box) -> Box:
        """The window's pixels that a box of the page covers."""
        (x0, y0), (x1, y1) = self.to_window((box.x, box.y)), self.to_window((box.right, box.bottom))
        left, top = round(min(x0, x1)), round(min(y0, y1))
        return Box(left, top, max(1, round(max(x0, x1)) - left), max(1, round(max(y0, y1)) - top))

    def within_bounds(self) -> "Sight":
        """The nearest sight that wastes no room: a smaller page stands in the middle, a larger one leaves no gap."""
        (shown_w, shown_h), (window_w, window_h) = self.shown_size, self.window
        return replace(self, x=_bounded(self.x, shown_w, window_w), y=_bounded(self.y, shown_h, window_h))

    def moved(self, dx: int, dy: int) -> "Sight":
        """The page pushed by device pixels."""
        return replace(self, x=self.x + dx, y=self.y + dy).within_bounds()

    def scaled(self, scale: Fraction, around: Point) -> "Sight":
        """Another zoom; the page's point at `around` (window) stays where it is, as far as there is page."""
        kept = self.to_page(around)
        larger = replace(self, scale=scale)
        now = larger.to_window(kept)
        return replace(larger, x=larger.x + round(around[0] - now[0]), y=larger.y + round(around[1] - now[1])).within_bounds()

    def turned(self, turn: int) -> "Sight":
        """The page turned to `turn` degrees about what is in the middle of the window."""
        middle = (self.window[0] / 2, self.window[1] / 2)
        kept = self.to_page(middle)
        other = replace(self, turn=turn % 360)
        now = other.to_window(kept)
        return replace(other, x=other.x + round(middle[0] - now[0]), y=other.y + round(middle[1] - now[1])).within_bounds()

    def showing(self, box: Box, margin: int) -> "Sight":
        """The least move that brings the box and `margin` device pixels into the window; none when the box is seen whole already."""
        seen = self.box_in_window(box)
        dx = _least_move(seen.x, seen.right, self.window[0], margin)
        dy = _least_move(seen.y, seen.bottom, self.window[1], margin)
        return self.moved(dx, dy) if dx or dy else self

    def fitting_width(self) -> float:
        """The scale at which the page is as wide as the window."""
        return self.window[0] / (self.height if self.turn % 180 else self.width)

    def fitting_page(self) -> float:
        """The scale at which the whole page is seen."""
        return min(self.fitting_width(), self.window[1] / (self.width if self.turn % 180 else self.height))

    def _turned(self, point: Point) -> Point:
        x, y = point
        return {0: (x, y), 90: (self.height - y, x), 180: (self.width - x, self.height - y), 270: (y, self.width - x)}[self.turn]


def _bounded(position: int, shown: int, window: int) -> int:
    return (window - shown) // 2 if shown <= window else min(0, max(window - shown, position))


def _least_move(start: int, end: int, window: int, margin: int) -> int:
    if start >= 0 and end <= window:
        return 0
    margin = min(margin, max(0, (window - (end - start)) // 2))
    # What is larger than the window is shown from its beginning.
    return margin - start if start < 0 or end - start > window else window - margin - end
