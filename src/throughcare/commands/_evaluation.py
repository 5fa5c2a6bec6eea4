"""An evaluation as a person may read it: every number through `protect`, the attacker included, in the order of the report.

Exact numbers stay in the result itself, on the analysis side; an analyst there may ask for them in the text, which then says so at its top.
"""

from collections.abc import Iterator
from typing import Any

from throughcare.disclosure.policy import Policy
from throughcare.disclosure.protect import Protected
from throughcare.disclosure.published import PublishedTable
from throughcare.findings.spec import TrueTable

Document = dict[str, Any]
MOST_NAMED = 3
HEADINGS = {
    "evaluation_flow": "People", "evaluation_missing": "Missing", "evaluation_detectable": "What could have been detected", "evaluation_overlap": "Overlap",
    "evaluation_balance": "Balance", "evaluation_weights": "Effective sample size", "evaluations": "Result", "evaluation_curves": "Curves with competing events", "evaluation_course": "Course",
    "evaluation_panel": "Specification panel", "evaluation_controls": "Negative controls", "evaluation_hidden": "What something hidden could have done",
    "evaluation_linkage": "Linkage error", "evaluation_linkage_grid": "Linkage error, place by place", "evaluation_waiting": "Proof that came too late",
    "evaluation_subgroups": "Subgroups", "evaluation_definitions": "Definitions side by side", "evaluation_outcomes": "Further outcomes",
    "evaluation_jdl": "Justice Data Lab tables",
}  # fmt: skip


def protect_result(result: Document, policy: Policy) -> Protected:
    """Every table of the evaluation through disclosure control, the attacker included."""
    from throughcare.disclosure.protect import Context, protect

    return protect(true_tables(result), policy, Context("one ready-made cohort", "a day that the file does not say"))


def true_tables(result: Document) -> list[TrueTable]:
    """The findings of the evaluation with true numbers."""
    from throughcare.findings.evaluations import rows_of
    from throughcare.findings.from_document import make_true_tables

    return make_true_tables(rows_of(result["plan_id"], result["lock"]["status"], result))


def write_evaluation(result: Document, policy: Policy | None, done: Protected | None = None) -> str:
    """The whole report as text, section after section; `policy` None: exact numbers. `done` are the protected tables where they are made already."""
    lines = [f"# {result['title']}", "", result["question"], ""]
    lines += ["Every person here is invented.", ""] if result["invented"] else []
    said = "UNPROTECTED: exact numbers, for the analysis side only. Do not pass on." if policy is None else policy.sentence
    lines += [said, "", "## Plan", "", *plan_lines(result), "", "## Target trial", ""]
    lines += [f"{one['element']}: {one['target']} | here: {one['emulation']}" for one in result["target_trial"]] + [""]
    shown = exact_tables(true_tables(result)) if policy is None else published_tables(done or protect_result(result, policy))
    for name, title, body in shown:
        heading = HEADINGS[name]
        first = [headline(result, body, is_protected=policy is not None), "", gates(result), ""] if name == "evaluations" else []
        lines += [
            f"## {heading}",
            "",
            title,
            "",
            *first,
            *(f"{label}: {words}" if words else label for label, words in body),
            *after(name, result),
            "",
        ]
    lines += literature(result, policy)
    lines += ["## Limits", "", *(f"- {one}" for one in result["limits"])]
    lines += [f"- {one}" for one in (result["remarks"] if policy is None else ())]
    return "\n".join([*lines, ""])


def plan_lines(result: Document) -> list[str]:
    """Hash, lock, deviations."""
    lock = result["lock"]
    lines = [f"plan {result['plan_id']}, SHA-256 {result['plan_sha256']}", f"{lock['status']}: {lock['reason']}"]
    if lock["locked_by"]:
        lines.append(f"locked by {lock['locked_by']} on {lock['locked_on']}, ledger {lock['ledger']}")
    if lock["deviations"]:
        lines.append(f"{len(lock['deviations'])} deviation(s) from the plan as locked:")
        return lines + [f"  {one['key']}: locked as {one['locked']!r}, now {one['now']!r}" for one in lock["deviations"]]
    return [*lines, "no deviation from the plan as locked"] if lock["status"] == "locked" else lines


Shown = Iterator[tuple[str, str, list[tuple[str, str]]]]


def exact_tables(tables: list[TrueTable]) -> Shown:
    """Each table's name, its note, and its lines as label and words, with true numbers."""
    for table in tables:
        yield table.finding.name, in_words(table.finding.sentence), shorten(table.finding.name, list(exact_lines(table)))


def published_tables(done: Protected) -> Shown:
    """The same of protected tables; of one that could not be protected, that it is withheld."""
    for published in done.tables:
        body = shorten(published.name, list(published_lines(published)))
        yield published.name, in_words(published.notes[0]), body + jdl_lines(published)
    for name in done.dropped:
        yield name, "", [("withheld whole: its numbers could be worked out from each other", "")]


def jdl_lines(table: PublishedTable) -> list[tuple[str, str]]:
    """The Justice Data Lab's own words under its tables, from the published cells."""
    from throughcare.report.sections.evaluation_cells import rows_of
    from throughcare.report.sections.evaluation_words import jdl_words

    if table.name != "evaluation_jdl":
        return []
    return [(words, "") for _, label, cells in rows_of(table) if (words := jdl_words(label, cells))]


Line = tuple[tuple[str, ...], list[tuple[str, str]]]


def in_words(text: str) -> str:
    """A finding's sentence for one plan."""
    rest = text.removeprefix("Each plan of the study: ")
    return rest[:1].upper() + rest[1:]


def published_lines(table: PublishedTable) -> Iterator[Line]:
    """Labels and cells of a published table; what cannot be is left out."""
    from throughcare.report.table_html import cell_text, label_text

    names = [name for name, _ in table.dimensions]
    for row in table.rows:
        labels = tuple(label_text(name, label) for name, label in zip(names, row.labels, strict=True))[1:]
        pairs = zip(table.columns, row.cells, strict=True)
        yield (
            labels,
            [(column.heading.lower(), cell_text(cell, column)) for column, cell in pairs if cell.status != "not_applicable"],
        )


def exact_lines(table: TrueTable) -> Iterator[Line]:
    """The same with true numbers."""
    from throughcare.report.table_html import label_text
    from throughcare.report.words import number

    finding = table.finding
    for row in table.rows:
        cells = []
        for measure in finding.measures:
            value, low, high = (row.get(f"{measure.name}{end}") for end in ("", "_low", "_high"))
            if value is not None:
                ends = "" if low is None else f" ({number(low)} to {'open' if high is None else number(high)})"
                cells.append((finding.heading(measure.name).lower(), f"{number(value)}{ends}"))
        yield tuple(label_text(name, str(row[name])) for name in finding.dimensions[1:]), cells


def shorten(name: str, found: list[Line]) -> list[tuple[str, str]]:
    """Lines as label and words; the grid one line a row, curves without the days on which nothing may be shown."""
    if name == "evaluation_linkage_grid":
        rows: dict[str, list[str]] = {}
        for (false, started, compared), cells in found:
            rows.setdefault(f"{false}, linked {started} of those who started", []).append(
                f"{compared}: {cells[0][1] if cells else 'cannot be'}"
            )
        return [(label, f"difference by linked share of those compared: {', '.join(words)}") for label, words in rows.items()]
    kept = [line for line in found if name != "evaluation_curves" or "withheld" not in [words for _, words in line[1]]]
    return [(", ".join(labels), "; ".join(f"{heading} {words}" for heading, words in cells)) for labels, cells in kept]


def headline(result: Document, body: list[tuple[str, str]], *, is_protected: bool) -> str:
    """The primary result in its fixed words, with no number that is not in the protected table."""
    from throughcare.evaluation import words

    primary = result["primary"]
    if not is_protected:
        return str(primary["sentence"])
    if primary["estimate"] is None:
        failed = [gate for gate in result["gates"] if not gate["passed"]]
        asked = "; ".join(
            f"{gate['gate']}: the plan asks for {words.asked_at(gate['gate'], gate['limit'])}{furthest(result, gate)}"
            for gate in failed
        )
        if any(gate["gate"] in ("treated", "events") for gate in failed):
            return words.not_enough_people(f"refused at the gate of {asked}", rounded(primary["needed"]))
        return words.no_headline(
            f"refused at the gate of {asked}" if failed else primary["refused"], [gate["gate"] for gate in failed]
        )
    if "withheld" in next((text for label, text in body if label.startswith("primary")), "withheld"):
        return "withheld: too few people with, or without, the outcome in one group for an estimate to leave."
    return str(protected_sentence(primary))


def gates(result: Document) -> str:
    """Every gate of a headline, whether it was passed, and what the plan asks for there."""
    from throughcare.evaluation.words import asked_at

    said = "; ".join(
        f"{one['gate']} {'passed' if one['passed'] else 'not passed'} ({asked_at(one['gate'], one['limit'])})"
        for one in result["gates"]
    )
    return f"Gates of a headline: {said}."


def furthest(result: Document, gate: Document) -> str:
    """At the gate on balance, the covariates that stayed apart; no level of them, and no number."""
    from throughcare.evaluation.design import covariate_of

    if gate["gate"] != "balance":
        return ""
    apart = [one for one in result["balance"]["after"] if one["difference"] is None or abs(one["difference"]) > gate["limit"]]
    apart.sort(key=lambda one: -abs(one["difference"]) if one["difference"] is not None else float("-inf"))
    names = list(dict.fromkeys(covariate_of(one["term"]) for one in apart))
    return f", and {', '.join(names[:MOST_NAMED])} stayed further apart".replace("_", " ") if names else ""


def protected_sentence(primary: Document) -> str:
    """The headline from the estimate at two significant figures, as the table below it has them."""
    from throughcare.disclosure.rules import round_figures
    from throughcare.evaluation import words
    from throughcare.findings.estimates import is_amount

    found = primary["estimate"]
    names = ("mean_treated", "mean_comparison", "low", "high", "difference")
    treated, comparison, low, high, gap = (round_figures(found[name], 2) for name in names)
    is_significant = not found["low"] <= 0 <= found["high"]
    whom = words.WHOM.get(found["estimand"], words.EVERYBODY_WHO_STARTED)
    if is_amount(found):
        return words.amount_headline(primary["label"], treated, comparison, low, high, is_significant=is_significant, whom=whom)
    contrast = words.Contrast(treated, comparison, low, high, is_significant, gap, whom)
    return words.headline(primary["label"], contrast, needed=None if is_significant else rounded(primary["needed"]))


def rounded(needed: int | None) -> int | None:
    """A number of people needed to two figures."""
    from throughcare.disclosure.rules import round_figures

    return None if needed is None else int(round_figures(needed, 2))


def after(name: str, result: Document) -> list[str]:
    """What stands below a table in fixed words."""
    if name == "evaluation_controls":
        return ["Evidence, not a gate: at this size such controls miss many biases and see some that are not there."]
    if name == "evaluation_outcomes" and len(result["secondary"]):
        return [str(result["multiple_comparisons"])]
    return []


def literature(result: Document, policy: Policy | None) -> list[str]:
    """The studies, their pooled value, and the own estimate on the same scale."""
    from throughcare.disclosure.rules import round_figures
    from throughcare.findings.estimates import smallest_of

    found = result["literature"]
    if not found:
        return []
    lines = [
        "## Literature",
        "",
        f"Published studies ({found['measure']}); this evaluation beside them, not pooled with them.",
        "",
    ]
    for one in found["forest"]:
        own = one["kind"] == "own" and policy is not None
        if own and policy is not None and smallest_of(result["primary"]["estimate"]) < policy.people_per_level:
            continue
        low, middle, high = (
            "" if v is None else f"{round_figures(v, 2):g}" if own else f"{v:.2f}"
            for v in (one["low"], one["ratio"], one["high"])
        )
        lines.append(f"{one['label']}: {middle} ({low} to {high})" if middle else f"{one['label']}: {low} to {high}")
    lines += [f"not pooled: {one['record']} ({one['why']})" for one in found["listed"]]
    return [*lines, *([found["note"]] if found["note"] else []), ""]
