"""`python -m sync.central.cleaning`: one run over what arrived, by a timer at night. Needs Splink (requirements-linkage.lock)."""

import argparse
import importlib
import importlib.util
import logging
import sys
import tempfile
from pathlib import Path

from station.domain.errors import StationError
from station.forms.loader import load_forms
from sync.central.cleaning.register import FileRegister
from sync.central.cleaning.run import clean
from sync.central.configuration import load_configuration
from sync.central.database import connect, signing_in_as


def main() -> int:
    """0 when done; 1 for a failure, its sentence on standard error."""
    parser = argparse.ArgumentParser(prog="python -m sync.central.cleaning", description=__doc__)
    where = parser.add_mutually_exclusive_group(required=True)
    where.add_argument("--database", help="PostgreSQL URL of the central")
    where.add_argument("--configuration", type=Path, help="central.toml of a server: signs in as station_cleaner")
    parser.add_argument("--register", type=Path, required=True, help="the population register: CSV, see cleaning/register.py")
    parser.add_argument("--resources", type=Path, required=True, help="folder with forms and reference")
    parser.add_argument("--model", type=Path, help="the trained model: used where it is, else trained on this run and written there")
    parser.add_argument("--work", type=Path, help="folder on a disk of the central's for DuckDB's files; temporary and in clear")
    options = parser.parse_args()
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s %(message)s")
    try:
        database = options.database or signing_in_as("station_cleaner", load_configuration(options.configuration).database)
        if importlib.util.find_spec("splink") is None:
            raise StationError("cleaning.no-splink")
        linkage = importlib.import_module("sync.central.cleaning.linkage")
        library = load_forms(options.resources / "forms", options.resources / "reference")
        with (
            tempfile.TemporaryDirectory(dir=options.work, prefix="cleaning-") as folder,
            connect(database, "station_cleaner", autocommit=True) as connection,
        ):
            found = clean(
                connection,
                library,
                FileRegister(options.register),
                lambda left, right: linkage.link(left, right, Path(folder), options.resources / "linkage" / "start.json", options.model),
            )
    except StationError as error:
        sys.stderr.write(f"{error.sentence('vi')}\n{error}\n")
        return 1
    sys.stdout.write(", ".join(f"{outcome.value} {count}" for outcome, count in sorted(found.items())) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
