-- One row per index event: when its clock stops, and how many of its days were spent in custody and at liberty.
-- Key: index_id.
-- Side: analysis.
-- Units: days; the entry day counts, the day the clock stops does not.
-- Source: outcomes note, section 1: days in custody come off the time at risk; domain note, section 14: death and deportation stop every clock.
-- Left out: custody whose first day is not known to the day; temporary absences, which stay custody.
with stops as (
    select
        i.index_id,
        i.person,
        i.entry_on,
        i.follow_up_end,
        least(i.follow_up_end, coalesce(e.ended_on, i.follow_up_end), $extract_end) as stop_on,
        case
            when e.ended_on <= least(i.follow_up_end, $extract_end) then e.how
            when $extract_end < i.follow_up_end then 'extract_end'
        end as stopped_by
    from index_events as i
    left join life_ends as e on e.person = i.person and e.ended_on >= i.entry_on
),

custody as (
    select person, start_on, coalesce(end_on, date '9999-12-31') as end_on
    from spells
    where kind = 'custody' and start_on is not null
    group by person, start_on, coalesce(end_on, date '9999-12-31')
),

reach as (
    select
        person,
        start_on,
        end_on,
        max(end_on) over (partition by person order by start_on, end_on rows between unbounded preceding and 1 preceding) as reached
    from custody
),

blocks as (
    select
        person,
        start_on,
        end_on,
        sum(case when reached is null or start_on > reached then 1 else 0 end) over (
            partition by person order by start_on, end_on rows between unbounded preceding and current row
        ) as block
    from reach
),

stays as (
    select person, block, min(start_on) as start_on, max(end_on) as end_on
    from blocks
    group by person, block
),

inside as (
    select
        s.index_id,
        sum(date_diff('day', greatest(c.start_on, s.entry_on), least(c.end_on, s.stop_on))) as custody_days
    from stops as s
    inner join stays as c on c.person = s.person and c.start_on < s.stop_on and c.end_on > s.entry_on
    group by s.index_id
)

select
    s.index_id,
    s.person,
    s.entry_on,
    s.stop_on,
    s.stopped_by,
    date_diff('day', s.entry_on, s.stop_on) as follow_up_days,
    coalesce(i.custody_days, 0) as custody_days,
    date_diff('day', s.entry_on, s.stop_on) - coalesce(i.custody_days, 0) as at_liberty_days
from stops as s
left join inside as i on i.index_id = s.index_id
order by s.index_id
