"""Does the corrected rate hold the truth where numbers are missing from the records that are hard to link? A hundred invented studies.

    python benchmarks/link_rates.py [--studies 100] [--people 2000] [--missing informative|random|both] [--json FILE] [--keep FILE]

Each study is invented with its truth; a share of its records is then spoilt (names, birth dates, postcodes), and the number is taken from most of
these and from few others. `informative` takes the PNC so, `both` the PNC and the CRO, `random` the PNC from as many records whatever their state.
The figure is the linkage audit's known rate; the truth is the same rate with the true persons. Printed for everybody and for each group with 50
persons or more: how often the interval holds the truth, uncorrected and corrected, and the mean errors. A study already in the file of --keep is not
made again, so the work can be done in parts.
"""

import argparse
import json
import tempfile
from collections import defaultdict
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

EXTRACTS = ("police_person", "court_defendant", "prison_person", "probation_person")
SPOILT, TAKEN_SPOILT, TAKEN_OTHER = 0.4, 0.6, 0.05
FEWEST_PEOPLE = 50


def typo(word, rng):
    """Two letters changed: too much for most comparisons of spelling."""
    letters = list(word)
    for _ in range(2):
        letters[rng.integers(len(letters))] = "abcdefghijklmnoprstuvw"[rng.integers(22)]
    return "".join(letters)


def spoil_row(row, rng):
    """One record as a careless hand writes it."""
    found = dict(row)
    for name in ("forenames", "surname"):
        if found[name] and rng.random() < 0.7:
            found[name] = typo(found[name], rng)
    if found["dob"] is not None and rng.random() < 0.6:
        found["dob"] = found["dob"].replace(
            year=found["dob"].year + int(rng.choice((-3, -2, 2, 3))), day=int(rng.integers(1, 29))
        )
    for name in ("address", "postcode", "aliases", "asn", "master_defendant_id"):
        if name in found and rng.random() < 0.8:
            found[name] = None
    return found


def spoil_study(folder, missing, rng):
    """Spoil a share of the person records of an invented study, and take numbers away."""
    share = SPOILT * TAKEN_SPOILT + (1 - SPOILT) * TAKEN_OTHER
    for name in EXTRACTS:
        path = folder / "records" / f"{name}.parquet"
        table = pq.read_table(path)
        rows = []
        for row in table.to_pylist():
            bad = rng.random() < SPOILT
            found = spoil_row(row, rng) if bad else dict(row)
            informative = TAKEN_SPOILT if bad else TAKEN_OTHER
            if rng.random() < (share if missing == "random" else informative):
                found["pnc_id"] = None
            if missing == "both" and rng.random() < informative:
                found["cro_number"] = None
            rows.append(found)
        pq.write_table(pa.Table.from_pylist(rows, table.schema), path)


def build(folder, people, seed, missing):
    """The study's tables as a reader, spoilt and built as far as the audit's known rate."""
    from throughcare.commands._shared import Reader, Voice, make_job, open_study
    from throughcare.commands.simulate import make_invented_study
    from throughcare.engine.build import build_tables
    from throughcare.pipeline import read_chain

    quiet = Voice(quiet=True)
    make_invented_study(folder, people=people, preset="calibrated-2017", seed=seed, file_format="parquet", voice=quiet)
    spoil_study(folder, missing, np.random.default_rng(seed))
    job = make_job(open_study(folder), quiet)
    build_tables(read_chain(), job, ("link_rates", "crosswalk"))
    return Reader(job)


def true_rates(read, folder):
    """(rate, persons) by group, with the true persons."""
    from throughcare.engine.duck import connect
    from throughcare.linkage.audit import ETHNICITY
    from throughcare.linkage.follow import follow, read_records
    from throughcare.linkage.group import number_nodes
    from throughcare.linkage.rates import make_groups, shares_by_group

    names = ("nodes", "prison_person_received", "ref_ethnicity_codes")
    paths = {name: read.path(name) for name in names}
    con = connect(paths, [path.parent for path in paths.values()], folder)
    number_nodes(con)
    records = read_records(con, read.job.parameters["extract_end"], ETHNICITY)
    links = pq.read_table(folder / "truth" / "truth_record_link.parquet").to_pylist()
    truth = {f"{row['table_name']}:{row['source_record_id']}": row["person_id"] for row in links}
    keys = [row[0] for row in con.execute("select record_key from numbered order by node").fetchall()]
    _, person = np.unique([truth.get(key, key) for key in keys], return_inverse=True)
    shares = shares_by_group(follow(records, person), make_groups(records))
    return {group: (hits / people, people) for group, (hits, people) in shares.items() if people}


def judge(rates, truth):
    """By group and method: (error, whether the interval holds the truth)."""
    wanted = {("uncorrected", "default"): "uncorrected", ("drawn sets", "20 drawn link sets"): "drawn sets"}
    found = {}
    for row in rates:
        method = wanted.get((row["method"], row["by"]), "")
        if row["method"] == "corrected":
            method = f"corrected by {row['by']}"
        if row["method"] == "corrected, chosen":
            method = "corrected, chosen"
            found[row["group"], "by"] = row["by"]
        if method and row["low"] is not None and row["group"] in truth:
            value = row["value"] if row["value"] is not None else (row["low"] + row["high"]) / 2
            found[row["group"], method] = (value - truth[row["group"]][0], row["low"] <= truth[row["group"]][0] <= row["high"])
    return found


def run_study(people, seed, missing):
    """One invented study, judged; with its truth and the quality of its links."""
    from throughcare.linkage.score import score_linkage

    with tempfile.TemporaryDirectory(prefix="link-rates-") as place:
        folder = Path(place)
        read = build(folder, people, seed, missing)
        truth = true_rates(read, folder)
        tables = [pq.read_table(folder / "truth" / f"truth_{name}.parquet") for name in ("record_link", "person")]
        pairs = score_linkage(read("crosswalk"), read("nodes"), *tables)["pairs"]
        return truth, judge(read("link_rates").to_pylist(), truth), pairs


def summarise(studies):
    """By group and method: studies, share whose interval holds the truth, mean error."""
    gathered, chosen = defaultdict(list), defaultdict(int)
    for truth, judged, _ in studies:
        for (group, method), found in judged.items():
            if method == "by":
                chosen[found] += group == "all"
            elif truth[group][1] >= FEWEST_PEOPLE:
                gathered[group, method].append(found)
    rows = [
        {"group": group, "method": method, "studies": len(found), "held": sum(held for _, held in found) / len(found),
         "mean_error": float(np.mean([error for error, _ in found]))}
        for (group, method), found in sorted(gathered.items())
    ]  # fmt: skip
    recall = float(np.mean([pairs["recall"] for *_, pairs in studies]))
    return {"rows": rows, "chosen": dict(chosen), "mean_pair_recall": recall}


def put_study(place, seed, said, study):
    """One more line of the file of studies."""
    truth, judged, pairs = study
    row = {
        "missing": said.missing,
        "people": said.people,
        "seed": seed,
        "truth": list(truth.items()),
        "judged": list(judged.items()),
        "pairs": pairs,
    }
    with place.open("a", encoding="utf-8") as file:
        file.write(json.dumps(row) + "\n")


def read_studies(place, said):
    """The studies of the file, by seed, as `run_study` gives them."""
    rows = [json.loads(line) for line in place.read_text(encoding="utf-8").splitlines()] if place and place.exists() else []
    return {
        row["seed"]: (
            {group: tuple(found) for group, found in row["truth"]},
            {tuple(key): found if isinstance(found, str) else tuple(found) for key, found in row["judged"]},
            row["pairs"],
        )
        for row in rows
        if (row["missing"], row["people"]) == (said.missing, said.people)
    }


def run_studies(said):
    """Every study asked for, from the file where it is there."""
    kept = read_studies(said.keep, said)
    for seed in range(1, said.studies + 1):
        if seed not in kept:
            kept[seed] = run_study(said.people, seed, said.missing)
            if said.keep:
                put_study(said.keep, seed, said, kept[seed])
    return [kept[seed] for seed in range(1, said.studies + 1)]


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--studies", type=int, default=100)
    parser.add_argument("--people", type=int, default=2000)
    parser.add_argument("--missing", choices=("informative", "random", "both"), default="informative")
    parser.add_argument("--json", type=Path)
    parser.add_argument("--keep", type=Path)
    said = parser.parse_args()
    found = summarise(run_studies(said))
    print(f"numbers missing: {said.missing}; pair recall {found['mean_pair_recall']:.4f}; corrected by {found['chosen']}")
    for row in found["rows"]:
        print(
            f"{row['group']:28} {row['method']:20} {row['studies']:4} studies  held {row['held']:.3f}  mean error {row['mean_error']:+.4f}"
        )
    if said.json:
        said.json.write_text(json.dumps(found), encoding="utf-8")


if __name__ == "__main__":
    main()
