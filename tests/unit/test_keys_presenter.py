"""The section Khoá và khôi phục over a real store: a password changed, a code that is shown once and asked for from the paper."""

from types import SimpleNamespace

import pytest

from station.domain.errors import StationError
from station.domain.roles import Role
from station.store.store import Store
from tests.store_factories import PASSWORD, copy_store, make_administered_store, open_store
from tests.ui.immediate import ImmediateTasks
from ui.administration import keys_texts as texts
from ui.administration.keys_presenter import KeysPresenter, Shown, Step

NEW = "mật khẩu mới"


class Seen:
    """A page that keeps what it was shown."""

    def __init__(self) -> None:
        self.shown = Shown()
        self.cleared = 0

    def show_state(self, shown: Shown) -> None:
        self.shown = shown

    def clear_passwords(self) -> None:
        self.cleared += 1


@pytest.fixture(scope="module")
def master(tmp_path_factory):
    folder = tmp_path_factory.mktemp("master") / "store"
    return folder, make_administered_store(folder)


@pytest.fixture
def folder(master, tmp_path):
    return copy_store(master[0], tmp_path / "store")


def at(folder, user: str):
    """(store, presenter, page) of this person."""
    store = open_store(folder, user)
    presenter = KeysPresenter(ImmediateTasks(SimpleNamespace(store=store)), store.actor.role)
    presenter.view = page = Seen()
    return store, presenter, page


def test_a_password_is_changed_and_the_fields_are_emptied(folder):
    store, presenter, page = at(folder, "quan")
    with store:
        presenter.change_password(PASSWORD, NEW, NEW)
        assert page.shown.message == texts.PASSWORD_CHANGED and page.cleared == 1
    open_store(folder, "quan", NEW).close()


@pytest.mark.parametrize(("old", "new", "repeated"), [("x", NEW, NEW), (PASSWORD, NEW, "khác"), (PASSWORD, "ngắn", "ngắn")])
def test_a_wrong_a_short_or_a_mistyped_password_changes_nothing(folder, old, new, repeated):
    store, presenter, page = at(folder, "quan")
    with store:
        presenter.change_password(old, new, repeated)
        assert page.cleared == 0 and (page.shown.message or page.shown.trouble) and page.shown.message != texts.PASSWORD_CHANGED
    open_store(folder, "quan").close()


def test_a_new_code_is_shown_written_down_typed_and_in_force(folder, master):
    store, presenter, page = at(folder, "quan")
    with store:
        presenter.make_code()
        code = page.shown.code
        assert page.shown.step is Step.SHOWN and code not in repr(page.shown)
        presenter.go_on()
        assert (page.shown.step, page.shown.code) == (Step.TYPED, "")
        presenter.confirm_code(master[1])
        assert page.shown.step is Step.TYPED and page.shown.trouble is not None and page.shown.trouble.code == "store.wrong-code"
        presenter.confirm_code(code)
        assert (page.shown.step, page.shown.message) == (Step.NONE, texts.CODE_RENEWED)
    Store.open_with_recovery(folder, code).close()


def test_whoever_leaves_takes_the_code_off_the_screen_and_the_old_one_stays(folder, master):
    store, presenter, page = at(folder, "quan")
    with store:
        presenter.make_code()
        presenter.leave()
        assert (page.shown, page.cleared) == (Shown(), 1)
        presenter.confirm_code("x")
        assert page.shown == Shown()
    Store.open_with_recovery(folder, master[1]).close()


def test_who_may_not_gets_no_code(folder):
    store, presenter, page = at(folder, "lan")
    with store:
        presenter.make_code()
        assert page.shown == Shown() and not (folder / "slots" / "recovery.pending.json").exists()
        assert not presenter.may_renew_code and KeysPresenter(ImmediateTasks(None), Role.ADMINISTRATOR).may_renew_code
        with pytest.raises(StationError):
            store.accounts.new_recovery_code()
