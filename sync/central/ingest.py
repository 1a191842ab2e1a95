"""Putting opened entries into PostgreSQL: COPY into a temporary table, then one idempotent INSERT. Within the caller's transaction."""

from collections.abc import Iterable
from typing import Any, Final

from psycopg import DataError, sql
from psycopg.types.json import Jsonb

from station.domain.codec import to_json
from sync.central.database import Connection
from sync.central.judgement import Refused
from sync.envelope import OpenedBatch

ENTRY_COLUMNS: Final = (
    "station_id", "entry_id", "revision", "batch", "ordinal", "office_id", "volume_id", "volume_kind", "form_id", "form_version",
    "definition_hash", "fields", "findings", "overrides", "touched_by", "pages", "approved_by", "approved_at",
)  # fmt: skip
_PAGE_COLUMNS: Final = ("station_id", "page_id", "volume_id", "ordinal", "image", "size", "media_type", "width", "height")
_KEY_COLUMNS: Final = ("station_id", "page_id", "key")


def ingest(connection: Connection, opened: OpenedBatch) -> None:
    """Write entries, pages and page keys. Raises Refused `entry-known` or, for what a database cannot hold, `sealed-part`."""
    station = opened.manifest.body.station_id
    try:
        added = copy_new(connection, "entry", ENTRY_COLUMNS, entry_rows(opened))
        pages = [
            (station, page.page_id, page.volume_id, page.ordinal, page.image_name, page.size, page.media_type, page.width, page.height)
            for page in opened.pages
        ]
        copy_new(connection, "page", _PAGE_COLUMNS, pages)
        copy_new(connection, "page_key", _KEY_COLUMNS, ((station, page_id, key) for page_id, key in opened.page_keys.items()))
    except DataError as error:
        # U+0000 in a text, a number out of range. The driver's message quotes the row: it goes nowhere.
        raise Refused(
            "sealed-part", "Nội dung có ký tự hoặc số không lưu được.", "It holds a character or number that cannot be kept."
        ) from error
    if added != len(opened.entries) or _pages_differ(connection, opened):
        raise Refused("entry-known", "Có mục đã đến trong một lô khác.", "An entry or page is known from another batch.")


def entry_rows(opened: OpenedBatch) -> Iterable[tuple[Any, ...]]:
    """One row per entry, in the order of ENTRY_COLUMNS."""
    body = opened.manifest.body
    for ordinal, entry in enumerate(opened.entries):
        value = to_json(entry)
        yield (
            body.station_id, entry.entry_id, entry.revision, opened.manifest.name, ordinal, body.office_id,
            entry.volume_id, body.volume.kind, entry.form.form_id, entry.form.version, entry.form.definition_hash,
            Jsonb(value["fields"]), Jsonb(value["findings"]), Jsonb(value["overrides"]), value["touched_by"], value["pages"],
            body.approver.user_id, body.approved_at,
        )  # fmt: skip


def copy_new(connection: Connection, table: str, columns: tuple[str, ...], rows: Iterable[tuple[Any, ...]]) -> int:
    """COPY the rows and keep those whose key is new; return how many were.

    The temporary table is the session's, empty again with every commit: a new one for each batch would swell the catalogue.
    """
    target, arriving = sql.Identifier(table), sql.Identifier(f"{table}_arriving")
    names = sql.SQL(", ").join(map(sql.Identifier, columns))
    with connection.cursor() as cursor:
        if cursor.execute("SELECT to_regclass(%s)", (f"pg_temp.{table}_arriving",)).fetchone() == (None,):
            cursor.execute(
                sql.SQL("CREATE TEMP TABLE {} ON COMMIT DELETE ROWS AS SELECT {} FROM {} LIMIT 0").format(arriving, names, target)
            )
        with cursor.copy(sql.SQL("COPY pg_temp.{} ({}) FROM STDIN").format(arriving, names)) as copy:
            for row in rows:
                copy.write_row(row)
        cursor.execute(
            sql.SQL("INSERT INTO {} ({}) SELECT {} FROM pg_temp.{} ON CONFLICT DO NOTHING").format(target, names, names, arriving)
        )
        return cursor.rowcount


def _pages_differ(connection: Connection, opened: OpenedBatch) -> bool:
    """Whether a page is known with another image: a page may serve entries of several batches, an image never changes."""
    images = {page.page_id: page.image_name for page in opened.pages}
    rows = connection.execute(
        "SELECT page_id, image FROM page WHERE station_id = %s AND page_id = ANY(%s)", (opened.manifest.body.station_id, list(images))
    ).fetchall()
    return {row[0]: row[1] for row in rows} != images
