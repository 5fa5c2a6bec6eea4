"""The page of one evaluation from its document and its protected tables: what the plan says in its own words, the studies beside it, and where it all comes from."""

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from throughcare.commands._effects import words_table
from throughcare.evidence.answers import EvidenceTable

if TYPE_CHECKING:
    from throughcare.disclosure.policy import Policy
    from throughcare.disclosure.protect import Protected
    from throughcare.report.block import Provenance

Document = dict[str, Any]


def write_page(result: Document, done: "Protected", policy: "Policy") -> str:
    """The page; no number of it but those of the protected tables and of published studies."""
    from throughcare.report.block import Given
    from throughcare.report.evaluation_page import About, make_evaluation_page

    lock, p = result["lock"], provenance_of(result, policy)
    facts = [
        ("Cohort", f"{result['cohort']}, SHA-256 {result['cohort_sha256']}"),
        ("Plan", f"{result['plan_id']}, SHA-256 {result['plan_sha256']}"),
        ("Lock", f"{lock['status']}: {lock['reason']}"),
        ("Disclosure policy", f"{p.policy} (SHA-256 {p.policy_sha256})"),
        ("Code version", p.code_version),
    ]
    given = Given({table.name: table for table in done.tables}, tuple(tables_of_words(result)), p)
    return make_evaluation_page(given, About(result["question"], facts, [one.replace("_", " ") for one in done.dropped]))


def provenance_of(result: Document, policy: "Policy") -> "Provenance":
    """Where the numbers of a ready-made cohort come from; what only a study has is said to be the file's own."""
    from throughcare import __version__
    from throughcare.report.block import Provenance

    own = "as the cohort file has it"
    return Provenance(
        title=result["title"],
        population=own,
        invented=bool(result["invented"]),
        definition=own,
        definition_version="",
        classes="",
        data_cut=own,
        code_version=__version__,
        policy=f"{policy.name} {policy.version}",
        policy_sha256=policy.sha256,
        policy_sentence=policy.sentence,
        ledger_anchor=str(result["lock"]["ledger"] or ""),
    )


def tables_of_words(result: Document) -> list[EvidenceTable]:
    """Plan, target trial and limits as the report of a study has them; and the published studies, where there are some."""
    from throughcare.report.sections import evaluation as section

    plan, lock = result["plan_id"], result["lock"]
    said = [("title", result["title"]), ("question", result["question"]), ("SHA-256", result["plan_sha256"])]
    said.append((lock["status"], lock["reason"]))
    if lock["locked_by"]:
        said.append(("locked", f"by {lock['locked_by']} on {lock['locked_on']}, ledger {lock['ledger']}"))
    if lock["status"] == "locked" and not lock["deviations"]:
        said.append(("deviations", "none from the plan as locked"))
    said += [(f"deviation: {one['key']}", f"locked as {one['locked']!r}, now {one['now']!r}") for one in lock["deviations"]]
    trial = [(plan, one["element"], one["target"], one["emulation"]) for one in result["target_trial"]]
    made = [
        words_table(
            section.PLANS, "The plan of this evaluation", f"{lock['status']}: {lock['reason']}",
            ("plan", "what", "words"), [(plan, *line) for line in said],
        ),
        words_table(
            section.TRIALS, "The trial that it imitates", "It imitates a randomised trial that could not be held; where it cannot, the last column says so.",
            ("plan", "element", "in the trial", "here"), trial,
        ),
        words_table(section.LIMITS, "Limits of the evaluation", result["limits"][0], ("limit",), [(one,) for one in result["limits"]]),
    ]  # fmt: skip
    return [*(replace(one, source="the plan file") for one in made), *studies(result)]


def studies(result: Document) -> list[EvidenceTable]:
    """The published studies, their pooled value and where a new one would lie; not this evaluation, which is on the plot by its protected cells."""
    from throughcare.report.sections.evaluation import EFFECTS_SOURCE

    found = result["literature"]
    if not found or not found["pooled"]:
        return []
    rows = [
        (one["label"], *("" if one[name] is None else round(one[name], 2) for name in ("ratio", "low", "high")), one["authors_in_programme"])
        for one in found["forest"]
        if one["kind"] != "own"
    ]  # fmt: skip
    many, pooled = found["pooled"]["studies"], next(one["ratio"] for one in found["forest"] if one["kind"] == "pooled")
    said = f"{many} published {'studies' if many > 1 else 'study'}, pooled {found['measure']} {pooled:.2f}"
    note = " ".join([found["note"], *(f"Not pooled: {one['record']} ({one['why']})." for one in found["listed"])]).strip()
    columns = ("study", found["measure"], "low", "high", "authors in the programme")
    return [
        EvidenceTable(
            "literature",
            "Published studies",
            said,
            columns,
            tuple(rows),
            note,
            f"{EFFECTS_SOURCE} or another effects file",
        )
    ]
