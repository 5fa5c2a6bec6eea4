-- One row per intervention that a person received: a programme begun, a service begun, a Circle begun.
-- Key: received_id.
-- Side: analysis.
-- Units: days and minutes; started_on is empty where only the year is known (start_lo and start_hi bound it).
-- Source: what was observed (status, attended meeting, history, provider); nothing is inferred from a requirement, a referral or a sentence.
-- Left out: what was planned or imposed and never begun; places to live (the catalogue says which); one delivery told by two sources is one row that lists both.
with history as (
    select
        chain_id,
        programme,
        min(person) as person,
        max(case when ended = 'PROGRAMME_COMPLETED' then 1 else 0 end) as completed,
        max(case when ended = 'PROGRAMME_LEFT' then 1 else 0 end) as was_left
    from course_history
    where chain_id is not null
    group by chain_id, programme
),

from_referrals as (
    select
        concat_ws(':', 'referral', d.chain_id, d.programme) as received_id,
        d.person,
        d.programme,
        'programme' as kind,
        case when d.service = 'prison' then 'custody' else 'community' end as setting,
        d.site,
        d.started_on as start_lo,
        d.started_on as start_hi,
        coalesce(d.completed_on, d.left_on) as ended_on,
        case
            when d.completed_on is not null then 'completed'
            when d.left_on is not null then 'left'
            when h.completed = 1 then 'completed'
            when h.was_left = 1 then 'left'
            else 'ongoing'
        end as how_ended,
        d.meetings_attended,
        d.minutes_attended,
        concat_ws(
            '|',
            case when h.chain_id is not null then 'course_participation' end,
            case when d.by_meeting = 1 then 'programme_attendance' end,
            case when d.by_status = 1 then case when d.service = 'prison' then 'prison_referral_status' else 'community_referral_status' end end
        ) as sources,
        d.probability
    from delivered as d
    left join history as h on h.chain_id = d.chain_id and h.programme = d.programme
),

from_history as (
    select
        concat_ws(':', 'history', person, programme, cast(delivery as varchar)) as received_id,
        person,
        programme,
        'programme' as kind,
        case when min(agency) = 'prison' then 'custody' else 'community' end as setting,
        cast(null as varchar) as site,
        max(start_lo) as latest_lo,
        min(start_hi) as earliest_hi,
        min(start_lo) as earliest_lo,
        max(start_hi) as latest_hi,
        max(case when end_lo = end_hi then end_lo end) as ended_on,
        case
            when max(case when ended = 'PROGRAMME_COMPLETED' then 1 else 0 end) = 1 then 'completed'
            when max(case when ended = 'PROGRAMME_LEFT' then 1 else 0 end) = 1 then 'left'
            else 'unknown'
        end as how_ended,
        min(probability) as probability
    from course_history
    where chain_id is null
    group by person, programme, delivery
),

services as (
    select
        concat_ws(':', s.source_table, s.record_id, s.person) as received_id,
        s.person,
        coalesce(case when n.regime <> 'not in the list' then n.programme end, s.detail) as programme,
        case
            when s.source_table = 'circle' then 'circle'
            when n.regime <> 'not in the list' then 'programme'
            else 'service'
        end as kind,
        s.place,
        s.start_lo,
        s.start_hi,
        x.start_lo as ended_on,
        x.detail as end_detail,
        s.source_table,
        s.record_id,
        s.probability
    from events_community as s
    left join events_community as x
        on x.source_table = s.source_table and x.record_id = s.record_id and x.person = s.person and x.activity in ('SERVICE_ENDED', 'CIRCLE_ENDED')
    left join programme_names as n on n.name = s.detail
    left join catalogue as k on k.name = s.detail
    where s.activity in ('SERVICE_STARTED', 'CIRCLE_STARTED') and coalesce(k.kind, '') <> 'no intervention'
),

from_services as (
    select
        s.received_id,
        s.person,
        case when s.kind = 'circle' then 'Circles of Support and Accountability' else s.programme end as programme,
        s.kind,
        'community' as setting,
        s.place as site,
        s.start_lo,
        s.start_hi,
        s.ended_on,
        case
            when s.ended_on is null then 'ongoing'
            when s.kind = 'circle' and s.end_detail = 'completed' then 'completed'
            when s.kind = 'circle' and s.end_detail <> '' then 'left'
            when c.outcome in ('ACHIEVED', 'PARTIALLY_ACHIEVED') or w.reason_group = 'completed' then 'completed'
            when n.outcome is not null and lower(n.outcome) like '%complet%' then 'completed'
            when w.reason_group is not null or c.outcome = 'NOT_ACHIEVED' then 'left'
            else 'unknown'
        end as how_ended,
        c.attendances_kept as meetings_attended,
        cast(null as bigint) as minutes_attended,
        s.source_table as sources,
        s.probability
    from services as s
    left join community_service as c on s.source_table = 'community_service' and c.record_id = s.record_id
    left join nsi as n on s.source_table = 'nsi' and n.record_id = s.record_id
    left join ref_withdrawal_reasons as w on w.system = 'commissioned_service' and w.code = c.end_reason
),

every_source as (
    select
        received_id, person, programme, kind, setting, site, start_lo, start_hi,
        ended_on, how_ended, meetings_attended, minutes_attended, sources, probability
    from from_referrals
    union all
    select
        received_id,
        person,
        programme,
        kind,
        setting,
        site,
        -- Entries that agree narrow the interval; entries that do not, widen it.
        case when latest_lo <= earliest_hi then latest_lo else earliest_lo end,
        case when latest_lo <= earliest_hi then earliest_hi else latest_hi end,
        ended_on,
        how_ended,
        cast(null as bigint),
        cast(null as bigint),
        'course_participation',
        probability
    from from_history
    union all
    select
        received_id, person, programme, kind, setting, site, start_lo, start_hi,
        ended_on, how_ended, meetings_attended, minutes_attended, sources, probability
    from from_services
)

select
    e.received_id,
    e.person,
    e.programme,
    case when e.kind = 'programme' then coalesce(n.regime, 'not in the list') else 'none' end as regime,
    coalesce(k.level, 'tertiary') as level,
    e.kind,
    e.setting,
    e.site,
    case when e.start_lo = e.start_hi then e.start_lo end as started_on,
    e.start_lo,
    e.start_hi,
    case
        when e.start_lo = e.start_hi then 'day'
        when date_diff('day', e.start_lo, e.start_hi) <= 30 then 'month'
        else 'year'
    end as precision,
    e.ended_on,
    e.how_ended,
    e.meetings_attended,
    e.minutes_attended,
    e.sources,
    e.probability
from every_source as e
left join programme_names as n on n.name = e.programme
left join catalogue as k on k.name = e.programme
order by e.received_id
