"""DuckDB, locked down: it reads its inputs, writes its draft, and reaches nothing else."""

import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import duckdb


def quoted(text: str) -> str:
    """A string as an SQL literal."""
    return "'" + text.replace("'", "''") + "'"


def literal(path: Path) -> str:
    """A file's place as an SQL string that means this file alone: DuckDB takes `[1]`, `*` and `?` in a place for a pattern."""
    return quoted(re.sub(r"[*?[]", r"[\g<0>]", str(path.resolve())))


def connect(
    views: Mapping[str, Path], folders: Iterable[Path], scratch: Path, *, threads: int = 2, memory: str = "4GB"
) -> "duckdb.DuckDBPyConnection":
    """An in-memory connection with a view for each Parquet file; other files, the network and later settings are refused.

    The order matters: once external access is off and the configuration locked, nothing can be allowed any more (trust note, section 9).
    """
    import duckdb

    con = duckdb.connect(config={"autoinstall_known_extensions": False, "autoload_known_extensions": False})
    con.execute(f"set threads = {int(threads)}")
    con.execute(f"set memory_limit = {quoted(memory)}")
    con.execute("set enable_progress_bar = false")
    con.execute("set timezone = 'UTC'")
    con.execute(f"set temp_directory = {quoted(str(scratch / 'spill'))}")
    con.execute("set python_enable_replacements = false")
    # Each folder twice where its name holds a sign of patterns: DuckDB holds the pattern, and then the file it found, against the list.
    allowed = sorted({said(folder) for folder in [*folders, scratch] for said in (lambda f: quoted(str(f.resolve())), literal)})
    con.execute(f"set allowed_directories = [{', '.join(allowed)}]")
    con.execute("set enable_external_access = false")
    con.execute("set lock_configuration = true")
    for name, path in views.items():
        con.execute(f'create view "{name}" as select * from read_parquet({literal(path)})')
    return con


def bound(parameters: Mapping[str, Any], names: Iterable[str]) -> dict[str, Any]:
    """Only the parameters that a statement names; DuckDB refuses the others."""
    return {name: parameters[name] for name in names}
