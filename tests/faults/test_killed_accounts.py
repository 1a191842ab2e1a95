"""kill -9 between slot and row, for each act on an account: nobody is let in who should not be, nobody is kept out for good."""

import shutil

import pytest

from station.domain.errors import StationError
from station.domain.ids import UserId
from station.store.audit import audit
from station.store.store import Store
from tests.faults.killing import run_until_step
from tests.store_factories import PASSWORD, copy_store, make_administered_store, open_store

pytestmark = pytest.mark.filterwarnings("ignore:.*fork.*:DeprecationWarning")
NEW, LAN = "mật khẩu mới", UserId("lan")


@pytest.fixture(scope="module")
def master(tmp_path_factory):
    folder = tmp_path_factory.mktemp("master") / "store"
    return folder, make_administered_store(folder)


@pytest.fixture(params=[3, pytest.param(1, marks=pytest.mark.full)])
def every(request):
    """How far one killed step is from the next: all of them under `full`."""
    return request.param


def killed_at_every_step(master, tmp_path, every, act):
    """Yield the folder after a kill at so many steps of `act(store)`, the store opened as the administrator."""
    for step in range(1, 200, every):
        folder = copy_store(master[0], tmp_path / str(step))

        def run(folder=folder):
            with open_store(folder, "quan") as store:
                act(store)

        killed = run_until_step(run, step)
        yield folder, killed
        shutil.rmtree(folder)
        if not killed:
            assert step > 10
            return
    raise AssertionError("the act never ends")


def opens(folder, password: str, user: str = "lan") -> str:
    try:
        with open_store(folder, user, password) as store:
            assert audit(store, None).faults == []
    except StationError as error:
        return error.code
    return "opens"


def test_a_killed_password_change_leaves_the_old_or_the_new_password(master, tmp_path, every):
    for folder, killed in killed_at_every_step(master, tmp_path, every, lambda store: store.accounts.change_password(PASSWORD, NEW)):
        said = {opens(folder, PASSWORD, "quan"), opens(folder, NEW, "quan")}
        assert said == {"opens", "store.wrong-password"}
        assert killed or opens(folder, NEW, "quan") == "opens"


def test_a_killed_revocation_leaves_a_person_or_none(master, tmp_path, every):
    seen = set()
    for folder, killed in killed_at_every_step(master, tmp_path, every, lambda store: store.accounts.revoke(LAN)):
        with open_store(folder, "quan") as store:
            revoked = store.people.user(LAN).revoked
            assert audit(store, None).faults == [] and not (revoked and (folder / "slots" / "user-lan.json").exists())
        assert (opens(folder, PASSWORD) == "opens") == (not revoked)
        assert killed or revoked
        seen.add(revoked)
    assert seen == {False, True}


def test_a_killed_reissue_is_done_again(master, tmp_path, every):
    for folder, _ in killed_at_every_step(master, tmp_path, every, lambda store: store.accounts.reissue(LAN, NEW)):
        assert {opens(folder, PASSWORD), opens(folder, NEW)} <= {"opens", "store.wrong-password", "store.slot-unfinished"}
        with open_store(folder, "quan") as store:
            store.accounts.reissue(LAN, NEW)
        assert (opens(folder, NEW), opens(folder, PASSWORD)) == ("opens", "store.wrong-password")


def test_after_a_killed_renewal_one_of_the_two_codes_opens(master, tmp_path, every):

    def renew(store: Store) -> None:
        # the printed paper outlives the program
        code = store.accounts.new_recovery_code()
        (store.folder.parent / f"{store.folder.name}.paper").write_text(code)
        store.accounts.confirm_recovery_code(code)

    def with_code(folder, code: str) -> str:
        try:
            Store.open_with_recovery(folder, code).close()
        except StationError as error:
            return error.code
        return "opens"

    for folder, killed in killed_at_every_step(master, tmp_path, every, renew):
        paper = folder.parent / f"{folder.name}.paper"
        said = [with_code(folder, master[1]), with_code(folder, paper.read_text() if paper.exists() else "")]
        assert sorted(said) == ["opens", "store.wrong-code"]
        assert killed or said[1] == "opens"
