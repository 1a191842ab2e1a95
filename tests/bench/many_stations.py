"""Many stations at once against one central: how long a commit takes, what an entry and an image cost, and whether memory grows.

    python -m tests.bench.many_stations [--stations 200] [--minutes 10] [--entries 400] [--image-bytes 30000] [--senders 16]

Each simulated station seals a batch a minute and sends it over loopback to a real central: a service with a PostgreSQL of its own, fsync
on, images to a directory. Sealing and sending run in this process and take their share of the machine; what is printed of the central
is its own: processor time of its processes, their memory at the end of each minute, and the seconds from the first POST of a commit to
its receipt. A minute that took longer is counted, not skipped.
"""

import argparse
import concurrent.futures
import sys
import tempfile
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path

import httpx
import psutil

from station.signing.province import PracticeProvince
from sync.client.patience import Pace
from sync.client.sending import send_waiting
from tests.bench.machine import describe_machine
from tests.sync.factories import Office, make_office
from tests.sync.live import CentralProcess

PACE = Pace(tries=8, base_s=0.1, cap_s=5, waits=60)


@dataclass
class Seen:
    """What the senders saw; threads append."""

    commits_s: dict[str, list[float]] = field(default_factory=lambda: {"entries": [], "complete": []})
    done: int = 0
    late: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)


class _Timed(httpx.HTTPTransport):
    def __init__(self, seen: Seen) -> None:
        super().__init__(trust_env=False)
        self._seen, self._asked = seen, dict[str, float]()

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        path = request.url.path
        if request.method == "POST" and "/commit/" in path:
            self._asked.setdefault(path, time.perf_counter())
        response = super().handle_request(request)
        if response.status_code == 409:  # it only asked what is lacking
            self._asked.pop(path, None)
        if path in self._asked and response.status_code == 200:
            with self._seen.lock:
                self._seen.commits_s[path.rsplit("/", 1)[1]].append(time.perf_counter() - self._asked.pop(path))
        return response


def one_batch(office: Office, url: str, entries: int, image_bytes: int, seen: Seen) -> None:
    office.seal(entries=entries, image_bytes=image_bytes)
    report = send_waiting(office.outbox_folder, url, office.province.public, transport=_Timed(seen), pace=PACE)
    with seen.lock:
        seen.done += len(report.having("complete"))


def memory_mib(central: psutil.Process) -> float:
    """Proportional: pages shared by PostgreSQL's processes count once."""
    return sum(process.memory_full_info().pss for process in [central, *central.children(recursive=True)]) / 2**20


def processor_s(central: psutil.Process) -> float:
    return sum(sum(process.cpu_times()[:2]) for process in [central, *central.children(recursive=True)])


def percentile(values: list[float], share: float) -> float:
    return sorted(values)[min(len(values) - 1, int(share * len(values)))] if values else float("nan")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--stations", type=int, default=200)
    parser.add_argument("--minutes", type=float, default=10)
    parser.add_argument("--entries", type=int, default=400)
    parser.add_argument("--image-bytes", type=int, default=30_000)
    parser.add_argument("--senders", type=int, default=16)
    options = parser.parse_args()
    print(describe_machine(7))
    seen = Seen()
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        province = PracticeProvince.create(folder / "province", "Tỉnh Thực Hành")
        offices = [make_office(folder / f"office-{number}", province=province, seed=number) for number in range(options.stations)]
        with (
            CentralProcess(folder / "central", folder / "province") as process,
            concurrent.futures.ThreadPoolExecutor(options.senders) as pool,
        ):
            central = psutil.Process(process.process.pid)
            one_batch(offices[0], process.url, 2, 1_000, Seen())  # warm
            before, began = processor_s(central), time.monotonic()
            memory = [memory_mib(central)]
            for minute in range(max(1, round(options.minutes))):
                due = time.monotonic() + 60 * min(1, options.minutes)
                sent = [pool.submit(one_batch, office, process.url, options.entries, options.image_bytes, seen) for office in offices]
                for each in sent:
                    each.result()
                seen.late += time.monotonic() > due
                memory.append(memory_mib(central))
                print(f"  minute {minute + 1}: {seen.done} batches complete, central's memory {memory[-1]:.0f} MiB", flush=True)
                time.sleep(max(0.0, due - time.monotonic()))
            used, wall = processor_s(central) - before, time.monotonic() - began
    count = seen.done * options.entries
    print(
        f"{options.stations} stations, {seen.done} batches of {options.entries} entries with an image of {options.image_bytes:,} bytes each"
    )
    print(f"  {wall:.0f} s, {count / wall:.0f} entries/s; minutes that took longer than a minute: {seen.late}")
    for stage, values in seen.commits_s.items():
        middle, high, worst = percentile(values, 0.5), percentile(values, 0.99), max(values, default=0)
        print(f"  commit {stage}: p50 {middle:.2f} s, p99 {high:.2f} s, worst {worst:.2f} s")
    print(f"  the central's processor: {1e3 * used / max(1, count):.2f} ms an entry with its image, all its processes together")
    print(f"  the central's memory: {memory[0]:.0f} MiB at the start, {memory[-1]:.0f} MiB at the end, most {max(memory):.0f} MiB")
    return 0 if seen.done == options.stations * max(1, round(options.minutes)) else 1


if __name__ == "__main__":
    sys.exit(main())
