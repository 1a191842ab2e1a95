"""The face in DG2: out of its CBEFF wrapping and the record of ISO/IEC 19794-5. The picture stays encoded, in memory."""

import io
from typing import Final

from PIL import Image, UnidentifiedImageError

from station.domain.identification import Portrait
from station.idcard import tlv
from station.idcard.tlv import Malformed

_FACE_RECORD: Final = b"FAC\0"
_RECORD_HEADER: Final = 14
_FACE_HEADER: Final = 20
_FEATURE_POINT: Final = 8
_IMAGE_HEADER: Final = 12
_STARTS: Final = {b"\xff\xd8\xff": "jpeg", b"\0\0\0\x0cjP  ": "jpeg2000", b"\xff\x4f\xff\x51": "jpeg2000"}
_PILLOW_FORMATS: Final = {"jpeg": "JPEG", "jpeg2000": "JPEG2000"}
_MOST_PIXELS: Final = 2_000_000


def portrait(dg2: bytes) -> Portrait:
    """The first face of DG2; its picture is decoded once to see that it can be shown. Raises Malformed."""
    content = _picture(_biometric_block(dg2))
    kind = next((kind for start, kind in _STARTS.items() if content.startswith(start)), None)
    if kind is None:
        raise Malformed("the picture in DG2 is neither JPEG nor JPEG 2000")
    width, height = _size(content, kind)
    return Portrait(kind, width, height, content)


def _biometric_block(dg2: bytes) -> bytes:
    group = tlv.only(tlv.only(dg2, 0x75), 0x7F61)
    template = tlv.elements(tlv.first(group, 0x7F60))
    for element in template:
        # 7F2E where the block is itself made of data objects (ISO/IEC 39794 wraps it once more).
        if element.tag in (0x5F2E, 0x7F2E):
            return element.value
    raise Malformed("DG2 without a biometric block")


def _picture(block: bytes) -> bytes:
    if not block.startswith(_FACE_RECORD):
        raise Malformed("DG2 holds no face record")
    face = _RECORD_HEADER
    points = int.from_bytes(block[face + 4 : face + 6], "big")
    end = face + int.from_bytes(block[face : face + 4], "big")
    start = face + _FACE_HEADER + _FEATURE_POINT * points + _IMAGE_HEADER
    if not start < end <= len(block):
        raise Malformed("lengths in the face record of DG2")
    return block[start:end]


def _size(content: bytes, kind: str) -> tuple[int, int]:
    try:
        with Image.open(io.BytesIO(content), formats=(_PILLOW_FORMATS[kind],)) as image:
            if image.width * image.height > _MOST_PIXELS:
                raise Malformed("the picture in DG2 has too many dots")
            image.load()
            return image.width, image.height
    except (
        UnidentifiedImageError,
        OSError,
        ValueError,
        SyntaxError,
        Image.DecompressionBombError,
        Image.DecompressionBombWarning,
    ) as error:
        raise Malformed("the picture in DG2 cannot be decoded") from error
