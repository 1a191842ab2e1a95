"""The section Khoá và khôi phục in the window: the code is made, goes off the screen, comes back from the paper."""

import pytest
from PySide6.QtWidgets import QApplication

from station.store.manifest import read_facts
from station.store.slots import open_recovery_slot
from ui.administration.keys_page import KeysPage
from ui.administration.keys_presenter import Step


@pytest.fixture
def page_of(qtbot, sign_in):
    """(window, page) of the administrator."""
    window = sign_in("admin")
    window.go("administration", "keys")
    page = window.findChild(KeysPage)
    assert page is not None and page.isVisible()
    return window, page


def wait(qtbot, window) -> None:
    qtbot.waitUntil(lambda: window.tasks.asked == 0, timeout=30_000)


def test_a_new_code_comes_into_force_from_the_paper(qtbot, page_of, house):
    window, page = page_of
    page.make.click()
    wait(qtbot, window)
    paper = page.code.text()
    assert page.code.isVisible() and len(paper) == 34 and not page.typed.isVisible()
    page.go_on.click()
    assert page.typed.isVisible() and page.code.text() == ""
    page.typed.setText(paper.lower())
    page.confirm.click()
    wait(qtbot, window)
    assert page._shown.step is Step.NONE and page.typed.text() == ""
    assert len(open_recovery_slot(house.store, read_facts(house.store).store_id, paper).data_key) == 32


def test_another_section_takes_code_and_passwords_off_the_screen(qtbot, page_of):
    window, page = page_of
    page.old.setText("mật khẩu")
    page.make.click()
    wait(qtbot, window)
    window.go("administration", "people")
    assert (page.code.text(), page.old.text()) == ("", "")
    assert QApplication.clipboard().text() == ""
