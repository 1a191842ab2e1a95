"""Write resources/places from the tables of the package vietnamadminunits (MIT): every commune with what it lay in and when, and what the
communes of before 1 July 2025 became on that day.

    python scripts/write_places.py PATH/OF/vietnamadminunits/data

The old list is the one in force until 30 June 2025, the new one that of NQ 202/2025/QH15 and the resolutions of 16 June 2025, in force from
1 July 2025. Coordinates and keys of the package are left out, and its choice of one successor where a commune was divided: all are named.
"""

import csv
import io
import json
import sqlite3
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from station.domain.durable import write_durably
from station.domain.text import clean

FOLDER = Path(__file__).resolve().parents[1] / "resources" / "places"
SUCCESSOR_HEADS = ("commune", "district", "province", "became", "of_province")
HEADS = ("commune", "district", "province", "valid_from", "valid_to")
QUERIES = (
    ("select ward, district, province from admin_units_legacy", "", "2025-06-30"),
    ("select ward, '', province from admin_units", "2025-07-01", ""),
)


def main(folder: Path) -> int:
    """The command; prints how many communes were written, and how many of the old ones have successors."""
    connection = sqlite3.connect(f"file:{folder / 'dataset.db'}?mode=ro", uri=True)
    rows = []
    for query, since, until in QUERIES:
        found = {tuple(clean(name or "") for name in row) for row in connection.execute(query)}
        rows += sorted((province, district, commune, since, until) for commune, district, province in found if commune and province)
    successors = list(_successors(connection, json.loads((folder / "converter_2025.json").read_text(encoding="utf-8"))))
    connection.close()
    _write("communes.csv", HEADS, [(commune, district, province, since, until) for province, district, commune, since, until in rows])
    _write("successors.csv", SUCCESSOR_HEADS, successors)
    print(f"{len(rows)} communes, {len(successors)} with successors")
    return 0


def _successors(connection: sqlite3.Connection, tables: dict[str, Any]) -> Iterator[tuple[str, ...]]:
    """Commune, district, province of before; the communes it became, `;` between them; their province."""
    new = {
        (province_key, key): (clean(ward), clean(province))
        for province_key, key, ward, province in connection.execute("select provinceKey, wardKey, ward, province from admin_units")
    }
    became: dict[str, set[tuple[str, str]]] = {}
    for province_key, wards in tables["DICT_PROVINCE_WARD_NO_DIVIDED"].items():
        for key, olds in wards.items():
            for old in olds:
                became.setdefault(old, set()).add(new[province_key, key])
    for province_key, olds in tables["DICT_PROVINCE_WARD_DIVIDED"].items():
        for old, parts in olds.items():
            became.setdefault(old, set()).update(new[province_key, part["newWardKey"]] for part in parts)
    query = "select ward, district, province, wardKey, districtKey, provinceKey from admin_units_legacy order by province, district, ward"
    for ward, district, province, *keys in connection.execute(query):
        found = became.get("_".join(key or "" for key in reversed(keys)), set())
        provinces = {of for _, of in found}
        if ward and len(provinces) == 1:
            yield clean(ward), clean(district), clean(province), ";".join(sorted(name for name, _ in found)), provinces.pop()


def _write(name: str, heads: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(heads)
    writer.writerows(rows)
    FOLDER.mkdir(parents=True, exist_ok=True)
    write_durably(FOLDER / name, text.getvalue().encode())


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
