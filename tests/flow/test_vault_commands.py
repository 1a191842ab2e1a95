"""Stories of keeping, by commands: back up to a stick, lose the store, restore it here and elsewhere; an old folder against the paper."""

import json
import shutil
from pathlib import Path

import pytest

from station.domain.head_code import head_code
from station.domain.ids import OfficeId
from station.workflow.capture import open_volume
from tests.flow.conftest import PASSWORD, Office, TableReader
from ui.bootstrap import open_station
from ui.cli.app import main as run
from ui.cli.output import Exit, language


@pytest.fixture
def pc(office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """This PC: the office's store with this account's device secret, the password in the environment. The store's folder."""
    monkeypatch.setenv("STATION_PASSWORD", PASSWORD)
    monkeypatch.setenv("STATION_LANGUAGE", "en")
    language.cache_clear()
    monkeypatch.setattr("ui.bootstrap.device_secret", lambda home=None: b"\x07" * 32)
    office.province.public.save(office.folder / "province.json")
    return office.folder


@pytest.fixture
def stick(tmp_path: Path) -> Path:
    (tmp_path / "stick").mkdir()
    return tmp_path / "stick"


def work(office: Office, reader: TableReader, name: str) -> None:
    with office.desk() as desk:
        volumes = desk.records.volumes()
        office.captured(desk, reader, name, volume=volumes[0] if volumes else None)


def test_a_lost_store_comes_back_from_the_stick(
    office: Office, reader: TableReader, pc: Path, stick: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    work(office, reader, "Hoa")
    assert run(["backup", "--store", str(pc), "--to", str(stick), "--json"]) == Exit.DONE
    made = json.loads(capsys.readouterr().out)
    work(office, reader, "Mai")
    assert run(["backup", "--store", str(pc), "--to", str(stick)]) == Exit.DONE
    assert run(["verify-backup", "--store", str(pc), "--from", str(stick)]) == Exit.DONE
    capsys.readouterr()
    assert run(["backups", str(stick), "--json"]) == Exit.DONE
    [listed] = json.loads(capsys.readouterr().out)["backups"]
    assert len(listed["generations"]) == 2 and listed["generations"][0]["name"] == made["generation"]
    shutil.rmtree(pc)
    assert run(["restore", "--from", str(stick), "--store", str(pc)]) == Exit.DONE
    with open_station(pc, "clerk", PASSWORD) as station:
        assert len(station.desk.records.pages()) == 2
        kinds = [action.kind.value for action in station.desk.log.actions(station.station_id)]
        assert kinds[-2:] == ["store.backed-up", "store.restored"]
    assert run(["verify-store", "--store", str(pc)]) == Exit.DONE
    assert run(["restore", "--from", str(stick), "--store", str(pc)]) == Exit.FAILED
    assert "store.exists" in capsys.readouterr().err


def test_an_older_backup_can_be_chosen_and_a_wrong_name_is_answered_with_those_there_are(
    office: Office, reader: TableReader, pc: Path, stick: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    work(office, reader, "Hoa")
    run(["backup", "--store", str(pc), "--to", str(stick), "--json"])
    made = json.loads(capsys.readouterr().out)["generation"]
    work(office, reader, "Mai")
    run(["backup", "--store", str(pc), "--to", str(stick)])
    target = ["restore", "--from", str(stick), "--store", str(tmp_path / "old"), "--generation"]
    assert run([*target, "yesterday"]) == Exit.FAILED and made in capsys.readouterr().err
    assert run([*target, made]) == Exit.DONE
    with open_station(tmp_path / "old", "clerk", PASSWORD) as station:
        assert len(station.desk.records.pages()) == 1


def test_another_pc_opens_the_backup_with_the_recovery_code_only(
    pc: Path, stick: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    run(["init", "--store", str(tmp_path / "own"), "--practice", "--province", str(tmp_path / "province")])
    (tmp_path / "code.txt").write_text(capsys.readouterr().out.strip().splitlines()[-1])
    assert run(["backup", "--store", str(tmp_path / "own"), "--to", str(stick)]) == Exit.DONE
    monkeypatch.setattr("ui.bootstrap.device_secret", lambda home=None: b"another PC" * 4)
    arguments = ["restore", "--from", str(stick), "--store", str(tmp_path / "new")]
    assert run(arguments) == Exit.FAILED and "store.other-device" in capsys.readouterr().err
    assert not (tmp_path / "new").exists()
    (tmp_path / "wrong.txt").write_text("0000-0000-0000-0000-0000-0000-0000")
    assert run([*arguments, "--recovery-code-file", str(tmp_path / "wrong.txt")]) == Exit.FAILED
    assert run([*arguments, "--recovery-code-file", str(tmp_path / "code.txt")]) == Exit.DONE
    assert (tmp_path / "new" / "station.db").exists()


def test_wrong_media_are_a_sentence_each(pc: Path, stick: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for place, code in ((pc / "images", "backup.inside-store"), (tmp_path / "pulled", "backup.medium-gone")):
        assert run(["backup", "--store", str(pc), "--to", str(place)]) == Exit.FAILED
        assert code in capsys.readouterr().err
    assert run(["restore", "--from", str(stick), "--store", str(tmp_path / "new")]) == Exit.FAILED
    assert "backup.not-found" in capsys.readouterr().err
    assert run(["backup", "--store", str(pc)]) == Exit.USAGE


def test_a_whole_old_folder_put_back_is_told_by_the_printed_sheet(
    office: Office, reader: TableReader, pc: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Database and head.json agree with each other: nothing on this PC can notice. The paper can."""
    work(office, reader, "Hoa")
    shutil.copytree(pc, tmp_path / "old")
    work(office, reader, "Mai")
    with open_station(pc, "clerk", PASSWORD) as station:
        printed = head_code(station.desk.log.head())
    assert run(["verify-store", "--store", str(pc), "--against", printed]) == Exit.DONE
    shutil.rmtree(pc)
    shutil.copytree(tmp_path / "old", pc)
    assert run(["verify-store", "--store", str(pc)]) == Exit.DONE
    capsys.readouterr()
    assert run(["verify-store", "--store", str(pc), "--against", printed]) == Exit.FAILED
    assert "older" in capsys.readouterr().err
    assert run(["verify-store", "--store", str(pc), "--against", printed[:-1] + "?"]) == Exit.USAGE


def test_another_history_of_the_same_length_is_told_by_the_printed_sheet(
    office: Office, reader: TableReader, pc: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    shutil.copytree(pc, tmp_path / "old")
    with office.desk() as desk:
        open_volume(desk, office_id=OfficeId("99001"), kind="KS", year=2018, number="01")
        printed = head_code(desk.log.head())
    shutil.rmtree(pc)
    shutil.copytree(tmp_path / "old", pc)
    with office.desk() as desk:
        open_volume(desk, office_id=OfficeId("99001"), kind="KS", year=2018, number="02")
    assert run(["verify-store", "--store", str(pc), "--against", printed]) == Exit.FAILED
    assert "another history" in capsys.readouterr().err
