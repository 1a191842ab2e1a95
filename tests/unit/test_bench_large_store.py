"""The stores that benches are run on hold what the store itself would have written, and the truth about them is the same in every run."""

from station.domain.relations import Relation
from station.store.audit import audit
from tests.bench.duplicates import truth_of
from tests.bench.large_store import SEED, fill
from tests.bench.population import household
from tests.store_factories import make_staffed_store, open_store


def test_a_store_filled_for_a_bench_is_what_its_log_says(tmp_path):
    make_staffed_store(tmp_path / "store")
    with open_store(tmp_path / "store") as store:
        fill(store, 120)
        assert len(store.records.entry_ids()) == 120
        assert audit(store, None).faults == []


def test_a_household_is_the_same_in_every_run_and_knows_what_its_papers_are_to_each_other():
    first, again = household(SEED, 7), household(SEED, 7)
    assert first == again and first != household(SEED, 8)
    families = [household(SEED, number) for number in range(200)]
    told = {truth_of(one, other) for family in families for one in family for other in family}
    assert told == {None, *Relation} - {Relation.NUMBER_CLASH, Relation.SAME_SHEET}
