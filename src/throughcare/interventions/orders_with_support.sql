-- One row per preventive order or warning notice: made, in force, breached or not, and what support stood beside it.
-- Key: order_id.
-- Side: analysis.
-- Units: days; a breach of an order is dated by its conviction, a breach of a notice by the day the police recorded it.
-- Source: court_order, court results where no order record stands beside them, police notices; breach by offence class and order family.
-- Left out: notification (registration) and restraining orders, which ask for no support; an interim order is its own row.
with families as (
    select
        e.person,
        e.probability,
        e.activity,
        e.source_table,
        e.record_id,
        e.reference,
        e.start_on,
        case
            when e.source_table = 'court_order' then e.detail
            when d."group" = 'order_shpo' then 'SHPO'
            when d."group" = 'order_sopo' then 'SOPO'
            when d."group" = 'order_sro' then 'SRO'
            when d."group" = 'order_rsho' then 'RSHO'
            when d."group" = 'order_fto' then 'FTO'
            when d."group" = 'order_stpo' then 'STPO'
        end as order_type,
        case
            when e.detail in ('SHPO', 'ISHPO', 'SOPO', 'ISOPO', 'FTO') or d."group" in ('order_shpo', 'order_sopo', 'order_fto') then 'prevention'
            when e.detail in ('SRO', 'ISRO', 'RSHO', 'IRSHO') or d."group" in ('order_sro', 'order_rsho') then 'risk'
            when e.detail in ('STPO', 'STRO') or d."group" = 'order_stpo' then 'slavery'
        end as family
    from events as e
    left join ref_disposals as d on e.source_table = 'court_disposal' and d.code = e.detail
    where e.activity = 'ORDER_MADE' and e.start_on is not null
),

orders as (
    select
        concat_ws(':', f.source_table, f.record_id, f.person) as order_id,
        f.person,
        f.probability,
        f.order_type,
        f.family,
        f.start_on as made_on,
        s.end_on as until_on,
        o.on_conviction,
        cast(null as varchar) as force_code,
        cast(null as date) as noticed_on
    from families as f
    left join court_order as o on f.source_table = 'court_order' and o.record_id = f.record_id
    left join spells as s on f.source_table = 'court_order' and s.kind = 'order' and s.record_id = f.record_id and s.person = f.person
    left join families as told
        on f.source_table = 'court_disposal' and told.source_table = 'court_order' and told.person = f.person and told.family = f.family
        and told.start_on >= f.start_on - 7 and told.start_on <= f.start_on + 7
    where f.family is not null and told.person is null
    union all
    select
        concat_ws(':', 'police_notice', n.record_id, l.person),
        l.person,
        l.probability,
        n.notice_type,
        'notice',
        n.issued,
        case when n.expires <= $extract_end then n.expires end,
        false,
        n.force_code,
        n.breached_on
    from police_notice as n
    inner join local_person as l on l.domain = 'nominal_ref' and l.number = n.nominal_ref
    where n.notice_type = 'CAWN' and n.issued is not null
),

breaches as (
    select
        e.person,
        e.start_on,
        case
            when lower(o.title) like '%slavery%' or lower(o.title) like '%modern slavery%' then 'slavery'
            when
                lower(o.title) like '%harm prevention%' or lower(o.title) like '%shpo%' or lower(o.title) like '%sopo%'
                or lower(o.title) like '%offences prevention%' or lower(o.title) like '%foreign travel%' then 'prevention'
            when lower(o.title) like '%risk%' then 'risk'
        end as family
    from events as e
    inner join ref_offences as o on o.cjs_code = e.detail
    where e.activity = 'ORDER_BREACHED' and e.start_on is not null
),

breached as (
    select
        o.order_id,
        min(b.start_on) as breached_on,
        count(distinct b.start_on) as breaches
    from orders as o
    inner join breaches as b
        on b.person = o.person and b.family = o.family and b.start_on >= o.made_on and (o.until_on is null or b.start_on <= o.until_on + 365)
    group by o.order_id
),

supported as (
    select
        o.order_id,
        max(case when r.kind = 'programme' then 1 else 0 end) as programme,
        max(case when r.kind = 'service' then 1 else 0 end) as service,
        max(case when r.kind = 'circle' then 1 else 0 end) as circle,
        min(r.start_lo) as first_support_on
    from orders as o
    inner join received as r
        on r.person = o.person and r.setting = 'community' and r.start_lo <= coalesce(o.until_on, $extract_end)
        and coalesce(r.ended_on, $extract_end) >= o.made_on
    group by o.order_id
)

select
    o.order_id,
    o.person,
    o.order_type,
    o.family,
    o.force_code,
    o.on_conviction,
    o.made_on,
    year(o.made_on) as made_year,
    o.until_on,
    o.until_on is null or o.until_on > $extract_end as in_force,
    coalesce(b.breached_on, o.noticed_on) as breached_on,
    coalesce(b.breached_on, o.noticed_on) is not null as breached,
    coalesce(b.breaches, case when o.noticed_on is not null then 1 else 0 end) as breaches,
    date_diff('day', o.made_on, coalesce(b.breached_on, o.noticed_on)) as days_to_breach,
    date_diff('day', o.made_on, least(coalesce(b.breached_on, o.noticed_on), o.until_on, $extract_end)) as days_at_risk,
    coalesce(s.programme, 0) = 1 as programme_alongside,
    coalesce(s.service, 0) = 1 as service_alongside,
    coalesce(s.circle, 0) = 1 as circle_alongside,
    s.order_id is not null as any_support,
    s.first_support_on is not null and (
        coalesce(b.breached_on, o.noticed_on) is null or s.first_support_on < coalesce(b.breached_on, o.noticed_on)
    ) as support_before_breach,
    o.probability
from orders as o
left join breached as b on b.order_id = o.order_id
left join supported as s on s.order_id = o.order_id
order by o.order_id
