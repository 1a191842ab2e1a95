"""The catalogue of failures: code → what happened and what to do, in both languages. docs/failures.md is written from it."""

from typing import Final

from station.domain.failure import Failure
from station.domain.failures_at_the_desk import AT_THE_DESK
from station.domain.failures_of_people import OF_PEOPLE
from station.domain.failures_of_the_card import OF_THE_CARD
from station.domain.failures_of_the_keys import OF_THE_KEYS
from station.domain.failures_of_the_vault import OF_THE_VAULT
from station.domain.failures_on_the_way import ON_THE_WAY

FAILURES: Final[dict[str, Failure]] = {**AT_THE_DESK, **OF_THE_KEYS, **OF_THE_VAULT, **ON_THE_WAY, **OF_THE_CARD, **OF_PEOPLE}
