-- One row per event of a programme: referral and its statuses, start, completion, leaving, meetings.
-- Key: person, source_table, record_id, activity, detail.
-- Side: analysis.
-- Units: days; a year without a day is an interval from 1 January to 31 December and has no start_on.
-- Source: referral_statuses; course_participation holds years; meetings carry their attendance code as detail.
-- Left out: statuses that are not in the list of statuses (they stay in conformance).
with submitted as (
    select distinct referral_id
    from referral_statuses
    where service = 'prison' and activity = 'REFERRAL_SUBMITTED'
),

referred as (
    select distinct referral_id, person, probability, programme, site, service
    from referral_statuses
),

courses as (
    select
        l.person,
        l.probability,
        n.programme,
        c.outcome,
        coalesce(c.started_on, make_date(cast(c.year_started as integer), 1, 1)) as started_lo,
        coalesce(c.started_on, make_date(cast(c.year_started as integer), 12, 31)) as started_hi,
        coalesce(c.completed_on, make_date(cast(c.year_completed as integer), 1, 1)) as ended_lo,
        coalesce(c.completed_on, make_date(cast(c.year_completed as integer), 12, 31)) as ended_hi,
        c.setting,
        c.record_id,
        c.recorded_on
    from course_participation as c
    inner join local_person as l on l.domain = 'noms_number' and l.number = c.noms_number
    left join programme_names as n on n.name = c.course
),

meetings as (
    select
        m.referral_id,
        m.planned_on,
        m.outcome_code,
        m.record_id,
        m.recorded_on
    from programme_attendance as m
),

found as (
    select
        person,
        probability,
        service as setting,
        activity,
        start_on as start_lo,
        start_on as start_hi,
        case when activity = 'REFERRAL_ON_HOLD' then end_on end as end_on,
        programme as detail,
        site as place,
        referral_id as reference,
        case when service = 'prison' then 'prison_referral_status' else 'community_referral_status' end as source_table,
        record_id,
        recorded_on
    from referral_statuses
    where activity is not null
    union all
    select
        l.person,
        l.probability,
        'prison',
        'REFERRAL_SUBMITTED',
        r.submitted_on,
        r.submitted_on,
        cast(null as date),
        n.programme,
        r.offering_prison,
        r.referral_id,
        'prison_programme_referral',
        r.record_id,
        r.recorded_on
    from prison_programme_referral as r
    inner join local_person as l on l.domain = 'noms_number' and l.number = r.noms_number
    left join programme_names as n on n.name = r.programme
    left join submitted as s on s.referral_id = r.referral_id
    where s.referral_id is null and r.submitted_on is not null
    union all
    select
        l.person,
        l.probability,
        'community',
        'REFERRAL_SUBMITTED',
        c.received_on,
        c.received_on,
        cast(null as date),
        c.programme,
        r.site,
        c.referral_id,
        'community_programme_referral',
        c.record_id,
        c.recorded_on
    from community_programmes as c
    inner join local_person as l on l.domain = 'crn' and l.number = c.crn
    left join referred as r on r.referral_id = c.referral_id and r.service = 'community'
    union all
    select
        person,
        probability,
        setting,
        'PROGRAMME_STARTED',
        started_lo,
        started_hi,
        cast(null as date),
        programme,
        cast(null as varchar),
        cast(null as varchar),
        'course_participation',
        record_id,
        recorded_on
    from courses
    where started_lo is not null
    union all
    select
        person,
        probability,
        setting,
        case when outcome = 'COMPLETE' then 'PROGRAMME_COMPLETED' else 'PROGRAMME_LEFT' end,
        -- Without a year of its own an end is not before its start.
        coalesce(ended_lo, started_lo),
        ended_hi,
        cast(null as date),
        programme,
        cast(null as varchar),
        cast(null as varchar),
        'course_participation',
        record_id,
        recorded_on
    from courses
    where outcome in ('COMPLETE', 'INCOMPLETE')
    union all
    select
        r.person,
        r.probability,
        r.service,
        'PROGRAMME_MEETING',
        m.planned_on,
        m.planned_on,
        cast(null as date),
        m.outcome_code,
        r.site,
        m.referral_id,
        'programme_attendance',
        m.record_id,
        m.recorded_on
    from meetings as m
    inner join referred as r on r.referral_id = m.referral_id
    where m.outcome_code is not null
    union all
    select
        l.person,
        l.probability,
        'community',
        'PROGRAMME_MEETING',
        cast(c.contact_at as date),
        cast(c.contact_at as date),
        cast(null as date),
        c.outcome_code,
        cast(null as varchar),
        c.requirement_id,
        'contact',
        c.record_id,
        c.recorded_on
    from contact as c
    inner join requirement as q on q.requirement_id = c.requirement_id and q.main_category = '3103'
    inner join local_person as l on l.domain = 'crn' and l.number = c.crn
    where c.outcome_code is not null
)

select
    person,
    case when lower(setting) = 'community' then 'probation' else 'prison' end as agency,
    activity,
    start_lo,
    start_hi,
    end_on,
    coalesce(detail, '') as detail,
    place,
    reference,
    source_table,
    record_id,
    recorded_on,
    probability
from found
order by person, source_table, record_id, activity, detail
