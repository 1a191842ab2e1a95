"""The measured keys and seconds per entry of a form, as the bench wrote them beside the form. No file: not measured. No Qt."""

import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ui.resources import RESOURCES

FILE_NAME = "keystrokes.toml"


@dataclass(frozen=True)
class Condition:
    """One kind of scan: means per entry."""

    name: str
    """As the practice office calls it: clean, poor, phone."""
    entries: int
    keys: float
    plain_keys: float
    seconds: float
    plain_seconds: float
    fields: float
    """Fields the cursor visited."""
    wrong: float
    """Fields left wrong and never visited."""

    @property
    def share(self) -> float:
        """Keys at the desk as a part of plain typing's, 0 to 1 and above."""
        return self.keys / self.plain_keys if self.plain_keys else 0.0


@dataclass(frozen=True)
class Measured:
    """All that the bench said about one version of a form."""

    measured_on: str
    """A date, ISO 8601."""
    command: str
    seed: int
    machine: str
    """Processor, cores, load, in the bench's words."""
    conditions: tuple[Condition, ...]


def measured(form_id: str, version: str, forms: Path = RESOURCES / "forms") -> Measured | None:
    """The figures of a form; None when there are none or the file is not what it should be."""
    try:
        content: dict[str, Any] = tomllib.loads((forms / form_id / version / FILE_NAME).read_text(encoding="utf-8"))
        rows = tuple(
            Condition(
                str(row["condition"]), int(row["entries"]), float(row["keys"]), float(row["plain_keys"]), float(row["seconds"]),
                float(row["plain_seconds"]), float(row["fields"]), float(row["wrong"]),
            )
            for row in content["conditions"]
        )  # fmt: skip
        return Measured(str(content["measured_on"]), str(content["command"]), int(content["seed"]), str(content["machine"]), rows)
    except (OSError, ValueError, KeyError, TypeError):
        return None
