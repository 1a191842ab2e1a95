"""The symmetric side of the chip's protocols: 3DES and AES with their MACs, key derivation and paddings (ICAO Doc 9303-11, 9.7 and 9.8)."""

import hashlib
from dataclasses import dataclass
from typing import Final

from cryptography.hazmat.decrepit.ciphers.algorithms import TripleDES
from cryptography.hazmat.primitives.ciphers import BlockCipherAlgorithm, Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import AES
from cryptography.hazmat.primitives.ciphers.modes import CBC, ECB
from cryptography.hazmat.primitives.cmac import CMAC

ENCRYPTION: Final = 1
AUTHENTICATION: Final = 2
PASSWORD: Final = 3
"""The counters of the key derivation."""
MAC_LENGTH: Final = 8


def pad(data: bytes, block: int) -> bytes:
    """Padding method 2 of ISO/IEC 9797-1: 80, then zeros to a whole block."""
    return data + b"\x80" + b"\0" * (-(len(data) + 1) % block)


def unpad(data: bytes) -> bytes | None:
    """Without the padding; None when it is not there."""
    bare = data.rstrip(b"\0")
    return bare[:-1] if bare.endswith(b"\x80") else None


@dataclass(frozen=True)
class Suite:
    """One choice of cipher for the protected connection."""

    name: str
    key_length: int
    block: int
    digest: str

    @property
    def is_aes(self) -> bool:
        """AES, or 3DES with two keys."""
        return self.block == 16

    def derive(self, secret: bytes, counter: int) -> bytes:
        """KDF of 9.7.1; DES keys get their parity, as the standard's examples show them."""
        key = hashlib.new(self.digest, secret + counter.to_bytes(4, "big")).digest()[: self.key_length]
        return key if self.is_aes else bytes(byte & 0xFE | (byte.bit_count() + 1 - (byte & 1)) % 2 for byte in key)

    def encrypt(self, key: bytes, data: bytes, initial: bytes | None = None) -> bytes:
        """CBC over whole blocks; the initial vector is zero unless given."""
        encryptor = Cipher(self._algorithm(key), CBC(initial or bytes(self.block))).encryptor()
        return encryptor.update(data) + encryptor.finalize()

    def decrypt(self, key: bytes, data: bytes, initial: bytes | None = None) -> bytes:
        """CBC over whole blocks; the initial vector is zero unless given."""
        decryptor = Cipher(self._algorithm(key), CBC(initial or bytes(self.block))).decryptor()
        return decryptor.update(data) + decryptor.finalize()

    def encrypt_block(self, key: bytes, block: bytes) -> bytes:
        """One block alone."""
        encryptor = Cipher(self._algorithm(key), ECB()).encryptor()
        return encryptor.update(block) + encryptor.finalize()

    def mac(self, key: bytes, padded: bytes) -> bytes:
        """8 bytes over whole blocks: CMAC, or the retail MAC (ISO/IEC 9797-1, algorithm 3)."""
        if self.is_aes:
            return self._cmac(key, padded)
        body, last = padded[:-8], padded[-8:]
        chained = bytes(8)
        if body:
            single = Cipher(TripleDES(key[:8] * 3), CBC(bytes(8))).encryptor()
            chained = single.update(body)[-8:]
        return self.encrypt_block(key, bytes(a ^ b for a, b in zip(chained, last, strict=True)))

    def token(self, key: bytes, data: bytes) -> bytes:
        """The MAC over data that is no whole number of blocks, as in the authentication token of PACE."""
        return self._cmac(key, data) if self.is_aes else self.mac(key, pad(data, self.block))

    def _algorithm(self, key: bytes) -> BlockCipherAlgorithm:
        return AES(key) if self.is_aes else TripleDES(key + key[:8])

    @staticmethod
    def _cmac(key: bytes, data: bytes) -> bytes:
        mac = CMAC(AES(key))
        mac.update(data)
        return mac.finalize()[:MAC_LENGTH]


TDES: Final = Suite("3DES", 16, 8, "sha1")
AES_128: Final = Suite("AES-128", 16, 16, "sha1")
AES_192: Final = Suite("AES-192", 24, 16, "sha256")
AES_256: Final = Suite("AES-256", 32, 16, "sha256")

SUITES: Final = {1: TDES, 2: AES_128, 3: AES_192, 4: AES_256}
"""By the last number of the object identifiers of PACE and chip authentication (BSI TR-03110-3, A.1)."""
