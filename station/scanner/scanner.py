"""The contract of every scanner: SANE, the simulator, later eSCL and WIA. One contract suite for all: tests/contract/test_scanners.py.

A driver is somebody else's C code: it runs in a child process, never in the station's own.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from station.scanner.source import Captured

A4_MM = (210.0, 297.0)
A3_MM = (297.0, 420.0)


class SheetSource(StrEnum):
    """Where the scanner takes paper from."""

    FLATBED = "flatbed"
    """One sheet on the glass."""
    FEEDER = "feeder"
    """A pile, until it is empty."""


@dataclass(frozen=True)
class Device:
    """One scanner that was found."""

    id: str
    """What the driver calls it; also names the machine and bus it hangs on."""
    name: str
    """Maker and model, for people."""


@dataclass(frozen=True)
class ScanSettings:
    """What is asked of a scanner; a device that lacks a setting does what it can."""

    source: SheetSource = SheetSource.FEEDER
    dpi: int = 300
    """The archive line of 300 dpi (TT 02/2019/TT-BNV)."""
    colour: bool = True
    width_mm: float = A4_MM[0]
    height_mm: float = A4_MM[1]
    sheets_max: int | None = None
    """Stop after so many sheets: 1 for a single sheet from the feeder."""


class Scanner(Protocol):
    """One way to reach scanners. `devices` and `scan` block and belong on a thread of their own; `cancel` may come from any thread."""

    def devices(self) -> list[Device]:
        """What answers now; may take seconds. Raises StationError `scanner.program-missing`."""

    def scan(self, device: Device, settings: ScanSettings) -> Iterator[Captured]:
        """Sheets as they come; the next one is fed only when it is asked for.

        Nothing is raised: a page that arrives broken is a CaptureFault and the next goes on; trouble of the device itself
        (`scanner.*`) is a CaptureFault and the last item. A feeder that is empty after at least one sheet is the normal end.
        Closing the iterator ends the driver. One scan at a time.
        """

    def cancel(self) -> None:
        """End the running scan soon, with `scanner.cancelled`; sheets already handed over stay good. Harmless when none runs."""
