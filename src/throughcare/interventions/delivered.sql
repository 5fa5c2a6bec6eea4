-- One row per programme that a referral shows was begun, by a status or by an attended meeting.
-- Key: chain_id, programme.
-- Side: analysis.
-- Units: days; the start is the earlier of the status 'on programme' and the first attended meeting.
-- Source: referral statuses and programme_attendance; a move to another site in the middle of a programme continues the same delivery.
-- Left out: referrals with neither; a requirement or a place on a group is not a start.
with by_referral as (
    select
        service,
        referral_id,
        min(case when stage = 'on_programme' then start_on end) as started_on,
        max(case when activity = 'PROGRAMME_COMPLETED' then start_on end) as completed_on,
        max(case when activity = 'PROGRAMME_LEFT' then start_on end) as left_on
    from referral_statuses
    group by service, referral_id
)

select
    c.chain_id,
    c.programme,
    min(c.service) as service,
    min(c.person) as person,
    min(c.regime) as regime,
    max(c.site) as site,
    least(min(s.started_on), min(m.first_attended_on)) as started_on,
    max(s.completed_on) as completed_on,
    max(s.left_on) as left_on,
    max(m.last_attended_on) as last_attended_on,
    sum(m.meetings_attended) as meetings_attended,
    sum(m.minutes_attended) as minutes_attended,
    max(case when s.started_on is not null then 1 else 0 end) as by_status,
    max(case when m.first_attended_on is not null then 1 else 0 end) as by_meeting,
    min(c.probability) as probability
from referral_chains as c
left join by_referral as s on s.service = c.service and s.referral_id = c.referral_id
left join meetings as m on m.referral_id = c.referral_id
group by c.chain_id, c.programme
having min(s.started_on) is not null or min(m.first_attended_on) is not null
order by c.chain_id, c.programme
