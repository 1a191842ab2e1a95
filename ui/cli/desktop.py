"""The command that opens the window: on a store, or on the practice office. Loads nothing that its sign-in page does not need."""

import sys
from pathlib import Path

import click

from ui.cli.output import say
from ui.cli.running import run_command
from ui.desktop.start import run_desktop
from ui.practice_office import PASSWORD, open_practice_office


@click.command()
@click.option("--store", "store", type=click.Path(path_type=Path, file_okay=False), help="Folder of the store.")
@click.option("--practice", is_flag=True, help="Open the practice office; it is made at first use.")
@click.option(
    "--practice-folder",
    type=click.Path(path_type=Path, file_okay=False),
    help="Where the practice office lies; else the account's own place.",
)
@click.option("--home", type=click.Path(path_type=Path, file_okay=False), help="Folder of this account's own files; else the usual one.")
def desktop(store: Path | None, practice: bool, practice_folder: Path | None, home: Path | None) -> int:
    """Open the window."""
    if practice == (store is not None):
        raise click.UsageError("either --store DIR or --practice")
    if store is not None:
        return run_desktop(store, home)
    say("Mở văn phòng thực hành ...", "Opening the practice office ...")
    office = open_practice_office(practice_folder)
    say(
        f"Người dùng: clerk, supervisor; mật khẩu: {PASSWORD}. Trang để nhập: {office.pages}",
        f"Users: clerk, supervisor; password: {PASSWORD}. Pages to import: {office.pages}",
    )
    return run_desktop(office.store, home or office.home)


def main() -> int:
    """`station desktop ...` without the other commands: they would cost the window a second of its start."""
    return run_command(desktop, sys.argv[2:], "station desktop")
