"""Readings of practice pages kept on disk, with what is true of each page: read once, judged as often as the judging is tried out.

    python -m tests.bench.kept_readings --cache DIR [--split tuning|held-back] [--seeds 2001-2100] [--forms birth_extract …]
                                        [--conditions clean poor phone] [--papers 2] [--workers 1] [--minutes 30]

DIR lies outside the repository. A file holds all papers of one seed, condition and form; one that is there is not read again, so a run that
was broken off, or that `--minutes` ended, goes on where it stopped: the thousands of pages that a small share wants are read in pieces.
Files lie under the version of the code that read them: a hash of everything that a reading or the truth of a page follows from. How
readings are judged (witnesses, attention, calibration) is not part of it.
"""

import argparse
import gzip
import hashlib
import json
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from ocr.pool import ReadingPool
from station.domain.codec import from_json, to_json
from station.domain.durable import write_durably
from station.domain.record import PageReading
from station.forms.library import FormLibrary
from station.practice.degrade import CONDITIONS, Condition
from station.practice.specimens import Specimen, SpecimenField, draw_specimens
from station.practice.split import PARTS, PartName, split_parts
from station.practice.wear import Wear
from tests.bench.machine import describe_machine
from ui import bootstrap

ROOT = Path(__file__).resolve().parents[2]
_SOURCES = (
    "ocr/**/*.py", "station/practice/**/*", "resources/forms/**/*.toml", "resources/reference/*.csv", "resources/lines/*",
    "station/domain/text.py",
    "station/domain/numerals.py", "station/domain/dates.py", "station/forms/types.py", "station/forms/normalised.py",
    "station/forms/figures.py", "station/forms/dated.py", "station/forms/worded.py", "station/forms/listed.py", "station/forms/lists.py",
    "station/forms/units.py", "station/forms/unit_names.py", "resources/places/communes.csv",
)  # fmt: skip
"""What a reading and the truth of a page follow from."""
_MEASURED = "keystrokes.toml"
_VERSION_DIGITS = 12


@dataclass(frozen=True)
class KeptPage:
    """One page with its reading; `page.content` is empty, the picture is drawn again when somebody wants to see it."""

    seed: int
    page: Specimen
    reading: PageReading | None
    """None: the reader gave up on it."""


@dataclass(frozen=True)
class Lot:
    """All papers of one seed, condition and form: one file."""

    split: PartName
    seed: int
    condition: Condition
    form_id: str
    papers: int

    def path(self, cache: Path, version: str) -> Path:
        """Where it is kept."""
        return cache / version / f"{self.split}-{self.seed}" / f"{self.condition}-{self.form_id}-{self.papers}.json.gz"


@lru_cache(maxsize=1)
def code_version() -> str:
    """Hash of the code and data that readings follow from, twelve hex digits."""
    digest = hashlib.sha256()
    found = {path for pattern in _SOURCES for path in ROOT.glob(pattern) if path.is_file() and "__pycache__" not in path.parts}
    for path in sorted(path for path in found if path.name != _MEASURED):
        digest.update(path.relative_to(ROOT).as_posix().encode() + b"\0" + hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()[:_VERSION_DIGITS]


def lots(split: PartName, seeds: Sequence[int], conditions: Sequence[Condition], forms: Sequence[str], papers: int) -> Iterator[Lot]:
    """Seed by seed, so that a run that is broken off has some of everything."""
    for seed in seeds:
        for condition in conditions:
            for form_id in forms:
                yield Lot(split, seed, condition, form_id, papers)


def read_lot(lot: Lot, library: FormLibrary, pool: ReadingPool, cache: Path) -> int:
    """Draw the lot's pages, read and keep them; how many pages. Nothing is kept of a lot that was broken off."""
    pages = list(
        draw_specimens(library, lot.split, forms=[lot.form_id], conditions=[lot.condition], papers=lot.papers, seed=lot.seed)
    )  # fmt: skip
    readings = {
        key: reading for key, reading in pool.read((page.key, page.content) for page in pages) if isinstance(reading, PageReading)
    }  # fmt: skip
    kept = [_document(page, readings.get(page.key)) for page in pages]
    path = lot.path(cache, code_version())
    path.parent.mkdir(parents=True, exist_ok=True)
    write_durably(path, gzip.compress(json.dumps(kept, ensure_ascii=False).encode()))
    return len(pages)


def kept_pages(lot: Lot, cache: Path, version: str) -> list[KeptPage]:
    """The pages of a lot in order, empty when it was not read yet."""
    path = lot.path(cache, version)
    if not path.exists():
        return []
    return [_page(lot, document) for document in json.loads(gzip.decompress(path.read_bytes()))]


def kept_lots(cache: Path, version: str, split: PartName) -> Iterator[Lot]:
    """Every lot that is kept, by seed."""
    for folder in sorted((cache / version).glob(f"{split}-*"), key=lambda each: int(each.name.rpartition("-")[2])):
        for path in sorted(folder.glob("*.json.gz")):
            condition, form_id, papers = path.name.removesuffix(".json.gz").split("-")
            chosen = next(each for each in CONDITIONS if each == condition)
            yield Lot(split, int(folder.name.rpartition("-")[2]), chosen, form_id, int(papers))


def _document(page: Specimen, reading: PageReading | None) -> dict[str, Any]:
    truth = {name: to_json(field) for name, field in page.fields.items()}
    return {
        "key": page.key, "edition": page.edition, "face": page.face, "filled": page.filled, "fields": truth, "wear": to_json(page.wear),
        "reading": to_json(reading) if reading is not None else None,
    }  # fmt: skip


def _page(lot: Lot, document: dict[str, Any]) -> KeptPage:
    fields = {name: from_json(SpecimenField, field) for name, field in document["fields"].items()}
    page = Specimen(
        document["key"], b"", lot.form_id, document["edition"], document["face"], lot.condition, document["filled"], fields,
        from_json(Wear, document["wear"]),
    )  # fmt: skip
    reading = document["reading"]
    return KeptPage(lot.seed, page, from_json(PageReading, reading) if reading is not None else None)


def seeds_of(text: str) -> list[int]:
    """ "2001-2003" → 2001, 2002, 2003."""
    first, _, last = text.partition("-")
    return list(range(int(first), int(last or first) + 1))


def main(arguments: Sequence[str] | None = None) -> int:
    """The command."""
    library = bootstrap.practice_forms()
    ids = sorted({form.id for form in library.forms})
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--cache", type=Path, required=True, help="folder outside the repository")
    parser.add_argument("--split", choices=PARTS, default="tuning")
    parser.add_argument("--seeds", type=seeds_of, help="first-last; the first ten of the side unless told")
    parser.add_argument("--forms", nargs="+", choices=ids, default=ids)
    parser.add_argument("--conditions", nargs="+", choices=CONDITIONS, default=list(CONDITIONS))
    parser.add_argument("--papers", type=int, default=2, help="of each form in each condition, the editions in turn")
    parser.add_argument("--workers", type=int, default=1)
    parser.add_argument("--minutes", type=float, default=float("inf"), help="no lot is begun after so long; the next call goes on")
    chosen = parser.parse_args(arguments)
    first = split_parts()[chosen.split].seeds[0]
    seeds = chosen.seeds or list(range(first, first + 10))
    print(describe_machine(seeds[0]))
    print(f"readings of version {code_version()}", flush=True)
    started, read = time.monotonic(), 0
    with ReadingPool(library, workers=chosen.workers) as pool:
        for lot in lots(chosen.split, seeds, chosen.conditions, chosen.forms, chosen.papers):
            if time.monotonic() - started > 60 * chosen.minutes:
                break
            if not lot.path(chosen.cache, code_version()).exists():
                read += read_lot(lot, library, pool, chosen.cache)
                print(f"{lot.seed} {lot.condition} {lot.form_id}: {read} pages in {time.monotonic() - started:.0f} s", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
