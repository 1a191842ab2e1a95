"""Reading with all fields beside ocrmypdf, which lays text under a page and knows no fields: the same pages, model and two processes.

    python -m tests.bench.beside_ocrmypdf [--papers 1] [--seed 11] [--engine best] [--openings 3]
                                          [--ocrmypdf PROGRAM]

Both are timed from start to end, their own start included, one after the other in one run; the ratio above 1 says that we are faster.
ocrmypdf is no dependency: install it where you like and name its program.
"""

import argparse
import io
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from PIL import Image

from ocr.limits import THREADS
from ocr.pool import ReadingPool
from station.domain.record import PageReading
from station.practice.specimens import Specimen, draw_specimens
from tests.bench.machine import describe_machine
from ui import bootstrap

PROCESSES = 2
_LIMIT_S = 900
_LAYING_S = 8.0


def read_ours(pages: Sequence[Specimen], engine: str) -> tuple[float, float, int]:
    """Seconds for all pages, seconds until the first page's fields were there, and how many fields have a value."""
    started, first, fields = time.monotonic(), 0.0, 0
    with ReadingPool(bootstrap.practice_forms(), workers=PROCESSES, engine_name=engine) as pool:
        for _, reading in pool.read((page.key, page.content) for page in pages):
            first = first or time.monotonic() - started
            fields += sum(bool(field.value) for field in reading.fields.values()) if isinstance(reading, PageReading) else 0
        return time.monotonic() - started, first, fields


def first_when_open(page: Specimen, engine: str) -> float:
    """Seconds until a page's fields are there when the workers started with the desk, so long before as it takes to lay a paper in."""
    with ReadingPool(bootstrap.practice_forms(), workers=PROCESSES, engine_name=engine) as pool:
        time.sleep(_LAYING_S)
        captured = time.monotonic()
        next(iter(pool.read([(page.key, page.content)])))
        return time.monotonic() - captured


def read_by_ocrmypdf(program: str, pages: Sequence[Specimen]) -> float:
    """Seconds for the same pages as one PDF. Raises subprocess.CalledProcessError when it fails."""
    images = [Image.open(io.BytesIO(page.content)) for page in pages]
    with tempfile.TemporaryDirectory() as folder:
        scanned, read = Path(folder) / "scanned.pdf", Path(folder) / "read.pdf"
        images[0].save(scanned, save_all=True, append_images=images[1:], resolution=300)
        command = [program, "--language", "vie", "--jobs", str(PROCESSES), "--output-type", "pdf", "--optimize", "0", "--quiet"]
        started = time.monotonic()
        subprocess.run([*command, str(scanned), str(read)], check=True, timeout=_LIMIT_S, capture_output=True)
        return time.monotonic() - started


def main(arguments: Sequence[str] | None = None) -> int:
    """The command."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--papers", type=int, default=1, help="papers of each form")
    parser.add_argument("--seed", type=int, default=11)
    parser.add_argument("--engine", default="best")
    parser.add_argument("--openings", type=int, default=3, help="how often a desk is opened for a first page")
    parser.add_argument("--ocrmypdf", default="ocrmypdf", help="the program to run beside")
    chosen = parser.parse_args(arguments)
    library = bootstrap.practice_forms()
    forms = sorted({form.id for form in library.forms})
    pages = list(draw_specimens(library, "tuning", forms=forms, conditions=["clean"], papers=chosen.papers, seed=chosen.seed))
    print(describe_machine(chosen.seed))
    seconds, first, fields = read_ours(pages, chosen.engine)
    print(f"ours ({chosen.engine}): {len(pages)} pages in {seconds:.1f} s, {60 * len(pages) / seconds:.1f} a minute, {fields} fields")
    print(f"first page's fields after {first:.1f} s, the workers' start included")
    open_s = [first_when_open(page, chosen.engine) for page in pages[: chosen.openings]]
    if open_s:
        print(f"a first page's fields after {min(open_s):.1f} to {max(open_s):.1f} s with the desk open ({len(open_s)} openings)")
    program = shutil.which(chosen.ocrmypdf)
    if program is None:
        print("ocrmypdf is not installed here, so there is nothing to run beside; name its program with --ocrmypdf")
        return 0
    theirs = read_by_ocrmypdf(program, pages)
    print(f"ocrmypdf: {theirs:.1f} s, {60 * len(pages) / theirs:.1f} a minute, text only; ratio {theirs / seconds:.2f}")
    print(f"both with {PROCESSES} processes of one thread each ({THREADS})")
    return 0


if __name__ == "__main__":
    sys.exit(main())
