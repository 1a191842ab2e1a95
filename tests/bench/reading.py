"""Reading practice pages: fields exactly right, pages a minute, memory; beside whole-page pytesseract with regular expressions on labels.

    python -m tests.bench.reading [--pages 24] [--seed 1] [--condition clean --condition poor …] [--workers 2]

Both read the same pages of one run. The peer is what a careful afternoon gives: pytesseract over the whole page, for each field a regular
expression made of every printed wording of its label, the text behind it up to the end of the line or the next label, and the same
normalisation by the field's type as ours. It is told the form; ours must find out.
"""

import argparse
import re
import sys
import tempfile
import threading
import time
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

import psutil
import pytesseract
from PIL import Image, ImageOps

from ocr.pool import ReadingPool
from station.domain.record import PageReading, ValueState
from station.domain.text import clean
from station.forms.definition import FormDefinition
from station.forms.library import FormLibrary
from station.forms.types import normalise, normalise_items
from station.practice.generator import PracticePage, generate_pages
from station.practice.plan import plan_pages
from tests.bench.machine import describe_machine
from ui import bootstrap


@dataclass
class Tally:
    """Fields of one condition and form."""

    printed: int = 0
    ours: int = 0
    peer: int = 0
    pages: int = 0
    recognised: int = 0


@dataclass
class Memory:
    """Peak resident memory of this process's children, sampled; MB."""

    peak_mb: float = 0.0
    largest_mb: float = 0.0
    _stop: threading.Event = field(default_factory=threading.Event)

    def __enter__(self) -> "Memory":
        self._thread = threading.Thread(target=self._watch, daemon=True)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        self._thread.join()

    def _watch(self) -> None:
        while not self._stop.wait(0.2):
            sizes = list(self._sizes())
            self.peak_mb = max(self.peak_mb, sum(sizes) / 1e6)
            self.largest_mb = max(self.largest_mb, max(sizes, default=0) / 1e6)

    def _sizes(self) -> Iterator[int]:
        for child in psutil.Process().children(recursive=True):
            try:
                yield child.memory_info().rss
            except psutil.Error:
                continue


def read_ours(library: FormLibrary, pages: Sequence[PracticePage], workers: int) -> tuple[dict[Path, PageReading], float, Memory]:
    """Our readings, the seconds from the first page to the last, and the memory."""
    readings: dict[Path, PageReading] = {}
    started = time.monotonic()
    with Memory() as memory, ReadingPool(library, workers=workers) as pool:
        for key, reading in pool.read((str(page.path), page.path.read_bytes()) for page in pages):
            if isinstance(reading, PageReading):
                readings[Path(key)] = reading
            else:
                print(f"  {Path(key).name}: {reading}")
    return readings, time.monotonic() - started, memory


def read_peer(pages: Sequence[PracticePage], workers: int) -> tuple[dict[Path, str], float]:
    """The peer's text of each page; as many processes at a time as ours has workers."""

    def text(page: PracticePage) -> tuple[Path, str]:
        image = ImageOps.exif_transpose(Image.open(page.path))
        return page.path, pytesseract.image_to_string(image, lang="vie", config="--psm 4")

    started = time.monotonic()
    with ThreadPoolExecutor(workers) as threads:
        texts = dict(threads.map(text, pages))
    return texts, time.monotonic() - started


def peer_fields(form: FormDefinition, face: int, text: str, library: FormLibrary) -> dict[str, str]:
    """Field id → normalised value: the text behind the first label not yet used, in the order of the form."""
    labels = sorted({clean(word) for each in form.fields for word in each.printed}, key=len, reverse=True)
    any_label = "|".join(re.escape(label) for label in labels)
    page = "\n".join(clean(line) for line in text.splitlines())
    found: dict[str, str] = {}
    at = 0
    for each in form.fields:
        if each.face != face or not each.printed:
            continue
        own = "|".join(re.escape(clean(word)) for word in sorted(each.printed, key=len, reverse=True))
        match = re.compile(rf"(?:{own})\s*[:.]*\s*(.*?)(?=(?:{any_label})\s*:|\n|$)", re.IGNORECASE).search(page, at)
        if match is None:
            continue
        at = match.end()
        value = re.sub(r"\.{2,}|…", " ", match[1]).strip(" .")
        if each.type == "list":
            found |= {name: part.normalised.value for name, part in normalise_items(value, each, library.lexicons).items()}
        else:
            found[each.id] = normalise(value, each, library.lexicons).value
    return found


def tally(
    library: FormLibrary, pages: Sequence[PracticePage], ours: Mapping[Path, PageReading], texts: Mapping[Path, str]
) -> dict[tuple[str, str], Tally]:
    """Fields right, by condition and form."""
    tallies: dict[tuple[str, str], Tally] = defaultdict(Tally)
    for page in pages:
        of_page = tallies[page.condition, page.form_id or "(another kind)"]
        of_page.pages += 1
        reading = ours.get(page.path)
        of_page.recognised += reading is not None and reading.form_id == page.form_id
        if page.form_id is None:
            continue
        peer = peer_fields(library.form(page.form_id), page.face, texts[page.path], library)
        for name, truth in page.fields.items():
            if not truth.text:
                continue
            read = reading.fields.get(name) if reading and reading.form_id == page.form_id else None
            of_page.printed += 1
            of_page.ours += read is not None and read.state is ValueState.READ and read.value == truth.value
            of_page.peer += peer.get(name) == truth.value
    return tallies


def main() -> int:
    """The command."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pages", type=int, default=24)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--condition", action="append", choices=["clean", "poor", "phone"])
    chosen = parser.parse_args()
    library = bootstrap.forms()
    print(describe_machine(chosen.seed))
    totals: dict[str, Tally] = defaultdict(Tally)
    print(f"{'condition':10} {'form':24} {'pages':>5} {'form found':>10} {'fields':>6} {'ours %':>7} {'peer %':>7} {'ratio':>6}")
    for condition in chosen.condition or ["clean", "poor", "phone"]:
        with tempfile.TemporaryDirectory(prefix="station-bench-") as folder:
            plan = plan_pages(chosen.pages, conditions=(condition,))
            pages = generate_pages(library, Path(folder), seed=chosen.seed, plan=plan)
            ours, seconds, memory = read_ours(library, pages, chosen.workers)
            texts, peer_seconds = read_peer(pages, chosen.workers)
            for (_, form_id), each in sorted(tally(library, pages, ours, texts).items()):
                _print_row(condition, form_id, each)
                for name in ("printed", "ours", "peer", "pages", "recognised"):
                    setattr(totals[condition], name, getattr(totals[condition], name) + getattr(each, name))
        _print_row(condition, "all", totals[condition])
        print(
            f"{condition}: {60 * len(pages) / seconds:.1f} pages a minute, peer {60 * len(pages) / peer_seconds:.1f}"
            f" (ratio {peer_seconds / seconds:.2f}); memory: all children {memory.peak_mb:.0f} MB, largest {memory.largest_mb:.0f} MB",
            flush=True,
        )
    return 0


def _print_row(condition: str, form_id: str, each: Tally) -> None:
    if not each.printed:
        print(f"{condition:10} {form_id:24} {each.pages:5} {each.recognised:10}")
        return
    ours, peer = 100 * each.ours / each.printed, 100 * each.peer / each.printed
    ratio = f"{ours / peer:6.2f}" if peer else "     –"
    print(f"{condition:10} {form_id:24} {each.pages:5} {each.recognised:10} {each.printed:6} {ours:7.1f} {peer:7.1f} {ratio}")


if __name__ == "__main__":
    sys.exit(main())
