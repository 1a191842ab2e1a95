"""Points of an entry that deserve a supervisor's look at the paper, and why. Reads only."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from station.domain.findings import Finding, Text
from station.domain.record import Entry, FieldValue, ValueState
from station.forms.definition import FieldDefinition, FormDefinition
from station.forms.fields import find_field, position
from station.forms.library import FormLibrary
from station.workflow.attention import Need, grounds_of
from station.workflow.identification import identification_findings, summary
from station.workflow.relatives import UNANSWERED


class Kind(StrEnum):
    """Why a point is shown to the supervisor."""

    DOUBTFUL = "doubtful"
    OVERRIDDEN = "overridden"
    CAME_BACK = "came-back"
    """It was returned or refused before: is it mended?"""
    IDENTIFIED = "identified"
    """Who a person of the entry is was shown, and how; nothing to doubt in itself."""
    SAMPLED = "sampled"
    """Nothing is doubtful; the draw fell on this entry."""


@dataclass(frozen=True)
class Point:
    """One thing in an entry that deserves a look at the paper."""

    kind: Kind
    path: str
    """Field; empty when it is about the entry."""
    label: Text
    why: Text
    reason: str = ""
    """Why the clerk let it stand, or what was noted."""
    value: FieldValue | None = None
    rule: str = ""
    """Of an overridden finding."""
    field: FieldDefinition | None = None
    """How the value is written; None when the point is about the entry."""
    sureness: float | None = None
    """How likely a value that nobody has looked at is right, calibrated; None where there is nothing to be sure of."""


def points_of(form: FormDefinition, library: FormLibrary, entry: Entry) -> tuple[Point, ...]:
    """Doubtful and overridden points, and who was identified, in the order of the paper; then what nobody saw, the least sure first."""
    overridden = _overridden(form, entry)
    answered = {point.path for point in overridden}
    # a field for whose finding somebody answers is no second time doubtful because it is empty or unseen
    points = overridden + [point for point in _doubtful(form, library, entry) if not point.path or point.path not in answered]
    points += [_point(form, entry, Kind.DOUBTFUL, finding, finding.rule, "") for finding in identification_findings(form, entry)]
    points += _identified(form, entry)
    return tuple(sorted(points, key=lambda point: (point.sureness or 0.0, position(form, point.path))))


def sample_points(form: FormDefinition, entry: Entry) -> tuple[Point, ...]:
    """Every field that holds something, for an entry that was drawn, in the order of the paper."""
    held = [(path, value) for path, value in entry.fields.items() if value.state is not ValueState.BLANK and (value.text or value.value)]
    points = [Point(Kind.SAMPLED, path, label_of(form, path), SAMPLED, value=value, field=find_field(form, path)) for path, value in held]
    return tuple(sorted(points, key=lambda point: position(form, point.path)))


def label_of(form: FormDefinition, path: str) -> Text:
    """What the field is called; the whole entry for an empty path."""
    field = find_field(form, path) if path else None
    return field.label.text if field else THE_ENTRY


def _overridden(form: FormDefinition, entry: Entry) -> list[Point]:
    points = []
    for rule, reason in entry.overrides.items():
        said: list[Finding | None] = [finding for finding in entry.findings if finding.rule == rule]
        points += [_point(form, entry, Kind.OVERRIDDEN, finding, rule, reason) for finding in said or [None]]
    return points


def _doubtful(form: FormDefinition, library: FormLibrary, entry: Entry) -> list[Point]:
    standing = [finding for finding in entry.findings if finding.rule not in entry.overrides]
    points = []
    for path, ground in grounds_of(form, library, entry.fields, standing).items():
        need = ground.need
        about = [finding for finding in standing if finding.path.split("[")[0] == path] if need is Need.FINDING else []
        points += [_point(form, entry, Kind.DOUBTFUL, finding, finding.rule, "") for finding in about]
        if need is not Need.NOTHING and not about:
            value, field = entry.fields.get(path), find_field(form, path)
            points.append(Point(Kind.DOUBTFUL, path, label_of(form, path), WHY[need], value=value, field=field, sureness=ground.sureness))
    points += [_point(form, entry, Kind.DOUBTFUL, one, one.rule, "") for one in standing if one.rule.startswith(UNANSWERED)]
    said = {point.path for point in points}
    return points + _unread(form, entry.fields, said)


def _unread(form: FormDefinition, fields: Mapping[str, FieldValue], said: set[str]) -> list[Point]:
    """What a person could not read, with their note."""
    return [
        Point(Kind.DOUBTFUL, path, label_of(form, path), WHY[Need.UNREADABLE], value.note, value, field=find_field(form, path))
        for path, value in fields.items()
        if value.state is ValueState.UNREADABLE and path not in said
    ]


def _identified(form: FormDefinition, entry: Entry) -> list[Point]:
    known = [(person, entry.identifications[person.role]) for person in form.persons if person.role in entry.identifications]
    return [Point(Kind.IDENTIFIED, "", person.title.text, summary(found)) for person, found in known]


def _point(form: FormDefinition, entry: Entry, kind: Kind, finding: Finding | None, rule: str, reason: str) -> Point:
    path = finding.path if finding else ""
    why = finding.message if finding else Text(rule, rule)
    field = find_field(form, path) if path else None
    return Point(kind, path, label_of(form, path), why, reason, entry.fields.get(path), rule, field)


THE_ENTRY: Final = Text("Cả mục", "The entry")
SAMPLED: Final = Text("Rút ngẫu nhiên: so với giấy.", "Drawn at random: compare with the paper.")
FORM_GONE: Final = Text(
    "Phiên bản mẫu của mục này đã gỡ khỏi chương trình; không kiểm tra lại được.",
    "This version of the form is gone from the program; it cannot be looked over again.",
)
WHY: Final = {
    Need.UNREADABLE: Text("Không đọc được trên giấy.", "Cannot be read on the paper."),
    Need.MISSING: Text("Trường bắt buộc còn trống.", "A required field is empty."),
    Need.FINDING: Text("Hai chỗ ghi cùng một việc trên giấy không khớp.", "Two witnesses on the paper do not agree."),
    Need.NOT_FOUND: Text("Máy không tìm thấy dòng này trên giấy, chưa ai xem.", "The reading did not find this line; seen by nobody."),
    Need.UNSURE: Text("Máy đọc không chắc, chưa ai xem lại.", "Read with little confidence, seen by nobody."),
    Need.UNWITNESSED: Text(
        "Máy đọc, chưa ai xem và không có chỗ nào đối chiếu.", "Read by the machine, seen by nobody, nothing to compare with."
    ),
    Need.HANDWRITTEN: Text("Viết tay, máy chỉ đoán, chưa ai xem.", "Written by hand: a guess, seen by nobody."),
    Need.STRUCK_OUT: Text("Bị gạch bỏ khi kiểm tra nhóm.", "Struck out in a group check."),
}
