"""What is, now: rows that follow from the log, written in the transaction of the action and rebuildable from nothing else."""

import base64
import dataclasses
import json
from collections.abc import Callable, Iterable
from typing import Any

from station.domain.actions import Action
from station.domain.approval import keyed_by, require_allowed
from station.domain.codec import from_json, to_json
from station.domain.errors import StationError
from station.domain.fold import BATCH_ANSWERS, ENTRY_ACTIONS, fold_entry, fold_page, placed_in_batch
from station.domain.ids import EntryId
from station.domain.keying_plan import KeyingPlan, Marks
from station.domain.ledger import fold_volume, require_open, require_volume_allowed
from station.domain.record import Batch, Entry, Page, PageState, Volume
from station.domain.relations import Verdict
from station.domain.roles import Role
from station.domain.search import volume_text
from station.domain.sheets import SheetMark
from station.domain.states import ActionKind, EntryState, next_state
from station.store.database import Database
from station.store.known_forms import KnownForms, facts_of
from station.store.ledger import LedgerRows
from station.store.links import LinkIndex, drop_verdicts, entries_of, put_verdict
from station.store.questions import CHANGED, UPHELD, close_questions, drop_questions, put_question
from station.store.search import SearchIndex
from station.store.sheets import drop_mark, put_mark

TABLES = (
    "volume", "page", "entry", "batch", "receipt", "numbered", "account", "dossier", "erased_image", "known_form", "judged", "marks",
    "sheet", "same_sheet", "question",
)  # fmt: skip
_NEWEST_NAMING = (
    "SELECT entry.entry_id FROM entry, json_each(entry.body -> '$.pages') AS named"
    " WHERE entry.volume_id = page.volume_id AND named.value = page.page_id ORDER BY entry.made DESC LIMIT 1"
)
_ABOUT_NUMBERS = (
    ActionKind.NUMBERS_ACCOUNTED, ActionKind.NUMBERS_UNACCOUNTED, ActionKind.DOSSIER_LISTED, ActionKind.DOSSIER_UNLISTED,
)  # fmt: skip
MARKING = frozenset({ActionKind.ENTRY_AGREED, ActionKind.ENTRY_DECIDED})
"""Acts that hold what was keyed against what is settled, and count."""
_ANSWERS = frozenset({ActionKind.ENTRY_UPHELD, ActionKind.ENTRY_REOPENED})
"""What people do only to an entry that the central asked about."""
_STAGES = {ActionKind.BATCH_RECEIVED: "entries", ActionKind.BATCH_COMPLETED: "complete"}


class Projections:
    """Applies actions to the rows. Everything here runs within a transaction of the caller."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._forms = KnownForms(database)
        self._search, self._links = SearchIndex(database, self._forms), LinkIndex(database, self._forms)
        self._ledger = LedgerRows(database)
        self._by_kind: dict[ActionKind, Callable[[Action, Any], None]] = {
            ActionKind.VOLUME_OPENED: self._volume_opened,
            **dict.fromkeys((ActionKind.VOLUME_DESCRIBED, ActionKind.VOLUME_CLOSED, ActionKind.VOLUME_REOPENED), self._volume_changed),
            **dict.fromkeys(_ABOUT_NUMBERS, self._ledger_action),
            ActionKind.VOLUME_PLANNED: self._volume_planned,
            ActionKind.KNOWN_ANSWERED: self._known_answered,
            ActionKind.SAMPLE_DRAWN: self._sampled,
            ActionKind.SAMPLE_LOOKED: self._sampled,
            ActionKind.PAGE_CAPTURED: self._page_captured,
            ActionKind.PAGE_READ: self._page_read,
            ActionKind.PAGE_SET_ASIDE: self._page_set_aside,
            ActionKind.PAGE_TAKEN_BACK: self._page_taken_back,
            ActionKind.BATCH_SEALED: self._batch_sealed,
            ActionKind.IMAGES_ERASED: self._images_erased,
            ActionKind.FORMS_KNOWN: self._forms_known,
            ActionKind.PAIR_JUDGED: self._pair_judged,
            **dict.fromkeys(ENTRY_ACTIONS, self._entry_action),
            **dict.fromkeys(BATCH_ANSWERS, self._batch_answer),
        }

    def apply(self, action: Action) -> None:
        """Raises StationError `workflow.not-allowed`, `approval.four-eyes`, `store.unknown-item`."""
        project = self._by_kind.get(action.kind)
        if project is not None:
            project(action, action.payload)

    def rebuild(self, actions: Iterable[Action]) -> None:
        """Empty the rows and fold the whole log again; what has an erased payload stays away."""
        for table in TABLES:
            self._database.execute(f"DELETE FROM {table}")
        self._search.clear()
        self._links.clear()
        erased = self.erased_subjects()
        for action in actions:
            if action.subject not in erased:
                self.apply(action)
        self._database.execute(
            "DELETE FROM job WHERE page_id NOT IN (SELECT page_id FROM page WHERE state = ?)", (PageState.CAPTURED.value,)
        )

    def remove(self, subject: str) -> None:
        """Take away whatever is shown of an erased subject."""
        self._database.execute("DELETE FROM volume WHERE volume_id = ?", (subject,))
        self._ledger.remove_volume(subject)
        self._ledger.remove(subject)
        self._database.execute("DELETE FROM page WHERE page_id = ?", (subject,))
        self._database.execute("DELETE FROM page_key WHERE page_id = ?", (subject,))
        self._database.execute("DELETE FROM job WHERE page_id = ?", (subject,))
        drop_mark(self._database, subject)
        self._forget(subject)
        self._database.execute("DELETE FROM entry WHERE entry_id = ?", (subject,))
        self._database.execute(f"UPDATE page SET entry_id = ({_NEWEST_NAMING}) WHERE entry_id = ?", (subject,))
        self._database.execute("DELETE FROM draft WHERE entry_id = ?", (subject,))
        self._database.execute("DELETE FROM marks WHERE entry_id = ?", (subject,))
        drop_questions(self._database, subject)
        self._database.execute("DELETE FROM batch WHERE name = ?", (subject,))
        self._database.execute("DELETE FROM receipt WHERE name = ?", (subject,))
        self._search.put_volume(subject)

    def purge(self) -> None:
        """Once after removals: nothing of what was removed stays in the files of the indexes."""
        self._search.purge()
        self._links.purge()

    def erased_subjects(self) -> frozenset[str]:
        """Everything of which some payload was erased."""
        return frozenset(subject for (subject,) in self._database.rows("SELECT DISTINCT subject FROM erasure JOIN action USING (seq)"))

    def _volume_opened(self, action: Action, payload: Any) -> None:
        volume = from_json(Volume, payload["volume"])
        _require_subject(action, volume.volume_id)
        self._refuse_second(action, "volume", "volume_id")
        self._database.execute("INSERT INTO volume (made, volume_id, body) VALUES (?, ?, ?)", (action.seq, volume.volume_id, _body(volume)))

    def _volume_changed(self, action: Action, payload: Any) -> None:
        before: Volume = self._load(Volume, "volume", "volume_id", action.subject)
        volume = fold_volume(before, action)
        self._database.execute("UPDATE volume SET body = ? WHERE volume_id = ?", (_body(volume), volume.volume_id))
        if (before.spans, before.year, before.numbered_by) != (volume.spans, volume.year, volume.numbered_by):
            self._ledger.put_volume(volume)
        if volume_text(before) != volume_text(volume):
            self._search.put_volume(volume.volume_id)

    def _ledger_action(self, action: Action, payload: Any) -> None:
        require_volume_allowed(self._load(Volume, "volume", "volume_id", action.subject), action.kind, action.by.role)
        match action.kind:
            case ActionKind.NUMBERS_ACCOUNTED:
                self._ledger.account(action.subject, action, payload)
            case ActionKind.NUMBERS_UNACCOUNTED:
                self._ledger.unaccount(action.subject, payload)
            case ActionKind.DOSSIER_LISTED:
                self._ledger.list_dossier(action.subject, payload)
            case _:
                self._ledger.unlist_dossier(action.subject, payload)

    def _volume_of(self, volume_id: str) -> Volume | None:
        """None for an erased one. Raises StationError `store.unknown-item`."""
        self._require("volume", "volume_id", volume_id)
        body = self._database.value("SELECT body FROM volume WHERE volume_id = ?", (volume_id,))
        return None if body is None else from_json(Volume, json.loads(body))

    def _open_volume(self, volume_id: str) -> Volume | None:
        """The same; raises StationError `volume.closed` too."""
        volume = self._volume_of(volume_id)
        if volume is not None:
            require_open(volume)
        return volume

    def _volume_planned(self, action: Action, payload: Any) -> None:
        from_json(KeyingPlan, payload["plan"])
        self._require("volume", "volume_id", action.subject)

    def _known_answered(self, action: Action, payload: Any) -> None:
        """Its words are kept by the log alone; what was counted is projected."""
        entry: Entry = self._load(Entry, "entry", "entry_id", action.subject)
        if entry.second is None or not entry.second.settled or keyed_by(entry, action.by.user_id):
            raise _not_allowed(action, entry.state.value)
        self._mark(action, payload)

    def _sampled(self, action: Action, payload: Any) -> None:
        self._require("volume", "volume_id", action.subject)

    def _mark(self, action: Action, payload: Any) -> None:
        marks = [to_json(from_json(Marks, counted)) for counted in payload["marks"]]
        if marks:
            body = json.dumps(marks, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
            self._database.execute("INSERT INTO marks (made, entry_id, body) VALUES (?, ?, ?)", (action.seq, action.subject, body))

    def _page_captured(self, action: Action, payload: Any) -> None:
        page = from_json(Page, payload["page"])
        _require_subject(action, page.page_id)
        self._refuse_second(action, "page", "page_id")
        self._open_volume(page.volume_id)
        self._database.execute(
            "INSERT INTO page (made, page_id, volume_id, state, source_hash, image_name, body, ordinal, place)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                action.seq, page.page_id, page.volume_id, page.state.value, payload["source_hash"], page.image_name, _body(page),
                page.ordinal, page.paper_order[0],
            ),
        )  # fmt: skip
        self._database.execute("INSERT OR IGNORE INTO job (page_id, made) VALUES (?, ?)", (page.page_id, action.seq))
        if "sheet" in payload:
            put_mark(self._database, action.seq, page.page_id, from_json(SheetMark, payload["sheet"]))

    def _page_read(self, action: Action, payload: Any) -> None:
        self._save_page(fold_page(self._load(Page, "page", "page_id", action.subject), action))

    def _page_set_aside(self, action: Action, payload: Any) -> None:
        page: Page = self._load(Page, "page", "page_id", action.subject)
        self._open_volume(page.volume_id)
        if payload["by"]:
            self._require_in_place_of(page, action, payload["by"])
        elif self._entry_of(page.page_id) is not None:
            raise _not_allowed(action, "in an entry")
        self._save_page(fold_page(page, action))

    def _page_taken_back(self, action: Action, payload: Any) -> None:
        page = fold_page(self._load(Page, "page", "page_id", action.subject), action)
        self._open_volume(page.volume_id)
        self._save_page(page)
        if page.state is PageState.CAPTURED:
            made = self._database.value("SELECT made FROM page WHERE page_id = ?", (page.page_id,))
            self._database.execute("INSERT OR IGNORE INTO job (page_id, made) VALUES (?, ?)", (page.page_id, made))

    def _require_in_place_of(self, page: Page, action: Action, by: str) -> None:
        """The other page stands at the same place of the same volume and is not set aside; no entry of this page has left the house."""
        if not self._erased(by):
            other: Page = self._load(Page, "page", "page_id", by)
            same = (other.volume_id, other.paper_order[0]) == (page.volume_id, page.paper_order[0])
            if not same or other.page_id == page.page_id or other.aside is not None:
                raise _not_allowed(action, other.state.value)
        entry_id = self._entry_of(page.page_id)
        state = self._database.value("SELECT state FROM entry WHERE entry_id = ?", (entry_id,)) if entry_id else None
        if state is not None and next_state(EntryState(state), ActionKind.ENTRY_REREAD, Role.READING) is None:
            raise _not_allowed(action, state)

    def _save_page(self, page: Page) -> None:
        self._database.execute("UPDATE page SET state = ?, body = ? WHERE page_id = ?", (page.state.value, _body(page), page.page_id))
        if page.state is not PageState.CAPTURED:
            self._database.execute("DELETE FROM job WHERE page_id = ?", (page.page_id,))

    def _entry_of(self, page_id: str) -> str | None:
        found: str | None = self._database.value("SELECT entry_id FROM page WHERE page_id = ?", (page_id,))
        return found

    def _entry_action(self, action: Action, payload: Any) -> None:
        entry_id = EntryId(action.subject)
        if action.kind is ActionKind.ENTRY_READ:
            self._refuse_second(action, "entry", "entry_id")
            entry = fold_entry(None, entry_id, action)
            volume = self._open_volume(entry.volume_id)
            self._place_pages(entry)
            self._database.execute(
                "INSERT INTO entry (made, entry_id, volume_id, state, body) VALUES (?, ?, ?, ?, ?)",
                (action.seq, entry_id, entry.volume_id, entry.state.value, _body(entry)),
            )
            self._index(action.seq, entry)
            if volume is not None:
                self._ledger.put(action.seq, volume, entry)
            return
        entry = self._load(Entry, "entry", "entry_id", entry_id)
        require_allowed(entry, action.kind, action.by)
        match action.kind:
            case ActionKind.ENTRY_WITHDRAWN:
                fold_entry(entry, entry_id, action)
                self._withdraw(entry)
            case ActionKind.ENTRY_REREAD:
                self._release_pages(entry)
                placed = fold_entry(entry, entry_id, action)
                self._place_pages(placed)
                self._save(placed, entry)
            case ActionKind.ENTRY_QUESTIONED:
                put_question(self._database, action.seq, entry_id, entry.volume_id, entry.revision, payload)
            case _:
                self._save(fold_entry(entry, entry_id, action), entry)
                if action.kind in MARKING:
                    self._mark(action, payload)
                if action.kind in _ANSWERS | {ActionKind.ENTRY_RETURNED}:
                    was_open = close_questions(self._database, entry_id, UPHELD if action.kind is ActionKind.ENTRY_UPHELD else CHANGED)
                    if action.kind in _ANSWERS and not was_open:
                        raise _not_allowed(action, "not questioned")

    def _place_pages(self, entry: Entry) -> None:
        for page_id in entry.pages:
            self._require("page", "page_id", page_id)
            self._database.execute("UPDATE page SET entry_id = ? WHERE page_id = ?", (entry.entry_id, page_id))

    def _release_pages(self, entry: Entry) -> None:
        for page_id in entry.pages:
            self._database.execute("UPDATE page SET entry_id = NULL WHERE page_id = ? AND entry_id = ?", (page_id, entry.entry_id))

    def _withdraw(self, entry: Entry) -> None:
        """The log keeps it; nothing is shown of it any more."""
        if entry.touched_by:
            raise StationError("workflow.not-allowed", action=ActionKind.ENTRY_WITHDRAWN.value, state="keyed", role=Role.CLERK.value)
        self._open_volume(entry.volume_id)
        self._release_pages(entry)
        self._ledger.remove(entry.entry_id)
        self._forget(entry.entry_id)
        self._database.execute("DELETE FROM entry WHERE entry_id = ?", (entry.entry_id,))
        self._database.execute("DELETE FROM draft WHERE entry_id = ?", (entry.entry_id,))

    def _images_erased(self, action: Action, payload: Any) -> None:
        """The keys go with the word of it; the files after the commit."""
        for page_id in payload["pages"]:
            self._require("page", "page_id", page_id)
            self._database.execute("DELETE FROM page_key WHERE page_id = ?", (page_id,))
            self._database.execute("INSERT OR IGNORE INTO erased_image (page_id, made) VALUES (?, ?)", (page_id, action.seq))

    def _index(self, made: int, entry: Entry) -> None:
        self._search.put(made, entry)
        self._links.put(made, entry)

    def _forget(self, entry_id: str) -> None:
        self._search.remove(entry_id)
        self._links.remove(entry_id)
        drop_verdicts(self._database, entry_id)

    def _forms_known(self, action: Action, payload: Any) -> None:
        """Entries of these forms that are there already are indexed anew: their persons and places can be told now."""
        self._database.execute(
            "INSERT INTO known_form (made, body) VALUES (?, ?)", (action.seq, json.dumps(payload["forms"], ensure_ascii=False))
        )
        for made, entry in entries_of(self._database, facts_of(payload["forms"])):
            self._index(made, entry)

    def _pair_judged(self, action: Action, payload: Any) -> None:
        pair = (action.subject, str(payload["other"]))
        for entry_id in pair:
            self._require("entry", "entry_id", entry_id)
        there = [self._database.one("SELECT 1 FROM entry WHERE entry_id = ?", (entry_id,)) for entry_id in pair]
        if all(there):  # of an entry that was erased or withdrawn since nothing is shown
            put_verdict(self._database, action.seq, *pair, Verdict(payload["verdict"]))

    def _batch_sealed(self, action: Action, payload: Any) -> None:
        batch = from_json(Batch, payload["batch"])
        _require_subject(action, batch.name)
        self._refuse_second(action, "batch", "name")
        self._database.execute(
            "INSERT INTO batch (made, name, seq, body) VALUES (?, ?, ?, ?)", (action.seq, batch.name, batch.seq, _body(batch))
        )
        for entry in self._entries_of(batch.entries):
            if entry.state is not EntryState.APPROVED or entry.batch is not None:
                raise _not_allowed(action, entry.state.value)
            self._save(placed_in_batch(entry, batch.name), entry)

    def _batch_answer(self, action: Action, payload: Any) -> None:
        if not self._erased(action.subject):
            self._require("batch", "name", action.subject)
        for entry in self._entries_of(payload["entries"]):
            if entry.batch != action.subject:
                raise _not_allowed(action, entry.state.value)
            self._save(fold_entry(entry, entry.entry_id, action), entry)
        if action.kind in _STAGES:
            self._database.execute(
                "INSERT INTO receipt (name, stage, body) VALUES (?, ?, ?)",
                (action.subject, _STAGES[action.kind], base64.b64decode(payload["receipt"])),
            )

    def _entries_of(self, entry_ids: Iterable[str]) -> Iterable[Entry]:
        """The entries that a batch names; erased ones are passed over."""
        for entry_id in entry_ids:
            if self._database.one("SELECT 1 FROM entry WHERE entry_id = ?", (entry_id,)) or not self._erased(entry_id):
                yield self._load(Entry, "entry", "entry_id", entry_id)

    def _save(self, entry: Entry, before: Entry) -> None:
        self._database.execute("UPDATE entry SET state = ?, body = ? WHERE entry_id = ?", (entry.state.value, _body(entry), entry.entry_id))
        if entry.fields is before.fields and entry.state is before.state:
            return
        made = self._database.value("SELECT made FROM entry WHERE entry_id = ?", (entry.entry_id,))
        if entry.fields is before.fields:  # approving and sending change no word: spelling them anew would be a third of their cost
            self._search.put_state(made, entry.state)
            return
        self._index(made, entry)
        volume = self._volume_of(entry.volume_id)
        if volume is not None and self._ledger.put(made, volume, entry):
            require_open(volume)

    def _load(self, kind: Any, table: str, column: str, subject: str) -> Any:
        body = self._database.value(f"SELECT body FROM {table} WHERE {column} = ?", (subject,))
        if body is None:
            raise StationError("store.unknown-item", kind=table, id=subject)
        return from_json(kind, json.loads(body))

    def _require(self, table: str, column: str, subject: str) -> None:
        if self._database.one(f"SELECT 1 FROM {table} WHERE {column} = ?", (subject,)) is None and not self._erased(subject):
            raise StationError("store.unknown-item", kind=table, id=subject)

    def _erased(self, subject: str) -> bool:
        row = self._database.one("SELECT 1 FROM action JOIN erasure USING (seq) WHERE subject = ? LIMIT 1", (subject,))
        return row is not None

    def _refuse_second(self, action: Action, table: str, column: str) -> None:
        if self._database.one(f"SELECT 1 FROM {table} WHERE {column} = ?", (action.subject,)):
            raise _not_allowed(action, "made already")


def _require_subject(action: Action, subject: str) -> None:
    if action.subject != subject:
        raise ValueError(f"{action.kind.value} is about {action.subject}, its payload about {subject}")


def _not_allowed(action: Action, state: str) -> StationError:
    return StationError("workflow.not-allowed", action=action.kind.value, state=state, role=action.by.role.value)


def _body(value: Volume | Page | Entry | Batch) -> str:
    """JSON of a row; receipts have a table of their own because they are bytes."""
    plain = dataclasses.replace(value, receipts={}) if isinstance(value, Batch) else value
    return json.dumps(to_json(plain), ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def fill_paper_order(database: Database) -> None:
    """For the schema step that brings it: the order of the paper, and which entry names a page, of every row there is."""
    for made, body in database.rows("SELECT made, body FROM page"):
        page = from_json(Page, json.loads(body))
        database.execute(
            "UPDATE page SET ordinal = ?, place = ?, body = ? WHERE made = ?", (page.ordinal, page.paper_order[0], _body(page), made)
        )
    for (body,) in database.rows("SELECT body FROM entry ORDER BY made"):
        entry = json.loads(body)
        for page_id in entry["pages"]:
            database.execute("UPDATE page SET entry_id = ? WHERE page_id = ?", (entry["entry_id"], page_id))


def fill_volumes(database: Database) -> None:
    """For the schema step that brings the ledger: every volume says what it knows of itself, which is nothing yet."""
    for made, body in database.rows("SELECT made, body FROM volume"):
        database.execute("UPDATE volume SET body = ? WHERE made = ?", (_body(from_json(Volume, json.loads(body))), made))


def respell_entries(database: Database) -> None:
    """For schema steps that bring an entry something new to say: every row says that it is not there yet."""
    for made, body in database.rows("SELECT made, body FROM entry"):
        entry = from_json(Entry, json.loads(body))
        database.execute("UPDATE entry SET body = ? WHERE made = ?", (_body(entry), made))
