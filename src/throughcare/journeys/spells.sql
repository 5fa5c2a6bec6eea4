-- One row per spell: a stretch of time in custody, on licence, under an order, on a programme, with a service or a Circle, under public protection arrangements.
-- Key: person, spell_id.
-- Side: analysis.
-- Units: days; end_on is empty while the spell lasts; start_on is empty where only the year is known (start_lo and start_hi bound it).
-- Source: bookings, probation events, orders, referral statuses, course history, services, Circles, arrangements.
-- Left out: a licence whose release, expiry and supervision are all unknown; planned ends that lie after the extract.
with recalls as (
    select
        coalesce(c.person, p.person) as person,
        r.revocation_date
    from recall as r
    left join local_person as c on c.domain = 'crn' and c.number = r.crn
    left join local_person as p on p.domain = 'noms_number' and p.number = r.noms_number
),

bookings as (
    select
        l.person,
        l.probability,
        b.book_id,
        b.record_id,
        coalesce(b.date_lo, b.reception) as start_lo,
        coalesce(b.date_hi, b.reception) as start_hi,
        b.legal_status,
        b.released,
        case when b.released is not null then coalesce(r.activity, case when r.code is null then 'RELEASE' else 'RECORDS_MERGED' end) end as end_reason,
        case when coalesce(b.led, b.sed, b.tused) > b.released then coalesce(b.led, b.sed, b.tused) end as planned_end
    from prison_booking as b
    inner join local_person as l on l.domain = 'noms_number' and l.number = b.noms_number
    left join ref_movement_reasons as r on r.code = b.release_reason
),

supervision as (
    select
        l.person,
        l.probability,
        e.record_id,
        e.disposal,
        coalesce(e.date_lo, e.start) as start_lo,
        coalesce(e.date_hi, e.start) as start_hi,
        e.start,
        e.ended,
        e.termination_reason
    from probation_event as e
    inner join local_person as l on l.domain = 'crn' and l.number = e.crn
),

releases as (
    select
        b.person,
        b.probability,
        b.record_id,
        b.book_id,
        b.released,
        b.planned_end,
        min(case when r.revocation_date >= b.released then r.revocation_date end) as recalled_on,
        min(case when s.ended >= b.released then s.ended end) as supervision_ended,
        max(case when s.start <= b.released and (s.ended is null or s.ended >= b.released) then 1 else 0 end) as is_supervised
    from bookings as b
    left join recalls as r on r.person = b.person
    left join supervision as s on s.person = b.person and s.disposal = 'custody' and s.start <= b.released
    where b.end_reason = 'RELEASE'
    group by b.person, b.probability, b.record_id, b.book_id, b.released, b.planned_end
),

licences as (
    select
        person,
        probability,
        record_id,
        book_id,
        released,
        recalled_on,
        supervision_ended,
        least(recalled_on, supervision_ended, case when planned_end <= $extract_end then planned_end end) as end_on
    from releases
    where planned_end is not null or is_supervised = 1
),

deliveries as (
    select
        service,
        person,
        referral_id,
        max(probability) as probability,
        min(programme) as programme,
        min(site) as site,
        min(case when stage = 'on_programme' then start_on end) as start_on,
        max(case when stage = 'ended' then start_on end) as end_on,
        max(case when stage = 'ended' then activity end) as end_reason
    from referral_statuses
    where had_started
    group by service, person, referral_id
),

mappa_people as (
    select
        coalesce(c.person, v.person, p.person) as person,
        coalesce(c.probability, v.probability, p.probability) as probability,
        m.record_id,
        m.category,
        m.level,
        m.start,
        m."end" as ended
    from mappa as m
    left join local_person as c on c.domain = 'crn' and c.number = m.crn
    left join local_person as v on v.domain = 'visor_ref' and v.number = m.visor_ref
    left join local_person as p on p.domain = 'pnc_id' and p.number = m.pnc_id
),

found as (
    select
        person,
        'custody' as kind,
        start_lo,
        start_hi,
        released as end_on,
        end_reason,
        book_id as reference,
        legal_status as detail,
        cast(null as varchar) as place,
        'prison_booking' as source_table,
        record_id,
        probability
    from bookings
    union all
    select
        person,
        'licence',
        released,
        released,
        end_on,
        case when end_on = recalled_on then 'RECALL' when end_on = supervision_ended then 'SUPERVISION_ENDED' when end_on is not null then 'EXPIRED' end,
        book_id,
        cast(null as varchar),
        cast(null as varchar),
        'prison_booking',
        record_id,
        probability
    from licences
    union all
    select
        person,
        'community_order',
        start_lo,
        start_hi,
        ended,
        case when ended is not null then upper(coalesce(termination_reason, 'not recorded')) end,
        cast(null as varchar),
        disposal,
        cast(null as varchar),
        'probation_event',
        record_id,
        probability
    from supervision
    where disposal in ('community', 'suspended')
    union all
    select
        coalesce(d.person, n.person),
        'order',
        o.made,
        o.made,
        coalesce(o.discharged, case when o.expires <= $extract_end then o.expires end),
        case when o.discharged is not null then 'DISCHARGED' when o.expires <= $extract_end then 'EXPIRED' end,
        o.order_ref,
        o.order_type,
        cast(null as varchar),
        'court_order',
        o.record_id,
        coalesce(d.probability, n.probability)
    from court_order as o
    left join local_person as d on d.domain = 'defendant_id' and d.number = o.defendant_id
    left join local_person as n on n.domain = 'nominal_ref' and n.number = o.nominal_ref
    union all
    select
        person,
        'programme',
        start_on,
        start_on,
        end_on,
        end_reason,
        referral_id,
        programme,
        site,
        case when service = 'prison' then 'prison_referral_status' else 'community_referral_status' end,
        referral_id,
        probability
    from deliveries
    union all
    select
        e.person,
        'programme',
        e.start_lo,
        e.start_hi,
        case when x.start_lo = x.start_hi then x.start_lo end,
        x.activity,
        cast(null as varchar),
        e.detail,
        cast(null as varchar),
        'course_participation',
        e.record_id,
        e.probability
    from events_programmes as e
    left join events_programmes as x
        on x.record_id = e.record_id and x.source_table = 'course_participation' and x.activity in ('PROGRAMME_COMPLETED', 'PROGRAMME_LEFT')
        and x.person = e.person
    where e.source_table = 'course_participation' and e.activity = 'PROGRAMME_STARTED'
    union all
    select
        s.person,
        case when s.source_table = 'circle' then 'circle' else 'service' end,
        s.start_lo,
        s.start_hi,
        x.start_lo,
        case when x.person is not null then coalesce(upper(case when x.detail <> '' and s.source_table = 'circle' then x.detail end), 'ENDED') end,
        s.reference,
        case when s.source_table = 'circle' then s.place else s.detail end,
        s.place,
        s.source_table,
        s.record_id,
        s.probability
    from events_community as s
    left join events_community as x
        on x.record_id = s.record_id and x.source_table = s.source_table and x.person = s.person and x.activity in ('SERVICE_ENDED', 'CIRCLE_ENDED')
    where s.activity in ('SERVICE_STARTED', 'CIRCLE_STARTED')
    union all
    select
        person,
        'mappa',
        start,
        start,
        case when ended <= $extract_end then ended end,
        case when ended <= $extract_end then 'ENDED' end,
        cast(null as varchar),
        cast(level as varchar),
        cast(null as varchar),
        'mappa',
        record_id,
        probability
    from mappa_people
)

select
    concat_ws(':', kind, source_table, record_id) as spell_id,
    person,
    kind,
    case when start_lo = start_hi then start_lo end as start_on,
    end_on,
    end_reason,
    reference,
    detail,
    place,
    start_lo,
    start_hi,
    record_id,
    probability
from found
where person is not null
order by person, spell_id
