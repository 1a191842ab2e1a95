"""What a card or another proof says about one person of an entry: verdicts, civil data and evidence. No protocol and no comparison here."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from station.domain.findings import Finding, Text


class Evidence(StrEnum):
    """How an applicant was identified, the strongest first; an identification names its class."""

    CHIP = "chip"
    """The chip was read and answered for itself."""
    CARD_QR = "card-qr"
    """The QR code printed on the card: not signed."""
    VNEID = "vneid"
    """The state's app, shown on a telephone."""
    PASSPORT = "passport"
    OLD_ID = "old-id"
    """Chứng minh nhân dân of 9 or 12 digits, without a chip."""


class Access(StrEnum):
    """The protocol that opened the chip (ICAO Doc 9303-11)."""

    PACE = "pace"
    BAC = "bac"


class Question(StrEnum):
    """What a chip is asked about itself; while `ISSUER` is not answered with yes, no other verdict is yes."""

    ISSUER = "issuer"
    """Did a state that we trust sign it?"""
    UNALTERED = "unaltered"
    """Is every file as it was signed?"""
    GENUINE = "genuine"
    """Is this the chip that the files were written to, no copy?"""
    VALID = "valid"
    """Is the card valid today?"""


@dataclass(frozen=True)
class Verdict:
    """The answer to one question."""

    ok: bool | None
    """Yes, no, or not known."""
    why: Text
    """One sentence with the reason, without personal data."""


@dataclass(frozen=True, repr=False)
class CivilData:
    """Who the card says its holder is, as printed and in NFC; empty where the card is silent. Never logged: it has no repr."""

    number: str = ""
    """12 digits."""
    full_name: str = ""
    birth_date: str = ""
    """dd/MM/yyyy, MM/yyyy or yyyy."""
    sex: str = ""
    """Nam, Nữ or as printed."""
    nationality: str = ""
    ethnic_group: str = ""
    religion: str = ""
    origin: str = ""
    residence: str = ""
    features: str = ""
    issue_date: str = ""
    expiry_date: str = ""
    """dd/MM/yyyy or "Không thời hạn"."""
    father: str = ""
    mother: str = ""
    spouse: str = ""
    old_number: str = ""
    """The 9 digits of the former card."""


@dataclass(frozen=True, repr=False)
class Portrait:
    """The face in DG2: encoded bytes as on the card. Held in memory only."""

    format: str
    """`jpeg` or `jpeg2000`."""
    width: int
    height: int
    content: bytes


@dataclass(frozen=True, repr=False)
class CardReading:
    """Everything that one session with a chip brought. Dropped when the clerk leaves the person; `Identification` is what stays."""

    access: Access
    reader: str
    mrz: Mapping[str, str]
    """Fields of DG1 by name: `number`, `optional`, `birth_date`, `sex`, `expiry_date`, `nationality`, `name`."""
    civil: CivilData
    portrait: Portrait | None
    verdicts: Mapping[Question, Verdict]
    findings: tuple[Finding, ...] = ()
    sod: bytes = b""
    """The security object as read; only its salted hash is kept."""
    seconds: float = 0.0
    apdus: int = 0


class Agreement(StrEnum):
    """How one field of the entry stands to what the card says."""

    SAME = "same"
    DIFFERS = "differs"
    CANNOT_SAY = "cannot-say"


@dataclass(frozen=True)
class Identification:
    """What is kept of it, as an action on (entry, role): evidence, never the face nor the card's data."""

    role: str
    """The person of the form, `PersonDefinition.role`."""
    evidence: Evidence
    purpose: str
    """Code of the purpose that the notice named."""
    verdicts: Mapping[Question, bool | None] = field(default_factory=dict)
    agreements: Mapping[str, Agreement] = field(default_factory=dict)
    """By part of the person: `name`, `birth_date`, `sex`, `id_number`, …"""
    fields: Mapping[str, str] = field(default_factory=dict)
    """Part → field of the entry that it was compared with: once somebody changes that field, nobody can say any more."""
    by_eye: bool = False
    """A person compared, not the program: the proof holds nothing that it could read."""
    reader: str = ""
    sod_salt: str = ""
    """Hex."""
    sod_hash: str = ""
    """SHA-256 of salt and security object, hex: proves later which card it was, tells nothing."""
    by: str = ""
    """User id of who looked; said by the action, not by its payload."""
    at: str = ""
    """UTC of the station's clock, ISO 8601; said by the action too."""
