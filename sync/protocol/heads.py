"""The signed head of a station (PROTOCOL.md §2.5): what it shows at hello, so that an old folder or a second copy of it is noticed."""

import base64
import datetime
from dataclasses import dataclass
from typing import Annotated, Any, Final, Literal

from pydantic import Field, StringConstraints, ValidationError

from station.domain.actions import Head, Signer, canonical
from station.domain.errors import StationError
from station.domain.ids import BatchName
from station.signing.certificates import check_certificate
from station.signing.keys import verify
from sync.protocol.documents import Base64, Count, Hex64, Id, Seq, Wire, WireSignature, parse_canonical, sign_body
from sync.protocol.limits import HEAD_BYTES, PROTOCOL
from sync.protocol.receipts import moment

TRAIL: Final = 64
"""Heads written before that one carries: two a day for a month, about 5 kB."""
VOLUMES: Final = 200
"""Volumes that one tells of, those worked on last: about 40 kB at most."""
FEED_KEY_BYTES: Final = 32


class LogPoint(Wire):
    """A place in the action log."""

    seq: Count
    hash: Hex64

    @property
    def head(self) -> Head:
        """The same as the domain's head."""
        return Head(self.seq, self.hash)


class BatchPoint(Wire):
    """The newest sealed batch."""

    seq: Seq
    name: Hex64


class VolumeLine(Wire):
    """How far a volume is at the station. Counts alone: nobody is named."""

    volume_id: Id
    kind: Annotated[str, StringConstraints(max_length=20)]
    year: Annotated[int, Field(ge=0, le=9999)]
    number: Annotated[str, StringConstraints(max_length=40)]
    expected: Count
    """Entries that the numbers of the book announce; 0: nobody said."""
    pages: Count
    captured: Count
    """Entries."""
    keyed: Count
    approved: Count
    asked: Count = 0
    """Entries about which the central asks and nobody has answered."""
    upheld: Count = 0
    """Entries that a clerk let stand as they are when the central asked."""


class HeadBody(Wire):
    """The signed part."""

    type: Literal["head"]
    protocol: Literal[1]
    realm: Annotated[str, StringConstraints(min_length=1, max_length=100)]
    station_id: Id
    office_id: Annotated[str, StringConstraints(min_length=1, max_length=100)]
    log: LogPoint
    trail: Annotated[list[LogPoint], Field(max_length=TRAIL)]
    batch: BatchPoint | None
    feed_key: Base64
    absorbed: Count
    made_at: str
    volumes: Annotated[tuple[VolumeLine, ...], Field(max_length=VOLUMES, strict=False)] = ()


class _Document(Wire):
    body: HeadBody
    signature: WireSignature


@dataclass(frozen=True)
class ShownHead:
    """A head as it came, parsed; `verify_head` looks whose it is."""

    body: HeadBody
    signature: WireSignature
    signed: bytes
    data: bytes

    @property
    def feed_key(self) -> bytes:
        """X25519, 32 bytes."""
        return base64.b64decode(self.body.feed_key)


@dataclass(frozen=True)
class Standing:
    """Where a store stands, as it says of itself."""

    log: Head
    trail: tuple[Head, ...]
    """Heads shown before, each as the log has it now, oldest first."""
    batch: tuple[int, BatchName] | None
    """Number and name of the newest sealed batch."""
    feed_key: bytes
    absorbed: int
    """Number of the newest feed item in the log."""
    volumes: tuple[VolumeLine, ...] = ()
    """Those worked on last; more than VOLUMES are cut off."""


def make_head(standing: Standing, realm: str, station_id: str, office_id: str, signer: Signer) -> bytes:
    """The canonical bytes of a signed head; the signer must be certified."""
    body: dict[str, Any] = {
        "type": "head", "protocol": PROTOCOL, "realm": realm, "station_id": station_id, "office_id": office_id,
        "log": {"seq": standing.log.seq, "hash": standing.log.hash},
        "trail": [{"seq": head.seq, "hash": head.hash} for head in standing.trail[-TRAIL:]],
        "batch": {"seq": standing.batch[0], "name": standing.batch[1]} if standing.batch else None,
        "feed_key": base64.b64encode(standing.feed_key).decode(), "absorbed": standing.absorbed,
        "made_at": datetime.datetime.now(datetime.UTC).isoformat(timespec="milliseconds"),
        "volumes": [line.model_dump() for line in standing.volumes[:VOLUMES]],
    }  # fmt: skip
    return canonical({"body": body, "signature": sign_body(body, "station", signer)})


def parse_head(data: bytes) -> ShownHead:
    """Parse; raise ValueError for anything that is not a head of this version."""
    value = parse_canonical(data, HEAD_BYTES)
    document = _Document.model_validate(value)
    head = ShownHead(document.body, document.signature, canonical(value["body"]), data)
    trail = [point.seq for point in head.body.trail]
    if len(head.feed_key) != FEED_KEY_BYTES or trail != sorted(set(trail)) or (trail and trail[-1] > head.body.log.seq):
        raise ValueError("not a head")
    return head


def verify_head(data: bytes, realm: str, root_certificate: bytes, now: datetime.datetime) -> ShownHead:
    """The head, once its station signed it and the realm's root certified that station when it was made.

    Raises StationError `sending.head`.
    """
    try:
        head = parse_head(data)
    except (ValidationError, ValueError) as error:
        raise StationError("sending.head", reason="not a head") from error
    body, signature = head.body, head.signature
    at = min(moment(body.made_at) or now, now)
    try:
        facts = check_certificate(signature.certificate_der, root_certificate, at=at, role="station")
    except StationError as error:
        raise StationError("sending.head", reason=f"certificate: {error.details.get('reason', '')}") from error
    if (facts.user_id, facts.office_id, facts.realm) != (body.station_id, body.office_id, body.realm) or body.realm != realm:
        raise StationError("sending.head", reason="the certificate is another station's")
    if signature.by != "station" or not verify(facts.public_key, signature.detached, head.signed):
        raise StationError("sending.head", reason="the signature does not hold")
    return head
