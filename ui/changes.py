"""What changed in the store, told to every open desk so that it may refresh. No data travels here, only which kind of thing is stale."""

import enum
from collections.abc import Callable


class Changed(enum.Flag):
    """Kinds of things that a desk shows. A frozen set: `Changed.PAGES | Changed.JOBS`, `Changed.PAGES in changed`."""

    NOTHING = 0
    PAGES = enum.auto()
    ENTRIES = enum.auto()
    BATCHES = enum.auto()
    VOLUMES = enum.auto()
    JOBS = enum.auto()
    PEOPLE = enum.auto()
    SETTINGS = enum.auto()


PAGES, ENTRIES, BATCHES, VOLUMES = Changed.PAGES, Changed.ENTRIES, Changed.BATCHES, Changed.VOLUMES
JOBS, PEOPLE, SETTINGS = Changed.JOBS, Changed.PEOPLE, Changed.SETTINGS
EVERYTHING = PAGES | ENTRIES | BATCHES | VOLUMES | JOBS | PEOPLE | SETTINGS

Listener = Callable[[Changed], None]


class Changes:
    """The board where changes are announced. For the thread of the window only."""

    def __init__(self) -> None:
        self._listeners: list[Listener] = []

    def listen(self, listener: Listener) -> Callable[[], None]:
        """Call `listener` with every announcement; return what ends that."""
        self._listeners.append(listener)

        def leave() -> None:
            if listener in self._listeners:
                self._listeners.remove(listener)

        return leave

    def announce(self, changed: Changed) -> None:
        """Tell everybody who listens now, in the order in which they came."""
        if changed:
            for listener in tuple(self._listeners):
                listener(changed)

    def forget_all(self) -> None:
        """Nobody listens any more: the person has signed out and the desks are gone."""
        self._listeners.clear()
