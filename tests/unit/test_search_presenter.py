"""The search desk's mind, without Qt: one question at a time, the newest next; hits in words; pages at the field; forms that are gone."""

import dataclasses
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import pytest

from station.domain.errors import StationError
from station.domain.geometry import Box
from station.domain.ids import EntryId
from station.domain.states import EntryState
from station.forms.library import FormLibrary
from tests.flow.conftest import Office, birth, forms, office, province, read, replaced  # noqa: F401
from tests.seated import check, fill, seated
from tests.ui.immediate import ImmediateTasks
from ui.bootstrap import Station
from ui.changes import ENTRIES, VOLUMES
from ui.search.presenter import LIMIT, Choices, Filters, Hit, Place, Search, place_of


class Shown:
    """What the page would show."""

    def __init__(self) -> None:
        self.choices = Choices()
        self.answers: list[tuple[str, list[Hit], bool]] = []
        self.places: list[Place | None] = []
        self.failures: list[StationError] = []

    def show_choices(self, choices: Choices) -> None:
        self.choices = choices

    def show_hits(self, hits: Sequence[Hit], asked: str, *, more: bool) -> None:
        self.answers.append((asked, list(hits), more))

    def show_place(self, hit: Hit, place: Place | None) -> None:
        self.places.append(place)

    def show_failure(self, error: StationError) -> None:
        self.failures.append(error)

    @property
    def hits(self) -> list[Hit]:
        return self.answers[-1][1]


class SlowTasks(ImmediateTasks):
    """Answers when told to."""

    def __init__(self, station: Station) -> None:
        super().__init__(station)
        self.waiting: list[Callable[[], None]] = []

    def query(self, run: Any, done: Any, failed: Any = None) -> None:
        self.waiting.append(lambda: super(SlowTasks, self).query(run, done, failed))

    def answer(self) -> None:
        self.waiting.pop(0)()


def sit_down(station: Station, tasks: ImmediateTasks | None = None) -> tuple[Search, Shown]:
    shown = Shown()
    search = Search(tasks or ImmediateTasks(station))
    search.view = shown
    return search, shown


@pytest.fixture
def station(office: Office) -> Iterator[Station]:  # noqa: F811
    boxed = replaced(
        birth("Đường"), nksHoTen=read("Dương Thị Đường").__class__(**{**vars(read("Dương Thị Đường")), "box": Box(1, 2, 3, 4)})
    )
    with seated(office) as opened:
        ids = fill(opened, ["Hoà", "Đường"], readings={"Đường": boxed})
        check(opened, ids[:1])
        yield opened


def test_a_hit_is_said_in_words(station: Station) -> None:
    search, shown = sit_down(station)
    search.ask("duong thi")
    [hit] = shown.hits
    assert (hit.value, hit.number, hit.volume, hit.person) == ("Dương Thị Đường", "12/2018", "KS 01/2018", "Dương Thị Đường")
    assert hit.label.vi and hit.label.en and hit.form.vi


def test_a_question_without_words_finds_nothing(station: Station) -> None:
    search, shown = sit_down(station)
    search.ask("  ")
    assert shown.answers == [("  ", [], False)]


def test_the_same_question_is_not_asked_twice(station: Station) -> None:
    search, shown = sit_down(station)
    search.ask("hoa")
    search.ask("hoa")
    assert len(shown.answers) == 1


def test_while_one_question_is_under_way_only_the_newest_waits(station: Station) -> None:
    tasks = SlowTasks(station)
    search, shown = sit_down(station, tasks)
    for text in ("n", "ng", "ngu", "nguyen thi hoa"):
        search.ask(text)
    assert len(tasks.waiting) == 1
    tasks.answer()
    assert shown.answers == [] and len(tasks.waiting) == 1
    tasks.answer()
    assert [asked for asked, _, _ in shown.answers] == ["nguyen thi hoa"] and tasks.waiting == []


def test_filters_narrow(station: Station) -> None:
    search, shown = sit_down(station)
    search.refresh()
    assert [kind for kind, _ in shown.choices.kinds] == ["KS"] and shown.choices.years == (2018,)
    search.ask("thi", Filters(state=EntryState.CHECKED))
    assert [hit.value for hit in shown.hits] == ["Nguyễn Thị Hoà"]
    search.ask("thi", Filters(kind="GCN"))
    assert shown.hits == []
    search.ask("thi", Filters(kind="KS", year=2018))
    assert len(shown.hits) == 2


def test_what_others_write_is_asked_for_again(station: Station) -> None:
    search, shown = sit_down(station)
    search.ask("thi", Filters(state=EntryState.CHECKED))
    check(station, [entry.entry_id for entry in station.desk.records.entries(state=EntryState.READ)])
    search.changed(ENTRIES)
    assert len(shown.hits) == 2
    search.changed(VOLUMES)
    assert shown.choices.years == (2018,)


def test_opening_leads_to_the_page_and_the_box_of_the_field(station: Station) -> None:
    search, shown = sit_down(station)
    search.ask("duong")
    search.open(shown.hits[0])
    [place] = shown.places
    assert place is not None and place.box == Box(1, 2, 3, 4) and place.box in place.others
    assert place.page_id == station.desk.records.entry(shown.hits[0].found.entry_id).pages[0]


def test_a_hit_in_the_volume_opens_the_first_page_without_a_box(station: Station) -> None:
    search, shown = sit_down(station)
    search.ask("ks 2018 01")
    place = place_of(station.desk.records.entry(shown.hits[0].found.entry_id), shown.hits[0].found.path)
    assert place is not None and place.box is None and shown.hits[0].value == "KS 01/2018"


def test_an_entry_whose_form_version_is_gone_is_found_all_the_same(station: Station) -> None:
    object.__setattr__(station.desk, "forms", FormLibrary([], {}))
    search, shown = sit_down(station)
    search.ask("hoa")
    [hit] = shown.hits
    assert (hit.value, hit.label.vi, hit.person, hit.number) == (
        "Nguyễn Thị Hoà",
        "nksHoTen",
        "",
        "",
    ) and "birth_certificate" in hit.form.vi
    search.refresh()
    assert shown.choices.kinds[0][1].vi == "KS" and shown.failures == []


def test_a_hit_can_be_taken_to_checking(station: Station) -> None:
    gone: list[tuple[str, object]] = []
    search = Search(ImmediateTasks(station), lambda key, target: gone.append((key, target)))
    search.view = shown = Shown()
    search.ask("hoa")
    search.work_on(shown.hits[0])
    assert gone == [("checking", shown.hits[0].found.entry_id)]


def test_a_volume_can_be_chosen(station: Station) -> None:
    fill(station, ["Hoà"], number="02")
    search, shown = sit_down(station)
    search.refresh()
    assert [name for _, name in shown.choices.volumes] == ["KS 01/2018", "KS 02/2018"]
    search.ask("hoa", Filters(volume_id=shown.choices.volumes[1][0]))
    assert [hit.volume for hit in shown.hits] == ["KS 02/2018"] and Filters(volume_id="x").any and not Filters().any


def test_typing_on_makes_the_search_under_way_stale(station: Station) -> None:
    tasks = SlowTasks(station)
    search, shown = sit_down(station, tasks)
    stale: list[bool] = []
    find = station.store.search.find
    station.store.search.find = lambda asked, told: stale.append(told()) or find(asked, told)  # type: ignore[method-assign]
    search.ask("ho")
    search.ask("hoa")
    tasks.answer()
    tasks.answer()
    station.store.search.find = find  # type: ignore[method-assign]
    assert stale == [True, False] and [asked for asked, _, _ in shown.answers] == ["hoa"]


def test_another_desk_asks_for_one_entry_and_sees_why_it_came_back(station: Station) -> None:
    [checked] = station.desk.records.entries(state=EntryState.CHECKED)
    search, shown = sit_down(station)
    search.ask("duong")
    search.show_entry(checked.entry_id)
    assert [hit.found.entry_id for hit in shown.hits] == [checked.entry_id]
    assert shown.places[-1] is not None and shown.places[-1].page_id == checked.pages[0] and shown.places[-1].came_back == ""
    assert place_of(dataclasses.replace(checked, return_reason="Sai họ"), "").came_back == "Sai họ"  # type: ignore[union-attr]
    search.changed(ENTRIES)
    assert [hit.found.entry_id for hit in shown.hits] == [checked.entry_id]
    search.ask("duong")
    assert [hit.value for hit in shown.hits] == ["Dương Thị Đường"]


def test_an_entry_that_is_gone_is_a_sentence(station: Station) -> None:
    search, shown = sit_down(station)
    search.show_entry(EntryId("gone"))
    assert [error.code for error in shown.failures] == ["store.unknown-item"]


@pytest.mark.parametrize("text", ['"', "AND", "hoa OR", "NEAR(hoa)", "hoa*", "^hoa", "marked:hoa", "(", "hoa -thi", "a'b", "%", "hoa%_"])
def test_operators_of_the_index_are_only_words(station: Station, text: str) -> None:
    search, shown = sit_down(station)
    search.ask(text)
    assert shown.failures == [] and len(shown.answers) == 1


def test_a_decomposed_question_finds_the_composed_name(station: Station) -> None:
    search, shown = sit_down(station)
    search.ask(unicodedata.normalize("NFD", "Dương Thị Đường"))
    assert [hit.value for hit in shown.hits] == ["Dương Thị Đường"]


def test_no_more_is_asked_for_than_anybody_reads(station: Station) -> None:
    search, shown = sit_down(station)
    search.ask("thi")
    assert search._asked.limit == LIMIT and shown.answers[-1][2] is False


def test_a_failure_is_shown_and_the_next_question_goes(station: Station) -> None:
    search, shown = sit_down(station)
    find, trouble = station.store.search.find, StationError("store.damaged", reason="x")

    def broken(asked: object, stale: object) -> list:
        raise trouble

    station.store.search.find = broken  # type: ignore[method-assign,assignment]
    search.ask("hoa")
    station.store.search.find = find  # type: ignore[method-assign]
    search.ask("hoà")
    assert shown.failures == [trouble] and len(shown.hits) == 1
