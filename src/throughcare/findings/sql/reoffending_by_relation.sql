-- Proven reoffending after the first index event that can be followed, by index offence and class of reoffence.
-- Key: related, class.
-- Side: analysis.
-- Units: people.
-- Source: first_index and outcomes: offence in the follow-up, proven in it or in the waiting period.
-- Left out: people without a sexual index event, and those whom the extracts cannot follow long enough.
-- Question: Q4, R2.
-- Title: Proven reoffending, CSE-related and other sexual offences.
-- Population: first sexual index event that can be followed.
-- Dimensions: related, class.
-- Overlapping: class.
-- Labels: related = CSE-related; other sexual offence; All | class = each class of reoffence.
-- Measures: people count; reoffended count; reoffended rate of people; offences events on reoffended.
-- Columns: related = Index offence; class = Class of reoffence; people = People followed; reoffended = Reoffended; offences = Proven reoffences.
select
    coalesce(f.related, 'All') as related,
    o.class,
    count(distinct f.person) as people,
    count(distinct case when o.reoffended then f.person end) as reoffended,
    sum(o.offences) as offences
from first_index as f
inner join outcomes as o on o.index_id = f.index_id
group by grouping sets ((f.related, o.class), (o.class))
order by related, o.class
