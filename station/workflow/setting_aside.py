"""Setting pages aside: a sheet fed twice, a blank, a bad scan. The image stays sealed, the log says who and why, and it can be taken back.

What is never lost is a person's work. An entry nobody worked on goes with its page and is made anew from the pages that are left; one that
somebody has keyed, checked or typed into keeps its page until a new scan of it is there. What left the house is never touched.
"""

from station.domain.actions import NewAction
from station.domain.errors import StationError
from station.domain.ids import PageId
from station.domain.record import AsideReason, Entry, Page
from station.domain.roles import READING
from station.domain.states import ActionKind, next_state
from station.workflow.assembling import close_gap, is_worked_on, make_entries
from station.workflow.desk import Desk


def set_aside(desk: Desk, page_id: PageId, reason: AsideReason) -> Page:
    """Take a page out of the order of the paper; the page as it is then.

    Raises StationError `capture.page-sealed`, `capture.page-in-use`, `workflow.not-allowed` when it is set aside already.
    """
    page = desk.records.page(page_id)
    entry = _entry_around(desk, page)
    acts = []
    if entry is not None:
        _require_open(page, entry)
        if is_worked_on(desk, entry):
            raise StationError("capture.page-in-use", ordinal=page.ordinal)
        acts.append(NewAction(ActionKind.ENTRY_WITHDRAWN, entry.entry_id, desk.actor, {"reason": reason.value}))
    acts.append(NewAction(ActionKind.PAGE_SET_ASIDE, page_id, desk.actor, {"reason": reason.value, "by": None}))
    desk.act_all(acts)
    close_gap(desk, page)
    return desk.records.page(page_id)


def take_back(desk: Desk, page_id: PageId) -> Page:
    """Put a page that was set aside where it was; the one that had its place, if any, is set aside for it.

    Raises StationError `capture.page-sealed`, `workflow.not-allowed` when it is not set aside.
    """
    page = desk.records.page(page_id)
    acts = [NewAction(ActionKind.PAGE_TAKEN_BACK, page_id, desk.actor, {})]
    there = stand_in(desk, page)
    if there is not None:
        entry = _entry_around(desk, there)
        if entry is not None:
            _require_open(there, entry)
        aside = {"reason": AsideReason.RESCANNED.value, "by": page_id}
        acts.append(NewAction(ActionKind.PAGE_SET_ASIDE, there.page_id, desk.actor, aside))
    desk.act_all(acts)
    make_entries(desk, page.volume_id)
    return desk.records.page(page_id)


def require_replaceable(desk: Desk, page_id: PageId) -> Page:
    """The page, if another may be scanned in its place; raise StationError `capture.page-sealed`, `workflow.not-allowed`."""
    page = desk.records.page(page_id)
    if page.aside is not None and stand_in(desk, page) is not None:
        raise StationError(
            "workflow.not-allowed", action=ActionKind.PAGE_SET_ASIDE.value, state=page.state.value, role=desk.actor.role.value
        )
    entry = _entry_around(desk, page)
    if entry is not None:
        _require_open(page, entry)
    return page


def stand_in(desk: Desk, page: Page) -> Page | None:
    """The page that has the place of one that was set aside."""
    there = desk.records.pages_at(page.volume_id, page.paper_order[0])
    return next((other for other in there if other.aside is None and other.page_id != page.page_id), None)


def _entry_around(desk: Desk, page: Page) -> Entry | None:
    """The entry that names the page, or still names the one it was scanned for."""
    for other in (page, *desk.records.pages_at(page.volume_id, page.paper_order[0])):
        entry_id = desk.records.entry_of(other.page_id)
        if entry_id is not None:
            return desk.records.entry(entry_id)
    return None


def _require_open(page: Page, entry: Entry) -> None:
    if next_state(entry.state, ActionKind.ENTRY_REREAD, READING.role) is None:
        raise StationError("capture.page-sealed", ordinal=page.ordinal)
