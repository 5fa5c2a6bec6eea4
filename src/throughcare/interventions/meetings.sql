-- One row per referral that had meetings: how many were planned and attended, and how long they were.
-- Key: referral_id.
-- Side: analysis.
-- Units: minutes; a meeting counts as attended only where its code says so.
-- Source: ref_attendance_codes, where attended and complied are two things; CO10 says nothing on attendance.
-- Left out: nothing; a meeting without a code counts as planned only.
select
    m.referral_id,
    count(*) as meetings_planned,
    sum(case when a.attended = 'yes' then 1 else 0 end) as meetings_attended,
    sum(case when a.attended = 'yes' then m.minutes else 0 end) as minutes_attended,
    min(case when a.attended = 'yes' then m.planned_on end) as first_attended_on,
    max(case when a.attended = 'yes' then m.planned_on end) as last_attended_on
from programme_attendance as m
left join ref_attendance_codes as a on a.code = m.outcome_code
where m.referral_id is not null
group by m.referral_id
order by m.referral_id
