-- People convicted of a CSE-related offence, from first sentence through what they received to what followed.
-- Key: sentence, intervention, after.
-- Side: analysis.
-- Units: people.
-- Source: member_sentences, given, first_index, outcomes.
-- Left out: nothing.
-- Question: Q1, R2.
-- Title: From sentence through intervention to what followed.
-- Population: people convicted of CSE-related offences.
-- Dimensions: sentence, intervention, after.
-- Labels: sentence = custody; community order; no sentence found; All | intervention = programme; programme and service; service or Circle; none recorded; All | after = proven reoffence; no proven reoffence; not followed; All.
-- Crossed: sentence, intervention; intervention, after.
-- Measures: people count.
-- Columns: sentence = First sentence; intervention = Received at any time; after = Within a year of the first index event; people = People.
-- Notes: Not followed: no sexual index event, or the extracts end too early.
with received_kind as (
    select
        person,
        max(case when kind = 'programme' then 1 else 0 end) as programme,
        max(case when kind <> 'programme' then 1 else 0 end) as service
    from given
    group by person
),
followed as (
    select f.person, max(case when o.reoffended then 1 else 0 end) as reoffended
    from first_index as f
    inner join outcomes as o on o.index_id = f.index_id and o.class = 'any'
    group by f.person
),
placed as (
    select
        m.person,
        case when s.setting = 'custody' then 'custody' when s.setting = 'community' then 'community order' else 'no sentence found' end as sentence,
        case
            when r.programme = 1 and r.service = 1 then 'programme and service'
            when r.programme = 1 then 'programme'
            when r.service = 1 then 'service or Circle'
            else 'none recorded'
        end as intervention,
        case when f.reoffended = 1 then 'proven reoffence' when f.reoffended = 0 then 'no proven reoffence' else 'not followed' end as after
    from class_members as m
    left join member_sentences as s on s.person = m.person
    left join received_kind as r on r.person = m.person
    left join followed as f on f.person = m.person
    where m.is_main
)
select
    coalesce(sentence, 'All') as sentence,
    coalesce(intervention, 'All') as intervention,
    coalesce(after, 'All') as after,
    count(distinct person) as people
from placed
group by grouping sets ((sentence, intervention), (intervention, after), (sentence), (intervention), (after), ())
order by sentence, intervention, after
