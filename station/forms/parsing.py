"""One TOML file as a model of station.forms.definition, or every fault of it."""

import tomllib
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from station.forms.faults import Fault

_M = TypeVar("_M", bound=BaseModel)


def parse(path: Path, kind: type[_M]) -> tuple[_M | None, list[Fault]]:
    """The model, or None with what is wrong, each with its key."""
    try:
        content: dict[str, Any] = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return None, [Fault(path, "", "The file is missing.")]
    except OSError as error:
        return None, [Fault(path, "", f"The file cannot be read: {error.strerror}.")]
    except UnicodeDecodeError:
        return None, [Fault(path, "", "The file is not UTF-8.")]
    except tomllib.TOMLDecodeError as error:
        return None, [Fault(path, "", f"This is not TOML: {error}.")]
    try:
        return kind.model_validate(content), []
    except ValidationError as error:
        return None, [Fault(path, _key(fault["loc"]), f"{fault['msg']}.") for fault in error.errors(include_url=False)]


def _key(location: tuple[int | str, ...]) -> str:
    """`("fields", 3, "lexicon")` → `fields[3].lexicon`."""
    key = ""
    for part in location:
        key += f"[{part}]" if isinstance(part, int) else f".{part}" if key else part
    return key
