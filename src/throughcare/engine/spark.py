"""Apache Spark from the same SQL: the statement is translated by SQLGlot, its inputs are the same Parquet files.

A result comes back as Arrow and is settled and written by DuckDB, so both engines' tables pass the same edge.
"""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from throughcare.engine.table import Input, Table
from throughcare.errors import StudyError

if TYPE_CHECKING:
    import pyarrow as pa


def translate(sql: str) -> str:
    """A statement of DuckDB's dialect in Spark's; `$name` becomes `:name`."""
    import sqlglot

    return str(sqlglot.transpile(sql, read="duckdb", write="spark")[0])


def start_session(settings: Mapping[str, Any]) -> Any:  # pyspark has its own types
    """A Spark session on the master that is named, or on this machine; StudyError where pyspark or Java is not installed.

    `settings` may hold master, partitions, and `settings`: further Spark settings by name.
    """
    import shutil

    try:
        from pyspark.sql import SparkSession
    except ImportError as error:
        raise StudyError(
            "engine 'spark' needs pyspark, which is not installed; install the extra: pip install 'throughcare[spark]' (or make spark)"
        ) from error
    if shutil.which("java") is None:
        raise StudyError(
            "engine 'spark' needs Java 17 or newer on the path, and no 'java' was found; install one, or use engine 'duckdb'"
        )
    builder = (
        SparkSession.builder.appName("throughcare")
        .master(str(settings.get("master", "local[2]")))
        .config("spark.ui.enabled", "false")
        .config("spark.ui.showConsoleProgress", "false")
        .config("spark.driver.host", "127.0.0.1")
        .config("spark.driver.bindAddress", "127.0.0.1")
        .config("spark.sql.session.timeZone", "UTC")
        .config("spark.sql.shuffle.partitions", str(settings.get("partitions", 2)))
        .config("spark.default.parallelism", str(settings.get("partitions", 2)))
        .config("spark.sql.parquet.inferTimestampNTZ.enabled", "true")
        .config("spark.sql.timestampType", "TIMESTAMP_NTZ")
        .config("spark.sql.execution.arrow.pyspark.enabled", "true")
        .config("spark.log.level", "ERROR")
    )
    for name, value in settings.get("settings", {}).items():
        builder = builder.config(name, value)
    return builder.getOrCreate()


def run_statement(session: Any, table: Table, inputs: Mapping[str, Input], parameters: Mapping[str, Any]) -> "pa.Table":
    """The statement's result as Arrow."""
    for name, given in inputs.items():
        session.read.parquet(str(given.path.resolve())).createOrReplaceTempView(name)
    return session.sql(translate(table.sql or ""), args=dict(parameters)).toArrow()
