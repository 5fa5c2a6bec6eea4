-- One row per entry of the programme history that says a programme was begun, with the delivery it repeats or the entry it repeats.
-- Key: record_id.
-- Side: analysis.
-- Units: days; a year without a day is an interval.
-- Source: staff type the history in beside the referral, so one delivery stands in both; matched within 31 days, or within the year where only that is known.
-- Left out: entries without any start (a plan is not a start).
with entries as (
    select
        e.person,
        e.detail as programme,
        e.record_id,
        e.agency,
        e.start_lo,
        e.start_hi,
        x.start_lo as end_lo,
        x.start_hi as end_hi,
        x.activity as ended,
        e.probability
    from events_programmes as e
    left join events_programmes as x
        on x.source_table = 'course_participation' and x.record_id = e.record_id and x.person = e.person
        and x.activity in ('PROGRAMME_COMPLETED', 'PROGRAMME_LEFT')
    where e.source_table = 'course_participation' and e.activity = 'PROGRAMME_STARTED'
),

candidates as (
    select
        h.record_id,
        d.chain_id,
        row_number() over (
            partition by h.record_id
            order by
                greatest(date_diff('day', d.started_on, h.start_lo), date_diff('day', h.start_hi, d.started_on), 0),
                abs(date_diff('day', d.started_on, h.start_lo)),
                d.chain_id
        ) as nearest
    from entries as h
    inner join delivered as d on d.person = h.person and d.programme = h.programme
    where
        date_diff('day', h.start_lo, d.started_on) >= -31
        and date_diff('day', h.start_hi, d.started_on) <= 31
),

placed as (
    select
        h.person,
        h.programme,
        h.record_id,
        h.agency,
        h.start_lo,
        h.start_hi,
        h.end_lo,
        h.end_hi,
        h.ended,
        h.probability,
        c.chain_id,
        max(case when c.chain_id is null then h.start_hi end) over (
            partition by h.person, h.programme
            order by h.start_lo, h.start_hi, h.record_id
            rows between unbounded preceding and 1 preceding
        ) as reached
    from entries as h
    left join candidates as c on c.record_id = h.record_id and c.nearest = 1
)

select
    record_id,
    person,
    programme,
    agency,
    start_lo,
    start_hi,
    end_lo,
    end_hi,
    ended,
    probability,
    chain_id,
    case
        when chain_id is null then sum(case when chain_id is null and (reached is null or date_diff('day', reached, start_lo) > 31) then 1 else 0 end) over (
            partition by person, programme
            order by start_lo, start_hi, record_id
            rows between unbounded preceding and current row
        )
    end as delivery
from placed
order by record_id
