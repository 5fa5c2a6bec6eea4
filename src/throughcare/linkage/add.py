"""New records beside standing persons: weighed by the frozen model and frequencies, joined or left alone, standing persons untouched.

Source: linkage note, section 10. A new record joins at the link set's threshold. No standing person is split or merged by an addition, however weak its
links are against the new records (hysteresis): a record that fits two persons goes to the nearer one and needs attention, and the next full run decides.
"""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from throughcare.linkage.add_pairs import candidates_of, load_standing, weigh_new
from throughcare.linkage.cluster import Held, cluster_edges
from throughcare.linkage.group import KINDS, SEVERAL
from throughcare.linkage.link_sets import DEFAULT
from throughcare.linkage.several import Several, read_several, records_with_several
from throughcare.linkage.sources import ONE_PER_PERSON
from throughcare.linkage.standing import read_standing, standing_folder

if TYPE_CHECKING:
    from collections.abc import Sequence

    import duckdb
    import pyarrow as pa

FILE = "added.parquet"


@dataclass(frozen=True)
class Added:
    """How many records were added, to how many standing persons, as how many new ones, and how many need attention (default link set)."""

    records: int
    pairs: int
    joined: int
    new_persons: int
    attention: int


def put_numbers(con: "duckdb.DuckDBPyConnection", several: "Sequence[Several]") -> None:
    """Leave `numbers_held` (node, kind, value as a whole number): the numbers of every record that is looked at."""
    again = {row.kind for row in several}
    read = [
        (place, kind, f"not ({records_with_several(several, kind, 'record_key')})")
        for place, kind in enumerate(KINDS[: -len(SEVERAL)])
    ]
    read += [(KINDS.index(SEVERAL[kind]), kind, "true") for kind in sorted(again)]
    kinds = " union all ".join(
        f"(select node, {place} as kind, unnest({kind}) as number from records where {chosen})" for place, kind, chosen in read
    )
    con.execute(f"""
        create or replace temp table numbers_held as
        select node, kind, (hash(number) >> 1)::bigint as value from ({kinds}) where number is not null
    """)


def held_by(con: "duckdb.DuckDBPyConnection") -> Held:
    """The numbers of every unit of `units` (node, unit): a standing person holds those of its records that were looked at."""
    import numpy as np

    rows = con.execute("select distinct unit, kind, value from units join numbers_held using (node)").fetchnumpy()
    node, kind, value = (np.asarray(rows[name], dtype=np.int64) for name in ("unit", "kind", "value"))
    return Held(node, kind, value, lasting=len(ONE_PER_PERSON))


def put_units(con: "duckdb.DuckDBPyConnection", link_set: str, standing: int) -> tuple[int, list[str]]:
    """Leave `units` (node, unit, person_id): new records as they are, standing ones as their person; how many, and the persons' ids first."""
    con.execute(
        f"""
        create or replace temp table units as
        select r.node, p.person_id, dense_rank() over (order by p.person_id is null, p.person_id, case when p.person_id is null then r.node end) - 1
            as unit
        from records as r left join (select * from standing_persons where link_set_id = ?) as p on p.node = r.node and r.node <= {standing}
        """,
        [link_set],
    )
    persons = con.execute("select distinct unit, person_id from units where person_id is not null order by unit").fetchall()
    count = con.execute("select coalesce(max(unit) + 1, 0) from units").fetchall()[0][0]
    return int(count), [person for _, person in persons]


def assign(
    con: "duckdb.DuckDBPyConnection",
    link_set: str,
    threshold: float,
    by_pair: dict[str, float],
    standing: int,
) -> "pa.Table":
    """The person of every new record in one link set: link_set_id, record_key, person_id, weight of its best link, status."""
    import numpy as np
    import pyarrow as pa

    count, persons = put_units(con, link_set, standing)
    own = " ".join(f"when '{pair}' then {own - threshold!r}" for pair, own in by_pair.items())
    moved = f"(case e.agencies {own} else 0 end)" if own else "0"
    rows = con.execute(f"""
        select least(l.unit, r.unit) as one, greatest(l.unit, r.unit) as other, max(e.weight - {moved}) as weight
        from weighed as e join units as l on l.node = e.node_l join units as r on r.node = e.node_r
        where e.parted = '' and l.unit <> r.unit group by all order by all
    """).fetchnumpy()
    one, other = (np.asarray(rows[name], dtype=np.int64) for name in ("one", "other"))
    weight = np.asarray(rows["weight"], dtype=np.float64)
    two = two_persons(one, other, weight, threshold, len(persons))
    made = cluster_edges(count, one, other, weight, threshold, held_by(con), different=two)
    # Units are numbered persons first, so a cluster with a standing person is named after one of them; its smallest is no choice, the guard keeps two apart.
    unit_of = dict(
        con.execute(
            f"select r.record_key, u.unit from units as u join records as r using (node) where r.node > {standing}"
        ).fetchall()
    )
    best = np.full(count, -np.inf)
    linked = made.cluster[one] == made.cluster[other]
    np.maximum.at(best, one[linked], weight[linked])
    np.maximum.at(best, other[linked], weight[linked])
    torn = {int(end) for refusal in made.refused for end in (refusal.left, refusal.right) if refusal.reason != "IDENTIFIER"}
    keys = sorted(unit_of)
    smallest: dict[int, str] = {}
    for key in keys:
        smallest.setdefault(int(made.cluster[unit_of[key]]), key)
    place = [int(made.cluster[unit_of[key]]) for key in keys]
    return pa.table(
        {
            "link_set_id": pa.array([link_set] * len(keys), pa.string()),
            "record_key": pa.array(keys, pa.string()),
            "person_id": pa.array([persons[at] if at < len(persons) else new_id(smallest[at]) for at in place], pa.string()),
            "standing": pa.array([at < len(persons) for at in place], pa.bool_()),
            "weight": pa.array(
                [float(best[unit_of[key]]) if np.isfinite(best[unit_of[key]]) else None for key in keys], pa.float64()
            ),
            "status": pa.array(["NEEDS_ATTENTION" if unit_of[key] in torn else "ACTIVE" for key in keys], pa.string()),
        }
    )


def two_persons(one: Any, other: Any, weight: Any, threshold: float, persons: int) -> set[tuple[int, int]]:
    """Pairs of standing persons that lie in one part of the new links: no addition may join them."""
    import numpy as np

    from throughcare.linkage.cluster import component_of

    kept = weight >= threshold
    count = int(max(other[kept].max() + 1 if kept.any() else 0, persons))
    part = component_of(count, one[kept], other[kept])[:persons]
    # Most parts hold one person; only the others are of interest.
    several = np.flatnonzero(np.bincount(part, minlength=count)[part] > 1)
    order = several[np.argsort(part[several], kind="stable")]
    apart: set[tuple[int, int]] = set()
    for group in np.split(order, np.flatnonzero(np.diff(part[order])) + 1):
        members = group.tolist()
        apart |= {(a, b) for place, a in enumerate(members) for b in members[place + 1 :]}
    return apart


def new_id(key: str) -> str:
    """The id of a person who had none, as `register.first_id` makes it."""
    from hashlib import sha256

    return "T" + sha256(key.encode()).hexdigest()[:15]


def add_records(study: Path, nodes: Path) -> Added:
    """Link the records of `nodes` that do not stand yet, and write `links/added.parquet`; what was done."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    said = read_standing(study)
    folder = standing_folder(study)
    con = load_standing(folder, nodes, int(said["records"]))
    pairs = candidates_of(con)
    model = json.loads(said["model"])
    weigh_new(con, folder, model)
    put_numbers(con, read_several(model))
    silver = said["silver"]
    made = pa.concat_tables(
        assign(con, name, threshold, silver.get("by_pair", {}).get(name, {}), int(said["records"]))
        for name, threshold in sorted(silver["link_sets"].items())
    )
    draft = study / "links" / f"{FILE}.draft"
    pq.write_table(made, draft)
    draft.replace(study / "links" / FILE)
    con.close()
    chosen = made.filter(pa.compute.equal(made["link_set_id"], DEFAULT)) if made.num_rows else made
    new = {row["person_id"] for row in chosen.to_pylist() if not row["standing"]}
    return Added(
        chosen.num_rows,
        pairs,
        sum(chosen["standing"].to_pylist()),
        len(new),
        sum(status != "ACTIVE" for status in chosen["status"].to_pylist()),
    )
