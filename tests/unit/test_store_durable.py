"""Durable writes: whole or not there."""

import errno
import os
import stat
import sys

import pytest

from station.domain.durable import write_durably
from station.domain.errors import StationError


def test_a_file_is_written_and_replaced(tmp_path):
    path = tmp_path / "file"
    write_durably(path, b"one")
    write_durably(path, b"two")
    assert path.read_bytes() == b"two" and [p.name for p in tmp_path.iterdir()] == ["file"]


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EDQUOT, errno.EFBIG])
def test_no_room_is_a_failure_that_leaves_the_old_file(tmp_path, monkeypatch, number):
    path = tmp_path / "file"
    write_durably(path, b"one")

    def full(descriptor: int) -> None:
        raise OSError(number, "full")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(StationError, match=r"store\.disk-full"):
        write_durably(path, b"two")
    assert path.read_bytes() == b"one" and [p.name for p in tmp_path.iterdir()] == ["file"]


def test_other_troubles_of_the_disk_are_not_called_full(tmp_path):
    with pytest.raises(FileNotFoundError):
        write_durably(tmp_path / "no folder" / "file", b"one")


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no mode bits; the profile's access list protects the folder")
def test_only_the_owner_may_read(tmp_path):
    write_durably(tmp_path / "file", b"one")
    assert stat.S_IMODE((tmp_path / "file").stat().st_mode) == 0o600
