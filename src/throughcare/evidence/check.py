"""The gate for a review: every check, in the order in which a reader meets what it is about."""

from collections.abc import Callable, Iterator

from throughcare.evidence.checks.charted import check_all_charted, check_quotes
from throughcare.evidence.checks.cited import check_citations, check_context, check_included, check_links, check_stages
from throughcare.evidence.checks.conduct import check_checklist, check_decisions, check_flow, check_rulings, check_screeners
from throughcare.evidence.checks.dates import (
    check_after_search,
    check_amendments,
    check_cutoff,
    check_stage_order,
    check_title_years,
)
from throughcare.evidence.checks.merged import check_merges
from throughcare.evidence.checks.numbers import check_conflicts, check_unsourced
from throughcare.evidence.finding import Finding
from throughcare.evidence.folder import EvidenceFolder
from throughcare.evidence.lint import lint

Check = Callable[[EvidenceFolder], Iterator[Finding]]
CHECKS: tuple[Check, ...] = (
    check_included, check_citations, check_links, check_cutoff, check_after_search, check_title_years, check_context, check_stages,
    check_flow, check_screeners, check_merges, check_decisions, check_quotes, check_all_charted, check_amendments, check_stage_order, check_conflicts,
    check_unsourced, check_rulings, check_checklist,
)  # fmt: skip


def check_review(folder: EvidenceFolder) -> list[Finding]:
    """Everything that the review's own files contradict or leave out."""
    return [finding for check in CHECKS for finding in check(folder)] + lint(folder)
