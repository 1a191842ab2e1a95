"""Secure messaging: every command and answer enciphered and sealed with a MAC under the keys of a session (ICAO Doc 9303-11, 9.8)."""

import hmac
from dataclasses import replace

from station.domain.errors import StationError
from station.idcard import apdu, tlv
from station.idcard.suites import AUTHENTICATION, ENCRYPTION, MAC_LENGTH, Suite, pad, unpad

_PROTECTED = 0x0C


class SecureChannel:
    """One session's keys and its counter. After one wrong answer it is of no use any more: whoever holds it drops it."""

    def __init__(self, suite: Suite, secret: bytes, counter: int = 0) -> None:
        """Keys from the shared secret by the key derivation; `counter`: where the send sequence counter starts."""
        self._suite = suite
        self._encryption_key = suite.derive(secret, ENCRYPTION)
        self._mac_key = suite.derive(secret, AUTHENTICATION)
        self._counter = counter

    def data_within(self, answer: int) -> int:
        """The most plain bytes whose protected form fits into `answer` bytes; of a short APDU's 256 these are 231 (3DES) or 223 (AES)."""
        # 87 81 LL 01 … 99 02 SW SW 8E 08 MAC …; the length takes 82 LL LL above 255
        room = answer - (4 if answer <= apdu.SHORT_LE else 5) - 4 - 10
        return room - room % self._suite.block - 1

    def protect(self, command: apdu.Command) -> apdu.Command:
        """The command as it goes to the chip."""
        sequence = self._step()
        cla = command.cla | _PROTECTED
        body = b""
        if command.data:
            sealed = self._suite.encrypt(self._encryption_key, pad(command.data, self._suite.block), self._initial(sequence))
            # An odd instruction carries data objects, which need no padding indicator.
            body += tlv.encode(0x85, sealed) if command.ins & 1 else tlv.encode(0x87, b"\x01" + sealed)
        extended = command.needs_extended
        if command.le is not None:
            body += tlv.encode(0x97, (command.le & 0xFFFF).to_bytes(2, "big") if extended else bytes([command.le & 0xFF]))
        head = pad(bytes([cla, command.ins, command.p1, command.p2]), self._suite.block)
        mac = self._suite.mac(self._mac_key, sequence + (pad(head + body, self._suite.block) if body else head))
        return replace(command, cla=cla, data=body + tlv.encode(0x8E, mac), le=apdu.EXTENDED_LE if extended else apdu.SHORT_LE)

    def open(self, response: apdu.Response) -> apdu.Response:
        """The chip's answer in clear. Raises StationError `card.unprotected` for one that is not sealed as agreed."""
        sequence = self._step()
        try:
            objects = {element.tag: element.value for element in tlv.elements(response.data)}
        except tlv.Malformed as error:
            raise _unprotected(response) from error
        mac, status = objects.get(0x8E), objects.get(0x99)
        if mac is None or status is None or len(mac) != MAC_LENGTH or len(status) != 2:
            raise _unprotected(response)
        # The MAC covers what stands before it, as it was sent.
        covered = response.data[: -(MAC_LENGTH + 2)]
        right = self._suite.mac(self._mac_key, sequence + pad(covered, self._suite.block))
        if not (hmac.compare_digest(right, mac) and response.data.endswith(mac)):
            raise _unprotected(response)
        return apdu.Response(self._plain(objects, sequence, response), int.from_bytes(status, "big"))

    def _plain(self, objects: dict[int, bytes], sequence: bytes, response: apdu.Response) -> bytes:
        if 0x87 in objects:
            if objects[0x87][:1] != b"\x01":
                raise _unprotected(response)
            sealed = objects[0x87][1:]
        elif 0x85 in objects:
            sealed = objects[0x85]
        else:
            return b""
        if not sealed or len(sealed) % self._suite.block:
            raise _unprotected(response)
        plain = unpad(self._suite.decrypt(self._encryption_key, sealed, self._initial(sequence)))
        if plain is None:
            raise _unprotected(response)
        return plain

    def _step(self) -> bytes:
        self._counter += 1
        return (self._counter % (1 << 8 * self._suite.block)).to_bytes(self._suite.block, "big")

    def _initial(self, sequence: bytes) -> bytes | None:
        return self._suite.encrypt_block(self._encryption_key, sequence) if self._suite.is_aes else None


def _unprotected(response: apdu.Response) -> StationError:
    return StationError("card.unprotected", status=f"{response.status:04X}")
