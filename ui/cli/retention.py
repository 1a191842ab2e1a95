"""The command retention: what is past its time on this PC, and its erasure."""

import datetime
from pathlib import Path

import click

from station.domain.roles import Role
from station.workflow.retention import due, erase_due
from ui import bootstrap, vault
from ui.cli.options import json_option, password, password_option, store_option, user_option
from ui.cli.output import Exit, pick, result_json, say, table


@click.command()
@store_option
@click.option("--erase", is_flag=True, help="Erase it for good. Without this it is only counted.")
@user_option(bootstrap.first_user(Role.SUPERVISOR))
@password_option
@json_option
def retention(store: Path, erase: bool, user: str, password_file: Path | None, as_json: bool) -> int:
    """Count what the central has for longer than the settings keep it here; with --erase it goes, and the log says so.

    The settings images_erased_after_days and entries_erased_after_days count from the complete receipt; 0 keeps for ever. What is of a
    volume that is not closed stays.
    """
    policy = vault.retention_policy()
    now = datetime.datetime.now(datetime.UTC)
    with bootstrap.open_station(store, user, password(password_file)) as station:
        if erase:
            done = erase_due(station.store.retention, station.store.eraser(station.desk.actor), policy, station.desk.actor, now)
            counts = {"images": done.pictures, "entries": done.entries, "payloads": done.payloads}
        else:
            found = due(station.store.retention, policy, now)
            counts = {"images": len({*found.pictures, *station.store.retention.with_picture(found.pages)}), "entries": len(found.entries)}
            counts["in_open_volumes"] = found.in_open_volumes
    if as_json:
        result_json({"version": 1, "erased": erase, **counts})
        return Exit.DONE
    names = {"images": pick("Ảnh", "Images"), "entries": pick("Mục", "Entries"), "payloads": pick("Dòng nhật ký", "Log payloads")}
    names["in_open_volumes"] = pick("Mục chờ đóng quyển", "Entries that wait for the closing of their volume")
    table([(names[name], count) for name, count in counts.items()])
    if erase:
        say(
            "Đã xoá. Bản sao lưu cũ trên USB còn giữ những thứ này cho tới khi bản đó được thay.",
            "Erased. Older backups on sticks still hold it until they are replaced.",
        )
    return Exit.DONE
