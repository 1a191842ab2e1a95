"""A new data key: the whole store exported to a new folder under another key, verified there, and only then the old one given up.

For when an old password, an old copy or the recovery envelope is in the wrong hands: what they open is the old folder, and nothing that is
written later. Log, signatures, station and images stay as they are (an image has its own key and is the same file on the wire); what hangs
on the data key is made anew. FORMAT.md §3 and §5.
"""

import contextlib
import json
import os
import shutil
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Final

from station.domain.batch import image_associated_data
from station.domain.durable import fsync_folder, full_disk_reported, write_durably
from station.domain.errors import StationError
from station.domain.ids import PageId, UserId
from station.store.audit import audit
from station.store.creation import made_beside, require_free
from station.store.crypto import Subkeys, random_key, seal, subkeys, unseal
from station.store.database import Database
from station.store.disk import keep_ballast
from station.store.manifest import SUPERSEDED, write_facts
from station.store.people import People
from station.store.slots import Unlocked, escrow_public_key, open_user_slot, write_escrow_slot, write_recovery_slot, write_user_slot
from station.store.store import Store

_CARRIED: Final = ("province.json", "outbox")
"""What others put into the folder; it does not hang on the data key."""


def export_under_new_key(store: Store, target: Path, passwords: Mapping[UserId, str]) -> str:
    """Make the new store at `target`; return its recovery code. The old one opens no more once this returns.

    `passwords`: of whoever has the store open, and of everybody else who is at hand; who is not gets a new password and a new signing key
    from the administrator later. A kill at any moment leaves the old store whole, and the new one whole or absent.
    Raises StationError `store.exists`, `store.folder-not-empty`, `store.wrong-password` (of any of them), `people.no-right`,
    `store.damaged` when the old or the new one does not verify, `store.disk-full`; ValueError without a person or their password.
    """
    acting = store.actor.user_id
    if not store.actor.is_person or acting not in passwords:
        raise ValueError("whoever has the store open gives their password")
    store.accounts.require_to_renew_data_key()
    require_free(target)
    if faults := audit(store, None).faults:
        raise StationError("store.damaged", reason=faults[0])
    slots = {user: open_user_slot(store.folder, store.facts.store_id, user, word, store.device_secret) for user, word in passwords.items()}
    store.database.fold_wal()
    with made_beside(target) as beside, full_disk_reported(target):
        code = _make(store, beside, slots, passwords)
        _verify(beside, acting, passwords[acting], store)
        # from here on the old store is given up, if and only if the new one gets its name
        write_durably(store.folder / SUPERSEDED, json.dumps({"by": str(target.resolve()), "store": store.facts.store_id}).encode())
    return code


def _make(store: Store, beside: Path, slots: Mapping[UserId, Unlocked], passwords: Mapping[UserId, str]) -> str:
    facts, data_key = store.facts, random_key()
    (beside / "slots").mkdir()
    for user_id, old in slots.items():
        write_user_slot(beside, facts.store_id, user_id, passwords[user_id], store.device_secret, replace(old, data_key=data_key))
    code = write_recovery_slot(beside, facts.store_id, data_key, epoch=store.accounts.next_recovery_epoch())
    write_escrow_slot(beside, facts.store_id, facts.realm, escrow_public_key(store.folder, facts.store_id), data_key)
    _export_database(store, beside, subkeys(data_key, facts.store_id))
    _link_tree(store.folder / "images", beside / "images")
    for name in _CARRIED:
        if (store.folder / name).is_dir():
            _link_tree(store.folder / name, beside / name)
        elif (store.folder / name).exists():
            shutil.copy2(store.folder / name, beside / name)
    shutil.copy2(store.folder / "head.json", beside / "head.json")
    keep_ballast(beside, facts.ballast_bytes)
    write_facts(beside, facts)
    return code


def _export_database(store: Store, beside: Path, new: Subkeys) -> None:
    """Every row written anew under the new key; what is wrapped inside by a subkey is wrapped again."""
    store.database.export_to(beside, new.database)
    old = subkeys(store.data_key, store.facts.store_id)
    database = Database(beside, new.database)
    try:
        with database.transaction():
            for page_id, wrapped in database.rows("SELECT page_id, wrapped FROM page_key"):
                binding = image_associated_data(store.facts.station_id, PageId(page_id))
                again = seal(new.page_wrap, unseal(old.page_wrap, wrapped, binding), binding)
                database.execute("UPDATE page_key SET wrapped = ? WHERE page_id = ?", (again, page_id))
            People(database, store.facts).reseal_station_key(old.log, new.log)
        database.fold_wal()
    finally:
        database.close()


def _verify(beside: Path, user_id: UserId, password: str, store: Store) -> None:
    """The new store opens, audits clean and ends where the old one ends; then it gets the first row of its own."""
    with Store.open(beside, user_id, password, store.device_secret) as new:
        if faults := audit(new, None).faults:
            raise StationError("store.damaged", reason=faults[0])
        if new.log.head() != store.log.head():
            raise StationError("store.damaged", reason="the export is not the whole log")
        new.accounts.note_new_data_key()
    (beside / "attempts.json").unlink(missing_ok=True)


def _link_tree(source: Path, target: Path) -> None:
    """The same files under another name where the disk can, copies where it cannot; durable on return."""
    target.mkdir(mode=0o700)
    for path in sorted(source.iterdir()):
        if path.is_dir():
            _link_tree(path, target / path.name)
        elif not path.name.endswith(".tmp"):
            _link(path, target / path.name)
    fsync_folder(target)


def _link(source: Path, target: Path) -> None:
    with contextlib.suppress(OSError):
        os.link(source, target)
        return
    write_durably(target, source.read_bytes())
