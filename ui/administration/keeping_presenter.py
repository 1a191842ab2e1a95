"""What the section Sao lưu does, without a widget: backup, audit, retention, each beside the work of the others."""

import datetime
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from station.domain.errors import StationError
from station.domain.findings import Text
from station.domain.head_code import head_code
from station.domain.rights import Right, may
from station.domain.roles import Role
from station.store.audit import SeenHead
from station.store.backup import BackupReport, audit_beside
from station.store.snapshot import BackupSource
from station.workflow.retention import Policy, due, erase_due
from sync.client.outbox import outbox_faults
from ui import bootstrap, vault
from ui.administration import keeping_texts as texts
from ui.changes import BATCHES, ENTRIES, PAGES, Changed, Changes
from ui.tasks import Progress, Running, Tasks

if TYPE_CHECKING:
    from ui.bootstrap import Station


@dataclass(frozen=True)
class Facts:
    """What is looked up."""

    last: datetime.datetime | None = None
    place: str = ""
    """The setting; empty when none is set."""
    due_images: int = 0
    due_entries: int = 0
    keeps_for_ever: bool = True
    head: str = ""
    """Code of the head, as printed sheets carry it."""
    in_open_volumes: int = 0
    """Entries that are past their time and wait for the closing of their volume."""


@dataclass(frozen=True)
class Shown:
    """Everything the page shows."""

    facts: Facts = Facts()
    place: Path | None = None
    """Where the next backup goes."""
    step: tuple[int, int, Text] | None = None
    """Of what is at work; None when nothing is."""
    message: Text | None = None
    trouble: StationError | None = None
    faults: tuple[str, ...] = ()


class View(Protocol):
    """What the page can show."""

    def show_state(self, shown: Shown) -> None:
        """All of it."""


class KeepingPresenter:
    """One section's mind."""

    def __init__(self, tasks: Tasks, changes: Changes, role: Role) -> None:
        self._tasks = tasks
        self.may_back_up = may(role, Right.BACK_UP)
        self.may_erase = may(role, Right.ERASE)
        self.shown = Shown()
        self.view: View | None = None
        self._running: Running | None = None
        changes.listen(self._changed)

    def refresh(self) -> None:
        """Look again."""
        self._tasks.query(_facts, self._show_facts)

    def choose(self, place: Path) -> None:
        """Another stick or share."""
        self._show(replace(self.shown, place=place, message=None, trouble=None))

    def back_up(self) -> None:
        """On the free lane, with a connection of its own: everybody works on. The log says so afterwards."""
        place = self.shown.place
        if place is None or not self.may_back_up or self.shown.step is not None:
            return
        self._begin()

        def begin(source: "_Source") -> None:
            self._run(lambda progress: _backed_up(source, place, progress), self._log_backup)

        self._tasks.query(_source, begin, self._fail)

    def verify(self) -> None:
        """The whole audit, of a snapshot."""
        if self.shown.step is not None:
            return
        self._begin()
        self._tasks.query(_source, lambda source: self._run(lambda progress: _audited(source, progress), self._say_audit), self._fail)

    def erase(self) -> None:
        """What is past its time, for good; the page has asked."""
        if self.may_erase and self.shown.step is None:
            self._tasks.change(_erased, self._say_erased, self._fail, changed=PAGES | ENTRIES | BATCHES)

    def stop(self) -> None:
        """Ask what is at work to stop."""
        if self._running is not None:
            self._running.cancel()

    def _run(self, run: "Callable[[Progress], _Report]", done: "Callable[[_Report], None]") -> None:
        self._running = self._tasks.free(run, done, self._fail, self._step)

    def _step(self, done: int, total: int, text: Text) -> None:
        self._show(replace(self.shown, step=(done, total, text)))

    def _begin(self) -> None:
        self._show(replace(self.shown, step=(0, 0, texts.AT_WORK), message=None, trouble=None, faults=()))

    def _log_backup(self, report: "_Report") -> None:
        message = texts.NOT_ALL if report.faults else texts.BACKED_UP.filled(added=report.added, kept=report.kept)
        self._tasks.change(
            lambda station: _log(station, report),
            lambda _: self._end(message, report.faults),
            self._fail,
            changed=Changed.NOTHING,
        )

    def _say_audit(self, report: "_Report") -> None:
        if report.faults:
            self._end(texts.FAULTS, report.faults)
        else:
            self._end(texts.STOPPED if report.stopped else texts.WHOLE.filled(actions=report.actions, images=report.images), ())

    def _say_erased(self, erased: tuple[int, int]) -> None:
        self._end(texts.ERASED.filled(images=erased[0], entries=erased[1]), ())

    def _end(self, message: Text, faults: tuple[str, ...]) -> None:
        self._show(replace(self.shown, step=None, message=message, trouble=None, faults=faults))
        self.refresh()

    def _fail(self, error: StationError) -> None:
        self._show(replace(self.shown, step=None, message=None, trouble=error))

    def _show_facts(self, facts: Facts) -> None:
        place = self.shown.place or (Path(facts.place) if facts.place else None)
        self._show(replace(self.shown, facts=facts, place=place))

    def _changed(self, changed: Changed) -> None:
        if changed & (BATCHES | ENTRIES) and self.view is not None:
            self.refresh()

    def _show(self, shown: Shown) -> None:
        self.shown = shown
        if self.view is not None:
            self.view.show_state(shown)


@dataclass(frozen=True, repr=False)
class _Source:
    """What the free lane needs of the open store."""

    backup: BackupSource
    root: bytes
    seen: tuple[SeenHead, ...]


@dataclass(frozen=True)
class _Report:
    """What long work brought."""

    faults: tuple[str, ...] = ()
    added: int = 0
    kept: int = 0
    actions: int = 0
    images: int = 0
    stopped: bool = False
    backup: BackupReport | None = None


def _facts(station: "Station") -> Facts:
    policy = vault.retention_policy()
    found = due(station.store.retention, policy, _now())
    return Facts(
        vault.last_backup(station), bootstrap.settings().backup_folder, len(found.pictures), len(found.entries), policy == Policy(),
        head_code(station.desk.log.head()), found.in_open_volumes,
    )  # fmt: skip


def _source(station: "Station") -> _Source:
    return _Source(station.store.backup_source(), station.province.root_certificate, tuple(vault.seen_heads(station.folder)))


def _backed_up(source: _Source, place: Path, progress: Progress) -> _Report:
    report = vault.back_up(source.backup, place, tell=progress.report, stop=lambda: progress.cancelled)
    return _Report(tuple(report.faults), report.added, report.kept, backup=report)


def _audited(source: _Source, progress: Progress) -> _Report:
    report = audit_beside(source.backup, source.root, seen=source.seen, tell=progress.report, stop=lambda: progress.cancelled)
    faults = (*report.faults, *outbox_faults(bootstrap.outbox_folder(source.backup.folder), source.root))
    return _Report(faults, actions=report.counts.get("actions", 0), images=report.counts.get("images", 0), stopped=report.stopped)


def _log(station: "Station", report: _Report) -> None:
    if report.backup is not None:
        vault.log_backup(station, report.backup)


def _erased(station: "Station") -> tuple[int, int]:
    erased = erase_due(
        station.store.retention, station.store.eraser(station.desk.actor), vault.retention_policy(), station.desk.actor, _now()
    )
    return erased.pictures, erased.entries


def _now() -> datetime.datetime:
    return datetime.datetime.now(datetime.UTC)
