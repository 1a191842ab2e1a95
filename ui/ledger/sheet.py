"""The facts of a ledger's printed sheet, gathered for station.reports."""

import datetime
import itertools

from station.domain.ledger import spans_text, volume_label
from station.practice.people import PRACTICE_OFFICE
from station.reports.ledger_sheet import LedgerSheet, ledger_sheet
from station.workflow.closing import last_closing
from station.workflow.ledger import Ledger, name_of, ranges
from ui.bootstrap import Station
from ui.ledger.texts import STATES


def closing_sheet(station: Station, ledger: Ledger) -> bytes:
    """One page about one volume, as PDF."""
    volume = ledger.volume
    closed = last_closing(station.desk, volume.volume_id)
    names = {user.user_id: user.name for user in station.store.users()}
    reasons = closed.closing.reasons if closed is not None else {}
    said = [(line.state, line.accounted.reason, line.number) for line in ledger.lines if line.accounted is not None]
    accounts = []
    for (state, reason), group in itertools.groupby(
        sorted(said, key=lambda each: (each[0].value, each[1], each[2])), lambda each: each[:2]
    ):
        accounts.append((", ".join(ranges(number for _, _, number in group)), f"{STATES[state].vi} / {STATES[state].en}", reason))
    shelf = volume.shelf
    return ledger_sheet(
        LedgerSheet(
            office=PRACTICE_OFFICE.committee if station.province.is_practice else str(volume.office_id),
            volume=volume_label(volume),
            office_of_its_day=volume.office,
            range=spans_text(volume.spans),
            shelf=" – ".join((shelf.warehouse, shelf.row, shelf.rack, shelf.box)) if shelf else "",
            counts=tuple((STATES[state], count) for state, count in ledger.counts.items()),
            accounts=tuple(accounts),
            findings=tuple((finding.message.vi, reasons.get(name_of(finding), "")) for finding in ledger.findings),
            closed=f"{names.get(closed.by, closed.by)}, {_moment(closed.at)}" if closed is not None else "",
            log_head=station.desk.log.head(),
            generated_at=f"{datetime.datetime.now():%d/%m/%Y %H:%M}",
            practice=station.province.is_practice,
        )
    )


def _moment(at: str) -> str:
    return f"{datetime.datetime.fromisoformat(at).astimezone():%d/%m/%Y %H:%M}"
