"""Tell where the letters stand in the lines that scripts/lines/draw_lines.py drew, for scripts/lines/train_marks.py.

    PYTHONPATH=. python scripts/lines/place_letters.py LINES [--sheets 1-440]

LINES/places gets one .npz a sheet: for each of its lines that the network for lines can be laid along (`place0`, …), where each of its
letters that may bear marks stands, as a share of the line (row 0), and its numbers in the LETTERS, SHAPES and TONES of
ocr/mark_network.py (rows 1 to 3).
"""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from ocr.line_network import network
from ocr.pieces import Cut
from ocr.told_marks import letters_along


def places_of(sheet: Path) -> dict[str, NDArray[np.float32]]:
    """Name in the file → letters of a line."""
    with np.load(sheet) as kept:
        texts = [str(text) for text in kept["texts"]]
        cuts = [Cut(*kept[f"cut{at}"]) for at in range(len(texts))]
    found = {}
    for at, (text, steps) in enumerate(zip(texts, network().steps_of([[cut] for cut in cuts]), strict=True)):
        letters = [((letter.place + 0.5) / len(steps), letter.letter, letter.shape, letter.tone) for letter in letters_along(text, steps)]
        if letters:
            found[f"place{at}"] = np.array(letters, np.float32).T
    return found


def main(arguments: Sequence[str] | None = None) -> int:
    """The command."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("lines", type=Path)
    parser.add_argument("--sheets", default="1-100000")
    chosen = parser.parse_args(arguments)
    first, last = map(int, chosen.sheets.split("-"))
    (chosen.lines / "places").mkdir(exist_ok=True)
    for sheet in sorted(chosen.lines.glob("*.npz")):
        if first <= int(sheet.stem) <= last:
            found = places_of(sheet)
            np.savez(chosen.lines / "places" / sheet.name, **found)
            print(f"sheet {sheet.stem}: letters of {len(found)} lines", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
