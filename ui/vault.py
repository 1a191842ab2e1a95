"""Keeping as both faces do it: backups, restoring, the audit with everything that was seen outside. The real parts, wired."""

import datetime
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from station.domain.actions import Head, NewAction
from station.domain.errors import StationError
from station.domain.ids import UserId
from station.domain.states import ActionKind
from station.store.audit import AuditReport, Examined, SeenHead, Stop, Tell, examine
from station.store.backup import BackupReport, make_backup, verify_generation
from station.store.backup_folder import BackupFolder, Generation, backups_at
from station.store.restoring import restore
from station.store.snapshot import BackupSource
from station.store.store import Store
from station.workflow.retention import Policy
from sync.client.outbox import outbox_faults, released
from ui import bootstrap

Unlock = Callable[[Path], Store]


@dataclass(frozen=True)
class Restored:
    """What a restore brought."""

    generation: Generation
    lost: list[str]
    """Images that the medium no longer has whole."""
    audit: AuditReport


def back_up(source: BackupSource, to: Path, *, tell: Tell, stop: Stop = lambda: False) -> BackupReport:
    """A new generation on the medium at `to`, as many kept as the settings say. Runs on any thread; `log_backup` follows."""
    return make_backup(source, to, keep=bootstrap.settings().backup_generations, tell=tell, stop=stop)


def log_backup(station: bootstrap.Station, report: BackupReport) -> None:
    """Write into the log that there is one, by whoever is at the station."""
    made = report.generation
    said = {"generation": made.name, "head": {"seq": made.head.seq, "hash": made.head.hash}}
    station.desk.act(ActionKind.STORE_BACKED_UP, station.station_id, said)


def last_backup(station: bootstrap.Station) -> datetime.datetime | None:
    """When the newest backup was logged; None when there was none."""
    action = station.store.log.newest(ActionKind.STORE_BACKED_UP, station.station_id)
    return datetime.datetime.fromisoformat(action.at) if action else None


def retention_policy() -> Policy:
    """What the settings say."""
    settings = bootstrap.settings()
    return Policy(settings.images_erased_after_days, settings.entries_erased_after_days)


def backup_at(place: Path) -> BackupFolder:
    """The one backup on a medium. Raises StationError `backup.not-found`, `backup.several`."""
    found = backups_at(place)
    if len(found) > 1:
        raise StationError("backup.several", path=str(place), stores=", ".join(backup.folder.name for backup in found))
    return found[0]


def generation_of(backup: BackupFolder, name: str | None) -> Generation:
    """The newest, or the one of this name. Raises StationError `backup.not-found`, `backup.generation`."""
    generations = backup.generations()
    if not generations:
        raise StationError("backup.not-found", path=str(backup.folder))
    if name is None:
        return generations[-1]
    found = next((generation for generation in generations if generation.name == name), None)
    if found is None:
        names = ", ".join(generation.name for generation in generations)
        raise StationError("backup.generation", name=name, path=str(backup.folder), names=names)
    return found


def verify_backup(source: BackupSource, place: Path, name: str | None, *, tell: Tell, stop: Stop = lambda: False) -> AuditReport:
    """Restore a generation in rehearsal and audit all of it, every image read from the medium."""
    backup = BackupFolder.on(place, source.facts.store_id)
    return verify_generation(source, backup, generation_of(backup, name), tell=tell, stop=stop)


def restore_store(place: Path, target: Path, name: str | None, unlock: Unlock, *, tell: Tell, stop: Stop = lambda: False) -> Restored:
    """Make `target` the store of a backup, opened by `unlock` and audited before it gets its name; its log says that it was restored."""
    backup = backup_at(place)
    generation = generation_of(backup, name)
    reports: list[AuditReport] = []

    def prove(folder: Path) -> None:
        with unlock(folder) as store:
            reports.append(examine(Examined.of_store(store), None, tell=tell, stop=stop))
            head = {"seq": generation.head.seq, "hash": generation.head.hash}
            said = {"generation": generation.name, "head": head}
            store.log.append([NewAction(ActionKind.STORE_RESTORED, store.facts.station_id, store.actor, said)], store.signer)

    lost = restore(backup, generation, target, prove=prove, tell=tell, stop=stop)
    return Restored(generation, lost, reports[0])


def by_password(user: str, password: str) -> Unlock:
    """On the PC that the store was made on."""
    return lambda folder: Store.open(folder, UserId(user), password, bootstrap.device_secret_for(folder))


def by_recovery_code(code: str) -> Unlock:
    """On any PC."""
    return lambda folder: Store.open_with_recovery(folder, code, bootstrap.device_secret_for(folder))


def seen_heads(store: Path) -> Iterator[SeenHead]:
    """The head of the log in the manifest of every batch of the outbox; a damaged manifest is the outbox's own affair."""
    for parcel in released(bootstrap.outbox_folder(store)):
        try:
            body = parcel.manifest().body
        except StationError:
            continue
        yield SeenHead(f"batch {body.seq}", Head(body.log_head.seq, body.log_head.hash))


def audit_all(station: bootstrap.Station, *, tell: Tell, stop: Stop = lambda: False, also: tuple[SeenHead, ...] = ()) -> AuditReport:
    """Everything that `verify-store` looks at."""
    seen = (*seen_heads(station.folder), *also)
    root = station.province.root_certificate
    report = examine(Examined.of_store(station.store), root, seen=seen, tell=tell, stop=stop)
    report.faults += outbox_faults(bootstrap.outbox_folder(station.folder), root)
    return report
