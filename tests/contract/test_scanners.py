"""The contract of station.scanner.scanner.Scanner, for every driver: SANE over its own test backend, and the simulator."""

import io
import os
import sys
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest
from PIL import Image

from station.scanner.sane import SaneScanner
from station.scanner.scanner import Device, Scanner, ScanSettings, SheetSource
from station.scanner.simulator import SimulatedScanner
from station.scanner.source import Captured, CapturedImage, CaptureFault

SHEETS = 10
"""SANE's test backend feeds ten sheets; the simulator is given as many."""
QUICK = ScanSettings(dpi=75)
SMALL = ScanSettings(dpi=75, colour=False, width_mm=40, height_mm=50)
"""A page that fits into a pipe: SANE's test backend breaks its own pipe when trouble comes in the middle of a larger one."""
TROUBLES = ["scanner.busy", "scanner.jam", "scanner.cover-open", "scanner.offline", "scanner.access"]
_STATUS = {
    "scanner.busy": "DEVICE_BUSY",
    "scanner.jam": "JAMMED",
    "scanner.cover-open": "COVER_OPEN",
    "scanner.offline": "IO_ERROR",
    "scanner.access": "ACCESS_DENIED",
    "scanner.empty": "NO_DOCS",
}


@dataclass(frozen=True)
class Rig:
    """A kind of scanner on the bench: `with_trouble(code)` is one that fails at its first sheet, `slow()` one that takes its time."""

    plain: Callable[[], Scanner]
    with_trouble: Callable[[str], Scanner]
    slow: Callable[[], Scanner]


def sane(folder: Path, changed: Mapping[str, str]) -> SaneScanner:
    """A SANE of its own: only the test backend, set up by its configuration file."""
    folder.mkdir(exist_ok=True)
    (folder / "dll.conf").write_text("test\n")
    wanted = {"number_of_devices": "1", "mode": '"Gray"', "geometry_max": "500.0", "test-picture": '"Color pattern"', **changed}
    (folder / "test.conf").write_text("".join(f"{key} {value}\n" for key, value in wanted.items()))
    return SaneScanner(environment={"SANE_CONFIG_DIR": str(folder)}, silence_limit_s=20.0, grace_s=2.0)


@pytest.fixture(params=["sane", "simulator"])
def rig(request: pytest.FixtureRequest, tmp_path: Path) -> Rig:
    if request.param == "sane":
        if sys.platform == "win32":
            pytest.skip("SANE is for Unix")
        at = tmp_path / "sane"
        slow = {"read-limit": "true", "read-limit-size": "4096", "read-delay": "true", "read-delay-duration": "50000"}
        return Rig(
            plain=lambda: sane(at, {}),
            with_trouble=lambda code: sane(at, {"read-status-code": f'"SANE_STATUS_{_STATUS[code]}"'}),
            slow=lambda: sane(at, slow),
        )
    files = [tmp_path / f"{number:02d}.png" for number in range(1, SHEETS + 1)]
    for number, path in enumerate(files):
        Image.new("L", (1240, 1754), 200 + number).save(path)
    return Rig(
        plain=lambda: SimulatedScanner(lambda: files, feeder_holds=99),
        with_trouble=lambda code: SimulatedScanner(lambda: files, trouble_at={1: code}),
        slow=lambda: SimulatedScanner(lambda: files, seconds_per_sheet=60.0),
    )


def only_device(scanner: Scanner) -> Device:
    (device,) = scanner.devices()
    return device


def codes(items: list[Captured]) -> list[str]:
    return [item.error.code if isinstance(item, CaptureFault) else "page" for item in items]


def test_a_device_has_an_id_for_the_driver_and_a_name_for_people(rig: Rig) -> None:
    device = only_device(rig.plain())
    assert device.id
    assert device.name


def test_the_glass_gives_exactly_one_page(rig: Rig) -> None:
    scanner = rig.plain()
    assert codes(list(scanner.scan(only_device(scanner), ScanSettings(SheetSource.FLATBED, dpi=75)))) == ["page"]


def test_the_feeder_gives_every_sheet_and_being_empty_afterwards_is_no_error(rig: Rig) -> None:
    scanner = rig.plain()
    assert codes(list(scanner.scan(only_device(scanner), QUICK))) == ["page"] * SHEETS


def test_a_page_is_whole_lossless_and_says_its_size(rig: Rig) -> None:
    scanner = rig.plain()
    page = next(scanner.scan(only_device(scanner), QUICK))
    assert isinstance(page, CapturedImage)
    with Image.open(io.BytesIO(page.content)) as image:
        image.load()
        assert image.size == (page.width, page.height)
        assert Image.MIME[image.format or ""] == page.media_type == "image/png"
    assert len(page.source_hash) == 64
    assert page.source_path == ""


def test_the_pages_of_one_feed_have_names_of_their_own(rig: Rig) -> None:
    scanner = rig.plain()
    names = [item.source_name for item in scanner.scan(only_device(scanner), QUICK)]
    assert len(set(names)) == SHEETS


def test_an_empty_feeder_at_the_start_is_a_failure(rig: Rig) -> None:
    scanner = rig.with_trouble("scanner.empty")
    assert codes(list(scanner.scan(only_device(scanner), SMALL))) == ["scanner.empty"]


@pytest.mark.parametrize("code", TROUBLES)
def test_trouble_of_the_device_is_the_last_item_and_has_its_own_code(rig: Rig, code: str) -> None:
    scanner = rig.with_trouble(code)
    assert codes(list(scanner.scan(only_device(scanner), SMALL))) == [code]


def test_a_device_that_is_gone_is_offline(rig: Rig) -> None:
    assert codes(list(rig.plain().scan(Device("test:77", "Gone"), QUICK))) == ["scanner.offline"]


def test_cancel_between_pages_keeps_what_came_and_says_so(rig: Rig) -> None:
    scanner = rig.plain()
    feed = scanner.scan(only_device(scanner), QUICK)
    came = [next(feed), next(feed)]
    scanner.cancel()
    assert codes(came + list(feed)) == ["page", "page", "scanner.cancelled"]


def test_cancel_from_another_thread_ends_a_page_in_progress(rig: Rig) -> None:
    scanner = rig.slow()
    device = only_device(scanner)
    items: list[Captured] = []
    scanning = threading.Thread(target=lambda: items.extend(scanner.scan(device, QUICK)))
    scanning.start()
    while scanning.is_alive():
        scanner.cancel()
        scanning.join(0.05)
    assert codes(items) == ["scanner.cancelled"]


def test_cancel_without_a_scan_is_harmless(rig: Rig) -> None:
    scanner = rig.plain()
    scanner.cancel()
    assert codes(list(scanner.scan(only_device(scanner), ScanSettings(SheetSource.FLATBED, dpi=75)))) == ["page"]


def test_a_feed_that_is_given_up_ends_the_driver_and_the_scanner_can_be_used_again(rig: Rig) -> None:
    scanner = rig.plain()
    device = only_device(scanner)
    feed = scanner.scan(device, QUICK)
    next(feed)
    feed.close()  # type: ignore[attr-defined]
    assert codes([next(scanner.scan(device, QUICK))]) == ["page"]


def test_a_count_of_sheets_is_kept_to(rig: Rig) -> None:
    scanner = rig.plain()
    assert codes(list(scanner.scan(only_device(scanner), ScanSettings(dpi=75, sheets_max=3)))) == ["page"] * 3


def test_the_next_sheet_is_fed_only_when_it_is_asked_for(rig: Rig) -> None:
    scanner = rig.plain()
    feed = scanner.scan(only_device(scanner), QUICK)
    next(feed)
    # What the driver had fed on its own would lie in memory now, in plain.
    assert list(Path("/dev/shm").glob(f"station-scan-{os.getpid()}-*/*")) == []
    scanner.cancel()
    assert codes(list(feed)) == ["scanner.cancelled"]
