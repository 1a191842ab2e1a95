"""The ledger of a volume: every number with what became of it, and what does not add up, in a sentence. Reads only.

A register book is numbered by a field of its forms (`entry_number`, of type `register_number`); a box holds dossiers, numbered by the
list that lies on them. A finding of severity ERROR must be settled before the volume is closed; a WARNING may stand with a reason.
"""

import datetime
import itertools
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final, Protocol

from station.domain.findings import Finding, Severity, Text
from station.domain.ids import EntryId, VolumeId
from station.domain.ledger import Account, Accounted, Dossier, Number, Numbered, volume_label
from station.domain.record import PageState, Volume
from station.domain.states import EntryState, VolumeState
from station.domain.text import fold
from station.forms.gazetteer import Gazetteer
from station.forms.library import FormLibrary

UNFINISHED: Final = frozenset({EntryState.READ, EntryState.RETURNED})
"""A clerk still works on such an entry: its number is not accounted for yet."""


class LedgerReading(Protocol):
    """The numbers of a volume, without opening its entries."""

    def numbered(self, volume_id: VolumeId) -> Sequence[Numbered]: ...

    def accounted(self, volume_id: VolumeId) -> Sequence[Accounted]: ...

    def dossiers(self, volume_id: VolumeId) -> Sequence[Dossier]: ...

    def entry_places(self, volume_id: VolumeId) -> Sequence[tuple[int, EntryId, EntryState]]: ...

    def page_places(self, volume_id: VolumeId) -> Sequence[int]: ...

    def waiting_pages(self, volume_id: VolumeId) -> dict[PageState, int]: ...


class LineState(StrEnum):
    """What became of one number."""

    ENTERED = "entered"
    IN_WORK = "in-work"
    """It has an entry that a clerk has not finished."""
    UNREADABLE = "unreadable"
    CANCELLED = "cancelled"
    PAGE_MISSING = "page-missing"
    SKIPPED = "skipped"
    OPEN = "open"
    """Neither an entry nor a reason."""
    TWICE = "twice"
    """Several entries bear it, or a dossier holds several."""
    CONTRADICTED = "contradicted"
    """It has an entry, and somebody said that it has none."""


@dataclass(frozen=True)
class Line:
    """One number."""

    number: Number
    state: LineState
    entries: tuple[EntryId, ...] = ()
    accounted: Accounted | None = None
    dossier: Dossier | None = None
    outside: bool = False
    """The volume's cover does not say that it holds this number."""


@dataclass(frozen=True)
class Ledger:
    """Everything about the numbers of one volume."""

    volume: Volume
    lines: tuple[Line, ...]
    """In the order of the numbers."""
    findings: tuple[Finding, ...]
    """`path` is the number or the range that a finding is about."""

    @property
    def is_box(self) -> bool:
        """Whether dossiers are counted in it instead of registered cases."""
        return not self.volume.numbered_by

    @property
    def counts(self) -> dict[LineState, int]:
        """How many numbers are in which state, in the order of the states."""
        counted = Counter(line.state for line in self.lines)
        return {state: counted[state] for state in LineState if counted[state]}

    @property
    def is_balanced(self) -> bool:
        """Whether nothing hinders closing but findings that may stand with a reason."""
        return not any(finding.severity is Severity.ERROR for finding in self.findings)

    def line(self, number: Number) -> Line | None:
        """The line of a number."""
        return next((line for line in self.lines if line.number == number), None)


def numbering(forms: FormLibrary, kind: str) -> tuple[tuple[str, str], ...]:
    """(`form id/version`, field) of every form of a kind whose entries are numbered one after the other."""
    found = []
    for form in forms.forms:
        if form.kind == kind and form.entry_number is not None:
            field = forms.field(form, form.entry_number)
            if field is not None and field.type == "register_number":
                found.append((f"{form.id}/{form.version}", form.entry_number))
    return tuple(found)


def look_up(reading: LedgerReading, volumes: Iterable[Volume], volume: Volume, places: Gazetteer) -> Ledger:
    """The ledger of a volume; `volumes` are all of the store's, for what they have in common, `places` what its office is looked up in."""
    numbered = reading.numbered(volume.volume_id)
    lines = tuple(_book_lines(reading, volume, numbered) if volume.numbered_by else _box_lines(reading, volume))
    unnumbered = [one for one in numbered if one.number is None]
    sisters = [other for other in volumes if other.volume_id != volume.volume_id and is_sister(other, volume)]
    found = [
        *_range_findings(volume, lines),
        *_line_findings(lines),
        *_unnumbered(unnumbered),
        *_page_findings(reading.waiting_pages(volume.volume_id)),
        *(_dossier_findings(reading, volume) if not volume.numbered_by else ()),
        *_sister_findings(volume, sisters),
        *_closing_line_findings(volume, lines),
        *_office_findings(volume, places),
    ]
    return Ledger(volume, lines, tuple(sorted(found, key=lambda finding: _GRAVITY[finding.severity])))


_GRAVITY: Final = {Severity.ERROR: 0, Severity.WARNING: 1, Severity.INFO: 2}


def is_sister(one: Volume, other: Volume) -> bool:
    """Whether their numbers run in one row: of one kind and one office, as it was called then."""
    return (one.kind, one.office_id, fold(one.office)) == (other.kind, other.office_id, fold(other.office))


def ranges(numbers: Iterable[Number]) -> list[str]:
    """Runs of numbers as people write them: "1-12/2018", "13a/2018"."""
    found: list[list[Number]] = []
    for number in sorted(numbers):
        last = found[-1][-1] if found else None
        follows = last is not None and not (last.suffix or number.suffix) and (last.year, last.number + 1) == (number.year, number.number)
        if follows:
            found[-1].append(number)
        else:
            found.append([number])
    return [str(run[0]) if len(run) == 1 else f"{run[0].number}-{run[-1]}" for run in found]


# ---- lines --------------------------------------------------------------------------------------------------------------------------


def _book_lines(reading: LedgerReading, volume: Volume, numbered: Sequence[Numbered]) -> Iterator[Line]:
    entries: dict[Number, list[Numbered]] = {}
    for one in numbered:
        if one.number is not None:
            entries.setdefault(one.number, []).append(one)
    accounted = {said.number: said for said in reading.accounted(volume.volume_id)}
    expected = _expected(volume)
    for number in sorted(expected | entries.keys() | accounted.keys()):
        bearing = entries.get(number, ())
        state = _state(volume, [one.state for one in bearing], accounted.get(number))
        # a number with a letter behind it is squeezed in between two of the range
        outside = number not in expected and Number(number.year, number.number) not in expected
        yield Line(number, state, tuple(one.entry_id for one in bearing), accounted.get(number), outside=outside)


def _box_lines(reading: LedgerReading, volume: Volume) -> Iterator[Line]:
    dossiers = {Number(0, dossier.number): dossier for dossier in reading.dossiers(volume.volume_id)}
    accounted = {said.number: said for said in reading.accounted(volume.volume_id)}
    inside: dict[Number, dict[EntryId, EntryState]] = {number: {} for number in dossiers}
    starts = sorted((dossier.first_page, number) for number, dossier in dossiers.items() if dossier.first_page)
    for place, entry_id, how_far in reading.entry_places(volume.volume_id):
        begun = [number for start, number in starts if start <= place]
        if begun:
            inside[begun[-1]].setdefault(entry_id, how_far)
    expected = {Number(0, number.number) for number in _expected(volume)}
    for number in sorted(expected | dossiers.keys() | accounted.keys()):
        holds = inside.get(number, {})
        # several papers of one dossier may each be an entry
        state = _state(volume, sorted(holds.values(), key=lambda each: each not in UNFINISHED)[:1], accounted.get(number))
        outside = number not in expected
        yield Line(number, state, tuple(holds), accounted.get(number), dossiers.get(number), outside=outside)


def _expected(volume: Volume) -> set[Number]:
    return {Number(span.year, number) for span in volume.spans for number in range(span.first, span.last + 1)}


def _state(volume: Volume, entries: Sequence[EntryState], accounted: Accounted | None) -> LineState:
    if not entries and accounted is not None:
        return LineState(accounted.account.value)
    if not entries:
        # every number was accounted for when it was closed: an entry that is not here any more was erased by the retention rule
        return LineState.ENTERED if volume.state is VolumeState.CLOSED else LineState.OPEN
    if accounted is not None:
        return LineState.CONTRADICTED
    if len(entries) > 1:
        return LineState.TWICE
    return LineState.IN_WORK if entries[0] in UNFINISHED else LineState.ENTERED


# ---- findings -----------------------------------------------------------------------------------------------------------------------


def _finding(rule: str, severity: Severity, message: Text, path: str = "", **values: object) -> Finding:
    return Finding(f"ledger.{rule}", severity, message.filled(range=path, **values), path)


_NO_RANGE = Text(
    "Chưa ghi số đầu và số cuối: chưa biết quyển còn thiếu số nào.",
    "The first and the last number are not said: nobody knows which are lacking.",
)
_GAP = Text("Số {range}: chưa có mục, chưa ghi lý do.", "Number {range}: no entry, and nobody said why.")
_GAPS = Text("Từ số {range}: còn {count} khoảng trống nữa.", "From number {range} on: {count} more gaps.")
_GAPS_MOST: Final = 50
"""Gaps told one by one."""
_IN_WORK = Text(
    "{count} mục chưa kiểm tra xong, đầu tiên là số {range}.",
    "{count} {count:entry is|entries are} not checked yet, number {range} first.",
)
_TWICE = Text(
    "Số {range} có {count} mục: xem có mục nào đọc sai số, hay giấy ghi trùng.",
    "Number {range} has {count} entries: was one misread, or does the paper repeat it?",
)
_CONTRADICTED = Text(
    "Số {range} có mục, mà cũng đã ghi là không có: bỏ một trong hai.",
    "Number {range} has an entry, and is said to have none: take one of them back.",
)
_OUTSIDE = Text("Số {range} nằm ngoài khoảng số của quyển.", "Number {range} is outside the range of the volume.")
_UNNUMBERED = Text("{count} mục chưa có số.", "{count} {count:entry has|entries have} no number.")
_UNREAD = Text("{count} trang đang chờ máy đọc.", "{count} {count:page waits|pages wait} to be read.")
_LOOSE = Text("{count} trang đã đọc mà chưa vào mục nào.", "{count} {count:page is|pages are} read and in no entry.")
_UNKNOWN = Text("{count} trang chưa rõ là giấy gì.", "{count} {count:page is|pages are} of no known form.")
_OVERLAP = Text("{other} cũng có số {range}: hai quyển không được trùng số.", "{other} has the numbers {range} too: no two volumes may.")
_BETWEEN = Text("Giữa quyển này và {other} thiếu số {range}.", "Between this volume and {other} the numbers {range} are lacking.")
_CLOSING_COUNT = Text(
    "Dòng khóa sổ ghi {said} việc, bảng số đếm được {count}.", "The closing line counts {said} cases, the ledger {count}."
)
_OFFICE = Text(
    "Danh mục không có «{office}» vào năm {year}: so lại với bìa.", "The list has no «{office}» in {year}: compare with the cover."
)
_PAGES_OF_DOSSIER = Text(
    "Hồ sơ {range}: mục lục ghi {said} trang, đã quét {count}.", "Dossier {range}: its list says {said} pages, {count} are scanned."
)
_BEFORE_DOSSIERS = Text(
    "{count} trang nằm trước hồ sơ đầu tiên.", "{count} {count:page lies|pages lie} before the first dossier."
)  # fmt: skip


def _range_findings(volume: Volume, lines: Sequence[Line]) -> Iterator[Finding]:
    if not volume.spans:
        yield _finding("no-range", Severity.ERROR, _NO_RANGE)
        return
    for run in ranges(line.number for line in lines if line.outside):
        yield _finding("outside", Severity.WARNING, _OUTSIDE, run)


def _line_findings(lines: Sequence[Line]) -> Iterator[Finding]:
    def in_state(state: LineState) -> list[Line]:
        return [line for line in lines if line.state is state]

    gaps = ranges(line.number for line in in_state(LineState.OPEN))
    for run in gaps[:_GAPS_MOST]:
        yield _finding("gap", Severity.ERROR, _GAP, run)
    if gaps[_GAPS_MOST:]:
        yield _finding("gaps", Severity.ERROR, _GAPS, gaps[_GAPS_MOST], count=len(gaps) - _GAPS_MOST)
    for run in ranges(line.number for line in in_state(LineState.CONTRADICTED)):
        yield _finding("contradicted", Severity.ERROR, _CONTRADICTED, run)
    if in_work := in_state(LineState.IN_WORK):
        yield _finding("in-work", Severity.ERROR, _IN_WORK, str(in_work[0].number), count=len(in_work))
    for line in in_state(LineState.TWICE):
        yield _finding("twice", Severity.WARNING, _TWICE, str(line.number), count=len(line.entries))


def _unnumbered(entries: Sequence[Numbered]) -> Iterator[Finding]:
    if entries:
        open_ones = any(entry.state in UNFINISHED for entry in entries)
        yield _finding("unnumbered", Severity.ERROR if open_ones else Severity.WARNING, _UNNUMBERED, count=len(entries))


def _page_findings(waiting: dict[PageState, int]) -> Iterator[Finding]:
    # a cover or an inner title is of no known form, and may stay so with a reason
    for rule, state, severity, message in (
        ("unread", PageState.CAPTURED, Severity.ERROR, _UNREAD), ("loose", PageState.READ, Severity.ERROR, _LOOSE),
        ("unknown", PageState.UNKNOWN, Severity.WARNING, _UNKNOWN),
    ):  # fmt: skip
        if waiting.get(state):
            yield _finding(rule, severity, message, count=waiting[state])


def _dossier_findings(reading: LedgerReading, volume: Volume) -> Iterator[Finding]:
    places = reading.page_places(volume.volume_id)
    begun = sorted((dossier for dossier in reading.dossiers(volume.volume_id) if dossier.first_page), key=lambda each: each.first_page)
    if not begun:
        return
    if before := sum(place < begun[0].first_page for place in places):
        yield _finding("before-dossiers", Severity.WARNING, _BEFORE_DOSSIERS, count=before)
    for dossier, following in itertools.zip_longest(begun, begun[1:]):
        until = following.first_page if following is not None else max(places, default=0) + 1
        scanned = sum(dossier.first_page <= place < until for place in places)
        if dossier.papers and scanned != dossier.pages:
            yield _finding(
                "dossier-pages", Severity.WARNING, _PAGES_OF_DOSSIER, str(dossier.number), said=dossier.pages, count=scanned
            )  # fmt: skip


def _sister_findings(volume: Volume, sisters: Sequence[Volume]) -> Iterator[Finding]:
    if not volume.numbered_by:
        return
    for span in volume.spans:
        rest = [(theirs.first, theirs.last, other) for other in sisters for theirs in other.spans if theirs.year == span.year]
        for first, last, other in sorted(rest, key=lambda each: each[:2]):
            common = [Number(span.year, number) for number in range(max(first, span.first), min(last, span.last) + 1)]
            for run in ranges(common):
                yield _finding("overlap", Severity.WARNING, _OVERLAP, run, other=volume_label(other))
        covered = any(first <= span.last + 1 <= last for first, last, _ in rest)
        behind = min(((first, other) for first, _, other in rest if first > span.last), key=lambda each: each[0], default=None)
        if behind is not None and not covered:
            first, other = behind
            lacking = [Number(span.year, number) for number in range(span.last + 1, first)]
            for run in ranges(lacking):
                yield _finding("between", Severity.WARNING, _BETWEEN, run, other=volume_label(other))


def _office_findings(volume: Volume, places: Gazetteer) -> Iterator[Finding]:
    days = (opened_on(volume), opened_on(volume).replace(month=12, day=31))
    if all(places.was_real(volume.office, day) is False for day in days):
        yield _finding("office", Severity.INFO, _OFFICE, office=volume.office, year=volume.year)


def opened_on(volume: Volume) -> datetime.date:
    """The first day of its year: what its office was called is looked up then."""
    return datetime.date(min(max(volume.year, datetime.MINYEAR), datetime.MAXYEAR), 1, 1)


def _closing_line_findings(volume: Volume, lines: Sequence[Line]) -> Iterator[Finding]:
    if volume.closing_count is None:
        return
    cases = sum(line.state not in (LineState.OPEN, LineState.SKIPPED) for line in lines)
    if cases != volume.closing_count:
        yield _finding("closing-count", Severity.WARNING, _CLOSING_COUNT, said=volume.closing_count, count=cases)


def open_findings(ledger: Ledger, reasons: dict[str, str]) -> list[Finding]:
    """What hinders closing: findings that must be settled, and those that may stand and have no reason."""
    return [
        finding
        for finding in ledger.findings
        if finding.severity is Severity.ERROR or (finding.severity is Severity.WARNING and not reasons.get(name_of(finding)))
    ]


def name_of(finding: Finding) -> str:
    """What a finding is called in the reasons of a closing: its rule, and what it is about."""
    return f"{finding.rule} {finding.path}".strip()


def accounts_of(ledger: Ledger) -> dict[str, tuple[str, ...]]:
    """`entered` or an Account → its numbers as ranges."""
    said = {LineState.TWICE: LineState.ENTERED}
    states = {line.number: said.get(line.state, line.state) for line in ledger.lines}
    names = (LineState.ENTERED.value, *(account.value for account in Account))
    found = {name: tuple(ranges(number for number, state in states.items() if state.value == name)) for name in names}
    return {name: numbers for name, numbers in found.items() if numbers}
