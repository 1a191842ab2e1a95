"""The section Của tôi over a real store: one's own password, a certificate that is asked for and comes back, a token."""

import datetime
from pathlib import Path

import pytest

from station.domain.errors import StationError
from station.signing.requests import CertificateRequest
from station.workflow.people import CertificateState
from tests.faulty import tokens as faulty
from tests.flow.conftest import PASSWORD, Office, forms, office, province  # noqa: F401
from tests.seated import seated
from tests.ui.immediate import ImmediateTasks
from ui import own_keys
from ui.administration import own_texts as texts
from ui.administration.own_presenter import OwnPresenter, Shown

NEW = "mật khẩu mới"
NOW = datetime.datetime.now(datetime.UTC)


class Seen:
    """A page that keeps what it was shown."""

    def __init__(self) -> None:
        self.shown = Shown()
        self.cleared = self.taken = 0
        self.asked_for: list[Path] = []
        self.refused: list[str] = []

    def show_state(self, shown: Shown) -> None:
        self.shown = shown

    def clear_passwords(self) -> None:
        self.cleared += 1

    def ask_pin_for(self, file: Path) -> None:
        self.asked_for.append(file)

    def pin_taken(self) -> None:
        self.taken += 1

    def pin_refused(self, error: StationError) -> None:
        self.refused.append(error.code)


def sit_down(station):
    tasks = ImmediateTasks(station)
    presenter = OwnPresenter(tasks, tasks.changes, station.desk.actor.role)
    presenter.view = page = Seen()
    presenter.refresh()
    return presenter, page


@pytest.mark.parametrize("user", ["clerk", "supervisor", "admin"])
def test_everybody_changes_their_own_password(office: Office, user):  # noqa: F811
    with seated(office, user) as station:
        presenter, page = sit_down(station)
        presenter.change_password(PASSWORD, NEW, NEW)
        assert page.shown.message == texts.PASSWORD_CHANGED and page.cleared == 1
        station.store.confirm_password(NEW)


@pytest.mark.parametrize(("old", "new", "repeated"), [("x", NEW, NEW), (PASSWORD, NEW, "khác"), (PASSWORD, "ngắn", "ngắn")])
def test_a_wrong_a_short_or_a_mistyped_password_changes_nothing(office: Office, old, new, repeated):  # noqa: F811
    with seated(office) as station:
        presenter, page = sit_down(station)
        presenter.change_password(old, new, repeated)
        assert page.cleared == 0 and (page.shown.slip or page.shown.trouble)
        station.store.confirm_password(PASSWORD)


def test_a_certificate_is_asked_for_and_comes_back(office: Office, tmp_path):  # noqa: F811
    with seated(office, "deputy") as station:
        presenter, page = sit_down(station)
        assert page.shown.person is not None and page.shown.person.certificate is CertificateState.NONE
        presenter.request(tmp_path / "deputy.csr")
        asked = CertificateRequest.load(tmp_path / "deputy.csr")
        assert asked.subject.user_id == "deputy" and asked.fingerprint in page.shown.message.vi
        (tmp_path / "deputy.cer").write_bytes(office.province.issue(asked.public_key, "deputy", "supervisor", "99001"))
        presenter.take(tmp_path / "deputy.cer")
        assert page.shown.message == texts.TAKEN and page.shown.person.certificate is CertificateState.HOLDS and page.asked_for == []


def test_somebody_else_s_certificate_and_rubbish_are_refused(office: Office, tmp_path):  # noqa: F811
    with seated(office, "deputy") as station:
        presenter, page = sit_down(station)
        key = station.store.signer.public_key
        for content in (b"rubbish", office.province.issue(key, "supervisor", "supervisor", "99001")):
            (tmp_path / "x.cer").write_bytes(content)
            presenter.take(tmp_path / "x.cer")
            assert page.shown.trouble is not None and page.shown.trouble.code == "approval.certificate-invalid"
        assert station.store.people.user(station.desk.actor.user_id).certificate is None


class FaultyToken:
    """A token whose key is known; it is not asked through a library."""

    def __init__(self, pin: str) -> None:
        if pin != "1234":
            raise StationError("token.wrong-pin")
        self.keys = {faulty.THE_KEY: None}

    def only_key(self, user_id):
        return faulty.THE_KEY

    def sign(self, public_key, message):
        return faulty.THE_PRIVATE_KEY.sign(message)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        return None


def test_a_certificate_for_a_token_asks_for_its_pin_and_enrols_it(office: Office, tmp_path, monkeypatch):  # noqa: F811
    monkeypatch.setattr(own_keys, "open_token", FaultyToken)
    with seated(office, "supervisor") as station:
        presenter, page = sit_down(station)
        presenter.request_for_token(tmp_path / "token.csr", "0000")
        assert page.refused == ["token.wrong-pin"] and not (tmp_path / "token.csr").exists()
        presenter.request_for_token(tmp_path / "token.csr", "1234")
        asked = CertificateRequest.load(tmp_path / "token.csr")
        file = tmp_path / "token.cer"
        file.write_bytes(office.province.issue(asked.public_key, "supervisor", "supervisor", "99001"))
        presenter.take(file)
        assert page.asked_for == [file] and page.taken == 1
        presenter.enrol("1234", file)
        assert page.shown.message == texts.ENROLLED and page.shown.person.has_token and page.taken == 2
        presenter.enrol("1234")
        assert page.refused[-1] == "token.no-certificate"  # none lies on the token itself
        presenter.give_up()
        assert page.shown.message == texts.GIVEN_UP and not page.shown.person.has_token


def test_leaving_takes_what_was_said_along(office: Office):  # noqa: F811
    with seated(office) as station:
        presenter, page = sit_down(station)
        presenter.change_password(PASSWORD, "ngắn", "ngắn")
        presenter.leave()
        assert page.shown.message is None and page.cleared == 1
