"""How long a chip's answers may be: what its answer to reset and EF.ATR/INFO announce (ISO/IEC 7816-4, 12.1.1)."""

from typing import Final

from station.idcard import apdu, tlv
from station.idcard.chip import Chip
from station.idcard.files import ATR_INFO

_EXTENDED: Final = 0x40
"""In the third byte of the card capabilities."""
_CAPABILITIES: Final = 0x47
_EXTENDED_LENGTH: Final = 0x7F66


def answer_size(chip: Chip, atr: bytes) -> int:
    """The longest answer to ask for: 256, or up to 65536 where extended lengths are announced. Costs one command, or none."""
    announced = _announced(_historical_bytes(atr))
    if announced is False:
        return apdu.SHORT_LE
    # By short identifier, in the master file that is selected after a reset.
    response = chip.send(apdu.Command(0x00, 0xB0, 0x80 | ATR_INFO.short, 0x00, le=apdu.SHORT_LE))
    size = _announced_size(response.data) if response.status in (apdu.SUCCESS, apdu.END_OF_FILE) else None
    if size is not None:
        return size
    return apdu.EXTENDED_LE if announced else apdu.SHORT_LE


def _announced(historical: bytes) -> bool | None:
    """Whether the capabilities in the historical bytes say extended lengths; None where they say nothing."""
    if historical[:1] not in (b"\x80", b"\x00"):
        return None
    at = 1
    while at < len(historical):
        tag, length = historical[at] >> 4, historical[at] & 0xF
        value = historical[at + 1 : at + 1 + length]
        if tag == _CAPABILITIES & 0xF and len(value) >= 3:
            return bool(value[2] & _EXTENDED)
        at += 1 + length
    return None


def _announced_size(info: bytes) -> int | None:
    """The longest response APDU that EF.ATR/INFO names; None where it says nothing about it."""
    try:
        for element in tlv.elements(info):
            if element.tag == _EXTENDED_LENGTH:
                sizes = [int.from_bytes(size.value, "big") for size in tlv.elements(element.value) if size.tag == 0x02]
                if len(sizes) == 2 and sizes[1] > apdu.SHORT_LE + 2:
                    return min(sizes[1] - 2, apdu.EXTENDED_LE)
    except tlv.Malformed:
        return None
    return None


def _historical_bytes(atr: bytes) -> bytes:
    """What follows the interface bytes of an answer to reset (ISO/IEC 7816-3, 8.2)."""
    if len(atr) < 2:
        return b""
    count, present, at = atr[1] & 0xF, atr[1] >> 4, 2
    while present:
        # TA, TB, TC as announced; TD announces the next round.
        at += (present & 0b0111).bit_count()
        if not present & 0b1000 or at >= len(atr):
            break
        present = atr[at] >> 4
        at += 1
    return atr[at : at + count]
