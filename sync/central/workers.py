"""Processes of the central: what runs in each, and the lifeline that ends them with their parent, even when that one was killed."""

import multiprocessing
import socket
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from multiprocessing.context import SpawnProcess
from pathlib import Path
from typing import Any, Final, Protocol

import uvicorn

from station.domain.heap import tame_heap
from station.signing.province import Province
from sync.central.admission import Admission
from sync.central.app import make_app
from sync.central.bell import Bell
from sync.central.configuration import Quotas
from sync.central.database import web_pool
from sync.central.objects import DirectoryObjects
from sync.central.opener import OpenerSecrets, run_opener
from sync.central.page.service import PageSettings, page_server
from sync.central.requests import Central

LARGE_BYTES: Final = 256 * 1024
"""A piece of an upload; what rows and answers take is smaller."""
_spawn: Final = multiprocessing.get_context("spawn")
_RESTART_MIN_S: Final = 0.2
_RESTART_MAX_S: Final = 30.0
_STOP_TIMEOUT_S: Final = 10.0


class Pipe(Protocol):
    """One end of a pipe between processes, on either system."""

    def recv_bytes(self) -> bytes:
        """Raises EOFError when the other end is gone."""

    def close(self) -> None:
        """Give this end up."""


def web_server(central: Central) -> uvicorn.Server:
    """What answers over HTTP; it ends at SIGTERM, or when told."""
    config = uvicorn.Config(
        make_app(central), log_config=None, access_log=False, timeout_graceful_shutdown=3, server_header=False, ws="none"
    )
    return uvicorn.Server(config)


def web_process(
    lifeline: Pipe, listening: socket.socket, database_url: str, objects_folder: Path, province: Province, transport_root: bytes | None
) -> None:
    """A web worker: serves on the socket it was handed until the lifeline ends."""
    tame_heap(LARGE_BYTES)
    admission = Admission(Quotas(), objects_folder)
    server = web_server(
        Central(province, DirectoryObjects(objects_folder), web_pool(database_url), admission, Bell(database_url), transport_root)
    )

    def stop() -> None:
        server.should_exit = True

    _watch(lifeline, stop)
    server.run(sockets=[listening])


def opener_process(lifeline: Pipe, database_url: str, objects_folder: Path, secrets: OpenerSecrets) -> None:
    """The opener, until the lifeline ends."""
    tame_heap(LARGE_BYTES)
    ended = threading.Event()
    _watch(lifeline, ended.set)
    run_opener(database_url, DirectoryObjects(objects_folder), secrets, ended)


def page_process(lifeline: Pipe, listening: socket.socket, settings: PageSettings) -> None:
    """The province's page: serves on the socket it was handed until the lifeline ends."""
    server = page_server(settings)

    def stop() -> None:
        server.should_exit = True

    _watch(lifeline, stop)
    server.run(sockets=[listening])


def _watch(lifeline: Pipe, on_end: Callable[[], None]) -> None:
    """Call `on_end` when the parent closed its end or is gone; nothing is ever sent."""

    def wait() -> None:
        try:
            lifeline.recv_bytes()
        except (EOFError, OSError):
            on_end()

    threading.Thread(target=wait, name="lifeline", daemon=True).start()


@dataclass
class Worker:
    """A child process that is started again when it dies, each time after a longer pause."""

    name: str
    target: Callable[..., None]
    arguments: tuple[Any, ...]
    _process: SpawnProcess | None = None
    _end: Pipe | None = None
    _started_at: float = field(default=0.0)
    _pause_s: float = _RESTART_MIN_S

    def start(self) -> None:
        """Start it; its arguments go through a pipe, so secrets are never seen in a list of processes."""
        theirs, self._end = _spawn.Pipe(duplex=False)
        self._process = _spawn.Process(target=self.target, args=(theirs, *self.arguments), name=self.name, daemon=True)
        self._process.start()
        theirs.close()
        self._started_at = time.monotonic()

    def tend(self) -> bool:
        """Start it again if it died and its pause is over; return whether it had to be."""
        if self._process is None or self._process.is_alive():
            return False
        lived_s = time.monotonic() - self._started_at
        if lived_s > _RESTART_MAX_S:
            self._pause_s = _RESTART_MIN_S
        if lived_s < self._pause_s:
            return False
        self._pause_s = min(_RESTART_MAX_S, self._pause_s * 2)
        self.stop()
        self.start()
        return True

    def hang_up(self) -> None:
        """Cut the lifeline: the process begins to end."""
        if self._end is not None:
            self._end.close()
            self._end = None

    def stop(self) -> None:
        """Cut the lifeline, wait, and kill what does not listen."""
        self.hang_up()
        if self._process is not None:
            self._process.join(_STOP_TIMEOUT_S)
            if self._process.is_alive():
                self._process.kill()
                self._process.join()
            self._process = None
