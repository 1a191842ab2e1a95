"""store.json: what the folder is. Read before anything else; a version that is not known stops everything."""

import datetime
import hashlib
import json
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any, Final

from station.domain.actions import canonical
from station.domain.durable import write_durably
from station.domain.errors import StationError
from station.domain.ids import OfficeId, StationId, new_id

FORMAT_VERSION: Final = 1
_NAME: Final = "store.json"
SUPERSEDED: Final = "superseded.json"
"""In a store that was exported under a new data key: where the new one was made."""


@dataclass(frozen=True)
class StoreFacts:
    """Whose store it is. No personal data."""

    store_id: str
    station_id: StationId
    office_id: OfficeId
    realm: str
    created: str
    """UTC, ISO 8601."""
    ballast_bytes: int


def new_facts(station_id: StationId, office_id: OfficeId, realm: str, ballast_bytes: int) -> StoreFacts:
    """The facts of a store that is made now."""
    now = datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds")
    return StoreFacts(new_id(), station_id, office_id, realm, now, ballast_bytes)


def write_facts(folder: Path, facts: StoreFacts) -> None:
    """Write store.json durably."""
    value = {"version": FORMAT_VERSION, **asdict(facts)}
    write_durably(folder / _NAME, json.dumps({**value, "sum": _sum(value)}, indent=2).encode())


def is_summed(folder: Path) -> bool:
    """Whether store.json vouches for its own letters; the first releases wrote none."""
    return "sum" in json.loads((folder / _NAME).read_bytes())


def slot_users(folder: Path) -> list[str]:
    """Whose slots lie in the store's folder, sorted; a sign-in page offers them. Names of files only: no key, no cryptography to load."""
    return sorted(path.stem.removeprefix("user-") for path in (folder / "slots").glob("user-*.json"))


def read_facts(folder: Path) -> StoreFacts:
    """Raises StationError `store.not-found`, `store.closed`, `store.version`, `store.damaged`, `store.superseded`."""
    try:
        value = json.loads((folder / _NAME).read_bytes())
    except (FileNotFoundError, NotADirectoryError) as error:
        raise StationError("store.not-found", path=str(folder)) from error
    except PermissionError as error:
        raise StationError("store.closed", path=str(folder)) from error
    except ValueError as error:
        raise StationError("store.damaged", reason="store.json is not JSON") from error
    if not isinstance(value, dict) or not isinstance(value.get("version"), int):
        raise StationError("store.damaged", reason="store.json has no version")
    if value["version"] != FORMAT_VERSION:
        raise StationError("store.version", found=value["version"], known=FORMAT_VERSION)
    if "sum" in value and value["sum"] != _sum({name: value[name] for name in value if name != "sum"}):
        raise StationError("store.damaged", reason="store.json was changed")
    found = {field.name: value.get(field.name) for field in fields(StoreFacts)}
    if not all(isinstance(found[name], int if name == "ballast_bytes" else str) for name in found):
        raise StationError("store.damaged", reason="store.json is incomplete")
    facts = StoreFacts(**found)  # type: ignore[arg-type]
    _require_in_force(folder, facts)
    return facts


def _require_in_force(folder: Path, facts: StoreFacts) -> None:
    """A store that was given up is refused; but not when the new one never got its name: then the export was cut off."""
    try:
        by = Path(json.loads((folder / SUPERSEDED).read_bytes())["by"])
        there = json.loads((by / _NAME).read_bytes())["store_id"] == facts.store_id
    except (OSError, ValueError, KeyError, TypeError):
        return
    if there and by != folder.resolve():
        raise StationError("store.superseded", path=str(by))


def _sum(value: dict[str, Any]) -> str:
    return hashlib.sha256(canonical(value)).hexdigest()
