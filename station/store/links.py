"""The index that finds the same people and cases: one row of keys an entry, kept in the transaction of the action. Port: `Links`.

Keys are words of letters and figures (station.domain.linkage.keys_of); an FTS5 table of words alone is the quickest inverted file at hand:
it appends, where a B-tree of a dozen random keys an entry would read and write a page for each.
"""

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from station.domain.codec import from_json
from station.domain.ids import EntryId, PageId, VolumeId
from station.domain.linkage import FormFacts, Paper, keys_of, paper_of
from station.domain.record import Entry, FormRef, ValueState
from station.domain.relations import Verdict
from station.domain.states import EntryState
from station.store.database import LEAF_BYTES, Database
from station.store.known_forms import Facts, KnownForms

SCHEMA: Final = 'CREATE VIRTUAL TABLE link USING fts5(keys, tokenize = "unicode61 remove_diacritics 0", detail = none, columnsize = 0)'
"""rowid = entry.made. Stands in schema.sql too, as `LEAVES` does."""
LEAVES: Final = f"INSERT INTO link (link, rank) VALUES ('pgsz', {LEAF_BYTES})"
_UNDER_KEY: Final = "SELECT rowid FROM link WHERE link MATCH ? ORDER BY rowid DESC LIMIT ?"
PER_KEY_MAX: Final = 24
"""Newest entries under one key that are looked at: a key that more share says little, and the right one shares another too."""
LONE_KEY_MAX: Final = 10
"""An entry that shares one key alone is compared when no more than so many share it."""
CANDIDATES_MAX: Final = 60


class LinkIndex:
    """Writes the index. Everything here runs within a transaction of the caller."""

    def __init__(self, database: Database, forms: KnownForms) -> None:
        self._database = database
        self._forms = forms

    def put(self, made: int, entry: Entry) -> None:
        """Index the entry, in place of what was said of it before; one of a form that the log does not know has no row."""
        facts = self._forms.of(entry.form.form_id, entry.form.version)
        keys = " ".join(sorted(keys_of(_paper(facts, entry)))) if facts is not None else ""
        before = self._database.value("SELECT keys FROM link WHERE rowid = ?", (made,))
        if before == (keys or None):
            return
        if before is not None:
            self._database.execute("DELETE FROM link WHERE rowid = ?", (made,))
        if keys:
            self._database.execute("INSERT INTO link (rowid, keys) VALUES (?, ?)", (made, keys))

    def remove(self, entry_id: str) -> None:
        """Forget an entry; its keys may stay in the index's files until `purge`."""
        self._database.execute("DELETE FROM link WHERE rowid = (SELECT made FROM entry WHERE entry_id = ?)", (entry_id,))

    def purge(self) -> None:
        """Write the index anew without what was forgotten."""
        self._database.execute("INSERT INTO link (link) VALUES ('optimize')")

    def clear(self) -> None:
        """Forget everything."""
        self._database.execute("DELETE FROM link")


class StoredLinks:
    """Implements the workflow's port `Links`."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._forms = KnownForms(database)

    def known_forms(self) -> list[FormFacts]:
        """What the log knows about forms."""
        return list(self._forms.all().values())

    def paper(self, entry: Entry) -> Paper | None:
        """The entry as far as linking goes; None when the log does not know its form."""
        facts = self._forms.of(entry.form.form_id, entry.form.version)
        return None if facts is None else _paper(facts, entry)

    def near(self, paper: Paper) -> list[Paper]:
        """Entries that share a key with this one, those that share most first, at most `CANDIDATES_MAX`; never itself."""
        hits: Counter[int] = Counter()
        few: set[int] = set()
        for key in keys_of(paper):
            found = [made for (made,) in self._database.rows(_UNDER_KEY, (f'"{key}"', PER_KEY_MAX))]
            hits.update(found)
            if len(found) <= LONE_KEY_MAX:
                few.update(found)
        worth = [made for made, shared in hits.items() if shared > 1 or made in few]
        chosen = sorted(worth, key=lambda made: (-hits[made], -made))[:CANDIDATES_MAX]
        return [near for near in self._opened(chosen) if near.entry_id != paper.entry_id]

    def on_same_sheets(self, pages: Sequence[PageId]) -> list[Paper]:
        """Entries whose pages seem to show the same sheets as these; pages set aside say nothing."""
        marks = ", ".join("?" for _ in pages)
        rows = self._database.rows(
            "SELECT DISTINCT entry.made FROM same_sheet JOIN page AS own USING (page_id) JOIN page AS other ON other.page_id = other_id"
            f" JOIN entry ON entry.entry_id = other.entry_id WHERE same_sheet.page_id IN ({marks}) AND entry.entry_id <> own.entry_id"
            " AND own.state <> 'set-aside' AND other.state <> 'set-aside' ORDER BY entry.made DESC LIMIT ?",
            (*pages, CANDIDATES_MAX),
        )
        return self._opened([made for (made,) in rows])

    def count(self) -> int:
        """About how many entries there are to choose from: one step down a tree."""
        return int(self._database.value("SELECT max(rowid) FROM entry") or 0)

    def verdicts(self, entry_id: EntryId) -> dict[EntryId, Verdict]:
        """What people said of this entry and others."""
        rows = self._database.rows("SELECT other_id, verdict FROM judged WHERE entry_id = ?", (entry_id,))
        return {EntryId(other): Verdict(verdict) for other, verdict in rows}

    def _opened(self, made: Sequence[int]) -> list[Paper]:
        marks, known = ", ".join("?" for _ in made), self._forms.all()
        rows = self._database.rows(f"SELECT made, body FROM entry WHERE made IN ({marks})", tuple(made))
        papers = {number: _stored_paper(known, json.loads(body)) for number, body in rows}
        return [paper for number in made if (paper := papers.get(number)) is not None]


def _stored_paper(known: Facts, entry: Mapping[str, Any]) -> Paper | None:
    """From the JSON of a row: making an Entry of each costs more than comparing it."""
    form = FormRef(**entry["form"])
    facts = known.get((form.form_id, form.version))
    if facts is None:
        return None
    values = {path: value["value"] or value["text"] for path, value in entry["fields"].items() if value["state"] == ValueState.READ.value}
    return paper_of(facts, EntryId(entry["entry_id"]), form, VolumeId(entry["volume_id"]), EntryState(entry["state"]), values)


def put_verdict(database: Database, made: int, entry_id: str, other_id: str, verdict: Verdict) -> None:
    """The newest word on two entries, found from either side."""
    for one, two in ((entry_id, other_id), (other_id, entry_id)):
        database.execute(
            "INSERT INTO judged (entry_id, other_id, made, verdict) VALUES (?, ?, ?, ?)"
            " ON CONFLICT DO UPDATE SET made = excluded.made, verdict = excluded.verdict",
            (one, two, made, verdict.value),
        )


def drop_verdicts(database: Database, entry_id: str) -> None:
    """Of an entry that is no longer shown."""
    database.execute("DELETE FROM judged WHERE entry_id = ?1 OR other_id = ?1", (entry_id,))


def entries_of(database: Database, forms: Sequence[FormFacts]) -> Iterator[tuple[int, Entry]]:
    """(made, entry) of every entry of these forms, one at a time."""
    wanted = {(facts.form_id, facts.version) for facts in forms}
    for (made,) in database.rows("SELECT made FROM entry ORDER BY made"):
        body = json.loads(database.value("SELECT body FROM entry WHERE made = ?", (made,)))
        if (body["form"]["form_id"], body["form"]["version"]) in wanted:
            yield made, from_json(Entry, body)


def _paper(facts: FormFacts, entry: Entry) -> Paper:
    values = {path: value.value or value.text for path, value in entry.fields.items() if value.state is ValueState.READ}
    return paper_of(facts, entry.entry_id, entry.form, entry.volume_id, entry.state, values)
