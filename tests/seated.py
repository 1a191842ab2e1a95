"""A person seated at the stories' office: the open store as ui.bootstrap hands it to a face, with cheap keys."""

import contextlib
from collections.abc import Iterator, Sequence

from station.domain.ids import EntryId, UserId
from station.domain.record import PageReading
from station.store.reviews import StoredReviews
from station.store.store import Store
from station.workflow.capture import capture_page, open_volume
from station.workflow.checking import finish_checking
from station.workflow.desk import Desk
from station.workflow.reading import read_waiting
from sync.client.outbox import FolderOutbox
from tests.flow.conftest import DEVICE, PASSWORD, Captured, Office, TableReader, birth, page
from ui.bootstrap import PROVINCE_FILE, Station


@contextlib.contextmanager
def seated(office: Office, user: str = "clerk") -> Iterator[Station]:
    """Sit down as somebody."""
    with Store.open(office.folder, UserId(user), PASSWORD, DEVICE) as store:
        outbox = FolderOutbox(
            office.folder / "outbox", station=store.station_signer, station_id=store.facts.station_id, office_id=store.facts.office_id,
            province=office.province.public, revocations=lambda: store.revocations(office.province.public.root_certificate),
        )  # fmt: skip
        office.province.public.save(office.folder / PROVINCE_FILE)
        desk = Desk(store.actor, store.signer, store.log, store.records, store.images, store.jobs, office.forms)
        yield Station(store, desk, outbox, office.province.public, office.folder)


def fill(
    station: Station,
    names: Sequence[str],
    number: str = "01",
    readings: dict[str, PageReading] | None = None,
    pictures: Sequence[Captured] = (),
) -> list[EntryId]:
    """A volume of birth certificates, read and not yet checked; the ids of its entries in order."""
    reader = TableReader()
    volume = open_volume(station.desk, office_id=station.store.facts.office_id, kind="KS", year=2018, number=number)
    for place, name in enumerate(names):
        captured = pictures[place % len(pictures)] if pictures else page(name)
        capture_page(station.desk, volume, captured)
        reader.knows(captured, (readings or {}).get(name) or birth(name))
    read_waiting(station.desk, reader)
    return [entry.entry_id for entry in station.desk.records.entries(volume.volume_id)]


def reviews_of(station: Station) -> StoredReviews:
    return StoredReviews(station.store.database)


def check(station: Station, entry_ids: Sequence[EntryId], reason: str = "đúng như trên giấy") -> None:
    """The clerk lets every finding stand."""
    for entry_id in entry_ids:
        findings = station.desk.records.entry(entry_id).findings
        finish_checking(station.desk, entry_id, {finding.rule: reason for finding in findings})
