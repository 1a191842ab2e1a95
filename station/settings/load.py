"""Reading the settings files: machine policy (locked) before user before default. A faulty file stops the start and is named."""

import tomllib
from pathlib import Path
from typing import Any

from station.domain.errors import StationError
from station.settings import paths
from station.settings.keys import KEYS, Settings, fault_of


def load_settings(locked: Path | None = None, user: Path | None = None) -> Settings:
    """The settings that hold. A file that is not there says nothing.

    Raises StationError `settings.faulty` naming the file and every faulty key in it.
    """
    policy, own = _read(locked), _read(user)
    values: dict[str, Any] = {
        name: float(value) if isinstance(KEYS[name].default, float) else value for name, value in (own | policy).items()
    }
    return Settings(**values, locked=frozenset(policy))


def settings_in_force() -> Settings:
    """What this machine's policy and this account chose. Raises StationError `settings.faulty`."""
    return load_settings(paths.locked_settings_file(), paths.user_settings_file())


def _read(path: Path | None) -> dict[str, Any]:
    if path is None:
        return {}
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        return {}
    except OSError as problem:
        raise StationError("settings.faulty", path=path, reason=problem.strerror) from problem
    try:
        # The mark that Windows editors put in front of a text is not TOML.
        values = tomllib.loads(content.decode("utf-8-sig"))
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as problem:
        raise StationError("settings.faulty", path=path, reason=str(problem)) from problem
    faults = [f"{name}: {fault}" for name, value in values.items() if (fault := fault_of(name, value)) is not None]
    if faults:
        raise StationError("settings.faulty", path=path, reason="; ".join(faults))
    return values
