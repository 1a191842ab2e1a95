"""Commands about people: who may sign in, revoking, passwords issued anew, certificates of the province."""

import datetime
from pathlib import Path

import click

from station.domain.ids import UserId
from station.domain.roles import PERSONS, Role
from station.signing.certificates import read_certificate
from station.signing.revocations import read_revocation_list
from station.workflow.people import (
    NewPerson,
    add_person,
    change_role,
    import_certificate,
    issue_password,
    old_list,
    open_account,
    revoke_person,
    take_revocations,
)
from station.workflow.people import people as everybody
from ui import bootstrap
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
        root = station.province.root_certificate
        now, listed = datetime.datetime.now(datetime.UTC), station.store.revocations(root)
        known = everybody(station.desk, station.store, root, now, listed)
    warning = old_list(listed, now)
    if warning is not None:
        say(warning.vi, warning.en)
    if as_json:
        result_json([
            {
                "user": one.user_id, "role": one.role.value, "revoked": one.revoked, "certificate": one.certificate.value,
                "token": one.has_token,
            }
            for one in known
        ])  # fmt: skip
    else:
        gone, token = pick("đã thu hồi", "revoked"), pick("thiết bị ký", "token")
        words = [(one, [one.certificate.value, token if one.has_token else "", gone if one.revoked else ""]) for one in known]
        table([(one.user_id, "  ".join([one.role.value, *filter(None, more)])) for one, more in words])
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
    """Let somebody in, with a first password that they replace by their own at the first sign-in."""
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
        revoke_person(station.desk, station.store, station.store.accounts, UserId(who))
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
        issue_password(station.desk, station.store.accounts, UserId(who), new_password(new_password_file))
    say(
        f"Đã cấp lại cho {who}; lần đăng nhập đầu phải tự đặt mật khẩu. Khoá ký cũng mới: lãnh đạo không dùng thiết bị ký cần chứng thư mới"
        " của tỉnh.",
        f"Issued anew to {who}, who sets their own password at the first sign-in. The signing key is new too: a supervisor without a token"
        " needs a new certificate of the province.",
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
        open_account(station.desk, station.store.accounts, UserId(who))
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


@people.command("revocation-list")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False, exists=True))
@store_option
@user_option(_ADMINISTRATOR)
@password_option
def revocation_list(file: Path, store: Path, user: str, password_file: Path | None) -> int:
    """Take in the province's list of revoked certificates (CRL): who is on it approves no more; what they approved before still counts."""
    with bootstrap.open_station(store, user, password(password_file)) as station:
        taken = take_revocations(station.desk, station.province.root_certificate, station.station_id, read_revocation_list(file))
    say(
        f"Danh sách thu hồi số {taken.number}: {len(taken.revoked)} chứng thư.",
        f"Revocation list number {taken.number}, certificates on it: {len(taken.revoked)}.",
    )
    return Exit.DONE
