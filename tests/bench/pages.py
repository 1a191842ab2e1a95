"""Laying pages flat and upright: skew, curved lines, orientation.

    python -m tests.bench.pages [--deskew DIR] [--dewarp DIR] [--pages 200] [--seed 1]

skew: how far the recipe turns each picture of DIR, beside the angle that angles.txt in DIR (lines "name degrees", OpenCV's sign) or the
list below states; the bar is 0.2°. curve: baselines are traced again on the laid page, and the root mean square of each line's feet off a
straight line is given in x-heights, before and after; the bar is 0.15 on 90 % of lines. orientation: practice pages in three conditions,
turned by 0, 90, 180 and 270°; by the writing alone, without an engine, which is asked in the product where the writing is not sure.
"""

import argparse
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from ocr.baselines import baselines_in, straightness
from ocr.cleanup import largest_sheet
from ocr.decode import ColourImage, decode
from ocr.ink import ink_of
from ocr.laying import laid_flat, look_at
from ocr.tone import even_ground
from ocr.type_size import x_height
from station.practice.degrade import Condition
from station.practice.generator import generate_pages
from station.practice.plan import plan_pages
from tests.bench.machine import describe_machine
from ui import bootstrap

SKEW_BAR_DEGREES = 0.2
CURVE_BAR = 0.15
CURVE_SHARE = 0.9
ANGLES = {
    "1-g4.tif": -1.4, "2.png": -2.2, "3.png": -6.3, "4.png": 7.1, "5.png": 3.4, "6.png": -2.8, "F1550.jpg": -1.2, "tiff-jpeg.tif": 3.4,
}  # fmt: skip
"""The public set of the Deskew tool (galfar/deskew, TestImages), measured by projection profile to a tenth of a degree."""
TURNS = (0, 90, 180, 270)


def images_in(folder: Path) -> Iterator[tuple[str, ColourImage]]:
    """Every picture of a folder, by name."""
    for path in sorted(folder.iterdir()):
        if path.suffix.lower() in {".jpg", ".jpeg", ".png", ".tif", ".tiff"}:
            yield path.name, decode(path.read_bytes())


def skew(folder: Path) -> None:
    """One row a picture: wanted, done, difference."""
    angles = _angles(folder)
    worst, within, counted = 0.0, 0, 0
    print(f"skew {'picture':24} {'wanted':>7} {'turned':>7} {'off':>6} {'s':>5}")
    for name, picture in images_in(folder):
        if name not in angles:
            continue
        started = time.process_time()
        turned = _turned_by(picture)
        seconds = time.process_time() - started
        off = turned - angles[name]
        worst, within, counted = max(worst, abs(off)), within + (abs(off) <= SKEW_BAR_DEGREES + 1e-9), counted + 1
        print(f"     {name:24} {angles[name]:7.1f} {turned:7.2f} {off:6.2f} {seconds:5.2f}")
    print(f"skew: {within} of {counted} within {SKEW_BAR_DEGREES}°, worst {worst:.2f}°")


def _angles(folder: Path) -> dict[str, float]:
    stated = folder / "angles.txt"
    if not stated.exists():
        return ANGLES
    return {name: float(angle) for name, angle in (line.split() for line in stated.read_text("utf-8").splitlines() if line.strip())}


def _turned_by(picture: ColourImage) -> float:
    """By how many degrees the whole recipe turns the middle of a picture (counter-clockwise is positive), quarter turns left out."""
    laid = laid_flat(look_at(picture, largest_sheet(picture)))
    height, width = picture.shape[:2]
    middle = np.array([(width / 2, height / 2), (width / 2 + 10, height / 2)])
    (x0, y0), (x1, y1) = laid.transform.forward(middle)
    angle = -float(np.degrees(np.arctan2(y1 - y0, x1 - x0)))
    return (angle + 45) % 90 - 45


def curve(folder: Path) -> None:
    """One row a picture: lines and their residuals before and after."""
    every: list[float] = []
    heads = f"{'lines':>5} {'before: in':>10} {'p90':>6} {'lines':>5} {'after: in':>10} {'p90':>6} {'slope p90':>9} {'s':>5}"
    print(f"curve {'picture':26} {heads}")
    for name, picture in images_in(folder):
        look = look_at(picture, largest_sheet(picture))
        size = look.x_height_px or 1.0
        before = straightness(baselines_in(ink_of(look.copy), size), size)
        started = time.process_time()
        laid = laid_flat(look)
        seconds = time.process_time() - started
        ink = ink_of(even_ground(laid.image))
        size = x_height(ink) or 1.0
        lines = baselines_in(ink, size)
        after = straightness(lines, size)
        slopes = np.degrees([np.arctan(np.polyfit(line.feet[:, 0], line.feet[:, 1], 1)[0]) for line in lines])
        every.extend(after)
        was, now = np.percentile(before, 90), np.percentile(after, 90)
        print(
            f"      {name:26} {len(before):5} {_share(before):9.1f}% {was:6.3f} {len(after):5} {_share(after):9.1f}%"
            f" {now:6.3f} {np.percentile(np.abs(slopes), 90):8.2f}° {seconds:5.2f}"
        )
    print(f"curve: {_share(np.array(every)):.1f} % of {len(every)} lines within {CURVE_BAR} x-height (bar {100 * CURVE_SHARE:.0f} %)")


def _share(residuals: np.ndarray) -> float:
    return 100 * float((residuals <= CURVE_BAR).mean()) if len(residuals) else 0.0


def orientation(pages: int, seed: int) -> None:
    """How many turned practice pages are stood up rightly by their writing, and how often it is not sure."""
    library = bootstrap.forms()
    answers: Counter[str] = Counter()
    conditions: tuple[Condition, ...] = ("clean", "poor", "phone")
    started = time.process_time()
    seconds = 0.0
    each = -(-pages // (len(TURNS) * len(conditions)))
    for condition in conditions:
        with tempfile.TemporaryDirectory(prefix="station-bench-") as folder:
            for page in generate_pages(library, Path(folder), seed=seed, plan=plan_pages(each, conditions=(condition,))):
                upright = decode(page.path.read_bytes())
                for turn in TURNS:
                    if answers.total() >= pages:
                        break
                    picture = np.ascontiguousarray(np.rot90(upright, turn // 90))
                    began = time.process_time()
                    standing = look_at(picture, largest_sheet(picture)).standing
                    seconds += time.process_time() - began
                    verdict = "unsure" if not standing.is_sure else "right" if standing.turn == turn else "wrong"
                    answers[verdict] += 1
    print(
        f"orientation: {answers['right']} of {answers.total()} turned pages right, {answers['wrong']} wrong, {answers['unsure']} not sure"
        f" (the engine is asked); {seconds / max(answers.total(), 1):.2f} s of processor a page, the sheet found and squared included"
        f" ({time.process_time() - started:.0f} s with drawing)"
    )


def main() -> int:
    """The command."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--deskew", type=Path, help="folder of leaning pages")
    parser.add_argument("--dewarp", type=Path, help="folder of photographed book pages")
    parser.add_argument("--pages", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    chosen = parser.parse_args()
    print(describe_machine(chosen.seed))
    if chosen.deskew:
        skew(chosen.deskew)
    if chosen.dewarp:
        curve(chosen.dewarp)
    if chosen.pages:
        orientation(chosen.pages, chosen.seed)
    return 0


if __name__ == "__main__":
    sys.exit(main())
