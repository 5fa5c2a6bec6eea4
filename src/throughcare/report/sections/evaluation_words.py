"""The sentences of the study's own evaluations, from their published cells: what was found, in words that a reader without the trade's own can follow."""

from collections.abc import Sequence

from throughcare.disclosure.published import PublishedTable
from throughcare.evaluation.words import (
    EVERYBODY_WHO_STARTED,
    NOT_NO_EFFECT,
    OPEN_START,
    REFUSED,
    jdl_difference,
    no_headline,
    not_enough_people,
)
from throughcare.report.labels import pretty_point
from throughcare.report.sections.evaluation_cells import (
    Cells,
    Line,
    Names,
    between,
    cells_of,
    each_plan,
    ends,
    holds,
    per_hundred,
    per_hundred_people,
    place_of,
    shown,
    span,
)
from throughcare.report.words import listed, number, sentence

RECALLED = "A recall ends these curves: what was done after it is not in them. The result above counts everybody over the whole follow-up, recalled or not, as the Justice Data Lab does."
JDL_UNITS = {"2": "offences per person", "3": "days", "5": "offences per person", "7": "sentences per person"}


def headline(names: Names, plan: str, label: str, cells: Cells) -> str:
    """One plan's primary result per 100 people, in words that hold whichever way it points."""
    gap, title = cells["value"], names.title(plan)
    value = shown(gap)
    if value is None or gap.low is None or gap.high is None:
        if REFUSED in label:
            return sentence(f"{title}: the evaluation was refused: {label.partition(REFUSED)[2]}")
        gates = label.partition("refused at the gate of ")[2]
        if gates and not {"treated", "events"} & set(gates.split(", ")):
            return f"{title}: {no_headline(f'refused at the gate of {gates}', gates.split(', '))}"
        return (
            f"{title}: {not_enough_people(f'refused at the gate of {gates}' if gates else 'an estimate could not leave', None)}"
        )
    is_open, rates = gap.low <= 0 <= gap.high, (shown(cells["mean_started"]), shown(cells["mean_compared"]))
    opening = f"{title}: no difference was found. " if is_open else f"{title}: "
    whom = OPEN_START if label.endswith(": overlap") else EVERYBODY_WHO_STARTED
    last = f" {NOT_NO_EFFECT}" if is_open else ""
    if cells["ratio"].status == "not_applicable":
        both = f"those who started had on average {number(rates[0] or 0)} ({names.outcome(plan)}) and similar people who did not {number(rates[1] or 0)}"
        return f"{opening}{sentence(f'{both}; the difference could lie between {number(gap.low)} and {number(gap.high)}')}{last}"
    had = (
        f"of 100 typical people who started{whom}, the equivalent of {number(rates[0])} had {names.outcome(plan)}, and of 100 similar people who did not start {number(rates[1])}"
        if rates[0] is not None and rates[1] is not None
        else f"the outcome is {names.outcome(plan)}"
    )
    reach = f"for every 100 people who started the difference could be {span(gap.low, gap.high)}"
    middle = reach if is_open else f"that is {per_hundred(value)} for every 100 people who started ({span(gap.low, gap.high)})"
    return f"{opening}{sentence(f'{had}; {middle}') if is_open else f'{had}; {middle}.'}{last}"


def say_flow(table: PublishedTable, names: Names) -> str:
    """Who takes part of how many."""
    said = []
    for plan in table.labels("plan"):
        whole, part = table.cell("people", plan=plan), table.cell("people", plan=plan, step="90 taking part")
        parts = [cell.text if cell and cell.status == "published" else "a withheld number" for cell in (part, whole)]
        said.append(sentence(f"{names.lead(plan)}{parts[0]} of {parts[1]} people take part"))
    return " ".join(said)


def say_missing(table: PublishedTable, names: Names) -> str:
    """How many covariates have gaps."""

    def say(rows: Sequence[Line]) -> str:
        many = f"{len(rows)} covariates are" if len(rows) > 1 else "one covariate is"
        return f"{many} not recorded for everybody; nobody is left out for that, and the table says what stands in each gap"

    return each_plan(table, names, say, "Every covariate is recorded for everybody")


def say_detectable(table: PublishedTable, names: Names) -> str:
    """The smallest fall that would have been seen in the primary outcome."""

    def say(rows: Sequence[Line]) -> str:
        label, cells = rows[0]
        fall = shown(cells["value"]) if place_of(label) == 1 else None
        if fall is not None:
            return f"with this many people the study could expect to see a fall of the rate by {round(100 * (1 - fall))}% or more (to {number(fall)} of what it would be without the programme)"
        if cells["value"].status == "not_applicable":
            return "with so few people no fall of the rate could be expected to be seen, however large"
        return ""

    return each_plan(table, names, say, "What could have been detected may not be shown: too few people")


def say_overlap(table: PublishedTable, names: Names) -> str:
    """In how many bands only one group stands."""

    def say(rows: Sequence[Line]) -> str:
        alone = sum({cells["started"].status, cells["compared"].status} == {"published", "withheld"} for _, cells in rows)
        score = "the score (how likely a person was to start, by what is recorded)"
        if not alone:
            return f"in none of {len(rows)} bands of {score} does one group stand without the other"
        return f"in {alone} of {len(rows)} bands of {score} one group has people and the other fewer than ten, perhaps none"

    return each_plan(table, names, say, "Too few people for bands")


def say_balance(table: PublishedTable, names: Names) -> str:
    """The largest difference before and after."""

    def say(rows: Sequence[Line]) -> str:
        most = [
            max((abs(v) for _, cells in rows if (v := shown(cells[name])) is not None), default=None)
            for name in ("before", "after")
        ]
        if most[0] is None or most[1] is None:
            return ""
        return f"the largest standardised difference shown between the groups is {number(most[0])} before and {number(most[1])} after adjustment; 0.1 is the usual limit for a headline"

    return each_plan(table, names, say, "Too few people for differences that may be shown")


def say_weights(table: PublishedTable, names: Names) -> str:
    """How many equally weighted people are left of those compared."""

    def say(rows: Sequence[Line]) -> str:
        for label, cells in rows:
            if label.endswith("compared") and (left := shown(cells["effective"])) is not None:
                return f"after adjustment the people compared say as much as {left:,.0f} equally weighted people would"
        return ""

    return each_plan(table, names, say, "Too few people for a number that may be shown")


def say_curves(table: PublishedTable, names: Names) -> str:
    """The share of each kind in both groups on the last day that both have one; two days would invite a false comparison."""
    shares: dict[tuple[str, str], dict[str, dict[int, float]]] = {}
    for row in table.rows:
        plan, kind, group, day = row.labels
        value = shown(cells_of(table, row)["share"])
        if value is not None:
            shares.setdefault((plan, kind), {}).setdefault(group, {})[int(day)] = value
    said = []
    for (plan, kind), groups in sorted(shares.items(), key=lambda one: (one[0][0], one[0][1] != "event")):
        what = "the outcome" if kind == "event" else pretty_point(kind)
        both = set.intersection(*(set(days) for days in groups.values()))
        if not both:
            continue
        latest = max(both)
        words = {"started": "of those who started", "compared": "of those compared"}
        parts = [f"{number(groups[group][latest])}% {words[group]}" for group in words if group in groups]
        said.append(sentence(f"{names.lead(plan)}by day {latest} {what} had come to {listed(parts)}"))
    if said and any(kind == "recall" for _, kind in shares):
        said.append(RECALLED)
    return " ".join(said) or "Too few events for a curve that may be shown."


def say_course(table: PublishedTable, names: Names) -> str:
    """Hazard ratio, days without the event, frequency and what censoring would have said, each in a clause."""

    def say(rows: Sequence[Line]) -> str:
        said = []
        for label, cells in rows:
            ratio, value, at = shown(cells["ratio"]), shown(cells["value"]), place_of(label)
            none = ", so no difference was found" if holds(cells["ratio"], 1) or holds(cells["value"], 0) else ""
            if at == 1 and ratio is not None:
                said.append(
                    f"among those to whom neither it nor another ending had come yet, it came {number(ratio)} times as often to those who started{ends(cells['ratio'])}{none}"
                )
            elif at == 2 and value is not None:
                until = label.partition("up to ")[2].partition(":")[0]
                said.append(
                    f"up to {until} those who started had on average {number(abs(value))} {'fewer' if value < 0 else 'more'} days without it{between(cells['value'])}{none}"
                )
            elif at == 3 and ratio is not None:
                said.append(
                    f"in a year at liberty they committed {number(ratio)} times as many offences{ends(cells['ratio'])}{none}"
                )
            elif at == 4 and value is not None:
                said.append(
                    f"a count that takes the other endings for the end of watching would overstate the risk by {number(value)}%"
                )
        return "; ".join(said)

    return each_plan(table, names, say, "Too few people for figures that may be shown")


def say_spread(table: PublishedTable, names: Names) -> str:
    """The lowest and the highest difference of a table of estimates."""

    def say(rows: Sequence[Line]) -> str:
        found = [
            (value, label, cells)
            for label, cells in rows
            if place_of(label) != 90 and (value := shown(cells["value"])) is not None  # the range over orders
        ]
        if not found:
            return ""
        if any(cells["ratio"].status == "not_applicable" for _, _, cells in found):
            least, most = (number(end(value for value, _, _ in found)) for end in (min, max))
            return f"the differences shown lie between {least} and {most}, in the unit of the outcome"
        if len(found) == 1:
            return f"one estimate is shown, for {pretty_point(found[0][1])}: {per_hundred(found[0][0])}{per_hundred_people(found[0][0])}"
        low, high = (end(value for value, _, _ in found) for end in (min, max))
        if per_hundred(low) == per_hundred(high):
            return f"all {len(found)} estimates shown come to {per_hundred(low)}{per_hundred_people(low)}"
        return f"the {len(found)} estimates shown lie {span(low, high)} per 100 people"

    return each_plan(table, names, say, "Too few people for estimates that may be shown")


def say_jdl(table: PublishedTable, names: Names) -> str:
    """Every row in the Justice Data Lab's words."""

    def say(rows: Sequence[Line]) -> str:
        return ". ".join(words for label, cells in rows if (words := jdl_words(label, cells)))

    return each_plan(table, names, say, "Not enough people for a table")


def jdl_words(label: str, cells: Cells) -> str:
    """A row of the Justice Data Lab's tables in its own words, the two rates or means first; nothing where no interval is published."""
    gap, both = cells["value"], (shown(cells["mean_started"]), shown(cells["mean_compared"]))
    if gap.status != "published" or gap.low is None or gap.high is None:
        return ""
    table, _, title = pretty_point(label).removeprefix("table ").partition(": ")
    unit = JDL_UNITS.get(table, "percentage points")
    sign = "%" if table not in JDL_UNITS else f" {unit}"
    rates = (
        ""
        if both[0] is None or both[1] is None
        else f"{number(both[0])}{sign} in the treatment group, {number(both[1])}{sign} in the comparison group; "
    )
    words = jdl_difference(gap.low, gap.high, unit, is_significant=not gap.low <= 0 <= gap.high)
    return f"Table {table}, {title[:1].lower()}{title[1:]}: {rates}{words}"
