"""Erasing: the words are gone from the bytes of the disk, the chain stays whole. And secrecy: no marked name in any file, ever."""

import os
import signal
import unicodedata
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from station.domain.errors import StationError
from station.domain.ids import ActionId, UserId
from station.domain.roles import STATION, Role
from station.domain.states import ActionKind
from station.store.audit import audit
from station.store.crypto import subkeys
from station.store.store import Store
from tests.faults.killing import run_to_the_end
from tests.store_factories import SUPERVISOR, Office, a_field, make_staffed_store, open_store

pytestmark = pytest.mark.filterwarnings("ignore:.*fork.*:DeprecationWarning")
MARK = "Trịnh Thị Đánh Dấu"
_PAGE = 4096
_RESERVED = 80
"""SQLCipher 4: 16 bytes of IV and 64 of HMAC-SHA512 end each page."""
_IV = 16


@pytest.fixture
def folder(tmp_path) -> Path:
    make_staffed_store(tmp_path / "store")
    return tmp_path / "store"


def decrypted(store: Store) -> bytes:
    """Every page of every database of the folder and of their write-ahead logs, free pages too, as whoever holds the raw key sees them."""
    key = subkeys(store._session.unlocked.data_key, store.facts.store_id).database
    pages: list[bytes] = []
    for path in store.folder.rglob("*.db*"):
        data = path.read_bytes()
        if path.name.endswith("-wal"):
            frames = data[32:]
            pages += [frames[start + 24 : start + 24 + _PAGE] for start in range(0, len(frames), 24 + _PAGE)]
        elif not path.name.endswith("-shm"):
            pages += [data[start : start + _PAGE] for start in range(0, len(data), _PAGE)]
    return b"".join(_page(key, page) for page in pages if len(page) == _PAGE)


def _page(key: bytes, page: bytes) -> bytes:
    iv = page[-_RESERVED : -_RESERVED + _IV]
    plain = b""
    for start in (0, 16):
        # page 1 begins with 16 bytes of salt in clear; trying both starts needs no page numbers of the write-ahead log's frames
        cipher = Cipher(algorithms.AES(key), modes.CBC(iv)).decryptor()
        plain += cipher.update(page[start:-_RESERVED])
    return plain


def a_marked_entry(office: Office) -> tuple[list[ActionId], Path]:
    """The ids of everything said about a page and its entry, and the page's file."""
    volume = office.open_volume()
    page = office.read(office.capture(volume, MARK.encode(), source_name=f"{MARK}.jpg"))
    entry = office.key(office.make_entry(page, {"nksHoTen": a_field(MARK)}), f"{MARK} " * 900)
    subjects = {page.page_id, entry.entry_id}
    ids = [action.action_id for action in office.store.log.actions() if action.subject in subjects]
    return ids, office.store.images.sealed(page.page_id).path


def test_an_erased_payload_is_gone_from_the_bytes_and_the_chain_stays_whole(folder):
    with open_store(folder, "minh") as store:
        office = Office(store)
        ids, image = a_marked_entry(office)
        other = office.finished_entry(office.open_volume())
        store.database.fold_wal()
        assert decrypted(store).count(MARK.encode()) > 100
        store.change_role(UserId("minh"), Role.ADMINISTRATOR)
        assert store.erase_payloads(ids, "hết hạn lưu", store.actor) == len(ids)
        assert MARK.encode() not in decrypted(store)
        assert not image.exists()
        assert [entry.entry_id for entry in store.records.entries()] == [other.entry_id]
        report = audit(store, None)
        assert report.faults == [] and report.counts["erased"] == len(ids)
        [record] = [action for action in store.log.actions() if action.kind is ActionKind.PAYLOAD_ERASED]
        assert record.payload == {"actions": ids, "reason": "hết hạn lưu"} and record.signature is not None
    with open_store(folder) as store:
        store.rebuild_projections()
        assert len(store.records.entries()) == 1 and audit(store, None).faults == []


def test_the_copy_of_before_an_upgrade_goes_with_the_words(folder):
    with open_store(folder, "minh") as store:
        ids, _ = a_marked_entry(Office(store))
        copy = store.database.beside("station-schema-5.db")
        store.database.copy_to(copy)
        copy.close()
        assert decrypted(store).count(MARK.encode()) > 200
        store.erase_payloads(ids, "hết hạn lưu", SUPERVISOR)
        assert MARK.encode() not in decrypted(store) and not list(folder.glob("station-schema-*"))


def test_a_kill_right_after_an_erasure_leaves_nothing_once_the_store_was_opened(folder):
    """The row is committed; files, write-ahead log and old copies are what the next opening finishes."""
    with open_store(folder, "minh") as store:
        ids, image = a_marked_entry(Office(store))
    os.utime(image, (0, 0))

    def killed():
        store = open_store(folder, "minh")
        store.database.fold_wal = lambda: os.kill(os.getpid(), signal.SIGKILL)
        store.images.remove_file = lambda name: None
        store.erase_payloads(ids, "hết hạn lưu", SUPERVISOR)

    run_to_the_end(killed)
    assert image.exists()
    with open_store(folder, "minh") as store:
        assert MARK.encode() not in decrypted(store) and not image.exists() and audit(store, None).faults == []


def test_an_erased_picture_is_gone_with_its_key_and_the_words_stay(folder):
    with open_store(folder, "minh") as store:
        _, image = a_marked_entry(Office(store))
        [page] = store.records.pages()
        wrapped, sealed = store.database.value("SELECT wrapped FROM page_key"), image.read_bytes()
        store.database.fold_wal()
        assert wrapped in decrypted(store)
        assert store.eraser(SUPERVISOR).pictures([page.page_id], "hết hạn lưu") == 1
        assert wrapped not in decrypted(store)
        assert not any(sealed in path.read_bytes() for path in folder.rglob("*") if path.is_file())
        with pytest.raises(StationError, match=r"store\.image-erased"):
            store.images.open(page.page_id)
        assert store.records.entries()[0].fields["nksHoTen"].text.startswith(MARK)
        report = audit(store, None)
        assert report.faults == [] and report.counts["images_erased"] == 1
        assert store.eraser(SUPERVISOR).pictures([page.page_id], "x") == 0
        image.write_bytes(sealed)
        assert len(audit(store, None).faults) == 1
    with open_store(folder) as store:
        assert not image.exists(), "what a kill left of it goes at the next opening, however young"
        store.rebuild_projections()
        assert audit(store, None).faults == []


def test_erasing_twice_is_harmless_and_unknown_actions_are_named(folder):
    with open_store(folder) as store:
        ids, _ = a_marked_entry(Office(store))
        store.erase_payloads(ids[:2], "x", STATION)
        head = store.log.head()
        assert store.erase_payloads(ids[:2], "x", STATION) == 0 and store.log.head() == head
        with pytest.raises(StationError, match=r"store\.unknown-item"):
            store.erase_payloads([ActionId("none")], "x", STATION)


def test_the_record_of_an_erasure_cannot_be_erased(folder):
    with open_store(folder) as store:
        ids, _ = a_marked_entry(Office(store))
        store.erase_payloads(ids, "x", STATION)
        record = next(action for action in store.log.actions() if action.kind is ActionKind.PAYLOAD_ERASED)
        with pytest.raises(ValueError):
            store.erase_payloads([record.action_id], "x", STATION)


def test_work_goes_on_around_erased_items(folder):
    """A batch whose entries are partly erased can still be answered, and an entry may name an erased page."""
    with open_store(folder) as store:
        office = Office(store)
        volume = office.open_volume()
        gone, kept = office.finished_entry(volume), office.finished_entry(volume)
        page = office.read(office.capture(volume))
        batch = office.approve([gone, kept])
        subjects = {gone.entry_id, page.page_id}
        store.erase_payloads([action.action_id for action in store.log.actions() if action.subject in subjects], "x", STATION)
        office.make_entry(page)
        office.answer(batch, "complete")
        assert audit(store, None).faults == []
        store.rebuild_projections()
        assert {entry.state.value for entry in store.records.entries()} == {"complete", "read"}


def spellings(text: str) -> list[bytes]:
    forms = [unicodedata.normalize(form, text) for form in ("NFC", "NFD")]
    return [form.encode(code) for form in forms for code in ("utf-8", "utf-16-le", "utf-16-be")]


def test_a_marked_name_is_in_no_file_of_the_store(folder):
    with open_store(folder) as store:
        a_marked_entry(Office(store))
        assert MARK in store.records.pages()[0].source_name
        assert (folder / "station.db-wal").stat().st_size > 0
        _assert_unmarked(folder)
    _assert_unmarked(folder)


def _assert_unmarked(folder: Path) -> None:
    files = [path for path in folder.rglob("*") if path.is_file()]
    assert len(files) > 6
    for path in files:
        data = path.read_bytes()
        assert not any(spelling in data or spelling.upper() in data for spelling in spellings(MARK)), path
        assert not any(name in data for name in ("Nguyễn Thị Lan".encode(), b"picture"))
        assert os.fsencode(MARK) not in os.fsencode(path)
    assert b"SQLite format 3" not in (folder / "station.db").read_bytes()[:100]
