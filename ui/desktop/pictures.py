"""Pictures of every desk by one command, for looking at and for the user guide: `python -m ui.desktop.pictures DIR`.

Over a practice store made by the demo's own steps, in both languages, light and dark (and high contrast and large text of one desk),
at 1366×768 and 1920×1080. Needs no screen: QT_QPA_PLATFORM=offscreen.
"""

import argparse
import os
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TypeVar

from PySide6.QtCore import QCoreApplication, QEvent, QSize
from PySide6.QtWidgets import QApplication, QLineEdit

from station.domain.errors import StationError
from station.domain.roles import Role
from station.domain.states import EntryState
from station.practice.clerk import check_by_truth
from station.practice.degrade import Condition
from station.practice.generator import PracticePage, generate_pages
from station.practice.plan import plan_pages
from station.practice.supervisor import look_at_sample
from station.scanner.source import CapturedImage
from station.store.reviews import StoredReviews
from station.workflow.agreement import value_of
from station.workflow.approval import approve, return_entry
from station.workflow.capture import capture_page, open_volume
from station.workflow.reading import read_waiting
from ui import bootstrap
from ui.applicant.page import ApplicantPage
from ui.applicant.subject import Target, load
from ui.desktop.choices import Choices
from ui.desktop.start import prepare
from ui.desktop.window import MainWindow
from ui.language import Language
from ui.practice_office import PASSWORD
from ui.search.page import SearchPage
from ui.theme import Look, theme

T = TypeVar("T")

SIZES = (QSize(1366, 768), QSize(1920, 1080))
LOOKS = (Look.LIGHT, Look.DARK)
SMALL = SIZES[0]
_PAGES = 16
_SEED = 1
_PATIENCE_S = 60.0
_QUIET_S = 0.4
_SOUGHT = "nguyen"
_RETURN_REASON = "Ngày sinh ghi bằng chữ không khớp với ngày ghi bằng số; xem lại trang giấy rồi sửa"


def make_practice_store(folder: Path, pages: int = _PAGES, conditions: tuple[Condition, ...] | None = None) -> Path:
    """A practice office in the middle of its work: read, in part checked, approved, returned. Kept when it is there already.

    `conditions`: how its pages are worn and scanned; else all ways there are.
    """
    store = folder / "store"
    if store.exists():
        return store
    folder.mkdir(parents=True, exist_ok=True)
    library, plan = bootstrap.practice_forms(), plan_pages(pages, conditions=conditions)
    bootstrap.create_practice_store(store, PASSWORD, province=bootstrap.practice_province(folder / "province"), home=folder / "home")
    drawn = generate_pages(library, folder / "pages", seed=_SEED, plan=plan)
    with bootstrap.open_station(store, bootstrap.first_user(Role.CLERK), PASSWORD, home=folder / "home") as station:
        for planned in plan.volumes:
            volume = open_volume(
                station.desk, office_id=station.store.facts.office_id, kind=planned.kind, year=planned.year, number=planned.number,
                title=planned.title,
            )  # fmt: skip
            for captured in bootstrap.pages_of([page.path for page in drawn if page.volume == planned.key]):
                if isinstance(captured, CapturedImage):
                    capture_page(station.desk, volume, captured)
        with bootstrap.reading_pool(library) as pool:
            read_waiting(station.desk, pool)
        _check_two_thirds(station, drawn)
    with bootstrap.open_station(store, bootstrap.first_user(Role.SUPERVISOR), PASSWORD, home=folder / "home") as station:
        _judge(station)
    return store


def _check_two_thirds(station: bootstrap.Station, drawn: Sequence[PracticePage]) -> None:
    page_of = {page.path.name: page for page in drawn}
    for number, entry in enumerate(station.desk.records.entries()):
        pages = [page_of[station.desk.records.page(page_id).source_name] for page_id in entry.pages]
        if number % 3 and all(page.form_id == entry.form.form_id for page in pages):
            check_by_truth(station.desk, entry, {name: value for page in pages for name, value in page.fields.items()})


def _judge(station: bootstrap.Station) -> None:
    """Approve the first half of the first volume; return one entry of the rest."""
    first = station.desk.records.volumes()[0].volume_id
    checked = [entry.entry_id for entry in station.desk.records.entries(first, EntryState.CHECKED)]
    reviews = StoredReviews(station.store.database)
    look_at_sample(station.desk, reviews, first)
    approve(station.desk, reviews, first, station.outbox, station.station_id, checked[: len(checked) // 2])
    return_entry(station.desk, checked[-1], _RETURN_REASON)


def _somebody(station: bootstrap.Station) -> Target:
    """A person of an entry of whom the entry says most, among those that can still be identified."""
    roles = [
        Target(entry.entry_id, person.role)
        for entry in station.desk.records.entries()
        for person in station.desk.forms.of_ref(entry.form).persons
    ]
    subjects = [subject for target in roles if (subject := load(station, target)).is_open]
    fullest = max(subjects, key=lambda subject: sum(bool(value_of(subject.entry, path)) for path in subject.person.fields.values()))
    return Target(fullest.entry.entry_id, fullest.person.role)


class Photographer:
    """Walks a window through its desks and keeps what it shows."""

    def __init__(self, application: QApplication, window: MainWindow, out: Path) -> None:
        self._application, self._window, self._out = application, window, out

    def sign_in(self, role: Role) -> None:
        """As a person would, through the page's own signal."""
        self._window.sign_in_page.submitted.emit(bootstrap.first_user(role), PASSWORD)
        self._wait(lambda: self._window.session is not None)

    def sign_out(self) -> None:
        """Until the store is closed."""
        self._window.sign_out()
        self._wait(lambda: self._window.sign_in_page.isVisible() and self._window.sign_in_page.ready)

    def take(self, name: str, choices: Choices, size: QSize) -> None:
        """One picture: language, look, size in its name."""
        self._window.choose(choices)
        self._window.resize(size)
        self.settle()
        scale = "" if choices.scale == 1.0 else f"-{choices.scale:.0%}"
        path = self._out / f"{name}-{choices.language}-{choices.look}{scale}-{size.width()}x{size.height()}.png"
        if not self._window.grab().save(str(path)):
            raise StationError("export.folder", path=path.name, reason="PNG")

    def desks(self, choices: Iterator[tuple[Choices, QSize]], prefix: str) -> None:
        """Every desk of who is signed in."""
        assert self._window.workplace is not None
        for choice, size in choices:
            for key in self._window.workplace.rail.keys:
                self._window.go(key)
                if key == "applicant":
                    self.show_card()
                elif key == "capture":
                    self.show_pile()
                elif key == "search":
                    self.find(_SOUGHT)
                self.take(f"{prefix}-{key}", choice, size)

    def _asked(self, question: Callable[[bootstrap.Station], T]) -> T:
        found: list[T] = []
        self._window.tasks.query(question, found.append)
        self._wait(lambda: bool(found))
        return found[0]

    def show_pile(self) -> None:
        """At the desk Quét: the pages of the first volume."""
        self._window.go("capture", self._asked(lambda station: station.desk.records.volumes()[0].volume_id))

    def show_card(self) -> None:
        """At the desk Người nộp: the practice card of a person of some entry, read."""
        self._window.go("applicant", self._asked(_somebody))
        self.settle()
        assert self._window.workplace is not None
        desk = self._window.workplace.page("applicant")
        assert isinstance(desk, ApplicantPage)
        desk.read_practice_card()
        self._wait(lambda: desk.shows_card)
        self.settle()

    def find(self, words: str) -> None:
        """At the desk Tra cứu: what these words find, the first of it open."""
        assert self._window.workplace is not None
        desk = self._window.workplace.page("search")
        assert isinstance(desk, SearchPage)
        line = desk.findChild(QLineEdit)
        assert line is not None
        line.setText(words)
        self.settle()
        line.returnPressed.emit()

    def settle(self) -> None:
        """Until nothing was asked of the store for a moment."""
        quiet_since = time.monotonic()
        deadline = quiet_since + _PATIENCE_S
        while time.monotonic() - quiet_since < _QUIET_S and time.monotonic() < deadline:
            self._application.processEvents()
            QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
            if self._window.tasks.asked:
                quiet_since = time.monotonic()
            time.sleep(0.01)

    def _wait(self, until: Callable[[], bool]) -> None:
        deadline = time.monotonic() + _PATIENCE_S
        while not until():
            if time.monotonic() > deadline:
                raise TimeoutError("the window did not come so far")
            self._application.processEvents()
            time.sleep(0.01)


def every_choice() -> Iterator[tuple[Choices, QSize]]:
    """Languages, looks and sizes; then high contrast and large text once."""
    for language in Language:
        for look in LOOKS:
            for size in SIZES:
                yield Choices(language, look), size
    yield Choices(Language.VI, Look.CONTRAST), SMALL
    yield Choices(Language.VI, Look.LIGHT, scale=2.0), SMALL


def main() -> int:
    """Take all pictures into a folder."""
    parser = argparse.ArgumentParser(prog="python -m ui.desktop.pictures", description="Pictures of every desk.")
    parser.add_argument("out", type=Path, help="folder for the pictures; the practice store is made beside them in OUT/practice")
    parser.add_argument("--quick", action="store_true", help="only 1366x768, Vietnamese and English, light")
    wanted = parser.parse_args()
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    wanted.out.mkdir(parents=True, exist_ok=True)
    store = make_practice_store(wanted.out / "practice")
    application = prepare(sys.argv[:1])
    theme().put_on(application, Look.LIGHT)
    window = MainWindow(store, wanted.out / "practice" / "home", Choices(Language.VI, Look.LIGHT))
    window.resize(SMALL)
    window.show()
    window.start()
    photographer = Photographer(application, window, wanted.out)
    choices = [(c, s) for c, s in every_choice() if not wanted.quick or (s == SMALL and c.look is Look.LIGHT)]
    for choice, size in choices:
        photographer.take("signin", choice, size)
    for role in (Role.CLERK, Role.SUPERVISOR, Role.ADMINISTRATOR):
        photographer.sign_in(role)
        photographer.desks(iter(choices), role.value)
        photographer.sign_out()
    window.close()
    while not window.closed:
        application.processEvents()
        time.sleep(0.01)
    return 0


if __name__ == "__main__":
    sys.exit(main())
