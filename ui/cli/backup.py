"""Commands that keep a store safe elsewhere: backup, backups, verify-backup, restore."""

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from station.domain.findings import Text
from station.domain.roles import Role
from station.store.audit import Tell
from station.store.backup_folder import Generation, backups_at
from ui import bootstrap, vault
from ui.cli.options import code_option, given_recovery_code, json_option, password, password_option, store_option, user_option
from ui.cli.output import Exit, pick, result_json, say, table

_MIB = 1 << 20
_CLERK = bootstrap.first_user(Role.CLERK)


def _place_option(name: str, help_text: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    return click.option(name, "place", type=click.Path(path_type=Path, file_okay=False), required=name != "--to", help=help_text)


def telling() -> Tell:
    """Progress as one line on a terminal; silent where nobody looks."""
    if not sys.stderr.isatty():
        return lambda done, total, text: None

    def tell(done: int, total: int, text: Text) -> None:
        count = f" {done}/{total}" if total else ""
        print(f"\r{pick(text.vi, text.en)}{count}…\033[K", end="\r", file=sys.stderr, flush=True)

    return tell


@click.command()
@store_option
@_place_option("--to", "Folder on a stick, another disk or a share; without it the setting backup_folder.")
@user_option(_CLERK)
@password_option
@json_option
def backup(store: Path, place: Path | None, user: str, password_file: Path | None, as_json: bool) -> int:
    """Add a backup to those on a stick or share: only what is new is copied; it counts once it was restored in rehearsal and audited."""
    chosen = place or Path(bootstrap.settings().backup_folder)
    if chosen == Path():
        raise click.UsageError("--to DIR, or the setting backup_folder")
    with bootstrap.open_station(store, user, password(password_file)) as station:
        report = vault.back_up(station.store.backup_source(), chosen, tell=telling())
        vault.log_backup(station, report)
    for fault in report.faults:
        say(f"KHÔNG SAO LƯU ĐƯỢC: {fault}", f"NOT BACKED UP: {fault}")
    if as_json:
        result_json({
            "version": 1, "generation": report.generation.name, "added": report.added, "added_bytes": report.added_bytes,
            "kept": report.kept, "faults": report.faults,
        })  # fmt: skip
    else:
        table([
            (pick("Bản sao lưu", "Backup"), report.generation.name),
            (pick("Ở", "At"), report.folder),
            (pick("Tệp mới", "New files"), f"{report.added} ({report.added_bytes / _MIB:.1f} MB)"),
            (pick("Đang giữ", "Kept"), report.kept),
        ])  # fmt: skip
        if _same_disk(store, chosen):
            say(
                "Bản sao lưu nằm trên cùng một đĩa với kho: hỏng đĩa là mất cả hai.",
                "The backup is on the same disk as the store: one broken disk takes both.",
            )
    return Exit.PARTLY if report.faults else Exit.DONE


@click.command()
@click.argument("place", metavar="DIR", type=click.Path(path_type=Path, file_okay=False))
@json_option
def backups(place: Path, as_json: bool) -> int:
    """List the backups on a stick or share. Needs no password."""
    found = [(backup.folder, backup.generations()) for backup in backups_at(place)]
    if as_json:
        stores = [{"folder": str(folder), "generations": [_facts(one) for one in generations]} for folder, generations in found]
        result_json({"version": 1, "backups": stores})
    else:
        for folder, generations in found:
            print(folder)
            table([(one.name, f"{one.made_at}  {len(one.images)} {pick('ảnh', 'images')}  {one.head.seq}") for one in generations])
    return Exit.DONE


def _facts(generation: Generation) -> dict[str, object]:
    return {
        "name": generation.name, "made_at": generation.made_at, "station": generation.station_id, "office": generation.office_id,
        "images": len(generation.images), "head": {"seq": generation.head.seq, "hash": generation.head.hash},
    }  # fmt: skip


@click.command("verify-backup")
@store_option
@_place_option("--from", "Where the backup lies.")
@click.option("--generation", "name", help="Which one; the newest otherwise.")
@user_option(_CLERK)
@password_option
def verify_backup(store: Path, place: Path, name: str | None, user: str, password_file: Path | None) -> int:
    """Restore a backup in rehearsal and audit all of it, every image read from the medium. Exit 1 when anything is wrong."""
    with bootstrap.open_station(store, user, password(password_file)) as station:
        report = vault.verify_backup(station.store.backup_source(), place, name, tell=telling())
    table([(count, number) for count, number in report.counts.items()])
    for fault in report.faults:
        say(f"LỖI: {fault}", f"FAULT: {fault}")
    if not report.faults:
        say("Bản sao lưu nguyên vẹn.", "The backup is whole.")
    return Exit.FAILED if report.faults else Exit.DONE


@click.command()
@_place_option("--from", "Where the backup lies: the stick, or the folder station-backup-… on it.")
@store_option
@click.option("--generation", "name", help="Which one; the newest otherwise. `backups DIR` lists them.")
@user_option(_CLERK)
@password_option
@code_option
def restore(place: Path, store: Path, name: str | None, user: str, password_file: Path | None, code_file: Path | None) -> int:
    """Make a new folder the store of a backup. Nothing is written over; it is opened and audited before it counts.

    On the PC that made the store a password opens it; on another PC the recovery code does.
    """
    code = given_recovery_code(code_file)
    unlock = vault.by_recovery_code(code) if code else vault.by_password(user, password(password_file))
    restored = vault.restore_store(place, store, name, unlock, tell=telling())
    for sentence in restored.lost:
        say(f"MẤT: {sentence}", f"LOST: {sentence}")
    for fault in restored.audit.faults:
        say(f"LỖI: {fault}", f"FAULT: {fault}")
    table([
        (pick("Kho", "Store"), store),
        (pick("Bản sao lưu", "Backup"), f"{restored.generation.name} ({restored.generation.made_at})"),
        *restored.audit.counts.items(),
    ])  # fmt: skip
    say(
        "Việc làm sau bản sao lưu này không có trong kho. Nếu kho cũ vẫn còn dùng được thì đừng dùng cả hai: trung tâm sẽ khoá trạm.",
        "What was done after this backup is not in the store. If the old store still works, never use both: the central shuts the station.",
    )
    return Exit.PARTLY if restored.lost or restored.audit.faults else Exit.DONE


def _same_disk(store: Path, place: Path) -> bool:
    return store.stat().st_dev == place.stat().st_dev
