"""`python -m sync.central.server`: one process of a central on a server, as systemd starts it (docs/central.md).

`migrate` makes or renews the schema, as owner. `web`, `opener` and `page` run until SIGTERM; each signs in to PostgreSQL under the role of
its own.
"""

import argparse
import logging
import signal
import sys
import threading
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Final

from station.domain.errors import StationError
from station.domain.heap import tame_heap
from station.signing.province import Province
from station.signing.transport import der_of_pem
from sync.central.admission import Admission
from sync.central.bell import Bell
from sync.central.configuration import Configuration, load_configuration
from sync.central.database import connect, migrate, signing_in_as, web_pool
from sync.central.metrics import Standing, serve_metrics
from sync.central.objects import DirectoryObjects, Objects
from sync.central.opener import OpenerSecrets, run_opener
from sync.central.page.service import PageSettings, page_server
from sync.central.receive import ATTEMPTS_MAX
from sync.central.requests import Central
from sync.central.s3 import S3Objects
from sync.central.unix_socket import listening_on
from sync.central.workers import LARGE_BYTES, web_server

OWNER: Final = "station_owner"
_WEB_METRICS: Final = 10


def main() -> int:
    """0 after a proper stop; 1 for a failure, its sentence on standard error."""
    options = _parser().parse_args()
    logging.basicConfig(level=logging.INFO, format="%(levelname)s %(name)s %(message)s")  # the journal knows the time
    tame_heap(LARGE_BYTES)
    try:
        configuration = load_configuration(options.configuration)
        _COMMANDS[options.command](configuration, options)
    except StationError as error:
        sys.stderr.write(f"{error.sentence('vi')}\n{error}\n")
        return 1
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m sync.central.server", description="A process of the central.")
    commands = parser.add_subparsers(dest="command", required=True)
    made = {name: commands.add_parser(name, help=text) for name, text in _HELP.items()}
    for command in made.values():
        command.add_argument("--configuration", type=Path, required=True)
    made["migrate"].add_argument("--partitions", type=int, help="of a new database: 16, or 1 for plain tables")
    made["web"].add_argument("--socket", type=Path, required=True, help="the proxy's way in")
    made["web"].add_argument("--number", type=int, required=True, help="1, 2…: which of this server's workers")
    made["page"].add_argument("--socket", type=Path, required=True, help="the way in of the page's own proxy")
    made["page"].add_argument("--resources", type=Path, help="folder with forms and reference: how lines are named")
    made["opener"].add_argument("--number", type=int, required=True, help="1, 2…: which of this server's openers")
    made["opener"].add_argument("--keys", type=Path, required=True, help="folder of central.key and receipt.key")
    return parser


def _migrate(configuration: Configuration, options: argparse.Namespace) -> None:
    version = migrate(signing_in_as(OWNER, configuration.database), options.partitions)
    sys.stdout.write(f"schema {version}\n")


def _web(configuration: Configuration, options: argparse.Namespace) -> None:
    admission = Admission(configuration.quotas, configuration.objects.folder)
    database = signing_in_as("station_web", configuration.database)
    root = der_of_pem(configuration.transport_root.read_bytes())
    central = Central(Province.load(configuration.province), _objects(configuration), web_pool(database), admission, Bell(database), root)
    if configuration.metrics_port is not None:
        serve_metrics(configuration.metrics_port + _WEB_METRICS + options.number)
    with listening_on(options.socket) as listening:
        web_server(central).run(sockets=[listening])


def _page(configuration: Configuration, options: argparse.Namespace) -> None:
    province = Province.load(configuration.province)
    settings = PageSettings(
        signing_in_as("station_page", configuration.database), is_practice=province.is_practice, is_secure=True, resources=options.resources
    )
    with listening_on(options.socket) as listening:
        page_server(settings).run(sockets=[listening])


def _opener(configuration: Configuration, options: argparse.Namespace) -> None:
    database = signing_in_as("station_opener", configuration.database)
    try:
        opening, receipt = (options.keys / "central.key").read_bytes(), (options.keys / "receipt.key").read_bytes()
    except OSError as error:
        raise StationError("central.configuration", path=options.keys, reason=type(error).__name__) from error
    secrets = OpenerSecrets(Province.load(configuration.province), opening, receipt, configuration.revocation_list)
    ended = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: ended.set())
    if configuration.metrics_port is not None:
        serve_metrics(configuration.metrics_port + options.number, Standing(partial(connect, database, "station_opener"), ATTEMPTS_MAX))
    run_opener(database, _objects(configuration), secrets, ended)


def _objects(configuration: Configuration) -> Objects:
    place = configuration.objects
    return S3Objects(place.s3, place.folder) if place.s3 is not None else DirectoryObjects(place.folder)


_HELP = {
    "migrate": "make or renew the schema, as owner",
    "web": "a web worker behind the proxy",
    "opener": "the process with the keys",
    "page": "the province's page",
}
_COMMANDS: dict[str, Callable[[Configuration, argparse.Namespace], None]] = {
    "migrate": _migrate,
    "web": _web,
    "opener": _opener,
    "page": _page,
}


if __name__ == "__main__":
    sys.exit(main())
