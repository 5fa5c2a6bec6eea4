-- One row per event of a community service or a Circle: asked for or referred, started, ended.
-- Key: person, source_table, record_id, activity, detail.
-- Side: analysis.
-- Units: days; start_lo and start_hi bound the first day, and are equal where the day is known.
-- Source: extracts community_service, nsi and circle; a Circle that was asked for and never formed keeps its request.
-- Left out: a non-statutory intervention without any date.
with services as (
    select
        coalesce(l.person, c.person) as person,
        case when l.person is not null then l.probability else c.probability end as probability,
        'community' as agency,
        s.service_type as detail,
        s.referral_date,
        s.start as started_on,
        s."end" as ended_on,
        s.service_user_ref as reference,
        'community_service' as source_table,
        s.record_id,
        s.recorded_on
    from community_service as s
    left join local_person as l on l.domain = 'service_user_ref' and l.number = s.service_user_ref
    left join local_person as c on c.domain = 'crn' and c.number = s.crn
    where l.person is not null or c.person is not null
    union all
    select
        l.person,
        l.probability,
        'probation',
        n.type,
        n.referral_date,
        n.actual_start,
        n.actual_end,
        n.nsi_id,
        'nsi',
        n.record_id,
        n.recorded_on
    from nsi as n
    inner join local_person as l on l.domain = 'crn' and l.number = n.crn
),

circles as (
    select
        coalesce(l.person, c.person) as person,
        case when l.person is not null then l.probability else c.probability end as probability,
        k.requested_on,
        k.start as started_on,
        k."end" as ended_on,
        k.ended_reason,
        k.coordinator_area,
        k.core_member_ref,
        k.record_id,
        k.recorded_on
    from circle as k
    left join local_person as l on l.domain = 'core_member_ref' and l.number = k.core_member_ref
    left join local_person as c on c.domain = 'crn' and c.number = k.crn
    where l.person is not null or c.person is not null
),

found as (
    select
        person, probability, agency, 'SERVICE_REFERRED' as activity, referral_date as event_on,
        detail, cast(null as varchar) as place, reference, source_table, record_id, recorded_on
    from services
    where referral_date is not null
    union all
    select person, probability, agency, 'SERVICE_STARTED', started_on, detail, cast(null as varchar), reference, source_table, record_id, recorded_on
    from services
    where started_on is not null
    union all
    select person, probability, agency, 'SERVICE_ENDED', ended_on, detail, cast(null as varchar), reference, source_table, record_id, recorded_on
    from services
    where ended_on is not null
    union all
    select
        person, probability, 'community', 'CIRCLE_REQUESTED', requested_on,
        '', coordinator_area, core_member_ref, 'circle', record_id, recorded_on
    from circles
    where requested_on is not null
    union all
    select
        person, probability, 'community', 'CIRCLE_STARTED', started_on,
        '', coordinator_area, core_member_ref, 'circle', record_id, recorded_on
    from circles
    where started_on is not null
    union all
    select
        person, probability, 'community', 'CIRCLE_ENDED', ended_on,
        ended_reason, coordinator_area, core_member_ref, 'circle', record_id, recorded_on
    from circles
    where ended_on is not null
)

select
    person,
    agency,
    activity,
    event_on as start_lo,
    event_on as start_hi,
    cast(null as date) as end_on,
    coalesce(detail, '') as detail,
    place,
    reference,
    source_table,
    record_id,
    recorded_on,
    probability
from found
order by person, source_table, record_id, activity, detail
