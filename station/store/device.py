"""The device secret: 32 random bytes of one PC, without which a stolen store's passwords cannot even be tried. FORMAT.md §3.

Where it is kept is a keeper's business. A new one goes into a file; `move` hands it to a stronger keeper. Whatever happens to the secret,
the recovery code and the province's escrow open the store without it: no keeper is ever the only way in.
"""

import contextlib
import secrets
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final, Protocol

from filelock import FileLock

from station.domain.durable import write_durably
from station.domain.errors import StationError

SECRET_BYTES: Final = 32
_LOCK_TIMEOUT_S: Final = 30


class DeviceKeeper(Protocol):
    """One way to keep the secret. All of them work in a folder of the account's own, `home`."""

    @property
    def name(self) -> str:
        """What commands and messages call it."""

    def fault(self) -> str:
        """Why this PC cannot keep it so; empty when it can."""

    def keep(self, secret: bytes) -> None:
        """Keep it, durable on return; what was kept before is replaced. Raises StationError `device.cannot-keep`, `store.disk-full`."""

    def fetch(self) -> bytes | None:
        """The secret; None when none is kept here. Raises StationError `device.cannot-open` when one is, and it cannot be had."""

    def drop(self) -> None:
        """Forget it; harmless when none is kept."""


class FileKeeper:
    """A file that its owner alone may read. On Windows the profile's access list closes it."""

    name = "file"

    def __init__(self, home: Path) -> None:
        self._path = home / "device.secret"

    def fault(self) -> str:
        return ""

    def keep(self, secret: bytes) -> None:
        self._path.parent.mkdir(parents=True, exist_ok=True)
        write_durably(self._path, secret)

    def fetch(self) -> bytes | None:
        try:
            secret = self._path.read_bytes()
        except FileNotFoundError:
            return None
        except OSError as error:
            raise StationError("device.cannot-open", keeper=self.name, reason=error.strerror or "") from error
        if len(secret) != SECRET_BYTES:
            raise StationError("device.cannot-open", keeper=self.name, reason=f"{self._path.name}: {len(secret)} bytes")
        return secret

    def drop(self) -> None:
        self._path.unlink(missing_ok=True)


def device_secret(home: Path, keepers: Sequence[DeviceKeeper]) -> bytes:
    """The secret of this PC, made at first use and given to the first keeper. Two programs at once get the same one.

    Raises StationError `device.cannot-open` rather than make a second secret beside one that cannot be had at the moment.
    """
    with _alone(home):
        for keeper in keepers:
            if (secret := keeper.fetch()) is not None:
                return secret
        secret = secrets.token_bytes(SECRET_BYTES)
        keepers[0].keep(secret)
        return secret


def keeper_of(home: Path, keepers: Sequence[DeviceKeeper]) -> DeviceKeeper | None:
    """Who keeps the secret now."""
    with _alone(home):
        return next((keeper for keeper in keepers if keeper.fetch() is not None), None)


def move(home: Path, keepers: Sequence[DeviceKeeper], to: str) -> None:
    """Hand the secret to the keeper named `to`; the others forget it only once the new one has given it back.

    Raises StationError `device.cannot-keep` (unknown, or this PC cannot), `device.cannot-open`. A kill leaves it with both.
    """
    chosen = next((keeper for keeper in keepers if keeper.name == to), None)
    if chosen is None or (reason := chosen.fault()):
        raise StationError("device.cannot-keep", keeper=to, reason=reason if chosen else "unknown")
    secret = device_secret(home, keepers)
    with _alone(home):
        chosen.keep(secret)
        if chosen.fetch() != secret:
            raise StationError("device.cannot-keep", keeper=to, reason="it gave something else back")
        for keeper in keepers:
            if keeper is not chosen:
                keeper.drop()


def renew(home: Path, keepers: Sequence[DeviceKeeper]) -> None:
    """A new secret in place of one that is lost (a cleared chip, a reset password): every slot of this PC is to be issued anew then."""
    with _alone(home):
        for keeper in keepers:
            keeper.drop()
        keepers[0].keep(secrets.token_bytes(SECRET_BYTES))


@contextlib.contextmanager
def _alone(home: Path) -> Iterator[None]:
    home.mkdir(parents=True, exist_ok=True)
    with FileLock(home / "device.lock", timeout=_LOCK_TIMEOUT_S):
        yield


if sys.platform == "win32":
    from station.store.windows import DpapiKeeper

    def keepers_here(home: Path) -> tuple[DeviceKeeper, ...]:
        """What this system offers, the first one for new secrets."""
        return FileKeeper(home), DpapiKeeper(home)

else:
    from station.store.tpm import TpmKeeper

    def keepers_here(home: Path) -> tuple[DeviceKeeper, ...]:
        """What this system offers, the first one for new secrets."""
        return FileKeeper(home), TpmKeeper(home)
