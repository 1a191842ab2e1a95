"""Trouble at every single command of a reading: one sentence, nothing else, and the reader is good again at once."""

import dataclasses
import functools

import pytest

from station.domain.errors import StationError
from station.domain.identification import Question
from station.idcard.session import read_card
from station.idcard.simulator import PracticeCard, SimulatedReader, practice_card, practice_trust
from station.idcard.simulator.chip import SimulatedChip
from station.idcard.simulator.interference import GarbageAt, Interference, PulledAt, StatusAt, WithoutMacAt

CARDS = ("binh", "loc")
"""PACE with short commands; BAC with long ones."""
LAST_IN_CLEAR = 5
"""Up to here a chip may ask for another length, or withhold what only saves time."""
EVERY = 9
"""The slice that ./test tries."""


@functools.cache
def card_and_chip(name: str) -> tuple[PracticeCard, SimulatedChip, int]:
    """The card, its chip, and how many commands a reading takes."""
    card = practice_card(name)
    chip = card.chip()
    return card, chip, read_card(SimulatedReader(chip), card.person.mrz_key, practice_trust()).apdus


def commands() -> list[object]:
    """Every command of either card; the simulated chips of a process never need more."""
    counts = {"binh": 61, "loc": 24}
    return [
        pytest.param(name, at, id=f"{name}-{at}", marks=() if at % EVERY == 0 or at == counts[name] - 1 else pytest.mark.full)
        for name in CARDS
        for at in range(counts[name])
    ]


def test_every_command_is_listed() -> None:
    listed = [parameter.values for parameter in commands()]
    for name in CARDS:
        assert sum(one[0] == name for one in listed) == card_and_chip(name)[2]


def troubled(name: str, interference: Interference) -> tuple[SimulatedReader, PracticeCard]:
    card, chip, _ = card_and_chip(name)
    return SimulatedReader(SimulatedChip(dataclasses.replace(chip.profile, interference=interference))), card


def good_again(reader: SimulatedReader, name: str) -> None:
    card, chip, _ = card_and_chip(name)
    reader.lay(chip)
    assert all(verdict.ok for verdict in read_card(reader, card.person.mrz_key, practice_trust()).verdicts.values())


@pytest.mark.parametrize(("name", "at"), commands())
def test_pulled_at_every_command(name: str, at: int) -> None:
    reader, card = troubled(name, PulledAt(at))
    with pytest.raises(StationError) as caught:
        read_card(reader, card.person.mrz_key, practice_trust())
    assert caught.value.code == "card.removed"
    good_again(reader, name)


@pytest.mark.parametrize("status", [0x6F00, 0x6982, 0x6A82, 0x6300, 0x6700, 0x6283, 0x9001, 0x61FF, 0x6C10, 0x0000], ids=hex)
@pytest.mark.parametrize(("name", "at"), commands())
def test_a_status_out_of_the_blue(name: str, at: int, status: int) -> None:
    outcome(name, StatusAt(at, status))


@pytest.mark.parametrize("length", [0, 1, 2, 3, 40, 300])
@pytest.mark.parametrize(("name", "at"), commands())
def test_garbage(name: str, at: int, length: int) -> None:
    outcome(name, GarbageAt(at, length))


@pytest.mark.parametrize(("name", "at"), commands())
def test_answers_without_their_seal(name: str, at: int) -> None:
    outcome(name, WithoutMacAt(at))


def outcome(name: str, interference: Interference) -> None:
    """A sentence of the catalogue, or a reading that is at least not all yes without a word."""
    reader, card = troubled(name, interference)
    try:
        reading = read_card(reader, card.person.mrz_key, practice_trust(), deadline_s=10.0)
    except StationError as error:
        assert error.code.startswith("card.")
        assert error.code != "card.silent"
    else:
        # Before keys are agreed, a lost answer may cost a way in, or nothing; afterwards a spoilt answer must have cost something.
        assert reading.verdicts[Question.UNALTERED].ok is not False
        early = getattr(interference, "at", 0) <= LAST_IN_CLEAR
        assert early or not all(verdict.ok for verdict in reading.verdicts.values()) or reading.findings
