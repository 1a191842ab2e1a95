"""The lanes behind ui.tasks: one thread that owns the open store, a few for everything else; results come back through Qt's queue."""

import contextlib
import importlib
import logging
import sys
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from PySide6.QtCore import QObject, Qt, QTimer, Signal

from station.domain.errors import StationError
from station.domain.findings import Text
from station.domain.ids import UserId
from station.domain.roles import Role
from station.domain.text import forget
from ui.changes import Changed, Changes
from ui.desktop.garbage import loading
from ui.tasks import Failed, OnProgress

if TYPE_CHECKING:
    from ui.bootstrap import Station

T = TypeVar("T")
log = logging.getLogger(__name__)

FREE_THREADS = 8
"""More than ever wait at once for a scanner, the start of reading or a link; what computes is asked for one piece at a time."""
_PAINTED_MS = 10
"""Windows paint what changed within 5 ms of being told (Qt's own timer); what is due later comes after it."""


@dataclass(frozen=True)
class Session:
    """Who sits here, over which store."""

    user_id: UserId
    name: str
    role: Role
    office_id: str
    practice: bool
    folder: Path


class QtTasks(QObject):
    """Implements ui.tasks.Tasks. Make it on the thread of the window."""

    trouble = Signal(object)
    """A StationError that its asker did not take care of."""
    _delivered = Signal(object)

    def __init__(self, changes: Changes, parent: QObject | None = None, needed: Sequence[str] = ()) -> None:
        """`needed`: modules that must be in memory before a session begins."""
        super().__init__(parent)
        self.changes = changes
        self._needed = tuple(needed)
        self._store_lane = ThreadPoolExecutor(1, thread_name_prefix="store")
        self._free_lane = ThreadPoolExecutor(FREE_THREADS, thread_name_prefix="free")
        self._open = contextlib.ExitStack()
        self._station: Station | None = None
        """Touched on the store lane only."""
        self._session = 0
        self._running: set[_Running] = set()
        self.asked = 0
        """How many pieces of work were asked for and have not ended."""
        self._delivered.connect(self._run_delivered, Qt.ConnectionType.QueuedConnection)

    # ---- the contract -------------------------------------------------------------------------------------------------------

    def query(self, run: Callable[["Station"], T], done: Callable[[T], None], failed: Failed | None = None) -> None:
        """See ui.tasks."""
        self._ask(self._store_lane, lambda: run(self._opened()), done, failed)

    def change(
        self, run: Callable[["Station"], T], done: Callable[[T], None] | None = None, failed: Failed | None = None, *, changed: Changed
    ) -> None:
        """See ui.tasks."""

        def announce(result: T) -> None:
            if done is not None:
                done(result)
            self.changes.announce(changed)

        # written work that failed is told even when its desk has gone meanwhile
        self._ask(self._store_lane, lambda: run(self._opened()), announce, failed, failed_later=self.trouble.emit)

    def free(
        self,
        run: Callable[["_Running"], T],
        done: Callable[[T], None],
        failed: Failed | None = None,
        on_progress: OnProgress | None = None,
    ) -> "_Running":
        """See ui.tasks."""
        running = _Running(self._post, on_progress, self._session)
        self._running.add(running)

        def ended() -> None:
            running.finished = True
            self._running.discard(running)

        self._ask(self._free_lane, lambda: run(running), done, failed, ended)
        return running

    # ---- sessions -----------------------------------------------------------------------------------------------------------

    def after_paint(self, act: Callable[[], None], pause_ms: int = 0) -> None:
        """See ui.tasks."""
        self.asked += 1
        session = self._session

        def begin() -> None:
            self.asked -= 1
            if session == self._session:
                act()

        QTimer.singleShot(_PAINTED_MS + pause_ms, self, begin)

    def sign_in(
        self,
        folder: Path,
        user_id: str,
        password: str,
        home: Path | None,
        done: Callable[[Session], None],
        failed: Failed,
        ended: Callable[[], None] | None = None,
        new_password: str = "",
    ) -> None:
        """Open the store on its lane. `ended` is called first, however it ends; `failed` gets StationError `store.*`.

        A store that was open before stays open; one whose opening failed half-way is closed again.
        """
        self._ask(self._store_lane, lambda: self._enter(folder, user_id, password, home, new_password), done, failed, ended)

    def sign_out(self, done: Callable[[], None] | None = None) -> None:
        """Ask running work to stop, deliver nothing any more, close the store after what was asked for before."""
        self._session += 1
        for running in self._running:
            running.cancel()
        self._ask(self._store_lane, self._leave, lambda _: done() if done is not None else None, None)

    def close(self) -> None:
        """End the lanes; call after `sign_out` was done. Work that runs still is waited for by the end of the process."""
        self._store_lane.shutdown(wait=False)
        self._free_lane.shutdown(wait=False, cancel_futures=True)

    @property
    def idle(self) -> bool:
        """True when no free work runs."""
        return not self._running

    def preload(self, *modules: str) -> None:
        """Import modules on a free thread, so that nobody waits for them at the first use."""
        self._ask(self._free_lane, lambda: _load(modules), lambda _: None, None)

    # ---- on the store lane --------------------------------------------------------------------------------------------------

    def _enter(self, folder: Path, user_id: str, password: str, home: Path | None, new_password: str) -> Session:
        _load(self._needed)
        bootstrap = importlib.import_module("ui.bootstrap")
        if self._station is not None:
            raise StationError("store.in-use", path=str(folder))
        with contextlib.ExitStack() as opening:
            station: Station = opening.enter_context(
                bootstrap.open_station(folder, user_id, password, new_password=new_password, home=home)
            )
            person = next(user for user in station.store.users() if user.user_id == user_id)
            facts = station.store.facts
            session = Session(person.user_id, person.name, person.role, facts.office_id, station.province.is_practice, folder)
            self._open, self._station = opening.pop_all(), station
        return session

    def _leave(self) -> None:
        self._station = None
        self._open.close()
        forget()

    def _opened(self) -> "Station":
        if self._station is None:
            raise RuntimeError("work for the store, and nobody is signed in")
        return self._station

    # ---- between the threads ------------------------------------------------------------------------------------------------

    def _ask(
        self,
        lane: ThreadPoolExecutor,
        work: Callable[[], T],
        done: Callable[[T], None],
        failed: Failed | None,
        ended: Callable[[], None] | None = None,
        failed_later: Failed | None = None,
    ) -> None:
        session = self._session
        self.asked += 1

        def deliver(future: "Future[T]") -> None:
            self.asked -= 1
            if ended is not None:
                ended()
            if session == self._session:
                self._settle(future, done, failed or self.trouble.emit)
            else:
                self._settle(future, _nobody, failed_later or _nobody)

        future = lane.submit(work)
        future.add_done_callback(lambda finished: self._post(lambda: deliver(finished)))

    def _settle(self, future: "Future[Any]", done: Callable[[Any], None], failed: Failed) -> None:
        if future.cancelled():
            return
        error = future.exception()
        if isinstance(error, StationError):
            log.info("work failed: %s", error.code)
            failed(error)
        elif error is not None:
            raise error
        else:
            done(future.result())

    def _post(self, call: Callable[[], None]) -> None:
        """Run `call` on the thread of the window. From any thread; after the window is gone, nowhere."""
        with contextlib.suppress(RuntimeError):
            self._delivered.emit(call)

    def _run_delivered(self, call: Callable[[], None]) -> None:
        call()


def _load(modules: Sequence[str]) -> None:
    """What is there already is no reason to keep for ever what else is there now."""
    missing = [name for name in modules if name not in sys.modules]
    if missing:
        with loading():
            for name in missing:
                importlib.import_module(name)


def _nobody(_: object) -> None:
    """Who takes the results of a session that is over."""


class _Running:
    """Implements ui.tasks.Running for the asker and ui.tasks.Progress for the work."""

    def __init__(self, post: Callable[[Callable[[], None]], None], on_progress: OnProgress | None, session: int) -> None:
        self.finished = False
        self.session = session
        self._post = post
        self._on_progress = on_progress
        self._stop = threading.Event()
        self._lock = threading.Lock()
        self._newest: tuple[int, int, Text] | None = None

    @property
    def cancelled(self) -> bool:
        return self._stop.is_set()

    def cancel(self) -> None:
        self._stop.set()

    def report(self, done: int, total: int, text: Text) -> None:
        """Only the newest step is shown: a delivery on its way takes later steps along."""
        if self._on_progress is None:
            return
        with self._lock:
            waiting, self._newest = self._newest is not None, (done, total, text)
        if not waiting:
            self._post(self._show)

    def _show(self) -> None:
        with self._lock:
            step, self._newest = self._newest, None
        if step is not None and self._on_progress is not None and not self.finished and not self._stop.is_set():
            self._on_progress(*step)
