"""A volume's ledger from the command line: opened with its range, accounted for, closed, opened again."""

import json
from pathlib import Path
from typing import Any

import pytest

from ui.cli.app import main
from ui.cli.output import Exit, language


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setenv("STATION_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("STATION_PASSWORD", "mật khẩu")
    monkeypatch.setenv("STATION_LANGUAGE", "en")
    language.cache_clear()
    folder = tmp_path / "store"
    assert main(["init", "--store", str(folder), "--practice"]) == Exit.DONE
    return str(folder)


def opened(store: str, capsys: pytest.CaptureFixture[str], *more: str) -> str:
    capsys.readouterr()
    assert main(["volume", "open", "--store", store, *more]) == Exit.DONE
    return capsys.readouterr().out.strip()


def ledger(store: str, volume: str, capsys: pytest.CaptureFixture[str]) -> dict[str, Any]:
    capsys.readouterr()
    main(["ledger", "--store", store, "--volume", volume, "--json"])
    found: dict[str, Any] = json.loads(capsys.readouterr().out)
    return found


def test_a_register_goes_from_its_cover_to_its_closing_and_back(store: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    office = "UBND xã Suối Mây, huyện Đá Trắng"
    volume = opened(store, capsys, "--kind", "KS", "--year", "1999", "--office", office, "--range", "1-5")
    at = ["--store", store, "--volume", volume]
    assert main(["ledger", *at]) == Exit.PARTLY
    assert "Number 1-5/1999: no entry" in capsys.readouterr().err
    assert main(["close-volume", *at]) == Exit.FAILED
    assert "[ledger.not-balanced]" in capsys.readouterr().err
    assert main(["account", "1", "3-4", "5/1999", *at, "--as", "page-missing", "--reason", "trang bị xé"]) == Exit.DONE
    assert main(["account", "2", *at, "--as", "skipped", "--reason", " "]) == Exit.FAILED
    assert main(["account", "2", *at, "--as", "skipped", "--reason", "sổ gốc bỏ số"]) == Exit.DONE
    assert main(["unaccount", "5", *at]) == Exit.DONE
    assert ledger(store, volume, capsys)["counts"] == {"page-missing": 3, "skipped": 1, "open": 1}
    assert main(["describe-volume", *at, "--range", "1-4", "--closing-count", "7", "--shelf", "Kho 1", "A", "3", "17"]) == Exit.DONE
    assert [finding["name"] for finding in ledger(store, volume, capsys)["findings"]] == ["ledger.closing-count"]
    assert main(["close-volume", *at, "--stands", "ledger.closing-count=đếm nhầm trên giấy"]) == Exit.DONE
    found = ledger(store, volume, capsys)
    assert found["closed"]["by"] == "supervisor" and found["closed"]["closing"]["reasons"] == {"ledger.closing-count": "đếm nhầm trên giấy"}
    assert found["accounts"] == {"page-missing": ["1/1999", "3-4/1999"], "skipped": ["2/1999"]}
    assert found["volume"]["office"] == office and found["volume"]["shelf"]["box"] == "17"
    sheet = tmp_path / "ledger.pdf"
    assert main(["ledger", *at, "--pdf", str(sheet)]) == Exit.DONE and sheet.read_bytes().startswith(b"%PDF")
    assert main(["unaccount", "1", *at]) == Exit.FAILED
    assert "[volume.closed]" in capsys.readouterr().err
    assert main(["reopen-volume", *at, "--reason", "tìm thấy trang"]) == Exit.DONE
    assert main(["unaccount", "1", *at]) == Exit.DONE
    assert main(["verify-store", "--store", store]) == Exit.DONE


def test_a_box_lists_its_dossiers(store: str, capsys: pytest.CaptureFixture[str]) -> None:
    volume = opened(store, capsys, "--kind", "GCN", "--year", "2016", "--range", "1-2")
    at = ["--store", store, "--volume", volume]
    assert main(["dossier", "1", *at, "--title", "Hộ bà Lò Thị Mây", "--paper", "Giấy chứng nhận=4", "--paper", "Căn cước=1"]) == Exit.DONE
    assert main(["account", "2", *at, "--as", "page-missing", "--reason", "không có trong hộp"]) == Exit.DONE
    assert ledger(store, volume, capsys)["counts"] == {"page-missing": 1, "open": 1}


@pytest.mark.parametrize("wrong", [["--range", "1..5"], ["--range", "năm"]])
def test_what_is_no_range_is_wrong_usage(store: str, wrong: list[str]) -> None:
    assert main(["volume", "open", "--store", store, "--kind", "KS", "--year", "1999", *wrong]) == Exit.USAGE
