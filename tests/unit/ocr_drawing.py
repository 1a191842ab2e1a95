"""Pieces of pages drawn for the tests of reading: black text on white in the product's own font."""

from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw, ImageFont

FONTS = Path(__file__).parents[2] / "resources" / "fonts"
INK, PREPRINT = 20, 80


def paper(width=1200, height=300, shade=255):
    return np.full((height, width), shade, np.uint8)


def write(page, text, x, baseline, size_px=54, ink=INK, face="Tinos-Regular"):
    """Text with its baseline at a height, in place; the column behind its last letter."""
    image = Image.fromarray(page)
    font = ImageFont.truetype(str(FONTS / f"{face}.ttf"), size_px)
    ImageDraw.Draw(image).text((x, baseline), text, fill=ink, font=font, anchor="ls")
    page[:] = np.asarray(image)
    return x + round(font.getlength(text))


def leaders(page, start, end, baseline, pitch=13.5, size=6):
    """Preprinted dots that stand on a baseline; the centres of the dots."""
    centres = np.arange(start, end, pitch)
    middle = baseline - size / 2
    for x in centres:
        top, left = round(middle) - 6, round(x) - 6
        part = page[top : top + 13, left : left + 13]
        rows, columns = np.mgrid[top : top + part.shape[0], left : left + part.shape[1]]
        near = (columns - x) ** 2 + (rows - middle) ** 2 <= (size / 2 + 0.3) ** 2
        part[near] = np.minimum(part[near], PREPRINT)
    return [(x, middle) for x in centres]


def text_page(lines=14, width=1700, size_px=54, face="Tinos-Regular"):
    """A page of body text."""
    step = round(size_px * 5 / 3)
    page = paper(width, 160 + lines * step)
    for line in range(lines):
        write(
            page, "Thôn Đồng Giếng, xã Suối Mây, huyện Đá Trắng, tỉnh Cao Sơn", 80, 100 + (line + 1) * step - step // 2, size_px, face=face
        )
    return page
