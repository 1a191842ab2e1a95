"""How much of a bad line is used: our sender beside curl and tus on the same line, the same files, in one run.

    python -m tests.bench.link [--megabytes 6] [--kbit 1500] [--seed 5] [--tus PYTHON] [--only ours]

The line: a proxy that lets through so many bits a second towards the central and breaks after every 0.5–2 MB, whatever is on it;
bytes are counted at it, above TCP. Used = sealed payload ÷ (rate × time). curl: one PUT a file, again from the start after a cut.
tus: tuspy with tuspyserver, which is no dependency: give the Python of an environment that has both
(pip install tuspy tuspyserver uvicorn).

Then the words of a day of 200 entries of sixteen fields through 64 kbit/s, until their receipt lies in the outbox.
"""

import argparse
import http.server
import random
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from pathlib import Path

from station.domain.record import FieldValue, ValueSource, ValueState
from sync.central.embedded import EmbeddedPostgres
from sync.client.parcel import Parcel
from sync.client.patience import Pace
from sync.client.sending import send_waiting
from sync.client.stoppable import send_until_stopped
from tests.bench.ingest import _NAMES
from tests.bench.machine import describe_machine
from tests.faults.wire_proxy import Faults, WireProxy
from tests.sync.factories import Office, make_office
from tests.sync.live import LiveCentral, fresh_database, make_server_quick

CUTS = (500_000, 2_000_000)
PATIENT = Pace(tries=50, base_s=0.05, cap_s=0.5, waits=60)
WORDS_KBIT, WORDS_ENTRIES = 64, 200
_BYTES = 125.0

TUS_SERVER = """
import sys, uvicorn
from fastapi import FastAPI
from tuspyserver import create_tus_router
app = FastAPI()
app.include_router(create_tus_router(files_dir=sys.argv[1], max_size=1 << 30))
uvicorn.run(app, host="127.0.0.1", port=int(sys.argv[2]), log_level="error")
"""

TUS_CLIENT = """
import sys, time
from pathlib import Path
from tusclient.client import TusClient
client = TusClient(sys.argv[1] + "/files")
for path in sys.argv[2:]:
    uploader = None
    while True:
        try:
            uploader = uploader or client.uploader(path, chunk_size=16 << 20, metadata={"filename": Path(path).name, "filetype": "x"})
            if uploader.url:
                uploader.offset = uploader.get_offset()
            if uploader.offset < uploader.get_file_size():
                uploader.upload()
            break
        except Exception:
            time.sleep(0.05)
"""


def sealed(folder: Path, megabytes: float, seed: int) -> tuple[Office, list[Path], int]:
    """An office with a day's batches; every file of theirs; their bytes."""
    office = make_office(folder, seed=seed)
    names = [office.seal(entries=10, image_bytes=300_000) for _ in range(max(1, round(megabytes / 3)))]
    files = [path for name in names for path in (office.outbox_folder / name).rglob("*") if path.is_file()]
    return office, files, sum(path.stat().st_size for path in files)


def measured(what: str, port: int, payload: int, kbit: int, seed: int, work: Callable[[str], None]) -> float:
    """Run `work(address)` over the line; print and return the share of the line that was used."""
    rate = kbit * _BYTES
    faults = Faults(cut=0.0, line_cut_bytes=CUTS, stall=0.0, duplicate=0.0, rate_bytes_s=rate)
    with WireProxy(port, seed, faults) as wire:
        began = time.monotonic()
        work(wire.url)
        seconds = time.monotonic() - began
        counts = wire.counts
    used, over = payload / (rate * seconds), counts.to_central / payload - 1
    print(
        f"  {what:<6} {seconds:7.1f} s  {used:6.1%} of the line  {over:+7.1%} bytes over payload  {counts.cuts:3} cuts,"
        f" {counts.connections} connections, {counts.from_central / 1e3:.0f} kB down",
        flush=True,
    )
    return used


def ours(office: Office, database_url: str, folder: Path, payload: int, kbit: int, seed: int) -> float:
    def work(url: str) -> None:
        while True:
            report = send_waiting(office.outbox_folder, url, office.province.public, pace=PATIENT)
            if report.stopped is None and not report.having("waiting"):
                break

    with LiveCentral(database_url, folder, office) as central:
        return measured("ours", central.port, payload, kbit, seed, work)


class _Put(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_PUT(self) -> None:
        left = int(self.headers["Content-Length"])
        while left > 0:
            data = self.rfile.read(min(65_536, left))
            if not data:
                return
            left -= len(data)
        self.send_response(204)
        self.end_headers()

    def log_message(self, *_: object) -> None: ...


def curl(files: list[Path], payload: int, kbit: int, seed: int) -> float | None:
    if shutil.which("curl") is None:
        return None

    def work(url: str) -> None:
        for path in files:
            while subprocess.run(["curl", "-sS", "-T", str(path), f"{url}/{path.name}"], capture_output=True, check=False).returncode:
                time.sleep(0.05)

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), _Put) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        used = measured("curl", server.server_address[1], payload, kbit, seed, work)
        server.shutdown()
    return used


def tus(python: str, files: list[Path], folder: Path, payload: int, kbit: int, seed: int) -> float:
    port = 28_000 + seed % 1_000
    folder.mkdir()
    server = subprocess.Popen([python, "-c", TUS_SERVER, str(folder), str(port)])
    time.sleep(4)
    try:
        return measured(
            "tus", port, payload, kbit, seed,
            lambda url: subprocess.run([python, "-c", TUS_CLIENT, url, *map(str, files)], check=True) and None,
        )  # fmt: skip
    finally:
        server.terminate()
        server.wait()


def words(folder: Path, database_url: str, seed: int) -> None:
    """A day's words through a line like a bad telephone's."""
    office = make_office(folder, seed=seed)
    dice = random.Random(seed)

    def value() -> FieldValue:
        return FieldValue(dice.choice(_NAMES), dice.choice(_NAMES), ValueState.READ, ValueSource.KEYED, confidence=0.9)

    contents = office.contents(
        entries=WORDS_ENTRIES, image_bytes=300, fields={f"nksTruong{number:02d}": value() for number in range(16)}, findings=()
    )
    name = office.seal(contents)
    parcel = Parcel(office.outbox_folder / name)
    size = len(parcel.manifest().data) + sum(file.size for file in parcel.manifest().body.files if file.role != "image")
    faults = Faults(cut=0.0, stall=0.0, duplicate=0.0, rate_bytes_s=WORDS_KBIT * _BYTES)
    with LiveCentral(database_url, folder / "central", office) as central, WireProxy(central.port, seed, faults) as wire:
        began = time.monotonic()
        send_until_stopped(
            office.outbox_folder, wire.url, office.province.public, stop=lambda: parcel.receipt("entries") is not None, pace=PATIENT
        )
        seconds = time.monotonic() - began
    assert parcel.receipt("entries") is not None
    print(f"words of {WORDS_ENTRIES} entries ({size / 1e3:.0f} kB with manifest) through {WORDS_KBIT} kbit/s: {seconds:.1f} s")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--megabytes", type=float, default=6.0)
    parser.add_argument("--kbit", type=int, default=1500)
    parser.add_argument("--seed", type=int, default=5)
    parser.add_argument("--tus", metavar="PYTHON", help="of an environment with tuspy and tuspyserver")
    parser.add_argument("--only", choices=("ours",), help="without the peers")
    options = parser.parse_args()
    print(describe_machine(options.seed))
    with tempfile.TemporaryDirectory() as place, EmbeddedPostgres(Path(place) / "pg") as postgres:
        make_server_quick(postgres.url)
        folder = Path(place)
        office, files, payload = sealed(folder / "office", options.megabytes, options.seed)
        print(f"{payload / 1e6:.1f} MB sealed in {len(files)} files, {options.kbit} kbit/s, a cut every 0.5–2 MB:")
        with fresh_database(postgres.url) as url:
            mine = ours(office, url, folder / "central", payload, options.kbit, options.seed)
        peers = {}
        if options.only is None:
            peers["curl"] = curl(files, payload, options.kbit, options.seed)
            if options.tus:
                peers["tus"] = tus(options.tus, files, folder / "tus", payload, options.kbit, options.seed)
        for peer, used in peers.items():
            if used:
                print(f"  ours ÷ {peer}: {mine / used:.2f}")
        with fresh_database(postgres.url) as url:
            words(folder / "words", url, options.seed)
    return 0


if __name__ == "__main__":
    sys.exit(main())
