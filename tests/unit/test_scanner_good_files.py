"""Good files become pages: untouched where they can be, lossless where they must be made, in the order people expect."""

import hashlib
import io
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image, ImageChops
from reportlab import rl_config
from reportlab.pdfgen.canvas import Canvas

from station.scanner.files import images_from
from station.scanner.png_check import Damaged, Truncated, require_whole_png
from station.scanner.source import CapturedImage


def picture(width: int = 300, height: int = 200, seed: int = 1) -> Image.Image:
    image = Image.radial_gradient("L").resize((width, height)).convert("RGB")
    image.paste((200, 20 * seed % 255, 20), (width // 10, height // 10, width // 3, height // 3))
    return image


def encoded(format: str, image: Image.Image | None = None, **options: object) -> bytes:
    out = io.BytesIO()
    (image or picture()).save(out, format, **options)
    return out.getvalue()


def pages(*paths: Path) -> list[CapturedImage]:
    found = list(images_from(paths))
    assert all(isinstance(item, CapturedImage) for item in found), found
    return found  # type: ignore[return-value]


def opened(page: CapturedImage) -> Image.Image:
    return Image.open(io.BytesIO(page.content))


def pdf_with_jpeg(path: Path, jpeg: bytes, *, text: str = "", over: str = "", clip: bool = False, rotate: int = 0) -> None:
    (path.parent / "source.jpeg-part").write_bytes(jpeg)
    canvas = Canvas(str(path), pagesize=(300, 200))
    if rotate:
        canvas.setPageRotation(rotate)
    if text:
        hidden = canvas.beginText(20, 20)
        hidden.setTextRenderMode(3)
        hidden.textOut(text)
        canvas.saveState()
        canvas.drawText(hidden)
        canvas.restoreState()
    if clip:
        half = canvas.beginPath()
        half.rect(0, 0, 150, 200)
        canvas.clipPath(half, stroke=0)
    canvas.drawImage(str(path.parent / "source.jpeg-part"), 0, 0, 300, 200)
    if over:
        canvas.drawString(50, 50, over)
    canvas.save()
    (path.parent / "source.jpeg-part").unlink()


@pytest.mark.parametrize(("format", "media_type"), [("JPEG", "image/jpeg"), ("PNG", "image/png"), ("TIFF", "image/tiff")])
def test_single_image_is_kept_byte_for_byte(tmp_path, format, media_type):
    content = encoded(format)
    (tmp_path / "any-name.bin").write_bytes(content)
    (page,) = pages(tmp_path / "any-name.bin")
    assert page.content == content and page.media_type == media_type
    assert (page.width, page.height) == (300, 200)
    assert page.source_hash == hashlib.sha256(content + b"1").hexdigest()


@pytest.mark.parametrize("format", ["JPEG", "TIFF"])
def test_size_is_the_upright_one(tmp_path, format):
    exif = Image.Exif()
    exif[0x0112] = 6
    (tmp_path / "turned").write_bytes(encoded(format, exif=exif))
    (page,) = pages(tmp_path / "turned")
    assert (page.width, page.height) == (200, 300)


def test_each_frame_of_a_tiff_becomes_a_lossless_page_of_its_own(tmp_path):
    frames = [picture(seed=seed) for seed in (1, 5, 9)]
    (tmp_path / "book.tif").write_bytes(encoded("TIFF", frames[0], save_all=True, append_images=frames[1:], compression="tiff_lzw"))
    found = pages(tmp_path / "book.tif")
    assert [page.source_name for page in found] == ["book.tif#1", "book.tif#2", "book.tif#3"]
    assert len({page.source_hash for page in found}) == 3
    for page, frame in zip(found, frames, strict=True):
        assert page.media_type == "image/png"
        assert ImageChops.difference(opened(page).convert("RGB"), frame).getbbox() is None


def test_files_come_in_the_order_people_count_and_folders_in_their_place(tmp_path):
    (tmp_path / "2-part").mkdir()
    for name in ("page10.jpg", "page2.jpg", "Page1.jpg", "2-part/x.jpg", ".hidden.jpg"):
        (tmp_path / name).write_bytes(encoded("JPEG"))
    (tmp_path / "truth.json").write_text("{}")
    found = pages(tmp_path)
    assert [page.source_name for page in found] == ["x.jpg", "Page1.jpg", "page2.jpg", "page10.jpg"]
    assert found[0].source_path == str(tmp_path / "2-part" / "x.jpg")


def test_page_is_read_only_when_it_is_asked_for(tmp_path):
    for number in range(3):
        (tmp_path / f"{number}.jpg").write_bytes(encoded("JPEG"))
    stream = images_from([tmp_path])
    next(stream)
    (tmp_path / "1.jpg").write_bytes(b"")
    assert type(next(stream)).__name__ == "CaptureFault"


def test_files_are_left_as_they_were(tmp_path):
    content = encoded("TIFF", save_all=True, append_images=[picture()])
    (tmp_path / "a.tif").write_bytes(content)
    pages(tmp_path)
    assert (tmp_path / "a.tif").read_bytes() == content
    assert [path.name for path in tmp_path.iterdir()] == ["a.tif"]


@pytest.mark.parametrize("ascii85", [0, 1])
@pytest.mark.parametrize("hidden_text", ["", "lop chu an"])
def test_pdf_page_that_is_one_jpeg_gives_its_bytes_untouched(tmp_path, monkeypatch, ascii85, hidden_text):
    monkeypatch.setattr(rl_config, "useA85", ascii85)
    jpeg = encoded("JPEG", quality=85)
    pdf_with_jpeg(tmp_path / "scan.pdf", jpeg, text=hidden_text)
    (page,) = pages(tmp_path / "scan.pdf")
    assert page.content == jpeg and page.media_type == "image/jpeg"
    assert page.source_name == "scan.pdf#1"


@pytest.mark.parametrize("change", [{"over": "stamp"}, {"clip": True}, {"rotate": 90}])
def test_pdf_page_that_shows_more_or_less_than_its_jpeg_is_drawn_at_300_dpi(tmp_path, change):
    pdf_with_jpeg(tmp_path / "scan.pdf", encoded("JPEG", quality=85), **change)
    (page,) = pages(tmp_path / "scan.pdf")
    assert page.media_type == "image/png"
    assert sorted((page.width, page.height)) == pytest.approx([200 * 300 / 72, 300 * 300 / 72], abs=1)
    assert opened(page).info["dpi"] == pytest.approx((300, 300), abs=0.1)


def test_pages_of_a_pdf_are_numbered_and_hashed_by_number(tmp_path):
    canvas = Canvas(str(tmp_path / "two.pdf"), pagesize=(300, 200))
    for word in ("mot", "hai"):
        canvas.drawString(50, 50, word)
        canvas.showPage()
    canvas.save()
    content = (tmp_path / "two.pdf").read_bytes()
    first, second = pages(tmp_path)
    assert second.source_hash == hashlib.sha256(content + b"2").hexdigest() != first.source_hash


def test_small_image_carries_a_warning(tmp_path):
    (tmp_path / "small.jpg").write_bytes(encoded("JPEG"))
    (tmp_path / "wide.jpg").write_bytes(encoded("JPEG", picture(1200, 1200)))
    small, wide = pages(tmp_path)
    assert [finding.rule for finding in small.findings] == ["capture.small-image"]
    assert wide.findings == ()


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    size=st.tuples(st.integers(1, 40), st.integers(1, 40)),
    mode=st.sampled_from(["1", "L", "LA", "P", "RGB", "RGBA", "I;16"]),
)
def test_png_check_passes_every_png_and_no_part_of_one(size, mode):
    content = encoded("PNG", Image.new(mode, size))
    require_whole_png(content)
    with pytest.raises((Truncated, Damaged)):
        require_whole_png(content[:-12])
