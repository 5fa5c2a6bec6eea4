-- One row per person convicted of a CSE-related offence and intervention received, with the name readers know its regime by.
-- Key: received_id.
-- Side: analysis.
-- Units: people.
-- Source: received.
-- Left out: what people outside the main class received.
select
    r.received_id,
    r.person,
    r.programme,
    case
        when r.kind <> 'programme' then 'service or Circle'
        when r.regime = 'none' then 'other programme'
        else r.regime
    end as regime,
    r.kind,
    r.setting,
    r.level,
    r.how_ended
from received as r
inner join class_members as m on m.person = r.person and m.is_main
order by r.received_id
