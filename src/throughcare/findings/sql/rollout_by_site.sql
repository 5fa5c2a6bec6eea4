-- People who began a programme for sexual offending, by regime and site of their first start in it.
-- Key: regime, site.
-- Side: analysis.
-- Units: people.
-- Source: rollout_starts.
-- Left out: nothing.
-- Question: R1.
-- Title: Starts and completions by regime and site.
-- Population: people who began a programme for sexual offending.
-- Dimensions: regime, site.
-- Overlapping: regime.
-- Labels: regime = each regime.
-- Measures: people count; completed count; completed rate of people.
-- Columns: regime = Regime; site = Prison; people = People who began; completed = Completed it.
-- Notes: A person counts once in each regime, at the first start.
select
    regime,
    coalesce(site, 'All') as site,
    count(*) as people,
    sum(case when completed then 1 else 0 end) as completed
from rollout_starts
group by grouping sets ((regime, site), (regime))
order by regime, site
