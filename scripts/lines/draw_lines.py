"""Draw the lines from which scripts/lines/train.py makes the network of ocr/line_network.py: on sheets, worn and cleaned as pages are.

    PYTHONPATH=. python scripts/lines/draw_lines.py FONTS OUT --sheets 1-168 [--x-height 19.5-25.5] [--width 1-1] [--capitals 0] [--judging]

FONTS: a folder of type faces besides those of the practice office's tuning side, all files below it; whatever lacks a Vietnamese letter is
passed over. Those that the split holds back, and their kin (Lato for Carlito), are never used. A sixth of the families, told by a hash of
their names, is kept for judging: with --judging only these are drawn, without it never.
Type is so high, in pixels of an x at 300 dpi, and so wide, as a share of its own width: small and narrow type wants lines of its own
(decisions/026: 14-23 and 0.76-1.05). With --capitals so large a share of what is in small letters is put in capitals.
OUT gets one .npz a sheet: cuts of one to nine words each (`cut0`, `cut1`, …: cleaned and uncleaned), as the reading makes them, and what
stands in them (`texts`). Wear is drawn from the ranges of the tuning side. Half of the words are syllables in which every mark that their
letters may bear is about as likely; beside them stand words of forms and lists, names of real places, numbers in words, dates, numbers,
serials, and the signs between them. No text is a value of the practice office: these are what reading is judged by.
"""

import argparse
import dataclasses
import hashlib
import re
import sys
import unicodedata
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from random import Random
from typing import Final

import cv2
import numpy as np
from line_words import TONES, words
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from ocr.cleanup import cleaned
from ocr.decode import reading_copy
from ocr.laying import laid_flat
from ocr.papers import papers_in
from ocr.pieces import Cut, cut_of
from station.domain.geometry import Box
from station.practice.degrade import Degraded
from station.practice.fonts import FONT_FOLDER
from station.practice.grounds import TINTS, ground_of
from station.practice.ink import sign, stamp_seal
from station.practice.render import DPI
from station.practice.split import split_parts
from station.practice.worn import wear_page

SIZE_PX: Final = (2480, 3508)
PITCH_PX: Final = (80, 96)
MM: Final = DPI / 25.4
LETTERS: Final = "ÀÁẢÃẠĂẰẮẲẴẶÂẦẤẨẪẬĐÈÉẺẼẸÊỀẾỂỄỆÌÍỈĨỊÒÓỎÕỌÔỒỐỔỖỘƠỜỚỞỠỢÙÚỦŨỤƯỪỨỬỮỰỲÝỶỸỴ"
LOOSE: Final = {*TONES[1:-1], "\u0302", "\u0306"}
"""Marks that touch no letter: circumflex, breve and the tones above; the dot below is told from leaders by where its own face has it."""
MIXED: Final = 0.5
"""Share of lines whose marks are of another face than their letters."""
HELD_BACK: Final = ("stix", "xits", "carlito", "lato", "plex", "dancing", "charm")
SHADES: Final = ("guilloche", "waves", "rosettes", "lattice")
FOR_JUDGING: Final = 40
"""Of 256 values of a hash."""
TALLEST_PX: Final = 75
"""Higher crops hold more than a line: the sheet lies too far askew."""
AS_TOLD: Final = str.maketrans("²’", "2'")
"""Signs that the network does not have."""


@dataclass(frozen=True)
class TypeRanges:
    """How large and how wide the type of a sheet may be, and how much of it is in capitals."""

    x_px: tuple[float, float] = (19.5, 25.5)
    """Height of an x at DPI."""
    width: tuple[float, float] = (1.0, 1.0)
    """Share of its own width."""
    capitals: float = 0.0
    """Share of what is not yet in capitals that is put so."""


@dataclass(frozen=True)
class Line:
    """Words set in one line of a sheet, with the pixels between which each stands."""

    words: Sequence[tuple[str, float, float]]
    baseline: float
    ascent: float
    descent: float


def families(folder: Path, *, judging: bool) -> dict[str, list[str]]:
    """Family → files of its faces that have every letter of the alphabet, all different."""
    found: dict[str, list[str]] = defaultdict(list)
    for path in sorted(path for path in folder.rglob("*") if path.suffix in (".ttf", ".otf")):
        family = re.split(r"[-_]", path.stem)[0]
        kept = hashlib.sha256(family.encode()).digest()[0] < FOR_JUDGING
        if kept == judging and not any(name in path.stem.lower() for name in HELD_BACK) and _has_all_letters(path):
            found[family].append(str(path))
    return found


def _has_all_letters(path: Path) -> bool:
    try:
        face = ImageFont.truetype(str(path), 30, layout_engine=ImageFont.Layout.BASIC)
        return len({bytes(face.getmask(letter)) for letter in LETTERS + LETTERS.lower()}) == 2 * len(LETTERS) and x_share(str(path)) > 0
    except (OSError, TypeError):
        return False


@cache
def x_share(path: str) -> float:
    """Height of an x as a share of the size."""
    return -ImageFont.truetype(path, 200, layout_engine=ImageFont.Layout.BASIC).getbbox("x", anchor="ls")[1] / 200


@dataclass(frozen=True)
class Marks:
    """Whose tones, whose circumflexes and breves a line has, and how much larger, higher and farther to the right than its own face's."""

    tones: str
    others: str
    larger: float
    higher: float
    aside: float
    """The last two are shares of the size."""

    @classmethod
    def drawn(cls, faces: Sequence[str], random: Random) -> "Marks":
        """Of two faces."""
        return cls(*random.choices(faces, k=2), random.uniform(0.8, 1.25), random.uniform(-0.05, 0.07), random.uniform(-0.04, 0.04))


@lru_cache(maxsize=20000)
def glyph(path: str, size: int, letter: str) -> NDArray[np.uint8]:
    """Ink of a letter whose origin lies 0.6 of the size from the left and 1.5 from the top."""
    image = Image.new("L", (round(size * 2.4), round(size * 2.2)))
    font = ImageFont.truetype(path, size, layout_engine=ImageFont.Layout.BASIC)
    ImageDraw.Draw(image).text((round(size * 0.6), round(size * 1.5)), letter, font=font, fill=255, anchor="ls")
    return np.array(image)


@lru_cache(maxsize=20000)
def mark_of(path: str, size: int, bare: str, marked: str) -> Box | None:
    """Where the mark lies by which two letters differ; None where it touches its letter or is not all that differs."""
    without, with_it = glyph(path, size, bare), glyph(path, size, marked)
    if np.minimum(without, with_it).sum(dtype=np.int64) < 0.985 * without.sum(dtype=np.int64):
        return None
    more = cv2.subtract(with_it, cv2.dilate(without, np.ones((2, 2), np.uint8)))
    count, _, found, _ = cv2.connectedComponentsWithStats((more > 100).astype(np.uint8))
    if count != 2:
        return None
    x, y, width, height = (int(value) for value in found[1][:4])
    return Box(x - 1, y - 1, width + 2, height + 2)


@lru_cache(maxsize=20000)
def mixed(path: str, size: int, letter: str, marks: Marks) -> NDArray[np.uint8] | None:
    """Ink of a letter with marks of other faces where its own face has its own; None of a letter that has none or bears them otherwise."""
    plain, *added = unicodedata.normalize("NFD", letter)
    if not added or not set(added) <= LOOSE:
        return None
    added.sort(key=lambda mark: mark in TONES)
    bare = "ı" if plain == "i" else plain
    ink, like = glyph(path, size, bare).copy(), "A" if plain.isupper() else "a"
    for mark in added:
        marked = unicodedata.normalize("NFC", bare.replace("ı", "i") + mark)
        other = marks.tones if mark in TONES else marks.others
        other_size, alike = round(size * x_share(path) / x_share(other)), unicodedata.normalize("NFC", like + mark)
        place, there = mark_of(path, size, bare, marked), mark_of(other, other_size, like, alike)
        if place is None or there is None:
            return None
        shape = glyph(other, other_size, alike)[there.y : there.bottom, there.x : there.right]
        shape = cv2.resize(shape, None, fx=marks.larger, fy=marks.larger)
        left = round(place.centre[0] - shape.shape[1] / 2 + marks.aside * size)
        top = place.bottom - len(shape) - round(marks.higher * size)
        part = ink[max(top, 0) : top + len(shape), max(left, 0) : left + shape.shape[1]]
        if part.shape != shape.shape:
            return None
        np.maximum(part, shape, out=part)
        bare = marked
    return ink


def draw_word(
    draw: ImageDraw.ImageDraw,
    font: ImageFont.FreeTypeFont,
    spot: tuple[float, float],
    text: str,
    ink: tuple[int, int, int],
    marks: Marks | None,
) -> None:
    """A word on its baseline, letter by letter where its marks are of other faces."""
    x, y = round(spot[0]), round(spot[1])
    if marks is None:
        draw.text((x, y), text, font=font, fill=ink, anchor="ls")
        return
    size, path = round(font.size), str(font.path)
    for at, letter in enumerate(text):
        left = round(x + font.getlength(text[:at]))
        shape = mixed(path, size, letter, marks)
        if shape is None:
            draw.text((left, y), letter, font=font, fill=ink, anchor="ls")
        else:
            draw.bitmap((left - round(size * 0.6), y - round(size * 1.5)), Image.fromarray(shape), fill=ink)


def sheet(own: Sequence[str], others: Sequence[str], random: Random, seals: int, sizes: TypeRanges) -> tuple[NDArray[np.uint8], list[Line]]:
    """A sheet of words at DPI, over leaders, rules or nothing; two lines of five in a face of `own`."""
    least, most = sizes.width
    share = random.uniform(least, most) if least < most else least
    # drawn on a wider sheet, which is then made as narrow as all are
    pixels, lines = _drawn(own, others, random, seals, sizes, round(SIZE_PX[0] / share))
    narrow = SIZE_PX[0] / pixels.shape[1]
    narrowed = [
        dataclasses.replace(line, words=[(text, start * narrow, end * narrow) for text, start, end in line.words]) for line in lines
    ]
    return cv2.resize(pixels, SIZE_PX, interpolation=cv2.INTER_AREA).astype(np.uint8, copy=False), narrowed


def _drawn(
    own: Sequence[str], others: Sequence[str], random: Random, seals: int, sizes: TypeRanges, width: int
) -> tuple[NDArray[np.uint8], list[Line]]:
    pattern, tint = (random.choice(SHADES), random.choice(list(TINTS))) if random.random() < 0.4 else ("white", "grey")
    image = Image.fromarray(np.array(ground_of(pattern, tint, width, SIZE_PX[1])))
    draw, lines, y = ImageDraw.Draw(image), [], 260.0
    x_px, pitch = random.uniform(*sizes.x_px), random.uniform(*PITCH_PX)
    dot_path, dotted = random.choice(own), random.random() < 0.75
    while y < SIZE_PX[1] - 150:
        path = random.choice(own) if random.random() < 0.4 else random.choice(others)
        font = ImageFont.truetype(path, round(x_px * random.uniform(0.95, 1.1) / x_share(path)), layout_engine=ImageFont.Layout.BASIC)
        marks = Marks.drawn(others, random) if random.random() < MIXED else None
        lines.append(
            _set_line(draw, font, marks, (width, y + (random.uniform(-0.8, -0.05) * MM if dotted else 0.0)), random, sizes.capitals)
        )
        if dotted:
            _draw_leaders(draw, dot_path, x_px, (width, y), random)
        y += pitch
    pixels = np.array(image)
    # names stand below seals and signatures: more of both than pages have
    for _ in range(3 * seals + random.choice((0, 0, 6, 10))):
        spot = (random.randrange(300, width - 300), random.randrange(300, SIZE_PX[1] - 300))
        stamp_seal(
            pixels, spot, round(random.uniform(14, 18) * MM), ("ỦY BAN NHÂN DÂN", "XÃ SUỐI MÂY"), random, strength=random.uniform(0.6, 1.0)
        )
        if random.random() < 0.6:
            sign(pixels, (spot[0] + round(18 * MM), spot[1]), round(random.uniform(32, 44) * MM), random)
    return pixels, lines


def _set_line(
    draw: ImageDraw.ImageDraw, font: ImageFont.FreeTypeFont, marks: Marks | None, place: tuple[int, float], random: Random, capitals: float
) -> Line:
    """`place`: how wide the sheet is, and how far down the line."""
    width, y = place
    x, set_words, ink = float(random.randrange(150, 330)), [], random.choice(((20, 20, 24), (20, 20, 24), (24, 28, 80), (60, 60, 64)))
    box = font.getbbox("ẪỘg", anchor="ls")
    while x < width - 150:
        following = words(random)
        if capitals and random.random() < capitals:
            following = [word.upper() for word in following]
        following[-1] += random.choice(("", "", "", "", "", "", ",", ",", ";", ":", "."))
        for text in following:
            end = x + font.getlength(text)
            if end > width - 150:
                return Line(set_words, round(y), -box[1], box[3])
            draw_word(draw, font, (x, y), text, ink, marks)
            set_words.append((text.translate(AS_TOLD), x, end))
            x = end + font.getlength(" ")
        x += font.getlength(" ") * random.choice((0, 0, 0, 1.5, 4))
        if random.random() < 0.03:
            # the side of a cell
            draw.line(
                (round(x), round(y - PITCH_PX[0] * 0.7), round(x), round(y + PITCH_PX[0] * 0.3)),
                fill=(60, 60, 64),
                width=random.randint(2, 4),
            )
            x += 12
    return Line(set_words, round(y), -box[1], box[3])


def _draw_leaders(draw: ImageDraw.ImageDraw, path: str, x_px: float, place: tuple[int, float], random: Random) -> None:
    width, y = place
    kind = random.random()
    if kind < 0.12:
        draw.line((150, round(y) + 4, width - 150, round(y) + 4), fill=(70, 70, 74), width=2)
    elif kind < 0.85:
        dot = ImageFont.truetype(path, round(x_px / x_share(path)), layout_engine=ImageFont.Layout.BASIC)
        count = int((width - 320) / dot.getlength("."))
        draw.text((random.randrange(140, 170), round(y)), "." * count, font=dot, fill=(70, 70, 74), anchor="ls")


def crops(taken: Degraded, lines: Sequence[Line], random: Random) -> Iterator[tuple[Cut, str]]:
    """Pieces of lines as the reading cuts values out, with what stands there; none of a sheet that is not found."""
    copy = reading_copy(taken.content)
    papers = list(papers_in(copy.pixels))
    if len(papers) != 1:
        return
    page = cleaned(laid_flat(papers[0].look))
    page = dataclasses.replace(page, transform=page.transform.follows(copy.start))
    for line in (line for line in lines if line.words):
        heights = (line.baseline - line.ascent, line.baseline + line.descent)
        ends = np.array([(x, y) for _, *pair in line.words for x in pair for y in heights])
        bent = taken.bend.applied(ends) if taken.bend else ends
        there = page.transform.forward(cv2.perspectiveTransform(bent[None], taken.matrix)[0].astype(np.float64)).reshape(-1, 4, 2)
        at = 0
        while at < len(there):
            count = random.choice((1, 2, 2, 3, 3, 4, 5, 7, 9))
            piece, words = there[at : at + count], [text for text, *_ in line.words[at : at + count]]
            at += count
            (left, top), (right, bottom) = piece.min(axis=(0, 1)), piece.max(axis=(0, 1))
            box = Box(round(left) - 4, round(top), round(right - left) + 8, max(round(bottom - top), 8))
            if bottom - top <= TALLEST_PX and (cut := cut_of(page, box)) is not None:
                yield cut, " ".join(words)


def draw_sheet(
    number: int, faces: Mapping[str, Sequence[str]], *, judging: bool, sizes: TypeRanges = TypeRanges()
) -> list[tuple[Cut, str]]:
    """The crops of one sheet; always the same for a number."""
    side = split_parts()["tuning"]
    random = Random(f"{'valid' if judging else 'train'} crops {number}")
    ranges = side.conditions[random.choice(("poor", "poor", "poor", "poor", "phone", "phone", "clean"))]
    drawn_wear = [ranges.draw(random) for _ in range(random.choice((1, 4)))]
    wear = max(drawn_wear, key=lambda each: each.blur_mm / 0.1 + each.fading - each.dpi / 100)
    wear = dataclasses.replace(wear, turn_deg=0, told_by_exif=False)
    others = [random.choice(faces[family]) for family in sorted(faces)]
    own = [str(FONT_FOLDER / f"{face}.ttf") for face in (*side.machine_faces, "Arimo-Bold")]
    drawn, lines = sheet(others if judging else own, others, random, wear.seals, sizes)
    return list(crops(wear_page(drawn, wear, random, drawn), lines, random))


def _range(told: str) -> tuple[float, float]:
    least, most = map(float, told.split("-"))
    return least, most


def main(arguments: Sequence[str] | None = None) -> int:
    """The command."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("fonts", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--sheets", default="1-40")
    parser.add_argument("--x-height", type=_range, default=TypeRanges.x_px)
    parser.add_argument("--width", type=_range, default=TypeRanges.width)
    parser.add_argument("--capitals", type=float, default=TypeRanges.capitals)
    parser.add_argument("--judging", action="store_true")
    chosen = parser.parse_args(arguments)
    first, last = map(int, chosen.sheets.split("-"))
    sizes = TypeRanges(chosen.x_height, chosen.width, chosen.capitals)
    faces = families(chosen.fonts, judging=chosen.judging)
    chosen.out.mkdir(parents=True, exist_ok=True)
    for number in range(first, last + 1):
        found = draw_sheet(number, faces, judging=chosen.judging, sizes=sizes)
        named = {f"cut{at}": np.stack([cut.image, cut.uncleaned]) for at, (cut, _) in enumerate(found)}
        np.savez_compressed(chosen.out / f"{number}.npz", texts=[text for _, text in found], **named)
        print(f"sheet {number}: {len(found)} lines", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
