"""The bell that the opener rings when it is done with a batch, and the requests of one web worker that wait for it.

Where it is not heard (the database was gone, a platform whose event loop the driver does not know), they look again by themselves.
"""

import asyncio
import contextlib
import logging
from collections.abc import Awaitable, Callable, Iterator
from typing import Final

import psycopg

from sync.central.database import ProcessRole, Row, async_connection

logger = logging.getLogger(__name__)

ANSWERED_CHANNEL: Final = "batch_answered"
_LOOK_AGAIN_S: Final = 0.5
_RECONNECT_S: Final = 2.0


class Bell:
    """On the event loop of one worker."""

    def __init__(self, database_url: str, role: ProcessRole = "station_web") -> None:
        """It has a connection of its own."""
        self._database_url = database_url
        self._role = role
        self._waiting: dict[str, set[asyncio.Event]] = {}

    async def listen(self) -> None:
        """Until cancelled. A lost database is waited for."""
        while True:
            try:
                async with await async_connection(self._database_url, self._role) as connection:
                    await self._hear(connection)
            except psycopg.Error as error:
                logger.warning("the bell is not heard: %s", type(error).__name__)
            await asyncio.sleep(_RECONNECT_S)

    async def _hear(self, connection: psycopg.AsyncConnection[Row]) -> None:
        await connection.execute(f"LISTEN {ANSWERED_CHANNEL}")
        async for rung in connection.notifies():
            for event in self._waiting.get(rung.payload, ()):
                event.set()

    @contextlib.contextmanager
    def awaited(self, batch: str) -> Iterator[Callable[[], Awaitable[None]]]:
        """Call what it yields to wait for the bell of this batch, or a moment; rung before the call counts too."""
        event = asyncio.Event()
        self._waiting.setdefault(batch, set()).add(event)

        async def rung() -> None:
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(_LOOK_AGAIN_S):
                    await event.wait()
            event.clear()

        try:
            yield rung
        finally:
            self._waiting[batch].discard(event)
            if not self._waiting[batch]:
                del self._waiting[batch]
