-- One row per marker about a person: alert, register, police marker, notice, order, and the referral of a child in a crime.
-- Key: source_table, record_id, person, kind, part.
-- Side: analysis.
-- Units: days; marker_from and marker_to bound the time in which the marker itself existed.
-- Source: domain note, section 10; ref_alerts_and_registers for each marker's own dates. `definition_values` keeps only what some rule reads.
-- Left out: markers that no rule reads; referrals without a crime reference, which lead to no person.
with own_dates as (
    select
        code,
        case when count(*) = count(nullif(valid_from, '')) then cast(min(nullif(valid_from, '')) as date) end as marker_from,
        case when count(*) = count(nullif(valid_to, '')) then cast(max(nullif(valid_to, '')) as date) end as marker_to
    from ref_alerts_and_registers
    where nullif(code, '') is not null
    group by code
),

alerts as (
    select l.person, a.record_id, a.alert_code, a.active_from, coalesce(a.recorded_on, a.active_from) as known_on
    from prison_alert as a
    inner join local_person as l on l.domain = 'noms_number' and l.number = a.noms_number
),

registers as (
    select l.person, r.record_id, r.register_code, r.register_name, r."start" as started_on, coalesce(r.recorded_on, r."start") as known_on
    from registration as r
    inner join local_person as l on l.domain = 'crn' and l.number = r.crn
),

suspects as (
    select
        l.person,
        p.record_id,
        concat_ws('|', 'police', p.force_code, p.crime_ref, l.person) as node,
        p.gang_marker,
        p.ocg_marker,
        p.marker_from,
        coalesce(p.recorded_on, p.marker_from) as known_on
    from police_person as p
    inner join local_person as l on l.domain = 'nominal_ref' and l.number = p.nominal_ref
),

orders as (
    select
        coalesce(d.person, n.person) as person,
        o.record_id,
        case when d.person is not null then concat_ws('|', 'court', o.defendant_id, d.person) end as node,
        o.order_type,
        o.protects,
        o.made,
        coalesce(o.recorded_on, o.made) as known_on
    from court_order as o
    left join local_person as d on d.domain = 'defendant_id' and d.number = o.defendant_id
    left join local_person as n on n.domain = 'nominal_ref' and n.number = o.nominal_ref
    where d.person is not null or n.person is not null
),

found as (
    select
        'prison_alert' as source_table,
        person,
        record_id,
        cast(null as varchar) as node,
        'prison_alert' as kind,
        alert_code as value,
        active_from as day_on,
        known_on,
        cast(null as varchar) as protects,
        cast(null as boolean) as victim_under_18,
        cast(null as varchar) as decision
    from alerts
    union all
    select
        'prison_alert',
        person,
        record_id,
        cast(null as varchar),
        'marker',
        alert_code,
        active_from,
        known_on,
        cast(null as varchar),
        cast(null as boolean),
        cast(null as varchar)
    from alerts
    union all
    select
        'registration',
        person,
        record_id,
        cast(null as varchar),
        'probation_register',
        register_name,
        started_on,
        known_on,
        cast(null as varchar),
        cast(null as boolean),
        cast(null as varchar)
    from registers
    union all
    select
        'registration',
        person,
        record_id,
        cast(null as varchar),
        'marker',
        register_code,
        started_on,
        known_on,
        cast(null as varchar),
        cast(null as boolean),
        cast(null as varchar)
    from registers
    union all
    select
        'police_person',
        person,
        record_id,
        node,
        'marker',
        'POLICE_GANG',
        marker_from,
        known_on,
        cast(null as varchar),
        cast(null as boolean),
        cast(null as varchar)
    from suspects
    where gang_marker
    union all
    select
        'police_person',
        person,
        record_id,
        node,
        'marker',
        'POLICE_OCG',
        marker_from,
        known_on,
        cast(null as varchar),
        cast(null as boolean),
        cast(null as varchar)
    from suspects
    where ocg_marker
    union all
    select
        'court_order',
        person,
        record_id,
        node,
        'marker',
        order_type,
        made,
        known_on,
        cast(null as varchar),
        cast(null as boolean),
        cast(null as varchar)
    from orders
    union all
    select
        'court_order',
        person,
        record_id,
        node,
        'civil_order',
        order_type,
        made,
        known_on,
        protects,
        cast(null as boolean),
        cast(null as varchar)
    from orders
    union all
    select
        'police_notice',
        l.person,
        n.record_id,
        cast(null as varchar),
        'notice',
        n.notice_type,
        n.issued,
        coalesce(n.recorded_on, n.issued),
        cast(null as varchar),
        cast(null as boolean),
        cast(null as varchar)
    from police_notice as n
    inner join local_person as l on l.domain = 'nominal_ref' and l.number = n.nominal_ref
    union all
    select
        'nrm_case',
        c.person,
        n.record_id,
        c.node,
        'nrm',
        n.exploitation_type,
        n.referred_on,
        coalesce(n.recorded_on, n.referred_on),
        cast(null as varchar),
        n.victim_under_18,
        n.decision
    from nrm_case as n
    inner join cases as c on c.crime_ref = n.crime_ref
),

read_by_a_rule as (
    select
        f.source_table,
        f.person,
        f.record_id,
        f.node,
        f.kind,
        f.value,
        f.day_on,
        f.known_on,
        f.protects,
        f.victim_under_18,
        f.decision
    from found as f
    inner join definition_values as v on v.kind = f.kind and (v.value = f.value or v.value = '*')
    group by f.source_table, f.person, f.record_id, f.node, f.kind, f.value, f.day_on, f.known_on, f.protects, f.victim_under_18, f.decision
)

select
    f.source_table,
    f.record_id,
    f.person,
    f.kind,
    f.value as part,
    c.episode_id,
    f.day_on as "date",
    f.known_on,
    f.protects,
    f.victim_under_18,
    f.decision,
    case when f.kind = 'marker' then o.marker_from end as marker_from,
    case when f.kind = 'marker' then o.marker_to end as marker_to
from read_by_a_rule as f
left join cases as c on c.node = f.node
left join own_dates as o on o.code = f.value
order by f.source_table, f.record_id, f.person, f.kind, f.value
