"""Benches are run by hand: that each of them still finds what it imports is seen here."""

import importlib
from pathlib import Path

import pytest

FOLDER = Path(__file__).parents[1] / "bench"
PEERS = {"linkage": "duckdb", "linkage_spark": "pyspark"}
"""Benches that need a peer which the lock file does not install."""


@pytest.mark.parametrize("name", sorted(path.stem for path in FOLDER.glob("*.py") if path.stem != "__init__"))
def test_a_bench_imports(name):
    if peer := PEERS.get(name):
        pytest.importorskip(peer)
    importlib.import_module(f"tests.bench.{name}")
