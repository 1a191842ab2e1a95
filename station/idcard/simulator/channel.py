"""The chip's side of secure messaging: opens commands, seals answers."""

import hmac

from station.idcard import apdu, tlv
from station.idcard.suites import AUTHENTICATION, ENCRYPTION, Suite, pad, unpad


class SealBroken(Exception):
    """A command that is not sealed as agreed."""

    def __init__(self, status: int) -> None:
        self.status = status
        super().__init__(f"{status:04X}")


class CardChannel:
    """Keys and counter of one session."""

    def __init__(self, suite: Suite, secret: bytes, counter: int = 0) -> None:
        self._suite = suite
        self._encryption_key, self._mac_key = suite.derive(secret, ENCRYPTION), suite.derive(secret, AUTHENTICATION)
        self._counter = counter

    def data_within(self, answer: int) -> int:
        """How many plain bytes fit into an answer of so many."""
        room = answer - 14 - (4 if answer <= apdu.SHORT_LE else 5)
        return room // self._suite.block * self._suite.block - 1

    def open(self, command: apdu.Command) -> apdu.Command:
        """The command in clear. Raises SealBroken."""
        sequence = self._step()
        try:
            objects = tlv.elements(command.data)
        except tlv.Malformed as error:
            raise SealBroken(apdu.SM_OBJECTS_WRONG) from error
        if not objects or objects[-1].tag != 0x8E:
            raise SealBroken(apdu.SM_OBJECTS_MISSING)
        covered = b"".join(tlv.encode(one.tag, one.value) for one in objects[:-1])
        head = pad(bytes([command.cla, command.ins, command.p1, command.p2]), self._suite.block)
        sealed = sequence + (pad(head + covered, self._suite.block) if covered else head)
        if not hmac.compare_digest(self._suite.mac(self._mac_key, sealed), objects[-1].value):
            raise SealBroken(apdu.SM_OBJECTS_WRONG)
        data, le = b"", None
        for one in objects[:-1]:
            if one.tag == 0x97:
                le = int.from_bytes(one.value, "big") or (1 << 8 * len(one.value))
            else:
                body = one.value[1:] if one.tag == 0x87 else one.value
                data = unpad(self._suite.decrypt(self._encryption_key, body, self._initial(sequence))) or b""
        return apdu.Command(command.cla & 0xF3, command.ins, command.p1, command.p2, data, le)

    def protect(self, response: apdu.Response) -> bytes:
        """The answer as it goes out, status included."""
        sequence = self._step()
        body = b""
        if response.data:
            sealed = self._suite.encrypt(self._encryption_key, pad(response.data, self._suite.block), self._initial(sequence))
            body = tlv.encode(0x87, b"\x01" + sealed)
        body += tlv.encode(0x99, response.status.to_bytes(2, "big"))
        mac = self._suite.mac(self._mac_key, sequence + pad(body, self._suite.block))
        return body + tlv.encode(0x8E, mac) + response.status.to_bytes(2, "big")

    def _step(self) -> bytes:
        self._counter += 1
        return (self._counter % (1 << 8 * self._suite.block)).to_bytes(self._suite.block, "big")

    def _initial(self, sequence: bytes) -> bytes | None:
        return self._suite.encrypt_block(self._encryption_key, sequence) if self._suite.is_aes else None
