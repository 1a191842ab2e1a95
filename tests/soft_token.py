"""A signing token without hardware for the tests: SoftHSM, its objects in a folder of the test."""

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pkcs11
from pkcs11 import Attribute, CertificateType, KeyType, ObjectClass
from pkcs11.util.ec import encode_named_curve_parameters

from station.signing.token import Token

MODULE = "/usr/lib/softhsm/libsofthsm2.so"
PIN, SO_PIN = "48-27-15", "11223344"
_ID = b"\x01"
_EDWARDS25519 = b"\x13\x0cedwards25519"
"""curveName of RFC 8410's predecessor as PKCS#11 v3.0 §2.3.5 spells it: a PrintableString."""


@dataclass(frozen=True)
class SoftToken:
    """One token; another process finds it through SOFTHSM2_CONF."""

    folder: Path
    label: str = "lanh-dao"

    def initialise(self) -> "SoftToken":
        words = ["--init-token", "--free", "--label", self.label, "--pin", PIN, "--so-pin", SO_PIN]
        subprocess.run(["softhsm2-util", *words], check=True, capture_output=True)
        return self

    def make_key(self, kind: KeyType = KeyType.EC) -> bytes:
        """A new key pair that never leaves the token; its public half, SPKI DER."""
        with self._session() as session:
            if kind is KeyType.RSA:
                session.generate_keypair(KeyType.RSA, 2048, id=_ID, store=True)
            elif kind is KeyType.EC_EDWARDS:
                self._curve(session, KeyType.EC_EDWARDS, _EDWARDS25519).generate_keypair(id=_ID, store=True)
            else:
                self._curve(session, KeyType.EC, encode_named_curve_parameters("secp256r1")).generate_keypair(id=_ID, store=True)
        with self.opened() as token:
            [spki] = token.keys
        return spki

    def put_certificate(self, der: bytes) -> None:
        with self._session() as session:
            session.create_object({
                Attribute.CLASS: ObjectClass.CERTIFICATE, Attribute.CERTIFICATE_TYPE: CertificateType.X_509, Attribute.TOKEN: True,
                Attribute.ID: _ID, Attribute.LABEL: "chung thu", Attribute.SUBJECT: b"0\x00", Attribute.VALUE: der,
            })  # fmt: skip

    def opened(self, pin: str = PIN, **given) -> Token:
        return Token(MODULE, pin, **given)

    def pull(self) -> None:
        """Out of the PC: what a library sees of a stick that is not there any more."""
        (self.folder / "tokens").rename(self.folder / "pulled")
        (self.folder / "tokens").mkdir()

    def plug_in(self) -> None:
        (self.folder / "tokens").rmdir()
        (self.folder / "pulled").rename(self.folder / "tokens")

    @contextmanager
    def _session(self) -> Iterator[pkcs11.Session]:
        library = pkcs11.lib(MODULE)
        library.reinitialize()
        token = next(token for token in library.get_tokens() if token.label.strip() == self.label)
        with token.open(rw=True, user_pin=PIN) as session:
            yield session

    @staticmethod
    def _curve(session: pkcs11.Session, kind: KeyType, parameters: bytes):
        return session.create_domain_parameters(kind, {Attribute.EC_PARAMS: parameters}, local=True)


def no_tokens(folder: Path) -> None:
    """A PC with SoftHSM and no token; from now on for this process and its children."""
    (folder / "tokens").mkdir(parents=True)
    (folder / "softhsm2.conf").write_text(f"directories.tokendir = {folder / 'tokens'}\nobjectstore.backend = file\nlog.level = ERROR\n")
    os.environ["SOFTHSM2_CONF"] = str(folder / "softhsm2.conf")
