"""One page, from the bytes of its image to its reading: the recipe. Each step is a room of its own."""

import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from ocr.cleanup import X_HEIGHT_PX, CleanPage, cleaned, darkened
from ocr.codes import Code, codes_in, with_codes
from ocr.decode import ReadingCopy, reading_copy
from ocr.engines.contract import Engine
from ocr.fields import read_fields
from ocr.gutters import gutters_in
from ocr.labels import Letters
from ocr.laying import Look, laid_flat, look_at, turned
from ocr.lines import segments_of
from ocr.papers import SPREAD, Paper, papers_in, several_papers
from ocr.recognise import Fit, best_of, fields_of, fits
from ocr.regions import Page
from ocr.words import read_words
from station.domain.errors import StationError
from station.domain.findings import Finding, Severity, Text
from station.domain.record import PageReading
from station.forms.definition import FormDefinition
from station.forms.library import FormLibrary
from station.forms.unit_names import UnitNames

_LEAST_ORIENTATION_CONFIDENCE: Final = 1.0
_NO_GAZETTEER: Final = Finding(
    "reading.no-gazetteer",
    Severity.INFO,
    Text(
        "Danh mục địa danh hỏng: địa danh ở trang này để nguyên như máy đọc. Cài lại chương trình.",
        "The list of places is damaged: places on this page stay as they were read. Install the program again.",
    ),
)
_FEW_LETTERS: Final = 20
"""Of print that lies on its side not even so many are read; a cover has too few lines for the engine to tell which way they stand."""
_LEAST_SURE: Final = 0.6
"""Mean confidence of the words of a page; upside down it is below 0.5, of print the right way up above 0.8."""


def read_page_image(
    content: bytes, library: FormLibrary, engine: Engine, *, form_id: str | None = None, kind: str | None = None
) -> PageReading:
    """Read one image. `form_id` says which form it is; `kind` narrows which forms it may be; neither: any form of the library.

    Of an image with several papers or two pages, the first that fits a form; the further ones are its `others`.
    Raises StationError: `capture.too-large`, `reading.unreadable-image`, and what the engine raises. A page that no form fits is a reading
    with `form_id` None and a finding.
    """
    started = time.monotonic()
    copy = reading_copy(content)
    forms = [library.form(each) for each in ([form_id] if form_id else sorted({form.id for form in library.forms}))]
    codes = [replace(code, box=copy.start.to_original(code.box)) for code in codes_in(copy.pixels)]
    units, lacking = _units_of(library)
    work = _Work(copy, library, engine, units, forms, form_id, kind, codes)
    papers = list(papers_in(copy.pixels))
    parts = [part for paper in papers for part in _read_paper(paper, work)]
    told = ((several_papers(len(papers)),) if len(papers) > 1 else ()) + ((SPREAD,) if any(part.part for part in parts) else ())
    if len(papers) > 1:
        parts = [replace(part, part=part.part or str(number)) for number, part in enumerate(parts, start=1)]
    known = [part for part in parts if part.form_id is not None]
    first, *others = known or parts[:1]
    return replace(first, findings=first.findings + told + lacking, others=tuple(others), seconds=_since(started))


@dataclass(frozen=True)
class _Work:
    """What all parts of one image share."""

    copy: ReadingCopy
    library: FormLibrary
    engine: Engine
    units: UnitNames
    forms: Sequence[FormDefinition]
    form_id: str | None
    kind: str | None
    codes: Sequence[Code] = ()
    """Boxes in pixels of the image as captured."""

    @property
    def has_wide_forms(self) -> bool:
        """Whether a face may be as wide as two pages."""
        return any(face.width_mm > face.height_mm for form in self.forms for face in form.faces)


def _units_of(library: FormLibrary) -> tuple[UnitNames, tuple[Finding, ...]]:
    """How the gazetteer spells units; nothing and a finding when its list is damaged: places then stay as they were read."""
    try:
        return library.gazetteer.unit_names, ()
    except StationError:
        return UnitNames(), (_NO_GAZETTEER,)


def _read_paper(paper: Paper, work: _Work) -> list[PageReading]:
    """The readings of one paper: of the whole sheet or of its halves, whichever a form fits."""
    if paper.halves is None:
        return [_read_look(paper.look, work)]
    if work.has_wide_forms:
        reading = _read_look(paper.look, work)
        if reading.form_id is not None and not reading.findings:
            return [reading]
    halves = [_looked_at(look_at(work.copy.pixels, half, paper.turn), work) for half in paper.halves]
    # lines that run along the fold are of one page that lies on its side, of which but a part told so
    turns = [page.clean.standing.turn for page, _ in sorted(halves, key=lambda half: not best_of(half[1]).accepted)]
    if turns[0] in (90, 270):
        reading = _read_look(turned(paper.look, (turns[0] - paper.look.standing.turn) % 360), work)
        if reading.form_id is not None:
            return [reading]
    readings = [replace(_reading_of(*half, work), part=part) for half, part in zip(halves, ("left", "right"), strict=True)]
    known = [half for half in readings if half.form_id is not None]
    return known or [_read_look(paper.look, work)]


def _read_look(look: Look, work: _Work) -> PageReading:
    """One page or sheet, from its small copy to its fields."""
    return _reading_of(*_looked_at(look, work), work)


def _reading_of(page: Page, ranked: Sequence[Fit], work: _Work) -> PageReading:
    """The fields of a page that was read, as the face that fits it best."""
    best = best_of(ranked, work.kind)
    findings = _doubts(best, work.form_id, work.kind)
    if work.form_id is None and (not best.accepted or (work.kind is not None and best.form.kind != work.kind)):
        return PageReading(None, findings=findings)
    library = work.library
    fields = read_fields(best, replace(page, places=best.places), work.engine, library.lexicons, work.units)
    fields, differing = with_codes(fields, fields_of(best.form, best.face), work.codes, library.lexicons)
    return PageReading(best.form.id, best.face, fields, (*findings, *differing))


def _looked_at(look: Look, work: _Work) -> tuple[Page, list[Fit]]:
    """The page as it was read best, and how well each face fits it: as its writing stands, then as the engine says it does.

    What no form fits is read once more with pale writing darkened, for labels may be paler than values, and once with its seals, for
    they may lie on a red title.
    """
    clean = _cleaned(look, work)
    asked = not look.standing.is_sure
    if asked and (turn := _turn_by(work.engine, clean)):
        look = turned(look, turn)
        clean = _cleaned(look, work)
    page, ranked = _words_of(clean, work.forms, work.engine)
    best = best_of(ranked)
    if best.accepted or best.refused_by or best.undecided:
        return page, ranked
    told = (0 if asked else _turn_by(work.engine, clean)) or _upside_down(page)
    lying = (90, 270) if asked and _letters_of(page) < _FEW_LETTERS else ()
    for turn in (told, *lying) if told else lying:
        page, ranked = _better((page, ranked), _words_of(_cleaned(turned(look, turn), work), work.forms, work.engine))
    if not best_of(ranked).accepted:
        page, ranked = _better((page, ranked), _words_of(darkened(page.clean), work.forms, work.engine))
    if not best_of(ranked).accepted:
        sealed = look_at(work.copy.pixels, look.sheet, page.clean.standing.turn, with_seals=True)
        if not np.array_equal(sealed.grey, look.grey):
            page, ranked = _better((page, ranked), _words_of(_cleaned(sealed, work), work.forms, work.engine))
    return page, ranked


def _letters_of(page: Page) -> int:
    return sum(map(str.isalpha, "".join(segment.text for segment in page.segments)))


def _cleaned(look: Look, work: _Work) -> CleanPage:
    """The page ready for the engine, with its way from the image as captured, not from the smaller copy of a huge one."""
    clean = cleaned(laid_flat(look))
    return replace(clean, transform=clean.transform.follows(work.copy.start))


def _turn_by(engine: Engine, clean: CleanPage) -> int:
    """By how many degrees more the engine wants the page turned; 0 when it stands right or the engine is guessing."""
    orientation = engine.orientation(clean.image)
    if orientation is None or orientation.confidence < _LEAST_ORIENTATION_CONFIDENCE:
        return 0
    return orientation.turn


def _upside_down(page: Page) -> int:
    """A half turn when hardly a word can be read: too few lines for the engine to tell which way up they stand."""
    words = [word for segment in page.segments for word in segment.words]
    letters = sum(len(word.text) for word in words)
    sure = sum(word.confidence * len(word.text) for word in words) / letters if letters else 0.0
    return 180 if 0.0 < sure < _LEAST_SURE else 0


def _words_of(clean: CleanPage, forms: Sequence[FormDefinition], engine: Engine) -> tuple[Page, list[Fit]]:
    words = read_words(clean, engine)
    segments = segments_of(words, clean.separators, X_HEIGHT_PX)
    if gutters := gutters_in(segments):
        segments = segments_of(words, [*clean.separators, *gutters], X_HEIGHT_PX)
    return Page(clean, segments, {}), fits(forms, Letters(segments))


def _better(first: tuple[Page, list[Fit]], second: tuple[Page, list[Fit]]) -> tuple[Page, list[Fit]]:
    return second if second[1][0].fit > first[1][0].fit else first


def _doubts(best: Fit, form_id: str | None, kind: str | None) -> tuple[Finding, ...]:
    """What a person must know about how the form was recognised."""
    if best.refused_by:
        return (_REFUSED,)
    if best.undecided:
        return (_UNDECIDED,)
    if not best.accepted:
        return (_NOT_CONFIRMED if form_id else _UNKNOWN,)
    if kind is not None and best.form.kind != kind:
        return (_OTHER_KIND,)
    return ()


def _since(started: float) -> float:
    return round(time.monotonic() - started, 3)


_UNKNOWN: Final = Finding(
    "reading.unknown-form",
    Severity.WARNING,
    Text("Không mẫu nào khớp với trang này: cần người cho biết là giấy gì.", "No form fits this page: a person must say what it is."),
)
_UNDECIDED: Final = Finding(
    "reading.undecided-form",
    Severity.WARNING,
    Text(
        "Chữ đọc được trên trang hợp như nhau với hơn một mẫu: cần người cho biết là mẫu nào.",
        "What can be read on this page fits more than one form alike: a person must say which one it is.",
    ),
)
_REFUSED: Final = Finding(
    "reading.refused",
    Severity.WARNING,
    Text(
        "Trang có chữ in của một loại giấy khác (bản sao, trích lục, mẫu khác).",
        "The page bears printed words of another paper (a copy, an extract, another form).",
    ),
)
_NOT_CONFIRMED: Final = Finding(
    "reading.form-not-confirmed",
    Severity.WARNING,
    Text("Chữ in trên trang không cho thấy đây là mẫu đã chọn.", "The printed words do not show that it is the form you chose."),
)
_OTHER_KIND: Final = Finding(
    "reading.other-kind",
    Severity.WARNING,
    Text("Trang này là giấy thuộc loại sổ khác với quyển đang mở.", "This page is a paper of another kind than the volume's."),
)
