"""What Prometheus is told: counts and times of this process, and by the opener what stands in the database. Never an id, never a name.

Each process answers on a port of its own, on loopback; where it is read from elsewhere, that goes through the proxy.
"""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Final

import psycopg
from prometheus_client import REGISTRY, Counter, Gauge, Histogram, start_http_server
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from station.domain.errors import StationError
from sync.central.database import Connection

_LOOPBACK: Final = "127.0.0.1"
_SECONDS: Final = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30)

REQUESTS = Counter("central_requests", "Requests answered.", ["endpoint", "method", "status"])
REQUEST_SECONDS = Histogram("central_request_seconds", "From the first byte to the answer.", ["endpoint"], buckets=_SECONDS)
RECEIVED_BYTES = Counter("central_received_bytes", "Bytes of files that were appended.")
UPLOADS_OPEN = Gauge("central_uploads_open", "Requests under way.")
UPLOADS_ENDED = Counter("central_uploads_ended", "Silent bodies that gave way to others.")
BATCHES = Counter("central_batches", "What the opener did with batches.", ["outcome"])
STAGE_SECONDS = Histogram("central_stage_seconds", "The opener on one batch.", ["outcome"], buckets=(*_SECONDS, 60, 300))


class Counted:
    """ASGI middleware, outermost: every answer is counted, those of the gate too."""

    def __init__(self, app: ASGIApp) -> None:
        """`app`: the rest."""
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let through."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        began, status = time.perf_counter(), 500

        async def noting(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await self._app(scope, receive, noting)
        finally:
            endpoint = getattr(scope.get("endpoint"), "__name__", "none").lstrip("_")
            method = scope["method"] if scope["method"] in ("GET", "HEAD", "POST", "PATCH") else "other"
            REQUESTS.labels(endpoint, method, status).inc()
            REQUEST_SECONDS.labels(endpoint).observe(time.perf_counter() - began)


@contextmanager
def stage_timed() -> Iterator[Callable[[str], None]]:
    """The opener on one batch; call what it yields with what became of it. Failures count as `failed`."""
    began, outcome = time.perf_counter(), "failed"

    def became(state: str) -> None:
        nonlocal outcome
        outcome = state

    try:
        yield became
    finally:
        BATCHES.labels(outcome).inc()
        STAGE_SECONDS.labels(outcome).observe(time.perf_counter() - began)


class Standing(Collector):
    """What stands in the database, read when somebody asks: a queue that grows, batches and stations that wait for a person."""

    def __init__(self, connect: Callable[[], Connection], attempts_max: int) -> None:
        """`connect`: under the role station_opener."""
        self._connect = connect
        self._attempts_max = attempts_max

    def describe(self) -> Iterator[Metric]:
        """Nothing is asked of the database for this."""
        yield from ()

    def collect(self) -> Iterator[Metric]:
        """None of them while there is no database; `central_database_up` says so."""
        try:
            with self._connect() as connection:
                rows = connection.execute(
                    "SELECT (SELECT count(*) FROM batch WHERE queued IS NOT NULL AND attempts < %(most)s),"
                    " (SELECT coalesce(extract(epoch FROM now() - min(queued_at)), 0) FROM batch WHERE queued IS NOT NULL"
                    " AND attempts < %(most)s), (SELECT count(*) FROM batch WHERE queued IS NOT NULL AND attempts >= %(most)s),"
                    " (SELECT count(*) FROM station WHERE state = 'quarantined')",
                    {"most": self._attempts_max},
                ).fetchone()
        except (psycopg.Error, StationError):
            rows = None
        yield GaugeMetricFamily("central_database_up", "1: it answers.", value=float(rows is not None))
        for (name, text), value in zip(_STANDING, rows or (), strict=False):
            yield GaugeMetricFamily(name, text, value=float(value))


_STANDING: Final = (
    ("central_queue_batches", "Batches before the opener."),
    ("central_queue_oldest_seconds", "How long the oldest of them has waited."),
    ("central_needs_person_batches", "Batches on which the opener gave up."),
    ("central_quarantined_stations", "Stations that a person has to look at."),
)


def serve_metrics(port: int, standing: Standing | None = None) -> None:
    """Answer on loopback until this process ends. Raises StationError `central.port`."""
    if standing is not None:
        REGISTRY.register(standing)
    try:
        start_http_server(port, addr=_LOOPBACK)
    except OSError as error:
        raise StationError("central.port", port=port) from error
