"""The section Kế hoạch over a real store: a plan is set by keys, what waits is waived with a reason, rates are the supervisor's alone."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from station.domain.keying_plan import KeyingPlan, PlanKind
from station.domain.rights import Right, may
from station.domain.roles import Role
from station.domain.states import EntryState
from station.workflow.keying_plans import plan_of
from station.workflow.second_keying import key_second
from tests.flow.conftest import forms, office, province  # noqa: F401
from tests.keyers import SECOND, add_keyers, as_on_paper, planned_volume, volume_of
from tests.seated import fill, seated
from tests.ui.immediate import ImmediateTasks
from ui.administration.plan_page import PlanPage, plan_words
from ui.administration.plan_presenter import PlanPresenter
from ui.administration.sections import SECTIONS


def seat(station, qtbot, role=Role.SUPERVISOR):
    tasks = ImmediateTasks(station)
    page = PlanPage(PlanPresenter(tasks, tasks.changes, role))
    qtbot.addWidget(page)
    page.show()
    page.activateWindow()
    page.activated()
    page.table.setFocus()
    qtbot.waitUntil(page.isActiveWindow)
    return page


def press(page, key):
    QTest.keyClick(page.table, key)


def test_a_plan_is_set_for_the_chosen_volume(office, qtbot):  # noqa: F811
    add_keyers(office, SECOND)
    with seated(office) as station:
        [entry_id] = fill(station, ["Lan"])
    with seated(office, "supervisor") as station:
        page = seat(station, qtbot)
        assert "cơ quan" in plan_words(page.table.rows[0])
        page.kind.setCurrentIndex(list(PlanKind).index(PlanKind.RISK))
        page.threshold.setValue(3.0)
        press(page, Qt.Key.Key_F6)
        plan = plan_of(station.desk, volume_of(station, entry_id))
        assert (plan.kind, plan.threshold) == (PlanKind.RISK, pytest.approx(0.03)) and plan.seed
        assert "theo rủi ro" in plan_words(page.table.rows[0])


def test_an_office_with_one_keyer_is_told_so(office, qtbot):  # noqa: F811
    with seated(office) as station:
        fill(station, ["Lan"])
    with seated(office, "supervisor") as station:
        page = seat(station, qtbot)
        page.kind.setCurrentIndex(list(PlanKind).index(PlanKind.ALL))
        press(page, Qt.Key.Key_F6)
        assert page._presenter.shown.trouble.code == "second.nobody"


def test_what_waits_is_waived_with_a_reason_alone(office, qtbot):  # noqa: F811
    add_keyers(office, SECOND)
    [entry_id] = planned_volume(office, ["Lan"], KeyingPlan(PlanKind.KEY_FIELDS))
    with seated(office, "supervisor") as station:
        page = seat(station, qtbot)
        press(page, Qt.Key.Key_F9)
        assert station.desk.records.entry(entry_id).state is EntryState.SECOND
        page.reason.setText("người nhập thứ hai nghỉ ốm")
        press(page, Qt.Key.Key_F9)
        assert station.desk.records.entry(entry_id).state is EntryState.CHECKED and not page.reason.isVisible()


def test_rates_are_shown_with_their_interval_to_who_plans(office, qtbot):  # noqa: F811
    add_keyers(office, SECOND)
    [entry_id] = planned_volume(office, ["Lan"])
    with seated(office, SECOND) as station:
        key_second(station.desk, entry_id, as_on_paper(station.desk, entry_id))
    with seated(office, "supervisor") as station:
        page = seat(station, qtbot)
        assert {rate.name for rate in page.rates.rows} == {"", "Đàm Ngọc Hậu", "Nguyễn Thị Hoa"}
        assert all(rate.wrong == 0 and rate.interval[1] > 0 for rate in page.rates.rows)


def test_no_keyer_sees_the_section():
    [section] = [section for section in SECTIONS if section.key == "plan"]
    seeing = {role for role in Role if any(may(role, right) for right in section.rights)}
    assert seeing == {Role.SUPERVISOR, Role.AUDITOR} and not may(Role.CLERK, Right.PLAN)
