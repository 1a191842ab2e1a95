"""Fills a folder with sample pages and their ground truth. Equal seed, plan and forms give equal files; files that are there are kept.

truth.json holds invented people only: for each file what it is, how it was scanned, and every field with text, value and box.
"""

import hashlib
import json
import logging
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from random import Random
from typing import Any, Final

from station.domain.geometry import Box
from station.forms.definition import FormDefinition, LayoutDefinition
from station.forms.library import FormLibrary
from station.practice.degrade import Condition, degrade
from station.practice.entries import Numbering, scored, truth
from station.practice.letter import LETTER_FACE, letter_layout
from station.practice.plan import PlannedVolume, PracticePlan
from station.practice.render import RenderedFace, pick_pen, render_face
from station.practice.writing import Written

TRUTH_FILE: Final = "truth.json"
_GENERATION: Final = 1
"""Raised when the drawing changes, so that old pages are drawn anew."""

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class TrueField:
    """One field's ground truth: as printed, normalised, and where it stands in the image after EXIF (None: nothing printed)."""

    text: str
    value: str
    box: Box | None


@dataclass(frozen=True)
class PracticePage:
    """One generated file."""

    path: Path
    volume: str
    """Key of its planned volume."""
    form_id: str | None
    """None: a page of another kind."""
    face: int
    entry: int
    """Number of its entry within the volume; 0 for a page of another kind."""
    condition: Condition
    fields: Mapping[str, TrueField]
    """The fields that are on this face."""


@dataclass(frozen=True)
class _PrintableForm:
    """A form and its print layout."""

    definition: FormDefinition
    layout: LayoutDefinition


@dataclass(frozen=True)
class _Job:
    """One page to be drawn."""

    name: str
    volume: PlannedVolume
    form: _PrintableForm | None
    face: int
    number: int
    condition: Condition


def generate_pages(
    library: FormLibrary, folder: Path, *, seed: int, plan: PracticePlan, marked_name: str | None = None
) -> list[PracticePage]:
    """Write the plan's pages and truth.json into `folder`, in the order of capture; a second call reads what is there.

    `marked_name` stands in place of the first person's name on the first page, for tests that look for leaks.
    Raises StationError `forms.unknown` for a planned form that the library lacks, ValueError for one without a print layout,
    OSError when the folder cannot be written.
    """
    folder.mkdir(parents=True, exist_ok=True)
    forms = {volume.form_id: _printable(library, volume.form_id) for volume in plan.volumes}
    recipe = _recipe(forms, seed, plan, marked_name)
    known = _kept(folder, recipe)
    pages: list[PracticePage] = []
    for job in _jobs(forms, plan):
        kept = known.get(job.name)
        marked = marked_name if not pages else None
        pages.append(kept if kept and kept.path.exists() else _draw(job, folder, seed, plan, marked))
    if len(known) != len(pages):
        _write(folder / TRUTH_FILE, json.dumps(_document(pages, recipe, seed, plan), ensure_ascii=False, indent=1).encode())
    logger.info("practice pages ready: %d, kept: %d", len(pages), len(known))
    return pages


def read_truth(folder: Path) -> list[PracticePage]:
    """The pages that truth.json of a folder describes. Raises OSError or ValueError when there is none or it is damaged."""
    document = json.loads((folder / TRUTH_FILE).read_text("utf-8"))
    return [_page(folder, entry) for entry in document["pages"]]


def _printable(library: FormLibrary, form_id: str) -> _PrintableForm:
    layout = library.layout(form_id)
    if layout is None:
        raise ValueError(f"form {form_id} has no print layout")
    return _PrintableForm(library.form(form_id), layout)


def _jobs(forms: Mapping[str, _PrintableForm], plan: PracticePlan) -> Iterator[_Job]:
    entry = 0
    for position, volume in enumerate(plan.volumes):
        form = forms[volume.form_id]
        for number in range(volume.first_number, volume.first_number + volume.entries):
            condition = plan.conditions[entry % len(plan.conditions)]
            entry += 1
            for face in range(1, len(form.layout.faces) + 1):
                yield _Job(f"{volume.key}-{number:04d}-{face}.jpg", volume, form, face, number, condition)
        for stray in range(1, plan.stray_pages + 1) if position == 0 else ():
            yield _Job(f"{volume.key}-letter-{stray}.jpg", volume, None, 1, 0, "clean")


def _draw(job: _Job, folder: Path, seed: int, plan: PracticePlan, marked_name: str | None) -> PracticePage:
    written = _written(job, seed, plan, marked_name)
    rendered = _rendered(job, seed, plan, written)
    image = degrade(rendered.image, job.condition, Random(f"{seed}/{job.name}/scan"))
    path = folder / job.name
    _write(path, image.content)
    fields = {}
    if job.form:
        on_face = {field.id for field in job.form.definition.fields if field.face == job.face}
        for name, value in scored(job.form.definition, written).items():
            if name in on_face or name.split("[")[0] in on_face:
                box = rendered.boxes.get(name) or rendered.boxes.get(name.split("[")[0])
                fields[name] = TrueField(value.text, value.value, image.place(box) if box and value.text else None)
    form_id = job.form.definition.id if job.form else None
    return PracticePage(path, job.volume.key, form_id, job.face, job.number, job.condition, fields)


def _written(job: _Job, seed: int, plan: PracticePlan, marked_name: str | None) -> dict[str, Written]:
    if job.form is None:
        return {}
    definition = job.form.definition
    written = truth(definition, seed, Numbering(job.volume.year, job.volume.number, job.number), plan.office)
    if marked_name:
        person = next(field.id for field in definition.fields if field.type == "person_name" and field.face == job.face)
        written[person] = Written(marked_name, marked_name)
    return written


def _rendered(job: _Job, seed: int, plan: PracticePlan, written: Mapping[str, Written]) -> RenderedFace:
    # one pen for all faces of an entry: the same machine printed them
    pen = pick_pen(Random(f"{seed}/{job.volume.key}/{job.number}/pen"))
    random = Random(f"{seed}/{job.name}/ink")
    face = job.form.definition.faces[job.face - 1] if job.form else LETTER_FACE
    layout = job.form.layout.faces[job.face - 1] if job.form else letter_layout(plan.office)
    stray_seals = 1 if job.condition == "poor" else 0
    return render_face(face, layout, written, pen=pen, random=random, seal_words=job.volume.seal, stray_seals=stray_seals)


def _recipe(forms: Mapping[str, _PrintableForm], seed: int, plan: PracticePlan, marked_name: str | None) -> str:
    parts = {
        "generation": _GENERATION,
        "seed": seed,
        "plan": asdict(plan),
        "marked": marked_name,
        "forms": {name: [form.definition.model_dump(mode="json"), form.layout.model_dump(mode="json")] for name, form in forms.items()},
    }
    return hashlib.sha256(json.dumps(parts, ensure_ascii=False, sort_keys=True).encode()).hexdigest()


def _kept(folder: Path, recipe: str) -> dict[str, PracticePage]:
    """What the folder holds already, by file name: nothing when it was made by another recipe or is damaged."""
    try:
        document = json.loads((folder / TRUTH_FILE).read_text("utf-8"))
        if document["recipe"] != recipe:
            return {}
        return {entry["file"]: _page(folder, entry) for entry in document["pages"]}
    except (OSError, ValueError, KeyError, TypeError):
        return {}


def _document(pages: Sequence[PracticePage], recipe: str, seed: int, plan: PracticePlan) -> dict[str, Any]:
    return {
        "version": 1,
        "recipe": recipe,
        "seed": seed,
        "office": plan.office.path,
        "pages": [
            {
                "file": page.path.name,
                "volume": page.volume,
                "form": page.form_id,
                "face": page.face,
                "entry": page.entry,
                "condition": page.condition,
                "fields": {name: asdict(field) for name, field in page.fields.items()},
            }
            for page in pages
        ],
    }


def _page(folder: Path, entry: Mapping[str, Any]) -> PracticePage:
    fields = {name: _field(field) for name, field in entry["fields"].items()}
    return PracticePage(folder / entry["file"], entry["volume"], entry["form"], entry["face"], entry["entry"], entry["condition"], fields)


def _field(entry: Mapping[str, Any]) -> TrueField:
    return TrueField(entry["text"], entry["value"], Box(*entry["box"]) if entry["box"] else None)


def _write(path: Path, content: bytes) -> None:
    """Whole or not at all: a page that is there is a whole page."""
    unfinished = path.with_name(f".{path.name}.part")
    unfinished.write_bytes(content)
    unfinished.replace(path)
