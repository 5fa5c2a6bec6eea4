-- People at their first sexual-offence sentence by age at sentence: how far they came towards a programme.
-- Key: age_band.
-- Side: analysis.
-- Units: people.
-- Source: member_sentences; a step counts if it was reached before the next sentence.
-- Left out: nothing.
-- Question: R7.
-- Title: How far people came, aged 18 to 24 and 25 and over.
-- Population: first sexual-offence sentence of people convicted of CSE-related offences.
-- Dimensions: age_band.
-- Labels: age_band = 18 to 24; 25 and over; All.
-- Measures: people count; assessed count; assessed rate of people; referred count; referred rate of people; suitable count; suitable rate of people; started count; started rate of people; completed count; completed rate of people.
-- Columns: age_band = Age at sentence; people = Sentenced; assessed = Assessed; referred = Referred; suitable = Found suitable; started = Started; completed = Completed.
-- Order: 18 to 24; 25 and over; not recorded.
select
    coalesce(age_band, 'All') as age_band,
    count(*) as people,
    sum(case when assessed then 1 else 0 end) as assessed,
    sum(case when referred then 1 else 0 end) as referred,
    sum(case when suitable then 1 else 0 end) as suitable,
    sum(case when started then 1 else 0 end) as started,
    sum(case when completed then 1 else 0 end) as completed
from member_sentences
group by grouping sets ((age_band), ())
order by age_band
