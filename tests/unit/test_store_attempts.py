"""Wrong passwords: counted across programs, waited for, shut at last; never a way to keep an office out of its own store."""

import json

import pytest

from station.domain.errors import StationError
from station.domain.ids import UserId
from station.store.attempts import NAME, Attempts, Patience
from station.store.store import Store
from tests.store_factories import DEVICE, PASSWORD, copy_store, make_staffed_store

LAN, MINH = UserId("lan"), UserId("minh")


class Clock:
    """Time that passes when a test says so."""

    def __init__(self) -> None:
        self.now = 1_764_300_000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture(scope="module")
def master(tmp_path_factory):
    folder = tmp_path_factory.mktemp("master") / "store"
    make_staffed_store(folder)
    return folder


@pytest.fixture
def folder(master, tmp_path):
    return copy_store(master, tmp_path / "store")


def try_as(folder, clock, password: str, user: UserId = LAN) -> str:
    """What signing in says; `opened` when it works."""
    try:
        Store.open(folder, user, password, DEVICE, clock=clock).close()
    except StationError as error:
        return error.code
    return "opened"


def test_the_waits_double_up_to_the_longest():
    patience = Patience()
    assert [patience.wait_s(count) for count in range(1, 13)] == [0, 0, 0, 2, 4, 8, 16, 32, 64, 128, 256, 300]


def test_three_slips_cost_nothing_and_the_right_password_forgets_them(folder, clock):
    assert [try_as(folder, clock, "x") for _ in range(3)] == ["store.wrong-password"] * 3
    assert try_as(folder, clock, PASSWORD) == "opened"
    assert Attempts(folder, clock=clock).standing(LAN).count == 0


def test_after_the_fourth_slip_even_the_right_password_waits(folder, clock):
    for _ in range(4):
        try_as(folder, clock, "x")
    assert try_as(folder, clock, PASSWORD) == "store.wait"
    assert Attempts(folder, clock=clock).standing(LAN).count == 4
    clock.now += 2
    assert try_as(folder, clock, PASSWORD) == "opened"


def test_a_try_during_the_wait_is_not_taken_and_not_counted(folder, clock):
    for _ in range(4):
        try_as(folder, clock, "x")
    assert [try_as(folder, clock, "x") for _ in range(5)] == ["store.wait"] * 5
    assert Attempts(folder, clock=clock).standing(LAN).count == 4


def test_many_wrong_passwords_shut_the_account_and_no_waiting_opens_it(folder, clock):
    said = []
    for _ in range(40):
        said.append(try_as(folder, clock, "x"))
        clock.now += 301
    assert said == ["store.wrong-password"] * 20 + ["store.locked-out"] * 20
    clock.now += 365 * 86400
    assert try_as(folder, clock, PASSWORD) == "store.locked-out"
    assert try_as(folder, clock, PASSWORD, MINH) == "opened"
    Attempts(folder, clock=clock).forget(LAN)
    assert try_as(folder, clock, PASSWORD) == "opened"


def test_a_clock_set_back_does_not_turn_seconds_into_years(folder, clock):
    for _ in range(5):
        try_as(folder, clock, "x")
        clock.now += 10
    clock.now -= 365 * 86400
    assert try_as(folder, clock, PASSWORD) == "opened"


def test_a_name_without_an_account_is_never_written_down(folder, clock):
    assert try_as(folder, clock, "x", UserId("mat-khau-go-nham")) == "store.wrong-password"
    assert not (folder / NAME).exists()


def test_another_pc_is_not_a_wrong_password(folder, clock):
    with pytest.raises(StationError, check=lambda error: error.code == "store.other-device"):
        Store.open(folder, LAN, PASSWORD, b"x" * 32, clock=clock)
    assert Attempts(folder, clock=clock).standing(LAN).count == 0


@pytest.mark.parametrize("content", [b"", b"[]", b"{", b'{"failed": {"lan": 3}}', b'{"version": 1}', b"\xff\xfe"])
def test_a_damaged_count_keeps_nobody_out(folder, clock, content):
    (folder / NAME).write_bytes(content)
    assert try_as(folder, clock, PASSWORD) == "opened"


def test_the_count_holds_ids_and_times_only(folder, clock):
    try_as(folder, clock, "mật khẩu sai")
    assert json.loads((folder / NAME).read_bytes()) == {"version": 1, "failed": {"lan": {"count": 1, "at": clock.now}}}


def test_confirming_the_password_counts_like_signing_in(folder, clock):
    with Store.open(folder, LAN, PASSWORD, DEVICE, clock=clock) as store:
        store.confirm_password(PASSWORD)
        for _ in range(4):
            with pytest.raises(StationError, check=lambda error: error.code == "store.wrong-password"):
                store.confirm_password("x")
        with pytest.raises(StationError, check=lambda error: error.code == "store.wait"):
            store.confirm_password(PASSWORD)
        clock.now += 2
        store.confirm_password(PASSWORD)


def test_nobody_can_be_confirmed_in_a_store_opened_without_a_person(folder, clock):
    with Store.open_with_escrow(folder, b"e" * 32) as store, pytest.raises(ValueError):
        store.confirm_password(PASSWORD)
