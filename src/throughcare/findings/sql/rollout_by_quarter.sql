-- People who began a programme for sexual offending, by regime and quarter of their first start in it.
-- Key: regime, year, quarter.
-- Side: analysis.
-- Units: people.
-- Source: rollout_starts.
-- Left out: nothing.
-- Question: R1.
-- Title: Starts and completions by regime, year and quarter.
-- Population: people who began a programme for sexual offending.
-- Dimensions: regime, year, quarter in year.
-- Overlapping: regime.
-- Measures: people count; completed count; completed rate of people; related count; related rate of people.
-- Columns: regime = Regime; year = Year; quarter = Quarter; people = People who began; completed = Completed it; related = Of whom CSE-related.
-- Order: sotp; horizon_kaizen; building_choices.
-- Notes: A person counts once in each regime, at the first start.
select
    regime,
    coalesce(year, 'All') as year,
    coalesce(quarter, 'All') as quarter,
    count(*) as people,
    sum(case when completed then 1 else 0 end) as completed,
    sum(case when related then 1 else 0 end) as related
from rollout_starts
group by grouping sets ((regime, year, quarter), (regime, year), (regime))
order by regime, year, quarter
