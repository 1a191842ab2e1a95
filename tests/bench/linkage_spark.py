"""The same model on local Spark: what DuckDB trained is given to both, and every pair is compared.

    scripts/linkage                                                    Splink and DuckDB
    .tools/bin/uv pip install --python .venv/bin/python pyspark        480 MB, and a Java (openjdk-17-jre-headless); for this bench alone
    python -m tests.bench.linkage_spark [--entries 3000]

The settings are cleaning/linkage.py's own, read from the model that it keeps; nothing is written anew for Spark.
"""

import argparse
import json
import tempfile
import time
from pathlib import Path
from typing import Any

from pyspark.sql import SparkSession
from splink import Linker
from splink.backends.spark import SparkAPI, similarity_jar_location

from sync.central.cleaning import linkage
from tests.bench.large_store import SEED
from tests.bench.linkage import START, province
from tests.bench.machine import describe_machine


def main() -> None:
    """Print how many pairs both name, and how far their probabilities lie apart."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--entries", type=int, default=3_000)
    options = parser.parse_args()
    print(describe_machine(SEED))
    mentions, _, registered, count = province(options.entries)
    linkage.ENOUGH = 0  # a slice trains a model that is kept
    with tempfile.TemporaryDirectory() as folder:
        model = Path(folder, "model.json")
        people = [one.person for one in mentions]
        linkage.link(people, registered.values(), Path(folder), START, model)
        started = time.monotonic()
        by_duckdb = _pairs(linkage.link(people, registered.values(), Path(folder, "again"), START, model))
        print(f"{count} entries, {len(people)} people, {len(registered)} in the register; DuckDB {time.monotonic() - started:.0f} s")
        started = time.monotonic()
        by_spark = _pairs(_on_spark(people, list(registered.values()), model, Path(folder)))
        print(f"Spark {time.monotonic() - started:.0f} s, most of them its start and its planning")
    both = by_duckdb.keys() & by_spark.keys()
    apart = max((abs(by_duckdb[pair] - by_spark[pair]) for pair in both), default=0.0)
    print(f"pairs: DuckDB {len(by_duckdb)}, Spark {len(by_spark)}, both {len(both)}; probabilities at most {apart:.1e} apart")


def _pairs(candidates: linkage.Candidates) -> dict[tuple[str, str], float]:
    return {(key, registered): probability for key, found in candidates.items() for registered, probability in found}


def _on_spark(people: list[linkage.Described], registered: list[linkage.Described], model: Path, folder: Path) -> linkage.Candidates:
    builder = SparkSession.builder.master("local[2]").config("spark.jars", similarity_jar_location()).config("spark.ui.enabled", "false")
    spark = builder.config("spark.sql.shuffle.partitions", "4").config("spark.driver.memory", "3g").getOrCreate()
    spark.sparkContext.setLogLevel("ERROR")
    spark.sparkContext.setCheckpointDir(str(folder / "checkpoints"))
    try:
        api = SparkAPI(spark_session=spark, num_partitions_on_repartition=4)
        tables = ((people, "mentioned"), (registered, "registered"))
        frames = [
            api.register(spark.createDataFrame(linkage.table_of(listed).to_pylist(), _schema()), dataset_display_name=name)
            for listed, name in tables
        ]
        return linkage.best_of(
            Linker(frames, _in_sparks_words(json.loads(model.read_text("utf-8")))).inference.predict(
                threshold_match_probability=linkage.KEPT
            )
        )
    finally:
        spark.stop()


def _in_sparks_words(value: Any) -> Any:
    """The same settings: a column's name stands in backticks there, in double quotes in DuckDB; and the dialect is not DuckDB's."""
    if isinstance(value, dict):
        return {key: _in_sparks_words(one) for key, one in value.items() if key != "sql_dialect"}
    if isinstance(value, list):
        return [_in_sparks_words(one) for one in value]
    return value.replace('"', "`") if isinstance(value, str) else value


def _schema() -> str:
    return ", ".join(f"{name} {'int' if name == 'year' else 'string'}" for name in linkage.COLUMNS)


if __name__ == "__main__":
    main()
