"""Time signed by the central (PROTOCOL.md §2.7): it is not earlier than that. Old copies of it harm nobody."""

import datetime
from typing import Final, Literal

from pydantic import ValidationError

from station.domain.actions import Signer, canonical
from station.domain.errors import StationError
from station.signing.certificates import check_certificate
from station.signing.keys import verify
from sync.protocol.documents import Wire, WireSignature, parse_canonical, sign_body
from sync.protocol.limits import HEAD_BYTES, PROTOCOL
from sync.protocol.receipts import moment

CLOCK_WARN: Final = datetime.timedelta(minutes=5)
CLOCK_MAX: Final = datetime.timedelta(hours=24)
"""Further apart, nothing is judged by the date: a certificate's start is backdated by as much."""


class _Body(Wire):
    type: Literal["time"]
    protocol: Literal[1]
    realm: str
    at: str


class _Document(Wire):
    body: _Body
    signature: WireSignature


def make_time(realm: str, at: datetime.datetime, signer: Signer) -> bytes:
    """The canonical bytes of the signed time."""
    body = {"type": "time", "protocol": PROTOCOL, "realm": realm, "at": at.isoformat(timespec="milliseconds")}
    return canonical({"body": body, "signature": sign_body(body, "central", signer)})


def verify_time(data: bytes, realm: str, root_certificate: bytes) -> datetime.datetime | None:
    """The moment that the central vouches for; None when it does not."""
    try:
        value = parse_canonical(data, HEAD_BYTES)
        document = _Document.model_validate(value)
    except (ValidationError, ValueError):
        return None
    at = moment(document.body.at)
    if at is None or document.body.realm != realm or document.signature.by != "central":
        return None
    try:
        facts = check_certificate(document.signature.certificate_der, root_certificate, at=at, role="central")
    except StationError:
        return None
    holds = facts.realm == realm and verify(facts.public_key, document.signature.detached, canonical(value["body"]))
    return at if holds else None
