"""The commands around the chip card as a newcomer meets them, with practice cards and over PC/SC."""

import json
import time
from pathlib import Path
from typing import Any

import pytest

from station.idcard.pcsc import present_readers
from station.idcard.simulator import practice_card
from station.idcard.simulator.cards import practice_state
from station.idcard.simulator.vpcd import VirtualCard
from tests.card_service import CardService
from ui.cli.app import main
from ui.cli.output import Exit, language


@pytest.fixture(autouse=True)
def own_machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("STATION_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("STATION_LANGUAGE", "en")
    language.cache_clear()


def printed(capsys: pytest.CaptureFixture[str]) -> Any:
    return json.loads(capsys.readouterr().out)


def test_a_practice_card_as_json(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["card", "read", "--reader", "practice:binh", "--json"]) == Exit.DONE
    result = printed(capsys)
    assert list(result) == ["access", "mrz", "dg13", "photo", "verdicts", "findings", "seconds", "apdus"]
    assert result["access"] == "pace"
    assert result["mrz"]["number"] == "185000117"
    assert result["dg13"]["full_name"] == "Nguyễn Thị Thanh Bình"
    assert list(result["photo"]) == ["format", "width", "height", "sha256"]
    assert list(result["verdicts"]) == ["issuer", "unaltered", "genuine", "valid"]
    assert all(verdict["ok"] is True and verdict["why"].endswith(".") for verdict in result["verdicts"].values())
    assert result["findings"] == []


def test_a_practice_card_for_people(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["card", "read", "--reader", "practice:truncated-file"]) == Exit.DONE
    said = capsys.readouterr().out
    assert "Data unaltered  not known: DG13 could not be read" in said
    assert "! DG13 on the chip is damaged" in said


def test_a_card_that_cannot_be_read_is_one_sentence(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["card", "read", "--reader", "practice:other-kind", "--json"]) == Exit.FAILED
    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err.splitlines()[-1].endswith("[card.other-kind]")


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["--can", "12"], "card.can-form"),
        (["--mrz", "A,B,C"], "card.mrz-form"),
        (["--can", "123456", "--reader", "practice:nobody"], "card.unknown-reader"),
        (["--can", "123456"], "card.service-stopped"),
    ],
)
def test_what_is_wrong_is_said(arguments: list[str], code: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["card", "read", *arguments]) == Exit.FAILED
    assert f"[{code}]" in capsys.readouterr().err


@pytest.mark.parametrize("arguments", [[], ["--can", "123456", "--mrz", "A,B,C"]])
def test_wrong_usage(arguments: list[str]) -> None:
    assert main(["card", "read", *arguments]) == Exit.USAGE


def test_the_practice_cards_are_listed(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["card", "practice"]) == Exit.DONE
    assert "rogue-issuer" in capsys.readouterr().out


def test_over_the_service_before_and_after_an_import(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    card = practice_card("binh")
    file = tmp_path / "csca.cer"
    file.write_bytes(practice_state().certificate)
    with CardService() as service:
        with VirtualCard(card.chip(), service.ports[0]):
            until = time.monotonic() + 10
            while not any(view.has_card for view in present_readers()) and time.monotonic() < until:
                time.sleep(0.05)
            read = ["card", "read", "--mrz", ",".join(card.person.zone), "--json"]
            assert main(read) == Exit.DONE
            assert {name: verdict["ok"] for name, verdict in printed(capsys)["verdicts"].items()} == dict.fromkeys(
                ("issuer", "unaltered", "genuine", "valid")
            )
            assert main(["card", "trust", "import", str(file), "--json"]) == Exit.DONE
            assert printed(capsys)["certificates"] == 1
            assert main(["card", "trust", "show", "--json"]) == Exit.DONE
            assert printed(capsys) == {"certificates": 1, "lists": 0, "days": 0, "problems": []}
            assert main(["card", "read", "--can", card.person.can, "--reader", service.readers[0], "--json"]) == Exit.DONE
            assert all(verdict["ok"] for verdict in printed(capsys)["verdicts"].values())
            assert main(["card", "readers", "--json"]) == Exit.DONE
            assert printed(capsys)[0] == {"name": service.readers[0], "card": True}
        assert main(["card", "read", "--can", "123456", "--reader", "Station"]) == Exit.FAILED
        assert "[card.unknown-reader]" in capsys.readouterr().err
