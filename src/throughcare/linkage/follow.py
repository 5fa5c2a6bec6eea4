"""The known rate of the audit: the share of persons in prison records who have a later court record within 730 days.

Source: linkage note, section 13. A person's first sentence date in prison records is day 0; a court disposal after it, within 730 days, is a hit.
Missed links hide hits and false links invent them, so the rate shows what linkage does to every rate of "what came after". Sentence dates are all
that it reads of a case.
"""

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import duckdb
    import numpy as np
    from numpy.typing import NDArray

WITHIN_DAYS = 730
FIRST_DAY = date(1900, 1, 1)

# Below this age at day 0 a person is in the young band, which the study compares with everybody older.
YOUNG_BELOW = 25


@dataclass(frozen=True)
class Records:
    """Prison records with a sentence (node, day of the first), court records' sentence days (node, day), and the last day that can be followed.

    `groups` are the groups of each prison record by kind of group.
    """

    prison: "NDArray[np.int64]"
    first_day: "NDArray[np.int64]"
    court: "NDArray[np.int64]"
    court_day: "NDArray[np.int64]"
    last_day: int
    groups: "dict[str, NDArray[np.str_]]"


@dataclass(frozen=True)
class Followed:
    """One entry per person: the place of its first prison record among the prison records, and whether it was hit."""

    place: "NDArray[np.int64]"
    hit: "NDArray[np.bool_]"


def read_records(con: "duckdb.DuckDBPyConnection", extract_end: date | None, ethnicity: str) -> Records:
    """From `nodes` and `numbered`; `ethnicity` is a query of (record_key, ethnicity), which is read here, inside the audit, and nowhere else."""
    import numpy as np

    con.execute("""
        create or replace temp table sentenced as
        select m.node, n.record_key, n.agency, n.sex, n.dob, unnest(string_split(n.sentence_dates, '|'))::date as day
        from nodes as n join numbered as m using (record_key) where n.agency in ('prison', 'court') and n.sentence_dates is not null
    """)
    rows = con.execute(f"""
        with firsts as (
            select node, record_key, any_value(sex) as sex, any_value(dob) as dob, min(day) as day from sentenced where agency = 'prison' group by all
        )
        select f.node, date_diff('day', date '{FIRST_DAY}', f.day) as first_day, 'sex: ' || coalesce(f.sex, 'not recorded') as sex,
            case when f.dob is null then 'age: not recorded'
                when f.dob + interval {YOUNG_BELOW} year > f.day then 'age: under {YOUNG_BELOW}' else 'age: {YOUNG_BELOW} and over' end as age,
            'ethnicity: ' || coalesce(e.ethnicity, 'not recorded') as ethnicity
        from firsts as f left join ({ethnicity}) as e using (record_key) order by f.node
    """).fetchnumpy()
    court = con.execute(f"""
        select node, date_diff('day', date '{FIRST_DAY}', day) as day from sentenced where agency = 'court' order by node, day
    """).fetchnumpy()
    days = np.asarray(court["day"], dtype=np.int64)
    end = (extract_end - FIRST_DAY).days if extract_end else int(days.max(initial=0))
    groups = {kind: np.asarray(rows[kind], dtype=object).astype(str) for kind in ("sex", "age", "ethnicity")}
    return Records(
        np.asarray(rows["node"], dtype=np.int64),
        np.asarray(rows["first_day"], dtype=np.int64),
        np.asarray(court["node"], dtype=np.int64),
        days,
        end - WITHIN_DAYS,
        groups,
    )


def follow(
    records: Records,
    person: "NDArray[np.int64]",
    prison_kept: "NDArray[np.bool_] | None" = None,
    court_kept: "NDArray[np.bool_] | None" = None,
) -> Followed:
    """Who was hit, `person` being the person of every node; only the kept prison and court records are looked at.

    Left out: persons whose day 0 is too late to be followed for the whole time.
    """
    import numpy as np

    rows = np.flatnonzero(prison_kept) if prison_kept is not None else np.arange(len(records.prison))
    seen = np.flatnonzero(court_kept) if court_kept is not None else np.arange(len(records.court))
    who, day = person[records.prison[rows]], records.first_day[rows]
    order = np.lexsort((rows, day, who))
    first = order[np.r_[True, who[order][1:] != who[order][:-1]]] if len(order) else order
    first = first[day[first] <= records.last_day]
    people, place, start = who[first], rows[first], day[first]
    if not len(people):
        return Followed(place, np.zeros(0, dtype=bool))
    owner = person[records.court[seen]]
    at = np.minimum(np.searchsorted(people, owner), len(people) - 1)
    gap = records.court_day[seen] - start[at]
    found = (people[at] == owner) & (gap > 0) & (gap <= WITHIN_DAYS)
    hit = np.zeros(len(people), dtype=bool)
    hit[at[found]] = True
    return Followed(place, hit)
