"""Every store that a release wrote opens in today's program with all it held. How they are made: keep.py."""

import json
import shutil
import zipfile
from pathlib import Path
from typing import Any

import pytest

from station.domain.roles import STATION
from station.signing.province import Province
from station.store.audit import audit
from station.store.store import Store
from tests.store_factories import DEVICE, ESCROW, Office, a_volume, open_store
from tests.upgrade.keep import EXPECTED, KEPT, contents, version

ARCHIVES = sorted(KEPT.glob("*.zip"))


@pytest.fixture(scope="module", params=ARCHIVES, ids=lambda path: path.stem)
def kept(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The archive unpacked; nobody opens this copy."""
    folder = tmp_path_factory.mktemp("kept")
    with zipfile.ZipFile(request.param) as zipped:
        zipped.extractall(folder)
    return folder


@pytest.fixture
def expected(kept: Path) -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads((kept / EXPECTED).read_text(encoding="utf-8"))
    return loaded


@pytest.fixture
def folder(kept: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(kept / "store", tmp_path / "store"))


def found_in(store: Store, expected: dict[str, Any]) -> dict[str, Any]:
    """Of what is there, what the archive knows to ask for."""
    found = contents(store)
    return {name: found[name] for name in expected if name in found}


def test_this_version_has_its_store_kept() -> None:
    assert any(path.stem.startswith(f"{version()}-schema-") for path in ARCHIVES), "run python -m tests.upgrade.keep"


def test_all_that_a_release_wrote_is_there_and_verifies(folder: Path, expected: dict[str, Any]) -> None:
    root = Province.load(folder / "province.json").root_certificate
    with open_store(folder, password=expected["password"]) as store:
        assert store.refusal == ""
        assert found_in(store, expected) == {name: expected[name] for name in expected if name not in ("password", "recovery_code")}
        report = audit(store, root)
        assert report.faults == []
        assert report.counts["actions"] == expected["head"]["seq"] and report.counts["erased"] > 0


def test_work_goes_on_in_it(folder: Path, expected: dict[str, Any]) -> None:
    with open_store(folder, password=expected["password"]) as store:
        office = Office(store)
        entry = office.finished_entry(office.open_volume(a_volume("77")))
        office.answer(office.approve([entry]), "complete")
        first = next(store.log.actions())
        store.erase_payloads([first.action_id], "hết hạn lưu", STATION)
    with open_store(folder, "minh", expected["password"]) as store:
        assert audit(store, None).faults == [] and store.refusal == ""


def test_every_other_way_in_still_opens(folder: Path, expected: dict[str, Any]) -> None:
    with Store.open_with_recovery(folder, expected["recovery_code"], DEVICE) as store:
        assert store.log.head().seq == expected["head"]["seq"]
    with Store.open_with_escrow(folder, ESCROW.private_bytes_raw()) as store:
        assert store.log.head().seq == expected["head"]["seq"]
