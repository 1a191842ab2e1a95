"""What one more page costs in a volume of ten and of ten thousand pages: keeping it, the desk's refresh, making the entries that are due.

    python -m tests.bench.long_volume [--pages 10000] [--times 20]

Medians in milliseconds. The peer in the same run is the plain way: load all pages of the volume to count them and to see which changed.
The volume's earlier pages are put in as rows; the pages measured are sealed, flushed, logged and signed as always (300 kB each).
"""

import argparse
import json
import random
import statistics
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from station.domain.codec import to_json
from station.domain.findings import Finding
from station.domain.ids import OfficeId, PageId, new_id
from station.domain.record import Page, PageState, Volume
from station.domain.sheets import SheetMark
from station.forms.loader import load_forms
from station.store.store import Store
from station.workflow.assembling import make_entries
from station.workflow.capture import capture_page, open_volume
from station.workflow.desk import Desk
from tests.bench.machine import describe_machine
from tests.store_factories import make_staffed_store, open_store
from ui.capture.shelf import ROWS_MAX
from ui.resources import RESOURCES

_SEED = 20261122
_IMAGE_BYTES = 300_000
_SMALL = 10


@dataclass(frozen=True)
class _Sheet:
    """Implements the port `CapturedPage`."""

    content: bytes
    source_hash: str
    media_type: str = "image/jpeg"
    width: int = 2480
    height: int = 3508
    source_name: str = "máy quét 0001"
    findings: tuple[Finding, ...] = ()
    sheet: SheetMark | None = None


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pages", type=int, default=10_000, help="in the long volume")
    parser.add_argument("--times", type=int, default=20, help="each act is measured")
    options = parser.parse_args()
    print(describe_machine(_SEED))
    with tempfile.TemporaryDirectory() as name:
        make_staffed_store(Path(name) / "store")
        with open_store(Path(name) / "store") as store:
            library = load_forms(RESOURCES / "forms", RESOURCES / "reference")
            desk = Desk(store.actor, store.signer, store.log, store.records, store.images, store.jobs, library)
            short, long = (_measured(store, desk, pages, options.times) for pages in (_SMALL, options.pages))
    print(f"\n{'milliseconds, median':40}{_SMALL:>12}{options.pages:>12}  pages in the volume")
    for label, small in short.items():
        print(f"{label:40}{small:12.2f}{long[label]:12.2f}")


def _measured(store: Store, desk: Desk, pages: int, times: int) -> dict[str, float]:
    volume = open_volume(desk, office_id=OfficeId("31117"), kind="KS", year=2018, number=f"{pages}")
    _put_pages(store, volume, pages)
    records = desk.records
    image = random.Random(_SEED).randbytes(_IMAGE_BYTES)
    last = records.pages_until(volume.volume_id, ROWS_MAX)
    places = [page.paper_order[0] for page in last]

    def keep() -> None:
        capture_page(desk, volume, _Sheet(image, new_id()))

    return {
        "a page kept": _median(keep, times),
        "  its number, counted": _median(lambda: records.next_ordinal(volume.volume_id), times),
        "  its number, all pages loaded": _median(lambda: len(records.pages(volume.volume_id)), max(3, times // 5)),
        "the desk refreshed, states compared": _median(lambda: records.page_states(volume.volume_id, places[0], places[-1]), times),
        "the desk refreshed, all pages loaded": _median(lambda: records.pages(volume.volume_id)[-ROWS_MAX:], max(3, times // 5)),
        "the volume laid out": _median(lambda: records.pages_until(volume.volume_id, ROWS_MAX), times),
        "entries made of what is due": _median(lambda: make_entries(desk, volume.volume_id), times),
    }


def _median(act: Callable[[], object], times: int) -> float:
    act()
    taken = []
    for _ in range(times):
        start = time.perf_counter()
        act()
        taken.append(time.perf_counter() - start)
    return 1000 * statistics.median(taken)


def _put_pages(store: Store, volume: Volume, count: int) -> None:
    """Rows of pages that were read and are in an entry, after every action of the log."""
    first = 1 + int(store.database.value("SELECT max(made) FROM page") or 0) + 1_000_000
    with store.database.transaction():
        for number in range(1, count + 1):
            page = Page(
                PageId(new_id()), volume.volume_id, number, "0" * 64, _IMAGE_BYTES, "image/jpeg", 2480, 3508, f"trang {number}.jpg",
                PageState.READ,
            )  # fmt: skip
            store.database.execute(
                "INSERT INTO page (made, page_id, volume_id, state, source_hash, image_name, body, ordinal, place, entry_id)"
                " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                (
                    first + number, page.page_id, volume.volume_id, page.state.value, new_id(), page.image_name,
                    json.dumps(to_json(page), ensure_ascii=False), number, number, new_id(),
                ),
            )  # fmt: skip


if __name__ == "__main__":
    main()
