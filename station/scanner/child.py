"""A driver program as a child process: its lines as they come, a word to it, and an end that always comes. Knows nothing about scanning.

The child's standard input stays open: a child that waits for a word ends by itself when the station is gone.
"""

import contextlib
import os
import queue
import signal
import subprocess
import sys
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import IO

_PIECE_BYTES = 4096
GRACE_S = 5.0
"""From the polite request to end until the kill."""


@dataclass(frozen=True)
class Line:
    """The child said something; a carriage return ends a line too (progress)."""

    text: str
    is_error: bool
    """Whether it came on standard error."""


@dataclass(frozen=True)
class Ended:
    """The child is gone; everything it said came before."""

    code: int
    """Exit status; negative: died of that signal."""


Event = Line | Ended


class Child:
    """One running program. `interrupt` may be called from any thread, the rest from one."""

    def __init__(self, command: Sequence[str], environment: Mapping[str, str] | None = None) -> None:
        """Start it. Raises OSError when there is no such program."""
        # A group of its own: Ctrl+C in the station's terminal is for the station.
        self._process = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env={**os.environ, **(environment or {})},
            start_new_session=True,
        )
        self._events: queue.Queue[Event | None] = queue.Queue()
        streams = ((self._process.stdout, False), (self._process.stderr, True))
        self._listeners = [threading.Thread(target=self._listen, args=pair, daemon=True, name="scanner-driver") for pair in streams]
        for listener in self._listeners:
            listener.start()
        self._open_streams = len(streams)

    def next_event(self, timeout_s: float) -> Event | None:
        """What it said next, or that it ended; None when it kept silent for so long."""
        while self._open_streams:
            try:
                event = self._events.get(timeout=timeout_s)
            except queue.Empty:
                return None
            if event is not None:
                return event
            self._open_streams -= 1
        try:
            return Ended(self._process.wait(timeout_s))
        except subprocess.TimeoutExpired:
            return None

    def say(self, text: str) -> None:
        """Write to its standard input; a child that ended meanwhile does not mind."""
        assert self._process.stdin is not None
        with contextlib.suppress(OSError):
            self._process.stdin.write(text.encode())
            self._process.stdin.flush()

    def hang_up(self) -> None:
        """Close its standard input."""
        assert self._process.stdin is not None
        with contextlib.suppress(OSError):
            self._process.stdin.close()

    def interrupt(self) -> None:
        """Ask it to stop what it does and tidy up."""
        if self._process.poll() is None:
            if sys.platform == "win32":
                self._process.terminate()
            else:
                self._process.send_signal(signal.SIGINT)

    def end(self, grace_s: float = GRACE_S) -> None:
        """Have it gone: politely, then by force. Returns when it is."""
        self.hang_up()
        self.interrupt()
        try:
            self._process.wait(grace_s)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        for listener in self._listeners:
            # A grandchild may hold the pipe open; the thread is a daemon and harmless.
            listener.join(1.0)
        for stream in (self._process.stdout, self._process.stderr):
            assert stream is not None
            if not any(listener.is_alive() for listener in self._listeners):
                stream.close()

    def _listen(self, stream: IO[bytes], is_error: bool) -> None:
        rest = b""
        while piece := os.read(stream.fileno(), _PIECE_BYTES):
            *lines, rest = (rest + piece).replace(b"\r", b"\n").split(b"\n")
            for line in lines:
                if line:
                    self._events.put(Line(line.decode("utf-8", "replace"), is_error))
        if rest:
            self._events.put(Line(rest.decode("utf-8", "replace"), is_error))
        self._events.put(None)
