"""For the whole suite: property tests are repeatable and never judged by the clock."""

from hypothesis import settings

settings.register_profile("house", deadline=None, derandomize=True, database=None)
settings.load_profile("house")
