"""Accounts after they were made: what each act changes, what it must leave, and what every old file put back opens: nothing."""

import os
import shutil
import time

import pytest

from station.domain.actions import NewAction
from station.domain.errors import StationError
from station.domain.ids import UserId
from station.domain.states import ActionKind
from station.store.audit import audit
from station.store.store import Store
from tests.store_factories import CLERK, DEVICE, PASSWORD, Office, copy_store, make_administered_store, open_store

NEW, OTHER_PC = "mật khẩu mới", b"o" * 32
LAN, MINH = UserId("lan"), UserId("minh")


@pytest.fixture(scope="module")
def master(tmp_path_factory):
    folder = tmp_path_factory.mktemp("master") / "store"
    return folder, make_administered_store(folder)


@pytest.fixture
def folder(master, tmp_path):
    return copy_store(master[0], tmp_path / "store")


@pytest.fixture
def code(master) -> str:
    return master[1]


def refused(code: str):
    return pytest.raises(StationError, check=lambda error: error.code == code)


def kept_slot(folder, name: str, tmp_path):
    return shutil.copy(folder / "slots" / name, tmp_path / name)


def last_kind(store: Store) -> ActionKind:
    return list(store.log.actions())[-1].kind


# one's own password


def test_a_changed_password_opens_and_the_old_one_does_not(folder):
    with open_store(folder) as store:
        key = store.signer.key_id
        store.accounts.change_password(PASSWORD, NEW)
        assert last_kind(store) is ActionKind.PASSWORD_CHANGED
        store.confirm_password(NEW)
    with refused("store.wrong-password"):
        open_store(folder)
    with open_store(folder, password=NEW) as store:
        assert store.signer.key_id == key and audit(store, None).faults == []


def test_the_old_password_is_asked_for_and_its_slips_are_counted(folder):
    with open_store(folder) as store:
        for _ in range(4):
            with refused("store.wrong-password"):
                store.accounts.change_password("x", NEW)
        with refused("store.wait"):
            store.accounts.change_password(PASSWORD, NEW)
    with refused("store.wait"):
        open_store(folder)


def test_an_empty_new_password_changes_nothing(folder):
    with open_store(folder) as store, refused("store.no-password"):
        store.accounts.change_password(PASSWORD, "")
    open_store(folder).close()


def test_the_slot_of_an_old_password_put_back_opens_nothing(folder, tmp_path):
    old = kept_slot(folder, "user-lan.json", tmp_path)
    with open_store(folder) as store:
        store.accounts.change_password(PASSWORD, NEW)
    shutil.copy(old, folder / "slots" / "user-lan.json")
    with refused("store.old-slot"):
        open_store(folder)


def test_an_old_copy_of_the_folder_still_opens_with_the_old_password(folder, tmp_path):
    """What FORMAT.md admits: a new password does not reach a copy that was made before."""
    old = copy_store(folder, tmp_path / "old")
    with open_store(folder) as store:
        store.accounts.change_password(PASSWORD, NEW)
    open_store(old).close()


# revocation


def test_a_revoked_person_signs_in_no_more_and_their_signatures_hold(folder):
    with open_store(folder) as store:
        office = Office(store)
        office.key(office.make_entry(office.read(office.capture(office.open_volume()))))
    with open_store(folder, "quan") as store:
        store.accounts.revoke(LAN)
        assert [user.revoked for user in store.users()] == [True, False, False]
        assert audit(store, None).faults == []
    assert not (folder / "slots" / "user-lan.json").exists()
    with refused("store.wrong-password"):
        open_store(folder)


def test_the_slot_of_a_revoked_person_put_back_opens_nothing(folder, tmp_path):
    old = kept_slot(folder, "user-lan.json", tmp_path)
    with open_store(folder, "quan") as store:
        store.accounts.revoke(LAN)
    shutil.copy(old, folder / "slots" / "user-lan.json")
    with refused("store.revoked"):
        open_store(folder)
    open_store(folder, "quan").close()
    assert not (folder / "slots" / "user-lan.json").exists()


def test_a_key_kept_from_before_signs_no_more(folder):
    with open_store(folder, "quan") as store:
        signer = Office(store)._signers[CLERK]
        store.accounts.revoke(LAN)
        with refused("store.revoked"):
            store.log.append([NewAction(ActionKind.NOTICE_SHOWN, "lan", CLERK, {})], signer)


# re-issue


def test_a_forgotten_password_is_issued_anew_by_the_administrator(folder):
    with open_store(folder) as store:
        old_key = store.signer.key_id
        Office(store).finished_entry(Office(store).open_volume())
    with open_store(folder, "quan") as store:
        store.accounts.reissue(LAN, NEW)
        [action] = [action for action in store.log.actions("lan") if action.kind is ActionKind.USER_REISSUED]
        assert action.by.user_id == "quan" and action.payload["way"] == "administrator"
    with refused("store.wrong-password"):
        open_store(folder)
    with open_store(folder, password=NEW) as store:
        assert store.signer.key_id != old_key and store.signer.certificate is None
        store.log.append([NewAction(ActionKind.NOTICE_SHOWN, "lan", CLERK, {})], store.signer)
        assert audit(store, None).faults == []


def test_the_slot_before_a_reissue_put_back_opens_nothing(folder, tmp_path):
    old = kept_slot(folder, "user-lan.json", tmp_path)
    with open_store(folder, "quan") as store:
        store.accounts.reissue(LAN, NEW)
    shutil.copy(old, folder / "slots" / "user-lan.json")
    with refused("store.old-slot"):
        open_store(folder)


def test_the_key_before_a_reissue_signs_no_more(folder):
    with open_store(folder, "quan") as store:
        signer = Office(store)._signers[CLERK]
        store.accounts.reissue(LAN, NEW)
        with pytest.raises(ValueError):
            store.log.append([NewAction(ActionKind.NOTICE_SHOWN, "lan", CLERK, {})], signer)


def test_somebody_who_was_revoked_comes_back_by_a_reissue(folder):
    with open_store(folder, "quan") as store:
        store.accounts.revoke(LAN)
        store.accounts.reissue(LAN, NEW)
    open_store(folder, password=NEW).close()


def test_a_shut_account_is_opened_by_the_administrator_or_a_reissue(folder):
    for act in (lambda store: store.accounts.unlock(LAN), lambda store: store.accounts.reissue(LAN, PASSWORD)):
        (folder / "attempts.json").write_text('{"version": 1, "failed": {"lan": {"count": 20, "at": 0}}}')
        with refused("store.locked-out"):
            open_store(folder)
        with open_store(folder, "quan") as store:
            act(store)
        open_store(folder).close()


def test_a_forgotten_password_is_issued_anew_by_the_recovery_code_on_another_pc(folder, code):
    with refused("store.other-device"):
        open_store(folder, device_secret=OTHER_PC)
    with Store.open_with_recovery(folder, code, OTHER_PC) as store:
        store.accounts.reissue(UserId("quan"), NEW)
        [action] = [action for action in store.log.actions("quan") if action.kind is ActionKind.USER_REISSUED]
        assert action.payload["way"] == "recovery"
    with open_store(folder, "quan", NEW, OTHER_PC) as store:
        for user in (LAN, MINH):
            store.accounts.reissue(user, NEW)
        assert audit(store, None).faults == []
    open_store(folder, "minh", NEW, OTHER_PC).close()


@pytest.mark.parametrize("user", ["lan", "minh"])
def test_who_may_not_is_refused_before_a_slot_is_touched(folder, user):
    before = {path.name: path.read_bytes() for path in (folder / "slots").iterdir()}
    with open_store(folder, user) as store:
        head = store.log.head()
        other = MINH if user == "lan" else LAN
        for act in (
            lambda: store.accounts.revoke(other),
            lambda: store.accounts.reissue(other, NEW),
            lambda: store.accounts.unlock(other),
            store.accounts.new_recovery_code,
            lambda: store.accounts.confirm_recovery_code("x"),
        ):
            with refused("people.no-right"):
                act()
        assert store.log.head() == head and audit(store, None).faults == []
    assert {path.name: path.read_bytes() for path in (folder / "slots").iterdir()} == before


def test_an_unknown_person_is_named(folder):
    with open_store(folder, "quan") as store:
        for act in (store.accounts.revoke, store.accounts.unlock, lambda user: store.accounts.reissue(user, NEW)):
            with refused("store.unknown-user"):
                act(UserId("hoa"))


# the recovery code


def test_a_new_code_is_in_force_only_once_it_was_shown_to_be_on_paper(folder, code):
    with open_store(folder, "quan") as store:
        new = store.accounts.new_recovery_code()
        with refused("store.wrong-code"):
            Store.open_with_recovery(copy_store(folder, folder.parent / "copy"), new)
        with refused("store.wrong-code"):
            store.accounts.confirm_recovery_code(code)
        store.accounts.confirm_recovery_code(new.lower())
        with refused("store.no-new-code"):
            store.accounts.confirm_recovery_code(new)
    with refused("store.wrong-code"):
        Store.open_with_recovery(folder, code)
    Store.open_with_recovery(folder, new).close()


def test_the_slot_of_the_old_code_put_back_opens_nothing(folder, code, tmp_path):
    old = kept_slot(folder, "recovery.json", tmp_path)
    with open_store(folder, "quan") as store:
        store.accounts.confirm_recovery_code(store.accounts.new_recovery_code())
    shutil.copy(old, folder / "slots" / "recovery.json")
    with refused("store.old-slot"):
        Store.open_with_recovery(folder, code)


def test_a_code_printed_and_never_confirmed_is_replaced_by_the_next(folder):
    with open_store(folder, "quan") as store:
        first = store.accounts.new_recovery_code()
        second = store.accounts.new_recovery_code()
        with refused("store.wrong-code"):
            store.accounts.confirm_recovery_code(first)
        store.accounts.confirm_recovery_code(second)


def test_a_code_that_nobody_confirmed_is_forgotten_after_a_week(folder, code):
    pending = folder / "slots" / "recovery.pending.json"
    with open_store(folder, "quan") as store:
        new = store.accounts.new_recovery_code()
    open_store(folder).close()
    assert pending.exists()
    os.utime(pending, (0, time.time() - 8 * 24 * 3600))
    with open_store(folder, "quan") as store, refused("store.no-new-code"):
        store.accounts.confirm_recovery_code(new)
    assert not pending.exists()
    Store.open_with_recovery(folder, code).close()


def test_a_pending_code_put_back_behind_a_newer_one_is_swept(folder, tmp_path):
    with open_store(folder, "quan") as store:
        store.accounts.new_recovery_code()
        old = kept_slot(folder, "recovery.pending.json", tmp_path)
        store.accounts.confirm_recovery_code(store.accounts.new_recovery_code())
    shutil.copy(old, folder / "slots" / "recovery.pending.json")
    open_store(folder).close()
    assert not (folder / "slots" / "recovery.pending.json").exists()


def test_the_log_of_accounts_names_nobody(folder):
    with open_store(folder, "quan") as store:
        store.accounts.reissue(LAN, NEW)
        store.accounts.revoke(LAN)
        store.accounts.confirm_recovery_code(store.accounts.new_recovery_code())
        said = repr([(action.subject, action.payload) for action in store.log.actions()])
    for secret in ("Nguyễn", "Lan'", "Trần", NEW, PASSWORD):
        assert secret not in said


def test_nothing_is_touched_in_a_store_that_refuses_to_be_written(folder):
    (folder / "head.json").unlink()
    before = (folder / "slots" / "user-lan.json").read_bytes()
    with open_store(folder, "quan") as store:
        for act in (lambda: store.accounts.reissue(LAN, NEW), lambda: store.accounts.revoke(LAN), store.accounts.new_recovery_code):
            with refused("store.damaged"):
                act()
    assert (folder / "slots" / "user-lan.json").read_bytes() == before


def test_a_store_opened_by_code_has_nobody_whose_password_could_be_changed(folder, code):
    with Store.open_with_recovery(folder, code, DEVICE) as store, pytest.raises(ValueError):
        store.accounts.change_password(PASSWORD, NEW)
