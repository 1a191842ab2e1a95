"""Signed documents: `{"body", "signature(s)"}` in canonical JSON, signed over the canonical body: manifest, receipt, refusal."""

import base64
import binascii
import hashlib
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints
from pydantic_core import from_json

from station.domain.actions import Signature, Signer, canonical
from sync.protocol.limits import HEX64, ID

Hex64 = Annotated[str, StringConstraints(pattern=HEX64)]
Id = Annotated[str, StringConstraints(pattern=ID)]


def _is_base64(value: str) -> str:
    try:
        base64.b64decode(value, validate=True)
    except binascii.Error as error:
        raise ValueError("not base64") from error
    return value


Base64 = Annotated[str, AfterValidator(_is_base64)]


class Wire(BaseModel):
    """What comes over the wire: nothing is coerced; fields that this version does not know are ignored (the bytes are kept)."""

    model_config = ConfigDict(frozen=True, strict=True, extra="ignore")


class WireSignature(Wire):
    """Who signed the body, with which certified key."""

    by: Literal["approver", "station", "central"]
    key_id: Hex64
    algorithm: str
    value: Base64
    certificate: Base64

    @property
    def detached(self) -> Signature:
        """The same as the domain's signature."""
        return Signature(self.key_id, self.algorithm, base64.b64decode(self.value))

    @property
    def certificate_der(self) -> bytes:
        """X.509, DER."""
        return base64.b64decode(self.certificate)


def sign_body(body: dict[str, Any], by: str, signer: Signer) -> dict[str, str]:
    """A signature over the canonical body, as JSON values. The signer must have a certificate: callers check that first."""
    if signer.certificate is None:
        raise ValueError("a document is signed by certified keys only")
    signature = signer.sign(canonical(body))
    return {
        "by": by, "key_id": signature.key_id, "algorithm": signature.algorithm,
        "value": base64.b64encode(signature.value).decode(), "certificate": base64.b64encode(signer.certificate).decode(),
    }  # fmt: skip


def parse_canonical(data: bytes, limit: int) -> dict[str, Any]:
    """The JSON object in `data`; raise ValueError when it is too long, no object, or not in the one canonical spelling."""
    if len(data) > limit:
        raise ValueError("too long")
    value = from_json(data, allow_inf_nan=False)
    if not isinstance(value, dict) or canonical(value) != data:
        raise ValueError("not canonical JSON")
    return value


def name_of(data: bytes) -> str:
    """SHA-256, 64 hex digits: how files and batches are named."""
    return hashlib.sha256(data).hexdigest()


Count = Annotated[int, Field(ge=0)]
Seq = Annotated[int, Field(ge=1, le=2**53 - 1)]
"""RFC 8785 numbers are IEEE doubles: whole up to 2⁵³ − 1."""
