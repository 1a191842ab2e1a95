"""Where this account's own files lie. STATION_HOME puts all of them into one folder: for tests, and for a program carried on a stick."""

import os
import sys
from pathlib import Path

import platformdirs

_NAME = "tram-so-hoa"


def user_data_folder() -> Path:
    """The device secret and the practice province; not made by this call."""
    return _home() or Path(platformdirs.user_data_dir(_NAME, appauthor=False, roaming=False))


def shared_secrets_folder() -> Path:
    """The PC's device secrets of stores that several accounts share; made by whoever manages the PC. STATION_SHARED moves it, for tests."""
    named = os.environ.get("STATION_SHARED")
    if named:
        return Path(named)
    if sys.platform == "win32":
        return Path(os.environ.get("PROGRAMDATA", r"C:\ProgramData")) / _NAME
    return Path("/var/lib") / _NAME


def practice_province_folder() -> Path:
    """The keys of this account's practice province."""
    return user_data_folder() / "practice-province"


def card_trust_folder() -> Path:
    """Country certificates that identity cards are judged by, as IT and `card trust import` put them there."""
    return user_data_folder() / "card-trust"


def user_settings_file() -> Path:
    """What the user chose."""
    home = _home()
    return (home or Path(platformdirs.user_config_dir(_NAME, appauthor=False, roaming=False))) / "settings.toml"


def locked_settings_file() -> Path:
    """What the machine's administrator fixed; users cannot write there. STATION_HOME does not move it: a user could otherwise unlock."""
    return Path(platformdirs.site_config_dir(_NAME, appauthor=False)) / "settings.toml"


def _home() -> Path | None:
    named = os.environ.get("STATION_HOME")
    return Path(named) if named else None
