"""The linkage room against Splink's own predict and connected components: the same records, numbers and blocking rules, in the same run.

    python benchmarks/linkage.py [--records 10000 100000 1000000 3000000]

For each size: wall seconds from the extracts as received to the crosswalk (standardise, block, weigh, choose thresholds, three link sets), pairs a
second, the ratio to Splink alone (target at most 1.5), and peak memory (target under 4 GiB), each in a process of its own. Processor seconds stand
beside them, because on a machine that others use too they are the steadier figure. Splink gets every rule of ours; of those with a small limit of their own, which it cannot say and would run away with, it gets the keys
within the limit, counted beforehand. It starts from standardised records and counts its own term frequencies.
Then one record in a hundred is taken out, the rest kept as standing, and the hundredth added (target: 10,000 to 1,000,000 within 3 seconds), with
the share of them that the run over all records gives to another person. At the end, how the time grows with the records.
"""

import argparse
import json
import re
import resource
import subprocess
import sys
import tempfile
import time
from itertools import pairwise
from pathlib import Path

from throughcare.commands._shared import Voice, make_job, open_study
from throughcare.commands.simulate import make_invented_study
from throughcare.engine.build import build_tables
from throughcare.linkage.blocking import MOST_RECORDS_A_KEY, RULES, Rule, key_rows
from throughcare.linkage.compare import settings
from throughcare.linkage.link_sets import STANDING
from throughcare.linkage.numbers_file import numbers_from_text
from throughcare.linkage.records import COMPARED
from throughcare.pipeline import read_chain

ROOM = ("identifiers", "nodes", "edges", "clusters", "crosswalk")
COLUMNS = (
    "forename_skeleton",
    "surname_skeleton",
    "forename_form",
    "surname_form",
    "dob_year",
    "forename",
    "surname",
    "middle",
    "dob",
)
RECORDS_A_PERSON = 4.03
TARGET_RATIO, TARGET_GIB, TARGET_ADD_SECONDS = 1.5, 4.0, 3.0


def side(part, name):
    """One part of a rule's key, of one record."""
    if part.endswith("_"):
        return f"{name}.{part[:-1]}"
    return re.sub(r"\b(" + "|".join(COLUMNS) + r")\b", lambda found: f"{name}.{found[1]}", part)


def splink_rule(rule: Rule):
    """A rule of ours in Splink's words."""
    condition = " and ".join(f"{side(part, 'l')} = {side(part, 'r')}" for part in rule.parts)
    return {"blocking_rule": condition, "arrays_to_explode": [rule.unnested]} if rule.unnested else condition


def put_rare_keys(con):
    """Leave `with_rare_keys`: the records as compared, and of each rule with a small limit of its own the keys within it; the rules in Splink's words.

    Splink has no limit of a key, and would run away with such a rule; so it is handed the keys, counted beforehand and outside of its time.
    """
    columns, joins, rules = [], [], []
    for number, rule in enumerate(RULES):
        if rule.most == MOST_RECORDS_A_KEY:
            continue
        name, several = f"keys_{number}", bool(rule.unnested)
        con.execute(f"""
            create or replace temp table {name} as
            with every as ({key_rows(number, rule)}),
            rare as (select distinct node, key from every semi join (select key from every group by key having count(*) between 2 and {rule.most}) using (key))
            select node, {"list(key)" if several else "any_value(key)"} as {name} from rare group by node
        """)
        columns.append(name)
        joins.append(f"left join {name} using (node)")
        condition = f"l.{name} = r.{name}"
        rules.append({"blocking_rule": condition, "arrays_to_explode": [name]} if several else condition)
    con.execute(
        f"create or replace temp table with_rare_keys as select records.*, {', '.join(columns)} from records {' '.join(joins)}"
    )
    return columns, rules


def make_splink(con, numbers):
    """Splink's linker over the same records, with the same model and rules."""
    import splink
    from splink import DuckDBAPI

    columns, rare = put_rare_keys(con)
    con.execute(f"create or replace temp view compared as select node, {', '.join([*COMPARED, *columns])} from with_rare_keys")
    rules = [splink_rule(rule) for rule in RULES if rule.most == MOST_RECORDS_A_KEY]
    frame = DuckDBAPI(connection=con).register("compared", dataset_display_name="records")
    return splink.Linker(frame, settings(numbers, "duckdb", [*rules, *rare]), log_level=None)


def peak():
    """GiB at most so far."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024**2


def processor():
    """Seconds of processor time so far, of this process and its threads."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def open_job(folder):
    return make_job(open_study(folder), Voice(quiet=True))


def measure_room(folder):
    """Seconds of every table of the room; pairs compared."""
    job, graph = open_job(folder), read_chain()
    seconds, keys, used = {}, {}, processor()
    for name in ROOM:
        began = time.monotonic()
        keys |= build_tables(graph, job, [name]).keys
        seconds[name] = round(time.monotonic() - began, 2)
    edges = job.store.data("edges", keys["edges"])
    found = json.loads((edges.parent / "blocking.json").read_text(encoding="utf-8"))
    return {"seconds": seconds, "total": sum(seconds.values()), "processor": processor() - used, "peak_gib": peak(), "edges": str(edges),
            "nodes": str(job.store.data("nodes", keys["nodes"])),
            "crosswalk": str(job.store.data("crosswalk", keys["crosswalk"])), "rules_set_aside": [row["rule"] for row in found if row["set_aside"]]}  # fmt: skip


def measure_splink(nodes, edges):
    """Seconds of Splink's predict and three clusterings, and how many pairs it scored."""
    from throughcare.engine.duck import connect
    from throughcare.linkage.records import make_records

    text = (Path(edges).parent / "model.json").read_text(encoding="utf-8")
    prior = float(json.loads(text)["prior_bits"])
    con = connect({"nodes": Path(nodes)}, [Path(nodes).parent], Path(nodes).parent, memory="3GB")
    make_records(con)
    records = con.execute("select count(*) from records").fetchall()[0][0]
    linker = make_splink(con, numbers_from_text(text))
    began, used = time.monotonic(), processor()
    predicted = linker.inference.predict(warning_mode="never")
    pairs = con.execute(f"select count(*) from {predicted.physical_name}").fetchall()[0][0]
    predicting = time.monotonic() - began
    for threshold in STANDING.values():
        # Splink's weights stand without the prior here, so its threshold does too.
        linker.clustering.cluster_pairwise_predictions_at_threshold(predicted, threshold_match_weight=threshold - prior)
    return {
        "records": records,
        "pairs": pairs,
        "predict": predicting,
        "total": time.monotonic() - began,
        "processor": processor() - used,
        "peak_gib": peak(),
    }


class Without:
    """Tables of a run without one record in a hundred; the model and the edges are those of all records."""

    def __init__(self, folder, paths):
        import duckdb

        self.paths = dict(paths)
        for name in ("nodes", "crosswalk"):
            (folder / name).mkdir()
            to = folder / name / "data.parquet"
            # As a run over these records would number them.
            numbered = " replace (row_number() over (order by record_key) - 1 as place)" if name == "nodes" else ""
            duckdb.execute(
                f"copy (select *{numbered} from '{paths[name]}' where md5_number_lower(record_key) % 100 <> 0) to '{to}' (format parquet)"
            )
            self.paths[name] = to

    def path(self, name):
        return self.paths[name]


def measure_add(nodes, edges, crosswalk):
    """Seconds of adding one record in a hundred to the others, and how many of them the full run gives to another person."""
    from throughcare.linkage.add import FILE, add_records
    from throughcare.linkage.register import compare_added
    from throughcare.linkage.standing import keep_standing

    with tempfile.TemporaryDirectory() as made:
        study = Path(made)
        keep_standing(study, Without(study, {"nodes": nodes, "edges": edges, "crosswalk": crosswalk}))
        began, used = time.monotonic(), processor()
        added = add_records(study, nodes)
        seconds, used = time.monotonic() - began, processor() - used
        import duckdb

        con = duckdb.connect()
        con.execute(f"create view following as select * from '{crosswalk}'")
        return {
            "seconds": seconds,
            "processor": used,
            "records": added.records,
            "pairs": added.pairs,
            "peak_gib": peak(),
        } | compare_added(con, study / "links" / FILE)


def in_own_process(*words):
    """One part in a process of its own, so that its memory is its own."""
    done = subprocess.run([sys.executable, __file__, "--part", *words], capture_output=True, text=True, check=True)
    return json.loads(done.stdout.splitlines()[-1])


def measure(records):
    """One size: records, the room's wall and processor seconds, and whether it met the targets."""
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made) / "study"
        people = round(records / RECORDS_A_PERSON)
        make_invented_study(
            folder, people=people, preset="calibrated-2017", seed=1, file_format="parquet", voice=Voice(quiet=True)
        )
        graph = read_chain()
        build_tables(graph, open_job(folder), sorted({name for table in ROOM for name in graph[table].inputs} - set(ROOM)))
        room = in_own_process("room", str(folder))
        alone = in_own_process("splink", room["nodes"], room["edges"])
        added = in_own_process("add", room["nodes"], room["edges"], room["crosswalk"])
    ratio = room["total"] / alone["total"]
    parts = ", ".join(f"{name} {seconds:.1f}" for name, seconds in room["seconds"].items())
    print(
        f"{alone['records']:,} records: room {room['total']:.1f} s ({parts}; processor {room['processor']:.1f}), peak {room['peak_gib']:.2f} GiB"
    )
    print(
        f"  Splink alone {alone['total']:.1f} s (predict {alone['predict']:.1f}; processor {alone['processor']:.1f}), {alone['pairs']:,} pairs,"
        f" {alone['pairs'] / alone['predict']:,.0f} a second, peak {alone['peak_gib']:.2f} GiB; room is"
        f" {alone['records'] / room['total']:,.0f} records a second, {alone['pairs'] / room['total']:,.0f} pairs a second;"
        f" ratio {ratio:.2f}, of processor time {room['processor'] / alone['processor']:.2f}",
        flush=True,
    )
    print(
        f"  {added['records']:,} more records in {added['seconds']:.2f} s (processor {added['processor']:.2f}, {added['pairs']:,} pairs, peak {added['peak_gib']:.2f} GiB);"
        f" {added['added_differ'] / max(added['added'], 1):.4%} of them differ from the run over all records",
        flush=True,
    )
    met = ratio <= TARGET_RATIO and room["peak_gib"] < TARGET_GIB and added["seconds"] <= TARGET_ADD_SECONDS
    return alone["records"], room["total"], room["processor"], met


def print_growth(sizes):
    """How much longer each size takes than the one before it."""
    for (fewer, wall, used, _), (more, longer, used_more, _) in pairwise(sizes):
        print(
            f"{more / fewer:.1f} times the records ({fewer:,} to {more:,}): {longer / wall:.1f} times the time, {used_more / used:.1f} times the processor time"
        )


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--records", type=int, nargs="+", default=[10_000, 100_000, 1_000_000])
    parser.add_argument("--part", nargs="+")
    given = parser.parse_args()
    if given.part:
        part = {"room": measure_room, "splink": measure_splink, "add": measure_add}[given.part[0]]
        print(json.dumps(part(*(Path(word) for word in given.part[1:]))))
        return 0
    sizes = [measure(records) for records in given.records]
    print_growth(sizes)
    return 0 if sizes[-1][-1] else 1


if __name__ == "__main__":
    sys.exit(main())
