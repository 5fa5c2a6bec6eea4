-- People who completed a programme of the new regimes, by regime and quarter of their first completion in it.
-- Key: regime, year, quarter.
-- Side: analysis.
-- Units: people.
-- Source: received.
-- Left out: the regime before the new programmes (SOTP); completions whose day is not known stand under 'year not known'.
-- Question: R1.
-- Title: Completions by regime, year and quarter.
-- Population: people who completed a programme of the new regimes.
-- Dimensions: regime, year, quarter in year.
-- Overlapping: regime.
-- Labels: regime = horizon_kaizen; building_choices.
-- Measures: people count.
-- Columns: regime = Regime; year = Year; quarter = Quarter; people = People who completed.
-- Notes: A person counts once in each regime, at the first completion.
with first_completions as (
    select
        r.person,
        r.regime,
        min(r.ended_on) as ended_on
    from received as r
    where r.kind = 'programme' and r.how_ended = 'completed' and r.regime not in ('none', 'not in the list', 'sotp')
    group by r.person, r.regime
),

placed as (
    select
        regime,
        coalesce(cast(year(ended_on) as varchar), 'year not known') as year,
        case
            when ended_on is null then 'year not known'
            else concat(cast(year(ended_on) as varchar), ' Q', cast(quarter(ended_on) as varchar))
        end as quarter
    from first_completions
)

select
    regime,
    coalesce(year, 'All') as year,
    coalesce(quarter, 'All') as quarter,
    count(*) as people
from placed
group by grouping sets ((regime, year, quarter), (regime, year), (regime))
order by regime, year, quarter
