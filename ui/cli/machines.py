"""Commands about machines and TLS: a station is enrolled with a code; the province hands out codes, decides, renews, revokes, lifts.

The province's commands work on the central's database as its owner, beside the authority's folder; no central needs that folder.
"""

import csv
import sys
from pathlib import Path

import click

from station.domain.errors import StationError
from station.domain.roles import Role
from station.signing.transport import (
    COURIER,
    SERVER,
    STATION,
    TransportAuthority,
    make_key,
    make_request,
    pem_of_der,
    read_request,
)
from station.store.store import Store
from sync.central import enrolment
from sync.central.conflicts import lift_quarantine
from sync.central.database import connect
from sync.central.given_up import given_up, try_again
from sync.client.machine import Machine
from sync.protocol.enrolling import Ticket
from ui import bootstrap
from ui.cli.options import database_option, enrolment_code, password, password_option, store_option, user_option
from ui.cli.output import Exit, complain, say

_authority_option = click.option(
    "--authority",
    "authority_folder",
    type=click.Path(path_type=Path, file_okay=False),
    required=True,
    help="Folder of the transport authority.",
)
_by_option = click.option("--by", "by", required=True, help="Who decides: kept in the ledger.")
_province_option = click.option(
    "--province", "province_folder", type=click.Path(path_type=Path, file_okay=False), help="Folder of the practice province."
)
_out_option = click.option("--out", "out", type=click.Path(path_type=Path, dir_okay=False), required=True, help="The file to write.")
_folder_out_option = click.option(
    "--out", "out", type=click.Path(path_type=Path, file_okay=False), required=True, help="The folder to fill."
)


@click.command()
@store_option
@click.option("--ticket", "ticket", type=click.Path(path_type=Path, dir_okay=False), required=True, help="The province's enrolment ticket.")
@click.option(
    "--code-file",
    "code_file",
    type=click.Path(path_type=Path, dir_okay=False, exists=True),
    help="File whose first line is the one-time code.",
)
@click.option("--label", default="", help="What the province calls this PC, such as 'counter 2'.")
@user_option(bootstrap.first_user(Role.ADMINISTRATOR))
@password_option
def enrol(store: Path, ticket: Path, code_file: Path | None, label: str, user: str, password_file: Path | None) -> int:
    """Enrol this PC with the province's central; run it again to fetch the certificates once the province has approved."""
    found, machine = Ticket.load(ticket), bootstrap.machine_of(store)
    with bootstrap.open_store(store, user, password(password_file)) as opened:
        if found.realm != opened.facts.realm:
            raise StationError("sending.realm", url=found.central_url, theirs=found.realm, ours=opened.facts.realm)
        if not (machine.folder / "next.json").exists():
            _ask(opened, machine, found, enrolment_code(code_file), label)
        signing = machine.collect(opened.facts.station_id)
        if signing is not None:
            opened.set_certificate(opened.facts.station_id, signing)
    until = f"{machine.facts.not_after:%d.%m.%Y}"
    say(f"Máy đã ghi danh; chứng thư dùng đến {until}, tự gia hạn.", f"Enrolled; the certificate holds until {until} and renews itself.")
    return Exit.DONE


def _ask(opened: Store, machine: Machine, ticket: Ticket, code: str, label: str) -> None:
    signer, facts = opened.station_signer, opened.facts
    machine.ask(
        ticket, code, station_id=facts.station_id, office_id=facts.office_id, label=label, signer=signer, signing_key=signer.public_key
    )


# ---- the province ------------------------------------------------------------------------------------------------------------------


@click.command("authority")
@click.option("--folder", type=click.Path(path_type=Path, file_okay=False), required=True, help="Where it shall lie: not on the central.")
@_province_option
def make_authority(folder: Path, province_folder: Path | None) -> int:
    """Make the transport authority of the province: its key, and the root that stations and the proxy are given."""
    public = bootstrap.practice_province(province_folder).public
    TransportAuthority.create(folder, public.realm, public.name)
    say(f"Cơ quan chứng thư TLS ở {folder}; giữ kín tệp khoá.", f"The transport authority lies in {folder}; keep its key to yourself.")
    return Exit.DONE


@click.command("server-certificate")
@click.argument("hosts", nargs=-1, required=True)
@_authority_option
@_folder_out_option
def server_certificate(hosts: tuple[str, ...], authority_folder: Path, out: Path) -> int:
    """A key and certificate for the proxy of the central at HOSTS, with root and an empty list of the revoked: what nginx.conf names."""
    authority, key = TransportAuthority.load(authority_folder), make_key()
    request = read_request(make_request(key, hosts[0], "province"))
    out.mkdir(mode=0o700, parents=True, exist_ok=True)
    certificate = authority.issue(request, holder=hosts[0], role=SERVER, office_id="province", hosts=hosts)
    for name, data in (
        ("server.key", key), ("server.pem", pem_of_der(certificate)), ("transport-root.pem", authority.root_pem),
        ("revoked.pem", authority.revocation_list([])),
    ):  # fmt: skip
        bootstrap.write_privately(out / name, data)
    return Exit.DONE


@click.command("ticket")
@click.option("--central", "central_url", metavar="URL", required=True, help="Address that stations call: https://…")
@_authority_option
@_out_option
def make_ticket(central_url: str, authority_folder: Path, out: Path) -> int:
    """The ticket that every station is given: address, realm and root. Nothing in it is secret."""
    authority = TransportAuthority.load(authority_folder)
    Ticket(authority.realm, central_url, authority.root_pem.decode("ascii")).save(out)
    return Exit.DONE


@click.command("codes")
@click.argument("places", type=click.Path(path_type=Path, dir_okay=False, exists=True))
@click.option("--courier", is_flag=True, help="For PCs that carry sticks of many stations.")
@database_option
@_out_option
def codes(places: Path, courier: bool, database_url: str, out: Path) -> int:
    """One-time codes for the PCs in PLACES, a CSV of office id and label, one PC a line. Valid for 72 hours, each for one PC."""
    with places.open(encoding="utf-8-sig", newline="") as file:
        reader = csv.reader(file)
        rows = [(reader.line_num, [cell.strip() for cell in row]) for row in reader if any(row)]
    if not rows:
        raise click.UsageError(f"no line of office id and label in {places}")
    for number, row in rows:
        if len(row) < 2 or not row[0].isdecimal():
            raise click.UsageError(f"line {number} of {places} is no office id (digits) and label; a line of headings is none either")
    with connect(database_url) as connection:
        made = enrolment.add_codes(connection, [(row[0], row[1]) for _, row in rows], role=COURIER if courier else STATION)
    lines = ["office,label,code", *(f"{code.office_id},{_quoted(code.label)},{code.code}" for code in made)]
    bootstrap.write_privately(out, ("\n".join(lines) + "\n").encode("utf-8-sig"))
    say(f"{len(made)} mã ở {out}; dùng trong 72 giờ.", f"{len(made)} codes in {out}; valid for 72 hours.")
    return Exit.DONE


def _quoted(text: str) -> str:
    escaped = text.replace('"', '""')
    return f'"{escaped}"'


@click.command("requests")
@database_option
def requests(database_url: str) -> int:
    """Requests that wait for a decision: read each fingerprint over the telephone with whoever sits at that PC."""
    with connect(database_url) as connection:
        for asked in enrolment.pending(connection):
            again = "*" if asked.is_again else ""
            fields = (
                asked.number,
                asked.kind + again,
                asked.role,
                asked.office_id,
                asked.label,
                asked.station_id,
                asked.request.fingerprint,
            )
            sys.stdout.write("\t".join(fields) + "\n")
    return Exit.DONE


@click.command("approve-machine")
@click.argument("number")
@click.option("--fingerprint", required=True, help="As the station read it out; another one is refused.")
@_by_option
@_authority_option
@database_option
@_province_option
def approve_machine(number: str, fingerprint: str, by: str, authority_folder: Path, database_url: str, province_folder: Path | None) -> int:
    """Issue the certificates of a request. A PC that replaces another one ends the other's."""
    authority, province = TransportAuthority.load(authority_folder), bootstrap.practice_province(province_folder)
    if province.public.realm != authority.realm:  # no signature of another province's would ever be believed
        raise StationError("province.another", realm=province.public.realm, wanted=authority.realm)
    with connect(database_url) as connection:
        asked = _asked(enrolment.pending(connection), number)
        if "".join(fingerprint.split()).lower() != "".join(asked.request.fingerprint.split()):
            raise StationError("transport.fingerprint", found=asked.request.fingerprint)
        enrolment.approve(connection, authority, province, asked, by)
    return Exit.DONE


@click.command("refuse-machine")
@click.argument("number")
@_by_option
@database_option
def refuse_machine(number: str, by: str, database_url: str) -> int:
    """Refuse a request."""
    with connect(database_url) as connection:
        enrolment.refuse(connection, _asked(enrolment.pending(connection), number), by)
    return Exit.DONE


def _asked(found: list[enrolment.Pending], number: str) -> enrolment.Pending:
    for asked in found:
        if asked.number == number:
            return asked
    raise click.UsageError(f"no request {number} waits")


@click.command("renew-machines")
@_by_option
@_authority_option
@database_option
def renew_machines(by: str, authority_folder: Path, database_url: str) -> int:
    """Issue every renewal that machines asked for over their old certificate: nobody need look. Once a day is enough."""
    with connect(database_url) as connection:
        count = enrolment.renew(connection, TransportAuthority.load(authority_folder), by)
    say(f"Đã gia hạn {count} máy.", f"{count} machines renewed.")
    return Exit.DONE


@click.command("revoke-machine")
@click.argument("station_id")
@click.option(
    "--list", "list_file", type=click.Path(path_type=Path, dir_okay=False), help="Write the proxy's new list of the revoked here."
)
@_by_option
@_authority_option
@database_option
def revoke_machine(station_id: str, list_file: Path | None, by: str, authority_folder: Path, database_url: str) -> int:
    """Shut a station or courier out, from its next request on."""
    with connect(database_url) as connection:
        ended = enrolment.revoke(connection, station_id, by)
        serials = enrolment.revoked_serials(connection)
    if list_file is not None:
        bootstrap.write_privately(list_file, TransportAuthority.load(authority_folder).revocation_list(serials))
    if not ended:
        complain(StationError("transport.none", url=station_id))
    return Exit.DONE if ended else Exit.FAILED


@click.command("lift")
@click.argument("station_id")
@_by_option
@database_option
def lift(station_id: str, by: str, database_url: str) -> int:
    """Lift a quarantine after somebody looked at the station: the store that said hello last goes on."""
    with connect(database_url) as connection:
        lift_quarantine(connection, station_id, by)
    return Exit.DONE


@click.command("given-up")
@database_option
def list_given_up(database_url: str) -> int:
    """List batches on which the opener gave up: station, batch, at what it failed, since when. Why stands in the opener's journal."""
    with connect(database_url) as connection:
        for one in given_up(connection):
            click.echo("\t".join((one.station_id, one.name, one.stage, f"{one.since:%Y-%m-%d %H:%M}")))
    return Exit.DONE


@click.command("try-again")
@click.argument("station_id")
@click.argument("batch")
@_by_option
@database_option
def try_batch_again(station_id: str, batch: str, by: str, database_url: str) -> int:
    """Let the opener try a batch again, once the cause is gone. BATCH is its name or the beginning of it."""
    with connect(database_url) as connection:
        name = try_again(connection, station_id, batch, by)
    say(f"Lô {name[:12]} được xử lý lại.", f"The batch {name[:12]} is before the opener again.")
    return Exit.DONE


PROVINCE_COMMANDS = (
    make_authority, server_certificate, make_ticket, codes, requests, approve_machine, refuse_machine, renew_machines, revoke_machine, lift,
    list_given_up, try_batch_again,
)  # fmt: skip
