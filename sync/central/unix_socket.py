"""The Unix socket that a reverse proxy talks to. POSIX only: elsewhere a central listens on loopback, for practice."""

import contextlib
import socket
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from station.domain.errors import StationError

_BACKLOG: Final = 1024
_FOR_GROUP: Final = 0o660
"""Owner and group: the proxy's account is a member of the central's group, and nobody else is believed."""


@contextlib.contextmanager
def listening_on(path: Path) -> Iterator[socket.socket]:
    """A listening socket at `path`; one that a killed predecessor left is replaced. Raises StationError `central.port`."""
    if sys.platform == "win32":
        raise StationError("central.port", port=path)
    path.unlink(missing_ok=True)
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as listening:
        try:
            listening.bind(str(path))
            path.chmod(_FOR_GROUP)
        except OSError as error:
            raise StationError("central.port", port=path) from error
        listening.listen(_BACKLOG)
        try:
            yield listening
        finally:
            path.unlink(missing_ok=True)
