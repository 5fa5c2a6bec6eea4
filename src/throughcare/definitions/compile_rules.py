"""Rules as SQL: one SELECT a rule, put together by UNION ALL.

Written in the part of SQL that DuckDB and Spark share. `evaluate.py` says the same thing record by record. Source: domain note, section 10.
"""

from collections.abc import Iterable
from datetime import date

from throughcare.definitions.model import STILL_IN_FORCE, Condition, Rule, Rulebook
from throughcare.errors import StudyError

# Fields that every record keeps in one column, because each kind has only one of them.
IN_PART = {"flag", "alert", "register", "marker", "exploitation_type", "notice", "order", "text"}
MOMENTS = {"now": "", "charge": "e.charged_on", "sentence": "e.sentenced_on"}


def literal(value: str | int | bool | date) -> str:  # noqa: FBT001  # a value, not a switch
    """A value of a definition file as an SQL literal."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, date):
        return f"date '{value.isoformat()}'"
    return "'" + value.replace("'", "''") + "'"


def listed(values: Iterable[str | int | bool]) -> str:
    """Several values between brackets."""
    return f"({', '.join(literal(value) for value in values)})"


def condition_sql(condition: Condition, rule: Rule) -> str:
    """One condition; an empty field satisfies `not_in` and fails everything else."""
    column = "d.part" if condition.field in IN_PART else f"d.{condition.field}"
    if condition.operator == "any_term":
        return f"{column} = {literal(rule.id)}"
    if condition.operator == "not_in":
        return f"({column} is null or {column} not in {listed(condition.values)})"
    if condition.operator == "in":
        return f"{column} in {listed(condition.values)}"
    sign = {"is": "=", "lt": "<", "ge": ">="}[condition.operator]
    return f"{column} {sign} {literal(condition.values[0])}"


def window_sql(rule: Rule) -> list[str]:
    """The days on which the rule was in force; an undated record passes only where the rule has neither a known start nor an end."""
    found = []
    if rule.has_known_start:
        found.append(f'd."date" >= {literal(rule.valid_from)}')
    if rule.valid_to != STILL_IN_FORCE:
        found.append(f'd."date" <= {literal(rule.valid_to)}')
    if rule.has_own_dates:
        found.append('(d.marker_from is null or d."date" >= d.marker_from)')
        found.append('(d.marker_to is null or d."date" <= d.marker_to)')
    return found


def scope_sql(rule: Rule) -> list[str]:
    """Which records the rule reads at all: their kind, and the country of their episode where it is known."""
    found = [f"d.kind = {literal(rule.record)}"]
    if not {"England", "Wales"} <= set(rule.jurisdiction):
        found.append(f"(d.jurisdiction is null or d.jurisdiction in {listed(rule.jurisdiction)})")
    if rule.must_all_match:
        found += [f"{'d.part' if c.field in IN_PART else f'd.{c.field}'} is not null" for c in rule.conditions]
    return found


def asserted_sql(rule: Rule) -> str:
    """The elements a rule speaks of, as rows."""
    rows = ", ".join(f"({literal(element)}, {literal(denies)})" for element, denies in rule.asserted)
    return f"(values {rows}) as a (element, contradicts)"


def rule_sql(rule: Rule) -> str:
    """One rule as one SELECT: episode, rule, element, strength, with the record that fired it."""
    conditions = [condition_sql(condition, rule) for condition in rule.conditions]
    readable = scope_sql(rule) + window_sql(rule)
    joins, where = "", readable + conditions
    strength, is_open = str(rule.strength), "false"
    if rule.is_proposal:
        joins = f" left join reviews as r on r.record_id = d.record_id and r.rule = {literal(rule.id)}"
        where.append("coalesce(r.decision, 'open') <> 'rejected'")
        strength, is_open = f"case when r.decision = 'confirmed' then 2 else {rule.strength} end", "r.decision is null"
    if rule.must_all_match:
        every = " and ".join(conditions)
        joins += (
            f" inner join (select d.episode_id from evidence as d where {' and '.join(readable)} group by d.episode_id"
            f" having count(*) = sum(case when {every} then 1 else 0 end)) as w on w.episode_id = d.episode_id"
        )
    return (
        f"select d.episode_id, {literal(rule.id)} as rule, a.element, {strength} as strength, a.contradicts, {is_open} as is_open_proposal,"
        f' d.source_table, d.record_id, d."date", d.known_on from evidence as d{joins} cross join {asserted_sql(rule)}'
        f" where {' and '.join(where)}"
    )


def known_sql(known_at: str | date) -> str:
    """The filter that keeps what was known at a moment: 'now', 'charge', 'sentence' (of each episode) or a day."""
    text = known_at.isoformat() if isinstance(known_at, date) else str(known_at)
    if text in MOMENTS:
        return f" where d.known_on <= {MOMENTS[text]}" if MOMENTS[text] else ""
    try:
        return f" where d.known_on <= {literal(date.fromisoformat(text))}"
    except ValueError as error:
        raise StudyError(
            f"study.toml: known_at: seen '{text}', expected one of {', '.join(MOMENTS)}, or a day as 2018-12-31"
        ) from error


def evidence_sql(known_at: str | date) -> str:
    """The records that rules may read, as a step: those known at the moment."""
    columns = (
        "episode_id", "source_table", "record_id", "kind", "part", '"date"', "known_on", "force_code", "cjs_code", "ho_code", "offence_class",
        "victim_age", "suspect_age", "age_gap", "victim_looked_after", "protects", "victim_under_18", "decision", "marker_from", "marker_to",
    )  # fmt: skip
    chosen = ", ".join(f"d.{column}" for column in columns)
    return (
        f"evidence as (select {chosen}, e.jurisdiction from definition_records as d"
        f" inner join episodes as e on e.episode_id = d.episode_id{known_sql(known_at)})"
    )


def reviews_sql(rulebook: Rulebook) -> str:
    """People's decisions on proposals, as a step; the last decision on a record and rule holds."""
    decided = {(review.record_id, review.rule): review.decision for review in rulebook.reviews}
    rows = [listed((record, rule, decision)) for (record, rule), decision in sorted(decided.items())]
    given = f"(values {', '.join(rows)})" if rows else "(select '' as record_id, '' as rule, '' as decision where false)"
    return f"reviews as (select v.record_id, v.rule, v.decision from {given} as v (record_id, rule, decision))"


def rule_hits_sql(rulebook: Rulebook, known_at: str | date) -> str:
    """Every rule over every record: one row per episode, rule, element and record."""
    parts = " union all ".join(rule_sql(rule) for rule in rulebook.rules)
    return (
        f"with {evidence_sql(known_at)}, {reviews_sql(rulebook)}, hits as ({parts})"
        " select episode_id, rule, element, contradicts, source_table, record_id, max(strength) as strength,"
        ' min(case when is_open_proposal then 1 else 0 end) = 1 as is_open_proposal, min("date") as "date", min(known_on) as known_on'
        " from hits group by episode_id, rule, element, contradicts, source_table, record_id"
        " order by episode_id, rule, element, contradicts, source_table, record_id"
    )
