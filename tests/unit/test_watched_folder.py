"""A watched folder: half-written files wait, whole ones come once, a folder that vanishes costs nothing."""

import os
from pathlib import Path

import pytest

from station.scanner.watched_folder import QUIET_LOOKS, Look, WatchedFolder


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "máy quét"
    made.mkdir()
    return made


def quiet(watched: WatchedFolder) -> Look:
    """As many looks as a file needs, nothing happening between them; the last one that handed something out."""
    looks = [watched.look() for _ in range(QUIET_LOOKS + 1)]
    return next((look for look in looks if look.ready), looks[-1])


def names(look: Look) -> list[str]:
    return [path.name for path in look.ready]


def touch_later(path: Path, content: bytes) -> None:
    """Write, with a time of change that differs however coarse the clock of the file system is."""
    before = path.stat().st_mtime_ns if path.exists() else 0
    path.write_bytes(content)
    os.utime(path, ns=(before + 10**10, before + 10**10))


def test_a_folder_that_is_not_there_is_told_and_looked_for_again(tmp_path: Path) -> None:
    watched = WatchedFolder(tmp_path / "usb")
    assert watched.look() == Look(gone=True)
    (tmp_path / "usb").mkdir()
    assert watched.look() == Look()


def test_a_file_where_a_folder_should_be_is_no_folder(tmp_path: Path) -> None:
    (tmp_path / "a.jpg").write_bytes(b"x")
    assert WatchedFolder(tmp_path / "a.jpg").look().gone


def test_a_file_that_grows_is_not_handed_out_until_it_rests(folder: Path) -> None:
    watched = WatchedFolder(folder)
    for size in (10, 20, 30):
        touch_later(folder / "1.jpg", b"x" * size)
        assert watched.look() == Look(growing=1)
    assert names(quiet(watched)) == ["1.jpg"]


def test_a_file_of_no_bytes_waits_for_its_bytes(folder: Path) -> None:
    watched = WatchedFolder(folder)
    (folder / "1.jpg").touch()
    assert quiet(watched) == Look(growing=1)
    touch_later(folder / "1.jpg", b"x")
    assert names(quiet(watched)) == ["1.jpg"]


def test_a_file_is_handed_out_once(folder: Path) -> None:
    watched = WatchedFolder(folder)
    (folder / "1.jpg").write_bytes(b"x")
    assert names(quiet(watched)) == ["1.jpg"]
    assert quiet(watched) == Look()


def test_a_file_that_is_replaced_is_handed_out_again(folder: Path) -> None:
    watched = WatchedFolder(folder)
    (folder / "1.jpg").write_bytes(b"x")
    quiet(watched)
    touch_later(folder / "1.jpg", b"xy")
    assert names(quiet(watched)) == ["1.jpg"]


def test_a_file_that_could_not_be_opened_comes_again_when_asked(folder: Path) -> None:
    watched = WatchedFolder(folder)
    (folder / "1.jpg").write_bytes(b"x")
    quiet(watched)
    watched.hand_out_again("1.jpg")
    assert names(watched.look()) == ["1.jpg"]
    watched.hand_out_again("never seen")


def test_what_is_no_page_by_its_name_is_passed_over(folder: Path) -> None:
    for name in (".hidden.jpg", "scan.jpg.part", "thumbs.db", "tmp1234"):
        (folder / name).write_bytes(b"x")
    (folder / "sub.jpg").mkdir()
    assert quiet(WatchedFolder(folder)) == Look()


def test_a_file_that_is_renamed_into_its_name_comes(folder: Path) -> None:
    watched = WatchedFolder(folder)
    (folder / "scan.part").write_bytes(b"x")
    watched.look()
    (folder / "scan.part").rename(folder / "scan.pdf")
    assert names(quiet(watched)) == ["scan.pdf"]


def test_files_come_as_people_count(folder: Path) -> None:
    for name in ("trang 10.jpg", "trang 2.jpg", "Trang 1.jpg"):
        (folder / name).write_bytes(b"x")
    assert names(quiet(WatchedFolder(folder))) == ["Trang 1.jpg", "trang 2.jpg", "trang 10.jpg"]


def test_a_pulled_stick_costs_nothing_and_nothing_comes_twice(folder: Path, tmp_path: Path) -> None:
    watched = WatchedFolder(folder)
    (folder / "1.jpg").write_bytes(b"x")
    quiet(watched)
    (folder / "2.jpg").write_bytes(b"half")
    watched.look()
    folder.rename(tmp_path / "pulled")
    assert watched.look().gone
    (tmp_path / "pulled").rename(folder)
    assert watched.look() == Look(growing=1), "what was half seen must rest anew"
    assert names(quiet(watched)) == ["2.jpg"]
