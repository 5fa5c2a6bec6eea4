-- People at their first sexual-offence sentence by type of sentence: how far they came towards a programme.
-- Key: sentence_type.
-- Side: analysis.
-- Units: people.
-- Source: member_sentences; a step counts if it was reached before the next sentence.
-- Left out: nothing.
-- Question: Q1.
-- Title: How far people came, by type of sentence.
-- Population: first sexual-offence sentence of people convicted of CSE-related offences.
-- Dimensions: sentence_type.
-- Labels: sentence_type = each sentence type; community order; suspended; All.
-- Measures: people count; assessed count; assessed rate of people; referred count; referred rate of people; suitable count; suitable rate of people; started count; started rate of people; completed count; completed rate of people.
-- Columns: sentence_type = Type of sentence; people = Sentenced; assessed = Assessed; referred = Referred; suitable = Found suitable; started = Started; completed = Completed.
-- Order: STANDARD; EXTENDED; SOPC; INDETERMINATE; LEGACY; DTO; community order; suspended; not recorded.
with typed as (
    select
        case when sentence_type = 'community' then 'community order' else sentence_type end as type,
        assessed,
        referred,
        suitable,
        started,
        completed
    from member_sentences
)

select
    coalesce(type, 'All') as sentence_type,
    count(*) as people,
    sum(case when assessed then 1 else 0 end) as assessed,
    sum(case when referred then 1 else 0 end) as referred,
    sum(case when suitable then 1 else 0 end) as suitable,
    sum(case when started then 1 else 0 end) as started,
    sum(case when completed then 1 else 0 end) as completed
from typed
group by grouping sets ((type), ())
order by sentence_type
