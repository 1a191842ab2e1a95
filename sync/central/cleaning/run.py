"""One run of cleaning: what arrived since the last one is linked, said back to its stations, and measured. Harmless when run again.

A person's verdict is written in the transaction that says it to the station, so nobody hears it twice.
"""

import datetime
import logging
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from station.domain.codec import from_json
from station.domain.findings import Text
from station.domain.record import FieldValue, FormRef, ValueState
from station.forms.definition import FormDefinition
from station.forms.library import FormLibrary
from sync.central.cleaning.mentions import Mention, mentions_of
from sync.central.cleaning.register import Described, PopulationRegister
from sync.central.cleaning.verdicts import NOT_FOUND, TWICE_HERE, TWICE_THERE, Judged, Outcome, judged
from sync.central.database import Connection
from sync.central.feed import say
from sync.protocol.receipts import moment

logger = logging.getLogger(__name__)

Candidates = Mapping[str, list[tuple[str, float]]]
Link = Callable[[Iterable[Described], Iterable[Described]], Candidates]
"""(mentioned, registered) → candidates of each: cleaning/linkage.py, or what a test puts in its place."""

FRESH: Final = datetime.timedelta(days=7)
_AT_ONCE: Final = 500
_RULE: Final = "central.register"

_NEWEST: Final = (
    "SELECT DISTINCT ON (e.station_id, e.entry_id) e.station_id, e.entry_id, e.revision, e.office_id, e.volume_id, e.form_id,"
    " e.form_version, e.definition_hash, e.fields, jsonb_array_length(e.findings), e.approved_at, r.made_at FROM entry e"
    " LEFT JOIN receipt r ON r.station_id = e.station_id AND r.batch = e.batch AND r.stage = 'entries'"
    " ORDER BY e.station_id, e.entry_id, e.revision DESC"
)


@dataclass
class Measure:
    """Sums of one volume."""

    office_id: str
    counts: Counter[str] = field(default_factory=Counter)


def clean(connection: Connection, library: FormLibrary, register: PopulationRegister, link: Link) -> Counter[Outcome]:
    """How many people came out how, of those that were new. `connection`: as station_cleaner or owner, in autocommit mode."""
    known = {
        tuple(row): key
        for *row, key in connection.execute("SELECT station_id, entry_id, revision, role, registered FROM person_verdict").fetchall()
    }
    mentions, measures = _look(connection, library)
    new = [one for one in mentions if _key(one) not in known]
    registered = {one.key: one for one in register.people()}
    candidates = link((one.person for one in new), registered.values()) if new else {}
    verdicts = [(one, judged(one, candidates.get(one.person.key, []), registered)) for one in new]
    _write(connection, verdicts, _elsewhere(mentions, known, verdicts))
    _measure(connection, measures)
    return Counter(verdict.outcome for _, verdict in verdicts)


def _key(one: Mention) -> tuple[str, str, int, str]:
    return one.station_id, one.entry_id, one.revision, one.role


def _look(connection: Connection, library: FormLibrary) -> tuple[list[Mention], dict[tuple[str, str], Measure]]:
    """Every entry's newest revision, once: who is mentioned, and what of it can be counted."""
    mentions: list[Mention] = []
    measures: dict[tuple[str, str], Measure] = {}
    with connection.transaction(), connection.cursor("newest") as cursor:
        cursor.itersize = _AT_ONCE
        for row in cursor.execute(_NEWEST):
            station_id, entry_id, revision, office_id, volume_id, form_id, version, definition_hash, fields, findings, approved, made_at = (
                row
            )
            ref = FormRef(form_id, version, definition_hash)
            form = library.find(ref)
            values = {path: from_json(FieldValue, value) for path, value in fields.items()}
            counts = measures.setdefault((station_id, volume_id), Measure(office_id)).counts
            counts["entries"] += 1
            counts["valid"] += not findings
            counts["fresh"] += _is_fresh(approved, made_at)
            if form is not None:
                counts.update(_completeness(form, values))
                texts = {path: value.value or value.text for path, value in values.items() if value.state is ValueState.READ}
                mentions += mentions_of(form, ref, station_id, entry_id, revision, texts)
    return mentions, measures


def _completeness(form: FormDefinition, values: Mapping[str, FieldValue]) -> dict[str, int]:
    required = [one.id for one in form.fields if one.required]
    held = (values.get(path) for path in required)
    return {"required": len(required), "filled": sum(value is not None and value.state is ValueState.READ for value in held)}


def _is_fresh(approved_at: str, made_at: datetime.datetime | None) -> bool:
    at = moment(approved_at)
    return at is not None and made_at is not None and made_at - at <= FRESH


def _elsewhere(
    mentions: list[Mention], known: Mapping[tuple[Any, ...], str], verdicts: list[tuple[Mention, Judged]]
) -> dict[tuple[str, str, str], set[str]]:
    """(person in the register, kind, role) → the entries that are that person's case: more than one is one too many."""
    found: dict[tuple[str, str, str], set[str]] = defaultdict(set)
    said = {_key(one): verdict.registered[0] for one, verdict in verdicts if verdict.registered}
    for one in mentions:
        person = said.get(_key(one)) or known.get(_key(one), "")
        if person:
            found[person, one.kind, one.role].add(one.entry_id)
    return found


def _write(connection: Connection, verdicts: list[tuple[Mention, Judged]], elsewhere: Mapping[tuple[str, str, str], set[str]]) -> None:
    by_entry: dict[tuple[str, str, int], list[tuple[Mention, Judged]]] = defaultdict(list)
    for one, verdict in verdicts:
        by_entry[one.station_id, one.entry_id, one.revision].append((one, verdict))
    for (station_id, entry_id, revision), found in by_entry.items():
        findings, rows = [], []
        for one, verdict in found:
            person = verdict.registered[0] if verdict.registered else ""
            others = elsewhere.get((person, one.kind, one.role), set()) - {entry_id} if person else set()
            outcome = Outcome.TWICE if others else verdict.outcome
            rows.append((station_id, entry_id, revision, one.role, one.kind, outcome.value, person, verdict.probability))
            findings += list(_findings(one, verdict, has_others=bool(others)))
        with connection.transaction(), connection.cursor() as cursor:
            cursor.executemany(
                "INSERT INTO person_verdict (station_id, entry_id, revision, role, kind, outcome, registered, probability)"
                " VALUES (%s, %s, %s, %s, %s, %s, %s, %s)",
                rows,
            )
            if findings:
                say(connection, station_id, "finding", {"entry_id": entry_id, "revision": revision, "findings": findings})


def _findings(one: Mention, verdict: Judged, *, has_others: bool) -> Iterator[dict[str, str]]:
    """In the shape of PROTOCOL.md §2.6: field, rule, and a sentence in both languages. A value of the register is shown, never proposed."""
    name = one.fields.get("name", "")
    if verdict.outcome is Outcome.NOT_FOUND:
        yield _finding(name, NOT_FOUND)
    if verdict.outcome is Outcome.TWICE:
        yield _finding(name, TWICE_THERE)
    if has_others:
        yield _finding(name, TWICE_HERE)
    for difference in verdict.differences:
        yield _finding(difference.field, difference.text)


def _finding(path: str, text: Text) -> dict[str, str]:
    return {"field": path, "rule": _RULE, "vi": text.vi, "en": text.en}


def _measure(connection: Connection, measures: Mapping[tuple[str, str], Measure]) -> None:
    """Anew, whole: sums never drift."""
    outcomes: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    for station_id, volume_id, outcome, count in connection.execute(
        "SELECT v.station_id, e.volume_id, v.outcome, count(*) FROM person_verdict v JOIN entry e ON e.station_id = v.station_id"
        " AND e.entry_id = v.entry_id AND e.revision = v.revision WHERE NOT EXISTS (SELECT FROM entry n WHERE n.station_id = e.station_id"
        " AND n.entry_id = e.entry_id AND n.revision > e.revision) GROUP BY 1, 2, 3"
    ).fetchall():
        outcomes[station_id, volume_id][outcome] += count
    with connection.transaction(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM volume_measure")
        cursor.executemany(
            "INSERT INTO volume_measure (station_id, volume_id, office_id, entries, required, filled, valid, asked, matched, differing,"
            " not_found, twice, fresh) VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)",
            [
                (
                    *place, one.office_id, *(one.counts[name] for name in ("entries", "required", "filled", "valid")),
                    outcomes[place].total(), *(outcomes[place][outcome.value] for outcome in Outcome), one.counts["fresh"],
                )
                for place, one in measures.items()
            ],
        )  # fmt: skip
