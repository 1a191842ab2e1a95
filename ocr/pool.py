"""Reading many pages at once: a pool of processes that survives what a page or an engine does to one of them.

Pages go to the workers through pipes, never through files. A page that takes too long, or kills its worker, is a StationError of its own;
the others go on. A program that uses the pool in a frozen bundle calls multiprocessing.freeze_support() first.
"""

import contextlib
import logging
import os
from collections.abc import Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, wait
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, field, replace
from multiprocessing import get_context
from types import TracebackType
from typing import Any, Final

from pebble import ProcessExpired, ProcessPool

from ocr.engines.contract import Engine
from ocr.engines.registry import BEST, PROGRAM, make_engine
from ocr.limits import OUT_OF_TIME, PATIENCE, THREADS, cap_memory, end_with_parent, give_way, one_thread, processor_time
from ocr.pipeline import read_page_image
from station.domain.errors import StationError
from station.domain.findings import Finding, Severity, Text
from station.domain.record import PageReading
from station.forms.library import FormLibrary

_log = logging.getLogger(__name__)

PAGE_LIMIT_S: Final = 120.0
"""A page takes 2 to 6 s of the processor; one that takes twenty times as long never ends."""
MEMORY_LIMIT_MB: Final = 4096
"""Address space of a worker, of which a page of A4 at 300 dpi uses a tenth; libraries reserve much more than they use."""

Outcome = PageReading | StationError

_ENGINE_FAILURES: Final = ("reading.engine-failed", "reading.engine-missing", "reading.timeout", "reading.worker-died")
_SECOND_ENGINE: Final = Finding(
    "reading.second-engine",
    Severity.INFO,
    Text("Bộ đọc thứ nhất hỏng ở trang này; bộ đọc thứ hai đã đọc.", "The first engine failed on this page; the second one read it."),
)


@dataclass(frozen=True)
class _Attempt:
    """A page on its way to a worker."""

    key: str
    content: bytes
    form_id: str | None
    kind: str | None
    engine_name: str


class ReadingPool:
    """Reads page images in worker processes; use as a context manager. One caller at a time."""

    def __init__(
        self,
        library: FormLibrary,
        *,
        workers: int | None = None,
        engine_name: str = BEST,
        second_engine_name: str = PROGRAM,
        page_timeout_s: float = PAGE_LIMIT_S,
        memory_limit_mb: int | None = MEMORY_LIMIT_MB,
        beside_a_person: bool = False,
    ) -> None:
        """`workers`: one per core unless told; engines: as in ocr.engines.registry, or `module:callable`.

        `page_timeout_s`: of the processor where the system counts it (POSIX), and ten times as much by the clock; else by the clock.

        `beside_a_person`: somebody types meanwhile, and a key goes before a page.

        The second engine reads a page on which the first one failed; the reading says so. Empty: there is none.
        """
        self._library = library
        self._workers = workers or usable_cores()
        self._engine_names = [name for name in dict.fromkeys((engine_name, second_engine_name)) if name]
        self._page_timeout_s = page_timeout_s
        self._memory_limit_mb = memory_limit_mb
        self._beside_a_person = beside_a_person
        self._pool: ProcessPool | None = None

    def __enter__(self) -> "ReadingPool":
        """Start the workers, each of which loads its engine; returns at once. A page that comes later finds them ready."""
        self._pool = self._new_pool()
        # the first task makes the pool start all its workers
        self._pool.schedule(_worker_is_there)
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        """End the workers; a page in progress is given up."""
        pool: Any = self._pool
        if pool is not None:
            self._pool = None
            pool.stop()
            pool.join()

    def read(self, pages: Iterable[tuple[str, bytes]], kind: str | None = None) -> Iterator[tuple[str, Outcome]]:
        """Yield (key, reading or StationError) as pages finish, in any order; `kind` narrows which forms they may be.

        Takes from `pages` only as many as the workers can hold: one each, and one waiting.
        """
        yield from self._each(pages, None, kind)

    def read_as(self, pages: Iterable[tuple[str, bytes]], form_id: str) -> Iterator[tuple[str, Outcome]]:
        """The same for pages of which a person has said what form they are."""
        yield from self._each(pages, form_id, None)

    def _each(self, pages: Iterable[tuple[str, bytes]], form_id: str | None, kind: str | None) -> Iterator[tuple[str, Outcome]]:
        source = iter(pages)
        running: dict[Future[PageReading], _Attempt] = {}
        try:
            while True:
                while len(running) <= self._workers and (page := next(source, None)) is not None:
                    attempt = _Attempt(page[0], page[1], form_id, kind, self._engine_names[0])
                    running[self._schedule(attempt)] = attempt
                if not running:
                    return
                for future in wait(running, return_when=FIRST_COMPLETED).done:
                    attempt, outcome = running.pop(future), self._outcome(future)
                    again = self._second(attempt, outcome)
                    if again is not None:
                        running[self._schedule(again)] = again
                    else:
                        yield attempt.key, outcome
        finally:
            for future in running:
                future.cancel()

    def _second(self, attempt: "_Attempt", outcome: Outcome) -> "_Attempt | None":
        """The same page by the second engine, when it was the first engine that failed and not the image."""
        failed = isinstance(outcome, StationError) and outcome.code in _ENGINE_FAILURES
        second = self._engine_names[1:]
        return replace(attempt, engine_name=second[0]) if failed and second and attempt.engine_name != second[0] else None

    def _schedule(self, attempt: "_Attempt") -> Future[PageReading]:
        if self._pool is None or not self._pool.active:
            self._pool = self._new_pool()
        is_second = attempt.engine_name != self._engine_names[0]
        future: Future[PageReading] = self._pool.schedule(
            _read, args=[attempt, is_second, self._page_timeout_s], timeout=PATIENCE * self._page_timeout_s
        )
        return future

    def _new_pool(self) -> ProcessPool:
        start = (self._library, self._memory_limit_mb, self._engine_names[0], self._beside_a_person)
        # Spawned, not forked: a fork would copy the keys and connections that the station holds open.
        spawn: Any = get_context("spawn")
        os.environ.update(THREADS)
        return ProcessPool(max_workers=self._workers, initializer=_start, initargs=start, context=spawn)

    def _outcome(self, future: Future[PageReading]) -> Outcome:
        error = future.exception()
        if error is None:
            return future.result()
        if isinstance(error, StationError):
            return error
        if isinstance(error, TimeoutError) or (isinstance(error, ProcessExpired) and error.exitcode == OUT_OF_TIME):
            return StationError("reading.timeout", limit_s=round(self._page_timeout_s))
        if isinstance(error, ProcessExpired | BrokenProcessPool):
            return StationError("reading.worker-died")
        # An engine or image library broke its contract on this page; the page waits for another try, the others go on.
        _log.error("reading failed with %s", type(error).__name__)
        return StationError("reading.engine-failed", engine=self._engine_names[0], reason=type(error).__name__)


def usable_cores() -> int:
    """Cores that this process may run on, at least 1."""
    return max(1, len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1)


@dataclass
class _Worker:
    """What one worker process keeps between pages."""

    library: FormLibrary
    engines: dict[str, Engine] = field(default_factory=dict)

    def engine(self, name: str) -> Engine:
        """Made once. Raises StationError `reading.engine-missing`."""
        if name not in self.engines:
            self.engines[name] = make_engine(name)
        return self.engines[name]


_worker: _Worker | None = None


def _start(library: FormLibrary, memory_limit_mb: int | None, engine_name: str, beside_a_person: bool) -> None:
    """Runs once in each worker. An engine that is missing is missed by the first page, whose failure it is, not the pool's."""
    global _worker
    end_with_parent()
    give_way(at_once=beside_a_person)
    one_thread()
    cap_memory(memory_limit_mb)
    _worker = _Worker(library)
    with contextlib.suppress(StationError):
        _worker.engine(engine_name)
        # a quarter of a second that the first page need not wait for
        library.gazetteer.unit_names  # noqa: B018


def _worker_is_there() -> bool:
    """Runs in a worker that has started."""
    return _worker is not None


def _read(attempt: _Attempt, is_second: bool, limit_s: float) -> PageReading:
    """Runs in a worker."""
    with processor_time(limit_s):
        return _read_by(attempt, is_second)


def _read_by(attempt: _Attempt, is_second: bool) -> PageReading:
    assert _worker is not None
    engine = _worker.engine(attempt.engine_name)
    reading = read_page_image(attempt.content, _worker.library, engine, form_id=attempt.form_id, kind=attempt.kind)
    return replace(reading, findings=(*reading.findings, _SECOND_ENGINE)) if is_second else reading
