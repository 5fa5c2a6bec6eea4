"""The reference page of plans, made from their schema: `python -m throughcare.evaluation.plan_reference > docs/reference/plan.md`."""

from __future__ import annotations

from throughcare.evaluation.plan_schema import SECTIONS, Key, Section

OPENING = """\
# Plans

An evaluation has a plan: a TOML file, fixed before its outcomes are read. A new study starts from those in `src/throughcare/evaluation/plans/`, copied into
its folder `plans/`. This page is made from the schema (`plan_schema.py`) that every plan is held against; all problems of a plan are told at once.

`throughcare evaluate --plan PLAN --lock` writes the plan's SHA-256, who and when into the ledger, and a file `PLAN.lock.toml` beside the plan that holds what
was locked. Every later difference is listed in the report, key by key; a changed comment counts too. A plan that was never locked, that was locked after its
outcomes had been read, or whose lock the ledger does not hold, is exploratory, and the title says so. A plan is locked once; another question is another plan.

Refused, with the reason and the design that mends it: treatment defined by what happens after time zero (ever started, completed, early failures dropped in one
group, a landmark without a new clock, two kinds of time zero), a start, or a covariate's date, after time zero. Ethnicity may not be a covariate or an exact
column; only a published data set (`cohort.benchmark = true`) may be re-run with what it holds.

## The file

CSV (comma, semicolon or tab; UTF-8, UTF-16 with its mark, or Windows-1252) or Parquet, one row per person, a heading for each column. Every column that the plan
names must be there, others are ignored. Treatment and yes/no outcomes are 1 or 0 (or yes/no, true/false) and known for everybody who takes part; a covariate may
be empty (`missing` says what is done then). Days are counted from time zero. People who take no part, those lost at linkage among them, stay in the file with
the reason in a column that `cohort.excluded` names, so that the flow counts them. All problems of a file are told at once, with column and count, never a value.

## A plan that runs

`examples/ready-made-cohort` holds a cohort of invented people, a plan with a remark at each line, and the two commands. The shortest plan that can be used, for a
file with columns `person`, `treated`, `reoffended`, `age` and `risk`:

```toml
id = "short"
title = "A programme"
question = "Does it change proven reoffending within a year?"

[cohort]
eligibility = ["released in 2023"]

[treatment]
strategy = "start it"
comparison = "do not"

[clock]
time_zero = "release"

[[outcomes]]
id = "any"
label = "a proven reoffence within a year"
role = "primary"
event = "reoffended"

[[covariates]]
column = "age"
because = "reoffending falls with age"

[[covariates]]
column = "risk"
kind = "category"
because = "places go by risk"
```

    throughcare evaluate cohort.csv --plan short.toml --to result

An outcome that is an amount (earnings, days) has `kind = "number"`: means are then compared instead of rates. For a published data set say `cohort.benchmark = true`
and, where rows have no key or a column without a heading, `cohort.key = ""`: people are then taken in the order of the file, as other programs do. A matched
analysis as MatchIt would do it is

```toml
[estimator]
primary = "match"   # nearest neighbour on the logit, without replacement, 1:1, largest score first
caliper = 0.2       # standard deviations of the logit over the whole sample; 0 for none
```

and `--to` then also writes who was matched with whom (`pairs.csv`). The headline of a design that fails a gate is refused (`[gates]` holds the limits); every
estimator's answer stands in the panel all the same. With `days` (and `ended`) the course of time is there too: curves, Cox's model, days without the event, and
under `course.as_they_are` the textbook figures of the two groups. Where somebody may be recalled and reoffend after it, `event`, `days` and `ended` pass the
recall over, as the Justice Data Lab does, and `curve_days` and `curve_ended` give the curves and the hazard ratio a clock that recall ends as well.

Kinds: text; texts (a list); number; whole (a whole number); wholes (a list of them); yes_no (true or false); column (the name of a column of the cohort).
"""


def make_page() -> str:
    """The page as Markdown."""
    return OPENING + "".join(_section(one) for one in SECTIONS)


def _section(section: Section) -> str:
    heading = "Top level" if not section.name else f"[[{section.name}]]" if section.many else f"[{section.name}]"
    lines = ["", f"## {heading}", "", section.meaning + (" Must be there." if section.required else ""), ""]
    lines += ["| key | kind | default | meaning |", "|---|---|---|---|"]
    lines += [f"| `{key.name}` | {key.kind} | {_default(key)} | {_meaning(key)} |" for key in section.keys]
    return "\n".join(lines) + "\n"


def _default(key: Key) -> str:
    if key.is_required:
        return "must be said"
    if key.default is None:
        return "left out"
    if isinstance(key.default, bool):
        return f"`{str(key.default).lower()}`"
    if isinstance(key.default, tuple):
        return "`[" + ", ".join(f'"{one}"' for one in key.default) + "]`"
    return f"`{key.default}`" if key.default != "" else "empty"


def _meaning(key: Key) -> str:
    return key.meaning + (" One of: " + ", ".join(f"`{one}`" for one in key.choices) + "." if key.choices else "")


if __name__ == "__main__":
    print(make_page(), end="")
