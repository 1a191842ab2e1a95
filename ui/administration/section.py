"""What a section is to the desk Quản trị. Its page is a DeskPage like a desk's, and may be Opening, Leaving and Ending too."""

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtWidgets import QWidget

from station.domain.findings import Text
from station.domain.rights import Right
from ui.desktop.place import Place


@dataclass(frozen=True)
class Section:
    """One row of the list at the left."""

    key: str
    title: Text
    purpose: Text
    """One sentence: the tool tip of its row and the line above its page."""
    rights: frozenset[Right]
    """Whoever has one of these may see it; it is not shown to others. What may be done in it is asked for each act."""
    factory: Callable[[Place], QWidget]
