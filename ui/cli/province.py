"""Commands of the province's office, here the practice one: its answer to a station that lost its keys, and its certificates."""

import datetime
from pathlib import Path

import click

from station.domain.durable import hand_over
from station.domain.errors import StationError
from station.practice.people import PRACTICE_OFFICE
from station.signing.requests import CertificateRequest
from station.store.escrow_exchange import Request, answer
from ui import bootstrap
from ui.cli.output import Exit, say

_province_option = click.option(
    "--province", "province_folder", type=click.Path(path_type=Path, file_okay=False), help="Folder of the practice province."
)
_out_option = click.option("--out", "out", type=click.Path(path_type=Path, dir_okay=False), required=True, help="The file for the station.")


@click.group()
def province() -> None:
    """The province's office: answers by file to a station's requests. Here the practice province with its keys."""


@province.command("answer-escrow")
@click.argument("request", type=click.Path(path_type=Path, dir_okay=False, exists=True))
@_out_option
@click.option("--fingerprint", required=True, help="As the station read it out by telephone; another one is refused.")
@click.option("--days", type=click.IntRange(1, 90), default=14, show_default=True, help="How long the answer can be used.")
@_province_option
def answer_escrow(request: Path, out: Path, fingerprint: str, days: int, province_folder: Path | None) -> int:
    """Open a lost store's escrow slot and seal its data key to the PC that asked."""
    office, asked = bootstrap.practice_province(province_folder), Request.load(request)
    if fingerprint.strip().lower() != asked.fingerprint:
        raise StationError("escrow.fingerprint", found=asked.fingerprint)
    now = datetime.datetime.now(datetime.UTC)
    answer(asked, office.escrow_private_key, office.public.realm, at=now, valid=datetime.timedelta(days=days)).save(out)
    say(f"Đã viết {out}; dùng được {days} ngày.", f"Wrote {out}; it can be used for {days} days.")
    return Exit.DONE


@province.command("certify")
@click.argument("request", type=click.Path(path_type=Path, dir_okay=False, exists=True))
@_out_option
@click.option("--fingerprint", required=True, help="As the station read it out by telephone; another one is refused.")
@_province_option
def certify(request: Path, out: Path, fingerprint: str, province_folder: Path | None) -> int:
    """Issue the certificate that a request (PKCS#10) asks for."""
    office, asked = bootstrap.practice_province(province_folder), CertificateRequest.load(request)
    if fingerprint.strip().lower() != asked.fingerprint:
        raise StationError("escrow.fingerprint", found=asked.fingerprint)
    if asked.subject.realm != office.public.realm:
        raise StationError("escrow.other-realm", realm=asked.subject.realm)
    hand_over(out, office.issue(asked.public_key, asked.subject.user_id, asked.subject.role, asked.subject.office_id))
    return Exit.DONE


@province.command("revoke")
@click.argument("who", metavar="USER")
@click.option("--office", default=PRACTICE_OFFICE.office_id, show_default=True, help="Id of their office.")
@_province_option
def revoke(who: str, office: str, province_folder: Path | None) -> int:
    """Revoke every certificate of a person, as of now, and issue a new list; the practice central knows it at once."""
    count = bootstrap.practice_province(province_folder).revoke(who, office, at=datetime.datetime.now(datetime.UTC))
    say(f"Đã thu hồi {count} chứng thư.", f"Certificates revoked: {count}.")
    return Exit.DONE


@province.command("revocation-list")
@_out_option
@_province_option
def revocation_list(out: Path, province_folder: Path | None) -> int:
    """Issue the list of revoked certificates anew and write it for the stations."""
    office = bootstrap.practice_province(province_folder)
    office.list_anew()
    hand_over(out, office.revocation_list.read_bytes())
    return Exit.DONE
