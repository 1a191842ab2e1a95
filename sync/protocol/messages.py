"""Answers of the central that are not signed (PROTOCOL.md §4): hello, what is wanted, trouble."""

from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from sync.protocol.documents import Base64, Count, Hex64, Wire
from sync.protocol.limits import BUNDLE_FILES, FEED_ITEMS, FILES


class VersionRange(Wire):
    """Protocol versions a side speaks."""

    min: int
    max: int


class Limits(Wire):
    """What the central takes; a station keeps to the smaller of its own and these."""

    manifest_bytes: Annotated[int, Field(ge=1)]
    file_bytes: Annotated[int, Field(ge=1)]
    patch_bytes: Annotated[int, Field(ge=1024)]
    files: Annotated[int, Field(ge=1)]
    bundle_bytes: Annotated[int, Field(ge=1024)] | None = None
    """Several files in one request, up to so many bytes; None, or lacking: one file a request."""
    bytes_per_s: Annotated[int, Field(ge=1024)] | None = None
    """At the most; None: as the station likes."""


StationState = Literal["active", "quarantined"]
NONCE = r"^[0-9a-f]{32}$"


class Greeting(Wire):
    """What a station says first."""

    protocol: VersionRange
    time: str
    """UTC of the station's clock."""
    head: Base64 | None = None
    """Its signed head (§2.5)."""
    carried: bool = False
    """On a stick: an older letter is no old folder."""
    nonce: Annotated[str, StringConstraints(pattern=NONCE)] | None = None


class Hello(Wire):
    """The first answer: whether the two can talk at all."""

    protocol: VersionRange
    realm: str
    time: str
    limits: Limits
    signed_time: Base64 | None = None
    state: StationState = "active"
    feed: Count = 0
    """Number of the newest feed item; 0 for none."""


class FeedPage(Wire):
    """Items of the feed, in order."""

    items: Annotated[list[Base64], Field(max_length=FEED_ITEMS)]


class Want(Wire):
    """A file, and how much of it the central holds."""

    sha256: Hex64
    offset: Count


class Bundled(Wire):
    """How much is held of the files of a bundle after it."""

    held: Annotated[list[Want], Field(max_length=BUNDLE_FILES)]


BatchState = Literal["announced", "received", "complete", "refused"]


class Announced(Wire):
    """The answer to a manifest."""

    batch: Hex64
    state: BatchState
    want: Annotated[list[Want], Field(max_length=FILES)]


class Trouble(Wire):
    """An unsigned "no". It never returns an entry to the clerk; only a signed refusal does."""

    code: str
    vi: str = ""
    en: str = ""
    want: Annotated[tuple[Want, ...], Field(max_length=FILES, strict=False)] = ()
    nonce: Annotated[str, StringConstraints(pattern=NONCE)] | None = None
