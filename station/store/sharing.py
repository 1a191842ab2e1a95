"""A store that several accounts of one PC share (docs/decisions/013): one group may reach folder and device secret, nobody else.

Who belongs to the group is the operating system's business; whom the store lets in stays its own. The device secret of a shared store lies
in the PC's place for it, under the store's id: whoever can read it there is on this PC and in the group.
"""

import contextlib
import os
import stat
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from filelock import FileLock, Timeout

from station.domain.durable import write_durably
from station.domain.errors import StationError
from station.domain.ids import UserId
from station.store.device import SECRET_BYTES
from station.store.manifest import read_facts, slot_users
from station.store.slots import device_fits

if sys.platform == "win32":
    from station.store.windows import close_to_others, make_group_place, open_to_group, require_group
else:
    from station.store.posix import close_to_others, make_group_place, open_to_group, require_group

LOCK_MODE: Final = 0o660
"""Of the store's lock file: in a private folder nobody else reaches it anyhow."""


def shared_secret(place: Path, store_id: str) -> bytes | None:
    """The secret of a store that this account shares; None when it shares none of this id."""
    try:
        secret = _secret_file(place, store_id).read_bytes()
    except OSError:
        return None
    return secret if len(secret) == SECRET_BYTES else None


def share(folder: Path, place: Path, group: str, own_secret: bytes) -> None:
    """Open a closed store to a group of this PC. Done by the account that has used it, a member of the group; repeated after a kill.

    `place`: the PC's own folder for such secrets; `own_secret`: of the account. Raises StationError `share.group`, `share.place`,
    `share.reach`, `store.in-use`, `store.other-device` (the account's secret is not the store's), `store.not-found`.
    """
    facts = read_facts(folder)
    require_group(group)
    secret = shared_secret(place, facts.store_id) or own_secret
    if not any(device_fits(folder, facts.store_id, UserId(user), secret) for user in slot_users(folder)):
        raise StationError("store.other-device")
    with _nobody_inside(folder):
        make_group_place(place, group)
        write_durably(_secret_file(place, facts.store_id), secret)
        open_to_group(folder, group)


def unshare(folder: Path, place: Path, own_secret: bytes) -> None:
    """Close it to everybody but the account that does this, which must be the folder's owner.

    Raises StationError `store.other-device` when the account's own secret does not open the store: the others' must stay then.
    """
    facts = read_facts(folder)
    if not any(device_fits(folder, facts.store_id, UserId(user), own_secret) for user in slot_users(folder)):
        raise StationError("store.other-device")
    with _nobody_inside(folder):
        close_to_others(folder)
        _secret_file(place, facts.store_id).unlink(missing_ok=True)


def join(folder: Path) -> None:
    """What this process makes from now on is open to the group of a shared store; nothing changes for a private one."""
    if sys.platform != "win32" and folder.stat().st_mode & stat.S_IRWXG:
        os.umask(0o007)


def _secret_file(place: Path, store_id: str) -> Path:
    return place / f"{store_id}.secret"


@contextlib.contextmanager
def _nobody_inside(folder: Path) -> Iterator[None]:
    lock = FileLock(folder / "lock", timeout=0, fallback_to_soft=False, mode=LOCK_MODE)
    try:
        lock.acquire()
    except Timeout as error:
        raise StationError("store.in-use", path=str(folder)) from error
    try:
        yield
    finally:
        lock.release()
