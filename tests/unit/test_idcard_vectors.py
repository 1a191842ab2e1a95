"""The worked examples of ICAO Doc 9303-11 (BAC: appendix D; PACE: appendix G.1), value by value."""

import hashlib

import pytest

from station.domain.errors import StationError
from station.idcard import apdu, pace
from station.idcard.access_data import MrzKey
from station.idcard.bac import BacKeys, session
from station.idcard.channel import SecureChannel
from station.idcard.chip import Chip
from station.idcard.curves import BY_PARAMETER_ID, Curve, Scalar, add, encode_point
from station.idcard.security_infos import PaceInfo
from station.idcard.suites import AES_128, AUTHENTICATION, ENCRYPTION, TDES, pad
from station.idcard.tlv import encode


def h(text: str) -> bytes:
    return bytes.fromhex(text)


class Bac:
    """Appendix D."""

    KEY = MrzKey("L898902C", "690806", "940623")
    RND_IC, RND_IFD = h("4608F91988702212"), h("781723860C06C226")
    K_IFD, K_IC = h("0B795240CB7049B01C19B33E32804F0B"), h("0B4F80323EB3191CB04970CB4052790B")
    E_IFD = h("72C29C2371CC9BDB65B779B8E8D37B29ECC154AA56A8799FAE2F498F76ED92F2")
    E_IC = h("46B9342A41396CD7386BF5803104D7CEDC122B9132139BAF2EEDC94EE178534F")


def test_bac_keys_from_the_zone() -> None:
    assert Bac.KEY.key_info == "L898902C<369080619406236"
    assert hashlib.sha1(Bac.KEY.key_info.encode()).digest()[:16] == h("239AB9CB282DAF66231DC5A4DF6BFBAE")
    keys = BacKeys.of(Bac.KEY)
    assert keys.encryption == h("AB94FDECF2674FDFB9B391F85D7F76F2")
    assert keys.mac == h("7962D9ECE03D1ACD4C76089DCE131543")


def test_bac_seals_the_readers_half_and_opens_the_chips() -> None:
    keys = BacKeys.of(Bac.KEY)
    assert keys.seal(Bac.RND_IFD + Bac.RND_IC + Bac.K_IFD) == Bac.E_IFD + h("5F1448EEA8AD90A7")
    assert keys.open(Bac.E_IC + h("2F2D235D074D7449")) == Bac.RND_IC + Bac.RND_IFD + Bac.K_IC
    assert keys.open(Bac.E_IC + h("2F2D235D074D7448")) is None


def test_bac_session_keys() -> None:
    secret = bytes(a ^ b for a, b in zip(Bac.K_IFD, Bac.K_IC, strict=True))
    assert TDES.derive(secret, ENCRYPTION) == h("979EC13B1CBFE9DCD01AB0FED307EAE5")
    assert TDES.derive(secret, AUTHENTICATION) == h("F1CB1F1FB5ADF208806B89DC579DC1F8")


SECURED = [
    (
        apdu.Command(0, 0xA4, 2, 0x0C, h("011E")),
        "0CA4020C158709016375432908C044F68E08BF8B92D635FF24F800",
        "990290008E08FA855A5D4C50A8ED9000",
        "",
    ),
    (
        apdu.Command(0, 0xB0, 0, 0, le=4),
        "0CB000000D9701048E08ED6705417E96BA5500",
        "8709019FF0EC34F9922651990290008E08AD55CC17140B2DED9000",
        "60145F01",
    ),
    (
        apdu.Command(0, 0xB0, 0, 4, le=18),
        "0CB000040D9701128E082EA28A70F3C7B53500",
        "871901FB9235F4E4037F2327DCC8964F1F9B8C30F42C8E2FFF224A990290008E08C8B2787EAEA07D749000",
        "04303130365F36063034303030305C026175",
    ),
]


def test_secure_messaging_after_bac() -> None:
    channel = session(Bac.K_IFD, Bac.K_IC, Bac.RND_IC, Bac.RND_IFD)
    for command, protected, answer, plain in SECURED:
        assert channel.protect(command).encode() == h(protected)
        response = apdu.decode_response(h(answer))
        assert response is not None
        assert channel.open(response) == apdu.Response(h(plain), apdu.SUCCESS)


def test_a_repeated_answer_is_not_taken_twice() -> None:
    channel = session(Bac.K_IFD, Bac.K_IC, Bac.RND_IC, Bac.RND_IFD)
    response = apdu.decode_response(h(SECURED[0][2]))
    assert response is not None
    for command, *_ in SECURED[:2]:
        channel.protect(command)
        if command is SECURED[0][0]:
            channel.open(response)
    with pytest.raises(StationError) as caught:
        channel.open(response)
    assert caught.value.code == "card.unprotected"


class Pace:
    """Appendix G.1: generic mapping over brainpoolP256r1 with AES-128."""

    CURVE = BY_PARAMETER_ID[13]
    KEY = MrzKey("T22000129", "640812", "101031")
    SEALED_NONCE, NONCE = h("95A3A016522EE98D01E76CB6B98B42C3"), h("3F00C4D39D153F2B2A214A078D899B22")
    MAP_PCD = int("7F4EF07B9EA82FD78AD689B38D0BC78CF21F249D953BC46F4C6E19259C010F99", 16)
    MAP_PICC = int("498FF49756F2DC1587840041839A85982BE7761D14715FB091EFA7BCE9058560", 16)
    BASE_X = int("8CED63C91426D4F0EB1435E7CB1D74A46723A0AF21C89634F65A9AE87A9265E2", 16)
    KEY_PCD = int("A73FB703AC1436A18E0CFA5ABB3F7BEC7A070E7A6788486BEE230C4A22762595", 16)
    KEY_PICC = int("107CF58696EF6155053340FD633392BA81909DF7B9706F226F32086C7AFF974A", 16)
    SHARED = h("28768D20701247DAE81804C9E780EDE582A9996DB4A315020B2733197DB84925")
    TOKEN_PCD, TOKEN_PICC = h("C2B0BD78D94BA866"), h("3ABB9674BCE93C08")
    PROTOCOL = "0.4.0.127.0.7.2.2.4.2.2"


def test_pace_password_and_nonce() -> None:
    assert Pace.KEY.key_info == "T22000129364081251010318"
    assert hashlib.sha1(Pace.KEY.key_info.encode()).digest() == h("7E2D2A41C74EA0B38CD36F863939BFA8E9032AAD")
    key = pace.password_key(AES_128, Pace.KEY)
    assert key == h("89DED1B26624EC1E634C1989302849DD")
    assert AES_128.decrypt(key, Pace.SEALED_NONCE) == Pace.NONCE


def test_pace_maps_the_same_generator_on_both_sides() -> None:
    curve = Pace.CURVE
    ours = pace.mapped_base(curve, Pace.NONCE, Scalar(curve, Pace.MAP_PCD), Scalar(curve, Pace.MAP_PICC).public)
    theirs = pace.mapped_base(curve, Pace.NONCE, Scalar(curve, Pace.MAP_PICC), Scalar(curve, Pace.MAP_PCD).public)
    assert ours == theirs
    assert ours[0] == Pace.BASE_X


def test_pace_agrees_on_keys_and_tokens() -> None:
    curve = Pace.CURVE
    base = pace.mapped_base(curve, Pace.NONCE, Scalar(curve, Pace.MAP_PCD), Scalar(curve, Pace.MAP_PICC).public)
    public_pcd, public_picc = Scalar(curve, Pace.KEY_PCD).times(base), Scalar(curve, Pace.KEY_PICC).times(base)
    assert Scalar(curve, Pace.KEY_PCD).shared_x(public_picc) == Scalar(curve, Pace.KEY_PICC).shared_x(public_pcd) == Pace.SHARED
    assert AES_128.derive(Pace.SHARED, ENCRYPTION) == h("F5F0E35C0D7161EE6724EE513A0D9A7F")
    mac = AES_128.derive(Pace.SHARED, AUTHENTICATION)
    assert mac == h("FE251C7858B356B24514B3BD5F4297D1")
    assert pace.token(AES_128, mac, Pace.PROTOCOL, encode_point(curve, public_picc)) == Pace.TOKEN_PCD
    assert pace.token(AES_128, mac, Pace.PROTOCOL, encode_point(curve, public_pcd)) == Pace.TOKEN_PICC


class ChipOfTheExample:
    """Answers as the chip of appendix G.1 does, whatever the reader says; keeps what the reader said."""

    def __init__(self) -> None:
        curve = Pace.CURVE
        base = pace.mapped_base(curve, Pace.NONCE, Scalar(curve, Pace.MAP_PCD), Scalar(curve, Pace.MAP_PICC).public)
        answers = (
            encode(0x80, Pace.SEALED_NONCE),
            encode(0x82, encode_point(curve, Scalar(curve, Pace.MAP_PICC).public)),
            encode(0x84, encode_point(curve, Scalar(curve, Pace.KEY_PICC).times(base))),
            encode(0x86, Pace.TOKEN_PICC),
        )
        self.said: list[bytes] = []
        self._answers = iter([b"", *(encode(0x7C, answer) for answer in answers)])
        self.atr = b"\x3b"

    def transmit(self, command: bytes) -> bytes:
        self.said.append(command)
        return next(self._answers) + b"\x90\x00"

    def close(self) -> None:
        """Nothing to switch off."""


def test_the_whole_exchange_of_the_example() -> None:
    connection = ChipOfTheExample()
    scalars = iter([Pace.MAP_PCD, Pace.KEY_PCD])

    def scalar(curve: Curve) -> int:
        return next(scalars)

    channel = pace.open_by_pace(Chip(connection), PaceInfo(Pace.PROTOCOL, 13), Pace.KEY, scalar)
    assert isinstance(channel, SecureChannel)
    assert connection.said[0] == h("0022C1A4 0F 800A04007F00070202040202 830101")
    assert connection.said[1] == h("1086000002 7C00 00")
    assert connection.said[4] == h("008600000C 7C0A8508") + Pace.TOKEN_PCD + b"\0"


@pytest.mark.parametrize("curve", BY_PARAMETER_ID.values(), ids=lambda curve: curve.name)
def test_multiplying_any_point_agrees_with_multiplying_the_base(curve: Curve) -> None:
    point = Scalar(curve, 1234567).public
    for scalar in (2, 3, 987654321, curve.n - 3):
        assert Scalar(curve, scalar).times(point) == Scalar(curve, scalar * 1234567 % curve.n).public
    doubled = add(curve, point, point)
    assert doubled == Scalar(curve, 2).times(point)


@pytest.mark.parametrize("scalar", [1, -2, -1])
def test_multiples_that_the_recovery_of_y_cannot_tell_are_refused(scalar: int) -> None:
    curve = BY_PARAMETER_ID[12]
    with pytest.raises(ValueError, match="range"):
        Scalar(curve, scalar % curve.n).times(curve.base)


def test_padding() -> None:
    assert pad(b"\x01", 8) == h("0180000000000000")
    assert pad(bytes(8), 8) == bytes(8) + h("8000000000000000")
