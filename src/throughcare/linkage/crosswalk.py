"""The published crosswalk, made of the clusters of every link set."""

from typing import TYPE_CHECKING

from throughcare.engine.table import Rows
from throughcare.linkage.calibrate import ALL, probability_of
from throughcare.linkage.quality import read_beside
from throughcare.linkage.records import written_as
from throughcare.linkage.register import FILE, first_id, put_ids

if TYPE_CHECKING:
    from pathlib import Path

    import duckdb

    from throughcare.engine.table import Run

ACTIVE, NEEDS_ATTENTION = "ACTIVE", "NEEDS_ATTENTION"

# How sure a record is that no link holds in its cluster, but a recorded merge or a decision.
UNLINKED = 0.9995


def put_roots(con: "duckdb.DuckDBPyConnection", kept: "Path | None") -> None:
    """Leave `roots` (link_set_id, place, person_id): every cluster by the place of its smallest key, and its id: the kept one, or one made of that key."""
    if kept:
        put_ids(con, kept)
        con.execute("""
            create temp table roots as
            select c.link_set_id, c.place, i.person_id from clusters as c join ids as i using (link_set_id, cluster) where c.place = c.cluster_place
        """)
        return
    con.execute(f"""
        create temp table roots as
        with first as (select link_set_id, place from clusters where place = cluster_place),
        named as (select place, {first_id("record_key")} as person_id from nodes semi join first using (place))
        select link_set_id, place, person_id from first join named using (place)
    """)


def make_crosswalk(run: "Run") -> Rows:
    """The published crosswalk: ids from each cluster's smallest key, or the ids that its records had before.

    Every link set has every record in the order of the keys, so a record stands in row "link set x records + place": ids and keys are looked up by place.
    """
    import numpy as np
    import pyarrow as pa

    con = run.connect()
    knots = read_beside(run.inputs["clusters"], "silver.json")["calibration"].get(ALL, [])
    put_roots(con, (run.study_folder / "links" / FILE) if run.study_folder and run.parameters.get("link_register") else None)
    keys = con.sql("select source_table, source_key, record_key from nodes order by place").to_arrow_table()
    ids = con.sql("select person_id from roots order by link_set_id, place").to_arrow_table().column(0).combine_chunks()
    rows = con.sql("""
        select link_set_id, place, cluster_place, weakest, size = 1 as alone, (doubt <> '')::tinyint as doubtful from clusters order by link_set_id, place
    """).to_arrow_table()
    place, cluster, weakest = (rows[name].to_numpy() for name in ("place", "cluster_place", "weakest"))
    before = np.arange(len(place)) - place
    person = (np.cumsum(place == cluster) - 1)[before + cluster]
    linked = np.where(np.isnan(weakest), UNLINKED, probability_of(weakest, knots))
    made = pa.table(
        {
            "link_set_id": rows["link_set_id"],
            **{name: written_as(rows["place"], keys[name].combine_chunks()) for name in ("source_table", "source_key")},
            "person_id": pa.DictionaryArray.from_arrays(person, ids),
            "probability": np.where(rows["alone"].to_numpy(), 1.0, linked),
            "status": pa.DictionaryArray.from_arrays(rows["doubtful"].combine_chunks(), pa.array([ACTIVE, NEEDS_ATTENTION])),
            "record_key": written_as(rows["place"], keys["record_key"].combine_chunks()),
        }
    )
    con.register("made_crosswalk", made)
    return Rows(con, "select * from made_crosswalk", in_order=True)
