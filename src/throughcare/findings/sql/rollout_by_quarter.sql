-- People who began a programme for sexual offending, by regime and quarter of their first start in it.
-- Key: regime, year, quarter.
-- Side: analysis.
-- Units: people.
-- Source: rollout_starts.
-- Left out: nothing.
-- Question: R1.
-- Title: Starts by regime, year and quarter.
-- Population: people who began a programme for sexual offending.
-- Dimensions: regime, year, quarter in year.
-- Overlapping: regime.
-- Labels: regime = each regime.
-- Measures: people count.
-- Columns: regime = Regime; year = Year; quarter = Quarter; people = People who began.
-- Notes: A person counts once in each regime, at the first start.
select
    regime,
    coalesce(year, 'All') as year,
    coalesce(quarter, 'All') as quarter,
    count(*) as people
from rollout_starts
group by grouping sets ((regime, year, quarter), (regime, year), (regime))
order by regime, year, quarter
