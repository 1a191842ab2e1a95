"""Whoever cannot get in, at the sign-in page: the recovery code, or the province's answer, and back to the desks with a new password."""

import datetime

import pytest
from PySide6.QtCore import Qt

from station.domain.ids import UserId
from station.store.escrow_exchange import Request, answer
from station.store.store import Store
from tests.ui.conftest import DEVICE, PASSWORD
from ui.signin.rescue import RescueDialog

NEW = "mật khẩu mới"


@pytest.fixture
def question(qtbot, open_window):
    """(window, the open question, waiting)."""
    window = open_window()
    qtbot.mouseClick(window.sign_in_page._rescue, Qt.MouseButton.LeftButton)
    dialog = window.findChild(RescueDialog)
    assert dialog is not None and dialog.isVisible()

    def go(**typed: str) -> None:
        for name, text in typed.items():
            getattr(dialog, name).setText(text)
        dialog.do.click()
        qtbot.waitUntil(lambda: window.tasks.asked == 0, timeout=30_000)

    dialog.go = go
    return window, dialog


@pytest.fixture
def code(house) -> str:
    with Store.open(house.store, UserId("admin"), PASSWORD, DEVICE) as store:
        new = store.accounts.new_recovery_code()
        store.accounts.confirm_recovery_code(new)
    return new


def test_the_code_from_the_envelope_lets_the_administrator_in_again(qtbot, question, code, house):
    window, dialog = question
    dialog.go(user="Admin ", code=code.lower(), new=NEW, repeated=NEW)
    assert "admin" in dialog.said.text() and (dialog.code.text(), dialog.new.text()) == ("", "")
    dialog.close()
    window.sign_in_page.submitted.emit("admin", NEW)
    qtbot.waitUntil(lambda: window.session is not None, timeout=30_000)
    assert window.session.user_id == "admin"


@pytest.mark.parametrize(
    "typed",
    [
        {"user": "", "code": "x", "new": NEW, "repeated": NEW}, {"user": "admin", "code": "ABCD", "new": NEW, "repeated": NEW},
        {"user": "admin", "code": "x", "new": "ngắn", "repeated": "ngắn"}, {"user": "admin", "code": "x", "new": NEW, "repeated": "khác"},
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_and_nothing_changes(question, house, typed):
    _, dialog = question
    dialog.go(**typed)
    assert dialog.said.text() and dialog.do.isEnabled()
    Store.open(house.store, UserId("admin"), PASSWORD, DEVICE).close()


def test_somebody_unknown_is_named(question, code):
    _, dialog = question
    dialog.go(user="nobody", code=code, new=NEW, repeated=NEW)
    assert "nobody" in dialog.said.text()


def test_the_province_lets_somebody_in_by_two_files(qtbot, question, house, tmp_path):
    window, dialog = question
    dialog.ways.setCurrentIndex(1)
    dialog.go(user="admin", new=NEW, repeated=NEW)
    assert "trước" in dialog.said.text()  # the answer is chosen first
    dialog._presenter.ask_province(tmp_path / "request.json")
    qtbot.waitUntil(lambda: window.tasks.asked == 0, timeout=30_000)
    asked = Request.load(tmp_path / "request.json")
    assert asked.fingerprint in dialog.said.text()
    now, office = datetime.datetime.now(datetime.UTC), house.office.province
    answer(asked, office.escrow_private_key, office.public.realm, at=now, valid=datetime.timedelta(days=1)).save(tmp_path / "answer.json")
    dialog._presenter.choose_answer(tmp_path / "answer.json")
    dialog.go(user="admin", new=NEW, repeated=NEW)
    dialog.close()
    window.sign_in_page.submitted.emit("admin", NEW)
    qtbot.waitUntil(lambda: window.session is not None, timeout=30_000)
