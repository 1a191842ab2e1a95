"""Commands and responses of a smart card (ISO/IEC 7816-4), as values. Nothing is sent here."""

from dataclasses import dataclass
from typing import Final

SHORT_LE: Final = 256
EXTENDED_LE: Final = 65536
SHORT_DATA: Final = 255

SUCCESS: Final = 0x9000
END_OF_FILE: Final = 0x6282
NO_INFORMATION: Final = 0x6300
WRONG_LENGTH: Final = 0x6700
SM_OBJECTS_MISSING: Final = 0x6987
SM_OBJECTS_WRONG: Final = 0x6988
SECURITY_NOT_SATISFIED: Final = 0x6982
BLOCKED: Final = 0x6983
FILE_NOT_FOUND: Final = 0x6A82
WRONG_OFFSET: Final = 0x6B00


@dataclass(frozen=True, slots=True)
class Command:
    """One command. `le`: how many bytes are wanted back, None for none, 256 or 65536 for as many as fit."""

    cla: int
    ins: int
    p1: int
    p2: int
    data: bytes = b""
    le: int | None = None

    @property
    def needs_extended(self) -> bool:
        """Whether it does not fit into a short APDU."""
        return len(self.data) > SHORT_DATA or (self.le or 0) > SHORT_LE

    def encode(self) -> bytes:
        """As bytes: short where it fits, else with extended lengths."""
        header = bytes([self.cla, self.ins, self.p1, self.p2])
        if not self.needs_extended:
            body = bytes([len(self.data)]) + self.data if self.data else b""
            return header + body + (b"" if self.le is None else bytes([self.le & 0xFF]))
        # The byte 00 that announces extended lengths stands once, in front of Lc, or of Le where there is no data.
        body = b"\0" + len(self.data).to_bytes(2, "big") + self.data if self.data else b""
        if self.le is None:
            return header + body
        return header + (body or b"\0") + (self.le & 0xFFFF).to_bytes(2, "big")


@dataclass(frozen=True, slots=True)
class Response:
    """One answer."""

    data: bytes
    status: int
    """SW1 SW2."""

    @property
    def good(self) -> bool:
        """9000."""
        return self.status == SUCCESS


def decode_response(answer: bytes) -> Response | None:
    """Data and status; None when it is too short to hold a status."""
    return Response(answer[:-2], int.from_bytes(answer[-2:], "big")) if len(answer) >= 2 else None


def tries_left(status: int) -> int | None:
    """What 63Cx says; None for another status."""
    return status & 0xF if status & 0xFFF0 == 0x63C0 else None
