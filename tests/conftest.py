"""For the whole suite: property tests are repeatable and never judged by the clock; no test touches the machine's own card readers."""

from hypothesis import settings

from tests.card_service import keep_off_the_machines_readers

keep_off_the_machines_readers()
settings.register_profile("house", deadline=None, derandomize=True, database=None)
settings.load_profile("house")
