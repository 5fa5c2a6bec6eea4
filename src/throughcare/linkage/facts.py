"""The model: what is compared, level by level, strongest first; a pair takes the first level that holds.

One comparison per real-world fact, because the columns of one fact are not independent (linkage note, sections 5 and 7).
Numbers stand in `numbers/`, never here. No level looks at ethnicity, sex, nationality or any offence.
"""

from collections.abc import Callable
from dataclasses import dataclass

from throughcare.linkage.words import Dialect, jaro_winkler, length, one_edit, overlap, shared_count, unknown

VERSION = "1"

Condition = Callable[[Dialect], str]


@dataclass(frozen=True)
class Level:
    """A level's code, its condition in SQL, and the column whose frequency takes the place of u (with its strength)."""

    code: str
    condition: Condition
    frequency_of: str = ""
    frequency_strength: float = 1.0


@dataclass(frozen=True)
class Fact:
    """One comparison: when it is silent, its levels in order, and "else"."""

    code: str
    silent: Condition
    levels: tuple[Level, ...]

    @property
    def codes(self) -> tuple[str, ...]:
        """The codes of all levels, "else" last."""
        return (*(level.code for level in self.levels), "else")


def fixed(condition: str) -> Condition:
    """A condition that both engines read alike."""
    return lambda _dialect: condition


def same(*columns: str) -> Condition:
    """Both records hold the same value in each column."""
    return fixed(" and ".join(f"{column}_l = {column}_r" for column in columns))


def crossed(left: str, right: str) -> Condition:
    """One record's forename part is the other's surname part, and the other way round."""
    return fixed(f"{left}_l = {right}_r and {right}_l = {left}_r")


def close(column: str, at_least: float) -> Condition:
    """Jaro-Winkler similarity of at least so much."""
    return lambda dialect: f"{jaro_winkler(dialect, f'{column}_l', f'{column}_r')} >= {at_least}"


def edited(column: str) -> Condition:
    """At most one edit apart."""
    return lambda dialect: one_edit(dialect, column)


def all_of(*conditions: Condition) -> Condition:
    """Every condition holds."""
    return lambda dialect: " and ".join(f"({condition(dialect)})" for condition in conditions)


def any_of(*conditions: Condition) -> Condition:
    """At least one condition holds."""
    return lambda dialect: " or ".join(f"({condition(dialect)})" for condition in conditions)


def shared(column: str) -> Condition:
    """The lists of both records share an element."""
    return lambda dialect: overlap(dialect, column)


def combinations_at_most(column: str, most: int) -> Condition:
    """So few combinations that a shared element is no coincidence of long lists."""
    return lambda dialect: f"{length(dialect, f'{column}_l')} * {length(dialect, f'{column}_r')} <= {most}"


NAME = Fact(
    "name",
    fixed("(forename_l is null or forename_r is null) and (surname_l is null or surname_r is null)"),
    (
        Level("whole name equal", same("full_name"), "full_name"),
        Level("canonical forename and surname", same("forename_form", "surname_form"), "full_name", 0.5),
        # The commoner of the two names counts, so half its strength: the reversed form of a common name is itself rare.
        Level("reversed", fixed("full_name_l = reversed_name_r"), "full_name", 0.5),
        Level("both skeletons", same("forename_skeleton", "surname_skeleton")),
        Level("whole name close", close("full_name", 0.92)),
        Level("name shared, few", all_of(shared("names"), combinations_at_most("names", 10))),
        Level("name shared, many", shared("names")),
        Level(
            "one part and another",
            any_of(all_of(same("forename_form"), shared("surname_parts")), all_of(same("surname_form"), shared("given_parts"))),
        ),
        Level("reversed skeletons", crossed("forename_skeleton", "surname_skeleton")),
        Level("both parts close", all_of(close("forename", 0.8), close("surname", 0.8))),
        Level("surname", same("surname_form"), "surname"),
        Level("forename", same("forename_form"), "forename"),
        Level("surname equal", same("surname"), "surname"),
        Level("forename equal", same("forename"), "forename"),
    ),
)

BIRTH = Fact(
    "birth",
    fixed("dob_l is null or dob_r is null"),
    (
        Level("equal", same("dob"), "dob"),
        Level("date shared", shared("dobs")),
        Level(
            "one edit, same decade",
            all_of(fixed("substr(dob_l, 1, 3) = substr(dob_r, 1, 3)"), edited("dob")),
        ),
        Level("year, and 1 January", fixed("dob_year_l = dob_year_r and (dob_l like '%-01-01' or dob_r like '%-01-01')")),
        Level("day and month exchanged", fixed("dob_l = dob_swapped_r")),
        Level("one edit", edited("dob")),
        Level("within a month", fixed("abs(dob_day_l - dob_day_r) <= 31")),
        Level(
            "same day, other year",
            all_of(fixed("abs(dob_year_l - dob_year_r) <= 10"), fixed("substr(dob_l, 6) = substr(dob_r, 6)")),
        ),
        Level("within five years", fixed("abs(dob_day_l - dob_day_r) <= 1826")),
    ),
)


# The smallest share of common words that any level asks.
LEAST_ALIKE = 0.3


def alike(share: float) -> Condition:
    """At least so large a share of the words of both addresses is common."""

    def condition(dialect: Dialect) -> str:
        common = shared_count(dialect, "address_words")
        both = f"({length(dialect, 'address_words_l')} + {length(dialect, 'address_words_r')} - {common})"
        return f"{common} >= {share} * {both}"

    return condition


ADDRESS = Fact(
    "address",
    lambda d: f"{unknown(d, 'postcodes')} and (address_words_l is null or address_words_r is null)",
    (
        Level("postcode and address", all_of(shared("postcodes"), alike(0.4))),
        Level("postcode shared, rare", shared("postcodes_rare")),
        Level("postcode shared, uncommon", shared("postcodes_uncommon")),
        Level("postcode shared", shared("postcodes")),
        Level("address alike", alike(0.5)),
        Level("outcode and some of the address", all_of(shared("outcodes"), alike(LEAST_ALIKE))),
        Level("outcode shared", shared("outcodes")),
        Level("some of the address", alike(LEAST_ALIKE)),
    ),
)

MIDDLE = Fact(
    "middle",
    fixed("middle_l is null or middle_r is null"),
    (Level("equal", same("middle"), "middle"), Level("close", close("middle", 0.85))),
)

NUMBERS = Fact(
    "numbers",
    lambda d: (
        f"({unknown(d, 'pnc')} and {unknown(d, 'cro')} and {unknown(d, 'noms')})"
        f" and not coalesce({overlap(d, 'crn')}, false) and not coalesce({overlap(d, 'asn')}, false)"
        f" and not coalesce({overlap(d, 'master')}, false) and not coalesce({overlap(d, 'core')}, false)"
    ),
    (
        Level(
            "two kinds agree",
            lambda d: (
                " + ".join(
                    f"case when {overlap(d, kind)} then 1 else 0 end" for kind in ("pnc", "cro", "noms", "crn", "asn", "master")
                )
                + " >= 2"
            ),
        ),
        Level("PNC agrees", shared("pnc")),
        Level("prison number agrees", shared("noms")),
        Level("CRN agrees", shared("crn")),
        Level("CRO agrees", shared("cro")),
        Level("court or arrest number agrees", any_of(shared("asn"), shared("master"))),
        Level("core number agrees", shared("core")),
        Level(
            "two kinds differ",
            lambda d: (
                " + ".join(f"case when {overlap(d, kind)} = false then 1 else 0 end" for kind in ("pnc", "cro", "noms")) + " >= 2"
            ),
        ),
    ),
)

HEARINGS = Fact(
    "hearings",
    lambda d: unknown(d, "sentence_dates"),
    (
        Level("date shared, few", all_of(shared("sentence_dates"), combinations_at_most("sentence_dates", 9))),
        Level("date shared, many", shared("sentence_dates")),
    ),
)

FACTS = (NAME, BIRTH, ADDRESS, MIDDLE, NUMBERS, HEARINGS)

# Columns whose value frequencies enter a weight.
FREQUENCIES = tuple(sorted({level.frequency_of for fact in FACTS for level in fact.levels if level.frequency_of}))
