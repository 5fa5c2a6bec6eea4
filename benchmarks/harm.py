"""The shape of the 2017 study of the Core programme, on invented people: a planted harm is found, a planted nothing is not.

    python benchmarks/harm.py [--studies harm:21-29,31-39] [--studies null-effect:21-29] [--people 40000] [--folder DIR] [--next] [--to docs/harm.md]

A study is some seeds, each a population of its own (simulate, run, export, as a user would); their cohorts are joined and cut to 2,562 people who started and
13,219 who did not, followed for 98 months. The plan is examples/harm-over-eight-years/plan.toml. The first study of a preset is told in full, all of them in one
table. Cohorts that stand in the folder already are not made again, so that the whole may be done in pieces: `--next` makes the next one that is missing and ends
with status 3 where none is.
"""

import argparse
import hashlib
import json
import re
import resource
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa
from pyarrow import parquet

from harm_eligibility import join, say_eligibility
from harm_studies import say_p, say_studies
from harm_truth import add_up, count_truth, say_truth
from throughcare.evaluation.panel import LABELS
from throughcare.evaluation.plan import read_plan
from throughcare.population.presets import read_preset

PLAN = Path(__file__).resolve().parents[1] / "examples" / "harm-over-eight-years" / "plan.toml"
TREATED, COMPARED, MONTHS = 2_562, 13_219, 98
STUDIES = {"harm": "21-29,31-39,41-49", "null-effect": "21-29"}


@dataclass(frozen=True)
class Study:
    """One study: a preset and the seeds of its populations."""

    preset: str
    seeds: tuple[int, ...]
    people: int

    @property
    def words(self):
        """The seeds as they were given."""
        return f"{self.seeds[0]} to {self.seeds[-1]}" if len(self.seeds) > 1 else str(self.seeds[0])

    def paths(self, folder):
        """Where its cohorts stand."""
        return [cohort_path(folder, self.preset, seed, self.people) for seed in self.seeds]


def throughcare(*words):
    done = subprocess.run([sys.executable, "-m", "throughcare", *map(str, words)], capture_output=True, text=True, check=False)
    if done.returncode not in {0, 1}:
        sys.exit(done.stderr)
    return done.stdout


def cohort_path(folder, preset, seed, people):
    return folder / f"{preset}-{people}-{seed}.parquet"


def truth_path(target):
    return target.with_suffix(".truth.json")


def make_cohort(folder, preset, seed, people):
    """The cohort of one population after eight years, and the CPU seconds that it took; the population itself is deleted again."""
    target = cohort_path(folder, preset, seed, people)
    study, began = target.with_suffix(""), resource.getrusage(resource.RUSAGE_CHILDREN)
    ready, clock = study / "ready", target.with_suffix(".seconds")
    # A run that was stopped goes on from the tables that stand; what it had cost is not known, and no seconds are given.
    if not (is_stopped := ready.exists()):
        shutil.rmtree(study, ignore_errors=True)
        throughcare("simulate", study, "--people", people, "--preset", preset, "--seed", seed, "--format", "parquet", "--quiet")
        said = (study / "study.toml").read_text(encoding="utf-8")
        said = re.sub(r"^months = \d+", f"months = {MONTHS}", said, flags=re.MULTILINE)
        (study / "study.toml").write_text(said, encoding="utf-8")
        ready.touch()
    throughcare("run", study, "--quiet", "--only", "cohort")
    made = target.with_suffix(".made.parquet")
    throughcare("export", study, "cohort", "--to", made)
    truth_path(target).write_text(json.dumps(count_truth(study, MONTHS)) + "\n", encoding="utf-8")
    spent = resource.getrusage(resource.RUSAGE_CHILDREN)
    if not is_stopped:
        clock.write_text(f"{spent.ru_utime + spent.ru_stime - began.ru_utime - began.ru_stime:.1f}\n", encoding="utf-8")
    made.rename(target)
    shutil.rmtree(study)
    return target


def join_cohorts(paths):
    """One cohort of the wanted size; who stands in it is drawn by the digest of the key, so that both presets draw the same people."""
    table = join(paths)
    started, out = np.array(table.column("started").to_pylist()) == 1, np.array(table.column("left_out").is_valid().to_pylist())
    lot = np.argsort([hashlib.sha256(key.encode()).hexdigest() for key in table.column("person").to_pylist()])
    wanted = [lot[(group & ~out)[lot]][:size] for group, size in ((started, TREATED), (~started, COMPARED))]
    return table.take(pa.array(np.sort(np.concatenate([*wanted, np.flatnonzero(out)]))))


def read_studies(said, people):
    """`harm:21-29,31-39` as studies, by preset in the order of STUDIES; what is not said is as in STUDIES."""
    wanted = STUDIES | dict(one.split(":", 1) for one in said or [])
    made = {}
    for preset, ranges in wanted.items():
        ends = [[int(end) for end in one.split("-")] for one in ranges.split(",") if one]
        made[preset] = [Study(preset, tuple(range(one[0], one[-1] + 1)), people) for one in ends]
    return {preset: studies for preset, studies in made.items() if studies}


def sizes_of(table):
    """People who take part, started and not."""
    started, out = np.array(table.column("started").to_pylist()) == 1, np.array(table.column("left_out").is_valid().to_pylist())
    return int((started & ~out).sum()), int((~started & ~out).sum())


def write_page(preset, result, made, truth):
    """What was found, in the evaluation's own words and numbers; everybody is invented, so they are exact. `made` says of which populations."""
    primary, e = result["primary"]["estimate"], result["e_value"]
    arms = next(one for one in result["flow"] if one["step"] == "eligible")
    unlike = sum(one["people"] for one in result["flow"] if "unlike everybody who started" in one["step"])
    others = f"{arms['comparison'] + unlike:,} who did not ({unlike:,} of these unlike everybody who started, and left out)"
    lines = [
        f"## {preset}", "", f"{arms['treated']:,} people who started and {others}, {MONTHS} months; {made}.", "", f"> {result['primary']['sentence']}", "",
    ]  # fmt: skip
    found = result["detectable"]["sexual"]
    if found:
        lines += [
            f"Four times in five this many people would show a rise to a ratio of {found['smallest_increase']:.2f}, or a fall to one of {found['smallest_ratio']:.2f}.",
            "",
        ]
    lines += truth
    if primary is None:
        return lines
    said = (
        f"Difference {100 * primary['difference']:+.2f} per 100 ({100 * primary['low']:+.2f} to {100 * primary['high']:+.2f}), "
    )
    said += f"ratio {primary['ratio']:.2f} ({primary['ratio_low']:.2f} to {primary['ratio_high']:.2f}), p {say_p(primary['p_value'])}. "
    said += f"E-value {e['estimate']:.2f}, of the limit nearer to 1 {e['limit']:.2f}."
    lines += [said, "", "| estimator | difference per 100 | ratio | largest difference left |", "|---|---|---|---|"]
    for one in [*result["panel"], result["unadjusted"]]:
        if "reason" not in one:
            left = "" if one["largest_difference"] is None else f"{one['largest_difference']:.2f}"
            ends = f"{100 * one['difference']:+.2f} ({100 * one['low']:+.2f} to {100 * one['high']:+.2f})"
            lines.append(
                f"| {LABELS[one['estimator']]} | {ends} | {one['ratio']:.2f} ({one['ratio_low']:.2f} to {one['ratio_high']:.2f}) | {left} |"
            )
    lines += [
        "",
        "What a hidden factor would leave per 100 where nothing is true, log-odds a standard deviation on starting (down) and on the outcome (across):",
        "",
    ]
    strengths = sorted({cell["on_outcome"] for cell in result["hidden_factor"]})
    lines += ["| | " + " | ".join(f"{one:g}" for one in strengths) + " |", "|---" * (len(strengths) + 1) + "|"]
    for one in strengths:
        cells = [cell for cell in result["hidden_factor"] if cell["on_selection"] == one]
        lines.append(f"| {one:g} | " + " | ".join(f"{100 * cell['difference']:+.2f}" for cell in cells) + " |")
    return [*lines, ""]


OPENING = """# A planted harm, and a planted nothing, over eight years

Made by `benchmarks/harm.py`; everybody is invented. In 2017 a study of the Core programme (2,562 people treated, 13,219 compared, 8.2 years on average) found sexual
reoffending of 10.0 against 8.0 per cent, a ratio of 1.25 (our sums from the rounded rates: 1.10 to 1.42; E-value 1.81, of the limit 1.42). The preset `harm` plants that:
of people who start in custody, are released and can be followed, 10.0 per cent are truly proven to reoffend within 8.2 years where 8.0 would have been, with deaths, departures
and proof that comes too late counted in (solved for on populations of other seeds). In `null-effect` nothing is planted, at the base rate of `calibrated-2017`. The chain links,
counts and evaluates both as it would real extracts, by the plan in `examples/harm-over-eight-years`; the tables of truth say what the populations drawn here hold of it, and
what is lost on the way into the cohort.

## Who is compared

The 13,219 of 2017 were a matched comparison group. A trial would have taken nobody whom the programme does not take: it asked for medium, high or very high risk (RM2000/s), and
a sentence must leave the time to start. So the plan takes nobody assessed as low risk or sentenced to less than two years, as the plan that a new study starts from. What that
does, before any outcome is looked at, on the populations of {seeds} ("count for" is how many equally weighted people the compared say as much as, once weighted to be
like those who started; 0.50 is a score that cannot tell the groups apart, 1 one that always can):
"""
STUDIES_OPENING = """## Independent studies of this size

Each study has populations of its own, and every one that was made is shown. The truth is that of everybody in those populations
who started in custody, was released and could be followed; the first study is the one told in full above. The populations hold what no estimator can adjust for, as life may:
a cause that no record has, of log-odds {selection:g} a standard deviation on being referred and of {outcome:g} on the hazard of sexual reoffending. The grid of hidden factors above says
what one that strong on starting itself would leave.
"""


def evaluate_study(folder, study):
    """The evaluation of one study's cohorts, joined and cut; its result, the truths of its populations, and what it was made of."""
    paths = study.paths(folder)
    name = f"{study.preset}-{study.seeds[0]}-{study.seeds[-1]}"
    joined, cohort, out = join_cohorts(paths), folder / f"{name}.parquet", folder / f"{name}-result"
    parquet.write_table(joined, cohort)
    throughcare("evaluate", cohort, "--plan", PLAN, "--to", out, "--ledger", folder / "ledger.jsonl", "--quiet")
    result = json.loads((out / "evaluation.json").read_text(encoding="utf-8"))
    print(study.preset, study.words, result["primary"]["sentence"], flush=True)
    clocks = [path.with_suffix(".seconds") for path in paths]
    seconds = [float(clock.read_text(encoding="utf-8")) for clock in clocks if clock.exists()]
    many = "s" if len(paths) > 1 else ""
    made = f"from {len(paths)} population{many} of {study.people:,} people (seed{many} {study.words})"
    if seconds:
        made += f", each of which took {sum(seconds) / len(seconds):.0f} CPU seconds to invent, link and count"
    if len(seconds) < len(paths):
        made += f"; {len(paths) - len(seconds)} of the cohorts were made earlier, or in pieces"
    if any(size < most for size, most in zip(sizes_of(joined), (TREATED, COMPARED), strict=True)):
        made += f"; {TREATED:,} and {COMPARED:,} were wanted and these populations hold no more"
    truths = [json.loads(truth_path(path).read_text(encoding="utf-8")) for path in paths]
    return result, truths, made


def say_luck(first):
    """What both presets' populations have in common: the same people, so that what nothing planted shows is their luck."""
    if len(first) < 2 or len({study.seeds for study, _ in first.values()}) > 1:
        return []
    estimates = [result["primary"]["estimate"] for _, result in first.values()]
    if not all(estimates):
        return []
    harm, nothing = (100 * one["difference"] for one in estimates)
    said = (
        "A seed invents the same people under both presets and draws the same luck for each, at another base rate. What is found where nothing is planted "
        f"({nothing:+.2f} per 100) is that luck, and whatever adjustment leaves; with it taken off, the planted harm comes to {harm - nothing:+.2f} per 100."
    )
    return ["## The luck of these populations", "", said, ""]


def make_page(folder, studies):
    """The page: who is compared, the first study of each preset in full, all studies of the planted harm beside each other."""
    elsewhere = studies["harm"][min(1, len(studies["harm"]) - 1)]
    lines = [OPENING.format(seeds=f"seeds {elsewhere.words}"), *say_eligibility(read_plan(PLAN), elsewhere.paths(folder))]
    first, rows = {}, []
    for preset, wanted in studies.items():
        for at, study in enumerate(wanted):
            result, truths, made = evaluate_study(folder, study)
            if at == 0:
                first[preset] = (study, result)
                lines += write_page(preset, result, made, say_truth(truths, MONTHS))
            if preset == "harm":
                rows.append((study.words, result, add_up(truths)[0]))
    preset = read_preset("harm")
    hidden = STUDIES_OPENING.format(
        selection=preset.number("programmes", "referral_unrecorded"), outcome=preset.number("reoffending", "sexual_unrecorded")
    )
    return [*lines, *say_luck(first), hidden, *say_studies(rows)]


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--studies", action="append", help="PRESET:SEEDS, several studies with commas; a preset may be said with none"
    )
    parser.add_argument("--people", type=int, default=40_000, help="people of one population")
    parser.add_argument("--folder", type=Path, default=Path("harm-cohorts"))
    parser.add_argument("--to", type=Path)
    parser.add_argument(
        "--next", action="store_true", help="only make the next cohort that is missing; exit status 3 when none is"
    )
    said = parser.parse_args()
    said.folder.mkdir(parents=True, exist_ok=True)
    studies = read_studies(said.studies, said.people)
    wanted = [(study.preset, seed, study.people) for group in studies.values() for study in group for seed in study.seeds]
    missing = [one for one in wanted if not cohort_path(said.folder, *one).exists()]
    if said.next and not missing:
        return 3
    for one in missing[: 1 if said.next else None]:
        print(make_cohort(said.folder, *one), flush=True)
    if said.next:
        return 0
    lines = make_page(said.folder, studies)
    if said.to:
        said.to.write_text("\n".join(lines).rstrip("\n") + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
