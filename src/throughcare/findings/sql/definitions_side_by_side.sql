-- People by the best class that any of their episodes has, under each definition.
-- Key: definition, class.
-- Side: analysis.
-- Units: people.
-- Source: person_class.
-- Left out: nothing.
-- Question: Q1.
-- Title: Who counts as CSE-related, under each definition.
-- Population: people with an episode.
-- Dimensions: definition, class in definition.
-- Overlapping: definition.
-- Labels: definition = each definition | class = each class of a definition; All.
-- Measures: people count; convicted count.
-- Within: convicted in people.
-- Columns: definition = Definition; class = Class; people = People; convicted = Of whom convicted.
-- Notes: MET: every element recorded or proven | PROBABLE: every element at least indicated | POSSIBLE: child, sexual activity and one more element | CHILD_SEXUAL_ONLY: a child sexual offence, exploitation not evidenced | NO_EVIDENCE: nothing recorded, which is not the same as no.
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
    coalesce(p.definition, 'All') as definition,
    coalesce(p.class, 'All') as class,
    count(distinct c.person) as people,
    count(distinct case when c.convicted then c.person end) as convicted
from possible as p
left join person_class as c on c.definition = p.definition and c.class = p.class
group by grouping sets ((p.definition, p.class), (p.definition))
order by definition, class
