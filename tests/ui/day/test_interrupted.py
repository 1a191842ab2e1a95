"""A clerk who is interrupted in the middle of a word: the window closed, the language changed, the desk locked. Nothing typed is lost."""

from station.domain.states import EntryState
from tests.ui.day import eyes
from tests.ui.day.clerk import Clerk
from tests.ui.day.conftest import PASSWORD, DayOffice
from tests.ui.day.papers import FEW, Shelf
from tests.ui.day.test_day import wrong_fields
from ui import bootstrap

BROKEN_OFF = "Nguyễn Thị Bích dở d"


def test_a_day_in_pieces(start_window, painted_few: Shelf, day_office: DayOffice, qtbot) -> None:
    clerk = Clerk(qtbot, painted_few, PASSWORD)
    start_window()
    clerk.sign_in()
    clerk.scan(FEW[0])
    clerk.begin_checking()
    first = clerk.recognise()
    clerk.check_entry(first.lines)

    here = clerk.here.place
    clerk.hands.press("Ctrl+A")
    clerk.hands.type(BROKEN_OFF)
    clerk.close()

    start_window()
    clerk.come_back()
    clerk.begin_checking()
    assert clerk.here.place == here and eyes.focus().value == BROKEN_OFF
    assert eyes.says("Đã lấy lại những gì gõ dở lần trước.")

    clerk.hands.type("ang")
    clerk.from_menu("Ngôn ngữ", "English")
    clerk.wait(lambda: eyes.line(r"Entry 1/2"), "English")
    assert eyes.focus().value == BROKEN_OFF + "ang" and not eyes.line(r"Mục \d")
    clerk.from_menu("Language", "Tiếng Việt")
    clerk.wait(lambda: eyes.line(r"Mục 1/2"), "Vietnamese")
    assert clerk.here.place == here and eyes.focus().value == BROKEN_OFF + "ang"

    clerk.hands.press("Ctrl+L")
    clerk.come_back()
    clerk.begin_checking()
    assert clerk.here.place == here and eyes.focus().value == BROKEN_OFF + "ang"

    clerk.hands.press("Ctrl+A")
    clerk.hands.press("Delete")
    while not clerk.nothing_left:
        clerk.check_entry(clerk.recognise().lines)
    clerk.close()

    with bootstrap.open_station(day_office.store, "clerk", PASSWORD, home=day_office.home) as station:
        entries = list(station.desk.records.entries())
        assert [entry.state for entry in entries] == [EntryState.CHECKED] * 3
        assert [wrong_fields(paper, entry) for paper, entry in zip(painted_few.papers, entries, strict=True)] == [[], [], []]
