"""Enrolment and renewal of a machine (PROTOCOL.md §8.2, §8.3): what is asked, what comes back, the ticket and its one-time code."""

import base64
import hashlib
import json
import secrets
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, Final

from pydantic import StringConstraints, ValidationError

from station.domain import crockford
from station.domain.actions import Signature, Signer, canonical
from station.domain.errors import StationError
from station.signing.keys import verify
from sync.protocol.documents import Base64, Id, Wire

_LETTERS: Final = 20
_BITS: Final = 5 * _LETTERS
LABEL: Final = 100


class EnrolmentAsked(Wire):
    """What a machine sends with its code."""

    code: Annotated[str, StringConstraints(max_length=64)]
    station_id: Id
    office_id: Annotated[str, StringConstraints(min_length=1, max_length=64)]
    label: Annotated[str, StringConstraints(max_length=LABEL)]
    request: Base64
    signing_key: Base64
    """SPKI of the station's signing key."""
    algorithm: Annotated[str, StringConstraints(max_length=40)]
    signature: Base64
    """By the signing key, over `canonical` of the rest."""


class RenewalAsked(Wire):
    """What a machine sends over its old certificate."""

    request: Base64


class Enrolled(Wire):
    """The certificates, DER."""

    transport: Base64
    signing: Base64 | None = None


class Asked(Wire):
    """Under which number a person looks at it."""

    id: Id


@dataclass(frozen=True)
class Ticket:
    """What the province gives to every machine that is to be enrolled; nothing secret."""

    realm: str
    central_url: str
    root_pem: str

    def save(self, path: Path) -> None:
        """As a file to be handed over."""
        path.write_text(json.dumps({"type": "enrolment-ticket", **self.__dict__}, indent=1), encoding="utf-8")

    @classmethod
    def load(cls, path: Path) -> "Ticket":
        """Raises StationError `transport.ticket`."""
        try:
            value = json.loads(path.read_bytes())
            return cls(str(value["realm"]), str(value["central_url"]), str(value["root_pem"]))
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise StationError("transport.ticket", path=path) from error


def make_code() -> str:
    """A one-time code, in groups."""
    return crockford.grouped(crockford.spelt(secrets.randbits(_BITS), _LETTERS))


def code_hash(code: str) -> str:
    """What the central keeps of a code; the same for a code typed with other case or blanks. Empty when it is none."""
    try:
        letters = crockford.read(code)
    except ValueError:
        return ""
    return hashlib.sha256(letters.encode()).hexdigest() if len(letters) == _LETTERS else ""


def make_enrolment(code: str, station_id: str, office_id: str, label: str, request: bytes, signing_key: bytes, signer: Signer) -> bytes:
    """The request's JSON, signed by the station's signing key."""
    body: dict[str, Any] = {
        "code": code, "station_id": station_id, "office_id": office_id, "label": label[:LABEL],
        "request": base64.b64encode(request).decode(), "signing_key": base64.b64encode(signing_key).decode(),
    }  # fmt: skip
    signature = signer.sign(canonical(body))
    body |= {"algorithm": signature.algorithm, "signature": base64.b64encode(signature.value).decode()}
    return json.dumps(body).encode()


def read_enrolment(data: bytes) -> EnrolmentAsked:
    """What was asked, once the signing key signed it. Raises ValueError."""
    try:
        asked = EnrolmentAsked.model_validate_json(data)
    except ValidationError as error:
        raise ValueError("not an enrolment") from error
    signed = asked.model_dump(exclude={"algorithm", "signature"})
    public = base64.b64decode(asked.signing_key)
    signature = Signature(hashlib.sha256(public).hexdigest(), asked.algorithm, base64.b64decode(asked.signature))
    if not verify(public, signature, canonical(signed)):
        raise ValueError("the signature does not hold")
    return asked
