-- People by their class under the main definition and under each other one.
-- Key: definition, main_class, other_class.
-- Side: analysis.
-- Units: people.
-- Source: person_class.
-- Left out: nothing.
-- Question: Q1.
-- Title: Who changes class when the definition changes.
-- Population: people with an episode, by two definitions.
-- Dimensions: definition, main_class, other_class.
-- Overlapping: definition.
-- Measures: people count.
-- Columns: definition = Other definition; main_class = Class under the main definition; other_class = Class under the other; people = People.
-- Order: ENG-2017; ENG-2009; WAL-2021; STAT-SOA-47-50; MET; PROBABLE; POSSIBLE; CHILD_SEXUAL_ONLY; NO_EVIDENCE; NOT_MET.
select
    o.definition,
    coalesce(m.class, 'All') as main_class,
    coalesce(o.class, 'All') as other_class,
    count(distinct o.person) as people
from person_class as o
inner join person_class as m on m.person = o.person and m.definition = $definition
where o.definition <> $definition
group by grouping sets ((o.definition, m.class, o.class), (o.definition, m.class))
order by o.definition, main_class, other_class
