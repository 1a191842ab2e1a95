"""The search index: one row an entry, kept in the transaction of the action like every projection. Implements the port `Search`.

Two columns, both spelt by station.domain before they go in: `marked` (lower case, marks kept, tone at the syllable's end) and `folded`
(no marks, đ as d). The tokenizer removes nothing: its own folding leaves đ alone, and would make the two columns one.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from station.domain.codec import from_json
from station.domain.ids import VolumeId
from station.domain.record import Entry, Volume
from station.domain.search import Asked, Found, Spelt, best_answer, marked, searched_paths, searched_texts, volume_text, words_of
from station.domain.text import fold
from station.store.database import Database

SCHEMA: Final = (
    "CREATE VIRTUAL TABLE search USING fts5(marked, folded, tokenize = \"unicode61 remove_diacritics 0\", prefix = '2 3', columnsize = 0)"
)
"""rowid = entry.made. Stands in schema.sql too."""


class SearchIndex:
    """Writes the index. Everything here runs within a transaction of the caller."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def put(self, made: int, entry: Entry) -> None:
        """Index the entry, in place of what was said of it before; costs one look-up when its words are the same."""
        texts = self._texts(entry)
        before = self._database.one("SELECT marked, folded FROM search WHERE rowid = ?", (made,))
        if before == texts:
            return
        if before is not None:
            self._database.execute("DELETE FROM search WHERE rowid = ?", (made,))
        self._database.execute("INSERT INTO search (rowid, marked, folded) VALUES (?, ?, ?)", (made, *texts))

    def put_volume(self, volume_id: str) -> None:
        """Index a volume's entries again: its own words are in their rows."""
        for made, body in self._database.rows("SELECT made, body FROM entry WHERE volume_id = ?", (volume_id,)):
            self.put(made, from_json(Entry, json.loads(body)))

    def remove(self, entry_id: str) -> None:
        """Forget an entry; its words may stay in the index's files until `purge`."""
        self._database.execute("DELETE FROM search WHERE rowid = (SELECT made FROM entry WHERE entry_id = ?)", (entry_id,))

    def purge(self) -> None:
        """Write the index anew without what was forgotten. For erasures, which are rare: it costs about a second per 100,000 entries."""
        self._database.execute("INSERT INTO search (search) VALUES ('optimize')")

    def clear(self) -> None:
        """Forget everything."""
        self._database.execute("DELETE FROM search")

    def fill(self) -> None:
        """Index every entry there is: for the schema step that makes the index."""
        for made, body in self._database.rows("SELECT made, body FROM entry"):
            self.put(made, from_json(Entry, json.loads(body)))

    def _texts(self, entry: Entry) -> tuple[str, str]:
        # one line a field, the volume's words last: `find` reads from the lines which field answers
        texts = [text for _, text in searched_texts(entry)] + [volume_text(_volume(self._database, entry.volume_id))]
        return "\n".join(map(marked, texts)), "\n".join(map(fold, texts))


class StoredSearch:
    """Implements the workflow's port `Search`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def find(self, asked: Asked) -> list[Found]:
        """Entries that hold all words, the last one perhaps unfinished; those that hold them with the marks as typed come first.

        Within a rank newest first. Nothing is found for a question without a letter or digit.
        """
        words = words_of(asked.text)
        if not words:
            return []
        finished = asked.text[-1:].isspace()
        filters, parameters = self._filters(asked)
        found: dict[int, _Row] = {}
        for query in _queries(words, finished=finished):
            self._collect(query, filters, parameters, asked.limit, found)
            if len(found) >= asked.limit:
                break
        volumes: dict[VolumeId, Volume | None] = {}
        for row in found.values():
            if row.entry.volume_id not in volumes:
                volumes[row.entry.volume_id] = _volume(self._database, row.entry.volume_id)
        spelt = Spelt.of(words)
        return [Found(row.entry, volumes[row.entry.volume_id], row.answer(spelt)) for row in found.values()]

    def kinds_and_years(self) -> tuple[list[str], list[int]]:
        """What the filters can be set to: kinds and years of the volumes there are, sorted."""
        volumes = [from_json(Volume, json.loads(body)) for (body,) in self._database.rows("SELECT body FROM volume")]
        return sorted({volume.kind for volume in volumes}), sorted({volume.year for volume in volumes})

    def _filters(self, asked: Asked) -> tuple[str, tuple[object, ...]]:
        clauses = ""
        parameters: list[object] = []
        if asked.kind:
            clauses += " AND volume_id IN (SELECT volume_id FROM volume WHERE body ->> 'kind' = ?)"
            parameters.append(asked.kind)
        if asked.year is not None:
            clauses += " AND volume_id IN (SELECT volume_id FROM volume WHERE body ->> 'year' = ?)"
            parameters.append(asked.year)
        if asked.state is not None:
            clauses += " AND state = ?"
            parameters.append(asked.state.value)
        return clauses, tuple(parameters)

    def _collect(self, query: str, filters: str, parameters: tuple[object, ...], limit: int, found: "dict[int, _Row]") -> None:
        # CROSS JOIN: the index first, never the other way about; it yields its rows in order, so that LIMIT ends the work early
        rows = self._database.rows(
            "SELECT search.rowid, body, folded, marked FROM search CROSS JOIN entry ON entry.made = search.rowid"
            f" WHERE search MATCH ?{filters} ORDER BY search.rowid DESC LIMIT ?",
            (query, *parameters, limit),
        )
        for made, body, folded, with_marks in rows:
            if made not in found and len(found) < limit:
                found[made] = _Row(from_json(Entry, json.loads(body)), folded, with_marks)


@dataclass(frozen=True)
class _Row:
    """An entry with its row of the index."""

    entry: Entry
    folded: str
    marked: str

    def answer(self, spelt: Spelt) -> str:
        """The field that answers best; empty for the volume."""
        paths = [*searched_paths(self.entry), ""]
        return best_answer(zip(paths, self.folded.split("\n"), self.marked.split("\n"), strict=False), spelt)


def _queries(words: list[str], *, finished: bool) -> Iterator[str]:
    """FTS5 queries, best rank first: the words with their marks side by side, with their marks anywhere, side by side, anywhere."""
    for column, spelt in (("marked", [marked(word) for word in words]), ("folded", [fold(word) for word in words])):
        end = "" if finished else "*"
        if len(words) > 1:
            yield f"{column} : {_quoted(' '.join(spelt))}{end}"
        yield f"{column} : ({' AND '.join(_quoted(word) for word in spelt)}{end})"


def _quoted(words: str) -> str:
    """An FTS5 string: nothing in it is an operator."""
    return '"' + words.replace('"', '""') + '"'


def _volume(database: Database, volume_id: str) -> Volume | None:
    body: Any = database.value("SELECT body FROM volume WHERE volume_id = ?", (volume_id,))
    return None if body is None else from_json(Volume, json.loads(body))
