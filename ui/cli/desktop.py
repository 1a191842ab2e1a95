"""Command: the window."""

from pathlib import Path

import click

from ui.cli.options import store_option
from ui.desktop.start import run_desktop


@click.command()
@store_option
@click.option("--home", type=click.Path(path_type=Path, file_okay=False), help="Folder of this account's own files; else the usual one.")
def desktop(store: Path, home: Path | None) -> int:
    """Open the window on a store."""
    return run_desktop(store, home)
