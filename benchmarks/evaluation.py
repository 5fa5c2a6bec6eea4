"""How long does a whole evaluation take? 10,000 who started, 100,000 others, 40 covariates, panel and sensitivity included.

    python benchmarks/evaluation.py

Target: 120 CPU seconds. Everybody is invented; some covariates are rounded, so that scores tie and the tie orders have work to do.
"""

import sys
import time

import numpy as np
import pyarrow as pa

from throughcare.evaluation.cohort_file import make_cohort
from throughcare.evaluation.evaluate import evaluate
from throughcare.evaluation.invent import Invention, invent_study
from throughcare.evaluation.plan import parse_plan

TARGET_SECONDS = 120.0
MORE = 34

PLAN = """
id = "benchmark"
title = "A benchmark"
question = "How long does it take?"
[cohort]
eligibility = ["invented"]
invented = true
[treatment]
column = "started"
strategy = "start"
comparison = "do not"
start_days = "start_days"
[clock]
time_zero = "release"
[[outcomes]]
id = "any"
label = "a proven reoffence within a year"
role = "primary"
event = "reoffended"
count = "offences"
days = "days"
ended = "ended"
at_liberty_days = "at_liberty_days"
late = "late"
disposal = "disposal"
[[outcomes]]
id = "violent"
label = "a proven violent reoffence"
event = "violent"
[[outcomes]]
id = "driving"
label = "a driving offence"
role = "negative_control"
event = "driving"
[[subgroups]]
column = "young"
label = "aged 18 to 24"
[linkage]
linked_treated = 0.96
linked_comparison = 0.93
false_treated = 0.003
false_comparison = 0.002
"""


def covariate(name, kind="number"):
    return f'[[covariates]]\ncolumn = "{name}"\nkind = "{kind}"\nbecause = "a benchmark"\n'


def main():
    study = invent_study(Invention(10_000, 100_000, 0.12, seed=5))
    rng = np.random.default_rng(5)
    columns = dict(study.columns)
    for at in range(MORE):
        drift = rng.normal(0, 0.1)
        columns[f"x{at}"] = (
            np.round(rng.normal(drift * study.treated, 1.0), 1) if at % 2 else (rng.random(len(study.treated)) < 0.3).astype(int)
        )
    text = PLAN + "".join(
        covariate(name, kind)
        for name, kind in (("age", "number"), ("priors", "number"), ("denial", "yes_no"), ("months_left", "number"))
    )
    text += covariate("risk_band", "category") + covariate("site", "category")
    text += "".join(covariate(f"x{at}") for at in range(MORE))
    plan = parse_plan(text.encode(), "benchmark.toml")
    table = pa.table(columns)
    began, clock = time.process_time(), time.perf_counter()
    cohort = make_cohort(table, plan, "invented", "none")
    result = evaluate(plan, cohort)
    seconds = time.process_time() - began
    print(
        f"{cohort.rows:,} people, {len(plan.covariates)} covariates: {seconds:.1f} CPU s, {time.perf_counter() - clock:.1f} s on the clock"
    )
    print(result.primary.sentence)
    return int(seconds > TARGET_SECONDS)


if __name__ == "__main__":
    sys.exit(main())
