-- One row per move from one referral status to the next, permitted or not, with the deviation named.
-- Key: service, from_status, to_status.
-- Side: analysis.
-- Units: times, referrals and people.
-- Source: ref_referral_transitions, 37 prison and 32 community moves; a referral begins as a draft, submitted, or awaiting assessment.
-- Left out: nothing; a status that no list knows stays and is named.
with moves as (
    select
        service,
        person,
        referral_id,
        coalesce(lag(status) over (partition by service, referral_id order by step), 'START') as from_status,
        case when step = 1 then 'start' else lag(stage) over (partition by service, referral_id order by step) end as from_stage,
        status as to_status,
        stage as to_stage
    from referral_statuses
),

counted as (
    select
        service,
        from_status,
        to_status,
        min(from_stage) as from_stage,
        min(to_stage) as to_stage,
        count(*) as times,
        count(distinct referral_id) as referrals,
        count(distinct person) as people
    from moves
    group by service, from_status, to_status
),

ranked as (
    select
        c.service,
        c.from_status,
        c.to_status,
        c.from_stage,
        c.to_stage,
        c.times,
        c.referrals,
        c.people,
        t.from_status is not null or (
            c.from_status = 'START' and c.to_status in ('REFERRAL_STARTED', 'REFERRAL_SUBMITTED', 'Awaiting assessment')
        ) as is_permitted,
        case c.from_stage
            when 'start' then 0 when 'draft' then 1 when 'waiting' then 2 when 'assessing' then 3
            when 'ready' then 4 when 'on_programme' then 5 when 'ended' then 6
        end as from_rank,
        case c.to_stage
            when 'draft' then 1 when 'waiting' then 2 when 'assessing' then 3 when 'ready' then 4 when 'on_programme' then 5 when 'ended' then 6
        end as to_rank
    from counted as c
    left join ref_referral_transitions as t on t.service = c.service and t.from_status = c.from_status and t.to_status = c.to_status
)

select
    service,
    from_status,
    to_status,
    is_permitted as permitted,
    case
        when is_permitted then 'permitted'
        when to_stage is null then 'unknown status'
        when from_stage is null and from_status <> 'START' then 'from an unknown status'
        when from_status = to_status then 'same status again'
        when from_status = 'START' then 'began in the middle'
        when from_stage = 'ended' then 'reopened after its end'
        when to_stage = 'on_programme' then 'started without being found ready'
        when to_stage = 'ended' then 'ended by a move that is not permitted'
        when from_rank > to_rank then 'went back'
        when to_rank > from_rank then 'skipped a step'
        else 'moved aside'
    end as deviation,
    times,
    referrals,
    people
from ranked
order by service, from_status, to_status
