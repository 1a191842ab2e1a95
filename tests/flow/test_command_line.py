"""The command line as a newcomer meets it: one store, every command, and what bad input gets."""

import json
import re
from pathlib import Path
from typing import Any

import click
import pytest
from PIL import Image

from station.domain.states import EntryState
from station.workflow.capture import open_volume
from sync.client import sending
from tests.seated import fill
from tests.sheets_of_paper import again, as_file, sheet
from tests.sync.live import QUICK
from ui import bootstrap
from ui.cli.app import main, station
from ui.cli.output import Exit, language

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("home")


@pytest.fixture(autouse=True)
def own_machine(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """English, a password, and a home of its own for device secret and practice province."""
    monkeypatch.setenv("STATION_HOME", str(home))
    monkeypatch.setenv("STATION_PASSWORD", "mật khẩu")
    monkeypatch.setenv("STATION_LANGUAGE", "en")
    language.cache_clear()


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory, home: Path) -> Path:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("STATION_HOME", str(home))
        patch.setenv("STATION_PASSWORD", "mật khẩu")
        folder = tmp_path_factory.mktemp("office") / "store"
        assert main(["init", "--store", str(folder), "--practice"]) == Exit.DONE
    return folder


@pytest.fixture(scope="module")
def volume(store: Path, home: Path) -> str:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("STATION_HOME", str(home))
        with bootstrap.open_station(store, "clerk", "mật khẩu") as opened:
            office = opened.store.facts.office_id
            return open_volume(opened.desk, office_id=office, kind="KS", year=2018, number="01").volume_id


def printed(capsys: pytest.CaptureFixture[str]) -> Any:
    return json.loads(capsys.readouterr().out)


def test_status_of_a_new_store_is_json_a_program_can_read(store: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["status", "--store", str(store), "--json"]) == Exit.DONE
    assert printed(capsys)["batches"] == []


def test_a_store_without_a_province_is_made_only_for_practice(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["init", "--store", str(tmp_path / "real")]) == Exit.FAILED
    assert "[store.no-province]" in capsys.readouterr().err
    assert not (tmp_path / "real").exists()


def test_a_store_is_never_made_over_another(store: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = (store / "store.json").read_bytes()
    assert main(["init", "--store", str(store), "--practice"]) == Exit.FAILED
    assert "[store.exists]" in capsys.readouterr().err
    assert (store / "store.json").read_bytes() == before


def test_a_wrong_password_is_one_clear_sentence(store: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setenv("STATION_PASSWORD", "sai")
    assert main(["status", "--store", str(store)]) == Exit.FAILED
    assert (
        capsys.readouterr().err.strip()
        == "Wrong user name or password. Type it again; check the input method and Caps Lock. [store.wrong-password]"
    )


def test_no_password_at_all_says_where_to_put_it(store: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.delenv("STATION_PASSWORD")
    assert main(["status", "--store", str(store)]) == Exit.FAILED
    assert "--password-file" in capsys.readouterr().err


def test_the_password_may_come_from_a_file(store: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("STATION_PASSWORD")
    (tmp_path / "secret").write_text("mật khẩu\n", encoding="utf-8")
    assert main(["status", "--store", str(store), "--password-file", str(tmp_path / "secret")]) == Exit.DONE


def test_a_second_start_on_the_same_store_is_refused(store: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with bootstrap.open_station(store, "clerk", "mật khẩu"):
        assert main(["status", "--store", str(store)]) == Exit.FAILED
    assert "[store.in-use]" in capsys.readouterr().err


def test_a_folder_that_is_no_store_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["status", "--store", str(tmp_path)]) == Exit.FAILED
    assert "[store.not-found]" in capsys.readouterr().err


def test_bad_files_are_named_and_the_good_one_goes_in(store: Path, volume: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    Image.effect_noise((1300, 1700), 40).convert("RGB").save(tmp_path / "good.jpg")
    whole = (tmp_path / "good.jpg").read_bytes()
    (tmp_path / "cut.jpg").write_bytes(whole[: len(whole) // 2])
    (tmp_path / "text.jpg").write_text("không phải ảnh", encoding="utf-8")
    arguments = ["import", str(tmp_path), "--store", str(store), "--volume", volume, "--no-reading"]
    assert main(arguments) == Exit.PARTLY
    complaints = capsys.readouterr().err
    assert "[capture.truncated]" in complaints and "[capture.not-an-image]" in complaints and "1 pages imported, 2 failed" in complaints
    assert main(["status", "--store", str(store), "--json"]) == Exit.DONE
    assert printed(capsys)["pages"] == {"total": 1, "captured": 1}


def test_a_reason_for_a_finding_that_the_entry_has_not_is_refused(store: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with bootstrap.open_station(store, "clerk", "mật khẩu") as opened:
        [entry_id] = fill(opened, ["Lan"], number="07")
    assert main(["check", entry_id, "--store", str(store), "--override", "ks.nobody_knows=đúng"]) == Exit.USAGE
    assert "ks.nobody_knows" in capsys.readouterr().err
    with bootstrap.open_station(store, "clerk", "mật khẩu") as opened:
        assert opened.desk.records.entry(entry_id).state is EntryState.READ


def test_importing_the_same_folder_again_adds_nothing(store: Path, volume: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    Image.effect_noise((1300, 1700), 41).convert("RGB").save(tmp_path / "again.png")
    arguments = ["import", str(tmp_path), "--store", str(store), "--volume", volume, "--no-reading"]
    assert (main(arguments), main(arguments)) == (Exit.DONE, Exit.DONE)
    assert "in the volume already" in capsys.readouterr().err


def test_another_picture_of_a_sheet_is_told(store: Path, volume: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    may, lam = sheet("Vịt Thị Mây", "02.03.2018", "Nữ", "Kinh", "Ao Sâu"), sheet("Gà Văn Lâm", "17.11.2009", "Nam", "Tày", "Bản Thung")
    for number, page in enumerate((may, lam, again(lam, turn=0.9, pale=0.3))):
        (tmp_path / f"{number}.jpg").write_bytes(as_file(page))
    assert main(["import", str(tmp_path), "--store", str(store), "--volume", volume, "--no-reading"]) == Exit.DONE
    said = capsys.readouterr().err
    assert said.count("scanned twice") == 1 and "2.jpg: The picture looks like page " in said


def test_an_empty_folder_is_said_to_be_empty(store: Path, volume: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["import", str(tmp_path), "--store", str(store), "--volume", volume, "--no-reading"]) == Exit.FAILED
    assert "[capture.nothing-found]" in capsys.readouterr().err


def test_a_volume_that_does_not_exist_is_named(store: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["import", str(tmp_path), "--store", str(store), "--volume", "0000"]) == Exit.FAILED
    assert "[store.unknown-item]" in capsys.readouterr().err


def test_nothing_checked_means_nothing_to_approve(store: Path, volume: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["approve", "--store", str(store), "--volume", volume]) == Exit.FAILED
    assert "[approval.nothing]" in capsys.readouterr().err


def test_a_central_that_is_down_is_one_sentence_and_harms_nothing(
    store: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sending, "Pace", lambda: QUICK)  # as often, and no waiting
    assert main(["sync", "--store", str(store), "--central", "http://127.0.0.1:9", "--once"]) == Exit.DONE
    assert "no batch waits" in capsys.readouterr().err


def test_the_store_is_whole(store: Path, volume: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["verify-store", "--store", str(store), "--json"]) == Exit.DONE
    assert printed(capsys)["whole"] is True


def test_a_changed_image_is_found_by_verify_store(store: Path, volume: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    Image.effect_noise((1300, 1700), 42).convert("RGB").save(tmp_path / "victim.png")
    assert main(["import", str(tmp_path), "--store", str(store), "--volume", volume, "--no-reading"]) == Exit.DONE
    image = max((store / "images").rglob("*"), key=lambda path: path.stat().st_mtime if path.is_file() else 0)
    whole = image.read_bytes()
    image.write_bytes(whole[:-1] + bytes([whole[-1] ^ 1]))
    try:
        assert main(["verify-store", "--store", str(store), "--json"]) == Exit.FAILED
    finally:
        image.write_bytes(whole)
    captured = capsys.readouterr().out
    assert json.loads(captured[captured.index("{") :])["whole"] is False


def test_the_delivered_forms_have_no_faults(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check-forms", "--json"]) == Exit.DONE
    assert printed(capsys)["faults"] == []


def test_every_fault_of_a_broken_form_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "boat" / "1").mkdir(parents=True)
    (tmp_path / "boat" / "1" / "form.toml").write_text('id = "boat"\nversion = "1"\n', encoding="utf-8")
    assert main(["check-forms", str(tmp_path), "--json"]) == Exit.FAILED
    assert {"kind", "title", "basis", "faces", "blocks", "fields"} <= {fault["key"] for fault in printed(capsys)["faults"]}


def test_an_unknown_form_is_refused_before_anything_is_read(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["read", str(tmp_path), "--form", "boat", "--json"]) == Exit.FAILED
    assert "[forms.unknown]" in capsys.readouterr().err


def test_wrong_usage_has_its_own_exit_code(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["status"]) == Exit.USAGE
    assert "--store" in capsys.readouterr().err


def test_every_command_explains_itself_and_stands_in_the_readme(capsys: pytest.CaptureFixture[str]) -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    for name in station.list_commands(click.Context(station)):
        assert main([name, "--help"]) == Exit.DONE
        assert len(capsys.readouterr().out.splitlines()) > 3
        assert re.search(rf"^\| `{name}\b", readme, re.MULTILINE), name
