"""Whether a PNG is whole: every chunk there, every checksum right, exactly as many pixels as the header promises. Holds 64 KB at a time.

Layout: PNG specification (third edition, W3C 2025), §5 (chunks), §8.1 (Adam7), §11.2.1 (IHDR).
"""

import struct
import zlib
from collections.abc import Iterator

_PIECE_BYTES = 1 << 16
_SIGNATURE_BYTES = 8
_CHANNELS = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}
"""Samples a pixel by colour type."""
_ADAM7 = ((0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2))
"""First column, first row, step across, step down of each pass."""


class Truncated(Exception):
    """The file ends before the image does."""


class Damaged(Exception):
    """A checksum or the amount of pixels is wrong."""


def require_whole_png(content: bytes) -> None:
    """Raise Truncated or Damaged unless every row of the picture is there."""
    chunks = _chunks(memoryview(content))
    name, header = next(chunks)
    if name != b"IHDR" or len(header) != 13:
        raise Damaged
    expected = _raw_bytes(header)
    found, inflate = 0, zlib.decompressobj()
    for name, data in chunks:
        if name == b"IDAT":
            found += _inflated(inflate, data, expected - found)
        if name == b"IEND":
            if found != expected:
                raise Damaged
            return
    raise Truncated


def _chunks(content: memoryview) -> Iterator[tuple[bytes, memoryview]]:
    at = _SIGNATURE_BYTES
    while at < len(content):
        if at + 12 > len(content):
            raise Truncated
        (length,) = struct.unpack_from(">I", content, at)
        end = at + 12 + length
        if end > len(content):
            raise Truncated
        (crc,) = struct.unpack_from(">I", content, end - 4)
        if zlib.crc32(content[at + 4 : end - 4]) != crc:
            raise Damaged
        yield bytes(content[at + 4 : at + 8]), content[at + 8 : end - 4]
        at = end
    raise Truncated


def _raw_bytes(header: memoryview) -> int:
    """How many bytes the compressed stream must hold: each row of each pass has one filter byte before its pixels."""
    width, height, depth, colour, _compression, _filter, interlaced = struct.unpack(">IIBBBBB", header)
    if colour not in _CHANNELS or depth not in (1, 2, 4, 8, 16) or not width or not height:
        raise Damaged
    bits = depth * _CHANNELS[colour]
    passes = _ADAM7 if interlaced else ((0, 0, 1, 1),)
    total = 0
    for left, top, across, down in passes:
        columns, rows = -(-(width - left) // across), -(-(height - top) // down)
        if columns > 0 and rows > 0:
            total += rows * (1 + -(-columns * bits // 8))
    return total


def _inflated(inflate: "zlib._Decompress", data: memoryview, room: int) -> int:
    """How many bytes come out of `data`; raise Damaged when it is not zlib or more than `room` comes out."""
    found, rest = 0, bytes(data)
    while rest and not inflate.eof:
        try:
            found += len(inflate.decompress(rest, _PIECE_BYTES))
        except zlib.error as problem:
            raise Damaged from problem
        if found > room:
            raise Damaged
        rest = inflate.unconsumed_tail
    return found
