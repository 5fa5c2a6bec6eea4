-- People by their class under the main definition and under each other one.
-- Key: definition, main_class, other_class.
-- Side: analysis.
-- Units: people.
-- Source: person_class.
-- Left out: nothing.
-- Question: Q1.
-- Title: Who changes class when the definition changes.
-- Population: people with an episode, by two definitions.
-- Dimensions: definition, main_class in definition, other_class in definition.
-- Overlapping: definition.
-- Measures: people count.
-- Columns: definition = Other definition; main_class = Class under the main definition; other_class = Class under the other; people = People.
-- Order: ENG-2017; ENG-2009; WAL-2021; STAT-SOA-47-50; MET; PROBABLE; POSSIBLE; CHILD_SEXUAL_ONLY; NO_EVIDENCE; NOT_MET.
with kinds as (
    select
        definition,
        max(case when class not in ('MET', 'NOT_MET') then 1 else 0 end) as by_limbs
    from person_class
    group by definition
),
possible as (
    select definition, 'MET' as class from kinds
    union all
    select definition, 'NOT_MET' from kinds where by_limbs = 0
    union all
    select definition, 'PROBABLE' from kinds where by_limbs = 1
    union all
    select definition, 'POSSIBLE' from kinds where by_limbs = 1
    union all
    select definition, 'CHILD_SEXUAL_ONLY' from kinds where by_limbs = 1
    union all
    select definition, 'NO_EVIDENCE' from kinds where by_limbs = 1
)
select
    o.definition,
    m.class as main_class,
    coalesce(o.class, 'All') as other_class,
    count(distinct b.person) as people
from possible as o
inner join possible as m on m.definition = $definition
left join person_class as a on a.definition = o.definition and a.class = o.class
left join person_class as b on b.person = a.person and b.definition = m.definition and b.class = m.class
where o.definition <> $definition
group by grouping sets ((o.definition, m.class, o.class), (o.definition, m.class))
order by o.definition, main_class, other_class
