-- People convicted of a CSE-related offence whose referral ended without completion, by whose doing and why.
-- Key: attribution, reason.
-- Side: analysis.
-- Units: people.
-- Source: referrals and ref_withdrawal_reasons: somebody moved by the prison did not drop out.
-- Left out: nothing.
-- Question: Q1, R1.
-- Title: Why referrals ended without completion.
-- Population: people whose referral ended without completion, CSE-related.
-- Dimensions: attribution, reason in attribution.
-- Overlapping: attribution, reason.
-- Labels: attribution = each attribution; All | reason = each reason of an attribution; All.
-- Measures: people count; referrals events on people.
-- Columns: attribution = Whose doing; reason = Reason; people = People; referrals = Referrals.
-- Order: person; system; health; sentence; assessment; death; record; unknown; not recorded.
select
    coalesce(r.left_attribution, 'All') as attribution,
    coalesce(r.left_reason_group, 'All') as reason,
    count(distinct r.person) as people,
    count(*) as referrals
from referrals as r
inner join class_members as m on m.person = r.person and m.is_main
where r.left_on is not null
group by grouping sets ((r.left_attribution, r.left_reason_group), (r.left_attribution), ())
order by attribution, reason
