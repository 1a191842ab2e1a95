"""Commands around the chip card: read one, and keep the country certificates that cards are judged by."""

import datetime
import hashlib
from dataclasses import asdict
from pathlib import Path
from typing import Any, Final

import click

from station.domain.errors import StationError
from station.domain.identification import CardReading, CivilData, Question
from station.idcard import mrz
from station.idcard.access_data import Can, MrzKey, Password
from station.idcard.master_list import import_trust
from station.idcard.pcsc import choose_reader, present_readers
from station.idcard.reader import Reader
from station.idcard.session import Progress, read_card
from station.idcard.simulator import SimulatedReader, practice_card, practice_cards, practice_trust
from station.idcard.trust import TrustStore, load_trust
from station.settings import paths
from ui.cli.options import json_option
from ui.cli.output import Exit, pick, result_json, say, table, text

_PRACTICE: Final = "practice:"
_QUESTIONS: Final = {
    Question.ISSUER: ("Nơi cấp được tin cậy", "Issuer trusted"),
    Question.UNALTERED: ("Dữ liệu nguyên vẹn", "Data unaltered"),
    Question.GENUINE: ("Chip thật", "Chip genuine"),
    Question.VALID: ("Thẻ còn hạn", "Card valid"),
}
_ANSWERS: Final = {True: ("có", "yes"), False: ("KHÔNG", "NO"), None: ("chưa rõ", "not known")}


@click.group()
def card() -> None:
    """Read a chip card; keep the country certificates that cards are judged by."""


@card.command("read")
@click.option("--mrz", "zone", help="The three lines on the back of the card, separated by commas.")
@click.option("--can", "access_number", help="The last 6 of the 12 digits.")
@click.option(
    "--trust", "trust", type=click.Path(path_type=Path, file_okay=False), help="Folder of country certificates; else the account's own."
)
@click.option("--reader", "reader_name", help="Name of the reader, or practice:NAME for a practice card; else the one with a card on it.")
@json_option
def read_command(zone: str | None, access_number: str | None, trust: Path | None, reader_name: str | None, as_json: bool) -> int:
    """Read the card that lies on the reader and say what is proven. Nothing is kept.

    Without a reader: --reader practice:binh and the other practice cards, see `card practice`; they bring their own zone and certificates.
    """
    if zone is not None and access_number is not None:
        raise click.UsageError("either --mrz or --can")
    given = _password(zone, access_number)
    if given is None and not (reader_name or "").startswith(_PRACTICE):
        raise click.UsageError("--mrz L1,L2,L3 or --can N")
    reader, own_password, own_trust = _reader(reader_name)
    password = given or own_password
    assert password is not None
    store = load_trust(trust) if trust is not None else own_trust or load_trust(paths.card_trust_folder())
    for name in store.problems:
        say(f"Không nạp được chứng thư {name}.", f"The certificate file {name} cannot be taken.")
    reading = read_card(reader, password, store, progress=_Steps())
    if as_json:
        result_json(_as_json(reading))
    else:
        _print(reading)
    return Exit.DONE


@card.command("readers")
@json_option
def readers(as_json: bool) -> int:
    """The card readers that are plugged in."""
    views = present_readers()
    if as_json:
        result_json([{"name": view.name, "card": view.has_card} for view in views])
    else:
        table([(view.name, pick("có thẻ", "card") if view.has_card else pick("trống", "empty")) for view in views])
    return Exit.DONE


@card.command("practice")
def practice() -> int:
    """The practice cards: --reader practice:NAME reads one."""
    table([(one.name, text(one.title)) for one in practice_cards()])
    return Exit.DONE


@card.group("trust")
def trust_group() -> None:
    """The country certificates that cards are judged by."""


_folder_option = click.option(
    "--trust", "folder", type=click.Path(path_type=Path, file_okay=False), help="Folder of country certificates; else the account's own."
)


@trust_group.command("import")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False, exists=True))
@_folder_option
@json_option
def import_command(file: Path, folder: Path | None, as_json: bool) -> int:
    """Take the certificates of FILE: a master list, a country certificate or a revocation list; DER or PEM.

    Compare the SHA-256 that it prints with what the publisher of the file says: whatever is imported is believed.
    """
    imported = import_trust(file, folder or paths.card_trust_folder())
    if as_json:
        result_json(asdict(imported))
        return Exit.DONE
    table(
        [
            ("SHA-256", imported.sha256),
            (pick("Người ký danh sách", "List signed by"), imported.publisher or "–"),
            (pick("Chứng thư mới", "New certificates"), imported.certificates),
            (pick("Đã có", "Known already"), imported.known),
            (pick("Danh sách thu hồi mới", "New revocation lists"), imported.lists),
            (pick("Không nhận", "Not taken"), imported.refused),
            (pick("Quốc gia", "Countries"), " ".join(imported.countries)),
        ]
    )
    return Exit.DONE


@trust_group.command("show")
@_folder_option
@json_option
def show(folder: Path | None, as_json: bool) -> int:
    """How many certificates there are, and how old."""
    store = load_trust(folder or paths.card_trust_folder())
    age = store.age(datetime.datetime.now(datetime.UTC))
    facts = {"certificates": len(store.certificates), "lists": len(store.lists), "days": age, "problems": list(store.problems)}
    if as_json:
        result_json(facts)
    else:
        table(
            [
                (pick("Chứng thư", "Certificates"), len(store.certificates)),
                (pick("Danh sách thu hồi", "Revocation lists"), len(store.lists)),
                (pick("Số ngày chưa cập nhật", "Days since the last renewal"), "–" if age is None else age),
                (pick("Tệp hỏng", "Files not taken"), " ".join(store.problems) or "–"),
            ]
        )
    return Exit.DONE


class _Steps:
    """Progress on stderr: one line a step."""

    def __init__(self) -> None:
        self._last = ""

    def __call__(self, progress: Progress) -> None:
        if progress.step != self._last:
            self._last = progress.step
            say(f"… {progress.step}", f"… {progress.step}")


def _reader(name: str | None) -> tuple[Reader, Password | None, TrustStore | None]:
    """The reader, and for a practice card what opens it and what it is judged by."""
    if name is None or not name.startswith(_PRACTICE):
        return choose_reader(name), None, None
    wanted = name.removeprefix(_PRACTICE)
    try:
        chosen = practice_card(wanted)
    except KeyError as error:
        raise StationError("card.unknown-reader", name=name, known=", ".join(_PRACTICE + one.name for one in practice_cards())) from error
    return SimulatedReader(chosen.chip()), chosen.person.mrz_key, practice_trust()


def _password(zone: str | None, access_number: str | None) -> Password | None:
    if access_number is not None:
        return Can(access_number.strip())
    return None if zone is None else MrzKey.of(mrz.parse(zone.split(",")))


def _as_json(reading: CardReading) -> dict[str, Any]:
    portrait = reading.portrait
    return {
        "access": reading.access.value,
        "mrz": dict(reading.mrz),
        "dg13": {} if reading.civil == CivilData() else asdict(reading.civil),
        "photo": None
        if portrait is None
        else {
            "format": portrait.format,
            "width": portrait.width,
            "height": portrait.height,
            "sha256": hashlib.sha256(portrait.content).hexdigest(),
        },
        "verdicts": {
            question.value: {"ok": reading.verdicts[question].ok, "why": text(reading.verdicts[question].why)} for question in Question
        },
        "findings": [
            {"rule": finding.rule, "severity": finding.severity.value, "message": text(finding.message), "path": finding.path}
            for finding in reading.findings
        ],
        "seconds": round(reading.seconds, 3),
        "apdus": reading.apdus,
    }


def _print(reading: CardReading) -> None:
    table([*reading.mrz.items(), *((name, value) for name, value in asdict(reading.civil).items() if value)])
    if reading.portrait is not None:
        portrait = reading.portrait
        table([(pick("ảnh", "portrait"), f"{portrait.format} {portrait.width} × {portrait.height}")])
    table([(pick(*_QUESTIONS[asked]), f"{pick(*_ANSWERS[answer.ok])}: {text(answer.why)}") for asked, answer in reading.verdicts.items()])
    for finding in reading.findings:
        print(f"  ! {text(finding.message)}")
