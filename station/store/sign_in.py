"""A password tried at a slot, with the count of wrong ones before it: the one door for signing in and for confirming who sits there."""

from pathlib import Path

from station.domain.errors import StationError
from station.domain.ids import UserId
from station.store.attempts import Attempts
from station.store.slots import Unlocked, has_user_slot, open_user_slot


def unlocked_by_password(folder: Path, store_id: str, user_id: UserId, password: str, device_secret: bytes, attempts: Attempts) -> Unlocked:
    """What the person's slot holds. A name without a slot is a wrong password that is not counted: it may be a password typed there.

    Raises StationError `store.wrong-password`, `store.wait`, `store.locked-out`, `store.other-device`, `store.damaged`, `store.version`.
    """
    if not has_user_slot(folder, user_id):
        raise StationError("store.wrong-password")
    attempts.require(user_id)
    try:
        unlocked = open_user_slot(folder, store_id, user_id, password, device_secret)
    except StationError as error:
        if error.code == "store.wrong-password":
            attempts.failed(user_id)
        raise
    attempts.forget(user_id)
    return unlocked
