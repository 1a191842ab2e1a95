"""The shelf of one day: three volumes of three forms, what stands on every paper, and a machine that reads it with known faults."""

import contextlib
import dataclasses
import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from random import Random

from PIL import Image, ImageDraw, ImageFont

from station.domain.geometry import Box
from station.domain.record import PageReading, Reading, ValueState
from station.forms.definition import FieldDefinition, FormDefinition
from station.forms.fields import find_field
from station.forms.library import FormLibrary
from station.forms.types import normalise
from station.practice.entries import Numbering, scored, truth
from station.practice.generator import TrueField, generate_pages
from station.practice.people import PRACTICE_OFFICE
from station.practice.plan import PlannedVolume, PracticePlan
from tests.bench.keystrokes import wanted_text
from ui.resources import RESOURCES

SEED = 20261122
VOLUMES = (
    PlannedVolume("KS", 2018, "01", "", "birth_certificate", 17, first_number=7),
    PlannedVolume("KS", 2017, "02", "", "birth_register_2016", 15, first_number=41),
    PlannedVolume("GCN", 2016, "01", "", "land_certificate_2014", 8, seal=("ỦY BAN NHÂN DÂN", "HUYỆN ĐÁ TRẮNG")),
)
"""40 entries of three forms."""

SHORT = tuple(dataclasses.replace(volume, entries=entries) for volume, entries in zip(VOLUMES, (10, 8, 6), strict=True))
"""The same day with 24; no list is as long as what is left of the one before, so that the screen tells them apart."""

FEW = (PlannedVolume("KS", 2018, "03", "", "birth_certificate", 3),)
"""For a day on which much happens in between."""

_WIDTH, _LINE, _TOP = 620, 24, 40


@dataclass(frozen=True)
class Paper:
    """One entry as it lies on the table: what a person reads on it."""

    volume: PlannedVolume
    form: FormDefinition
    number: int
    fields: Mapping[str, TrueField]
    colour: tuple[int, int, int] = (255, 255, 255)
    """Of its pages, where every paper has its own; white where it has not."""

    @property
    def key(self) -> tuple[str, int]:
        """Its volume and place in it."""
        return self.volume.key, self.number

    @cached_property
    def lines(self) -> dict[tuple[str, str], str]:
        """(heading of the block, label) → what stands there, as a person would key it; empty where nothing is written."""
        titles = {block.id: block.title.vi for block in self.form.blocks}
        return {(titles[one.block], one.label.vi): wanted_text(self.form, one.id, self.fields) for one in self.form.fields}

    @property
    def looks(self) -> tuple[float, float]:
        """Its colour as shares of green and blue to red: the same in any light."""
        return self.colour[1] / self.colour[0], self.colour[2] / self.colour[0]

    @property
    def numbers(self) -> set[str]:
        """What the desks may call it: its number as printed and as keyed."""
        one = self.fields[self.form.entry_number] if self.form.entry_number else None
        return {one.text, one.value} if one is not None else set()


@dataclass(frozen=True)
class Shelf:
    """Where the day's scans lie, what is on them, and who reads them."""

    folder: Path
    papers: tuple[Paper, ...]
    reader: "FaultyReader | None" = None
    """None: the product's own."""

    @property
    def volumes(self) -> list[PlannedVolume]:
        """In the order in which they are scanned."""
        return list({paper.volume.key: paper.volume for paper in self.papers}.values())

    def folder_of(self, volume: PlannedVolume) -> Path:
        return self.folder / volume.key

    def of(self, volume: PlannedVolume) -> list[Paper]:
        """In the order in which they are scanned."""
        return [paper for paper in self.papers if paper.volume is volume]


def drawn_shelf(library: FormLibrary, folder: Path) -> Shelf:
    """Practice scans as the product's generator makes them, for the product's own reading. Minutes."""
    papers = []
    for volume in VOLUMES:
        pages = generate_pages(library, folder / volume.key, seed=SEED, plan=PracticePlan((volume,), ("clean", "poor", "clean"), 0))
        form = library.form(volume.form_id)
        for number in sorted({page.entry for page in pages}):
            fields = {name: value for page in pages if page.entry == number for name, value in page.fields.items()}
            papers.append(Paper(volume, form, number, fields))
    return Shelf(folder, tuple(papers))


def painted_shelf(library: FormLibrary, folder: Path, volumes: Sequence[PlannedVolume]) -> Shelf:
    """Small pictures of the same papers, each in a colour of its own, and a reader that knows them and makes faults. Seconds."""
    reader, papers = FaultyReader(library), []
    for volume in volumes:
        (folder / volume.key).mkdir(parents=True)
        form = library.form(volume.form_id)
        for number in range(volume.first_number, volume.first_number + volume.entries):
            written = scored(form, truth(form, SEED, Numbering(volume.year, volume.number, number), PRACTICE_OFFICE))
            colour = _colour(len(papers))
            fields = {name: TrueField(one.text, one.value, None) for name, one in written.items()}
            for face in range(1, len(form.faces) + 1):
                shown = _on_face(form, fields, face)
                path = folder / volume.key / f"{volume.key}-{number:04d}-{face}.png"
                _paint(path, colour, shown)
                reader.knows(path.read_bytes(), form, face, shown)
            papers.append(Paper(volume, form, number, fields, colour))
    return Shelf(folder, tuple(papers), reader)


def _on_face(form: FormDefinition, fields: Mapping[str, TrueField], face: int) -> dict[str, TrueField]:
    """The fields of one face with their places."""
    here = {one.id for one in form.fields if one.face == face}
    names = [name for name in fields if name in here or name.split("[")[0] in here]
    return {
        name: dataclasses.replace(fields[name], box=Box(40, _TOP + _LINE * at, _WIDTH - 80, _LINE - 4)) for at, name in enumerate(names)
    }


def _paint(path: Path, colour: tuple[int, int, int], fields: Mapping[str, TrueField]) -> None:
    picture = Image.new("RGB", (_WIDTH, _WIDTH * 297 // 210), colour)
    pen, font = ImageDraw.Draw(picture), ImageFont.truetype(RESOURCES / "fonts/Tinos-Regular.ttf", 17)
    for name, one in fields.items():
        assert one.box is not None
        pen.text((one.box.x, one.box.y), f"{name}: {one.text or '……'}", fill=(0, 0, 0), font=font)
    picture.save(path)


def _colour(at: int) -> tuple[int, int, int]:
    """49 light colours that stay apart when the desk dims them: full red, and green and blue in steps."""
    return 255, 255 - 20 * (at % 7), 255 - 20 * (at // 7)


@dataclass
class FaultyReader:
    """Reads the painted pages as an engine does: mostly right, sometimes unsure, wrong, or not at all. Equal seed, equal faults."""

    library: FormLibrary
    answers: dict[str, PageReading] = field(default_factory=dict)
    faults: int = 0

    def knows(self, content: bytes, form: FormDefinition, face: int, fields: Mapping[str, TrueField]) -> None:
        """Make up its mind about one page."""
        digest = hashlib.sha256(content).hexdigest()
        random = Random(f"{SEED}/{form.id}/{len(self.answers)}")
        read = {name: self._reading(find_field(form, name), one, random) for name, one in fields.items()}
        self.answers[digest] = PageReading(form.id, face, {name: one for name, one in read.items() if one is not None}, seconds=0.01)

    def read(self, pages: Iterable[tuple[str, bytes]], kind: str | None = None) -> Iterator[tuple[str, PageReading]]:
        for key, content in pages:
            yield key, self.answers[hashlib.sha256(content).hexdigest()]

    def _reading(self, definition: FieldDefinition | None, one: TrueField, random: Random) -> Reading | None:
        assert definition is not None
        chance = random.random()
        if not one.text:
            return Reading("", "", ValueState.BLANK, 0.95, one.box)
        if chance > 0.34:
            return Reading(one.text, one.value, ValueState.READ, 0.99, one.box)
        self.faults += 1
        if chance < 0.05:
            return Reading("", "", ValueState.ABSENT, 0.0)
        if chance < 0.10:
            return Reading("", "", ValueState.UNREADABLE, 0.2, one.box)
        if chance < 0.24:
            wrong = _misread(one.text, random)
            value = normalise(wrong, definition, self.library.lexicons).value or wrong
            return Reading(wrong, value, ValueState.READ, 0.99 if chance > 0.20 else 0.6, one.box)
        return Reading(one.text, one.value, ValueState.READ, 0.7, one.box)


_CONFUSED = str.maketrans("0123456789ễệốộấậắặđĐăâêôơưnmuiec", "8723560798êeôoâaăadDâaeoouumnlce")


def _misread(text: str, random: Random) -> str:
    """One letter or figure taken for another."""
    places = [at for at, letter in enumerate(text) if letter.translate(_CONFUSED) != letter]
    if not places:
        return text + "."
    at = random.choice(places)
    return text[:at] + text[at].translate(_CONFUSED) + text[at + 1 :]


def slip(paper: Paper) -> dict[tuple[str, str], str]:
    """A figure taken for another where words on the same paper say it too: the rule speaks, and the supervisor sees it."""
    rule = next(rule for rule in paper.form.rules if rule.predicate == "words_equal_figures")
    field_id = rule.fields[0]
    one = next(one for one in paper.form.fields if one.id == field_id)
    title = next(block.title.vi for block in paper.form.blocks if block.id == one.block)
    line = paper.lines[title, one.label.vi]
    at = next(at for at in (1, 0) if line[at].isdigit())
    wrong = line[:at] + ("2" if line[at] == "1" else "1") + line[at + 1 :]
    return {(title, one.label.vi): wrong}


def name_slip(paper: Paper) -> dict[tuple[str, str], str]:
    """The first name of the paper with another last letter: no rule speaks of it."""
    one = next(one for one in paper.form.fields if one.type == "person_name")
    title = next(block.title.vi for block in paper.form.blocks if block.id == one.block)
    line = paper.lines[title, one.label.vi]
    return {(title, one.label.vi): line[:-1] + ("M" if line[-1].upper() == "N" else "N")}


def reader_for(shelf: Shelf) -> Callable[[FormLibrary], AbstractContextManager[FaultyReader | None]]:
    """What the desk Quét asks for a reader: this shelf's own, ready at once."""
    return lambda library: contextlib.nullcontext(shelf.reader)
