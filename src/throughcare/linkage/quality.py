"""Figures about the linkage itself, without anybody in them: what was linked, what is doubtful, what was set aside."""

import json
from typing import TYPE_CHECKING, Any

from throughcare.linkage.blocking import MOST_RECORDS_A_KEY
from throughcare.linkage.estimate import estimate_quality
from throughcare.linkage.group import read_graph
from throughcare.linkage.several import WORDS, read_several

if TYPE_CHECKING:
    import duckdb
    import pyarrow as pa

    from throughcare.engine.table import Input, Run

ALL = "all"


Row = tuple[str, str, str, float]


def read_beside(table: "Input", name: str) -> Any:
    """A JSON file that was stored beside a table."""
    return json.loads(table.extra(name).read_text(encoding="utf-8"))  # noqa: S610  # no Django here: `extra` is a file beside a table


def sizes(con: "duckdb.DuckDBPyConnection") -> list[Row]:
    """Persons, records, largest cluster, and how many persons by number of records."""
    rows: list[Row] = []
    for link_set, persons, records, largest, attention in con.execute("""
        select link_set_id, count(distinct cluster), count(*), max(size), count(distinct case when doubt <> '' then cluster end)
        from clusters group by link_set_id order by link_set_id
    """).fetchall():
        rows += [
            (link_set, "persons", ALL, persons),
            (link_set, "records", ALL, records),
            (link_set, "largest cluster", ALL, largest),
            (link_set, "persons that need attention", ALL, attention),
        ]
    for link_set, doubt, persons in con.execute("""
        select link_set_id, doubt, count(distinct cluster) from clusters where doubt <> '' group by link_set_id, doubt order by link_set_id, doubt
    """).fetchall():
        rows.append((link_set, "persons that need attention", doubt, persons))
    return rows


def coverage(con: "duckdb.DuckDBPyConnection") -> list[Row]:
    """Share of each agency's records that hold a name, a date of birth, a postcode, and each number."""
    rows: list[Row] = []
    fields = ("full_name", "dob", "postcodes", "pnc", "cro", "noms", "crn")
    counted = ", ".join(f"count({name})::double / count(*)" for name in fields)
    for agency, *shares in con.execute(f"select agency, {counted} from nodes group by agency order by agency").fetchall():
        rows += [
            (ALL, f"share of records with {name.replace('_', ' ')}", agency, share)
            for name, share in zip(fields, shares, strict=True)
        ]
    return rows


def numbers(con: "duckdb.DuckDBPyConnection") -> list[Row]:
    """Numbers that fail their check, and values set aside because too many records hold them."""
    rows: list[Row] = []
    for kind, wrong, set_aside, holders in con.execute("""
        select kind, count(distinct case when not valid then recorded end), count(distinct case when set_aside then canonical end),
            count(distinct case when set_aside then record_key end)
        from identifiers group by kind order by kind
    """).fetchall():
        rows += [
            (ALL, "numbers with a wrong form or letter", kind, wrong),
            (ALL, "numbers set aside, held by too many records", kind, set_aside),
            (ALL, "records whose number was set aside", kind, holders),
        ]
    return rows


def values(nodes: "Input") -> list[Row]:
    """Values set aside because they say nothing about who somebody is, by kind and reason."""
    return [
        (ALL, f"records whose value was set aside, {row['why']}", row["kind"], row["records"])
        for row in read_beside(nodes, "set_aside.json")
    ]


def blocking(edges: "Input") -> list[Row]:
    """What each blocking rule gave, and what was set aside because it would have run away."""
    rows: list[Row] = []
    for rule in read_beside(edges, "blocking.json"):
        rows.append((ALL, "pairs found by rule", rule["rule"], rule["pairs"]))
        if rule["keys_set_aside"] and rule["most"] == MOST_RECORDS_A_KEY:
            rows.append((ALL, "keys set aside, shared by too many records", rule["rule"], rule["keys_set_aside"]))
            rows.append((ALL, "records set aside in a rule", rule["rule"], rule["records_set_aside"]))
        if rule["set_aside"]:
            rows.append((ALL, "pairs of a rule set aside, too many", rule["rule"], rule["pairs"]))
    return rows


def model(edges: "Input") -> list[Row]:
    """The model: its prior, and how many of its numbers come from where."""
    said = read_beside(edges, "model.json")
    rows: list[Row] = [(ALL, "prior in bits", said["hash"], said["prior_bits"])]
    kinds: dict[str, int] = {}
    for level in said["levels"]:
        kind = level["source"].split(" ")[0].strip(":;,") or "trained"
        kinds[kind] = kinds.get(kind, 0) + 1
    rows += [(ALL, "levels whose m is", kind, count) for kind, count in sorted(kinds.items())]
    # A rule that the model or the records speak against is left off, and says so here.
    rows += [
        (ALL, "pairs of a rule on related people set aside, mostly one person", rule, pairs)
        for rule, pairs in said["not_parted"].items()
    ]
    rows += [
        (ALL, "records with a second number, rule of one a person set aside", f"{WORDS[row.kind]}, {row.agency}", row.again)
        for row in read_several(said)
    ]
    return rows


def refusals(clusters: "Input") -> list[Row]:
    """Links that were refused, by link set and reason."""
    counted: dict[tuple[str, str], int] = {}
    for refused in read_beside(clusters, "refused.json"):
        key = (refused["link_set"], refused["reason"])
        counted[key] = counted.get(key, 0) + 1
    return [(link_set, "links refused", reason, count) for (link_set, reason), count in sorted(counted.items())]


DECISIONS = {
    "as decided": "decisions, records as they were decided about",
    "changed": "decisions, records have changed since",
    "gone": "decisions, a record is gone",
    "no mark": "decisions, no mark of the records under this key",
}


def decisions(clusters: "Input") -> list[Row]:
    """People's decisions that bind, by how their records stand to them now."""
    counted = read_beside(clusters, "decisions.json")
    return [(ALL, words, ALL, counted[said]) for said, words in DECISIONS.items() if said in counted]


def silver(con: "duckdb.DuckDBPyConnection", clusters: "Input", edges: "Input", decided: str) -> list[Row]:
    """What the hidden numbers said: thresholds, and estimated precision and recall of the default link set by pair of agencies and number."""
    said = read_beside(clusters, "silver.json")
    label = said["label"] or "none is held by enough records: standing thresholds"
    rows: list[Row] = [(name, "threshold in bits", label, weight) for name, weight in sorted(said["link_sets"].items())]
    rows += [
        (name, "threshold in bits, its own", agencies, weight)
        for name, own in sorted(said["by_pair"].items())
        for agencies, weight in sorted(own.items())
    ]
    rows.append((ALL, "labelled pairs", label, said["pairs"]))
    if not said["label"]:
        return rows
    graph = read_graph(con, edges, decided)
    for kind in said["kinds"]:
        estimates = estimate_quality(con, edges, graph, said, kind)
        by = "" if kind == said["label"] else f" by {kind.upper()}"
        rows += [
            ("default", f"estimated {name.replace('_', ', ')}{by}", row["agencies"], row[name])
            for row in estimates
            for name in ("precision", "precision_low", "precision_high", "recall", "recall_low", "recall_high")
        ]
    return rows


def make_link_quality(run: "Run", clusters: "Input", edges: "Input", nodes: "Input", identifiers: "Input") -> "pa.Table":
    """All figures as one table."""
    import pyarrow as pa

    del identifiers
    con = run.connect()
    rows = [
        *sizes(con),
        *coverage(con),
        *numbers(con),
        *values(nodes),
        *blocking(edges),
        *model(edges),
        *refusals(clusters),
        *decisions(clusters),
        *silver(con, clusters, edges, run.parameters.get("link_decisions") or ""),
    ]
    columns = list(zip(*rows, strict=True)) or [(), (), (), ()]
    return pa.table(
        {
            "link_set_id": pa.array(columns[0], pa.string()),
            "what": pa.array(columns[1], pa.string()),
            "by_what": pa.array(columns[2], pa.string()),
            "value": pa.array([float(value) for value in columns[3]], pa.float64()),
        }
    )
