"""The weights of pairs on Apache Spark, through Splink's own Spark backend: the same definition, the same numbers.

Two text functions differ between the engines (Splink's jar gives other Jaro-Winkler values than DuckDB), so both are registered here as our own,
from the library that DuckDB uses inside. Everything before and after the weights is small enough for DuckDB.
"""

import logging
import os
import shutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from throughcare.engine.duck import quoted
from throughcare.linkage.compare import level_column, settings
from throughcare.linkage.facts import FACTS
from throughcare.linkage.numbers_file import Numbers

if TYPE_CHECKING:
    import duckdb


def session_settings() -> dict[str, str]:
    """Spark settings that linkage needs: its two functions take plain values, which asks for no further package on the workers."""
    return {"spark.sql.execution.pythonUDF.arrow.enabled": "false"}


def jaro_winkler(left: str | None, right: str | None) -> float | None:
    """As DuckDB's `jaro_winkler_similarity`."""
    if left is None or right is None:
        return None
    from rapidfuzz.distance import JaroWinkler

    return float(JaroWinkler.similarity(left, right))


def damerau_levenshtein(left: str | None, right: str | None) -> int | None:
    """As DuckDB's `damerau_levenshtein`."""
    if left is None or right is None:
        return None
    from rapidfuzz.distance import DamerauLevenshtein

    return int(DamerauLevenshtein.distance(left, right))


def register_functions(session: Any) -> None:
    """Make the two functions known to the session under the names that the model uses."""
    from pyspark import cloudpickle
    from pyspark.sql.types import DoubleType, IntegerType

    # By value, so that the workers need rapidfuzz and not this package.
    cloudpickle.register_pickle_by_value(sys.modules[__name__])
    if "PYSPARK_PYTHON" not in os.environ:
        session.sparkContext.pythonExec = sys.executable

    session.udf.register("throughcare_jaro_winkler", jaro_winkler, DoubleType())
    session.udf.register("damerau_levenshtein", damerau_levenshtein, IntegerType())


def predict_edges_spark(
    session: Any, con: "duckdb.DuckDBPyConnection", numbers: Numbers, pairs: str, result: str, scratch: Path
) -> None:
    """As `weigh.score_pairs`, computed by Spark; files with names in them stand in `scratch` while it works, and go afterwards."""
    import splink
    from splink.backends.spark import SparkAPI

    # Splink warns of its jar, which is not needed here.
    logging.getLogger("splink").setLevel(logging.ERROR)
    work = scratch / "spark"
    work.mkdir(parents=True, exist_ok=True)
    try:
        con.execute(
            f"copy (select * exclude (address_keys) from records) to {quoted(str(work / 'records.parquet'))} (format parquet)"
        )
        con.execute(
            f"copy (select '0' as match_key, node_l as join_key_l, node_r as join_key_r from {pairs}) to {quoted(str(work / 'pairs.parquet'))} (format parquet)"
        )
        register_functions(session)
        session.sparkContext.setCheckpointDir(str(work / "checkpoints"))
        database = SparkAPI(spark_session=session, break_lineage_method="parquet", register_udfs_automatically=False)
        records = database.register(session.read.parquet(str(work / "records.parquet")), dataset_display_name="records")
        linker = splink.Linker(records, settings(numbers, "spark"), log_level=None)
        blocked = database.register(session.read.parquet(str(work / "pairs.parquet")), dataset_display_name="blocked")
        linker.table_management.register_blocked_pairs_for_predict(blocked)
        scored = linker.inference.predict(warning_mode="never").physical_name
        columns = ", ".join(["node_l", "node_r", "match_weight", *(f"mw_{fact.code}" for fact in FACTS)])
        con.register("from_spark", session.sql(f"select {columns} from {scored}").toArrow())
        levels = ", ".join(level_column(fact, numbers) for fact in FACTS)
        con.execute(f"""
            create or replace temp table {result} as
            select node_l, node_r, round(match_weight, 6) as weight, {levels} from from_spark order by node_l, node_r
        """)
        con.unregister("from_spark")
    finally:
        shutil.rmtree(work, ignore_errors=True)
