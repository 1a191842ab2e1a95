"""Fixtures of the tests of sending."""

from pathlib import Path

import pytest

from tests.sync.factories import Office, make_office


@pytest.fixture
def office(tmp_path: Path) -> Office:
    return make_office(tmp_path)
