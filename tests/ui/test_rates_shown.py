"""Measured errors on the screen: Hôm nay for who may see whose, Duyệt beside the numbers of the list."""

import pytest

from station.domain.keying_plan import KeyingPlan, PlanKind
from station.domain.roles import Role
from station.workflow.second_keying import key_second
from tests.flow.conftest import forms, office, province  # noqa: F401
from tests.keyers import SECOND, add_keyers, as_on_paper, planned_volume
from tests.seated import seated
from tests.ui.immediate import ImmediateTasks
from ui.approval.page import ApprovalPage
from ui.approval.presenter import Approval
from ui.ledger.presenter import LedgerPresenter
from ui.page_images import PageImages
from ui.today.page import TodayPage
from ui.today.presenter import TodayPresenter


@pytest.fixture
def keyed_twice(office):  # noqa: F811
    add_keyers(office, SECOND)
    [entry_id] = planned_volume(office, ["Lan"], KeyingPlan(PlanKind.KEY_FIELDS, known_share=0.0))
    with seated(office, SECOND) as station:
        key_second(station.desk, entry_id, as_on_paper(station.desk, entry_id))
    return office


def today_of(station, role, qtbot) -> TodayPage:
    tasks = ImmediateTasks(station)
    given = (tasks, tasks.changes, role, lambda *_: None)
    page = TodayPage(TodayPresenter(*given), LedgerPresenter(*given))
    qtbot.addWidget(page)
    page.show()
    page.activated()
    return page


def test_today_tells_a_supervisor_of_everybody_and_a_clerk_of_the_reading(keyed_twice, qtbot):
    for user, role, names in (("supervisor", Role.SUPERVISOR, {"", "Đàm Ngọc Hậu", "Nguyễn Thị Hoa"}), ("clerk", Role.CLERK, {""})):
        with seated(keyed_twice, user) as station:
            page = today_of(station, role, qtbot)
            assert {rate.name for rate in page._rates.rows} == names and "95 %" in page._rates_title.text()
            for tab, chart in ((1, page._charts), (2, page._rates), (0, page._table)):
                page._other_chart()
                assert page._tabs.currentIndex() == tab and page.focusWidget() is chart


def test_an_office_that_measured_nothing_is_told_what_is_needed(office, qtbot):  # noqa: F811
    with seated(office) as station:
        assert "cần có mục được nhập hai lần" in today_of(station, Role.CLERK, qtbot)._rates_title.text()


def test_the_numbers_of_a_list_tell_of_its_second_keyings(keyed_twice, qtbot):
    with seated(keyed_twice, "supervisor") as station:
        tasks = ImmediateTasks(station)
        page = ApprovalPage(Approval(tasks), PageImages(tasks))
        qtbot.addWidget(page)
        page.show()
        page.activated()
        said = page._figures._more.text()
        assert "Nhập hai lần ở quyển này: 1 mục" in said and "khác nhau 0 ô" in said and "người nhập lần hai 0/" in said
        assert "Đàm Ngọc Hậu: người nhận giá trị máy đọc 0/" in said
