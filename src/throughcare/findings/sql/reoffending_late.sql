-- Reoffences that the twelve months and the waiting period miss, by class.
-- Key: class.
-- Side: analysis.
-- Units: people.
-- Source: outcomes.late_proven.
-- Left out: nothing.
-- Question: Q4.
-- Title: Reoffences proven too late to count.
-- Population: first sexual index event that can be followed, CSE-related, late proof.
-- Dimensions: class.
-- Overlapping: class.
-- Labels: class = each class of reoffence.
-- Measures: people count; reoffended count; late count; late rate of people.
-- Within: reoffended in people.
-- Columns: class = Class of reoffence; people = People followed; reoffended = Counted as reoffending; late = Reoffence proven too late.
select
    o.class,
    count(distinct f.person) as people,
    count(distinct case when o.reoffended then f.person end) as reoffended,
    count(distinct case when o.late_proven > 0 then f.person end) as late
from first_index as f
inner join outcomes as o on o.index_id = f.index_id
where f.related = 'CSE-related'
group by o.class
order by o.class
