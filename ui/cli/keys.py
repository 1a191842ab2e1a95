"""Commands about keys: passwords, the recovery code, the province's escrow by file, a new data key, the device secret."""

import datetime
from collections.abc import Sequence
from pathlib import Path

import click

from station.domain.durable import hand_over
from station.domain.ids import UserId
from station.domain.roles import Role
from station.settings import paths
from station.store import device, sharing
from station.store.escrow_exchange import Answer, ask
from station.store.manifest import read_facts
from station.store.rekeying import export_under_new_key
from station.store.store import Store
from station.workflow.people import give_token_up
from ui import bootstrap
from ui.cli.options import (
    code_option,
    given_pin,
    new_password,
    new_password_option,
    password,
    password_option,
    pin_option,
    recovery_code,
    store_option,
    user_option,
)
from ui.cli.output import Exit, pick, say
from ui.own_keys import enrol_own_token, own_request, take_own_certificate
from ui.recovery_sheet import sheet_of

_SUPERVISOR = bootstrap.first_user(Role.SUPERVISOR)
_ADMINISTRATOR = bootstrap.first_user(Role.ADMINISTRATOR)


@click.group()
def keys() -> None:
    """Keys and recovery: passwords, recovery code, the province's escrow, a new data key, the device secret."""


@keys.command("change-password")
@store_option
@user_option(bootstrap.first_user(Role.CLERK))
@password_option
@new_password_option
def change_password(store: Path, user: str, password_file: Path | None, new_password_file: Path | None) -> int:
    """Change one's own password. A copy of the folder made before still opens with the old one."""
    old = password(password_file)
    with bootstrap.open_store(store, user, old) as opened:
        opened.accounts.change_password(old, new_password(new_password_file))
    say("Đã đổi mật khẩu.", "The password is changed.")
    return Exit.DONE


@keys.command("new-recovery-code")
@store_option
@click.option(
    "--sheet", "sheet", type=click.Path(path_type=Path, dir_okay=False), help="Also write the page for the envelope (PDF). Print it, then"
    " delete the file: it holds the code.",
)  # fmt: skip
@user_option(_ADMINISTRATOR)
@password_option
def new_recovery_code(store: Path, sheet: Path | None, user: str, password_file: Path | None) -> int:
    """Print a new recovery code. The old one is in force until `keys confirm-recovery-code`."""
    with bootstrap.open_store(store, user, password(password_file)) as opened:
        code = opened.accounts.new_recovery_code()
        if sheet is not None:
            hand_over(sheet, sheet_of(opened.facts, code))
    print(code)
    say(
        "Ghi mã ra giấy, rồi gõ lại từ giấy bằng lệnh keys confirm-recovery-code; đến lúc đó mã cũ vẫn dùng được.",
        "Write it down, then type it from the paper with keys confirm-recovery-code; until then the old one is in force.",
    )
    return Exit.DONE


@keys.command("confirm-recovery-code")
@store_option
@user_option(_ADMINISTRATOR)
@password_option
@code_option
def confirm_recovery_code(store: Path, user: str, password_file: Path | None, code_file: Path | None) -> int:
    """Put the new recovery code in force; the old one is void from now on."""
    with bootstrap.open_store(store, user, password(password_file)) as opened:
        opened.accounts.confirm_recovery_code(recovery_code(code_file))
    say("Mã mới có hiệu lực; huỷ tờ giấy cũ.", "The new code is in force; destroy the old paper.")
    return Exit.DONE


@keys.command("certificate-request")
@store_option
@click.option("--out", "out", type=click.Path(path_type=Path, dir_okay=False), required=True, help="The file for the province.")
@click.option("--token", is_flag=True, help="For the key on the signing token that is plugged in; otherwise for the one in the store.")
@user_option(_SUPERVISOR)
@password_option
@pin_option
def certificate_request(store: Path, out: Path, token: bool, user: str, password_file: Path | None, pin_file: Path | None) -> int:
    """Write a request (PKCS#10) that asks the province to certify one's own key. It holds no secret."""
    with bootstrap.open_station(store, user, password(password_file)) as station:
        asked = own_request(station, given_pin(pin_file) if token else None)
    asked.save(out)
    say(
        f"Dấu vân khoá, đọc cho tỉnh qua điện thoại: {asked.fingerprint}",
        f"Fingerprint, to be read out by telephone: {asked.fingerprint}",
    )
    return Exit.DONE


@keys.command("certificate")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False, exists=True))
@store_option
@user_option(_SUPERVISOR)
@password_option
def certificate(file: Path, store: Path, user: str, password_file: Path | None) -> int:
    """Take in the province's certificate for one's own key; also the one that renews another."""
    with bootstrap.open_station(store, user, password(password_file)) as station:
        take_own_certificate(station, file)
    say("Đã nhập chứng thư.", "The certificate is imported.")
    return Exit.DONE


@keys.command("enrol-token")
@store_option
@click.option(
    "--certificate", "file", type=click.Path(path_type=Path, dir_okay=False, exists=True), help="The province's, if it is not on the token."
)
@user_option(_SUPERVISOR)
@password_option
@pin_option
def enrol_token_command(store: Path, file: Path | None, user: str, password_file: Path | None, pin_file: Path | None) -> int:
    """Approve with the key on one's signing token from now on, by its PIN. The certificate must be the province's."""
    with bootstrap.open_station(store, user, password(password_file)) as station:
        enrol_own_token(station, given_pin(pin_file), file)
    say("Từ nay duyệt bằng thiết bị ký và mã PIN.", "Approvals take the token and its PIN from now on.")
    return Exit.DONE


@keys.command("give-token-up")
@click.argument("who", metavar="[USER]", required=False)
@store_option
@user_option(_SUPERVISOR)
@password_option
def give_token_up_command(who: str | None, store: Path, user: str, password_file: Path | None) -> int:
    """Approve with the key in the store again: a token is lost or given back. That key needs a certificate of the province."""
    with bootstrap.open_station(store, user, password(password_file)) as station:
        give_token_up(station.desk, station.store.accounts, UserId(who or user))
    say("Thiết bị ký không còn dùng để duyệt; cần chứng thư cho khoá trong kho.", "The token approves no more; the key in the store needs a"
        " certificate.")  # fmt: skip
    return Exit.DONE


@keys.command("recover")
@click.argument("who", metavar="USER")
@store_option
@code_option
@new_password_option
def recover(who: str, store: Path, code_file: Path | None, new_password_file: Path | None) -> int:
    """Issue a new password by the recovery code: after a lost password, or on a new PC. Others are let in by `people reissue`."""
    secret = bootstrap.device_secret_for(store)
    with Store.open_with_recovery(store, recovery_code(code_file), secret) as opened:
        opened.accounts.reissue(UserId(who), new_password(new_password_file))
    _say_reissued(who)
    return Exit.DONE


@keys.command("escrow-request")
@store_option
@click.option("--out", "out", type=click.Path(path_type=Path, dir_okay=False), required=True, help="The file for the province.")
def escrow_request(store: Path, out: Path) -> int:
    """Ask the province to open a lost store for this PC. The file holds no secret; no password is needed."""
    request = ask(store, read_facts(store), bootstrap.device_secret_for(store), at=_now())
    request.save(out)
    say(
        f"Dấu vân khoá, đọc cho tỉnh qua điện thoại: {request.fingerprint}",
        f"Fingerprint, to be read out by telephone: {request.fingerprint}",
    )
    return Exit.DONE


@keys.command("escrow-take")
@click.argument("answer", type=click.Path(path_type=Path, dir_okay=False, exists=True))
@click.argument("who", metavar="USER")
@store_option
@new_password_option
def escrow_take(answer: Path, who: str, store: Path, new_password_file: Path | None) -> int:
    """Take the province's answer on the PC that asked, and issue a new password to somebody."""
    with Store.open_with_answer(store, Answer.load(answer, at=_now()), bootstrap.device_secret_for(store)) as opened:
        opened.accounts.reissue(UserId(who), new_password(new_password_file))
    _say_reissued(who)
    return Exit.DONE


@keys.command("new-data-key")
@store_option
@click.option("--to", "target", type=click.Path(path_type=Path, file_okay=False), required=True, help="Folder of the new store.")
@click.option(
    "--with", "others", multiple=True, metavar="USER=FILE", help="Somebody who is at hand and the file with their password; repeatable."
)
@user_option(_ADMINISTRATOR)
@password_option
def new_data_key(store: Path, target: Path, others: Sequence[str], user: str, password_file: Path | None) -> int:
    """Export the store under a new data key and give the old one up. Whoever is not at hand gets a new password afterwards."""
    own = password(password_file)
    words = {UserId(user): own} | {UserId(name): password(Path(file)) for name, file in map(_pair, others)}
    with bootstrap.open_store(store, user, own) as opened:
        code = export_under_new_key(opened, target, words)
    print(code)
    say(f"Kho mới ở {target}; mã khôi phục mới ở trên.", f"The new store is at {target}; above is its new recovery code.")
    return Exit.DONE


@keys.command("device")
@click.option("--keep-in", "keeper", metavar="NAME", help="Hand the device secret to: file, tpm (Linux), dpapi (Windows).")
@click.option("--new", "lost", is_flag=True, help="The old secret is lost: make a new one, then let everybody in by keys recover.")
def device_command(keeper: str | None, lost: bool) -> int:
    """Say who keeps this PC's device secret, hand it to another keeper, or replace one that is lost."""
    home, keepers = bootstrap.device_keepers()
    if lost:
        device.renew(home, keepers)
    if keeper is not None:
        device.move(home, keepers, keeper)
    now = device.keeper_of(home, keepers)
    print(now.name if now is not None else pick("chưa có", "none yet"))
    for one in keepers:
        if fault := one.fault():
            say(f"{one.name}: {fault}", f"{one.name}: {fault}")
    return Exit.DONE


@keys.command("share")
@store_option
@click.option("--group", help="Group of this PC whose accounts may open the store.")
@click.option("--off", is_flag=True, help="Close it to everybody but this account.")
def share_command(store: Path, group: str | None, off: bool) -> int:
    """Let several accounts of this PC use one store: folder and device secret are opened to a group, and to nobody else.

    Done by the account that has used the store, while nobody has it open. Everybody still signs in with a password of their own.
    """
    if off == (group is not None):
        raise click.UsageError("--group NAME, or --off")
    place = paths.shared_secrets_folder()
    if group is None:
        sharing.unshare(store, place, bootstrap.device_secret())
        say("Kho chỉ còn mở được từ tài khoản này.", "The store opens from this account only.")
    else:
        sharing.share(store, place, group, bootstrap.device_secret())
        say(f"Các tài khoản trong nhóm {group} mở được kho.", f"The accounts of the group {group} open the store.")
    return Exit.DONE


def _pair(argument: str) -> tuple[str, str]:
    name, equals, value = argument.partition("=")
    if not equals or not name:
        raise click.UsageError(f"{argument!r} is not USER=FILE")
    return name, value


def _now() -> datetime.datetime:
    return datetime.datetime.now(datetime.UTC)


def _say_reissued(who: str) -> None:
    say(
        f"{who} đăng nhập được trên máy này bằng mật khẩu mới. Lãnh đạo không dùng thiết bị ký cần chứng thư mới của tỉnh. Nếu đã mở"
        f" phong bì, tạo mã khôi phục mới: keys new-recovery-code.",
        f"{who} signs in on this PC with the new password. A supervisor without a token needs a new certificate of the province. If the"
        f" envelope was opened, make a new recovery code: keys new-recovery-code.",
    )
