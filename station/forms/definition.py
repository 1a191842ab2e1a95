"""What a form definition may say: the shape of form.toml and layout.toml. Loading and cross-checks are in loader.py.

Lengths are millimetres from the top left corner of the face; ids of repeated groups carry their index: `party[0].ho_ten`.
"""

import datetime
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from station.domain.findings import Severity, Text
from station.domain.keying_plan import PlanKind

FieldId = Annotated[str, StringConstraints(pattern=r"^[A-Za-z][A-Za-z0-9_]*(\[\d+\]\.[A-Za-z][A-Za-z0-9_]*)?$")]
Slug = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*$")]
FieldTypeName = Literal[
    "text", "person_name", "place", "choice", "tick", "date", "date_words", "year", "number", "area", "area_words",
    "id_number", "register_number", "book_number", "serial", "list",
]  # fmt: skip
"""The closed registry; station.forms.types holds one entry for each."""


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Bilingual(_Strict):
    """A text in both languages."""

    vi: str
    en: str

    @property
    def text(self) -> Text:
        """The same as the domain's message."""
        return Text(self.vi, self.en)


class FaceDefinition(_Strict):
    """One side of the paper as it is scanned: what tells it from every other face of every other form."""

    width_mm: float = Field(gt=0, le=900)
    height_mm: float = Field(gt=0, le=900)
    anchors: list[str] = Field(min_length=1)
    """Printed texts that are on this face whatever the edition; the title first."""
    refuse: list[str] = []
    """Printed texts that prove it is another paper (a copy, another generation)."""


class BlockDefinition(_Strict):
    """A group of fields under one heading: jumps on the desk, headings on the sheets."""

    id: Slug
    title: Bilingual


class FieldDefinition(_Strict):
    """One line to be read. Fields stand in the order of the paper; that order disambiguates labels printed more than once."""

    id: FieldId
    type: FieldTypeName
    label: Bilingual
    """What the desk and the sheets call it."""
    printed: list[str] = []
    """The label as printed on the paper, in every wording known across editions. Empty: the line has no label of its own."""
    block: Slug
    face: int = Field(default=1, ge=1)
    below: bool = False
    """The value stands under its label, or, without one, under the value of the field before: signature blocks."""
    required: bool = False
    hand: Literal["print", "hand", "stamp"] = "print"
    lexicon: Slug | None = None
    """Reference list for `choice` and `place`."""
    options: dict[str, list[str]] = {}
    """For `tick`: code → printed label(s) of its box."""
    lines: int = Field(default=1, ge=1, le=12)
    """How many lines of paper the value may fill."""
    ends_at: list[str] = []
    """Printed texts that end the value without being a field's label: a unit (`m²`), a bracket, a heading."""
    splitter: Literal["semicolon", "name_area", "name_term"] | None = None
    """For `list`: how one printed line becomes items. `name_area`: "Đất ở 200 m²; đất vườn 150 m²"; `name_term`: "Đất ở: Lâu dài; …"."""
    items: dict[str, "ItemDefinition"] = {}
    """For `list`: item key → definition; the fields are then `id[0].key`, `id[1].key`…"""


class ItemDefinition(_Strict):
    """One part of a list item: `purpose[0].dien_tich`."""

    type: FieldTypeName
    label: Bilingual
    lexicon: Slug | None = None


class RuleCondition(_Strict):
    """When a rule speaks at all: while a field has one of these codes, or, of a tick, these options."""

    field: FieldId
    codes: list[str] = Field(min_length=1)


class RuleDefinition(_Strict):
    """A named predicate with its parameters: the predicate is code (station.forms.rules), everything else is data."""

    id: Slug
    predicate: str
    fields: list[FieldId] = Field(min_length=1)
    parameters: dict[str, str | int | float] = {}
    severity: Severity
    message: Bilingual
    source: str = ""
    """Law, decree or reason, one line."""
    when: RuleCondition | None = None
    """None: always."""


class SharedRule(RuleDefinition):
    """A rule for every form of some kinds that has its fields: `rules/*.toml`. A form's own rule of the same id comes before it."""

    fields: list[FieldId] = []
    kinds: list[str] = Field(min_length=1)
    forms: list[Slug] = []
    """Only these; empty: every form of the kinds."""
    each: list[FieldId] = []
    """One rule of every field named here, `fields` behind it; its id is `id` and the field's."""
    awaits: str = ""
    """Which form it waits for: a rule that no form takes is a fault unless it says so."""
    holds: dict[str, str] = {}
    """An example: field → text as typed, `*` for the field of `each`; a test keys it and expects no finding of the rule."""
    breaks: dict[str, str] = {}
    """The same with a finding of the rule."""


class RuleSet(_Strict):
    """A file of shared rules."""

    title: Bilingual
    rules: list[SharedRule] = Field(min_length=1)


class PersonDefinition(_Strict):
    """Which fields belong to one person of the entry, for identification and for finding the same person again."""

    role: Slug
    title: Bilingual
    fields: dict[str, FieldId]
    """`name`, `birth_date`, `sex`, `id_number`, `old_number`, `address`, `father`, `mother`, `spouse` → field."""
    identification_required: bool = False
    """Nobody approves an entry that names this person and in which nobody has identified them."""


class FormDefinition(_Strict):
    """form.toml. A published version is never edited: entries keep id, version and hash."""

    id: Slug
    version: Annotated[str, StringConstraints(pattern=r"^[1-9][0-9]*$")]
    kind: Annotated[str, StringConstraints(pattern=r"^[A-Z]{2,4}$")]
    """Code of the register or box: KS, KH, KT, GCN…; a volume holds one kind."""
    title: Bilingual
    basis: str
    """The law or circular that prescribes the paper."""
    valid_from: datetime.date | None = None
    valid_to: datetime.date | None = None
    faces: list[FaceDefinition] = Field(min_length=1)
    blocks: list[BlockDefinition] = Field(min_length=1)
    fields: list[FieldDefinition] = Field(min_length=1)
    rules: list[RuleDefinition] = []
    persons: list[PersonDefinition] = []
    entry_number: FieldId | None = None
    """The field that numbers the entry within its volume."""
    duplicate_keys: list[FieldId] = []
    """Fields that together name the entry: within its volume, or, of one field alone, anywhere."""
    case_persons: list[Slug] = []
    """Roles of the persons for whom such a case is registered once in their lives; empty where they may have many (land)."""
    second_keying: PlanKind = PlanKind.NONE
    """What a volume of this kind has keyed a second time where neither its plan nor the office says otherwise."""


# layout.toml: the print layout, from which the practice office draws its pages and later the station its extracts


Point = tuple[float, float]
Colour = Literal["black", "red", "blue", "green", "brown"]


class PrintedText(_Strict):
    """Fixed words. `at` is the left, centre or right end of the baseline, by `align`."""

    at: Point
    text: str
    size_pt: float = 12
    bold: bool = False
    italic: bool = False
    align: Literal["left", "center", "right"] = "left"
    colour: Colour = "black"


class PrintedPart(_Strict):
    """A label and the value behind it, side by side with others on one line."""

    label: str = ""
    field: str
    """A field id, or the id of a `list` field printed as one line."""
    suffix: str = ""
    share: float = Field(default=1, gt=0)
    """Width relative to the other parts of the line."""
    written: Literal["hand", "machine"] | None = None
    """Always by hand, or always by a machine (a serial, a stamped name), whatever fills in the rest."""
    boxes: int = Field(default=0, ge=0, le=20)
    """So many boxes for one sign each, instead of a line."""


class PrintedLine(_Strict):
    """One line of label-and-value parts over dotted leaders; `at` is the left end of the first baseline."""

    at: Point
    width: float = Field(gt=0)
    parts: list[PrintedPart] = Field(min_length=1)
    size_pt: float = 12
    lines: int = Field(default=1, ge=1, le=12)
    leading_mm: float = 7.5
    leaders: bool = True
    """False: printed by software in one go; a line whose values are all blank is then not printed at all."""
    guide: Literal["dots", "rule", "none"] = "dots"
    """What the leaders are: dots, a thin line, or room alone: software that always prints the label."""
    bold: bool = False
    """Labels in bold."""
    align: Literal["left", "center"] = "left"


class PrintedTick(_Strict):
    """A box to be ticked, with its label to the right."""

    at: Point
    label: str
    field: str
    value: str
    size_pt: float = 11


class PrintedRule(_Strict):
    """A straight line."""

    start: Point
    end: Point
    width_mm: float = 0.25
    colour: Colour = "black"


class PrintedSeal(_Strict):
    """Where the red seal is stamped (round, `radius_mm`), and where the signature goes; radius 0: a signature alone."""

    at: Point
    radius_mm: float = 16


class PrintedCode(_Strict):
    """A QR code; `at` is its top left corner. In `template`, `{field}` stands for what is printed in a field."""

    at: Point
    size_mm: float = Field(gt=5, le=80)
    template: str


class FaceLayout(_Strict):
    """Everything printed on one face."""

    texts: list[PrintedText] = []
    lines: list[PrintedLine] = []
    ticks: list[PrintedTick] = []
    rules: list[PrintedRule] = []
    seals: list[PrintedSeal] = []
    codes: list[PrintedCode] = []
    ground: Literal["white", "guilloche", "waves", "rosettes", "lattice"] = "white"
    """The pattern under the text."""
    tint: Literal["pink", "blue", "green", "yellow", "grey"] = "pink"
    """Its colour."""
    frame: Literal["none", "single", "double", "ornate"] = "none"
    frame_colour: Colour = "black"
    ink: Colour = "black"
    """In which labels, lines and boxes are printed."""
    paper_mm: Point | None = None
    """Width and height where this edition's paper is of another size than the form says."""


class LayoutDefinition(_Strict):
    """layout.toml, and layout-2.toml… for further editions of the same form: one FaceLayout per face of the form."""

    edition: Bilingual | None = None
    """What tells this edition from the others."""
    filled: Literal["machine", "hand"] = "machine"
    """How its values are usually written."""
    faces: list[FaceLayout] = Field(min_length=1)
