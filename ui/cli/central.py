"""The command that runs a central: the practice central on this PC, or the same code on a database of your own."""

from pathlib import Path

import click

from sync.central.service import serve
from ui import bootstrap
from ui.cli.output import Exit, say


@click.command()
@click.option(
    "--data",
    "data",
    type=click.Path(path_type=Path, file_okay=False),
    required=True,
    help="Folder for objects and, without --database, PostgreSQL.",
)
@click.option("--database", "database_url", metavar="URL", help="A PostgreSQL of your own; without it one is started inside DIR.")
@click.option("--port", type=int, default=8443, show_default=True, help="Loopback port; 0 takes a free one.")
@click.option("--province", "province_folder", type=click.Path(path_type=Path, file_okay=False), help="Folder of the practice province.")
@click.option("--stop-with-stdin", is_flag=True, help="Stop when standard input closes: for programs that start a central.")
def central(data: Path, database_url: str | None, port: int, province_folder: Path | None, stop_with_stdin: bool) -> int:
    """Run the practice central on loopback. Prints {"url": …} when it is ready."""
    province = bootstrap.practice_province(province_folder)
    say(f"Trung tâm thực hành, dữ liệu ở {data}.", f"Practice central, data in {data}.")
    serve(data, province=province, database_url=database_url, port=port, stop_with_stdin=stop_with_stdin)
    return Exit.DONE
