"""A full disk: the act is refused with a sentence, nothing is lost, a later act works. On a small tmpfs and with a limit on file sizes."""

import contextlib
import os
import resource
import subprocess
from dataclasses import dataclass
from pathlib import Path

import pytest

from station.domain.codec import to_json
from station.domain.errors import StationError
from station.domain.states import ActionKind
from station.store.audit import audit
from tests.store_factories import Office, a_volume, copy_store, make_staffed_store, make_store, open_store

_DISK_MIB = 3


@dataclass
class SmallDisk:
    """A real tmpfs of a few MiB."""

    folder: Path

    @contextlib.contextmanager
    def full(self):
        filler = self.folder / "filler"
        with filler.open("wb", buffering=0) as file, contextlib.suppress(OSError):
            while True:
                file.write(bytes(4096))
        yield
        filler.unlink(missing_ok=True)


@dataclass
class SmallFiles:
    """No file may grow beyond a limit (RLIMIT_FSIZE): what the database and the images see of a full disk without a mount."""

    folder: Path

    @contextlib.contextmanager
    def full(self):
        before = resource.getrlimit(resource.RLIMIT_FSIZE)
        # below what the write-ahead log and an image already need, so that the next write fails
        resource.setrlimit(resource.RLIMIT_FSIZE, (4096, before[1]))
        try:
            yield
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, before)


@pytest.fixture(params=["tmpfs", "file-size-limit"])
def disk(request, tmp_path):
    """Without the right to mount, the limit stands in for the tmpfs: the test still tests."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mounted = request.param == "tmpfs" and _mount(folder)
    yield SmallDisk(folder) if mounted else SmallFiles(folder)
    if mounted:
        subprocess.run(["umount", "-l", folder], check=True)


def _mount(folder: Path) -> bool:
    if os.getuid() != 0:
        return False
    command = ["mount", "-t", "tmpfs", "-o", f"size={_DISK_MIB}m", "tmpfs", folder]
    return subprocess.run(command, capture_output=True, check=False).returncode == 0


@pytest.fixture
def store(disk, tmp_path):
    make_staffed_store(tmp_path / "master")
    with open_store(copy_store(tmp_path / "master", disk.folder / "store")) as store:
        yield store


def disk_full():
    return pytest.raises(StationError, check=lambda error: error.code == "store.disk-full")


def test_a_capture_on_a_full_disk_is_refused_and_works_later(disk, store):
    office = Office(store)
    volume = office.open_volume()
    page = office.capture(volume, b"kept")
    with disk.full(), disk_full():
        office.capture(volume, os.urandom(50_000))
    assert [p.page_id for p in store.records.pages()] == [page.page_id] and store.images.open(page.page_id) == b"kept"
    again = office.capture(volume, os.urandom(50_000))
    assert len(store.records.pages()) == 2 and store.images.open(again.page_id)
    assert audit(store, None).faults == [] and not list(store.folder.rglob("*.tmp"))


def test_an_append_on_a_full_disk_is_rolled_back_and_works_later(disk, store):
    office = Office(store)
    office.open_volume()
    head = store.log.head()
    with disk.full(), disk_full():
        for number in range(500):
            office.open_volume(a_volume(f"{number:03d} " + "x" * 2000))
    kept = len(store.records.volumes())
    assert store.log.head().seq - head.seq == kept - 1
    office.open_volume()
    assert len(store.records.volumes()) == kept + 1
    assert audit(store, None).faults == []


def test_a_page_whose_row_found_no_room_can_be_appended_later(disk, store):
    """The image is written, the database is full: the key stays in memory until the append succeeds."""
    office = Office(store)
    volume = office.open_volume()
    page, other = office.sealed_page(volume, b"first"), office.sealed_page(volume, b"second")
    with disk.full():
        with disk_full():
            for number in range(500):
                office.open_volume(a_volume(f"{number:03d} " + "x" * 2000))
        with disk_full():
            office.act(ActionKind.PAGE_CAPTURED, page.page_id, {"page": to_json(page), "source_hash": "x" * 4000})
    assert store.records.pages() == []
    for sealed in (page, other):
        office.act(ActionKind.PAGE_CAPTURED, sealed.page_id, {"page": to_json(sealed), "source_hash": "x"})
    assert store.images.open(page.page_id) == b"first" and store.images.open(other.page_id) == b"second"
    assert audit(store, None).faults == []


def test_a_store_on_a_full_disk_closes_and_opens_again(disk, tmp_path):
    make_store(tmp_path / "master", ballast_bytes=300_000)
    folder = copy_store(tmp_path / "master", disk.folder / "store")
    store = open_store(folder)
    with disk.full():
        store.close()
    open_store(folder).close()
    if isinstance(disk, SmallDisk):
        with disk.full(), open_store(folder) as store:
            assert store.refusal == "" and store.users()
    else:
        # no ballast helps against a limit on each file: it is a sentence, and the store is whole afterwards
        with disk.full(), disk_full():
            open_store(folder)
        open_store(folder).close()


def test_the_ballast_is_given_up_when_the_head_finds_no_room(disk, tmp_path):
    if not isinstance(disk, SmallDisk):
        # a limit on file sizes leaves room on the disk, so there is nothing to give up: the rule is checked on the folder alone
        make_store(disk.folder / "store", ballast_bytes=300_000)
        assert (disk.folder / "store" / "ballast").stat().st_size == 300_000
        return
    make_store(tmp_path / "master", ballast_bytes=300_000)
    folder = copy_store(tmp_path / "master", disk.folder / "store")
    store = open_store(folder)
    store._head_file._pending = store.log.head()
    with disk.full():
        store.close()
        assert not (folder / "ballast").exists()
    open_store(folder).close()
    assert (folder / "ballast").stat().st_size == 300_000


def test_making_a_store_on_a_full_disk_leaves_nothing(disk):
    with disk.full(), disk_full():
        make_store(disk.folder / "store")
    assert [path.name for path in disk.folder.iterdir()] == []
    make_store(disk.folder / "store")
