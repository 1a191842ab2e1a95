"""The ledger at the desk Hôm nay: numbers with sign and word, accounts by key, closing, and what a role may not do."""

import dataclasses

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDialog

from station.domain.ledger import Account
from station.domain.record import Span
from station.domain.roles import Role
from station.domain.states import VolumeState
from station.workflow.capture import find_volume, open_volume
from station.workflow.checking import Keyed, finish_checking, key_fields
from station.workflow.closing import describe_volume
from tests.seated import fill, seated
from tests.ui.immediate import ImmediateTasks
from ui.language import Language, set_language
from ui.ledger import texts
from ui.ledger.asking import CoverDialog, DossierDialog, ReasonDialog
from ui.ledger.page import LedgerPage
from ui.ledger.presenter import LedgerPresenter
from ui.ledger.sheet import closing_sheet
from ui.theme import Look, theme


@pytest.fixture
def station(office):
    with seated(office) as made:
        entries = fill(made, ["An", "Bình"])
        for place, entry_id in enumerate(entries, start=1):
            key_fields(made.desk, entry_id, {"so": Keyed(f"{place}/2018")})
        finish_checking(made.desk, entries[0], {finding.rule: "x" for finding in made.desk.records.entry(entries[0]).findings})
        yield made


@pytest.fixture
def volume(station):
    found = find_volume(station.desk, kind="KS", year=2018, number="01")
    return describe_volume(station.desk, dataclasses.replace(found, spans=(Span(2018, 1, 4),)))


def ledger_at(station, qtbot, volume, role=Role.CLERK, go=lambda *_: None):
    tasks = ImmediateTasks(station)
    page = LedgerPage(LedgerPresenter(tasks, tasks.changes, role, go))
    qtbot.addWidget(page)
    page.resize(1196, 728)
    page.show()
    page.activateWindow()
    page.begin(volume.volume_id)
    qtbot.waitUntil(page.isActiveWindow)
    return page


def asked(page, kind) -> QDialog:
    return next(dialog for dialog in page.findChildren(kind) if dialog.isVisible())


def states(page):
    return [texts.SIGNS[line.state] for line in page.presenter.looked.ledger.lines]


def press(page, key, held=Qt.KeyboardModifier.NoModifier):
    QTest.keyClick(page.grid, key, held)


def test_each_number_has_a_sign_a_word_and_a_name_for_readers(station, qtbot, volume):
    page = ledger_at(station, qtbot, volume)
    assert states(page) == ["✓", "…", "○", "○"]
    model = page.grid.model()
    assert model.data(model.index(2), Qt.ItemDataRole.AccessibleTextRole) == "Số 3/2018: còn trống"
    set_language(Language.EN)
    page.retranslate()
    assert model.data(model.index(2), Qt.ItemDataRole.AccessibleTextRole) == "Number 3/2018: open"
    assert set(texts.SIGNS) == set(texts.STATES) and len(set(texts.SIGNS.values())) == len(texts.SIGNS)


def test_a_key_gives_an_account_with_a_reason_and_another_takes_it_back(station, qtbot, volume):
    page = ledger_at(station, qtbot, volume)
    page.grid.go_to(2)
    press(page, Qt.Key.Key_Down)
    page.grid.go_to(2)
    press(page, Qt.Key.Key_3, Qt.KeyboardModifier.AltModifier)
    dialog = asked(page, ReasonDialog)
    QTest.keyClick(dialog, Qt.Key.Key_Return)
    assert states(page) == ["✓", "…", "–", "○"]
    assert "Trang bị xé" in page._at.text() and "04" not in page._trouble.text()
    press(page, Qt.Key.Key_D, Qt.KeyboardModifier.ControlModifier)
    assert states(page) == ["✓", "…", "○", "○"]


def test_several_numbers_take_one_account_and_those_with_an_entry_are_left_out(station, qtbot, volume):
    page = ledger_at(station, qtbot, volume)
    page.grid.selectAll()
    press(page, Qt.Key.Key_4, Qt.KeyboardModifier.AltModifier)
    dialog = asked(page, ReasonDialog)
    dialog._own.setText("số nhảy")
    dialog._give()
    assert states(page) == ["✓", "…", "»", "»"]


def test_a_finding_and_a_key_lead_to_the_number(station, qtbot, volume):
    page = ledger_at(station, qtbot, volume)
    page._to_finding(page._findings.item(0))
    assert str(page.grid.line.number) == "3/2018"
    press(page, Qt.Key.Key_J, Qt.KeyboardModifier.ControlModifier)
    assert str(page.grid.line.number) == "4/2018"
    press(page, Qt.Key.Key_J, Qt.KeyboardModifier.ControlModifier)
    assert str(page.grid.line.number) == "3/2018"


def test_enter_opens_the_entry_where_the_person_may_work_on_it(station, qtbot, volume):
    gone = []
    page = ledger_at(station, qtbot, volume, go=lambda desk, target: gone.append((desk, target)))
    page.grid.go_to(1)
    press(page, Qt.Key.Key_E, Qt.KeyboardModifier.ControlModifier)
    assert gone == [("checking", page.grid.line.entries[0])]


def test_the_cover_is_described_and_a_range_that_is_none_is_told(station, qtbot, volume):
    page = ledger_at(station, qtbot, volume)
    press(page, Qt.Key.Key_F6)
    dialog = asked(page, CoverDialog)
    dialog.edits["range"].setText("1 đến 9")
    dialog._give()
    assert dialog.isVisible() and "1 đến 9" in dialog._wrong.text()
    dialog.edits["range"].setText("1-2/2018")
    dialog.edits["box"].setText("17")
    dialog._give()
    kept = station.desk.records.volume(volume.volume_id)
    assert kept.spans == (Span(2018, 1, 2),) and kept.shelf.box == "17" and states(page) == ["✓", "…"]


def test_a_refusal_is_a_sentence_on_the_page(station, qtbot, volume):
    page = ledger_at(station, qtbot, volume)
    page.presenter.account([page.presenter.looked.ledger.lines[0].number], Account.SKIPPED, "x")
    assert "1/2018" in page._trouble.text() and page._trouble.isVisible()


def test_who_may_not_close_is_not_offered_it(station, qtbot, volume):
    page = ledger_at(station, qtbot, volume)
    assert not page._close.isVisible() and all(button.isVisible() for button in page._accounts)
    other = ledger_at(station, qtbot, volume, role=Role.SUPERVISOR)
    assert other._close.isVisible() and not any(button.isVisible() for button in other._accounts)


def test_a_supervisor_closes_and_reopens(office, station, qtbot, volume):
    desk = station.desk
    waiting = desk.records.entries(volume.volume_id)[1]
    finish_checking(desk, waiting.entry_id, {finding.rule: "x" for finding in waiting.findings})
    tasks = ImmediateTasks(station)
    clerk = LedgerPresenter(tasks, tasks.changes, Role.CLERK, lambda *_: None)
    clerk.begin(volume.volume_id)
    clerk.account([line.number for line in clerk.looked.ledger.lines[2:]], Account.CANCELLED, "gạch chéo")
    station.store.close()
    with seated(office, "supervisor") as made:
        page = ledger_at(made, qtbot, volume, role=Role.SUPERVISOR)
        press(page, Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier)
        assert made.desk.records.volume(volume.volume_id).state is VolumeState.CLOSED
        assert "khóa lúc" in page._state.text()
        assert closing_sheet(made, page.presenter.looked.ledger).startswith(b"%PDF")
        press(page, Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier)
        asked(page, ReasonDialog)._give()
        assert made.desk.records.volume(volume.volume_id).state is VolumeState.OPEN


def test_a_box_s_dossiers_are_listed_with_their_papers(station, qtbot):
    box = open_volume(station.desk, office_id=station.store.facts.office_id, kind="GCN", year=2016, number="03", spans=[Span(0, 1, 2)])
    page = ledger_at(station, qtbot, box)
    press(page, Qt.Key.Key_F4)
    dialog = asked(page, DossierDialog)
    dialog.papers.setPlainText("Giấy chứng nhận: bốn")
    dialog._give()
    assert dialog.isVisible() and "bốn" in dialog._wrong.text()
    dialog.papers.setPlainText("Giấy chứng nhận: 4\nCăn cước: 1")
    dialog._give()
    assert page.presenter.looked.ledger.lines[0].dossier.pages == 5


@pytest.mark.parametrize("look", [Look.LIGHT, Look.DARK])
@pytest.mark.parametrize("scale", [1.0, 1.5])
def test_the_page_is_drawn_at_every_look_and_size(station, qtbot, qapp, volume, look, scale):
    theme().put_on(qapp, look, scale)
    page = ledger_at(station, qtbot, volume)
    drawn = page.grid.grab().toImage()
    assert len({drawn.pixel(x, y) for x in range(0, 400, 3) for y in range(0, 60, 3)}) > 3
    theme().put_on(qapp, Look.LIGHT)
