"""Failed sign-ins, counted durably: each further one costs a longer wait, many shut the account. FORMAT.md §3, no database and no key here.

Whoever may write to the folder can put the file back or remove it. It slows a person at this program; a copy of the store is slowed by
Argon2id alone.
"""

import json
import logging
import math
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from station.domain.durable import write_durably
from station.domain.errors import StationError
from station.domain.ids import UserId

log = logging.getLogger(__name__)

NAME: Final = "attempts.json"
_VERSION: Final = 1


@dataclass(frozen=True)
class Patience:
    """How many wrong passwords in a row are borne, and what the next one costs."""

    free: int = 3
    """Slips of a hurried clerk: no wait up to here."""
    first_wait_s: float = 2
    """After the next one; doubled with each further one."""
    longest_wait_s: float = 300
    shut_after: int = 20
    """Below the 100 that NIST SP 800-63B §5.2.2 allows; by then somebody has waited for an hour."""

    def wait_s(self, count: int) -> float:
        """How long the account rests after `count` wrong passwords in a row."""
        if count <= self.free:
            return 0
        return min(self.first_wait_s * 2.0 ** (count - self.free - 1), self.longest_wait_s)


@dataclass(frozen=True)
class Standing:
    """How an account stands at this moment."""

    count: int
    """Wrong passwords since the last right one."""
    wait_s: float
    """Until the next try is taken; 0: now."""
    shut: bool
    """No password is taken until somebody opens the account again."""


class Attempts:
    """The file `attempts.json`. Reading needs neither the store's lock nor a key, so that a sign-in page can show what to wait for."""

    def __init__(self, folder: Path, *, clock: Callable[[], float] = time.time, patience: Patience | None = None) -> None:
        """`clock`: seconds since the epoch; it has to go on while the program does not run."""
        self._path = folder / NAME
        self._clock = clock
        self._patience = patience or Patience()

    def standing(self, user_id: UserId) -> Standing:
        """How the account stands now."""
        count, at = self._read().get(user_id, (0, 0.0))
        now = self._clock()
        # a clock that was set back must not turn a wait of seconds into years
        rest = max(0.0, self._patience.wait_s(count) - max(0.0, now - at)) if at <= now else 0.0
        return Standing(count, rest, count >= self._patience.shut_after)

    def require(self, user_id: UserId) -> None:
        """Raises StationError `store.wait`, `store.locked-out` when no password of this person is taken now."""
        standing = self.standing(user_id)
        if standing.shut:
            raise StationError("store.locked-out", user=user_id, count=standing.count)
        if standing.wait_s > 0:
            raise StationError("store.wait", count=standing.count, seconds=math.ceil(standing.wait_s))

    def failed(self, user_id: UserId) -> None:
        """One wrong password more, durable on return. On a full disk it is not counted: nobody is kept from their work for that."""
        known = self._read()
        count, _ = known.get(user_id, (0, 0.0))
        self._write({**known, user_id: (count + 1, self._clock())})

    def forget(self, user_id: UserId) -> None:
        """The right password was given, or somebody who may opens the account again."""
        known = self._read()
        if known.pop(user_id, None) is not None:
            self._write(known)

    def _read(self) -> dict[str, tuple[int, float]]:
        """User id → (count, when). A file that is missing or no longer readable counts nobody: it never keeps an office out."""
        try:
            value = json.loads(self._path.read_bytes())
            return {str(user): (int(row["count"]), float(row["at"])) for user, row in value["failed"].items()}
        except FileNotFoundError:
            return {}
        except (OSError, ValueError, KeyError, TypeError, AttributeError):
            log.warning("%s is not readable; counted anew", NAME)
            return {}

    def _write(self, known: dict[str, tuple[int, float]]) -> None:
        failed = {user: {"count": count, "at": at} for user, (count, at) in sorted(known.items())}
        try:
            write_durably(self._path, json.dumps({"version": _VERSION, "failed": failed}, indent=2).encode())
        except StationError as error:
            log.warning("%s not written: %s", NAME, error.code)
