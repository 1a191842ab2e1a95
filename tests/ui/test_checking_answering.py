"""The desk Kiểm tra while somebody answers the central: keys pressed, words read from the screen, over a real store."""

import pytest
from PySide6.QtCore import Qt

from station.domain.states import ActionKind, EntryState
from tests.asked import NAME, REGISTER_BORN, REGISTER_NAME, ask, at_the_central, questions_of, uphold
from tests.flow.conftest import forms, office, province  # noqa: F401
from tests.seated import seated
from tests.ui.at_desk import AtDesk
from tests.ui.immediate import ImmediateTasks
from tests.ui.widgets import shown_words
from ui.checking.works import ANSWERING, SUPERVISORS_WORK, ToAnswer
from ui.page_images import PageImages
from ui.search.page import SearchPage
from ui.search.presenter import Search
from ui.today.presenter import advice, today

CTRL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def asked(office):  # noqa: F811
    entries = at_the_central(office, "Lan", "Mai")
    with seated(office) as station:
        ask(station, entries[1], [REGISTER_NAME])
        ask(station, entries[0], [REGISTER_NAME, REGISTER_BORN])
    return office, entries


def at_desk(station, qtbot) -> AtDesk:
    """Sent from Hôm nay."""
    desk = AtDesk(station, qtbot)
    desk.page.open_at(ToAnswer())
    return desk


def test_what_was_found_stands_beside_its_field_and_is_let_stand_with_a_reason(asked, qtbot):
    office, entries = asked  # noqa: F811
    with seated(office) as station:
        desk = at_desk(station, qtbot)
        assert "TRUNG TÂM HỎI LẠI" in desk.seen() and desk.presenter.entry_id == entries[1], "asked about first"
        assert desk.path == NAME and "Sổ dân cư ghi: Nguyễn Thị Hoà" in desk.seen() and "còn 1 ô cần xem" in desk.seen()
        desk.press(Qt.Key.Key_Return)
        desk.press(Qt.Key.Key_Return, CTRL)
        assert "Vì sao để nguyên? Sổ dân cư ghi: Nguyễn Thị Hoà" in desk.seen()
        desk.press(Qt.Key.Key_1)
        assert station.desk.records.entry(entries[1]).state is EntryState.COMPLETE
        assert questions_of(station).about(entries[1])[0].is_answered
        assert station.desk.log.newest(ActionKind.ENTRY_UPHELD, entries[1]) is not None
        assert desk.presenter.entry_id == entries[0], "the next one comes up"


def test_a_correction_needs_no_reason_at_its_field_and_goes_on_to_the_supervisor(asked, qtbot):
    office, entries = asked  # noqa: F811
    with seated(office) as station:
        desk = at_desk(station, qtbot)
        desk.press(Qt.Key.Key_PageDown)
        assert desk.presenter.entry_id == entries[0] and "còn 2 ô cần xem" in desk.seen()
        desk.page.card.editor.selectAll()
        desk.write("Nguyễn Thị Hoà")
        desk.press(Qt.Key.Key_Escape)
        desk.press(Qt.Key.Key_Return)
        assert "Sổ dân cư ghi: 02.04.2018" in desk.seen() and "Sổ dân cư ghi: Nguyễn" not in desk.seen()
        desk.press(Qt.Key.Key_Return)
        desk.press(Qt.Key.Key_Return, CTRL)
        assert "Vì sao để nguyên? Sổ dân cư ghi: 02.04.2018" in desk.seen()
        desk.press(Qt.Key.Key_1)
        entry = station.desk.records.entry(entries[0])
        assert (entry.state, entry.revision, entry.fields[NAME].text) == (EntryState.CHECKED, 2, "Nguyễn Thị Hoà")
        assert list(entry.overrides.values()).count("Đúng như trên giấy") >= 1


def test_what_is_typed_is_a_draft_and_nothing_is_lost_on_leaving(asked, qtbot):
    office, entries = asked  # noqa: F811
    with seated(office) as station:
        desk = at_desk(station, qtbot)
        desk.page.card.editor.selectAll()
        desk.write("Nguyễn Thị Hoà")
        desk.page.leaving()
    with seated(office) as station:
        desk = at_desk(station, qtbot)
        assert desk.page.card.editor.text() == "Nguyễn Thị Hoà"
        assert station.desk.records.entry(entries[1]).fields[NAME].text == "Nguyễn Thị Mai"


def test_an_entry_that_is_asked_about_is_only_looked_at_elsewhere_and_the_way_is_told(asked, qtbot):
    office, entries = asked  # noqa: F811
    with seated(office) as station:
        desk = AtDesk(station, qtbot)
        desk.presenter.open(entries[0])
        assert desk.presenter.is_locked and "F3 tới «Trả lời trung tâm»" in desk.seen()
        desk.page.open_at(ToAnswer(entries[0]))
        assert desk.presenter.work is ANSWERING and desk.presenter.entry_id == entries[0] and not desk.presenter.is_locked


def test_who_keys_nothing_is_not_sent_there(asked, qtbot):
    office, _ = asked  # noqa: F811
    with seated(office, "supervisor") as station:
        desk = AtDesk(station, qtbot, SUPERVISORS_WORK)
        desk.page.open_at(ToAnswer())
        assert desk.presenter.entry_id is None and ANSWERING not in desk.presenter.works


def test_today_says_how_many_and_leads_there(asked):
    office, _ = asked  # noqa: F811
    with seated(office) as station:
        role = station.desk.actor.role
        found = today(station, role)
        assert found.overview.to_answer == 2
        given = advice(found.overview, role)
        assert (given.desk, given.target, given.sentence.vi) == ("checking", ToAnswer(), "Trung tâm hỏi lại 2 mục đã gửi.")
        assert given.sentence.en == "The central asks about 2 entries that were sent."


def test_search_shows_what_was_found_and_leads_to_the_answer(asked, qtbot):
    office, entries = asked  # noqa: F811
    with seated(office) as station:
        tasks, gone = ImmediateTasks(station), []
        page = SearchPage(Search(tasks, lambda key, target: gone.append((key, target))), PageImages(tasks), may_work=True)
        qtbot.addWidget(page)
        page.show()
        page.activateWindow()
        qtbot.waitUntil(page.isActiveWindow)
        page.open_at(entries[1])
        words = "\n".join(shown_words(page))
        assert "Trung tâm hỏi lại, chờ trả lời: " in words and "Sổ dân cư ghi: Nguyễn Thị Hoà" in words
        qtbot.keyClick(page, Qt.Key.Key_Return, CTRL)
        assert gone == [("checking", ToAnswer(entries[1]))]
        uphold(station, entries[1])
        page.open_at(entries[1])
        assert "Trung tâm: " in "\n".join(shown_words(page))
        qtbot.keyClick(page, Qt.Key.Key_Return, CTRL)
        assert gone[-1] == ("checking", entries[1])
