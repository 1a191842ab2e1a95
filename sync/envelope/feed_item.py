"""Items of the feed (PROTOCOL.md §2.6): sealed to one station's feed key, signed by the central. Both sides use it."""

import base64
import datetime
from dataclasses import dataclass
from typing import Annotated, Any, Final, Literal

from pydantic import StringConstraints, ValidationError

from station.domain.actions import Signer, canonical
from station.domain.errors import StationError
from station.domain.feed import FeedItem
from station.signing.certificates import check_certificate
from station.signing.keys import verify
from station.signing.province import agreement_key_id
from sync.envelope.sealed_part import pack, seal, unseal
from sync.protocol.documents import Base64, Hex64, Id, Seq, Wire, WireSignature, name_of, parse_canonical, sign_body
from sync.protocol.limits import ITEM_BYTES, PROTOCOL
from sync.protocol.receipts import moment

FEED_FORMAT: Final = 1


class _Body(Wire):
    type: Literal["feed"]
    protocol: Literal[1]
    realm: str
    station_id: Id
    number: Seq
    key_id: Hex64
    sha256: Hex64
    made_at: str


class _Document(Wire):
    body: _Body
    sealed: Base64
    signature: WireSignature


class _Content(Wire):
    kind: Annotated[str, StringConstraints(min_length=1, max_length=40)]
    content: dict[str, Any]


@dataclass(frozen=True)
class SealedItem:
    """An item whose signature holds, not opened yet."""

    station_id: str
    number: int
    sealed: bytes


def seal_item(item: FeedItem, realm: str, station_id: str, feed_key: bytes, signer: Signer) -> bytes:
    """The canonical bytes of the signed, sealed item. Raises ValueError when it is longer than the protocol carries."""
    sealed = seal(pack({"kind": item.kind, "content": item.content}), feed_key, _info(realm, station_id, item.number))
    body = {
        "type": "feed", "protocol": PROTOCOL, "realm": realm, "station_id": station_id, "number": item.number,
        "key_id": agreement_key_id(feed_key), "sha256": name_of(sealed),
        "made_at": datetime.datetime.now(datetime.UTC).isoformat(timespec="milliseconds"),
    }  # fmt: skip
    document = canonical({"body": body, "sealed": base64.b64encode(sealed).decode(), "signature": sign_body(body, "central", signer)})
    if len(document) > ITEM_BYTES:
        raise ValueError("longer than a feed item may be")
    return document


def verify_item(data: bytes, realm: str, root_certificate: bytes) -> SealedItem:
    """The item, once it is this realm's central's word; needs no key. Raises StationError `sending.feed`."""
    try:
        value = parse_canonical(data, ITEM_BYTES)
        document = _Document.model_validate(value)
    except (ValidationError, ValueError) as error:
        raise _faulty(0, "not an item") from error
    body, signature = document.body, document.signature
    at, sealed = moment(body.made_at), base64.b64decode(document.sealed)
    if at is None or body.realm != realm or name_of(sealed) != body.sha256:
        raise _faulty(body.number, "its parts do not belong together")
    try:
        facts = check_certificate(signature.certificate_der, root_certificate, at=at, role="central")
    except StationError as error:
        raise _faulty(body.number, f"certificate: {error.details.get('reason', '')}") from error
    if signature.by != "central" or facts.realm != realm or not verify(facts.public_key, signature.detached, canonical(value["body"])):
        raise _faulty(body.number, "the signature does not hold")
    return SealedItem(body.station_id, body.number, sealed)


def open_item(data: bytes, realm: str, station_id: str, root_certificate: bytes, private_key: bytes) -> FeedItem:
    """The item in clear. Raises StationError `sending.feed`; `envelope.wrong-key` when it is sealed to a key the station no longer has."""
    item = verify_item(data, realm, root_certificate)
    if item.station_id != station_id:
        raise _faulty(item.number, "it is for another station")
    value = unseal(item.sealed, private_key, _info(realm, station_id, item.number), f"feed {item.number}")
    try:
        content = _Content.model_validate(value)
    except ValidationError as error:
        raise _faulty(item.number, "its inside is not of this format") from error
    return FeedItem(item.number, content.kind, content.content)


def _info(realm: str, station_id: str, number: int) -> bytes:
    return canonical(["station-feed", FEED_FORMAT, realm, station_id, number])


def _faulty(number: int, reason: str) -> StationError:
    return StationError("sending.feed", number=number, reason=reason)
