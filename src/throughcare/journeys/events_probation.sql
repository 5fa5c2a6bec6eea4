-- One row per event of supervision: its start and end, requirements, licence conditions, breach, recall, registers, multi-agency arrangements.
-- Key: person, source_table, record_id, activity, detail.
-- Side: analysis.
-- Units: days; start_lo and start_hi bound the first day, and are equal where the day is known.
-- Source: register code MAPP is multi-agency public protection; a change of level is a later entry with another level.
-- Left out: the day of a breach (only whether there was one is recorded, so its interval is open); levels held only as a list.
with supervised as (
    select
        l.person,
        l.probability,
        e.disposal,
        e.start,
        e.ended,
        e.termination_reason,
        e.in_breach,
        e.date_lo,
        e.date_hi,
        e.record_id,
        e.recorded_on
    from probation_event as e
    inner join local_person as l on l.domain = 'crn' and l.number = e.crn
),

required as (
    select
        l.person,
        l.probability,
        q.main_category,
        q.start,
        q.commencement,
        q.termination,
        q.requirement_id,
        q.record_id,
        q.recorded_on
    from requirement as q
    inner join local_person as l on l.domain = 'crn' and l.number = q.crn
),

registered as (
    select
        l.person,
        l.probability,
        r.register_code,
        r.level,
        r.start,
        r."end" as ended,
        lag(r.level) over (partition by l.person, r.register_code order by r.start, r.record_id) as level_before,
        r.record_id,
        r.recorded_on
    from registration as r
    inner join local_person as l on l.domain = 'crn' and l.number = r.crn
),

arranged as (
    select
        coalesce(c.person, v.person, p.person) as person,
        case
            when c.person is not null then c.probability
            when v.person is not null then v.probability
            else p.probability
        end as probability,
        cast(m.level as varchar) as level,
        m.start,
        m."end" as ended,
        m.record_id,
        m.recorded_on
    from mappa as m
    left join local_person as c on c.domain = 'crn' and c.number = m.crn
    left join local_person as v on v.domain = 'visor_ref' and v.number = m.visor_ref
    left join local_person as p on p.domain = 'pnc_id' and p.number = m.pnc_id
    where c.person is not null or v.person is not null or p.person is not null
),

recalled as (
    select
        coalesce(c.person, p.person) as person,
        case when c.person is not null then c.probability else p.probability end as probability,
        r.recall_type,
        r.revocation_date,
        r.return_to_custody_date,
        r.record_id,
        r.recorded_on
    from recall as r
    left join local_person as c on c.domain = 'crn' and c.number = r.crn
    left join local_person as p on p.domain = 'noms_number' and p.number = r.noms_number
    where c.person is not null or p.person is not null
),

found as (
    select
        person,
        probability,
        'SUPERVISION_STARTED' as activity,
        coalesce(date_lo, start) as start_lo,
        coalesce(date_hi, start) as start_hi,
        disposal as detail,
        cast(null as varchar) as reference,
        'probation_event' as source_table,
        record_id,
        recorded_on
    from supervised
    union all
    select person, probability, 'SUPERVISION_ENDED', ended, ended, disposal, cast(null as varchar), 'probation_event', record_id, recorded_on
    from supervised
    where ended is not null
    union all
    select person, probability, 'DEATH', ended, ended, '', cast(null as varchar), 'probation_event', record_id, recorded_on
    from supervised
    where termination_reason = 'died'
    union all
    select person, probability, 'LICENCE_BREACHED', start, ended, disposal, cast(null as varchar), 'probation_event', record_id, recorded_on
    from supervised
    where in_breach and disposal = 'custody'
    union all
    select person, probability, 'REQUIREMENT_IMPOSED', start, start, main_category, requirement_id, 'requirement', record_id, recorded_on
    from required
    union all
    select person, probability, 'REQUIREMENT_COMMENCED', commencement, commencement, main_category, requirement_id, 'requirement', record_id, recorded_on
    from required
    where commencement is not null
    union all
    select person, probability, 'REQUIREMENT_ENDED', termination, termination, main_category, requirement_id, 'requirement', record_id, recorded_on
    from required
    where termination is not null
    union all
    select
        l.person,
        l.probability,
        'LICENCE_CONDITION_SET',
        c.start,
        c.start,
        c.category,
        cast(null as varchar),
        'licence_condition',
        c.record_id,
        c.recorded_on
    from licence_condition as c
    inner join local_person as l on l.domain = 'crn' and l.number = c.crn
    union all
    select
        person,
        probability,
        case when register_code = 'MAPP' then 'MAPPA_STARTED' else 'ALERT_SET' end,
        start,
        start,
        case when register_code = 'MAPP' then level else register_code end,
        cast(null as varchar),
        'registration',
        record_id,
        recorded_on
    from registered
    union all
    select person, probability, 'MAPPA_LEVEL_CHANGED', start, start, level, cast(null as varchar), 'registration', record_id, recorded_on
    from registered
    where register_code = 'MAPP' and level <> level_before
    union all
    select
        person,
        probability,
        case when register_code = 'MAPP' then 'MAPPA_ENDED' else 'ALERT_ENDED' end,
        ended,
        ended,
        case when register_code = 'MAPP' then level else register_code end,
        cast(null as varchar),
        'registration',
        record_id,
        recorded_on
    from registered
    where ended <= $extract_end
    union all
    select person, probability, 'MAPPA_STARTED', start, start, level, cast(null as varchar), 'mappa', record_id, recorded_on
    from arranged
    union all
    select person, probability, 'MAPPA_ENDED', ended, ended, level, cast(null as varchar), 'mappa', record_id, recorded_on
    from arranged
    where ended <= $extract_end
    union all
    select person, probability, 'RECALL', revocation_date, revocation_date, recall_type, cast(null as varchar), 'recall', record_id, recorded_on
    from recalled
    union all
    select
        person,
        probability,
        'RETURN_TO_CUSTODY',
        return_to_custody_date,
        return_to_custody_date,
        recall_type,
        cast(null as varchar),
        'recall',
        record_id,
        recorded_on
    from recalled
    where return_to_custody_date is not null
)

select
    person,
    'probation' as agency,
    activity,
    start_lo,
    start_hi,
    cast(null as date) as end_on,
    coalesce(detail, '') as detail,
    cast(null as varchar) as place,
    reference,
    source_table,
    record_id,
    recorded_on,
    probability
from found
order by person, source_table, record_id, activity, detail
