-- Proven reoffending after the first index event that can be followed, by index event and class of reoffence.
-- Key: kind, class.
-- Side: analysis.
-- Units: people.
-- Source: first_index and outcomes: offence in the follow-up, proven in it or in the waiting period.
-- Left out: people without a sexual index event, and those whom the extracts cannot follow long enough.
-- Question: Q4, R2.
-- Title: Proven reoffending of people in the class, by index event.
-- Population: first sexual index event that can be followed, CSE-related.
-- Dimensions: kind, class.
-- Overlapping: class.
-- Labels: kind = custody_release; community_sentence_or_caution; All | class = each class of reoffence.
-- Measures: people count; reoffended count; reoffended rate of people; offences events on reoffended.
-- Columns: kind = Index event; class = Class of reoffence; people = People followed; reoffended = Reoffended; offences = Proven reoffences.
with placed as (
    select
        f.person,
        f.index_id,
        case when f.kind = 'custody_release' then f.kind else 'community_sentence_or_caution' end as kind
    from first_index as f
    where f.related = 'CSE-related'
)
select
    coalesce(f.kind, 'All') as kind,
    o.class,
    count(distinct f.person) as people,
    count(distinct case when o.reoffended then f.person end) as reoffended,
    sum(o.offences) as offences
from placed as f
inner join outcomes as o on o.index_id = f.index_id
group by grouping sets ((f.kind, o.class), (o.class))
order by kind, o.class
