"""The one file that talks to a signing token (PKCS#11, OASIS v2.40). It runs as a process of its own: see token.py.

A vendor's library is loaded into whatever calls it; here that is a process that holds nothing but a PIN, for as long as one approval lasts.
Answers are plain tuples: ("keys", …), ("signed", …), or ("failed", code of the catalogue, its details).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from multiprocessing.connection import Connection
from typing import Any, Final

import pkcs11
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from pkcs11 import MGF, Attribute, KeyType, Mechanism, ObjectClass, SlotFlag, TokenFlag

from station.signing.keys import ED25519, ES256, RSA_PKCS1, RSA_PSS, key_id_of
from station.signing.malformed import MALFORMED_X509

Answer = tuple[Any, ...]

_SALT_BYTES: Final = 32
_OCTET_STRING: Final = 4
_GONE: Final = (
    pkcs11.DeviceRemoved, pkcs11.TokenNotPresent, pkcs11.SessionHandleInvalid, pkcs11.SessionClosed, pkcs11.ObjectHandleInvalid,
    pkcs11.KeyHandleInvalid, pkcs11.UserNotLoggedIn, pkcs11.SlotIDInvalid, pkcs11.DeviceError,
)  # fmt: skip
"""What libraries say, each in its own way, when the token is not there any more."""


@dataclass(frozen=True)
class HeldKey:
    """A private key on the token."""

    handle: Any
    public_key: bytes
    """SPKI DER."""
    certificate: bytes | None
    """X.509 DER that lies beside it."""


class Refused(Exception):
    """A failure of the catalogue, as the parent raises it."""

    def __init__(self, code: str, **details: str) -> None:
        super().__init__(code)
        self.answer: Answer = ("failed", code, details)


def serve(connection: Connection, module: str) -> None:
    """Open a token when asked, sign with it until the parent hangs up. The entry point of the process."""
    keys: dict[str, HeldKey] = {}
    pin = ""
    with connection:
        while True:
            try:
                asked = connection.recv()
            except (EOFError, OSError):
                return
            try:
                if asked[0] == "open":
                    pin = asked[1]
                    keys = {key_id_of(key.public_key): key for key in _opened(module, pin, asked[2])}
                    answer: Answer = ("keys", [(key.public_key, key.certificate) for key in keys.values()])
                else:
                    answer = ("signed", *_signed(keys[asked[1]], asked[2], pin))
            except Refused as refused:
                answer = refused.answer
            except pkcs11.PKCS11Error as error:
                answer = trouble_of(error)
            connection.send(answer)


def trouble_of(error: pkcs11.PKCS11Error) -> Answer:
    """What an error of the library means to a person."""
    if isinstance(error, _GONE):
        return ("failed", "token.pulled", {})
    if isinstance(error, pkcs11.PinLocked):
        return ("failed", "token.locked", {})
    if isinstance(error, pkcs11.PinIncorrect | pkcs11.PinInvalid | pkcs11.PinLenRange):
        return ("failed", "token.wrong-pin", {})
    return ("failed", "token.trouble", {"reason": type(error).__name__})


def _opened(module: str, pin: str, wanted: str) -> Iterator[HeldKey]:
    """The keys of the token that holds the key with the id `wanted`; of the only one that is there when it is empty."""
    token = _chosen(_tokens(module), wanted)
    if token.flags & TokenFlag.USER_PIN_LOCKED:
        raise Refused("token.locked")
    try:
        session = token.open(user_pin=pin)
    except pkcs11.PinIncorrect as error:
        flags = token.slot.get_token().flags
        if flags & TokenFlag.USER_PIN_LOCKED:
            raise Refused("token.locked") from error
        raise Refused("token.last-try" if flags & TokenFlag.USER_PIN_FINAL_TRY else "token.wrong-pin") from error
    return _keys(session)


def _tokens(module: str) -> list[Any]:
    """Tokens that somebody has set up. Raise Refused where there is no library or no token."""
    try:
        library = pkcs11.lib(module)
    except (RuntimeError, OSError) as error:
        raise Refused("token.no-module", module=module or "–") from error
    present = [slot.get_token() for slot in library.get_slots(token_present=True) if slot.flags & SlotFlag.TOKEN_PRESENT]
    ready = [token for token in present if token.flags & TokenFlag.TOKEN_INITIALIZED]
    if not ready:
        raise Refused("token.absent")
    return ready


def _chosen(tokens: list[Any], wanted: str) -> Any:
    if len(tokens) > 1 and wanted:
        tokens = [token for token in tokens if wanted in _public_key_ids(token)] or tokens
    if len(tokens) > 1:
        raise Refused("token.several", labels=", ".join(sorted(token.label.strip() for token in tokens)))
    return tokens[0]


def _public_key_ids(token: Any) -> set[str]:
    """Ids of the keys that a token shows without a PIN."""
    with token.open() as session:
        return {key_id_of(spki) for spki, _ in _public_halves(session).values()}


def _keys(session: Any) -> Iterator[HeldKey]:
    halves = _public_halves(session)
    for private in session.get_objects({Attribute.CLASS: ObjectClass.PRIVATE_KEY, Attribute.SIGN: True}):
        if (half := halves.get(bytes(private[Attribute.ID]))) is not None:
            yield HeldKey(private, *half)


def _public_halves(session: Any) -> dict[bytes, tuple[bytes, bytes | None]]:
    """CKA_ID → (SPKI DER, certificate DER or None). A certificate that lies there speaks for its key even where no public key object is."""
    halves: dict[bytes, tuple[bytes, bytes | None]] = {}
    for public in session.get_objects({Attribute.CLASS: ObjectClass.PUBLIC_KEY}):
        if (spki := _spki(public)) is not None:
            halves[bytes(public[Attribute.ID])] = (spki, None)
    for certificate in session.get_objects({Attribute.CLASS: ObjectClass.CERTIFICATE}):
        try:
            der = bytes(certificate[Attribute.VALUE])
            halves[bytes(certificate[Attribute.ID])] = (_encoded(x509.load_der_x509_certificate(der).public_key()), der)
        except (pkcs11.AttributeTypeInvalid, *MALFORMED_X509):
            continue
    return halves


def _spki(public: Any) -> bytes | None:
    """None for a kind of key that the station does not sign with."""
    try:
        if public.key_type is KeyType.EC:
            point = bytes(public[Attribute.EC_POINT])
            return _encoded(ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), _unwrapped(point)))
        if public.key_type is KeyType.EC_EDWARDS:
            return _encoded(ed25519.Ed25519PublicKey.from_public_bytes(_unwrapped(bytes(public[Attribute.EC_POINT]))))
        if public.key_type is KeyType.RSA:
            exponent, modulus = (int.from_bytes(public[name], "big") for name in (Attribute.PUBLIC_EXPONENT, Attribute.MODULUS))
            return _encoded(rsa.RSAPublicNumbers(exponent, modulus).public_key())
    except (pkcs11.AttributeTypeInvalid, *MALFORMED_X509):
        return None
    return None


def _unwrapped(point: bytes) -> bytes:
    """CKA_EC_POINT is an OCTET STRING around the point; some libraries leave it out."""
    return point[2:] if len(point) > 2 and point[0] == _OCTET_STRING and point[1] == len(point) - 2 else point


def _encoded(public: Any) -> bytes:
    spki: bytes = public.public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)
    return spki


def _signed(key: HeldKey, message: bytes, pin: str) -> tuple[str, bytes]:
    """(algorithm, signature). A key that wants its PIN before each signature gets it."""
    private = key.handle
    again = {"pin": pin} if _asks_each_time(private) else {}
    if private.key_type is KeyType.EC_EDWARDS:
        return ED25519, bytes(private.sign(message, mechanism=Mechanism.EDDSA, **again))
    if private.key_type is KeyType.EC:
        # the digest is made here: many tokens know ECDSA only over one
        return ES256, bytes(private.sign(_digest(message), mechanism=Mechanism.ECDSA, **again))
    if Mechanism.SHA256_RSA_PKCS_PSS in private.session.token.slot.get_mechanisms():
        how = (Mechanism.SHA256, MGF.SHA256, _SALT_BYTES)
        return RSA_PSS, bytes(private.sign(message, mechanism=Mechanism.SHA256_RSA_PKCS_PSS, mechanism_param=how, **again))
    return RSA_PKCS1, bytes(private.sign(message, mechanism=Mechanism.SHA256_RSA_PKCS, **again))


def _asks_each_time(private: Any) -> bool:
    try:
        return bool(private[Attribute.ALWAYS_AUTHENTICATE])
    except pkcs11.PKCS11Error:
        return False


def _digest(message: bytes) -> bytes:
    digest = hashes.Hash(hashes.SHA256())
    digest.update(message)
    return digest.finalize()
