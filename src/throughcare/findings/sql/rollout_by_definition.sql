-- People who began a programme for sexual offending, by regime, and how many of them each definition counts as CSE-related.
-- Key: definition, regime.
-- Side: analysis.
-- Units: people.
-- Source: rollout_starts, class_members.
-- Left out: nothing.
-- Question: R1.
-- Title: CSE-related among those who began, by definition.
-- Population: people who began a programme for sexual offending, by definition.
-- Dimensions: definition, regime.
-- Overlapping: definition, regime.
-- Labels: definition = each definition | regime = each regime.
-- Measures: people count; related count; related rate of people.
-- Columns: definition = Definition; regime = Regime; people = People who began; related = Of whom CSE-related.
with definitions as (
    select distinct definition
    from class_members
)

select
    d.definition,
    s.regime,
    count(*) as people,
    sum(case when m.person is not null then 1 else 0 end) as related
from rollout_starts as s
cross join definitions as d
left join class_members as m on m.person = s.person and m.definition = d.definition
group by d.definition, s.regime
order by d.definition, s.regime
