"""Tag, length, value (BER, definite lengths) as the card's own messages and files use it. Strict: nothing is read past its end."""

from dataclasses import dataclass

_LONGEST_LENGTH = 4
_LONGEST_TAG = 3


class Malformed(Exception):
    """Bytes that break their own rules. The text says what, never their content."""


@dataclass(frozen=True, slots=True)
class Tlv:
    """One element."""

    tag: int
    """All tag bytes as one number: 0x5F1F."""
    value: bytes


@dataclass(frozen=True, slots=True)
class Header:
    """What stands before a value."""

    tag: int
    length: int
    size: int
    """Bytes of tag and length."""

    @property
    def whole(self) -> int:
        """Bytes of the whole element."""
        return self.size + self.length


def header(data: bytes, at: int = 0) -> Header | None:
    """The header that starts at `at`; None when more bytes are needed. Raises Malformed."""
    place = at
    if place >= len(data):
        return None
    tag = data[place]
    place += 1
    if tag & 0x1F == 0x1F:
        while True:
            if place >= len(data):
                return None
            if place - at >= _LONGEST_TAG:
                raise Malformed("tag too long")
            tag = tag << 8 | data[place]
            place += 1
            if not tag & 0x80:
                break
    if place >= len(data):
        return None
    length = data[place]
    place += 1
    if length >= 0x80:
        count = length & 0x7F
        if not 0 < count <= _LONGEST_LENGTH:
            raise Malformed("length without a limit")
        if place + count > len(data):
            return None
        length = int.from_bytes(data[place : place + count], "big")
        place += count
    return Header(tag, length, place - at)


def elements(data: bytes) -> list[Tlv]:
    """All elements one after another. Raises Malformed when they do not fill `data` exactly."""
    found: list[Tlv] = []
    at = 0
    while at < len(data):
        head = header(data, at)
        if head is None or at + head.whole > len(data):
            raise Malformed("length past the end")
        found.append(Tlv(head.tag, data[at + head.size : at + head.whole]))
        at += head.whole
    return found


def only(data: bytes, tag: int) -> bytes:
    """The value of the one element that `data` consists of. Raises Malformed when it is another or not alone."""
    found = elements(data)
    if len(found) != 1 or found[0].tag != tag:
        raise Malformed(f"no element {tag:X}")
    return found[0].value


def first(data: bytes, tag: int) -> bytes:
    """The value of the first element with this tag. Raises Malformed when there is none."""
    for element in elements(data):
        if element.tag == tag:
            return element.value
    raise Malformed(f"no element {tag:X}")


def encode(tag: int, value: bytes) -> bytes:
    """One element, its length in the shortest form."""
    tag_bytes = tag.to_bytes((tag.bit_length() + 7) // 8 or 1, "big")
    if len(value) < 0x80:
        return tag_bytes + bytes([len(value)]) + value
    length = len(value).to_bytes((len(value).bit_length() + 7) // 8, "big")
    return tag_bytes + bytes([0x80 | len(length)]) + length + value
