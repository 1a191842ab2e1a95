"""What files and folders do to capture when they are broken, hostile or not images at all: one fault each, and the next goes on."""

import io
import os
import struct
import zlib
from pathlib import Path

import pytest
from PIL import Image
from reportlab.pdfgen.canvas import Canvas

from station.scanner.files import images_from
from station.scanner.source import CapturedImage, CaptureFault


def picture(width: int = 240, height: int = 160) -> Image.Image:
    image = Image.effect_noise((width, height), 60).convert("RGB")
    image.paste((200, 20, 20), (20, 20, 90, 90))
    return image


def encoded(format: str, image: Image.Image | None = None, **options: object) -> bytes:
    out = io.BytesIO()
    (image or picture()).save(out, format, **options)
    return out.getvalue()


def chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def png_header(width: int, height: int) -> bytes:
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))


def captured(folder: Path, **limits: float) -> tuple[list[CapturedImage], dict[str, str]]:
    """The good images, and source name → code of the faults."""
    everything = list(images_from([folder], **limits))
    images = [item for item in everything if isinstance(item, CapturedImage)]
    return images, {item.source_name: item.error.code for item in everything if isinstance(item, CaptureFault)}


@pytest.mark.parametrize("share", [0.02, 0.3, 0.6, 0.9, 0.99])
@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("plain.jpg", encoded("JPEG", quality=90)),
        ("progressive.jpg", encoded("JPEG", quality=90, progressive=True)),
        ("plain.png", encoded("PNG")),
        ("raw.tif", encoded("TIFF")),
        ("lzw.tif", encoded("TIFF", compression="tiff_lzw")),
    ],
)
def test_file_cut_short_is_a_fault_and_the_next_goes_on(tmp_path, name, content, share):
    (tmp_path / name).write_bytes(content[: int(len(content) * share)])
    (tmp_path / "z-good.jpg").write_bytes(encoded("JPEG"))
    images, faults = captured(tmp_path)
    assert [image.source_name for image in images] == ["z-good.jpg"]
    assert faults[name] in {"capture.truncated", "capture.damaged"}


def test_truncated_jpeg_is_named_as_cut_short(tmp_path):
    content = encoded("JPEG", picture(1600, 1200))
    (tmp_path / "cut.jpg").write_bytes(content[: len(content) // 2])
    assert captured(tmp_path)[1] == {"cut.jpg": "capture.truncated"}


@pytest.mark.parametrize("content", [
    png_header(20_000, 15_000) + chunk(b"IDAT", zlib.compress(bytes(10_000))) + chunk(b"IEND", b""),
    encoded("JPEG").replace(struct.pack(">HH", 160, 240), struct.pack(">HH", 20_000, 15_000)),
])  # fmt: skip
def test_bomb_of_300_megapixels_is_refused_by_its_header(tmp_path, content, monkeypatch):
    monkeypatch.setattr(Image.Image, "load", lambda self: pytest.fail("a pixel was decoded"))
    (tmp_path / "bomb.jpg").write_bytes(content)
    assert captured(tmp_path)[1] == {"bomb.jpg": "capture.too-large"}


def test_tiff_beyond_the_limit_is_refused(tmp_path):
    (tmp_path / "big.tif").write_bytes(encoded("TIFF", picture(2000, 1000)))
    assert captured(tmp_path, limit_megapixels=1)[1] == {"big.tif": "capture.too-large"}


def test_png_that_inflates_to_more_than_its_header_says_is_damaged(tmp_path):
    bomb = png_header(100, 100) + chunk(b"IDAT", zlib.compress(bytes(50_000_000))) + chunk(b"IEND", b"")
    (tmp_path / "bomb.png").write_bytes(bomb)
    assert captured(tmp_path)[1] == {"bomb.png": "capture.damaged"}


def test_png_with_one_changed_byte_is_damaged(tmp_path):
    content = bytearray(encoded("PNG"))
    content[len(content) // 2] ^= 1
    (tmp_path / "p.png").write_bytes(content)
    assert captured(tmp_path)[1] == {"p.png": "capture.damaged"}


def test_empty_folder_says_that_nothing_was_found(tmp_path):
    (tmp_path / ".hidden.jpg").write_bytes(encoded("JPEG"))
    (tmp_path / "notes.json").write_text("{}")
    assert captured(tmp_path) == ([], {tmp_path.name: "capture.nothing-found"})


def test_missing_path_is_a_fault(tmp_path):
    (fault,) = images_from([tmp_path / "gone.jpg"])
    assert isinstance(fault, CaptureFault) and fault.error.code == "capture.unreadable-file"


@pytest.mark.parametrize(("name", "content", "code"), [
    ("empty.jpg", b"", "capture.empty-file"),
    ("text.jpg", "Nguyễn Thị Thử Nghiệm".encode(), "capture.not-an-image"),
    ("phone.heic", b"\0\0\0\x18ftypheic\0\0\0\0mif1heic", "capture.heic"),
    ("phone.jpg", b"\0\0\0\x18ftypmif1\0\0\0\0mif1heic", "capture.heic"),
    ("web.webp", encoded("WEBP"), "capture.not-an-image"),
    ("damaged.pdf", b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog", "capture.pdf-damaged"),
    ("only-mark.jpg", b"\xff\xd8\xff", "capture.truncated"),
    ("only-mark.png", b"\x89PNG\r\n\x1a\n", "capture.truncated"),
    ("only-mark.tif", b"II*\0\x08\0\0\0", "capture.truncated"),
])  # fmt: skip
def test_file_that_is_no_image_is_a_fault_and_the_next_goes_on(tmp_path, name, content, code):
    (tmp_path / name).write_bytes(content)
    (tmp_path / "z-good.jpg").write_bytes(encoded("JPEG"))
    images, faults = captured(tmp_path)
    assert faults.keys() == {name}
    assert faults[name] == code or (code == "capture.truncated" and faults[name] == "capture.damaged")
    assert len(images) == 1


def test_pdf_with_a_password_is_named_as_such(tmp_path):
    canvas = Canvas(str(tmp_path / "locked.pdf"), encrypt="secret")
    canvas.drawString(100, 100, "x")
    canvas.save()
    assert captured(tmp_path)[1] == {"locked.pdf": "capture.pdf-password"}


def test_pdf_page_with_an_absurd_size_is_refused_and_the_next_page_goes_on(tmp_path):
    canvas = Canvas(str(tmp_path / "huge.pdf"), pagesize=(100_000, 100_000))
    canvas.drawString(100, 100, "x")
    canvas.showPage()
    canvas.setPageSize((200, 100))
    canvas.drawString(10, 10, "y")
    canvas.save()
    images, faults = captured(tmp_path)
    assert faults == {"huge.pdf#1": "capture.too-large"}
    assert [image.source_name for image in images] == ["huge.pdf#2"]


def test_broken_frame_of_a_tiff_is_a_fault_and_the_other_frames_go_on(tmp_path):
    frames = [picture(), picture(3000, 1000), picture()]
    content = encoded("TIFF", frames[0], save_all=True, append_images=frames[1:])
    (tmp_path / "book.tif").write_bytes(content)
    images, faults = captured(tmp_path, limit_megapixels=1)
    assert faults == {"book.tif#2": "capture.too-large"}
    assert [image.source_name for image in images] == ["book.tif#1", "book.tif#3"]


def test_folder_that_contains_itself_by_a_link_is_walked_once(tmp_path):
    (tmp_path / "a.jpg").write_bytes(encoded("JPEG"))
    (tmp_path / "loop").symlink_to(tmp_path, target_is_directory=True)
    (tmp_path / "self.jpg").symlink_to(tmp_path / "self.jpg")
    images, faults = captured(tmp_path)
    assert [image.source_name for image in images] == ["a.jpg"]
    assert faults == {"self.jpg": "capture.unreadable-file"}


def test_file_without_permission_is_a_fault_and_the_next_goes_on(tmp_path, monkeypatch):
    (tmp_path / "a.jpg").write_bytes(encoded("JPEG"))
    (tmp_path / "b.jpg").write_bytes(encoded("JPEG"))
    plain_open = Path.open

    def refusing(self, *args, **kwargs):
        if self.name == "a.jpg":
            raise PermissionError(13, "Permission denied")
        return plain_open(self, *args, **kwargs)

    monkeypatch.setattr(Path, "open", refusing)
    images, faults = captured(tmp_path)
    assert len(images) == 1 and faults == {"a.jpg": "capture.unreadable-file"}


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes on this system")
def test_pipe_named_like_an_image_does_not_block(tmp_path):
    os.mkfifo(tmp_path / "pipe.jpg")
    assert captured(tmp_path)[1] == {"pipe.jpg": "capture.not-an-image"}


def test_image_file_of_absurd_weight_is_refused_unread(tmp_path):
    with (tmp_path / "heavy.jpg").open("wb") as file:
        file.write(encoded("JPEG"))
        file.truncate(1 << 30)
    assert captured(tmp_path)[1] == {"heavy.jpg": "capture.file-too-large"}


def test_fault_speaks_both_languages_and_names_the_file(tmp_path):
    (tmp_path / "sổ.jpg").write_bytes(b"")
    (fault,) = images_from([tmp_path])
    assert isinstance(fault, CaptureFault)
    assert "sổ.jpg" in fault.error.sentence("vi") and "sổ.jpg" in fault.error.sentence("en")
