-- One row per event that the police recorded about a person.
-- Key: person, source_table, record_id, activity, detail.
-- Side: analysis.
-- Units: days; start_lo and start_hi bound the first day, and are equal where the day is known.
-- Source: closed list of activities (ref_event_activities); police extracts police_crime, police_person, police_notice, nrm_case, pnc_conviction.
-- Left out: a flag taken away again (an extract holds the flag as it stands); crimes with no linked suspect.
with suspects as (
    select
        p.force_code,
        p.crime_ref,
        l.person,
        max(l.probability) as probability,
        max(case when p.suspect_outcome is not null then 1 else 0 end) as has_outcome
    from police_person as p
    inner join local_person as l on l.domain = 'nominal_ref' and l.number = p.nominal_ref
    group by p.force_code, p.crime_ref, l.person
),

crimes as (
    select
        force_code,
        crime_ref,
        min(record_id) as record_id,
        min(recorded_date) as recorded_date,
        min(recorded_on) as recorded_on,
        min(coalesce(cjs_code, ho_code)) as code,
        max(case when cse_flag then 1 else 0 end) as cse,
        max(case when csa_flag then 1 else 0 end) as csa,
        max(case when cce_flag then 1 else 0 end) as cce,
        max(case when outcome_type = 'no_further_action' then outcome_on end) as dropped_on
    from police_crime
    group by force_code, crime_ref
),

crime_events as (
    select
        c.force_code,
        c.crime_ref,
        c.record_id,
        c.recorded_on,
        'CRIME_RECORDED' as activity,
        c.recorded_date as event_on,
        c.code as detail
    from crimes as c
    union all
    select c.force_code, c.crime_ref, c.record_id, c.recorded_on, 'FLAG_SET', c.recorded_date, 'CSE'
    from crimes as c
    where c.cse = 1
    union all
    select c.force_code, c.crime_ref, c.record_id, c.recorded_on, 'FLAG_SET', c.recorded_date, 'CSA'
    from crimes as c
    where c.csa = 1
    union all
    select c.force_code, c.crime_ref, c.record_id, c.recorded_on, 'FLAG_SET', c.recorded_date, 'CCE'
    from crimes as c
    where c.cce = 1
),

found as (
    select
        s.person,
        s.probability,
        'OFFENCE' as activity,
        coalesce(c.date_lo, c.offence_from) as start_lo,
        coalesce(c.date_hi, c.offence_from) as start_hi,
        c.offence_to as end_on,
        coalesce(c.cjs_code, c.ho_code) as detail,
        c.force_code as place,
        c.crime_ref as reference,
        'police_crime' as source_table,
        c.record_id,
        c.recorded_on
    from police_crime as c
    inner join suspects as s on s.force_code = c.force_code and s.crime_ref = c.crime_ref
    union all
    select
        s.person,
        s.probability,
        e.activity,
        e.event_on,
        e.event_on,
        cast(null as date),
        e.detail,
        e.force_code,
        e.crime_ref,
        'police_crime',
        e.record_id,
        e.recorded_on
    from crime_events as e
    inner join suspects as s on s.force_code = e.force_code and s.crime_ref = e.crime_ref
    union all
    select
        s.person,
        s.probability,
        'NO_FURTHER_ACTION',
        c.dropped_on,
        c.dropped_on,
        cast(null as date),
        c.code,
        c.force_code,
        c.crime_ref,
        'police_crime',
        c.record_id,
        c.recorded_on
    from crimes as c
    inner join suspects as s on s.force_code = c.force_code and s.crime_ref = c.crime_ref and s.has_outcome = 0
    where c.dropped_on is not null
    union all
    select
        s.person,
        s.probability,
        'NRM_REFERRED',
        n.referred_on,
        n.referred_on,
        cast(null as date),
        n.exploitation_type,
        s.force_code,
        n.crime_ref,
        'nrm_case',
        n.record_id,
        n.recorded_on
    from nrm_case as n
    inner join suspects as s on s.crime_ref = n.crime_ref
    union all
    select
        l.person,
        l.probability,
        'ARREST',
        p.arrested_on,
        p.arrested_on,
        cast(null as date),
        p.role,
        p.force_code,
        p.crime_ref,
        'police_person',
        p.record_id,
        p.recorded_on
    from police_person as p
    inner join local_person as l on l.domain = 'nominal_ref' and l.number = p.nominal_ref
    where p.arrested_on is not null
    union all
    select
        l.person,
        l.probability,
        case when p.suspect_outcome = 'caution' then 'CAUTION' else 'NO_FURTHER_ACTION' end,
        p.suspect_outcome_on,
        p.suspect_outcome_on,
        cast(null as date),
        cast(null as varchar),
        p.force_code,
        p.crime_ref,
        'police_person',
        p.record_id,
        p.recorded_on
    from police_person as p
    inner join local_person as l on l.domain = 'nominal_ref' and l.number = p.nominal_ref
    where p.suspect_outcome in ('caution', 'no_further_action')
    union all
    select
        l.person,
        l.probability,
        'NOTICE_ISSUED',
        n.issued,
        n.issued,
        n.expires,
        n.notice_type,
        n.force_code,
        n.notice_ref,
        'police_notice',
        n.record_id,
        n.recorded_on
    from police_notice as n
    inner join local_person as l on l.domain = 'nominal_ref' and l.number = n.nominal_ref
    union all
    select
        l.person,
        l.probability,
        'NOTICE_BREACHED',
        n.breached_on,
        n.breached_on,
        cast(null as date),
        n.notice_type,
        n.force_code,
        n.notice_ref,
        'police_notice',
        n.record_id,
        n.recorded_on
    from police_notice as n
    inner join local_person as l on l.domain = 'nominal_ref' and l.number = n.nominal_ref
    where n.breached_on is not null
    union all
    select
        l.person,
        l.probability,
        'CAUTION',
        v.proven_on,
        v.proven_on,
        cast(null as date),
        v.cjs_code,
        cast(null as varchar),
        cast(null as varchar),
        'pnc_conviction',
        v.record_id,
        v.recorded_on
    from pnc_conviction as v
    inner join local_person as l on l.domain = 'pnc_id' and l.number = v.pnc_id
    where v.kind = 'caution'
)

select
    person,
    'police' as agency,
    activity,
    start_lo,
    start_hi,
    max(end_on) as end_on,
    coalesce(detail, '') as detail,
    max(place) as place,
    max(reference) as reference,
    source_table,
    record_id,
    max(recorded_on) as recorded_on,
    max(probability) as probability
from found
group by person, activity, start_lo, start_hi, coalesce(detail, ''), source_table, record_id
order by person, source_table, record_id, activity, detail
