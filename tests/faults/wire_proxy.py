"""A TCP proxy that misbehaves by a seed: cuts after so many bytes, stalls, delivers a request twice. One thread per connection."""

import contextlib
import random
import socket
import threading
import time
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Faults:
    """How often and how badly."""

    cut: float = 0.8
    """Share of connections that are cut."""
    cut_bytes: tuple[int, int] = (200, 120_000)
    """After how many bytes, both ways together."""
    stall: float = 0.2
    """Share of connections that pause once."""
    stall_s: float = 0.05
    duplicate: float = 0.3
    """Share of connections whose request bytes are delivered a second time, later, with the answers thrown away."""


@dataclass
class Counts:
    """What happened, for the report."""

    connections: int = 0
    cuts: int = 0
    stalls: int = 0
    duplicates: int = 0
    to_central: int = 0


@dataclass
class WireProxy:
    """Listens on loopback and carries to `port`; `with` runs it."""

    port: int
    seed: int
    faults: Faults = field(default_factory=Faults)
    counts: Counts = field(default_factory=Counts)

    def __enter__(self) -> "WireProxy":
        self._dice = random.Random(self.seed)
        self._listening = socket.create_server(("127.0.0.1", 0))
        self._lock = threading.Lock()
        self._closing = False
        self._threads: list[threading.Thread] = []
        self._start(self._accept)
        return self

    def __exit__(self, *_: object) -> None:
        self._closing = True
        with contextlib.suppress(OSError):  # wakes the accepting thread
            socket.create_connection(self._listening.getsockname(), timeout=1).close()
        for thread in self._threads:
            thread.join(10)
        self._listening.close()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._listening.getsockname()[1]}"

    def _start(self, target, *arguments) -> None:
        thread = threading.Thread(target=target, args=arguments, daemon=True)
        self._threads.append(thread)
        thread.start()

    def _accept(self) -> None:
        while not self._closing:
            client, _ = self._listening.accept()
            self._start(self._carry, client)

    def _carry(self, client: socket.socket) -> None:
        with self._lock:
            dice = random.Random(self._dice.random())
            self.counts.connections += 1
        faults = self.faults
        left = dice.randint(*faults.cut_bytes) if dice.random() < faults.cut else 1 << 60
        stall_at = dice.randint(0, 50_000) if dice.random() < faults.stall else -1
        record = bytearray() if dice.random() < faults.duplicate else None
        with client:
            try:
                with socket.create_connection(("127.0.0.1", self.port), timeout=5) as central:
                    self._pump(client, central, left, stall_at, record)
            except OSError:
                pass  # the central is down: the client sees its connection end
        if record and not self._closing:
            self._deliver_again(bytes(record))

    def _pump(self, client: socket.socket, central: socket.socket, left: int, stall_at: int, record: bytearray | None) -> None:
        client.settimeout(0.05)
        central.settimeout(0.05)
        carried, idle_until = 0, time.monotonic() + 60
        while not self._closing and time.monotonic() < idle_until:
            for source, target in ((client, central), (central, client)):
                try:
                    data = source.recv(16_384)
                except TimeoutError:
                    continue
                if not data:
                    return
                idle_until = time.monotonic() + 60
                if 0 <= stall_at <= carried:
                    stall_at = -1
                    self.counts.stalls += 1
                    time.sleep(self.faults.stall_s)
                data, cut = data[:left], len(data) >= left
                target.sendall(data)
                carried += len(data)
                left -= len(data)
                if source is client:
                    self.counts.to_central += len(data)
                    if record is not None:
                        record += data
                if cut:
                    self.counts.cuts += 1
                    return

    def _deliver_again(self, request: bytes) -> None:
        """A network that repeats: the same bytes once more, on a connection of their own."""
        self.counts.duplicates += 1
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", self.port), timeout=5) as central:
            central.sendall(request)
            central.shutdown(socket.SHUT_WR)
            central.settimeout(2)
            while central.recv(65_536):
                pass
