"""Kills the demo's station with -9 at seeded random moments, starts it again, and compares the central's rows with an undisturbed run's.

    python -m tests.faults.kills [--kills 20] [--seed 1] [--count 4]

Prints one line a kill: the moment, what was running, and whether the rows are the same: no doubles, no loss.
"""

import argparse
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from sync.central.embedded import EmbeddedPostgres
from sync.central.rows import approved_rows
from tests.bench.machine import describe_machine

ROOT = Path(__file__).resolve().parents[2]


def start(out: Path, count: int, seed: int) -> "subprocess.Popen[str]":
    """The demo as a newcomer starts it, in a process group of its own."""
    arguments = [sys.executable, "-m", "ui", "demo", "--out", str(out), "--count", str(count), "--seed", str(seed), "--json"]
    environment = os.environ | {"STATION_LANGUAGE": "en"}
    return subprocess.Popen(arguments, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment)


def finish(out: Path, count: int, seed: int) -> dict[str, Any]:
    """Run the demo to its end; its figures."""
    process = start(out, count, seed)
    printed, complaints = process.communicate(timeout=600)
    if process.returncode != 0:
        raise SystemExit(f"the demo ended with {process.returncode}:\n{complaints[-3000:]}")
    figures: dict[str, Any] = json.loads(printed)
    return figures


def rows_of(out: Path) -> list[str]:
    """The central's rows by content: form, revision and every field, without the ids that differ from run to run."""
    with EmbeddedPostgres(out / "central" / "postgres") as server:
        rows = approved_rows(server.url)
    return sorted(
        json.dumps(
            [row.form_id, row.revision, {name: [value.text, value.value, value.state] for name, value in sorted(row.fields.items())}],
            ensure_ascii=False,
        )
        for row in rows
    )


def kill_at(out: Path, moment_s: float, count: int, seed: int) -> str:
    """Start the demo and kill it after `moment_s`; return the last thing it said."""
    process = start(out, count, seed)
    time.sleep(moment_s)
    process.send_signal(signal.SIGKILL)
    _, said = process.communicate()
    lines = [line for line in said.splitlines() if line.strip()]
    return lines[-1] if lines else "(nothing yet)"


def drill(kills: int, seed: int, count: int, folder: Path) -> list[str]:
    """Run all kills; return a sentence for each that ended otherwise than the run left alone."""
    undisturbed = folder / "undisturbed"
    started = time.monotonic()
    finish(undisturbed, count, seed)
    whole_run_s = time.monotonic() - started
    expected = rows_of(undisturbed)
    print(f"left alone: {len(expected)} rows in {whole_run_s:.1f} s", flush=True)
    if not expected:
        return ["the run left alone brought no rows"]
    moments = random.Random(seed)
    faults = []
    for number in range(1, kills + 1):
        out = folder / f"kill-{number}"
        moment_s = moments.uniform(0, whole_run_s)
        said = kill_at(out, moment_s, count, seed)
        finish(out, count, seed)
        rows = rows_of(out)
        same = rows == expected
        print(
            f"kill {number:2} at {moment_s:5.1f} s ({said.strip()[:60]}): {len(rows)} rows, {'the same' if same else 'DIFFERENT'}",
            flush=True,
        )
        if not same:
            faults.append(f"kill {number} at {moment_s:.1f} s: {len(rows)} rows, {len(expected)} expected")
        shutil.rmtree(out)
    return faults


def main() -> int:
    """The command."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=20)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--count", type=int, default=4)
    chosen = parser.parse_args()
    print(describe_machine(chosen.seed), flush=True)
    with tempfile.TemporaryDirectory(prefix="station-kills-") as folder:
        faults = drill(chosen.kills, chosen.seed, chosen.count, Path(folder))
    print(f"{chosen.kills} kills, {len(faults)} with other rows")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
