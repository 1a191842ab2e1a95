"""Commands of the day's work on a store: volume, import, entries, check, approve, export."""

import dataclasses
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click

from ocr.sheet_index import look_at_file
from station.domain.codec import to_json
from station.domain.ids import EntryId, VolumeId
from station.domain.record import Page, ValueState
from station.domain.roles import Role
from station.domain.states import EntryState
from station.exchange.export import ExportReport, export_volume
from station.practice.people import PRACTICE_OFFICE
from station.scanner.source import CaptureFault
from station.store.reviews import StoredReviews
from station.workflow.approval import approve_all
from station.workflow.capture import SAME_SHEET, UNSORTED, capture_page, open_volume
from station.workflow.checking import Keyed, finish_checking, key_fields
from station.workflow.ledger import numbering
from station.workflow.reading import read_waiting
from ui import bootstrap
from ui.approving import approving
from ui.batch_reports import write_report
from ui.capture.sheets import marked
from ui.cli.ledger import spans_of
from ui.cli.options import given_pin, json_option, password, password_option, pin_option, store_option, user_option, volume_option
from ui.cli.output import Exit, complain, pick, result_json, say, table

_CLERK = bootstrap.first_user(Role.CLERK)
_SUPERVISOR = bootstrap.first_user(Role.SUPERVISOR)


@click.group()
def volume() -> None:
    """Open volumes: register books, land boxes."""


@volume.command("open")
@store_option
@click.option("--kind", required=True, help=f"KS, GCN…: the kind of paper in it; {UNSORTED} for a box of mixed papers.")
@click.option("--year", type=int, required=True)
@click.option("--number", default="01", show_default=True, help="Number of the book within the year.")
@click.option("--title", default="")
@click.option("--office", default="", help="The office as the cover names it, in words of its day.")
@click.option("--range", "span", default="", metavar="FIRST-LAST[/YEAR]", help="The numbers it holds; `;` between those of several years.")
@user_option(_CLERK)
@password_option
def volume_open(
    store: Path, kind: str, year: int, number: str, title: str, office: str, span: str, user: str, password_file: Path | None
) -> int:
    """Open a volume and print its id."""
    with bootstrap.open_station(store, user, password(password_file)) as station:
        opened = open_volume(
            station.desk, office_id=station.store.facts.office_id, kind=kind.upper(), year=year, number=number, title=title,
            office=office, spans=spans_of(span, year if numbering(station.desk.forms, kind.upper()) else 0),
        )  # fmt: skip
    print(opened.volume_id)
    return Exit.DONE


@click.command("import")
@click.argument("sources", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="PATH...")
@store_option
@volume_option
@click.option("--no-reading", is_flag=True, help="Keep the pages; read them later.")
@user_option(_CLERK)
@password_option
def import_pages(sources: Sequence[Path], store: Path, volume: str, no_reading: bool, user: str, password_file: Path | None) -> int:
    """Take images, PDFs and folders into a volume, then read what waits.

    Every page is encrypted and on the disk before the next is opened. A file already in the volume is passed over, so an import that was
    cut off is simply started again.
    """
    with bootstrap.open_station(store, user, password(password_file)) as station:
        kept, failed = import_files(station, VolumeId(volume), sources)
        if not no_reading:
            failed += read_pages(station)
    say(f"Đã nhập {kept} trang, {failed} lỗi.", f"{kept} pages imported, {failed} failed.")
    if failed:
        return Exit.PARTLY if kept else Exit.FAILED
    return Exit.DONE


def import_files(station: bootstrap.Station, volume_id: VolumeId, sources: Sequence[Path]) -> tuple[int, int]:
    """Capture every page of the files; return how many are in the volume now from them and how many files failed."""
    into = station.desk.records.volume(volume_id)
    kept = failed = 0
    for captured in bootstrap.pages_of(sources):
        if isinstance(captured, CaptureFault):
            complain(captured.error)
            failed += 1
            continue
        page = capture_page(station.desk, into, marked(station, captured, look_at_file(captured.content)))
        kept += 1
        if page is None:
            say(f"{captured.source_name}: đã có trong quyển.", f"{captured.source_name}: in the volume already.")
            continue
        for twin in (finding for finding in page.findings if finding.rule == SAME_SHEET):
            say(f"{captured.source_name}: {twin.message.vi}", f"{captured.source_name}: {twin.message.en}")
    return kept, failed


def read_pages(station: bootstrap.Station, workers: int | None = None) -> int:
    """Read what waits, saying so page by page; return how many failed."""

    def tell(page: Page) -> None:
        say(f"Đã đọc trang {page.ordinal}.", f"Page {page.ordinal} read.")

    with bootstrap.reading_pool(station.desk.forms, workers=workers) as pool:
        report = read_waiting(station.desk, pool, on_page=tell)
    for page_id, error in report.failed.items():
        complain(error, page_id)
    return len(report.failed)


@click.command()
@store_option
@click.option("--volume", "volume", help="Only this volume.")
@click.option("--state", type=click.Choice([state.value for state in EntryState]), help="Only entries in this state.")
@user_option(_CLERK)
@password_option
@json_option
def entries(store: Path, volume: str | None, state: str | None, user: str, password_file: Path | None, as_json: bool) -> int:
    """List entries with their fields and findings; of those that this user may still key blind or decide, nothing."""
    with bootstrap.open_station(store, user, password(password_file)) as station:
        found = station.desk.records.entries(VolumeId(volume) if volume else None, EntryState(state) if state else None)
        listed: list[dict[str, Any]] = [to_json(entry) for entry in found if not station.sight.hides(entry)]
    if as_json:
        result_json(listed)
    else:
        for entry in listed:
            print(f"{entry['entry_id']}  {entry['form']['form_id']}  {entry['state']}")
            table([(name, value["text"] or f"({value['state']})") for name, value in entry["fields"].items() if value["state"] != "absent"])
            for finding in entry["findings"]:
                print(f"  ! {finding['path']} {pick(finding['message']['vi'], finding['message']['en'])} [{finding['rule']}]")
    return Exit.DONE


@click.command()
@click.argument("entry", metavar="ENTRY")
@store_option
@click.option("--set", "typed", multiple=True, metavar="FIELD=TEXT", help="Key a field, as printed on the paper.")
@click.option("--mark", "marks", multiple=True, metavar="FIELD=STATE", help="Say that a field is blank, unreadable or absent.")
@click.option("--override", "overrides", multiple=True, metavar="RULE=REASON", help="Let a finding stand, with the reason.")
@click.option("--finish/--no-finish", default=True, show_default=True, help="Declare the entry checked.")
@user_option(_CLERK)
@password_option
def check(
    entry: str, store: Path, typed: Sequence[str], marks: Sequence[str], overrides: Sequence[str], finish: bool, user: str,
    password_file: Path | None,
) -> int:  # fmt: skip
    """Check an entry: key what the reading missed, then finish it."""
    keyed = {name: Keyed(value) for name, value in map(_pair, typed)}
    keyed |= {name: Keyed("", _state(value)) for name, value in map(_pair, marks)}
    with bootstrap.open_station(store, user, password(password_file)) as station:
        if keyed:
            key_fields(station.desk, EntryId(entry), keyed)
        if finish:
            reasons = dict(map(_pair, overrides))
            raised = {finding.rule for finding in station.desk.records.entry(EntryId(entry)).findings}
            if unknown := sorted(reasons.keys() - raised):
                raise click.UsageError(f"--override {unknown[0]}: the entry has no such finding")
            finish_checking(station.desk, EntryId(entry), reasons)
    say("Đã ghi.", "Written.")
    return Exit.DONE


def _pair(argument: str) -> tuple[str, str]:
    name, equals, value = argument.partition("=")
    if not equals or not name:
        raise click.UsageError(f"{argument!r} is not NAME=VALUE")
    return name, value


def _state(value: str) -> ValueState:
    try:
        return ValueState(value)
    except ValueError:
        raise click.UsageError(f"{value!r} is none of: {', '.join(state.value for state in ValueState)}") from None


@click.command()
@store_option
@volume_option
@click.option("--entry", "entry_ids", multiple=True, help="Only these entries; all checked ones otherwise.")
@user_option(_SUPERVISOR)
@password_option
@pin_option
@json_option
def approve(
    store: Path, volume: str, entry_ids: Sequence[str], user: str, password_file: Path | None, pin_file: Path | None, as_json: bool
) -> int:
    """Approve a volume's checked entries: freeze, sign and seal them into batches in the outbox, 200 entries each at the most.

    Entries in which nothing is doubtful only where the sample has accepted them: see the command sample. A supervisor who has a
    signing token gives its PIN as well.
    """
    with (
        bootstrap.open_station(store, user, password(password_file)) as station,
        approving(station, given_pin(pin_file)) as approver,
    ):
        chosen = [EntryId(entry) for entry in entry_ids] or None
        done = approve_all(
            station.desk, StoredReviews(station.store.database), VolumeId(volume), station.outbox, station.station_id, chosen, approver
        )
    held_back = {entry: error for approved in done for entry, error in approved.held_back.items()}
    for error in held_back.values():
        complain(error)
    if as_json:
        batches = [{"batch": one.batch.name, "seq": one.batch.seq, "entries": list(one.batch.entries)} for one in done]
        result_json(
            {"version": 1, **batches[0], "more": batches[1:], "held_back": {entry: error.code for entry, error in held_back.items()}}
        )
    else:
        for one in done:
            table([(pick("Lô", "Batch"), one.batch.name), (pick("Số mục", "Entries"), len(one.batch.entries))])
    return Exit.PARTLY if held_back else Exit.DONE


@click.command()
@store_option
@volume_option
@click.option(
    "--out",
    "out",
    type=click.Path(path_type=Path, file_okay=False),
    required=True,
    help="Folder for the ministry's files. They are not encrypted.",
)
@user_option(_SUPERVISOR)
@password_option
def export(store: Path, volume: str, out: Path, user: str, password_file: Path | None) -> int:
    """Write a volume's approved entries as the ministry's workbook and a zip with one PDF per entry."""
    with bootstrap.open_station(store, user, password(password_file)) as station:
        report = export_of(station, VolumeId(volume), out)
    for path in report.files:
        print(path)
    for entry_id, finding in report.findings:
        say(f"! {entry_id} {finding.path}: {finding.message.vi}", f"! {entry_id} {finding.path}: {finding.message.en}")
    return Exit.DONE


def export_of(station: bootstrap.Station, volume_id: VolumeId, out: Path) -> ExportReport:
    """Export one volume with the real parts, and its one-page report beside it."""
    records = station.desk.records
    volume = records.volume(volume_id)
    report = export_volume(
        entries=records.entries(volume_id),
        open_image=station.desk.images.open,
        volume=volume,
        forms=station.desk.forms,
        out=out,
        office_name=PRACTICE_OFFICE.committee,
    )
    page = report.files[-1].with_suffix(".pdf")
    write_report(station, volume, page)
    return dataclasses.replace(report, files=(*report.files, page))
