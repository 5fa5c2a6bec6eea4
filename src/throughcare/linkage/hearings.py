"""Dates of convictions and sentences by record: court, prison and probation write down the same ones."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import duckdb


def gather_sentence_dates(con: "duckdb.DuckDBPyConnection") -> None:
    """Leave `sentence_dates` (record_key, dates joined by `|`), from charges, results, sentences and probation's events."""
    con.execute("""
        create or replace temp table sentence_dates as
        with dated as (
            select 'court_defendant:' || c.defendant_id as record_key, d.disposal_date as day
            from court_charge_received as c join court_disposal_received as d on d.charge_id = c.charge_id
            union
            select 'prison_person:' || b.noms_number as record_key, s.sentence_date as day
            from prison_booking_received as b join prison_sentence_received as s on s.book_id = b.book_id
            union
            select 'probation_person:' || crn as record_key, conviction_date as day from probation_event_received
            union
            select 'probation_person:' || crn as record_key, start as day from probation_event_received
        )
        select record_key, array_to_string(list_sort(list(strftime(day::date, '%Y-%m-%d'))), '|') as sentence_dates
        from dated where record_key is not null and day is not null group by record_key
    """)
