"""As a new user would: the province makes authority and codes, a station is enrolled, sends through nginx, carries a stick, is revoked."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from station.signing.transport import TransportAuthority
from station.workflow.capture import open_volume
from sync.central.database import connect
from sync.central.ledger import history
from tests.sync.live import CentralProcess
from tests.sync.proxied import HOST, Nginx
from ui import bootstrap
from ui.cli.app import main
from ui.cli.output import Exit, language

PASSWORD = "mật khẩu"


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    for name, value in (("HOME", tmp_path / "home"), ("PASSWORD", PASSWORD), ("LANGUAGE", "en")):
        monkeypatch.setenv(f"STATION_{name}", str(value))
    language.cache_clear()
    assert main(["init", "--store", str(tmp_path / "store"), "--practice"]) == Exit.DONE
    yield tmp_path
    language.cache_clear()


@pytest.mark.full
def test_from_the_authority_to_a_revoked_station(
    place: Path, database_url: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def run(*arguments: object) -> int:
        capsys.readouterr()
        return main([str(argument) for argument in arguments])

    monkeypatch.setenv("STATION_DATABASE", database_url)
    store, authority = place / "store", place / "authority"
    province = bootstrap.practice_province()
    assert run("province", "authority", "--folder", authority) == Exit.DONE
    assert run("province", "server-certificate", HOST, "--authority", authority, "--out", place / "etc") == Exit.DONE
    root = place / "etc" / "transport-root.pem"
    with (
        CentralProcess(place / "central", place / "home" / "practice-province", database_url, socket_path=place / "c.sock", root=root),
        Nginx(place / "c.sock", TransportAuthority.load(authority), made=place / "etc") as nginx,
    ):
        assert run("province", "ticket", "--central", nginx.url, "--authority", authority, "--out", place / "ticket") == Exit.DONE
        with bootstrap.open_station(store, "clerk", PASSWORD) as opened:
            office, station = opened.store.facts.office_id, opened.store.facts.station_id
            open_volume(opened.desk, office_id=office, kind="KS", year=2018, number="01")
        (place / "headed.csv").write_text(f"{office},Quầy 3\n\noffice,label\n", encoding="utf-8")
        assert run("province", "codes", place / "headed.csv", "--out", place / "codes.csv") == Exit.USAGE
        assert "line 3 of" in capsys.readouterr().err
        (place / "pcs.csv").write_text(f'{office},"Quầy 2, trệt"\n{office},Quầy 3\n', encoding="utf-8")
        assert run("province", "codes", place / "pcs.csv", "--out", place / "codes.csv") == Exit.DONE
        first = (place / "codes.csv").read_text("utf-8-sig").splitlines()[1]
        assert first.startswith(f'{office},"Quầy 2, trệt",')
        (place / "code").write_text(first.rpartition(",")[2])
        assert run("sync", "--store", store, "--central", nginx.url, "--once") == Exit.FAILED
        assert "[transport.none]" in capsys.readouterr().err
        enrol = ("enrol", "--store", store, "--ticket", place / "ticket", "--code-file", place / "code")
        assert run(*enrol) == Exit.FAILED
        assert "[transport.waits]" in capsys.readouterr().err
        assert run("province", "requests") == Exit.DONE
        number, _, _, _, label, asked, fingerprint = capsys.readouterr().out.strip().split("\t")
        assert (label, asked) == ("Quầy 2, trệt", station)
        approve = ("province", "approve-machine", number, "--by", "tinh", "--authority", authority, "--fingerprint")
        assert run(*approve, "0000 0000") == Exit.FAILED, "another fingerprint than was read out"
        assert "[transport.fingerprint]" in capsys.readouterr().err
        assert run(*approve, fingerprint) == Exit.DONE
        assert run(*enrol) == Exit.DONE
        assert run("sync", "--store", store, "--central", nginx.url, "--once") == Exit.DONE, capsys.readouterr().err
        with connect(database_url) as connection:
            assert connection.execute("SELECT count(*) FROM station_head WHERE station_id = %s", (station,)).fetchone() == (1,)
        (place / "stick").mkdir()
        assert run("carry", "--store", store, "--stick", place / "stick") == Exit.DONE
        assert run("carry", "--store", store, "--stick", place / "stick", "--back") == Exit.DONE
        revoke = ("province", "revoke-machine", station, "--by", "tinh", "--authority", authority, "--list", place / "etc" / "revoked.pem")
        assert run(*revoke) == Exit.DONE
        assert run("sync", "--store", store, "--central", nginx.url, "--once") == Exit.FAILED
        assert "[sending.revoked]" in capsys.readouterr().err
    assert province.public.is_practice
    with connect(database_url) as connection:
        events = [event for event, _, _ in history(connection, station)]
    assert events[:2] == ["enrolment-asked", "enrolment-approved"] and "revoked" in events
