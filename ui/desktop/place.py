"""What a desk is to the window, and what the window gives to a desk."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Protocol, runtime_checkable

from PySide6.QtWidgets import QWidget

from station.domain.findings import Text
from station.domain.rights import RIGHTS, Right
from station.domain.roles import Role
from ui.changes import Changes
from ui.desktop.lanes import Session
from ui.desktop.signs import Signs
from ui.tasks import Tasks


@dataclass(frozen=True)
class FolderMemory:
    """The folder that was watched last, kept beyond the session."""

    last: str = ""
    keep: Callable[[str], None] = lambda folder: None


@dataclass(frozen=True)
class Place:
    """Where a desk stands: everything it may hold on to for one session."""

    tasks: Tasks
    changes: Changes
    session: Session
    go: Callable[[str, object], None]
    """`go(desk, target)` shows another desk, by its key, at a target that desk understands (an entry id, a page id) or None.

    A page that understands targets has `open_at(target)`.
    """
    signs: Signs = field(default_factory=Signs)
    """Where a desk says what it met outside the program: a scanner, the central."""
    folder: FolderMemory = field(default_factory=FolderMemory)
    room: QWidget | None = None
    """The parent that the desk's page is made with: one that moves in later is styled once more, with everything on it."""


@dataclass(frozen=True)
class Desk:
    """One desk of the rail."""

    key: str
    """Also the name of its icon."""
    title: Text
    purpose: Text
    """One sentence: the tool tip and the accessible description of its button."""
    rights: frozenset[Right]
    """Whoever has one of these may use it; it is not shown to others."""
    factory: Callable[[Place], QWidget]

    @property
    def roles(self) -> frozenset[Role]:
        """Who may use it, as the table of rights stands."""
        return frozenset(role for role, rights in RIGHTS.items() if rights & self.rights)


@runtime_checkable
class DeskPage(Protocol):
    """What the window asks of a desk's page."""

    def activated(self) -> None:
        """It is shown now."""

    def retranslate(self) -> None:
        """The language has changed."""

    def busy(self) -> str:
        """What would be lost by closing now, as a sentence; empty when nothing."""


@runtime_checkable
class Opening(Protocol):
    """A page that can be opened at a target."""

    def open_at(self, target: object) -> None:
        """Show it."""


@runtime_checkable
class Ending(Protocol):
    """A page with work that goes on while other desks are in front, and must be told to stop when the session ends."""

    def ending(self) -> None:
        """Stop it and let go of what it holds; nothing is delivered any more after this call."""


@runtime_checkable
class Leaving(Protocol):
    """A page that has something to save when it is left: for another desk, for a lock, for the night."""

    def leaving(self) -> None:
        """Save it now, through the tasks."""
