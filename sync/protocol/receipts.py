"""Receipts and refusals (PROTOCOL.md §2.4): the central's signed answers, made once and stored; how a station checks them."""

import datetime
from dataclasses import dataclass
from typing import Annotated, Literal

from pydantic import StringConstraints, ValidationError

from station.domain.actions import Signer, canonical
from station.domain.errors import StationError
from station.signing.certificates import check_certificate
from station.signing.keys import verify
from sync.protocol.documents import Count, Hex64, Id, Seq, Wire, WireSignature, parse_canonical, sign_body
from sync.protocol.limits import ANSWER_BYTES, PROTOCOL
from sync.protocol.manifest import Manifest

Stage = Literal["entries", "complete"]
STAGES: tuple[Stage, ...] = ("entries", "complete")


class _AnswerBody(Wire):
    protocol: Literal[1]
    realm: str
    station_id: Id
    batch: Hex64
    seq: Seq
    number: Seq
    received_at: str


class ReceiptBody(_AnswerBody):
    """A stage of the batch is durable at the central."""

    type: Literal["receipt"]
    stage: Stage
    entries: Count
    images: Count


class RefusalBody(_AnswerBody):
    """The central will never take this batch."""

    type: Literal["refusal"]
    code: Annotated[str, StringConstraints(max_length=60)]
    vi: Annotated[str, StringConstraints(max_length=2000)]
    en: Annotated[str, StringConstraints(max_length=2000)]


class _Receipt(Wire):
    body: ReceiptBody
    signature: WireSignature


class _Refusal(Wire):
    body: RefusalBody
    signature: WireSignature


@dataclass(frozen=True)
class Answer:
    """What every answer of the central names."""

    realm: str
    number: int
    """1, 2… per station."""
    received_at: str
    """UTC of the central's clock."""


def make_receipt(manifest: Manifest, stage: Stage, answer: Answer, signer: Signer) -> bytes:
    """The canonical bytes of a signed receipt."""
    body = _common(manifest, answer) | {
        "type": "receipt", "stage": stage, "entries": len(manifest.body.entries), "images": len(manifest.body.images),
    }  # fmt: skip
    return canonical({"body": body, "signature": sign_body(body, "central", signer)})


def make_refusal(manifest: Manifest, code: str, vi: str, en: str, answer: Answer, signer: Signer) -> bytes:
    """The canonical bytes of a signed refusal."""
    body = _common(manifest, answer) | {"type": "refusal", "code": code, "vi": vi, "en": en}
    return canonical({"body": body, "signature": sign_body(body, "central", signer)})


def _common(manifest: Manifest, answer: Answer) -> dict[str, object]:
    return {
        "protocol": PROTOCOL, "realm": answer.realm, "station_id": manifest.body.station_id, "batch": manifest.name,
        "seq": manifest.body.seq, "number": answer.number, "received_at": answer.received_at,
    }  # fmt: skip


def verify_receipt(data: bytes, manifest: Manifest, stage: Stage, root_certificate: bytes) -> ReceiptBody:
    """The receipt, once it proves this stage of this batch; raise StationError `sending.receipt` otherwise."""
    try:
        value = parse_canonical(data, ANSWER_BYTES)
        document = _Receipt.model_validate(value)
    except (ValidationError, ValueError) as error:
        raise _faulty(manifest, "not a receipt") from error
    body = document.body
    _check_answer(body, canonical(value["body"]), document.signature, manifest, root_certificate)
    if body.stage != stage or body.entries != len(manifest.body.entries) or body.images != len(manifest.body.images):
        raise _faulty(manifest, "stage or counts differ")
    return body


def verify_refusal(data: bytes, manifest: Manifest, root_certificate: bytes) -> RefusalBody:
    """The refusal, once it is the central's word on this batch; raise StationError `sending.receipt` otherwise."""
    try:
        value = parse_canonical(data, ANSWER_BYTES)
        document = _Refusal.model_validate(value)
    except (ValidationError, ValueError) as error:
        raise _faulty(manifest, "not a refusal") from error
    _check_answer(document.body, canonical(value["body"]), document.signature, manifest, root_certificate)
    return document.body


def _check_answer(body: _AnswerBody, signed: bytes, signature: WireSignature, manifest: Manifest, root: bytes) -> None:
    expected = (manifest.body.realm, manifest.body.station_id, manifest.name, manifest.body.seq)
    if (body.realm, body.station_id, body.batch, body.seq) != expected:
        raise _faulty(manifest, "it is about another batch")
    at = moment(body.received_at)
    if at is None:
        raise _faulty(manifest, "no time of receipt")
    try:
        facts = check_certificate(signature.certificate_der, root, at=at, role="central")
    except StationError as error:
        raise _faulty(manifest, f"certificate: {error.details.get('reason', '')}") from error
    if signature.by != "central" or facts.realm != body.realm or not verify(facts.public_key, signature.detached, signed):
        raise _faulty(manifest, "the signature does not hold")


def moment(text: str) -> datetime.datetime | None:
    """An ISO 8601 time with its zone; None for anything else."""
    try:
        at = datetime.datetime.fromisoformat(text)
    except ValueError:
        return None
    return at if at.tzinfo is not None else None


def _faulty(manifest: Manifest, reason: str) -> StationError:
    return StationError("sending.receipt", batch=manifest.name[:12], reason=reason)
