"""The real reference lists, the boat register, and small forms made to measure."""

from pathlib import Path

import pytest

from station.forms.loader import load_forms

REPOSITORY = Path(__file__).parents[2]
REFERENCE = REPOSITORY / "resources" / "reference"


@pytest.fixture(scope="session")
def boats():
    """A library that knows the boat register alone."""
    return load_forms(REPOSITORY / "tests" / "forms", REFERENCE)


@pytest.fixture(scope="session")
def library():
    """The forms that the product ships."""
    return load_forms(REPOSITORY / "resources" / "forms", REFERENCE)


@pytest.fixture(scope="session")
def lexicons(library):
    return library.lexicons
