"""The file by which a station asks its province for a person's certificate: ids and a public key, no secret."""

import base64
import json
from dataclasses import dataclass
from pathlib import Path

from station.domain.durable import write_durably
from station.domain.errors import StationError
from station.signing.keys import key_id_of

_KIND = "certificate-request"
_GROUP, _LETTERS = 5, 20


@dataclass(frozen=True)
class CertificateRequest:
    """Whose key it is and what it is to be used for."""

    user_id: str
    role: str
    office_id: str
    realm: str
    public_key: bytes
    """SPKI DER."""

    @property
    def fingerprint(self) -> str:
        """80 bits of the key's id in four groups, to be compared by telephone: a certificate vouches for this very key."""
        letters = key_id_of(self.public_key)[:_LETTERS]
        return "-".join(letters[start : start + _GROUP] for start in range(0, _LETTERS, _GROUP))

    def save(self, path: Path) -> None:
        """Write the file durably."""
        value = {
            "version": 1, "kind": _KIND, "user": self.user_id, "role": self.role, "office": self.office_id, "realm": self.realm,
            "key": base64.b64encode(self.public_key).decode(),
        }  # fmt: skip
        write_durably(path, json.dumps(value, indent=2).encode())

    @classmethod
    def load(cls, path: Path) -> "CertificateRequest":
        """Raises StationError `escrow.faulty-file`."""
        try:
            value = json.loads(path.read_bytes())
            if value["kind"] != _KIND:
                raise ValueError(_KIND)
            user, role, office, realm = (str(value[name]) for name in ("user", "role", "office", "realm"))
            return cls(user, role, office, realm, base64.b64decode(value["key"], validate=True))
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise StationError("escrow.faulty-file", path=path.name) from error
