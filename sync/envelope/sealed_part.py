"""The sealed part of a batch as bytes: canonical JSON, packed with zstd, sealed with HPKE (RFC 9180) to one recipient."""

from typing import Any, Final

import zstandard
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric import x25519
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite

from station.domain.actions import canonical
from station.domain.errors import StationError
from sync.protocol.documents import parse_canonical
from sync.protocol.limits import SEALED_FORMAT, UNPACKED_BYTES

CENTRAL: Final = "central"
ESCROW: Final = "escrow"
_SUITE: Final = Suite(KEM.X25519, KDF.HKDF_SHA256, AEAD.AES_256_GCM)
_ZSTD_LEVEL: Final = 9


def info_for(realm: str, station_id: str, seq: int, recipient: str) -> bytes:
    """HPKE `info`: a sealed part cut out of one batch opens in no other."""
    return canonical(["station-batch", SEALED_FORMAT, realm, station_id, seq, recipient])


def pack(value: dict[str, Any]) -> bytes:
    """Canonical JSON, compressed. Once for both recipients."""
    return zstandard.ZstdCompressor(level=_ZSTD_LEVEL).compress(canonical(value))


def seal(packed: bytes, public_key: bytes, info: bytes) -> bytes:
    """To an X25519 public key of 32 bytes; 48 bytes longer than `packed`."""
    return _SUITE.encrypt(packed, x25519.X25519PublicKey.from_public_bytes(public_key), info)


def unseal(sealed: bytes, private_key: bytes, info: bytes, batch: str) -> dict[str, Any]:
    """The JSON object back.

    Raises StationError `envelope.wrong-key` when it is sealed to another key or batch, `envelope.damaged` when the inside is no such thing.
    """
    packed = open_sealed(sealed, private_key, info, batch)
    try:
        return parse_canonical(_unpacked(packed), UNPACKED_BYTES)
    except (ValueError, zstandard.ZstdError) as error:
        raise StationError("envelope.damaged", batch=batch[:12], reason="sealed part") from error


def open_sealed(sealed: bytes, private_key: bytes, info: bytes, batch: str) -> bytes:
    """What `seal` sealed. Raises StationError `envelope.wrong-key`."""
    try:
        return _SUITE.decrypt(sealed, x25519.X25519PrivateKey.from_private_bytes(private_key), info)
    except (InvalidTag, ValueError) as error:
        raise StationError("envelope.wrong-key", batch=batch[:12]) from error


def _unpacked(packed: bytes) -> bytes:
    """Never more than the limit in memory, whatever the frame claims."""
    with zstandard.ZstdDecompressor().stream_reader(packed) as reader:
        data: bytes = reader.read(UNPACKED_BYTES + 1)
    return data
