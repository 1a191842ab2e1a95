"""A bundle: several files, or what is lacking of them, in the body of one request (PROTOCOL.md §4.2). Frames, one after the other.

    SHA-256 (32 bytes) ‖ offset (8) ‖ length (8), both big-endian ‖ so many bytes of the file from there on

A frame of no length asks how much of that file is held.
"""

import struct
from dataclasses import dataclass
from typing import Final

_HEAD: Final = struct.Struct(">32sQQ")
HEAD_BYTES: Final = _HEAD.size


def frame_head(sha256: str, offset: int, length: int) -> bytes:
    """What stands before the bytes."""
    return _HEAD.pack(bytes.fromhex(sha256), offset, length)


@dataclass(frozen=True)
class Frame:
    """Bytes of one file and where they belong; perhaps the beginning of a longer frame, the rest comes as another."""

    sha256: str
    offset: int
    data: memoryview


class Unpacking:
    """Takes a body as it arrives and gives the frames in it. What arrived is put together once, and not copied again."""

    def __init__(self) -> None:
        self._arrived: list[bytes] = []
        self.waiting = 0
        """Bytes that were fed and not given yet."""
        self._open: tuple[str, int, int] | None = None
        """Of a frame whose beginning was given already: file, offset of the rest, length of the rest."""

    def feed(self, data: bytes) -> None:
        """The next bytes of the body."""
        self._arrived.append(data)
        self.waiting += len(data)

    @property
    def is_whole(self) -> bool:
        """Whether the body could end here."""
        return self._open is None and not self.waiting

    def frames(self) -> list[Frame]:
        """Everything that was fed, the beginning of an unfinished frame too; only a head that is not there in full stays."""
        found, at, arrived = [], 0, memoryview(b"".join(self._arrived))
        while self._open is not None or len(arrived) - at >= HEAD_BYTES:
            if self._open is None:
                name, offset, length = _HEAD.unpack_from(arrived, at)
                self._open = name.hex(), offset, length
                at += HEAD_BYTES
            sha256, offset, left = self._open
            data = arrived[at : at + left]
            at += len(data)
            self._open = (sha256, offset + len(data), left - len(data)) if len(data) < left else None
            if len(data) or self._open is None:
                found.append(Frame(sha256, offset, data))
            if self._open is not None:
                break
        self._arrived, self.waiting = [bytes(arrived[at:])], len(arrived) - at
        return found
