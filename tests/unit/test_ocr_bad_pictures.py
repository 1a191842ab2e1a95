"""What pictures do to reading when they are no pages, or broken: a finding or a failure that says what to do, never a crash."""

import io
import subprocess
import sys
from pathlib import Path
from random import Random

import numpy as np
import pytest
from PIL import Image, ImageDraw

from ocr.decode import decode, reading_copy
from ocr.engines.null import NullEngine
from ocr.pipeline import read_page_image
from station.domain.errors import StationError
from station.forms.loader import load_forms
from station.scanner.quality import quality_findings
from tests.unit.ocr_drawing import text_page

REPOSITORY = Path(__file__).parents[2]
MUTATIONS, LONG_MUTATIONS = 4, 300


@pytest.fixture(scope="module")
def boats():
    return load_forms(REPOSITORY / "tests" / "forms", REPOSITORY / "resources" / "reference")


def encoded(image, kind, **options):
    buffer = io.BytesIO()
    image.save(buffer, kind, **options)
    return buffer.getvalue()


def page(scale=1.0, mode="RGB"):
    drawn = Image.fromarray(text_page(6)).convert(mode)
    return drawn.resize((round(drawn.width * scale), round(drawn.height * scale)))


def cat():
    """Large round shapes of many tones, and no writing."""
    image = Image.new("RGB", (900, 700), (120, 150, 90))
    drawing = ImageDraw.Draw(image)
    random = Random(3)
    for _ in range(60):
        x, y, r = random.randrange(900), random.randrange(700), random.randrange(20, 160)
        drawing.ellipse((x - r, y - r, x + r, y + r), fill=tuple(random.randrange(256) for _ in range(3)))
    return image


def with_orientation(image, orientation):
    exif = Image.Exif()
    exif[0x0112] = orientation
    return encoded(image, "JPEG", exif=exif.tobytes())


STRANGE = {
    "blank": lambda: encoded(Image.new("RGB", (1000, 1400), (250, 250, 250)), "JPEG"),
    "black": lambda: encoded(Image.new("RGB", (1000, 1400)), "JPEG"),
    "noise": lambda: encoded(Image.fromarray(np.random.default_rng(1).integers(0, 255, (350, 250, 3), dtype=np.uint8)), "PNG"),
    "cat": lambda: encoded(cat(), "JPEG"),
    "upside down": lambda: encoded(page().rotate(180), "JPEG"),
    "1 bit at 100 dpi": lambda: encoded(page(1 / 3).convert("1"), "TIFF", compression="group4"),
    "CMYK": lambda: encoded(page(mode="CMYK"), "JPEG"),
    "16 bit": lambda: encoded(Image.fromarray(text_page(4).astype(np.uint16) * 257), "PNG"),
    "palette": lambda: encoded(page().convert("P"), "PNG"),
    "animated": lambda: encoded(page(0.5), "GIF", save_all=True, append_images=[page(0.5).rotate(90)]),
    "EXIF turned": lambda: with_orientation(page(), 6),
    "multi-page": lambda: encoded(page(0.5), "TIFF", save_all=True, append_images=[page(0.5)]),
    "messenger photo": lambda: encoded(page(0.5), "JPEG", quality=18),
    "long strip": lambda: encoded(Image.new("L", (12_000, 30), 200), "PNG"),
    "one column": lambda: encoded(Image.new("L", (1, 9000), 200), "PNG"),
    "half black": lambda: encoded(Image.fromarray(np.hstack([text_page(6), np.zeros_like(text_page(6))])), "JPEG"),
}


@pytest.mark.parametrize("name", STRANGE)
def test_a_strange_picture_is_a_reading_with_a_finding_that_says_what_to_do(boats, name):
    reading = read_page_image(STRANGE[name](), boats, NullEngine())
    assert (reading.form_id, reading.fields) == (None, {})
    assert reading.findings and all(finding.message.vi and finding.message.en for finding in reading.findings)


@pytest.mark.parametrize(("value", "rule"), [(0, "capture.dark"), (25, "capture.dark"), (250, "capture.blank")])
def test_black_and_blank_pictures_are_told_apart(value, rule):
    assert [finding.rule for finding in quality_findings(np.full((1400, 1000), value, np.uint8))] == [rule]


def test_heic_is_refused_by_the_reading_too():
    with pytest.raises(StationError) as caught:
        decode(b"\0\0\0\x18ftypheic\0\0\0\0mif1heic" + bytes(400))
    assert caught.value.code == "reading.unreadable-image"


@pytest.mark.parametrize("orientation", range(1, 9))
@pytest.mark.parametrize("kind", ["JPEG", "PNG", "TIFF"])
def test_every_orientation_is_applied_once_also_to_a_smaller_copy(orientation, kind, monkeypatch):
    image = Image.new("RGB", (240, 120), (255, 255, 255))
    image.paste((255, 0, 0), (0, 0, 120, 60))
    exif = Image.Exif()
    exif[0x0112] = orientation
    content = encoded(image, kind, exif=exif.tobytes())
    whole = decode(content)
    monkeypatch.setattr("ocr.decode.READING_PIXELS", 7_300)
    copy = reading_copy(content)
    assert whole.shape == ((240, 120, 3) if orientation >= 5 else (120, 240, 3))
    assert (copy.start.width, copy.start.height) == (whole.shape[1], whole.shape[0])
    assert copy.pixels.shape[0] * 2 == whole.shape[0]
    # The red corner is the same one in both.
    assert np.abs(copy.pixels[15::30, 15::30].astype(int) - whole[30::60, 30::60].astype(int)).max() < 60


def mutated(content, random):
    """One of the things that happen to files: bytes changed, cut off, doubled, zeroed."""
    broken = bytearray(content)
    at = random.randrange(len(broken))
    match random.randrange(5):
        case 0:
            for _ in range(random.randrange(1, 12)):
                broken[random.randrange(len(broken))] = random.randrange(256)
        case 1:
            del broken[at:]
        case 2:
            del broken[at : at + random.randrange(1, 400)]
        case 3:
            broken[at : at + random.randrange(1, 400)] = bytes(random.randrange(1, 400))
        case _:
            for place in range(min(len(broken), 64)):
                if random.random() < 0.1:
                    broken[place] ^= 1 << random.randrange(8)
    return bytes(broken)


def originals():
    small = page(0.15)
    return [
        encoded(small, "JPEG", quality=70),
        encoded(small, "JPEG", quality=70, progressive=True),
        encoded(small, "PNG"),
        encoded(small, "TIFF", compression="tiff_lzw"),
        encoded(small.convert("1"), "TIFF", compression="group4"),
        encoded(small, "GIF"),
        encoded(small, "WEBP"),
        encoded(small, "BMP"),
    ]


def read_mutations(boats, count, seed):
    """How many mutated files were read and how many refused; anything but a StationError fails the test."""
    random, outcomes = Random(seed), [0, 0]
    for content in originals():
        for _ in range(count):
            try:
                reading = read_page_image(mutated(content, random), boats, NullEngine())
                outcomes[0] += 1
                assert reading.form_id is None and reading.findings
            except StationError as error:
                outcomes[1] += 1
                assert error.code in {"reading.unreadable-image", "capture.too-large"}
                assert error.sentence("vi") and error.sentence("en")
    return outcomes


def test_mutated_images_are_read_or_refused(boats):
    read, refused = read_mutations(boats, MUTATIONS, seed=20)
    assert read >= 3 and refused >= 8


@pytest.mark.full
def test_many_mutated_images_are_read_or_refused(boats):
    read, refused = read_mutations(boats, LONG_MUTATIONS, seed=21)
    assert read > 100 and refused > 500


_PEAK = """
import sys
from pathlib import Path
from ocr.engines.null import NullEngine
from ocr.pipeline import read_page_image
from station.forms.loader import load_forms
root = Path(sys.argv[2])
read_page_image(Path(sys.argv[1]).read_bytes(), load_forms(root / "tests" / "forms", root / "resources" / "reference"), NullEngine())
peak = next(line for line in Path("/proc/self/status").read_text().splitlines() if line.startswith("VmHWM"))
print(int(peak.split()[1]) // 1024)
"""


@pytest.mark.full
@pytest.mark.skipif(sys.platform != "linux", reason="peak memory is asked of the system")
@pytest.mark.parametrize("kind", ["PNG", "JPEG"])
def test_the_largest_image_takes_at_most_a_gigabyte(tmp_path, kind):
    pixels = np.full((12_000, 12_400, 3), 245, np.uint8)
    pixels[::97] = 30
    (tmp_path / "large").write_bytes(encoded(Image.fromarray(pixels), kind))
    command = [sys.executable, "-c", _PEAK, str(tmp_path / "large"), str(REPOSITORY)]
    answer = subprocess.run(command, capture_output=True, check=True, cwd=REPOSITORY, text=True)
    assert int(answer.stdout) <= 1024
