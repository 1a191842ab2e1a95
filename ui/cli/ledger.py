"""Commands of a volume's ledger: ledger, describe-volume, account, unaccount, dossier, close-volume, reopen-volume."""

import dataclasses
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

import click

from station.domain.codec import to_json
from station.domain.durable import write_durably
from station.domain.errors import StationError
from station.domain.ids import VolumeId
from station.domain.ledger import Account, Dossier, ListedPaper, Number, parse_number, parse_spans, spans_text, volume_label
from station.domain.record import Shelf, Span, Volume
from station.domain.roles import Role
from station.workflow.closing import (
    account_for,
    close_volume,
    describe_volume,
    last_closing,
    ledger_of,
    list_dossier,
    reopen_volume,
    take_back_account,
)
from station.workflow.ledger import Ledger, LineState, accounts_of, name_of
from ui import bootstrap
from ui.cli.options import json_option, password, password_option, store_option, user_option, volume_option
from ui.cli.output import Exit, pick, result_json, say, table, text
from ui.ledger.sheet import closing_sheet

_CLERK = bootstrap.first_user(Role.CLERK)
_SUPERVISOR = bootstrap.first_user(Role.SUPERVISOR)


def spans_of(text: str, year: int) -> tuple[Span, ...]:
    """The ranges of an option; `year` is of those that say none."""
    try:
        return parse_spans(text, year)
    except ValueError as error:
        raise click.UsageError(f"{str(error)!r} is no range: FIRST-LAST/YEAR") from None


@click.command()
@store_option
@volume_option
@click.option("--pdf", type=click.Path(path_type=Path, dir_okay=False), help="Write the sheet of the ledger here. It is not encrypted.")
@user_option(_CLERK)
@password_option
@json_option
def ledger(store: Path, volume: str, pdf: Path | None, user: str, password_file: Path | None, as_json: bool) -> int:
    """Show the numbers of a volume, what became of each, and what does not add up. Exit 3 while something hinders closing."""
    with bootstrap.open_station(store, user, password(password_file)) as station:
        found = ledger_of(station.desk, station.store.ledger, VolumeId(volume))
        closed = last_closing(station.desk, VolumeId(volume))
        if pdf is not None:
            write_durably(pdf, closing_sheet(station, found))
    if as_json:
        result_json({
            "version": 1, "volume": to_json(found.volume), "counts": _counts(found), "balanced": found.is_balanced,
            "accounts": {name: list(numbers) for name, numbers in accounts_of(found).items()},
            "findings": [
                {"name": name_of(each), "severity": each.severity.value, "message": {"vi": each.message.vi, "en": each.message.en}}
                for each in found.findings
            ],
            "closed": to_json(closed) if closed is not None else None,
        })  # fmt: skip
    else:
        _print(found)
    return Exit.DONE if found.is_balanced else Exit.PARTLY


def _counts(found: Ledger) -> dict[str, int]:
    return {state.value: count for state, count in found.counts.items()}


def _print(found: Ledger) -> None:
    rows: list[tuple[str, object]] = [
        (pick("Quyển", "Volume"), f"{volume_label(found.volume)} · {found.volume.office} · {found.volume.state.value}"),
        (pick("Khoảng số", "Range"), spans_text(found.volume.spans) or "–"),
    ]
    for state in LineState:
        numbers = [line.number for line in found.lines if line.state is state]
        if numbers:
            shown = [str(number) for number in numbers[:_SHOWN]] + (["…"] if len(numbers) > _SHOWN else [])
            rows.append((state.value, f"{len(numbers)}: {', '.join(shown)}"))
    table(rows)
    for finding in found.findings:
        say(
            f"{finding.severity.value}: {finding.message.vi}  [{name_of(finding)}]",
            f"{finding.severity.value}: {text(finding.message)}  [{name_of(finding)}]",
        )


_SHOWN = 12


@click.command("describe-volume")
@store_option
@volume_option
@click.option("--office", help="The office as the cover names it, in words of its day.")
@click.option("--range", "span", metavar="FIRST-LAST[/YEAR]", help="The numbers it holds; `;` between those of several years.")
@click.option("--closing-count", type=click.IntRange(0), help="How many cases the closing line of the book counts.")
@click.option("--closing-pages", type=click.IntRange(0), help="How many pages it counts.")
@click.option("--shelf", nargs=4, metavar="WAREHOUSE ROW RACK BOX", help="Where the paper stands.")
@user_option(_CLERK)
@password_option
def describe(
    store: Path, volume: str, office: str | None, span: str | None, closing_count: int | None, closing_pages: int | None,
    shelf: tuple[str, str, str, str] | None, user: str, password_file: Path | None,
) -> int:  # fmt: skip
    """Keep what the cover and the closing line of a volume say; what is not named stays as it is."""
    with bootstrap.open_station(store, user, password(password_file)) as station:
        before = station.desk.records.volume(VolumeId(volume))
        given: dict[str, Any] = {"office": office, "closing_count": closing_count, "closing_pages": closing_pages}
        given["spans"] = None if span is None else spans_of(span, _year_of(before))
        given["shelf"] = Shelf(*shelf) if shelf else None
        describe_volume(station.desk, dataclasses.replace(before, **{name: value for name, value in given.items() if value is not None}))
    return Exit.DONE


@click.command()
@click.argument("numbers", nargs=-1, required=True, metavar="NUMBER|FIRST-LAST...")
@store_option
@volume_option
@click.option("--as", "account", type=click.Choice([account.value for account in Account]), required=True)
@click.option("--reason", required=True, help="Why; kept in the log.")
@user_option(_CLERK)
@password_option
def account(numbers: Sequence[str], store: Path, volume: str, account: str, reason: str, user: str, password_file: Path | None) -> int:
    """Say why numbers of a volume have no entry."""
    with bootstrap.open_station(store, user, password(password_file)) as station:
        named = _numbers(numbers, station.desk.records.volume(VolumeId(volume)))
        account_for(station.desk, station.store.ledger, VolumeId(volume), named, Account(account), reason)
    return Exit.DONE


@click.command()
@click.argument("numbers", nargs=-1, required=True, metavar="NUMBER|FIRST-LAST...")
@store_option
@volume_option
@user_option(_CLERK)
@password_option
def unaccount(numbers: Sequence[str], store: Path, volume: str, user: str, password_file: Path | None) -> int:
    """Take back what was said of numbers of a volume."""
    with bootstrap.open_station(store, user, password(password_file)) as station:
        named = _numbers(numbers, station.desk.records.volume(VolumeId(volume)))
        taken = take_back_account(station.desk, station.store.ledger, VolumeId(volume), named)
    say(f"Đã bỏ: {taken}.", f"Taken back: {taken}.")
    return Exit.DONE if taken else Exit.FAILED


@click.command()
@click.argument("number", type=click.IntRange(1))
@store_option
@volume_option
@click.option("--title", default="")
@click.option("--paper", "papers", multiple=True, metavar="NAME=PAGES", help="A line of its list of papers; may be given again.")
@click.option("--first-page", type=click.IntRange(0), default=0, help="Number, in the volume, of its first scanned page.")
@user_option(_CLERK)
@password_option
def dossier(
    number: int, store: Path, volume: str, title: str, papers: Sequence[str], first_page: int, user: str, password_file: Path | None
) -> int:
    """Keep what the list of papers of one dossier of a box says."""
    listed = Dossier(number, title, tuple(_paper(paper) for paper in papers), first_page)
    with bootstrap.open_station(store, user, password(password_file)) as station:
        list_dossier(station.desk, VolumeId(volume), listed)
    return Exit.DONE


@click.command("close-volume")
@store_option
@volume_option
@click.option("--stands", multiple=True, metavar="FINDING=REASON", help="Why a finding stands; its name as `ledger` prints it.")
@user_option(_SUPERVISOR)
@password_option
def close(store: Path, volume: str, stands: Sequence[str], user: str, password_file: Path | None) -> int:
    """Close a balanced volume: nothing comes into it or goes any more."""
    reasons = dict(_pair(each) for each in stands)
    with bootstrap.open_station(store, user, password(password_file)) as station:
        try:
            close_volume(station.desk, station.store.ledger, VolumeId(volume), reasons)
        except StationError as error:
            if error.code == "ledger.not-balanced":
                _print(ledger_of(station.desk, station.store.ledger, VolumeId(volume)))
            raise
    return Exit.DONE


@click.command("reopen-volume")
@store_option
@volume_option
@click.option("--reason", required=True, help="Why; kept in the log.")
@user_option(_SUPERVISOR)
@password_option
def reopen(store: Path, volume: str, reason: str, user: str, password_file: Path | None) -> int:
    """Open a closed volume again."""
    with bootstrap.open_station(store, user, password(password_file)) as station:
        reopen_volume(station.desk, station.store.ledger, VolumeId(volume), reason)
    return Exit.DONE


def _year_of(volume: Volume) -> int:
    """The year of a number that says none; a box's dossiers have none."""
    return volume.year if volume.numbered_by else 0


def _numbers(texts: Sequence[str], volume: Volume) -> list[Number]:
    found = []
    for each in texts:
        one = parse_number(each, _year_of(volume))
        if one is not None:
            found.append(one)
        else:
            found += [Number(span.year, count) for span in spans_of(each, _year_of(volume)) for count in range(span.first, span.last + 1)]
    return found


def _paper(text: str) -> ListedPaper:
    name, pages = _pair(text)
    if not pages.isdecimal():
        raise click.UsageError(f"{text!r} is not NAME=PAGES")
    return ListedPaper(name, int(pages))


def _pair(text: str) -> tuple[str, str]:
    name, equals, value = text.rpartition("=")
    if not equals or not name:
        raise click.UsageError(f"{text!r} is not NAME=VALUE")
    return name, value


LEDGER_COMMANDS: Final[tuple[click.Command, ...]] = (ledger, describe, account, unaccount, dossier, close, reopen)
