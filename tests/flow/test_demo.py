"""The whole way, with everything real: engine, store, outbox, central, PostgreSQL. One run, looked at from all sides."""

import json
import tempfile
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from station.domain.states import EntryState
from station.practice.plan import plan_pages
from ui import bootstrap
from ui.demo import Demo, Figures, run_demo
from ui.practice_office import PASSWORD

SCANNERS = "station-scan-"
"""Folders of scanners, which other tests open beside this one."""

MARKED = "Đặng Thị Ngọc Huyền Dấu"


@dataclass(frozen=True)
class Run:
    """A finished demo and the folder its temporary files went to."""

    demo: Demo
    figures: Figures
    temporary: Path


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Run]:
    temporary = tmp_path_factory.mktemp("temporary")
    out = tmp_path_factory.mktemp("demo") / "out"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TMPDIR", str(temporary))
        patch.setattr(tempfile, "tempdir", str(temporary))
        demo = Demo(out, seed=3, plan=plan_pages(4, conditions=("clean",)), marked_name=MARKED)
        yield Run(demo, run_demo(demo), temporary)


def spellings(name: str) -> list[bytes]:
    """A name as it might lie in a file: as printed and in capitals, composed and decomposed, UTF-8 and UTF-16."""
    cases = {name, name.upper(), name.lower()}
    forms = {unicodedata.normalize(form, text) for text in cases for form in ("NFC", "NFD")}
    return [text.encode(encoding) for text in forms for encoding in ("utf-8", "utf-16-le")]


def files_with_the_name(*folders: Path) -> list[Path]:
    needles = spellings(MARKED)
    files = [path for folder in folders for path in folder.rglob("*") if path.is_file()]
    assert files or not any(folder.exists() for folder in folders)
    return [path for path in files if any(needle in path.read_bytes() for needle in needles)]


def test_every_entry_is_approved_sent_and_answered(run: Run) -> None:
    assert run.figures.pages == 4
    assert run.figures.entries == run.figures.approved == run.figures.sent == run.figures.rows > 0
    assert run.figures.receipts == 2 * len(list((run.demo.store / "outbox").glob("*/manifest.json")))


def test_the_rows_of_the_database_equal_the_approved_entries(run: Run) -> None:
    assert run.figures.differences == []


def test_the_store_is_whole_afterwards(run: Run) -> None:
    assert run.figures.store_faults == []


def test_most_printed_fields_are_read_right(run: Run) -> None:
    assert run.figures.fields_right / run.figures.fields >= 0.9


def test_receipts_exports_and_report_lie_in_the_folder(run: Run) -> None:
    assert {path.suffix for path in run.figures.files} == {".xlsx", ".zip", ".pdf"}
    assert all(path.is_file() for path in run.figures.files)
    for receipt in (run.demo.out / "receipts").iterdir():
        assert json.loads(receipt.read_bytes())["body"]["type"] == "receipt"


def test_the_marked_name_was_really_captured(run: Run) -> None:
    """Without this the search below could not fail."""
    with bootstrap.open_station(run.demo.store, "clerk", PASSWORD, home=run.demo.home) as station:
        values = [field.text.casefold() for entry in station.desk.records.entries() for field in entry.fields.values()]
    assert MARKED.casefold() in values


def test_the_marked_name_lies_nowhere_in_clear(run: Run) -> None:
    station_side = [run.demo.store, run.demo.home, run.demo.province, run.demo.out / "receipts", run.temporary]
    assert files_with_the_name(*station_side) == []
    logs = [path for path in run.demo.out.rglob("*.log") if "postgres" not in path.parts]
    assert [path for path in logs if any(needle in path.read_bytes() for needle in spellings(MARKED))] == []


def test_no_temporary_file_is_left(run: Run) -> None:
    assert [path for path in run.temporary.rglob("*") if path.is_file()] == []
    in_memory = [path for path in Path("/dev/shm").glob("station-*") if not path.name.startswith(SCANNERS)]
    assert in_memory == []


def test_started_again_it_changes_nothing(run: Run) -> None:
    again = run_demo(run.demo)
    assert (again.entries, again.keyed, again.rows, again.differences) == (run.figures.entries, 0, run.figures.rows, [])


def test_scans_of_another_kind_are_kept_as_unknown_and_go_no_further(tmp_path: Path, run: Run) -> None:
    scans = tmp_path / "scans"
    scans.mkdir()
    letter = next(path for path in run.demo.out.joinpath("pages").iterdir() if path.suffix == ".jpg")
    (scans / "page.jpg").write_bytes(letter.read_bytes())
    (scans / "broken.jpg").write_bytes(letter.read_bytes()[:5000])
    demo = Demo(tmp_path / "out", seed=1, real_pages=scans)
    figures = run_demo(demo)
    assert (figures.pages, figures.failed, figures.approved, figures.rows) == (1, 1, 0, 0)
    with bootstrap.open_station(demo.store, "clerk", PASSWORD, home=demo.home) as station:
        assert {entry.state for entry in station.desk.records.entries()} <= {EntryState.READ}
