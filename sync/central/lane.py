"""A lane a few wide that many want to use: who waits is served station by station, however many of one's requests wait.

Everybody in it gives way for a moment while something more urgent is under way beside it, and for no longer: it never stands still.
"""

import asyncio
import contextlib
from collections import OrderedDict, deque
from collections.abc import AsyncIterator, Iterator
from typing import Final

_GIVES_WAY_S: Final = 1.0


class Lane:
    """On the event loop of one worker."""

    def __init__(self, width: int) -> None:
        """`width`: how many use it at once."""
        self._free = width
        self._waiting: OrderedDict[str, deque[asyncio.Future[None]]] = OrderedDict()
        """By station; the one whose turn is next first."""
        self._urgent = 0
        self._is_clear = asyncio.Event()

    @contextlib.contextmanager
    def giving_way(self) -> Iterator[None]:
        """Something urgent is under way."""
        self._urgent += 1
        self._is_clear.clear()
        try:
            yield
        finally:
            self._urgent -= 1
            if not self._urgent:
                self._is_clear.set()

    @contextlib.asynccontextmanager
    async def turn(self, station: str) -> AsyncIterator[None]:
        """Wait for one's turn, and have it."""
        if self._urgent:
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(_GIVES_WAY_S):
                    await self._is_clear.wait()
        if self._free:
            self._free -= 1
        else:
            turn = asyncio.get_running_loop().create_future()
            self._waiting.setdefault(station, deque()).append(turn)
            try:
                await turn
            except asyncio.CancelledError:
                if turn.done() and not turn.cancelled():  # it was just called
                    self._pass_on()
                raise
        try:
            yield
        finally:
            self._pass_on()

    def _pass_on(self) -> None:
        while self._waiting:
            station, turns = self._waiting.popitem(last=False)
            turn = turns.popleft()
            if turns:
                self._waiting[station] = turns  # behind the others
            if not turn.done():
                turn.set_result(None)
                return
        self._free += 1
