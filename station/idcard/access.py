"""Getting in: PACE where the chip announces it, else BAC; what was offered and what was taken is remembered for the test of a downgrade."""

from dataclasses import dataclass

from station.domain.errors import StationError
from station.domain.identification import Access
from station.idcard import apdu, security_infos, tlv
from station.idcard.access_data import MrzKey, Password
from station.idcard.bac import open_by_bac
from station.idcard.chip import Chip
from station.idcard.files import CARD_ACCESS, FileReader, Missing, select_file_in_root
from station.idcard.pace import PaceUnsupported, open_by_pace, usable
from station.idcard.security_infos import PaceInfo

APPLICATION = bytes.fromhex("A0000002471001")
"""The eMRTD application of ICAO (LDS1)."""


@dataclass(frozen=True)
class Opened:
    """How the chip was opened."""

    access: Access
    used: PaceInfo | None
    """None with BAC."""
    usable: bool
    """Whether EF.CardAccess offered a PACE that the station can do."""


def open_chip(chip: Chip, password: Password) -> Opened:
    """Agree on keys with the chip and select its application. Raises StationError `card.*`; a wrong password is tried once only."""
    info = usable(card_access(chip))
    if info is not None:
        try:
            chip.channel = open_by_pace(chip, info, password)
            select_application(chip)
            return Opened(Access.PACE, info, True)
        except PaceUnsupported:
            # Another way in is tried below, and told: see `findings`.
            chip.channel = None
    # Only now it is known whether this is an identity card at all.
    select_application(chip)
    if not isinstance(password, MrzKey):
        raise StationError("card.needs-mrz")
    chip.channel = open_by_bac(chip, password)
    return Opened(Access.BAC, None, info is not None)


def card_access(chip: Chip) -> tuple[PaceInfo, ...]:
    """What EF.CardAccess announces; nothing where the chip has no such file. Raises StationError `card.nonsense`."""
    try:
        return security_infos.parse(_card_access_file(chip)).pace
    except Missing:
        return ()
    except tlv.Malformed as error:
        raise StationError("card.nonsense", step=CARD_ACCESS.name) from error


def _card_access_file(chip: Chip) -> bytes:
    try:
        return FileReader(chip).whole(CARD_ACCESS)
    except Missing as missing:
        # Another application may be in front; a chip without the file says "not found" and nothing else.
        if missing.status == apdu.FILE_NOT_FOUND or not select_file_in_root(chip, CARD_ACCESS):
            raise
    return FileReader(chip).whole(CARD_ACCESS)


def select_application(chip: Chip) -> None:
    """Select the eMRTD application. Raises StationError `card.other-kind` when the chip has none."""
    selected = chip.send(apdu.Command(0x00, 0xA4, 0x04, 0x0C, APPLICATION))
    if not selected.good:
        raise StationError("card.other-kind", status=f"{selected.status:04X}")
