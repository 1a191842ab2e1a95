"""The status strip: who is signed in, devices, what waits to be read and sent and since when, link, disk. Each a word and an icon."""

import datetime
import shutil
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QWidget

from station.domain.findings import Text
from station.settings.load import settings_in_force
from station.workflow.duties import ROLES
from ui import theme
from ui.changes import BATCHES, JOBS, PAGES, Changed
from ui.desktop.elided import ElidedLabel
from ui.desktop.icons import pixmap
from ui.desktop.lanes import Session
from ui.desktop.place import Place
from ui.desktop.signs import Part
from ui.language import number, tr

if TYPE_CHECKING:
    from ui.bootstrap import Station

_NOTHING_TO_SEND = Text("Không có lô chờ gửi", "Nothing waits to be sent")
_TO_SEND = Text("{count} lô chờ gửi, từ {since}", "{count} {count:batch|batches} to send, since {since}")
_NOTHING_TO_READ = Text("Đã đọc hết các trang", "All pages are read")
_TO_READ = Text("{count} trang chờ đọc", "{count} {count:page|pages} to read")
_STUCK = Text("{count} trang đọc không được", "{count} {count:page|pages} could not be read")
_DISK = Text("Đĩa còn {gb} GB", "{gb} GB free on disk")
_DISK_LOW = Text("Đĩa sắp đầy: còn {gb} GB", "Disk nearly full: {gb} GB free")
_STRIP = Text("Tình trạng", "Status")
_GIB = 2**30
_REFRESH_MS = 30_000
_ICON_PX = 16


@dataclass(frozen=True)
class Status:
    """What the strip tells."""

    waiting_batches: int
    waiting_since: datetime.datetime | None
    waiting_pages: int
    stuck_pages: int
    free_bytes: int
    warn_below_bytes: int = 10 * _GIB
    """The setting disk_warn_gb."""


def status_of(station: "Station") -> Status:
    """Look it up in the store and on its disk."""
    waiting = [batch for batch in station.desk.records.batches() if "complete" not in batch.receipts and _approved(station, batch.entries)]
    since = min((_sealed_at(station, batch.name) for batch in waiting), default=None)
    jobs = station.desk.jobs.all()
    stuck = sum(job.state == "needs-person" for job in jobs)
    warn = round(settings_in_force().disk_warn_gb * _GIB)
    return Status(len(waiting), since, len(jobs) - stuck, stuck, shutil.disk_usage(station.folder).free, warn)


def _approved(station: "Station", entries: tuple[str, ...]) -> bool:
    """Whether the batch still stands: a refused one has given its entries back."""
    return station.desk.records.entry(entries[0]).batch is not None  # type: ignore[arg-type]


def _sealed_at(station: "Station", name: str) -> datetime.datetime:
    return datetime.datetime.fromisoformat(next(iter(station.desk.log.actions(name))).at)


class StatusStrip(QFrame):
    """Labels with icons: told by changes and by the signs of desks; twice a minute the store's lane looks at the disk."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._place: Place | None = None
        self._status: Status | None = None
        row = QHBoxLayout(self)
        row.setContentsMargins(theme.GRID_PX, theme.GRID_PX // 2, theme.GRID_PX, theme.GRID_PX // 2)
        row.setSpacing(theme.GRID_PX // 2)
        self._labels: dict[str, tuple[QLabel, ElidedLabel]] = {}
        for name in ("person", Part.SCANNER, Part.CARD, "queue", "sending", Part.LINK, "disk"):
            picture, words = QLabel(), ElidedLabel()
            self._labels[name] = (picture, words)
            row.addWidget(picture)
            row.addWidget(words)
            row.addStretch(1)
        self._timer = QTimer(self)
        self._timer.setInterval(_REFRESH_MS)
        self._timer.timeout.connect(self.refresh)
        theme.theme().changed.connect(self.retranslate)

    def start(self, place: Place) -> None:
        """Tell about this session from now on."""
        self._place, self._status = place, None
        place.changes.listen(self._changed)
        place.signs.listen(self._show_signs)
        self._timer.start()
        self.retranslate()
        self.refresh()

    def stop(self) -> None:
        """Nobody is signed in."""
        self._timer.stop()
        self._place = self._status = None

    def refresh(self) -> None:
        """Look again."""
        if self._place is not None:
            self._place.tasks.query(status_of, self.show_status)

    def show_status(self, status: Status) -> None:
        """Show what was found."""
        self._status = status
        self.retranslate()

    def retranslate(self) -> None:
        """Words in the language in force."""
        self.setAccessibleName(tr(_STRIP))
        if self._place is None:
            return
        self._put("person", person_words(self._place.session), "text")
        self._show_signs()
        if self._status is None:
            return
        for name, words, colour in status_words(self._status):
            self._put(name, words, colour)

    def _show_signs(self) -> None:
        if self._place is not None:
            for part in Part:
                sign = self._place.signs.of(part)
                self._put(part, tr(sign.words), "warning" if sign.doubtful else "text")

    def _put(self, name: str, words: str, colour: str) -> None:
        picture, label = self._labels[name]
        picture.setPixmap(pixmap("warning" if colour == "warning" else name, theme.colour(colour), int(_ICON_PX * theme.theme().scale)))
        label.setText(words)
        label.setAccessibleName(words)
        palette = label.palette()
        palette.setColor(label.foregroundRole(), theme.colour(colour))
        label.setPalette(palette)

    def _changed(self, changed: Changed) -> None:
        if changed & (BATCHES | JOBS | PAGES):
            self.refresh()


def _since(at: datetime.datetime) -> str:
    """The time when it was today, else the day."""
    local = at.astimezone()
    return local.strftime("%H:%M" if local.date() == datetime.datetime.now().astimezone().date() else "%d/%m/%Y")


def person_words(session: Session) -> str:
    """ "Đàm Ngọc Hậu, công chức"."""
    return f"{session.name}, {tr(ROLES[session.role])}"


def status_words(status: Status) -> list[tuple[str, str, str]]:
    """(icon, words, colour) of each part."""
    gb = number(status.free_bytes / 2**30, 1)
    low = status.free_bytes < status.warn_below_bytes
    since = _since(status.waiting_since) if status.waiting_since else ""
    sending = tr(_TO_SEND, count=status.waiting_batches, since=since) if status.waiting_batches else tr(_NOTHING_TO_SEND)
    reading = tr(_TO_READ, count=status.waiting_pages) if status.waiting_pages else tr(_NOTHING_TO_READ)
    if status.stuck_pages:
        stuck = tr(_STUCK, count=status.stuck_pages)
        reading = f"{stuck}; {reading}" if status.waiting_pages else stuck
    return [
        ("sending", sending, "text"),
        ("queue", reading, "warning" if status.stuck_pages else "text"),
        ("disk", tr(_DISK_LOW if low else _DISK, gb=gb), "warning" if low else "text"),
    ]
