"""What a person chose about the window on this PC: language, look, text size. A small file of the account; a faulty one says nothing."""

import json
from dataclasses import asdict, dataclass
from pathlib import Path

from station.domain.durable import write_durably
from station.domain.errors import StationError
from station.settings import paths
from ui.language import Language
from ui.theme import SCALES, Look


@dataclass(frozen=True)
class Choices:
    """Language None: as the settings say."""

    language: Language | None = None
    look: Look = Look.AUTO
    scale: float = 1.0
    last_user: str = ""
    """Who signed in last: the id, not the name."""
    toured: tuple[str, ...] = ()
    """The roles whose tour of the practice office was shown."""
    watched_folder: str = ""
    """The folder from which pages were taken by themselves last, in the office's own store."""
    practice_folder: str = ""
    """The same in a practice office: real papers must not come to it by habit."""


def choices_file(home: Path | None = None) -> Path:
    """Where they lie."""
    return (home or paths.user_data_folder()) / "desktop.json"


def load_choices(path: Path) -> Choices:
    """What was chosen; defaults for whatever is missing or wrong, for a spoilt file must not keep anybody from working."""
    try:
        value = json.loads(path.read_bytes())
    except (OSError, ValueError):
        return Choices()
    if not isinstance(value, dict):
        return Choices()
    language, look, scale, last, toured = (value.get(name) for name in ("language", "look", "scale", "last_user", "toured"))
    return Choices(
        Language(language) if language in tuple(Language) else None,
        Look(look) if look in tuple(Look) else Look.AUTO,
        float(scale) if scale in SCALES else 1.0,
        last if isinstance(last, str) else "",
        tuple(role for role in toured if isinstance(role, str)) if isinstance(toured, list) else (),
        *(folder if isinstance(folder, str) else "" for folder in (value.get("watched_folder"), value.get("practice_folder"))),
    )


def save_choices(path: Path, choices: Choices) -> None:
    """Keep them; a home that cannot be written costs only the memory of the choice."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        write_durably(path, json.dumps(asdict(choices)).encode())
    except (OSError, StationError):
        return
