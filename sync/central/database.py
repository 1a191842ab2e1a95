"""Connections to PostgreSQL, each under the role of its process, and the migrations that make tables and roles."""

import re
from importlib import resources
from typing import Any, Final, Literal

import psycopg
from psycopg_pool import ConnectionPool

from station.domain.errors import StationError

ProcessRole = Literal["station_web", "station_opener", "station_page", "station_cleaner"]
Row = tuple[Any, ...]
Connection = psycopg.Connection[Row]

_MIGRATION_LOCK: Final = 7_310_201_716_041
"""An arbitrary number that no other program on the same server is likely to lock."""
_FOLDER: Final = resources.files("sync.central") / "migrations"
_FILE: Final = re.compile(r"(\d{3})_[a-z_]+\.sql")
_CONNECT_TIMEOUT_S: Final = 10
_PARTITIONED: Final = " PARTITION BY HASH (station_id)"
"""As the migrations spell it; left out where tables are plain."""
_POOL_WAIT_S: Final = 10.0


def connect(database_url: str, role: ProcessRole | None = None, *, autocommit: bool = False) -> Connection:
    """A connection; under `role` where one is given, as owner otherwise. Raises StationError `central.database`."""
    try:
        return psycopg.connect(
            database_url,
            options=_options(role),
            autocommit=autocommit,
            connect_timeout=_CONNECT_TIMEOUT_S,
            application_name=role or "station_owner",
        )
    except psycopg.OperationalError as error:
        # The driver's message may repeat the URL with its password: say only what kind of error it was.
        raise StationError("central.database", reason=type(error).__name__) from error
    except psycopg.ProgrammingError as error:
        raise StationError("central.database", reason="the address is not understood") from error


def signing_in_as(role: str, database_url: str) -> str:
    """The address with this user; raises StationError `central.database` for one that is not understood."""
    try:
        return psycopg.conninfo.make_conninfo(database_url, user=role)
    except psycopg.ProgrammingError as error:
        raise StationError("central.database", reason="the address is not understood") from error


def web_pool(database_url: str, size: int = 8) -> ConnectionPool[Connection]:
    """A web worker's pool; open it, and close it. Connections are made when needed.

    In autocommit mode, and not checked before use: most requests ask one question, and each of these would triple what it costs.
    """
    return ConnectionPool(
        database_url, min_size=1, max_size=size, open=False, timeout=_POOL_WAIT_S, kwargs={**_as_role("station_web"), "autocommit": True}
    )


def page_pool(database_url: str, size: int) -> ConnectionPool[Connection]:
    """The page's; a use of a connection is a transaction, and it is checked before."""
    return ConnectionPool(
        database_url, min_size=1, max_size=size, open=False, timeout=_POOL_WAIT_S, check=ConnectionPool.check_connection,
        kwargs=_as_role("station_page"),
    )  # fmt: skip


async def async_connection(database_url: str, role: ProcessRole) -> psycopg.AsyncConnection[Row]:
    """For an event loop, in autocommit mode. Raises psycopg.Error."""
    return await psycopg.AsyncConnection.connect(database_url, autocommit=True, **_as_role(role))


def _as_role(role: ProcessRole) -> dict[str, Any]:
    return {"options": _options(role), "connect_timeout": _CONNECT_TIMEOUT_S, "application_name": role}


def _options(role: ProcessRole | None) -> str:
    return f"-c role={role}" if role else ""


def migrate(database_url: str, partitions: int | None = None) -> int:
    """Bring the schema to this program's version, as owner, each step in one transaction; two at once wait for each other.

    `partitions`: how many hash partitions the tables that grow shall have, 1 for plain ones; chosen when the schema is made, kept for ever
    (None: plain, or as it is). Returns the version. Raises StationError `central.database` when the schema is newer than this program, or
    laid out otherwise.
    """
    steps = _steps()
    with connect(database_url, autocommit=True) as connection:
        connection.execute("SELECT pg_advisory_lock(%s)", (_MIGRATION_LOCK,))
        connection.execute("CREATE TABLE IF NOT EXISTS migration (version int PRIMARY KEY, at timestamptz NOT NULL DEFAULT now())")
        row = connection.execute("SELECT coalesce(max(version), 0) FROM migration").fetchone()
        version = int(row[0]) if row else 0
        if version > max(steps):
            raise StationError("central.database", reason=f"schema {version}, this program knows {max(steps)}")
        found = partitions_of(connection) if version else partitions or 1
        if partitions not in (None, found):
            raise StationError("central.database", reason=f"laid out in {found} partitions, not {partitions}: copy it into a new database")
        connection.execute("SELECT set_config('station.partitions', %s, false)", (str(found),))
        if version < max(steps):
            connection.execute((_FOLDER / "layout.sql").read_text("utf-8"))
        for number in sorted(steps):
            if number > version:
                with connection.transaction():
                    connection.execute(steps[number] if found > 1 else steps[number].replace(_PARTITIONED, ""))
                    connection.execute("INSERT INTO migration (version) VALUES (%s)", (number,))
    return max(steps)


def partitions_of(connection: Connection) -> int:
    """How many hash partitions the tables that grow have; 1 for plain ones."""
    row = connection.execute("SELECT count(*) FROM pg_inherits WHERE inhparent = to_regclass('batch')").fetchone()
    return max(1, int(row[0])) if row else 1


def _steps() -> dict[int, str]:
    """Number → statements, of the files beside this module."""
    matches = ((_FILE.fullmatch(file.name), file) for file in _FOLDER.iterdir())
    return {int(match[1]): file.read_text("utf-8") for match, file in matches if match}
