"""What the status strip says of the scanner, from what happens on the Scan desk."""

from collections.abc import Callable, Sequence

from station.domain.findings import Text
from station.scanner.scanner import Device
from station.scanner.simulator import PRACTICE_DEVICE
from ui.capture.feed import FeedState

_LOOKING = Text("Đang tìm máy quét", "Looking for a scanner")
_NONE = Text("Không thấy máy quét", "No scanner found")
_READY = Text("Máy quét sẵn sàng: {name}", "Scanner ready: {name}")
_SEVERAL = Text("{count} máy quét sẵn sàng", "{count} {count:scanner|scanners} ready")
_FEEDING = Text("Đang quét: {name}", "Scanning: {name}")
_TROUBLE = Text("Máy quét cần xem lại: {name}", "Scanner needs a look: {name}")
_PRACTICE = Text(PRACTICE_DEVICE.name, "Practice scanner")
_NORMAL_ENDS = frozenset({"scanner.empty", "scanner.cancelled"})

Tell = Callable[[Text, bool], None]
"""Words, and whether a person should look."""


class ScannerSign:
    """Turns events into words."""

    def __init__(self, tell: Tell) -> None:
        self._tell = tell
        self._feeding: Device | None = None

    def looking(self) -> None:
        """The drivers are being asked."""
        self._tell(_LOOKING, False)

    def found(self, devices: Sequence[Device]) -> None:
        """These answered."""
        if not devices:
            self._tell(_NONE, False)
        elif len(devices) == 1:
            self._tell(_named(_READY, devices[0]), False)
        else:
            self._tell(_SEVERAL.filled(count=len(devices)), False)

    def scans(self, device: Device) -> None:
        """The next feed comes from this device."""
        self._feeding = device

    def feed(self, state: FeedState) -> None:
        """A feed goes on or is over; feeds of files say nothing about scanners."""
        if self._feeding is None:
            return
        if state.running:
            self._tell(_named(_FEEDING, self._feeding), False)
            return
        trouble = state.trouble is not None and state.trouble.code not in _NORMAL_ENDS
        self._tell(_named(_TROUBLE if trouble else _READY, self._feeding), trouble)
        self._feeding = None


def _named(words: Text, device: Device) -> Text:
    """A real scanner has one name; the practice one speaks the language in force."""
    name = _PRACTICE if device.id == PRACTICE_DEVICE.id else Text(device.name, device.name)
    return Text(words.vi.format(name=name.vi), words.en.format(name=name.en))
