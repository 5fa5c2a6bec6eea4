-- People at their first sexual-offence sentence by the prison or probation region of their first referral: how far they came.
-- Key: site.
-- Side: analysis.
-- Units: people.
-- Source: member_sentences; a step counts if it was reached before the next sentence.
-- Left out: nothing; whoever was never referred has no site.
-- Question: Q1, R1.
-- Title: How far people came, by prison or probation region.
-- Population: first sexual-offence sentence of people convicted of CSE-related offences.
-- Dimensions: site.
-- Measures: people count; suitable count; suitable rate of people; started count; started rate of people; completed count; completed rate of people.
-- Columns: site = Prison or region; people = Sentenced; suitable = Found suitable; started = Started; completed = Completed.
-- Notes: The site is that of the referral; whoever started elsewhere still counts there. | People are sent to a prison because of their risk, their needs and the places it has.
select
    coalesce(site, 'All') as site,
    count(*) as people,
    -- Whoever was never referred cannot have been found suitable.
    case when site = 'not referred' then null else sum(case when suitable then 1 else 0 end) end as suitable,
    sum(case when started then 1 else 0 end) as started,
    sum(case when completed then 1 else 0 end) as completed
from member_sentences
group by grouping sets ((site), ())
order by site
