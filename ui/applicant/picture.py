"""From a photo or scan of the card to what opens the chip. For the free lane; nothing of the picture is written or kept."""

from collections.abc import Sequence
from pathlib import Path

from ocr.card_picture import read_card_picture
from ocr.decode import reading_copy
from station.domain.errors import StationError
from station.idcard.access_data import MrzKey
from station.idcard.mrz import parse
from station.idcard.qr import parse_qr
from ui.applicant.presenter import PictureReader
from ui.tasks import Progress

PICTURE_BYTES_MAX = 64 * 1024 * 1024
"""No photo of a card is a tenth as large."""


def picture_reader(path: Path) -> PictureReader:
    """Reads this file when called. Raises StationError `capture.unreadable-file`, `reading.*`."""

    def read(progress: Progress) -> str:
        return key_in(_content(path), progress)

    return read


def key_in(content: bytes, progress: Progress) -> str:
    """A code that is a card's, else three lines whose check digits fit; empty when the picture has neither."""
    picture = reading_copy(content).pixels
    found = read_card_picture(picture, fits=zone_fits, is_code=is_card_code, cancelled=lambda: progress.cancelled)
    return found.code or "".join(found.lines)


def is_card_code(text: str) -> bool:
    """Whether a code is one of an identity card."""
    try:
        parse_qr(text)
    except StationError:
        return False
    return True


def zone_fits(lines: Sequence[str]) -> bool:
    """Whether three lines are a zone whose check digits fit, those that open the chip and the one over all."""
    try:
        zone = parse(lines)
        MrzKey.of(zone)
    except StationError:
        return False
    return not zone.wrong


def _content(path: Path) -> bytes:
    try:
        if path.stat().st_size > PICTURE_BYTES_MAX:
            raise StationError("reading.unreadable-image")
        return path.read_bytes()
    except OSError as error:
        raise StationError("capture.unreadable-file", name=path.name, reason=error.strerror or "") from error
