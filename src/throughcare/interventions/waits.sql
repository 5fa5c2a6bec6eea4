-- One row per wait: from one step to the next, or to whatever came before it.
-- Key: wait, reference.
-- Side: analysis.
-- Units: days; start_group is the site and day at which a programme began, empty for anything else and where the site is not known; still waiting runs to the last day of the extract; an arrival known by its year, or a referral known by its start alone, lies between earliest_days and latest_days, days is the middle.
-- Source: the wait for a programme starts at the first submission of its chain; ends that compete: release, transfer, withdrawal, death, deportation.
-- Left out: waits that would end before they began (they stand in contradictions), waits whose first day is not known, places to live.
-- Prisons start nobody on a programme who was not referred to it, so a start that only the history tells says that a referral came before it.
with unreferred as (
    select person, setting, start_lo, start_hi
    from received
    where kind = 'programme' and setting = 'custody' and sources = 'course_participation'
),

open_waits as (
    select
        'sentence to assessment' as wait,
        s.sentence_id as reference,
        s.person,
        s.sentence_id,
        s.setting,
        s.sentenced_on as from_on,
        s.assessed_on as arrived_lo,
        s.assessed_on as arrived_hi,
        s.end_on as stay_ended_on,
        s.end_reason as stay_end_reason,
        cast(null as date) as left_on,
        cast(null as varchar) as left_reason
    from sentences as s
    union all
    select
        'sentence to referral',
        s.sentence_id,
        s.person,
        s.sentence_id,
        s.setting,
        s.sentenced_on,
        coalesce(min(r.submitted_on), case when min(u.start_hi) is not null then s.sentenced_on end),
        coalesce(min(r.submitted_on), min(u.start_hi)),
        s.end_on,
        s.end_reason,
        cast(null as date),
        cast(null as varchar)
    from sentences as s
    left join referrals as r
        on r.person = s.person and r.setting = s.setting and r.submitted_on >= s.sentenced_on
        and (s.next_sentenced_on is null or r.submitted_on < s.next_sentenced_on)
    left join unreferred as u
        on u.person = s.person and u.setting = s.setting and u.start_hi >= s.sentenced_on
        and (s.next_sentenced_on is null or u.start_lo < s.next_sentenced_on)
    group by s.sentence_id, s.person, s.setting, s.sentenced_on, s.end_on, s.end_reason
    union all
    select
        'sentence to start',
        s.sentence_id,
        s.person,
        s.sentence_id,
        s.setting,
        s.sentenced_on,
        min(r.start_lo),
        min(r.start_hi),
        s.end_on,
        s.end_reason,
        cast(null as date),
        cast(null as varchar)
    from sentences as s
    left join received as r
        on r.person = s.person and r.setting = s.setting and r.kind = 'programme' and r.start_hi >= s.sentenced_on
        and (s.next_sentenced_on is null or r.start_lo < s.next_sentenced_on)
    group by s.sentence_id, s.person, s.setting, s.sentenced_on, s.end_on, s.end_reason
    union all
    select
        'referral to assessment',
        r.chain_id,
        r.person,
        r.sentence_id,
        r.setting,
        r.submitted_on,
        r.assessed_on,
        r.assessed_on,
        r.stay_ended_on,
        r.stay_end_reason,
        r.left_on,
        r.left_reason_group
    from referrals_in_sentences as r
    union all
    select
        'referral to start',
        r.chain_id,
        r.person,
        r.sentence_id,
        r.setting,
        r.submitted_on,
        r.started_on,
        r.started_on,
        r.stay_ended_on,
        r.stay_end_reason,
        r.left_on,
        r.left_reason_group
    from referrals_in_sentences as r
    union all
    select
        'suitable to start',
        r.chain_id,
        r.person,
        r.sentence_id,
        r.setting,
        r.suitable_on,
        r.started_on,
        r.started_on,
        r.stay_ended_on,
        r.stay_end_reason,
        r.left_on,
        r.left_reason_group
    from referrals_in_sentences as r
    union all
    select
        'requirement to commencement',
        q.requirement_id,
        q.person,
        cast(null as varchar),
        'community',
        q.imposed_on,
        q.commenced_on,
        q.commenced_on,
        case when q.commenced_on is null then q.ended_on end,
        'order_ended',
        cast(null as date),
        cast(null as varchar)
    from requirement_progress as q
    where q.is_programme
    union all
    select
        case when e.activity = 'CIRCLE_REQUESTED' then 'request to circle' else 'referral to service' end,
        concat_ws(':', e.source_table, e.record_id, e.person),
        e.person,
        cast(null as varchar),
        'community',
        e.start_on,
        min(s.start_on),
        min(s.start_on),
        cast(null as date),
        cast(null as varchar),
        min(case when s.start_on is null then x.start_on end),
        'withdrawn'
    from events as e
    left join events as s
        on s.person = e.person and s.source_table = e.source_table and s.record_id = e.record_id and s.activity in ('SERVICE_STARTED', 'CIRCLE_STARTED')
    left join events as x
        on x.person = e.person and x.source_table = e.source_table and x.record_id = e.record_id and x.activity in ('SERVICE_ENDED', 'CIRCLE_ENDED')
    left join catalogue as c on c.name = e.detail and c.kind = 'no intervention'
    where e.activity in ('SERVICE_REFERRED', 'CIRCLE_REQUESTED') and c.name is null
    group by e.activity, e.source_table, e.record_id, e.person, e.start_on
    union all
    select
        'release to support',
        s.sentence_id,
        s.person,
        s.sentence_id,
        'community',
        s.released_on,
        min(r.start_lo),
        min(r.start_hi),
        min(k.start_on),
        'recalled',
        cast(null as date),
        cast(null as varchar)
    from sentences as s
    left join received as r on r.person = s.person and r.kind in ('service', 'circle') and r.start_hi >= s.released_on
    left join spells as k on k.person = s.person and k.kind = 'custody' and k.start_on > s.released_on
    where s.released_on is not null
    group by s.sentence_id, s.person, s.released_on
),

others as (
    select
        w.wait,
        w.reference,
        w.person,
        w.sentence_id,
        w.setting,
        w.from_on,
        -- What is known by its bounds alone lies after the first day and before anything that ended the wait; or it is no arrival of this wait.
        case when w.arrived_lo < w.arrived_hi then greatest(w.arrived_lo, w.from_on) else w.arrived_lo end as first_possible_on,
        case
            when w.arrived_lo < w.arrived_hi then least(w.arrived_hi, w.left_on, w.stay_ended_on, e.ended_on, $extract_end)
            else w.arrived_lo
        end as last_possible_on,
        w.left_on,
        w.left_reason,
        w.stay_ended_on,
        w.stay_end_reason,
        e.ended_on as life_ended_on,
        e.how as life_end
    from open_waits as w
    left join life_ends as e on e.person = w.person
    where w.from_on is not null and w.from_on <= $extract_end
),

bounded as (
    select
        wait,
        reference,
        person,
        sentence_id,
        setting,
        from_on,
        first_possible_on,
        last_possible_on,
        case
            when first_possible_on <= last_possible_on
                then first_possible_on + cast(floor(date_diff('day', first_possible_on, last_possible_on) / 2.0) as integer)
        end as arrived_on,
        left_on,
        stay_ended_on,
        life_ended_on,
        case
            when stay_end_reason = 'order_ended' then 'order_ended'
            when stay_end_reason = 'recalled' then 'recalled'
            when stay_end_reason = 'DEATH' or stay_end_reason = 'died' then 'died'
            when stay_end_reason = 'DEPORTATION' then 'deported'
            when setting = 'community' then 'order_ended'
            when stay_end_reason = 'RELEASE' then 'released'
            else 'transferred'
        end as stay_end,
        case when left_reason = 'transfer' then 'transferred' else 'withdrawn' end as left_end,
        life_end
    from others
),

ends as (
    select
        wait,
        reference,
        person,
        sentence_id,
        setting,
        from_on,
        first_possible_on,
        last_possible_on,
        arrived_on,
        stay_ended_on,
        life_ended_on,
        least(arrived_on, left_on, stay_ended_on, life_ended_on) as first_on,
        stay_end,
        left_end,
        life_end
    from bounded
)

select
    e.wait,
    e.reference,
    e.person,
    e.sentence_id,
    e.setting,
    e.from_on,
    case when e.first_on <= $extract_end then e.first_on else $extract_end end as to_on,
    date_diff('day', e.from_on, case when e.first_on <= $extract_end then e.first_on else $extract_end end) as days,
    date_diff('day', e.from_on, case
        when e.arrived_on = e.first_on and e.first_on <= $extract_end then e.first_possible_on
        when e.first_on <= $extract_end then e.first_on
        else $extract_end
    end) as earliest_days,
    date_diff('day', e.from_on, case
        when e.arrived_on = e.first_on and e.first_on <= $extract_end then e.last_possible_on
        when e.first_on <= $extract_end then e.first_on
        else $extract_end
    end) as latest_days,
    case
        when e.first_on is null or e.first_on > $extract_end then 'still_waiting'
        when e.arrived_on = e.first_on then 'arrived'
        when e.life_ended_on = e.first_on then e.life_end
        when e.stay_ended_on = e.first_on then e.stay_end
        else e.left_end
    end as how_ended,
    coalesce(g.regime, 'none') as regime,
    coalesce(s.osp_band, 'not recorded') as osp_band,
    coalesce(s.risk_band, 'not recorded') as risk_band,
    coalesce(s.risk_tool, 'none') as risk_tool,
    s.sentence_type,
    s.denial,
    s.age_group,
    coalesce(
        s.young,
        case
            when (year(e.from_on) - year(p.birth_month)) * 12 + month(e.from_on) - month(p.birth_month) >= 216
                then (year(e.from_on) - year(p.birth_month)) * 12 + month(e.from_on) - month(p.birth_month) < $young_adult_below * 12
        end
    ) as young,
    s.length_days,
    s.sexual_offence,
    case
        when e.wait like '% to start' and e.arrived_on = e.first_on and e.first_on <= $extract_end and coalesce(r.site, t.site) is not null
            then concat_ws('|', coalesce(r.site, t.site), cast(e.arrived_on as varchar))
    end as start_group
from ends as e
left join people as p on p.person = e.person
left join sentences as s on s.sentence_id = e.sentence_id
left join referrals_in_sentences as r on r.chain_id = e.reference and r.setting = e.setting
left join (
    select person, setting, started_on, min(site) as site
    from received
    where kind = 'programme' and started_on is not null
    group by person, setting, started_on
) as t on t.person = e.person and t.setting = e.setting and t.started_on = e.arrived_on
left join regimes as g on e.from_on >= g.from_on and (g.to_on is null or e.from_on <= g.to_on)
where e.first_on is null or e.first_on >= e.from_on
order by e.wait, e.reference
