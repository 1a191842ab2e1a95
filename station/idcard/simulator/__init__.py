"""Practice cards: chips without hardware at the level of APDUs, for the practice office, the guides and the tests. An ordinary driver."""

from station.idcard.simulator.cards import PracticeCard, practice_card, practice_cards, practice_trust
from station.idcard.simulator.reader import PRACTICE_READER, SimulatedReader
from station.idcard.simulator.watch import SimulatedReaderWatch

__all__ = [
    "PRACTICE_READER",
    "PracticeCard",
    "SimulatedReader",
    "SimulatedReaderWatch",
    "practice_card",
    "practice_cards",
    "practice_trust",
]
