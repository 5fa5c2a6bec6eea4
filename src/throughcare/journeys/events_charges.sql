-- One row per event of a charge: brought, replaced, ended, bail or remand, conviction, acquittal, breach of an order.
-- Key: person, source_table, record_id, activity, detail.
-- Side: analysis.
-- Units: days; start_lo and start_hi bound the first day, and are equal where the day is known.
-- Source: ref_charge_outcomes gives the activity of an outcome; a verdict comes before the outcome; NA is guilty of an alternative offence.
-- Left out: verdict NC (its meaning is not published); outcomes without an activity, such as an adjournment.
with charges as (
    select
        l.person,
        l.probability,
        c.charge_id,
        case when c.verdict = 'NA' then coalesce(c.alternative_cjs_code, c.cjs_code) else c.cjs_code end as convicted_code,
        c.cjs_code,
        c.superseded_by,
        c.charged_on,
        c.verdict,
        coalesce(c.verdict_date, case when c.plea = 'G' then c.plea_date end, c.outcome_date) as decided_on,
        c.outcome_code,
        c.outcome_date,
        r.effect,
        r.activity as outcome_activity,
        c.record_id,
        c.recorded_on
    from court_charge as c
    inner join local_person as l on l.domain = 'defendant_id' and l.number = c.defendant_id
    left join ref_charge_outcomes as r on r.code = c.outcome_code
),

convicted as (
    select
        c.person,
        c.probability,
        c.charge_id,
        c.convicted_code,
        o.offence_class,
        c.decided_on,
        c.record_id,
        c.recorded_on
    from charges as c
    left join ref_offences as o on o.cjs_code = c.convicted_code
    where c.verdict in ('G', 'NA') or (c.verdict is null and c.effect = 'convicted')
),

found as (
    select
        c.person,
        c.probability,
        case when o.offence_class = 'order_application' then 'ORDER_APPLIED' else 'CHARGE' end as activity,
        c.charged_on as start_lo,
        c.charged_on as start_hi,
        c.cjs_code as detail,
        c.charge_id as reference,
        c.record_id,
        c.recorded_on
    from charges as c
    left join ref_offences as o on o.cjs_code = c.cjs_code
    union all
    select
        c.person,
        c.probability,
        'CHARGE_REPLACED',
        coalesce(c.outcome_date, c.charged_on),
        c.outcome_date,
        c.cjs_code,
        c.charge_id,
        c.record_id,
        c.recorded_on
    from charges as c
    where c.superseded_by is not null or c.outcome_activity = 'CHARGE_REPLACED'
    union all
    select
        c.person,
        c.probability,
        c.outcome_activity,
        c.outcome_date,
        c.outcome_date,
        c.outcome_code,
        c.charge_id,
        c.record_id,
        c.recorded_on
    from charges as c
    where c.outcome_activity in ('BAIL', 'REMAND') or (c.outcome_activity = 'CHARGE_ENDED' and c.superseded_by is null)
    union all
    select
        c.person,
        c.probability,
        'ACQUITTAL',
        c.decided_on,
        c.decided_on,
        c.cjs_code,
        c.charge_id,
        c.record_id,
        c.recorded_on
    from charges as c
    where c.verdict = 'NG' or (c.verdict is null and c.outcome_activity = 'ACQUITTAL')
    union all
    select
        v.person,
        v.probability,
        'CONVICTION',
        v.decided_on,
        v.decided_on,
        v.convicted_code,
        v.charge_id,
        v.record_id,
        v.recorded_on
    from convicted as v
    union all
    select
        v.person,
        v.probability,
        case when v.offence_class = 'order_breach' then 'ORDER_BREACHED' else 'NOTIFICATION_BREACHED' end,
        v.decided_on,
        v.decided_on,
        v.convicted_code,
        v.charge_id,
        v.record_id,
        v.recorded_on
    from convicted as v
    where v.offence_class in ('order_breach', 'notification_breach')
)

select
    person,
    'court' as agency,
    activity,
    start_lo,
    start_hi,
    cast(null as date) as end_on,
    coalesce(detail, '') as detail,
    cast(null as varchar) as place,
    reference,
    'court_charge' as source_table,
    record_id,
    recorded_on,
    probability
from found
order by person, source_table, record_id, activity, detail
