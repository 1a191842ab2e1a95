"""Drawn backs of identity cards, as a camera or a scanner sees them: leaning, from aside, dim, blurred. Invented people."""

from pathlib import Path
from random import Random

import cv2
import numpy as np
from PIL import Image, ImageDraw, ImageFont

from ocr.decode import ColourImage
from station.idcard.mrz import check_digit

_FONT = Path(__file__).parent / "fonts" / "OCRB.otf"
_CARD_MM = (85.6, 53.98)
_DOTS_PER_MM = 20
_SIGN_MM = 2.54
"""Ten signs an inch (ICAO Doc 9303-3)."""


def zone(
    number: str = "190123456", person: str = "099190123456", birth: str = "900302", sex: str = "F", expiry: str = "300302",
    name: str = "LO<<THI<MAY",
) -> tuple[str, str, str]:  # fmt: skip
    """The three lines of a Vietnamese card, check digits and all."""
    optional = f"{person}<<"
    first = f"IDVNM{number}{check_digit(number)}{optional}{check_digit(optional)}"
    dates = f"{birth}{check_digit(birth)}{sex}{expiry}{check_digit(expiry)}VNM{'<' * 11}"
    whole = check_digit(first[5:] + dates[0:7] + dates[8:15] + dates[18:29])
    return first, dates + whole, name.ljust(30, "<")


def back_of_card(lines: tuple[str, str, str], seed: int = 1) -> ColourImage:
    """The back as printed: a patterned ground, a chip, lines of small print, the zone at its foot."""
    random = Random(seed)
    size = tuple(round(side * _DOTS_PER_MM) for side in _CARD_MM)
    image = Image.new("RGB", size, (222, 232, 226))
    draw = ImageDraw.Draw(image)
    for row in range(0, size[1], 14):
        draw.line([(x, row + 6 * np.sin(x / 60 + row)) for x in range(0, size[0], 12)], fill=(196, 214, 206), width=2)
    draw.rectangle((120, 180, 380, 380), fill=(200, 180, 110), outline=(120, 100, 60), width=4)
    small = ImageFont.truetype(str(_FONT), 34)
    for row, words in enumerate(("Dac diem nhan dang", "Seo cham C 2cm tren truoc dau long may trai", "Ngay, thang, nam: 05/06/2021")):
        draw.text((460, 110 + 60 * row), words, font=small, fill=(60, 60, 70))
    width = _SIGN_MM * _DOTS_PER_MM
    font = ImageFont.truetype(str(_FONT), 82)
    left = (size[0] - 30 * width) / 2
    for row, line in enumerate(lines):
        for place, sign in enumerate(line):
            draw.text((left + place * width, size[1] - 330 + row * 100 + random.random()), sign, font=font, fill=(20, 20, 25))
    return np.ascontiguousarray(np.asarray(image)[:, :, ::-1])


def photographed(
    card: ColourImage, *, width: int = 1600, turn: float = 0.0, aside: float = 0.0, blur: float = 0.0, noise: float = 0.0, dim: float = 1.0,
    jpeg: int = 90, seed: int = 1,
) -> ColourImage:  # fmt: skip
    """The card on a table. `turn`: degrees; `aside`: how much narrower its far side is; `width`: pixels of the picture."""
    rng = np.random.default_rng(seed)
    height = width * 3 // 4
    table = np.full((height, width, 3), (70, 90, 110), np.uint8)
    rows, columns = card.shape[:2]
    span = 0.82 * width
    corners = np.array([(-span / 2, -span * rows / columns / 2), (span / 2, -span * rows / columns / 2),
                        (span / 2, span * rows / columns / 2), (-span / 2, span * rows / columns / 2)])  # fmt: skip
    corners[:2, 0] *= 1 - aside
    lean = np.radians(turn)
    fit = min(1.0, height / (span * (abs(np.sin(lean)) + rows / columns * abs(np.cos(lean))) * 1.02))
    turned = corners * fit @ np.array([(np.cos(lean), np.sin(lean)), (-np.sin(lean), np.cos(lean))]) + (width / 2, height / 2)
    flat = np.array([(0, 0), (columns, 0), (columns, rows), (0, rows)], np.float32)
    matrix = cv2.getPerspectiveTransform(flat, turned.astype(np.float32))
    smooth = cv2.GaussianBlur(card, (0, 0), max(0.3, columns / span / 2.5))
    picture = cv2.warpPerspective(smooth, matrix, (width, height), table, cv2.INTER_LINEAR, cv2.BORDER_TRANSPARENT)
    if blur:
        picture = cv2.GaussianBlur(picture, (0, 0), blur)
    light = np.linspace(dim, 1.0, width)[None, :, None]
    seen = np.clip(picture * light + rng.normal(0, noise, picture.shape), 0, 255).astype(np.uint8)
    return cv2.imdecode(cv2.imencode(".jpg", seen, [cv2.IMWRITE_JPEG_QUALITY, jpeg])[1], cv2.IMREAD_COLOR)
