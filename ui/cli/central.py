"""The command that runs a central: the practice central on this PC, or the same code on a database of your own."""

from pathlib import Path

import click

from station.signing.transport import der_of_pem
from sync.central.service import BehindProxy, PageAt, serve
from ui import bootstrap
from ui.cli.output import Exit, say
from ui.resources import RESOURCES


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
@click.option("--socket", "socket_path", type=click.Path(path_type=Path, dir_okay=False), help="Unix socket for a proxy that ends TLS.")
@click.option("--transport-root", type=click.Path(path_type=Path, dir_okay=False, exists=True), help="Root of TLS, PEM; with --socket.")
@click.option("--page-port", type=int, help="Show the province's page on this loopback port; 0 takes a free one.")
@click.option(
    "--page-socket", type=click.Path(path_type=Path, dir_okay=False), help="The page on a Unix socket for a proxy; see page.conf."
)
@click.option("--stop-with-stdin", is_flag=True, help="Stop when standard input closes: for programs that start a central.")
def central(
    data: Path, database_url: str | None, port: int, province_folder: Path | None, socket_path: Path | None, transport_root: Path | None,
    page_port: int | None, page_socket: Path | None, stop_with_stdin: bool,
) -> int:  # fmt: skip
    """Run the practice central on loopback, or behind a proxy (resources/central/nginx.conf). Prints {"url": …} when it is ready."""
    if (socket_path is None) != (transport_root is None):
        raise click.UsageError("--socket and --transport-root go together")
    proxy = BehindProxy(socket_path, der_of_pem(transport_root.read_bytes())) if socket_path and transport_root else None
    page = PageAt(page_port or 0, page_socket, RESOURCES) if page_port is not None or page_socket else None
    province = bootstrap.practice_province(province_folder)
    say(f"Trung tâm thực hành, dữ liệu ở {data}.", f"Practice central, data in {data}.")
    serve(data, province=province, database_url=database_url, port=port, stop_with_stdin=stop_with_stdin, proxy=proxy, page=page)
    return Exit.DONE
