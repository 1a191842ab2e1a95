"""Where the practice office of this account lies. Making it is in ui.practice_making; a start that finds it made does not load that."""

import importlib
from dataclasses import dataclass
from pathlib import Path

from station.settings import paths

PASSWORD = "thuc-hanh"
"""Of the practice office's people, for everybody to read: whoever wants a practice store with a secret makes one with `init --practice`."""

PAGES = 24
SEED = 1
_MADE = f"{SEED} {PAGES}"


@dataclass(frozen=True)
class PracticeOffice:
    """A store with the office's people, and a folder of pages to scan in."""

    folder: Path

    @property
    def store(self) -> Path:
        """The encrypted store."""
        return self.folder / "store"

    @property
    def home(self) -> Path:
        """The device secret and the choices of the window."""
        return self.folder / "home"

    @property
    def pages(self) -> Path:
        """Pages of invented people, to be imported."""
        return self.folder / "pages"

    @property
    def made(self) -> bool:
        """Whether everything is there, pages and all, as this program would make it."""
        mark = self.folder / "made"
        return self.store.exists() and self.pages.exists() and mark.exists() and mark.read_text("ascii") == _MADE

    def mark_made(self) -> None:
        """Say that everything is there."""
        (self.folder / "made").write_text(_MADE, "ascii")


def open_practice_office(folder: Path | None = None) -> PracticeOffice:
    """The office in `folder`, or in the account's own place; made at first use. Raises StationError `store.*` when it cannot be made."""
    office = PracticeOffice(folder or paths.user_data_folder() / "practice-office")
    if not office.made:
        # loaded by name: of a hundred starts one makes an office, and the drawing of pages is heavy to load
        importlib.import_module("ui.practice_making").make_office(office)
    return office


def is_practice_office(store: Path) -> bool:
    """Whether this store is a practice office's own, whose password is for everybody to read."""
    office = PracticeOffice(store.parent)
    return office.store == store and office.made
