"""A TCP proxy that misbehaves by a seed: cuts, stalls, crawls, flips bits, delivers requests twice and late. One thread per connection.

TCP itself neither loses, repeats nor reorders bytes; what an application sees of such a network is a connection that ends, bytes that a
broken middlebox changed, and a request that arrives once more, after others that were made later.
"""

import contextlib
import random
import select
import socket
import threading
import time
from dataclasses import dataclass, field

_PIECE = 16_384
_IDLE_S = 60.0


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
    late_s: tuple[float, float] = (0.0, 0.0)
    """How long after the connection's end: long enough, and it comes after requests that were made later."""
    slow: float = 0.0
    """Share of connections that crawl."""
    slow_bytes_s: float = 400_000.0
    flip: float = 0.0
    """Share of connections in which one bit is changed, whichever way it goes."""
    flip_at: tuple[int, int] = (0, 40_000)
    line_cut_bytes: tuple[int, int] | None = None
    """The line itself breaks after so many bytes, whichever connection is on it then; None: only connections are cut."""
    rate_bytes_s: float = 0.0
    """Of the line towards the central, all connections together; 0: as fast as the machine."""


@dataclass
class Counts:
    """What happened, for the report."""

    connections: int = 0
    cuts: int = 0
    stalls: int = 0
    duplicates: int = 0
    flips: int = 0
    to_central: int = 0
    """Bytes above TCP."""
    from_central: int = 0


@dataclass
class _Mischief:
    """What one connection has to expect."""

    left: int
    stall_at: int
    flip_at: int
    flip_bit: int
    slow: bool


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
        self._free_at = 0.0
        self._line_left = self._dice.randint(*self.faults.line_cut_bytes) if self.faults.line_cut_bytes else 1 << 60
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
        mischief = _Mischief(
            left=dice.randint(*faults.cut_bytes) if dice.random() < faults.cut else 1 << 60,
            stall_at=dice.randint(0, 50_000) if dice.random() < faults.stall else -1,
            flip_at=dice.randint(*faults.flip_at) if dice.random() < faults.flip else -1,
            flip_bit=dice.randrange(8),
            slow=dice.random() < faults.slow,
        )
        record = bytearray() if dice.random() < faults.duplicate else None
        with client:
            try:
                with socket.create_connection(("127.0.0.1", self.port), timeout=5) as central:
                    self._pump(client, central, mischief, record)
            except OSError:
                pass  # the central is down: the client sees its connection end
        if record:
            time.sleep(dice.uniform(*faults.late_s))
            if not self._closing:
                self._deliver_again(bytes(record))

    def _pump(self, client: socket.socket, central: socket.socket, mischief: "_Mischief", record: bytearray | None) -> None:
        for end in (client, central):  # a router holds no piece back
            end.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        carried, idle_until = 0, time.monotonic() + _IDLE_S
        while not self._closing and time.monotonic() < idle_until:
            ready, _, _ = select.select((client, central), (), (), 0.2)
            for source in ready:
                data = source.recv(_PIECE)
                if not data:
                    return
                idle_until = time.monotonic() + _IDLE_S
                if 0 <= mischief.stall_at <= carried:
                    mischief.stall_at = -1
                    self.counts.stalls += 1
                    time.sleep(self.faults.stall_s)
                if record is not None and source is client:
                    record += data
                data, cut = data[: mischief.left], len(data) >= mischief.left
                data = self._flipped(data, carried, mischief)
                self._take_time(len(data), upwards=source is client, crawls=mischief.slow)
                (central if source is client else client).sendall(data)
                carried += len(data)
                mischief.left -= len(data)
                with self._lock:
                    if source is client:
                        self.counts.to_central += len(data)
                    else:
                        self.counts.from_central += len(data)
                    cut = self._line_breaks(len(data)) or cut
                    self.counts.cuts += cut
                if cut:
                    return

    def _line_breaks(self, count: int) -> bool:
        """Whether the line breaks with these bytes; the lock is held."""
        self._line_left -= count
        if self._line_left > 0 or self.faults.line_cut_bytes is None:
            return False
        self._line_left = self._dice.randint(*self.faults.line_cut_bytes)
        return True

    def _flipped(self, data: bytes, carried: int, mischief: "_Mischief") -> bytes:
        """One bit changed, once, when its place comes by."""
        at = mischief.flip_at - carried
        if not 0 <= at < len(data):
            return data
        mischief.flip_at = -1
        self.counts.flips += 1
        return data[:at] + bytes([data[at] ^ (1 << mischief.flip_bit)]) + data[at + 1 :]

    def _take_time(self, count: int, *, upwards: bool, crawls: bool) -> None:
        """As long as these bytes take on the line; connections share it."""
        if crawls:
            time.sleep(count / self.faults.slow_bytes_s)
        if self.faults.rate_bytes_s and upwards:
            with self._lock:
                self._free_at = max(self._free_at, time.monotonic()) + count / self.faults.rate_bytes_s
                free_at = self._free_at
            time.sleep(max(0.0, free_at - time.monotonic()))

    def _deliver_again(self, request: bytes) -> None:
        """A network that repeats: the same bytes once more, on a connection of their own."""
        self.counts.duplicates += 1
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", self.port), timeout=5) as central:
            central.sendall(request)
            central.shutdown(socket.SHUT_WR)
            central.settimeout(2)
            while central.recv(65_536):
                pass
