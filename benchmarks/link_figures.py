"""How well are people linked? Invented populations with their truth; writes docs/linkage.md.

    python benchmarks/link_figures.py --keep FILE [--only RUN] [--to docs/linkage.md] [--page-only]

Every run is an invented study, linked as any study is and held against its truth. A run already in FILE is not made again, so the work can be done in
parts; the page shows the runs of FILE and nothing else, with what was asked beside what was found.
"""

import argparse
import json
import tempfile
import time
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

PEOPLE, FEWER = 100_000, 20_000
EXTRACTS = ("police_person", "court_defendant", "prison_person", "probation_person")
NUMBERS = ("pnc_id", "cro_number", "asn", "master_defendant_id", "other_ids", "noms_number", "merged_into")
OWN = {"prison_person": "noms_number"}
WRONG = 0.005
# What is asked of the default link set (shares; records for the largest false merge; points for the gap between groups).
ASKED = {"precision": 0.998, "recall": 0.985, "largest": 15, "split": 0.025, "merged": 0.001, "silver": 0.01}
GAP = {"calibrated-2017": 0.01, "transliteration-stress": 0.02}
KEPT = ("nodes", "crosswalk", "clusters", "edges", "link_quality")
TABLES = (*KEPT, "police_person_received", "prison_person_received", "probation_person_received", "ref_ethnicity_codes")


@dataclass(frozen=True)
class Asked:
    """A run: the population, and what is done to its records: "" nothing, "wrong" or "none" to its numbers."""

    preset: str
    people: int
    seed: int
    numbers: str = ""

    @property
    def name(self):
        return f"{self.preset}, {self.people:,} people, seed {self.seed}" + (f", numbers {self.numbers}" if self.numbers else "")


RUNS = (
    *(Asked("calibrated-2017", PEOPLE, seed) for seed in (1, 2, 3)),
    *(Asked("calibrated-2017", PEOPLE, seed, "wrong") for seed in (1, 2, 3)),
    *(Asked("transliteration-stress", PEOPLE, seed) for seed in (1, 2, 3)),
    *(Asked("calibrated-2017", FEWER, seed) for seed in (1, 2, 3, 4, 5)),
    *(Asked("calibrated-2017", FEWER, seed, "wrong") for seed in (1, 2, 3)),
    *(Asked("transliteration-stress", FEWER, seed) for seed in (1, 2, 3)),
    *(Asked(preset, FEWER, 1, "none") for preset in GAP),
)


def give_to_others(column, rng):
    """Numbers, one in two hundred of which is another record's of the same extract."""
    values = column.to_pylist()
    held = [place for place, value in enumerate(values) if value]
    for place in held:
        if rng.random() < WRONG:
            values[place] = values[held[rng.integers(len(held))]]
    return pa.array(values, column.type)


def change_numbers(folder, how, rng):
    """Change the numbers of an invented study's person records, as a run asks."""
    for name in EXTRACTS:
        path = folder / "records" / f"{name}.parquet"
        table = pq.read_table(path)
        for column in table.column_names:
            place = table.column_names.index(column)
            if how == "wrong" and column == "pnc_id":
                table = table.set_column(place, column, give_to_others(table[column], rng))
            if how == "none" and column in NUMBERS and OWN.get(name) != column:
                table = table.set_column(place, column, pa.nulls(table.num_rows, table.schema.field(column).type))
        pq.write_table(table, path)


def run_one(asked):
    """The scores of one run by the truth of its population."""
    from throughcare.commands._shared import Reader, Voice, make_job, open_study
    from throughcare.commands.score import Truth
    from throughcare.commands.simulate import make_invented_study
    from throughcare.engine.build import build_tables
    from throughcare.linkage.score import score_study_linkage
    from throughcare.pipeline import read_chain

    began = time.monotonic()
    quiet = Voice(quiet=True)
    with tempfile.TemporaryDirectory(prefix="link-figures-") as place:
        folder = Path(place)
        make_invented_study(folder, people=asked.people, preset=asked.preset, seed=asked.seed, file_format="parquet", voice=quiet)
        if asked.numbers:
            change_numbers(folder, asked.numbers, np.random.default_rng(asked.seed))
        job = make_job(open_study(folder), quiet)
        build_tables(read_chain(), job, TABLES)
        found = score_study_linkage(Reader(job), Truth(folder))
        found["records"] = Reader(job)("nodes").num_rows
    found.pop("fairness")
    return {**asdict(asked), "seconds": round(time.monotonic() - began), "scores": found}


def read_kept(place):
    """The runs made so far."""
    return [json.loads(line) for line in place.read_text(encoding="utf-8").splitlines()] if place.exists() else []


def name_of(run):
    """A run's name."""
    return Asked(run["preset"], run["people"], run["seed"], run["numbers"]).name


def met(held):
    return "met" if held else "MISSED"


def share(value):
    return "" if value is None else f"{value:.5f}"


def title(run):
    return f"{run['preset']}, {run['people']:,} people ({run['scores']['records']:,} records), seed {run['seed']}"


def main_rows(runs):
    """The main figures: precision, recall, largest false merge."""
    for run in runs:
        pairs, clusters = run["scores"]["pairs"], run["scores"]["clusters"]
        good = (
            pairs["precision"] >= ASKED["precision"]
            and pairs["recall"] >= ASKED["recall"]
            and clusters["largest_false_merge"] < ASKED["largest"]
        )
        yield (
            f"| {title(run)} | {share(pairs['precision'])} | {share(pairs['recall'])} | {clusters['largest_false_merge']} |"
            f" {clusters['people_split']:.2%} | {clusters['people_merged']:.3%} | {met(good)} |"
        )


def wrong_rows(runs):
    """People split and merged where numbers belong to others."""
    for run in runs:
        pairs, clusters = run["scores"]["pairs"], run["scores"]["clusters"]
        good = clusters["people_split"] < ASKED["split"] and clusters["people_merged"] < ASKED["merged"]
        yield (
            f"| {title(run)} | {clusters['people_split']:.2%} | {clusters['people_merged']:.3%} | {share(pairs['precision'])} |"
            f" {share(pairs['recall'])} | {clusters['largest_false_merge']} | {met(good)} |"
        )


def origin_rows(runs, *, asked):
    """The recall of each name-origin group, and the gap from the best to the worst."""
    for run in runs:
        groups = sorted(run["scores"]["by_name_origin"], key=lambda row: row["recall"])
        gap = groups[-1]["recall"] - groups[0]["recall"]
        listed = "; ".join(f"{row['name_origin'].replace('_', ' ')} {row['recall']:.4f}" for row in groups)
        verdict = met(gap <= GAP[run["preset"]]) if asked else "not asked: no identifiers"
        yield f"| {title(run)} | {listed} | {100 * gap:.2f} | {verdict} |"


def silver_rows(runs):
    """The largest distance of estimated from true precision or recall, over the pairs of agencies."""
    for run in runs:
        rows = run["scores"]["estimated_beside_true"]
        if not rows:
            continue
        worst = max(rows, key=lambda row: row["largest_gap"])
        pairs = next(row["true_pairs"] for row in run["scores"]["by_agency_pair"] if row["agencies"] == worst["agencies"])
        where = f"{' and '.join(worst['agencies'])} ({pairs:,} true pairs):"
        where += f" precision {share(worst['estimated_precision'])} for {share(worst['precision'])},"
        where += f" recall {share(worst['estimated_recall'])} for {share(worst['recall'])}"
        named = title(run) + (", wrong PNCs" if run["numbers"] else "")
        yield f"| {named} | {len(rows)} | {worst['largest_gap']:.4f} | {where} | {met(worst['largest_gap'] <= ASKED['silver'])} |"


def table(head, rows):
    """A table of the page."""
    columns = head.count("|") - 1
    return [head, "|" + "---|" * columns, *rows, ""]


def write_page(runs):
    """The page, from the runs that were made."""
    with_all = [run for run in runs if not run["numbers"]]
    large = [run for run in with_all if run["people"] == PEOPLE]
    calibrated = [run for run in large if run["preset"] == "calibrated-2017"]
    wrong = [run for run in runs if run["numbers"] == "wrong"]
    none = [run for run in runs if run["numbers"] == "none"]
    words = ["# Linkage, measured", ""]
    words += [
        "Made by `benchmarks/link_figures.py`: invented populations (`throughcare simulate`), linked as any study is (default link set), held against",
        'their truth by the functions of `throughcare score`. "Pairs" are pairs of records within the final clusters. Error rates of the population are',
        "those of its preset, some published and some assumptions, so these figures show that the method works where errors are of that size; they are",
        "no promise about any real register.",
        "",
        "## Identifiers as bad as in life",
        "",
        f"Asked: precision at least {ASKED['precision']}, recall at least {ASKED['recall']}, largest false merge under {ASKED['largest']} records.",
        "",
    ]  # fmt: skip
    head = (
        "| population | precision | recall | largest false merge, records | people split | people merged with somebody | asked |"
    )
    words += table(head, main_rows(calibrated))
    words += [
        "## One PNC in two hundred is another person's",
        "",
        "One PNC in 200, in every agency's extract, was replaced by the PNC of another record of the extract.",
        f"Asked: people split under {ASKED['split']:.1%}, wrongly merged under {ASKED['merged']:.1%}.",
        "",
    ]
    head = (
        "| population | people split | people merged with somebody | precision | recall | largest false merge, records | asked |"
    )
    words += table(head, wrong_rows(wrong))
    words += [
        "## Groups of names",
        "",
        "Recall of pairs by the origin of the person's name (`name_script_group` of the truth), and the gap from the best to the worst group in percentage",
        "points. Asked: at most 1 point in calibrated-2017, at most 2 where many names have several spellings (transliteration-stress). Without any",
        "identifier the gap is shown, not judged: names, dates and places alone must then carry what numbers carry above.",
        "",
    ]
    head = "| population | recall by group | gap | asked |"
    words += table(head, [*origin_rows(with_all, asked=True), *origin_rows(none, asked=False)])
    words += [
        "## Precision and recall as estimated without truth",
        "",
        "A study sees no truth: it hides a number on a sample of persons, links without it, and lets the number say who was right",
        "(`linkage/estimate.py`). Beside the truth, over every pair of agencies that has numbers; asked: within 0.01. How much small pairs of agencies lean on",
        "others was chosen on eight populations, of which seeds 2 and 3 of 20,000 people are two; the others were not looked at for it. Where a pair of agencies",
        "has fewer than a hundred pairs of one person, one pair more or less in the truth is more than 0.01. A pair that shares a PNC and even with it weighs too",
        "little for any link set is taken for a wrong number, not for a missed link; before it was, recall with wrong PNCs was estimated as low as 0.73 for 1.00",
        "(pairs of two probation records).",
        "",
    ]
    head = "| population | pairs of agencies | largest distance | where | asked |"
    words += table(head, silver_rows([*with_all, *wrong]))
    if none:
        words += [
            "## Without any identifier",
            "",
            "The same populations without any number that a second agency holds: names, birth dates, places and hearing dates.",
            "",
        ]
        head = "| population | precision | recall | largest false merge, records | people split | people merged with somebody |"
        rows = [row.rsplit("|", 2)[0] + "|" for row in main_rows(none)]
        words += table(head, rows)
    missing = [asked.name for asked in RUNS if asked.name not in {name_of(run) for run in runs}]
    words += [f"Not made yet: {'; '.join(missing)}." if missing else "Every run was made."]
    return "\n".join(words).rstrip() + "\n"


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--keep", type=Path, required=True)
    parser.add_argument("--only", default="", help="One run, by its whole name.")
    parser.add_argument("--to", type=Path)
    parser.add_argument("--page-only", action="store_true")
    said = parser.parse_args()
    for asked in RUNS:
        made = {name_of(run) for run in read_kept(said.keep)}
        if not said.page_only and said.only in {"", asked.name} and asked.name not in made:
            run = run_one(asked)
            with said.keep.open("a", encoding="utf-8") as file:
                file.write(json.dumps(run) + "\n")
            print(asked.name, run["seconds"], "s", run["scores"]["pairs"], run["scores"]["clusters"], flush=True)
    if said.to:
        order = [asked.name for asked in RUNS]
        runs = sorted(read_kept(said.keep), key=lambda run: order.index(name_of(run)))
        said.to.write_text(write_page(runs), encoding="utf-8")


if __name__ == "__main__":
    main()
