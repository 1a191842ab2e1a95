"""A ledger of ten thousand numbers beside the same sum in plain SQLite, in one run; and what judging one entry costs.

    python -m tests.bench.ledger [--numbers 10000]

The station's side: the encrypted store, the rows of the ledger, states, ranges and findings in both languages. The peer's side: an
unencrypted table in memory of the same numbers, a recursive query that lays entries and accounts over the range, every row fetched.
Medians of processor time.
"""

import argparse
import datetime
import sqlite3
import statistics
import tempfile
import time
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path

from station.domain.actions import NewAction
from station.domain.codec import to_json
from station.domain.ids import new_id
from station.domain.ledger import Number
from station.domain.record import FieldValue, FormRef, Span, ValueSource, ValueState, Volume
from station.domain.roles import READING
from station.domain.states import ActionKind
from station.forms.check import check_entry
from station.forms.definition import FormDefinition
from station.forms.entry_values import keyed_value
from station.forms.gazetteer import Gazetteer
from station.forms.library import FormLibrary
from station.forms.loader import load_forms
from station.practice.entries import Numbering, truth
from station.store.store import Store
from station.workflow.ledger import look_up
from tests.bench.machine import describe_machine
from tests.store_factories import CLERK, Office, a_volume, make_staffed_store, open_store, signer_of

RESOURCES = Path(__file__).resolve().parents[2] / "resources"
FORM, FIELD = FormRef("birth_register_2016", "1", "0" * 64), "so"
_AT_ONCE, _EVERY = 500, 20
"""Actions an append; one number in twenty has no entry but a reason."""
_RUNS = 15


def filled(store: Store, numbers: int) -> Volume:
    """A volume with an entry for most numbers, each with as many fields as a birth has, and an account for the rest."""
    office = Office(store)
    volume = office.open_volume(
        Volume(**{**vars(a_volume()), "spans": (Span(2016, 1, numbers),), "numbered_by": ((f"{FORM.form_id}/{FORM.version}", FIELD),)})
    )
    words = {f"field{count}": _value("Nguyễn Thị Hồng Hạnh, xã Suối Mây") for count in range(25)}
    signer, acts, without = signer_of(store, CLERK), [], []
    for number in range(1, numbers + 1):
        if number % _EVERY == 0:
            without.append(to_json(Number(2016, number)))
            continue
        entry_id, fields = new_id(), {**words, FIELD: _value(f"{number}/2016")}
        read = {"volume_id": volume.volume_id, "form": to_json(FORM), "pages": [], "fields": fields, "findings": []}
        acts.append(NewAction(ActionKind.ENTRY_READ, entry_id, READING, read))
        acts.append(NewAction(ActionKind.ENTRY_CHECKED, entry_id, CLERK, {"overrides": {}, "findings": []}))
    said = {"numbers": without, "account": "page-missing", "reason": "trang bị xé"}
    acts.append(NewAction(ActionKind.NUMBERS_ACCOUNTED, volume.volume_id, CLERK, said))
    for start in range(0, len(acts), _AT_ONCE):
        store.log.append(acts[start : start + _AT_ONCE], signer)
    return volume


def plain(numbers: int) -> sqlite3.Connection:
    """The same numbers without encryption, log or bodies."""
    database = sqlite3.connect(":memory:")
    database.execute("CREATE TABLE entry (year INTEGER, number INTEGER, state TEXT)")
    database.execute("CREATE TABLE account (year INTEGER, number INTEGER, account TEXT, reason TEXT)")
    entries = [(2016, number, "checked") for number in range(1, numbers + 1) if number % _EVERY]
    database.executemany("INSERT INTO entry VALUES (?, ?, ?)", entries)
    accounts = [(2016, number, "page-missing", "trang bị xé") for number in range(_EVERY, numbers + 1, _EVERY)]
    database.executemany("INSERT INTO account VALUES (?, ?, ?, ?)", accounts)
    database.execute("CREATE INDEX entry_by_number ON entry (year, number)")
    database.execute("CREATE INDEX account_by_number ON account (year, number)")
    return database


_LAID_OVER = (
    "WITH RECURSIVE run (number) AS (SELECT 1 UNION ALL SELECT number + 1 FROM run WHERE number < ?)"
    " SELECT run.number, count(entry.number), max(entry.state), account.account, account.reason FROM run"
    " LEFT JOIN entry ON entry.year = 2016 AND entry.number = run.number"
    " LEFT JOIN account ON account.year = 2016 AND account.number = run.number GROUP BY run.number ORDER BY run.number"
)


def median_ms(run: Callable[[], object]) -> float:
    """Processor time of some runs, after one that warms."""
    run()
    times = []
    for _ in range(_RUNS):
        began = time.process_time()
        run()
        times.append((time.process_time() - began) * 1000)
    return statistics.median(times)


def judging() -> list[tuple[str, int, float, float]]:
    """(form, rules, ms with them all, ms with those of the form itself) for one entry each, places loaded."""
    library = load_forms(RESOURCES / "forms", RESOURCES / "reference", places=RESOURCES / "places" / "communes.csv")
    library.gazetteer.prepare()
    found = []
    for form_id, year in (("birth_register_2016", 2017), ("death_register_2016", 2018), ("land_certificate_2014", 2016)):
        form = library.form(form_id)
        written = truth(form, 11, Numbering(year, "01", 5))
        fields = {path: keyed_value(form, library, path, str(text)) for path, text in written.items() if library.field(form, path)}
        own = form.model_copy(update={"rules": [rule for rule in form.rules if rule.predicate != "place_on_day"]})
        whole, bare = (median_ms(partial(_judge_often, each, library, fields)) / _JUDGED for each in (form, own))
        found.append((form_id, len(form.rules), whole, bare))
    return found


def _judge_often(form: FormDefinition, library: FormLibrary, fields: Mapping[str, FieldValue]) -> None:
    for _ in range(_JUDGED):
        check_entry(form, library, fields, _TODAY)


_JUDGED, _TODAY = 20, datetime.date(2026, 1, 1)


def _value(text: str) -> dict[str, object]:
    made: dict[str, object] = to_json(FieldValue(text, text, ValueState.READ, ValueSource.READING))
    return made


def main() -> None:
    """The command."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--numbers", type=int, default=10_000)
    numbers = parser.parse_args().numbers
    print(describe_machine(11))
    with tempfile.TemporaryDirectory() as folder:
        make_staffed_store(Path(folder) / "store")
        with open_store(Path(folder) / "store") as store:
            volume = filled(store, numbers)
            kept = store.records.volume(volume.volume_id)
            ledger = look_up(store.ledger, [kept], kept, Gazetteer())
            assert len(ledger.lines) == numbers and ledger.is_balanced
            ours = median_ms(lambda: look_up(store.ledger, [kept], kept, Gazetteer()))
            database = plain(numbers)
            theirs = median_ms(lambda: database.execute(_LAID_OVER, (numbers,)).fetchall())
    print(f"ledger of {numbers} numbers: {ours:.0f} ms; plain SQLite {theirs:.0f} ms; ratio {ours / theirs:.2f}")
    for form_id, rules, whole, bare in judging():
        print(f"one entry of {form_id} judged by {rules} rules: {whole:.2f} ms, without the places {bare:.2f} ms")


if __name__ == "__main__":
    main()
