"""What the sending desk does, without a widget: shows how far every batch is, sends, stops without harm, absorbs what came back."""

import datetime
import threading
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Protocol, TypeVar

from station.domain.errors import StationError
from station.domain.findings import Text
from sync.client.sending import SendReport
from sync.client.stick import Brought, Carried
from sync.protocol.clocks import CLOCK_WARN
from ui.changes import BATCHES, ENTRIES, SETTINGS, Changed
from ui.language import plural
from ui.sending.courier import Courier
from ui.sending.parcels import Parcels, parcels
from ui.tasks import Progress, Running, Tasks

NO_ADDRESS = Text(
    "Chưa đặt địa chỉ trung tâm: nhờ người quản trị đặt central_url trong cài đặt. Các lô được giữ nguyên ở máy này.",
    "No address of a central is set: ask the administrator to set central_url in the settings. The batches stay on this PC.",
)
NOTHING_WAITS = Text("Không có lô nào chờ gửi.", "No batch waits to be sent.")
STOPPED = Text(
    "Đã dừng. Phần đã tới trung tâm được giữ ở đó; lần sau gửi tiếp từ chỗ này.",
    "Stopped. What has arrived stays at the central; the next time goes on from here.",
)
ALL_SENT = Text(
    "Đã gửi xong {count} lô; trung tâm đã trả biên nhận.", "{count} {count:batch|batches} sent; the central has answered with receipts."
)
SOME_REFUSED = Text(
    "Trung tâm từ chối {count} lô; các mục đã trở lại bàn Kiểm tra kèm lý do.",
    "The central refused {count} {count:batch|batches}; their entries are back at Checking with the reason.",
)
SOME_WAIT = Text(
    "{count} lô còn chờ: xem lý do ở từng lô.", "{count} {count:batch still waits|batches still wait}: see the reason at each."
)
OPENING = Text("Đang mở trung tâm thực hành…", "Opening the practice central…")
SENDING = Text("Đang gửi…", "Sending…")
SILENT = Text("Đang chờ trung tâm trả lời…", "Waiting for the central to answer…")

COPYING = Text("Đang chép…", "Copying…")
ON_STICK = Text(
    "{count} lô đã ở trên USB; mang tới máy có mạng, rồi mang USB về và bấm Nhận từ USB.",
    "{count} {count:batch is|batches are} on the stick; take it to a PC with a line, then bring it back and press From the stick.",
)
FROM_STICK = Text(
    "Đã nhận từ USB: {answers} biên nhận hoặc trả lời, {items} tin của trung tâm.",
    "From the stick: {answers} receipts or answers, {items} words of the central.",
)
NOTHING_CAME = Text("USB không mang về gì mới.", "The stick brought nothing new.")
FALSE_ON_STICK = Text(
    "{count} tệp trên USB không đúng và được để lại; báo tỉnh.",
    "{count} {count:file on it is|files on it are} false and left there; tell the province.",
)
CLOCK_SLOW = Text(
    "Đồng hồ máy này chậm {minutes} phút so với trung tâm: đặt lại ngày giờ.",
    "This PC's clock is {minutes} minutes behind the central's: set date and time.",
)
CLOCK_FAST = Text(
    "Đồng hồ máy này nhanh {minutes} phút so với trung tâm: đặt lại ngày giờ.",
    "This PC's clock is {minutes} minutes ahead of the central's: set date and time.",
)

T = TypeVar("T")

_WINDOW_S: Final = 8.0
"""Over this time the rate is an average: shorter jumps, longer lags."""


class Gauge:
    """How fast bytes go. Fed on the free lane, read on the window's thread."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._seen: deque[tuple[float, int]] = deque([(clock(), 0)])

    def passed(self, count: int) -> None:
        """So many bytes went."""
        with self._lock:
            now = self._clock()
            self._seen.append((now, count))
            while len(self._seen) > 1 and now - self._seen[0][0] > _WINDOW_S:
                self._seen.popleft()

    def rate(self) -> float:
        """Bytes a second over the last moments; 0 when nothing goes."""
        with self._lock:
            now = self._clock()
            recent = [(at, count) for at, count in self._seen if now - at <= _WINDOW_S]
            if not recent:
                return 0.0
            return sum(count for _, count in recent) / max(now - recent[0][0], 0.5)


@dataclass(frozen=True)
class Step:
    """How far the sending is."""

    done: int
    total: int
    """Bytes; 0: not known yet."""
    rate: float
    """Bytes a second."""
    doing: Text

    @property
    def left_s(self) -> float | None:
        """Seconds left at this rate; None when nobody can say."""
        return (self.total - self.done) / self.rate if self.total and self.rate > 1 else None


class View(Protocol):
    """What the page can show."""

    def show_parcels(self, found: Parcels) -> None:
        """How far every batch is."""

    def show_address(self) -> None:
        """Where batches go may have changed."""

    def show_step(self, step: Step | None) -> None:
        """How far the sending is; None when nothing is being sent."""

    def show_sentence(self, said: list[tuple[Text, dict[str, object]]], *, trouble: bool) -> None:
        """What was done, or what is in the way."""

    def show_failure(self, error: StationError) -> None:
        """Why it did not go."""


_CALLING = Text("Đang nối với trung tâm", "Calling the central")
_CALL_STOPPED = Text("Trung tâm: việc gửi đã dừng", "Central: sending was stopped")
_ANSWERED = Text("Trung tâm: liên lạc được lúc {at}", "Central: reached at {at}")
_NO_ANSWER = Text("Trung tâm: không liên lạc được lúc {at}", "Central: not reached at {at}")


class Sending:
    """One sending desk's mind."""

    view: View

    def __init__(self, tasks: Tasks, courier: Courier, tell_of_link: Callable[[Text, bool], None] = lambda _words, _doubtful: None) -> None:
        """`tell_of_link`: where it is said whether the central answers, and whether a person should look."""
        self._tasks, self._tell_of_link = tasks, tell_of_link
        self._courier = courier
        self._found: Parcels | None = None
        self._running: Running | None = None
        self._gauge = Gauge()
        self._newest: tuple[int, int, Text] | None = None
        self._sends = False

    @property
    def sends(self) -> bool:
        """Whether something is on its way now."""
        return self._sends

    @property
    def practises(self) -> bool:
        """Whether a practice central will be opened for the sending."""
        return self._courier.practises and not self._courier.address

    @property
    def address(self) -> str:
        """Of the central; empty when none is set."""
        return self._courier.address

    def refresh(self) -> None:
        """Look at the batches again."""
        self._tasks.query(parcels, self._looked, self.view.show_failure)

    def changed(self, changed: Changed) -> None:
        """Somebody wrote; look again where it concerns this desk."""
        if changed & SETTINGS:
            self.view.show_address()
        if changed & (BATCHES | ENTRIES | SETTINGS):
            self.refresh()

    def send(self) -> None:
        """Send what waits, on the free lane; other desks go on."""
        if self._sends:
            return
        if self._found is not None and not self._found.to_send and not self._courier.address:
            self.view.show_sentence([(NOTHING_WAITS, {})], trouble=False)
            return
        if not self._courier.address and not self._courier.practises:
            self.view.show_sentence([(NO_ADDRESS, {})], trouble=True)
            return
        self._sends, self._gauge, self._newest = True, Gauge(), None
        self._tell_of_link(_CALLING, False)
        self.view.show_step(Step(0, 0, 0.0, OPENING if self.practises else SENDING))
        self._running = self._tasks.free(self._carry, self._carried, self._failed, self._stepped)

    def stop(self) -> None:
        """Stop at the next piece; nothing is lost."""
        if self._running is not None and self._sends:
            self._running.cancel()

    def carry_out(self, stick: Path) -> None:
        """Copy what waits onto a stick, on the free lane."""
        self._by_stick(lambda _: self._courier.carry_out(stick), self._carried_out)

    def bring_back(self, stick: Path) -> None:
        """Bring home what came back on a stick, and enter it into the store."""
        self._by_stick(lambda _: self._courier.bring_back(stick), self._brought_back)

    def _by_stick(self, work: Callable[[Progress], T], done: Callable[[T], None]) -> None:
        if self._sends:
            return
        self._sends = True
        self.view.show_step(Step(0, 0, 0.0, COPYING))
        self._tasks.free(work, done, self._stick_failed)

    def _carried_out(self, carried: Carried) -> None:
        self._ended()
        if carried.troubles:
            self.view.show_failure(carried.troubles[0])
            return
        count = len(carried.batches) + carried.already
        self.view.show_sentence([(plural(ON_STICK, count), {"count": count}) if count else (NOTHING_WAITS, {})], trouble=False)

    def _brought_back(self, brought: Brought) -> None:
        self._ended()
        came = FROM_STICK if brought.answers or brought.items else NOTHING_CAME
        said: list[tuple[Text, dict[str, object]]] = [(came, {"answers": brought.answers, "items": brought.items})]
        if brought.false:
            said.append((FALSE_ON_STICK, {"count": brought.false}))
        self.view.show_sentence(said, trouble=bool(brought.false))

    def _stick_failed(self, error: StationError) -> None:
        self._ended()
        self.view.show_failure(error)

    def tick(self) -> None:
        """About once a second while sending: the rate falls in a silence, and it is said that the central is waited for."""
        if self._sends and self._newest is not None:
            done, total, doing = self._newest
            rate = self._gauge.rate()
            self.view.show_step(Step(done, total, rate, doing if rate > 0 else SILENT))

    # ---- on the free lane ---------------------------------------------------------------------------------------------------

    def _carry(self, progress: Progress) -> SendReport | None:
        total = self._courier.waiting_bytes()
        gauge, arrived, flying = self._gauge, dict[str, int](), [0]

        def report() -> None:
            progress.report(min(sum(arrived.values()) + flying[0], total), total, SENDING)

        def on_bytes(count: int) -> None:
            gauge.passed(count)
            flying[0] += count
            report()

        def on_progress(batch: str, at_central: int, _: int) -> None:
            arrived[batch], flying[0] = at_central, 0
            report()

        with self._courier.central() as url:
            if progress.cancelled:
                return None
            return self._courier.send(url, lambda: progress.cancelled, on_bytes, on_progress)

    # ---- answers ------------------------------------------------------------------------------------------------------------

    def _looked(self, found: Parcels) -> None:
        self._found = found
        self.view.show_parcels(found)

    def _stepped(self, done: int, total: int, doing: Text) -> None:
        if self._sends:
            self._newest = (done, total, doing)
            self.view.show_step(Step(done, total, self._gauge.rate(), doing))

    def _carried(self, report: SendReport | None) -> None:
        self._ended()
        if report is None:
            self._tell_of_link(_CALL_STOPPED, False)
            self.view.show_sentence([(STOPPED, {})], trouble=False)
        else:
            self._say_of_link(answered=report.stopped is None)
            self._tell(report)

    def _tell(self, report: SendReport) -> None:
        complete, refused, waiting = (len(report.having(outcome)) for outcome in ("complete", "refused", "waiting"))
        if report.stopped is not None:
            self.view.show_failure(report.stopped)
            return
        lines = ((ALL_SENT, complete), (SOME_REFUSED, refused), (SOME_WAIT, waiting))
        said: list[tuple[Text, dict[str, object]]] = [(plural(text, count), {"count": count}) for text, count in lines if count]
        off = report.clock_off or datetime.timedelta()
        if abs(off) > CLOCK_WARN:
            said.append((CLOCK_FAST if off > CLOCK_WARN else CLOCK_SLOW, {"minutes": round(abs(off).total_seconds() / 60)}))
        self.view.show_sentence(said or [(NOTHING_WAITS, {})], trouble=bool(refused or waiting or abs(off) > CLOCK_WARN))

    def _failed(self, error: StationError) -> None:
        self._ended()
        self._say_of_link(answered=False)
        self.view.show_failure(error)

    def _say_of_link(self, answered: bool) -> None:
        at = f"{datetime.datetime.now():%H:%M}"
        self._tell_of_link((_ANSWERED if answered else _NO_ANSWER).filled(at=at), not answered)

    def _ended(self) -> None:
        """Whatever the end: answers that came are entered into the store at once."""
        self._sends, self._running = False, None
        self.view.show_step(None)
        self._tasks.change(lambda station: station.absorb_post(), lambda _: None, self.view.show_failure, changed=BATCHES | ENTRIES)
