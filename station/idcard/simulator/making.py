"""Makes the profile of a practice card: its files, signed by the practice state, and its chip's keys. Faults go in after signing."""

import dataclasses
import functools
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa

from station.idcard import apdu
from station.idcard.access import APPLICATION
from station.idcard.curves import Curve
from station.idcard.simulator import files
from station.idcard.simulator.access import Way
from station.idcard.simulator.chip import ActiveAuthenticationKey, ChipAuthenticationKey, ChipProfile, random_key
from station.idcard.simulator.interference import Interference
from station.idcard.simulator.issuer import DocumentSigner
from station.idcard.simulator.people import PracticePerson
from station.idcard.suites import Suite

COM_FILE: Final = 0x011E
SOD_FILE: Final = 0x011D
CARD_ACCESS_FILE: Final = 0x011C
ATR_FILE: Final = 0x2F01
GROUP_FILES: Final = {1: 0x0101, 2: 0x0102, 13: 0x010D, 14: 0x010E, 15: 0x010F}
STALE_CHALLENGE: Final = bytes(8)

Alter = Callable[[dict[int, bytes]], None]


@dataclass(frozen=True)
class Make:
    """What kind of card is wanted."""

    person: PracticePerson
    signer: Callable[[], DocumentSigner]
    ways: tuple[Way, ...] = ()
    bac: bool = True
    announced_ways: tuple[Way, ...] | None = None
    """What EF.CardAccess says where it is not what DG14 says; empty: there is no such file."""
    chip_key: tuple[Curve, Suite, int | None] | None = None
    active: str = ""
    """`ec`, `rsa`, or empty."""
    picture: str = "JPEG"
    with_dg13: bool = True
    answer_size: int = apdu.SHORT_LE
    short_ids: bool = True
    copied: bool = False
    """The files are another chip's: this one has neither of its secret keys."""
    replayed: bool = False
    """Active authentication plays a recorded answer."""
    alter: Alter | None = None
    """Changes the files, by identifier, after they were signed."""
    blocked: bool = False
    application: bytes = APPLICATION
    interference: Interference | None = None


def make(wanted: Make) -> ChipProfile:
    """The chip's profile."""
    chip_key = (
        None if wanted.chip_key is None else ChipAuthenticationKey(wanted.chip_key[0], random_key(wanted.chip_key[0]), *wanted.chip_key[1:])
    )
    active_key = _active_key(wanted)
    groups = _groups(wanted, chip_key, active_key)
    contents = {GROUP_FILES[number]: file for number, file in groups.items()}
    contents[SOD_FILE] = wanted.signer().sign({**groups, 3: b"fingerprints"})
    contents[COM_FILE] = files.com(sorted({*groups, 3}))
    if wanted.alter is not None:
        wanted.alter(contents)
    if wanted.copied:
        chip_key = None if chip_key is None else dataclasses.replace(chip_key, scalar=random_key(chip_key.curve))
        active_key = None if active_key is None else dataclasses.replace(active_key, key=_new_key(wanted.active))
    if wanted.replayed and active_key is not None:
        active_key = dataclasses.replace(active_key, replay=STALE_CHALLENGE)
    return ChipProfile(
        files=contents,
        root_files=_root_files(wanted),
        mrz_key=wanted.person.mrz_key,
        can=wanted.person.can,
        pace=wanted.ways,
        bac=wanted.bac,
        chip_key=chip_key,
        active_key=active_key,
        answer_size=wanted.answer_size,
        short_ids=wanted.short_ids,
        application=wanted.application,
        blocked=wanted.blocked,
        interference=wanted.interference,
    )


def _groups(wanted: Make, chip_key: ChipAuthenticationKey | None, active_key: ActiveAuthenticationKey | None) -> dict[int, bytes]:
    person = wanted.person
    groups = {1: files.dg1(person), 2: files.dg2(files.face(int(person.can), wanted.picture))}
    if wanted.with_dg13:
        groups[13] = files.dg13(person)
    if chip_key is not None or wanted.ways or wanted.active == "ec":
        parts = None if chip_key is None else (chip_key.curve, chip_key.scalar, chip_key.suite, chip_key.key_id)
        groups[14] = files.dg14(wanted.ways, parts, aa_digest="sha256" if wanted.active == "ec" else None)
    if active_key is not None:
        groups[15] = files.dg15(active_key.key)
    return groups


def _root_files(wanted: Make) -> Mapping[int, bytes]:
    ways = wanted.ways if wanted.announced_ways is None else wanted.announced_ways
    root = {CARD_ACCESS_FILE: files.card_access(ways)} if ways else {}
    if wanted.answer_size > apdu.SHORT_LE:
        root[ATR_FILE] = files.atr_info(wanted.answer_size)
    return root


def _active_key(wanted: Make) -> ActiveAuthenticationKey | None:
    return ActiveAuthenticationKey(_kept_key(wanted.active), hashes.SHA256()) if wanted.active else None


@functools.cache
def _kept_key(kind: str) -> rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey:
    """One for all practice cards of a process: making an RSA key takes a while."""
    return _new_key(kind)


def _new_key(kind: str) -> rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey:
    return ec.generate_private_key(ec.BrainpoolP256R1()) if kind == "ec" else rsa.generate_private_key(65537, 2048)
