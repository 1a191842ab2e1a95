"""The page served in this process, and windows on it."""

import contextlib
import socket
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import httpx

from sync.central.page.service import PageSettings, page_server
from sync.central.unix_socket import listening_on


@contextlib.contextmanager
def served(settings: PageSettings, socket_path: Path | None = None) -> Iterator[str]:
    """Its address: a free port, or this Unix socket."""
    with listening_on(socket_path) if socket_path else socket.create_server(("127.0.0.1", 0)) as listening:
        server = page_server(settings)
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
        thread.start()
        while not server.started:
            time.sleep(0.005)
        try:
            yield "" if socket_path else f"http://127.0.0.1:{listening.getsockname()[1]}"
        finally:
            server.should_exit = True
            thread.join(10)


def window(url: str) -> httpx.Client:
    """One that follows nothing by itself."""
    return httpx.Client(base_url=url, trust_env=False, timeout=60)
