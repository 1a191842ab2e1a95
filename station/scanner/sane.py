"""Scanners through SANE's `scanimage`, one child process a scan. Its exit status is the SANE status (SANE standard 1.06, §4.2.7).

`--batch-prompt` makes it wait for a word before each sheet: the word is said when the page before was handed over and the next is
asked for, so a feeder never runs ahead of the store. Pages arrive as uncompressed TIFF in a folder in memory and are removed at once.
"""

import logging
import os
import re
import shutil
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from station.domain.errors import StationError
from station.scanner.child import Child, Ended, Line
from station.scanner.memory_folder import memory_folder
from station.scanner.sane_options import Options, parse_options, scan_arguments
from station.scanner.scanner import Device, ScanSettings, SheetSource
from station.scanner.sheet import captured_sheet
from station.scanner.source import LIMIT_MEGAPIXELS, Captured, CaptureFault

log = logging.getLogger(__name__)

SILENCE_LIMIT_S = 90.0
"""A cold lamp takes up to a minute; a driver that says nothing for longer hangs."""
LISTING_LIMIT_S = 60.0
"""All backends with the network take 3.5 s; a slow network several times that."""
_TICK_S = 0.2
_PAGE_ENDING = ".tif"
_PROMPT = "Press <RETURN>"
_TROUBLE = re.compile(r"failed: (.+)$|^scanimage: sane_\w+: (.+)$")

_REPORT = re.compile(r"\(scanner status = (\d+)\)")

_END_OF_SHEET = "5"
_BUSY, _JAMMED, _NO_DOCS, _COVER_OPEN, _IO_ERROR, _NO_MEMORY, _ACCESS_DENIED = 3, 6, 7, 8, 9, 10, 11
_CODE_OF_STATUS: Mapping[int, str] = {
    _BUSY: "scanner.busy",
    _JAMMED: "scanner.jam",
    _NO_DOCS: "scanner.empty",
    _COVER_OPEN: "scanner.cover-open",
    _IO_ERROR: "scanner.offline",
    _NO_MEMORY: "scanner.no-memory",
    _ACCESS_DENIED: "scanner.access",
}
_STATUS_OF_WORDS: Mapping[str, int] = {
    "Device busy": _BUSY,
    "Document feeder jammed": _JAMMED,
    "Document feeder out of documents": _NO_DOCS,
    "Scanner cover is open": _COVER_OPEN,
    "Error during device I/O": _IO_ERROR,
    "Out of memory": _NO_MEMORY,
    "Access to resource has been denied": _ACCESS_DENIED,
    "Invalid argument": _IO_ERROR,
}
"""sane_strstatus in the C locale; "Invalid argument" is what opening a device that is gone says."""


@dataclass
class _Run:
    """One running scan: what `cancel` needs to reach it."""

    child: Child
    cancelled: bool = False


class SaneScanner:
    """Implements the contract `Scanner`."""

    def __init__(
        self,
        program: Sequence[str] = ("scanimage",),
        *,
        environment: Mapping[str, str] | None = None,
        silence_limit_s: float = SILENCE_LIMIT_S,
        grace_s: float = 5.0,
        limit_megapixels: float = LIMIT_MEGAPIXELS,
    ) -> None:
        """`environment` is added to the station's own, for instance SANE_CONFIG_DIR; `program` is the command before its arguments."""
        self._program = tuple(program)
        self._environment = {**(environment or {}), "LC_ALL": "C"}
        self._silence_limit_s = silence_limit_s
        self._grace_s = grace_s
        self._limit_megapixels = limit_megapixels
        self._options: dict[str, Options] = {}
        self._run: _Run | None = None

    def devices(self) -> list[Device]:
        """What SANE finds, cameras left out. Raises StationError `scanner.program-missing`, `scanner.crashed`, `scanner.silent`."""
        lines = self._ask(["--formatted-device-list=%d|%v|%m|%t%n"], "SANE", LISTING_LIMIT_S)
        found = [parts for line in lines if len(parts := line.split("|")) == 4]
        return [Device(name, f"{vendor} {model}".replace("_", " ").strip()) for name, vendor, model, _kind in found if not _is_camera(name)]

    def scan(self, device: Device, settings: ScanSettings) -> Iterator[Captured]:
        """As the contract says."""
        try:
            with memory_folder() as folder:
                yield from self._scan(device, settings, folder)
        except StationError as error:
            log.warning("scan ended: %s", error.code)
            yield CaptureFault(device.name, error)
        except OSError as problem:
            yield CaptureFault(device.name, StationError("scanner.failed", device=device.name, reason=problem.strerror or "I/O"))

    def cancel(self) -> None:
        """As the contract says."""
        run = self._run
        if run is not None:
            run.cancelled = True
            run.child.interrupt()

    def _scan(self, device: Device, settings: ScanSettings, folder: Path) -> Iterator[Captured]:
        options = self._options_of(device)
        command = [*self._program, "-d", device.id, *scan_arguments(options, settings), *_batch_arguments(folder, settings)]
        run = _Run(self._started(command))
        self._run = run
        try:
            yield from self._sheets(run, device, settings, folder)
        finally:
            self._run = None
            run.child.end(self._grace_s)

    def _sheets(self, run: _Run, device: Device, settings: ScanSettings, folder: Path) -> Iterator[Captured]:
        sheets, trouble, reported = 0, "", 0
        heard_at = time.monotonic()
        while True:
            event = run.child.next_event(_TICK_S)
            if event is None:
                silent_s = time.monotonic() - heard_at
                if reported and silent_s > min(self._grace_s, self._silence_limit_s):
                    # It said what is wrong and then hung while tidying up.
                    raise _failure(reported, trouble, device.name)
                if silent_s > self._silence_limit_s:
                    raise StationError("scanner.silent", device=device.name, limit_s=round(self._silence_limit_s))
                continue
            at_prompt = isinstance(event, Line) and event.text.startswith(_PROMPT)
            if at_prompt or isinstance(event, Ended):
                # A page gets its name when it is whole: what is there now is all there is.
                for path in sorted(folder.glob(f"*{_PAGE_ENDING}")):
                    sheets += 1
                    page = captured_sheet(path, f"{device.name} {sheets:04d}", settings.dpi, self._limit_megapixels)
                    path.unlink()
                    yield page
            if isinstance(event, Ended):
                _require_good_end(event.code or reported, trouble, device, settings, sheets=sheets, cancelled=run.cancelled)
                return
            if at_prompt:
                _answer_prompt(run, more=settings.sheets_max is None or sheets < settings.sheets_max)
            trouble = _trouble_in(event.text) or trouble
            reported = _status_in(event.text, reported)
            heard_at = time.monotonic()

    def _options_of(self, device: Device) -> Options:
        if device.id not in self._options:
            lines = self._ask(["-d", device.id, "--all-options"], device.name, self._silence_limit_s)
            self._options[device.id] = parse_options(lines)
        return self._options[device.id]

    def _ask(self, arguments: Sequence[str], device: str, limit_s: float) -> list[str]:
        """Run the program for its words alone."""
        child = self._started([*self._program, *arguments])
        lines, trouble, deadline = [], "", time.monotonic() + limit_s
        try:
            while time.monotonic() < deadline:
                match child.next_event(_TICK_S):
                    case Line(text, is_error=False):
                        lines.append(text)
                    case Line(text):
                        trouble = _trouble_in(text) or trouble
                    case Ended(code):
                        if code:
                            raise _failure(code, trouble, device)
                        return lines
            raise StationError("scanner.silent", device=device, limit_s=round(limit_s))
        finally:
            child.end(self._grace_s)

    def _started(self, command: Sequence[str]) -> Child:
        if shutil.which(self._program[0]) is None:
            raise StationError("scanner.program-missing", program=self._program[0])
        return Child(command, self._environment)


def _batch_arguments(folder: Path, settings: ScanSettings) -> list[str]:
    single = ["--batch-count=1"] if settings.source is SheetSource.FLATBED else []
    return ["--format=tiff", f"--batch={folder}{os.sep}p%04d{_PAGE_ENDING}", "--batch-prompt", "--progress", *single]


def _answer_prompt(run: _Run, *, more: bool) -> None:
    """The driver waits at the feeder: feed one more sheet, or be done."""
    if more and not run.cancelled:
        run.child.say("\n")
    else:
        run.child.hang_up()


def _require_good_end(code: int, trouble: str, device: Device, settings: ScanSettings, *, sheets: int, cancelled: bool) -> None:
    """Raise StationError unless the program ended well. Cancelled is what we asked for, whatever the status says."""
    if cancelled:
        raise StationError("scanner.cancelled")
    out_of_documents = code == _NO_DOCS or (code == 0 and settings.source is SheetSource.FEEDER)
    if out_of_documents and sheets:
        return
    if out_of_documents:
        raise StationError("scanner.empty", device=device.name)
    if code or not sheets:
        raise _failure(code, trouble, device.name)


def _failure(code: int, trouble: str, device: str) -> StationError:
    if code < 0 or code >= 128:
        return StationError("scanner.crashed", device=device)
    known = _CODE_OF_STATUS.get(code) or _CODE_OF_STATUS.get(_STATUS_OF_WORDS.get(trouble, -1))
    if known == "scanner.no-memory":
        return StationError(known)
    return StationError(known, device=device) if known else StationError("scanner.failed", device=device, reason=trouble or f"SANE {code}")


def _trouble_in(text: str) -> str:
    found = _TROUBLE.search(text)
    return (found[1] or found[2]).strip() if found else ""


def _status_in(text: str, before: int) -> int:
    """The status that the program reports after each sheet; it ends with 0 all the same when a broken pipe follows the trouble."""
    found = _REPORT.search(text)
    return before if found is None else 0 if found[1] == _END_OF_SHEET else int(found[1])


def _is_camera(device_id: str) -> bool:
    """The backend `v4l` offers webcams; they are no scanners."""
    return device_id.split(":")[0] in ("v4l", "gphoto2")
