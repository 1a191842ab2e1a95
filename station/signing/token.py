"""A person's signing token: opened with its PIN for one piece of work, signs, closed. Implements `station.domain.actions.Signer`.

The vendor's library runs in a process of its own (token_service.py): one that crashes, hangs or keeps what it was given takes neither the
window nor the store's keys along. Nothing of the PIN stays in this process, nor anywhere once the work is done.
"""

import contextlib
import multiprocessing
import sys
from collections.abc import Callable
from multiprocessing.connection import Connection
from pathlib import Path
from types import TracebackType
from typing import Any, Final

from station.domain.actions import Signature
from station.domain.errors import StationError
from station.domain.ids import UserId
from station.signing.keys import key_id_of
from station.signing.token_service import serve

Service = Callable[[Connection, str], None]

ANSWER_S: Final = 30.0
"""A smart card that makes an RSA signature takes a second or two; waking one up takes some more."""
_END_S: Final = 2.0
_USUAL: Final = (
    ("/usr/lib/x86_64-linux-gnu/p11-kit-proxy.so", "/usr/lib/x86_64-linux-gnu/opensc-pkcs11.so")
    if sys.platform != "win32"
    else (r"C:\Program Files\OpenSC Project\OpenSC\pkcs11\opensc-pkcs11.dll",)
)


def module_path(chosen: str) -> str:
    """The library to load: the one that the settings name, else the first of the usual ones that is there; empty when none is."""
    return chosen or next((path for path in _USUAL if Path(path).exists()), "")


class Token:
    """An open token. Use as a context manager: it closes, and the PIN is forgotten, when the block ends."""

    def __init__(self, module: str, pin: str, *, wanted: str = "", service: Service = serve, answer_s: float = ANSWER_S) -> None:
        """`wanted`: id of the key that is needed, so that the right one of several tokens is taken.

        Raises StationError `token.no-module`, `token.absent`, `token.several`, `token.wrong-pin`, `token.last-try`, `token.locked`,
        `token.silent`, `token.trouble`.
        """
        self._answer_s = answer_s
        spawn = multiprocessing.get_context("spawn")
        self._line, child = spawn.Pipe()
        self._process = spawn.Process(target=service, args=(child, module), name="token", daemon=True)
        self._process.start()
        child.close()
        try:
            keys = self._ask(("open", pin, wanted))
        except BaseException:
            self.close()
            raise
        self.keys: dict[bytes, bytes | None] = dict(keys[0])
        """Public keys (SPKI DER) on the token, each with the certificate (DER) that lies beside it."""

    def sign(self, public_key: bytes, message: bytes) -> Signature:
        """With the private half of this key, which must be one of `keys`.

        Raises StationError `token.pulled`, `token.silent`, `token.trouble`; what was not signed is not signed.
        """
        key_id = key_id_of(public_key)
        algorithm, value = self._ask(("sign", key_id, message))
        return Signature(key_id, algorithm, value)

    def only_key(self, user_id: UserId) -> bytes:
        """The one key that it holds. Raises StationError `token.no-key` when there is none, or more than one."""
        if len(self.keys) != 1:
            raise StationError("token.no-key", user=user_id, count=len(self.keys))
        return next(iter(self.keys))

    def close(self) -> None:
        """End the session at the token and the process. Returns when it is gone."""
        self._line.close()
        self._process.join(_END_S)
        if self._process.is_alive():
            self._process.kill()
            self._process.join()

    def _ask(self, question: tuple[Any, ...]) -> tuple[Any, ...]:
        try:
            self._line.send(question)
            if not self._line.poll(self._answer_s):
                raise StationError("token.silent")
            kind, *answer = self._line.recv()
        except (EOFError, OSError) as error:
            raise StationError("token.silent") from error
        if kind == "failed":
            code, details = answer
            raise StationError(code, **details)
        return tuple(answer)

    def __enter__(self) -> "Token":
        """The token itself."""
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        """Close."""
        with contextlib.suppress(OSError):
            self.close()


class TokenSigner:
    """Somebody's approval key on an open token."""

    def __init__(self, user_id: UserId, token: Token, public_key: bytes, certificate: bytes | None) -> None:
        """Raises StationError `token.other-key` when the token does not hold this key."""
        if public_key not in token.keys:
            raise StationError("token.other-key", user=user_id)
        self._user_id, self._token = user_id, token
        self._public_key, self._certificate = public_key, certificate

    @property
    def user_id(self) -> UserId:
        """Whose key it is."""
        return self._user_id

    @property
    def certificate(self) -> bytes | None:
        """X.509 DER; None when there is none yet."""
        return self._certificate

    @property
    def public_key(self) -> bytes:
        """SPKI DER."""
        return self._public_key

    def sign(self, message: bytes) -> Signature:
        """A detached signature over `message`. Raises StationError `token.*`."""
        return self._token.sign(self._public_key, message)
