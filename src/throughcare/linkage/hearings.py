"""Dates of convictions and sentences by record: court, prison and probation write down the same ones."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import duckdb


def gather_sentence_dates(con: "duckdb.DuckDBPyConnection") -> None:
    """Leave `sentence_dates` (record_key, dates joined by `|`), from charges, results, sentences and probation's events."""
    con.execute("""
        create or replace temp table sentence_dates as
        with dated as (
            select 'court_defendant:' as extract, c.defendant_id as key, d.disposal_date::date as day
            from court_charge_received as c join court_disposal_received as d on d.charge_id = c.charge_id
            union all
            select 'prison_person:', b.noms_number, s.sentence_date::date
            from prison_booking_received as b join prison_sentence_received as s on s.book_id = b.book_id
            union all
            select 'probation_person:', crn, conviction_date::date from probation_event_received
            union all
            select 'probation_person:', crn, start::date from probation_event_received where start is distinct from conviction_date
        ),
        held as (
            select extract, key, list_sort(list_distinct(list(day))) as days
            from dated where key is not null and day is not null group by extract, key
        )
        select extract || key as record_key, array_to_string(list_transform(days, lambda x: strftime(x, '%Y-%m-%d')), '|') as sentence_dates from held
    """)
