"""The section Khoá và khôi phục over a real store: a code that is shown once, printed, and asked for from the paper; a request."""

from types import SimpleNamespace

import pypdfium2
import pytest

from station.domain.errors import StationError
from station.domain.roles import Role
from station.store.escrow_exchange import Request
from station.store.store import Store
from tests.store_factories import copy_store, make_administered_store, open_store
from tests.ui.immediate import ImmediateTasks
from ui.administration import keys_texts as texts
from ui.administration.keys_presenter import KeysPresenter, Shown, Step


class Seen:
    """A page that keeps what it was shown."""

    def __init__(self) -> None:
        self.shown = Shown()

    def show_state(self, shown: Shown) -> None:
        self.shown = shown


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
        assert page.shown == Shown()
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


def test_the_sheet_for_the_envelope_holds_the_code_and_is_made_while_it_is_shown_only(folder):
    store, presenter, page = at(folder, "quan")
    with store:
        sheets: list[bytes] = []
        presenter.sheet(sheets.append)
        assert sheets == []
        presenter.make_code()
        code = page.shown.code
        presenter.sheet(sheets.append)
        words = pypdfium2.PdfDocument(sheets[0])[0].get_textpage().get_text_range()
        assert all(group in words for group in code.split("-")) and store.facts.store_id in words
        presenter.printed(False)
        assert (page.shown.step, page.shown.code, page.shown.slip) == (Step.SHOWN, code, True)


def test_a_request_to_the_province_is_of_this_pc(folder, tmp_path):
    store, presenter, page = at(folder, "quan")
    with store:
        presenter.ask_province(tmp_path / "request.json")
        asked = Request.load(tmp_path / "request.json")
        assert page.shown.message is not None and asked.fingerprint in page.shown.message.vi
        presenter.ask_province(tmp_path / "none" / "request.json")
        assert page.shown.trouble is not None
