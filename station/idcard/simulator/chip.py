"""A chip without hardware, at the level of APDUs: the files and protocols of an identity card, from the chip's side of the table.

For practice, guides and tests. It is written against the standard, not against the station: it also takes what the station never sends.
"""

import secrets
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa

from station.idcard import apdu, tlv
from station.idcard.access import APPLICATION
from station.idcard.access_data import MrzKey
from station.idcard.bac import BacKeys
from station.idcard.curves import Curve
from station.idcard.simulator.access import BacSide, PaceSide, Way, chip_authentication_secret
from station.idcard.simulator.channel import CardChannel, SealBroken
from station.idcard.simulator.interference import Interference
from station.idcard.simulator.signing import sign_challenge
from station.idcard.suites import Suite

_READ_NEAR: Final = 0xB0
_READ_FAR: Final = 0xB1
_INSTRUCTION_UNKNOWN: Final = 0x6D00
_CONDITIONS: Final = 0x6985
_WRONG_DATA: Final = 0x6A80
_WRONG_P1P2: Final = 0x6A86
_REFERENCE_UNKNOWN: Final = 0x6A88
_CAN_TRIES: Final = 5


@dataclass(frozen=True)
class ChipAuthenticationKey:
    """What a chip proves itself with."""

    curve: Curve
    scalar: int
    suite: Suite
    key_id: int | None = None
    takes_set_kat: bool = True
    """Whether a 3DES chip takes the reader's key in one command, as the first generation did, or in two only."""


@dataclass(frozen=True)
class ActiveAuthenticationKey:
    """The other way to prove itself. `digest`: hash of an ECDSA signature; RSA signs with SHA-256."""

    key: rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey
    digest: hashes.HashAlgorithm = field(default_factory=hashes.SHA256)
    replay: bytes = b""
    """A challenge that it always signs instead of the one it is asked: what a copy with a recorded answer does."""


@dataclass(frozen=True)
class ChipProfile:
    """What one chip holds and how it behaves."""

    files: Mapping[int, bytes]
    """Of the application, by file identifier; what is not here is 6A82, DG3 and DG4 are 6982."""
    root_files: Mapping[int, bytes]
    """Of the master file: EF.CardAccess, EF.ATR/INFO."""
    mrz_key: MrzKey
    can: str
    pace: tuple[Way, ...] = ()
    bac: bool = True
    chip_key: ChipAuthenticationKey | None = None
    active_key: ActiveAuthenticationKey | None = None
    answer_size: int = apdu.SHORT_LE
    """The longest answer, without status; over 256 the chip takes extended lengths."""
    short_ids: bool = True
    """Whether READ BINARY takes short file identifiers."""
    application: bytes = APPLICATION
    blocked: bool = False
    """Takes no password any more."""
    interference: Interference | None = None

    @property
    def atr(self) -> bytes:
        """As a contactless reader builds it: the historical bytes name the card's capabilities."""
        extended = self.answer_size > apdu.SHORT_LE
        historical = bytes([0x80, 0x73, 0xC0, 0x01, 0x40 if extended else 0x00])
        body = bytes([0x80 | len(historical), 0x80, 0x01]) + historical
        check = 0
        for byte in body:
            check ^= byte
        return b"\x3b" + body + bytes([check])


class SimulatedChip:
    """A card that can be switched on again and again. What it remembers between sessions is only how often a wrong number was tried."""

    def __init__(self, profile: ChipProfile) -> None:
        self.profile = profile
        self.wrong_tries = 0
        self.seconds = 0.0
        self.cpu_seconds = 0.0
        """Time spent inside the chip, all sessions together, by the clock and by the processor: what a bench takes off."""
        self.apdus = 0

    def power_on(self) -> "ChipSession":
        """From reset."""
        return ChipSession(self)

    @property
    def blocked(self) -> bool:
        """Takes no password any more."""
        return self.profile.blocked or self.wrong_tries >= _CAN_TRIES


class ChipSession:
    """From one reset to the next."""

    def __init__(self, chip: SimulatedChip) -> None:
        self._chip = chip
        self._profile = chip.profile
        self._application = False
        self._current: bytes | None = None
        self._channel: CardChannel | None = None
        self._next_channel: CardChannel | None = None
        self._bac: BacSide | None = None
        self._pace: PaceSide | None = None
        self._wants_chip_key = False
        self._index = 0
        self.gone = threading.Event()

    def process(self, command: bytes) -> bytes:
        """Answer one command, status included. Raises Pulled when the practice card is taken away at this point."""
        index, self._index = self._index, self._index + 1
        interference = self._profile.interference
        if interference is None:
            return self._timed(command)
        return interference.answer(index, command, self._timed, self.gone)

    def _timed(self, command: bytes) -> bytes:
        started, cpu_started = time.perf_counter(), time.thread_time()
        try:
            return self._answer(command)
        finally:
            self._chip.seconds += time.perf_counter() - started
            self._chip.cpu_seconds += time.thread_time() - cpu_started
            self._chip.apdus += 1

    def _answer(self, encoded: bytes) -> bytes:
        command = decode_command(encoded)
        if command is None or (command.needs_extended and self._profile.answer_size <= apdu.SHORT_LE):
            return _status(apdu.WRONG_LENGTH)
        if not command.cla & 0x0C:
            if self._channel is not None:
                # A command in clear ends a protected session.
                self._channel, self._application = None, False
            response = self._dispatch(command)
            return response.data + _status(response.status)
        if self._channel is None:
            return _status(apdu.SM_OBJECTS_WRONG)
        channel = self._channel
        try:
            plain = channel.open(command)
        except SealBroken as broken:
            self._channel, self._application = None, False
            return _status(broken.status)
        response = self._dispatch(plain)
        sealed = channel.protect(response)
        if self._next_channel is not None:
            self._channel, self._next_channel = self._next_channel, None
        return sealed

    def _dispatch(self, command: apdu.Command) -> apdu.Response:
        handlers = {
            0xA4: self._select,
            _READ_NEAR: self._read,
            _READ_FAR: self._read_far,
            0x84: self._challenge,
            0x82: self._external_authenticate,
            0x22: self._security_environment,
            0x86: self._general_authenticate,
            0x88: self._internal_authenticate,
        }
        handler = handlers.get(command.ins)
        return handler(command) if handler else _refused(_INSTRUCTION_UNKNOWN)

    def _select(self, command: apdu.Command) -> apdu.Response:
        if command.p1 == 0x04:
            if command.data != self._profile.application:
                return _refused(apdu.FILE_NOT_FOUND)
            self._application, self._current = True, None
            return _done()
        if command.p1 == 0x00:
            # As Vietnamese cards do: from inside the application there is no way back.
            return _refused(_INSTRUCTION_UNKNOWN) if self._application else _done()
        if command.p1 != 0x02 or len(command.data) != 2:
            return _refused(_WRONG_P1P2)
        return self._open_file(int.from_bytes(command.data, "big"))

    def _open_file(self, identifier: int) -> apdu.Response:
        files = self._profile.files if self._application else self._profile.root_files
        if self._application and self._channel is None:
            return _refused(apdu.SECURITY_NOT_SATISFIED)
        if self._application and identifier in (0x0103, 0x0104):
            return _refused(apdu.SECURITY_NOT_SATISFIED)
        if identifier not in files:
            return _refused(apdu.FILE_NOT_FOUND)
        self._current = files[identifier]
        return _done()

    def _read(self, command: apdu.Command) -> apdu.Response:
        offset = command.p1 << 8 | command.p2
        if command.p1 & 0x80:
            if not self._profile.short_ids:
                return _refused(apdu.WRONG_OFFSET)
            opened = self._open_file(self._identifier(command.p1 & 0x1F))
            if not opened.good:
                return opened
            offset = command.p2
        return self._part(offset, command.le)

    def _identifier(self, short: int) -> int:
        if not self._application and short == 0x01:
            return 0x2F01
        return 0x0100 | short

    def _read_far(self, command: apdu.Command) -> apdu.Response:
        try:
            offset = int.from_bytes(tlv.only(command.data, 0x54), "big")
        except tlv.Malformed:
            return _refused(_WRONG_DATA)
        room = None if command.le is None else max(1, command.le - 4)
        part = self._part(offset, room, wrapping=4)
        return apdu.Response(tlv.encode(0x53, part.data), part.status) if part.data else part

    def _part(self, offset: int, le: int | None, wrapping: int = 0) -> apdu.Response:
        if self._current is None:
            return _refused(_CONDITIONS)
        if offset >= len(self._current):
            return _refused(apdu.WRONG_OFFSET)
        size = self._profile.answer_size
        wanted = size if le is None else le
        if le is not None and le <= apdu.SHORT_LE:
            size = apdu.SHORT_LE
        room = (self._channel.data_within(size) if self._channel else size) - wrapping
        part = self._current[offset : offset + min(wanted, room)]
        short = len(part) < min(wanted, room)
        return apdu.Response(part, apdu.END_OF_FILE if short else apdu.SUCCESS)

    def _challenge(self, command: apdu.Command) -> apdu.Response:
        if not self._application or not self._profile.bac:
            return _refused(_INSTRUCTION_UNKNOWN if self._application else _CONDITIONS)
        self._bac = BacSide(BacKeys.of(self._profile.mrz_key))
        return apdu.Response(self._bac.challenge, apdu.SUCCESS)

    def _external_authenticate(self, command: apdu.Command) -> apdu.Response:
        side, self._bac = self._bac, None
        if side is None:
            return _refused(_CONDITIONS)
        if self._chip.blocked:
            return _refused(apdu.BLOCKED)
        answer = side.answer(command.data)
        if answer is None:
            return _refused(apdu.NO_INFORMATION)
        self._channel = side.channel
        return apdu.Response(answer, apdu.SUCCESS)

    def _security_environment(self, command: apdu.Command) -> apdu.Response:
        try:
            objects = {element.tag: element.value for element in tlv.elements(command.data)}
        except tlv.Malformed:
            return _refused(_WRONG_DATA)
        if (command.p1, command.p2) == (0xC1, 0xA4):
            return self._choose_pace(objects)
        chip_key = self._profile.chip_key
        if self._channel is None or chip_key is None:
            return _refused(_REFERENCE_UNKNOWN)
        if (command.p1, command.p2) == (0x41, 0xA6) and 0x91 in objects and chip_key.takes_set_kat:
            return self._renew(chip_key, objects[0x91])
        self._wants_chip_key = (command.p1, command.p2) == (0x41, 0xA4)
        return _done() if self._wants_chip_key else _refused(_WRONG_P1P2)

    def _choose_pace(self, objects: Mapping[int, bytes]) -> apdu.Response:
        way = next((way for way in self._profile.pace if way.identifier == objects.get(0x80)), None)
        if way is None or objects.get(0x83) not in (b"\x01", b"\x02"):
            return _refused(_WRONG_DATA)
        if self._chip.blocked:
            return _refused(apdu.BLOCKED)
        password = self._profile.mrz_key if objects[0x83] == b"\x01" else self._profile.can
        self._pace = PaceSide(way, password)
        return _done()

    def _general_authenticate(self, command: apdu.Command) -> apdu.Response:
        try:
            inner = tlv.elements(tlv.only(command.data, 0x7C))
            if self._wants_chip_key and self._profile.chip_key is not None:
                self._wants_chip_key = False
                return self._renew(self._profile.chip_key, tlv.first(tlv.only(command.data, 0x7C), 0x80), tlv.encode(0x7C, b""))
            if self._pace is None:
                return _refused(_CONDITIONS)
            answer = self._pace.answer(inner)
        except tlv.Malformed:
            self._pace = None
            return _refused(_WRONG_DATA)
        if answer is None:
            self._pace = None
            self._chip.wrong_tries += 1
            return _refused(apdu.NO_INFORMATION)
        if self._pace.channel is not None:
            self._channel, self._pace = self._pace.channel, None
        return apdu.Response(tlv.encode(0x7C, answer), apdu.SUCCESS)

    def _renew(self, chip_key: ChipAuthenticationKey, point: bytes, answer: bytes = b"") -> apdu.Response:
        try:
            secret = chip_authentication_secret(chip_key.curve, chip_key.scalar, point)
        except tlv.Malformed:
            return _refused(_WRONG_DATA)
        # The answer still goes out under the old keys.
        self._next_channel = CardChannel(chip_key.suite, secret)
        return apdu.Response(answer, apdu.SUCCESS)

    def _internal_authenticate(self, command: apdu.Command) -> apdu.Response:
        key = self._profile.active_key
        if key is None or self._channel is None:
            return _refused(_INSTRUCTION_UNKNOWN)
        signature = sign_challenge(key.key, key.replay or command.data, key.digest)
        room = self._channel.data_within(self._profile.answer_size if (command.le or 0) > apdu.SHORT_LE else apdu.SHORT_LE)
        return _refused(apdu.WRONG_LENGTH) if len(signature) > room else apdu.Response(signature, apdu.SUCCESS)


def decode_command(encoded: bytes) -> apdu.Command | None:
    """The four cases of ISO/IEC 7816-3, 12.1, short and extended; None when the lengths do not fit."""
    if len(encoded) < 4:
        return None
    cla, ins, p1, p2 = encoded[:4]
    body = encoded[4:]
    if not body:
        return apdu.Command(cla, ins, p1, p2)
    if body[0] or len(body) == 1:
        return _decoded(cla, ins, p1, p2, body, size=1)
    return _decoded(cla, ins, p1, p2, body[1:], size=2)


def _decoded(cla: int, ins: int, p1: int, p2: int, body: bytes, *, size: int) -> apdu.Command | None:
    most = 1 << 8 * size
    if len(body) == size:
        return apdu.Command(cla, ins, p1, p2, le=int.from_bytes(body, "big") or most)
    length = int.from_bytes(body[:size], "big")
    data, rest = body[size : size + length], body[size + length :]
    if len(data) != length or not length or len(rest) not in (0, size):
        return None
    return apdu.Command(cla, ins, p1, p2, data, (int.from_bytes(rest, "big") or most) if rest else None)


def _status(status: int) -> bytes:
    return status.to_bytes(2, "big")


def _done() -> apdu.Response:
    return apdu.Response(b"", apdu.SUCCESS)


def _refused(status: int) -> apdu.Response:
    return apdu.Response(b"", status)


def random_key(curve: Curve) -> int:
    """A scalar for a chip's key."""
    return 2 + secrets.randbelow(curve.n - 5)
