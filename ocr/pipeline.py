"""One page, from the bytes of its image to its reading: the recipe. Each step is a room of its own."""

import time
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from ocr.cleanup import X_HEIGHT_PX, CleanPage, clean_page
from ocr.decode import ColourImage, decode
from ocr.engines.contract import Engine
from ocr.fields import read_fields
from ocr.labels import Letters
from ocr.lines import segments_of
from ocr.recognise import Fit, best_of, fits
from ocr.regions import Page
from ocr.words import read_words
from station.domain.findings import Finding, Severity, Text
from station.domain.record import PageReading
from station.forms.definition import FormDefinition
from station.forms.library import FormLibrary

_LEAST_ORIENTATION_CONFIDENCE: Final = 1.0


def read_page_image(
    content: bytes, library: FormLibrary, engine: Engine, *, form_id: str | None = None, kind: str | None = None
) -> PageReading:
    """Read one image. `form_id` says which form it is; `kind` narrows which forms it may be; neither: any form of the library.

    Raises StationError: `capture.too-large`, `reading.unreadable-image`, and what the engine raises. A page that no form fits is a reading
    with `form_id` None and a finding.
    """
    started = time.monotonic()
    picture = decode(content)
    forms = [library.form(each) for each in ([form_id] if form_id else sorted({form.id for form in library.forms}))]
    page, ranked = _looked_at(picture, forms, engine)
    best = best_of(ranked, kind)
    findings = _doubts(best, form_id, kind)
    if form_id is None and (not best.accepted or (kind is not None and best.form.kind != kind)):
        return PageReading(None, findings=findings, seconds=_since(started))
    fields = read_fields(best, replace(page, places=best.places), engine, library.lexicons)
    return PageReading(best.form.id, best.face, fields, findings, _since(started))


def _looked_at(picture: ColourImage, forms: Sequence[FormDefinition], engine: Engine) -> tuple[Page, list[Fit]]:
    """The page as it was read best, and how well each face fits it: as its writing stands, then as the engine says it does."""
    clean = clean_page(picture)
    asked = not clean.standing.is_sure
    if asked and (turn := _turn_by(engine, clean)):
        clean = clean_page(picture, turn)
    page, ranked = _words_of(clean, forms, engine)
    best = best_of(ranked)
    if not asked and not best.accepted and not best.refused_by and (turn := _turn_by(engine, clean)):
        page, ranked = _better((page, ranked), _words_of(clean_page(picture, turn), forms, engine))
    return page, ranked


def _turn_by(engine: Engine, clean: CleanPage) -> int | None:
    """The turn of the picture that the engine wants; None when it is the one that the page has, or a guess."""
    orientation = engine.orientation(clean.image)
    if orientation is None or not orientation.turn or orientation.confidence < _LEAST_ORIENTATION_CONFIDENCE:
        return None
    return (clean.standing.turn + orientation.turn) % 360


def _words_of(clean: CleanPage, forms: Sequence[FormDefinition], engine: Engine) -> tuple[Page, list[Fit]]:
    segments = segments_of(read_words(clean, engine), clean.separators, X_HEIGHT_PX)
    return Page(clean, segments, {}), fits(forms, Letters(segments))


def _better(first: tuple[Page, list[Fit]], second: tuple[Page, list[Fit]]) -> tuple[Page, list[Fit]]:
    return second if second[1][0].fit > first[1][0].fit else first


def _doubts(best: Fit, form_id: str | None, kind: str | None) -> tuple[Finding, ...]:
    """What a person must know about how the form was recognised."""
    if best.refused_by:
        return (_REFUSED,)
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
