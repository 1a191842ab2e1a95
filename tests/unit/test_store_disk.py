"""The disk under the store: network folders are refused, no page is taken when it is nearly full, and each is a sentence."""

import os
import sys
from pathlib import Path

import pytest

from station.domain.errors import StationError
from station.store import disk
from tests.store_factories import make_store, open_store

if sys.platform != "win32":
    from station.store import posix

_MOUNTS = """\
22 1 8:1 / / rw,relatime shared:1 - ext4 /dev/sda1 rw
30 22 0:40 / /srv/chung rw - cifs //may-chu/ho-tich rw
31 22 0:41 / /home/lan/o\\040mang rw shared:3 master:4 - fuse.sshfs lan@may-chu:/ rw
32 30 8:2 / /srv/chung/o-trong rw - ext4 /dev/sdb1 rw
33 22 0:42 / /mnt rw - nfs4 may-chu:/ rw
34 22 8:3 / /mnt rw - ext4 /dev/sdc1 rw
"""


@pytest.fixture
def mounts(tmp_path, monkeypatch):
    (tmp_path / "mountinfo").write_text(_MOUNTS)
    monkeypatch.setattr(posix, "_MOUNTS", tmp_path / "mountinfo")


@pytest.mark.parametrize(
    ("place", "kind"),
    [
        ("/home/lan/kho", ""),
        ("/srv/chung", "cifs"),
        ("/srv/chung/xa/kho", "cifs"),
        ("/srv/chung-khac/kho", ""),
        ("/srv/chung/o-trong/kho", ""),
        ("/home/lan/o mang/kho", "fuse.sshfs"),
        ("/mnt/kho", ""),
    ],
)
def test_the_kind_of_a_folder_is_that_of_the_mount_on_top(mounts, place, kind):
    assert posix.network_kind(Path(place)) == kind


def test_without_a_list_of_mounts_nothing_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(posix, "_MOUNTS", tmp_path / "none")
    assert posix.network_kind(tmp_path) == ""


def test_a_store_is_neither_made_nor_opened_on_a_network_folder(tmp_path, monkeypatch):
    make_store(tmp_path / "store")
    monkeypatch.setattr(disk, "network_kind", lambda path: "nfs4")
    for act in (lambda: make_store(tmp_path / "other"), lambda: open_store(tmp_path / "store")):
        with pytest.raises(StationError, match=r"store\.network-folder") as refused:
            act()
        assert "nfs4" in refused.value.sentence("vi")
    assert not (tmp_path / "other").exists()


def test_on_a_nearly_full_disk_no_page_is_taken_and_everything_else_goes_on(tmp_path, monkeypatch):
    make_store(tmp_path / "store")
    with open_store(tmp_path / "store") as store:
        office_free = disk.shutil.disk_usage(store.folder)
        store.images.stop_below_bytes = 1 << 30
        monkeypatch.setattr(disk.shutil, "disk_usage", lambda folder: office_free._replace(free=1 << 29))
        with pytest.raises(StationError, match=r"store\.disk-low"):
            store.images.seal("page", os.urandom(100))
        assert not list((store.folder / "images").glob("*/*"))
        monkeypatch.setattr(disk.shutil, "disk_usage", lambda folder: office_free._replace(free=1 << 31))
        store.images.seal("page", os.urandom(100))
