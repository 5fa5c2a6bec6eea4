"""True tables in, published tables out, with what an outsider then knows. The only place that makes a `PublishedTable`.

Withhold and round every number, ask the attacker what is still too narrow, mend that (withhold a total, or in place of everybody a large part;
then drop the table), and ask again until nothing is. Error texts and results carry no true count.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from throughcare.disclosure.attack import Memory, Range, Verdict, audit
from throughcare.disclosure.grid import Grid, Labels, make_grid, members_of, sums_of
from throughcare.disclosure.policy import Policy
from throughcare.disclosure.published import SEAL, Cell, Column, PublishedTable, Row
from throughcare.disclosure.rules import (
    NOT_POSSIBLE,
    protect_estimate,
    protect_events,
    protect_people,
    protect_quantile,
    protect_rate,
    protect_steps,
    withhold,
)
from throughcare.disclosure.statements import Key, Knowledge, join_knowledge, make_key, state
from throughcare.errors import DisclosureError, PriorReleaseError
from throughcare.findings.spec import ALL, Finding, Measure, TrueTable


@dataclass(frozen=True)
class Context:
    """What is printed beside every number: the definition with its version, the last day of the data, the release."""

    definition: str
    data_cut: str
    release_id: str = "not released"


@dataclass(frozen=True)
class Protected:
    """What may leave, what it says, and what the attacker made of it. `dropped`: tables that could not be mended."""

    tables: tuple[PublishedTable, ...]
    knowledge: Knowledge
    verdict: Verdict
    dropped: tuple[str, ...]
    rounds: int


@dataclass
class _Draft:
    """A table on its way: its groups, and the cells of its counts of people by group and column."""

    grid: Grid
    context: Context
    counts: dict[tuple[Labels, str], Cell] = field(default_factory=dict)

    @property
    def finding(self) -> Finding:
        return self.grid.finding

    def key(self, labels: Labels, measure: str) -> Key:
        by_name = dict(zip(self.finding.dimensions, labels, strict=True))
        return make_key(self.finding.population, measure, by_name, self.context.definition, self.context.data_cut)

    def knowledge(self, policy: Policy) -> Knowledge:
        """What this table says of people, as it stands."""
        statements = [state(self.key(labels, name), cell, policy) for (labels, name), cell in self.counts.items()]
        possible = {at for at, cell in self.counts.items() if cell.status != "not_applicable"}
        sums, subsets = [], []
        for name in self.finding.people:
            for whole, parts in sums_of(self.grid):
                kept = [p for p in parts if (p, name) in possible]
                if kept and ((whole, name) in possible or whole not in self.grid.rows):
                    sums.append((self.key(whole, name), tuple(self.key(p, name) for p in kept)))
            for part, whole in members_of(self.grid):
                if {(part, name), (whole, name)} <= possible:
                    subsets.append((self.key(part, name), self.key(whole, name)))
        for inner, outer in self.finding.within:
            nested = [labels for labels in self.grid.rows if {(labels, inner), (labels, outer)} <= possible]
            subsets += [(self.key(labels, inner), self.key(labels, outer)) for labels in nested]
        return Knowledge(tuple(s for s in statements if s), tuple(sums), tuple(subsets))


def protect(tables: Iterable[TrueTable], policy: Policy, context: Context, earlier: Sequence[Knowledge] = ()) -> Protected:
    """Protect a set of tables together, against the attacker who also holds every earlier release of the study."""
    drafts = [_draft(table, policy, context) for table in tables]
    _check_same_people(drafts)
    dropped: list[str] = []
    memory: Memory = {}
    for done in range(policy.repair_rounds + 1):
        own = join_knowledge(d.knowledge(policy) for d in drafts)
        verdict = audit(join_knowledge([*earlier, own]), policy, memory)
        if verdict.passed:
            published = tuple(_publish(draft, policy, context) for draft in drafts)
            return Protected(published, own, verdict, tuple(dropped), done)
        if done < policy.repair_rounds:
            drafts, gone = _mend_all(drafts, verdict.failures, own, policy)
            dropped += gone
    kind = PriorReleaseError if any(f.target.why == "release" for f in verdict.failures) else DisclosureError
    raise kind(
        f"{len(verdict.failures)} groups can still be narrowed down after {policy.repair_rounds} rounds of withholding; "
        "publish fewer tables or broader groups"
    )


def _draft(table: TrueTable, policy: Policy, context: Context) -> _Draft:
    draft = _Draft(make_grid(table), context)
    for labels, row in draft.grid.rows.items():
        for name in draft.finding.people:
            draft.counts[labels, name] = protect_people(_whole(row, name, table.finding), policy)
    return draft


def _whole(row: Mapping[str, Any] | None, name: str, finding: Finding) -> int | None:
    """A true count; none in a group without a row. A missing column or a fraction is a fault of the finding."""
    if row is None:
        return 0
    if name not in row:
        raise DisclosureError(f"{finding.name}: no column '{name}'; its header promises one")
    value = row[name]
    if value is None:
        return None
    if value != int(value) or value < 0:
        raise DisclosureError(f"{finding.name}: column '{name}' holds something that is no count; expected whole numbers from 0")
    return int(value)


def _check_same_people(drafts: list[_Draft]) -> None:
    """The same group in two tables must be published as the same number, or the difference would be an answer."""
    seen: dict[Key, tuple[str, Cell]] = {}
    for draft in drafts:
        for (labels, name), cell in draft.counts.items():
            first, before = seen.setdefault(draft.key(labels, name), (draft.finding.name, cell))
            if before != cell:
                raise DisclosureError(
                    f"{first} and {draft.finding.name} count '{name}' of population '{draft.finding.population}' differently; "
                    "give them two populations, or count the same people"
                )


def _mend_all(drafts: list[_Draft], failures: Sequence[Range], own: Knowledge, policy: Policy) -> tuple[list[_Draft], list[str]]:
    """Mend each failure, but those near a number that was just withheld wait: withholding it may have mended them too."""
    touched: set[Key] = set()
    hopeless: list[str] = []
    withheld_any = False
    family = {key: {key} for failure in failures for key in (failure.target.key, failure.target.less) if key is not None}
    for whole, parts in own.sums:
        for key in {whole, *parts} & set(family):
            family[key] |= {whole, *parts}
    for failure in failures:
        near = {k for key in (failure.target.key, failure.target.less) if key is not None for k in family[key]}
        if touched & near:
            continue
        drafts, withheld, guilty = _mend(drafts, failure, own, policy)
        touched |= near if withheld is None else {withheld}
        hopeless += guilty
        withheld_any = withheld_any or withheld is not None
    # Those without a number to withhold wait too: what was withheld elsewhere may have mended them.
    gone = [] if withheld_any else list(dict.fromkeys(hopeless))
    return [d for d in drafts if d.finding.name not in gone], gone


def _mend(drafts: list[_Draft], failure: Range, own: Knowledge, policy: Policy) -> tuple[list[_Draft], Key | None, list[str]]:
    """Withhold the published number that narrows the target most directly; where there is none, name the tables that speak of it."""
    target = failure.target
    published = {d.key(*at): int(cell.value or 0) for d in drafts for at, cell in d.counts.items() if cell.status == "published"}
    choices: list[Key] = []
    if target.less is not None:
        choices = [k for k in (target.key if target.why == "release" else target.less, target.less, target.key) if k in published]
    else:
        wholes = [whole for whole, parts in own.sums if target.key in parts and whole in published]
        siblings = [
            p
            for whole, parts in own.sums
            if target.key in (whole, *parts)
            for p in (whole, *parts)
            if p in published and p != target.key
        ]
        nested = [k for pair in own.subsets if target.key in pair for k in pair if k != target.key and k in published]
        # A part can hide another only if it is large enough itself. Everybody is what most tables print and most readers want, so it goes after them.
        large = [key for key in siblings if published[key] >= 2 * policy.threshold and key not in wholes]
        groups = ([w for w in wholes if w.labels], large, wholes, [*siblings, *nested])
        choices = [key for group in groups for key in sorted(group, key=published.__getitem__)]
    if choices:
        for draft in drafts:
            for at in draft.counts:
                if draft.key(*at) == choices[0]:
                    draft.counts[at] = withhold("protects_another")
        return drafts, choices[0], []
    guilty = {target.key, target.less} - {None}
    gone = [d.finding.name for d in drafts if any(d.key(*at) in guilty for at in d.counts)]
    return drafts, None, gone


def _columns(finding: Finding) -> tuple[Column, ...]:
    made = []
    for m in finding.measures:
        name = f"{m.name}_{m.kind}" if m.kind in {"rate", "share"} else m.name
        heading = finding.heading(m.name)
        if m.kind == "rate":
            heading = f"{heading} (% of {finding.heading(m.on or '').lower()})"
        elif m.kind == "share":
            heading = f"{heading} (% of all)"
        elif m.kind in {"median", "quartile"}:
            heading = f"{heading} (days)"
        elif m.kind == "curve":
            heading = f"{heading} (%)"
        # For a reader a share is a rate like any other: a percentage with its interval.
        made.append(Column(name, finding.headings.get(name, heading), "rate" if m.kind == "share" else m.kind, m.on or ""))
    return tuple(made)


def _publish(draft: _Draft, policy: Policy, context: Context) -> PublishedTable:
    finding = draft.finding
    cells: dict[tuple[Labels, str, str], Cell] = {}
    for m in finding.measures:
        for labels in draft.grid.rows:
            if m.kind != "curve":
                cells[labels, m.name, m.kind] = _cell(draft, labels, m, policy)
        if m.kind == "curve":
            cells |= {(labels, m.name, m.kind): cell for labels, cell in _curve(draft, m, policy)}
    rows = tuple(Row(labels, tuple(cells[labels, m.name, m.kind] for m in finding.measures)) for labels in draft.grid.rows)
    return PublishedTable(
        name=finding.name,
        title=finding.title,
        questions=finding.questions,
        definition=context.definition,
        data_cut=context.data_cut,
        policy=f"{policy.name} {policy.version}",
        policy_sha256=policy.sha256,
        dimensions=tuple((d, finding.heading(d)) for d in finding.dimensions),
        columns=_columns(finding),
        rows=rows,
        notes=(finding.sentence, *finding.notes, *_unlisted(draft.grid), policy.sentence),
        release_id=context.release_id,
        seal=SEAL,
    )


def _unlisted(grid: Grid) -> list[str]:
    """A sentence about labels outside a closed list, which stand in the table only because the study has them."""
    found = grid.unlisted()
    return [f"Not in the list of this table, and shown because this study has it: {', '.join(found)}."] if found else []


def _cell(draft: _Draft, labels: Labels, measure: Measure, policy: Policy) -> Cell:
    """One number by the rule of its kind."""
    row = draft.grid.rows[labels]
    on = measure.on or ""
    if measure.kind == "count":
        return draft.counts[labels, measure.name]
    if measure.kind == "rate":
        return protect_rate(draft.counts[labels, measure.name], draft.counts[labels, on], policy)
    if measure.kind == "share":
        return _share(draft, labels, on, policy)
    if measure.kind == "estimate":
        given = row or {}
        # Before the question whether the source gives a figure: that it gives none may be because nobody is there.
        if draft.counts.get((labels, on), NOT_POSSIBLE).reason == "below_threshold":
            return withhold("too_few_for_estimate")
        return protect_estimate(
            given.get(measure.name),
            given.get(f"{measure.name}_low"),
            given.get(f"{measure.name}_high"),
            smallest_level=given.get("smallest_level"),
            residual_degrees=given.get("residual_degrees"),
            policy=policy,
        )
    if measure.kind == "records":
        return protect_people(_whole(row, measure.name, draft.finding), policy)
    people = _whole(row, on, draft.finding)
    if draft.counts[labels, on].reason == "protects_another":
        return withhold("count_withheld")
    if measure.kind == "events":
        return protect_events(_whole(row, measure.name, draft.finding), people, policy)
    sides = 2 if measure.kind == "median" else 4
    return protect_quantile(None if row is None else row.get(measure.name), people, sides, policy)


def _share(draft: _Draft, labels: Labels, people: str, policy: Policy) -> Cell:
    """A group's percentage of the people whose last label is `All`; nothing where the table has no such row."""
    whole = draft.counts.get(((*labels[:-1], ALL), people))
    if whole is None:
        return NOT_POSSIBLE
    if labels[-1] == ALL and whole.status == "published":
        return Cell(100.0, "published")
    return protect_rate(draft.counts[labels, people], whole, policy)


def _curve(draft: _Draft, measure: Measure, policy: Policy) -> list[tuple[Labels, Cell]]:
    """Each curve of a table: its steps are the labels of the last dimension, in the order of the rows."""
    curves: dict[Labels, list[Labels]] = {}
    for labels in draft.grid.rows:
        curves.setdefault(labels[:-1], []).append(labels)
    made: list[tuple[Labels, Cell]] = []
    start = draft.finding.people[0]
    for steps in curves.values():
        rows = [draft.grid.rows[labels] for labels in steps]
        values = [(0.0, 0) if row is None else (row.get(measure.name), row.get(measure.on or "")) for row in rows]
        people = max((_whole(row, start, draft.finding) or 0 for row in rows), default=0)
        made += zip(steps, protect_steps(values, people, policy), strict=True)
    return [(labels, cell) for labels, cell in made] or [(draft.finding.dimensions, NOT_POSSIBLE)]
