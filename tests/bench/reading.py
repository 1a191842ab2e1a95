"""Reading on practice pages of one side of the split, beside the plain way on the same pages in the same run.

    python -m tests.bench.reading [--split tuning|held-back] [--forms birth_extract …] [--conditions clean poor phone] [--pages 2]
                                  [--strays 5] [--seed N] [--engine tesseract] [--workers 2] [--only ours|plain] [--json FILE] [--show]

By form and condition: pages recognised and forced, fields exactly right with Wilson's 95 % interval, the plain way's share and by how much
errors are cut, CER, errors in marks alone, handwritten fields, what was marked "needs no person" and how much of that was wrong with the
exact 95 % upper bound, seconds a page. `--pages` counts papers of each form in each condition; a paper of several faces is several pages.
Pages are drawn as they are needed and never written down. `--show` also prints every field that was read wrong, of the tuning side alone:
whoever looks at what is held back has tuned on it.
"""

import argparse
import json
import sys
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from itertools import groupby
from pathlib import Path

import psutil

from ocr.pool import ReadingPool
from station.domain.intervals import upper_bound, wilson
from station.domain.record import PageReading, Reading, ValueState
from station.forms.library import FormLibrary
from station.practice.degrade import CONDITIONS
from station.practice.specimens import Specimen, draw_specimens, draw_strays
from station.practice.split import PARTS, split_parts
from tests.bench.machine import describe_machine
from tests.bench.plain_way import plain_values, read_plainly
from tests.bench.reading_score import Count, count_marked, count_page, is_recognised
from ui import bootstrap

STRAY = "(another kind)"


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


@dataclass
class Run:
    """What one run has counted, by (condition, form), and the time it took."""

    counts: dict[tuple[str, str], Count] = field(default_factory=dict)
    ours_s: float = 0.0
    plain_s: float = 0.0

    def of(self, condition: str) -> dict[str, Count]:
        """By form."""
        return {form: count for (its, form), count in self.counts.items() if its == condition}


def read_ours(pool: ReadingPool, pages: Sequence[Specimen]) -> tuple[dict[str, PageReading], float]:
    """Our readings by key, and the seconds from the first page to the last."""
    readings: dict[str, PageReading] = {}
    started = time.monotonic()
    for key, reading in pool.read((page.key, page.content) for page in pages):
        if isinstance(reading, PageReading):
            readings[key] = reading
        else:
            print(f"  {key}: {reading}", file=sys.stderr)
    return readings, time.monotonic() - started


def count_pages(
    library: FormLibrary, pages: Sequence[Specimen], readings: Mapping[str, PageReading], texts: Mapping[str, str]
) -> Count:  # fmt: skip
    """All pages of one form and condition."""
    total = Count()
    for page in pages:
        plain = plain_values(library.form(page.form_id), page.face, texts[page.key], library) if page.form_id and page.key in texts else {}
        total += count_page(page, readings.get(page.key), plain)
    for _, faces in groupby(pages, key=lambda page: page.key.rsplit("-", 1)[0] if page.form_id else page.key):
        total += count_marked(library, list(faces), readings)
    return total


def measure(library: FormLibrary, chosen: argparse.Namespace, seed: int) -> Run:
    """Draw, read both ways, count and print, form by form."""
    run = Run()
    with ReadingPool(library, workers=chosen.workers, engine_name=chosen.engine) as pool:
        for condition in chosen.conditions:
            for form_id in [*chosen.forms, STRAY]:
                pages = _pages(library, chosen, form_id, condition, seed)
                if not pages:
                    continue
                readings, seconds = ({}, 0.0) if chosen.only == "plain" else read_ours(pool, pages)
                texts, plain_s = ({}, 0.0) if chosen.only == "ours" or form_id == STRAY else read_plainly(pages, chosen.workers)
                run.ours_s += seconds
                run.plain_s += plain_s
                run.counts[condition, form_id] = count_pages(library, pages, readings, texts)
                if chosen.show:
                    _show(pages, readings)
                print(_row(condition, form_id, run.counts[condition, form_id], chosen.only), flush=True)
            print(_row(condition, "all", sum(run.of(condition).values(), Count()), chosen.only), flush=True)
    return run


def _pages(library: FormLibrary, chosen: argparse.Namespace, form_id: str, condition: str, seed: int) -> list[Specimen]:
    if form_id == STRAY:
        return list(draw_strays(chosen.split, conditions=[condition], papers=chosen.strays, seed=seed))
    return list(draw_specimens(library, chosen.split, forms=[form_id], conditions=[condition], papers=chosen.pages, seed=seed))


_HEADS = (
    "condition", "form", "pages", "found", "forced", "fields", "exact %", "95 %", "plain %", "cut", "CER %", "marks %", "hand", "hand %",
    "invented", "marked", "wrong", "<= (95 %)", "digits marked %", "s/page",
)  # fmt: skip
_WIDTHS = (9, 24, 5, 5, 6, 6, 7, 11, 7, 5, 6, 7, 5, 6, 8, 6, 5, 9, 15, 6)


def _show(pages: Sequence[Specimen], readings: Mapping[str, PageReading]) -> None:
    """Every wrong field with what stands there; the people are invented."""
    for page in pages:
        reading = readings.get(page.key)
        if reading is None or not is_recognised(page, reading):
            print(f"  {page.key}: read as {reading.form_id if reading else 'nothing'}")
            continue
        for name, truth in page.fields.items():
            read = reading.fields.get(name) or Reading("", "", ValueState.ABSENT, 0.0)
            if (read.value if read.state is ValueState.READ else "") != truth.value:
                print(f"  {page.key} {name}: {truth.value!r} read {read.text!r} ({read.state.value}, {read.confidence:.2f})")


def _row(condition: str, form_id: str, count: Count, only: str | None) -> str:
    if only == "plain":
        plain = _percent(count.plain, count.printed)
        return _line((condition, form_id, count.pages, "-", "-", count.printed, "-", "-", plain, *["-"] * (len(_HEADS) - 9)))
    with_plain = only is None
    low, high = wilson(count.right, count.printed)
    ours_wrong, plain_wrong = count.printed - count.right, count.printed - count.plain
    cells = (
        condition, form_id, count.pages, count.recognised, count.forced, count.printed, _percent(count.right, count.printed),
        f"{100 * low:.1f}-{100 * high:.1f}" if count.printed else "-",
        _percent(count.plain, count.printed) if with_plain else "-",
        f"{plain_wrong / ours_wrong:.1f}" if with_plain and ours_wrong else "-",
        _percent(count.edits, count.letters), _percent(count.marks_only, count.printed),
        count.handwritten, _percent(count.handwritten_right, count.handwritten), count.invented, count.marked, count.marked_wrong,
        f"{upper_bound(count.marked_wrong, count.marked):.4f}" if count.marked else "-",
        _percent(count.witnessed_marked, count.witnessed), f"{count.seconds / count.pages:.1f}" if count.pages else "-",
    )  # fmt: skip
    return _line(cells)


def _line(cells: Sequence[object]) -> str:
    return " ".join(
        f"{cell:<{width}}" if at < 2 else f"{cell:>{width}}" for at, (cell, width) in enumerate(zip(cells, _WIDTHS, strict=True))
    )


def _percent(part: int, whole: int) -> str:
    return f"{100 * part / whole:.1f}" if whole else "-"


def _document(chosen: argparse.Namespace, seed: int, run: Run, memory: Memory) -> str:
    document = {
        "version": 1,
        "split": chosen.split,
        "seed": seed,
        "engine": chosen.engine,
        "papers": chosen.pages,
        "machine": describe_machine(seed).splitlines(),
        "ours_s": round(run.ours_s, 1),
        "plain_s": round(run.plain_s, 1),
        "peak_memory_mb": round(memory.peak_mb),
        "rows": [{"condition": condition, "form": form_id, **asdict(count)} for (condition, form_id), count in run.counts.items()],
    }
    return json.dumps(document, ensure_ascii=False, indent=1)


def _parsed(arguments: Sequence[str] | None, library: FormLibrary) -> argparse.Namespace:
    ids = sorted({form.id for form in library.forms})
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--split", choices=PARTS, default="tuning")
    parser.add_argument("--forms", nargs="+", choices=ids, default=ids)
    parser.add_argument("--conditions", nargs="+", choices=CONDITIONS, default=list(CONDITIONS))
    parser.add_argument("--pages", type=int, default=2, help="papers of each form in each condition")
    parser.add_argument("--strays", type=int, default=5, help="papers of other kinds in each condition")
    parser.add_argument("--seed", type=int, help="the first of the side's seeds unless told")
    parser.add_argument("--engine", default="tesseract")
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--only", choices=("ours", "plain"), help="one way alone: ours for trying things out, plain for how hard pages are")
    parser.add_argument("--json", type=Path, help="also write the counts there")
    parser.add_argument("--show", action="store_true", help="print every field that was read wrong; tuning side only")
    chosen = parser.parse_args(arguments)
    if chosen.show and chosen.split != "tuning":
        parser.error("what is held back is not looked at: --show goes with --split tuning")
    return chosen


def main(arguments: Sequence[str] | None = None) -> int:
    """The command."""
    library = bootstrap.practice_forms()
    chosen = _parsed(arguments, library)
    seed = chosen.seed or split_parts()[chosen.split].seeds[0]
    print(describe_machine(seed))
    print(f"split: {chosen.split}, engine {chosen.engine}, {chosen.workers} workers")
    print(_line(_HEADS))
    with Memory() as memory:
        run = measure(library, chosen, seed)
    _print_speed(run, memory)
    if chosen.json:
        chosen.json.write_text(_document(chosen, seed, run, memory), encoding="utf-8")
    return 0


def _print_speed(run: Run, memory: Memory) -> None:
    pages = sum(count.pages for count in run.counts.values())
    compared = sum(count.pages for (_, form_id), count in run.counts.items() if form_id != STRAY)
    if run.ours_s:
        print(f"ours: {60 * pages / run.ours_s:.1f} pages a minute")
    if run.plain_s:
        print(f"plain way: {60 * compared / run.plain_s:.1f} pages a minute")
    print(f"memory: all children {memory.peak_mb:.0f} MB, largest {memory.largest_mb:.0f} MB")


if __name__ == "__main__":
    sys.exit(main())
