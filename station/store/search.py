"""The search index: one row an entry, kept in the transaction of the action like every projection. Implements the port `Search`.

Two columns of words, both spelt by station.domain before they go in: `marked` (lower case, marks kept, tone at the syllable's end) and
`folded` (no marks, đ as d). The tokenizer removes nothing: its own folding leaves đ alone, and would make the two columns one. A third,
`tags`, has one word for each thing that the filters ask for: so that a filter narrows the index itself, and no row is opened to see whether
it passes.
"""

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Final

from station.domain.codec import from_json
from station.domain.ids import EntryId
from station.domain.linkage import place_words
from station.domain.record import Entry, FormRef, Volume
from station.domain.search import Asked, Found, Spelt, best_answer, marked, searched_texts, volume_text, words_of
from station.domain.states import EntryState
from station.domain.text import bare_letters, fold
from station.store.database import Database
from station.store.known_forms import KnownForms

SCHEMA: Final = (
    "CREATE VIRTUAL TABLE search USING fts5(marked, folded, tags, tokenize = \"unicode61 remove_diacritics 0\", prefix = '2 3',"
    " columnsize = 0)"
)
"""rowid = entry.made. Stands in schema.sql too."""


class SearchIndex:
    """Writes the index. Everything here runs within a transaction of the caller."""

    def __init__(self, database: Database, forms: KnownForms | None = None) -> None:
        self._database = database
        self._forms = forms or KnownForms(database)

    def put(self, made: int, entry: Entry) -> None:
        """Index the entry, in place of what was said of it before; costs one look-up when its words are the same."""
        texts = self._texts(entry)
        before = self._database.one("SELECT marked, folded, tags FROM search WHERE rowid = ?", (made,))
        if before == texts:
            return
        if before is not None:
            self._database.execute("DELETE FROM search WHERE rowid = ?", (made,))
        self._database.execute("INSERT INTO search (rowid, marked, folded, tags) VALUES (?, ?, ?, ?)", (made, *texts))

    def put_state(self, made: int, state: EntryState) -> None:
        """The entry's words are as they were; only how far it is has changed."""
        self._database.execute("UPDATE search SET tags = ? || substr(tags, instr(tags, ' ')) WHERE rowid = ?", (_state_tag(state), made))

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

    def _texts(self, entry: Entry) -> tuple[str, str, str]:
        # one line a field, the volume's words last: `find` reads from the lines which field answers
        volume = _volume(self._database, entry.volume_id)
        texts = [text for _, text in searched_texts(entry)] + [volume_text(volume)]
        return "\n".join(map(marked, texts)), "\n".join(map(fold, texts)), self._tags(entry, volume)

    def _tags(self, entry: Entry, volume: Volume | None) -> str:
        """The state first (`put_state` replaces it), then volume, kind and year, then the places."""
        facts = self._forms.of(entry.form.form_id, entry.form.version)
        places = {path: value.value or value.text for path in (facts.places if facts else ()) if (value := entry.fields.get(path))}
        words = [_state_tag(entry.state), _volume_tag(entry.volume_id)]
        words += [_kind_tag(volume.kind), _year_tag(volume.year)] if volume is not None else []
        return " ".join([*words, *(f"p{place}" for place in sorted(place_words(places)))])


class StoredSearch:
    """Implements the workflow's port `Search`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def find(self, asked: Asked, stale: Callable[[], bool] = lambda: False) -> list[Found]:
        """Entries that hold all words, the last one perhaps unfinished; those that hold them with the marks as typed come first.

        Within a rank newest first. Nothing is found for a question without a letter or digit, nor for one unfinished letter alone: half
        of all words begin with it. Once `stale` says that nobody waits for the answer any more, what was found so far is returned.
        """
        words = words_of(asked.text)
        finished = asked.text[-1:].isspace()
        if not words or (not finished and len(words) == 1 and len(words[0]) == 1):
            return []
        only, queries = _only(asked), list(_queries(words, finished=finished))
        # the last question finds all that the others find: where it finds few, they need not be asked
        widest = self._rowids(queries[-1], only, asked.limit)
        if len(widest) < asked.limit or stale():
            return self._opened(self._ranked(widest, words, finished=finished), Spelt.of(words))
        made: dict[int, None] = {}
        for query in queries[:-1]:
            made |= dict.fromkeys(self._rowids(query, only, asked.limit))
            if len(made) >= asked.limit or stale():
                break
        made |= dict.fromkeys(widest)
        return self._opened(list(made)[: asked.limit], Spelt.of(words))

    def kinds_and_years(self) -> tuple[list[str], list[int]]:
        """What the filters can be set to: kinds and years of the volumes there are, sorted."""
        volumes = [from_json(Volume, json.loads(body)) for (body,) in self._database.rows("SELECT body FROM volume")]
        return sorted({volume.kind for volume in volumes}), sorted({volume.year for volume in volumes})

    def _rowids(self, query: "_Query", only: str, limit: int) -> list[int]:
        # the index yields its rows in order, so that LIMIT ends the work early
        letter = " AND char(10) || folded GLOB ?" if query.glob else ""
        rows = self._database.rows(
            f"SELECT rowid FROM search WHERE search MATCH ?{letter} ORDER BY rowid DESC LIMIT ?",
            (f"{query.match}{only}", *([query.glob] if query.glob else []), limit),
        )
        return [rowid for (rowid,) in rows]

    def _ranked(self, made: list[int], words: list[str], *, finished: bool) -> list[int]:
        """The same rows in the order in which the questions, the best first, would have found them."""
        if len(made) < 2:
            return made
        marks = ", ".join("?" for _ in made)
        rows = self._database.rows(f"SELECT rowid, marked, folded FROM search WHERE rowid IN ({marks})", tuple(made))
        ranks = {rowid: _rank(words, with_marks, folded, finished=finished) for rowid, with_marks, folded in rows}
        return sorted(made, key=lambda rowid: ranks[rowid])

    def _opened(self, made: list[int], spelt: Spelt) -> list[Found]:
        """These rows in this order, with the field that answers."""
        marks = ", ".join("?" for _ in made)
        rows = self._database.rows(
            f"SELECT entry.made, body, folded, marked FROM entry JOIN search ON search.rowid = entry.made WHERE entry.made IN ({marks})",
            tuple(made),
        )
        found = {number: _Row(json.loads(body), folded, with_marks) for number, body, folded, with_marks in rows}
        volumes = {volume_id: _volume(self._database, volume_id) for volume_id in {row.entry["volume_id"] for row in found.values()}}
        return [found[number].found(spelt, volumes[found[number].entry["volume_id"]]) for number in made if number in found]


@dataclass(frozen=True)
class _Row:
    """An entry with its row of the index."""

    entry: dict[str, Any]
    """JSON values: making an Entry of each result costs more than finding it."""
    folded: str
    marked: str

    def found(self, spelt: Spelt, volume: Volume | None) -> Found:
        """The answer: which field it is in, what the fields say."""
        said = {path: value["text"] or value["value"] for path, value in self.entry["fields"].items()}
        # the paths as `searched_paths` gives them: one line of the index each
        paths = [*sorted(path for path, text in said.items() if text), ""]
        path = best_answer(zip(paths, self.folded.split("\n"), self.marked.split("\n"), strict=False), spelt)
        form = FormRef(**self.entry["form"])
        return Found(EntryId(self.entry["entry_id"]), form, EntryState(self.entry["state"]), volume, path, said)


@dataclass(frozen=True)
class _Query:
    """What FTS5 is asked, and what the rest of the row must look like."""

    match: str
    glob: str = ""
    """For a last word of one unfinished letter: FTS5 would walk through every word that begins with it."""


def _queries(words: list[str], *, finished: bool) -> Iterator[_Query]:
    """Best rank first: the words with their marks side by side, with their marks anywhere, side by side, anywhere.

    Several words without a mark are typed without marks: then nothing is gained by looking for them as if they had none.
    """
    one_letter = not finished and len(words) > 1 and len(words[-1]) == 1
    letter = fold(words[-1]) if one_letter else ""
    whole = words[:-1] if one_letter else words
    end = "" if finished or one_letter else "*"
    for column, spelt in (("marked", [marked(word) for word in whole]), ("folded", [fold(word) for word in whole])):
        if len(words) > 1 and column == "marked" and spelt == [fold(word) for word in whole]:
            continue
        if len(words) > 1:
            glob = _glob(f"{fold(' '.join(whole))} {letter}") if one_letter else ""
            yield _Query(f"({column} : {_quoted(' '.join(spelt))}{end})", glob)
        yield _Query(f"({column} : ({' AND '.join(_quoted(word) for word in spelt)}{end}))", _glob(letter) if one_letter else "")


def _only(asked: Asked) -> str:
    """What the filters leave, as the tail of an FTS5 question; the place may be unfinished like the last word."""
    words = [_kind_tag(asked.kind)] if asked.kind else []
    words += [_year_tag(asked.year)] if asked.year is not None else []
    words += [_volume_tag(asked.volume_id)] if asked.volume_id else []
    words += [_state_tag(asked.state)] if asked.state is not None else []
    terms = [_quoted(word) for word in words]
    terms += [f"{_quoted(f'p{place}')}*"] if (place := bare_letters(asked.place)) else []
    return f" AND (tags : ({' AND '.join(terms)}))" if terms else ""


def _state_tag(state: EntryState) -> str:
    return f"s{state.value}"


def _volume_tag(volume_id: str) -> str:
    return f"v{bare_letters(volume_id)}"


def _kind_tag(kind: str) -> str:
    return f"k{kind.lower()}"


def _year_tag(year: int) -> str:
    return f"y{year}"


def _rank(words: list[str], with_marks: str, folded: str, *, finished: bool) -> int:
    """Which of the four questions finds these texts first: side by side with their marks, with their marks, side by side, anywhere."""
    end = " " if finished else ""
    held = [f" {' '.join(_TOKEN.findall(text))} " for text in (with_marks, folded)]
    asked = [_TOKEN.findall(" ".join(map(spell, words))) for spell in (marked, fold)]
    for rank, (text, parts) in enumerate(zip(held, asked, strict=True)):
        if f" {' '.join(parts)}{end}" in text:
            return 2 * rank
        if all(f" {part} " in text for part in parts[:-1]) and f" {parts[-1]}{end}" in text:
            return 2 * rank + 1
    return 4


_TOKEN: Final = re.compile(r"[^\W_]+")
"""What the tokenizer takes for a word."""


def _glob(beginning: str) -> str:
    """A pattern for texts in which a word begins so. Nothing in `beginning` is an operator."""
    return "*[^0-9a-z]" + re.sub(r"([\[*?])", r"[\1]", beginning) + "*"


def _quoted(words: str) -> str:
    """An FTS5 string: nothing in it is an operator."""
    return '"' + words.replace('"', '""') + '"'


def _volume(database: Database, volume_id: str) -> Volume | None:
    body: Any = database.value("SELECT body FROM volume WHERE volume_id = ?", (volume_id,))
    return None if body is None else from_json(Volume, json.loads(body))
