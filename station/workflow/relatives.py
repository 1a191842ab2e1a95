"""Which other entries are the same case or tell of the same people, and what a person says of it. Suggestions: nothing is ever merged."""

import dataclasses
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from station.domain.actions import NewAction
from station.domain.codec import to_json
from station.domain.errors import StationError
from station.domain.findings import Finding, Severity, Text
from station.domain.ids import EntryId, StationId, VolumeId
from station.domain.linkage import FormFacts
from station.domain.record import Entry, FieldValue, Volume
from station.domain.relations import Match, Related, Relation, Verdict, enough_bits, on_one_sheet, relation_of, strongest
from station.domain.roles import STATION
from station.domain.states import ActionKind
from station.domain.weights import Grade, Part
from station.forms.definition import FormDefinition
from station.forms.library import FormLibrary
from station.workflow.desk import Desk
from station.workflow.ports import Links

RELATIVES_MAX: Final = 20
"""More than anybody looks through."""
UNANSWERED: Final = "link."
"""How the rules of findings about other entries begin."""
_ASKED: Final = frozenset({Relation.DUPLICATE, Relation.SAME_SHEET, Relation.NUMBER_CLASH})
"""What stands at the entry as a finding; the rest is told to whoever looks."""


@dataclass(frozen=True)
class Relative:
    """Another entry, what it is to this one, and why, in words."""

    related: Related
    volume: Volume | None
    title: Text
    """What paper it is."""
    what: Text
    """The suggestion."""
    why: Text
    """Its reason: who agrees in what, and what does not agree."""
    verdict: Verdict | None = None
    """SAME when a person has said so; of what is DIFFERENT nothing is shown."""

    @property
    def is_asked(self) -> bool:
        """Whether somebody must say if it is so: a duplicate or a clash of numbers."""
        return self.related.relation in _ASKED and self.verdict is None


def facts_of(form: FormDefinition) -> FormFacts:
    """What the log is told of a form."""
    return FormFacts(
        form_id=form.id,
        version=form.version,
        kind=form.kind,
        persons={person.role: dict(person.fields) for person in form.persons},
        case_persons=tuple(form.case_persons),
        number=form.entry_number or "",
        numbering=tuple(form.duplicate_keys),
        places=tuple(field.id for field in form.fields if field.type == "place"),
    )


def make_forms_known(desk: Desk, links: Links, station_id: StationId) -> int:
    """Tell the log of forms that it does not know, or knows otherwise; return of how many. Runs at every unlock, mostly for nothing."""
    known = {(facts.form_id, facts.version): facts for facts in links.known_forms()}
    news = [facts for form in desk.forms.forms if known.get((form.id, form.version)) != (facts := facts_of(form))]
    if news:
        desk.log.append([NewAction(ActionKind.FORMS_KNOWN, station_id, STATION, {"forms": [to_json(facts) for facts in news]})])
    return len(news)


def relatives_of(desk: Desk, links: Links, entry: Entry, values: Mapping[str, FieldValue] | None = None) -> list[Relative]:
    """Entries that are the same case or tell of the same people, the most urgent first; what somebody called different is left out.

    `values`: the entry's fields as they stand under a clerk's hands, where they are not keyed yet.
    """
    asked = entry if values is None else dataclasses.replace(entry, fields={**entry.fields, **values})
    paper = links.paper(asked)
    if paper is None:
        return []
    verdicts = links.verdicts(entry.entry_id)
    enough = enough_bits(links.count())
    found = (relation_of(paper, near, enough) for near in links.near(paper) if verdicts.get(near.entry_id) is not Verdict.DIFFERENT)
    related = {one.entry_id: one for one in found if one is not None}
    for twin in links.on_same_sheets(entry.pages):
        known = related.get(twin.entry_id)
        if (known is None or known.relation is not Relation.DUPLICATE) and verdicts.get(twin.entry_id) is not Verdict.DIFFERENT:
            related[twin.entry_id] = on_one_sheet(twin)
    chosen = strongest(iter(related.values()))[:RELATIVES_MAX]
    ours = _form(desk.forms, entry.form.form_id, entry.form.version)
    return [_in_words(desk.forms, ours, related, _volume(desk, related.volume_id), verdicts.get(related.entry_id)) for related in chosen]


def findings_of(relatives: Iterable[Relative]) -> tuple[Finding, ...]:
    """What stands at the entry until somebody has said whether it is so."""
    return tuple(
        Finding(f"{UNANSWERED}{one.related.relation.value}", Severity.WARNING, _joined(one), "") for one in relatives if one.is_asked
    )


def judge_pair(desk: Desk, entry_id: EntryId, other_id: EntryId, relation: Relation, verdict: Verdict) -> None:
    """Keep what this person says of two entries; raise StationError `people.no-right`, `store.unknown-item`."""
    desk.act(ActionKind.PAIR_JUDGED, entry_id, {"other": other_id, "relation": relation.value, "verdict": verdict.value})


def volume_words(volume: Volume | None) -> str:
    """A volume in short, as lists and sentences name it."""
    return "" if volume is None else volume.title or f"{volume.kind} {volume.year}-{volume.number}"


def _volume(desk: Desk, volume_id: VolumeId) -> Volume | None:
    try:
        return desk.records.volume(volume_id)
    except StationError:
        return None  # its opening was erased


def _form(library: FormLibrary, form_id: str, version: str) -> FormDefinition | None:
    try:
        return library.form(form_id, version)
    except StationError:
        return None  # gone from the program: roles are named by their ids


def _in_words(
    library: FormLibrary, ours: FormDefinition | None, related: Related, volume: Volume | None, verdict: Verdict | None
) -> Relative:
    theirs = _form(library, related.form.form_id, related.form.version)
    title = theirs.title.text if theirs is not None else Text(related.form.form_id, related.form.form_id)
    return Relative(related, volume, title, WHAT[related.relation], _reason(ours, theirs, related), verdict)


def _joined(one: Relative) -> Text:
    where = ", ".join(part for part in (one.related.number, volume_words(one.volume)) if part)
    return Text(f"{one.what.vi} ({where}): {one.why.vi}", f"{one.what.en} ({where}): {one.why.en}")


def _reason(ours: FormDefinition | None, theirs: FormDefinition | None, related: Related) -> Text:
    if related.relation is Relation.SAME_SHEET:
        return SAME_PICTURE
    told = [_told(match, ours, theirs) for match in related.matches]
    if related.same_number is not None:
        told.append(SAME_NUMBER if related.same_number else OTHER_NUMBER)
    return Text("; ".join(text.vi for text in told) + ".", "; ".join(text.en for text in told) + ".")


def _told(match: Match, ours: FormDefinition | None, theirs: FormDefinition | None) -> Text:
    said = [SIGNS[sign.part, sign.grade] for sign in match.signs if (sign.part, sign.grade) in SIGNS]
    mine, other = _title(ours, match.ours), _title(theirs, match.theirs)
    who = mine if mine == other else Text(f"{mine.vi} ở đây, {other.vi} ở mục kia", f"{mine.en} here, {other.en} there")
    return Text(f"{who.vi}: {', '.join(text.vi for text in said)}", f"{who.en}: {', '.join(text.en for text in said)}")


def _title(form: FormDefinition | None, role: str) -> Text:
    return next((person.title.text for person in form.persons if person.role == role), Text(role, role)) if form else Text(role, role)


WHAT: Final = {
    Relation.DUPLICATE: Text("Nghi trùng với một mục khác", "Perhaps the same case as another entry"),
    Relation.SAME_SHEET: Text("Có thể cùng một tờ giấy đã quét hai lần", "Perhaps one sheet of paper that was scanned twice"),
    Relation.NUMBER_CLASH: Text("Trùng số với mục của người khác", "The same number as an entry about other people"),
    Relation.OTHER_PAPER: Text("Cùng trường hợp trên giấy khác", "The same case on another paper"),
    Relation.TWINS: Text("Có thể là sinh đôi", "Perhaps twins"),
    Relation.SIBLINGS: Text("Anh chị em", "Brothers and sisters"),
    Relation.SAME_PERSON: Text("Cùng một người", "The same person"),
}
SAME_PICTURE: Final = Text(
    "Ảnh trang của hai mục giống nhau từng chỗ; tên đọc được thì khác.",
    "The pictures of their pages agree everywhere; what was read on them does not.",
)
SAME_NUMBER: Final = Text("cùng số đăng ký", "the same registration number")
OTHER_NUMBER: Final = Text("khác số đăng ký", "another registration number")


def _grades(part: Part, *texts: Text) -> Iterator[tuple[tuple[Part, Grade], Text]]:
    return (((part, grade), text) for grade, text in zip(Grade, texts, strict=True) if text.vi)


def _names(part: Part, vi: str, en: str) -> Iterator[tuple[tuple[Part, Grade], Text]]:
    return _grades(
        part,
        Text(f"cùng {vi}", f"the same {en}"),
        Text(f"{vi} cùng chữ, khác hoặc thiếu dấu", f"the same letters in the {en}, other or no marks"),
        Text(f"{vi} gần giống", f"nearly the same {en}"),
        Text("", ""),
        Text(f"khác {vi}", f"another {en}"),
    )


SIGNS: Final[dict[tuple[Part, Grade], Text]] = dict(
    [
        *_names(Part.NAME, "họ tên", "name"),
        *_grades(
            Part.BIRTH,
            Text("cùng ngày sinh", "the same date of birth"),
            Text("", ""),
            Text("ngày sinh gần giống", "nearly the same date of birth"),
            Text("cùng năm sinh, không ghi đủ ngày ở cả hai bên", "the same year of birth, without a full date on both sides"),
            Text("khác ngày sinh", "another date of birth"),
        ),
        *_grades(
            Part.NUMBER,
            Text("cùng số giấy tờ", "the same identity number"),
            Text("", ""),
            Text("số giấy tờ khác một chữ số", "one digit of the identity number differs"),
            Text("", ""),
            Text("khác số giấy tờ", "another identity number"),
        ),
        ((Part.ADDRESS, Grade.SAME), Text("cùng nơi ở", "the same residence")),
        ((Part.SEX, Grade.DIFFERS), Text("khác giới tính", "another sex")),
        *_names(Part.FATHER, "tên cha", "father's name"),
        *_names(Part.MOTHER, "tên mẹ", "mother's name"),
        *_names(Part.SPOUSE, "tên vợ hoặc chồng", "spouse's name"),
    ]
)
