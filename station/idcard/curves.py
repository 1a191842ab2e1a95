"""The named elliptic curves, their points, and multiplication of any point: what PACE needs and the library does not offer directly.

The library multiplies (constant time, fast); it gives only x, so y is recovered from the x of the next multiple.
"""

from dataclasses import dataclass
from typing import Final

from asn1crypto.keys import ECDomainParameters
from cryptography.hazmat.primitives.asymmetric import ec

from station.idcard.tlv import Malformed

Point = tuple[int, int]
"""Affine coordinates of a point that is not at infinity."""


@dataclass(frozen=True)
class Curve:
    """y² = x³ + ax + b modulo p; `base` generates a group of prime order n; cofactor 1."""

    name: str
    library: ec.EllipticCurve
    parameter_id: int
    """Of the standardised domain parameters (Doc 9303-11, 9.5.1)."""
    p: int
    a: int
    b: int
    base: Point
    n: int

    @property
    def size(self) -> int:
        """Bytes of a coordinate."""
        return (self.p.bit_length() + 7) // 8


def _curve(name: str, library: ec.EllipticCurve, parameter_id: int, p: str, a: str, b: str, x: str, y: str, n: str) -> Curve:
    return Curve(name, library, parameter_id, int(p, 16), int(a, 16), int(b, 16), (int(x, 16), int(y, 16)), int(n, 16))


# FIPS 186-4, appendix D.1.2; RFC 5639, section 3. In the order p, a, b, x, y, n.
CURVES: Final = (
    _curve(
        "P-224",
        ec.SECP224R1(),
        10,
        "FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF000000000000000000000001",
        "FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFEFFFFFFFFFFFFFFFFFFFFFFFE",
        "B4050A850C04B3ABF54132565044B0B7D7BFD8BA270B39432355FFB4",
        "B70E0CBD6BB4BF7F321390B94A03C1D356C21122343280D6115C1D21",
        "BD376388B5F723FB4C22DFE6CD4375A05A07476444D5819985007E34",
        "FFFFFFFFFFFFFFFFFFFFFFFFFFFF16A2E0B8F03E13DD29455C5C2A3D",
    ),
    _curve(
        "P-256",
        ec.SECP256R1(),
        12,
        "FFFFFFFF00000001000000000000000000000000FFFFFFFFFFFFFFFFFFFFFFFF",
        "FFFFFFFF00000001000000000000000000000000FFFFFFFFFFFFFFFFFFFFFFFC",
        "5AC635D8AA3A93E7B3EBBD55769886BC651D06B0CC53B0F63BCE3C3E27D2604B",
        "6B17D1F2E12C4247F8BCE6E563A440F277037D812DEB33A0F4A13945D898C296",
        "4FE342E2FE1A7F9B8EE7EB4A7C0F9E162BCE33576B315ECECBB6406837BF51F5",
        "FFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551",
    ),
    _curve(
        "P-384",
        ec.SECP384R1(),
        15,
        "FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFEFFFFFFFF0000000000000000FFFFFFFF",
        "FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFEFFFFFFFF0000000000000000FFFFFFFC",
        "B3312FA7E23EE7E4988E056BE3F82D19181D9C6EFE8141120314088F5013875AC656398D8A2ED19D2A85C8EDD3EC2AEF",
        "AA87CA22BE8B05378EB1C71EF320AD746E1D3B628BA79B9859F741E082542A385502F25DBF55296C3A545E3872760AB7",
        "3617DE4A96262C6F5D9E98BF9292DC29F8F41DBD289A147CE9DA3113B5F0B8C00A60B1CE1D7E819D7A431D7C90EA0E5F",
        "FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFC7634D81F4372DDF581A0DB248B0A77AECEC196ACCC52973",
    ),
    _curve(
        "P-521",
        ec.SECP521R1(),
        18,
        "01FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF",
        "01FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFC",
        "0051953EB9618E1C9A1F929A21A0B68540EEA2DA725B99B315F3B8B489918EF109E156193951EC7E937B1652C0BD3BB1BF073573DF883D2C34F1EF451FD46B503F00",
        "00C6858E06B70404E9CD9E3ECB662395B4429C648139053FB521F828AF606B4D3DBAA14B5E77EFE75928FE1DC127A2FFA8DE3348B3C1856A429BF97E7E31C2E5BD66",
        "011839296A789A3BC0045C8A5FB42C7D1BD998F54449579B446817AFBD17273E662C97EE72995EF42640C550B9013FAD0761353C7086A272C24088BE94769FD16650",
        "01FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFA51868783BF2F966B7FCC0148F709A5D03BB5C9B8899C47AEBB6FB71E91386409",
    ),
    _curve(
        "brainpoolP256r1",
        ec.BrainpoolP256R1(),
        13,
        "A9FB57DBA1EEA9BC3E660A909D838D726E3BF623D52620282013481D1F6E5377",
        "7D5A0975FC2C3057EEF67530417AFFE7FB8055C126DC5C6CE94A4B44F330B5D9",
        "26DC5C6CE94A4B44F330B5D9BBD77CBF958416295CF7E1CE6BCCDC18FF8C07B6",
        "8BD2AEB9CB7E57CB2C4B482FFC81B7AFB9DE27E1E3BD23C23A4453BD9ACE3262",
        "547EF835C3DAC4FD97F8461A14611DC9C27745132DED8E545C1D54C72F046997",
        "A9FB57DBA1EEA9BC3E660A909D838D718C397AA3B561A6F7901E0E82974856A7",
    ),
    _curve(
        "brainpoolP384r1",
        ec.BrainpoolP384R1(),
        16,
        "8CB91E82A3386D280F5D6F7E50E641DF152F7109ED5456B412B1DA197FB71123ACD3A729901D1A71874700133107EC53",
        "7BC382C63D8C150C3C72080ACE05AFA0C2BEA28E4FB22787139165EFBA91F90F8AA5814A503AD4EB04A8C7DD22CE2826",
        "04A8C7DD22CE28268B39B55416F0447C2FB77DE107DCD2A62E880EA53EEB62D57CB4390295DBC9943AB78696FA504C11",
        "1D1C64F068CF45FFA2A63A81B7C13F6B8847A3E77EF14FE3DB7FCAFE0CBD10E8E826E03436D646AAEF87B2E247D4AF1E",
        "8ABE1D7520F9C2A45CB1EB8E95CFD55262B70B29FEEC5864E19C054FF99129280E4646217791811142820341263C5315",
        "8CB91E82A3386D280F5D6F7E50E641DF152F7109ED5456B31F166E6CAC0425A7CF3AB6AF6B7FC3103B883202E9046565",
    ),
    _curve(
        "brainpoolP512r1",
        ec.BrainpoolP512R1(),
        17,
        "AADD9DB8DBE9C48B3FD4E6AE33C9FC07CB308DB3B3C9D20ED6639CCA703308717D4D9B009BC66842AECDA12AE6A380E62881FF2F2D82C68528AA6056583A48F3",
        "7830A3318B603B89E2327145AC234CC594CBDD8D3DF91610A83441CAEA9863BC2DED5D5AA8253AA10A2EF1C98B9AC8B57F1117A72BF2C7B9E7C1AC4D77FC94CA",
        "3DF91610A83441CAEA9863BC2DED5D5AA8253AA10A2EF1C98B9AC8B57F1117A72BF2C7B9E7C1AC4D77FC94CADC083E67984050B75EBAE5DD2809BD638016F723",
        "81AEE4BDD82ED9645A21322E9C4C6A9385ED9F70B5D916C1B43B62EEF4D0098EFF3B1F78E2D0D48D50D1687B93B97D5F7C6D5047406A5E688B352209BCB9F822",
        "7DDE385D566332ECC0EABFA9CF7822FDF209F70024A57B1AA000C55B881F8111B2DCDE494A5F485E5BCA4BD88A2763AED1CA2B2FA8F0540678CD1E0F3AD80892",
        "AADD9DB8DBE9C48B3FD4E6AE33C9FC07CB308DB3B3C9D20ED6639CCA70330870553E5C414CA92619418661197FAC10471DB1D381085DDADDB58796829CA90069",
    ),
)
BY_PARAMETER_ID: Final = {curve.parameter_id: curve for curve in CURVES}
_BY_IDENTIFIER: Final = {
    "1.3.132.0.33": "P-224",
    "1.2.840.10045.3.1.7": "P-256",
    "1.3.132.0.34": "P-384",
    "1.3.132.0.35": "P-521",
    "1.3.36.3.3.2.8.1.1.7": "brainpoolP256r1",
    "1.3.36.3.3.2.8.1.1.11": "brainpoolP384r1",
    "1.3.36.3.3.2.8.1.1.13": "brainpoolP512r1",
}


def curve_of(parameters: ECDomainParameters) -> Curve:
    """The named curve of a key's parameters; explicit ones only where every number is the curve's (CVE-2020-0601). Raises Malformed."""
    if parameters.name == "named":
        wanted = _BY_IDENTIFIER.get(parameters.chosen.dotted)
        for curve in CURVES:
            if curve.name == wanted:
                return curve
        raise Malformed("unknown curve")
    if parameters.name != "specified":
        raise Malformed("key without a curve")
    given = parameters.chosen
    if given["field_id"]["field_type"].native != "prime_field":
        raise Malformed("curve over another field")
    p = given["field_id"]["parameters"].native
    a, b = (int.from_bytes(given["curve"][name].native, "big") for name in ("a", "b"))
    for curve in CURVES:
        if (p, a, b, given["order"].native) == (curve.p, curve.a, curve.b, curve.n):
            cofactor = given["cofactor"].native
            if cofactor not in (None, 1) or decode_point(curve, given["base"].native, compressed=True) != curve.base:
                break
            return curve
    raise Malformed("curve parameters of one's own")


def encode_point(curve: Curve, point: Point) -> bytes:
    """Uncompressed: 04, x, y."""
    return b"\x04" + point[0].to_bytes(curve.size, "big") + point[1].to_bytes(curve.size, "big")


def decode_point(curve: Curve, encoded: bytes, *, compressed: bool = False) -> Point:
    """A point that lies on the curve; `compressed` ones only where allowed. Raises Malformed for everything else."""
    size = curve.size
    if len(encoded) == 1 + 2 * size and encoded[0] == 4:
        point = int.from_bytes(encoded[1 : 1 + size], "big"), int.from_bytes(encoded[1 + size :], "big")
        if max(point) >= curve.p or (point[1] * point[1] - _right_side(curve, point[0])) % curve.p:
            raise Malformed("point off the curve")
        return point
    if compressed and len(encoded) == 1 + size and encoded[0] in (2, 3):
        x = int.from_bytes(encoded[1:], "big")
        # The root is right where p is 3 modulo 4; P-224's is not, and its compressed points fail the test of the line below.
        y = pow(_right_side(curve, x), (curve.p + 1) // 4, curve.p)
        return decode_point(curve, encode_point(curve, (x, y if y & 1 == encoded[0] & 1 else curve.p - y)))
    raise Malformed("no point of this curve")


def public_key(curve: Curve, point: Point) -> ec.EllipticCurvePublicKey:
    """As the library's object. Raises Malformed when the point is not on the curve."""
    try:
        return ec.EllipticCurvePublicNumbers(point[0], point[1], curve.library).public_key()
    except ValueError as error:
        raise Malformed("point off the curve") from error


class Scalar:
    """A number to multiply points with, 0 < value < n: a private key, held as the library's object."""

    def __init__(self, curve: Curve, value: int) -> None:
        self._curve, self._value = curve, value
        self._key = ec.derive_private_key(value, curve.library)
        self.public = point_of(self._key.public_key())
        """Its multiple of the base."""

    def times(self, point: Point) -> Point:
        """Its multiple of a point on the curve. Raises ValueError for 1, n - 2 and n - 1.

        y from x(dP), x((d+1)P) and P: the addition formula solved for y (Okeya and Sakurai, CHES 2001).
        """
        curve = self._curve
        if not 1 < self._value < curve.n - 2:
            raise ValueError("scalar out of range")
        peer = public_key(curve, point)
        next_public = add(curve, self.public, curve.base)
        numbers = ec.EllipticCurvePublicNumbers(next_public[0], next_public[1], curve.library)
        following = ec.EllipticCurvePrivateNumbers(self._value + 1, numbers).private_key()
        x1, x2 = (int.from_bytes(key.exchange(ec.ECDH(), peer), "big") for key in (self._key, following))
        x, y = point
        difference = x1 - x
        doubled = _right_side(curve, x1) + y * y - (x2 + x1 + x) * difference * difference
        return x1, doubled * pow(2 * y, -1, curve.p) % curve.p

    def shared_x(self, point: Point) -> bytes:
        """The x of its multiple of a point, filled to the size of a coordinate."""
        return self._key.exchange(ec.ECDH(), public_key(self._curve, point))


def add(curve: Curve, first: Point, second: Point) -> Point:
    """The sum of two points. Raises Malformed for the point at infinity."""
    (x1, y1), (x2, y2) = first, second
    if x1 == x2:
        if y1 != y2 or not y1:
            raise Malformed("point at infinity")
        slope = (3 * x1 * x1 + curve.a) * pow(2 * y1, -1, curve.p)
    else:
        slope = (y2 - y1) * pow(x2 - x1, -1, curve.p)
    x3 = (slope * slope - x1 - x2) % curve.p
    return x3, (slope * (x1 - x3) - y1) % curve.p


def point_of(key: ec.EllipticCurvePublicKey) -> Point:
    """The point of the library's key."""
    numbers = key.public_numbers()
    return numbers.x, numbers.y


def _right_side(curve: Curve, x: int) -> int:
    return (x * x * x + curve.a * x + curve.b) % curve.p
