"""Names, dates, addresses and postcodes as they are compared, each rule one SQL expression.

Source: hmpps-person-match f5f9e73, `data_cleaning` and `model_cleaning/clean.py` (facts, MIT), as the linkage note, section 4, gives them.
"""

import csv
from functools import cache
from pathlib import Path

DATA = Path(__file__).parent / "data"


@cache
def placeholders(kind: str) -> tuple[str, ...]:
    """Values that stand for "not known", from the room's list."""
    with (DATA / "placeholders.csv").open(encoding="utf-8", newline="") as file:
        return tuple(row["value"] for row in csv.DictReader(file) if row["kind"] == kind)


@cache
def name_forms(kind: str) -> tuple[tuple[str, str], ...]:
    """(spelling, canonical form) of nicknames and transliterated names, from the room's list."""
    pairs = {}
    with (DATA / "names.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            if row["kind"] in {kind, "both"}:
                pairs.update(dict.fromkeys((row["group"], *row["forms"].split("|")), row["group"]))
    return tuple(sorted(pairs.items()))


def in_list(values: tuple[str, ...]) -> str:
    """A list of SQL literals."""
    return ", ".join("'" + value.replace("'", "''") + "'" for value in values)


def clean_name(column: str) -> str:
    """Upper case, accents folded, hyphens as blanks, apostrophes dropped, MC X as MCX, known prefixes and placeholders away."""
    text = f"upper(strip_accents(coalesce({column}::varchar, '')))"
    text = f"replace(replace(replace({text}, '''', ''), '’', ''), '`', '')"
    text = f"regexp_replace({text}, '[^\\p{{L}}\\p{{M}}]+', ' ', 'g')"
    text = f"regexp_replace({text}, '^ *({'|'.join(placeholders('prefix'))}) ', '')"
    text = f"trim(regexp_replace({text}, '\\bMC ', 'MC', 'g'))"
    return f"case when {text} in ({in_list(placeholders('name'))}) then '' else {text} end"


def skeleton(column: str) -> str:
    """A name's consonants: PH as F, vowels with H, W and Y dropped, doubled letters once; null when one letter or none is left."""
    text = f"regexp_replace(replace({column}, 'PH', 'F'), '[AEIOUYWH ]', '', 'g')"
    # RE2 has no back-references, so each doubled consonant is replaced by name.
    for consonant in "BCDFGJKLMNPQRSTVXZ":
        text = f"replace({text}, '{consonant * 2}', '{consonant}')"
    return f"case when length({text}) > 1 then {text} end"


def clean_date(column: str) -> str:
    """A date of birth, unless it is one of those that systems fill in for "not known"."""
    dates = ", ".join(f"date '{value}'" for value in placeholders("date"))
    return f"case when {column}::date in ({dates}) then null else {column}::date end"


def clean_postcode(column: str) -> str:
    """A postcode without blanks; null where it is a placeholder or no postcode by its form (a British one, or three to eight digits)."""
    text = f"regexp_replace(upper({column}::varchar), '[^A-Z0-9]', '', 'g')"
    return (
        f"case when {text} in ({in_list(placeholders('postcode'))}) then null"
        f" when regexp_matches({text}, '^[A-Z]{{1,2}}[0-9][A-Z0-9]?[0-9][A-Z]{{2}}$|^[0-9]{{3,8}}$') then {text} end"
    )


def outcode(postcode: str) -> str:
    """The first part of a postcode: all but the last three characters of a British one, the first two digits of another."""
    return f"case when regexp_matches({postcode}, '^[A-Z]') then left({postcode}, length({postcode}) - 3) else left({postcode}, 2) end"


def clean_address(column: str) -> str:
    """An address as words, upper case, without punctuation; null where it says that there is none."""
    text = f"trim(regexp_replace(upper(strip_accents({column}::varchar)), '[^A-Z0-9]+', ' ', 'g'))"
    return f"case when {text} in ({in_list(placeholders('address'))}) then null else nullif({text}, '') end"
