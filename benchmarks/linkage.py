"""The linkage room against Splink's own predict and connected components, on the same records and the same numbers.

    python benchmarks/linkage.py [--people 20000]

Prints wall seconds of every table of the room, pairs a second, peak memory, and the ratio to Splink's predict (its own blocking) and three of its clusterings.
"""

import argparse
import resource
import tempfile
import time
from pathlib import Path

from throughcare.commands._shared import Voice, make_job, open_study
from throughcare.commands.simulate import make_invented_study
from throughcare.engine.build import build_tables
from throughcare.linkage.link_sets import STANDING
from throughcare.linkage.numbers_file import numbers_from_text
from throughcare.pipeline import read_chain

ROOM = ("identifiers", "nodes", "edges", "clusters", "crosswalk", "person_link", "local_person", "people", "link_quality")
SPLINK_RULES = [
    "l.dob = r.dob and l.surname_form = r.surname_form",
    "l.dob = r.dob and l.forename_form = r.forename_form",
    "l.dob = r.dob and l.surname_skeleton = r.surname_skeleton",
    "l.full_name = r.full_name and l.dob_year = r.dob_year",
    "l.full_name = r.reversed_name and l.dob = r.dob",
    {"blocking_rule": "l.pnc = r.pnc", "arrays_to_explode": ["pnc"]},
    {"blocking_rule": "l.cro = r.cro", "arrays_to_explode": ["cro"]},
    {"blocking_rule": "l.noms = r.noms", "arrays_to_explode": ["noms"]},
    {
        "blocking_rule": "l.postcodes = r.postcodes and l.forename_skeleton = r.forename_skeleton",
        "arrays_to_explode": ["postcodes"],
    },
]


def splink_alone(nodes: Path, numbers_text: str) -> tuple[float, int]:
    """Seconds of Splink's predict and three connected components, and how many pairs it scored."""
    from throughcare.engine.duck import connect
    from throughcare.linkage.compare import make_linker
    from throughcare.linkage.records import make_records

    con = connect({"nodes": nodes}, [nodes.parent], nodes.parent)
    make_records(con)
    began = time.monotonic()
    linker, _ = make_linker(con, numbers_from_text(numbers_text), SPLINK_RULES)
    predicted = linker.inference.predict(warning_mode="never")
    for threshold in STANDING.values():
        linker.clustering.cluster_pairwise_predictions_at_threshold(predicted, threshold_match_weight=threshold)
    seconds = time.monotonic() - began
    return seconds, con.execute(f"select count(*) from {predicted.physical_name}").fetchall()[0][0]


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=20_000)
    people = parser.parse_args().people
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made) / "study"
        make_invented_study(
            folder, people=people, preset="calibrated-2017", seed=1, file_format="parquet", voice=Voice(quiet=True)
        )
        job = make_job(open_study(folder), Voice(quiet=True))
        graph = read_chain()
        build_tables(graph, job, sorted({name for table in ROOM for name in graph[table].inputs} - set(ROOM)))
        total = 0.0
        keys: dict[str, str] = {}
        for name in ROOM:
            began = time.monotonic()
            keys |= build_tables(graph, job, [name]).keys
            seconds = time.monotonic() - began
            total += seconds
            print(f"{name:14} {seconds:7.1f} s")
        model = job.store.data("edges", keys["edges"]).parent / "model.json"
        alone, pairs = splink_alone(job.store.data("nodes", keys["nodes"]), model.read_text(encoding="utf-8"))
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024**2
        print(
            f"room {total:.1f} s; Splink's predict and three clusterings {alone:.1f} s on {pairs} pairs; ratio {total / alone:.2f}; peak {peak:.2f} GiB"
        )


if __name__ == "__main__":
    main()
