"""The central as one service: database, opener and web workers started, watched and ended together. `station central` calls `serve`."""

import contextlib
import json
import logging
import os
import signal
import socket
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from filelock import FileLock, Timeout

from station.domain.errors import StationError
from station.signing.keys import SigningKey
from station.signing.province import Province
from sync.central.database import migrate
from sync.central.embedded import EmbeddedPostgres
from sync.central.opener import OpenerSecrets
from sync.central.page.service import PageSettings
from sync.central.unix_socket import listening_on
from sync.central.workers import Worker, opener_process, page_process, web_process

logger = logging.getLogger(__name__)

_BACKLOG = 256
_OPENERS = 2
"""While one hashes the images of a batch, the words of another need not wait."""
_TEND_S = 0.2
_PORT_WAIT_S = 3.0


class CentralSecrets(Protocol):
    """What the central of a province holds; a PracticeProvince has it."""

    @property
    def public(self) -> Province:
        """The public side."""

    @property
    def central_private_key(self) -> bytes:
        """X25519, 32 bytes."""

    @property
    def receipt_key(self) -> SigningKey:
        """Signs receipts; certified as `central`."""

    @property
    def revocation_list(self) -> Path:
        """Where the newest list of revoked certificates lies, if there is one."""


@dataclass(frozen=True)
class BehindProxy:
    """Where a reverse proxy ends TLS."""

    socket_path: Path
    transport_root: bytes
    """Of the province's transport authority, DER."""


@dataclass(frozen=True)
class PageAt:
    """Where the province's page listens: a port on loopback, or a Unix socket behind a proxy of its own name or port."""

    port: int = 0
    socket_path: Path | None = None
    resources: Path | None = None
    """Forms and lists, for the names of lines."""


def serve(
    data: Path,
    *,
    province: CentralSecrets,
    database_url: str | None = None,
    port: int = 0,
    host: str = "127.0.0.1",
    stop_with_stdin: bool = False,
    workers: int = 1,
    proxy: BehindProxy | None = None,
    page: PageAt | None = None,
) -> None:
    """Run until SIGTERM, SIGINT or (with `stop_with_stdin`) the end of standard input. Call it from the main thread.

    `proxy`: listen on its Unix socket alone, and let in only machines that it and the province's table vouch for (PROTOCOL.md §8.1).
    Without a database URL it brings a PostgreSQL of its own in `data / "postgres"`. Port 0 takes a free one. When it is ready it writes one
    line of JSON to standard output: `{"url": …, "database": …, "page": …}` (`database` null when a URL was given: it may hold a password;
    `page` null without one).

    Raises StationError `central.in-use`, `central.port`, `central.database`, `central.start`.
    """
    stopping = threading.Event()
    data.mkdir(parents=True, exist_ok=True)
    with contextlib.ExitStack() as stack:
        stack.enter_context(_only_one(data))
        for number in (signal.SIGTERM, signal.SIGINT):
            stack.callback(signal.signal, number, signal.signal(number, lambda *_: stopping.set()))
        listening = stack.enter_context(_listening(host, port) if proxy is None else listening_on(proxy.socket_path))
        page_listening = stack.enter_context(_page_listening(host, page)) if page else None
        embedded = None if database_url is not None else stack.enter_context(EmbeddedPostgres(data / "postgres"))
        url = embedded.url if embedded else str(database_url)
        migrate(url)
        crew = _crew(data, province, url, listening, workers, proxy.transport_root if proxy else None)
        if page is not None and page_listening is not None:
            settings = PageSettings(url, province.public.is_practice, page.socket_path is not None, page.resources)
            crew.append(Worker("page", page_process, (page_listening, settings)))
        for worker in crew:
            stack.callback(worker.stop)
            worker.start()
        for worker in crew:  # all are told before the first is waited for
            stack.callback(worker.hang_up)
        if stop_with_stdin:
            threading.Thread(target=_await_stdin, args=(stopping,), name="stdin", daemon=True).start()
        _say({
            "url": _address(listening), "database": embedded.url if embedded else None,
            "page": _address(page_listening) if page_listening else None,
        })  # fmt: skip
        while not stopping.wait(_TEND_S):
            for worker in crew:
                if worker.tend():
                    logger.error("the process %s had died and was started again", worker.name)


def _crew(
    data: Path, province: CentralSecrets, url: str, listening: socket.socket, workers: int, transport_root: bytes | None
) -> list[Worker]:
    """The openers with the keys; the web workers without."""
    secrets = OpenerSecrets(province.public, province.central_private_key, province.receipt_key.private_bytes(), province.revocation_list)
    objects = data / "objects"
    web = [
        Worker(f"web-{number}", web_process, (listening, url, objects, province.public, transport_root)) for number in range(1, workers + 1)
    ]
    openers = [Worker(f"opener-{number}", opener_process, (url, objects, secrets)) for number in range(1, _OPENERS + 1)]
    return [*openers, *web]


def _page_listening(host: str, page: PageAt) -> contextlib.AbstractContextManager[socket.socket]:
    return listening_on(page.socket_path) if page.socket_path else _listening(host, page.port)


@contextlib.contextmanager
def _only_one(data: Path) -> Iterator[None]:
    try:
        with FileLock(data / "central.lock", timeout=0):
            yield
    except Timeout as error:
        raise StationError("central.in-use", path=str(data)) from error


@contextlib.contextmanager
def _listening(host: str, port: int) -> Iterator[socket.socket]:
    """A listening socket: whoever connects before the workers are up waits in its queue."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # TCP is named: only then does asyncio send small pieces at once, and no answer waits 40 ms for an acknowledgement.
    with socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP) as listening:
        if sys.platform != "win32":  # there it would let a second program share the port
            listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        _bind(listening, host, port)
        listening.listen(_BACKLOG)
        yield listening


def _bind(listening: socket.socket, host: str, port: int) -> None:
    """Web workers of a killed predecessor hold the port for a moment until they notice: wait for it."""
    deadline = time.monotonic() + _PORT_WAIT_S
    while True:
        try:
            listening.bind((host, port))
        except (OSError, OverflowError) as error:
            if time.monotonic() > deadline:
                raise StationError("central.port", port=port) from error
            time.sleep(_TEND_S)
        else:
            return


def _address(listening: socket.socket) -> str:
    name = listening.getsockname()
    return f"unix:{name}" if isinstance(name, str) else f"http://{name[0]}:{name[1]}"


def _await_stdin(stopping: threading.Event) -> None:
    # Not through sys.stdin: a thread that waits inside it would hold its lock while the interpreter shuts down.
    while os.read(sys.stdin.fileno(), 4096):
        pass
    stopping.set()


def _say(value: dict[str, str | None]) -> None:
    sys.stdout.write(json.dumps(value) + "\n")
    sys.stdout.flush()
