"""The approval desk of a supervisor with a token: the PIN in place of the password, and a token that is let go of however it ends."""

import pytest

from station.domain.actions import Signature
from station.domain.errors import StationError
from station.domain.ids import UserId
from station.domain.states import EntryState
from tests.faulty.tokens import THE_KEY, THE_PRIVATE_KEY
from tests.flow.conftest import Office, forms, office, province  # noqa: F401
from tests.seated import check, fill, seated
from tests.unit.test_approval_presenter import sit_down
from ui import approving

PIN = "48-27-15"


class DeskToken:
    """A token with one key; counts what became of it."""

    opened = closed = 0
    pulled = False

    def __init__(self, pin: str, wanted: str = "") -> None:
        if pin != PIN:
            raise StationError("token.wrong-pin")
        type(self).opened += 1
        self.keys = {THE_KEY: None}

    def sign(self, public_key: bytes, message: bytes) -> Signature:
        if self.pulled:
            raise StationError("token.pulled")
        return THE_PRIVATE_KEY.sign(message)

    def close(self) -> None:
        type(self).closed += 1


@pytest.fixture
def token(monkeypatch):
    class OfThisTest(DeskToken):
        pass

    monkeypatch.setattr(approving, "open_token", OfThisTest)
    return OfThisTest


@pytest.fixture
def waiting(office: Office) -> Office:  # noqa: F811
    """A list that waits, and a supervisor who approves with the token."""
    with seated(office) as station:
        check(station, fill(station, ["Hoa", "Mai"]))
    with seated(office, "supervisor") as station:
        certificate = office.province.issue(THE_KEY, "supervisor", "supervisor", "99001")
        with station.store.database.transaction():
            station.store.people.set_approval_key(UserId("supervisor"), certificate)
    return office


def test_the_pin_is_asked_for_a_wrong_one_signs_nothing_and_the_right_one_seals(waiting, token):
    with seated(waiting, "supervisor") as station:
        approval, shown, _ = sit_down(station)
        shown.password = None
        approval.approve()
        assert shown.asked_password == 1
        approval.confirm("0000")
        assert shown.refused == ["token.wrong-pin"] and station.desk.records.batches() == []
        approval.confirm(PIN)
        assert len(station.desk.records.batches()) == 1 and (token.opened, token.closed) == (1, 1)
        assert PIN not in repr(vars(approval))


def test_a_token_pulled_out_is_told_let_go_of_and_everything_waits_on(waiting, token):
    with seated(waiting, "supervisor") as station:
        approval, shown, _ = sit_down(station)
        shown.password = PIN
        token.pulled = True
        approval.approve()
        assert [error.code for error in shown.failures] == ["token.pulled"] and not approval.acting
        assert {entry.state for entry in station.desk.records.entries()} == {EntryState.CHECKED} and token.closed == 1
        token.pulled = False
        approval.approve()
        assert len(station.desk.records.batches()) == 1 and (token.opened, token.closed) == (2, 2)


def test_a_token_that_holds_another_key_is_told_and_let_go_of(waiting, token):
    with seated(waiting, "supervisor") as station:
        certificate = waiting.province.issue(station.store.station_signer.public_key, "supervisor", "supervisor", "99001")
        with station.store.database.transaction():
            station.store.people.set_approval_key(UserId("supervisor"), certificate)
        approval, shown, _ = sit_down(station)
        shown.password = PIN
        approval.approve()
        assert shown.refused == ["token.other-key"] and token.closed == 1


def test_the_end_of_a_session_lets_go_of_the_token(waiting, token):
    with seated(waiting, "supervisor") as station:
        approval, shown, _ = sit_down(station)
        shown.password = PIN
        approval._seal = lambda sealing: None  # as if a long list were being sealed
        approval.approve()
        assert approval.acting and token.closed == 0
        approval.end()
        assert token.closed == 1
