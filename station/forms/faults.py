"""A fault of a form, layout or reference list: where it stands and what is wrong. All faults are collected; nothing is raised here."""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Fault:
    """One thing that the author of a file has to mend."""

    file: Path
    key: str
    """Path of the key within the file, `fields[3].lexicon`; `line 7` in a reference list; empty when it is about the whole file."""
    message: str
    """One sentence."""

    def __str__(self) -> str:
        """`file: key: sentence`."""
        return ": ".join(part for part in (str(self.file), self.key, self.message) if part)
