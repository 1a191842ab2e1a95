"""SANE's program when it misbehaves, and what its words about a device mean. The contract itself: tests/contract/test_scanners.py."""

import os
import sys
from pathlib import Path

import pytest

from station.domain.errors import StationError
from station.scanner.memory_folder import memory_folder, sweep
from station.scanner.sane import SaneScanner
from station.scanner.sane_options import parse_options, scan_arguments
from station.scanner.scanner import Device, ScanSettings, SheetSource
from station.scanner.source import CapturedImage, CaptureFault

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="SANE is for Unix")

ROOT = Path(__file__).resolve().parents[2]
DEVICE = Device("fake:0", "Fake one")


def faulty(behaviour: str, **limits: float) -> SaneScanner:
    program = (sys.executable, "-m", "tests.faulty.scanners", behaviour)
    return SaneScanner(program, environment={"PYTHONPATH": str(ROOT)}, **limits)


def scanned(behaviour: str, **limits: float) -> tuple[int, list[str]]:
    """How many good pages came, and the codes of the faults in order."""
    items = list(faulty(behaviour, **limits).scan(DEVICE, ScanSettings()))
    return sum(isinstance(item, CapturedImage) for item in items), [item.error.code for item in items if isinstance(item, CaptureFault)]


@pytest.mark.parametrize(
    ("behaviour", "pages", "faults"),
    [
        ("crash", 1, ["scanner.crashed"]),
        ("abort", 1, ["scanner.crashed"]),
        ("jam", 2, ["scanner.jam"]),
        ("unknown", 1, ["scanner.failed"]),
        ("half", 4, ["capture.truncated"]),
        ("empty-file", 4, ["capture.empty-file"]),
        ("leaves-part", 1, ["scanner.offline"]),
        ("noisy", 5, []),
    ],
)
def test_a_misbehaving_driver_costs_no_page_that_came_whole(behaviour: str, pages: int, faults: list[str]) -> None:
    assert scanned(behaviour) == (pages, faults)


@pytest.mark.parametrize("behaviour", ["hang", "deaf"])
def test_a_driver_that_hangs_is_ended_even_when_it_does_not_listen(behaviour: str) -> None:
    assert scanned(behaviour, silence_limit_s=1.0, grace_s=0.3) == (1, ["scanner.silent"])


def test_a_driver_that_hangs_after_it_said_what_is_wrong_is_believed() -> None:
    assert scanned("jam-then-hang", grace_s=0.5) == (2, ["scanner.jam"])


def test_nothing_of_a_page_is_left_in_memory_whatever_the_driver_leaves() -> None:
    with memory_folder() as folder:
        place = folder.parent
    scanned("leaves-part")
    assert list(place.glob(f"station-scan-{os.getpid()}-*")) == []


def test_what_a_killed_station_left_in_memory_is_swept(tmp_path: Path) -> None:
    gone, mine = tmp_path / "station-scan-999999999-x", tmp_path / f"station-scan-{os.getpid()}-y"
    for folder in (gone, mine):
        folder.mkdir()
        (folder / "p0001.tif").write_bytes(b"page")
    sweep(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == [mine.name]


def test_an_unknown_trouble_is_told_in_the_drivers_words() -> None:
    (*_, fault) = faulty("unknown").scan(DEVICE, ScanSettings())
    assert isinstance(fault, CaptureFault)
    assert "Lamp burnt out" in fault.error.sentence("vi")


def test_a_fault_names_the_sheet_and_never_the_hidden_file() -> None:
    fault = next(item for item in faulty("half").scan(DEVICE, ScanSettings()) if isinstance(item, CaptureFault))
    assert "p0002" not in fault.error.sentence("vi")
    assert "Fake one 0002" in fault.error.sentence("vi")


def test_devices_are_scanners_with_readable_names_and_no_webcams() -> None:
    assert faulty("good").devices() == [Device("fake:0", "Fake one")]


def test_a_crash_while_looking_for_devices_is_a_failure_with_a_remedy() -> None:
    with pytest.raises(StationError, match=r"scanner\.crashed"):
        faulty("listing-crash").devices()


def test_a_missing_program_is_a_failure_that_names_it() -> None:
    with pytest.raises(StationError, match=r"scanner\.program-missing"):
        SaneScanner(("no-such-scanning-program",)).devices()


def test_a_count_ends_the_feed_without_an_error() -> None:
    items = list(faulty("good").scan(DEVICE, ScanSettings(sheets_max=2)))
    assert [type(item) for item in items] == [CapturedImage, CapturedImage]


OPTIONS = """
All options specific to device `maker:usb':
  Scan Mode:
    --mode Lineart|Gray|24bit Color[Fast]|Color [Color]
    --resolution 75|150|300|600dpi [75]
    --source FlatBed|Automatic Document Feeder(left aligned,Duplex)|Automatic Document Feeder(left aligned) [FlatBed]
    --brightness -50..50% (in steps of 1) [inactive]
  Geometry:
    -x 0..215.9mm (in steps of 0.1) [215.9]
    -y 0..297.18mm (in steps of 0.1) [297.18]
"""


def arguments(settings: ScanSettings, text: str = OPTIONS) -> list[str]:
    return scan_arguments(parse_options(text.splitlines()), settings)


def test_the_feeder_is_asked_for_by_the_makers_own_word_one_sided() -> None:
    assert "--source=Automatic Document Feeder(left aligned)" in arguments(ScanSettings(source=SheetSource.FEEDER))


def test_the_glass_is_asked_for_by_the_makers_own_word() -> None:
    assert "--source=FlatBed" in arguments(ScanSettings(source=SheetSource.FLATBED))


@pytest.mark.parametrize(("wanted", "asked"), [(300, 300), (200, 300), (1200, 600), (50, 75)])
def test_a_resolution_from_a_list_is_never_coarser_than_wanted_where_there_is_one(wanted: int, asked: int) -> None:
    assert f"--resolution={asked}" in arguments(ScanSettings(dpi=wanted))


def test_an_area_larger_than_the_glass_is_the_whole_glass() -> None:
    asked = arguments(ScanSettings(width_mm=297, height_mm=420))
    assert asked[asked.index("-x") + 1 :: 2] == ["215.9", "297.18"]


def test_what_a_device_does_not_know_is_not_asked_for() -> None:
    assert arguments(ScanSettings(), "    --preview[=(yes|no)] [no]") == []


def test_an_inactive_option_is_left_alone() -> None:
    assert "--brightness" not in parse_options(OPTIONS.splitlines())
