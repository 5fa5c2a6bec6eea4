-- One row per referral that was found suitable in custody, as one stay in the queue of a site, a regime and an intensity.
-- Key: referral_id.
-- Side: analysis.
-- Units: days; a date that never came is empty.
-- Source: statuses of the referral itself; a move to another site or regime ends this stay and begins another.
-- Left out: referrals without a site or a sentence (nobody knows when that stay ends), and those never found suitable.
with dates as (
    select
        s.referral_id,
        min(case
            when s.activity in ('REFERRAL_SUITABLE', 'REFERRAL_NOT_READY', 'REFERRAL_DEPRIORITISED', 'REFERRAL_SCHEDULED') then s.start_on
        end) as suitable_on,
        min(case when s.activity = 'PROGRAMME_STARTED' then s.start_on end) as started_on,
        max(case when s.activity = 'PROGRAMME_COMPLETED' then s.start_on end) as completed_on,
        max(case when s.stage = 'ended' and s.activity <> 'PROGRAMME_COMPLETED' then s.start_on end) as left_on,
        max(case when s.activity = 'REFERRAL_MOVED' then 1 else 0 end) as moved
    from referral_statuses as s
    where s.service = 'prison'
    group by s.referral_id
)

select
    c.referral_id,
    c.person,
    c.regime,
    c.site,
    coalesce(n.intensity, 'any') as intensity,
    d.suitable_on,
    d.started_on,
    d.completed_on,
    d.left_on,
    d.moved = 1 as moved,
    r.stay_ended_on,
    s.osp_band
from referral_chains as c
inner join dates as d on d.referral_id = c.referral_id
inner join referrals_in_sentences as r on r.chain_id = c.chain_id and r.setting = 'custody'
inner join sentences as s on s.sentence_id = r.sentence_id
left join programme_names as n on n.name = c.programme
where c.service = 'prison' and d.suitable_on is not null and c.site is not null
order by c.referral_id
