"""Writes docs/reading.png: a practice page as the station reads it, each field framed on the paper beside the value it became.

python scripts/write_picture.py
"""

import io
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from PIL import Image, ImageDraw, ImageFont, ImageOps  # noqa: E402

from ocr.engines.registry import make_engine  # noqa: E402
from ocr.pipeline import read_page_image  # noqa: E402
from station.domain.record import PageReading, ValueState  # noqa: E402
from station.forms.library import FormLibrary  # noqa: E402
from station.practice.generator import generate_pages  # noqa: E402
from station.practice.plan import plan_pages  # noqa: E402
from ui import bootstrap  # noqa: E402

SEED = 5
PAGE_HEIGHT_PX = 1400
LIST_WIDTH_PX = 780
FRAME = (31, 111, 235)


def picture() -> Image.Image:
    """The page on the left, what was read on the right; the same number beside each field and its value."""
    library = bootstrap.forms()
    with tempfile.TemporaryDirectory() as folder:
        page = generate_pages(library, Path(folder), seed=SEED, plan=plan_pages(1, conditions=("clean",)))[0]
        content = page.path.read_bytes()
    reading = read_page_image(content, library, make_engine("tesseract"))
    return _drawn(content, reading, library)


def _drawn(content: bytes, reading: PageReading, library: FormLibrary) -> Image.Image:
    paper = ImageOps.exif_transpose(Image.open(io.BytesIO(content))).convert("RGB")
    scale = PAGE_HEIGHT_PX / paper.height
    paper = paper.resize((round(paper.width * scale), PAGE_HEIGHT_PX), Image.Resampling.LANCZOS)
    sheet = Image.new("RGB", (paper.width + LIST_WIDTH_PX, PAGE_HEIGHT_PX), "white")
    sheet.paste(paper, (0, 0))
    draw = ImageDraw.Draw(sheet)
    assert reading.form_id is not None
    form = library.form(reading.form_id)
    shown = [(field, reading.fields[field.id]) for field in form.fields if field.id in reading.fields]
    shown = [(field, read) for field, read in shown if read.state is ValueState.READ and read.box is not None]
    label_font = ImageFont.truetype(str(ROOT / "resources/fonts/Arimo-Regular.ttf"), 17)
    value_font = ImageFont.truetype(str(ROOT / "resources/fonts/Tinos-Bold.ttf"), 22)
    step = (PAGE_HEIGHT_PX - 60) / max(len(shown), 1)
    for number, (field, read) in enumerate(shown, start=1):
        assert read.box is not None
        x, y, w, h = (round(side * scale) for side in read.box)
        draw.rectangle((x - 2, y - 2, x + w + 2, y + h + 2), outline=FRAME, width=2)
        _tag(draw, (x + w + 2, y + h // 2), number)
        row = 30 + round((number - 1) * step)
        _tag(draw, (paper.width + 30, row + 10), number)
        draw.text((paper.width + 60, row), field.label.vi, fill=(96, 96, 96), font=label_font)
        draw.text((paper.width + 60, row + 18), _fitting(read.value, value_font), fill="black", font=value_font)
    return sheet


def _tag(draw: ImageDraw.ImageDraw, at: tuple[int, int], number: int) -> None:
    font = ImageFont.truetype(str(ROOT / "resources/fonts/Arimo-Regular.ttf"), 15)
    draw.rounded_rectangle((at[0] - 13, at[1] - 11, at[0] + 13, at[1] + 11), radius=6, fill=FRAME)
    draw.text(at, str(number), fill="white", font=font, anchor="mm")


def _fitting(text: str, font: ImageFont.FreeTypeFont) -> str:
    while font.getlength(text) > LIST_WIDTH_PX - 90:
        text = text.rstrip("…")[:-1] + "…"
    return text


if __name__ == "__main__":
    picture().quantize(96).save(ROOT / "docs" / "reading.png", optimize=True)
