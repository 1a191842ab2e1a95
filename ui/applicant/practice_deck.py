"""The practice cards beside the practice reader: the simulator's, and one for the person of the entry in hand. Invented people only."""

from dataclasses import replace
from typing import Final

from station.domain.dates import PartialDate
from station.domain.findings import Text
from station.domain.identification import CivilData
from station.domain.text import fold
from station.idcard import simulator
from station.idcard.simulator.people import PracticePerson
from ui.applicant.cards import PracticeCard

OF_THE_ENTRY: Final = "of-the-entry"
_MATCHING = Text("{name}: thẻ của người trong mục", "{name}: the card of the person in the entry")
_TITLED = Text("{name}: {title}", "{name}: {title}")
_PLAIN: Final = "binh"
"""The practice card after which others are made."""


class SimulatedDeck:
    """Implements ui.applicant.cards.PracticeDeck."""

    def __init__(self, watch: simulator.SimulatedReaderWatch) -> None:
        self._watch = watch
        self._made: dict[str, simulator.PracticeCard] = {card.name: card for card in simulator.practice_cards()}

    def cards(self) -> tuple[PracticeCard, ...]:
        """The good ones first."""
        return tuple(_shown(card) for name, card in self._made.items() if name != OF_THE_ENTRY)

    def card_of(self, civil: CivilData) -> PracticeCard:
        """A good card of this person, whatever the entry leaves out made up; in place of the one made before."""
        plain = simulator.practice_card(_PLAIN)
        person = _person(civil, plain.person)
        self._made[OF_THE_ENTRY] = replace(plain, name=OF_THE_ENTRY, person=person, wanted=replace(plain.wanted, person=person))
        title = Text(_MATCHING.vi.format(name=person.full_name), _MATCHING.en.format(name=person.full_name))
        return PracticeCard(OF_THE_ENTRY, title, person.qr)

    def lay_down(self, card_id: str) -> None:
        """See ui.applicant.cards."""
        self._watch.lay(self._made[card_id].chip())

    def take_away(self) -> None:
        """See ui.applicant.cards."""
        self._watch.pull()


def _shown(card: simulator.PracticeCard) -> PracticeCard:
    name, title = card.person.full_name, card.title
    # a chip without PACE is opened by the zone's lines alone
    opens = card.person.qr if card.wanted.ways else "".join(card.person.zone)
    return PracticeCard(card.name, Text(_TITLED.vi.format(name=name, title=title.vi), _TITLED.en.format(name=name, title=title.en)), opens)


def _person(civil: CivilData, else_as: PracticePerson) -> PracticePerson:
    name = " ".join(part.capitalize() if part.isupper() else part for part in civil.full_name.split()) or else_as.full_name
    letters = "".join(letter if letter.isalpha() else " " for letter in fold(name).upper())
    surname, _, given = " ".join(letters.split()).partition(" ")
    born = _whole_date(civil.birth_date, else_as.birth_date)
    return replace(
        else_as, full_name=name, surname=surname, given_names=given, birth_date=born, sex=civil.sex or else_as.sex,
        number=civil.number or else_as.number, old_number=civil.old_number or else_as.old_number,
        residence=civil.residence or else_as.residence, father=civil.father or else_as.father, mother=civil.mother or else_as.mother,
        spouse=civil.spouse or "",
    )  # fmt: skip


def _whole_date(written: str, else_as: str) -> str:
    """dd/MM/yyyy with whatever day and month the entry leaves out made up."""
    try:
        date = PartialDate.parse(written)
    except ValueError:
        return else_as
    return f"{date.day or 15:02d}/{date.month or 6:02d}/{date.year:04d}"
