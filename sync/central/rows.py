"""What lies in the database, read back as owner: for comparing it with what was approved. Not for screens."""

from dataclasses import dataclass
from typing import Any

from psycopg.rows import class_row

from station.domain.codec import from_json
from station.domain.ids import BatchName, EntryId, StationId, UserId
from station.domain.record import FieldValue
from sync.central.database import connect


@dataclass(frozen=True)
class ApprovedRow:
    """One revision of one entry as the central holds it."""

    station_id: StationId
    entry_id: EntryId
    revision: int
    batch: BatchName
    form_id: str
    form_version: str
    approved_by: UserId
    fields: dict[str, FieldValue]


def approved_rows(database_url: str, station_id: StationId | None = None) -> list[ApprovedRow]:
    """Every revision of every entry, by station, entry and revision; of one station or all. Raises StationError `central.database`."""
    statement = (
        "SELECT station_id, entry_id, revision, batch, form_id, form_version, approved_by, fields FROM entry"
        " WHERE %(station)s::text IS NULL OR station_id = %(station)s ORDER BY station_id, entry_id, revision"
    )
    with connect(database_url) as connection, connection.cursor(row_factory=class_row(_Row)) as cursor:
        return [row.typed() for row in cursor.execute(statement, {"station": station_id})]


@dataclass
class _Row:
    station_id: str
    entry_id: str
    revision: int
    batch: str
    form_id: str
    form_version: str
    approved_by: str
    fields: dict[str, Any]

    def typed(self) -> ApprovedRow:
        fields = {name: from_json(FieldValue, value) for name, value in self.fields.items()}
        return ApprovedRow(
            StationId(self.station_id), EntryId(self.entry_id), self.revision, BatchName(self.batch), self.form_id, self.form_version,
            UserId(self.approved_by), fields,
        )  # fmt: skip
