-- One row per referral chain with the sentence during which it was submitted.
-- Key: chain_id.
-- Side: analysis.
-- Units: days; the sentence is the latest one that began on or before the submission, and its end is the end of the stay.
-- Source: referrals and sentences of the same person and setting; where none fits, the stay has no end.
-- Left out: nothing; a referral without a sentence keeps an empty sentence_id.
with placed as (
    select
        r.chain_id,
        s.sentence_id,
        s.end_on,
        s.end_reason,
        row_number() over (partition by r.chain_id order by s.sentenced_on desc, s.sentence_id) as place
    from referrals as r
    inner join sentences as s on s.person = r.person and s.setting = r.setting
    where s.sentenced_on <= r.submitted_on and (s.end_on is null or s.end_on >= r.submitted_on)
)

select
    r.chain_id,
    r.person,
    r.setting,
    r.programme,
    r.regime,
    r.site,
    r.submitted_on,
    r.assessed_on,
    r.suitable_on,
    r.started_on,
    r.completed_on,
    r.left_on,
    r.left_reason_group,
    r.left_attribution,
    p.sentence_id,
    p.end_on as stay_ended_on,
    p.end_reason as stay_end_reason
from referrals as r
left join placed as p on p.chain_id = r.chain_id and p.place = 1
order by r.chain_id
