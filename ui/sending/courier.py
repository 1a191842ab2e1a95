"""What the sending desk needs from the world: an address, a central to practise with, and the sender over this store's outbox."""

import contextlib
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from station.domain.errors import StationError
from station.settings import paths
from station.signing.province import Province
from sync.client.delivery import Progress
from sync.client.outbox import released
from sync.client.sending import SendReport
from sync.client.stick import Brought, Carried, bring_back, carry_out
from sync.client.stoppable import send_until_stopped
from ui import bootstrap
from ui.practice_central import practice_central


@contextlib.contextmanager
def _stick_trouble(stick: Path) -> Iterator[None]:
    """A stick that was pulled out or cannot be written is one sentence."""
    try:
        yield
    except OSError as error:
        raise StationError("export.folder", path=stick, reason=error.strerror or "") from error


class Courier(Protocol):
    """Sends what lies in the outbox. Used on the free lane; opens no store."""

    @property
    def address(self) -> str:
        """Of the central; empty when none is set."""

    @property
    def practises(self) -> bool:
        """Whether a practice central can be opened in its place."""

    def central(self) -> AbstractContextManager[str]:
        """The address, a practice central being opened for it where need be. Raises StationError `central.start`."""

    def waiting_bytes(self) -> int:
        """Bytes of all batches that wait."""

    def send(self, url: str, stop: Callable[[], bool], on_bytes: Callable[[int], None], on_progress: Progress) -> SendReport | None:
        """Send; None when stopped."""

    def carry_out(self, stick: Path) -> Carried:
        """Copy what waits onto a stick. Raises StationError `export.folder`, `store.disk-full`."""

    def bring_back(self, stick: Path) -> Brought:
        """Bring home what came back on a stick. Raises StationError `export.folder`."""


@dataclass(frozen=True)
class OutboxCourier:
    """Implements `Courier` for the store in `folder`."""

    folder: Path
    practises: bool
    read_address: Callable[[], str]
    """Asked each time: the settings may change while the desk is open."""

    @property
    def address(self) -> str:
        """See Courier. Settings that cannot be read name no central."""
        try:
            return self.read_address()
        except StationError:
            return ""

    @contextlib.contextmanager
    def central(self) -> Iterator[str]:
        """See Courier. The practice central stops when the sending ends."""
        if self.address or not self.practises:
            yield self.address
            return
        province = self._practice_province()
        with practice_central(province.parent / "central", province) as running:
            yield running.url

    def waiting_bytes(self) -> int:
        """See Courier."""
        total = 0
        for parcel in released(bootstrap.outbox_folder(self.folder)):
            with contextlib.suppress(StationError):
                if parcel.waits:
                    total += sum(file.size for file in parcel.manifest().body.files)
        return total

    def send(self, url: str, stop: Callable[[], bool], on_bytes: Callable[[int], None], on_progress: Progress) -> SendReport | None:
        """See Courier."""
        province = bootstrap.province_of(self.folder)
        outbox = bootstrap.outbox_folder(self.folder)
        inner, profile = bootstrap.line_to(bootstrap.machine_of(self.folder), url), bootstrap.sending_profile()
        report = send_until_stopped(
            outbox, url, province, stop=stop, on_bytes=on_bytes, on_progress=on_progress, inner=inner, profile=profile
        )
        if inner is not None and report is not None and report.stopped is None:
            with contextlib.suppress(StationError):  # the old certificate holds for a month yet; the next sending asks again
                bootstrap.machine_of(self.folder).renew_if_due(url)
        return report

    def carry_out(self, stick: Path) -> Carried:
        """See Courier."""
        with _stick_trouble(stick):
            return carry_out(bootstrap.outbox_folder(self.folder), stick)

    def bring_back(self, stick: Path) -> Brought:
        """See Courier."""
        with _stick_trouble(stick):
            return bring_back(stick, bootstrap.outbox_folder(self.folder), bootstrap.province_of(self.folder))

    def _practice_province(self) -> Path:
        """Where the keys of this store's practice province lie: beside the store, or with the account."""
        realm = bootstrap.province_of(self.folder).realm
        for place in (self.folder.parent / "province", paths.practice_province_folder()):
            if (place / "province.json").exists() and Province.load(place / "province.json").realm == realm:
                return place
        raise StationError("central.start", reason="the keys of this practice province are not on this PC", log=self.folder.parent)
