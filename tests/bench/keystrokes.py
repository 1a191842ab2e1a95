"""Keys and seconds per entry: a clerk at the desk Kiểm tra beside plain typing of the same entry.

    python -m tests.bench.keystrokes [--entries 4] [--seed 20261122] [--conditions clean poor phone] [--folder DIR] [--write] [--show]

`--write` keeps the figures beside each form (resources/forms/<id>/<version>/keystrokes.toml), where the form's help page finds them.
Practice pages are drawn, read by the reading pool, and put on the desk's own hands (ui.checking.hands). The clerk knows the ground truth
and takes the cheapest way at each field the cursor visits: Enter, the suggestion, F2, a completion typed without accents, an edit word by
word, or typing it anew. Plain typing: every printed field typed in full, one Tab a field, a tick one key, dates as eight digits. Both count
Telex keys (tests/bench/telex.py), a chord as two. Seconds: 0.28 s a key and 1.35 s of looking a field (Card, Moran, Newell 1983, average
typist). "wrong" are fields that were read wrongly and that the cursor never visited: what the saving costs; `--show` prints each of them.
"""

import argparse
import dataclasses
import datetime
import json
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher
from pathlib import Path

from station.domain.durable import write_durably
from station.domain.errors import StationError
from station.domain.ids import EntryId, PageId, VolumeId
from station.domain.record import Entry, PageReading
from station.domain.states import EntryState
from station.domain.text import fold
from station.forms.assembly import assemble
from station.forms.check import check_entry
from station.forms.definition import FieldDefinition, FormDefinition
from station.forms.entry_values import read_values
from station.forms.fields import item_indices
from station.forms.library import FormLibrary
from station.forms.listed import item_field
from station.practice.clerk import is_right
from station.practice.degrade import CONDITIONS, Condition
from station.practice.generator import PracticePage, TrueField, generate_pages
from station.practice.plan import PracticePlan, plan_pages
from station.workflow.volume_words import VolumeWords
from tests.bench.machine import describe_machine
from tests.bench.telex import telex_keys
from ui import bootstrap
from ui.checking.hands import Hands
from ui.checking.sheet import Sheet
from ui.checking.shown import list_line, shown_text
from ui.help.measured import FILE_NAME
from ui.resources import RESOURCES

KEY_S, LOOK_S = 0.28, 1.35
CHORD = 2
_VISITS_MAX = 200
_SEED = 20261122

Truth = Mapping[str, TrueField]


@dataclass
class Cost:
    """Of one entry, or of several added up."""

    entries: int = 0
    keys: int = 0
    looks: int = 0
    plain_keys: int = 0
    plain_looks: int = 0
    left_wrong: int = 0
    misplaced: int = 0

    def add(self, other: "Cost") -> None:
        for field in dataclasses.fields(self):
            setattr(self, field.name, getattr(self, field.name) + getattr(other, field.name))

    @property
    def seconds(self) -> float:
        return self.keys * KEY_S + self.looks * LOOK_S

    @property
    def plain_seconds(self) -> float:
        return self.plain_keys * KEY_S + self.plain_looks * LOOK_S


def replay(hands: Hands, truth: Truth) -> Cost:
    """The clerk from the first field to Ctrl+Enter and its reasons."""
    form = hands.sheet.form
    cost = Cost(entries=1)
    while not hands.is_done:
        cost.looks += 1
        if cost.looks > _VISITS_MAX:
            raise RuntimeError(f"the cursor does not come to an end at {hands.path}")
        wanted = wanted_text(form, hands.path, truth)
        cost.keys += _take(hands, wanted)
    cost.keys += CHORD + sum(1 for error in hands.sheet.errors if not hands.sheet.note(error.path))
    cost.left_wrong = sum(not is_right(hands.sheet.values.get(path), value) for path, value in truth.items())
    plain = _plain(form, truth)
    cost.plain_keys, cost.plain_looks = sum(plain), len(plain)
    return cost


def _take(hands: Hands, wanted: str) -> int:
    """Put `wanted` into the field and go on; the keys that the cheapest way takes."""
    definition = hands.sheet.definition(hands.path)
    stands, suggested = hands.input, hands.suggestion
    if not wanted:
        keys = 1 if stands else 0
        while not hands.enter(""):
            keys += 1
        return keys + 1
    if stands == wanted:
        keys = 1
    elif suggested == wanted:
        keys = 2
    else:
        ways = [_typed(definition, wanted), *_offered(hands, wanted), *_edited(stands, suggested, wanted)]
        keys = min(ways) + 1
    if not hands.enter(wanted):
        raise RuntimeError("a full input was refused")
    return keys


def _typed(definition: FieldDefinition, text: str) -> int:
    digits = text.replace("/", "") if definition.type == "date" and text.count("/") == 2 else text
    return telex_keys(digits)


def _offered(hands: Hands, wanted: str) -> list[int]:
    """F2 and arrows; or letters without marks, arrow down, until the offer is marked."""
    ways = []
    at = _place(hands, "", wanted)
    if at is not None:
        ways.append(1 + at)
    typed = fold(wanted)
    for length in range(1, min(len(typed), 24)):
        at = _place(hands, typed[:length], wanted)
        if at is not None:
            ways.append(length + at + 1)
    return ways


def _place(hands: Hands, typed: str, wanted: str) -> int | None:
    offers = [offer.text for offer in hands.offers(typed)]
    return offers.index(wanted) if wanted in offers else None


def _edited(stands: str, suggested: str, wanted: str) -> list[int]:
    """Word by word from the left: Home, Ctrl+Right over what is right, Ctrl+Delete of what is wrong, new words typed."""
    text, keys = (stands, 1) if stands else (suggested, 2)
    if not text:
        return []
    words, right = text.split(), wanted.split()
    last = 0
    for tag, start, end, there, until in SequenceMatcher(None, words, right, autojunk=False).get_opcodes():
        if tag == "equal":
            continue
        keys += CHORD * (start - last) + CHORD * (end - start)
        keys += sum(telex_keys(word) + 1 for word in right[there:until])
        last = end
    return [keys]


def wanted_text(form: FormDefinition, path: str, truth: Truth) -> str:
    """What a person who sees the paper wants in the input."""
    definition = next(field for field in form.fields if field.id == path)
    if definition.type != "list":
        value = truth.get(path)
        return shown_text(definition, value.value or value.text) if value is not None and value.text else ""
    items = [
        {key: truth[name].text or truth[name].value for key in definition.items if (name := item_field(definition, index, key).id) in truth}
        for index in item_indices(path, truth)
    ]
    return list_line(definition, items) if any(any(item.values()) for item in items) else ""


def _plain(form: FormDefinition, truth: Truth) -> list[int]:
    """Keys of each printed field with its Tab."""
    keys = []
    for path, value in truth.items():
        if value.text:
            definition = next((field for field in form.fields if field.id == path), None)
            if definition is not None and definition.type == "tick":
                keys.append(2)
            elif definition is not None and definition.type == "date":
                keys.append(_typed(definition, shown_text(definition, value.value)) + 1)
            else:
                keys.append(telex_keys(value.text) + 1)
    return keys


def unseen(hands: Hands, truth: Truth) -> list[str]:
    """Every field that was left wrong, with what is true, what stands there and why the cursor passed it by."""
    values, grounds = hands.sheet.values, hands.sheet.grounds
    wrong = [path for path, value in truth.items() if not is_right(values.get(path), value)]
    return [
        f"{path}: {truth[path].value!r}, stands {values.get(path)}, {grounds.get(path.split('[')[0]) or grounds.get(path)}"
        for path in wrong
    ]


def measure(library: FormLibrary, folder: Path, condition: Condition, entries: int, seed: int, *, show: bool = False) -> dict[str, Cost]:
    """Form id → cost of all its entries under one condition."""
    plan = plan_pages(24, conditions=(condition,))
    volumes = tuple(dataclasses.replace(volume, entries=entries) for volume in plan.volumes)
    pages = generate_pages(library, folder / condition, seed=seed, plan=PracticePlan(volumes, (condition,), 0))
    costs: dict[str, Cost] = {}
    for volume in volumes:
        of_volume = [page for page in pages if page.volume == volume.key]
        readings = _readings(library, of_volume, volume.kind)
        words, before = VolumeWords(), {}
        cost = costs.setdefault(volume.form_id, Cost())
        for truth, entry in _entries(library, of_volume, readings):
            if entry is None or entry.form.form_id != volume.form_id:
                plain = _plain(library.form(volume.form_id), truth)
                cost.add(Cost(1, sum(plain), len(plain), sum(plain), len(plain), misplaced=1))
            else:
                hands = Hands(Sheet(library.of_ref(entry.form), library, entry, before=before, words=words))
                cost.add(replay(hands, truth))
                before = hands.sheet.values
                if show:
                    print("".join(f"  {entry.pages[0]} {line}\n" for line in unseen(hands, truth)), end="")
    return costs


def _readings(library: FormLibrary, pages: list[PracticePage], kind: str) -> dict[str, PageReading]:
    with bootstrap.reading_pool(library) as pool:
        found = dict(pool.read(((page.path.name, page.path.read_bytes()) for page in pages), kind))
    return {key: reading if not isinstance(reading, StationError) else PageReading(None) for key, reading in found.items()}


def _entries(library: FormLibrary, pages: list[PracticePage], readings: dict[str, PageReading]) -> list[tuple[Truth, Entry | None]]:
    made = {}
    for item in assemble(library, [(page.path.name, readings[page.path.name]) for page in pages]):
        form = library.form(item.form_id)
        fields = read_values(form, library, item.fields)
        entry = Entry(
            EntryId(item.page_keys[0]), VolumeId("v"), library.ref(form), tuple(PageId(key) for key in item.page_keys), EntryState.READ, 1,
            fields, check_entry(form, library, fields),
        )  # fmt: skip
        made[item.page_keys[0]] = entry
    found: dict[int, dict[str, TrueField]] = {}
    first: dict[int, str] = {}
    for page in pages:
        found.setdefault(page.entry, {}).update(page.fields)
        first.setdefault(page.entry, page.path.name)
    return [(truth, made.get(first[number])) for number, truth in found.items()]


def print_table(condition: str, costs: Mapping[str, Cost]) -> None:
    """One line a form."""
    for form_id, cost in costs.items():
        count = max(cost.entries, 1)
        print(
            f"{form_id:24}{condition:8}{cost.entries:8}{cost.looks / count:8.1f}{cost.keys / count:8.1f}{cost.plain_keys / count:8.1f}"
            f"{100 * cost.keys / max(cost.plain_keys, 1):7.1f} %{cost.seconds / count:8.1f}{cost.plain_seconds / count:8.1f}"
            f"{100 * cost.seconds / max(cost.plain_seconds, 1):7.1f} %{cost.left_wrong / count:8.2f}{cost.misplaced:8}"
        )


def figures_toml(costs: Mapping[str, Cost], command: str, seed: int, machine: str, day: datetime.date) -> str:
    """What ui.help.measured reads: means per entry, one table a condition."""
    lines = [
        "# Written by tests/bench/keystrokes.py --write.",
        f'measured_on = "{day.isoformat()}"', f"command = {json.dumps(command)}", f"seed = {seed}",
        f"machine = {json.dumps(machine, ensure_ascii=False)}",
    ]  # fmt: skip
    for condition, cost in costs.items():
        count = max(cost.entries, 1)
        means = {
            "fields": cost.looks / count, "keys": cost.keys / count, "plain_keys": cost.plain_keys / count, "seconds": cost.seconds / count,
            "plain_seconds": cost.plain_seconds / count, "wrong": cost.left_wrong / count,
        }  # fmt: skip
        lines += ["", "[[conditions]]", f'condition = "{condition}"', f"entries = {cost.entries}"]
        lines += [f"{name} = {value:.2f}" for name, value in means.items()]
    return "\n".join(lines) + "\n"


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--entries", type=int, default=4, help="of each form and condition")
    parser.add_argument("--seed", type=int, default=_SEED)
    parser.add_argument("--conditions", nargs="+", choices=CONDITIONS, default=list(CONDITIONS))
    parser.add_argument("--folder", type=Path, default=None, help="keeps the pages for the next run")
    parser.add_argument("--write", type=Path, nargs="?", const=RESOURCES / "forms", default=None, help="write the figures beside the forms")
    parser.add_argument("--show", action="store_true", help="print every wrong field that was left unseen")
    options = parser.parse_args()
    machine = describe_machine(options.seed)
    print(machine)
    library = bootstrap.practice_forms()
    heads = ("entries", "fields", "keys", "plain", "ratio", "s", "plain", "ratio", "wrong", "lost")
    widths = (8, 8, 8, 8, 9, 8, 8, 9, 8, 8)
    print(f"\n{'form':24}{'scan':8}" + "".join(f"{head:>{width}}" for head, width in zip(heads, widths, strict=True)))
    found: dict[str, dict[str, Cost]] = {}
    with tempfile.TemporaryDirectory() as temporary:
        for condition in options.conditions:
            costs = measure(library, options.folder or Path(temporary), condition, options.entries, options.seed, show=options.show)
            print_table(condition, costs)
            for form_id, cost in costs.items():
                found.setdefault(form_id, {})[condition] = cost
    if options.write:
        asked = f"--entries {options.entries} --seed {options.seed} --conditions {' '.join(options.conditions)}"
        for form_id, by_condition in found.items():
            form = library.form(form_id)
            text = figures_toml(
                by_condition,
                f"python -m tests.bench.keystrokes {asked}",
                options.seed,
                machine.splitlines()[0].removeprefix("machine: "),
                datetime.date.today(),
            )
            write_durably(options.write / form.id / form.version / FILE_NAME, text.encode())
    print("\nper entry: fields visited, keys at the desk, keys of plain typing, estimated seconds of both;")
    print("wrong: fields left wrong and never visited;")
    print("lost: entries whose form was not recognised (counted as plain typing). Telex keys; a chord counts two.")


if __name__ == "__main__":
    main()
