"""Dates as agencies write them: the form of a whole column, said or found out, and SQL that reads one form strictly.

ISO dates, dates with a month's name and dates that start with the year are read in every column. Day-first and month-first are told
apart by the whole column; where nothing tells, nothing is guessed. Year-only and month-only dates keep their precision.
"""

from collections.abc import Mapping
from typing import Literal

from throughcare.engine.duck import quoted

Form = Literal["iso", "dmy", "mdy", "ymd"]

SHOWN: Mapping[str, str] = {"iso": "YYYY-MM-DD", "dmy": "DD/MM/YYYY", "mdy": "MM/DD/YYYY", "ymd": "YYYYMMDD"}
SHAPES = {
    "slashes": "^\\d{1,2}[/.-]\\d{1,2}[/.-]\\d{4}([ T].*)?$",
    "ymd": "^\\d{8}$",
    "iso": "^\\d{4}[-/.]\\d{1,2}[-/.]\\d{1,2}([ T].*)?$",
    "named": "^\\d{1,2}[- /][A-Za-z]{3,9}[- /]\\d{4}$",
    "year": "^(1[89]|2[01])\\d{2}$",
    "month": "^(1[89]|2[01])\\d{2}-(0[1-9]|1[0-2])$",
    # Days since the end of 1899, as spreadsheets keep a date: five digits are 1927 to 2119. Four would look like a year.
    "spreadsheet": "^[1-7]\\d{4}([.]\\d+)?$",
}
WORDS = (("YYYY", "%Y"), ("YY", "%y"), ("MMM", "%b"), ("DD", "%d"), ("HH", "%H"), ("MI", "%M"), ("SS", "%S"), ("MM", "%m"))


def strptime_form(said: str) -> str:
    """A date format as strptime writes it; `DD/MM/YYYY` and the like are understood too."""
    if "%" in said:
        return said
    for word, code in WORDS:
        said = said.replace(word, code)
    return said


def shown_form(form: str) -> str:
    """A form in words a person knows."""
    if form in SHOWN:
        return SHOWN[form]
    for code, word in (
        ("%Y", "YYYY"),
        ("%y", "YY"),
        ("%m", "MM"),
        ("%d", "DD"),
        ("%b", "MMM"),
        ("%H", "HH"),
        ("%M", "MI"),
        ("%S", "SS"),
    ):
        form = form.replace(code, word)
    return form


def has_shape(given: str, shape: str) -> str:
    """SQL: whether a text has one of the shapes above."""
    return f"regexp_matches({given}, '{SHAPES[shape]}')"


def parts(given: str, form: str) -> str:
    """SQL: a timestamp read strictly in a strptime form; null where the day does not exist."""
    return f"try_strptime({given}, {quoted(form)})"


def first_part(given: str) -> str:
    """SQL: a date's text before its time, with one kind of separator."""
    return f"regexp_replace(regexp_replace({given}, '[ T].*$', ''), '[/.]', '-', 'g')"


def date_sql(given: str, form: str) -> str:
    """SQL: the day that a text says in a column of this form; null where it says none."""
    day = first_part(given)
    cases = [f"when {has_shape(given, 'iso')} then {parts(day, '%Y-%m-%d')}::date"]
    cases.append(f"when {has_shape(given, 'named')} then {named_sql(given)}::date")
    if form in {"dmy", "mdy"}:
        order = "%d-%m-%Y" if form == "dmy" else "%m-%d-%Y"
        cases.append(f"when {has_shape(given, 'slashes')} then {parts(day, order)}::date")
    elif form == "ymd":
        cases.append(f"when {has_shape(given, 'ymd')} then {parts(given, '%Y%m%d')}::date")
    elif form != "iso":
        cases.insert(0, f"when {parts(given, form)} is not null then {parts(given, form)}::date")
    return f"case {' '.join(cases)} end"


def named_sql(given: str) -> str:
    """SQL: a date with the month's name, such as 05-Jan-1998."""
    text = f"regexp_replace({given}, '[ /]', '-', 'g')"
    return f"coalesce({parts(text, '%d-%b-%Y')}, {parts(text, '%d-%B-%Y')})"


def timestamp_sql(given: str, form: str) -> str:
    """SQL: the moment that a text says; a date alone is its midnight, a zone is turned into UTC."""
    zoned = f"regexp_matches({given}, '^\\d{{4}}-\\d\\d-\\d\\d[ T].*(Z|[+-]\\d\\d:?\\d\\d)$')"
    plain = f"regexp_matches({given}, '^\\d{{4}}-\\d\\d-\\d\\d[ T]\\d\\d:\\d\\d')"
    cases = [
        f"when {zoned} then timezone('UTC', try_cast({given} as timestamptz))",
        f"when {plain} then try_cast({given} as timestamp)",
    ]
    if form in {"dmy", "mdy"}:
        order = "%d-%m-%Y" if form == "dmy" else "%m-%d-%Y"
        text = f"regexp_replace(regexp_replace({given}, '[/.]', '-', 'g'), 'T', ' ')"
        timed = ", ".join(parts(text, f"{order} {time}") for time in ("%H:%M:%S", "%H:%M"))
        cases.append(f"when {has_shape(given, 'slashes')} and {given} like '%:%' then coalesce({timed})")
    elif form not in SHOWN:
        cases.insert(0, f"when {parts(given, form)} is not null then {parts(given, form)}")
    return f"case {' '.join(cases)} else {date_sql(given, form)}::timestamp end"


def impossible_sql(given: str) -> str:
    """SQL: whether a text is shaped like a date whose day exists in no order."""
    day = first_part(given)
    return (
        f"case when {has_shape(given, 'iso')} then {parts(day, '%Y-%m-%d')} is null"
        f" when {has_shape(given, 'slashes')} then coalesce({parts(day, '%d-%m-%Y')}, {parts(day, '%m-%d-%Y')}) is null"
        f" when {has_shape(given, 'ymd')} then {parts(given, '%Y%m%d')} is null"
        f" when {has_shape(given, 'named')} then {named_sql(given)} is null else false end"
    )


def partial_sql(given: str) -> tuple[str, str, str]:
    """SQL: precision, first and last day of a year-only or month-only date; null for any other text."""
    year, month = has_shape(given, "year"), has_shape(given, "month")
    precision = f"case when {year} then 'year' when {month} then 'month' end"
    low = f"case when {year} then try_cast({given} || '-01-01' as date) when {month} then try_cast({given} || '-01' as date) end"
    high = f"case when {year} then try_cast({given} || '-12-31' as date) when {month} then last_day(try_cast({given} || '-01' as date)) end"
    return precision, low, high


def shape_counts_sql(given: str) -> list[str]:
    """SQL aggregates that tell a column's form: ISO, slashes, eight digits, first part above 12, second part above 12."""
    first, second = (f"try_cast(regexp_extract({given}, '^(\\d+)\\D(\\d+)', {part}) as int)" for part in (1, 2))
    slashes = has_shape(given, "slashes")
    tests = [
        has_shape(given, "iso"),
        slashes,
        has_shape(given, "ymd"),
        f"{slashes} and {first} > 12",
        f"{slashes} and {second} > 12",
    ]
    return [f"count(*) filter (where {test})" for test in tests]


def find_form(iso: int, slashes: int, digits: int, first_high: int, second_high: int) -> str:
    """The form of a column from its counts; 'unclear' where day and month cannot be told apart.

    The form most values have is the column's; a lone value in another form is then wrong, not a reason to guess.
    """
    if digits > max(iso, slashes):
        return "ymd"
    if slashes > iso:
        if first_high and not second_high:
            return "dmy"
        if second_high and not first_high:
            return "mdy"
        if first_high > 9 * second_high:
            return "dmy"
        if second_high > 9 * first_high:
            return "mdy"
        return "unclear"
    return "iso"
