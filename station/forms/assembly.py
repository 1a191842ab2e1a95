"""From read pages to entries: which consecutive pages are faces of one paper. Invents no field and guesses no page."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from station.domain.findings import Finding, Severity, Text
from station.domain.record import PageReading, Reading, ValueState
from station.forms.definition import FormDefinition
from station.forms.fields import position
from station.forms.library import FormLibrary


@dataclass(frozen=True)
class Assembled:
    """One entry as the pages tell it. Checking comes later (station.forms.check)."""

    form_id: str
    page_keys: tuple[str, ...]
    fields: dict[str, Reading]
    """Only what the pages' readings hold, in the order of the form; `page` is 1 for the entry's first page."""
    findings: tuple[Finding, ...]
    """The pages' findings, and what is doubtful in how they were put together."""


@dataclass
class _Paper:
    """Pages that are being gathered into one entry."""

    form: FormDefinition
    pages: list[tuple[str, PageReading]] = field(default_factory=list)

    def takes(self, reading: PageReading) -> bool:
        """Whether this page is the next face of the same paper."""
        return reading.form_id == self.form.id and reading.face > self.pages[-1][1].face

    @property
    def is_full(self) -> bool:
        return self.pages[-1][1].face >= len(self.form.faces)


def assemble(library: FormLibrary, pages: Sequence[tuple[str, PageReading]]) -> list[Assembled]:
    """Entries of (key, reading) pairs in the order of capture.

    Pages belong together while they follow each other, are of one form, and their faces rise; a face that comes again, or comes
    back, begins the next entry. Pages of no known form make no entry and end the one before. Raises StationError `forms.unknown`.
    """
    return [_entry(paper) for paper in _papers(library, pages)]


def together(form: FormDefinition, pages: Sequence[tuple[str, PageReading]]) -> Assembled:
    """One entry of this form out of these pages, whatever their faces; a page of another form gives its key and nothing else."""
    known = [(key, reading if reading.form_id == form.id else PageReading(form.id, 0)) for key, reading in pages]
    return _entry(_Paper(form, known))


def _papers(library: FormLibrary, pages: Sequence[tuple[str, PageReading]]) -> Iterator[_Paper]:
    paper: _Paper | None = None
    for key, reading in pages:
        if paper is not None and not paper.takes(reading):
            yield paper
            paper = None
        if reading.form_id is None:
            continue
        if paper is None:
            paper = _Paper(library.form(reading.form_id))
        paper.pages.append((key, reading))
        if paper.is_full:
            yield paper
            paper = None
    if paper is not None:
        yield paper


def _entry(paper: _Paper) -> Assembled:
    fields: dict[str, Reading] = {}
    for number, (_, reading) in enumerate(paper.pages, start=1):
        for path, value in reading.fields.items():
            if path not in fields or fields[path].state is not ValueState.READ:
                fields[path] = replace(value, page=number)
    in_order = dict(sorted(fields.items(), key=lambda item: position(paper.form, item[0])))
    findings = [found for _, reading in paper.pages for found in reading.findings]
    return Assembled(paper.form.id, tuple(key for key, _ in paper.pages), in_order, (*findings, *_missing_faces(paper)))


def _missing_faces(paper: _Paper) -> Iterator[Finding]:
    there = {reading.face for _, reading in paper.pages}
    for face in range(1, len(paper.form.faces) + 1):
        if face not in there:
            message = Text(
                f"Thiếu mặt {face} của giấy: quét thêm hoặc ghi lý do.", f"Face {face} of the paper is missing: scan it, or give a reason."
            )
            yield Finding(f"assembly.face-missing.{face}", Severity.WARNING, message)
