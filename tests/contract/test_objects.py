"""The contract of sync.central.objects.Objects: size is the truth, and only hashed bytes are a file."""

import errno
import hashlib
import os
import random
import socket
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from botocore.exceptions import ClientError

from station.domain.errors import StationError
from sync.central.configuration import S3Place
from sync.central.objects import DirectoryObjects, HashMismatch, Objects, Piece, WrongOffset
from sync.central.s3 import S3Objects
from tests.sync.swift import BUCKET, Swift

STATION = "station-a"
CONTENT = random.Random(5).randbytes(10_000)
NAME = hashlib.sha256(CONTENT).hexdigest()


@pytest.fixture(scope="module")
def swift() -> Iterator[Swift]:
    with Swift() as running:
        yield running


@pytest.fixture(params=["directory", pytest.param("s3", marks=pytest.mark.full)])
def objects(request: pytest.FixtureRequest, tmp_path: Path) -> Objects:
    """Every implementation; the S3 one against a real server."""
    if request.param == "directory":
        return DirectoryObjects(tmp_path / "objects")
    swift: Swift = request.getfixturevalue("swift")
    swift.empty()
    return S3Objects(swift.place, tmp_path / "objects")


def damage(objects: Objects) -> None:
    """As a disk does: other bytes under the same name."""
    wrong = CONTENT[:-1] + b"?"
    if isinstance(objects, S3Objects):
        objects._client.put_object(Bucket=BUCKET, Key=f"{STATION}/{NAME[:2]}/{NAME}", Body=wrong)
    else:
        objects.path(STATION, NAME).write_bytes(wrong)


def put(objects: Objects, content: bytes = CONTENT, name: str = NAME, station: str = STATION) -> None:
    objects.append(station, name, 0, content)
    objects.finish(station, name)


def test_unknown_file_has_no_size(objects: Objects) -> None:
    assert objects.size(STATION, NAME) == 0
    assert not objects.is_complete(STATION, NAME)
    assert not objects.check(STATION, NAME)


def test_file_arrives_in_pieces(objects: Objects) -> None:
    assert objects.append(STATION, NAME, 0, CONTENT[:4_000]) == 4_000
    assert (objects.size(STATION, NAME), objects.is_complete(STATION, NAME)) == (4_000, False)
    assert objects.growing(STATION, NAME) == 4_000
    assert objects.append(STATION, NAME, 4_000, CONTENT[4_000:]) == 10_000
    objects.finish(STATION, NAME)
    assert objects.is_complete(STATION, NAME)
    assert objects.growing(STATION, NAME) == 0
    assert objects.read(STATION, NAME) == CONTENT
    assert objects.check(STATION, NAME)


@pytest.mark.parametrize("offset", [0, 3_999, 4_001, 10_000])
def test_piece_at_another_offset_changes_nothing(objects: Objects, offset: int) -> None:
    objects.append(STATION, NAME, 0, CONTENT[:4_000])
    with pytest.raises(WrongOffset) as caught:
        objects.append(STATION, NAME, offset, b"x")
    assert caught.value.size == objects.size(STATION, NAME) == 4_000


def test_complete_file_is_never_appended_to(objects: Objects) -> None:
    put(objects)
    with pytest.raises(WrongOffset):
        objects.append(STATION, NAME, len(CONTENT), b"more")
    assert objects.read(STATION, NAME) == CONTENT


def test_wrong_bytes_are_thrown_away_and_the_right_ones_can_follow(objects: Objects) -> None:
    objects.append(STATION, NAME, 0, CONTENT[:-1] + b"?")
    with pytest.raises(HashMismatch):
        objects.finish(STATION, NAME)
    assert objects.size(STATION, NAME) == 0
    put(objects)
    assert objects.read(STATION, NAME) == CONTENT


def test_finishing_too_early_starts_over(objects: Objects) -> None:
    objects.append(STATION, NAME, 0, CONTENT[:100])
    with pytest.raises(HashMismatch):
        objects.finish(STATION, NAME)
    assert objects.size(STATION, NAME) == 0


def test_finishing_twice_is_harmless(objects: Objects) -> None:
    put(objects)
    objects.finish(STATION, NAME)
    assert objects.is_complete(STATION, NAME)


def test_finishing_what_never_came_is_a_mismatch(objects: Objects) -> None:
    with pytest.raises(HashMismatch):
        objects.finish(STATION, NAME)


def test_file_of_one_station_is_nothing_to_another(objects: Objects) -> None:
    put(objects)
    assert objects.size("station-b", NAME) == 0
    put(objects, station="station-b")
    assert objects.is_complete("station-b", NAME)


@pytest.mark.parametrize("action", ["check", "read"])
def test_file_damaged_at_rest_is_noticed_and_forgotten(objects: Objects, action: str) -> None:
    put(objects)
    damage(objects)
    if action == "check":
        assert not objects.check(STATION, NAME)
    else:
        with pytest.raises(HashMismatch):
            objects.read(STATION, NAME)
    assert objects.size(STATION, NAME) == 0
    put(objects)
    assert objects.check(STATION, NAME)


OTHER = b"another file"
OTHER_NAME = hashlib.sha256(OTHER).hexdigest()


def test_pieces_of_several_files_are_taken_together(objects: Objects) -> None:
    """Each where it fits: one whole, one that begins, one at another offset."""
    size = len(CONTENT)
    third = "ab" * 32
    pieces = [Piece(OTHER_NAME, 0, len(OTHER), OTHER), Piece(NAME, 0, size, CONTENT[:4_000]), Piece(third, 5, 90, b"x")]
    assert objects.take(STATION, pieces) == [len(OTHER), 4_000, 0]
    assert (objects.is_complete(STATION, OTHER_NAME), objects.is_complete(STATION, NAME)) == (True, False)
    assert objects.take(STATION, [Piece(NAME, 3_999, size, b"x"), Piece(third, 0, 90, b"")]) == [4_000, 0]
    rest = [Piece(NAME, 4_000, size, CONTENT[4_000:9_000]), Piece(NAME, 9_000, size, CONTENT[9_000:])]
    assert objects.take(STATION, rest) == [9_000, size]
    assert objects.read(STATION, NAME) == CONTENT
    assert objects.take(STATION, [Piece(NAME, 0, size, CONTENT), Piece(OTHER_NAME, 0, len(OTHER), b"")]) == [size, len(OTHER)]
    assert objects.take(STATION, []) == []


@pytest.mark.parametrize("parts", [1, 2])
def test_piece_that_ends_another_file_than_named_leaves_nothing(objects: Objects, parts: int) -> None:
    wrong, size = CONTENT[:-1] + b"?", len(CONTENT)
    if parts == 2:
        assert objects.take(STATION, [Piece(NAME, 0, size, wrong[:5_000])]) == [5_000]
    assert objects.take(STATION, [Piece(NAME, 5_000 * (parts - 1), size, wrong[5_000 * (parts - 1) :])]) == [0]
    assert objects.size(STATION, NAME) == 0
    put(objects)


def test_files_are_kept_and_those_lacking_or_damaged_are_named(objects: Objects) -> None:
    put(objects)
    put(objects, OTHER, OTHER_NAME)
    lacking = "ab" * 32
    assert objects.keep(STATION, [NAME, lacking, OTHER_NAME]) == [lacking]
    damage(objects)
    assert objects.keep(STATION, [NAME, OTHER_NAME]) == [NAME]
    assert objects.size(STATION, NAME) == 0


def test_kept_files_and_the_folders_that_name_them_reached_the_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Not before: while they arrive no disk is waited for."""
    flushed: list[int] = []
    monkeypatch.setattr("os.fsync", lambda descriptor: flushed.append(os.fstat(descriptor).st_ino))
    objects = DirectoryObjects(tmp_path / "objects")
    put(objects)
    objects.take(STATION, [Piece(OTHER_NAME, 0, len(OTHER), OTHER)])
    assert flushed == []
    assert objects.keep(STATION, [NAME, OTHER_NAME]) == []
    path = objects.path(STATION, NAME)
    names = [path, objects.path(STATION, OTHER_NAME), path.parent, objects.path(STATION, OTHER_NAME).parent, *path.parents[1:3]]
    assert sorted(flushed) == sorted({name.stat().st_ino for name in names})
    assert set(flushed[:2]) == {name.stat().st_ino for name in names[:2]}


def test_disk_that_cannot_flush_is_a_failure_and_no_receipt(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    objects = DirectoryObjects(tmp_path / "objects")
    put(objects)

    def fails(_: int) -> None:
        raise OSError(errno.EIO, "Input/output error")

    monkeypatch.setattr("os.fsync", fails)
    with pytest.raises(StationError) as caught:
        objects.keep(STATION, [NAME])
    assert caught.value.code == "central.objects"


@pytest.mark.parametrize(
    ("station", "name"), [("../x", NAME), ("a/b", NAME), ("", NAME), (STATION, "../../etc/passwd"), (STATION, "short")]
)
def test_name_that_climbs_is_refused(objects: Objects, station: str, name: str) -> None:
    with pytest.raises(StationError):
        objects.append(station, name, 0, b"x")
    with pytest.raises(StationError):
        objects.take(station, [Piece(name, 0, 1, b"x")])


def test_senders_at_once_make_one_whole_file(objects: Objects) -> None:
    """Six threads push the same file in pieces, each asking anew when another was quicker."""

    def push() -> None:
        while not objects.is_complete(STATION, NAME):
            size = objects.size(STATION, NAME)
            try:
                if size < len(CONTENT):
                    size = objects.append(STATION, NAME, size, CONTENT[size : size + 700])
                if size == len(CONTENT):
                    objects.finish(STATION, NAME)
            except WrongOffset:
                continue

    threads = [threading.Thread(target=push) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert objects.read(STATION, NAME) == CONTENT


@pytest.mark.parametrize("call", ["size", "is_complete", "finish", "read", "check", "keep"])
def test_store_that_does_not_answer_is_a_failure_that_repeats_no_secret(tmp_path: Path, call: str) -> None:
    """And the bytes that arrived are kept: they go over when the store is back."""
    with socket.create_server(("127.0.0.1", 0)) as nobody:
        port = nobody.getsockname()[1]
    (tmp_path / "secret").write_text("geheim")
    place = S3Place(endpoint=f"http://127.0.0.1:{port}", bucket=BUCKET, access_key="a", secret_file=tmp_path / "secret")
    objects = S3Objects(place, tmp_path / "objects")
    if call == "finish":
        objects.append(STATION, NAME, 0, CONTENT)
    with pytest.raises(StationError) as caught:
        getattr(objects, call)(STATION, [NAME] if call == "keep" else NAME)
    assert caught.value.code == "central.objects"
    assert "geheim" not in str(caught.value)
    assert objects.growing(STATION, NAME) == (len(CONTENT) if call == "finish" else 0)


@pytest.mark.full
def test_bytes_changed_on_their_way_are_refused_by_the_store(swift: Swift, tmp_path: Path) -> None:
    """Content-MD5 is looked at by the server, not by us alone."""
    with pytest.raises(ClientError) as caught:
        S3Objects(swift.place, tmp_path)._client.put_object(Bucket=BUCKET, Key="x", Body=b"abc", ContentMD5="1B2M2Y8AsgTpgAmY7PhCfg==")
    assert caught.value.response["Error"]["Code"] == "BadDigest"
