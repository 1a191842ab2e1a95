import io
import struct
import zlib

import numpy as np
import pytest
from PIL import Image

from ocr.decode import decode
from station.domain.errors import StationError


def encoded(image, kind="JPEG", **options):
    buffer = io.BytesIO()
    image.save(buffer, kind, **options)
    return buffer.getvalue()


def grain(width=400, height=300):
    return Image.fromarray(np.random.default_rng(5).integers(0, 255, (height, width, 3), dtype=np.uint8))


def bomb(width, height):
    """A PNG of a few bytes that claims to be huge."""
    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(bytes(1000))) + chunk(b"IEND", b"")


def chunk(name, content):
    return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))


@pytest.mark.parametrize("content", [b"", b"junk", b"%PDF-1.7", b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n"])
def test_what_is_no_image_is_a_failure(content):
    with pytest.raises(StationError) as caught:
        decode(content)
    assert caught.value.code == "reading.unreadable-image"


def test_a_truncated_jpeg_is_a_failure_not_half_a_page():
    whole = encoded(grain())
    with pytest.raises(StationError) as caught:
        decode(whole[: len(whole) * 2 // 3])
    assert caught.value.code == "reading.unreadable-image"


@pytest.mark.parametrize("size", [(15_000, 10_001), (20_000, 15_000)])
def test_a_bomb_is_refused_by_its_header(size):
    with pytest.raises(StationError) as caught:
        decode(bomb(*size))
    assert caught.value.code == "capture.too-large"
    assert "150" in caught.value.sentence("en")


def test_exif_orientation_is_applied():
    image = Image.new("RGB", (60, 30), (255, 255, 255))
    image.paste((255, 0, 0), (0, 0, 20, 10))
    exif = Image.Exif()
    exif[0x0112] = 6
    turned = decode(encoded(image, exif=exif.tobytes(), quality=95))
    assert turned.shape == (60, 30, 3)
    red_corner = turned[5, 25]
    assert red_corner[2] > 200 and red_corner[0] < 80


def test_transparency_is_laid_on_white():
    assert decode(encoded(Image.new("RGBA", (8, 8), (0, 0, 0, 0)), "PNG")).min() == 255


def test_sixteen_bit_greys_are_scaled_not_clipped():
    grey = Image.fromarray(np.full((8, 8), 0x8000, np.uint16))
    assert set(np.unique(decode(encoded(grey, "PNG")))) == {0x80}


def test_a_bitonal_fax_page_is_read():
    assert decode(encoded(Image.new("1", (64, 64), 1), "TIFF", compression="group4")).shape == (64, 64, 3)
