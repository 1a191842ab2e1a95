"""From read pages to entries in the log, in the order of the paper; and entries made anew where a page of theirs was scanned again."""

import dataclasses
from collections.abc import Sequence

from station.domain.actions import NewAction
from station.domain.codec import from_json, to_json
from station.domain.errors import StationError
from station.domain.ids import EntryId, PageId, VolumeId, new_id
from station.domain.record import AsideReason, Entry, FieldValue, Page, PageReading, PageState
from station.domain.roles import READING
from station.domain.states import ActionKind, EntryState
from station.forms.assembly import FACE_MISSING, Assembled, assemble, together
from station.forms.check import check_entry
from station.forms.entry_values import read_values
from station.workflow.desk import Desk

Keyed = tuple[str, PageReading]


def make_entries(desk: Desk, volume_id: VolumeId) -> int:
    """Make entries of the read pages that are in none, in the order of the paper; return how many are new.

    A page still waiting to be read holds back the pages behind it, for it may be a face of the entry before. Pages that come late, in the
    place of another or behind a paper of which a face was missing, are put together with the entry beside them if nobody worked on it.
    """
    for entry_id in desk.records.stale_entries(volume_id):
        _freshen(desk, desk.records.entry(entry_id))
    waiting = desk.records.first_waiting(volume_id)
    ready = [page for page in desk.records.loose_pages(volume_id) if waiting is None or page.paper_order < waiting.paper_order]
    return sum(_make_of_run(desk, volume_id, run, waiting) for run in _runs(desk, ready))


def close_gap(desk: Desk, page: Page) -> int:
    """After a page was set aside: the faces on both sides of it may be one paper now; return how many entries were made."""
    sides = [_unfinished(desk, neighbour) for neighbour in desk.records.neighbours(page.page_id)]
    entries = [entry for entry in sides if entry is not None]
    if len(entries) == 2:
        pages = [desk.records.page(page_id) for entry in entries for page_id in entry.pages]
        if len(assemble(desk.forms, [(one.page_id, _reading_of(desk, one)) for one in pages])) == 1:
            _withdraw(desk, entries[1])
    return make_entries(desk, page.volume_id)


def is_worked_on(desk: Desk, entry: Entry) -> bool:
    """Whether a person's work would be lost with the entry: keyed, checked, returned, or typed and not keyed yet."""
    return entry.state is not EntryState.READ or bool(entry.touched_by) or desk.records.is_begun(entry.entry_id)


def _runs(desk: Desk, pages: Sequence[Page]) -> list[list[Page]]:
    """Pages that follow each other on the paper, with nothing between them."""
    runs: list[list[Page]] = []
    for page in pages:
        before, _ = desk.records.neighbours(page.page_id)
        if runs and before is not None and before.page_id == runs[-1][-1].page_id:
            runs[-1].append(page)
        else:
            runs.append([page])
    return runs


def _make_of_run(desk: Desk, volume_id: VolumeId, run: Sequence[Page], waiting: Page | None) -> int:
    before, _ = desk.records.neighbours(run[0].page_id)
    _, behind = desk.records.neighbours(run[-1].page_id)
    beside = [entry for entry in (_unfinished(desk, before), _unfinished(desk, behind)) if entry is not None]
    pages = [*run, *(desk.records.page(page_id) for page_id in {named for entry in beside for named in entry.pages})]
    in_order = sorted(pages, key=lambda page: page.paper_order)
    assembled = assemble(desk.forms, [(page.page_id, _reading_of(desk, page)) for page in in_order])
    if waiting is not None and behind is not None and behind.page_id == waiting.page_id and _lacks_faces(assembled[-1]):
        assembled = assembled[:-1]
    there = {entry.pages for entry in beside}
    new = [item for item in assembled if tuple(map(PageId, item.page_keys)) not in there]
    taken = {key for item in new for key in item.page_keys}
    for entry in beside:
        if taken & set(entry.pages):
            _withdraw(desk, entry)
    for item in new:
        _make_entry(desk, volume_id, item)
    return len(new)


def _unfinished(desk: Desk, page: Page | None) -> Entry | None:
    """The entry of a neighbour, when faces of its paper are missing and nobody has worked on it."""
    entry_id = None if page is None else desk.records.entry_of(page.page_id)
    if entry_id is None:
        return None
    entry = desk.records.entry(entry_id)
    whole = len(entry.pages) >= len(desk.forms.of_ref(entry.form).faces)
    stale = any(desk.records.page(named).aside is not None for named in entry.pages)
    return None if whole or stale or is_worked_on(desk, entry) else entry


def _lacks_faces(item: Assembled) -> bool:
    return any(finding.rule.startswith(FACE_MISSING) for finding in item.findings)


def _freshen(desk: Desk, entry: Entry) -> None:
    """Put the new scans of its pages into an entry, once they are read.

    What a person did to it stays, only its pages and the frames on them are others. What nobody touched is read anew; it is withdrawn
    when the new scan turns out to be of another form or face.
    """
    pages = [_newest(desk, page_id) for page_id in entry.pages]
    if any(page is not None and page.state is PageState.CAPTURED for page in pages):
        return
    live = [page for page in pages if page is not None]
    readings = [(page.page_id, _reading_of(desk, page)) for page in live]
    if is_worked_on(desk, entry):
        if len(live) == len(pages):
            _swap_pages(desk, entry, readings)
        return
    whole = assemble(desk.forms, readings)
    if len(whole) == 1 and whole[0].form_id == entry.form.form_id and len(whole[0].page_keys) == len(pages):
        _log_reread(desk, entry, whole[0], *_contents(desk, whole[0]))
    else:
        _withdraw(desk, entry)


def _newest(desk: Desk, page_id: PageId) -> Page | None:
    """The page itself, or the one that has its place; None when it was set aside and nothing has."""
    page = desk.records.page(page_id)
    if page.aside is None:
        return page
    return next((other for other in desk.records.pages_at(page.volume_id, page.paper_order[0]) if other.aside is None), None)


def _swap_pages(desk: Desk, entry: Entry, readings: Sequence[Keyed]) -> None:
    """Keep what stands in the entry; frames follow the new reading, or go where it found none."""
    form = desk.forms.of_ref(entry.form)
    read = together(form, readings)
    swapped = {number for number, (key, _) in enumerate(readings, start=1) if key != entry.pages[number - 1]}
    fields: dict[str, FieldValue] = {}
    for path, value in entry.fields.items():
        if value.page in swapped:
            found = read.fields.get(path)
            box, page = (found.box, found.page) if found is not None else (None, value.page)
            value = dataclasses.replace(value, box=box, page=page)
        fields[path] = value
    _log_reread(desk, entry, read, fields, check_entry(form, desk.forms, fields))


def _log_reread(desk: Desk, entry: Entry, item: Assembled, fields: dict[str, FieldValue], findings: Sequence[object]) -> None:
    payload = {
        "pages": list(item.page_keys),
        "fields": {name: to_json(value) for name, value in fields.items()},
        "findings": [to_json(finding) for finding in findings],
    }
    desk.log.append([NewAction(ActionKind.ENTRY_REREAD, entry.entry_id, READING, payload)])


def _withdraw(desk: Desk, entry: Entry) -> None:
    desk.log.append([NewAction(ActionKind.ENTRY_WITHDRAWN, entry.entry_id, READING, {"reason": AsideReason.RESCANNED.value})])


def _reading_of(desk: Desk, page: Page) -> PageReading:
    if page.state is not PageState.READ:
        return PageReading(None)
    reads = [action for action in desk.log.actions(page.page_id) if action.kind is ActionKind.PAGE_READ]
    payload = reads[-1].payload
    if payload is None:
        raise StationError("store.damaged", reason=f"the reading of page {page.page_id} was erased")
    return from_json(PageReading, payload["reading"])


def _contents(desk: Desk, item: Assembled) -> tuple[dict[str, FieldValue], tuple[object, ...]]:
    form = desk.forms.form(item.form_id)
    fields = read_values(form, desk.forms, item.fields)
    return fields, (*item.findings, *check_entry(form, desk.forms, fields))


def _make_entry(desk: Desk, volume_id: VolumeId, item: Assembled) -> None:
    form = desk.forms.form(item.form_id)
    fields, findings = _contents(desk, item)
    payload = {
        "volume_id": volume_id,
        "form": to_json(desk.forms.ref(form)),
        "pages": list(item.page_keys),
        "fields": {name: to_json(value) for name, value in fields.items()},
        "findings": [to_json(finding) for finding in findings],
    }
    entry_id = EntryId(new_id())
    desk.log.append([NewAction(ActionKind.ENTRY_READ, entry_id, READING, payload)])
