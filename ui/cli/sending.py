"""The commands that send: over a line or onto a stick and back. They need the outbox and the TLS key, and no password."""

import os
import random
import time
from pathlib import Path

import click

from station.domain.errors import StationError
from station.domain.roles import Role
from station.signing.province import Province
from sync.client.machine import Machine
from sync.client.outbox import released
from sync.client.sending import SendReport, send_waiting
from sync.client.stick import bring_back, carry_out
from sync.protocol.clocks import CLOCK_WARN
from ui import bootstrap
from ui.cli.options import password, password_option, store_option, user_option
from ui.cli.output import Exit, complain, pick, say, table

PAUSE_S = 300
"""Between two rounds without --once, give or take half: a day's work is a few batches, and stations do not come in step."""


@click.command()
@click.option("--store", "store", type=click.Path(path_type=Path, file_okay=False), help="Folder of the store: its outbox, its TLS key.")
@click.option("--central", "central_url", metavar="URL", help="Address of the central; the setting central_url otherwise.")
@click.option("--once", is_flag=True, help="Send what waits, then stop. Without it: again every five minutes.")
@click.option("--outbox", "outbox", type=click.Path(path_type=Path, file_okay=False), help="A stick's outbox, in place of the store's own.")
@click.option("--tls", "tls", type=click.Path(path_type=Path, file_okay=False), help="Folder of this PC's TLS key; the store's otherwise.")
@click.option("--province", "province", type=click.Path(path_type=Path, dir_okay=False), help="province.json; the store's otherwise.")
@user_option(bootstrap.first_user(Role.CLERK))
@password_option
def sync(
    store: Path | None, central_url: str | None, once: bool, outbox: Path | None, tls: Path | None, province: Path | None, user: str,
    password_file: Path | None,
) -> int:  # fmt: skip
    """Send the batches in the outbox and bring back the receipts and what the central says.

    No password is needed to send. With one, what came back is entered into the store at once, otherwise at the next unlock.
    """
    address = central_url or bootstrap.settings().central_url
    if not address:
        raise click.UsageError("no --central and no central_url in the settings")
    if store is None and (outbox is None or province is None):
        raise click.UsageError("--store, or --outbox with --province")
    public = Province.load(province) if province is not None else bootstrap.province_of(store or Path())
    folder = outbox if outbox is not None else bootstrap.outbox_folder(store or Path())
    machine = Machine(tls) if tls is not None else bootstrap.machine_of(store or folder)
    while True:
        code = _send(folder, address, public, machine, carried=outbox is not None)
        if store is not None and (password_file is not None or os.environ.get("STATION_PASSWORD")):
            with bootstrap.open_station(store, user, password(password_file)):
                pass
        if once:
            return code
        time.sleep(PAUSE_S * random.uniform(0.5, 1.5))


def _send(folder: Path, central_url: str, province: Province, machine: Machine, *, carried: bool) -> int:
    transport = bootstrap.line_to(machine, central_url)
    profile = bootstrap.sending_profile()
    report = send_waiting(folder, central_url, province, carried=carried, transport=transport, profile=profile)
    _tell(report, sum(parcel.waits for parcel in released(folder)))
    if transport is not None and report.stopped is None:
        try:
            machine.renew_if_due(central_url)
        except StationError as error:
            complain(error)
    complete, refused, waiting = (report.having(outcome) for outcome in ("complete", "refused", "waiting"))
    if report.stopped is None and not waiting:
        say("Có thể tắt máy: không còn lô nào chờ gửi.", "Safe to switch off: no batch waits to be sent.")
    if report.stopped is not None or refused or waiting:
        return Exit.PARTLY if complete else Exit.FAILED
    return Exit.DONE


def _tell(report: SendReport, waiting: int) -> None:
    """`waiting`: what is still here, also where the call ended before it was tried."""
    for sent in report.batches:
        if sent.trouble is not None:
            complain(sent.trouble, sent.name[:12])
    for trouble in (report.stopped, report.feed_trouble):
        if trouble is not None:
            complain(trouble)
    if report.clock_off is not None and abs(report.clock_off) > CLOCK_WARN:
        off = round(report.clock_off.total_seconds() / 60)
        say(f"Đồng hồ máy này lệch {off} phút so với trung tâm.", f"This PC's clock is {off} minutes off the central's.")
    table([
        (pick("Đã ở trung tâm", "At the central"), len(report.having("complete"))),
        (pick("Bị từ chối", "Refused"), len(report.having("refused"))),
        (pick("Còn chờ", "Still waiting"), waiting),
        (pick("Đã gửi (byte)", "Bytes sent"), report.bytes_sent),
    ])  # fmt: skip


@click.command()
@store_option
@click.option(
    "--stick", "stick", type=click.Path(path_type=Path, file_okay=False, exists=True), required=True, help="The stick, or a folder."
)
@click.option("--back", is_flag=True, help="Bring receipts and the central's words home from the stick.")
def carry(store: Path, stick: Path, back: bool) -> int:
    """Copy what waits to be sent onto a stick; with --back bring home what the central answered. Anybody may carry it: it is sealed.

    At a PC with a line: sync --outbox STICK/outbox --province province.json --tls DIR --central URL --once.
    """
    outbox = bootstrap.outbox_folder(store)
    province = bootstrap.province_of(store)
    try:
        if back:
            brought = bring_back(stick, outbox, province)
            table([
                (pick("Biên nhận và trả lời", "Receipts and answers"), brought.answers),
                (pick("Tin của trung tâm", "Words of the central"), brought.items),
                (pick("Không đúng, để lại", "False, left there"), brought.false),
            ])  # fmt: skip
            return Exit.PARTLY if brought.false else Exit.DONE
        carried = carry_out(outbox, stick)
    except OSError as error:
        raise StationError("export.folder", path=stick, reason=error.strerror or "") from error
    for trouble in carried.troubles:
        complain(trouble)
    table([
        (pick("Lô đã chép", "Batches copied"), len(carried.batches)),
        (pick("Đã có sẵn trên USB", "On the stick already"), carried.already),
    ])  # fmt: skip
    return Exit.PARTLY if carried.troubles else Exit.DONE
