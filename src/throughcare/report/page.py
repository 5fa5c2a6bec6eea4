"""The report as one HTML file: summary first, then each question, then what stands behind the numbers.

It needs no script and makes no request: its style stands in it and is allowed by its hash, its charts are SVG in the page.
"""

import base64
import hashlib
from collections.abc import Iterable
from pathlib import Path

from markupsafe import Markup

from throughcare.disclosure.published import PublishedTable
from throughcare.evidence.answers import EvidenceTable
from throughcare.report.block import Block, Given, Provenance
from throughcare.report.markup import el, many
from throughcare.report.questions import BEHIND, QUESTIONS, RECOMMENDATIONS, Question
from throughcare.report.table_html import evidence_html, published_html
from throughcare.report.words import sentence

# A table of this many rows or fewer stands open below its chart; a longer one can be opened.
OPEN_ROWS = 14
LONG_TITLE = 60


def make_page(given: Given) -> str:
    """The whole report."""
    p = given.provenance
    answers = [(q, answer(q, given)) for q in (*QUESTIONS, *RECOMMENDATIONS, *BEHIND)]
    main = (
        banner(p.invented),
        opening(given),
        summary(answers),
        contents(),
        *(part(q, blocks) for q, blocks in answers),
        provenance(given),
    )
    return shell(p.title, "report", main, foot(p))


def shell(title: str, kind: str, main: Iterable[Markup | None], foot: Markup) -> str:
    """A page that needs nothing but itself: its style allowed by its hash, its parts, its foot."""
    style = (Path(__file__).parent / "style.css").read_text(encoding="utf-8")
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    policy = f"default-src 'none'; style-src 'sha256-{digest}'; img-src data:; base-uri 'none'; form-action 'none'"
    head = el(
        "head",
        el("meta", charset="utf-8"),
        el("meta", http_equiv="Content-Security-Policy", content=policy),
        el("meta", name="viewport", content="width=device-width, initial-scale=1"),
        el("meta", name="referrer", content="no-referrer"),
        el("title", f"{title}: {kind}"),
        el("style", Markup(style)),  # noqa: S704  # our own file; escaping would break it and its hash
    )
    body = el(
        "body",
        el("a", f"Skip to the {kind}", href="#main", class_="skip"),
        el(
            "header",
            el("div", el("p", "Throughcare", class_="name"), el("p", title, class_="study"), class_="wrap"),
            class_="top",
        ),
        el("main", *main, id="main", class_="wrap"),
        foot,
    )
    return f"<!doctype html>\n{el('html', head, body, lang='en-GB')}\n"


def answer(question: Question, given: Given) -> list[Block]:
    """The findings of one question: from records first, then from the review and the interviews."""
    blocks = [block for make in question.blocks if (block := make(given)) is not None]
    return blocks + [Block(t.title, sentence(t.sentence), t) for t in given.literature(question.id)]


def banner(is_invented: bool) -> Markup | None:  # noqa: FBT001
    """Said on every page where it is so."""
    if not is_invented:
        return None
    words = "Every person in these records is invented. No number from the records says anything about real people; what the published literature and interviews say is real and is marked as such."
    return el("div", el("p", words), class_="banner", role="note", aria_label="Invented people")


def opening(given: Given) -> Markup:
    """Title, what this is, how to read it."""
    p = given.provenance
    read = (
        f"{p.policy_sentence} A number with \u201cabout\u201d is such a rounded count. Brackets hold the interval that the rounded counts allow. "
        f"People count as CSE-related here if the best of their episodes is {p.classes} under {p.definition}; other definitions stand beside it. "
        f"The records reach to {p.data_cut}."
    )
    return many(
        el("h1", "Interventions for people who sexually exploit children: what is done, and does it work?"),
        el(
            "p",
            "This report answers the five questions of the 2018 scoping study and follows up its seven recommendations, from linked records, published evidence and interviews.",
            class_="lead",
        ),
        el("p", read),
        el("p", "It is about groups. It must not be used to score, rank or decide about a person."),
    )


def summary(answers: Iterable[tuple[Question, list[Block]]]) -> Markup:
    """The first finding of each question, in order."""
    items = []
    for question, blocks in answers:
        if question.id in {"D", "K"}:
            continue
        lead = next((block for block in blocks if block.is_first), blocks[0] if blocks else None)
        found = lead.found if lead else question.silence or "The numbers allow no statement."
        items.append(el("li", el("a", f"{question.id}. {question.short}", href=f"#{question.id}"), " ", el("span", found)))
    return many(el("h2", "Summary", id="summary"), el("ul", *items, class_="summary"))


def contents() -> Markup:
    """Links to each part."""
    links = [
        el("li", el("a", f"{q.id}. {q.short}" if len(q.id) > 1 else q.short, href=f"#{q.id}"))
        for q in (*QUESTIONS, *RECOMMENDATIONS, *BEHIND)
    ]
    return el(
        "nav",
        el("h2", "Contents", id="contents"),
        el("ul", *links, el("li", el("a", "Where the numbers come from", href="#provenance"))),
        class_="contents",
        aria_labelledby="contents",
    )


def part(question: Question, blocks: list[Block]) -> Markup:
    """One question: its words and its findings."""
    heading = el(
        "h2", question.words, " ", el("span", f"({question.id})", class_="code") if len(question.id) > 1 else None, id=question.id
    )
    if not blocks:
        return el(
            "section",
            heading,
            el("p", question.silence or "The numbers allow no statement.", class_="found"),
            aria_labelledby=question.id,
        )
    shown = [show_block(block, f"{question.id}-{n}") for n, block in enumerate(blocks, start=1)]
    return el("section", heading, *shown, aria_labelledby=question.id)


def show_block(block: Block, place: str) -> Markup:
    """Heading, sentence, chart, caveat, table."""
    is_literature = isinstance(block.table, EvidenceTable) and block.table.source.startswith(("evidence/", "voices/"))
    if isinstance(block.table, PublishedTable):
        table = published_html(block.table, block.titles)
    else:
        table = evidence_html(block.table, f"t-{place}", block.titles)
    rows = len(block.table.rows)
    # A long title stands in the heading above and in the caption below already.
    called = f"Table: {block.title}" if len(block.title) <= LONG_TITLE else "Table"
    figures = [
        el(
            "figure",
            el("figcaption", caption, id=f"f-{place}-{n}"),
            el("div", drawing.svg, class_="scroll", tabindex="0", role="group", aria_labelledby=f"f-{place}-{n}"),
        )
        for n, (drawing, caption) in enumerate(block.drawings(), start=1)
    ]
    source = None if not is_literature else el("p", "From published studies or interviews, not from the records.", class_="note")
    return many(
        el("h3", block.title),
        el("p", block.found, class_="found"),
        source,
        *figures,
        el("p", el("strong", "What this does not say: "), block.cannot, class_="cannot") if block.cannot else None,
        el("details", el("summary", f"{called} ({rows} {'row' if rows == 1 else 'rows'})"), table, open=rows <= OPEN_ROWS),
    )


def provenance(given: Given) -> Markup:
    """Study, definition, code, inputs, policy, ledger."""
    p = given.provenance
    facts = [
        ("Study", p.title),
        ("Population", p.population + (" (invented)" if p.invented else "")),
        ("Definition", f"{p.definition}, version {p.definition_version}; classes {p.classes}"),
        ("Link set", p.link_set),
        ("Records reach to", p.data_cut),
        ("Follow-up", f"{p.follow_up_months} months, and {p.waiting_months} months for proof"),
        ("Code version", p.code_version),
        ("Disclosure policy", f"{p.policy} (SHA-256 {p.policy_sha256})"),
        ("Release", p.release_id),
        ("Ledger anchor", p.ledger_anchor),
        *((str(key), str(value)) for key, value in p.more.items()),
    ]
    rows = [el("tr", el("th", name, scope="row"), el("td", el("code", digest))) for name, digest in p.inputs]
    inputs = el(
        "table",
        el("caption", "Input files and their SHA-256", id="t-inputs"),
        el("thead", el("tr", el("th", "File", scope="col"), el("th", "SHA-256", scope="col"))),
        el("tbody", *rows),
    )
    return el(
        "section",
        el("h2", "Where the numbers come from", id="provenance"),
        el("dl", *(many(el("dt", name), el("dd", value)) for name, value in facts), class_="facts"),
        el("div", inputs, class_="scroll", tabindex="0", role="group", aria_labelledby="t-inputs") if rows else None,
        el("h3", "Accessibility"),
        el("p", "Every chart has its numbers in a table below it and its finding in a sentence above it. The page works without a script, from a keyboard, and in print. It has been tested by machine; a test with people who use screen readers is still owed."),
        aria_labelledby="provenance",
    )  # fmt: skip


def foot(p: Provenance) -> Markup:
    """Definition, policy, release and anchor, on every page."""
    words = f"{p.title} \u00b7 {p.definition} {p.definition_version} \u00b7 data to {p.data_cut} \u00b7 policy {p.policy} \u00b7 release {p.release_id} \u00b7 code {p.code_version} \u00b7 ledger {p.ledger_anchor[:16]}"
    return el(
        "footer",
        el("div", el("p", words), el("p", "Every person in these records is invented.") if p.invented else None, class_="wrap"),
    )
