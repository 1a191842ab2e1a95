"""Places from the command line: real on their day, called otherwise today, or left to a person."""

import json

import pytest

from ui.cli.app import main
from ui.cli.output import Exit, language


@pytest.fixture(autouse=True)
def speaks_english(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("STATION_LANGUAGE", "en")
    language.cache_clear()


def test_a_place_of_its_day_is_told_with_its_name_of_today(capsys: pytest.CaptureFixture[str]) -> None:
    written = "UBND xã Thạnh Phú, huyện Cờ Đỏ, thành phố Cần Thơ"
    assert main(["place", written, "--on", "2018-05-04", "--json"]) == Exit.DONE
    found = json.loads(capsys.readouterr().out)
    assert found["known"] == "Xã Thạnh Phú, huyện Cờ Đỏ, thành phố Cần Thơ" and found["today"] == ["Xã Thạnh Phú, thành phố Cần Thơ"]
    assert main(["place", written, "--on", "2025-09-01"]) == Exit.FAILED
    assert "look at the paper" in capsys.readouterr().err


def test_what_the_list_does_not_know_is_a_reason_to_look(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["place", "Xã Suối Mây, huyện Đá Trắng, tỉnh Cao Sơn"]) == Exit.FAILED
    assert "look at the paper" in capsys.readouterr().err
    assert main(["place", "x", "--on", "4/5/2018"]) == Exit.USAGE
