-- People by move of a referral from one status to the next: the moves that are permitted, made or not, and those made off the path.
-- Key: service, from_status, to_status.
-- Side: analysis.
-- Units: people.
-- Source: conformance and ref_referral_transitions; how many of them were convicted of a CSE-related offence, from referral_statuses and class_members.
-- Left out: how often a move was made: what enters a status leaves it, so exact flows would tell a small one from the others.
-- Question: R2, Q1.
-- Title: How referrals moved, step by step.
-- Population: people by move of a referral.
-- Dimensions: service, from_status in service, to_status in from_status, rule in to_status.
-- Overlapping: service, from_status, to_status, rule.
-- Measures: people count; related count.
-- Within: related in people.
-- Columns: service = Service; from_status = From; to_status = To; rule = Rule; people = People with a referral; related = Convicted of a CSE-related offence.
-- Order: prison; community; START; REFERRAL_STARTED; REFERRAL_SUBMITTED; AWAITING_ASSESSMENT; ASSESSMENT_STARTED; ASSESSED_SUITABLE; ON_PROGRAMME; PROGRAMME_COMPLETE; Awaiting assessment; Awaiting allocation; Scheduled; On programme; Programme complete.
-- Notes: Everybody with a referral in the records counts in the first number, whatever the offence. | A move that nobody made is listed where it is permitted; a withheld number may be nought.
with moves as (
    select
        service,
        person,
        coalesce(lag(status) over (partition by service, referral_id order by step), 'START') as from_status,
        status as to_status
    from referral_statuses
),

related as (
    select m.service, m.from_status, m.to_status, count(distinct m.person) as people
    from moves as m
    inner join class_members as c on c.person = m.person and c.is_main
    group by m.service, m.from_status, m.to_status
),

listed as (
    select service, from_status, to_status, 'permitted' as rule
    from ref_referral_transitions
    union
    select service, from_status, to_status, deviation
    from conformance
)

select
    l.service,
    l.from_status,
    l.to_status,
    l.rule,
    coalesce(c.people, 0) as people,
    coalesce(r.people, 0) as related
from listed as l
left join conformance as c on c.service = l.service and c.from_status = l.from_status and c.to_status = l.to_status
left join related as r on r.service = l.service and r.from_status = l.from_status and r.to_status = l.to_status
order by l.service, l.from_status, l.to_status
