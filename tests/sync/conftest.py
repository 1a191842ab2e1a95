"""Fixtures of the tests of sending: one PostgreSQL per test process, its database emptied for each test."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from sync.central.embedded import EmbeddedPostgres
from tests.sync.factories import Office, make_office
from tests.sync.live import LiveCentral, empty, fresh_database, make_server_quick

PARTITIONS = 16


@pytest.fixture(scope="session")
def postgres(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with EmbeddedPostgres(tmp_path_factory.mktemp("pg")) as server:
        make_server_quick(server.url)
        yield server.url


@pytest.fixture(scope="session")
def plain_database(postgres: str) -> Iterator[str]:
    with fresh_database(postgres) as url:
        yield url


@pytest.fixture(scope="session")
def partitioned_database(postgres: str) -> Iterator[str]:
    with fresh_database(postgres, PARTITIONS) as url:
        yield url


@pytest.fixture(params=["plain", pytest.param("partitioned", marks=pytest.mark.full)])
def database_url(request: pytest.FixtureRequest) -> str:
    """Plain tables, and hash partitions: the same tests pass on both."""
    url: str = request.getfixturevalue(f"{request.param}_database")
    empty(url)
    return url


@pytest.fixture
def office(tmp_path: Path) -> Office:
    return make_office(tmp_path)


@pytest.fixture
def central(database_url: str, office: Office, tmp_path: Path) -> Iterator[LiveCentral]:
    with LiveCentral(database_url, tmp_path / "central", office) as running:
        yield running
