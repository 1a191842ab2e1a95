"""From read pages to entries: which consecutive pages are faces of one paper. Invents no field and guesses no page."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from station.domain.findings import Finding, Severity, Text
from station.domain.record import PageReading, Reading, ValueState
from station.forms.definition import FormDefinition
from station.forms.fields import position
from station.forms.library import FormLibrary

FACE_MISSING: Final = "assembly.face-missing"
"""Begins the code of what is said of a face that was not scanned; its number follows."""


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
    """Faces with the key of the image they are on; several of one key are an image of several faces."""
    left_over: int = 0
    """Papers on these images that are not this one."""

    def takes(self, faces: Sequence[PageReading]) -> bool:
        """Whether an image shows further faces of the same paper: the next one, or of an open sheet any that are not there yet."""
        there = {reading.face for _, reading in self.pages}
        if not faces or faces[0].form_id != self.form.id or there & {reading.face for reading in faces}:
            return False
        return len(faces) > 1 or self._is_of_open_sheets or faces[0].face > self.pages[-1][1].face

    def add(self, key: str, reading: PageReading, faces: Sequence[PageReading]) -> None:
        """The faces of one image."""
        self.pages += [(key, face) for face in faces]
        self.left_over += sum(other.form_id is not None for other in reading.others) + 1 - len(faces)

    @property
    def is_full(self) -> bool:
        count = len(self.form.faces)
        return len(self.pages) >= count if self._is_of_open_sheets else self.pages[-1][1].face >= count

    @property
    def _is_of_open_sheets(self) -> bool:
        return len({key for key, _ in self.pages}) < len(self.pages)


def assemble(library: FormLibrary, pages: Sequence[tuple[str, PageReading]]) -> list[Assembled]:
    """Entries of (key, reading) pairs in the order of capture.

    Pages belong together while they follow each other, are of one form, and their faces rise; a face that comes again, or comes
    back, begins the next entry. An image of an open sheet shows several faces at once, in any order. Pages of no known form make no entry
    and end the one before. An image is of one entry: of further papers on it a finding tells. Raises StationError `forms.unknown`.
    """
    return [_entry(paper) for paper in _papers(library, pages)]


def together(form: FormDefinition, pages: Sequence[tuple[str, PageReading]]) -> Assembled:
    """One entry of this form out of these pages, whatever their faces; a page of another form gives its key and nothing else."""
    known = [(key, reading if reading.form_id == form.id else PageReading(form.id, 0)) for key, reading in pages]
    return _entry(_Paper(form, known))


def _papers(library: FormLibrary, pages: Sequence[tuple[str, PageReading]]) -> Iterator[_Paper]:
    paper: _Paper | None = None
    for key, reading in pages:
        faces = _faces_of_one_paper(reading)
        if paper is not None and not paper.takes(faces):
            yield paper
            paper = None
        if reading.form_id is None:
            continue
        if paper is None:
            paper = _Paper(library.form(reading.form_id))
        paper.add(key, reading, faces)
        if paper.is_full:
            yield paper
            paper = None
    if paper is not None:
        yield paper


def _faces_of_one_paper(reading: PageReading) -> list[PageReading]:
    """The faces of the first paper on an image, in order."""
    faces = {reading.face: reading}
    for other in reading.others:
        if other.form_id == reading.form_id:
            faces.setdefault(other.face, other)
    return [faces[face] for face in sorted(faces)]


def _entry(paper: _Paper) -> Assembled:
    fields: dict[str, Reading] = {}
    keys = list(dict.fromkeys(key for key, _ in paper.pages))
    for key, reading in paper.pages:
        number = keys.index(key) + 1
        for path, value in reading.fields.items():
            if path not in fields or fields[path].state is not ValueState.READ:
                fields[path] = replace(value, page=number)
    in_order = dict(sorted(fields.items(), key=lambda item: position(paper.form, item[0])))
    findings = [found for _, reading in paper.pages for found in reading.findings]
    told = (*findings, *_missing_faces(paper), *([_more_on_image(paper.left_over)] if paper.left_over else []))
    return Assembled(paper.form.id, tuple(keys), in_order, told)


def _more_on_image(count: int) -> Finding:
    message = Text(
        f"Ảnh còn có {count} giấy khác chưa vào bản ghi nào: quét riêng từng giấy.",
        f"The image shows {count} more that is in no entry: scan each paper by itself.",
    )
    return Finding("assembly.more-on-image", Severity.WARNING, message)


def _missing_faces(paper: _Paper) -> Iterator[Finding]:
    there = {reading.face for _, reading in paper.pages}
    for face in range(1, len(paper.form.faces) + 1):
        if face not in there:
            message = Text(
                f"Thiếu mặt {face} của giấy: quét thêm hoặc ghi lý do.", f"Face {face} of the paper is missing: scan it, or give a reason."
            )
            yield Finding(f"{FACE_MISSING}.{face}", Severity.WARNING, message)
