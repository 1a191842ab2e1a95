"""Hostile bytes for everything that parses what a card, a reader or a certificate file says. Shared by the tests and the bench.

The corpus (tests/corpus/card) holds one good file of each kind, made by the practice state, and whatever once broke a parser.
"""

import datetime
import functools
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from station.domain.errors import StationError
from station.idcard import active_authentication, apdu, capabilities, certificates, data_groups, mrz, security_infos, sod, tlv
from station.idcard.access_data import MrzKey
from station.idcard.bac import BacKeys
from station.idcard.channel import SecureChannel
from station.idcard.chip import Chip
from station.idcard.portrait import portrait
from station.idcard.simulator.chip import decode_command
from station.idcard.suites import AES_128, TDES
from station.idcard.tlv import Malformed
from station.idcard.trust import TrustStore, trust_of

CORPUS = Path(__file__).resolve().parent / "corpus" / "card"
EXPECTED = (Malformed, StationError)
"""What a parser may raise; anything else is a defect."""


class _Answers:
    """A connection that says one thing."""

    def __init__(self, answer: bytes) -> None:
        self.atr = answer
        self._answer = answer

    def transmit(self, command: bytes) -> bytes:
        return self._answer

    def close(self) -> None:
        """Nothing."""


def _channel(content: bytes) -> None:
    response = apdu.decode_response(content)
    if response is not None:
        SecureChannel(AES_128, b"secret").open(response)
        SecureChannel(TDES, b"secret").open(response)


def _announced(content: bytes) -> None:
    capabilities.answer_size(Chip(_Answers(content)), content)


def _certificate(content: bytes) -> None:
    one = certificates.certificate(content)
    certificates.issued_by(one, one)
    certificates.may_issue(one)
    certificates.label(one.subject)
    certificates.country_of(one.issuer)


def _revocation_list(content: bytes) -> None:
    certificates.list_issued_by(certificates.revocation_list(content), certificates.certificate((CORPUS / "csca").read_bytes()))


def _signed_list(content: bytes) -> None:
    listed = sod.parse(content)
    listed.fits(1, content)
    if listed.signer is not None:
        _trust().judge(listed.signer, datetime.datetime(2026, 12, 1, tzinfo=datetime.UTC))


@functools.cache
def _trust() -> TrustStore:
    return trust_of([(CORPUS / "csca").read_bytes()], [(CORPUS / "crl").read_bytes()])


def _zone_text(content: bytes) -> None:
    mrz.parse(content.decode("latin-1"))


def _bac_answer(content: bytes) -> None:
    BacKeys.of(MrzKey("L898902C", "690806", "940623")).open(content)


def _aa_answer(content: bytes) -> None:
    key = active_authentication.key_in((CORPUS / "DG15").read_bytes())
    active_authentication.holds(key, bytes(8), content, "sha256")


@dataclass(frozen=True)
class Target:
    """One parser and the good files to begin with."""

    name: str
    parse: Callable[[bytes], object]
    seeds: tuple[str, ...]
    weight: int
    """How often it is chosen: cheap ones more."""


TARGETS: Sequence[Target] = (
    Target("tlv", tlv.elements, ("DG1", "DG13", "DG14", "EF.COM"), 20),
    Target("zone", data_groups.zone, ("DG1",), 10),
    Target("zone text", _zone_text, ("zone",), 10),
    Target("civil data", data_groups.civil_data, ("DG13",), 20),
    Target("index", data_groups.listed_groups, ("EF.COM",), 5),
    Target("portrait", portrait, ("DG2", "DG2-jpeg2000"), 1),
    Target("security infos", security_infos.parse, ("EF.CardAccess", "DG14-infos"), 10),
    Target("signed list", _signed_list, ("EF.SOD",), 4),
    Target("signing key", active_authentication.key_in, ("DG15", "DG15-rsa"), 8),
    Target("signing answer", _aa_answer, ("answer",), 2),
    Target("certificate", _certificate, ("csca",), 4),
    Target("revocation list", _revocation_list, ("crl",), 6),
    Target("sealed answer", _channel, ("sealed",), 6),
    Target("BAC answer", _bac_answer, ("sealed",), 4),
    Target("answer to reset", _announced, ("atr", "EF.ATR"), 8),
    Target("command", decode_command, ("command",), 8),
)


def seeds(target: Target) -> list[bytes]:
    """Its good files, and everything of the corpus that once broke it."""
    return [(CORPUS / name).read_bytes() for name in target.seeds] + [
        path.read_bytes() for path in sorted(CORPUS.glob(f"broke-{target.name}-*"))
    ]


def mangled(seed: bytes, chance: random.Random) -> bytes:
    """The seed with one to four wounds: bits, bytes, cuts, copies, lengths that lie."""
    content = bytearray(seed)
    for _ in range(chance.randint(1, 4)):
        at = chance.randrange(len(content)) if content else 0
        kind = chance.randrange(8)
        if not content or kind == 0:
            content[at:at] = chance.randbytes(chance.randint(1, 8))
        elif kind == 1:
            content[at] ^= 1 << chance.randrange(8)
        elif kind == 2:
            content[at] = chance.choice((0x00, 0x01, 0x7F, 0x80, 0x81, 0x82, 0x84, 0xFF, 0x30, 0x31, 0xA0))
        elif kind == 3:
            del content[at:]
        elif kind == 4:
            del content[at : at + chance.randint(1, 16)]
        elif kind == 5:
            end = min(len(content), at + chance.randint(1, 32))
            content[at:at] = content[at:end]
        elif kind == 6:
            content[at : at + 4] = chance.randbytes(4)
        else:
            other = chance.randrange(len(content))
            content[at], content[other] = content[other], content[at]
    return bytes(content)


def survives(target: Target, content: bytes) -> None:
    """Parse it; raises whatever is none of the expected."""
    try:
        target.parse(content)
    except EXPECTED:
        return
