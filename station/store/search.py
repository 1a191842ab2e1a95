"""The search index: one row an entry, kept in the transaction of the action like every projection. Implements the port `Search`.

An FTS5 table of words alone (search_words.py): which rows hold a word, in order, and nothing else. Filters are words too: they narrow the
index itself, and no row is opened to see whether it passes. What is found is ranked by the texts of its entries.
"""

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

from station.domain.codec import from_json
from station.domain.ids import EntryId
from station.domain.record import Entry, FormRef, Volume
from station.domain.search import Asked, Found, Line, Question, best_answer, searched_text, searched_texts, volume_text
from station.domain.second_keying import OPEN
from station.domain.states import EntryState
from station.store.database import LEAF_BYTES, Database
from station.store.known_forms import KnownForms
from station.store.search_words import PREFIXES, TOKEN_CHARACTERS, Match, matches, only, state_tag, tags, words

SCHEMA: Final = (
    f"CREATE VIRTUAL TABLE search USING fts5(words, tags, tokenize = \"unicode61 remove_diacritics 0 tokenchars '{TOKEN_CHARACTERS}'\","
    f" prefix = '{PREFIXES}', detail = none, columnsize = 0)",
    f"INSERT INTO search (search, rank) VALUES ('pgsz', {LEAF_BYTES})",
)
"""rowid = entry.made. Stands in schema.sql too."""


class SearchIndex:
    """Writes the index. Everything here runs within a transaction of the caller."""

    def __init__(self, database: Database, forms: KnownForms | None = None) -> None:
        self._database = database
        self._forms = forms or KnownForms(database)

    def put(self, made: int, entry: Entry) -> None:
        """Index the entry, in place of what was said of it before; costs one look-up when its words are the same."""
        said = self._said(entry)
        before = self._database.one("SELECT words, tags FROM search WHERE rowid = ?", (made,))
        if before == said:
            return
        if before is not None:
            self._database.execute("DELETE FROM search WHERE rowid = ?", (made,))
        self._database.execute("INSERT INTO search (rowid, words, tags) VALUES (?, ?, ?)", (made, *said))

    def put_state(self, made: int, state: EntryState) -> None:
        """The entry's words are as they were; only how far it is has changed."""
        self._database.execute("UPDATE search SET tags = ? || substr(tags, instr(tags, ' ')) WHERE rowid = ?", (state_tag(state), made))

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
        for made, body in self._database.each("SELECT made, body FROM entry"):
            self.put(made, from_json(Entry, json.loads(body)))

    def _said(self, entry: Entry) -> tuple[str, str]:
        volume = _volume(self._database, entry.volume_id)
        facts = self._forms.of(entry.form.form_id, entry.form.version)
        places = [value.value or value.text for path in (facts.places if facts else ()) if (value := entry.fields.get(path))]
        texts = [text for _, text in searched_texts(entry)]
        return words([*texts, volume_text(volume)]), tags(entry.state, entry.volume_id, volume, places)


class StoredSearch:
    """Implements the workflow's port `Search`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def find(self, asked: Asked, stale: Callable[[], bool] = lambda: False) -> list[Found]:
        """Entries that hold all words, the last one perhaps unfinished; those that hold them with the marks as typed come first.

        Within a rank newest first. Nothing is found for a question without a letter or digit, nor for one unfinished letter alone: half
        of all words begin with it. Once `stale` says that nobody waits for the answer any more, the work ends, in the midst of the index
        too, and nothing is found.
        """
        question = Question.of(asked.text)
        if not question.asks:
            return []
        *better, widest = matches(question)
        # the widest finds all that the others find: where it finds few, they need not be asked
        made = dict.fromkeys(self._rowids(widest, asked, stale))
        if len(made) == asked.limit:
            best: dict[int, None] = {}
            for rows in self._narrower(better, asked, stale):
                best |= dict.fromkeys(rows)
                if len(best) >= asked.limit:
                    break
            made = best | made
        return [] if stale() else self._ranked(self._opened(list(made)[: asked.limit], question))

    def _narrower(self, better: Sequence[Match], asked: Asked, stale: Callable[[], bool]) -> Iterator[Sequence[int]]:
        """The rows of each, the best first. One within another that found few is not asked: its rows are among those.

        Under a filter few rows hold two of the words side by side: that is asked first, and mostly answers for those with their marks.
        """
        found: dict[Match, list[int]] = {}

        def rows_of(match: Match) -> list[int]:
            if match not in found:
                wider = next((rows for other, rows in found.items() if len(rows) < asked.limit and match.is_within(other)), None)
                found[match] = self._rowids(match, asked, stale) if wider is None else self._holding(match, wider)
            return found[match]

        if only(asked) and any(match.marked for match in better):
            for match in better:
                if not match.marked:
                    rows_of(match)
        yield from map(rows_of, better)

    def _holding(self, match: Match, made: Sequence[int]) -> list[int]:
        """Those of these rows that the question finds."""
        marks = ", ".join("?" for _ in made)
        rows = self._database.rows(f"SELECT rowid, words FROM search WHERE rowid IN ({marks}) ORDER BY rowid DESC", tuple(made))
        return [rowid for rowid, words in rows if match.holds(words)]

    def kinds_and_years(self) -> tuple[list[str], list[int]]:
        """What the filters can be set to: kinds and years of the volumes there are, sorted."""
        volumes = [from_json(Volume, json.loads(body)) for (body,) in self._database.rows("SELECT body FROM volume")]
        return sorted({volume.kind for volume in volumes}), sorted({volume.year for volume in volumes})

    def _rowids(self, match: Match, asked: Asked, stale: Callable[[], bool]) -> list[int]:
        # the index yields its rows in order, so that LIMIT ends the work early
        letter = " AND ' ' || words GLOB ?" if match.glob else ""
        unseen = _UNSEEN if asked.blind is not None else ""
        rows = self._database.rows_unless(
            stale,
            f"SELECT rowid FROM search WHERE search MATCH ?{letter}{unseen} ORDER BY rowid DESC LIMIT ?",
            (f"{match.match}{only(asked)}", *([match.glob] if match.glob else []), *_blind(asked), asked.limit),
        )
        return [rowid for (rowid,) in rows]

    def _opened(self, made: Sequence[int], question: Question) -> list["_Row"]:
        marks = ", ".join("?" for _ in made)
        rows = self._database.rows(f"SELECT made, body FROM entry WHERE made IN ({marks})", tuple(made))
        entries = [(number, json.loads(body)) for number, body in rows]
        volumes = {volume_id: _volume(self._database, volume_id) for volume_id in {entry["volume_id"] for _, entry in entries}}
        return [_Row.of(number, entry, volumes[entry["volume_id"]], question) for number, entry in entries]

    @staticmethod
    def _ranked(rows: Sequence["_Row"]) -> list[Found]:
        return [row.found for row in sorted(rows, key=lambda row: (row.rank, -row.made))]


@dataclass(frozen=True)
class _Row:
    """An entry that was found, and how well it answers."""

    made: int
    rank: int
    found: Found

    @classmethod
    def of(cls, made: int, entry: dict[str, Any], volume: Volume | None, question: Question) -> "_Row":
        """From JSON values: making an Entry of each result costs more than finding it."""
        said = {path: value["text"] or value["value"] for path, value in entry["fields"].items()}
        texts = {path: searched_text(value["text"], value["value"]) for path, value in sorted(entry["fields"].items())}
        texts[""] = volume_text(volume)
        # most fields hold none of the words: spelling them out would be most of the cost of a question
        lines = {path: Line.of(text) for path, text in texts.items() if question.is_touched(text)}
        found = Found(
            EntryId(entry["entry_id"]), FormRef(**entry["form"]), EntryState(entry["state"]), volume, best_answer(lines, question), said
        )
        return cls(made, question.rank(list(lines.values())), found)


_UNSEEN: Final = (
    " AND NOT EXISTS (SELECT 1 FROM entry WHERE made = search.rowid AND (entry_id IN (SELECT value FROM json_each(?))"
    f" OR state IN ({', '.join(repr(state.value) for state in sorted(OPEN))}) AND (? NOT IN"
    " (SELECT value FROM json_each(body, '$.touched_by')) OR ? IN (SELECT value FROM json_each(body, '$.second.hands')))))"
)
"""What `Blind.to` says, of rows."""


def _blind(asked: Asked) -> tuple[str, ...]:
    if asked.blind is None:
        return ()
    return json.dumps(sorted(asked.blind.given)), asked.blind.user_id, asked.blind.user_id


def _volume(database: Database, volume_id: str) -> Volume | None:
    body: Any = database.value("SELECT body FROM volume WHERE volume_id = ?", (volume_id,))
    return None if body is None else from_json(Volume, json.loads(body))
