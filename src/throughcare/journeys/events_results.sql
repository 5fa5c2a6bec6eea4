-- One row per result of a court case and per turn of an order: sentence, variation, quashed, order made, varied, ended, notification, death.
-- Key: person, source_table, record_id, activity, detail.
-- Side: analysis.
-- Units: days; start_lo and start_hi bound the first day, and are equal where the day is known.
-- Source: ref_disposals gives the activity of a result; an order not discharged ends on its day of expiry, once that day is past.
-- Left out: results that repeat what the charge says (acquittal, bail, remand, replaced); requirement codes (probation holds the requirement).
with results as (
    select
        l.person,
        l.probability,
        r.activity,
        d.disposal_date as event_on,
        case when r.activity = 'SENTENCE' then r."group" else d.disposal_code end as detail,
        d.charge_id as reference,
        d.record_id,
        d.recorded_on
    from court_disposal as d
    inner join ref_disposals as r on r.code = d.disposal_code
    inner join court_charge as c on c.charge_id = d.charge_id
    inner join local_person as l on l.domain = 'defendant_id' and l.number = c.defendant_id
    where r.activity in ('SENTENCE', 'SENTENCE_VARIED', 'CONVICTION_QUASHED', 'ORDER_MADE', 'ORDER_APPLIED', 'NOTIFICATION_STARTED', 'DEATH')
),

orders as (
    select
        coalesce(d.person, n.person) as person,
        case when d.person is not null then d.probability else n.probability end as probability,
        o.order_type,
        o.order_ref,
        o.made,
        o.varied,
        coalesce(o.discharged, case when o.expires <= $extract_end then o.expires end) as ended_on,
        o.record_id,
        o.recorded_on
    from court_order as o
    left join local_person as d on d.domain = 'defendant_id' and d.number = o.defendant_id
    left join local_person as n on n.domain = 'nominal_ref' and n.number = o.nominal_ref
    where d.person is not null or n.person is not null
),

found as (
    select person, probability, activity, event_on, detail, reference, 'court_disposal' as source_table, record_id, recorded_on
    from results
    union all
    select
        person,
        probability,
        case when order_type = 'NOTIFICATION' then 'NOTIFICATION_STARTED' else 'ORDER_MADE' end,
        made,
        order_type,
        order_ref,
        'court_order',
        record_id,
        recorded_on
    from orders
    union all
    select person, probability, 'ORDER_VARIED', varied, order_type, order_ref, 'court_order', record_id, recorded_on
    from orders
    where varied is not null
    union all
    select person, probability, 'ORDER_ENDED', ended_on, order_type, order_ref, 'court_order', record_id, recorded_on
    from orders
    where ended_on is not null
)

select
    person,
    'court' as agency,
    activity,
    event_on as start_lo,
    event_on as start_hi,
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
