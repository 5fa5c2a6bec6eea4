-- One row per index event and class of offence: how long until the first reoffence or another ending, and which it was, with and without recall as one.
-- Key: index_id, class.
-- Side: analysis.
-- Units: days from entry. days and ended: to the first of reoffence, death, deportation or the end of watching, a recall passed over. curve_days and
-- curve_ended: a recall ends them too. Endings are event, recall, death, deportation; empty: watched to the end without one.
-- Source: outcomes note, section 4: cumulative incidence with recall, death and deportation as competing events. A recall is the earliest of a revocation
-- (event log) and a return to prison as recalled (spells) after the entry day. On one day the reoffence comes first, then death or deportation, then recall.
-- Left out: recalls on the entry day, which end an earlier licence; recalls without a day.
with recalls as (
    select person, start_on as recalled_on
    from events
    where activity = 'RECALL' and start_on is not null
    union
    select person, start_on
    from spells
    where kind = 'custody' and detail = 'RECALL' and start_on is not null
),

first_recalls as (
    select t.index_id, min(date_diff('day', t.entry_on, r.recalled_on)) as recall_days
    from time_at_liberty as t
    inner join recalls as r on r.person = t.person and r.recalled_on > t.entry_on and r.recalled_on <= t.stop_on
    group by t.index_id
),

watched as (
    select
        o.index_id,
        o.person,
        o.class,
        o.first_days,
        r.recall_days,
        t.follow_up_days as stop_days,
        case t.stopped_by when 'died' then 'death' when 'deported' then 'deportation' end as stopped
    from outcomes as o
    inner join time_at_liberty as t on t.index_id = o.index_id
    left join first_recalls as r on r.index_id = o.index_id
)

select
    index_id,
    person,
    class,
    coalesce(first_days, stop_days) as days,
    case when first_days is not null then 'event' else stopped end as ended,
    least(coalesce(first_days, stop_days), coalesce(recall_days, stop_days)) as curve_days,
    case
        when first_days <= coalesce(recall_days, stop_days) then 'event'
        when recall_days < stop_days or (recall_days = stop_days and stopped is null) then 'recall'
        else stopped
    end as curve_ended
from watched
order by index_id, class
