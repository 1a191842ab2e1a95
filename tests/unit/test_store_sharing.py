"""One store, several accounts of one PC: real accounts where the tests run as root, and the modes that hold them apart everywhere."""

import grp
import os
import pickle
import stat
import tempfile
import time
import traceback
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from station.domain.codec import to_json
from station.domain.errors import StationError
from station.domain.ids import UserId
from station.domain.roles import Role
from station.domain.states import ActionKind
from station.store.audit import audit
from station.store.device import FileKeeper, device_secret
from station.store.manifest import read_facts
from station.store.sharing import share, shared_secret, unshare
from station.store.store import Store
from tests.store_factories import PASSWORD, Office, copy_store, make_store, new_user, open_store

ROOT = os.geteuid() == 0
GROUP = grp.getgrgid(100 if ROOT else os.getegid())
"""`users` on Debian; any group of this account elsewhere."""


@dataclass(frozen=True)
class Account:
    """Somebody of this PC; without root everybody is who runs the tests."""

    number: int
    in_group: bool = True

    def do(self, act: Callable[[], Any]) -> Any:
        """Run it as this account, in a process of its own; its StationError or OSError comes back as an exception here."""
        reading, writing = os.pipe()
        child = os.fork()
        if child == 0:
            try:
                self._run(act, writing)
            finally:
                os._exit(0)
        os.close(writing)
        with os.fdopen(reading, "rb") as pipe:
            said = pipe.read()
        os.waitpid(child, 0)
        how, result = pickle.loads(said)
        if how == "refused":
            raise StationError(result)
        assert how == "done", result
        return result

    def _run(self, act: Callable[[], Any], writing: int) -> None:
        try:
            if ROOT:
                os.setgroups([GROUP.gr_gid] if self.in_group else [])
                os.setgid(self.number)
                os.setuid(self.number)
            answer = ("done", act())
        except StationError as error:
            answer = ("refused", error.code)
        except (OSError, ValueError, RuntimeError, AssertionError):
            answer = ("broke", traceback.format_exc())
        os.write(writing, pickle.dumps(answer))


LAN_PC, MINH_PC, STRANGER = Account(45001), Account(45002), Account(45003, in_group=False)


@dataclass(frozen=True)
class Pc:
    folder: Path
    """Everybody may pass through it, as through /srv."""

    @property
    def store(self) -> Path:
        return self.folder / "store"

    @property
    def place(self) -> Path:
        return self.folder / "secrets"

    def home(self, account: Account) -> Path:
        return self.folder / f"home-{account.number}"

    def secret(self, account: Account) -> bytes:
        shared = shared_secret(self.place, read_facts(self.store).store_id)
        return shared or device_secret(self.home(account), [FileKeeper(self.home(account))])

    def open(self, account: Account, user: str = "lan") -> Store:
        return open_store(self.store, user, PASSWORD, self.secret(account))


@pytest.fixture(scope="module")
def master(tmp_path_factory) -> tuple[Path, bytes]:
    folder, secret = tmp_path_factory.mktemp("master") / "store", b"l" * 32
    make_store(folder, device_secret=secret)
    with open_store(folder, device_secret=secret) as store:
        store.add_user(new_user("minh", "Trần Văn Minh", Role.CLERK))
    return folder, secret


@pytest.fixture
def pc(master) -> Iterator[Pc]:
    """Lan's account has a store of its own; the PC's administrator has made the place for shared secrets."""
    with tempfile.TemporaryDirectory(prefix="station-pc-") as folder:
        one = Pc(Path(folder))
        one.folder.chmod(0o755)
        for account in (LAN_PC, MINH_PC, STRANGER):
            one.home(account).mkdir(mode=0o700, exist_ok=True)
        one.place.mkdir()
        copy_store(master[0], one.store)
        (one.home(LAN_PC) / "device.secret").write_bytes(master[1])
        if ROOT:
            os.chown(one.place, 0, GROUP.gr_gid)
            for account in (LAN_PC, MINH_PC, STRANGER):
                os.chown(one.home(account), account.number, account.number)
            for path in (one.store, *one.store.rglob("*"), one.home(LAN_PC) / "device.secret"):
                os.chown(path, LAN_PC.number, LAN_PC.number)
        one.place.chmod(0o2770)
        yield one


def shared(pc: Pc) -> Pc:
    LAN_PC.do(lambda: share(pc.store, pc.place, GROUP.gr_name, pc.secret(LAN_PC)))
    return pc


def refused(code: str):
    return pytest.raises(StationError, check=lambda error: error.code == code)


def capture(pc: Pc, account: Account, user: str, content: bytes) -> list[str]:
    """Sit down, capture a page, look at the whole store; what is wrong with it."""
    with pc.open(account, user) as store:
        office = Office(store, signers=())
        office._signers = {store.actor: store.signer}
        volume = store.records.volumes()[0] if store.records.volumes() else None
        if volume is None:
            volume = office.open_volume()
        page = office.sealed_page(volume, content)
        office.act(ActionKind.PAGE_CAPTURED, page.page_id, {"page": to_json(page), "source_hash": content.hex()}, store.actor)
        return audit(store, None).faults


def test_two_accounts_work_in_turn_and_each_reads_what_the_other_made(pc):
    shared(pc)
    for number, (account, user) in enumerate([(LAN_PC, "lan"), (MINH_PC, "minh"), (LAN_PC, "lan"), (MINH_PC, "minh")]):
        assert account.do(lambda: capture(pc, account, user, b"page %d" % number)) == []  # noqa: B023
    assert MINH_PC.do(lambda: [image for image in pc.open(MINH_PC, "minh").records.pages()].__len__()) == 4


def test_whatever_either_makes_is_open_to_the_group_and_to_nobody_else(pc):
    shared(pc)
    LAN_PC.do(lambda: capture(pc, LAN_PC, "lan", b"page"))
    MINH_PC.do(lambda: capture(pc, MINH_PC, "minh", b"another"))
    for path in (pc.store, *pc.store.rglob("*"), pc.place, *pc.place.iterdir()):
        mode, owner = path.stat().st_mode, path.stat()
        assert owner.st_gid == GROUP.gr_gid and not mode & stat.S_IRWXO, path
        assert mode & (stat.S_IRWXG if path.is_dir() else stat.S_IRGRP | stat.S_IWGRP), path


def test_an_account_outside_the_group_reaches_neither_store_nor_secret(pc):
    shared(pc)
    if ROOT:
        with refused("store.closed"):
            STRANGER.do(lambda: read_facts(pc.store).store_id)
        store_id = read_facts(pc.store).store_id
        assert STRANGER.do(lambda: shared_secret(pc.place, store_id)) is None
    assert stat.S_IMODE(pc.place.stat().st_mode) == stat.S_IMODE(pc.store.stat().st_mode) == 0o2770


def test_a_store_that_is_not_shared_is_closed_to_every_other_account(pc):
    if ROOT:
        with refused("store.closed"):
            MINH_PC.do(lambda: read_facts(pc.store).store_id)
    assert stat.S_IMODE(pc.store.stat().st_mode) & stat.S_IRWXO == 0


def test_the_second_window_is_told_that_the_first_is_open_and_opens_once_it_is_closed(pc):
    shared(pc)
    leave = pc.folder / "leave"

    def sit_until_told() -> None:
        with pc.open(LAN_PC):
            (pc.home(LAN_PC) / "in").touch()
            while not leave.exists():
                time.sleep(0.01)

    child = os.fork()
    if child == 0:
        LAN_PC.do(sit_until_told)
        os._exit(0)
    try:
        while not (pc.home(LAN_PC) / "in").exists():
            time.sleep(0.01)
        with refused("store.in-use"):
            MINH_PC.do(lambda: pc.open(MINH_PC, "minh").close())
        with refused("store.in-use"):
            LAN_PC.do(lambda: share(pc.store, pc.place, GROUP.gr_name, pc.secret(LAN_PC)))
    finally:
        leave.touch()
        os.waitpid(child, 0)
    assert MINH_PC.do(lambda: pc.open(MINH_PC, "minh").close()) is None


def test_a_password_changed_at_one_account_is_the_one_at_the_other(pc):
    shared(pc)

    def change() -> None:
        with pc.open(MINH_PC, "minh") as store:
            store.accounts.change_password(PASSWORD, "mật khẩu mới")

    MINH_PC.do(change)
    LAN_PC.do(lambda: Store.open(pc.store, UserId("minh"), "mật khẩu mới", pc.secret(LAN_PC)).close())


def test_sharing_twice_changes_nothing_and_another_account_s_secret_does_not_count(pc):
    before = read_facts(shared(pc).store)
    shared(pc)
    assert read_facts(pc.store) == before
    (pc.place / f"{before.store_id}.secret").unlink()
    with refused("store.other-device"):
        MINH_PC.do(lambda: share(pc.store, pc.place, GROUP.gr_name, pc.secret(MINH_PC) if ROOT else b"m" * 32))


def test_what_cannot_be_shared_is_told_and_nothing_is_opened(pc):
    mode = pc.store.stat().st_mode
    with refused("share.group"):
        LAN_PC.do(lambda: share(pc.store, pc.place, "no-such-group", pc.secret(LAN_PC)))
    pc.place.chmod(0o755)
    with refused("share.place"):
        LAN_PC.do(lambda: share(pc.store, pc.place, GROUP.gr_name, pc.secret(LAN_PC)))
    pc.place.chmod(0o2770)
    pc.folder.chmod(0o700)
    if not ROOT:
        with refused("share.reach"):
            share(pc.store, pc.place, GROUP.gr_name, pc.secret(LAN_PC))
    assert pc.store.stat().st_mode == mode


def test_closed_again_it_is_one_account_s(pc):
    shared(pc)
    LAN_PC.do(lambda: unshare(pc.store, pc.place, device_secret(pc.home(LAN_PC), [FileKeeper(pc.home(LAN_PC))])))
    assert stat.S_IMODE(pc.store.stat().st_mode) == 0o700 and list(pc.place.iterdir()) == []
    LAN_PC.do(lambda: pc.open(LAN_PC).close())
    if ROOT:
        with refused("store.closed"):
            MINH_PC.do(lambda: read_facts(pc.store).store_id)
