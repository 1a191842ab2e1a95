"""The central as a service: starts, says where it is, refuses a second start, ends with whoever started it, leaves no process behind."""

import json
import signal
import socket
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import psutil
import pytest

from sync.central import service
from sync.central.__main__ import main
from sync.central.rows import approved_rows
from sync.client.sending import send_waiting
from tests.sync.factories import MARKED_NAME, Office
from tests.sync.live import ROOT, CentralProcess


def command(folder: Path, province: Path, *more: str) -> list[str]:
    return [sys.executable, "-m", "sync.central", "--data", str(folder), "--province", str(province), *more]


def descendants(pid: int) -> list[psutil.Process]:
    return psutil.Process(pid).children(recursive=True)


def wait_until_gone(processes: list[psutil.Process]) -> None:
    _, alive = psutil.wait_procs(processes, timeout=30)
    assert alive == []


def test_service_with_its_own_database_from_start_to_end(office: Office, tmp_path: Path, told: Callable[..., "Said"]) -> None:
    """A batch goes in; a second start is refused; the opener dies and is replaced; all of it is killed, leaves no process and starts again;

    standard input ends and all is quiet.
    """
    folder, province = tmp_path / "central", tmp_path / "province"
    name = office.seal()
    central = CentralProcess(folder, province).start()
    assert set(central.ready) == {"url", "database", "page"}
    assert send_waiting(office.outbox_folder, central.url, office.province.public).having("complete") == [name]
    assert len(approved_rows(central.ready["database"])) == 2

    second = told(folder, province)
    assert (second.code, "central.in-use" in second.err) == (1, True)

    processes = descendants(central.process.pid)
    opener = next(process for process in processes if "spawn_main" in " ".join(process.cmdline()) and _is_opener(process, processes))
    opener.kill()
    behind = office.seal()
    assert send_waiting(office.outbox_folder, central.url, office.province.public).having("complete") == [behind]

    processes = descendants(central.process.pid)
    assert len(processes) > 3
    central.kill()
    wait_until_gone(processes)
    with CentralProcess(folder, province) as again:
        assert {row.batch for row in approved_rows(again.ready["database"])} == {name, behind}
        processes = descendants(again.process.pid)
        assert again.stop() == 0
    wait_until_gone(processes)
    assert MARKED_NAME not in central.log.read_text()

    # nothing of the keys is on disk, in arguments or in the environment of the processes
    keys = [office.province.central_private_key, office.province.receipt_key.private_bytes()]
    for path in folder.rglob("*"):
        if path.is_file() and path.stat().st_size < 1 << 22:
            content = path.read_bytes()
            assert not any(key in content for key in keys)


def _is_opener(process: psutil.Process, processes: list[psutil.Process]) -> bool:
    """The spawned child that does not listen."""
    return not [connection for connection in process.net_connections("tcp") if connection.status == psutil.CONN_LISTEN]


def test_service_over_a_given_database_ends_by_a_signal_and_does_not_repeat_its_address(
    office: Office, tmp_path: Path, database_url: str
) -> None:
    arguments = command(tmp_path / "central", tmp_path / "province", "--database", database_url, "--workers", "2")
    with subprocess.Popen(arguments, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        try:
            ready = json.loads(process.stdout.readline())
            assert ready["database"] is None
            name = office.seal()
            assert send_waiting(office.outbox_folder, ready["url"], office.province.public).having("complete") == [name]
        finally:
            process.send_signal(signal.SIGTERM)
        assert process.wait(30) == 0
        assert database_url not in process.stderr.read()


class Said(NamedTuple):
    code: int
    out: str
    err: str


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Callable[..., Said]:
    """What the program says and ends with, run in this process: most of a start is loading what is loaded here."""

    def tell(folder: Path, province: Path, *more: str) -> Said:
        monkeypatch.setattr(sys, "argv", command(folder, province, *more)[2:])
        return Said(main(), *capsys.readouterr())

    return tell


def test_taken_port_is_named(
    told: Callable[..., Said], tmp_path: Path, office: Office, database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(service, "_PORT_WAIT_S", 0.1)
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        done = told(tmp_path / "central", tmp_path / "province", "--database", database_url, "--port", port)
    assert (done.code, done.out) == (1, "")
    assert "central.port" in done.err
    assert port in done.err


@pytest.mark.parametrize("url", ["postgresql://nobody:geheim@127.0.0.1:1/none", "not a url at all"])
def test_unusable_database_is_named_without_its_password(told: Callable[..., Said], tmp_path: Path, office: Office, url: str) -> None:
    done = told(tmp_path / "central", tmp_path / "province", "--database", url)
    assert done.code == 1
    assert "central.database" in done.err
    assert "geheim" not in done.err


def test_missing_province_is_named(told: Callable[..., Said], tmp_path: Path) -> None:
    done = told(tmp_path / "central", tmp_path / "nowhere")
    assert (done.code, "province.missing" in done.err) == (1, True)
