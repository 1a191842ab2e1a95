"""What Hôm nay shows and proposes, without a widget."""

import datetime
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from station.domain.findings import Text
from station.domain.record import Volume
from station.domain.rights import Right, may
from station.domain.roles import Role
from station.practice.people import PRACTICE_OFFICE
from station.settings.load import settings_in_force
from station.store.questions import StoredQuestions
from station.store.second_work import StoredSecondWork
from station.store.tallies import Tallies
from station.workflow.overview import CameBack, DayQuality, Overview, VolumeProgress, day_quality, overview
from ui.changes import BATCHES, ENTRIES, JOBS, PAGES, SETTINGS, VOLUMES, Changed, Changes
from ui.checking.work_list import waiting_ids
from ui.checking.works import ToAnswer
from ui.rates import Rate, rates_of, seen_by, summed
from ui.tasks import Tasks

if TYPE_CHECKING:
    from ui.bootstrap import Station

SHOWN = PAGES | ENTRIES | BATCHES | VOLUMES | JOBS | SETTINGS
QUALITY_DAYS = 14
"""How many days the quality charts show, today the last of them."""


@dataclass(frozen=True)
class Stage:
    """One column of the picture: a step of the way."""

    title: Text
    unit: Text
    done: Callable[[VolumeProgress], int]
    total: Callable[[VolumeProgress], int]


_PAGES, _ENTRIES = Text("trang", "pages"), Text("mục", "entries")
STAGES = (
    Stage(Text("Đã quét", "Captured"), _PAGES, lambda v: v.captured, lambda v: v.captured),
    Stage(Text("Đã đọc", "Read"), _PAGES, lambda v: v.read, lambda v: v.captured),
    Stage(Text("Đã kiểm tra", "Checked"), _ENTRIES, lambda v: v.checked, lambda v: v.entries),
    Stage(Text("Đã duyệt", "Approved"), _ENTRIES, lambda v: v.approved, lambda v: v.entries),
    Stage(Text("Đã gửi", "Sent"), _ENTRIES, lambda v: v.sent, lambda v: v.entries),
    Stage(Text("Hoàn tất", "Complete"), _ENTRIES, lambda v: v.complete, lambda v: v.entries),
)


@dataclass(frozen=True)
class Advice:
    """What to do next, and the desk where it is done."""

    sentence: Text
    action: Text
    desk: str
    target: object = None


@dataclass(frozen=True)
class Today:
    """Everything the page shows."""

    overview: Overview
    advice: Advice
    form_titles: Mapping[str, Text]
    """Form id → its title."""
    office: str = ""
    """What the office is called on paper; its number where only that is known."""
    rates: tuple[Rate, ...] = ()
    """Measured errors that this person may see, all kinds of fields together."""
    daily_plan: int = 0
    """Entries this person is to finish today, as the office has set it; 0 where there is no plan."""


class View(Protocol):
    """What the page can show."""

    def show_today(self, today: Today) -> None:
        """All of it."""

    def show_quality(self, days: Sequence[DayQuality]) -> None:
        """The days of the quality charts, in the order of time."""


class TodayPresenter:
    """One Hôm nay's mind."""

    def __init__(self, tasks: Tasks, changes: Changes, role: Role, go: Callable[[str, object], None]) -> None:
        self._tasks, self._role, self._go = tasks, role, go
        self._view: View | None = None
        self._stale = True
        self._shown = False
        self._days: dict[datetime.date, DayQuality] = {}
        self._over: set[datetime.date] = set()
        """Days that had ended when they were counted: they are not counted again in this session."""
        changes.listen(self._changed)

    def attach(self, view: View) -> None:
        """Show through this view."""
        self._view = view

    def activated(self) -> None:
        """The page is in front: look again if anything changed since."""
        self._shown = True
        if self._stale:
            self._refresh()

    def left(self) -> None:
        """The page is behind another: changes are only noted."""
        self._shown = False

    def follow(self, advice: Advice) -> None:
        """Go where the advice points."""
        self._go(advice.desk, advice.target)

    def open_entry(self, came_back: CameBack) -> None:
        """Open what came back: where it is mended by who may, else at the desk where it can be looked up."""
        if may(self._role, Right.KEY):
            self._go("checking", came_back.entry_id)
        else:
            self._go("search", came_back.entry_id)

    def answer(self) -> None:
        """Go where the central is answered."""
        self._go("checking", ToAnswer())

    def open_volume(self, progress: VolumeProgress) -> None:
        """Go where this person goes on with a volume: its first entry that waits, its approval, or more paper for it."""
        volume_id = progress.volume.volume_id
        if may(self._role, Right.APPROVE):
            self._go("approval", volume_id)
        elif not may(self._role, Right.CAPTURE):
            self._go("search", None)
        elif progress.to_check:
            self._tasks.query(lambda station: waiting_ids(station, volume_id), lambda ids: self._go("checking", ids[0] if ids else None))
        else:
            self._go("capture", volume_id)

    def _changed(self, changed: Changed) -> None:
        if changed & SHOWN:
            self._stale = True
            if self._shown:
                self._refresh()

    def _refresh(self) -> None:
        self._stale = False
        self._tasks.query(lambda station: today(station, self._role), self._show)
        self._ask_for_days()

    def _ask_for_days(self) -> None:
        """One question a day, so that other desks' questions come in between."""
        now = datetime.datetime.now().astimezone().date()
        for back in range(QUALITY_DAYS):
            day = now - datetime.timedelta(days=back)
            if day not in self._over:
                self._tasks.query(lambda station, day=day: day_quality(Tallies(station.store.database), day), self._keep_day)  # type: ignore[misc]

    def _keep_day(self, found: DayQuality) -> None:
        now = datetime.datetime.now().astimezone().date()
        self._days[found.day] = found
        if found.day < now:
            self._over.add(found.day)
        wanted = [now - datetime.timedelta(days=back) for back in reversed(range(QUALITY_DAYS))]
        if self._view is not None and all(day in self._days for day in wanted):
            self._view.show_quality(tuple(self._days[day] for day in wanted))

    def _show(self, found: Today) -> None:
        if self._view is not None:
            self._view.show_today(found)


def today(station: "Station", role: Role) -> Today:
    """Look it up in the store."""
    database = station.store.database
    work, questions = StoredSecondWork(database), StoredQuestions(database)
    found = overview(station.desk, Tallies(database), work, questions, datetime.datetime.now().astimezone())
    titles = {form.id: Text(form.title.vi, form.title.en) for form in station.desk.forms.forms}
    office = PRACTICE_OFFICE.committee if station.province.is_practice else str(station.store.facts.office_id)
    rates = seen_by(role, summed(rates_of(station)))
    return Today(found, advice(found, role), titles, office, rates, settings_in_force().daily_plan if may(role, Right.KEY) else 0)


def volume_name(volume: Volume) -> str:
    """Its title, else "KS 01/2018": kind, number, year."""
    return volume.title or f"{volume.kind} {volume.number}/{volume.year}"


def advice(found: Overview, role: Role) -> Advice:
    """The one thing to do next: first what came back, then what is waiting, then new paper."""
    if may(role, Right.APPROVE):
        return _for_supervisor(found)
    return _for_clerk(found) if may(role, Right.KEY) else _for_others(found, role)


def _said(text: Text, count: int) -> Text:
    return text.filled(count=count)


def _for_clerk(found: Overview) -> Advice:
    to_check = sum(volume.to_check for volume in found.volumes)
    unread = sum(volume.captured - volume.read for volume in found.volumes)
    if found.came_back:
        return Advice(
            _said(
                Text(
                    "{count} mục bị trả lại, cần sửa trước.",
                    "{count} {count:entry|entries} came back. Mend {count:it|them} first.",
                ),
                len(found.came_back),
            ),
            Text("Sửa mục bị trả lại", "Mend what came back"),
            "checking",
            found.came_back[0].entry_id,
        )
    if to_check:
        return Advice(
            _said(Text("{count} mục chờ kiểm tra.", "{count} {count:entry|entries} to check."), to_check),
            Text("Kiểm tra tiếp", "Go on checking"),
            "checking",
        )
    if (second := _second(found)) is not None:
        return second
    if found.to_answer:
        return Advice(
            _said(
                Text(
                    "Trung tâm hỏi lại {count} mục đã gửi.",
                    "The central asks about {count} {count:entry|entries} that {count:was|were} sent.",
                ),
                found.to_answer,
            ),
            Text("Trả lời trung tâm", "Answer the central"),
            "checking",
            ToAnswer(),
        )
    if unread:
        return Advice(
            _said(Text("{count} trang đã quét, đang chờ máy đọc.", "{count} {count:page waits|pages wait} to be read."), unread),
            Text("Xem ở bàn Quét", "Look at the Scan desk"),
            "capture",
        )
    if found.volumes:
        return Advice(
            Text("Các mục đã kiểm tra xong. Quét tiếp quyển khác.", "All entries are checked. Scan the next volume."),
            Text("Quét tiếp", "Scan more"),
            "capture",
        )
    return Advice(
        Text("Chưa có quyển nào. Bắt đầu bằng cách mở một quyển và quét trang.", "No volume yet. Begin by opening one and scanning pages."),
        Text("Quét trang đầu tiên", "Scan the first page"),
        "capture",
    )


def _second(found: Overview) -> Advice | None:
    """A second keying or a decision that waits for this person."""
    if found.to_decide:
        return Advice(
            _said(
                Text("{count} mục nhập hai lần khác nhau, chờ quyết định.", "{count} {count:entry waits|entries wait} for a decision."),
                found.to_decide,
            ),
            Text("Quyết định (F3 ở bàn Kiểm tra)", "Decide (F3 at the desk Check)"),
            "checking",
        )
    if found.to_key_again:
        return Advice(
            _said(Text("{count} mục chờ nhập lần hai.", "{count} {count:entry waits|entries wait} to be keyed again."), found.to_key_again),
            Text("Nhập lần hai (F3 ở bàn Kiểm tra)", "Key again (F3 at the desk Check)"),
            "checking",
        )
    return None


def _for_others(found: Overview, role: Role) -> Advice:
    """Who only looks on, or whose work lies at a desk of its own."""
    if (second := _second(found)) is not None:
        return second
    if may(role, Right.SEE_LOG):
        return Advice(
            Text("Ở đây chỉ xem, không sửa được gì.", "Here everything is to be seen and nothing to be changed."),
            Text("Ai đã làm gì", "Who did what"),
            "administration",
            "log",
        )
    return Advice(Text("Chưa có việc nhập lần hai nào chờ.", "No second keying waits."), Text("Xem lại", "Look again"), "today")


def _for_supervisor(found: Overview) -> Advice:
    to_approve = sum(volume.checked - volume.approved for volume in found.volumes)
    to_send = sum(volume.approved - volume.complete for volume in found.volumes)
    if (second := _second(found)) is not None:
        return second
    if to_approve:
        return Advice(
            _said(Text("{count} mục chờ duyệt.", "{count} {count:entry|entries} to approve."), to_approve),
            Text("Duyệt", "Approve"),
            "approval",
        )
    if to_send:
        return Advice(
            _said(
                Text(
                    "{count} mục đã duyệt, chưa về đến trung tâm.",
                    "{count} approved {count:entry has|entries have} not reached the central.",
                ),
                to_send,
            ),
            Text("Xem việc gửi", "Look at the sending"),
            "sending",
        )
    if found.volumes:
        return Advice(
            Text("Không có mục nào chờ duyệt hay chờ gửi.", "Nothing waits for approval or to be sent."),
            Text("Tra cứu", "Search"),
            "search",
        )
    return Advice(
        Text("Chưa có quyển nào. Công chức quét trang trước.", "No volume yet. A clerk scans pages first."),
        Text("Xem bàn Duyệt", "Look at the Approve desk"),
        "approval",
    )
