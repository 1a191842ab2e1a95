"""The built program must do the main job by itself: help, the demo end to end, the window; without this checkout and Python's variables.

Prints size and times. Exit 0 only when everything is there.
"""

import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

DIST = Path(__file__).resolve().parent / "dist" / "station"
PROGRAM = DIST / ("station.exe" if sys.platform == "win32" else "station")
LIMIT_S = 600
WINDOW_S = 40.0
"""Enough to make the practice office, open the window and load what the desks need."""
MADE_BY_THE_DEMO = ("export/*.xlsx", "export/*.zip", "receipts/*")


def clean_environment(home: Path) -> dict[str, str]:
    """What a clerk's account has: nothing of a virtual environment."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "VIRTUAL_ENV", "LD_"))}
    return {**kept, "HOME": str(home), "STATION_HOME": str(home / "station"), "STATION_LANGUAGE": "en", "LC_ALL": "C.UTF-8"}


def timed(arguments: list[str], folder: Path) -> float:
    """Run the program from `folder`; return seconds. Exits with its code when it fails."""
    started = time.monotonic()
    done = subprocess.run([str(PROGRAM), *arguments], cwd=folder, env=clean_environment(folder), timeout=LIMIT_S, check=False)
    if done.returncode != 0:
        sys.exit(f"station {arguments[0]} ended with {done.returncode}")
    return time.monotonic() - started


def stands(arguments: list[str], folder: Path, seconds: float) -> None:
    """Start what goes on until it is ended; exit unless it does, and without an error said."""
    with (folder / "said").open("w+b") as said:
        environment = {**clean_environment(folder), "QT_QPA_PLATFORM": "offscreen"}
        program = subprocess.Popen([str(PROGRAM), *arguments], cwd=folder, env=environment, stderr=said)
        try:
            code = program.wait(seconds)
        except subprocess.TimeoutExpired:
            code = None
        program.terminate()
        program.wait(seconds)
        said.seek(0)
        text = said.read().decode()
    if code is not None or "Traceback" in text:
        sys.exit(f"station {arguments[0]} did not stay open: {text}")


def size_mb(folder: Path) -> float:
    """What the folder holds, links not followed."""
    return sum(path.lstat().st_size for path in folder.rglob("*") if not path.is_symlink()) / 1e6


def main(count: str = "6") -> None:
    """Size, start, demo, window. `count`: practice pages."""
    with tempfile.TemporaryDirectory(prefix="station-smoke-") as name:
        folder = Path(name)
        # The first start reads everything from the disk; the second is what a clerk sees.
        starts_s = [timed(["--help"], folder) for _ in range(2)]
        demo_s = timed(["demo", "--out", str(folder / "demo"), "--count", count], folder)
        stands(["desktop", "--practice", "--practice-folder", str(folder / "practice")], folder, WINDOW_S)
        lacking = [pattern for pattern in MADE_BY_THE_DEMO if not list((folder / "demo").glob(pattern))]
        if lacking:
            sys.exit(f"the demo left no {', '.join(lacking)}")
        tesseract = shutil.which("tesseract") or "none"
    print(f"size {size_mb(DIST):.0f} MB; start {starts_s[0]:.2f} s, again {starts_s[1]:.2f} s")
    print(f"demo of {count} pages {demo_s:.1f} s; tesseract {tesseract}")


if __name__ == "__main__":
    main(*sys.argv[1:])
