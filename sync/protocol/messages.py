"""Answers of the central that are not signed (PROTOCOL.md §4): hello, what is wanted, trouble."""

from typing import Annotated, Literal

from pydantic import Field

from sync.protocol.documents import Count, Hex64, Wire
from sync.protocol.limits import FILES


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


class Hello(Wire):
    """The first answer: whether the two can talk at all."""

    protocol: VersionRange
    realm: str
    time: str
    limits: Limits


class Want(Wire):
    """A file that is lacking, and how much of it the central holds."""

    sha256: Hex64
    offset: Count


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
