"""Train the model on a study's own records: m by Splink's expectation maximisation, u counted.

Called only when somebody asks for it (`throughcare link train`); a run never trains. Each rule trains the facts whose columns it does not
use, so two rules that share no column train them all. A level with little support keeps part of its starting number.
"""

import json
import logging
from statistics import mean
from typing import TYPE_CHECKING, Any

from throughcare.errors import UsageError
from throughcare.linkage.blocking import make_pairs
from throughcare.linkage.chance import estimate_prior, estimate_u
from throughcare.linkage.compare import make_linker
from throughcare.linkage.facts import FACTS
from throughcare.linkage.numbers_file import Key, Numbers, numbers_to_text, read_numbers
from throughcare.linkage.weigh import code_records, score_pairs

if TYPE_CHECKING:
    import duckdb

# Rules for training: each fact but one is free under each. The third serves records without a birth date.
TRAINING_RULES = (("dob",), ("forename_form", "surname_form"), ("address",))
FEWEST_RULES = 2

# Where so many pairs a record and so large a share of all pairs agree on a rule, strangers do, and it tells nobody apart: one birth date on every
# record. Among them the pairs of one person are so few that expectation maximisation finds none.
MOST_PAIRS_A_RECORD, MOST_SHARE = 20, 0.01

# Above so many pairs Splink trains on a sample.
MOST_PAIRS = 2_000_000

# A starting number counts like so many pairs of one person; a level seen less often is mostly its starting number, and says so.
PRIOR_MATCHES = 50.0
FEWEST_SEEN = 20.0


def session_m(session: Any) -> dict[Key, tuple[float, float]]:
    """(m, expected pairs of one person in the level) that one training session found, by level."""
    found: dict[Key, tuple[float, float]] = {}
    for fact in session.core_model_settings.comparisons:
        for level in fact.comparison_levels:
            if not level.is_null_level:
                found[fact.output_column_name, level.label_for_charts] = (float(level.m_probability), 0.0)
    return found


def rule_on(columns: tuple[str, ...]) -> str:
    """A rule as Splink reads it: both records hold the same value in each column."""
    return " and ".join(f"l.{column} = r.{column}" for column in columns)


def pairs_under(con: "duckdb.DuckDBPyConnection", columns: tuple[str, ...]) -> int:
    """How many pairs of records agree on the columns; counted by value, for where all hold one value nobody could list the pairs."""
    known = " and ".join(f"{column} is not null" for column in columns)
    counted = f"select count(*) as n from records where {known} group by {', '.join(columns)}"
    return int(con.execute(f"select coalesce(sum(n * (n - 1) // 2), 0) from ({counted})").fetchall()[0][0])


def usable_rules(con: "duckdb.DuckDBPyConnection") -> dict[str, int]:
    """The first two rules that give pairs enough, with how many; UsageError where none does."""
    count = int(con.execute("select count(*) from records").fetchall()[0][0])
    most = max(MOST_PAIRS_A_RECORD * count, MOST_SHARE * count * (count - 1) / 2)
    counted = {rule_on(columns): pairs_under(con, columns) for columns in TRAINING_RULES}
    usable = {rule: pairs for rule, pairs in counted.items() if FEWEST_SEEN <= pairs <= most}
    if not usable:
        raise UsageError(
            f"too few records agree on a birth date, a whole name or an address to train on (at least {FEWEST_SEEN:g} pairs are needed), "
            "or nearly all do; the study goes on with the published numbers"
        )
    return dict(list(usable.items())[:FEWEST_RULES])


def starting_prior(con: "duckdb.DuckDBPyConnection", start: Numbers) -> float:
    """The share of all pairs that are of one person, by the numbers that training starts from.

    Where few facts are known and slips are many, expectation maximisation has a second optimum in which strangers who agree on the rule's
    own column are one person; started from an even chance it ends there.
    """
    make_pairs(con)
    score_pairs(con, start, "pairs", "unweighed")
    count = con.execute("select count(*) from records").fetchall()[0][0]
    weights = con.execute("select weight from unweighed order by weight").fetchnumpy()["weight"]
    return estimate_prior(weights, count * (count - 1) / 2)


def run_sessions(con: "duckdb.DuckDBPyConnection", start: Numbers) -> dict[Key, list[tuple[float, float]]]:
    """For every level: (m, how many pairs of one person it rests on), one entry a session that trained it."""
    # Splink warns of each level that a session did not see; what happens to such a level is written into the model itself.
    logging.getLogger("splink").setLevel(logging.ERROR)
    linker, _database = make_linker(con, start, prior=starting_prior(con, start))
    found: dict[Key, list[tuple[float, float]]] = {}
    for rule, pairs in usable_rules(con).items():
        session = linker.training.estimate_parameters_using_expectation_maximisation(
            rule, estimate_without_term_frequencies=True, max_pairs=MOST_PAIRS
        )
        matches = pairs * float(session.core_model_settings.probability_two_random_records_match)
        for key, (m, _) in session_m(session).items():
            found.setdefault(key, []).append((m, m * matches))
    return found


def pooled(found: list[tuple[float, float]], start: float) -> tuple[float, float]:
    """M over sessions, steadied by its starting number; and how many pairs it rests on."""
    seen = mean(count for _, count in found)
    total = mean(count / m for m, count in found if m > 0) if any(m > 0 for m, _ in found) else 0.0
    return (seen + PRIOR_MATCHES * start) / (total + PRIOR_MATCHES), seen


def train_numbers(con: "duckdb.DuckDBPyConnection") -> tuple[Numbers, dict[str, object]]:
    """Numbers trained on `records`, and what is to be known of the training."""
    start = read_numbers()
    code_records(con)
    untrained = start.with_u(estimate_u(con, start))
    found = run_sessions(con, untrained)
    m, source = dict(start.m), {}
    for fact in FACTS:
        for code in fact.codes:
            key = (fact.code, code)
            if key not in found:
                source[key] = f"start: {start.source[key]}; no session trained it"
                continue
            m[key], seen = pooled(found[key], start.m[key])
            source[key] = (
                f"trained on {round(seen)} pairs"
                if seen >= FEWEST_SEEN
                else f"start: {start.source[key]}; {round(seen)} pairs only"
            )
        total = sum(m[fact.code, code] for code in fact.codes)
        for code in fact.codes:
            m[fact.code, code] = min(max(m[fact.code, code] / total, 1e-7), 1.0)
    trained = Numbers(m, untrained.u, source, "trained", trained=True)
    records = con.execute("select count(*) from records").fetchall()[0][0]
    return trained, {"records": int(records), "rules": list(usable_rules(con))}


def train_model(con: "duckdb.DuckDBPyConnection") -> str:
    """The text of a study's `links/model.json`, from the table `nodes` of the connection."""
    from throughcare.linkage.records import make_records

    make_records(con)
    numbers, notes = train_numbers(con)
    text = numbers_to_text(numbers, notes)
    # What is read back has rounded numbers, so the hash must be theirs.
    return numbers_to_text(rounded(text, numbers), notes)


def rounded(text: str, numbers: Numbers) -> Numbers:
    """The numbers as a file holds them."""
    levels = json.loads(text)["levels"]
    m = {(row["fact"], row["level"]): float(row["m"]) for row in levels}
    u = {(row["fact"], row["level"]): float(row["u"]) for row in levels}
    return Numbers(m, u, numbers.source, numbers.name, trained=True)
