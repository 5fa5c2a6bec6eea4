"""Q1: how far people came towards a programme, by regime, risk, sentence, denial, site, model and role."""

from collections.abc import Sequence

from throughcare.disclosure.published import PublishedTable
from throughcare.report.block import Block, Given
from throughcare.report.charts.bars import Band, bars
from throughcare.report.labels import pretty, pretty_point
from throughcare.report.sections.shared import drawn, heading_of, plain, rate_bands
from throughcare.report.words import about, apart, extremes, listed, percent, sentence, too_few, values_of


def coverage(given: Given) -> Block | None:
    """The steps towards a programme, by regime."""
    table = given.tables.get("coverage_by_regime")
    if table is None:
        return None
    steps = ("assessed", "referred", "started", "completed")
    shares = [(step, percent(table.cell(f"{step}_rate"), interval=False)) for step in steps]
    said = listed([f"{share} {step if step != 'referred' else 'were referred'}" for step, share in shares if share])
    people = about(table.cell("people"))
    found = (
        f"Of {people} at their first sentence for a sexual offence, {said.replace(' assessed', ' were assessed')}"
        if said
        else f"Of {people} at their first sentence for a sexual offence, no share can be given"
    )
    if too_few(table.cell("people")):
        found = "Too few people were sentenced for a sexual offence for a share"
    ends = extremes(values_of(table, "started_rate", "regime"))
    if ends:
        (low, lowest), (high, highest) = ends
        found += f"; {percent(lowest, interval=False)} of those sentenced {when(low)} started a programme and {percent(highest, interval=False)} of those sentenced {when(high)}"
    bands = rate_bands(table, "regime", ("assessed", "referred", "suitable", "started", "completed"))
    drawing = bars("c-coverage", "How far people came, by regime", found, bands, unit="%", highest=100)
    cannot = "The regime is the one in force on the day of the sentence. Those sentenced lately have had less time to start. Low-risk people are not meant to be referred."
    return Block(
        "How far people came towards a programme",
        sentence(found),
        table,
        cannot,
        drawing,
        "Share of people who reached each step, by the regime at sentence",
    )


def when(regime: str) -> str:
    """A regime as a time."""
    return "outside any regime" if regime == "none" else f"under {pretty(regime)}"


def by_risk(given: Given) -> Block | None:
    """Coverage by risk band."""
    table = given.tables.get("coverage_by_risk")
    if table is None:
        return None
    unknown = table.cell("people", osp_band="not recorded")
    found = f"For {about(unknown, '')} of {about(table.cell('people'))} no risk band is recorded"
    if too_few(table.cell("people")):
        found = "Too few people were sentenced for a sexual offence for a statement by risk band"
    shares = [
        (label, percent(cell, interval=False))
        for label, cell in values_of(table, "started_rate", "osp_band")
        if label != "not recorded"
    ]
    known = [f"{share} of those at {pretty(label)} risk" for label, share in shares if share]
    if known:
        found += f"; a programme was started by {listed(known)}"
    drawing = bars(
        "c-risk",
        "How far people came, by risk band",
        found,
        rate_bands(table, "osp_band", ("referred", "started", "completed")),
        unit="%",
        highest=100,
    )
    return Block(
        "By risk band",
        sentence(found),
        table,
        "Bands of different versions of the instrument are not the same scale.",
        drawing,
        "Share who reached each step, by risk band",
    )


def released(given: Given) -> Block | None:
    """What had been completed at release."""
    table = given.tables.get("coverage_released")
    if table is None:
        return None
    before, never = percent(table.cell("completed_before_rate")), percent(table.cell("untreated_rate"))
    after = percent(table.cell("supported_after_rate"), interval=False)
    found = f"Of {about(table.cell('released'))} released from that sentence, {before or 'a withheld share'} had completed a programme and {never or 'a withheld share'} had started none"
    found += f"; {after} had a service or a Circle after release" if after else ""
    if too_few(table.cell("released")):
        found = "Too few people were released from that sentence for a share"
    bands = rate_bands(table, "regime", ("completed_before", "untreated", "started_after", "supported_after"))
    drawing = bars("c-released", "What people had received when released", found, bands, unit="%", highest=100)
    return Block(
        "At release and after",
        sentence(found),
        table,
        "A programme that was begun and not completed before release is in neither of the first two shares.",
        drawing,
        "Share of released people, by the regime at sentence",
    )


def by_sentence(given: Given) -> Block | None:
    """Coverage in custody and in the community."""
    return by_group(given, "coverage_by_sentence", "setting", "By custody and community", "setting of the sentence", _SETTINGS)


def by_type(given: Given) -> Block | None:
    """Coverage by type of sentence."""
    return by_group(given, "coverage_by_type", "sentence_type", "By type of sentence", "type of sentence", _LENGTHS)


def by_denial(given: Given) -> Block | None:
    """Coverage by denial."""
    return by_group(given, "coverage_by_denial", "denial", "By denial", "denial", _DENIAL)


def by_site(given: Given) -> Block | None:
    """Coverage by prison or probation region."""
    return by_group(
        given, "coverage_by_site", "site", "By prison or probation region", "prison or region of the first referral", _SITES
    )


_SETTINGS = "Custody and the community have other programmes, other queues and other people; somebody sent to prison may still begin one on licence."
_LENGTHS = "A longer sentence leaves more time for a programme; the type does not tell how long it was."
_DENIAL = "Denial is what staff wrote down on the day of the assessment. Some programmes take people who deny and others do not, so these shares also tell which was on offer."
_SITES = (
    "Sites are not ranked: people are sent to one because of their risk and needs and the places it has, so a share says nothing of how well it works. "
    "Those who were never referred have no site; sites of fewer than 10 people are not drawn."
)


def by_group(given: Given, name: str, dimension: str, title: str, of: str, cannot: str) -> Block | None:
    """A table of coverage whose groups share people out: the lowest and the highest share that started, and a bar for each step."""
    table = given.tables.get(name)
    if table is None:
        return None
    ends = extremes([(label, cell) for label, cell in values_of(table, "started_rate", dimension) if label != "not referred"])
    found = f"Too few people started a programme for a comparison by {of}"
    if ends:
        (low, lowest), (high, highest) = ends
        between = "the intervals lie apart" if apart(lowest, highest) else "the intervals overlap, so no difference can be stated"
        found = (
            f"By {of}, the share who started a programme runs from {percent(lowest, interval=False)} ({pretty(low)}) to "
            f"{percent(highest, interval=False)} ({pretty(high)}); {between}"
        )
    steps = [column.name.removesuffix("_rate") for column in table.columns if column.kind == "rate"]
    bands = [band for band in rate_bands(table, dimension, steps) if band.heading not in LEFT_OUT]
    drawing = bars(f"c-{name.replace('_', '-')}", f"How far people came, by {of}", found, drawn(bands), unit="%", highest=100)
    caption = f"Share of people who reached each step, by {of}"
    return Block(title, sentence(found), table, cannot, drawing if drawn(bands) else None, caption)


# Whoever was never referred reached no step by definition.
LEFT_OUT = {"not referred"}


def by_tag(given: Given) -> Block | None:
    """Coverage by model of exploitation and by role."""
    table = given.tables.get("coverage_by_tag")
    if table is None:
        return None
    steps = ("assessed", "referred", "started", "completed")
    bands = drawn(
        [_band(table, f"{pretty(tag)} ({kind})", steps, kind=kind, tag=tag) for kind, tag in (row.labels for row in table.rows)]
    )
    large = [(row.labels[1], row.cells[0]) for row in table.rows if row.cells[0].status == "published"]
    found = "Too few people carry any one model or role for a statement"
    if large:
        said = listed([f"{pretty(tag)} ({about(cell)})" for tag, cell in large])
        found = f"The records name a model or a role for enough people to be counted in {len(large)} of {len(table.rows)} cases: {said}"
    cannot = (
        "Boxes are beguiling: one person may carry several tags, people move between models, and models are not ranked. Only detected cases show, and most "
        "records name no model at all, so these people are not like the others. Tags come from recorded facts and never from ethnicity."
    )
    drawing = bars("c-tags", "How far people came, by model and role", found, bands, unit="%", highest=100) if bands else None
    return Block(
        "By model of exploitation and by role",
        sentence(found),
        table,
        cannot,
        drawing,
        "Share of people who reached each step, by model and role",
    )


def _band(table: PublishedTable, heading: str, steps: Sequence[str], **labels: str) -> Band:
    cells = [(step, table.cell(f"{step}_rate", **labels)) for step in steps]
    return Band(heading, tuple(plain(cell, heading_of(table, f"{step}_rate"), n % 4) for n, (step, cell) in enumerate(cells)))


def stopped(given: Given) -> Block | None:
    """Where the way to a programme broke off."""
    table = given.tables.get("where_it_stopped")
    if table is None:
        return None
    steps = table.labels("stopped")
    shares = [(step, table.cell("people_share", stopped=step)) for step in steps]
    said = [f"{percent(cell, interval=False)} {pretty_point(step)}" for step, cell in shares if percent(cell)]
    found = (
        f"Of {about(table.cell('people'))}, by the furthest step on record: {'; '.join(said)}"
        if said
        else "Too few people for a share"
    )
    bands = drawn(
        [
            Band(
                setting,
                tuple(plain(table.cell("people_share", setting=setting, stopped=step), pretty_point(step)) for step in steps),
            )
            for setting in table.labels("setting")
        ]
    )
    drawing = bars("c-stopped", "Where the way to a programme broke off", found, bands, unit="%") if bands else None
    cannot = (
        "Not everybody who stopped was failed: people at low risk are not meant to be referred, and some referrals find that a programme does not fit. "
        "Those sentenced lately may still go further, and a step that nobody wrote down is missing."
    )
    caption = "Share of people by the furthest step on record"
    return Block("Where the way to a programme broke off", sentence(found), table, cannot, drawing, caption)


BLOCKS = (coverage, stopped, by_risk, by_sentence, by_type, by_denial, by_site, by_tag, released)
