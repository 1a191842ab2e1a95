"""The numbers of the volumes as rows, so that a ledger of ten thousand opens no entry. Writing is projections' work; reading is a port's.

`numbered` holds which number an entry bears, `account` what a person said of a number without an entry, `dossier` the lists of papers.
"""

import json
from typing import Any, Final

from station.domain.actions import Action
from station.domain.codec import from_json, to_json
from station.domain.ids import EntryId, UserId, VolumeId
from station.domain.ledger import Account, Accounted, Dossier, Number, Numbered, number_in, numbering_field
from station.domain.record import Entry, PageState, ValueState, Volume
from station.domain.states import EntryState
from station.store.database import Database

SCHEMA: Final = (
    """CREATE TABLE numbered (
  made      INTEGER PRIMARY KEY,
  volume_id TEXT NOT NULL,
  year      INTEGER,
  number    INTEGER,
  suffix    TEXT
) STRICT""",
    "CREATE INDEX numbered_by_volume ON numbered (volume_id, year, number, suffix)",
    """CREATE TABLE account (
  volume_id TEXT NOT NULL,
  year      INTEGER NOT NULL,
  number    INTEGER NOT NULL,
  suffix    TEXT NOT NULL,
  account   TEXT NOT NULL,
  reason    TEXT NOT NULL,
  user_id   TEXT NOT NULL,
  at        TEXT NOT NULL,
  PRIMARY KEY (volume_id, year, number, suffix)
) STRICT, WITHOUT ROWID""",
    """CREATE TABLE dossier (
  volume_id TEXT NOT NULL,
  number    INTEGER NOT NULL,
  body      TEXT NOT NULL,
  PRIMARY KEY (volume_id, number)
) STRICT, WITHOUT ROWID""",
)
"""For the schema step that brings it; schema.sql has the same with comments."""


class LedgerRows:
    """Writes the rows. Everything here runs within a transaction of the caller."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def put(self, made: int, volume: Volume, entry: Entry) -> bool:
        """Note which number the entry bears, in place of what was noted; whether that is another than before."""
        before = self._database.one("SELECT year, number, suffix FROM numbered WHERE made = ?", (made,))
        row = _row(volume, entry)
        if before == row:
            return False
        self._database.execute("DELETE FROM numbered WHERE made = ?", (made,))
        if row is not None:
            self._database.execute(
                "INSERT INTO numbered (made, volume_id, year, number, suffix) VALUES (?, ?, ?, ?, ?)", (made, volume.volume_id, *row)
            )
        return True

    def remove(self, entry_id: str) -> None:
        """Forget an entry that is about to go."""
        self._database.execute("DELETE FROM numbered WHERE made = (SELECT made FROM entry WHERE entry_id = ?)", (entry_id,))

    def remove_volume(self, volume_id: str) -> None:
        """Forget what was said of a volume's numbers and dossiers."""
        for table in ("numbered", "account", "dossier"):
            self._database.execute(f"DELETE FROM {table} WHERE volume_id = ?", (volume_id,))

    def put_volume(self, volume: Volume) -> None:
        """Number a volume's entries anew: its cover was described otherwise."""
        for made, body in self._database.rows("SELECT made, body FROM entry WHERE volume_id = ?", (volume.volume_id,)):
            self.put(made, volume, from_json(Entry, json.loads(body)))

    def account(self, volume_id: str, action: Action, payload: Any) -> None:
        """What a person says of numbers, in place of what was said of them before."""
        account = Account(payload["account"])
        for number in (from_json(Number, value) for value in payload["numbers"]):
            self._database.execute(
                "INSERT OR REPLACE INTO account (volume_id, year, number, suffix, account, reason, user_id, at)"
                " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                (volume_id, number.year, number.number, number.suffix, account.value, str(payload["reason"]), action.by.user_id, action.at),
            )

    def unaccount(self, volume_id: str, payload: Any) -> None:
        """Nothing is said of these numbers any more."""
        for number in (from_json(Number, value) for value in payload["numbers"]):
            self._database.execute(
                "DELETE FROM account WHERE volume_id = ? AND year = ? AND number = ? AND suffix = ?",
                (volume_id, number.year, number.number, number.suffix),
            )

    def list_dossier(self, volume_id: str, payload: Any) -> None:
        """The list of one dossier, in place of the one before."""
        dossier = from_json(Dossier, payload["dossier"])
        body = json.dumps(to_json(dossier), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        self._database.execute(
            "INSERT OR REPLACE INTO dossier (volume_id, number, body) VALUES (?, ?, ?)", (volume_id, dossier.number, body)
        )

    def unlist_dossier(self, volume_id: str, payload: Any) -> None:
        """There is no such dossier."""
        self._database.execute("DELETE FROM dossier WHERE volume_id = ? AND number = ?", (volume_id, int(payload["number"])))


class StoredLedger:
    """Implements the workflow's port `LedgerReading`. Opens no entry."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def numbered(self, volume_id: VolumeId) -> list[Numbered]:
        """Entries that bear a number of the volume, or ought to, in the order of the numbers; those without one first."""
        states = self._states(volume_id)
        rows = self._database.rows(
            "SELECT made, year, number, suffix FROM numbered WHERE volume_id = ? ORDER BY year, number, suffix, made", (volume_id,)
        )
        return [
            Numbered(states[made][0], None if number is None else Number(year, number, suffix), states[made][1])
            for made, year, number, suffix in rows
            if made in states
        ]

    def accounted(self, volume_id: VolumeId) -> list[Accounted]:
        """What persons said of its numbers, in their order."""
        rows = self._database.rows(
            "SELECT year, number, suffix, account, reason, user_id, at FROM account WHERE volume_id = ? ORDER BY year, number, suffix",
            (volume_id,),
        )
        return [
            Accounted(Number(year, number, suffix), Account(account), reason, UserId(user_id), at)
            for year, number, suffix, account, reason, user_id, at in rows
        ]

    def dossiers(self, volume_id: VolumeId) -> list[Dossier]:
        """The dossiers of a box, by number."""
        rows = self._database.rows("SELECT body FROM dossier WHERE volume_id = ? ORDER BY number", (volume_id,))
        return [from_json(Dossier, json.loads(body)) for (body,) in rows]

    def entry_places(self, volume_id: VolumeId) -> list[tuple[int, EntryId, EntryState]]:
        """(place of its page in the order of the paper, entry, state) for every page that is in an entry."""
        states = {entry_id: state for entry_id, state in self._states(volume_id).values()}
        rows = self._database.rows(
            "SELECT place, entry_id FROM page WHERE volume_id = ? AND state != 'set-aside' AND entry_id IS NOT NULL ORDER BY place, made",
            (volume_id,),
        )
        return [(place, EntryId(entry_id), states[EntryId(entry_id)]) for place, entry_id in rows if entry_id in states]

    def page_places(self, volume_id: VolumeId) -> list[int]:
        """The places of the pages that are not set aside, in order."""
        rows = self._database.rows("SELECT place FROM page WHERE volume_id = ? AND state != 'set-aside' ORDER BY place", (volume_id,))
        return [place for (place,) in rows]

    def waiting_pages(self, volume_id: VolumeId) -> dict[PageState, int]:
        """Pages that wait to be read, are of no known form, or (as READ) were read and are in no entry."""
        rows = self._database.rows("SELECT state, count(*) FROM page WHERE volume_id = ? GROUP BY state", (volume_id,))
        found = {PageState(state): count for state, count in rows if state in (PageState.CAPTURED, PageState.UNKNOWN)}
        loose = self._database.value("SELECT count(*) FROM page WHERE volume_id = ? AND state = 'read' AND entry_id IS NULL", (volume_id,))
        return {**found, PageState.READ: int(loose)}

    def _states(self, volume_id: VolumeId) -> dict[int, tuple[EntryId, EntryState]]:
        rows = self._database.rows("SELECT made, entry_id, state FROM entry WHERE volume_id = ?", (volume_id,))
        known = {state.value: state for state in EntryState}
        return {made: (EntryId(entry_id), known[state]) for made, entry_id, state in rows}


_Row = tuple[int | None, int | None, str | None]


def _row(volume: Volume, entry: Entry) -> _Row | None:
    """Year, number and suffix; None for an entry whose form numbers nothing in this volume."""
    field = numbering_field(volume, f"{entry.form.form_id}/{entry.form.version}")
    if field is None:
        return None
    value = entry.fields.get(field)
    number = number_in(volume, value.value) if value is not None and value.state is ValueState.READ else None
    return (None, None, None) if number is None else (number.year, number.number, number.suffix)
