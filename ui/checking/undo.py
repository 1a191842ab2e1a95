"""Undo and redo over moments of a whole sheet: a step knows at which field it happened, so that the cursor goes there."""

from typing import Generic, TypeVar

T = TypeVar("T")

_STEPS_MAX = 500


class Undo(Generic[T]):
    """Two stacks of (moment, place). A new change makes what was taken back unreachable."""

    def __init__(self) -> None:
        self._done: list[tuple[T, str]] = []
        self._undone: list[tuple[T, str]] = []

    def remember(self, before: T, place: str) -> None:
        """A change at `place` is about to happen."""
        self._done = [*self._done[-_STEPS_MAX:], (before, place)]
        self._undone.clear()

    def back(self, now: T) -> tuple[T, str] | None:
        """The moment before the last change and its place; None when there is none."""
        if not self._done:
            return None
        before, place = self._done.pop()
        self._undone.append((now, place))
        return before, place

    def forth(self, now: T) -> tuple[T, str] | None:
        """The moment that was left by the last `back`."""
        if not self._undone:
            return None
        after, place = self._undone.pop()
        self._done.append((now, place))
        return after, place
