"""What can go wrong between chip and reader, as practice cards do it on purpose: at one command of a session, counted from 0."""

import secrets
import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from station.idcard import tlv

_Proceed = Callable[[bytes], bytes]


class Pulled(Exception):
    """The card was taken away."""


class Interference(Protocol):
    """Stands between the reader and the chip."""

    def answer(self, index: int, command: bytes, proceed: _Proceed, gone: threading.Event) -> bytes:
        """The answer to one command; `proceed` asks the chip; `gone` is set when the reader has switched it off. May raise Pulled."""


@dataclass(frozen=True)
class PulledAt:
    """Taken away before the command with this number is answered."""

    at: int

    def answer(self, index: int, command: bytes, proceed: _Proceed, gone: threading.Event) -> bytes:
        if index >= self.at:
            raise Pulled
        return proceed(command)


@dataclass(frozen=True)
class StatusAt:
    """Answers one command with a status out of the blue, in clear."""

    at: int
    status: int

    def answer(self, index: int, command: bytes, proceed: _Proceed, gone: threading.Event) -> bytes:
        return self.status.to_bytes(2, "big") if index == self.at else proceed(command)


@dataclass(frozen=True)
class GarbageAt:
    """Answers one command with bytes that mean nothing."""

    at: int
    length: int = 40

    def answer(self, index: int, command: bytes, proceed: _Proceed, gone: threading.Event) -> bytes:
        return secrets.token_bytes(self.length) if index == self.at else proceed(command)


@dataclass(frozen=True)
class WithoutMacAt:
    """From one command on, answers lack the MAC that they were sealed with."""

    at: int

    def answer(self, index: int, command: bytes, proceed: _Proceed, gone: threading.Event) -> bytes:
        answer = proceed(command)
        if index < self.at or not command[0] & 0x0C:
            return answer
        objects = [element for element in tlv.elements(answer[:-2]) if element.tag != 0x8E]
        return b"".join(tlv.encode(element.tag, element.value) for element in objects) + answer[-2:]


@dataclass(frozen=True)
class StallsAt:
    """Says nothing for a while, or until it is switched off."""

    at: int
    seconds: float = 600.0

    def answer(self, index: int, command: bytes, proceed: _Proceed, gone: threading.Event) -> bytes:
        if index == self.at and gone.wait(self.seconds):
            raise Pulled
        return proceed(command)


@dataclass(frozen=True)
class Slow:
    """Answers as slowly as a real chip."""

    seconds: float

    def answer(self, index: int, command: bytes, proceed: _Proceed, gone: threading.Event) -> bytes:
        gone.wait(self.seconds)
        return proceed(command)
