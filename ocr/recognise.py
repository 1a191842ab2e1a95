"""Which form and face a page is, by its printed texts: anchors, refusing texts, labels. One that fits none is unknown, not an error."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Final

from ocr.labels import LabelText, Letters, Place, locate
from station.forms.definition import FaceDefinition, FieldDefinition, FormDefinition

_ANCHOR_SIMILARITY: Final = 84.0
_REFUSAL_SIMILARITY: Final = 93.0
"""Stricter than for anchors: "Người đi khai tử" must not be seen in "Người đi khai sinh"."""
_SHORT_REFUSAL: Final = 9
"""A refusing text of fewer letters must stand there letter for letter."""
_LEAST_ANCHOR_SHARE: Final = 0.34
_LEAST_LABEL_SHARE: Final = 0.4
_ALL_ANCHORS: Final = 0.99
_LEAST_OF_SURE: Final = 0.25
"""A face whose anchors were all found needs fewer labels: seals and folds hide them."""
_PART: Final = 0.6
_PART_SIMILARITY: Final = 88.0
_PART_WORTH: Final = 0.5
"""What a line is worth that is this much of an anchor, read this well, and nothing else: a title of which a seal hides a word."""
_LEAST_FIT: Final = 0.45
_CLEARLY: Final = 0.1
_ALIKE: Final = 0.01
"""Of two forms whose ranks differ by less nobody can say which one the page is: what tells them apart was not read."""


@dataclass(frozen=True)
class Fit:
    """How well a page fits one face of one form."""

    form: FormDefinition
    face: int
    """1-based."""
    places: dict[str, Place]
    """Label key (see `label_key`) → where it is printed."""
    anchor_share: float
    """Share of the face's anchors that were found, 0..1."""
    label_share: float
    """Share of its fields with a printed label whose label was found, 0..1; 1 for a face without labels."""
    explained: float
    """Share of the page's letters that its labels make, 0..1: tells apart forms that share their labels."""
    refused_by: str = ""
    """The printed text that proves it another paper; empty when there is none."""
    undecided: bool = False
    """Whether another form fits exactly as well."""

    @property
    def fit(self) -> float:
        """0..1; anchors tell more than labels, because related forms share labels."""
        return 0.6 * self.anchor_share + 0.4 * self.label_share

    @property
    def rank(self) -> float:
        """What faces are ordered by: of two that fit, the one that explains more of the page."""
        return self.fit + self.explained

    @property
    def accepted(self) -> bool:
        """Whether the page may be taken for this face."""
        least_labels = _LEAST_OF_SURE if self.anchor_share >= _ALL_ANCHORS else _LEAST_LABEL_SHARE
        enough = self.anchor_share >= _LEAST_ANCHOR_SHARE and self.label_share >= least_labels
        return not self.refused_by and not self.undecided and enough and self.fit >= _LEAST_FIT


def label_key(field: FieldDefinition, option: str = "") -> str:
    """The key of a field's label, or of one option of a tick."""
    return f"{field.id}={option}" if option else field.id


def fields_of(form: FormDefinition, face: int) -> list[FieldDefinition]:
    """The fields that stand on one face, in the order of the paper."""
    return [field for field in form.fields if field.face == face]


def fits(forms: Iterable[FormDefinition], letters: Letters) -> list[Fit]:
    """Every face of every form with how well the page fits it, best first."""
    found = [_fit(form, number, face, letters) for form in forms for number, face in enumerate(form.faces, start=1)]
    return sorted(found, key=lambda fit: fit.rank, reverse=True)


def best_of(ranked: Sequence[Fit], kind: str | None = None) -> Fit:
    """The face to take the page for: the first accepted one of the kind (of any kind, when there is none).

    A refused face that fits clearly better stands before it: the page is then the other paper that the refusing text tells of. Where two
    forms fit alike it is undecided. When nothing is accepted, the best that there is. `ranked` is not empty.
    """
    accepted = [fit for fit in ranked if fit.accepted]
    best = next((fit for fit in accepted if kind in (None, fit.form.kind)), accepted[0] if accepted else ranked[0])
    first = ranked[0]
    if first.refused_by and first.rank > best.rank + _CLEARLY:
        return first
    rivals = (fit for fit in accepted if fit.form.id != best.form.id and kind in (None, fit.form.kind))
    return replace(best, undecided=any(abs(fit.rank - best.rank) < _ALIKE for fit in rivals))


def _fit(form: FormDefinition, number: int, face: FaceDefinition, letters: Letters) -> Fit:
    labels = labels_of(fields_of(form, number))
    places = locate(labels, letters)
    anchors = sum(_found(text, letters) for text in face.anchors)
    # that the only label of a cover was not read says nothing
    share = len(places) / len(labels) if len(labels) > 1 or places else anchors / len(face.anchors) if labels else 1.0
    explained = sum(place.letters for place in places.values()) / max(len(letters.text), 1)
    return Fit(form, number, places, anchors / len(face.anchors), share, explained, _refusal(face, letters))


def _found(anchor: str, letters: Letters) -> float:
    """1 for an anchor that was found, a half for one of which a line shows the larger part, 0 for others."""
    if letters.similarity(anchor) >= _ANCHOR_SIMILARITY:
        return 1.0
    return _PART_WORTH if letters.has_part(anchor, _PART, _PART_SIMILARITY) else 0.0


def labels_of(fields: Sequence[FieldDefinition]) -> list[LabelText]:
    """The labels to look for, in order; every option of a tick is one."""
    found = []
    for field in fields:
        if field.printed:
            found.append(LabelText(label_key(field), tuple(field.printed)))
        found.extend(LabelText(label_key(field, code), tuple(texts), beside_box=True) for code, texts in field.options.items())
    return found


def _refusal(face: FaceDefinition, letters: Letters) -> str:
    """The first refusing text that the page bears; not one that a title of the face itself is as like: KHAIT SINH is no KHAI TỬ."""
    for text in face.refuse:
        short = sum(letter.isalnum() for letter in text) < _SHORT_REFUSAL
        like = letters.similarity(text)
        if like >= (100.0 if short else _REFUSAL_SIMILARITY) and not _is_own(text, like, face, letters):
            return text
    return ""


def _is_own(text: str, like: float, face: FaceDefinition, letters: Letters) -> bool:
    """Whether every place that is so like a refusing text begins an anchor of the face that is at least as like."""
    own = {start: place.similarity for anchor in face.anchors for place, start, _ in letters.find(anchor)}
    refusing = [(start, place.similarity) for place, start, _ in letters.find(text) if place.similarity >= like]
    return all(own.get(start, 0.0) >= similarity for start, similarity in refusing)
