"""Ten thousand open uploads that fell silent: what another station's batch takes beside them, and without.

    python -m tests.bench.open_uploads [--stations 100] [--connections 10000] [--a-second 100] [--batches 20]

A real central (a service with a PostgreSQL of its own) over loopback, with the quotas that it has by itself. The stations have announced a
batch each; every connection begins to send one of its files, brings a hundred bytes, and says nothing more. Then the same probe as before:
small batches of one more station, one after the other, from the seal to the `complete` receipt. At the end the silent connections close,
and every station's batch goes through. The first probe after the opening is told apart: it still waits behind what was opened last.
"""

import argparse
import socket
import sys
import tempfile
import time
from pathlib import Path

import httpx
import psutil

from station.signing.province import PracticeProvince
from sync.client.parcel import Parcel
from sync.client.patience import Pace
from sync.client.sending import send_waiting
from tests.bench.machine import describe_machine
from tests.bench.many_stations import memory_mib, percentile, processor_s
from tests.sync.factories import Office, make_office
from tests.sync.live import CentralProcess

PACE = Pace(tries=8, base_s=0.05, cap_s=2, waits=60)


def probed(office: Office, url: str, batches: int) -> list[float]:
    """Seconds of each batch."""
    took = []
    for _ in range(batches):
        began = time.perf_counter()
        name = office.seal(entries=5, image_bytes=30_000)
        assert send_waiting(office.outbox_folder, url, office.province.public, pace=PACE).having("complete") == [name]
        took.append(time.perf_counter() - began)
    return took


def begin(office: Office, name: str, port: int) -> socket.socket:
    """An upload that falls silent."""
    image = Parcel(office.outbox_folder / name).manifest().body.images[0]
    connection = socket.create_connection(("127.0.0.1", port), timeout=60)
    head = f"PATCH /v1/batches/{name}/files/{image.sha256} HTTP/1.1\r\nHost: x\r\nSync-Version: 1\r\nSync-Station: {office.station_id}\r\n"
    connection.sendall(f"{head}Upload-Offset: 0\r\nContent-Length: {image.size}\r\n\r\n".encode() + b"x" * 100)
    return connection


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--stations", type=int, default=100)
    parser.add_argument("--connections", type=int, default=10_000)
    parser.add_argument("--a-second", type=float, default=100)
    parser.add_argument("--batches", type=int, default=20)
    options = parser.parse_args()
    print(describe_machine(7))
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        province = PracticeProvince.create(folder / "province", "Tỉnh Thực Hành")
        silent = [make_office(folder / f"silent-{number}", province=province, seed=number) for number in range(options.stations)]
        probe = make_office(folder / "probe", province=province, seed=-1)
        with CentralProcess(folder / "central", folder / "province") as process:
            central = psutil.Process(process.process.pid)
            probed(probe, process.url, 2)
            names = []
            for office in silent:
                names.append(office.seal(entries=1, image_bytes=50_000))
                manifest = (office.outbox_folder / names[-1] / "manifest.json").read_bytes()
                headers = {"Sync-Version": "1", "Sync-Station": office.station_id}
                httpx.post(f"{process.url}/v1/batches", content=manifest, headers=headers, trust_env=False).raise_for_status()
            alone, before = probed(probe, process.url, options.batches), memory_mib(central)
            began, used = time.monotonic(), processor_s(central)
            open_ones = []
            for at in range(options.connections):
                time.sleep(max(0.0, began + at / options.a_second - time.monotonic()))
                open_ones.append(begin(silent[at % len(silent)], names[at % len(silent)], process.port))
            spent = processor_s(central) - used
            print(f"{len(open_ones)} opened in {time.monotonic() - began:.0f} s, {spent:.1f} s of the central's processor")
            beside, after = probed(probe, process.url, options.batches), memory_mib(central)
            for connection in open_ones:
                connection.close()
            through = sum(
                send_waiting(office.outbox_folder, process.url, province.public, pace=PACE).having("complete") == [name]
                for office, name in zip(silent, names, strict=True)
            )
    for words, took in (("alone", alone), ("beside them", beside)):
        rest = f"p50 {percentile(took[1:], 0.5):.2f} s, worst {max(took[1:]):.2f} s"
        print(f"  a batch of five entries {words}: the first {took[0]:.2f} s, then {rest}")
    print(f"  ratio of the medians {percentile(beside, 0.5) / percentile(alone, 0.5):.2f}")
    print(f"  the central's memory: {before:.0f} MiB before, {after:.0f} MiB with them; own batches of the silent through after: {through}")
    return 0 if through == len(silent) else 1


if __name__ == "__main__":
    sys.exit(main())
