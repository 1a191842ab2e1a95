"""What goes into a batch, and a sealed image as every room hands it on."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from station.domain.actions import Head, canonical
from station.domain.ids import BatchName, PageId, StationId
from station.domain.record import Entry, Page, Volume


@dataclass(frozen=True)
class SealedImage:
    """An image as it lies on the disk, goes over the wire and onto the stick."""

    name: str
    """SHA-256 of the ciphertext, 64 hex digits."""
    size: int
    path: Path


def image_associated_data(station_id: StationId, page_id: PageId) -> bytes:
    """What a sealed image is bound to: no other station's or page's image passes for it.

    A sealed image is a nonce of 12 bytes, then AES-256-GCM ciphertext and tag under the page's own key with this as associated data.
    """
    return canonical([station_id, page_id])


@dataclass(frozen=True)
class BatchContents:
    """Everything that is to be sealed into a batch."""

    seq: int
    previous: BatchName | None
    volume: Volume
    entries: tuple[Entry, ...]
    pages: tuple[Page, ...]
    page_keys: Mapping[PageId, bytes]
    images: Mapping[PageId, SealedImage]
    log_head: Head
    approved_at: str
    """UTC, ISO 8601."""
