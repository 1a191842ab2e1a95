"""The chip's elementary files: which there are, and reading one whole in as few commands as the chip's buffers allow (Doc 9303-10)."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from station.idcard import apdu, tlv
from station.idcard.chip import Chip

_READ: Final = 0xB0
_READ_FAR: Final = 0xB1
_SELECT: Final = 0xA4
_LAST_NEAR_OFFSET: Final = 0x7FFF
_CAUTIOUS: Final = 0x80
_KILOBYTE: Final = 1024


@dataclass(frozen=True)
class FileId:
    """Where one file lies and how it must begin."""

    name: str
    file: int
    short: int
    """Short file identifier, for reading without selecting."""
    tag: int
    limit: int
    """The most bytes that it may claim to have."""


CARD_ACCESS: Final = FileId("EF.CardAccess", 0x011C, 0x1C, 0x31, 4 * _KILOBYTE)
ATR_INFO: Final = FileId("EF.ATR/INFO", 0x2F01, 0x01, 0x00, _KILOBYTE)
COM: Final = FileId("EF.COM", 0x011E, 0x1E, 0x60, _KILOBYTE)
SOD: Final = FileId("EF.SOD", 0x011D, 0x1D, 0x77, 64 * _KILOBYTE)
DATA_GROUPS: Final = {
    1: FileId("DG1", 0x0101, 0x01, 0x61, _KILOBYTE),
    2: FileId("DG2", 0x0102, 0x02, 0x75, 200 * _KILOBYTE),
    13: FileId("DG13", 0x010D, 0x0D, 0x6D, 32 * _KILOBYTE),
    14: FileId("DG14", 0x010E, 0x0E, 0x6E, 32 * _KILOBYTE),
    15: FileId("DG15", 0x010F, 0x0F, 0x6F, 8 * _KILOBYTE),
}
"""Those that the station reads; DG3 lies behind terminal authentication."""


class Missing(Exception):
    """The chip has no such file, or does not hand it out."""

    def __init__(self, status: int) -> None:
        self.status = status
        super().__init__(f"{status:04X}")


class FileReader:
    """Reads files of the application that is selected. Learns on the way what this chip puts up with."""

    def __init__(self, chip: Chip, answer_size: int = apdu.SHORT_LE) -> None:
        """`answer_size`: the longest answer of chip and reader; over 256 extended lengths are used."""
        self._chip = chip
        self._answer_size = answer_size
        self._knows_short_ids: bool | None = None
        self._cautious = False

    @property
    def uses_extended(self) -> bool:
        """Whether answers over 256 bytes are asked for."""
        return self._answer_size > apdu.SHORT_LE

    def whole(self, file: FileId, progress: Callable[[int, int], None] = lambda done, total: None) -> bytes:
        """The file from its tag to its announced end. Raises Missing, tlv.Malformed and StationError `card.*`."""
        data = self._beginning(file)
        head = tlv.header(data)
        while head is None:
            data += self._more(len(data), self._room())
            head = tlv.header(data)
        if head.tag != file.tag:
            raise tlv.Malformed(f"{file.name} begins with another tag")
        if head.whole > file.limit:
            raise tlv.Malformed(f"{file.name} claims {head.whole} bytes")
        progress(min(len(data), head.whole), head.whole)
        while len(data) < head.whole:
            data += self._more(len(data), min(self._room(), head.whole - len(data)))
            progress(min(len(data), head.whole), head.whole)
        return data[: head.whole]

    def _beginning(self, file: FileId) -> bytes:
        """The first bytes: by short identifier in one command, or selected first where the chip does not know that."""
        if self._knows_short_ids is not False:
            response = self._read(apdu.Command(0x00, _READ, 0x80 | file.short, 0x00, le=self._room()))
            if _holds_data(response) and tlv.header(response.data[:8]) and _tag(response.data) == file.tag:
                self._knows_short_ids = True
                return response.data
            if response.status == apdu.FILE_NOT_FOUND and self._knows_short_ids:
                raise Missing(response.status)
        selected = self._chip.send(apdu.Command(0x00, _SELECT, 0x02, 0x0C, file.file.to_bytes(2, "big")))
        if not selected.good:
            raise Missing(selected.status)
        response = self._read(apdu.Command(0x00, _READ, 0x00, 0x00, le=self._room()))
        if not _holds_data(response):
            raise Missing(response.status)
        # It was there and only the short way did not find it.
        self._knows_short_ids = False
        return response.data

    def _more(self, offset: int, wanted: int) -> bytes:
        if self.uses_extended and wanted <= apdu.SHORT_LE:
            # Its protected answer may be longer than a short APDU holds.
            wanted = apdu.SHORT_LE + 1
        if offset <= _LAST_NEAR_OFFSET:
            response = self._read(apdu.Command(0x00, _READ, offset >> 8, offset & 0xFF, le=wanted))
            data = response.data
        else:
            place = tlv.encode(0x54, offset.to_bytes(3 if offset > 0xFFFF else 2, "big"))
            # The answer is wrapped in 53 and its length.
            response = self._read(apdu.Command(0x00, _READ_FAR, 0x00, 0x00, place, le=min(wanted + 4, self._room())))
            data = tlv.first(response.data, 0x53) if response.data else b""
        if not _holds_data(response) or not data:
            raise tlv.Malformed(f"the file ends at {offset} bytes")
        return data

    def _read(self, command: apdu.Command) -> apdu.Response:
        """One READ BINARY; where the chip refuses the length, less is asked for from then on."""
        response = self._chip.send(command)
        while response.status == apdu.WRONG_LENGTH and (self.uses_extended or not self._cautious):
            if self.uses_extended:
                self._answer_size = apdu.SHORT_LE
            else:
                self._cautious = True
            response = self._chip.send(_shortened(command, self._room()))
        if response.status >> 8 == 0x6C and not response.data:
            response = self._chip.send(_shortened(command, (response.status & 0xFF) or apdu.SHORT_LE))
        return response

    def _room(self) -> int:
        if self._cautious:
            return _CAUTIOUS
        if self._chip.channel is None or self._answer_size >= apdu.EXTENDED_LE:
            # Asking for all there is lets the chip fill its buffer.
            return self._answer_size
        return self._chip.channel.data_within(self._answer_size)


def select_file_in_root(chip: Chip, file: FileId) -> bool:
    """Select a file of the master file, where the chip still lets itself be led there."""
    if chip.send(apdu.Command(0x00, _SELECT, 0x02, 0x0C, file.file.to_bytes(2, "big"))).good:
        return True
    roots = (apdu.Command(0x00, _SELECT, 0x00, 0x0C, b"\x3f\x00"), apdu.Command(0x00, _SELECT, 0x00, 0x0C))
    return (
        any(chip.send(root).good for root in roots)
        and chip.send(apdu.Command(0x00, _SELECT, 0x02, 0x0C, file.file.to_bytes(2, "big"))).good
    )


def _holds_data(response: apdu.Response) -> bool:
    return response.status in (apdu.SUCCESS, apdu.END_OF_FILE) and bool(response.data)


def _tag(data: bytes) -> int:
    head = tlv.header(data[:8])
    return head.tag if head else -1


def _shortened(command: apdu.Command, le: int) -> apdu.Command:
    return apdu.Command(command.cla, command.ins, command.p1, command.p2, command.data, min(command.le or le, le))
