"""Who of the register a mentioned person probably is: Splink's model (Fellegi and Sunter 1969) on DuckDB. The one file that knows both.

A model is trained on the central's own people once there are enough of them; until then resources/linkage/start.json answers, which was
trained on invented ones (`python -m tests.bench.linkage --keep FILE`).
The same settings run on Spark, with the same result: tests/bench/linkage_spark.py.
"""

import json
import logging
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, Final

import duckdb
import pyarrow as pa
import splink.comparison_level_library as levels
import splink.comparison_library as comparisons
from splink import Linker, SettingsCreator, block_on
from splink.backends.duckdb import DuckDBAPI
from splink.internals.exceptions import EMTrainingException

from station.domain.text import fold, spelling
from sync.central.cleaning.register import Described

logger = logging.getLogger(__name__)

Candidates = dict[str, list[tuple[str, float]]]
"""Key of a mention → (key in the register, probability), the most probable first."""

KEPT: Final = 0.5
_SAMPLED_PAIRS: Final = 2e6
_SEED: Final = 7
ENOUGH: Final = 10_000
"""People asked about, for a model of one's own; with 55,000 precision and recall are those of docs/figures.md."""
_NUMBER: Final = 12
_OLD_NUMBER: Final = 9

COLUMNS: Final = ("unique_id", "spelt", "plain", "family", "given", "day", "year", "sex", "n12", "n9", "father", "mother")
_BLOCKS: Final = (
    block_on("n12"), block_on("n9"), block_on("plain", "year"), block_on("day", "given"), block_on("day", "mother"),
    block_on("plain", "mother"), block_on("given", "year", "mother"),
)  # fmt: skip
"""Pairs that are looked at: one wrong letter, digit or mark leaves another block that still meets."""


def link(
    mentioned: Iterable[Described],
    registered: Iterable[Described],
    folder: Path,
    start: Path,
    model: Path | None = None,
    memory: str = "8GB",
) -> Candidates:
    """Candidates of every mention that has any. DuckDB's own files lie in `folder` while it works, in clear: on a disk of the central's.

    `model`: used where the file is there; else it is trained on these data themselves, without labels, and written: how often values agree
    by chance from random pairs, how often people's do from pairs that share a number, then from pairs that share name and day. Where too
    few people are asked about, or none of them shares either with the register, `start` answers: a night's few would train a poor one.
    """
    folder.mkdir(exist_ok=True)
    connection = duckdb.connect(
        str(folder / "linking.duckdb"), config={"memory_limit": memory, "temp_directory": str(folder), "preserve_insertion_order": "false"}
    )
    try:
        api = DuckDBAPI(connection)
        left, right = table_of(mentioned), table_of(registered)
        if not left.num_rows or not right.num_rows:
            return {}
        frames = [api.register(left, dataset_display_name="mentioned"), api.register(right, dataset_display_name="registered")]
        if model is not None and model.exists():
            linker = Linker(frames, model, log_level=logging.ERROR)
        else:
            linker = Linker(frames, _settings(right.num_rows), log_level=logging.ERROR)
            if left.num_rows < ENOUGH or not _train(linker):
                logger.info("%d people asked about: the model of invented people answers", left.num_rows)
                linker = Linker(frames, _of_this_size(start, right.num_rows), log_level=logging.ERROR)
            elif model is not None:
                linker.misc.save_model_to_json(str(model), overwrite=True)
        return best_of(linker.inference.predict(threshold_match_probability=KEPT))
    finally:
        connection.close()


def _train(linker: Linker) -> bool:
    """Whether anything could be learnt: old books have no numbers, and a register may have nobody of a night's few."""
    linker.training.estimate_u_using_random_sampling(max_pairs=_SAMPLED_PAIRS, seed=_SEED)
    learnt = 0
    for shared, rule in (("number", block_on("n12")), ("name and day", block_on("plain", "day"))):
        try:
            linker.training.estimate_parameters_using_expectation_maximisation(rule, record_sample_proportion=1.0)
        except EMTrainingException:
            logger.warning("nothing learnt from people with the same %s: there are none", shared)
        else:
            learnt += 1
    return learnt > 0


def _of_this_size(model: Path, registered: int) -> dict[str, Any]:
    """The same model for a register of another size: how probable two people at random are one."""
    settings: dict[str, Any] = json.loads(model.read_text("utf-8"))
    return {**settings, "probability_two_random_records_match": 1 / registered}


def _settings(registered: int) -> SettingsCreator:
    return SettingsCreator(
        link_type="link_only",
        probability_two_random_records_match=1 / registered,
        comparisons=[_name(), _born(), _number(), _parent("mother"), _parent("father"), comparisons.ExactMatch("sex")],
        blocking_rules_to_generate_predictions=list(_BLOCKS),
        retain_matching_columns=False,
        max_iterations=15,
    )


def _name() -> comparisons.CustomComparison:
    return comparisons.CustomComparison(
        output_column_name="name",
        comparison_levels=[
            levels.NullLevel("plain"),
            levels.ExactMatchLevel("spelt", term_frequency_adjustments=True),
            levels.ExactMatchLevel("plain", term_frequency_adjustments=True),
            levels.LevenshteinLevel("plain", 1),
            levels.CustomLevel("family_l = family_r AND given_l = given_r", "family and given name"),
            levels.JaroWinklerLevel("plain", 0.9),
            levels.ElseLevel(),
        ],
    )


def _born() -> comparisons.CustomComparison:
    return comparisons.CustomComparison(
        output_column_name="born",
        comparison_levels=[
            levels.NullLevel("year"),
            levels.ExactMatchLevel("day"),
            levels.CustomLevel("(day_l IS NULL OR day_r IS NULL) AND year_l = year_r", "year, of one only the year is known"),
            levels.CustomLevel("damerau_levenshtein(day_l, day_r) <= 1", "one digit of the day, or two that changed places"),
            levels.ExactMatchLevel("year"),
            levels.CustomLevel("abs(year_l - year_r) <= 1", "a year apart"),
            levels.ElseLevel(),
        ],
    )


def _number() -> comparisons.CustomComparison:
    """Numbers of two kinds lie on papers of two times: those of one kind are compared."""
    return comparisons.CustomComparison(
        output_column_name="number",
        comparison_levels=[
            levels.CustomLevel("(n12_l IS NULL OR n12_r IS NULL) AND (n9_l IS NULL OR n9_r IS NULL)", "no number").configure(
                is_null_level=True
            ),
            levels.CustomLevel("n12_l = n12_r OR n9_l = n9_r", "the same number"),
            levels.CustomLevel("levenshtein(n12_l, n12_r) <= 1 OR levenshtein(n9_l, n9_r) <= 1", "one digit"),
            levels.ElseLevel(),
        ],
    )


def _parent(which: str) -> comparisons.CustomComparison:
    return comparisons.CustomComparison(
        output_column_name=which,
        comparison_levels=[
            levels.NullLevel(which),
            levels.ExactMatchLevel(which),
            levels.LevenshteinLevel(which, 2),
            levels.ElseLevel(),
        ],
    )


def table_of(people: Iterable[Described]) -> pa.Table:
    """Columns of what is compared; empty is null."""
    columns: dict[str, list[Any]] = {name: [] for name in COLUMNS}
    for one in people:
        for name, value in zip(COLUMNS, _row(one), strict=True):
            columns[name].append(value or None)
    kinds = {"year": pa.int32()}
    return pa.table({name: pa.array(values, kinds.get(name, pa.string())) for name, values in columns.items()})


def _row(one: Described) -> Sequence[str | int | None]:
    plain = fold(one.name)
    syllables = plain.split()
    born = one.born
    numbers = {len(number): number for number in one.numbers}
    return (
        one.key, spelling(one.name), plain, syllables[0] if syllables else None, syllables[-1] if syllables else None,
        born.iso if born and born.day else None, born.year if born else None, one.sex, numbers.get(_NUMBER), numbers.get(_OLD_NUMBER),
        fold(one.father), fold(one.mother),
    )  # fmt: skip


def best_of(predicted: Any) -> Candidates:
    """What an engine predicted, in order."""
    ordered = predicted.query_sql(
        "SELECT CASE WHEN source_dataset_l = 'mentioned' THEN unique_id_l ELSE unique_id_r END AS mentioned,"
        " CASE WHEN source_dataset_l = 'mentioned' THEN unique_id_r ELSE unique_id_l END AS registered, match_probability"
        " FROM {this} ORDER BY match_probability DESC, registered"
    ).as_pyarrow_table()
    found: Candidates = {}
    for batch in ordered.to_batches():
        for mentioned, registered, probability in zip(*(column.to_pylist() for column in batch.columns), strict=True):
            found.setdefault(mentioned, []).append((registered, probability))
    return found
