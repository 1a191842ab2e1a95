"""What lies in an outbox beside the batches: the station's head on its way out, the central's feed on its way in. PROTOCOL.md §2.1."""

import contextlib
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from station.domain.durable import fsync_folder, write_durably
from sync.protocol.heads import parse_head
from sync.protocol.limits import HEAD_BYTES, ITEM_BYTES

_HEADS: Final = "heads"
_FEED: Final = "feed"
_ITEM: Final = re.compile(r"([1-9][0-9]{0,14})\.json")


def stations_with_heads(outbox: Path) -> list[str]:
    """Ids of the stations that have something to show here."""
    found = []
    for path in sorted((outbox / _HEADS).glob("*.json")):
        with contextlib.suppress(OSError, ValueError), path.open("rb") as file:
            found.append(parse_head(file.read(HEAD_BYTES + 1)).body.station_id)
    return [station_id for station_id in found if head_of(outbox, station_id) is not None]


def head_of(outbox: Path, station_id: str) -> bytes | None:
    """The station's signed head, if a whole one lies here; whose word it is, the central looks at."""
    with contextlib.suppress(OSError, ValueError):
        with _head_path(outbox, station_id).open("rb") as file:
            data = file.read(HEAD_BYTES + 1)
        if parse_head(data).body.station_id == station_id:
            return data
    return None


def keep_head(outbox: Path, station_id: str, data: bytes) -> None:
    """Put the head in place of the one before, durably."""
    path = _head_path(outbox, station_id)
    path.parent.mkdir(parents=True, exist_ok=True)
    write_durably(path, data)


class FeedFolder:
    """Items for one station, as they came; absorbed ones are dropped."""

    def __init__(self, outbox: Path, station_id: str) -> None:
        """Made when the first item comes."""
        self.station_id = station_id
        self._outbox = outbox
        self._folder = outbox / _FEED / _file(station_id)

    def newest(self) -> int:
        """Number of the last item that lies here without a gap after what was absorbed."""
        number = self._absorbed()
        held = set(self.numbers())
        while number + 1 in held:
            number += 1
        return number

    def numbers(self) -> list[int]:
        """Of the items here, in order."""
        if not self._folder.is_dir():
            return []
        return sorted(int(match[1]) for path in self._folder.iterdir() if (match := _ITEM.fullmatch(path.name)))

    def keep(self, number: int, data: bytes) -> None:
        """Durably."""
        if not self._folder.is_dir():
            self._folder.mkdir(parents=True)
            fsync_folder(self._outbox)
        write_durably(self._path(number), data)

    def items(self) -> Iterator[tuple[int, bytes]]:
        """(number, bytes), in order."""
        for number in self.numbers():
            with self._path(number).open("rb") as file:
                yield number, file.read(ITEM_BYTES + 1)

    def drop(self, number: int) -> None:
        """It was absorbed, or is none."""
        self._path(number).unlink(missing_ok=True)

    def _absorbed(self) -> int:
        head = head_of(self._outbox, self.station_id)
        return parse_head(head).body.absorbed if head is not None else 0

    def _path(self, number: int) -> Path:
        return self._folder / f"{number}.json"


def _head_path(outbox: Path, station_id: str) -> Path:
    return outbox / _HEADS / f"{_file(station_id)}.json"


def _file(station_id: str) -> str:
    """An id as a file name: ":" may stand in an id and not in a Windows file name."""
    return station_id.replace(":", "_")
