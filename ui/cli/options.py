"""Options that several commands share, and where a password may come from: a file or the environment, never an argument."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from station.domain.errors import StationError
from ui.passwords import LETTERS_MIN

_Command = Callable[..., Any]


def store_option(command: _Command) -> _Command:
    """--store DIR"""
    return click.option("--store", "store", type=click.Path(path_type=Path, file_okay=False), required=True, help="Folder of the store.")(
        command
    )


def user_option(default: str) -> Callable[[_Command], _Command]:
    """--user NAME, with the practice office's person as default."""
    return click.option("--user", "user", default=default, show_default=True, help="Who does it.")


def password_option(command: _Command) -> _Command:
    """--password-file FILE; without it STATION_PASSWORD."""
    return click.option(
        "--password-file",
        "password_file",
        type=click.Path(path_type=Path, dir_okay=False, exists=True),
        help="File whose first line is the password; without it the variable STATION_PASSWORD is used.",
    )(command)


def volume_option(command: _Command) -> _Command:
    """--volume ID"""
    return click.option("--volume", "volume", required=True, help="Id of the volume, as `volume open` printed it.")(command)


def json_option(command: _Command) -> _Command:
    """--json"""
    return click.option("--json", "as_json", is_flag=True, help="Print the result as JSON.")(command)


def new_password_option(command: _Command) -> _Command:
    """--new-password-file FILE; without it STATION_NEW_PASSWORD."""
    return click.option(
        "--new-password-file",
        "new_password_file",
        type=click.Path(path_type=Path, dir_okay=False, exists=True),
        help="File whose first line is the new password; without it the variable STATION_NEW_PASSWORD is used.",
    )(command)


def pin_option(command: _Command) -> _Command:
    """--pin-file FILE; without it STATION_PIN."""
    return click.option(
        "--pin-file",
        "pin_file",
        type=click.Path(path_type=Path, dir_okay=False, exists=True),
        help="File whose first line is the PIN of the signing token; without it the variable STATION_PIN is used.",
    )(command)


def database_option(command: _Command) -> _Command:
    """--database URL; without it STATION_DATABASE."""
    return click.option(
        "--database",
        "database_url",
        envvar="STATION_DATABASE",
        metavar="URL",
        required=True,
        help="The central's database; or STATION_DATABASE.",
    )(command)


def code_option(command: _Command) -> _Command:
    """--recovery-code-file FILE; without it STATION_RECOVERY_CODE."""
    return click.option(
        "--recovery-code-file",
        "code_file",
        type=click.Path(path_type=Path, dir_okay=False, exists=True),
        help="File whose first line is the recovery code; without it the variable STATION_RECOVERY_CODE is used.",
    )(command)


def password(password_file: Path | None) -> str:
    """The password. Raises StationError `store.no-password`."""
    return _secret(password_file, "STATION_PASSWORD")


def new_password(new_password_file: Path | None) -> str:
    """The password from now on. Raises StationError `store.no-password`, `store.short-password`."""
    return to_be_set(_secret(new_password_file, "STATION_NEW_PASSWORD"))


def to_be_set(chosen: str) -> str:
    """A password that somebody chose. Raises StationError `store.short-password`."""
    if len(chosen) < LETTERS_MIN:
        raise StationError("store.short-password", count=LETTERS_MIN)
    return chosen


def recovery_code(code_file: Path | None) -> str:
    """The code as somebody typed it. Raises StationError `store.no-password`."""
    return _secret(code_file, "STATION_RECOVERY_CODE")


def given_recovery_code(code_file: Path | None) -> str:
    """The code where somebody gave one, else an empty text. Raises StationError `store.wrong-code` for an empty file."""
    code = _given(code_file, "STATION_RECOVERY_CODE")
    if code_file is not None and not code.strip():
        raise StationError("store.wrong-code")
    return code


def given_pin(pin_file: Path | None) -> str:
    """The PIN where somebody gave one, else an empty text."""
    return _given(pin_file, "STATION_PIN")


def enrolment_code(code_file: Path | None) -> str:
    """The one-time code of the province. Raises StationError `store.no-password`."""
    return _secret(code_file, "STATION_ENROLMENT_CODE")


def _secret(file: Path | None, variable: str) -> str:
    found = _given(file, variable)
    if not found:
        raise StationError("store.no-password")
    return found


def _given(file: Path | None, variable: str) -> str:
    if file is not None:
        lines = file.read_text(encoding="utf-8").splitlines()
        if lines and lines[0]:
            return lines[0]
    return os.environ.get(variable, "")
