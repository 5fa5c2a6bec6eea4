-- One row per class of offence: how long proof takes, and what share of reoffences the waiting period misses.
-- Key: class.
-- Side: analysis.
-- Units: days from offence to proof; counts; share_missed is a fraction.
-- Source: outcomes note, section 1, "print the lag": twelve months and six were made for volume crime. Only index events with at least five years of
-- extract behind them count, and only offences committed five years or more before the extracts end.
-- Left out: offences without a day. An offence that follows two index events of one person counts in both, as it does in the rates.
with missed as (
    select
        o.class,
        count(*) as index_events,
        count(distinct o.person) as people,
        sum(o.offences) as in_time,
        sum(o.late_proven) as late
    from outcomes as o
    inner join index_events as i on i.index_id = o.index_id
    where cast(i.entry_on + 60 * interval 1 month as date) <= $extract_end
    group by o.class
),

lags as (
    select
        g.class,
        p.person,
        date_diff('day', p.offence_on, p.proven_on) as lag_days,
        row_number() over (partition by g.class order by date_diff('day', p.offence_on, p.proven_on), p.proven_id) as place,
        count(*) over (partition by g.class) as offences
    from proven_offences as p
    inner join offence_groups as g on g.cjs_code = p.cjs_code
    where p.offence_on is not null and cast(p.offence_on + 60 * interval 1 month as date) <= $extract_end
),

spread as (
    select
        class,
        max(offences) as offences_timed,
        count(distinct person) as people_timed,
        max(case when place = cast(ceil(offences * 0.5) as bigint) then lag_days end) as lag_days_median,
        max(case when place = cast(ceil(offences * 0.9) as bigint) then lag_days end) as lag_days_p90
    from lags
    group by class
)

select
    m.class,
    coalesce(a.index_events, 0) as index_events,
    coalesce(a.people, 0) as people,
    coalesce(a.in_time, 0) as proven_in_time,
    coalesce(a.late, 0) as proven_late,
    case when a.in_time + a.late > 0 then a.late / cast(a.in_time + a.late as double) end as share_missed,
    coalesce(s.offences_timed, 0) as offences_timed,
    coalesce(s.people_timed, 0) as people_timed,
    s.lag_days_median,
    s.lag_days_p90
from measure_lists as m
left join missed as a on a.class = m.class
left join spread as s on s.class = m.class
where m.what = 'class'
order by m.class
