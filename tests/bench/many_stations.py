"""Many stations at once against one central: how long a commit takes, what an entry and an image cost, and whether memory grows.

    python -m tests.bench.many_stations [--stations 200] [--minutes 10] [--entries 400] [--image-bytes 30000] [--senders 16]

Each simulated station seals a batch a minute and sends it over loopback to a real central: a service with a PostgreSQL of its own, fsync
on, images to a directory. First one station alone: what words cost the central, and what images. Then all. Sealing and sending run in this
process and take their share of the machine; in life they are 200 other PCs, so what they cost is printed apart: their threads' processor
time, and the central's own by kind of process, its memory at the end of each minute, and the seconds from the first POST of a commit to
its receipt. It ends when its minutes are over: batches that were not begun by then are counted, and so is what was asked a second beside
what got through. What is at the central goes from the stations' disks; these lie in memory where there is such a place: their thousands of
deleted files would slow down the central's disk, which in life is another.
"""

import argparse
import concurrent.futures
import contextlib
import shutil
import sys
import tempfile
import threading
import time
from collections import Counter, defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import httpx
import psutil

from station.signing.province import PracticeProvince
from sync.central.configuration import Quotas
from sync.client.patience import Pace
from sync.client.sending import send_waiting
from tests.bench.machine import describe_machine
from tests.sync.factories import Office, make_office
from tests.sync.live import CentralProcess

PACE = Pace(tries=8, base_s=0.1, cap_s=5, waits=60)
IN_MEMORY = Path("/dev/shm")
CALLS = 5
"""A sender that gave up is called again, as the desk and the service do."""
ALONE = 3
"""Batches of one station before the others begin."""
SEALING, SENDING = "sealing", "sending"


@dataclass
class Seen:
    """What the senders saw; threads append."""

    commits_s: dict[str, list[float]] = field(default_factory=lambda: {"entries": [], "complete": []})
    begun: int = 0
    done: int = 0
    senders_s: Counter[str] = field(default_factory=Counter)
    """Their own processor time."""
    called_again: Counter[str] = field(default_factory=Counter)
    """Why a sender gave up and was called again."""
    on_words: Callable[[], None] = lambda: None
    """Called when words are in."""
    lock: threading.Lock = field(default_factory=threading.Lock)
    one_at_a_time: dict[str, threading.Lock] = field(default_factory=lambda: defaultdict(threading.Lock))
    """Of one station: a minute that takes longer makes its next batch wait."""

    @contextlib.contextmanager
    def spending(self, what: str):
        """Processor time of this thread."""
        began = time.thread_time()
        yield
        with self.lock:
            self.senders_s[what] += time.thread_time() - began


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
            stage = path.rsplit("/", 1)[1]
            with self._seen.lock:
                self._seen.commits_s[stage].append(time.perf_counter() - self._asked.pop(path))
            if stage == "entries":
                self._seen.on_words()
        return response


def one_batch(office: Office, url: str, entries: int, image_bytes: int, seen: Seen, ends: float = float("inf")) -> None:
    with seen.one_at_a_time[office.station_id]:
        if time.monotonic() < ends:
            _one_batch(office, url, entries, image_bytes, seen)


def _one_batch(office: Office, url: str, entries: int, image_bytes: int, seen: Seen) -> None:
    with seen.lock:
        seen.begun += 1
    with seen.spending(SEALING):
        name = office.seal(entries=entries, image_bytes=image_bytes)
    for _ in range(CALLS):
        with seen.spending(SENDING):
            report = send_waiting(office.outbox_folder, url, office.province.public, transport=_Timed(seen), pace=PACE)
        if report.having("complete") == [name]:
            break
        with seen.lock:
            seen.called_again[str(report.stopped or report.batches)] += 1
    with seen.lock:
        seen.done += report.having("complete") == [name]
    shutil.rmtree(office.outbox_folder / name)
    shutil.rmtree(office.folder / "store")


def memory_mib(central: psutil.Process) -> float:
    """Proportional: pages shared by PostgreSQL's processes count once."""
    return sum(memory_by_kind(central).values())


def memory_by_kind(central: psutil.Process) -> Counter[str]:
    """MiB by kind of process. PostgreSQL's is told apart: its buffers fill with what arrives, up to what it was given."""
    found = Counter[str]()
    for process in [central, *central.children(recursive=True)]:
        with contextlib.suppress(psutil.NoSuchProcess):  # PostgreSQL's helpers come and go
            found[_kind(process)] += process.memory_full_info().pss / 2**20
    return found


def spent_s(central: psutil.Process) -> Counter[str]:
    """Processor time so far, by kind of process."""
    spent = Counter[str]()
    for process in [central, *central.children(recursive=True)]:
        with contextlib.suppress(psutil.NoSuchProcess):
            spent[_kind(process)] += sum(process.cpu_times()[:2])
    return spent


def _kind(process: psutil.Process) -> str:
    if process.name() == "postgres":
        return "PostgreSQL"
    return "web worker" if any(each.status == psutil.CONN_LISTEN for each in process.net_connections("inet")) else "openers"


def processor_s(central: psutil.Process) -> float:
    return sum(sum(process.cpu_times()[:2]) for process in [central, *central.children(recursive=True)])


def _mib(memory: Counter[str]) -> str:
    parts = ", ".join(f"{kind} {used:.0f}" for kind, used in sorted(memory.items()))
    return f"{sum(memory.values()):.0f} MiB ({parts})"


def percentile(values: list[float], share: float) -> float:
    return sorted(values)[min(len(values) - 1, int(share * len(values)))] if values else float("nan")


def alone(office: Office, url: str, entries: int, image_bytes: int, central: psutil.Process) -> None:
    """What words cost the central and what images, one batch after the other."""
    spent, words_in = Counter[str](), list[float]()
    seen = Seen(on_words=lambda: words_in.append(processor_s(central)))
    for _ in range(ALONE):
        before = processor_s(central)
        one_batch(office, url, entries, image_bytes, seen)
        spent["words"] += words_in[-1] - before
        spent["images"] += processor_s(central) - words_in[-1]
    each_ms = {what: 1e3 * used / ALONE / entries for what, used in spent.items()}
    print(
        f"one station alone: {each_ms['words']:.2f} ms of the central's processor an entry's words, {each_ms['images']:.2f} an image;"
        f" commit of words {percentile(seen.commits_s['entries'], 0.5):.2f} s, complete {percentile(seen.commits_s['complete'], 0.5):.2f} s"
    )


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--stations", type=int, default=200)
    parser.add_argument("--minutes", type=float, default=10)
    parser.add_argument("--entries", type=int, default=400)
    parser.add_argument("--image-bytes", type=int, default=30_000)
    parser.add_argument("--senders", type=int, default=16)
    options = parser.parse_args()
    asked_bytes = round(options.stations * max(1, options.minutes) * options.entries * options.image_bytes)
    if shutil.disk_usage(tempfile.gettempdir()).free < asked_bytes + Quotas().free_bytes:
        print(
            f"{tempfile.gettempdir()} needs {(asked_bytes + Quotas().free_bytes) / 2**30:.0f} GiB free, else the central takes nothing more"
            " half way: set TMPDIR, or ask for fewer --minutes.",
            file=sys.stderr,
        )
        return 1
    print(describe_machine(7))
    seen = Seen()
    with tempfile.TemporaryDirectory() as place, tempfile.TemporaryDirectory(dir=IN_MEMORY if IN_MEMORY.is_dir() else None) as disks:
        folder = Path(place)
        province = PracticeProvince.create(folder / "province", "Tỉnh Thực Hành")
        offices = [make_office(Path(disks) / f"office-{number}", province=province, seed=number) for number in range(options.stations)]
        with (
            CentralProcess(folder / "central", folder / "province") as process,
            concurrent.futures.ThreadPoolExecutor(options.senders) as pool,
        ):
            central = psutil.Process(process.process.pid)
            one_batch(offices[0], process.url, 2, 1_000, Seen())  # warm
            alone(offices[0], process.url, options.entries, options.image_bytes, central)
            before, began = spent_s(central), time.monotonic()
            memory, sent = [memory_by_kind(central)], []
            minutes = max(1, round(options.minutes))
            each_s = 60 * min(1, options.minutes)
            ends = began + minutes * each_s
            for minute in range(minutes):
                what = (process.url, options.entries, options.image_bytes, seen, ends)
                sent += [pool.submit(one_batch, office, *what) for office in offices]
                time.sleep(max(0.0, began + (minute + 1) * each_s - time.monotonic()))
                memory.append(memory_by_kind(central))
                print(f"  minute {minute + 1}: {seen.done} batches complete, central's memory {_mib(memory[-1])}", flush=True)
            for each in sent:
                each.result()
            used, wall = spent_s(central) - before, time.monotonic() - began
    count, asked = seen.done * options.entries, options.stations * minutes * options.entries
    print(
        f"{options.stations} stations, {seen.done} batches of {options.entries} entries with an image of {options.image_bytes:,} bytes each"
    )
    print(
        f"  {wall:.0f} s, {count / wall:.0f} entries/s got through, {asked / (minutes * each_s):.0f} a second were asked;"
        f" batches not begun in time: {options.stations * minutes - seen.begun}, begun and not complete: {seen.begun - seen.done}"
    )
    for stage, values in seen.commits_s.items():
        middle, high, worst = percentile(values, 0.5), percentile(values, 0.99), max(values, default=0)
        rate = len(values) * options.entries / wall
        print(f"  commit {stage}: p50 {middle:.2f} s, p99 {high:.2f} s, worst {worst:.2f} s; {rate:.0f} entries/s")
    each_ms = {kind: 1e3 * spent / max(1, count) for kind, spent in sorted(used.items())}
    parts = ", ".join(f"{kind} {spent:.2f}" for kind, spent in each_ms.items())
    print(f"  the central's processor: {sum(each_ms.values()):.2f} ms an entry with its image ({parts})")
    theirs = ", ".join(f"{what} {1e3 * spent / max(1, count):.2f}" for what, spent in sorted(seen.senders_s.items()))
    shares = [sum(used.values()) / wall, sum(seen.senders_s.values()) / wall]
    print(f"  the senders' own, in life on other PCs: {theirs} ms an entry; cores in use: central {shares[0]:.2f}, senders {shares[1]:.2f}")
    print(f"  the central's memory: {_mib(memory[0])} at the start, {_mib(memory[-1])} at the end")
    for why, times in seen.called_again.items():
        print(f"  senders called again {times} times: {why}")
    return 0 if seen.done == seen.begun else 1


if __name__ == "__main__":
    sys.exit(main())
