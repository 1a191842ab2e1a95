"""Programs that stand in for `scanimage` and misbehave: python -m tests.faulty.scanners BEHAVIOUR ARGUMENTS-OF-SCANIMAGE...

It speaks as the real one does in batch mode with a prompt: asks on standard error, waits for a line, writes a TIFF.
"""

import os
import signal
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from PIL import Image

SHEETS = 5


def sheet(number: int) -> Image.Image:
    return Image.new("L", (1200, 1600), 200 + number)


def write(path: Path, number: int) -> None:
    sheet(number).save(path, "TIFF")


@contextmanager
def ending_with(code: int) -> Iterator[None]:
    """An interrupted scan tidies up and ends with an I/O error, as the real one does."""
    try:
        yield
    except KeyboardInterrupt:
        print("scanimage: received signal 2", file=sys.stderr)
        raise SystemExit(code) from None


def before_sheet(behaviour: str, number: int, path: Path) -> None:
    """What goes wrong, at the sheet that it goes wrong at."""
    if behaviour == "crash" and number == 2:
        os.kill(os.getpid(), signal.SIGSEGV)
    if behaviour == "hang" and number == 2:
        time.sleep(600)
    if behaviour == "deaf" and number == 2:
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        time.sleep(600)
    if behaviour == "jam" and number == 3:
        print("scanimage: sane_start: Document feeder jammed", file=sys.stderr)
        raise SystemExit(6)
    if behaviour == "jam-then-hang" and number == 3:
        print("Scanned page 3. (scanner status = 6)", file=sys.stderr, flush=True)
        time.sleep(600)
    if behaviour == "abort" and number == 2:
        raise SystemExit(134)
    if behaviour == "unknown" and number == 2:
        print("scanimage: sane_read: Lamp burnt out", file=sys.stderr)
        raise SystemExit(77)
    if behaviour == "half" and number == 2:
        sheet(number).save(path, "TIFF")
        path.write_bytes(path.read_bytes()[:5000])
    if behaviour == "leaves-part" and number == 2:
        path.with_suffix(".tif.part").write_bytes(b"half a page")
        raise SystemExit(9)
    if behaviour == "empty-file" and number == 2:
        path.write_bytes(b"")


def scan(behaviour: str, pattern: str) -> None:
    for number in range(1, SHEETS + 1):
        if behaviour == "noisy":
            print("\r".join(f"Progress: {percent}.0%" for percent in range(2000)), file=sys.stderr)
            sys.stderr.buffer.write(b"\xff\xfe\x00rubbish\n")
        print(f"Place document no. {number} on the scanner.\nPress <RETURN> to continue.", file=sys.stderr, flush=True)
        if not sys.stdin.readline():
            return
        path = Path(pattern % number)
        before_sheet(behaviour, number, path)
        if not (behaviour in ("half", "empty-file") and number == 2):
            write(path, number)
    print("scanimage: sane_start: Document feeder out of documents", file=sys.stderr)


def main() -> None:
    behaviour, *arguments = sys.argv[1:]
    if any(argument.startswith("--formatted-device-list") for argument in arguments):
        if behaviour == "listing-crash":
            os.kill(os.getpid(), signal.SIGABRT)
        print("not a device at all\nfake:0|Fake|one|flatbed scanner\nv4l:/dev/video0|Noname|Webcam|virtual device")
        return
    if "--all-options" in arguments:
        print("    --source Flatbed|ADF Duplex|ADF Simplex [Flatbed]\n    --resolution 75|150|400dpi [75]\n    -x 0..215.9mm [215.9]")
        return
    pattern = next(argument.removeprefix("--batch=") for argument in arguments if argument.startswith("--batch="))
    with ending_with(9):
        scan(behaviour, pattern)


if __name__ == "__main__":
    main()
