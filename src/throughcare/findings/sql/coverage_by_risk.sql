-- People at their first sexual-offence sentence by OSP band: how far they came towards a programme.
-- Key: osp_band.
-- Side: analysis.
-- Units: people.
-- Source: member_sentences; a step counts if it was reached before the next sentence.
-- Left out: nothing.
-- Question: Q1.
-- Title: How far people came, by risk band.
-- Population: first sexual-offence sentence of people convicted of CSE-related offences.
-- Dimensions: osp_band.
-- Labels: osp_band = each risk band; not recorded; All.
-- Measures: people count; assessed count; assessed rate of people; referred count; referred rate of people; suitable count; suitable rate of people; started count; started rate of people; completed count; completed rate of people.
-- Columns: osp_band = OSP band; people = Sentenced; assessed = Assessed; referred = Referred; suitable = Found suitable; started = Started; completed = Completed.
select
    coalesce(osp_band, 'All') as osp_band,
    count(*) as people,
    sum(case when assessed then 1 else 0 end) as assessed,
    sum(case when referred then 1 else 0 end) as referred,
    sum(case when suitable then 1 else 0 end) as suitable,
    sum(case when started then 1 else 0 end) as started,
    sum(case when completed then 1 else 0 end) as completed
from member_sentences
group by grouping sets ((osp_band), ())
order by osp_band
