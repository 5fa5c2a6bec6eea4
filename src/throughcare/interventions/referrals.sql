-- One row per referral to a programme, with every later referral that continues it.
-- Key: chain_id.
-- Side: analysis.
-- Units: days; a date that never came is empty; scheduled_on is the day a place on a dated group was given, which only the community records.
-- Source: permitted life of a referral (ref_referral_statuses); a reason tells what the person did from what the system did.
-- Left out: nothing; a referral that was never submitted has no submitted_on.
with members as (
    select
        c.service,
        c.chain_id,
        count(distinct c.referral_id) as referrals,
        min(c.person) as person,
        min(c.probability) as probability,
        min(c.submitted_on) as submitted_on,
        max(c.ldc) as ldc,
        max(c.innocence) as innocence,
        max(c.step) as last_step
    from referral_chains as c
    group by c.service, c.chain_id
),

latest as (
    select m.service, m.chain_id, c.referral_id, c.programme, c.regime, c.site
    from members as m
    inner join referral_chains as c on c.service = m.service and c.chain_id = m.chain_id and c.step = m.last_step
),

held as (
    select
        c.service,
        c.chain_id,
        s.status,
        s.stage,
        s.activity,
        s.start_on,
        s.category,
        s.reason,
        row_number() over (partition by c.service, c.chain_id order by c.step desc, s.step desc, s.record_id) as from_last
    from referral_chains as c
    inner join referral_statuses as s on s.service = c.service and s.referral_id = c.referral_id
),

dates as (
    select
        service,
        chain_id,
        min(case
            when activity in (
                'REFERRAL_ASSESSMENT_STARTED', 'REFERRAL_SUITABLE', 'REFERRAL_NOT_READY', 'REFERRAL_NOT_SUITABLE', 'REFERRAL_DEPRIORITISED'
            ) then start_on
        end) as assessed_on,
        min(case
            when activity in ('REFERRAL_SUITABLE', 'REFERRAL_NOT_READY', 'REFERRAL_DEPRIORITISED', 'REFERRAL_SCHEDULED') then start_on
        end) as suitable_on,
        min(case when activity = 'REFERRAL_SCHEDULED' then start_on end) as scheduled_on,
        min(case when activity = 'PROGRAMME_STARTED' then start_on end) as started_on,
        max(case when activity = 'PROGRAMME_COMPLETED' then start_on end) as completed_on
    from held
    group by service, chain_id
),

finals as (
    select
        h.service,
        h.chain_id,
        h.status,
        h.stage,
        h.activity,
        h.start_on,
        coalesce(r.reason_group, g.reason_group) as reason_group,
        coalesce(r.attribution, g.attribution) as attribution
    from held as h
    left join ref_withdrawal_reasons as r on r.system = 'prison' and r.code = coalesce(h.reason, h.category)
    left join ref_withdrawal_reasons as g on g.system = 'prison_legacy' and g.code = coalesce(h.reason, h.category)
    where h.from_last = 1
)

select
    m.chain_id,
    m.person,
    case when m.service = 'prison' then 'custody' else 'community' end as setting,
    l.programme,
    l.regime,
    l.site,
    m.submitted_on,
    d.assessed_on,
    d.suitable_on,
    d.scheduled_on,
    d.started_on,
    d.completed_on,
    case when f.stage = 'ended' and f.activity <> 'PROGRAMME_COMPLETED' then f.start_on end as left_on,
    case when f.stage = 'ended' and f.activity <> 'PROGRAMME_COMPLETED' then coalesce(f.reason_group, 'not recorded') end as left_reason_group,
    case when f.stage = 'ended' and f.activity <> 'PROGRAMME_COMPLETED' then coalesce(f.attribution, 'not recorded') end as left_attribution,
    f.status as final_status,
    m.referrals,
    m.ldc = 1 as has_ldc,
    m.innocence = 1 as denial,
    m.probability
from members as m
inner join latest as l on l.service = m.service and l.chain_id = m.chain_id
left join dates as d on d.service = m.service and d.chain_id = m.chain_id
left join finals as f on f.service = m.service and f.chain_id = m.chain_id
order by m.chain_id
