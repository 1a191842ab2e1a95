"""Making the practice office: its store, its people's certificates, its pages."""

from ui import bootstrap
from ui.practice_office import PAGES, PASSWORD, SEED, PracticeOffice
from ui.practice_sheets import drawn_sheets


def make_office(office: PracticeOffice) -> None:
    """Make what is missing of it. Raises StationError `store.*`, OSError."""
    office.folder.mkdir(parents=True, exist_ok=True)
    if not office.store.exists():
        province = bootstrap.practice_province(office.folder / "province")
        bootstrap.create_practice_store(office.store, PASSWORD, province=province, home=office.home)
    drawn_sheets(office.pages, seed=SEED, sheets=PAGES)
    office.mark_made()
