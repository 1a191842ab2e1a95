"""The feed: what the central says comes sealed, signed and in order, becomes acts at the next unlock, once, and never changes an entry."""

import base64
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from station.domain.errors import StationError
from station.domain.feed import FeedItem
from station.domain.ids import EntryId, StationId
from station.domain.states import ActionKind, EntryState
from station.signing.signer import KeySigner
from station.store.crypto import agreement_public_key
from station.workflow.checking import Keyed, finish_checking, key_fields
from station.workflow.feed import absorb_feed, absorbed_number
from sync.central.database import connect
from sync.central.feed import say
from sync.central.rows import approved_rows
from sync.client.post import FeedFolder
from sync.client.sending import SendReport, send_waiting
from sync.envelope.feed_item import open_item, seal_item, verify_item
from sync.protocol.limits import CONTENT_BYTES
from tests.flow.conftest import Office as Commune
from tests.flow.conftest import TableReader, forms, province, reader  # noqa: F401
from tests.flow.conftest import office as commune  # noqa: F401
from tests.flow.test_capture_to_batch import override_all
from tests.sync.factories import Office
from tests.sync.live import QUICK, LiveCentral
from tests.sync.test_old_folder import batch_of


def tell(central: LiveCentral, station_id: str, kind: str, content: dict[str, object]) -> int:
    with connect(central.database_url) as connection:
        return say(connection, station_id, kind, content)


def await_sealed(central: LiveCentral) -> None:
    """The opener's round."""
    central.open_once()


def send(office: Office, central: LiveCentral) -> SendReport:
    return send_waiting(office.outbox_folder, central.url, office.province.public, pace=QUICK)


@pytest.fixture
def heard(office: Office, central: LiveCentral) -> Office:
    """A station whose feed key the central knows."""
    office.grow()
    office.show()
    send(office, central)
    return office


def opened(office: Office, after: int = 0) -> list[FeedItem]:
    return list(office.outbox.said(office.feed_private, after))


def test_items_come_in_order_sealed_to_the_station(heard: Office, central: LiveCentral) -> None:
    said = [("finding", {"entry_id": "a", "findings": []}), ("data", {"name": "dan-toc", "version": "2"}), ("later", {"x": 1})]
    for kind, content in said:
        tell(central, heard.station_id, kind, content)
    await_sealed(central)
    assert send(heard, central).feed_trouble is None
    assert [(item.number, item.kind, item.content) for item in opened(heard)] == [(n, *one) for n, one in enumerate(said, start=1)]
    files = list((heard.outbox_folder / "feed").rglob("*.json"))
    assert len(files) == 3 and not any(b"dan-toc" in path.read_bytes() for path in files)


def test_what_was_absorbed_does_not_come_again(heard: Office, central: LiveCentral) -> None:
    for number in range(1, 4):
        tell(central, heard.station_id, "data", {"n": number})
    await_sealed(central)
    send(heard, central)
    heard.absorbed = 2
    heard.grow(1)
    heard.show()
    assert [item.number for item in opened(heard, after=2)] == [3]
    assert FeedFolder(heard.outbox_folder, heard.station_id).numbers() == [3], "absorbed ones are dropped"
    tell(central, heard.station_id, "data", {"n": 4})
    await_sealed(central)
    send(heard, central)
    assert [item.number for item in opened(heard, after=2)] == [3, 4]


def test_new_feed_key_has_what_is_left_sealed_again(heard: Office, central: LiveCentral) -> None:
    """The store got another data key: what was sealed to the old one is dropped, asked for again, and opens."""
    tell(central, heard.station_id, "data", {"n": 1})
    await_sealed(central)
    send(heard, central)
    heard.feed_private = heard.random.randbytes(32)
    heard.grow(1)
    heard.show()
    assert opened(heard) == []
    send(heard, central)
    await_sealed(central)
    send(heard, central)
    assert [item.content for item in opened(heard)] == [{"n": 1}]


def test_other_stations_items_are_not_given_nor_taken(heard: Office, central: LiveCentral, tmp_path: Path) -> None:
    other = Office(heard.province, tmp_path / "other", station_id=StationId("other-station"))
    other.grow()
    other.show()
    send(other, central)
    tell(central, other.station_id, "data", {"secret": True})
    await_sealed(central)
    send(other, central)
    assert opened(heard) == []
    shutil.copytree(other.outbox_folder / "feed" / other.station_id, heard.outbox_folder / "feed" / heard.station_id)
    assert opened(heard) == []


def signer_of(office: Office) -> KeySigner:
    return KeySigner("central", office.province.receipt_key, office.province.public.receipt_certificate)  # type: ignore[arg-type]


@pytest.mark.parametrize("forged", ["a clerk", "changed", "another number", "another realm", "rubbish"])
def test_false_items_are_not_kept(office: Office, forged: str, tmp_path: Path) -> None:
    realm, station, key = office.province.public.realm, office.station_id, agreement_public_key(office.feed_private)
    item = FeedItem(1, "data", {"n": 1})
    signer = office.signer("can.bo", "clerk") if forged == "a clerk" else signer_of(office)
    data = seal_item(item, "practice:other" if forged == "another realm" else realm, station, key, signer)
    if forged == "changed":
        data = data.replace(b'"number":1', b'"number":2')
    if forged == "rubbish":
        data = data[:100]
    if forged == "another number":  # cut out of one item and signed as another
        sealed = base64.b64encode(b"x" * 80).decode()
        data = data.replace(data[data.index(b'"sealed":"') + 10 : data.index(b'","signature"')], sealed.encode())
    with pytest.raises(StationError) as caught:
        open_item(data, realm, station, office.province.public.root_certificate, office.feed_private)
    assert caught.value.code == "sending.feed"
    FeedFolder(office.outbox_folder, station).keep(1, data)
    assert opened(office) == [] and FeedFolder(office.outbox_folder, station).numbers() == []


def test_item_of_another_number_does_not_open(office: Office) -> None:
    realm, station, key = office.province.public.realm, office.station_id, agreement_public_key(office.feed_private)
    data = seal_item(FeedItem(2, "data", {}), realm, station, key, signer_of(office))
    FeedFolder(office.outbox_folder, station).keep(2, data)
    assert verify_item(data, realm, office.province.public.root_certificate).number == 2
    assert opened(office) == [], "a gap waits for the one that is lacking"
    assert FeedFolder(office.outbox_folder, station).numbers() == [2]


def test_item_that_is_too_long_is_not_said(heard: Office, central: LiveCentral) -> None:
    with pytest.raises(ValueError, match="longer"):
        tell(central, heard.station_id, "data", {"content": "x" * CONTENT_BYTES})
    assert central.ask("SELECT count(*) FROM feed") == [(0,)]


def test_web_worker_cannot_read_what_the_feed_says(heard: Office, central: LiveCentral) -> None:
    tell(central, heard.station_id, "data", {"n": 1})
    with connect(central.database_url, "station_web") as connection, pytest.raises(Exception, match="permission denied"):
        connection.execute("SELECT content FROM feed")


# ---- the real store ------------------------------------------------------------------------------------------------------------


@pytest.fixture
def commune_central(database_url: str, commune: Commune, tmp_path: Path) -> Iterator[LiveCentral]:  # noqa: F811
    with LiveCentral(database_url, tmp_path / "central", commune) as running:  # type: ignore[arg-type]
        yield running


def test_entry_sent_back_by_the_central_comes_again_under_the_next_revision(
    commune: Commune,  # noqa: F811
    reader: TableReader,  # noqa: F811
    commune_central: LiveCentral,
) -> None:
    def exchange() -> SendReport:
        return send_waiting(commune.folder / "outbox", commune_central.url, commune.province.public, pace=QUICK)

    batch_of(commune, reader, "Hoa")
    exchange()
    with commune.desk() as desk:
        [entry] = desk.records.entries()
        assert entry.state is EntryState.COMPLETE
        before = entry.fields
    finding = {"field": "nksHoTen", "vi": "Dân cư ghi khác", "en": "The register differs", "proposed": "Nguyễn Thị Hoà"}
    content = {"entry_id": entry.entry_id, "revision": 1, "reason": {"vi": "Đối chiếu chưa khớp", "en": "No match"}, "findings": [finding]}
    tell(commune_central, commune.station_id, "return", content)
    await_sealed(commune_central)
    exchange()
    with commune.desk() as desk:
        returned = desk.records.entry(entry.entry_id)
        assert (returned.state, returned.revision, returned.batch) == (EntryState.RETURNED, 2, None)
        assert returned.return_reason == "Đối chiếu chưa khớp · nksHoTen: Dân cư ghi khác → Nguyễn Thị Hoà"
        assert returned.fields == before, "the central proposes, a person keys"
        assert absorbed_number(desk, commune.station_id) == 1
        key_fields(desk, entry.entry_id, {"nksHoTen": Keyed("Nguyễn Thị Hoà")})
        finish_checking(desk, entry.entry_id, override_all(desk, entry.entry_id))
    second = batch_of(commune, reader, "Mai")
    assert exchange().having("complete") == [second]
    rows = [row for row in approved_rows(commune_central.database_url) if row.entry_id == entry.entry_id]
    assert [(row.revision, row.fields["nksHoTen"].text) for row in rows] == [(1, "Nguyễn Thị Hoa"), (2, "Nguyễn Thị Hoà")]


def test_items_that_fit_nothing_are_logged_and_do_nothing(commune: Commune) -> None:  # noqa: F811
    said = [
        FeedItem(1, "return", {"entry_id": "no-such-entry", "revision": 1}), FeedItem(2, "of a later program", {}),
        FeedItem(3, "numbering", {"seq": "many"}), FeedItem(3, "data", {}), FeedItem(5, "data", {}),
    ]  # fmt: skip
    with commune.desk() as desk:
        assert absorb_feed(desk, commune.station_id, said) == [1, 2, 3, 3]
        assert absorb_feed(desk, commune.station_id, said[:2]) == [1, 2]
        assert absorbed_number(desk, commune.station_id) == 3
        kinds = [action.kind for action in desk.log.actions(commune.station_id)]
        assert kinds.count(ActionKind.FEED_ABSORBED) == 3 and ActionKind.NUMBERING_MOVED not in kinds
        assert desk.records.entry_ids() == list[EntryId]()
