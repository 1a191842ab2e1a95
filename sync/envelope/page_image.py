"""One sealed image in clear, while somebody is shown it; from the opener to the screen it goes sealed to a key of that moment.

The station sealed it (FORMAT.md §3) under a key of its own, bound to station and page. Nothing in clear ever lies on a disk or in a table.
"""

import secrets

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import x25519
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from station.domain.actions import canonical
from station.domain.batch import image_associated_data
from station.domain.errors import StationError
from station.domain.ids import PageId, StationId
from sync.envelope.sealed_part import open_sealed, seal

_NONCE_BYTES = 12
_KEY_BYTES = 32


def open_image(sealed: bytes, key: bytes, station_id: StationId, page_id: PageId) -> bytes:
    """The image as captured. Raises StationError `envelope.wrong-key`."""
    try:
        return AESGCM(key).decrypt(sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:], image_associated_data(station_id, page_id))
    except (InvalidTag, ValueError) as error:
        raise StationError("envelope.wrong-key", batch=page_id) from error


class OneLook:
    """A key pair for one image that somebody waits to see; gone with this object."""

    def __init__(self, station_id: str, page_id: str) -> None:
        self._private = secrets.token_bytes(_KEY_BYTES)
        self._info = _info(station_id, page_id)
        public = x25519.X25519PrivateKey.from_private_bytes(self._private).public_key()
        self.public_key = public.public_bytes(serialization.Encoding.Raw, serialization.PublicFormat.Raw)

    def open(self, sealed: bytes) -> bytes:
        """What `seal_for_look` sealed. Raises StationError `envelope.wrong-key`."""
        return open_sealed(sealed, self._private, self._info, "image")


def seal_for_look(image: bytes, public_key: bytes, station_id: str, page_id: str) -> bytes:
    """To the key of one OneLook: HPKE, as sealed parts are."""
    return seal(image, public_key, _info(station_id, page_id))


def _info(station_id: str, page_id: str) -> bytes:
    return canonical(["station-look", 1, station_id, page_id])
