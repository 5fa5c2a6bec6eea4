"""Which pairs are worth comparing: rules that share a key, and the refusal of those that would run away.

Source: linkage note, section 7, with the share of true pairs that each rule keeps.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from throughcare.linkage.key_pairs import listed_pairs, pairs_of_rule

if TYPE_CHECKING:
    import duckdb

    from throughcare.linkage.key_pairs import Found

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


def find_pairs(con: "duckdb.DuckDBPyConnection", rules: tuple[Rule, ...]) -> "list[Found]":
    """What each rule gives, from `records`; one thread reads keys while others pair those that have been read."""
    from concurrent.futures import ThreadPoolExecutor

    count, last = con.execute("select count(*), coalesce(max(node), 0) from records").fetchall()[0]
    with ThreadPoolExecutor(max_workers=2) as pool:
        found = [
            pool.submit(
                pairs_of_rule,
                con.sql(key_rows(number, rule)).to_arrow_table(),
                number,
                rule.most,
                MOST_PAIRS_A_RECORD * count,
                last + 1,
            )
            for number, rule in enumerate(rules)
        ]
        return [one.result() for one in found]


def make_pairs(con: "duckdb.DuckDBPyConnection", rules: tuple[Rule, ...] = RULES) -> None:
    """Leave `pairs` (node_l < node_r, the rules that found the pair as bits): each pair once, whatever number of rules found it, in order.

    And `block_counts`: the pairs that each rule gives, the keys that too many records share and their records, and whether the whole rule is set aside.
    """
    found = find_pairs(con, rules)
    con.execute(
        "create or replace temp table block_counts (rule int, pairs bigint, keys_set_aside bigint, records_set_aside bigint, set_aside boolean)"
    )
    con.executemany(
        "insert into block_counts values (?, ?, ?, ?, ?)",
        [[number, *one[:3], one.pairs > 0 and one.matrix is None] for number, one in enumerate(found)],
    )
    con.register("found_pairs", listed_pairs([one.matrix for one in found if one.matrix is not None]))
    con.execute("create or replace temp table pairs as select node_l, node_r, rules::bigint as rules from found_pairs")
    con.unregister("found_pairs")
