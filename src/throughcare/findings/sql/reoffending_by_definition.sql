-- Proven reoffending after the first index event that can be followed, by definition and class of reoffence.
-- Key: definition, class.
-- Side: analysis.
-- Units: people.
-- Source: first_index and outcomes: offence in the follow-up, proven in it or in the waiting period.
-- Left out: people without a sexual index event, and those whom the extracts cannot follow long enough.
-- Question: Q4.
-- Title: Proven reoffending, under each definition.
-- Population: first sexual index event that can be followed, by definition.
-- Dimensions: definition, class.
-- Overlapping: definition, class.
-- Labels: definition = each definition | class = each class of reoffence.
-- Measures: people count; reoffended count; reoffended rate of people; offences events on reoffended.
-- Columns: definition = Definition; class = Class of reoffence; people = People followed; reoffended = Reoffended; offences = Proven reoffences.
select
    coalesce(m.definition, 'All') as definition,
    o.class,
    count(distinct f.person) as people,
    count(distinct case when o.reoffended then f.person end) as reoffended,
    sum(o.offences) as offences
from first_index as f
inner join outcomes as o on o.index_id = f.index_id
inner join class_members as m on m.person = f.person
group by grouping sets ((m.definition, o.class))
order by definition, o.class
