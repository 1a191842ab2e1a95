"""Draw the words from which scripts/train_marks.py makes the network of ocr/seen_marks.py: on sheets, worn and cleaned as pages are.

    PYTHONPATH=. python scripts/draw_marks.py FONTS OUT --sheets 40 --seed 1

FONTS: a folder of type faces besides those of the practice office's tuning side; whatever there lacks a Vietnamese letter is passed over.
Debian's packages hold some eighty families; those that the split holds back, and their kin (Lato for Carlito), must not be among them.
OUT gets one .npz a sheet: pictures of words (image, untouched), what each bears, in the order of ocr.seen_marks.HEADS, -1 where a word
has no such letter. Wear is drawn from the ranges of the tuning side.
"""

import argparse
import sys
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import product
from pathlib import Path
from random import Random
from typing import Final

import cv2
import numpy as np
from PIL import Image, ImageDraw, ImageFont

from ocr.cleanup import clean_page
from ocr.decode import reading_copy
from ocr.pieces import cut_of
from ocr.seen_marks import HEADS, bears
from ocr.syllables import is_syllable
from station.domain.geometry import Box
from station.domain.text import fold
from station.practice.degrade import Degraded
from station.practice.fonts import FONT_FOLDER
from station.practice.grounds import TINTS, ground_of
from station.practice.ink import stamp_seal
from station.practice.render import DPI
from station.practice.split import split_parts
from station.practice.worn import wear_page

PLACES: Final = Path(__file__).resolve().parents[1] / "resources" / "places" / "communes.csv"
SIZE_PX: Final = (2480, 3508)
PITCH_PX: Final = (80, 96)
MM: Final = DPI / 25.4
LETTERS: Final = "ÀÁẢÃẠĂẰẮẲẴẶÂẦẤẨẪẬĐÈÉẺẼẸÊỀẾỂỄỆÌÍỈĨỊÒÓỎÕỌÔỒỐỔỖỘƠỜỚỞỠỢÙÚỦŨỤƯỪỨỬỮỰỲÝỶỸỴ"
TONES: Final = ("", "\u0300", "\u0301", "\u0309", "\u0303", "\u0323")
QUALITIES: Final = {"a": "aăâ", "e": "eê", "o": "oôơ", "u": "uư", "d": "dđ"}
HELD_BACK: Final = ("stix", "carlito", "lato", "plex", "dancing", "charm")
SHADES: Final = ("guilloche", "waves", "rosettes", "lattice")
MARGIN_PX: Final = 10
"""Left and right of a word, so that training can cut it a little otherwise each time."""


@dataclass(frozen=True)
class Line:
    """Words set in one line of a sheet, with the pixels between which each stands."""

    words: Sequence[tuple[str, float, float]]
    baseline: float
    ascent: float
    descent: float


@lru_cache(maxsize=1)
def bases() -> list[str]:
    """Every syllable of the names of communes, without its marks but for their number of letters."""
    words = {word.lower() for line in PLACES.read_text("utf-8").splitlines() for word in line.replace(",", " ").split()}
    return sorted({fold(word) for word in words if word.isalpha() and is_syllable(word)})


@cache
def spellings(base: str) -> tuple[str, ...]:
    """Every syllable that has these letters under its marks."""
    plain = ["".join(letters) for letters in product(*(QUALITIES.get(letter, letter) for letter in base))]
    places = [at for at, letter in enumerate(base) if letter in "aeiouy"]
    toned = {
        unicodedata.normalize("NFC", letters[: at + 1] + tone + letters[at + 1 :]) for letters in plain for at in places for tone in TONES
    }
    return tuple(sorted(word for word in toned if is_syllable(word)))


def word(random: Random) -> str:
    """A word of which every mark that its letters may bear is about as likely."""
    found = spellings(random.choice(bases()))
    if not found:
        return word(random)
    chosen = random.choice(found)
    if random.random() < 0.5:
        tone = random.choice(TONES[1:])
        toned = [each for each in found if tone in unicodedata.normalize("NFD", each)]
        chosen = random.choice(toned or found)
    if random.random() < 0.08:
        chosen = fold(chosen)
    style = random.random()
    return chosen.upper() if style < 0.58 else chosen.capitalize() if style < 0.9 else chosen


def faces(folder: Path) -> list[str]:
    """Files of type faces with every letter of the alphabet, all different."""
    found = []
    for path in sorted(folder.rglob("*")):
        if path.suffix in (".ttf", ".otf") and not any(name in path.stem.lower() for name in HELD_BACK):
            face = ImageFont.truetype(str(path), 30, layout_engine=ImageFont.Layout.BASIC)
            drawn = {bytes(face.getmask(letter)) for letter in LETTERS + LETTERS.lower()}
            if len(drawn) == 2 * len(LETTERS):
                found.append(str(path))
    return found


@cache
def x_share(path: str) -> float:
    """Height of an x as a share of the size."""
    return -ImageFont.truetype(path, 200, layout_engine=ImageFont.Layout.BASIC).getbbox("x", anchor="ls")[1] / 200


def sheet(own: Sequence[str], others: Sequence[str], random: Random, seals: int) -> tuple[np.ndarray, list[Line]]:
    """A sheet of words at DPI, over leaders, rules or nothing."""
    pattern, tint = (random.choice(SHADES), random.choice(list(TINTS))) if random.random() < 0.4 else ("white", "grey")
    image = Image.fromarray(np.array(ground_of(pattern, tint, *SIZE_PX)))
    draw, lines, y = ImageDraw.Draw(image), [], 260.0
    x_px, pitch = random.uniform(19.5, 25.5), random.uniform(*PITCH_PX)
    dot_path, dotted = random.choice(own), random.random() < 0.75
    while y < SIZE_PX[1] - 150:
        path = random.choice(own) if random.random() < 0.4 else random.choice(others)
        font = ImageFont.truetype(path, round(x_px * random.uniform(0.95, 1.1) / x_share(path)), layout_engine=ImageFont.Layout.BASIC)
        lines.append(_set_line(draw, font, y + (random.uniform(-0.8, -0.05) * MM if dotted else 0.0), random))
        if dotted:
            _draw_leaders(draw, dot_path, x_px, y, random)
        y += pitch
    pixels = np.array(image)
    for _ in range(seals * 3):
        spot = (random.randrange(300, SIZE_PX[0] - 300), random.randrange(300, SIZE_PX[1] - 300))
        stamp_seal(pixels, spot, round(16 * MM), ("ỦY BAN NHÂN DÂN", "XÃ SUỐI MÂY"), random, strength=0.7)
    return pixels, lines


def _set_line(draw: ImageDraw.ImageDraw, font: ImageFont.FreeTypeFont, y: float, random: Random) -> Line:
    x, words, ink = float(random.randrange(150, 330)), [], random.choice(((20, 20, 24), (20, 20, 24), (24, 28, 80), (60, 60, 64)))
    while True:
        text = word(random) + random.choice(("", "", "", "", "", ","))
        width = font.getlength(text)
        if x + width > SIZE_PX[0] - 150:
            break
        draw.text((round(x), round(y)), text, font=font, fill=ink, anchor="ls")
        words.append((text.rstrip(","), x, x + font.getlength(text.rstrip(","))))
        x += width + font.getlength(" ") * random.choice((1, 1, 1, 2.5))
    box = font.getbbox("ẪỘg", anchor="ls")
    return Line(words, round(y), -box[1], box[3])


def _draw_leaders(draw: ImageDraw.ImageDraw, path: str, x_px: float, y: float, random: Random) -> None:
    kind = random.random()
    if kind < 0.12:
        draw.line((150, round(y) + 4, SIZE_PX[0] - 150, round(y) + 4), fill=(70, 70, 74), width=2)
    elif kind < 0.85:
        dot = ImageFont.truetype(path, round(x_px / x_share(path)), layout_engine=ImageFont.Layout.BASIC)
        count = int((SIZE_PX[0] - 320) / dot.getlength("."))
        draw.text((random.randrange(140, 170), round(y)), "." * count, font=dot, fill=(70, 70, 74), anchor="ls")


def pictures(taken: Degraded, lines: Sequence[Line]) -> Iterator[tuple[np.ndarray, tuple[int, ...]]]:
    """The words as the reading shows them, with what they bear."""
    page = clean_page(reading_copy(taken.content).pixels)
    for line in lines:
        ends = np.array(
            [(x, y) for _, *pair in line.words for x in pair for y in (line.baseline - line.ascent, line.baseline + line.descent)]
        )
        bent = taken.bend.applied(ends) if taken.bend else ends
        there = page.transform.forward(cv2.perspectiveTransform(bent[None], taken.matrix)[0].astype(np.float64)).reshape(-1, 4, 2)
        if not len(there):
            continue
        (left, top), (right, bottom) = there.min(axis=(0, 1)), there.max(axis=(0, 1))
        cut = cut_of(page, Box(round(left) - 4, round(top), round(right - left) + 8, max(round(bottom - top), 8)))
        if cut is None or bottom - top > 70:
            continue
        factor = (cut.image.shape[1] - 20) / cut.box.w
        for (text, *_), corners in zip(line.words, there, strict=True):
            start, end = (10 + (float(side) - cut.box.x) * factor for side in (corners[:, 0].min(), corners[:, 0].max()))
            columns = slice(max(round(start) - MARGIN_PX, 0), round(end) + MARGIN_PX)
            both = np.stack([cut.image[:, columns], cut.untouched[:, columns]])
            if both.shape[2] > 2 * MARGIN_PX + 8:
                yield both, bears(text)


def main(arguments: Sequence[str] | None = None) -> int:
    """The command."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("fonts", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--sheets", type=int, default=40)
    parser.add_argument("--seed", type=int, default=1)
    chosen = parser.parse_args(arguments)
    side = split_parts()["tuning"]
    own = [str(FONT_FOLDER / f"{face}.ttf") for face in side.machine_faces] + [str(FONT_FOLDER / "Arimo-Bold.ttf")]
    others = faces(chosen.fonts)
    chosen.out.mkdir(parents=True, exist_ok=True)
    before = None
    for number in range(chosen.seed, chosen.seed + chosen.sheets):
        random = Random(f"marks {number}")
        wear = side.conditions[random.choice(("poor", "poor", "poor", "phone", "clean"))].draw(random)
        drawn, lines = sheet(own, others, random, wear.seals)
        found = list(pictures(wear_page(drawn, wear, random, before), lines))
        before = drawn
        widths = [picture.shape[2] for picture, _ in found]
        heights = [picture.shape[1] for picture, _ in found]
        pixels = np.full((len(found), 2, max(heights, default=1), max(widths, default=1)), 255, np.uint8)
        for at, (picture, _) in enumerate(found):
            pixels[at, :, : picture.shape[1], : picture.shape[2]] = picture
        bear = np.array([each for _, each in found], np.int8).reshape(-1, len(HEADS))
        np.savez_compressed(chosen.out / f"{number}.npz", pixels=pixels, widths=widths, heights=heights, bears=bear)
        print(number, len(found), flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
