"""The facts of a volume's report, gathered from the store's projections for the printed page."""

import datetime
import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from station.domain.durable import write_durably
from station.domain.findings import Text
from station.domain.record import Batch, Entry, PageState, Volume
from station.practice.people import PRACTICE_OFFICE
from station.reports.batch_report import BatchReport, Overridden, ReceiptLine, batch_report
from ui.bootstrap import Station


def write_report(station: Station, volume: Volume, path: Path, figures: tuple[tuple[Text, str], ...] = ()) -> None:
    """One page about one volume, as PDF."""
    write_durably(path, batch_report(report_of(station, volume, figures)))


def report_of(station: Station, volume: Volume, figures: tuple[tuple[Text, str], ...] = ()) -> BatchReport:
    """What the page says."""
    records = station.desk.records
    entries = records.entries(volume.volume_id)
    pages = [page for page in records.pages(volume.volume_id) if page.state is not PageState.SET_ASIDE]
    batches = [batch for batch in records.batches() if batch.volume_id == volume.volume_id]
    names = {user.user_id: user.name for user in station.store.users()}
    return BatchReport(
        office=PRACTICE_OFFICE.committee,
        volume=f"{volume.title or volume.kind}, {volume.number}/{volume.year}",
        batches=tuple(batch.name for batch in batches),
        entries=Counter(entry.state for entry in entries),
        pages=len(pages),
        pages_unknown=sum(page.state is PageState.UNKNOWN for page in pages),
        log_head=station.desk.log.head(),
        generated_at=f"{datetime.datetime.now():%d/%m/%Y %H:%M}",
        approved_by=", ".join(sorted({names.get(batch.approved_by, batch.approved_by) for batch in batches})),
        overridden=tuple(line for entry in entries for line in _overridden(station, entry)),
        receipts=tuple(line for batch in batches for line in _receipts(batch)),
        figures=figures,
        practice=station.province.is_practice,
        signed_head=station.store.signed_head(),
    )


def _overridden(station: Station, entry: Entry) -> Iterator[Overridden]:
    number = station.desk.forms.of_ref(entry.form).entry_number
    said = entry.fields[number].text if number in entry.fields else entry.entry_id[-8:]
    messages = {finding.rule: finding.message.vi for finding in entry.findings}
    for rule, reason in entry.overrides.items():
        yield Overridden(said, messages.get(rule, rule), reason)


def _receipts(batch: Batch) -> Iterator[ReceiptLine]:
    bodies = {stage: json.loads(receipt)["body"] for stage, receipt in batch.receipts.items()}
    for stage, body in sorted(bodies.items(), key=lambda item: int(item[1]["number"])):
        received_at = datetime.datetime.fromisoformat(body["received_at"]).astimezone()
        yield ReceiptLine(batch.name, stage, str(body["number"]), f"{received_at:%d/%m/%Y %H:%M}")
