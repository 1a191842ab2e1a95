"""Commands about a store as a whole: init and status."""

from collections import Counter
from pathlib import Path
from typing import Any

import click

from station.domain.errors import StationError
from station.domain.roles import Role
from sync.client.outbox import released
from ui import bootstrap
from ui.cli.options import json_option, password, password_option, store_option, user_option
from ui.cli.output import Exit, pick, result_json, say, table


@click.command()
@store_option
@click.option("--practice", is_flag=True, help="Make a store of the practice office: invented people, keys that vouch for nothing.")
@click.option("--province", "province_folder", type=click.Path(path_type=Path, file_okay=False), help="Folder of the practice province.")
@password_option
def init(store: Path, practice: bool, province_folder: Path | None, password_file: Path | None) -> int:
    """Make a store.

    A practice store has the users `clerk`, `supervisor`, `keyer`, `admin` and `auditor`, all with the password given.
    A real store needs the province's keys.
    """
    if not practice:
        raise StationError("store.no-province")
    secret = password(password_file)
    province = bootstrap.practice_province(province_folder)
    recovery_code = bootstrap.create_practice_store(store, secret, province=province)
    say(f"Đã tạo kho thực hành ở {store}.", f"Made a practice store at {store}.")
    say("Ghi mã khôi phục ra giấy và cất vào phong bì niêm phong:", "Write the recovery code down and keep it in a sealed envelope:")
    print(recovery_code)
    return Exit.DONE


@click.command()
@store_option
@user_option(bootstrap.first_user(Role.CLERK))
@password_option
@json_option
def status(store: Path, user: str, password_file: Path | None, as_json: bool) -> int:
    """Show pages, entries by state, and batches with their receipts."""
    with bootstrap.open_station(store, user, password(password_file)) as station:
        facts = status_of(station)
    if as_json:
        result_json(facts)
    else:
        _print_status(facts)
    return Exit.DONE


def status_of(station: bootstrap.Station) -> dict[str, Any]:
    """The state of the store as JSON values."""
    records = station.desk.records
    pages = records.pages()
    entries = records.entries()
    volumes = []
    for volume in records.volumes():
        of_volume = [entry for entry in entries if entry.volume_id == volume.volume_id]
        volumes.append({
            "id": volume.volume_id, "kind": volume.kind, "year": volume.year, "number": volume.number, "title": volume.title,
            "pages": sum(page.volume_id == volume.volume_id for page in pages),
            "entries": dict(Counter(entry.state.value for entry in of_volume)),
        })  # fmt: skip
    jobs = station.desk.jobs.all()
    waiting = {parcel.folder.name for parcel in released(bootstrap.outbox_folder(station.folder)) if parcel.waits}
    return {
        "version": 1,
        "station": station.station_id,
        "realm": station.store.facts.realm,
        "volumes": volumes,
        "pages": {"total": len(pages), **Counter(page.state.value for page in pages)},
        "jobs": [{"page": job.page_id, "state": job.state, "attempts": job.attempts, "last_error": job.last_error} for job in jobs],
        "entries": dict(Counter(entry.state.value for entry in entries)),
        "batches": [
            {
                "name": batch.name, "seq": batch.seq, "volume": batch.volume_id, "entries": len(batch.entries),
                "approved_by": batch.approved_by, "receipts": sorted(batch.receipts),
                "waits": batch.name in waiting,
            }
            for batch in records.batches()
        ],
    }  # fmt: skip


def _print_status(facts: dict[str, Any]) -> None:
    rows: list[tuple[str, object]] = [
        (pick("Trang", "Pages"), _counts(facts["pages"])),
        (pick("Mục", "Entries"), _counts(facts["entries"])),
    ]
    for volume in facts["volumes"]:
        label = f"{volume['kind']} {volume['number']}/{volume['year']}"
        rows.append((label, f"{volume['id']}  {volume['pages']} {pick('trang', 'pages')}  {_counts(volume['entries'])}"))
    for batch in facts["batches"]:
        receipts = ", ".join(batch["receipts"]) or pick("chưa có biên nhận", "no receipt yet")
        safe = "complete" in batch["receipts"]
        place = pick("đã ở trung tâm", "at the central") if safe else pick("còn ở máy này", "still here")
        rows.append((pick("Lô ", "Batch ") + str(batch["seq"]), f"{batch['name'][:12]}  {batch['entries']} · {receipts} · {place}"))
    for job in facts["jobs"]:
        rows.append((pick("Chưa đọc", "Not read"), f"{job['page']}  {job['state']} {job['last_error']}"))
    table(rows)


def _counts(counts: dict[str, int]) -> str:
    return ", ".join(f"{state} {count}" for state, count in counts.items()) or "0"
