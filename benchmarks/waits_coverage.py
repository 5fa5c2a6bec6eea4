"""Do the intervals of the waits hold the truth? Many small invented studies, each through the whole chain.

    python benchmarks/waits_coverage.py [--studies 100] [--people 1000] [--preset calibrated-2017] [--first-seed 1] [--to FILE] [--link truth]

The truth is the cumulative incidence in the truth tables of all the studies together: what each study is a sample of. For every wait and day it prints
in how many studies that lies within the interval, the mean error, how often the study's own truth does, and how often the share that all studies record
together does: between the last and the first stands what was never written down, which no interval can know. `--to` keeps each study's results, so that a
run can be taken up again; studies already in FILE are not made anew. With `--link truth` records are linked by the truth instead of by the chain, which
takes a fifth of the time and leaves what the recording costs; with `--link none` the curves are those of the true waits themselves, with Aalen's variance
alone, which takes half a second a study and leaves what sampling does.
"""

import argparse
import json
import tempfile
from collections import defaultdict
from datetime import date
from pathlib import Path

import numpy as np
import pyarrow.parquet as pq

from journeys import Bench, prepare
from throughcare.commands._shared import Reader, Voice, make_job, open_study
from throughcare.commands.simulate import make_invented_study
from throughcare.engine.build import build_tables
from throughcare.engine.graph import order_of
from throughcare.interventions.incidence import interval, make_incidence
from throughcare.interventions.true_waits import DAYS, compare_waits, find_true_waits, study_curves, true_incidence
from throughcare.pipeline import read_chain
from throughcare.population import simulate
from throughcare.records import EXTRACTS


def kept_of(seed: int, folder: Path, extract_end, wait_incidence) -> dict:
    """What is kept of a study: its curves at DAYS, and its true waits."""
    true = find_true_waits(pq.read_table(folder / "truth" / "truth_event.parquet"), extract_end)
    return {
        "seed": seed,
        "curves": [[*place, row] for place, row in study_curves(wait_incidence).items()],
        "true": [[*place, days.tolist(), causes.tolist()] for place, (days, causes) in true.items()],
    }


def try_linked_by_truth(folder: Path, people: int, preset: str, seed: int) -> dict:
    """One study whose records are linked by the truth."""
    graph = read_chain()
    order = [
        n
        for n in order_of(graph, ["wait_incidence"])
        if graph[n].room != "linkage" and not n.endswith("_received") and n not in EXTRACTS
    ]
    bench = Bench(folder, "1GB")
    prepare(bench, graph, order, people, preset=preset, seed=seed)
    for name in order:
        if not bench.path(name).exists():
            bench.make(graph[name])
    return kept_of(seed, folder, bench.parameters["extract_end"], pq.read_table(bench.path("wait_incidence")))


def try_study(folder: Path, people: int, preset: str, seed: int) -> dict:
    """One study: its curves at DAYS, and its true waits."""
    voice = Voice(quiet=True)
    make_invented_study(folder, people=people, preset=preset, seed=seed, file_format="parquet", voice=voice)
    job = make_job(open_study(folder), voice)
    build_tables(read_chain(), job, ["wait_incidence"])
    return kept_of(seed, folder, job.parameters["extract_end"], Reader(job)("wait_incidence"))


def try_true_waits(folder: Path, people: int, preset: str, seed: int) -> dict:
    """One study of which nothing was lost in recording: intervals from its true waits."""
    simulate(folder, people=people, preset=preset, seed=seed, file_format="parquet")
    end = date.fromisoformat(json.loads((folder / "manifest.json").read_text(encoding="utf-8"))["extract_end"])
    true = find_true_waits(pq.read_table(folder / "truth" / "truth_event.parquet"), end)
    curves = [[*place, day, row] for place, (days, causes) in true.items() for day, row in true_curve(*place, days, causes)]
    return {
        "seed": seed,
        "curves": curves,
        "true": [[*place, days.tolist(), causes.tolist()] for place, (days, causes) in true.items()],
    }


def true_curve(wait: str, setting: str, days, causes):
    """The curve of true waits at DAYS, as the study's own rows have it."""
    curves, grid = make_incidence(days, causes, 2), np.array(DAYS)
    places = np.searchsorted(curves.days, grid, side="right")
    variances = np.concatenate([[0.0], curves.variance(1)])[places]
    for day, value, variance in zip(DAYS, curves.at(grid)[0].tolist(), variances.tolist(), strict=True):
        low, high = interval(value, variance, len(days))
        yield (
            day,
            {"wait": wait, "by_value": setting, "day": day, "waits": len(days), "incidence": value, "low": low, "high": high},
        )


def pool(studies: list[dict]) -> dict:
    """The true waits of all studies together."""
    gathered = defaultdict(lambda: ([], []))
    for study in studies:
        for wait, setting, days, causes in study["true"]:
            gathered[(wait, setting)][0].extend(days)
            gathered[(wait, setting)][1].extend(causes)
    return {place: (np.array(days), np.array(causes)) for place, (days, causes) in gathered.items()}


def pool_curves(studies: list[dict]) -> dict:
    """In how many studies the interval holds the share that all studies record together, each weighing as many waits as it has."""
    rows = defaultdict(list)
    for study in studies:
        for wait, setting, day, row in study["curves"]:
            rows[(wait, setting, day)].append(row)
    held = {}
    for place, found in rows.items():
        share = round(float(np.average([row["incidence"] for row in found], weights=[row["waits"] for row in found])), 6)
        held[place] = f"{sum(row['low'] <= share <= row['high'] for row in found)}/{len(found)}"
    return held


def print_coverage(studies: list[dict]) -> None:
    """One line per wait and day."""
    truth = true_incidence(pool(studies))
    held, own, errors = defaultdict(list), defaultdict(list), defaultdict(list)
    for study in studies:
        curves = {(wait, setting, day): row for wait, setting, day, row in study["curves"]}
        for row in compare_waits(curves, truth):
            place = (row["wait"], row["setting"], row["day"])
            held[place].append(row["within"])
            errors[place].append(row["incidence"] - row["true"])
        for row in compare_waits(curves, true_incidence(pool([study]))):
            own[(row["wait"], row["setting"], row["day"])].append(row["within"])
    recorded = pool_curves(studies)
    print(f"{len(studies)} studies, days {DAYS}")
    print(
        f"{'wait':30} {'setting':10} {'day':>4} {'true':>7} {'mean error':>10} {'held':>9} {'own truth held':>15} {'recorded held':>14}"
    )
    for place, found in sorted(held.items()):
        wait, setting, day = place
        print(
            f"{wait:30} {setting:10} {day:4} {truth[place][0]:7.4f} {np.mean(errors[place]):+10.4f} "
            f"{sum(found):4}/{len(found):4} {sum(own[place]):10}/{len(own[place]):4} {recorded[place]:>14}"
        )
    every = [one for found in held.values() for one in found]
    print(f"all: {sum(every)} of {len(every)}, {sum(every) / len(every):.4f}")


def main() -> None:
    """Make the studies that are missing and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--studies", type=int, default=100)
    parser.add_argument("--people", type=int, default=1000)
    parser.add_argument("--preset", default="calibrated-2017")
    parser.add_argument("--first-seed", type=int, default=1)
    parser.add_argument("--to", type=Path)
    parser.add_argument("--link", choices=("chain", "truth", "none"), default="chain")
    said = parser.parse_args()
    kept = said.to.read_text(encoding="utf-8").splitlines() if said.to and said.to.exists() else []
    studies = [json.loads(line) for line in kept]
    done = {study["seed"] for study in studies}
    for seed in range(said.first_seed, said.first_seed + said.studies):
        if seed in done:
            continue
        with tempfile.TemporaryDirectory() as made:
            make = {"chain": try_study, "truth": try_linked_by_truth, "none": try_true_waits}[said.link]
            studies.append(make(Path(made) / "study", said.people, said.preset, seed))
        if said.to:
            with said.to.open("a", encoding="utf-8") as file:
                file.write(json.dumps(studies[-1]) + "\n")
    print_coverage(studies)


if __name__ == "__main__":
    main()
