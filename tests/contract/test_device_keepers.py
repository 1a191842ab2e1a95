"""What is asked of everything that keeps the device secret, and of handing it from one keeper to another."""

import multiprocessing
import stat
import sys

import pytest

from station.domain.errors import StationError
from station.store.device import FileKeeper, device_secret, keeper_of, keepers_here, move, renew
from station.store.tpm import TpmKeeper
from tests.faults.killing import run_until_step
from tests.tpm_service import running_tpm

SECRET = bytes(range(32))
KEEPERS = [FileKeeper, TpmKeeper]


@pytest.fixture(scope="module", autouse=True)
def chip(tmp_path_factory):
    with running_tpm(tmp_path_factory.mktemp("tpm")):
        yield


@pytest.fixture(params=KEEPERS, ids=lambda kind: kind.name)
def kind(request):
    return request.param


def refused(code: str):
    return pytest.raises(StationError, check=lambda error: error.code == code)


def test_what_is_kept_is_given_back_to_every_later_program(kind, tmp_path):
    assert kind(tmp_path).fault() == ""
    kind(tmp_path / "new").keep(SECRET)
    assert kind(tmp_path / "new").fetch() == SECRET


def test_nothing_kept_is_nothing(kind, tmp_path):
    assert kind(tmp_path).fetch() is None
    kind(tmp_path).drop()


def test_keeping_again_replaces_and_dropping_forgets(kind, tmp_path):
    keeper = kind(tmp_path)
    keeper.keep(SECRET)
    keeper.keep(SECRET[::-1])
    assert keeper.fetch() == SECRET[::-1]
    keeper.drop()
    assert keeper.fetch() is None and list(tmp_path.iterdir()) == []


def test_what_is_damaged_is_a_failure_and_never_a_new_secret(kind, tmp_path):
    kind(tmp_path).keep(SECRET)
    [kept] = tmp_path.iterdir()
    kept.write_bytes(kept.read_bytes()[:-5])
    with refused("device.cannot-open"):
        device_secret(tmp_path, [FileKeeper(tmp_path), TpmKeeper(tmp_path)])


def test_a_lost_secret_is_replaced_only_when_somebody_says_so(kind, tmp_path):
    keepers = [FileKeeper(tmp_path), TpmKeeper(tmp_path)]
    kind(tmp_path).keep(SECRET)
    [kept] = tmp_path.iterdir()
    kept.write_bytes(b"xx")
    with refused("device.cannot-open"):
        device_secret(tmp_path, keepers)
    renew(tmp_path, keepers)
    assert len(device_secret(tmp_path, keepers)) == 32 and device_secret(tmp_path, keepers) != SECRET


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no mode bits; the profile's access list protects the folder")
def test_nobody_else_can_read_it(kind, tmp_path):
    kind(tmp_path).keep(SECRET)
    [kept] = tmp_path.iterdir()
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600


def test_the_chip_keeps_no_copy_that_reads_as_the_secret(tmp_path):
    TpmKeeper(tmp_path).keep(SECRET)
    assert SECRET not in (tmp_path / "device.tpm").read_bytes()


def test_another_chip_does_not_open_it(tmp_path):
    TpmKeeper(tmp_path / "home").keep(SECRET)
    with running_tpm(tmp_path / "other"), refused("device.cannot-open"):
        TpmKeeper(tmp_path / "home").fetch()


def test_a_chip_that_is_gone_is_a_sentence(tmp_path, monkeypatch):
    TpmKeeper(tmp_path).keep(SECRET)
    monkeypatch.setenv("TPM2TOOLS_TCTI", f"swtpm:path={tmp_path}/nowhere")
    with refused("device.cannot-open"):
        TpmKeeper(tmp_path).fetch()
    monkeypatch.setenv("PATH", str(tmp_path))
    assert "tpm2-tools" in TpmKeeper(tmp_path).fault()
    with refused("device.cannot-keep"):
        TpmKeeper(tmp_path).keep(SECRET)


def test_the_first_use_makes_a_secret_in_a_file(tmp_path):
    keepers = keepers_here(tmp_path)
    secret = device_secret(tmp_path, keepers)
    assert len(secret) == 32 and device_secret(tmp_path, keepers) == secret == FileKeeper(tmp_path).fetch()
    assert (keeper := keeper_of(tmp_path, keepers)) is not None and keeper.name == "file"


def _made(home) -> bytes:
    return device_secret(home, keepers_here(home))


def test_programs_that_start_at_once_get_the_same_secret(tmp_path):
    with multiprocessing.get_context("spawn").Pool(2) as pool:
        assert len(set(pool.map(_made, [tmp_path] * 4))) == 1


def test_moving_hands_over_and_forgets(tmp_path):
    keepers = keepers_here(tmp_path)
    secret = device_secret(tmp_path, keepers)
    for name in ("tpm", "tpm", "file"):
        move(tmp_path, keepers, name)
        assert device_secret(tmp_path, keepers) == secret
        assert [keeper.name for keeper in keepers if keeper.fetch() is not None] == [name]


@pytest.mark.parametrize("to", ["tpm", "keyring"])
def test_a_move_that_cannot_be_leaves_everything(tmp_path, monkeypatch, to):
    keepers = keepers_here(tmp_path)
    secret = device_secret(tmp_path, keepers)
    monkeypatch.setenv("PATH", str(tmp_path))
    with refused("device.cannot-keep"):
        move(tmp_path, keepers, to)
    assert FileKeeper(tmp_path).fetch() == secret


class _OtherFile(FileKeeper):
    """A second keeper without a chip behind it: a tool killed halfway leaves the simulated chip waiting for the rest."""

    name = "other"

    def __init__(self, home) -> None:
        super().__init__(home / "other")


@pytest.mark.filterwarnings("ignore:.*fork.*:DeprecationWarning")
def test_a_move_killed_at_any_step_loses_nothing(tmp_path):
    kills = 0
    for step in range(1, 60):
        home = tmp_path / str(step)
        keepers = [FileKeeper(home), _OtherFile(home)]
        keepers[0].keep(SECRET)
        killed = run_until_step(lambda home=home, keepers=keepers: move(home, keepers, "other"), step)
        kills += killed
        assert device_secret(home, keepers) == SECRET
        move(home, keepers, "other")
        assert (keepers[0].fetch(), keepers[1].fetch()) == (None, SECRET)
        if not killed:
            break
    assert kills > 5 and not killed
