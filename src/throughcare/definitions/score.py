"""Classes and rules held against the truth of an invented population.

Sensitivity: of the true episodes that satisfy a definition, the share with a recorded episode in the class. False discovery: of the recorded episodes in
the class, the share whose true episode does not satisfy the definition, or that no true episode is near.
"""

from typing import TYPE_CHECKING, Any

from throughcare.definitions.compile_rules import listed
from throughcare.definitions.load import load_rulebook
from throughcare.definitions.model import Definition, Rulebook
from throughcare.definitions.offence_codes import resolve_offence
from throughcare.definitions.truth import Read, match_episodes, open_truth, share

if TYPE_CHECKING:
    import duckdb

COUNTED = {"MET": ("MET",), "MET|PROBABLE": ("MET", "PROBABLE"), "MET|PROBABLE|POSSIBLE": ("MET", "PROBABLE", "POSSIBLE")}
FLAG_RULES = ("R-FLAG-CSE", "R-FLAG-CSE-MET-EARLY", "R-FLAG-CSE-MET")
FLAG_START = "2016-04-01"


def true_by_limbs(definition: Definition) -> str:
    """The true episodes in which every limb has an element that is present."""
    limbs = " and ".join(
        f"max(case when element in {listed(limb.any_of)} and present then 1 else 0 end) = 1" for limb in definition.limbs
    )
    return f"select episode_id from truth_cse group by episode_id having {limbs}"


def true_by_codes(definition: Definition, rulebook: Rulebook, codes: list[str]) -> str:
    """The true episodes whose conviction one of the listed rules reads."""
    wanted = {
        str(value)
        for rule in rulebook.rules
        if rule.id in definition.rules
        for condition in rule.conditions
        for value in condition.values
    }
    matching = [code for code in codes if resolve_offence(code).ho_code in wanted] or [""]
    return f"select episode_id from true_episodes where cjs_code in {listed(matching)}"


def mark_true(con: "duckdb.DuckDBPyConnection", rulebook: Rulebook) -> None:
    """Make `truly`: one row per definition and true episode that satisfies it."""
    codes = [row[0] for row in con.execute("select distinct cjs_code from true_episodes where cjs_code is not null").fetchall()]
    con.execute("create table truly (definition varchar, true_episode_id varchar)")
    for definition in rulebook.definitions:
        found = true_by_limbs(definition) if definition.kind == "limbs" else true_by_codes(definition, rulebook, codes)
        con.execute(f"insert into truly select '{definition.id}', episode_id from ({found})")


def score_class(con: "duckdb.DuckDBPyConnection", definition: str, name: str) -> dict[str, Any]:
    """Sensitivity and false discovery of one definition, by episode and by person, when these classes are counted."""
    classes = listed(COUNTED[name])
    con.execute(
        f"""
        create or replace temp table judged as
        select c.episode_id, c.person, m.true_episode_id, t.true_episode_id is not null as is_true
        from episode_class as c
        left join episode_truth as m on m.episode_id = c.episode_id
        left join truly as t on t.definition = c.definition and t.true_episode_id = m.true_episode_id
        where c.definition = ? and c.class in {classes}
        """,
        [definition],
    )
    counted, right, found = con.execute(
        "select count(*), sum(case when is_true then 1 else 0 end), count(distinct case when is_true then true_episode_id end) from judged"
    ).fetchall()[0]
    true = con.execute("select count(*) from truly where definition = ?", [definition]).fetchall()[0][0]
    people, true_people, found_people = con.execute(
        """
        with truth as (
            select distinct e.person_id
            from truly as t inner join true_episodes as e on e.episode_id = t.true_episode_id where t.definition = ?
        ),
        named as (select distinct p.person_id from judged as j inner join true_people as p on p.person = j.person)
        select
            (select count(*) from named),
            (select count(*) from truth),
            (select count(*) from named inner join truth using (person_id))
        """,
        [definition],
    ).fetchall()[0]
    return {
        "definition": definition,
        "classes": name,
        "episodes": counted,
        "true_episodes": true,
        "sensitivity": share(found, true),
        "false_discovery": share(counted - (right or 0), counted),
        "people": people,
        "true_people": true_people,
        "people_sensitivity": share(found_people, true_people),
        "people_false_discovery": share(people - found_people, people),
    }


def score_rules(con: "duckdb.DuckDBPyConnection", rulebook: Rulebook) -> list[dict[str, Any]]:
    """For each rule: in how many episodes it fired, and in what share of those with a true episode something it says is not true."""
    rows = con.execute("""
        with said as (
            select distinct h.rule, h.episode_id, m.true_episode_id, h.element, h.contradicts
            from rule_hits as h inner join episode_truth as m on m.episode_id = h.episode_id
            inner join (select distinct episode_id from truth_cse) as known on known.episode_id = m.true_episode_id
        ),
        judged as (
            select s.rule, s.episode_id, bool_and(coalesce(t.present, false) <> s.contradicts) as holds
            from said as s left join truth_cse as t on t.episode_id = s.true_episode_id and t.element = s.element
            group by s.rule, s.episode_id
        )
        select rule, count(*), sum(case when holds then 0 else 1 end) from judged group by rule
    """).fetchall()
    found = {row[0]: (row[1], row[2]) for row in rows}
    return [
        {"rule": rule.id, "episodes": found[rule.id][0], "false_discovery": share(found[rule.id][1], found[rule.id][0])}
        for rule in rulebook.rules
        if rule.id in found
    ]


def score_flag(con: "duckdb.DuckDBPyConnection", definition: str) -> dict[str, Any]:
    """The police flag against a definition: of true episodes recorded since the flag is mandatory, the share flagged; of those flagged, the share wrong."""
    flagged, wrong, true, found = con.execute(
        f"""
        with flags as (
            select distinct m.true_episode_id
            from rule_hits as h inner join episode_truth as m on m.episode_id = h.episode_id where h.rule in {listed(FLAG_RULES)}
        ),
        truth as (
            select t.true_episode_id
            from truly as t inner join true_episodes as e on e.episode_id = t.true_episode_id
            where t.definition = ? and e.recorded_on >= date '{FLAG_START}'
        )
        select
            (select count(*) from flags),
            (select count(*) from flags where true_episode_id not in (select true_episode_id from truly where definition = ?)),
            (select count(*) from truth),
            (select count(*) from truth where true_episode_id in (select true_episode_id from flags))
        """,
        [definition, definition],
    ).fetchall()[0]
    return {
        "definition": definition,
        "flagged": flagged,
        "false_discovery": share(wrong, flagged),
        "true": true,
        "sensitivity": share(found, true),
    }


def score_joins(con: "duckdb.DuckDBPyConnection") -> dict[str, Any]:
    """How well records were joined into episodes: true episodes found, found in parts, and recorded episodes that no true one is near."""
    true, found, split, unmatched, recorded = con.execute("""
        with parts as (select true_episode_id, count(*) as n from episode_truth group by true_episode_id)
        select
            (select count(*) from true_episodes where recorded_on is not null or charged_on is not null),
            (select count(*) from parts),
            (select count(*) from parts where n > 1),
            (select count(*) from episodes as e left join episode_truth as m on m.episode_id = e.episode_id
             where m.episode_id is null and e.join_used <> 'marker_only'),
            (select count(*) from episodes where join_used <> 'marker_only')
    """).fetchall()[0]
    return {
        "true_episodes": true,
        "found": share(found, true),
        "in_parts": share(split, found),
        "episodes": recorded,
        "without_truth": share(unmatched, recorded),
    }


def score_definitions(read: Read, truth: Read, own: str = "") -> dict[str, Any]:
    """Scores of a study: `read` gives a table of the chain by name, `truth` a truth table by its name without `truth_`."""
    rulebook = load_rulebook(own)
    con = open_truth(read, truth, ("episodes", "episode_class", "rule_hits"), ("cse", "event"))
    match_episodes(con)
    mark_true(con, rulebook)
    return {
        "by_definition": [
            score_class(con, definition.id, name)
            for definition in rulebook.definitions
            for name in (COUNTED if definition.kind == "limbs" else ("MET",))
        ],
        "flag": score_flag(con, "ENG-2017"),
        "rules": score_rules(con, rulebook),
        "joins": score_joins(con),
    }
