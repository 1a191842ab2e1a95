"""The stick: sealed batches carried by hand, half by wire and half by stick, answers and the feed home, and what a bad stick cannot do."""

import json
import shutil
from pathlib import Path

import httpx
import pytest

from station.domain.errors import StationError
from sync.central.database import connect
from sync.central.feed import say
from sync.central.rows import approved_rows
from sync.client.parcel import Parcel
from sync.client.post import FeedFolder
from sync.client.sending import SendReport, send_waiting
from sync.client.stick import FOLDER, bring_back, carry_out
from tests.sync.factories import MARKED_NAME, Office
from tests.sync.live import QUICK, LiveCentral
from tests.sync.test_delivery import CuttingTransport


@pytest.fixture
def stick(tmp_path: Path) -> Path:
    (tmp_path / "stick").mkdir()
    return tmp_path / "stick"


def send(office: Office, central: LiveCentral, folder: Path | None = None, transport: httpx.BaseTransport | None = None) -> SendReport:
    return send_waiting(
        folder or office.outbox_folder, central.url, office.province.public, carried=folder is not None, transport=transport, pace=QUICK
    )


def home(office: Office, stick: Path) -> tuple[int, int, int]:
    brought = bring_back(stick, office.outbox_folder, office.province.public)
    return brought.answers, brought.items, brought.false


def stages(office: Office, name: str) -> set[str]:
    return {path.stem for path in (office.outbox_folder / name / "receipts").glob("*.json")}


def test_batches_travel_on_a_stick_and_answers_and_feed_come_home(office: Office, central: LiveCentral, stick: Path) -> None:
    office.grow()
    office.show()
    names = [office.seal(), office.seal()]
    assert set(carry_out(office.outbox_folder, stick).batches) == set(names)
    assert set(send(office, central, stick / FOLDER).having("complete")) == set(names)
    with connect(central.database_url) as connection:
        say(connection, office.station_id, "data", {"n": 1})
    central.open_once()
    send(office, central, stick / FOLDER)
    assert home(office, stick) == (4, 1, 0)
    assert all(stages(office, name) == {"entries", "complete"} for name in names)
    assert [item.content for item in office.outbox.said(office.feed_private, 0)] == [{"n": 1}]
    assert not list((stick / FOLDER / names[0]).rglob("images/*")), "what is home leaves the stick"
    assert home(office, stick) == (0, 0, 0), "again is harmless"
    assert carry_out(office.outbox_folder, stick).batches == ()


def test_half_by_wire_and_half_by_stick_is_the_same_batch(office: Office, central: LiveCentral, stick: Path) -> None:
    """The line dies inside the images; a copy on a stick goes on from there, while the line comes back and does too."""
    name = office.seal(entries=3, image_bytes=300_000)
    report = send(office, central, transport=CuttingTransport(after=450_000))
    assert report.stopped is not None and stages(office, name) == {"entries"}
    carry_out(office.outbox_folder, stick)
    again = send(office, central, stick / FOLDER, transport=CuttingTransport(after=250_000))
    assert again.stopped is not None
    last = send(office, central)
    assert last.having("complete") == [name]
    assert last.bytes_sent < 500_000, "what came by stick is not sent again"
    assert send(office, central, stick / FOLDER).having("complete") == [name]
    assert home(office, stick) == (0, 0, 0)
    assert len(approved_rows(central.database_url)) == 3
    events = central.ask("SELECT event, count(*) FROM ledger WHERE batch = %s GROUP BY 1", name)
    assert dict(events) == {"announced": 1, "received": 1, "complete": 1}


def test_refusal_comes_home_too(office: Office, central: LiveCentral, stick: Path) -> None:
    name = office.seal(touched_by=frozenset({"lanh.dao"}))
    carry_out(office.outbox_folder, stick)
    send(office, central, stick / FOLDER)
    assert home(office, stick) == (1, 0, 0)
    assert [(batch, stage) for batch, stage, _ in office.outbox.answers()] == [(name, "refused")]


def test_interrupted_copy_is_none_and_is_made_anew(office: Office, stick: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    name = office.seal(entries=3)

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch, pytest.raises(StationError) as caught:
        patch.setattr("sync.client.stick.os.fsync", full)
        carry_out(office.outbox_folder, stick)
    assert caught.value.code == "store.disk-full"
    assert not (stick / FOLDER / name).exists()
    assert carry_out(office.outbox_folder, stick).batches == (name,)
    Parcel(stick / FOLDER / name).require_whole(Parcel(office.outbox_folder / name).manifest().body.images[0])
    assert not list((stick / FOLDER).glob(".copying-*"))


def test_damaged_batch_stays_and_the_next_one_goes(office: Office, stick: Path) -> None:
    bad, good = office.seal(), office.seal()
    image = next((office.outbox_folder / bad / "images").iterdir())
    data = bytearray(image.read_bytes())
    image.unlink()
    image.write_bytes(bytes([data[0] ^ 1]) + data[1:])
    carried = carry_out(office.outbox_folder, stick)
    assert carried.batches == (good,)
    assert [trouble.code for trouble in carried.troubles] == ["envelope.damaged"]


def test_false_answers_on_a_stick_are_left_there(office: Office, central: LiveCentral, stick: Path) -> None:
    first, second = office.seal(), office.seal()
    carry_out(office.outbox_folder, stick)
    send(office, central, stick / FOLDER)
    for stage in ("entries", "complete"):
        shutil.copy(stick / FOLDER / first / "receipts" / f"{stage}.json", stick / FOLDER / second / "receipts" / f"{stage}.json")
    office.grow()
    office.show()
    FeedFolder(stick / FOLDER, office.station_id).keep(1, json.dumps({"body": {}}).encode())
    assert home(office, stick) == (2, 0, 3)
    assert (stages(office, first), stages(office, second)) == ({"entries", "complete"}, set())
    assert Parcel(office.outbox_folder / second).waits


def test_stick_holds_nothing_in_clear(office: Office, stick: Path) -> None:
    office.seal()
    carry_out(office.outbox_folder, stick)
    files = [path for path in stick.rglob("*") if path.is_file()]
    assert len(files) >= 5
    assert not [path for path in files if MARKED_NAME.encode() in path.read_bytes()]


def test_strangers_stick_changes_nothing(office: Office, stick: Path, tmp_path: Path) -> None:
    other = Office(office.province, tmp_path / "other")
    other.seal()
    office.seal()
    carry_out(other.outbox_folder, stick)
    assert home(office, stick) == (0, 0, 0)
    assert len([path for path in office.outbox_folder.iterdir() if len(path.name) == 64]) == 1
