"""Batches that arrive, straight through the central's own functions."""

import dataclasses
import hashlib

from station.domain.batch import BatchContents, image_associated_data
from station.domain.ids import BatchName
from station.store.crypto import random_key, seal
from sync.central import receive
from sync.central.configuration import Quotas
from sync.central.database import connect
from sync.central.objects import DirectoryObjects
from sync.client.parcel import Parcel
from sync.protocol.manifest import Manifest
from tests.sync.factories import Office


def announce(database_url: str, objects: DirectoryObjects, office: Office, name: BatchName) -> Manifest:
    manifest = Parcel(office.outbox_folder / name).manifest()
    with connect(database_url, "station_web") as connection:
        receive.announce(connection, objects, manifest, Quotas())
    return manifest


def bring(database_url: str, objects: DirectoryObjects, office: Office, manifest: Manifest, stage: str) -> None:
    """The files of a stage, and the wish to have it opened."""
    files = [file for file in manifest.body.files if (file.role == "image") == (stage == "complete")]
    for file in files:
        objects.append(office.station_id, file.sha256, 0, Parcel(office.outbox_folder / manifest.name).path(file).read_bytes())
        objects.finish(office.station_id, file.sha256)
    with connect(database_url, "station_web") as connection:
        receive.note_stored(connection, office.station_id, {file.sha256: file.size for file in files})
        receive.enqueue(connection, objects, office.station_id, manifest.name, stage)  # type: ignore[arg-type]


def with_picture(
    office: Office, picture: bytes, media_type: str = "image/png", size: tuple[int, int] = (60, 40), **changes: object
) -> BatchContents:
    """Contents of one entry whose page is really sealed, as a station seals it."""
    contents = office.contents(entries=1, **changes)
    page = contents.pages[0]
    key = random_key()
    sealed = seal(key, picture, image_associated_data(office.station_id, page.page_id))
    path = office.folder / "store" / hashlib.sha256(sealed).hexdigest()
    path.write_bytes(sealed)
    image = dataclasses.replace(contents.images[page.page_id], name=path.name, size=len(sealed), path=path)
    page = dataclasses.replace(page, image_name=path.name, size=len(sealed), media_type=media_type, width=size[0], height=size[1])
    return dataclasses.replace(contents, pages=(page,), page_keys={page.page_id: key}, images={page.page_id: image})
