"""Makes a small store of the program as it is, with something in every state, and keeps it for the tests of all later programs.

    python -m tests.upgrade.keep

Run it once a release, before the release is tagged; a kept store is never made again. Invented people; device secret, password and escrow
key are those of store_factories.
"""

import hashlib
import itertools
import json
import tempfile
import tomllib
import zipfile
from collections import Counter
from pathlib import Path
from typing import Any

from station.domain.codec import to_json
from station.domain.identification import Evidence, Identification
from station.domain.ids import OfficeId, StationId, VolumeId, new_id
from station.domain.record import AsideReason, Entry, Page, Volume
from station.domain.roles import STATION, Role
from station.domain.states import ActionKind, EntryState
from station.signing.province import PracticeProvince
from station.store.creation import create_store
from station.store.database import SCHEMA_VERSION
from station.store.store import Store
from tests.store_factories import CLERK, DEVICE, ESCROW, PASSWORD, Office, a_field, new_user, open_store

ROOT = Path(__file__).resolve().parents[2]
KEPT = Path(__file__).with_name("stores")
EXPECTED = "expected.json"
"""In the archive, beside the folder `store`: what must be found in it, for ever."""

_PEOPLE = ("Lò Thị Mây", "Đàm Ngọc Hậu", "Nguyễn Thị Ánh Tuyết", "Trần Văn Quý", "Hoàng Đình Đức", "Vừ A Páo", "Kiều Mỹ Nhung", "Lê Văn Út")
_NAME_FIELD = "nksHoTen"


def main() -> None:
    """Write the archive of this version and schema."""
    KEPT.mkdir(exist_ok=True)
    archive = KEPT / f"{version()}-schema-{SCHEMA_VERSION}.zip"
    if archive.exists():
        raise SystemExit(f"{archive.name} is kept already")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        expected = make(folder / "store")
        (folder / EXPECTED).write_text(json.dumps(expected, ensure_ascii=False, indent=1), encoding="utf-8")
        with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as zipped:
            for path in sorted(path for path in folder.rglob("*") if path.is_file()):
                zipped.write(path, path.relative_to(folder))
    print(archive.name, archive.stat().st_size, "bytes")


def version() -> str:
    """Of this program."""
    return str(tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"])


def make(folder: Path) -> dict[str, Any]:
    """A store with pages and entries in every state; what is in it. Keys as in earnest: the slots cost what a release's cost."""
    with tempfile.TemporaryDirectory() as secrets:
        province = PracticeProvince.create(Path(secrets), "Tỉnh thực hành")
        code = create_store(
            folder, station_id=StationId("station-1"), office_id=OfficeId("31117"), realm=province.public.realm, device_secret=DEVICE,
            escrow_public_key=ESCROW.public_key().public_bytes_raw(), first_user=new_user(), ballast_bytes=4096,
        ).recovery_code  # fmt: skip
        province.public.save(folder / "province.json")
        with open_store(folder) as store:
            store.add_user(new_user("minh", "Trần Văn Minh", Role.SUPERVISOR))
            for user in store.users():
                store.set_certificate(user.user_id, province.issue(user.public_key, user.user_id, user.role.value, "31117"))
            _fill(Office(store))
            return {"password": PASSWORD, "recovery_code": code, **contents(store)}


def contents(store: Store) -> dict[str, Any]:
    """What a later program must find: the head, the words, the pictures, counts by state."""
    pages, entries = store.records.pages(), store.records.entries()
    head = store.log.head()
    return {
        "head": {"seq": head.seq, "hash": head.hash},
        "actions": dict(sorted(Counter(action.kind.value for action in store.log.actions()).items())),
        "entries": {entry.entry_id: [entry.state.value, entry.fields[_NAME_FIELD].text] for entry in entries},
        "pages": {page.page_id: [page.state.value, hashlib.sha256(store.images.open(page.page_id)).hexdigest()] for page in pages},
        "jobs": len(store.jobs.all()),
        "drafts": {entry_id: store.drafts.draft(entry_id, CLERK.user_id) for entry_id in store.drafts.entries(CLERK.user_id)},
        "receipts": {batch.name: sorted(batch.receipts) for batch in store.records.batches()},
    }


def _fill(office: Office) -> None:
    names = itertools.cycle(_PEOPLE)
    volume, other = office.open_volume(), office.open_volume(Volume(VolumeId(new_id()), OfficeId("31117"), "KH", 1998, "02", "Sổ kết hôn"))

    def page() -> Page:
        return office.read(office.capture(volume))

    def entry() -> Entry:
        return office.make_entry(page(), {_NAME_FIELD: a_field(next(names))})

    office.capture(other)
    office.read(office.capture(other), form_id=None)
    office.set_aside(office.capture(volume))
    office.take_back(office.set_aside(office.read(office.capture(volume)), AsideReason.FED_TWICE))
    office.withdraw(entry())
    rescanned = entry()
    office.read(office.rescan(office.store.records.page(rescanned.pages[0])))
    office.reread(rescanned)
    at_work = office.key(entry())
    office.store.drafts.keep(at_work.entry_id, CLERK.user_id, {"fields": {_NAME_FIELD: "Lò Thị M"}}, "2026-01-02T03:04:05Z")
    office.act(ActionKind.NOTICE_SHOWN, at_work.entry_id, {"purpose": "register"})
    identified = Identification("mother", Evidence.PASSPORT, "register", by_eye=True)
    office.act(ActionKind.ENTRY_IDENTIFIED, at_work.entry_id, {"identification": to_json(identified)})
    office.send_back(office.check(entry()))
    office.check(entry())
    for stages in ((), ("entries",), ("entries", "complete"), ("refused",)):
        batch = office.approve([office.check(entry())])
        for stage in stages:
            office.answer(batch, stage)
    gone = entry()
    about = {gone.entry_id, gone.pages[0]}
    said = [action.action_id for action in office.store.log.actions() if action.subject in about]
    office.store.erase_payloads(said, "hết hạn lưu", STATION)
    found = {one.state for one in office.store.records.entries()}
    assert found == set(EntryState) - {EntryState.WITHDRAWN}, found


if __name__ == "__main__":
    main()
