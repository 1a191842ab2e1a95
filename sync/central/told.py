"""How far volumes are at the station, in its own signed words (PROTOCOL.md §2.5): counts for the province's page, never for a judgement."""

from sync.central.database import Connection
from sync.protocol.heads import HeadBody


def keep_told(connection: Connection, body: HeadBody) -> None:
    """Within the transaction that keeps the head. What a station no longer tells of stays as it was told last."""
    with connection.cursor() as cursor:
        cursor.executemany(
            "INSERT INTO volume_told (station_id, volume_id, office_id, kind, year, number, expected, pages, captured, keyed, approved,"
            " asked, upheld) VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s) ON CONFLICT (station_id, volume_id) DO UPDATE SET"
            " office_id = excluded.office_id, kind = excluded.kind, year = excluded.year, number = excluded.number,"
            " expected = excluded.expected, pages = excluded.pages, captured = excluded.captured, keyed = excluded.keyed,"
            " approved = excluded.approved, asked = excluded.asked, upheld = excluded.upheld, told_at = now()",
            [
                (
                    body.station_id, line.volume_id, body.office_id, line.kind, line.year, line.number, line.expected, line.pages,
                    line.captured, line.keyed, line.approved, line.asked, line.upheld,
                )
                for line in body.volumes
            ],
        )  # fmt: skip
