"""`python -m sync.central`: the central alone, as a server runs it."""

import argparse
import logging
import sys
from pathlib import Path

from station.domain.errors import StationError
from station.signing.province import PracticeProvince
from station.signing.transport import der_of_pem
from sync.central.service import BehindProxy, PageAt, serve


def main() -> int:
    """0 after a proper stop; 1 for a failure, its sentence on standard error."""
    parser = argparse.ArgumentParser(prog="python -m sync.central", description="The central: receives sealed batches into PostgreSQL.")
    parser.add_argument("--data", type=Path, required=True, help="folder of the objects and of the embedded PostgreSQL")
    parser.add_argument("--province", type=Path, required=True, help="folder of the practice province whose central this is")
    parser.add_argument("--database", help="PostgreSQL URL; without it an embedded one is started (Linux)")
    parser.add_argument("--port", type=int, default=0, help="0: a free one, named on standard output")
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--workers", type=int, default=1, help="web worker processes")
    parser.add_argument("--socket", type=Path, help="Unix socket for a reverse proxy that ends TLS; then no port is opened")
    parser.add_argument("--transport-root", type=Path, help="root of the province's transport authority, PEM; goes with --socket")
    parser.add_argument("--page-socket", type=Path, help="Unix socket of the province's page, for a reverse proxy of its own")
    parser.add_argument("--page-port", type=int, help="the page on a port of --host instead; 0: a free one")
    parser.add_argument("--resources", type=Path, help="folder with forms and reference: how lines are named on the page")
    parser.add_argument("--stop-with-stdin", action="store_true", help="end when standard input ends")
    options = parser.parse_args()
    if (options.socket is None) != (options.transport_root is None):
        parser.error("--socket and --transport-root go together")
    wants_page = options.page_socket is not None or options.page_port is not None
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s %(message)s")
    try:
        serve(
            options.data, province=PracticeProvince.load(options.province), database_url=options.database, port=options.port,
            host=options.host, stop_with_stdin=options.stop_with_stdin, workers=options.workers,
            proxy=BehindProxy(options.socket, der_of_pem(options.transport_root.read_bytes())) if options.socket else None,
            page=PageAt(options.page_port or 0, options.page_socket, options.resources) if wants_page else None,
        )  # fmt: skip
    except StationError as error:
        sys.stderr.write(f"{error.sentence('vi')}\n{error}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
