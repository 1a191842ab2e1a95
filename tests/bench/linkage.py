"""A year of entries linked to a population register: time, precision and recall against the truth.

    python -m tests.bench.linkage [--entries 50000]            needs Splink: scripts/linkage

The province is tests/bench/population.py's; its register is made beside it (tests/bench/register.py): three people of a hundred are not in
it, one stands in it twice, two are written otherwise there. Asked about: the people whose case an entry is. A link is right when the
register's person is the one meant. The peer in the same run: a join without a model, by the
same number, else the same folded name and whole date, where that names one person.
"""

import argparse
import resource
import tempfile
import time
from collections import Counter
from pathlib import Path

from station.domain.record import FormRef
from station.domain.text import fold
from sync.central.cleaning.linkage import link
from sync.central.cleaning.mentions import Mention, mentions_of
from sync.central.cleaning.register import Described
from sync.central.cleaning.verdicts import PROBABLE, Outcome, judged
from tests.bench.large_store import SEED, forms
from tests.bench.machine import describe_machine
from tests.bench.population import household_with_people
from tests.bench.register import register_of
from tests.sync.live import ROOT

START = ROOT / "resources" / "linkage" / "start.json"


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--entries", type=int, default=50_000)
    parser.add_argument("--keep", type=Path, help="write the trained model here: resources/linkage/start.json is such a one")
    options = parser.parse_args()
    print(describe_machine(SEED))
    started = time.monotonic(), time.process_time()
    mentions, truth, registered, count = province(options.entries)
    print(f"{count} entries, {len(mentions)} people whose case they are, {len(registered)} in the register; made in {_spent(started)}")
    started = time.monotonic(), time.process_time()
    with tempfile.TemporaryDirectory() as folder:
        candidates = link((one.person for one in mentions), registered.values(), Path(folder), START, options.keep)
    print(f"linked in {_spent(started)}; most memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20:.1f} GiB")
    _score("Splink", {key: found[0][0] for key, found in candidates.items() if found[0][1] >= PROBABLE}, truth)
    for threshold in (0.5, 0.8, 0.95, 0.99, 0.999):
        _score(f"  from {threshold}", {key: found[0][0] for key, found in candidates.items() if found[0][1] >= threshold}, truth)
    started = time.monotonic(), time.process_time()
    exact = _exact(mentions, registered)
    print(f"joined without a model in {_spent(started)}")
    _score("join", exact, truth)
    outcomes = Counter(
        (judged(one, candidates.get(one.person.key, []), registered).outcome, min(2, len(truth[one.person.key]))) for one in mentions
    )
    for outcome in Outcome:
        found = ", ".join(f"{outcomes[outcome, lines]} with {lines}" for lines in (0, 1, 2))
        print(f"{outcome.value}: by lines that the register really has of them: {found}")


def linked_share(entries: int, folder: Path) -> tuple[float, float]:
    """(precision, recall) over an invented province of this size."""
    mentions, truth, registered, _ = province(entries)
    candidates = link((one.person for one in mentions), registered.values(), folder, START)
    links = {key: found[0][0] for key, found in candidates.items() if found[0][1] >= PROBABLE}
    right = sum(found in truth[key] for key, found in links.items())
    return right / len(links), right / sum(bool(meant) for meant in truth.values())


def province(entries: int) -> tuple[list[Mention], dict[str, frozenset[str]], dict[str, Described], int]:
    """(mentions, key of a mention → who is meant in the register, the register by key, how many entries)."""
    library = forms()
    by_id = {form.id: form for form in library.forms}
    mentions: list[Mention] = []
    truth: dict[str, frozenset[str]] = {}
    registered: dict[str, Described] = {}
    count = number = 0
    while count < entries:
        records, everybody = household_with_people(SEED, number)
        kept = register_of(SEED, number, records, everybody)
        registered |= {one.key: one for lines in kept.values() for one in lines}
        for record in records:
            form = by_id[record.form_id]
            for mention in mentions_of(form, FormRef(form.id, form.version, ""), "s", record.entry_id, 1, record.fields):
                mentions.append(mention)
                truth[mention.person.key] = frozenset(one.key for one in kept[record.persons[mention.role]])
        count += len(records)
        number += 1
    return mentions, truth, registered, count


def _score(name: str, links: dict[str, str], truth: dict[str, frozenset[str]]) -> None:
    right = sum(found in truth[key] for key, found in links.items())
    there = sum(bool(meant) for meant in truth.values())
    wrongly = sum(not truth[key] for key in links)
    print(f"{name}: precision {right / max(1, len(links)):.4f}, recall {right / max(1, there):.4f}"
          f" ({len(links)} links, {len(links) - right} wrong, {wrongly} of them of people who are not in the register)")  # fmt: skip


def _exact(mentions: list[Mention], registered: dict[str, Described]) -> dict[str, str]:
    """What a join without a model finds: one answer or none."""
    by_number: dict[str, set[str]] = {}
    by_name: dict[tuple[str, str], set[str]] = {}
    for one in registered.values():
        for number in one.numbers:
            by_number.setdefault(number, set()).add(one.key)
        if one.born and one.born.day:
            by_name.setdefault((fold(one.name), one.born.iso), set()).add(one.key)
    found = {}
    for mention in mentions:
        person = mention.person
        hits = set().union(*(by_number.get(number, set()) for number in person.numbers))
        if not hits and person.born and person.born.day:
            hits = by_name.get((fold(person.name), person.born.iso), set())
        if len(hits) == 1:
            found[person.key] = hits.pop()
    return found


def _spent(started: tuple[float, float]) -> str:
    return f"{time.monotonic() - started[0]:.0f} s ({time.process_time() - started[1]:.0f} s of processor)"


if __name__ == "__main__":
    main()
