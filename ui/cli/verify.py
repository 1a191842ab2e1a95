"""The command verify-store: everything that the store promises, looked at once more; also against a printed sheet."""

from pathlib import Path

import click

from station.domain.actions import Head
from station.domain.head_code import head_code, head_of_code
from station.domain.roles import Role
from station.store.audit import SeenHead
from ui import bootstrap, vault
from ui.cli.backup import telling
from ui.cli.options import json_option, password, password_option, store_option, user_option
from ui.cli.output import Exit, pick, result_json, say, table


@click.command("verify-store")
@store_option
@click.option("--against", "codes", multiple=True, metavar="CODE", help="The code of the log's head on a printed sheet, or several.")
@user_option(bootstrap.first_user(Role.CLERK))
@password_option
@json_option
def verify_store(store: Path, codes: tuple[str, ...], user: str, password_file: Path | None, as_json: bool) -> int:
    """Check the chain, signatures, images, tables, slots, and the heads in batches and on paper. Exit 1 when anything is wrong."""
    also = tuple(SeenHead(pick("tờ in", "printed sheet"), _head(code)) for code in codes)
    with bootstrap.open_station(store, user, password(password_file)) as station:
        report = vault.audit_all(station, tell=telling(), also=also)
        head = head_code(station.desk.log.head())
    if as_json:
        result_json({"version": 1, "whole": not report.faults, "faults": report.faults, "counts": report.counts, "head": head})
        return Exit.FAILED if report.faults else Exit.DONE
    table([*report.counts.items(), (pick("đầu nhật ký", "log head"), head)])
    for fault in report.faults:
        say(f"LỖI: {fault}", f"FAULT: {fault}")
    if not report.faults:
        say("Kho nguyên vẹn.", "The store is whole.")
        if codes:
            say("Kho có mọi việc mà tờ in đã thấy.", "The store holds everything that the printed sheet has seen.")
    return Exit.FAILED if report.faults else Exit.DONE


def _head(code: str) -> Head:
    try:
        return head_of_code(code)
    except ValueError as error:
        raise click.UsageError(f"{code!r}: {error}") from None
