-- One row per person: the first index event that can be followed for the whole period, and whether the person is in the main class.
-- Key: person.
-- Side: analysis.
-- Units: people.
-- Source: index_events with a sexual index offence; observable means the extracts reach follow-up and waiting period.
-- Left out: people whose index offence is not sexual, and those who cannot be followed long enough.
with placed as (
    select
        i.index_id,
        i.person,
        i.kind,
        i.quarter,
        i.young,
        row_number() over (partition by i.person order by i.entry_on, i.index_id) as place
    from index_events as i
    where i.observable and i.sexual_index
)
select
    p.person,
    p.index_id,
    p.kind,
    p.quarter,
    case when p.young then '18 to 24' when not p.young then '25 and over' else 'not recorded' end as age_band,
    case when m.person is not null then 'CSE-related' else 'other sexual offence' end as related
from placed as p
left join class_members as m on m.person = p.person and m.is_main
where p.place = 1
order by p.person
