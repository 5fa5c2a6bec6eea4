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

Kinds: text; texts (a list); number; whole (a whole number); yes_no (true or false); column (the name of a column of the cohort).
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
