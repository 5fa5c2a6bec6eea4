"""Person ids that stay: what each record's person was called before, and what happened to them since.

Source: linkage note, section 10. The register is a file of the study (`links/register.parquet`), kept by `throughcare link keep` from a finished
run; the next run's crosswalk starts from it. An id is never used for somebody else: one that lost its records is gone for good.
"""

import hashlib
from pathlib import Path
from typing import TYPE_CHECKING, Any

from throughcare.errors import StudyError
from throughcare.linkage.link_sets import DEFAULT
from throughcare.linkage.register_log import LOG, Change, logged_ids, with_changes, write_log

if TYPE_CHECKING:
    import duckdb

FILE = "register.parquet"
ADDED = "added.parquet"


def register_hash(folder: Path) -> str:
    """SHA-256 of the study's register and log; empty where none has been kept. A table that starts from them depends on this."""
    path = folder / "links" / FILE
    log = path.with_name(LOG)
    said = log.read_bytes() if log.exists() else b""
    return hashlib.sha256(path.read_bytes() + said).hexdigest() if path.exists() else ""


def first_id(cluster: str) -> str:
    """The id of a cluster that had none: from its smallest record key, so that the same records give the same id."""
    return f"'T' || substr(sha256({cluster}), 1, 15)"


def put_ids(con: "duckdb.DuckDBPyConnection", register: Path) -> None:
    """Leave `ids` (link_set_id, cluster, person_id), from `clusters` and the register.

    Clusters and old ids are matched one to one by the records they share, most first, then the older id; the rest get new ids.
    """
    con.register("given_register", read_register(register))
    con.execute("create temp table register as select * from given_register")
    con.unregister("given_register")
    shared = con.execute("""
        select c.link_set_id, c.cluster, r.person_id, count(*) as n
        from clusters as c join register as r on r.link_set_id = c.link_set_id and r.record_key = c.record_key
        group by all order by n desc, r.person_id, c.cluster
    """).fetchall()
    taken: set[tuple[str, str]] = set()
    given: dict[tuple[str, str], str] = {}
    for link_set, cluster, person, _ in shared:
        if (link_set, person) not in taken and (link_set, cluster) not in given:
            taken.add((link_set, person))
            given[link_set, cluster] = person
    store_ids(con, given | salted_ids(con, register, set(given)))


def salted_ids(con: "duckdb.DuckDBPyConnection", register: Path, given: set[tuple[str, str]]) -> dict[tuple[str, str], str]:
    """By link set and cluster: an id that no person ever had, for those without one whose first id somebody has or had; from `clusters` and `register`."""
    con.register("given_log", logged_ids(register))
    con.execute("create temp table had as select link_set_id, person_id from register union select * from given_log")
    con.unregister("given_log")
    clashes = con.execute(f"""
        select link_set_id, cluster from (select distinct link_set_id, cluster, {first_id("cluster")} as person_id from clusters) semi join had using (link_set_id, person_id)
    """).fetchall()
    wanted = [place for place in clashes if place not in given]
    had = set(con.execute("select link_set_id, person_id from had").fetchall()) if wanted else set()
    found = {}
    for link_set, cluster in wanted:
        salted = cluster
        while (link_set, id_of(salted)) in had:
            salted += "|again"
        found[link_set, cluster] = id_of(salted)
    return found


def id_of(text: str) -> str:
    """The id made of a text, as `first_id` makes it in SQL."""
    return "T" + hashlib.sha256(text.encode()).hexdigest()[:15]


def read_register(path: Path) -> Any:
    """The register as Arrow: link_set_id, record_key, person_id; StudyError where the file is not one."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        kept = pq.read_table(path)
        return kept.select(["link_set_id", "record_key", "person_id"])
    except (pa.ArrowInvalid, KeyError) as error:
        raise StudyError(
            f"links/{path.name}: is no register of person ids; put back the copy that `throughcare link keep` wrote. Without the file every id starts anew"
        ) from error


def store_ids(con: "duckdb.DuckDBPyConnection", given: dict[tuple[str, str], str]) -> None:
    """Leave `ids`: those given, and the first id of every other cluster."""
    import pyarrow as pa

    keys = list(given)
    con.register(
        "given_ids",
        pa.table(
            {
                "link_set_id": pa.array([key[0] for key in keys], pa.string()),
                "cluster": pa.array([key[1] for key in keys], pa.string()),
                "person_id": pa.array([given[key] for key in keys], pa.string()),
            }
        ),
    )
    con.execute(f"""
        create temp table ids as
        with every as (select distinct link_set_id, cluster from clusters)
        select e.link_set_id, e.cluster, coalesce(g.person_id, {first_id("e.cluster")}) as person_id
        from every as e left join given_ids as g on g.link_set_id = e.link_set_id and g.cluster = e.cluster
    """)
    con.unregister("given_ids")


def changes_between(con: "duckdb.DuckDBPyConnection") -> list[Change]:
    """(link set, old id, new id, records, merge or split or moved) for records whose id changed, from `register` and `following`."""
    rows = con.execute("""
        with paired as (
            select o.link_set_id, o.record_key, o.person_id as old_id, n.person_id as new_id
            from register as o join following as n on n.link_set_id = o.link_set_id and n.record_key = o.record_key
        ),
        parts as (select link_set_id, old_id, count(distinct new_id) as n from paired group by all),
        wholes as (select link_set_id, new_id, count(distinct old_id) as n from paired group by all)
        select b.link_set_id, b.old_id, b.new_id, count(*),
            case when p.n > 1 and w.n > 1 then 'moved' when p.n > 1 then 'split' when w.n > 1 then 'merge' else 'renamed' end
        from paired as b join parts as p using (link_set_id, old_id) join wholes as w using (link_set_id, new_id)
        where b.old_id <> b.new_id
        group by all order by all
    """).fetchall()
    return [(a, b, c, int(n), said) for a, b, c, n, said in rows]


def keep_register(folder: Path, crosswalk: Path, when: str) -> dict[str, int]:
    """Keep the ids of a finished run, with every merge and split since the last, and log these; how many records and changes."""
    import duckdb
    import pyarrow.parquet as pq

    links = folder / "links"
    links.mkdir(exist_ok=True)
    con = duckdb.connect()
    compared = {"added": 0, "added_differ": 0}
    con.register("following", pq.read_table(crosswalk, columns=["link_set_id", "record_key", "person_id"]))
    changes: list[Change] = []
    if (links / ADDED).exists():
        compared = compare_added(con, links / ADDED)
    if (links / FILE).exists():
        con.register("register", read_register(links / FILE))
        write_log(links / FILE)
        changes = changes_between(con)
    else:
        con.execute("create table register (link_set_id varchar, record_key varchar, person_id varchar)")
    # Records that left the extracts keep their line, so that their ids are not given to others.
    kept = con.sql("""
        select link_set_id, record_key, person_id from following
        union all
        select o.* from register as o
        where not exists (select 1 from following as n where n.link_set_id = o.link_set_id and n.record_key = o.record_key)
        order by link_set_id, record_key
    """).to_arrow_table()
    # Whole or not at all: half a register would be no register, and every id would start anew.
    draft = links / f"{FILE}.draft"
    pq.write_table(with_changes(kept, when, changes), draft)
    draft.replace(links / FILE)
    write_log(links / FILE)
    (links / ADDED).unlink(missing_ok=True)
    records = len(kept["record_key"].unique())
    return {"records": records, "changes": len(changes), **compared}


def compare_added(con: "duckdb.DuckDBPyConnection", added: Path) -> dict[str, int]:
    """How many records were added since the last run (default link set), and how many of them the run gave to another person, from `following`.

    A person of new records alone has no standing id; there the records that share it are compared, by the smallest record of each person.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        con.register("given_added", pq.read_table(added).select(["link_set_id", "record_key", "person_id", "standing"]))
    except (pa.ArrowInvalid, KeyError) as error:
        raise StudyError(f"links/{ADDED}: cannot be read; take it away, or make it again: throughcare link add STUDY") from error
    total, differ = con.execute(f"""
        with added as (select record_key, person_id, standing from given_added where link_set_id = '{DEFAULT}'),
        now as (select record_key, person_id from following where link_set_id = '{DEFAULT}'),
        matched as (select a.record_key, a.person_id as before, n.person_id as after, a.standing from added as a join now as n using (record_key)),
        named as (select *, min(record_key) over (partition by before) as one, min(record_key) over (partition by after) as other from matched)
        select count(*), coalesce(sum((case when standing then before <> after else one <> other end)::int), 0) from named
    """).fetchall()[0]
    return {"added": int(total), "added_differ": int(differ)}
