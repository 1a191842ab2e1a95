"""Checking one signature: public keys, also with explicit curve parameters, and the algorithms that passports and cards are signed with."""

from asn1crypto.algos import SignedDigestAlgorithm
from asn1crypto.keys import PublicKeyInfo
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa

from station.idcard.curves import curve_of, decode_point, public_key
from station.idcard.security_infos import ASN1_FAULTS
from station.idcard.tlv import Malformed

PublicKey = rsa.RSAPublicKey | ec.EllipticCurvePublicKey

HASHES: dict[str, hashes.HashAlgorithm] = {
    "sha1": hashes.SHA1(),
    "sha224": hashes.SHA224(),
    "sha256": hashes.SHA256(),
    "sha384": hashes.SHA384(),
    "sha512": hashes.SHA512(),
}
"""By hashlib's names, which are the ASN.1 library's as well. SHA-1 signatures exist on old documents and are judged by the caller."""
_LARGEST_RSA = 8192
_SMALLEST_RSA = 1024


def key_of(info: PublicKeyInfo) -> PublicKey:
    """The key as the library's object. Raises Malformed for one that is broken, unknown, or on a curve of its own."""
    try:
        algorithm = info.algorithm
        if algorithm == "ec":
            curve = curve_of(info["algorithm"]["parameters"])
            return public_key(curve, decode_point(curve, info["public_key"].native, compressed=True))
        if algorithm in ("rsa", "rsassa_pss"):
            numbers = info["public_key"].parsed
            modulus, exponent = numbers["modulus"].native, numbers["public_exponent"].native
            if not _SMALLEST_RSA <= modulus.bit_length() <= _LARGEST_RSA:
                raise Malformed("RSA key of an unreasonable size")
            return rsa.RSAPublicNumbers(exponent, modulus).public_key()
    except ASN1_FAULTS as error:
        raise Malformed("public key") from error
    raise Malformed("public key of an unknown kind")


def verifies(key: PublicKey, algorithm: SignedDigestAlgorithm, signature: bytes, signed: bytes, digest: str | None = None) -> bool:
    """Whether `signature` over `signed` is that key's. `digest` where the algorithm leaves it open. Raises Malformed."""
    try:
        scheme = algorithm.signature_algo
        pss = scheme == "rsassa_pss"
        name = algorithm["parameters"]["hash_algorithm"]["algorithm"].native if pss else _hash_name(algorithm, digest)
        chosen = HASHES.get(name or "")
        if chosen is None:
            raise Malformed("unknown hash")
        if scheme == "ecdsa" and isinstance(key, ec.EllipticCurvePublicKey):
            key.verify(signature, signed, ec.ECDSA(chosen))
        elif pss and isinstance(key, rsa.RSAPublicKey):
            mask = HASHES.get(algorithm["parameters"]["mask_gen_algorithm"]["parameters"]["algorithm"].native)
            if mask is None:
                raise Malformed("unknown hash")
            salt = algorithm["parameters"]["salt_length"].native
            key.verify(signature, signed, padding.PSS(padding.MGF1(mask), salt), chosen)
        elif scheme == "rsassa_pkcs1v15" and isinstance(key, rsa.RSAPublicKey):
            key.verify(signature, signed, padding.PKCS1v15(), chosen)
        else:
            return False
    except InvalidSignature:
        return False
    except (UnsupportedAlgorithm, *ASN1_FAULTS) as error:
        raise Malformed("signature algorithm") from error
    return True


def _hash_name(algorithm: SignedDigestAlgorithm, digest: str | None) -> str | None:
    # "ecdsa" or "rsassa_pkcs1v15" alone leave the hash to the SignerInfo.
    return str(algorithm.hash_algo) if algorithm["algorithm"].native not in ("ecdsa", "rsassa_pkcs1v15") else digest
