"""Views that show counts and states: nobody's data. Each asks the database and renders."""

import datetime
from typing import Any

from starlette.responses import Response

from sync.central.database import Connection
from sync.central.page import acts as acts_of
from sync.central.page import batches as batches_of
from sync.central.page import stations as stations_of
from sync.central.page import volumes as volumes_of
from sync.central.page.asking import Asked, Refuse

_STATES = ("active", "silent", "quarantined", "revoked")
_EVENTS = 40
_ACTS = 100


def overview(asked: Asked) -> Response:
    """What needs a person on top; then the whole province."""

    def work(connection: Connection) -> dict[str, Any]:
        return {
            "totals": volumes_of.totals(connection), "batches": batches_of.counts(connection),
            "states": stations_of.states(connection), "asking": len(stations_of.machines_asking(connection)),
        }  # fmt: skip

    return asked.page("overview.html", **asked.borrow(work))


def stations(asked: Asked) -> Response:
    """All of them, or those that are looked for."""
    wanted, after = asked.text("find"), asked.text("after")
    state = asked.text("state") if asked.text("state") in _STATES else ""
    found = asked.borrow(lambda connection: stations_of.stations(connection, wanted, state, after))
    rows, more = _page_of(found, stations_of.AT_ONCE)
    return asked.page("stations.html", rows=rows, more=more, find=wanted, state=state, states=_STATES)


def station(asked: Asked) -> Response:
    """One of them: its batches, volumes and ledger."""
    station_id, before = asked.path["station"], asked.number("before")

    def work(connection: Connection) -> dict[str, Any] | None:
        row = stations_of.station(connection, station_id)
        if row is None:
            return None
        rows, more = _page_of(batches_of.of_station(connection, station_id, before), batches_of.AT_ONCE)
        return {
            "row": row, "conflict": stations_of.conflict_of(connection, row), "batches": rows, "more": more,
            "volumes": volumes_of.volumes(connection, "", station_id)[: volumes_of.AT_ONCE],
            "events": stations_of.events(connection, station_id, _EVENTS),
        }  # fmt: skip

    return asked.page("station.html", **_known(asked.borrow(work)))


def batch(asked: Asked) -> Response:
    """One batch and the ids of its entries."""
    start = asked.number("start") or 0

    def work(connection: Connection) -> dict[str, Any] | None:
        facts = batches_of.batch(connection, asked.path["station"], asked.path["batch"])
        if facts is None:
            return None
        following = start + batches_of.AT_ONCE
        return {
            "facts": facts, "rows": batches_of.entries_of(connection, facts, start),
            "following": following if following < facts.entries else None,
        }  # fmt: skip

    return asked.page("batch.html", **_known(asked.borrow(work)))


def offices(asked: Asked) -> Response:
    """Every office against its plan."""
    wanted = asked.text("find")
    rows, more = _page_of(asked.borrow(lambda connection: volumes_of.offices(connection, wanted)), volumes_of.AT_ONCE)
    return asked.page("progress.html", rows=rows, more=more, find=wanted, limit=volumes_of.AT_ONCE)


def volumes(asked: Asked) -> Response:
    """The volumes of one office."""
    office = asked.text("office")

    def work(connection: Connection) -> dict[str, Any]:
        rows, more = _page_of(volumes_of.volumes(connection, office, ""), volumes_of.AT_ONCE)
        name, clean = volumes_of.office_name(connection, office), volumes_of.clean_volumes(connection, office)
        return {"rows": rows, "more": more, "name": name, "clean": clean}

    return asked.page("volumes.html", office=office, limit=volumes_of.AT_ONCE, **asked.borrow(work))


def queue(asked: Asked) -> Response:
    """What waits for the opener, and what is not whole."""

    def work(connection: Connection) -> dict[str, Any]:
        return {"queued": batches_of.queue(connection), "incomplete": batches_of.incomplete(connection)}

    return asked.page("queue.html", limit=batches_of.AT_ONCE, **asked.borrow(work))


def refusals(asked: Asked) -> Response:
    """What was refused, with the reason that the station got."""
    before = _moment(asked.text("before"))
    rows, more = _page_of(asked.borrow(lambda connection: batches_of.refusals(connection, before)), batches_of.AT_ONCE)
    return asked.page("refusals.html", rows=rows, more=more)


def quality(asked: Asked) -> Response:
    """What entries were like as they arrived, office by office."""

    def work(connection: Connection) -> dict[str, Any]:
        rows, more = _page_of(volumes_of.quality(connection), volumes_of.AT_ONCE)
        return {"rows": rows, "more": more, "clean": volumes_of.clean_offices(connection)}

    return asked.page("quality.html", limit=volumes_of.AT_ONCE, **asked.borrow(work))


def conflicts(asked: Asked) -> Response:
    """The work list: quarantined stations, machines that wait."""

    def work(connection: Connection) -> dict[str, Any]:
        return {"conflicts": stations_of.conflicts(connection), "machines": stations_of.machines_asking(connection)}

    return asked.page("conflicts.html", fault="", **asked.borrow(work))


def acts(asked: Asked) -> Response:
    """Who did and saw what, the newest first."""
    before = asked.number("before")
    rows, more = _page_of(asked.borrow(lambda connection: acts_of.acts(connection, before, _ACTS + 1)), _ACTS)
    return asked.page("acts.html", rows=rows, more=more)


def _page_of(found: list[Any], limit: int) -> tuple[list[Any], bool]:
    """(as many as a page holds, whether there are more)."""
    return found[:limit], len(found) > limit


def _known(facts: dict[str, Any] | None) -> dict[str, Any]:
    """Raises Refuse `not-found`."""
    if facts is None:
        raise Refuse(404, "not-found")
    return facts


def _moment(text: str) -> datetime.datetime | None:
    try:
        at = datetime.datetime.fromisoformat(text)
    except ValueError:
        return None
    return at if at.tzinfo else None
