"""Reading forms from folders: `<id>/<version>/form.toml`, beside it perhaps layouts of its editions. All faults of all files at once."""

import hashlib
import tomllib
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from station.domain.errors import StationError
from station.forms.calibration import Calibration, load_calibration
from station.forms.definition import FormDefinition, LayoutDefinition
from station.forms.faults import Fault
from station.forms.gazetteer import Gazetteer
from station.forms.library import FIRST_EDITION, FormLibrary, LoadedForm
from station.forms.lists import Lexicon
from station.forms.reference import read_lists
from station.forms.soundness import form_faults, layout_faults

__all__ = ["Fault", "FormLibrary", "check_forms", "load_forms"]

_M = TypeVar("_M", bound=BaseModel)


def load_forms(folder: Path, reference: Path, calibration: Path | None = None, places: Path | None = None) -> FormLibrary:
    """Every form of `folder` with the reference lists of `reference` and, where told, the calibrated confidence and the gazetteer.

    Raises StationError `forms.faulty` naming every fault.
    """
    library, faults = _read(folder, reference, load_calibration(calibration) if calibration is not None else None, Gazetteer(places))
    if faults:
        raise StationError("forms.faulty", faults="\n".join(map(str, faults)))
    return library


def check_forms(folder: Path, reference: Path) -> list[Fault]:
    """Every fault of every form, layout and reference list."""
    return _read(folder, reference)[1]


def _read(
    folder: Path, reference: Path, calibration: Calibration | None = None, gazetteer: Gazetteer | None = None
) -> tuple[FormLibrary, list[Fault]]:
    lexicons, faults = read_lists(reference)
    loaded: list[LoadedForm] = []
    homes = sorted(path for path in folder.glob("*/*") if path.is_dir())
    for home in homes:
        form, wrong = _read_form(home, lexicons)
        faults += wrong
        if form is not None:
            loaded.append(form)
    if not homes:
        faults.append(Fault(folder, "", "There is no form here: a form is a folder <id>/<version> with a form.toml."))
    return FormLibrary(loaded, lexicons, calibration, gazetteer), faults


def _read_form(home: Path, lexicons: dict[str, Lexicon]) -> tuple[LoadedForm | None, list[Fault]]:
    path = home / "form.toml"
    form, faults = _parse(path, FormDefinition)
    editions: dict[str, LayoutDefinition] = {}
    if form is not None:
        faults += form_faults(path, form, lexicons)
    for layout_path in sorted(home.glob("layout*.toml")):
        layout, wrong = _parse(layout_path, LayoutDefinition)
        faults += wrong
        edition = FIRST_EDITION if layout_path.stem == "layout" else layout_path.stem.removeprefix("layout-")
        if layout is not None:
            editions[edition] = layout
        if form is not None and layout is not None:
            faults += layout_faults(layout_path, layout, form)
    if form is None:
        return None, faults
    return LoadedForm(form, _hash(path), editions.get(FIRST_EDITION), dict(sorted(editions.items()))), faults


def _parse(path: Path, kind: type[_M]) -> tuple[_M | None, list[Fault]]:
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


def _hash(path: Path) -> str:
    return hashlib.sha256(path.read_bytes().replace(b"\r\n", b"\n")).hexdigest()
