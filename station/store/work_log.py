"""The action log counted for a report: who did what, on which day, how often. Reads rows and no payload: no word of anybody's papers."""

import datetime

from station.domain.actions import Action, chain_faults
from station.domain.ids import UserId
from station.domain.roles import Role
from station.domain.states import ActionKind
from station.domain.work_log import AskedWork, ChainLook, WorkLine
from station.store.actions import stored_actions
from station.store.database import Database


class StoredWorkLog:
    """Implements the workflow's port `WorkLog`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def lines(self, asked: AskedWork) -> list[WorkLine]:
        """Newest day first, then by person and kind. Days are the PC's local days."""
        conditions, values = ["1"], []
        for column, wanted in (("user_id", asked.user_id), ("kind", asked.kind.value if asked.kind is not None else None)):
            if wanted is not None:
                conditions.append(f"{column} = ?")
                values.append(wanted)
        for sign, day in ((">=", asked.since), ("<", asked.until + datetime.timedelta(days=1) if asked.until is not None else None)):
            if day is not None:
                conditions.append(f"at {sign} ?")
                values.append(_moment(day))
        rows = self._database.rows(
            "SELECT date(at, 'localtime') AS day, user_id, role, kind, count(*), count(DISTINCT subject) FROM action"
            f" WHERE {' AND '.join(conditions)} GROUP BY day, user_id, role, kind ORDER BY day DESC, user_id, role, kind",
            tuple(values),
        )
        return [
            WorkLine(datetime.date.fromisoformat(day), UserId(user_id), Role(role), ActionKind(kind), count, subjects)
            for day, user_id, role, kind, count, subjects in rows
        ]

    def people(self) -> list[UserId]:
        """Everybody who ever did anything, machines too."""
        return [UserId(user_id) for (user_id,) in self._database.rows("SELECT DISTINCT user_id FROM action ORDER BY user_id")]

    def look_on(self, look: ChainLook, most: int) -> ChainLook:
        """The next `most` rows of the chain after what was looked at; each row's hash and its link."""
        total = int(self._database.value("SELECT coalesce(max(seq), 0) FROM action"))
        portion: list[Action] = []
        for action in stored_actions(self._database, after=look.seq):
            if len(portion) == most:
                break
            portion.append(action)
        found = tuple(chain_faults(iter(portion), after=(look.seq, look.hash)))
        last = (portion[-1].seq, portion[-1].hash) if portion else (look.seq, look.hash)
        return ChainLook(last[0], last[1], total, look.faults + found, ended=len(portion) < most)


def _moment(day: datetime.date) -> str:
    """Local midnight of a day, as the log writes moments."""
    at = datetime.datetime.combine(day, datetime.time()).astimezone(datetime.UTC)
    return at.isoformat(timespec="milliseconds").replace("+00:00", "Z")
