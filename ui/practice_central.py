"""A practice central beside the station: started as a process of its own, and never outliving the one who started it."""

import contextlib
import json
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from filelock import FileLock, Timeout

from station.domain.errors import StationError

START_LIMIT_S = 90
"""A first start makes a PostgreSQL cluster: two seconds on the build machine, ten times that on a commune's PC."""


def command_line(*arguments: str) -> list[str]:
    """The program itself with other arguments: the built one, or the checkout's interpreter."""
    if getattr(sys, "frozen", False):
        return [sys.executable, *arguments]
    return [sys.executable, "-m", "ui", *arguments]


@dataclass(frozen=True)
class RunningCentral:
    """Where a central listens and where its rows lie."""

    url: str
    database_url: str


@contextlib.contextmanager
def practice_central(data: Path, province: Path) -> Iterator[RunningCentral]:
    """Start a central on a free loopback port. It stops when its standard input closes, however that happens.

    Raises StationError `central.start`; its log is `central.log` in `data`.
    """
    data.mkdir(parents=True, exist_ok=True)
    log = data / "central.log"
    _await_predecessor(data)
    with log.open("ab") as errors:
        process = subprocess.Popen(
            command_line("central", "--data", str(data), "--province", str(province), "--port", "0", "--stop-with-stdin"),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=errors,
        )
    try:
        yield _address(process, log)
    finally:
        _stop(process)


def _await_predecessor(data: Path) -> None:
    """The central of a demo that was killed a moment ago may still be closing its database."""
    with contextlib.suppress(Timeout), FileLock(data / "central.lock", timeout=START_LIMIT_S):
        pass


def _address(process: "subprocess.Popen[bytes]", log: Path) -> RunningCentral:
    assert process.stdout is not None
    line = process.stdout.readline()
    try:
        ready = json.loads(line)
        return RunningCentral(str(ready["url"]), str(ready["database"]))
    except (ValueError, KeyError, TypeError) as error:
        raise StationError("central.start", reason="no address", log=log) from error


def _stop(process: "subprocess.Popen[bytes]") -> None:
    for pipe in (process.stdin, process.stdout):
        if pipe is not None:
            pipe.close()
    try:
        process.wait(timeout=START_LIMIT_S)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
