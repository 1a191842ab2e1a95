"""Commands about people: who may sign in, revoking, passwords issued anew, certificates of the province."""

import datetime
from pathlib import Path

import click

from station.domain.ids import UserId
from station.domain.roles import PERSONS, Role
from station.signing.certificates import read_certificate
from station.workflow.accounts import reissue, revoke, unlock
from station.workflow.people import NewPerson, add_person, change_role, import_certificate
from station.workflow.people import people as everybody
from ui import bootstrap
from ui.certificate_request import CertificateRequest
from ui.cli.options import json_option, new_password, new_password_option, password, password_option, store_option, user_option
from ui.cli.output import Exit, pick, result_json, say, table

_ADMINISTRATOR = bootstrap.first_user(Role.ADMINISTRATOR)
_roles = click.Choice(sorted(role.value for role in PERSONS))


@click.group()
def people() -> None:
    """People: who may sign in and in which role; certificates of the province."""


@people.command("list")
@store_option
@user_option(_ADMINISTRATOR)
@password_option
@json_option
def list_people(store: Path, user: str, password_file: Path | None, as_json: bool) -> int:
    """List everybody with role, state and certificate."""
    with bootstrap.open_station(store, user, password(password_file)) as station:
        revoked = {one.user_id for one in station.store.users() if one.revoked}
        known = everybody(station.desk, station.store, station.province.root_certificate, datetime.datetime.now(datetime.UTC))
    if as_json:
        result_json([
            {"user": one.user_id, "role": one.role.value, "revoked": one.user_id in revoked, "certificate": one.certificate.value}
            for one in known
        ])  # fmt: skip
    else:
        gone = pick("đã thu hồi", "revoked")
        table([(one.user_id, f"{one.role.value}  {one.certificate.value}  {gone if one.user_id in revoked else ''}") for one in known])
    return Exit.DONE


@people.command("add")
@click.argument("new_user", metavar="USER")
@store_option
@click.option("--name", required=True, help="Full name.")
@click.option("--role", type=_roles, required=True)
@user_option(_ADMINISTRATOR)
@password_option
@new_password_option
def add(new_user: str, store: Path, name: str, role: str, user: str, password_file: Path | None, new_password_file: Path | None) -> int:
    """Let somebody in, with a first password that they change themselves."""
    with bootstrap.open_station(store, user, password(password_file)) as station:
        add_person(station.desk, station.store, NewPerson(new_user, name, Role(role), new_password(new_password_file)))
    say(f"Đã thêm {new_user}.", f"Added {new_user}.")
    return Exit.DONE


@people.command("role")
@click.argument("who", metavar="USER")
@click.argument("role", type=_roles)
@store_option
@user_option(_ADMINISTRATOR)
@password_option
def role(who: str, role: str, store: Path, user: str, password_file: Path | None) -> int:
    """Give somebody another role, from their next sign-in on."""
    with bootstrap.open_station(store, user, password(password_file)) as station:
        change_role(station.desk, station.store, UserId(who), Role(role))
    return Exit.DONE


@people.command("revoke")
@click.argument("who", metavar="USER")
@store_option
@user_option(_ADMINISTRATOR)
@password_option
def revoke_command(who: str, store: Path, user: str, password_file: Path | None) -> int:
    """Let somebody in no more. What they signed still holds."""
    with bootstrap.open_station(store, user, password(password_file)) as station:
        revoke(station.desk, station.store, station.store.accounts, UserId(who))
    say(f"Đã thu hồi {who}.", f"Revoked {who}.")
    return Exit.DONE


@people.command("reissue")
@click.argument("who", metavar="USER")
@store_option
@user_option(_ADMINISTRATOR)
@password_option
@new_password_option
def reissue_command(who: str, store: Path, user: str, password_file: Path | None, new_password_file: Path | None) -> int:
    """Issue a new password to somebody who forgot theirs, comes back, or has to sign in on this new PC."""
    with bootstrap.open_station(store, user, password(password_file)) as station:
        reissue(station.desk, station.store.accounts, UserId(who), new_password(new_password_file))
    say(
        f"Đã cấp lại cho {who}. Khoá ký cũng mới: lãnh đạo cần chứng thư mới của tỉnh.",
        f"Issued anew to {who}. The signing key is new too: a supervisor needs a new certificate of the province.",
    )
    return Exit.DONE


@people.command("unlock")
@click.argument("who", metavar="USER")
@store_option
@user_option(_ADMINISTRATOR)
@password_option
def unlock_command(who: str, store: Path, user: str, password_file: Path | None) -> int:
    """Open an account that wrong passwords have shut."""
    with bootstrap.open_station(store, user, password(password_file)) as station:
        unlock(station.desk, station.store.accounts, UserId(who))
    return Exit.DONE


@people.command("certificate-request")
@click.argument("who", metavar="USER")
@store_option
@click.option("--out", "out", type=click.Path(path_type=Path, dir_okay=False), required=True, help="The file for the province.")
@user_option(_ADMINISTRATOR)
@password_option
def certificate_request(who: str, store: Path, out: Path, user: str, password_file: Path | None) -> int:
    """Write a file that asks the province for a certificate. It holds no secret."""
    with bootstrap.open_station(store, user, password(password_file)) as station:
        known = station.store.people.user(UserId(who))
        facts = station.store.facts
    request = CertificateRequest(known.user_id, known.role.value, facts.office_id, facts.realm, known.public_key)
    request.save(out)
    say(f"Dấu vân khoá để đối chiếu: {request.fingerprint}", f"Fingerprint of the key, to be compared: {request.fingerprint}")
    return Exit.DONE


@people.command("certificate")
@click.argument("who", metavar="USER")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False, exists=True))
@store_option
@user_option(_ADMINISTRATOR)
@password_option
def certificate(who: str, file: Path, store: Path, user: str, password_file: Path | None) -> int:
    """Keep the certificate that the province issued; also the one that renews another."""
    with bootstrap.open_station(store, user, password(password_file)) as station:
        root, now = station.province.root_certificate, datetime.datetime.now(datetime.UTC)
        import_certificate(station.desk, station.store, root, UserId(who), read_certificate(file), now)
    return Exit.DONE
