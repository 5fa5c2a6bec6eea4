-- One row per index event and class of offence: whether, how often and how soon the person was proven to have reoffended.
-- Key: index_id, class.
-- Side: analysis.
-- Units: days from entry; counts of offences.
-- Source: outcomes note, section 1. A reoffence is committed after the entry day (on it only where the measure says so) and by the last day of
-- follow-up, before the clock stopped, and proven by the last day of waiting. Offences before entry proven after it, offences proven too late and
-- offences without a day are counted apart and never as reoffences.
-- Left out: proofs of a kind the measure does not take. Classes overlap and are never added up.
with proofs as (
    select
        p.person,
        g.class,
        p.offence_on,
        p.proven_on,
        case when s.counts_undated then coalesce(p.offence_on, p.proven_on) else p.offence_on end as counted_on
    from proven_offences as p
    inner join measure_lists as k on k.what = 'proof' and k.value = p.kind
    inner join offence_groups as g on g.cjs_code = p.cjs_code
    cross join measure_settings as s
),

placed as (
    select
        i.index_id,
        p.class,
        p.offence_on is null as is_undated,
        p.counted_on,
        p.proven_on,
        i.entry_on,
        i.proof_end,
        p.counted_on > i.entry_on or (s.same_day and p.counted_on = i.entry_on) as is_after_entry,
        p.counted_on <= t.stop_on as is_before_stop
    from index_events as i
    inner join time_at_liberty as t on t.index_id = i.index_id
    inner join proofs as p on p.person = i.person
    cross join measure_settings as s
),

counted as (
    select
        index_id,
        class,
        sum(case when is_after_entry and is_before_stop and proven_on <= proof_end then 1 else 0 end) as offences,
        min(case when is_after_entry and is_before_stop and proven_on <= proof_end then date_diff('day', entry_on, counted_on) end) as first_days,
        sum(case when is_after_entry and is_before_stop and proven_on > proof_end then 1 else 0 end) as late_proven,
        sum(case when not is_undated and not is_after_entry and proven_on > entry_on and proven_on <= proof_end then 1 else 0 end) as prior_proven,
        sum(case when is_undated and proven_on > entry_on and proven_on <= proof_end then 1 else 0 end) as undated
    from placed
    group by index_id, class
)

select
    i.index_id,
    i.person,
    m.class,
    coalesce(c.offences, 0) > 0 as reoffended,
    coalesce(c.offences, 0) as offences,
    c.first_days,
    t.custody_days,
    t.at_liberty_days,
    coalesce(c.late_proven, 0) as late_proven,
    coalesce(c.prior_proven, 0) as prior_proven,
    coalesce(c.undated, 0) as undated,
    t.stopped_by,
    i.observable and coalesce(t.stopped_by, '') not in ('died', 'deported') as complete
from index_events as i
inner join time_at_liberty as t on t.index_id = i.index_id
inner join measure_lists as m on m.what = 'class'
left join counted as c on c.index_id = i.index_id and c.class = m.class
order by i.index_id, m.class
