-- People with a sexual offence who began a programme, by year and regime, and how many of them are in the main class.
-- Key: year, regime.
-- Side: analysis.
-- Units: people.
-- Source: received.
-- Left out: starts whose year is not known.
-- Question: R1.
-- Title: Starts of programmes by year and regime.
-- Population: people who began a programme for sexual offending, by year.
-- Dimensions: year, regime.
-- Overlapping: year, regime.
-- Measures: people count; related count; related rate of people; starts events on people.
-- Columns: year = Year; regime = Regime; people = People who began; related = Of whom CSE-related; starts = Starts.
-- Order: sotp; horizon_kaizen; building_choices.
select
    coalesce(cast(year(r.start_lo) as varchar), 'All') as year,
    coalesce(r.regime, 'All') as regime,
    count(distinct r.person) as people,
    count(distinct m.person) as related,
    count(*) as starts
from received as r
left join class_members as m on m.person = r.person and m.is_main
where r.kind = 'programme' and r.regime <> 'none' and year(r.start_lo) = year(r.start_hi)
group by grouping sets ((year(r.start_lo), r.regime), (r.regime))
order by year, regime
