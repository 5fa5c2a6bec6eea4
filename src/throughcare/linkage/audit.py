"""The table of the audit's known rate: everything it reads, gathered.

Recorded ethnicity is read here, for the audit's own groups; it reaches no link and no other table of the room.
"""

from typing import TYPE_CHECKING

from throughcare.linkage.drawn import standing_clusters
from throughcare.linkage.estimate import open_silver
from throughcare.linkage.follow import read_records
from throughcare.linkage.group import Graph, read_graph
from throughcare.linkage.link_sets import DEFAULT, DRAWN, THRESHOLDS, drawn_name
from throughcare.linkage.quality import read_beside
from throughcare.linkage.rates import Row, rates_of

if TYPE_CHECKING:
    import duckdb
    import numpy as np
    import pyarrow as pa
    from numpy.typing import NDArray

    from throughcare.engine.table import Run

ETHNICITY = """
    select 'prison_person:' || p.noms_number as record_key, max(c."group") as ethnicity
    from prison_person_received as p join ref_ethnicity_codes as c on c.code = p.ethnicity group by p.noms_number
"""


def drawn_persons(con: "duckdb.DuckDBPyConnection", standing: "NDArray[np.int64]", name: str) -> "NDArray[np.int64]":
    """The person of every node in a drawn link set: the standing one but where the set differs."""
    import numpy as np

    rows = con.execute(
        """
        select n.node, dense_rank() over (order by d.person_id) as person
        from drawn_links as d join numbered as n using (record_key) where d.link_set_id = ?
        """,
        [name],
    ).fetchnumpy()
    person = standing.copy()
    person[np.asarray(rows["node"], dtype=np.int64)] = len(standing) + np.asarray(rows["person"], dtype=np.int64)
    return person


def rows_of_study(con: "duckdb.DuckDBPyConnection", run: "Run", graph: Graph) -> list[Row]:
    """All rows, from the views of the run."""
    silver = read_beside(run.inputs["clusters"], "silver.json")
    open_silver(con, run.inputs["edges"])
    records = read_records(con, run.parameters.get("extract_end"), ETHNICITY)
    by_set = {name: standing_clusters(con, name) for name in THRESHOLDS}
    drawn = [drawn_persons(con, by_set[DEFAULT], drawn_name(number + 1)) for number in range(DRAWN)]
    return rates_of(con, graph, silver, records, by_set, drawn, int(run.parameters.get("seed") or 1))


def make_link_rates(run: "Run") -> "pa.Table":
    """One row per group and layer of the known rate."""
    import pyarrow as pa

    con = run.connect()
    graph = read_graph(con, run.inputs["edges"], run.parameters.get("link_decisions") or "")
    rows = rows_of_study(con, run, graph) if graph.count else []
    kinds = {name: pa.string() for name in ("group", "method", "by")} | {name: pa.float64() for name in ("value", "low", "high")}
    kinds |= {"people": pa.int64()}
    return pa.table({name: pa.array([getattr(row, name) for row in rows], kind) for name, kind in kinds.items()})
