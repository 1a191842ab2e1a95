"""Pages by which reading is measured: forms × editions × faces × wear of one side of the split, drawn one by one and never written down.

Equal library, part, seed and request give equal bytes. What is true of a page comes with it.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from random import Random
from typing import Final, Literal

from station.domain.geometry import Box
from station.forms.definition import FaceLayout, FormDefinition, LayoutDefinition
from station.forms.library import FormLibrary
from station.practice.births import compose_birth
from station.practice.degrade import Condition, Degraded
from station.practice.entries import Numbering, scored, truth
from station.practice.ink import Pixels
from station.practice.pens import Pen, pick_hand, pick_machine
from station.practice.people import PRACTICE_OFFICE
from station.practice.render import Print, RenderedFace, render_face
from station.practice.split import PartName, SplitPart, split_parts
from station.practice.strays import StrayPaper, stray_papers
from station.practice.wear import Wear
from station.practice.worn import wear_page
from station.practice.writing import Written

Filled = Literal["machine", "hand"]
_LAST_YEAR: Final = 2025
_MOST_NUMBER: Final = 150
_SEALS: Final = {"GCN": ("ỦY BAN NHÂN DÂN", "HUYỆN ĐÁ TRẮNG")}
_COMMUNE_SEAL: Final = ("ỦY BAN NHÂN DÂN", "XÃ SUỐI MÂY")


@dataclass(frozen=True)
class SpecimenField:
    """Ground truth of one field. `box`: in the picture after EXIF orientation, None when nothing is printed."""

    text: str
    value: str
    box: Box | None
    filled: Filled


@dataclass(frozen=True)
class Specimen:
    """One page as a JPEG file, with everything that is true of it."""

    key: str
    """ "birth_extract/3/clean/0002-1": form, edition, condition, paper and face."""
    content: bytes
    form_id: str | None
    """None: a paper of another kind."""
    edition: str
    """Of a paper of another kind: its name."""
    face: int
    condition: Condition
    filled: Filled
    """How most of its values are written."""
    fields: Mapping[str, SpecimenField]
    """The fields that are on this face, blank ones too."""
    wear: Wear


def draw_specimens(
    library: FormLibrary, part: PartName, *, forms: Sequence[str], conditions: Sequence[Condition], papers: int, seed: int
) -> Iterator[Specimen]:
    """`papers` papers of every form in every condition, each with all its faces, the part's editions in turn.

    Raises ValueError for a seed of the other side or a form without a layout of the part's editions, StationError `forms.unknown`.
    """
    side = side_of(part, seed)
    for condition in conditions:
        for form_id in forms:
            form, editions = library.form(form_id), library.editions(form_id)
            for number in range(papers):
                edition = side.editions[number % len(side.editions)]
                if edition not in editions:
                    raise ValueError(f"form {form_id} has no edition {edition}")
                paper = _Paper(f"{form_id}/{edition}/{condition}/{number:04d}", form, edition, editions[edition], condition)
                yield from _faces(paper, side, seed)


def draw_strays(part: PartName, *, conditions: Sequence[Condition], papers: int, seed: int) -> Iterator[Specimen]:
    """`papers` pages of other kinds in every condition, the kinds in turn. Raises ValueError for a seed of the other side."""
    side = side_of(part, seed)
    kinds = stray_papers(PRACTICE_OFFICE)
    for condition in conditions:
        for number in range(papers):
            kind = kinds[number % len(kinds)]
            yield _stray(f"stray/{kind.name}/{condition}/{number:04d}", kind, condition, side, seed)


def side_of(part: PartName, seed: int) -> SplitPart:
    """The side, when the seed belongs to it: a page that is held back cannot be drawn for tuning by a slip."""
    side = split_parts()[part]
    if not side.seeds[0] <= seed <= side.seeds[1]:
        raise ValueError(f"seeds of {part} are {side.seeds[0]} to {side.seeds[1]}, not {seed}")
    return side


def year_within(form: FormDefinition, random: Random) -> int:
    """A whole year in which the form was used."""
    first, last = form.valid_from, form.valid_to
    least = _LAST_YEAR if first is None else first.year + ((first.month, first.day) != (1, 1))
    most = _LAST_YEAR if last is None else last.year - ((last.month, last.day) != (12, 31))
    return random.randint(min(least, _LAST_YEAR), min(most, _LAST_YEAR))


@dataclass(frozen=True)
class _Paper:
    key: str
    form: FormDefinition
    edition: str
    layout: LayoutDefinition
    condition: Condition


def _faces(paper: _Paper, side: SplitPart, seed: int) -> Iterator[Specimen]:
    random = Random(f"{seed}/{paper.key}")
    form = paper.form
    at = Numbering(year_within(form, random), f"{random.randint(1, 3):02d}", random.randint(1, _MOST_NUMBER))
    written = truth(form, seed, at)
    # one pen and one printer for all faces of a paper
    printed, pen = _print(side, random), _pen(side, paper.layout.filled, random)
    wears = [side.conditions[paper.condition].draw(random) for _ in paper.layout.faces]
    drawn = [
        render_face(
            form.faces[at_face], layout, written, pen=pen, random=random, form_print=printed,
            seal_words=_SEALS.get(form.kind, _COMMUNE_SEAL), stray_seals=wears[at_face].seals,
        )
        for at_face, layout in enumerate(paper.layout.faces)
    ]  # fmt: skip
    for at_face, sheet in enumerate(drawn):
        key = f"{paper.key}-{at_face + 1}"
        taken = wear_page(sheet.image, wears[at_face], Random(f"{seed}/{key}"), _back(drawn, at_face))
        fields = _fields(form, at_face + 1, paper.layout, scored(form, written), sheet, taken)
        yield Specimen(
            key, taken.content, form.id, paper.edition, at_face + 1, paper.condition, paper.layout.filled, fields, wears[at_face]
        )  # fmt: skip


def _back(drawn: Sequence[RenderedFace], face: int) -> Pixels:
    """What shows through: the next face of the paper, or its own print when it has but one."""
    return drawn[(face + 1) % len(drawn)].image


def _print(side: SplitPart, random: Random) -> Print:
    return Print(random.choice(side.printed_faces), pick_hand(side.hand_faces, random), pick_machine(side.machine_faces, random))


def _pen(side: SplitPart, filled: Filled, random: Random) -> Pen:
    return pick_hand(side.hand_faces, random) if filled == "hand" else pick_machine(side.machine_faces, random)


def _fields(
    form: FormDefinition, face: int, layout: LayoutDefinition, written: Mapping[str, Written], sheet: RenderedFace, taken: Degraded
) -> dict[str, SpecimenField]:
    on_face = {field.id for field in form.fields if field.face == face}
    filled = _filled(layout.faces[face - 1], layout.filled)
    fields = {}
    for name, value in written.items():
        own = name if name in on_face else name.split("[")[0]
        if own in on_face:
            box = sheet.boxes.get(name) or sheet.boxes.get(own)
            place = taken.place(box) if box and value.text else None
            fields[name] = SpecimenField(value.text, value.value, place, filled.get(own, layout.filled))
    return fields


def _filled(layout: FaceLayout, usual: Filled) -> dict[str, Filled]:
    return {part.field: part.written or usual for line in layout.lines for part in line.parts}


def _stray(key: str, kind: StrayPaper, condition: Condition, side: SplitPart, seed: int) -> Specimen:
    random = Random(f"{seed}/{key}")
    wear = side.conditions[condition].draw(random)
    values = compose_birth(PRACTICE_OFFICE, random.randint(2016, _LAST_YEAR), "01", random.randint(1, _MOST_NUMBER), random)
    sheet = render_face(
        kind.face, kind.layout, values, pen=_pen(side, "machine", random), random=random, form_print=_print(side, random),
        stray_seals=wear.seals,
    )  # fmt: skip
    taken = wear_page(sheet.image, wear, random)
    return Specimen(key, taken.content, None, kind.name, 1, condition, "machine", {}, wear)
