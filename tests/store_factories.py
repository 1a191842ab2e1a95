"""Stores for tests: a clerk and a supervisor, cheap keys, no ballast, and the acts of a page's life with valid defaults."""

import base64
import dataclasses
import hashlib
import itertools
import shutil
from dataclasses import dataclass
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric import x25519

from station.domain.actions import Action, NewAction
from station.domain.codec import to_json
from station.domain.ids import BatchName, EntryId, OfficeId, PageId, StationId, UserId, VolumeId, new_id
from station.domain.record import AsideReason, Batch, Entry, FieldValue, FormRef, Page, PageReading, ValueSource, ValueState, Volume
from station.domain.roles import CENTRAL, READING, Actor, Role
from station.domain.states import ActionKind
from station.signing.keys import SigningKey
from station.signing.signer import KeySigner
from station.store.creation import create_store
from station.store.crypto import KdfParameters
from station.store.people import NewUser
from station.store.slots import open_user_slot
from station.store.store import Store

CHEAP = KdfParameters(memory_kib=8, iterations=1, lanes=1)
DEVICE = b"d" * 32
PASSWORD = "mật khẩu thử"
CLERK, SUPERVISOR = Actor(Role.CLERK, UserId("lan")), Actor(Role.SUPERVISOR, UserId("minh"))
ESCROW = x25519.X25519PrivateKey.from_private_bytes(b"e" * 32)
REALM = "practice:test"
_sources = itertools.count()


def new_user(user_id: str = "lan", name: str = "Nguyễn Thị Lan", role: Role = Role.CLERK, password: str = PASSWORD) -> NewUser:
    return NewUser(UserId(user_id), name, role, password)


def make_store(
    folder: Path, *, first_user: NewUser | None = None, ballast_bytes: int = 0, device_secret: bytes = DEVICE, realm: str = REALM
) -> str:
    """A store with the clerk; the recovery code."""
    return create_store(
        folder, station_id=StationId("station-1"), office_id=OfficeId("31117"), realm=realm, device_secret=device_secret, kdf=CHEAP,
        escrow_public_key=ESCROW.public_key().public_bytes_raw(), first_user=first_user or new_user(), ballast_bytes=ballast_bytes,
    ).recovery_code  # fmt: skip


def open_store(folder: Path, user: str = "lan", password: str = PASSWORD, device_secret: bytes = DEVICE) -> Store:
    return Store.open(folder, UserId(user), password, device_secret)


def make_staffed_store(folder: Path, realm: str = REALM) -> None:
    """A store with the clerk and the supervisor."""
    make_store(folder, realm=realm)
    with open_store(folder) as store:
        store.add_user(new_user("minh", "Trần Văn Minh", Role.SUPERVISOR))


def make_administered_store(folder: Path) -> str:
    """A store with clerk, supervisor and the administrator `quan`; the recovery code."""
    code = make_store(folder)
    # opened as the clerk: slots that are written take the cost of the one that opened, and the clerk's is cheap
    with open_store(folder) as store:
        store.add_user(new_user("minh", "Trần Văn Minh", Role.SUPERVISOR))
        store.add_user(new_user("quan", "Đỗ Thị Quản", Role.ADMINISTRATOR))
    return code


def copy_store(source: Path, target: Path) -> Path:
    """A closed store copied: cheaper than making one."""
    shutil.copytree(source, target)
    return target


def signer_of(store: Store, actor: Actor) -> KeySigner:
    """Anybody's signer, without closing the store."""
    unlocked = open_user_slot(store.folder, store.facts.store_id, actor.user_id, PASSWORD, DEVICE)
    return KeySigner(actor.user_id, SigningKey.from_private_bytes(unlocked.signing_key))


def a_volume(number: str = "01") -> Volume:
    return Volume(VolumeId(new_id()), OfficeId("31117"), "KS", 2016, number)


def a_field(text: str = "Nguyễn Văn An") -> FieldValue:
    return FieldValue(text, text, ValueState.READ, ValueSource.READING, confidence=0.9)


@dataclass
class Office:
    """A store with the two persons' signers: acts by whoever may."""

    store: Store
    signers: tuple[Actor, ...] = (CLERK, SUPERVISOR)
    """Whose slots open with the usual password."""

    def __post_init__(self) -> None:
        self._signers = {actor: signer_of(self.store, actor) for actor in self.signers}

    def act(self, kind: ActionKind, subject: str, payload: dict, by: Actor = CLERK) -> Action:
        return self.store.log.append([NewAction(kind, subject, by, payload)], self._signers.get(by))[0]

    def close_volume(self, volume: Volume) -> None:
        self.act(ActionKind.VOLUME_CLOSED, volume.volume_id, {"counts": {}, "accounts": {}, "reasons": {}}, SUPERVISOR)

    def open_volume(self, volume: Volume | None = None) -> Volume:
        volume = volume or a_volume()
        self.act(ActionKind.VOLUME_OPENED, volume.volume_id, {"volume": to_json(volume)})
        return volume

    def sealed_page(self, volume: Volume, content: bytes, source_name: str = "trang.jpg", ordinal: int | None = None) -> Page:
        """A page whose image is on the disk and whose capture is not in the log yet."""
        page_id = PageId(new_id())
        image = self.store.images.seal(page_id, content)
        ordinal = ordinal or len(self.store.records.pages(volume.volume_id)) + 1
        return Page(page_id, volume.volume_id, ordinal, image.name, image.size, "image/jpeg", 100, 200, source_name)

    def capture(self, volume: Volume, content: bytes | None = None, source_name: str = "trang.jpg", ordinal: int | None = None) -> Page:
        content = content if content is not None else b"picture %d" % next(_sources)
        page = self.sealed_page(volume, content, source_name, ordinal)
        source_hash = hashlib.sha256(content).hexdigest()
        self.act(ActionKind.PAGE_CAPTURED, page.page_id, {"page": to_json(page), "source_hash": source_hash})
        return page

    def read(self, page: Page, form_id: str | None = "birth_register_2016") -> Page:
        self.act(ActionKind.PAGE_READ, page.page_id, {"reading": to_json(PageReading(form_id))}, READING)
        return self.store.records.page(page.page_id)

    def make_entry(self, page: Page, fields: dict[str, FieldValue] | None = None) -> Entry:
        entry_id = EntryId(new_id())
        payload = {
            "volume_id": page.volume_id, "form": to_json(FormRef("birth_register_2016", "1", "0" * 64)), "pages": [page.page_id],
            "fields": {name: to_json(value) for name, value in (fields or {"nksHoTen": a_field()}).items()}, "findings": [],
        }  # fmt: skip
        self.act(ActionKind.ENTRY_READ, entry_id, payload, READING)
        return self.store.records.entry(entry_id)

    def set_aside(self, page: Page, reason: AsideReason = AsideReason.BLANK) -> Page:
        self.act(ActionKind.PAGE_SET_ASIDE, page.page_id, {"reason": reason.value, "by": None})
        return self.store.records.page(page.page_id)

    def take_back(self, page: Page) -> Page:
        self.act(ActionKind.PAGE_TAKEN_BACK, page.page_id, {})
        return self.store.records.page(page.page_id)

    def rescan(self, page: Page) -> Page:
        """Another page in its place, in one append."""
        volume = self.store.records.volume(page.volume_id)
        content = b"again %d" % next(_sources)
        new = dataclasses.replace(self.sealed_page(volume, content), place=page.paper_order[0])
        captured = {"page": to_json(new), "source_hash": hashlib.sha256(content).hexdigest()}
        aside = {"reason": AsideReason.RESCANNED.value, "by": new.page_id}
        acts = [(ActionKind.PAGE_CAPTURED, new.page_id, captured), (ActionKind.PAGE_SET_ASIDE, page.page_id, aside)]
        self.store.log.append([NewAction(kind, subject, CLERK, payload) for kind, subject, payload in acts], self._signers[CLERK])
        return new

    def withdraw(self, entry: Entry) -> None:
        self.act(ActionKind.ENTRY_WITHDRAWN, entry.entry_id, {"reason": AsideReason.BLANK.value}, READING)

    def reread(self, entry: Entry) -> Entry:
        """With the newest page of each place."""
        records = self.store.records
        pages = [records.page(page_id) for page_id in entry.pages]
        newest = [records.pages_at(page.volume_id, page.paper_order[0])[-1].page_id for page in pages]
        payload = {"pages": newest, "fields": {"nksHoTen": to_json(a_field("Trần Văn Đọc"))}, "findings": []}
        self.act(ActionKind.ENTRY_REREAD, entry.entry_id, payload, READING)
        return records.entry(entry.entry_id)

    def key(self, entry: Entry, value: str = "Nguyễn Văn Ân", by: Actor = CLERK) -> Entry:
        self.act(ActionKind.ENTRY_KEYED, entry.entry_id, {"fields": {"nksHoTen": to_json(a_field(value))}, "findings": []}, by)
        return self.store.records.entry(entry.entry_id)

    def check(self, entry: Entry, by: Actor = CLERK) -> Entry:
        self.act(ActionKind.ENTRY_CHECKED, entry.entry_id, {"overrides": {}, "findings": []}, by)
        return self.store.records.entry(entry.entry_id)

    def send_back(self, entry: Entry) -> Entry:
        self.act(ActionKind.ENTRY_RETURNED, entry.entry_id, {"reason": "xem lại"}, SUPERVISOR)
        return self.store.records.entry(entry.entry_id)

    def approve(self, entries: list[Entry]) -> Batch:
        """Approve and seal into one batch, in one append."""
        seq = len(self.store.records.batches()) + 1
        name = BatchName(hashlib.sha256(f"batch {seq}".encode()).hexdigest())
        batch = Batch(name, entries[0].volume_id, StationId("station-1"), seq, None, tuple(e.entry_id for e in entries), SUPERVISOR.user_id)
        acts = [NewAction(ActionKind.ENTRY_APPROVED, e.entry_id, SUPERVISOR, {"revision": e.revision}) for e in entries]
        acts.append(NewAction(ActionKind.BATCH_SEALED, name, SUPERVISOR, {"batch": to_json(batch)}))
        self.store.log.append(acts, self._signers[SUPERVISOR])
        return batch

    def answer(self, batch: Batch, stage: str) -> None:
        """The central's answer: `entries`, `complete` or `refused`."""
        kinds = {"entries": ActionKind.BATCH_RECEIVED, "complete": ActionKind.BATCH_COMPLETED, "refused": ActionKind.BATCH_REFUSED}
        payload = {"entries": list(batch.entries)}
        payload |= {"reason": "sai"} if stage == "refused" else {"receipt": base64.b64encode(b"receipt \xff " + stage.encode()).decode()}
        self.act(kinds[stage], batch.name, payload, CENTRAL)

    def finished_entry(self, volume: Volume) -> Entry:
        """A page captured, read, made an entry and checked by the clerk."""
        return self.check(self.make_entry(self.read(self.capture(volume))))
