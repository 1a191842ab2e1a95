"""Kills the demo's station with -9 at seeded random moments, starts it again, and compares the central's rows with an undisturbed run's.

    python -m tests.faults.kills [--kills 20] [--seed 1] [--count 4]

Prints one line a kill: the moment and what it had said last; and for each folder whether the rows are the same: no doubles, no loss.
"""

import argparse
import itertools
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


def killed_at(out: Path, moment_s: float, count: int, seed: int) -> str | None:
    """Start the demo and kill it after `moment_s`; the last thing it said, or None when it had ended by itself before."""
    process = start(out, count, seed)
    try:
        process.communicate(timeout=moment_s)
    except subprocess.TimeoutExpired:
        process.send_signal(signal.SIGKILL)
        _, said = process.communicate()
        lines = [line for line in said.splitlines() if line.strip()]
        return lines[-1].strip()[:60] if lines else "(nothing yet)"
    return None


def drill(kills: int, seed: int, count: int, folder: Path) -> list[str]:
    """Kill and start again, also in the middle of starting again; return a sentence for each folder that ends with other rows.

    A folder is killed at moments drawn over the length of a run left alone, until one run in it comes to its end; then the next begins.
    """
    undisturbed = folder / "undisturbed"
    started = time.monotonic()
    finish(undisturbed, count, seed)
    whole_run_s = time.monotonic() - started
    expected = rows_of(undisturbed)
    print(f"left alone: {len(expected)} rows in {whole_run_s:.1f} s", flush=True)
    if not expected:
        return ["the run left alone brought no rows"]
    moments = random.Random(seed)
    faults: list[str] = []
    done = 0
    for number in itertools.count(1):
        out = folder / f"killed-{number}"
        while done < kills:
            moment_s = moments.uniform(0, whole_run_s)
            said = killed_at(out, moment_s, count, seed)
            if said is None:
                break
            done += 1
            print(f"kill {done:2} at {moment_s:5.1f} s of a start in folder {number}, after «{said}»", flush=True)
        finish(out, count, seed)
        rows = rows_of(out)
        print(f"folder {number}: {len(rows)} rows, {'the same' if rows == expected else 'DIFFERENT'}", flush=True)
        if rows != expected:
            faults.append(f"folder {number}: {len(rows)} rows, {len(expected)} expected")
        shutil.rmtree(out)
        if done >= kills:
            return faults
    raise AssertionError("unreachable")


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
    print(f"{chosen.kills} kills, {len(faults)} folders with other rows")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
