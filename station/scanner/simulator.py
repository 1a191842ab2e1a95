"""A scanner without hardware: it feeds image files as sheets, at its own pace, and can be told to fail. For practice, guides and tests."""

import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from station.domain.errors import StationError
from station.scanner.files import images_from
from station.scanner.scanner import Device, ScanSettings, SheetSource
from station.scanner.source import Captured, CapturedImage, CaptureFault

PRACTICE_DEVICE: Final = Device("practice:0", "Máy quét thực hành")


@dataclass
class _Run:
    """One running scan."""

    cancelled: threading.Event


class SimulatedScanner:
    """Implements the contract `Scanner`. The pile goes on where the last scan ended; after its last sheet the feeder is empty, once."""

    def __init__(
        self,
        pile: Callable[[], Sequence[Path]],
        *,
        feeder_holds: int = 8,
        seconds_per_sheet: float = 0.0,
        trouble_at: Mapping[int, str] | None = None,
    ) -> None:
        """`pile` is asked for its files when the first sheet is fed; `trouble_at`: sheet of a scan, from 1 → failure code, once each."""
        self._pile = pile
        self._feeder_holds = feeder_holds
        self._seconds_per_sheet = seconds_per_sheet
        self._trouble_at = dict(trouble_at or {})
        self._position = 0
        self._run: _Run | None = None

    def devices(self) -> list[Device]:
        """The one there is."""
        return [PRACTICE_DEVICE]

    def scan(self, device: Device, settings: ScanSettings) -> Iterator[Captured]:
        """As the contract says; resolution and colour are those of the files."""
        run = self._run = _Run(threading.Event())
        try:
            if device.id != PRACTICE_DEVICE.id:
                raise StationError("scanner.offline", device=device.name)
            yield from self._sheets(run, device, settings)
        except StationError as error:
            yield CaptureFault(device.name, error)
        finally:
            self._run = None

    def cancel(self) -> None:
        """As the contract says."""
        run = self._run
        if run is not None:
            run.cancelled.set()

    def _sheets(self, run: _Run, device: Device, settings: ScanSettings) -> Iterator[Captured]:
        pile = self._pile()
        for number in range(1, self._wanted(settings) + 1):
            run.cancelled.wait(self._seconds_per_sheet)
            if run.cancelled.is_set():
                raise StationError("scanner.cancelled")
            if number in self._trouble_at:
                raise _trouble(self._trouble_at.pop(number), device)
            if self._position >= len(pile):
                # Somebody fills the feeder again before the next scan.
                self._position = 0
                if number == 1:
                    raise StationError("scanner.empty", device=device.name)
                return
            self._position += 1
            yield self._sheet(pile[self._position - 1], f"{device.name} {number:04d}")

    def _wanted(self, settings: ScanSettings) -> int:
        holds = 1 if settings.source is SheetSource.FLATBED else self._feeder_holds
        return min(holds, settings.sheets_max or holds)

    @staticmethod
    def _sheet(path: Path, name: str) -> Captured:
        page = next(iter(images_from([path])))
        return replace(page, source_name=name, source_path="") if isinstance(page, CapturedImage) else CaptureFault(name, page.error)


def _trouble(code: str, device: Device) -> StationError:
    return StationError(code, device=device.name)
