-- One row per status that a referral to a programme held, prison and community together.
-- Key: service, record_id.
-- Side: analysis.
-- Units: days; step counts from 1 in the order the statuses were held.
-- Source: ref_referral_statuses gives stage and activity; withdrawn after a start is leaving the programme, not leaving the queue.
-- Left out: statuses of a referral that is not in the referral extract (they have no person).
with held as (
    select
        'prison' as service,
        l.person,
        l.probability,
        s.referral_id,
        n.programme,
        r.offering_prison as site,
        s.status,
        s.start_at,
        s.end_at,
        s.category,
        s.reason,
        s.record_id,
        s.recorded_on
    from prison_referral_status as s
    inner join prison_programme_referral as r on r.referral_id = s.referral_id
    inner join local_person as l on l.domain = 'noms_number' and l.number = r.noms_number
    left join programme_names as n on n.name = r.programme
    union all
    select
        'community',
        l.person,
        l.probability,
        s.referral_id,
        r.programme,
        p.region,
        s.status,
        s.start_at,
        s.end_at,
        cast(null as varchar),
        cast(null as varchar),
        s.record_id,
        s.recorded_on
    from community_referral_status as s
    inner join community_programmes as r on r.referral_id = s.referral_id
    inner join local_person as l on l.domain = 'crn' and l.number = r.crn
    left join probation_person as p on p.crn = r.crn
),

ordered as (
    select
        h.service,
        h.person,
        h.probability,
        h.referral_id,
        h.programme,
        h.site,
        h.status,
        k.stage,
        k.activity,
        h.start_at,
        h.end_at,
        h.category,
        h.reason,
        h.record_id,
        h.recorded_on,
        row_number() over (partition by h.service, h.referral_id order by h.start_at, h.end_at, h.record_id) as step,
        max(case when k.stage = 'on_programme' then 1 else 0 end) over (
            partition by h.service, h.referral_id order by h.start_at, h.end_at, h.record_id rows between unbounded preceding and current row
        ) as had_started
    from held as h
    left join ref_referral_statuses as k on k.service = h.service and k.status = h.status
)

select
    service,
    person,
    probability,
    referral_id,
    programme,
    site,
    step,
    status,
    stage,
    case
        when activity = 'REFERRAL_WITHDRAWN' and had_started = 1 then 'PROGRAMME_LEFT'
        else activity
    end as activity,
    cast(start_at as date) as start_on,
    cast(end_at as date) as end_on,
    had_started = 1 as had_started,
    category,
    reason,
    record_id,
    recorded_on
from ordered
order by service, record_id
