"""One evaluation as one HTML file: the same blocks, in the same order, as in the report of a study, with love plot, curves and forest plot.

Takes published tables and the plan's own words, and nothing else.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from throughcare.report.block import Block, Given, Provenance
from throughcare.report.markup import el, many
from throughcare.report.page import banner, shell, show_block
from throughcare.report.sections.evaluation import BLOCKS, EFFECTS_SOURCE
from throughcare.report.words import sentence


@dataclass(frozen=True)
class About:
    """What stands round the blocks: the plan's question, where the numbers come from, tables that could not be protected."""

    question: str
    facts: Sequence[tuple[str, str]]
    dropped: Sequence[str] = ()


def make_evaluation_page(given: Given, about: About) -> str:
    """The whole page."""
    blocks = [block for make in BLOCKS if (block := make(given)) is not None]
    studies = [Block(one.title, sentence(one.sentence), one) for one in given.evidence if one.source.startswith(EFFECTS_SOURCE)]
    shown = [show_block(block, f"E-{at}") for at, block in enumerate([*blocks[:-1], *studies, *blocks[-1:]], start=1)]
    p = given.provenance
    main = (banner(p.invented), opening(p, about, blocks), el("section", *shown), behind(about))
    return shell(p.title, "evaluation", main, foot(p, about))


def opening(p: Provenance, about: About, blocks: Sequence[Block]) -> Markup:
    """Title, question, the result in one sentence, how to read the numbers."""
    first = next((block.found for block in blocks if block.is_first), None)
    return many(
        el("h1", p.title),
        el("p", about.question, class_="lead"),
        el("p", first, class_="found") if first else None,
        el("p", p.policy_sentence),
        el("p", "It is about groups. It must not be used to score, rank or decide about a person."),
    )


def behind(about: About) -> Markup:
    """Cohort, plan, policy and ledger; and which tables are withheld whole."""
    withheld = (
        f"Withheld whole, because the numbers could be worked out from each other: {', '.join(about.dropped)}."
        if about.dropped
        else None
    )
    return el(
        "section",
        el("h2", "Where the numbers come from", id="provenance"),
        el("dl", *(many(el("dt", name), el("dd", value)) for name, value in about.facts), class_="facts"),
        el("p", withheld) if withheld else None,
        aria_labelledby="provenance",
    )


def foot(p: Provenance, about: About) -> Markup:
    """Title and facts, on every printed page."""
    words = " \u00b7 ".join([p.title, *(f"{name.lower()} {value}" for name, value in about.facts)])
    return el(
        "footer",
        el("div", el("p", words), el("p", "Every person in these records is invented.") if p.invented else None, class_="wrap"),
    )
