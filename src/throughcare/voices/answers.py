"""What the interviews answer, as plain tables for the report.

Numbers are numbers of subthemes, or of participants in pooled groups; no label here is one person.
"""

from collections.abc import Sequence
from pathlib import Path

from throughcare.evidence.answers import EvidenceTable
from throughcare.evidence.answers import tables_for_report as literature_tables
from throughcare.evidence.files import Row
from throughcare.evidence.folder import has_evidence, open_evidence
from throughcare.voices.folder import VoicesFolder, has_voices, open_voices
from throughcare.voices.published import (
    ANONYMOUS,
    NO_ROLE,
    Heard,
    coarse_subthemes,
    groups_of,
    is_interview,
    pool_published,
    theme_by_group,
)
from throughcare.voices.themes import tables_of_themes

SOURCE = "voices/themes.csv and voices/interviewees.csv of this study"


def study_tables(study: Path) -> list[EvidenceTable]:
    """Every table of a study folder that needs no records: literature first, then interviews. Empty where it has neither."""
    tables = literature_tables(open_evidence(study)) if has_evidence(study) else []
    if has_voices(study):
        recommendations = open_evidence(study).recommendations if has_evidence(study) else []
        tables += tables_for_report(open_voices(study), recommendations)
    return tables


def tables_for_report(folder: VoicesFolder | Path, recommendations: Sequence[Row] = ()) -> list[EvidenceTable]:
    """Q5, Q3, who was heard, and the views on each recommendation: of one's own interviews, of a published study's, or of both."""
    voices = open_voices(folder) if isinstance(folder, Path) else folder
    tables = tables_of_themes(voices) if voices.consent else []
    if voices.themes:
        tables += [views(voices, "Q5"), views(voices, "Q3"), matrix(voices), heard_table(voices)]
        tables += [table for row in recommendations if (table := on_recommendation(voices, row))]
    return tables


def _rows(themes: Sequence[Row], heard: Heard) -> tuple[tuple[str, ...], ...]:
    return tuple((t["theme"], t["subtheme"], ", ".join(groups_of(t, heard)), t["prevalence"], t["section"]) for t in themes)


COLUMNS = ("theme", "view", "raised by", "how widely, in the study's words", "section")


def views(folder: VoicesFolder, question: str) -> EvidenceTable:
    """The views of those interviewed on one question, with who raised each."""
    heard = pool_published(folder.interviewees)
    themes = [t for t in folder.themes if question in t.parts("research_questions") and is_interview(t)]
    named = sum(1 for t in themes if set(groups_of(t, heard)) - {NO_ROLE, ANONYMOUS})
    people = sum(heard.sizes.values())
    served = heard.sizes.get("service users", 0)
    found = (
        f"{people - served} experts and {served} service users raised {len(themes)} points on this question in "
        f"{len({t['theme_id'] for t in themes})} themes; {named} of the points carry a label that tells the speaker's field."
    )
    title = (
        "Views of experts and service users on the right approach" if question == "Q5" else "Promising practice in the interviews"
    )
    return EvidenceTable(question, title, found, COLUMNS, _rows(themes, heard),
                         "A point is one subtheme; how many people share it is known only in words.", SOURCE)  # fmt: skip


def matrix(folder: VoicesFolder) -> EvidenceTable:
    """Q5: themes by pooled role, in numbers of subthemes."""
    columns, rows = theme_by_group(folder)
    coarse, of_all = coarse_subthemes(folder)
    heard = pool_published(folder.interviewees)
    found = f"{coarse} of {of_all} subthemes say only \u201cexperts\u201d, so who holds which view can be rebuilt only in part."
    sizes = ", ".join(f"{name} {n}" for name, n in heard.sizes.items())
    return EvidenceTable(
        "Q5", "Themes by role", found, ("theme", *columns, "subthemes"), tuple((name, *counts, total) for name, counts, total in rows),
        f"Roles with fewer than three participants are pooled: {sizes}. A cell counts subthemes, not people.", SOURCE,
    )  # fmt: skip


def heard_table(folder: VoicesFolder) -> EvidenceTable:
    """Q5: how many of each field were interviewed, approached in vain and quoted under a label of their own."""
    heard = pool_published(folder.interviewees)
    groups: dict[str, list[int]] = {}
    for row in folder.interviewees:
        entry = groups.setdefault(heard.shown(row), [0, 0, 0])
        for position, column in enumerate(("interviewed", "approached_not_interviewed", "quotations_printed")):
            entry[position] += int(row[column] or 0)
    silent = [
        row["field"] for row in folder.interviewees if int(row["interviewed"] or 0) and not int(row["quotations_printed"] or 0)
    ]
    printed = sum(int(t["quotations_printed"] or 0) for t in folder.themes)
    anonymous = printed - sum(counts[2] for counts in groups.values())
    found = f"{sum(heard.sizes.values())} people were interviewed; {anonymous} of {printed} printed quotations are anonymous."
    if silent:
        found += f" Not heard under a label of their own: {', '.join(silent)}."
    return EvidenceTable("Q5", "Who was heard", found, ("roles, pooled", "interviewed", "approached, not interviewed", "quotations under a label"),
                         tuple((name, *counts) for name, counts in groups.items()), "", SOURCE)  # fmt: skip


def on_recommendation(folder: VoicesFolder, row: Row) -> EvidenceTable | None:
    """R1 to R7: the views that bear on one recommendation; None where nothing is linked to it."""
    wanted = row.parts("subthemes")
    themes = [t for t in folder.themes if t["subtheme_id"] in wanted and is_interview(t)]
    if not themes:
        return None
    found = f"Points raised in the interviews that bear on this recommendation: {len(themes)}."
    return EvidenceTable(row["id"], f"The interviews on: {row['recommendation']}", found, COLUMNS,
                         _rows(themes, pool_published(folder.interviewees)), "", SOURCE)  # fmt: skip
