"""The same cohort as other linkages give it: a sweep over link sets, and drawn linkages to be combined.

They come as files of their own, or as rows of one file that a column tells apart. Every one is held against the plan like the cohort itself; who belongs, who
started and what followed may all differ.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from throughcare.errors import InputError, RefusedError, nearest
from throughcare.evaluation.cohort_file import Cohort, is_nested, make_cohort, read_cohort, value_kind
from throughcare.evaluation.plan import Plan
from throughcare.evaluation.table_file import read_table

if TYPE_CHECKING:
    import pyarrow as pa

Kind = Literal["link_set", "draw"]
COHORTS, LINK_SET = "cohorts.parquet", "link_set_name"


@dataclass(frozen=True)
class OtherLinkage:
    """One more linkage of the same people: its name, whether it is a link set or one of several draws, and its cohort."""

    name: str
    kind: Kind
    cohort: Cohort


@dataclass(frozen=True)
class KeptCohorts:
    """The file of a study's cohorts by link set, and the link set that the study now takes for its own."""

    path: Path
    own: str


def read_linkages(
    path: Path, plan: Plan, link_sets: tuple[Path, ...] = (), draws: tuple[Path, ...] = ()
) -> tuple[Cohort, list[OtherLinkage]]:
    """The plan's own cohort, and every other linkage of it; InputError names the file, or the link set, that has a problem."""
    column = plan.sections["linkage"]["link_set"]
    if column:
        table, is_text = read_table(path, expected=plan.columns())
        digest = hashlib.sha256(path.read_bytes()).hexdigest()
        main, others = split_linkages(table, plan, path.name, digest, first_line=2 if is_text else None)
    else:
        main, others = read_cohort(path, plan), []
    for kind, files in (("link_set", link_sets), ("draw", draws)):
        others += [OtherLinkage(file.stem, kind, read_cohort(file, plan)) for file in files]  # type: ignore[arg-type]  # the two words
    return main, others


def write_cohorts(cohorts: Sequence[tuple[str, pa.Table]], path: Path) -> None:
    """The cohort of a study by link set, one file; pseudonyms only, analysis side."""
    import pyarrow as pa
    from pyarrow import parquet

    parts = [table.append_column(LINK_SET, pa.array([name] * table.num_rows, pa.string())) for name, table in cohorts]
    if parts:
        parquet.write_table(pa.concat_tables(parts, promote_options="permissive"), path)


def read_cohorts(kept: KeptCohorts, plan: Plan, people: pa.Table, prefix: str = "draw") -> list[OtherLinkage]:
    """Every other linkage of a study's cohort under a plan. One that does not allow the evaluation is left out: the result counts those that do.

    None where the study's own cohort, `people`, is not the one that the file holds: the extracts, or the decisions on links, have changed since.
    """
    import pyarrow.compute as pc
    from pyarrow import parquet

    table, found = parquet.read_table(kept.path), []
    made = table.filter(pc.equal(table.column(LINK_SET), kept.own)).drop_columns([LINK_SET])
    if not is_same(made, people):
        return []
    for name in sorted(set(pc.unique(table.column(LINK_SET)).to_pylist()) - {kept.own}):
        try:
            cohort = make_cohort(table.filter(pc.equal(table.column(LINK_SET), name)), plan, f"cohort of link set {name}", "")
        except (InputError, RefusedError):
            continue
        found.append(OtherLinkage(name, "draw" if name.startswith(prefix) else "link_set", cohort))
    return found


def is_same(kept: pa.Table, now: pa.Table) -> bool:
    """Whether a table from the file holds the rows of another; the file has one width of numbers for all link sets."""
    # Arrow takes NaN for unlike itself; pandas does not.
    return kept.column_names == now.column_names and bool(kept.cast(now.schema).to_pandas().equals(now.to_pandas()))


def split_linkages(
    table: pa.Table, plan: Plan, source: str, sha256: str, *, first_line: int | None = None
) -> tuple[Cohort, list[OtherLinkage]]:
    """One table whose rows belong to several linkages: a person stands once in each. A line of the file cannot be named then."""
    import pyarrow as pa
    import pyarrow.compute as pc

    del first_line
    said = plan.sections["linkage"]
    column, own, prefix = str(said["link_set"]), str(said["main"]), str(said["draws"])
    if column not in table.column_names:
        raise InputError(
            f"{source}: column '{column}' is missing; the plan names it in linkage.link_set{nearest(column, table.column_names)}"
        )
    if is_nested(value_kind(table.schema.field(column).type)):
        raise InputError(
            f"{source}: column '{column}': all {table.num_rows:,} rows hold lists or records; expected the name of a link set"
        )
    words = pc.fill_null(table.column(column).cast(pa.string()), "")
    names = sorted({str(word) for word in words.to_pylist()})
    if "" in names:
        empty = int(pc.sum(pc.equal(words, "")).as_py())
        raise InputError(f"{source}: column '{column}': {empty:,} rows are empty; expected the link set of every row")
    if own not in names:
        raise InputError(
            f"{source}: column '{column}' holds no '{own}', which linkage.main names as the plan's own{nearest(own, names)}"
        )
    made = {name: make_cohort(table.filter(pc.equal(words, name)), plan, f"{source}, link set {name}", sha256) for name in names}
    return made.pop(own), [
        OtherLinkage(name, "draw" if name.startswith(prefix) else "link_set", one) for name, one in made.items()
    ]
