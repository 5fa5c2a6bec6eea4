-- People at their first sexual-offence sentence by denial: how far they came towards a programme.
-- Key: denial.
-- Side: analysis.
-- Units: people.
-- Source: member_sentences; a step counts if it was reached before the next sentence.
-- Left out: nothing.
-- Question: Q1.
-- Title: How far people came, by recorded denial.
-- Population: first sexual-offence sentence of people convicted of CSE-related offences.
-- Dimensions: denial.
-- Labels: denial = denied; not denied; not recorded; All.
-- Measures: people count; assessed count; assessed rate of people; referred count; referred rate of people; suitable count; suitable rate of people; started count; started rate of people; completed count; completed rate of people.
-- Columns: denial = Denial; people = Sentenced; assessed = Assessed; referred = Referred; suitable = Found suitable; started = Started; completed = Completed.
select
    coalesce(denial, 'All') as denial,
    count(*) as people,
    sum(case when assessed then 1 else 0 end) as assessed,
    sum(case when referred then 1 else 0 end) as referred,
    sum(case when suitable then 1 else 0 end) as suitable,
    sum(case when started then 1 else 0 end) as started,
    sum(case when completed then 1 else 0 end) as completed
from member_sentences
group by grouping sets ((denial), ())
order by denial
