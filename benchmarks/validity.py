"""Are the estimators right? Hundreds of invented studies a scenario, the truth known; writes docs/validity.md.

    python benchmarks/validity.py [--quick] [--to docs/validity.md] [--only 500,2500]

Every study is invented by `throughcare.evaluation.invent`. The primary estimator and the linkage correction see every study of a scenario, the other
estimators and the naive readings the first 200. Nothing is left out of the page, least of all a scenario that fails.
"""

import argparse
import json
import time
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from throughcare.evaluation.invent import FALSE, LINKED, Invention, invent_study
from throughcare.evaluation.linkage_error import LinkError, correct_with_interval
from throughcare.evaluation.panel import LABELS, PANEL, Settings, adjust, estimate
from throughcare.evaluation.prepared import prepare

PRIMARY = "aipw"
NAIVE = ("unadjusted", "ever against never", "before and after")
RATIOS = {"null": 1.0, "benefit": 0.74, "harm": 1.25}
# People compared, studies without and with a hidden factor: more where an interval has to be judged.
SIZES = {500: (2500, 2000, 1000), 2500: (12_500, 1000, 500), 10_000: (30_000, 1000, 200)}
PANEL_STUDIES = 200
HIDDEN = 0.3


@dataclass(frozen=True)
class Scenario:
    effect: str
    treated: int
    rate: float
    hidden: bool
    studies: int

    @property
    def name(self):
        return f"{self.effect}, {self.treated:,} treated, {self.rate:.0%}" + (", hidden factor" if self.hidden else "")

    @property
    def expected_events(self):
        """In the smaller group."""
        return self.treated * self.rate * min(1.0, RATIOS[self.effect])


def scenarios(quick, only):
    found = [
        Scenario(effect, treated, 0.12, hidden, 40 if quick else hidden_studies if hidden else open_studies)
        for treated, (_, open_studies, hidden_studies) in SIZES.items()
        for hidden in (False, True)
        for effect in RATIOS
    ]
    found += [Scenario(effect, 500, 0.03, hidden=False, studies=40 if quick else 2000) for effect in RATIOS]
    found += [Scenario("null", 100, 0.03, hidden=False, studies=40 if quick else 2000)]
    return [one for one in found if not only or one.treated in only]


def compared_with(treated):
    return SIZES[treated][0] if treated in SIZES else 20 * treated


def run_study(scenario, at):
    """One invented study: (estimate - truth, covered, significant) by estimator."""
    wanted = Invention(
        scenario.treated, compared_with(scenario.treated), scenario.rate, RATIOS[scenario.effect], HIDDEN if scenario.hidden else 0.0,
        seed=1_000_003 * at + 17, linked=LINKED, false=FALSE,
    )  # fmt: skip
    study = invent_study(wanted)
    data = prepare(study.covariates, study.names, study.treated)
    truth = study.true_difference
    found = {}

    def note(name, value, low, high):
        found[name] = (value - truth, low <= truth <= high, not low <= 0 <= high, high - low)

    ready = adjust(PRIMARY, data, Settings())
    primary = estimate(ready, data, study.event, "y", binary=True)
    note(PRIMARY, primary.difference, primary.low, primary.high)
    seen = estimate(ready, data, study.seen, "y", binary=True)
    note("linked, uncorrected", seen.difference, seen.low, seen.high)
    corrected = correct_with_interval(
        (seen.mean_treated, seen.mean_comparison), (seen.mean_treated_se, seen.mean_comparison_se),
        (LinkError(LINKED[0], FALSE[0]), LinkError(LINKED[1], FALSE[1])), draws=2000, seed=at,
    )  # fmt: skip
    if corrected.low is not None:
        note("linked, corrected", corrected.difference, corrected.low, corrected.high)
    if at >= PANEL_STUDIES:
        return found
    for name in (*[one for one in PANEL if one != PRIMARY], "unadjusted"):
        one = estimate(adjust(name, data, Settings()), data, study.event, "y", binary=True)
        note(name, one.difference, one.low, one.high)
    note("ever against never", *ever_against_never(study))
    note("before and after", *before_and_after(study))
    return found


def ever_against_never(study):
    """Everybody who ever started, counted from time zero, against everybody else: start is after time zero, early failures never start."""
    ever = study.ever_started
    rates = [study.event[ever].mean(), study.event[~ever].mean()]
    se = np.sqrt(sum(r * (1 - r) / n for r, n in zip(rates, (ever.sum(), (~ever).sum()), strict=True)))
    return rates[0] - rates[1], rates[0] - rates[1] - 1.96 * se, rates[0] - rates[1] + 1.96 * se


def before_and_after(study):
    """The treated's year after against their own year before."""
    gaps = (study.event - study.before)[study.treated]
    se = gaps.std() / np.sqrt(len(gaps))
    return gaps.mean(), gaps.mean() - 1.96 * se, gaps.mean() + 1.96 * se


def run_scenario(scenario):
    began = time.process_time()
    gathered = {}
    for at in range(scenario.studies):
        for name, one in run_study(scenario, at).items():
            gathered.setdefault(name, []).append(one)
    rows = {}
    for name, ones in gathered.items():
        errors, covered, significant, width = (np.array(column, float) for column in zip(*ones, strict=True))
        rows[name] = {
            "studies": len(ones),
            "bias": float(errors.mean()),
            "sd": float(errors.std()),
            "coverage": float(covered.mean()),
            "significant": float(significant.mean()),
            "width": float(width.mean()),
        }
    return {
        "scenario": scenario.name, "effect": scenario.effect, "hidden": scenario.hidden, "studies": scenario.studies,
        "expected_events": scenario.expected_events, "cpu_seconds": round(time.process_time() - began, 1), "rows": rows,
    }  # fmt: skip


def noise(share, studies):
    """Half the width of what chance alone does to a share over so many studies."""
    return 1.96 * np.sqrt(share * (1 - share) / studies)


def verdict(result):
    """Whether the primary did what is asked of it here: said for every scenario, passed or not."""
    own = result["rows"][PRIMARY]
    if result["hidden"]:
        return "not asked: a hidden factor biases every estimator"
    if result["expected_events"] < 10:
        return "not asked: fewer than ten events expected in a group"
    passed = 0.93 <= own["coverage"] <= 0.97 and (result["effect"] != "null" or own["significant"] <= 0.06)
    slack = noise(0.95, own["studies"])
    near = not passed and abs(own["coverage"] - 0.95) <= 0.02 + slack
    return "met" if passed else "missed, within what chance does" if near else "MISSED"


def write_page(results, quick):
    lines = [
        "# Validity, measured",
        "",
        "Made by `benchmarks/validity.py`; every study in it is invented (`throughcare.evaluation.invent`). The truth of each study is known; bias is the mean of",
        "estimate minus truth in percentage points. Coverage is the share of 95 % intervals that hold the truth; significant is the share that leave out nought",
        "(power where there is an effect, false positives where there is none).",
        "",
        f"Primary estimator: {LABELS[PRIMARY]}. Linkage error in the rows that name it: shares linked {LINKED[0]:.2f} (treated) and {LINKED[1]:.2f}, false",
        f"{FALSE[0]:.3f} and {FALSE[1]:.3f}: assumptions. Hidden factor: log-odds {HIDDEN} a standard deviation on starting and on the outcome.",
        "",
        "Asked of the primary without a hidden factor and with ten expected events a group: coverage 93 to 97 %, at most 6 % significant under the null;",
        "with linkage error and its correction, coverage of at least 92 %. With so many studies chance alone moves a coverage of 95 % by the +- given.",
        "",
    ]
    lines += [
        "The scenarios of 10,000 treated without a hidden factor were first run with 400 studies (coverage 93.2, 93.2 and 92.8 %, 6.8 % significant under the null,",
        "so two of three missed). They were then continued to 1,000 because 400 cannot tell 93 from 95; the first 400 are among the 1,000. The longer run was",
        "decided on after the shorter had been seen. A corrected estimate that was not identified is left out of its row; the number of studies shows how many.",
        "The panel's estimators have 200 studies a scenario, so their coverage is known to 3 points only; nothing is asked of them here.",
        "",
    ]
    if quick:
        lines += ["**A quick run of few studies: for trying the script only.**", ""]
    lines += [
        "| scenario | studies | bias | coverage | +- | significant | corrected for linkage: coverage | uncorrected: coverage | asked |",
        "|---|---|---|---|---|---|---|---|---|",
    ]
    for result in results:
        own, rows = result["rows"][PRIMARY], result["rows"]
        fixed = rows.get("linked, corrected", {"coverage": float("nan")})["coverage"]
        lines.append(
            f"| {result['scenario']} | {own['studies']} | {100 * own['bias']:+.2f} | {own['coverage']:.1%} | {noise(0.95, own['studies']):.1%} | "
            f"{own['significant']:.1%} | {fixed:.1%} | {rows['linked, uncorrected']['coverage']:.1%} | {verdict(result)} |"
        )
    lines += ["", "## Every estimator", ""]
    for result in results:
        lines += [
            f"### {result['scenario']}",
            "",
            "| estimator | studies | bias | SD | coverage | significant |",
            "|---|---|---|---|---|---|",
        ]
        for name in (*PANEL, *NAIVE, "linked, uncorrected", "linked, corrected"):
            if name in result["rows"]:
                one = result["rows"][name]
                lines.append(
                    f"| {LABELS.get(name, name)} | {one['studies']} | {100 * one['bias']:+.2f} | {100 * one['sd']:.2f} | {one['coverage']:.1%} | {one['significant']:.1%} |"
                )
        lines.append("")
    seconds = sum(result["cpu_seconds"] for result in results)
    lines += [f"CPU seconds for all scenarios: {seconds:,.0f}.", ""]
    return "\n".join(lines)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="40 studies a scenario")
    parser.add_argument("--only", default="", help="sizes, as 500,2500")
    parser.add_argument("--to", type=Path, default=Path("docs/validity.md"))
    parser.add_argument("--keep", type=Path, help="also keep the results as JSON, and resume from them")
    said = parser.parse_args()
    only = {int(size) for size in said.only.split(",") if size}
    done = json.loads(said.keep.read_text(encoding="utf-8")) if said.keep and said.keep.exists() else []
    for scenario in scenarios(said.quick, only):
        if any(one["scenario"] == scenario.name for one in done):
            continue
        done.append(run_scenario(scenario))
        print(done[-1]["scenario"], done[-1]["rows"][PRIMARY], verdict(done[-1]), done[-1]["cpu_seconds"], flush=True)
        if said.keep:
            said.keep.write_text(json.dumps(done), encoding="utf-8")
    said.to.parent.mkdir(parents=True, exist_ok=True)
    said.to.write_text(write_page(done, said.quick), encoding="utf-8")


if __name__ == "__main__":
    main()
