"""Write resources/places/communes.csv from the tables of the package vietnamadminunits (MIT): every commune with what it lay in, and when.

    python scripts/write_places.py PATH/OF/vietnamadminunits/data/dataset.db

The old list is the one in force until 30 June 2025, the new one that of NQ 202/2025/QH15 and the resolutions of 16 June 2025, in force from
1 July 2025. Coordinates and keys of the package are left out.
"""

import csv
import io
import sqlite3
import sys
from pathlib import Path

from station.domain.durable import write_durably
from station.domain.text import clean

TARGET = Path(__file__).resolve().parents[1] / "resources" / "places" / "communes.csv"
HEADS = ("commune", "district", "province", "valid_from", "valid_to")
QUERIES = (
    ("select ward, district, province from admin_units_legacy", "", "2025-06-30"),
    ("select ward, '', province from admin_units", "2025-07-01", ""),
)


def main(database: Path) -> int:
    """The command; prints how many communes were written."""
    connection = sqlite3.connect(f"file:{database}?mode=ro", uri=True)
    rows = []
    for query, since, until in QUERIES:
        found = {tuple(clean(name or "") for name in row) for row in connection.execute(query)}
        rows += sorted((province, district, commune, since, until) for commune, district, province in found if commune and province)
    connection.close()
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(HEADS)
    writer.writerows((commune, district, province, since, until) for province, district, commune, since, until in rows)
    TARGET.parent.mkdir(parents=True, exist_ok=True)
    write_durably(TARGET, text.getvalue().encode())
    print(f"{len(rows)} communes")
    return 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
