"""Fixtures of the tests of sending: one PostgreSQL per test process, one database per test."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from sync.central.embedded import EmbeddedPostgres
from tests.sync.factories import Office, make_office
from tests.sync.live import LiveCentral, fresh_database, make_template


@pytest.fixture(scope="session")
def postgres(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with EmbeddedPostgres(tmp_path_factory.mktemp("pg")) as server:
        make_template(server.url)
        yield server.url


@pytest.fixture
def database_url(postgres: str) -> Iterator[str]:
    with fresh_database(postgres) as url:
        yield url


@pytest.fixture
def office(tmp_path: Path) -> Office:
    return make_office(tmp_path)


@pytest.fixture
def central(database_url: str, office: Office, tmp_path: Path) -> Iterator[LiveCentral]:
    with LiveCentral(database_url, tmp_path / "central", office) as running:
        yield running
