"""Whether the chip is the one that the files were written to: active and chip authentication, each where announced."""

from dataclasses import dataclass

from station.domain.findings import Text
from station.idcard.active_authentication import Refused, answers, key_in
from station.idcard.chip import Chip
from station.idcard.chip_authentication import CannotAsk, authenticate_chip
from station.idcard.contents import Contents
from station.idcard.tlv import Malformed
from station.idcard.verdicts import (
    CHIP_FAILED,
    CHIP_KEY_HIDDEN,
    CHIP_NEEDS_EXTENDED,
    CHIP_PROVED,
    NO_CHIP_KEY,
    UNKNOWN_CHIP_KEY,
)


@dataclass(frozen=True)
class ChipProof:
    """What came of asking."""

    ok: bool | None
    why: Text


def prove_chip(chip: Chip, contents: Contents) -> ChipProof:
    """Ask the chip for every proof that its signed list announces; one that fails is a no, whatever the other says.

    Chip authentication comes last: a copy that fails it loses its connection, when everything else is read.
    """
    proofs = [ask(chip, contents) for ask in (_active, _by_chip_key)]
    for wanted in (False, True, None):
        for proof in proofs:
            if proof is not None and proof.ok is wanted:
                return proof
    return ChipProof(None, NO_CHIP_KEY)


def _active(chip: Chip, contents: Contents) -> ChipProof | None:
    if 15 not in contents.security_object.hashes:
        return None
    if 15 not in contents.files:
        return ChipProof(False, CHIP_KEY_HIDDEN)
    try:
        key = key_in(contents.files[15])
    except Malformed:
        return ChipProof(None, UNKNOWN_CHIP_KEY)
    digest = contents.infos.active_authentication_digest if contents.infos else None
    try:
        proved = answers(chip, key, digest, extended=contents.extended)
    except Refused as refused:
        return ChipProof(None, CHIP_NEEDS_EXTENDED) if refused.needs_extended else ChipProof(False, CHIP_FAILED)
    return _judged(proved)


def _by_chip_key(chip: Chip, contents: Contents) -> ChipProof | None:
    if 14 not in contents.security_object.hashes:
        return None
    if contents.infos is None:
        return ChipProof(False, CHIP_KEY_HIDDEN)
    if not contents.infos.chip_keys:
        return None
    try:
        return _judged(authenticate_chip(chip, contents.infos))
    except CannotAsk:
        return ChipProof(None, UNKNOWN_CHIP_KEY)


def _judged(proved: bool) -> ChipProof:
    return ChipProof(True, CHIP_PROVED) if proved else ChipProof(False, CHIP_FAILED)
