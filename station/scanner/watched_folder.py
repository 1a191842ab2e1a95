"""A folder in which files appear: which of them are whole, which are still being written. It only looks; taking them is another's work."""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from station.scanner.files import as_people_count
from station.scanner.kinds import looks_like_a_page

QUIET_LOOKS: Final = 2
"""So many looks in a row a file must have kept its size and time. Whoever writes beside and renames is quiet from the start."""

_Mark = tuple[int, int]
"""Size and time of the last change, in nanoseconds."""


@dataclass(frozen=True)
class Look:
    """What one look found."""

    ready: tuple[Path, ...] = ()
    """Whole by all appearances, not handed out before; sorted as people count."""
    growing: int = 0
    """Files that are still being written, or were just seen for the first time."""
    gone: bool = False
    """The folder is not there: a stick pulled, a share lost."""


class WatchedFolder:
    """One folder, not the folders in it; hidden files and what is no page by its name are passed over. For one thread at a time."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._seen: dict[str, tuple[_Mark, int]] = {}
        self._handed_out: dict[str, _Mark] = {}

    def look(self) -> Look:
        """Look once; to be repeated about once a second. Each file is handed out once, and again only when it was changed since."""
        try:
            marks = dict(self._marks())
        except OSError:
            # what was half seen must be quiet again from the start when the folder comes back
            self._seen.clear()
            return Look(gone=True)
        ready = []
        seen: dict[str, tuple[_Mark, int]] = {}
        for name, mark in marks.items():
            before, looks = self._seen.get(name, (None, 0))
            seen[name] = mark, looks = (mark, looks + 1 if before == mark else 0)
            if self._handed_out.get(name) != mark and looks >= QUIET_LOOKS and mark[0]:
                ready.append(self.folder / name)
        self._seen = seen
        growing = sum(1 for name, mark in marks.items() if self._handed_out.get(name) != mark) - len(ready)
        for path in ready:
            self._handed_out[path.name] = marks[path.name]
        return Look(tuple(sorted(ready, key=as_people_count)), growing)

    def hand_out_again(self, name: str) -> None:
        """It could not be opened, perhaps because its writer still holds it: the next look may hand it out once more."""
        self._handed_out.pop(name, None)

    def _marks(self) -> Iterator[tuple[str, _Mark]]:
        with os.scandir(self.folder) as inside:
            for file in inside:
                if file.name.startswith(".") or not looks_like_a_page(Path(file.name).suffix):
                    continue
                try:
                    if file.is_file():
                        facts = file.stat()
                        yield file.name, (facts.st_size, facts.st_mtime_ns)
                except FileNotFoundError:
                    # renamed or removed between two system calls
                    continue
