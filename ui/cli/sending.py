"""The command that sends: needs the outbox and no password; with a password it also absorbs the receipts at once."""

import os
import time
from pathlib import Path

import click

from station.domain.roles import Role
from sync.client.sending import send_waiting
from ui import bootstrap
from ui.cli.options import password, password_option, store_option, user_option
from ui.cli.output import Exit, complain, pick, say, table

PAUSE_S = 300
"""Between two rounds without --once: a day's work is a few batches, and the central is spared."""


@click.command()
@store_option
@click.option("--central", "central_url", metavar="URL", help="Address of the central; the setting central_url otherwise.")
@click.option("--once", is_flag=True, help="Send what waits, then stop. Without it: again every five minutes.")
@user_option(bootstrap.first_user(Role.CLERK))
@password_option
def sync(store: Path, central_url: str | None, once: bool, user: str, password_file: Path | None) -> int:
    """Send the batches in the outbox and bring the receipts back.

    No password is needed to send. With one, the receipts are entered into the store at once, otherwise at the next unlock.
    """
    address = central_url or bootstrap.settings().central_url
    if not address:
        raise click.UsageError("no --central and no central_url in the settings")
    while True:
        code = _send(store, address)
        if password_file is not None or os.environ.get("STATION_PASSWORD"):
            with bootstrap.open_station(store, user, password(password_file)):
                pass
        if once:
            return code
        time.sleep(PAUSE_S)


def _send(store: Path, central_url: str) -> int:
    report = send_waiting(bootstrap.outbox_folder(store), central_url, bootstrap.province_of(store), on_progress=None)
    for sent in report.batches:
        if sent.trouble is not None:
            complain(sent.trouble, sent.name[:12])
    if report.stopped is not None:
        complain(report.stopped)
    complete, refused, waiting = (report.having(outcome) for outcome in ("complete", "refused", "waiting"))
    table([
        (pick("Đã ở trung tâm", "At the central"), len(complete)),
        (pick("Bị từ chối", "Refused"), len(refused)),
        (pick("Còn chờ", "Still waiting"), len(waiting)),
        (pick("Đã gửi (byte)", "Bytes sent"), report.bytes_sent),
    ])  # fmt: skip
    if report.stopped is None and not waiting:
        say("Có thể tắt máy: không còn lô nào chờ gửi.", "Safe to switch off: no batch waits to be sent.")
    if report.stopped is not None or refused or waiting:
        return Exit.PARTLY if complete else Exit.FAILED
    return Exit.DONE
