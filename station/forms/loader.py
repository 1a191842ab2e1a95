"""Reading forms from folders: `<id>/<version>/form.toml`, beside it perhaps layouts of its editions. All faults of all files at once."""

import hashlib
from pathlib import Path

from station.domain.errors import StationError
from station.forms.calibration import Calibration, load_calibration
from station.forms.definition import FormDefinition, LayoutDefinition
from station.forms.faults import Fault
from station.forms.gazetteer import Gazetteer, Place
from station.forms.library import FIRST_EDITION, FormLibrary, LoadedForm
from station.forms.lists import Lexicon
from station.forms.parsing import parse
from station.forms.reference import read_lists
from station.forms.shared_rules import RULES, with_shared_rules
from station.forms.soundness import form_faults, layout_faults

__all__ = ["Fault", "FormLibrary", "check_forms", "load_forms"]


def load_forms(
    folder: Path, reference: Path, calibration: Path | None = None, places: Path | None = None, further: tuple[Place, ...] = ()
) -> FormLibrary:
    """Every form of `folder` with the reference lists of `reference` and, where told, the calibrated confidence and the gazetteer.

    `places` is the gazetteer's list, `further` are places that are in none.

    Beside `folder`, `rules/*.toml` hold rules for every form of a kind. Raises StationError `forms.faulty` naming every fault.
    """
    kept = load_calibration(calibration) if calibration is not None else None
    library, faults = _read(folder, reference, kept, Gazetteer(places, further))
    if faults:
        raise StationError("forms.faulty", faults="\n".join(map(str, faults)))
    return library


def check_forms(folder: Path, reference: Path) -> list[Fault]:
    """Every fault of every form, layout, shared rule and reference list."""
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
    loaded, wrong = with_shared_rules(loaded, folder.parent / RULES)
    return FormLibrary(loaded, lexicons, calibration, gazetteer), faults + wrong


def _read_form(home: Path, lexicons: dict[str, Lexicon]) -> tuple[LoadedForm | None, list[Fault]]:
    path = home / "form.toml"
    form, faults = parse(path, FormDefinition)
    editions: dict[str, LayoutDefinition] = {}
    if form is not None:
        faults += form_faults(path, form, lexicons)
    for layout_path in sorted(home.glob("layout*.toml")):
        layout, wrong = parse(layout_path, LayoutDefinition)
        faults += wrong
        edition = FIRST_EDITION if layout_path.stem == "layout" else layout_path.stem.removeprefix("layout-")
        if layout is not None:
            editions[edition] = layout
        if form is not None and layout is not None:
            faults += layout_faults(layout_path, layout, form)
    if form is None:
        return None, faults
    return LoadedForm(form, _hash(path), editions.get(FIRST_EDITION), dict(sorted(editions.items()))), faults


def _hash(path: Path) -> str:
    return hashlib.sha256(path.read_bytes().replace(b"\r\n", b"\n")).hexdigest()
