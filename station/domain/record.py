"""What is kept about paper: volumes, pages, readings, field values, entries. Data only; rules live in station.forms."""

from dataclasses import dataclass, field
from enum import StrEnum

from station.domain.findings import Finding
from station.domain.geometry import Box
from station.domain.identification import Identification
from station.domain.ids import BatchName, EntryId, OfficeId, PageId, StationId, UserId, VolumeId
from station.domain.keying_plan import PlanKind
from station.domain.states import EntryState, VolumeState


class ValueState(StrEnum):
    """Four different things that a clerk must never confuse."""

    READ = "read"
    BLANK = "blank"
    """The form has the line; nothing is written on it."""
    UNREADABLE = "unreadable"
    """Something is written; it cannot be read."""
    ABSENT = "absent"
    """This paper has no such line."""


class ValueSource(StrEnum):
    """Where a value came from."""

    READING = "reading"
    KEYED = "keyed"
    CARD = "card"
    COPIED = "copied"
    RULE = "rule"


@dataclass(frozen=True)
class Voice:
    """What one look at a value said, before it was weighed against the others."""

    network: str
    """Which kind of recogniser looked (`tesseract`, `ppocr`, `frame`): what one kind says twice is one witness."""
    text: str
    value: str
    """Normalised by the field's type; empty when the text is no value of it."""
    confidence: float
    """0..1, the recogniser's own."""


@dataclass(frozen=True)
class Reading:
    """What an engine read for one field."""

    text: str
    """As read, NFC."""
    value: str
    """Normalised by the field's type; empty unless `state` is READ."""
    state: ValueState
    confidence: float
    """0..1; not calibrated."""
    box: Box | None = None
    """In pixels of the original after EXIF orientation; None when the field was not located."""
    page: int = 1
    """1-based number of the page within the entry."""
    alternatives: tuple[str, ...] = ()
    """Other normalised values, best first."""
    voices: tuple[Voice, ...] = ()
    """What every look at it said, that which stands among them."""


@dataclass(frozen=True)
class PageReading:
    """What was read on one page image. `form_id` None: no form fits, the page is kept as unknown."""

    form_id: str | None
    face: int = 1
    """Which face of the form this image is, 1-based."""
    fields: dict[str, Reading] = field(default_factory=dict)
    findings: tuple[Finding, ...] = ()
    seconds: float = 0.0
    part: str = ""
    """Which part of the image: empty for the whole, `left` or `right` page of an open book, `1`, `2`… of several papers."""
    others: tuple["PageReading", ...] = ()
    """The other parts that were read; boxes of every part are in pixels of the same image."""


@dataclass(frozen=True)
class FieldValue:
    """One field of an entry: as printed, normalised, and where it came from."""

    text: str
    value: str
    state: ValueState
    source: ValueSource
    code: str = ""
    """Code from the field's reference list, where it has one."""
    confidence: float | None = None
    """Of the reading; None once a person keyed the value."""
    box: Box | None = None
    page: int = 1
    note: str = ""
    """What the person noted at the field: why it cannot be read, or a remark for the supervisor."""
    voices: tuple[Voice, ...] = ()
    """Of the reading; none once a person keyed the value."""


@dataclass(frozen=True)
class FormRef:
    """Which definition an entry was captured under; kept with the entry for ever."""

    form_id: str
    version: str
    definition_hash: str
    """SHA-256 of form.toml, 64 hex digits."""


@dataclass(frozen=True)
class Span:
    """Numbers of one year that a volume holds, both ends among them."""

    year: int
    first: int
    last: int


@dataclass(frozen=True)
class Shelf:
    """Where the paper stands: kho, dãy, kệ, hộp. Words as the office has them; empty where it has none."""

    warehouse: str = ""
    row: str = ""
    rack: str = ""
    box: str = ""


@dataclass(frozen=True)
class Volume:
    """A register book (type, year, number, office) or a land box: opened, counted, closed."""

    volume_id: VolumeId
    office_id: OfficeId
    kind: str
    """Code of the register or box as the forms state it: KS, GCN…"""
    year: int
    number: str
    """Two digits for a register book: 01, 02…"""
    title: str = ""
    office: str = ""
    """The office as the cover names it, in words of its day: a commune that was merged since keeps its books apart from its sisters'."""
    spans: tuple[Span, ...] = ()
    """What it holds, in the order of the paper: numbers begin anew each year, and a half-used book goes on into the next."""
    closing_count: int | None = None
    """How many cases the closing line of the book (khóa sổ) counts; None when it has none, or nobody looked."""
    closing_pages: int | None = None
    """How many pages the closing line counts."""
    shelf: Shelf | None = None
    numbered_by: tuple[tuple[str, str], ...] = ()
    """(`form id/version`, field) for every form whose entries bear a number of the volume."""
    state: VolumeState = VolumeState.OPEN


class PageState(StrEnum):
    """How far a page is; follows from its actions."""

    CAPTURED = "captured"
    READ = "read"
    UNKNOWN = "unknown"
    """Read, and no form fits: a person must say what it is."""
    SET_ASIDE = "set-aside"
    """Out of the way, by a person: kept and sealed, but no longer read and in no entry."""


class AsideReason(StrEnum):
    """Why a person set a page aside."""

    RESCANNED = "rescanned"
    """Another page has its place."""
    FED_TWICE = "fed-twice"
    BLANK = "blank"
    UNUSABLE = "unusable"
    """Cannot be read; the sheet is to be scanned again later."""
    OTHER_VOLUME = "other-volume"
    """The sheet does not belong to this volume."""


@dataclass(frozen=True)
class Aside:
    """How a page was set aside."""

    reason: AsideReason
    was: PageState
    """What it is again when it is taken back."""
    by: PageId | None = None
    """The page that has its place; None when nothing has."""


@dataclass(frozen=True)
class Page:
    """One image as captured, never altered."""

    page_id: PageId
    volume_id: VolumeId
    ordinal: int
    """Order of capture within the volume, from 1."""
    image_name: str
    """SHA-256 of the sealed image, 64 hex digits; its file name in the store."""
    size: int
    """Bytes of the sealed image."""
    media_type: str
    width: int
    height: int
    source_name: str
    """Name of the file or device it came from; may hold personal data, so it stays inside the store."""
    state: PageState = PageState.CAPTURED
    findings: tuple[Finding, ...] = ()
    place: int = 0
    """Ordinal of the page whose place in the order of the paper this one took; 0: its own."""
    aside: Aside | None = None
    """Set while `state` is SET_ASIDE."""

    @property
    def paper_order(self) -> tuple[int, int]:
        """Sorts pages as the paper lies: a sheet scanned again stands where the first scan of it stood, after it."""
        return self.place or self.ordinal, self.ordinal


@dataclass(frozen=True)
class Job:
    """Work as a row: a page to be read."""

    page_id: PageId
    attempts: int
    state: str
    """`waiting`, `running` (becomes `waiting` at the next start), `needs-person`."""
    last_error: str = ""
    """Code of the last failure."""


@dataclass(frozen=True)
class SecondKeying:
    """What of an entry is keyed a second time, and how far that is."""

    fields: tuple[str, ...]
    """To be keyed again; once settled, those that stand as they were settled."""
    plan: PlanKind
    """Why these."""
    values: dict[str, FieldValue] = field(default_factory=dict)
    """What the second person keyed, until it is settled; the log keeps it."""
    differing: tuple[str, ...] = ()
    """Of `fields`, those in which the two keyings say something else."""
    hands: frozenset[UserId] = frozenset()
    """Who keyed second and nothing else in this entry."""
    settled: bool = False
    """The two agree, or a third person has decided."""
    decided_by: UserId | None = None


@dataclass(frozen=True)
class Entry:
    """One registered case or one certificate, in fields: the fold of its actions."""

    entry_id: EntryId
    volume_id: VolumeId
    form: FormRef
    pages: tuple[PageId, ...]
    state: EntryState
    revision: int
    """How many times it was approved, plus one while work goes on; the central keeps every revision."""
    fields: dict[str, FieldValue]
    findings: tuple[Finding, ...] = ()
    touched_by: frozenset[UserId] = frozenset()
    """Everybody who keyed or checked this revision: none of them may approve it."""
    overrides: dict[str, str] = field(default_factory=dict)
    """Rule id → the reason why a person let its finding stand."""
    batch: BatchName | None = None
    return_reason: str = ""
    identifications: dict[str, Identification] = field(default_factory=dict)
    """Role of a person of the form → the newest identification of this person."""
    second: SecondKeying | None = None


@dataclass(frozen=True)
class Batch:
    """Approved entries, frozen, numbered, hashed and signed."""

    name: BatchName
    volume_id: VolumeId
    station_id: StationId
    seq: int
    """1, 2, 3… per station."""
    previous: BatchName | None
    entries: tuple[EntryId, ...]
    approved_by: UserId
    receipts: dict[str, bytes] = field(default_factory=dict)
    """Stage (`entries`, `complete`) → the central's signed receipt, byte for byte."""
