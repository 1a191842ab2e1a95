"""Counting what was read right: forms, fields, letters, marks, and what was said to need nobody, from readings as the product has them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Final

from rapidfuzz.distance import Levenshtein

from station.domain.record import PageReading, Reading, ValueState
from station.domain.text import clean, fold
from station.forms.assembly import assemble
from station.forms.check import check_entry
from station.forms.definition import FieldTypeName
from station.forms.entry_values import read_values
from station.forms.fields import find_field
from station.forms.library import FormLibrary
from station.practice.specimens import Specimen, SpecimenField
from station.workflow.attention import Need, needs

WITNESSED_TYPES: Final[frozenset[FieldTypeName]] = frozenset(
    {"number", "area", "year", "date", "id_number", "register_number", "book_number", "serial", "choice", "tick"}
)
"""Digits, dates and closed lists: of these most should need nobody on clean scans."""


@dataclass
class Count:
    """What was counted on pages of one form and condition; everything adds up."""

    pages: int = 0
    recognised: int = 0
    """Form and face right, or a paper of another kind left unknown."""
    forced: int = 0
    """Taken for a form that it is not."""
    failed: int = 0
    """No reading at all."""
    printed: int = 0
    """Fields with something printed or typed on the paper."""
    right: int = 0
    plain: int = 0
    """Of them read right by the plain way."""
    handwritten: int = 0
    handwritten_right: int = 0
    invented: int = 0
    """Fields that are blank on the paper and were read as something."""
    marks_only: int = 0
    """Printed fields wrong in nothing but marks."""
    letters: int = 0
    edits: int = 0
    """Edit distance over all printed fields."""
    witnessed: int = 0
    """Printed digit, date and closed-list fields."""
    witnessed_marked: int = 0
    """Of them marked "needs no person"."""
    marked: int = 0
    """Fields with something on the paper or in the reading that were marked "needs no person"."""
    marked_wrong: int = 0
    seconds: float = 0.0
    """Of the workers."""

    def __add__(self, other: "Count") -> "Count":
        return Count(**{each.name: getattr(self, each.name) + getattr(other, each.name) for each in fields(self)})


def count_page(page: Specimen, reading: PageReading | None, plain: Mapping[str, str]) -> Count:
    """One page by itself; what needs nobody is counted by paper, see `count_marked`."""
    count = Count(pages=1)
    if reading is None:
        count.failed = 1
    else:
        count.seconds = reading.seconds
        count.recognised = int(is_recognised(page, reading))
        count.forced = int(reading.form_id is not None and not count.recognised)
    read = reading.fields if reading is not None and count.recognised else {}
    for name, truth in page.fields.items():
        _count_field(count, truth, read.get(name), plain.get(name, ""))
    return count


def is_recognised(page: Specimen, reading: PageReading | None) -> bool:
    """Form and face right, or a paper of another kind left unknown."""
    return reading is not None and reading.form_id == page.form_id and (page.form_id is None or reading.face == page.face)


def _count_field(count: Count, truth: SpecimenField, read: Reading | None, plain: str) -> None:
    value = read.value if read is not None and read.state is ValueState.READ else ""
    if not truth.text:
        count.invented += bool(value)
    elif truth.filled == "hand":
        count.handwritten += 1
        count.handwritten_right += value == truth.value
    else:
        count.printed += 1
        count.right += value == truth.value
        count.plain += plain == truth.value
        count.marks_only += value != truth.value and fold(value) == fold(truth.value)
        wanted, text = clean(truth.text), clean(read.text) if read is not None else ""
        count.letters += len(wanted)
        count.edits += min(Levenshtein.distance(wanted, text), len(wanted))


def count_marked(library: FormLibrary, pages: Sequence[Specimen], readings: Mapping[str, PageReading]) -> Count:
    """What one paper's fields say about needing a person, through assembly, checks and attention as the desk goes. `pages`: its faces.

    A face that was not recognised is missing from the entry, which a finding tells; its fields are marked as nothing.
    """
    count = Count()
    if pages[0].form_id is None:
        return count
    form = library.form(pages[0].form_id)
    read = [(page.key, readings[page.key]) for page in pages if page.key in readings]
    entry = next((each for each in assemble(library, read) if each.form_id == form.id), None)
    values = read_values(form, library, entry.fields) if entry else {}
    needed = needs(form, library, values, check_entry(form, library, values)) if entry else {}
    seen = {name for page in pages if is_recognised(page, readings.get(page.key)) for name in page.fields}
    for name, truth in (field for page in pages for field in page.fields.items()):
        # a list counts as one field on the desk; here each part of its items does
        nobody = name in seen and (needed.get(name) or needed.get(name.split("[")[0])) is Need.NOTHING
        value = values.get(name)
        text = value.value if value is not None and value.state is ValueState.READ else ""
        if nobody and (truth.text or text):
            count.marked += 1
            count.marked_wrong += text != truth.value
        field = find_field(form, name)
        if field is not None and field.type in WITNESSED_TYPES and truth.text and truth.filled == "machine":
            count.witnessed += 1
            count.witnessed_marked += nobody
    return count
