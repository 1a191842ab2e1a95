"""What the practice pages say, for measuring who keys them: the port `Truth` of the practice office. A real office has none.

A page is known by its content, not by its name: what somebody else scanned into the practice office has no truth.
"""

import hashlib
import logging
from collections.abc import Mapping, Sequence
from functools import cached_property
from pathlib import Path

from station.domain.record import Entry, FieldValue, ValueSource, ValueState
from station.forms.entry_values import keyed_value
from station.forms.library import FormLibrary
from station.practice.generator import PracticePage, read_truth
from station.workflow.ports import Records

log = logging.getLogger(__name__)


class PracticeTruth:
    """Of the pages that lie in these folders with their truth.json, looked at when somebody first asks."""

    def __init__(self, records: Records, forms: FormLibrary, folders: Sequence[Path]) -> None:
        self._records, self._forms, self._folders = records, forms, folders

    def of(self, entry: Entry) -> Mapping[str, FieldValue] | None:
        """What the entry's paper says, every field of its form; None unless all its pages are practice pages of this form."""
        form = self._forms.find(entry.form)
        if form is None:
            return None
        pages = [self._pages.get(self._records.page(page_id).source_name, ()) for page_id in entry.pages]
        found = [
            next((page for page in named if self._records.page_from(entry.volume_id, _hash(page.path)) == page_id), None)
            for page_id, named in zip(entry.pages, pages, strict=True)
        ]
        if not found or any(page is None or page.form_id != form.id for page in found):
            return None
        written = {path: one.text for page in found if page is not None for path, one in page.fields.items()}
        blank = FieldValue("", "", ValueState.BLANK, ValueSource.KEYED)
        values = {field.id: blank for field in form.fields}
        return values | {path: keyed_value(form, self._forms, path, text) if text else blank for path, text in written.items()}

    @cached_property
    def _pages(self) -> dict[str, list[PracticePage]]:
        """Name of the file → the pages of that name."""
        found: dict[str, list[PracticePage]] = {}
        for folder in self._folders:
            try:
                pages = read_truth(folder)
            except (OSError, ValueError) as error:
                log.info("no practice truth in %s: %s", folder.name, type(error).__name__)
                continue
            for page in pages:
                found.setdefault(page.path.name, []).append(page)
        return found


def _hash(path: Path) -> str:
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest()
    except OSError:
        return ""
