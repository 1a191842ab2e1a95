"""Making a store: everything beside the target, then one rename, so that a kill leaves a whole store or none. FORMAT.md §5."""

import contextlib
import secrets
import shutil
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from station.domain.actions import EMPTY_HEAD
from station.domain.durable import fsync_folder, full_disk_reported
from station.domain.errors import StationError
from station.domain.ids import OfficeId, StationId, UserId
from station.signing.keys import SigningKey
from station.signing.signer import KeySigner
from station.store.crypto import STANDARD_KDF, KdfParameters, Subkeys, random_key, subkeys
from station.store.database import Database
from station.store.disk import BALLAST_BYTES, keep_ballast, make_private, require_local
from station.store.head import HeadFile
from station.store.manifest import StoreFacts, new_facts, write_facts
from station.store.people import NewUser, People
from station.store.slots import Unlocked, require_user_id, write_escrow_slot, write_recovery_slot, write_user_slot

__all__ = ["Created", "NewUser", "create_store"]

_LEFTOVER_AGE_S: Final = 3600


@dataclass(frozen=True)
class Created:
    """What has to be written down."""

    recovery_code: str
    """Shown once; it is nowhere on the disk."""


def create_store(
    folder: Path,
    *,
    station_id: StationId,
    office_id: OfficeId,
    realm: str,
    escrow_public_key: bytes,
    device_secret: bytes,
    first_user: NewUser,
    kdf: KdfParameters = STANDARD_KDF,
    ballast_bytes: int = BALLAST_BYTES,
) -> Created:
    """Make a store at `folder`, which must not exist or be empty. `kdf` and `ballast_bytes` are smaller in tests only.

    Raises StationError `store.exists`, `store.folder-not-empty`, `store.no-password`, `store.user-id`, `store.disk-full`,
    `store.network-folder`.
    """
    require_user_id(first_user.user_id)
    require_free(folder)
    folder.parent.mkdir(parents=True, exist_ok=True)
    require_local(folder.parent)
    _sweep_leftovers(folder)
    facts = new_facts(station_id, office_id, realm, ballast_bytes)
    with made_beside(folder) as beside, full_disk_reported(folder):
        data_key = random_key()
        (beside / "slots").mkdir()
        (beside / "images").mkdir()
        user_key = SigningKey.generate()
        unlocked = Unlocked(data_key, user_key.private_bytes(), kdf)
        write_user_slot(beside, facts.store_id, first_user.user_id, first_user.password, device_secret, unlocked)
        recovery_code = write_recovery_slot(beside, facts.store_id, data_key)
        write_escrow_slot(beside, facts.store_id, realm, escrow_public_key, data_key)
        _make_database(beside, facts, subkeys(data_key, facts.store_id), first_user, user_key)
        keep_ballast(beside, ballast_bytes)
        write_facts(beside, facts)
    return Created(recovery_code)


def _make_database(beside: Path, facts: StoreFacts, keys: Subkeys, first_user: NewUser, user_key: SigningKey) -> None:
    database = Database(beside, keys.database)
    try:
        database.make_schema()
        people, station_key = People(database, facts), SigningKey.generate()
        with database.transaction():
            people.add_station(station_key, keys.log)
            people.add(first_user, user_key.public_key)
        head_file = HeadFile(beside, facts.store_id, KeySigner(UserId(facts.station_id), station_key))
        head_file.note(EMPTY_HEAD)
        head_file.flush()
    finally:
        database.close()


def require_free(folder: Path) -> None:
    """Raise StationError `store.exists` or `store.folder-not-empty`: nothing is ever written over."""
    if (folder / "store.json").exists():
        raise StationError("store.exists", path=str(folder))
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise StationError("store.folder-not-empty", path=str(folder))


@contextlib.contextmanager
def made_beside(folder: Path) -> Iterator[Path]:
    """A private folder that becomes `folder` when the block ends well and is removed when it does not."""
    beside = folder.with_name(f".{folder.name}.{secrets.token_hex(6)}.creating")
    beside.mkdir(mode=0o700)
    try:
        make_private(beside)
        yield beside
        fsync_folder(beside)
        if folder.exists():
            # Windows renames onto nothing only; an empty folder was allowed
            folder.rmdir()
        beside.rename(folder)
        fsync_folder(folder.parent)
    except BaseException:
        shutil.rmtree(beside, ignore_errors=True)
        raise


def _sweep_leftovers(folder: Path) -> None:
    """Remove what killed creations of this store left; an hour protects one that is still at work."""
    for leftover in folder.parent.glob(f".{folder.name}.*.creating"):
        if leftover.stat().st_mtime < time.time() - _LEFTOVER_AGE_S:
            shutil.rmtree(leftover, ignore_errors=True)
