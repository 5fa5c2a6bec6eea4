"""Definitions as SQL: an episode's elements side by side, then one SELECT a definition, put together by UNION ALL.

Written in the part of SQL that DuckDB and Spark share. `evaluate.py` says the same thing record by record. Source: domain note, section 10.
"""

from collections.abc import Sequence

from throughcare.definitions.compile_rules import listed, literal
from throughcare.definitions.model import Definition, Limb, Rulebook


def pivot_sql(rulebook: Rulebook) -> str:
    """Steps `wide` (an episode's elements side by side), `fired` (its rules) and `judged` (both, beside the episode)."""
    columns = []
    for element in rulebook.elements:
        chosen = f"case when element = {literal(element)} then"
        columns += [
            f"max({chosen} strength else 0 end) as v_{element}",
            f"max({chosen} strength_without_text else 0 end) as t_{element}",
            f"max({chosen} denial else 0 end) as d_{element}",
            f"min({chosen} indicated_since end) as k1_{element}",
            f"min({chosen} recorded_since end) as k2_{element}",
        ]
    conflicts = ", ".join(
        f"max(case when element = {literal(element)} and is_conflict then {literal(element)} end)"
        for element in rulebook.elements
    )
    fired = ", ".join(f"max(case when rule = {literal(rule.id)} then {literal(rule.id)} end)" for rule in rulebook.rules)
    carried = ", ".join(
        f"{'coalesce(' if p in 'vtd' else ''}w.{p}_{e}{', 0)' if p in 'vtd' else ''} as {p}_{e}"
        for e in rulebook.elements
        for p in ("v", "t", "d", "k1", "k2")
    )
    return (
        f"wide as (select episode_id, {', '.join(columns)}, concat_ws('|', {conflicts}) as conflicts from element_support group by episode_id),"
        f" fired as (select episode_id, concat_ws('|', {fired}) as rules from rule_hits group by episode_id),"
        f" judged as (select e.episode_id, e.person, e.jurisdiction, e.first_on, {carried}, coalesce(w.conflicts, '') as conflicts,"
        " coalesce(f.rules, '') as rules from episodes as e left join wide as w on w.episode_id = e.episode_id"
        " left join fired as f on f.episode_id = e.episode_id)"
    )


def limb_sql(limb: Limb, prefix: str) -> str:
    """A limb's value: its best alternative; for days (`k1`, `k2`) its earliest."""
    chosen = [f"{prefix}_{element}" for element in limb.any_of]
    if len(chosen) == 1:
        return chosen[0]
    return f"{'least' if prefix.startswith('k') else 'greatest'}({', '.join(chosen)})"


def lowest(values: Sequence[str]) -> str:
    """The lowest of several values, or the only one."""
    return values[0] if len(values) == 1 else f"least({', '.join(values)})"


def class_sql(definition: Definition, prefix: str) -> str:
    """The class that the limbs make, from the strengths with (`v`) or without (`t`) open proposals."""
    values = [limb_sql(limb, prefix) for limb in definition.limbs]
    core = [limb_sql(limb, prefix) for limb in definition.limbs if limb.is_core]
    further = [limb_sql(limb, prefix) for limb in definition.limbs if not limb.is_core]
    some = " or ".join(f"{value} >= 1" for value in further) or "false"
    return (
        f"case when {lowest(values)} >= 2 then 'MET' when {lowest(values)} = 1 then 'PROBABLE'"
        f" when {lowest(core)} >= 1 and ({some}) then 'POSSIBLE' when {lowest(core)} >= 1 then 'CHILD_SEXUAL_ONLY' else 'NO_EVIDENCE' end"
    )


def latest(days: Sequence[str]) -> str:
    """The latest of several days; empty where one of them is."""
    if len(days) == 1:
        return days[0]
    return f"case when {' or '.join(f'{day} is null' for day in days)} then null else greatest({', '.join(days)}) end"


def since_sql(definition: Definition, class_: str) -> str:
    """The first day on which the class, or a stronger one, could be known."""
    all_recorded = [limb_sql(limb, "k2") for limb in definition.limbs]
    all_indicated = [limb_sql(limb, "k1") for limb in definition.limbs]
    core = [limb_sql(limb, "k1") for limb in definition.limbs if limb.is_core]
    further = [limb_sql(limb, "k1") for limb in definition.limbs if not limb.is_core]
    some = [lowest(further)] if further else []
    return (
        f"case {class_} when 'MET' then {latest(all_recorded)} when 'PROBABLE' then {latest(all_indicated)}"
        f" when 'POSSIBLE' then {latest([*core, *some])} when 'CHILD_SEXUAL_ONLY' then {latest(core)} end"
    )


def limbs_sql(definition: Definition) -> str:
    """A definition made of limbs, as one SELECT over `judged`."""
    values = [limb_sql(limb, "v") for limb in definition.limbs]
    missing = ", ".join(
        f"case when {value} = 0 then {literal(limb.id)} end" for limb, value in zip(definition.limbs, values, strict=True)
    )
    class_, without_text = class_sql(definition, "v"), class_sql(definition, "t")
    return (
        f"select j.episode_id, j.person, j.jurisdiction, j.first_on, j.conflicts, j.rules, j.v_U18, j.d_U18, j.v_SEXUAL_ACTIVITY,"
        f" {literal(definition.id)} as definition, {class_} as class, {lowest(values)} as weakest, concat_ws('|', {missing}) as limbs_missing,"
        f" {class_} <> {without_text} as text_only, {since_sql(definition, class_)} as known_on from judged as j"
    )


def rule_list_sql(definition: Definition) -> str:
    """A definition that lists rules, as one SELECT over `judged`: one that fired is enough."""
    return (
        f"select j.episode_id, j.person, j.jurisdiction, j.first_on, j.conflicts, j.rules, j.v_U18, j.d_U18, j.v_SEXUAL_ACTIVITY,"
        f" {literal(definition.id)} as definition, case when l.episode_id is not null then 'MET' else 'NOT_MET' end as class,"
        " coalesce(l.strength, 0) as weakest, '' as limbs_missing, coalesce(l.text_only, false) as text_only, l.known_on from judged as j"
        " left join (select episode_id, max(strength) as strength, min(case when is_open_proposal then 1 else 0 end) = 1 as text_only,"
        f" min(known_on) as known_on from rule_hits where not contradicts and rule in {listed(definition.rules)} group by episode_id) as l"
        " on l.episode_id = j.episode_id"
    )


def in_window_sql(definition: Definition) -> str:
    """Whether the first offence day lies within the dates of the definition; empty where it is not known."""
    return f"first_on >= {literal(definition.valid_from)} and first_on <= {literal(definition.valid_to)}"


def is_default_sql(definition: Definition) -> str:
    """Whether this definition is the one read by default: Wales the Welsh text, otherwise the English text in force on the offence day."""
    if definition.kind != "limbs":
        return "false"
    if definition.jurisdiction == ("Wales",):
        return "coalesce(jurisdiction, '') = 'Wales'"
    return f"coalesce(jurisdiction, '') <> 'Wales' and coalesce({in_window_sql(definition)}, false)"


def episode_class_sql(rulebook: Rulebook) -> str:
    """Every episode under every definition."""
    judged = [limbs_sql(d) if d.kind == "limbs" else rule_list_sql(d) for d in rulebook.definitions]
    windows = " ".join(f"when {literal(d.id)} then {in_window_sql(d)}" for d in rulebook.definitions)
    defaults = " ".join(f"when {literal(d.id)} then {is_default_sql(d)}" for d in rulebook.definitions)
    return (
        f"with {pivot_sql(rulebook)}, classed as ({' union all '.join(judged)})"
        " select episode_id, person, definition, class, weakest, limbs_missing, conflicts, rules,"
        f" case definition {windows} end as in_window, case definition {defaults} end as is_default, text_only,"
        " v_SEXUAL_ACTIVITY >= 1 and v_U18 = 0 and d_U18 = 0 as age_not_recorded, known_on,"
        f" {literal(rulebook.version)} as definition_version from classed order by episode_id, definition"
    )
