"""The conversation with one chip: commands in, answers out, protected once keys are agreed; counts them and stops when it is told to."""

from collections.abc import Callable

from station.domain.errors import StationError
from station.idcard import apdu
from station.idcard.channel import SecureChannel
from station.idcard.reader import Connection

_ROUNDS_AT_MOST = 64
_MORE = 0x61
_LENGTH_IS = 0x6C
_GET_RESPONSE = 0xC0


class Chip:
    """What the protocols talk to."""

    def __init__(self, connection: Connection, *, check: Callable[[], None] = lambda: None) -> None:
        """`check` is called before every command and raises when the session has to end."""
        self._connection = connection
        self._check = check
        self.channel: SecureChannel | None = None
        self.apdus = 0
        self.last_was_extended = False

    def send(self, command: apdu.Command) -> apdu.Response:
        """One exchange, protected if there is a channel. Raises StationError `card.*`."""
        if self.channel is None:
            return self._exchange(command)
        return self.channel.open(self._exchange(self.channel.protect(command)))

    def _exchange(self, command: apdu.Command) -> apdu.Response:
        response = self._transmit(command)
        if response.status >> 8 == _LENGTH_IS and self.channel is None and command.le is not None and not response.data:
            command = apdu.Command(
                command.cla, command.ins, command.p1, command.p2, command.data, (response.status & 0xFF) or apdu.SHORT_LE
            )
            response = self._transmit(command)
        data = response.data
        for _ in range(_ROUNDS_AT_MOST):
            if response.status >> 8 != _MORE:
                return apdu.Response(data, response.status)
            response = self._transmit(apdu.Command(0x00, _GET_RESPONSE, 0, 0, le=(response.status & 0xFF) or apdu.SHORT_LE))
            data += response.data
        raise StationError("card.nonsense", step="GET RESPONSE")

    def _transmit(self, command: apdu.Command) -> apdu.Response:
        self._check()
        self.apdus += 1
        self.last_was_extended = command.needs_extended
        answer = apdu.decode_response(self._connection.transmit(command.encode()))
        if answer is None:
            raise StationError("card.nonsense", step=f"INS {command.ins:02X}")
        return answer
