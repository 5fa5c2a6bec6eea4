"""Which pairs are worth comparing: rules that share a key, and the refusal of those that would run away.

Source: linkage note, section 7, with the share of true pairs that each rule keeps.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import duckdb

# A key on more records than this is set aside; a rule that still gives more pairs a record than this is set aside whole.
MOST_RECORDS_A_KEY = 500
MOST_PAIRS_A_RECORD = 20


@dataclass(frozen=True)
class Rule:
    """A rule's code, the parts of its key (a null part takes the record out), and the most records that one key may have."""

    code: str
    parts: tuple[str, ...]
    unnested: str = ""
    most: int = MOST_RECORDS_A_KEY


RULES = (
    Rule("PNC", ("pnc_",), "pnc"),
    Rule("CRO", ("cro_",), "cro"),
    Rule("prison number", ("noms_",), "noms"),
    Rule("CRN", ("crn_",), "crn"),
    Rule("arrest number", ("asn_",), "asn"),
    Rule("court master defendant", ("master_",), "master"),
    Rule("core number", ("core_",), "core"),
    Rule("birth date, surname", ("dobs_", "surname_form"), "dobs"),
    Rule("birth date, forename", ("dobs_", "forename_form"), "dobs"),
    Rule("birth date, surname skeleton", ("dob", "surname_skeleton")),
    Rule("surname, forename, outcode", ("surname_form", "forename_form", "outcodes_"), "outcodes"),
    Rule("postcode, forename skeleton", ("postcodes_", "forename_skeleton"), "postcodes"),
    Rule("postcode, surname skeleton", ("postcodes_", "surname_skeleton"), "postcodes"),
    Rule("reversed, birth date", ("least(forename, surname)", "greatest(forename, surname)", "dob")),
    Rule("birth date, outcode", ("dob", "outcodes_"), "outcodes"),
    Rule("name, birth year", ("forename_form", "surname_form", "dob_year")),
    Rule("name, middle name", ("forename_form", "surname_form", "middle")),
    Rule(
        "skeletons reversed, birth date",
        ("least(forename_skeleton, surname_skeleton)", "greatest(forename_skeleton, surname_skeleton)", "dob"),
    ),
    Rule("two and two letters, birth date", ("left(forename, 2)", "left(surname, 2)", "dob")),
    Rule("any listed name, birth year", ("names_", "dob_year"), "names"),
    Rule("birth date, sentence date", ("dob", "sentence_dates_"), "sentence_dates"),
    Rule(
        "two and two letters, sentence date", ("left(forename, 2)", "left(surname, 2)", "sentence_dates_"), "sentence_dates", 50
    ),
    Rule("rare name, in any order", ("least(forename, surname)", "greatest(forename, surname)"), "", 12),
    Rule("rare name", ("forename_form", "surname_form"), "", 12),
    Rule("rare skeletons", ("forename_skeleton", "surname_skeleton"), "", 8),
    Rule("two words of the address, an initial", ("address_keys_",), "address_keys", 6),
)


def key_rows(number: int, rule: Rule) -> str:
    """The keys that one rule gives to each record, hashed."""
    source = "records"
    if rule.unnested:
        source = f"(select *, unnest({rule.unnested}) as {rule.unnested}_ from records where {rule.unnested} is not null)"

    known = " and ".join(f"{part} is not null" for part in rule.parts)
    return f"select node, {number}::utinyint as rule, hash({', '.join(rule.parts)}) as key from {source} where {known}"


def most_of(rules: tuple[Rule, ...]) -> str:
    """The most records that a key of a rule may have, by the column `rule`."""
    return "case rule " + " ".join(f"when {number} then {rule.most}" for number, rule in enumerate(rules)) + " end"


def make_keys(con: "duckdb.DuckDBPyConnection", rules: tuple[Rule, ...]) -> None:
    """Leave `block_keys`, without the keys that too many records share, and `block_counts`: what each rule gives and what was set aside."""
    union = " union all ".join(key_rows(number, rule) for number, rule in enumerate(rules))
    most = most_of(rules)
    # The lists of `records` hold each element once, so no record has a key twice.
    # The rule is part of the key from here on, so that one number is all that is grouped and joined by.
    con.execute(f"create or replace temp table all_keys as select node, rule, hash(rule, key) as key from ({union})")
    con.execute(
        "create or replace temp table key_counts as select key, any_value(rule) as rule, count(*) as n from all_keys group by key having count(*) > 1"
    )
    con.execute(f"""
        create or replace temp table block_counts as
        select rule, sum(case when n <= {most} then n * (n - 1) / 2 else 0 end)::bigint as pairs,
            sum(case when n > {most} then 1 else 0 end)::bigint as keys_set_aside,
            sum(case when n > {most} then n else 0 end)::bigint as records_set_aside
        from key_counts group by rule order by rule
    """)
    con.execute(f"""
        create or replace temp table block_keys as
        select node, rule, key from all_keys semi join (
            select key from key_counts where n <= {most} and rule in (select rule from block_counts where pairs <= {MOST_PAIRS_A_RECORD} * (select count(*) from records))
        ) using (key)
    """)
    con.execute("drop table all_keys")


def make_pairs(con: "duckdb.DuckDBPyConnection", rules: tuple[Rule, ...] = RULES) -> None:
    """Leave `pairs` (node_l < node_r, the rules that found the pair as bits): each pair once, whatever number of rules found it."""
    make_keys(con, rules)
    con.execute("""
        create or replace temp table pairs as
        select l.node as node_l, r.node as node_r, bit_or(1::bigint << l.rule::bigint) as rules
        from block_keys as l join block_keys as r on l.key = r.key and l.node < r.node
        group by l.node, r.node
    """)
