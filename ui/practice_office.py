"""The practice office of this account: a store with two people, and a folder of pages to scan in. Made at first use, kept afterwards."""

from dataclasses import dataclass
from pathlib import Path

from station.practice.generator import generate_pages
from station.practice.plan import plan_pages
from station.settings import paths
from ui import bootstrap

PASSWORD = "thuc-hanh"
"""Of the practice office's people, for everybody to read: whoever wants a practice store with a secret makes one with `init --practice`."""

PAGES = 24
SEED = 1


@dataclass(frozen=True)
class PracticeOffice:
    """Where it lies."""

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


def open_practice_office(folder: Path | None = None) -> PracticeOffice:
    """The office in `folder`, or in the account's own place. Raises StationError `store.*` when it cannot be made."""
    office = PracticeOffice(folder or paths.user_data_folder() / "practice-office")
    office.folder.mkdir(parents=True, exist_ok=True)
    if not office.store.exists():
        province = bootstrap.practice_province(office.folder / "province")
        bootstrap.create_practice_store(office.store, PASSWORD, province=province, home=office.home)
    generate_pages(bootstrap.forms(), office.pages, seed=SEED, plan=plan_pages(PAGES))
    return office
