"""What the log knows about forms: which fields hold persons, numbers and places. Read by the indexes, kept until it hears more."""

import json
from collections.abc import Mapping
from typing import Any

from station.domain.codec import from_json
from station.domain.linkage import FormFacts
from station.store.database import Database

Facts = Mapping[tuple[str, str], FormFacts]
"""By form id and version."""


class KnownForms:
    """The facts of every form that `forms.known` has told of."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._newest: int | None = None
        self._facts: Facts = {}

    def all(self) -> Facts:
        """Of every form, the newest word on each; costs one step down a tree when nothing new was told."""
        newest = self._database.value("SELECT max(made) FROM known_form")
        if newest != self._newest:
            told = [facts_of(json.loads(body)) for (body,) in self._database.rows("SELECT body FROM known_form ORDER BY made")]
            self._facts = {(facts.form_id, facts.version): facts for forms in told for facts in forms}
            self._newest = newest
        return self._facts

    def of(self, form_id: str, version: str) -> FormFacts | None:
        """Of one version of a form; None when the log never heard of it."""
        return self.all().get((form_id, version))


def facts_of(forms: Any) -> list[FormFacts]:
    """From the payload's `forms`."""
    return [from_json(FormFacts, form) for form in forms]
