"""Sentences on what could be behind a result: negative controls, something hidden, linkage error, late proof, subgroups."""

from collections.abc import Sequence

from throughcare.disclosure.published import PublishedTable
from throughcare.report.labels import pretty_point
from throughcare.report.sections.evaluation_cells import (
    Line,
    Names,
    between,
    each_plan,
    holds,
    per_hundred,
    per_hundred_people,
    place_of,
    shown,
    span,
)
from throughcare.report.words import listed, number


def say_controls(table: PublishedTable, names: Names) -> str:
    """What was seen where the programme can do nothing."""

    def say(rows: Sequence[Line]) -> str:
        seen = [
            f"for {pretty_point(label)}, {per_hundred(value)}{per_hundred_people(value)}{', so no difference was found' if holds(cells['value'], 0) else ''}"
            for label, cells in rows
            if place_of(label) < 90 and (value := shown(cells["value"])) is not None  # what is worked out from them
        ]
        taken = next((shown(cells["ratio"]) for label, cells in rows if place_of(label) == 91), None)  # the corrected ratio
        said = [f"where the programme can do nothing those who started had, {listed(seen)}"] if seen else []
        said += [f"with what these show taken off, the primary ratio would be {number(taken)}"] if taken is not None else []
        return "; ".join(said)

    return each_plan(table, names, say, "Too few people for figures that may be shown")


def say_hidden(table: PublishedTable, names: Names) -> str:
    """The E-values, as what something hidden would have to do."""

    def say(rows: Sequence[Line]) -> str:
        both = [next((shown(c["ratio"]) for label, c in rows if place_of(label) == at), None) for at in (1, 2)]
        if both[0] is None:
            return ""
        said = f"to explain the estimate, something recorded nowhere would have to make both starting and the outcome {number(both[0])} times as likely (the E-value)"
        if both[1] is None:
            return said
        if both[1] <= 1:
            return f"{said}; nothing hidden is needed for no difference, because the interval holds that already"
        return f"{said}; {number(both[1])} times would do to make the interval reach no difference"

    return each_plan(table, names, say, "Too few people for figures that may be shown")


def say_linkage(table: PublishedTable, names: Names) -> str:
    """The result with linkage error taken off, over link sets, over drawn linkages and over the grid."""

    def say(rows: Sequence[Line]) -> str:
        said, sets, grid = [], [], {}
        for label, cells in rows:
            at, value = place_of(label), shown(cells["value"])
            if value is None:
                continue
            if at == 1:
                said.append(
                    f"with our own linkage error taken off it is {per_hundred(value)}{per_hundred_people(value)}{between(cells['value'])}"
                )
            elif 10 <= at < 30:  # where link sets stand
                sets.append(value)
            elif at == 30:  # drawn linkages
                said.append(
                    f"over {pretty_point(label)} it is {per_hundred(value)}{per_hundred_people(value)}{between(cells['value'])}"
                )
            elif at > 40:  # the grid's counts
                grid[at] = (label.split(" ")[2], value)
        if len(sets) > 1:
            ends = {per_hundred(min(sets)), per_hundred(max(sets))}
            where = f"lies {span(min(sets), max(sets))}" if len(ends) > 1 else f"is {ends.pop()}"
            said.append(f"under {len(sets)} other link sets it {where} per 100 people")
        elif not any(10 <= place_of(label) <= 30 for label, _ in rows):
            said.append("it was not repeated under other link sets")
        words = {
            41: "leave the direction of the result as it is",
            42: "turn it",
            43: "cannot be true, because no rate could have been seen as it was",
        }
        parts = [
            f"{'all or nearly all' if number(grid[at][1]) == grid[at][0] else f'about {number(grid[at][1])}'} {what}"
            for at, what in words.items()
            if at in grid and grid[at][1]
        ]
        if parts:
            said.append(f"of {next(iter(grid.values()))[0]} linkage errors tried, {listed(parts)}")
        return "; ".join(said)

    return each_plan(table, names, say, "Too few people for figures that may be shown")


def say_grid(table: PublishedTable, names: Names) -> str:
    """Between which differences the grid lies."""

    def say(rows: Sequence[Line]) -> str:
        found = [value for _, cells in rows if (value := shown(cells["value"])) is not None]
        if not found:
            return ""
        steady = min(found) > 0 or max(found) < 0
        signs = "the direction is the same everywhere" if steady else "whether it is fewer or more hangs on the linkage error"
        return f"over the linkage errors shown the difference would be {span(min(found), max(found))} per 100 people; {signs}"

    return each_plan(table, names, say, "Too few people for a grid that may be shown")


def say_waiting(table: PublishedTable, names: Names) -> str:
    """The share that was proven too late, by group."""

    def say(rows: Sequence[Line]) -> str:
        words = {1: "of those who started", 2: "of those compared"}
        parts = []
        for label, cells in rows:
            value = shown(cells["value"])
            share = f"{number(value)}%" if value is not None else "a share that may not be shown"
            parts.append(f"{share} {words[place_of(label)]}")
        return f"proven too late to count were, of the offences committed in time, {listed(parts)}"

    return each_plan(table, names, say, "No offence was proven too late")


def say_subgroups(table: PublishedTable, names: Names) -> str:
    """By how much the effect differs, as the interaction."""

    def say(rows: Sequence[Line]) -> str:
        said = []
        for label, cells in rows:
            gap = cells["value"]
            value = shown(gap)
            inside, _, outside = pretty_point(label).partition(" against ")
            if value is None or gap.low is None or gap.high is None:
                said.append(f"too few {inside} for a comparison with {outside}")
                continue
            none = "; no difference between the two was found" if holds(gap, 0) else ""
            said.append(
                f"the effect among {inside} is {per_hundred(value)} per 100 people than among {outside} ({span(gap.low, gap.high)}){none}"
            )
        return "; ".join(said)

    return each_plan(table, names, say, "Too few people for figures that may be shown")
