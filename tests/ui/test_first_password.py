"""Whoever got their password from an administrator sets their own before the desks open, at the sign-in page."""

import pytest

from station.domain.errors import StationError
from station.domain.ids import UserId
from station.domain.roles import Role
from station.store.people import NewUser
from station.store.store import Store
from tests.ui.conftest import DEVICE, PASSWORD

FIRST, OWN = "đưa tận tay", "của riêng tôi"
HOA = UserId("hoa")


@pytest.fixture
def page(qtbot, house, open_window):
    with Store.open(house.store, UserId("admin"), PASSWORD, DEVICE) as store:
        store.add_user(NewUser(HOA, "Hoàng Thị Hoa", Role.CLERK, FIRST), store.actor)
    window = open_window()

    def type_in(*texts: str) -> None:
        fields = (page._new, page._repeated) if page._own_wanted else (page._name, page._password)
        for field, text in zip(fields, texts, strict=True):
            field.setText(text)
        page._enter.click()
        qtbot.waitUntil(lambda: window.tasks.asked == 0, timeout=30_000)

    page = window.sign_in_page
    page.type_in, page.window_ = type_in, window
    return page


def opens(house, password: str) -> bool:
    try:
        Store.open(house.store, HOA, password, DEVICE).close()
    except StationError:
        return False
    return True


def test_the_first_password_opens_no_desk_but_two_more_fields(page):
    page.type_in("hoa", FIRST)
    assert page.window_.session is None and page._new.isVisible() and not page._password.isEnabled()
    assert page._enter.text() == "Đặt mật khẩu và vào"


def test_ones_own_password_is_set_and_the_desks_open(page, house):
    page.type_in("hoa", FIRST)
    page.type_in(OWN, OWN)
    assert page._trouble.text() == ""
    assert page.window_.session is not None and page.window_.session.user_id == HOA
    assert page._password.text() == page._new.text() == page._repeated.text() == ""


@pytest.mark.parametrize("typed", [("ngắn", "ngắn"), (OWN, "khác hẳn nhau"), (FIRST, FIRST)])
def test_a_short_a_mistyped_or_the_same_password_is_told_and_typed_again(page, house, typed):
    page.type_in("hoa", FIRST)
    page.type_in(*typed)
    assert page.window_.session is None and page._new.isVisible() and page._trouble.text()
    page.type_in(OWN, OWN)
    assert page.window_.session is not None


def test_whoever_walks_away_leaves_the_first_password_in_force(page, house):
    page.type_in("hoa", FIRST)
    page.welcome()
    assert not page._new.isVisible() and opens(house, FIRST) and not opens(house, OWN)
    page.type_in("clerk", PASSWORD)
    assert page.window_.session is not None
