"""Are the estimators right? Hundreds of invented studies a scenario, the truth known; writes docs/validity.md.

    python benchmarks/validity.py [--quick] [--to docs/validity.md] [--keep FILE] [--next] [--page-only]

Every study is invented by `throughcare.evaluation.invent`. The primary estimator is that of the plan a new study starts from, read from that plan. Every
estimator and every naive reading sees every study of its scenario, of the largest the first 400. Nothing is left out of the page, least of all a scenario that fails.
"""

import argparse
import json
import sys
import time
import tomllib
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from throughcare.errors import RefusedError
from throughcare.evaluation.invent import FALSE, LINKED, Invention, invent_study, link_outcomes
from throughcare.evaluation.linkage_error import LinkError, correct_with_interval
from throughcare.evaluation.panel import LABELS, PANEL, Settings, adjust, estimate
from throughcare.evaluation.plans import STARTING_PLANS
from throughcare.evaluation.prepared import prepare

PLAN = "programme-in-custody.toml"
PRIMARY = tomllib.loads((STARTING_PLANS / PLAN).read_text(encoding="utf-8"))["estimator"]["primary"]
NAIVE = ("unadjusted", "ever against never", "before and after")
RATIOS = {"null": 1.0, "benefit": 0.74, "harm": 1.25}
# Shares of true outcomes linked, and of people without one who get another's (treated, compared).
IDENTIFIERS = {
    "calibrated": ((0.998, 0.998), (0.0005, 0.001)),
    "poor": (LINKED, FALSE),
}
# Outcomes, and people without one, reviewed by hand in each group: linkage error is known no better than that.
REVIEWED = 1000
# The largest studies take long: there the estimators beside the primary see the first so many.
PANEL_STUDIES = {10_000: 400}
# People compared, studies without and with a hidden factor: more where an interval has to be judged.
SIZES = {500: (2500, 2000, 1000), 2500: (12_500, 1500, 500), 10_000: (30_000, 1000, 200)}
HIDDEN = 0.3
BALANCE_GATE = 0.1


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


def scenarios(quick):
    found = [
        Scenario(effect, treated, 0.12, hidden, 40 if quick else hidden_studies if hidden else open_studies)
        for treated, (_, open_studies, hidden_studies) in SIZES.items()
        for hidden in (False, True)
        for effect in RATIOS
    ]
    found += [Scenario(effect, 500, 0.03, hidden=False, studies=40 if quick else 2000) for effect in RATIOS]
    return [*found, Scenario("null", 100, 0.03, hidden=False, studies=40 if quick else 2000)]


def compared_with(treated):
    return SIZES[treated][0] if treated in SIZES else 20 * treated


def review(share, rng):
    """A share as a clerical review of so many would have it, with its standard error; never quite 0 or 1."""
    found = (rng.binomial(REVIEWED, share) + 0.5) / (REVIEWED + 1)
    return found, float(np.sqrt(found * (1 - found) / REVIEWED))


def run_study(scenario, at):
    """One invented study: (estimate - truth, covered, significant, width, balance gate passed) by estimator."""
    wanted = Invention(
        scenario.treated, compared_with(scenario.treated), scenario.rate, RATIOS[scenario.effect], HIDDEN if scenario.hidden else 0.0,
        seed=1_000_003 * at + 17,
    )  # fmt: skip
    study = invent_study(wanted)
    data = prepare(study.covariates, study.names, study.treated)
    truth = study.true_difference
    rng = np.random.default_rng(at)
    found = {}

    def note(name, value, low, high, balanced=1.0):
        found[name] = (value - truth, low <= truth <= high, not low <= 0 <= high, high - low, balanced)

    names = (*PANEL, "unadjusted") if at < PANEL_STUDIES.get(scenario.treated, at + 1) else (PRIMARY,)
    ready = {name: one for name in names if (one := ready_or_refused(name, data)) is not None}
    for name, one in ready.items():
        made = estimate(one, data, study.event, "y", binary=True)
        worst = made.largest_difference
        note(name, made.difference, made.low, made.high, float("nan") if worst is None else float(worst <= BALANCE_GATE))
    for word, (linked, false) in IDENTIFIERS.items() if PRIMARY in ready else ():
        seen = estimate(ready[PRIMARY], data, link_outcomes(study.event, study.treated, linked, false, rng), "y", binary=True)
        note(f"{word} identifiers, uncorrected", seen.difference, seen.low, seen.high)
        links = []
        for s, f in zip(linked, false, strict=True):
            (s_found, s_se), (f_found, f_se) = review(s, rng), review(f, rng)
            links.append(LinkError(s_found, f_found, s_se, f_se))
        corrected = correct_with_interval(
            (seen.mean_treated, seen.mean_comparison), (seen.mean_treated_se, seen.mean_comparison_se), tuple(links), draws=2000, seed=at
        )  # fmt: skip
        if corrected.low is not None:
            note(f"{word} identifiers, corrected", corrected.difference, corrected.low, corrected.high)
    note("ever against never", *ever_against_never(study))
    note("before and after", *before_and_after(study))
    return found


def ready_or_refused(name, data):
    """An estimator made ready, or None where it says that these people allow no such estimate; the number of studies shows how many did."""
    try:
        return adjust(name, data, Settings())
    except RefusedError:
        return None


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
        errors, covered, significant, width, balanced = (np.array(column, float) for column in zip(*ones, strict=True))
        rows[name] = {
            "studies": len(ones),
            "bias": float(errors.mean()),
            "sd": float(errors.std()),
            "coverage": float(covered.mean()),
            "significant": float(significant.mean()),
            "width": float(width.mean()),
            "balanced": None if np.isnan(balanced).any() else float(balanced.mean()),
        }
    return {
        "scenario": scenario.name, "effect": scenario.effect, "hidden": scenario.hidden, "studies": scenario.studies,
        "expected_events": scenario.expected_events, "cpu_seconds": round(time.process_time() - began, 1), "rows": rows,
    }  # fmt: skip


def noise(share, studies):
    """Half the width of what chance alone does to a share over so many studies."""
    return 1.96 * np.sqrt(share * (1 - share) / studies)


def verdict(result, name):
    """Whether an estimator did what is asked here: said for every scenario, passed or not."""
    own = result["rows"][name]
    if result["hidden"]:
        return "not asked: hidden factor"
    if result["expected_events"] < 10:
        return "not asked: under ten expected events"
    passed = 0.93 <= own["coverage"] <= 0.97 and (result["effect"] != "null" or own["significant"] <= 0.06)
    linked = [f"{word} identifiers, corrected" for word in IDENTIFIERS] if name == PRIMARY else []
    corrected = [result["rows"][one]["coverage"] for one in linked if one in result["rows"]]
    passed = passed and all(one >= 0.92 for one in corrected)
    return "met" if passed else "MISSED"


def write_page(results, quick):
    lines = [
        "# Validity, measured",
        "",
        "Made by `benchmarks/validity.py`; every study in it is invented (`throughcare.evaluation.invent`), so the truth of each is known. Bias is the mean of",
        "estimate minus truth in percentage points. Coverage is the share of 95 % intervals that hold the truth; significant is the share that leave out nought",
        "(power where there is an effect, false positives where there is none). Every estimator sees every study of its scenario, of the largest the first 400;",
        "the number of studies stands in each row.",
        "",
        f"Primary estimator: {LABELS[PRIMARY]}, as in the plan that a new study starts from (`{PLAN}`); why is said in",
        "[decision 4](decisions/0004-primary-estimator.md). Hidden factor: log-odds",
        f"{HIDDEN} a standard deviation on starting and on the outcome, recorded nowhere.",
        "",
        "Identifiers: perfect (every true outcome linked, none false) in all rows but those that name another. Shares of true outcomes linked (treated, compared),",
        "and of people without one who get another's:",
        "",
        *(f"- {word}: {s[0]:g} and {s[1]:g}; false {f[0]:g} and {f[1]:g}{WHENCE[word]}" for word, (s, f) in IDENTIFIERS.items()),
        "",
        f"The correction does not know these shares: it is given those of a clerical review of {REVIEWED:,} outcomes, and as many people without, in each group, and",
        "carries their error. A corrected estimate that was not identified, and an estimator that refused, are left out of their row; the number of studies shows",
        "how many. Overlap weights estimate the effect for another group (those whose start was most open) and are held against that for those who started.",
        "",
        "Asked without a hidden factor and with ten expected events a group: coverage 93 to 97 %, at most 6 % significant under the null; with linkage error",
        "and its correction, coverage of at least 92 %. With so many studies chance alone moves a coverage of 95 % by the +- given.",
        "",
    ]
    if any(result.get("earlier") for result in results):
        lines += [
            "\\* From the run before, in which another estimator (AIPW) stood as the primary and saw every study; the others, this one among them, saw the first 200.",
            "The estimators have not changed since. Where the row has more studies, the primary has seen further ones in this run, and linkage error was put to those.",
            "200 studies know a coverage to 3 points, 350 to 2.3: a scenario they miss is shown as missed. In the run before AIPW",
            "covered 94.2 to 94.8 % in the three largest scenarios over 1,000 studies, of which these are the first.",
            "",
        ]
    if quick:
        lines += ["**A quick run of few studies: for trying the script only.**", ""]
    lines += ["## The primary estimator", ""]
    lines += [
        "| scenario | studies | bias | coverage | +- | significant | calibrated, corrected | poor, corrected | poor, uncorrected | asked |"
    ]
    lines += ["|---|---|---|---|---|---|---|---|---|---|"]
    for result in results:
        own, rows = result["rows"][PRIMARY], result["rows"]
        linked = [f"{rows[name]['coverage']:.1%}" if name in rows else "" for name in (
            "calibrated identifiers, corrected", "poor identifiers, corrected", "poor identifiers, uncorrected")]  # fmt: skip
        lines.append(
            f"| {result['scenario']}{' *' if result.get('earlier') else ''} | {own['studies']} | {100 * own['bias']:+.2f} | {own['coverage']:.1%} | {noise(0.95, own['studies']):.1%} | "
            f"{own['significant']:.1%} | {' | '.join(linked)} | {verdict(result, PRIMARY)} |"
        )
    lines += ["", "## Every estimator of the panel, over the scenarios in which something is asked", ""]
    lines += [
        "| estimator | lowest coverage | highest | most significant under the null | largest bias | scenarios met | passes the gate on balance, at worst |"
    ]
    lines += ["|---|---|---|---|---|---|---|"]
    asked = [one for one in results if not verdict(one, PRIMARY).startswith("not")]
    for name in PANEL if asked else ():
        mine = [one["rows"][name] for one in asked]
        null = [one["rows"][name]["significant"] for one in asked if one["effect"] == "null"]
        met = sum(verdict(one, name) == "met" for one in asked)
        gate = [one["balanced"] for one in mine if one["balanced"] is not None]
        lines.append(
            f"| {LABELS[name]} | {min(one['coverage'] for one in mine):.1%} | {max(one['coverage'] for one in mine):.1%} | {max(null, default=0):.1%} | "
            f"{100 * max((one['bias'] for one in mine), key=abs):+.2f} | {met} of {len(asked)} | {f'{min(gate):.1%}' if gate else 'has no weights'} |"
        )
    lines += ["", "## Scenario by scenario", ""]
    for result in results:
        lines += [
            f"### {result['scenario']}",
            "",
            "| estimator | studies | bias | SD | coverage | significant | asked |",
            "|---|---|---|---|---|---|---|",
        ]
        linked = [name for name in result["rows"] if " identifiers, " in name]
        for name in (*PANEL, *NAIVE, *linked):
            if name in result["rows"]:
                one = result["rows"][name]
                word = verdict(result, name) if name in PANEL else ""
                lines.append(
                    f"| {LABELS.get(name, name)} | {one['studies']} | {100 * one['bias']:+.2f} | {100 * one['sd']:.2f} | {one['coverage']:.1%} | "
                    f"{one['significant']:.1%} | {word} |"
                )
        lines.append("")
    seconds = sum(result["cpu_seconds"] for result in results)
    lines += [f"CPU seconds for all scenarios: {seconds:,.0f}.", ""]
    return "\n".join(lines)


WHENCE = {
    "calibrated": "; the chain's own linkage of an invented population of 20,000 people with identifiers as bad as in life linked 280 of 280 true reoffences of "
    "the shipped plan's cohort and gave 2 of 1,423 others a false one (as recorded, not by linkage alone); 0.998 is what 280 of 280 leave open",
    "poor": "; an assumption, much worse than was measured",
}


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="40 studies a scenario")
    parser.add_argument("--to", type=Path, default=Path("docs/validity.md"))
    parser.add_argument("--keep", type=Path, help="also keep the results as JSON, and resume from them")
    parser.add_argument(
        "--next", action="store_true", help="only the next scenario that --keep does not hold; exit status 3 when none is left"
    )
    parser.add_argument("--page-only", action="store_true", help="only write the page from what --keep holds")
    said = parser.parse_args()
    done = json.loads(said.keep.read_text(encoding="utf-8")) if said.keep and said.keep.exists() else []
    wanted = [one for one in scenarios(said.quick) if all(other["scenario"] != one.name for other in done)]
    if said.next and not wanted:
        return 3
    for scenario in wanted[: 0 if said.page_only else 1 if said.next else None]:
        done.append(run_scenario(scenario))
        print(done[-1]["scenario"], done[-1]["rows"][PRIMARY], verdict(done[-1], PRIMARY), done[-1]["cpu_seconds"], flush=True)
        if said.keep:
            said.keep.write_text(json.dumps(done), encoding="utf-8")
    if not said.next:
        said.to.parent.mkdir(parents=True, exist_ok=True)
        said.to.write_text(write_page(done, said.quick), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
